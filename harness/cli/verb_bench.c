/* The bench told: a table for people, or the same as JSON. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "harness/campaign/bench.h"
#include "harness/cli/waiving.h"

enum { ROUNDS = 7, SCENARIOS_DEFAULT = 16384 };

static uint64_t cpu_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

/* A lane to another. */
struct ratio {
    char name[64];
    struct tspec_bench_figure figure;
};

enum { RATIOS_MAX = TSPEC_CLI_STACKS_MAX + 1 };

static unsigned ratios_of(const struct tspec_bench_result *result, struct ratio *ratios)
{
    unsigned count = 0;
    for (unsigned i = 0; i < result->lane_count; i += 2) {
        struct ratio *ratio = &ratios[count++];
        snprintf(ratio->name, sizeof ratio->name, "%s_judged_to_bare", result->lanes[i].stack);
        ratio->figure = tspec_bench_ratio(result, &result->lanes[i + 1], &result->lanes[i]);
    }
    const struct tspec_bench_lane *engine = tspec_bench_lane_of(result, "engine", false),
                                  *lwip = tspec_bench_lane_of(result, "lwip", false);
    if (engine && lwip) {
        snprintf(ratios[count].name, sizeof ratios[count].name, "engine_to_lwip_bare");
        ratios[count++].figure = tspec_bench_ratio(result, engine, lwip);
    }
    return count;
}

static double a_second(const struct tspec_bench_lane *lane, double segments_a_second, uint64_t count)
{
    return lane->segments ? segments_a_second * (double)count / (double)lane->segments : 0;
}

static void print_text(const struct tspec_bench_result *result)
{
    struct ratio ratios[RATIOS_MAX];
    printf("%llu of the sweep's %llu scenarios, %u rounds, all lanes in turn; medians of processor time\n\n"
           "%-8s %-7s %13s %12s %11s %10s %10s %11s\n",
           (unsigned long long)result->scenarios, (unsigned long long)result->of, result->rounds, "stack", "",
           "segments/s", "scenarios/s", "ns/segment", "segments", "cut short", "least-most");
    for (unsigned i = 0; i < result->lane_count; i++) {
        const struct tspec_bench_lane *lane = &result->lanes[i];
        struct tspec_bench_figure speed = tspec_bench_speed(result, lane);
        printf("%-8s %-7s %13.0f %12.0f %11.0f %10llu %10llu %4.0f %% %3.0f %%\n", lane->stack,
               lane->judged ? "judged" : "bare", speed.median, a_second(lane, speed.median, lane->scenarios),
               speed.median > 0 ? 1e9 / speed.median : 0, (unsigned long long)lane->segments,
               (unsigned long long)lane->cut_short, speed.median > 0 ? 100 * speed.least / speed.median : 0,
               speed.median > 0 ? 100 * speed.most / speed.median : 0);
    }
    printf("\nA finding of level fail cuts a judged scenario short, so speeds and ratios are by the segments "
           "played.\n\n");
    unsigned count = ratios_of(result, ratios);
    for (unsigned i = 0; i < count; i++)
        printf("%-24s %.2f  (rounds %.2f to %.2f)\n", ratios[i].name, ratios[i].figure.median,
               ratios[i].figure.least, ratios[i].figure.most);
    for (unsigned i = 1; i < result->lane_count; i += 2)
        printf("whole sweep, %-11s %.1f s on one processor\n", result->lanes[i].stack,
               tspec_bench_whole_s(result, &result->lanes[i]));
    printf("peak memory              %.1f MB\n", (double)result->peak_bytes / 1e6);
    if (result->left_out)
        printf("left out                 %llu scenarios, of which a stack died\n",
               (unsigned long long)result->left_out);
}

static json_t *lane_json(const struct tspec_bench_result *result, const struct tspec_bench_lane *lane)
{
    struct tspec_bench_figure speed = tspec_bench_speed(result, lane);
    return json_pack("{s:s, s:b, s:I, s:I, s:I, s:I, s:f, s:f, s:f, s:f, s:f}", "stack", lane->stack,
                     "judged", lane->judged, "scenarios", (json_int_t)lane->scenarios, "events",
                     (json_int_t)lane->events, "segments", (json_int_t)lane->segments, "cut_short",
                     (json_int_t)lane->cut_short, "segments_per_second", speed.median,
                     "segments_per_second_least", speed.least, "segments_per_second_most", speed.most,
                     "scenarios_per_second", a_second(lane, speed.median, lane->scenarios), "whole_sweep_s",
                     tspec_bench_whole_s(result, lane));
}

