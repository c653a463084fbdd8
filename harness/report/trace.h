/*
 * Traces and verdicts as plain text, for trace.txt and `tcpspec replay`. Made for 100 columns: what is longer
 * goes on below.
 */
#ifndef TSPEC_HARNESS_REPORT_TRACE_H
#define TSPEC_HARNESS_REPORT_TRACE_H

#include "harness/report/report.h"
#include "harness/report/text.h"

/* One item: virtual time in seconds, what happened ("<" toward the stack, ">" from it), the model's state
 * before and after, and the clauses that applied, on a line of their own where they do not fit. With
 * `colour`, ANSI escapes. */
void tspec_trace_print_item(const struct tspec_report_item *item, bool colour, struct tspec_text *out);

/* What went wrong: level, sentence, expected, observed, check, rule, section, requirements, and where to read
 * more. What rule and requirements ask is looked up in the report. */
void tspec_trace_print_verdict(const struct tspec_report *report, const struct tspec_report_finding *finding,
                               bool colour, struct tspec_text *out);

/* Every item of the finding's trace, then the verdict. */
void tspec_trace_print(const struct tspec_report *report, const struct tspec_report_finding *finding,
                       bool colour, struct tspec_text *out);

#endif
