#include <stdio.h>
#include <stdlib.h>

#include "harness/cli/command.h"
#include "harness/cli/results.h"
#include "harness/report/diff.h"

static int print(const struct tspec_diff *diff, bool json)
{
    struct tspec_text text = {0};
    if (json) {
        char *written = tspec_diff_write(diff);
        tspec_text_printf(&text, "%s\n", written ? written : "");
        text.failed |= !written;
        free(written);
    } else {
        tspec_diff_print(diff, tspec_cli_colour(1), &text);
    }
    int code = text.failed ? TSPEC_EXIT_USAGE : diff->unexpected ? TSPEC_EXIT_FINDING : TSPEC_EXIT_EXPECTED;
    if (text.failed)
        tspec_cli_complain("out of memory");
    else
        fputs(text.bytes, stdout);
    tspec_text_free(&text);
    return code;
}

static int compare(const struct tspec_cli_options *options)
{
    struct tspec_report *old = tspec_cli_load_result(options->words[0]);
    struct tspec_report *new = tspec_cli_load_result(options->words[1]);
    struct tspec_diff diff = {0};
    int code = TSPEC_EXIT_USAGE;
    if (old && new &&tspec_diff_make(&diff, old, new))
        code = print(&diff, options->json);
    else if (old && new)
        tspec_cli_complain("out of memory");
    tspec_diff_free(&diff);
    tspec_report_destroy(old);
    tspec_report_destroy(new);
    return code;
}

const struct tspec_cli_verb tspec_cli_diff = {
    .name = "diff",
    .arguments = "OLD.json NEW.json",
    .summary = "what changed between two runs",
    .help =
        "Compares the result.json of two runs: findings by signature (new, no longer expected, of another "
        "level, now\n"
        "expected, fixed, not met, still there), one line for those of one check and rule; requirements "
        "that stand\n"
        "otherwise; checks that are no longer exercised. Exit code 1 when NEW has an unexpected finding "
        "that OLD had not.\n"
        "Runs of the same seed and --execs compare best.",
    .takes = TSPEC_CLI_JSON,
    .words = {2, 2},
    .run = compare,
};
