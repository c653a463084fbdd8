#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/cli/command.h"
#include "harness/cli/results.h"
#include "harness/report/output.h"
#include "harness/sut/sut.h"
#include "harness/waiver/baseline.h"

/* Only the stacks asked for, where some are. */
static void keep_stacks(struct tspec_report *report, const struct tspec_cli_options *options)
{
    unsigned kept = 0;
    for (unsigned i = 0; i < report->finding_count; i++)
        for (unsigned s = 0; s < options->stack_count; s++)
            if (!strcmp(report->findings[i].stack, options->stacks[s]->name)) {
                report->findings[kept++] = report->findings[i];
                break;
            }
    report->finding_count = kept;
}

/* What people wrote is never written over. */
static int write_new(const char *path, const char *text, unsigned count)
{
    char error[512];
    if (!access(path, F_OK)) {
        tspec_cli_complain("%s: is there already, and its reasons may be somebody's work; name another file",
                           path);
        return TSPEC_EXIT_USAGE;
    }
    if (!tspec_output_file(path, text, strlen(text), "name another file with -o FILE", error, sizeof error)) {
        tspec_cli_complain("%s", error);
        return TSPEC_EXIT_USAGE;
    }
    fprintf(stderr, "%s: %u waiver%s; write down why each is expected, then: tcpspec run --waivers %s\n",
            path, count, count == 1 ? "" : "s", path);
    return TSPEC_EXIT_EXPECTED;
}

static int write_baseline(const struct tspec_cli_options *options, const struct tspec_report *const *reports)
{
    unsigned count = 0;
    char *json = tspec_baseline_write(reports, options->word_count, &count);
    struct tspec_text text = {0};
    int code = TSPEC_EXIT_EXPECTED;
    tspec_text_printf(&text, "%s\n", json ? json : "");
    if (!json || text.failed) {
        tspec_cli_complain("out of memory");
        code = TSPEC_EXIT_USAGE;
    } else if (options->given & TSPEC_CLI_OUTPUT) {
        code = write_new(options->output, text.bytes, count);
    } else {
        fputs(text.bytes, stdout);
    }
    tspec_text_free(&text);
    free(json);
    return code;
}

static int baseline(const struct tspec_cli_options *options)
{
    struct tspec_report **reports = calloc(options->word_count, sizeof(*reports));
    int code = reports ? TSPEC_EXIT_EXPECTED : TSPEC_EXIT_USAGE;
    for (unsigned i = 0; reports && i < options->word_count; i++) {
        reports[i] = tspec_cli_load_result(options->words[i]);
        if (!reports[i])
            code = TSPEC_EXIT_USAGE;
        else if (options->given & TSPEC_CLI_SUT)
            keep_stacks(reports[i], options);
    }
    if (!code)
        code = write_baseline(options, (const struct tspec_report *const *)reports);
    for (unsigned i = 0; reports && i < options->word_count; i++)
        tspec_report_destroy(reports[i]);
    free(reports);
    return code;
}

const struct tspec_cli_verb tspec_cli_baseline = {
    .name = "baseline",
    .arguments = "RESULT.json...",
    .summary = "a first waiver file, of what runs found",
    .help =
        "Writes a waiver (docs/waivers.md) for every unexpected finding in the result.json of one or more "
        "runs, to stdout\n"
        "or with -o to a FILE that is not there yet. The same run with --waivers FILE then exits with 0, and "
        "what comes\n"
        "new with 1. The reasons read \"to be explained\": write down what is known, or mend the stack.",
    .takes = TSPEC_CLI_SUT | TSPEC_CLI_OUTPUT,
    .words = {1, 65535},
    .run = baseline,
};
