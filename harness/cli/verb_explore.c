#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/campaign/explore.h"
#include "harness/campaign/explore_witness.h"
#include "harness/cli/campaigns.h"
#include "harness/cli/load.h"
#include "harness/cli/spec.h"
#include "harness/report/output.h"
#include "harness/sut/sut.h"

enum { ERROR_BYTES = 512, DEPTH_DEFAULT = 4, MEMORY_DEFAULT_MB = 4096 };

static void show_progress(void *context, const struct tspec_explore_progress *now)
{
    (void)context;
    fprintf(stderr, "\r\033[Kdepth %u: %" PRIu64 " of %" PRIu64 " states tried, %" PRIu64 " states, %.1f s",
            now->depth, now->expanded, now->frontier, now->states, (double)now->elapsed_us / 1e6);
    if (now->findings)
        fprintf(stderr, ", %u signatures", now->findings);
    fflush(stderr);
}

static const char *end_of(const struct tspec_explore_result *result)
{
    static const char *const ends[] = {
        [TSPEC_EXPLORE_EXHAUSTED] = "no state is left untried",
        [TSPEC_EXPLORE_DEPTH] = "the depth is reached",
        [TSPEC_EXPLORE_STATES] = "the number of states is reached",
        [TSPEC_EXPLORE_TIME] = "the time is over",
        [TSPEC_EXPLORE_MEMORY] = "the memory is full; --memory takes more",
        [TSPEC_EXPLORE_STOPPED] = "interrupted",
    };
    return ends[result->end];
}

static double per_second(uint64_t count, uint64_t elapsed_us)
{
    return elapsed_us ? (double)count * 1e6 / (double)elapsed_us : 0;
}

static void print_result(const struct tspec_explore_result *r, const struct tspec_campaign_result *campaign,
                         FILE *out)
{
    fprintf(out, "%u events from every state:\n\n%6s %12s %14s %14s\n", r->events, "depth", "states", "steps",
            "new states");
    for (unsigned depth = 1; depth <= r->levels; depth++) {
        const struct tspec_explore_level *level = &r->level[depth];
        fprintf(out, "%6u %12" PRIu64 " %14" PRIu64 " %14" PRIu64 "", depth, level->parents, level->steps,
                level->states);
        if (level->expanded < level->parents)
            fprintf(out, "  (%" PRIu64 " of the states tried)", level->expanded);
        fputc('\n', out);
    }
    fprintf(out, "\n%s: depth %u is complete, %" PRIu64 " distinct states, %" PRIu64 " steps\n", end_of(r),
            r->depth, r->states, r->steps);
    if (r->cut)
        fprintf(out, "%" PRIu64 " steps end in a finding or are inconclusive: nothing is tried behind them\n",
                r->cut);
    fprintf(out,
            "%.1f s: %.0f new states a second, %.0f steps a second; %.1f octets a state, %.0f MB of memory\n",
            (double)campaign->elapsed_us / 1e6, per_second(r->states, campaign->elapsed_us),
            per_second(r->steps, campaign->elapsed_us), (double)r->memory_bytes / (double)r->states,
            (double)r->memory_bytes / 1e6);
}

static json_t *levels_of(const struct tspec_explore_result *r)
{
    json_t *levels = json_array();
    for (unsigned depth = 1; depth <= r->levels; depth++) {
        const struct tspec_explore_level *level = &r->level[depth];
        json_array_append_new(
            levels, json_pack("{s:i, s:I, s:I, s:I, s:I}", "depth", (int)depth, "parents",
                              (json_int_t)level->parents, "expanded", (json_int_t)level->expanded, "steps",
                              (json_int_t)level->steps, "states", (json_int_t)level->states));
    }
    return levels;
}

static json_t *figures(const struct tspec_explore_result *r, const struct tspec_campaign_result *campaign)
{
    static const char *const ends[] = {"exhausted", "depth", "states", "time", "memory", "stopped"};
    return json_pack(
        "{s:s, s:i, s:i, s:I, s:I, s:I, s:o, s:f, s:f, s:f, s:f, s:I}", "end", ends[r->end], "depth",
        (int)r->depth, "events", (int)r->events, "states", (json_int_t)r->states, "steps",
        (json_int_t)r->steps, "cut", (json_int_t)r->cut, "levels", levels_of(r), "seconds",
        (double)campaign->elapsed_us / 1e6, "states_per_second", per_second(r->states, campaign->elapsed_us),
        "steps_per_second", per_second(r->steps, campaign->elapsed_us), "bytes_per_state",
        (double)r->memory_bytes / (double)r->states, "memory_bytes", (json_int_t)r->memory_bytes);
}

/* A file for a rule: what it asks, and the first of the shortest ways in which it acts. */
static bool write_witness(const char *directory, const struct tspec_rules *rules, unsigned index,
                          struct tspec_scenario *scenario)
{
    const struct tspec_rule *rule = &rules->rules[index];
    char path[4096];
    snprintf(path, sizeof path, "%s/%s.scn", directory, tspec_rules_text(rules, rule->id));
    char *text = tspec_cli_scenario_text(scenario);
    FILE *file = text ? fopen(path, "w") : NULL;
    if (file) {
        size_t head = strcspn(text, "\n") + 1;
        fprintf(file, "%.*s# %s (%s): %s\n%s", (int)head, text, tspec_rules_text(rules, rule->id),
                tspec_rules_text(rules, rule->section), tspec_rules_text(rules, rule->condition),
                text + head);
    }
    bool written = file && !ferror(file);
    if (file)
        written &= fclose(file) == 0;
    if (!written)
        tspec_cli_complain("%s: cannot be written: %s", path, strerror(errno));
    free(text);
    return written;
}

