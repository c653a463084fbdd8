#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/cli/contrast.h"
#include "harness/cli/judging.h"
#include "harness/cli/load.h"
#include "harness/cli/repeat.h"
#include "harness/cli/tracing.h"
#include "harness/report/trace.h"

/* The trace, and behind it what was found, each finding once. */
static void print(struct tspec_report *report, const struct tspec_cli_judged *judged,
                  const struct tspec_cli_options *options, const struct tspec_scenario *scenario)
{
    bool colour = tspec_cli_colour(1);
    struct tspec_text text = {0};
    struct tspec_cli_traced traced;
    tspec_cli_trace(report, judged->stack, options->adapter_options, options->adapter_option_count,
                    judged->quirks, &scenario, 1, &traced);
    const struct tspec_story_step *steps = traced.steps;
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

static int code_of(const struct tspec_report *report, const struct tspec_cli_judged *judged, unsigned count)
{
    if (!report)
        return TSPEC_EXIT_NOT_JUDGED;
    if (tspec_report_unexpected(report, TSPEC_REPORT_DEVIATES))
        return TSPEC_EXIT_FINDING;
    for (unsigned i = 0; i < count; i++)
        if (judged[i].result->inconclusive)
            return TSPEC_EXIT_NOT_JUDGED;
    return TSPEC_EXIT_EXPECTED;
}

/* Whether a finding is known, and more than for information. */
static bool expects_some(const struct tspec_report *report)
{
    for (unsigned i = 0; i < report->finding_count; i++)
        if (*report->findings[i].known && report->findings[i].level > TSPEC_REPORT_INFO)
            return true;
    return false;
}

/* One scenario on one stack, told item by item. */
static int tell(void *context, const struct tspec_cli_options *options, const struct tspec_sut_class *stack,
                const char *path, const struct tspec_scenario *scenario)
{
    struct tspec_cli_waiving *waiving = context;
    struct tspec_cli_judged judged;
    int code = tspec_cli_judge(options, waiving, stack, path, scenario, 1, &judged);
    if (code)
        return code;
    struct tspec_report *report = tspec_cli_collect(&judged, 1, options, waiving, false);
    code = code_of(report, &judged, 1);
    if (report) {
        printf("%s on %s %s\n", path, stack->name, judged.result->version);
        print(report, &judged, options, scenario);
        printf("%s\n\n", code == TSPEC_EXIT_FINDING    ? "finding"
                         : judged.result->inconclusive ? "inconclusive: more worlds than the model holds"
                         : expects_some(report)        ? "known deviation"
                         : report->finding_count       ? "no finding but for information"
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

/* Calls `visit` for every file and every stack it is for, until unreadable input. */
static int each(const struct tspec_cli_options *options,
                int (*visit)(void *context, const struct tspec_cli_options *options,
                             const struct tspec_sut_class *stack, const char *path,
                             const struct tspec_scenario *scenario),
                void *context)
{
    static struct tspec_scenario scenario;
    int code = TSPEC_EXIT_EXPECTED;
    for (unsigned i = 0; i < options->word_count && code != TSPEC_EXIT_USAGE; i++) {
        const struct tspec_sut_class *stacks[TSPEC_CLI_STACKS_MAX];
        const char *path = options->words[i];
        unsigned count = 0;
        int loaded = tspec_cli_load(path, options->raw, &scenario);
        if (!loaded)
            loaded = tspec_cli_choose(options, &scenario, path, stacks, &count);
        code = graver(code, loaded);
        for (unsigned s = 0; !loaded && s < count; s++)
            code = graver(code, visit(context, options, stacks[s], path, &scenario));
    }
    return code;
}

/* What one stack has to run: room for every file. */
struct share {
    const struct tspec_sut_class *stack;
    struct tspec_scenario *list;
    unsigned count;
};

static int give(void *context, const struct tspec_cli_options *options, const struct tspec_sut_class *stack,
                const char *path, const struct tspec_scenario *scenario)
{
    struct share *share = context;
    while (share->stack && share->stack != stack)
        share++;
    share->stack = stack;
    if (!share->list)
        share->list = malloc(options->word_count * sizeof *scenario);
    if (share->list) {
        tspec_scenario_copy(&share->list[share->count++], scenario);
        return TSPEC_EXIT_EXPECTED;
    }
    tspec_cli_complain("%s: out of memory", path);
    return TSPEC_EXIT_NOT_JUDGED;
}

/* Every file on every stack it is for, as one report. */
static int report_all(const struct tspec_cli_options *options, struct tspec_cli_waiving *waiving)
{
    struct share shares[TSPEC_CLI_STACKS_MAX + 1] = {0};
    struct tspec_cli_judged judged[TSPEC_CLI_STACKS_MAX];
    unsigned ran = 0;
    int code = each(options, give, shares);
    const char *path = options->word_count == 1 ? options->words[0] : "replay";
    for (unsigned s = 0; code != TSPEC_EXIT_USAGE && shares[s].count; s++) {
        int judging = tspec_cli_judge(options, waiving, shares[s].stack, path, shares[s].list,
                                      shares[s].count, &judged[ran]);
        code = graver(code, judging);
        ran += !judging;
    }
    struct tspec_report *report =
        ran && code != TSPEC_EXIT_USAGE ? tspec_cli_collect(judged, ran, options, waiving, false) : NULL;
    if (report)
        code = graver(code, code_of(report, judged, ran));
    if (report)
        tspec_cli_contrast(report, judged, ran);
    char *json = report ? tspec_report_write(report) : NULL;
    if (json)
        printf("%s\n", json);
    free(json);
    tspec_report_destroy(report);
    for (unsigned i = 0; i < ran; i++)
        free(judged[i].result);
    for (unsigned s = 0; shares[s].stack; s++)
        free(shares[s].list);
    return code;
}

static int replay(const struct tspec_cli_options *options)
{
    struct tspec_cli_waiving waiving = {.today = ""};
    int code = tspec_cli_use_spec(options);
    if (!code)
        code = tspec_cli_waiving_load(&waiving, options);
    if (!code)
        code = options->repeat ? tspec_cli_repeat(options, &waiving)
               : options->json ? report_all(options, &waiving)
                               : each(options, tell, &waiving);
    tspec_cli_waiving_free(&waiving);
    return code;
}

const struct tspec_cli_verb tspec_cli_replay = {
    .name = "replay",
    .arguments = "FILE...",
    .summary = "judge scenarios again, and print what happens",
    .help =
        "Runs each scenario against its own stack (its \"stack\" line; --sut says otherwise; every stack "
        "where neither does)\n"
        "and prints the trace: virtual time, segments in packetdrill's notation (< to the stack, > from "
        "it, numbers\n"
        "relative to the initial ones), the model's state before and after, the clauses that applied, "
        "and where\n"
        "it went wrong: expected, observed, rule, requirement. Exit code 1 when it shows a finding that "
        "no waiver expects.\n"
        "With --repeat N it runs them all N times, each time in another order, and prints only whether every "
        "trace is the same,\n"
        "octet for octet; exit code 1 when one is not.",
    .takes = TSPEC_CLI_WAIVERS | TSPEC_CLI_NO_WAIVERS | TSPEC_CLI_SUT | TSPEC_CLI_JSON | TSPEC_CLI_SPEC |
             TSPEC_CLI_OPTION | TSPEC_CLI_REPEAT | TSPEC_CLI_RAW,
    .words = {1, 65535},
    .run = replay,
};
