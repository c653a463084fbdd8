/*
 * Scenarios from files, judged on one stack: what replay and convert share.
 */
#ifndef TSPEC_HARNESS_CLI_JUDGING_H
#define TSPEC_HARNESS_CLI_JUDGING_H

#include "harness/cli/collect.h"
#include "harness/scenario/scenario.h"

/* The stacks a scenario is for: those --sut names, else its own, else all. 0, or an exit code after a
 * message. */
int tspec_cli_choose(const struct tspec_cli_options *options, const struct tspec_scenario *scenario,
                     const char *path, const struct tspec_sut_class *stacks[TSPEC_CLI_STACKS_MAX],
                     unsigned *count);

/* Judges scenarios on one stack, and goes on behind its known deviations. judged->result is malloc'ed. 0, or
 * an exit code after a message. */
int tspec_cli_judge(const struct tspec_cli_options *options, const struct tspec_cli_waiving *waiving,
                    const struct tspec_sut_class *stack, const char *path, const struct tspec_scenario *list,
                    unsigned count, struct tspec_cli_judged *judged);

#endif
