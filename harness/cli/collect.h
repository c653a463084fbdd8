/*
 * From what campaigns found to a report.
 */
#ifndef TSPEC_HARNESS_CLI_COLLECT_H
#define TSPEC_HARNESS_CLI_COLLECT_H

#include "harness/campaign/campaign.h"
#include "harness/cli/command.h"
#include "harness/cli/waiving.h"
#include "harness/report/report.h"

enum { TSPEC_CLI_CAMPAIGNS_MAX = 4 };

/* One stack, and all its campaigns merged. */
struct tspec_cli_judged {
    const struct tspec_sut_class *stack;
    uint64_t quirks; /* it was allowed */
    struct tspec_campaign_result *result;
    struct tspec_report_campaign campaigns[TSPEC_CLI_CAMPAIGNS_MAX];
    unsigned campaign_count;
};

/* The report, settled: every finding held against the waivers, and traced by running its shortest scenario
 * once more. NULL without memory. */
struct tspec_report *tspec_cli_collect(const struct tspec_cli_judged *judged, unsigned count,
                                       const struct tspec_cli_options *options,
                                       struct tspec_cli_waiving *waiving, bool interrupted);

/* Puts into the scenario what else a replay needs: the stack, and the options it was judged with. */
void tspec_cli_complete(struct tspec_scenario *scenario, const char *stack,
                        const struct tspec_cli_options *options);

#endif