/* How many were written; -1 after a message. */
static int write_each(const struct tspec_explore *explore, const struct tspec_cli_options *options,
                      const struct tspec_rules *rules, struct tspec_witness_judge *judge)
{
    static struct tspec_scenario scenario;
    int written = 0;
    for (unsigned i = 0; i < rules->rule_count; i++) {
        if (!tspec_explore_witness(explore, i, &scenario))
            continue;
        if (!tspec_witness_minimize(judge, i, &scenario)) {
            tspec_cli_complain("out of memory");
            return -1;
        }
        if (options->adapter_option_count) /* without them any stack may run it */
            tspec_cli_complete(&scenario, "engine", options);
        if (!write_witness(options->witnesses, rules, i, &scenario))
            return -1;
        written++;
    }
    return written;
}

static int write_witnesses(const struct tspec_explore *explore, const struct tspec_cli_options *options,
                           const struct tspec_rules *rules)
{
    static struct tspec_scenario scenario;
    char error[ERROR_BYTES];
    FILE *out = options->json ? stderr : stdout;
    if (mkdir(options->witnesses, 0777) != 0 && errno != EEXIST) {
        tspec_cli_complain("%s: cannot be made: %s", options->witnesses, strerror(errno));
        return TSPEC_EXIT_USAGE;
    }
    struct tspec_witness_judge *judge = tspec_witness_judge_create(
        options->adapter_options, options->adapter_option_count, error, sizeof error);
    if (!judge) {
        tspec_cli_complain("%s", error);
        return TSPEC_EXIT_NOT_JUDGED;
    }
    int written = write_each(explore, options, rules, judge);
    tspec_witness_judge_destroy(judge);
    if (written < 0)
        return TSPEC_EXIT_USAGE;
    fprintf(out, "\n%d of %u rules have a witness, in %s; those without:\n", written, rules->rule_count,
            options->witnesses);
    for (unsigned i = 0; i < rules->rule_count; i++)
        if (!tspec_explore_witness(explore, i, &scenario))
            fprintf(out, "  %s\n", tspec_rules_text(rules, rules->rules[i].id));
    fputc('\n', out);
    return 0;
}

static int explore(const struct tspec_cli_options *options)
{
    char error[ERROR_BYTES];
    const struct tspec_sut_class *stack = tspec_sut_find("engine");
    if (!tspec_output_prepare(options->output, error, sizeof error)) {
        tspec_cli_complain("%s", error);
        return TSPEC_EXIT_USAGE;
    }
    int code = tspec_cli_use_spec(options);
    const struct tspec_rules *rules = code ? NULL : tspec_cli_rules(options);
    if (!code)
        code = tspec_cli_check_options(options, stack);
    struct tspec_campaign_result *campaign = code ? NULL : malloc(sizeof *campaign);
    if (!code && !campaign) {
        tspec_cli_complain("out of memory");
        code = TSPEC_EXIT_NOT_JUDGED;
    }
    if (code)
        return code;
    bool limited = options->given & (TSPEC_CLI_STATES | TSPEC_CLI_TIME);
    uint64_t memory_mb = options->memory_mb ? options->memory_mb : MEMORY_DEFAULT_MB;
    const struct tspec_explore_options wanted = {
        .stack = stack,
        .options = options->adapter_options,
        .option_count = options->adapter_option_count,
        .ip_version = options->ip_version,
        .depth = options->depth ? options->depth
                 : limited      ? 0
                                : DEPTH_DEFAULT,
        .states = options->states,
        .limit_us = options->time_us,
        .memory_bytes = memory_mb << 20,
        .workers = tspec_cli_workers(options),
        .clock_us = tspec_cli_clock_us,
        .stop = tspec_cli_stop_flag(),
        .progress = isatty(2) ? show_progress : NULL,
        .rules = rules,
    };
    struct tspec_explore *explored = tspec_explore_run(&wanted, campaign, error, sizeof error);
    if (wanted.progress)
        fputs("\r\033[K", stderr);
    if (!explored) {
        tspec_cli_complain("explore: %s", error);
        free(campaign);
        return TSPEC_EXIT_NOT_JUDGED;
    }
    const struct tspec_explore_result *result = tspec_explore_result(explored);
    print_result(result, campaign, options->json ? stderr : stdout);
    if (options->witnesses)
        code = write_witnesses(explored, options, rules);
    struct tspec_cli_judged judged = {.stack = stack, .result = campaign};
    judged.campaigns[judged.campaign_count++] =
        (struct tspec_report_campaign){"explore", campaign->scenarios};
    struct tspec_cli_more more = {"explore", figures(result, campaign)};
    int concluded = tspec_cli_conclude(options, &judged, &more);
    json_decref(more.value);
    tspec_explore_destroy(explored);
    free(campaign);
    return code ? code : concluded;
}

const struct tspec_cli_verb tspec_cli_explore = {
    .name = "explore",
    .arguments = "",
    .summary = "every short sequence of events, against the engine",
    .help =
        "Breadth first over the engine and the model: every event of an alphabet from every distinct state "
        "that\n"
        "the events before led to (docs/explore.md), then the report. Sequences of four events, unless "
        "--depth,\n"
        "--states or --time says otherwise; then it ends at the first of them that is reached. Rules "
        "without\n"
        "witness are listed with --witnesses.",
    .takes = TSPEC_CLI_DEPTH | TSPEC_CLI_STATES | TSPEC_CLI_TIME | TSPEC_CLI_MEMORY | TSPEC_CLI_WITNESSES |
             TSPEC_CLI_IP | TSPEC_CLI_OUTPUT | TSPEC_CLI_JOBS | TSPEC_CLI_JSON | TSPEC_CLI_SPEC |
             TSPEC_CLI_OPTION,
    .run = explore,
};
