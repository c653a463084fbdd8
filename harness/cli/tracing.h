/*
 * Traces of scenarios, item by item, taken in a forked child: a stack that dies ends its trace, not the
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

struct tspec_cli_traced {
    struct tspec_cli_step *steps; /* live in the report */
    unsigned count;               /* 0 where the scenario could not be run */
};

/* Runs each of `count` scenarios against a stack and puts what happened into traced[count]. Numbers are
 * relative to ISS and IRS, as tcpdump shows them. */
void tspec_cli_trace(struct tspec_report *report, const struct tspec_sut_class *stack,
                     const char *const *options, unsigned option_count,
                     const struct tspec_scenario *const *scenarios, unsigned count,
                     struct tspec_cli_traced *traced);

/* What the trace shows up to and with the finding of that signature, as that finding's trace. Where the trace
 * has no such finding (the stack died), one is put at its end. */
void tspec_cli_trace_until(struct tspec_report *report, const struct tspec_cli_traced *traced,
                           struct tspec_report_finding *finding, uint64_t time_us);

#endif
