/*
 * A first waiver file: everything unexpected that reports hold, waived.
 */
#ifndef TSPEC_HARNESS_WAIVER_BASELINE_H
#define TSPEC_HARNESS_WAIVER_BASELINE_H

#include "harness/report/report.h"

/* The text of a waiver file, malloc'ed, for the findings of level deviates and fail that no waiver covers;
 * *count says how many waivers it has. One for each stack, check and rule, whose scenario is that of the
 * finding seen most often; what is a fault of the stack itself (crash, hang, assertion) or an expectation not
 * met is waived by signature, so that the next one is a finding again. The versions are those the reports
 * name. The reasons are left to be written by people. NULL without memory. */
char *tspec_baseline_write(const struct tspec_report *const *reports, unsigned report_count, unsigned *count);

#endif
