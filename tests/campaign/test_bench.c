/* The bench counts and divides right, and outlives what it measures. Nothing here depends on how fast
 * anything is. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "fake.h"
#include "harness/campaign/bench.h"

enum { SCENARIOS = 9, ROUNDS = 3, TICK_NS = 1000 };

/* A clock that goes on by the same step whenever it is read: each batch lasts as long as any other. */
static uint64_t ticking_ns(void)
{
    static uint64_t now_ns;
    return now_ns += TICK_NS;
}

static struct tspec_scenario *list;

static int set_up(void **state)
{
    (void)state;
    list = calloc(SCENARIOS, sizeof *list);
    return list == NULL;
}

static int tear_down(void **state)
{
    (void)state;
    free(list);
    return 0;
}

/* Every third scenario has the text that brings a fault of the fake stack out. */
static bool run(enum fake_fault fault, uint64_t scenarios, struct tspec_bench_result *result)
{
    static const struct tspec_sut_class *const stacks[] = {&fake_stack};
    char error[256];
    for (unsigned i = 0; i < SCENARIOS; i++) {
        fake_scenario(&list[i]);
        if (i % 3 != 0)
            list[i].event_count = 3;
    }
    struct tspec_source source = tspec_source_list(list, SCENARIOS);
    struct tspec_bench_options options = {.stacks = stacks,
                                          .stack_count = 1,
                                          .source = &source,
                                          .scenarios = scenarios,
                                          .rounds = ROUNDS,
                                          .cpu_ns = ticking_ns};
    fake_fault = fault;
    return tspec_bench_run(&options, result, error, sizeof error);
}

static void both_lanes_play_the_same(void **state)
{
    (void)state;
    struct tspec_bench_result result;
    assert_true(run(FAKE_SOUND, 0, &result));
    assert_int_equal(result.lane_count, 2);
    assert_int_equal(result.left_out, 0);
    const struct tspec_bench_lane *bare = tspec_bench_lane_of(&result, fake_stack.name, false),
                                  *judged = tspec_bench_lane_of(&result, fake_stack.name, true);
    assert_non_null(bare);
    assert_non_null(judged);
    assert_null(tspec_bench_lane_of(&result, "another", false));
    uint64_t events = 0;
    for (unsigned i = 0; i < SCENARIOS; i++)
        events += list[i].event_count;
    assert_int_equal(bare->scenarios, SCENARIOS);
    assert_int_equal(bare->events, events);
    assert_true(bare->segments > SCENARIOS);
    assert_int_equal(bare->cut_short, 0);
    assert_int_equal(judged->scenarios, bare->scenarios);
    assert_int_equal(judged->events, bare->events);
    assert_int_equal(judged->segments, bare->segments);

    /* One batch a round, one tick long. */
    struct tspec_bench_figure speed = tspec_bench_speed(&result, bare);
    struct tspec_bench_figure ratio = tspec_bench_ratio(&result, judged, bare);
    double expected = (double)bare->segments * 1e9 / TICK_NS;
    assert_true(speed.median == expected && speed.least == expected && speed.most == expected);
    assert_true(ratio.median == 1 && ratio.least == 1 && ratio.most == 1);
    assert_true(tspec_bench_whole_s(&result, bare) == 2 * TICK_NS / 1e9); /* and one tick to make them */
    assert_true(result.peak_bytes > 0);
}

/* A finding of level fail ends a judged scenario, a bare one goes on. */
static void a_judged_scenario_that_fails_is_cut_short(void **state)
{
    (void)state;
    struct tspec_bench_result result;
    assert_true(run(FAKE_CHECKSUM, 0, &result));
    assert_int_equal(result.lanes[0].cut_short, 0);
    assert_true(result.lanes[1].cut_short > 0);
    assert_true(result.lanes[1].segments < result.lanes[0].segments);
    struct tspec_bench_figure ratio = tspec_bench_ratio(&result, &result.lanes[1], &result.lanes[0]);
    assert_true(ratio.median > 0 && ratio.median < 1);
}

