/*
 * A finding's trace as plain text, for trace.txt and `tcpspec replay`.
 */
#ifndef TSPEC_HARNESS_REPORT_TRACE_H
#define TSPEC_HARNESS_REPORT_TRACE_H

#include "harness/report/report.h"
#include "harness/report/text.h"

/* One line an item: virtual time in seconds, what happened ("<" toward the stack, ">" from it), the model's
 * state before and after, the clauses that applied. With `colour`, ANSI escapes. */
void tspec_trace_print_item(const struct tspec_report_item *item, bool colour, struct tspec_text *out);

/* Where it went wrong: check, level, rule, section, requirements, expected, observed. */
void tspec_trace_print_verdict(const struct tspec_report_finding *finding, bool colour,
                               struct tspec_text *out);

/* Every item of the finding's trace, then the verdict. */
void tspec_trace_print(const struct tspec_report_finding *finding, bool colour, struct tspec_text *out);

#endif
