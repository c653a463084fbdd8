#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/cli/collect.h"
#include "harness/cli/load.h"
#include "harness/cli/tracing.h"
#include "harness/report/trace.h"

/* The stacks a scenario is for: those asked for, else its own, else all. 0, or an exit code after a message.
 */
static int choose(const struct tspec_cli_options *options, const struct tspec_scenario *scenario,
                  const char *path, const struct tspec_sut_class *stacks[TSPEC_CLI_STACKS_MAX],
                  unsigned *count)
{
    *count = 0;
    if (!(options->given & TSPEC_CLI_SUT) && *scenario->stack) {
        stacks[(*count)++] = tspec_sut_find(scenario->stack);
        if (stacks[0])
            return 0;
        tspec_cli_complain(
            "%s: it is for the stack \"%s\", which is not built in; say --sut NAME for another", path,
            scenario->stack);
        return TSPEC_EXIT_NOT_JUDGED;
    }
    for (unsigned i = 0; i < options->stack_count; i++)
        stacks[(*count)++] = options->stacks[i];
    return 0;
}

/* The trace, and behind it what was found, each finding once. */
static void print(struct tspec_report *report, const struct tspec_sut_class *stack,
                  const struct tspec_cli_options *options, const struct tspec_scenario *scenario)
{
    bool colour = tspec_cli_colour(1);
    struct tspec_text text = {0};
    struct tspec_cli_traced traced;
    tspec_cli_trace(report, stack, options->adapter_options, options->adapter_option_count, &scenario, 1,
                    &traced);
    const struct tspec_cli_step *steps = traced.steps;
    unsigned count = traced.count;
    for (unsigned i = 0; i < count; i++)
        tspec_trace_print_item(&steps[i].item, colour, &text);
    for (unsigned i = 0; i < report->finding_count; i++) { /* gravest first */
        tspec_text_add(&text, "\n");
        tspec_trace_print_verdict(report, &report->findings[i], colour, &text);
    }
    if (text.bytes && !text.failed)
        fputs(text.bytes, stdout);
    tspec_text_free(&text);
}

/* Judges one scenario on one stack and prints what happened. */
static int judge(const struct tspec_cli_options *options, const struct tspec_sut_class *stack,
                 const char *path, const struct tspec_scenario *scenario)
{
    char error[512] = "out of memory";
    if (tspec_cli_check_options(options, stack))
        return TSPEC_EXIT_USAGE;
    const struct tspec_source source = tspec_source_list(scenario, 1);
    const struct tspec_campaign_options campaign = {.stack = stack,
                                                    .options = options->adapter_options,
                                                    .option_count = options->adapter_option_count,
                                                    .source = &source,
                                                    .execs = 1,
                                                    .clock_us = tspec_cli_clock_us};
    struct tspec_cli_judged judged = {
        .stack = stack, .result = malloc(sizeof *judged.result), .campaign_count = 1};
    if (!judged.result || !tspec_campaign_run(&campaign, judged.result, error, sizeof error) ||
        judged.result->not_judged) {
        tspec_cli_complain("%s: %s: %s", path, stack->name,
                           judged.result && judged.result->not_judged ? judged.result->not_judged_why
                                                                      : error);
        free(judged.result);
        return TSPEC_EXIT_NOT_JUDGED;
    }
    judged.campaigns[0] = (struct tspec_report_campaign){"replay", 1};
    struct tspec_report *report = tspec_cli_collect(&judged, 1, options, false);
    int code = !report                                                  ? TSPEC_EXIT_NOT_JUDGED
               : tspec_report_unexpected(report, TSPEC_REPORT_DEVIATES) ? TSPEC_EXIT_FINDING
               : judged.result->inconclusive                            ? TSPEC_EXIT_NOT_JUDGED
                                                                        : TSPEC_EXIT_EXPECTED;
    if (report && options->json) {
        char *json = tspec_report_write(report);
        printf("%s\n", json ? json : "");
        free(json);
    } else if (report) {
        printf("%s on %s %s\n", path, stack->name, judged.result->version);
        print(report, stack, options, scenario);
        printf("%s\n\n", code == TSPEC_EXIT_FINDING      ? "finding"
                         : judged.result->inconclusive   ? "inconclusive: more worlds than the model holds"
                         : judged.result->findings.count ? "no finding but for information"
                                                         : "no finding");
    }
    tspec_report_destroy(report);
    free(judged.result);
    return code;
}

/* The graver of two exit codes: unreadable input, then a finding, then not judged. */
static int graver(int a, int b)
{
    static const int order[] = {TSPEC_EXIT_USAGE, TSPEC_EXIT_FINDING, TSPEC_EXIT_NOT_JUDGED};
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++)
        if (a == order[i] || b == order[i])
            return order[i];
    return TSPEC_EXIT_EXPECTED;
}

static int replay(const struct tspec_cli_options *options)
{
    static struct tspec_scenario scenario;
    int code = tspec_cli_use_spec(options);
    for (unsigned i = 0; i < options->word_count && code != TSPEC_EXIT_USAGE; i++) {
        const struct tspec_sut_class *stacks[TSPEC_CLI_STACKS_MAX];
        unsigned count = 0;
        int loaded = tspec_cli_load(options->words[i], options->raw, &scenario);
        if (!loaded)
            loaded = choose(options, &scenario, options->words[i], stacks, &count);
        code = graver(code, loaded);
        for (unsigned s = 0; !loaded && s < count; s++)
            code = graver(code, judge(options, stacks[s], options->words[i], &scenario));
    }
    return code;
}

const struct tspec_cli_verb tspec_cli_replay = {
    .name = "replay",
    .arguments = "FILE...",
    .summary = "judge scenarios again, and print what happens",
    .help = "Runs each scenario against its own stack (its \"stack\" line; --sut says otherwise; every stack "
            "where neither does)\n"
            "and prints the trace: virtual time, segments in packetdrill's notation (< to the stack, > from "
            "it, numbers\n"
            "relative to the initial ones), the model's state before and after, the clauses that applied, "
            "and where\n"
            "it went wrong: expected, observed, rule, requirement. Exit code 1 when it shows a finding.",
    .takes = TSPEC_CLI_SUT | TSPEC_CLI_JSON | TSPEC_CLI_SPEC | TSPEC_CLI_OPTION | TSPEC_CLI_RAW,
    .words = {1, 65535},
    .run = replay,
};
