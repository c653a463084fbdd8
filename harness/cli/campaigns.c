#include "harness/cli/campaigns.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/campaign/minimal.h"
#include "harness/cli/collect.h"
#include "harness/cli/contrast.h"
#include "harness/cli/load.h"
#include "harness/cli/progress.h"
#include "harness/report/output.h"
#include "harness/report/summary.h"

enum { DEFAULT_TIME_US = 60 * 1000 * 1000, JOBS_MAX = 8, ERROR_BYTES = 512 };
/* Of a stack's time the campaigns take so much; the rest is for minimising and for the report. */
enum { CAMPAIGNS_PERCENT = 85 };

/* A run under way. */
struct session {
    const struct tspec_cli_options *options;
    const volatile sig_atomic_t *stop;
    struct tspec_scenario *corpus;
    unsigned corpus_count;
    struct tspec_cli_waiving waiving;
    uint64_t end_us; /* by the clock; 0: no limit */
    bool missing;    /* a stack could not be judged */
};

unsigned tspec_cli_workers(const struct tspec_cli_options *options)
{
    long online = sysconf(_SC_NPROCESSORS_ONLN);
    if (options->jobs)
        return options->jobs;
    return online < 1 ? 1 : online > JOBS_MAX ? JOBS_MAX : (unsigned)online;
}

/* One campaign against one stack, added to what there is. `limit_us` 0: no limit. False, after a message,
 * when the stack cannot be had. */
static bool run_campaign(struct session *session, struct tspec_cli_judged *judged,
                         const struct tspec_source *source, const char *name, uint64_t execs,
                         uint64_t limit_us)
{
    const struct tspec_cli_options *options = session->options;
    struct tspec_cli_progress progress = {isatty(2), judged->stack->name, name, limit_us};
    struct tspec_campaign_result *result = malloc(sizeof *result);
    char error[ERROR_BYTES] = "out of memory";
    const struct tspec_campaign_options campaign = {
        .stack = judged->stack,
        .options = options->adapter_options,
        .option_count = options->adapter_option_count,
        .source = source,
        .quirks = judged->quirks,
        .execs = execs,
        .limit_us = limit_us,
        .workers = tspec_cli_workers(options),
        .clock_us = tspec_cli_clock_us,
        .stop = session->stop,
        .progress = tspec_cli_progress_show,
        .progress_context = &progress,
    };
    bool ran = result && tspec_campaign_run(&campaign, result, error, sizeof error);
    tspec_cli_progress_end(&progress);
    if (!ran) {
        tspec_cli_complain("%s: %s cannot be run: %s", judged->stack->name, name, error);
        free(result);
        return false;
    }
    if (result->findings.dropped)
        tspec_cli_complain("%s: %s: %llu findings more than can be told apart", judged->stack->name, name,
                           (unsigned long long)result->findings.dropped);
    judged->campaigns[judged->campaign_count++] = (struct tspec_report_campaign){name, result->scenarios};
    if (!judged->result) {
        judged->result = result;
        return true;
    }
    tspec_campaign_merge(judged->result, result);
    free(result);
    return true;
}

static bool run_corpus(struct session *session, struct tspec_cli_judged *judged)
{
    unsigned count = 0;
    struct tspec_scenario *list = session->corpus_count ? malloc(session->corpus_count * sizeof *list) : NULL;
    for (unsigned i = 0; list && i < session->corpus_count; i++)
        if (!*session->corpus[i].stack || !strcmp(session->corpus[i].stack, judged->stack->name))
            tspec_scenario_copy(&list[count++], &session->corpus[i]);
    const struct tspec_source source = tspec_source_list(list, count);
    bool ran = !count || run_campaign(session, judged, &source, "corpus", 0, 0);
    free(list);
    return ran;
}

/* How long until then: at least 1, so that nothing runs for ever; 0 where there is no end. */
static uint64_t until(uint64_t end_us)
{
    uint64_t now_us = tspec_cli_clock_us();
    return !end_us ? 0 : end_us > now_us ? end_us - now_us : 1;
}

/* Every finding's scenario is made minimal before anything is told of it; but for Ctrl-C, however long that
 * takes. */
static void minimize(struct session *session, struct tspec_cli_judged *judged)
{
    const struct tspec_cli_options *options = session->options;
    struct tspec_findings *findings = &judged->result->findings;
    struct tspec_cli_progress progress = {isatty(2), judged->stack->name, "minimising", 0};
    struct tspec_minimal_result result = {.left = findings->count};
    char error[ERROR_BYTES];
    const struct tspec_campaign_options campaign = {
        .stack = judged->stack,
        .options = options->adapter_options,
        .option_count = options->adapter_option_count,
        .quirks = judged->quirks,
        .workers = tspec_cli_workers(options),
        .clock_us = tspec_cli_clock_us,
        .stop = session->stop,
        .progress = tspec_cli_progress_show,
        .progress_context = &progress,
    };
    if (!*session->stop && !tspec_minimal_run(&campaign, findings, &result, error, sizeof error))
        tspec_cli_complain("%s: findings cannot be minimised: %s", judged->stack->name, error);
    tspec_cli_progress_end(&progress);
    if (result.left)
        tspec_cli_complain("%s: of %u findings %u have a scenario that is not minimal%s", judged->stack->name,
                           findings->count, result.left, *session->stop ? ", for it was interrupted" : "");
}

