#include "harness/cli/campaigns.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/cli/collect.h"
#include "harness/cli/load.h"
#include "harness/cli/progress.h"
#include "harness/report/output.h"
#include "harness/report/summary.h"

enum { DEFAULT_TIME_US = 60 * 1000 * 1000, JOBS_MAX = 8, ERROR_BYTES = 512 };

/* A run under way. */
struct session {
    const struct tspec_cli_options *options;
    const volatile sig_atomic_t *stop;
    struct tspec_scenario *corpus;
    unsigned corpus_count;
    uint64_t end_us; /* by the clock; 0: no limit */
    bool missing;    /* a stack could not be judged */
};

static unsigned processors(void)
{
    long online = sysconf(_SC_NPROCESSORS_ONLN);
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
        .execs = execs,
        .limit_us = limit_us,
        .workers = options->jobs ? options->jobs : processors(),
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

/* What is left of the time, shared by `parts`; 0 where there is no limit. At least 1, so that nothing runs
 * for ever. */
static uint64_t share(const struct session *session, unsigned parts)
{
    if (!session->end_us)
        return 0;
    uint64_t now = tspec_cli_clock_us();
    uint64_t left = now < session->end_us ? (session->end_us - now) / parts : 0;
    return left ? left : 1;
}

static void judge_stack(struct session *session, struct tspec_cli_judged *judged, unsigned campaigns,
                        unsigned stacks_left)
{
    bool sweep = campaigns & TSPEC_CLI_SWEEP_CAMPAIGN, random = campaigns & TSPEC_CLI_RANDOM_CAMPAIGN;
    bool ran = !(campaigns & TSPEC_CLI_CORPUS_CAMPAIGN) || run_corpus(session, judged);
    uint64_t stack_end_us = session->end_us ? tspec_cli_clock_us() + share(session, stacks_left) : 0;
    if (ran && sweep && !*session->stop) {
        const struct tspec_source source = tspec_source_sweep();
        ran = run_campaign(session, judged, &source, "sweep", random ? 0 : session->options->execs,
                           share(session, stacks_left * (random ? 2 : 1)));
    }
    if (ran && random && !*session->stop) {
        const struct tspec_source source = tspec_source_random(session->options->seed);
        uint64_t now = tspec_cli_clock_us();
        uint64_t left = stack_end_us > now ? stack_end_us - now : 1;
        ran = run_campaign(session, judged, &source, "random", session->options->execs,
                           stack_end_us ? left : 0);
    }
    session->missing |= !ran;
    if (judged->result)
        tspec_findings_sort(&judged->result->findings);
}

/* Writes the report where it belongs, or else to a place where it is safe. */
static int write_report(const struct tspec_report *report, const char *directory, bool json)
{
    char error[ERROR_BYTES], refuge[] = "/tmp/tcpspec-XXXXXX";
    if (tspec_output_write(report, directory, error, sizeof error)) {
        FILE *out = json ? stderr : stdout;
        fprintf(out, "\nreport: %s/index.html\n", directory);
        if (report->finding_count)
            fprintf(out, "replay: %s replay %s/findings/%s/scenario.scn\n", tspec_cli_program, directory,
                    report->findings[0].signature);
        return 0;
    }
    tspec_cli_complain("%s", error);
    if (mkdtemp(refuge) && tspec_output_write(report, refuge, error, sizeof error))
        tspec_cli_complain("the report is at %s/index.html instead", refuge);
    return TSPEC_EXIT_USAGE;
}

static int print_report(const struct tspec_report *report, bool json)
{
    struct tspec_text text = {0};
    if (json) {
        char *written = tspec_report_write(report);
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

static int conclude(const struct session *session, const struct tspec_cli_judged *judged, unsigned count)
{
    struct tspec_report *report = tspec_cli_collect(judged, count, session->options, *session->stop);
    if (!report) {
        tspec_cli_complain("out of memory for the report");
        return TSPEC_EXIT_NOT_JUDGED;
    }
    int code = print_report(report, session->options->json);
    int written = write_report(report, session->options->output, session->options->json);
    code = code ? code : written;
    uint64_t scenarios = 0;
    for (unsigned i = 0; i < count; i++)
        scenarios += judged[i].result->scenarios;
    if (!code && tspec_report_unexpected(report, TSPEC_REPORT_DEVIATES))
        code = TSPEC_EXIT_FINDING;
    else if (!code && (session->missing || !scenarios))
        code = TSPEC_EXIT_NOT_JUDGED;
    tspec_report_destroy(report);
    return code;
}

int tspec_cli_campaigns(const struct tspec_cli_options *options, unsigned campaigns)
{
    char error[ERROR_BYTES];
    struct session session = {.options = options, .stop = tspec_cli_stop_flag()};
    if (!tspec_output_prepare(options->output, error, sizeof error)) {
        tspec_cli_complain("%s", error);
        return TSPEC_EXIT_USAGE;
    }
    int code = tspec_cli_use_spec(options);
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
        code = conclude(&session, judged, count);
    for (unsigned i = 0; i < count; i++)
        free(judged[i].result);
    free(session.corpus);
    return code;
}