/* What the stack dies of is left out, in every lane; the rest is measured. */
static void a_death_is_left_out(void **state)
{
    (void)state;
    static const enum fake_fault deadly[] = {FAKE_CRASHES, FAKE_ABORTS};
    for (size_t i = 0; i < sizeof deadly / sizeof deadly[0]; i++) {
        struct tspec_bench_result result;
        assert_true(run(deadly[i], 0, &result));
        assert_int_equal(result.left_out, SCENARIOS / 3);
        for (unsigned lane = 0; lane < result.lane_count; lane++)
            assert_int_equal(result.lanes[lane].scenarios, SCENARIOS - SCENARIOS / 3);
    }
}

/* Fewer are spread over the whole source. */
static void a_sample_is_spread(void **state)
{
    (void)state;
    struct tspec_bench_result whole, sample;
    assert_true(run(FAKE_SOUND, 0, &whole));
    assert_true(run(FAKE_SOUND, SCENARIOS / 3, &sample)); /* every third: the long ones */
    assert_int_equal(sample.scenarios, SCENARIOS / 3);
    assert_int_equal(sample.of, SCENARIOS);
    assert_int_equal(sample.lanes[0].events, SCENARIOS / 3 * list[0].event_count);
    assert_true(sample.lanes[0].events < whole.lanes[0].events);
}

/* One that never comes back is ended when it is to stop. */
static void stop_ends_it_at_once(void **state)
{
    (void)state;
    static const struct tspec_sut_class *const stacks[] = {&fake_stack};
    volatile sig_atomic_t stop = 1;
    char error[256];
    struct tspec_bench_result result;
    fake_scenario(&list[0]);
    struct tspec_source source = tspec_source_list(list, 1);
    struct tspec_bench_options options = {.stacks = stacks,
                                          .stack_count = 1,
                                          .source = &source,
                                          .rounds = 1,
                                          .cpu_ns = ticking_ns,
                                          .stop = &stop};
    fake_fault = FAKE_BLOCKS;
    assert_false(tspec_bench_run(&options, &result, error, sizeof error));
    assert_string_equal(error, "stopped");
}

static struct tspec_sut *dies(const struct tspec_sut_config *config, const struct tspec_sut_sink *sink,
                              char *error, size_t error_bytes)
{
    (void)config, (void)sink, (void)error, (void)error_bytes;
    signal(SIGTERM, SIG_DFL);
    raise(SIGTERM);
    return NULL;
}

static struct tspec_sut *exits(const struct tspec_sut_config *config, const struct tspec_sut_sink *sink,
                               char *error, size_t error_bytes)
{
    (void)config, (void)sink, (void)error, (void)error_bytes;
    _exit(7);
}

/* Outside a scenario there is nothing to leave out. */
static void what_it_died_of_is_told(void **state)
{
    (void)state;
    static const struct {
        struct tspec_sut *(*create)(const struct tspec_sut_config *, const struct tspec_sut_sink *, char *,
                                    size_t);
        const char *says;
    } rows[] = {{dies, "the process that measures died of signal 15, "},
                {exits, "the process that measures ended with exit code 7"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct tspec_sut_class mortal = fake_stack;
        const struct tspec_sut_class *const stacks[] = {&mortal};
        struct tspec_source source = tspec_source_list(list, 1);
        struct tspec_bench_options options = {
            .stacks = stacks, .stack_count = 1, .source = &source, .rounds = 1, .cpu_ns = ticking_ns};
        struct tspec_bench_result result;
        char error[256];
        mortal.create = rows[i].create;
        assert_false(tspec_bench_run(&options, &result, error, sizeof error));
        assert_non_null(strstr(error, rows[i].says));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_lanes_play_the_same),
        cmocka_unit_test(a_judged_scenario_that_fails_is_cut_short),
        cmocka_unit_test(a_death_is_left_out),
        cmocka_unit_test(a_sample_is_spread),
        cmocka_unit_test(stop_ends_it_at_once),
        cmocka_unit_test(what_it_died_of_is_told),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
