#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/campaign/minimal.h"
#include "harness/cli/judging.h"
#include "harness/cli/load.h"
#include "harness/report/output.h"

/* A scenario to be minimised, and the finding of it that is kept. */
struct subject {
    struct tspec_cli_options options; /* the adapter's are in the scenario: they are minimised with it */
    struct tspec_cli_waiving waiving;
    const char *path;
    struct tspec_scenario scenario; /* as it was read */
    unsigned shown;                 /* findings, on all stacks */
    bool inconclusive;
    const struct tspec_sut_class *stack; /* of the finding kept; NULL: none yet */
    uint64_t quirks;
    const struct tspec_waiver *waiver; /* that covers it; NULL: it is unexpected */
    struct tspec_finding finding;
};

/* What is unexpected comes before all else, then the graver before the milder, then what is not known. */
static unsigned rank(const struct tspec_finding *finding, const struct tspec_waiver *waiver)
{
    enum { NOT_KNOWN = 1, A_LEVEL = 2, UNEXPECTED = 16 };
    bool unexpected = !waiver && finding->level > TSPEC_LEVEL_INFO;
    return UNEXPECTED * unexpected + A_LEVEL * (unsigned)finding->level + NOT_KNOWN * !waiver;
}

static bool is_graver(const struct subject *s, const struct tspec_finding *finding,
                      const struct tspec_waiver *waiver)
{
    return !s->stack || rank(finding, waiver) > rank(&s->finding, s->waiver);
}

/* Judges it on one stack, and takes the gravest of its findings, or the one asked for. */
static int look(struct subject *s, const struct tspec_sut_class *stack)
{
    static struct tspec_scenario scenario;
    struct tspec_cli_judged judged;
    const char *asked = s->options.signature;
    tspec_scenario_copy(&scenario, &s->scenario);
    tspec_cli_complete(&scenario, stack->name, &s->options);
    struct tspec_cli_options without = s->options;
    int code = tspec_cli_check_options(&s->options, stack);
    without.adapter_option_count = 0;
    if (!code)
        code = tspec_cli_judge(&without, &s->waiving, stack, s->path, &scenario, 1, &judged);
    if (code)
        return code;
    const struct tspec_findings *findings = &judged.result->findings;
    for (unsigned i = 0; i < findings->count; i++) {
        const struct tspec_finding *finding = &findings->items[i].finding;
        const struct tspec_waiver *waiver = tspec_cli_waiving_match(&s->waiving, stack, finding);
        if ((asked && strcmp(finding->signature, asked)) || !is_graver(s, finding, waiver))
            continue;
        s->stack = stack;
        s->quirks = judged.quirks;
        s->waiver = waiver;
        s->finding = *finding;
    }
    s->shown += findings->count;
    s->inconclusive |= judged.result->inconclusive;
    free(judged.result);
    return 0;
}

static int look_everywhere(struct subject *s)
{
    const struct tspec_sut_class *stacks[TSPEC_CLI_STACKS_MAX];
    unsigned count;
    int code = tspec_cli_choose(&s->options, &s->scenario, s->path, stacks, &count);
    for (unsigned i = 0; !code && i < count; i++)
        code = look(s, stacks[i]);
    if (code || s->stack)
        return code;
    if (s->options.signature && s->shown)
        tspec_cli_complain(
            "%s: shows %u finding%s, but not %s; 'tcpspec replay --json' tells their signatures", s->path,
            s->shown, s->shown == 1 ? "" : "s", s->options.signature);
    else
        tspec_cli_complain("%s: %s, so there is nothing to minimise", s->path,
                           s->inconclusive ? "it is inconclusive" : "it shows no finding");
    return TSPEC_EXIT_NOT_JUDGED;
}

