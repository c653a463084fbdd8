/*
 * A hand-made report with everything in it that a report has to show.
 */
#ifndef TSPEC_TESTS_REPORT_SAMPLE_H
#define TSPEC_TESTS_REPORT_SAMPLE_H

#include "harness/report/report.h"

/* Two stacks, findings of every level (one known), settled. The caller destroys it. */
struct tspec_report *sample_report(void);

/* No stack run, nothing found: what is left when a run judged nothing. */
struct tspec_report *empty_report(void);

#endif