static void print_json(const struct tspec_bench_result *result)
{
    struct ratio ratios[RATIOS_MAX];
    json_t *lanes = json_array(), *medians = json_object(), *spread = json_object();
    for (unsigned i = 0; i < result->lane_count; i++)
        json_array_append_new(lanes, lane_json(result, &result->lanes[i]));
    unsigned count = ratios_of(result, ratios);
    for (unsigned i = 0; i < count; i++) {
        json_object_set_new(medians, ratios[i].name, json_real(ratios[i].figure.median));
        json_object_set_new(spread, ratios[i].name,
                            json_pack("[f, f]", ratios[i].figure.least, ratios[i].figure.most));
    }
    json_t *object =
        json_pack("{s:s, s:I, s:I, s:I, s:i, s:s?, s:I, s:o, s:o, s:o}", "workload", "sweep", "scenarios",
                  (json_int_t)result->scenarios, "sweep_scenarios", (json_int_t)result->of, "left_out",
                  (json_int_t)result->left_out, "rounds", (int)result->rounds, "caveat", tspec_bench_caveat(),
                  "peak_bytes", (json_int_t)result->peak_bytes, "lanes", lanes, "ratios", medians,
                  "ratios_least_most", spread);
    char *text = json_dumps(object, JSON_INDENT(1) | JSON_REAL_PRECISION(6));
    printf("%s\n", text ? text : "");
    free(text);
    json_decref(object);
}

static int measure(const struct tspec_cli_options *options, const struct tspec_cli_waiving *waiving)
{
    char error[512];
    uint64_t quirks[TSPEC_CLI_STACKS_MAX];
    for (unsigned i = 0; i < options->stack_count; i++)
        quirks[i] = tspec_cli_waiving_quirks(waiving, options->stacks[i]);
    const struct tspec_source source = tspec_source_sweep();
    const struct tspec_bench_options bench = {
        .stacks = options->stacks,
        .stack_count = options->stack_count,
        .options = options->adapter_options,
        .option_count = options->adapter_option_count,
        .quirks = quirks,
        .source = &source,
        .scenarios = options->execs ? options->execs : SCENARIOS_DEFAULT,
        .rounds = ROUNDS,
        .cpu_ns = cpu_ns,
        .stop = tspec_cli_stop_flag(),
    };
    if (tspec_bench_caveat())
        tspec_cli_complain("%s: these figures say little about speed", tspec_bench_caveat());
    struct tspec_bench_result *result = malloc(sizeof *result);
    bool ran = result && tspec_bench_run(&bench, result, error, sizeof error);
    if (!ran)
        tspec_cli_complain("bench: %s", result ? error : "out of memory");
    else if (options->json)
        print_json(result);
    else
        print_text(result);
    free(result);
    return ran ? TSPEC_EXIT_EXPECTED : TSPEC_EXIT_NOT_JUDGED;
}

static int bench(const struct tspec_cli_options *options)
{
    struct tspec_cli_waiving waiving = {0};
    int code = tspec_cli_use_spec(options);
    if (!code)
        code = tspec_cli_waiving_load(&waiving, options);
    for (unsigned i = 0; !code && i < options->stack_count; i++)
        code = tspec_cli_check_options(options, options->stacks[i]);
    if (!code)
        code = measure(options, &waiving);
    tspec_cli_waiving_free(&waiving);
    return code;
}

const struct tspec_cli_verb tspec_cli_bench = {
    .name = "bench",
    .arguments = "",
    .summary = "how fast the stacks run, bare and judged",
    .help =
        "Plays scenarios of the sweep on every stack, bare (the judge off) and judged, in turn, and tells "
        "how many\nsegments a second each comes to and how they compare. --execs N: so many scenarios, "
        "evenly spread over\nthe sweep, instead of 16384; more than there are: all.",
    .takes = TSPEC_CLI_SUT | TSPEC_CLI_EXECS | TSPEC_CLI_JSON | TSPEC_CLI_SPEC | TSPEC_CLI_OPTION |
             TSPEC_CLI_WAIVERS | TSPEC_CLI_NO_WAIVERS,
    .run = bench,
};