static int minimize_it(struct subject *s, struct tspec_findings *table)
{
    char error[512];
    struct tspec_minimal_result result;
    const struct tspec_campaign_options campaign = {.stack = s->stack,
                                                    .quirks = s->quirks,
                                                    .clock_us = tspec_cli_clock_us,
                                                    .stop = tspec_cli_stop_flag()};
    tspec_cli_complete(&s->scenario, s->stack->name, &s->options);
    tspec_findings_add(table, &s->finding, 1, &s->scenario, 0);
    if (!tspec_minimal_run(&campaign, table, &result, error, sizeof error)) {
        tspec_cli_complain("%s: %s", s->path, error);
        return TSPEC_EXIT_NOT_JUDGED;
    }
    const struct tspec_clause *clause =
        s->finding.clause >= 0 ? tspec_clause_at((unsigned)s->finding.clause) : NULL;
    tspec_cli_complain("%s: %u events, now %u; kept %s of %s: %s%s%s", s->path, s->scenario.event_count,
                       table->items[0].events, s->finding.signature, s->stack->name,
                       tspec_check_at(s->finding.check)->id, clause ? " " : "", clause ? clause->name : "");
    if (s->waiver)
        tspec_cli_complain("%s: that is known by the waiver %s%s", s->path, s->waiver->id,
                           s->options.signature ? "" : ", for nothing it shows is unexpected");
    if (s->shown > 1 && !s->options.signature)
        tspec_cli_complain("%s: shows %u more; --signature keeps another", s->path, s->shown - 1);
    if (!result.left)
        return 0;
    tspec_cli_complain("%s: not minimal yet: %s", s->path,
                       result.stopped ? "it was interrupted" : "it needs more runs than are made");
    return TSPEC_EXIT_NOT_JUDGED;
}

static int write_it(const struct subject *s, const struct tspec_findings *table)
{
    static struct tspec_scenario scenario;
    char error[512];
    tspec_findings_scenario(table, 0, &scenario);
    char *text = tspec_cli_scenario_text(&scenario);
    bool written = text;
    if (!text) {
        tspec_cli_complain("%s: out of memory", s->path);
    } else if (!(s->options.given & TSPEC_CLI_OUTPUT)) {
        fputs(text, stdout);
    } else if (!tspec_output_file(s->options.output, text, strlen(text), "name another file with -o FILE",
                                  error, sizeof error)) {
        tspec_cli_complain("%s", error);
        written = false;
    }
    free(text);
    return written ? 0 : TSPEC_EXIT_USAGE;
}

static int minimize(const struct tspec_cli_options *options)
{
    static struct subject subject;
    struct tspec_findings *table = calloc(1, sizeof *table);
    subject.options = *options;
    subject.path = options->words[0];
    int code = table ? tspec_cli_load(subject.path, options->raw, &subject.scenario) : TSPEC_EXIT_NOT_JUDGED;
    if (!code)
        code = tspec_cli_use_spec(options);
    if (!code)
        code = tspec_cli_waiving_load(&subject.waiving, options);
    if (!code)
        code = look_everywhere(&subject);
    if (!code) {
        code = minimize_it(&subject, table);
        int written = table->count ? write_it(&subject, table) : 0;
        code = written ? written : code;
    }
    tspec_cli_waiving_free(&subject.waiving);
    free(table);
    return code;
}

const struct tspec_cli_verb tspec_cli_minimize = {
    .name = "minimize",
    .arguments = "FILE",
    .summary = "the plainest scenario with the same finding",
    .help =
        "Takes events away from a scenario, and makes plainer what is left, as long as it shows the same "
        "finding: the\n"
        "gravest unexpected one, where nothing is unexpected the gravest of all, or the one of "
        "--signature.\n"
        "Prints the result, or writes it to the file -o names, over what is there; tells on standard\n"
        "error which finding was kept. Minimising what is minimal changes nothing. Exit code 3 when there "
        "is no\n"
        "finding to keep.",
    .takes = TSPEC_CLI_SUT | TSPEC_CLI_SIGNATURE | TSPEC_CLI_OUTPUT | TSPEC_CLI_SPEC | TSPEC_CLI_OPTION |
             TSPEC_CLI_WAIVERS | TSPEC_CLI_NO_WAIVERS | TSPEC_CLI_RAW,
    .words = {1, 1},
    .run = minimize,
};