static void judge_stack(struct session *session, struct tspec_cli_judged *judged, unsigned campaigns,
                        unsigned stacks_left)
{
    tspec_cli_waiving_prove(&session->waiving, session->options, judged->stack, session->stop);
    judged->quirks = tspec_cli_waiving_quirks(&session->waiving, judged->stack);
    bool sweep = campaigns & TSPEC_CLI_SWEEP_CAMPAIGN, random = campaigns & TSPEC_CLI_RANDOM_CAMPAIGN;
    bool ran = !(campaigns & TSPEC_CLI_CORPUS_CAMPAIGN) || run_corpus(session, judged);
    uint64_t share_us = until(session->end_us) / stacks_left * CAMPAIGNS_PERCENT / 100;
    uint64_t end_us = session->end_us ? tspec_cli_clock_us() + share_us : 0;
    if (ran && sweep && !*session->stop) {
        struct tspec_source source = tspec_source_sweep();
        source.ip_version = (uint8_t)session->options->ip_version;
        uint64_t limit_us = until(end_us);
        ran = run_campaign(session, judged, &source, "sweep", random ? 0 : session->options->execs,
                           random && limit_us > 1 ? limit_us / 2 : limit_us);
    }
    if (ran && random && !*session->stop) {
        struct tspec_source source = tspec_source_random(session->options->seed);
        source.ip_version = (uint8_t)session->options->ip_version;
        ran = run_campaign(session, judged, &source, "random", session->options->execs, until(end_us));
    }
    if (ran && (campaigns & TSPEC_CLI_PAIR_CAMPAIGN) && !*session->stop) {
        const struct tspec_source source =
            tspec_source_pair(session->options->seed, session->options->peer->name);
        ran = run_campaign(session, judged, &source, "pair", session->options->execs, until(end_us));
    }
    session->missing |= !ran;
    if (judged->result)
        minimize(session, judged);
}

/* The command that shows what a user looks at first: the gravest finding that nobody expects and that fails
 * the run. */
static void print_replay(const struct tspec_report *report, const char *directory, FILE *out)
{
    for (unsigned i = 0; i < report->finding_count; i++) {
        char place[128];
        if (*report->findings[i].known || report->findings[i].level < TSPEC_REPORT_DEVIATES)
            continue;
        tspec_output_place(report, i, place, sizeof place);
        fprintf(out, "replay: %s replay %s/%s/scenario.scn\n", tspec_cli_program, directory, place);
        return;
    }
}

/* Writes the report where it belongs, or else to a place where it is safe. */
static int write_report(const struct tspec_report *report, const char *directory, bool json)
{
    char error[ERROR_BYTES], refuge[] = "/tmp/tcpspec-XXXXXX";
    if (tspec_output_write(report, directory, error, sizeof error)) {
        FILE *out = json ? stderr : stdout;
        fprintf(out, "\nreport: %s/index.html\n", directory);
        print_replay(report, directory, out);
        return 0;
    }
    tspec_cli_complain("%s", error);
    if (!mkdtemp(refuge)) {
        tspec_cli_complain("nor can it below /tmp: %s", strerror(errno));
    } else if (tspec_output_write(report, refuge, error, sizeof error)) {
        tspec_cli_complain("the report is at %s/index.html instead", refuge);
    } else {
        tspec_cli_complain("nor can it below /tmp: %s", error);
        tspec_output_remove(refuge);
    }
    return TSPEC_EXIT_USAGE;
}

/* The report as JSON, with what else a verb has to say of it as one more member. */
static char *write_json(const struct tspec_report *report, const struct tspec_cli_more *more)
{
    char *written = tspec_report_write(report);
    json_t *root = written && more ? json_loads(written, 0, NULL) : NULL;
    if (!root)
        return written;
    json_object_set(root, more->name, more->value);
    free(written);
    written = json_dumps(root, JSON_INDENT(2));
    json_decref(root);
    return written;
}

