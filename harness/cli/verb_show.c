#include <stdio.h>
#include <stdlib.h>

#include "harness/cli/load.h"

static int show(const struct tspec_cli_options *options)
{
    static struct tspec_scenario scenario;
    int code = tspec_cli_load(options->words[0], options->raw, &scenario);
    if (code)
        return code;
    char *text = tspec_cli_scenario_text(&scenario);
    if (!text) {
        tspec_cli_complain("out of memory");
        return TSPEC_EXIT_NOT_JUDGED;
    }
    fputs(text, stdout);
    free(text);
    return TSPEC_EXIT_EXPECTED;
}

const struct tspec_cli_verb tspec_cli_show = {
    .name = "show",
    .arguments = "FILE",
    .summary = "print a scenario as text",
    .help = "Prints a scenario, text or binary, as canonical text. With --raw any octets are one. \"-\" is "
            "standard input.",
    .takes = TSPEC_CLI_RAW,
    .words = {1, 1},
    .run = show,
};
