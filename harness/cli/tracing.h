/*
 * The trace of one scenario, item by item, taken in a forked child: a stack that dies ends its trace, not the
 * command.
 */
#ifndef TSPEC_HARNESS_CLI_TRACING_H
#define TSPEC_HARNESS_CLI_TRACING_H

#include "harness/judge/judge.h"
#include "harness/report/report.h"

/* One item; for a finding, its signature too. */
struct tspec_cli_step {
    struct tspec_report_item item;
    const char *signature;
};

/* Runs the scenario against a stack and puts what happened into *steps, which lives in the report. Numbers
 * are relative to ISS and IRS, as tcpdump shows them. Returns how many; 0 where it could not be run. */
unsigned tspec_cli_trace(struct tspec_report *report, const struct tspec_sut_class *stack,
                         const char *const *options, unsigned option_count,
                         const struct tspec_scenario *scenario, struct tspec_cli_step **steps);

/* What the trace shows up to and with the finding of that signature, as that finding's trace. Where the trace
 * has no such finding (the stack died), one is put at its end. */
void tspec_cli_trace_until(struct tspec_report *report, const struct tspec_cli_step *steps, unsigned count,
                           struct tspec_report_finding *finding, uint64_t time_us);

#endif
