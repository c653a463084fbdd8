/*
 * Campaigns over stacks, then the report: what run, random and sweep have in common.
 */
#ifndef TSPEC_HARNESS_CLI_CAMPAIGNS_H
#define TSPEC_HARNESS_CLI_CAMPAIGNS_H

#include <jansson.h>

#include "harness/cli/collect.h"
#include "harness/cli/command.h"

enum tspec_cli_campaign {
    TSPEC_CLI_CORPUS_CAMPAIGN = 1,
    TSPEC_CLI_SWEEP_CAMPAIGN = 2,
    TSPEC_CLI_RANDOM_CAMPAIGN = 4,
    TSPEC_CLI_PAIR_CAMPAIGN = 8
};

/* The options every verb takes that runs campaigns. */
enum {
    TSPEC_CLI_CAMPAIGN_OPTIONS = TSPEC_CLI_SUT | TSPEC_CLI_TIME | TSPEC_CLI_EXECS | TSPEC_CLI_OUTPUT |
                                 TSPEC_CLI_JOBS | TSPEC_CLI_JSON | TSPEC_CLI_SPEC | TSPEC_CLI_OPTION |
                                 TSPEC_CLI_WAIVERS | TSPEC_CLI_NO_WAIVERS
};

/* Runs the campaigns (or-ed bits) against every stack asked for, writes the report, prints the summary or
 * with --json the report itself. Returns an exit code. Ctrl-C ends it orderly, with what there is. */
int tspec_cli_campaigns(const struct tspec_cli_options *options, unsigned campaigns);

/* A member of the object that --json prints, beside those of the report. */
struct tspec_cli_more {
    const char *name;
    json_t *value; /* borrowed */
};
/* The end of a campaign of another kind against one stack: its findings are minimised, the report is written
 * and printed. `more` may be NULL. Returns an exit code. */
int tspec_cli_conclude(const struct tspec_cli_options *options, struct tspec_cli_judged *judged,
                       const struct tspec_cli_more *more);

/* How many worker processes the options ask for. */
unsigned tspec_cli_workers(const struct tspec_cli_options *options);

#endif
