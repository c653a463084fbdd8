/*
 * The report in a few lines of plain text, for the end of a run.
 */
#ifndef TSPEC_HARNESS_REPORT_SUMMARY_H
#define TSPEC_HARNESS_REPORT_SUMMARY_H

#include "harness/report/report.h"
#include "harness/report/text.h"

/* For each stack what was run and how its requirements stand; then one line for each waiver that is stale or
 * expired, one for each that explains something, with its reason, and one for each check and rule found wrong
 * that none does: how many scenarios showed it, the signature of the most frequent finding, and how many more
 * there are. Last, for each stack, what came of it in one line. With `colour`, ANSI escapes. */
void tspec_summary_print(const struct tspec_report *report, bool colour, struct tspec_text *out);

#endif
