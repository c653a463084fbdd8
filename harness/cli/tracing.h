/*
 * Traces of scenarios, item by item, taken in a forked child: a stack that dies ends its trace, not the
 * command.
 */
#ifndef TSPEC_HARNESS_CLI_TRACING_H
#define TSPEC_HARNESS_CLI_TRACING_H

#include "harness/capture/story.h"
#include "harness/judge/judge.h"
#include "harness/report/report.h"

struct tspec_cli_traced {
    struct tspec_story_step *steps; /* live in the report */
    unsigned count;                 /* 0 where the scenario could not be run */
};

/* Runs each of `count` scenarios against a stack, with these quirks allowed for, and puts what happened into
 * traced[count]. Numbers are relative to ISS and IRS, as tcpdump shows them. */
void tspec_cli_trace(struct tspec_report *report, const struct tspec_sut_class *stack,
                     const char *const *options, unsigned option_count, uint64_t quirks,
                     const struct tspec_scenario *const *scenarios, unsigned count,
                     struct tspec_cli_traced *traced);

/* Cuts the trace behind the finding of that signature, and gives it to the finding. Where the trace has no
 * such finding (the stack died), one is put at its end. */
void tspec_cli_trace_until(struct tspec_report *report, struct tspec_cli_traced *traced,
                           struct tspec_report_finding *finding, uint64_t time_us);

#endif
