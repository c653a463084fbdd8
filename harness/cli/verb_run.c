#include "harness/cli/campaigns.h"

static int run(const struct tspec_cli_options *options)
{
    return tspec_cli_campaigns(options, TSPEC_CLI_CORPUS_CAMPAIGN | TSPEC_CLI_SWEEP_CAMPAIGN |
                                            TSPEC_CLI_RANDOM_CAMPAIGN);
}

const struct tspec_cli_verb tspec_cli_run = {
    .name = "run",
    .arguments = "",
    .summary = "judge stacks, and write the report",
    .help = "The main job: the corpus, the sweep and a random campaign against every stack, then the report\n"
            "(index.html, result.json, and a directory for each finding). Half of the time is the sweep's at "
            "most.\n"
            "With --execs the sweep is whole and the random campaign has N scenarios: the same every time.",
    .takes = TSPEC_CLI_CAMPAIGN_OPTIONS | TSPEC_CLI_SEED | TSPEC_CLI_IP | TSPEC_CLI_CORPUS,
    .run = run,
};

static int random_only(const struct tspec_cli_options *options)
{
    return tspec_cli_campaigns(options, TSPEC_CLI_RANDOM_CAMPAIGN);
}

const struct tspec_cli_verb tspec_cli_random = {
    .name = "random",
    .arguments = "",
    .summary = "random scenarios only",
    .help = "Random scenarios from a seed against every stack, then the report.",
    .takes = TSPEC_CLI_CAMPAIGN_OPTIONS | TSPEC_CLI_SEED | TSPEC_CLI_IP,
    .run = random_only,
};
