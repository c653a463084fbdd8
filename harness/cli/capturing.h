/*
 * From traces to captures.
 */
#ifndef TSPEC_HARNESS_CLI_CAPTURING_H
#define TSPEC_HARNESS_CLI_CAPTURING_H

#include "harness/cli/tracing.h"

/* What a trace has to show, commented with the report's findings of that stack. It lives as long as the
 * report. False when memory runs out (report->failed). */
bool tspec_cli_capture(struct tspec_report *report, const struct tspec_sut_class *stack, const char *title,
                       const struct tspec_cli_traced *traced, struct tspec_capture *capture);

/* Both capture files of a finding, from its trace (tspec_cli_trace_until). */
void tspec_cli_capture_finding(struct tspec_report *report, const struct tspec_sut_class *stack,
                               const struct tspec_cli_traced *traced, struct tspec_report_finding *finding);

#endif