static int print_report(const struct tspec_report *report, bool json, const struct tspec_cli_more *more)
{
    struct tspec_text text = {0};
    if (json) {
        char *written = write_json(report, more);
        tspec_text_printf(&text, "%s\n", written ? written : "");
        text.failed |= !written;
        free(written);
    } else {
        tspec_summary_print(report, tspec_cli_colour(1), &text);
    }
    if (text.failed)
        tspec_cli_complain("out of memory");
    else
        fputs(text.bytes, stdout);
    int code = text.failed ? TSPEC_EXIT_NOT_JUDGED : 0;
    tspec_text_free(&text);
    return code;
}

/* What an interrupted run covers, and what it does not. */
static void print_interruption(const struct session *session, const struct tspec_cli_judged *judged,
                               unsigned count)
{
    FILE *out = session->options->json ? stderr : stdout;
    fprintf(out, "\ninterrupted: this covers ");
    for (unsigned i = 0; i < count; i++)
        fprintf(out, "%s%" PRIu64 " scenarios on %s", i ? ", " : "", judged[i].result->scenarios,
                judged[i].stack->name);
    fprintf(out, "%s\n", count ? " and no more" : "nothing");
    for (unsigned i = 0; i < session->options->stack_count; i++) {
        const struct tspec_sut_class *stack = session->options->stacks[i];
        unsigned k = 0;
        while (k < count && judged[k].stack != stack)
            k++;
        if (k == count)
            fprintf(out, "interrupted: %s was not judged\n", stack->name);
    }
}

static int conclude(struct session *session, const struct tspec_cli_judged *judged, unsigned count,
                    const struct tspec_cli_more *more)
{
    struct tspec_report *report =
        tspec_cli_collect(judged, count, session->options, &session->waiving, *session->stop);
    if (!report) {
        tspec_cli_complain("out of memory for the report");
        return TSPEC_EXIT_NOT_JUDGED;
    }
    tspec_cli_contrast(report, judged, count);
    int code = print_report(report, session->options->json, more);
    if (report->interrupted)
        print_interruption(session, judged, count);
    int written = write_report(report, session->options->output, session->options->json);
    code = code ? code : written;
    uint64_t scenarios = 0;
    for (unsigned i = 0; i < count; i++)
        scenarios += judged[i].result->scenarios;
    if (!code && (session->waiving.stale || tspec_report_unexpected(report, TSPEC_REPORT_DEVIATES)))
        code = TSPEC_EXIT_FINDING;
    else if (!code && (session->missing || report->interrupted || !scenarios))
        code = TSPEC_EXIT_NOT_JUDGED;
    tspec_report_destroy(report);
    return code;
}

int tspec_cli_conclude(const struct tspec_cli_options *options, struct tspec_cli_judged *judged,
                       const struct tspec_cli_more *more)
{
    struct session session = {.options = options, .stop = tspec_cli_stop_flag()};
    int code = tspec_cli_waiving_load(&session.waiving, options);
    if (!code) {
        minimize(&session, judged);
        code = conclude(&session, judged, 1, more);
    }
    tspec_cli_waiving_free(&session.waiving);
    return code;
}

int tspec_cli_campaigns(const struct tspec_cli_options *options, unsigned campaigns)
{
    char error[ERROR_BYTES];
    struct session session = {.options = options, .stop = tspec_cli_stop_flag()};
    signal(SIGPIPE, SIG_IGN); /* nobody reads the summary: the report is written all the same */
    if (!tspec_output_prepare(options->output, error, sizeof error)) {
        tspec_cli_complain("%s", error);
        return TSPEC_EXIT_USAGE;
    }
    int code = tspec_cli_use_spec(options);
    if (!code)
        code = tspec_cli_waiving_load(&session.waiving, options);
    for (unsigned i = 0; !code && i < options->stack_count; i++)
        code = tspec_cli_check_options(options, options->stacks[i]);
    if (!code && (campaigns & TSPEC_CLI_CORPUS_CAMPAIGN))
        code = tspec_cli_load_corpus(options->corpus, &session.corpus, &session.corpus_count);
    bool unlimited = options->execs || campaigns == TSPEC_CLI_SWEEP_CAMPAIGN;
    uint64_t time_us = options->time_us ? options->time_us : unlimited ? 0 : DEFAULT_TIME_US;
    session.end_us = time_us ? tspec_cli_clock_us() + time_us : 0;
    struct tspec_cli_judged judged[TSPEC_CLI_STACKS_MAX] = {0};
    unsigned count = 0;
    for (unsigned i = 0; !code && i < options->stack_count && !*session.stop; i++) {
        judged[count].stack = options->stacks[i];
        judge_stack(&session, &judged[count], campaigns, options->stack_count - i);
        count += judged[count].result != NULL;
    }
    if (!code)
        code = conclude(&session, judged, count, NULL);
    for (unsigned i = 0; i < count; i++)
        free(judged[i].result);
    free(session.corpus);
    tspec_cli_waiving_free(&session.waiving);
    return code;
}
