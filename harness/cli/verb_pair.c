#include "harness/cli/campaigns.h"
#include "harness/sut/sut.h"

static int pair(const struct tspec_cli_options *options)
{
    struct tspec_cli_options with_peer = *options;
    if (!with_peer.peer)
        with_peer.peer = tspec_sut_find("engine");
    return tspec_cli_campaigns(&with_peer, TSPEC_CLI_PAIR_CAMPAIGN);
}

const struct tspec_cli_verb tspec_cli_pair = {
    .name = "pair",
    .arguments = "",
    .summary = "two stacks, and a network that loses, repeats and delays",
    .help =
        "Random scenarios of a stack and a peer with a network between them: connections are opened, carry "
        "text\n"
        "both ways and are closed. What each application gets has to be what the other gave, nothing of an\n"
        "older connection, and both sides reach CLOSED; the stack is judged by the model, too.",
    .takes = TSPEC_CLI_CAMPAIGN_OPTIONS | TSPEC_CLI_SEED | TSPEC_CLI_PEER,
    .run = pair,
};
