/* A campaign outlives its stack: crash, abort, hang, flood and assertion are findings with the scenario that
 * showed them, and what comes after is judged all the same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

#include "fake.h"
#include "harness/campaign/campaign.h"

enum { HANG_US = 50000, SCENARIOS = 8 };

static struct tspec_campaign_result *result, *other;
static struct tspec_scenario *list, shown, other_shown;

static uint64_t clock_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

static int set_up(void **state)
{
    (void)state;
    result = malloc(sizeof *result);
    other = malloc(sizeof *other);
    list = calloc(SCENARIOS, sizeof *list);
    return result == NULL || other == NULL || list == NULL;
}

static int tear_down(void **state)
{
    (void)state;
    free(result);
    free(other);
    free(list);
    return 0;
}

/* Every second scenario has the text that brings a fault out; the third such is the shortest. */
static struct tspec_source source(void)
{
    for (unsigned i = 0; i < SCENARIOS; i++) {
        fake_scenario(&list[i]);
        if (i % 2 == 0)
            list[i].event_count = 3;
        else if (i == 5)
            list[i].event_count = 5;
    }
    return tspec_source_list(list, SCENARIOS);
}

static void run(enum fake_fault fault, unsigned workers, struct tspec_campaign_result *into)
{
    char error[256] = "";
    struct tspec_source from = source();
    struct tspec_campaign_options options = {
        .stack = &fake_stack, .source = &from, .workers = workers, .hang_us = HANG_US, .clock_us = clock_us};
    fake_fault = fault;
    bool ok = tspec_campaign_run(&options, into, error, sizeof error);
    if (!ok)
        print_message("%s\n", error);
    assert_true(ok);
}

static const struct {
    enum fake_fault fault;
    enum tspec_check_id check;
    bool dies;
    const char *says; /* in the observed class */
} deaths[] = {
    {FAKE_CRASHES, TSPEC_CHECK_STACK_CRASH, true, "SIGSEGV in fake_dies_here < fake_takes_text"},
    {FAKE_ABORTS, TSPEC_CHECK_STACK_CRASH, true, "pcb  is sane"},
    {FAKE_LOOPS, TSPEC_CHECK_STACK_HANG, true, "no return"},
    {FAKE_BLOCKS, TSPEC_CHECK_STACK_HANG, true, "no return"},
    {FAKE_FLOODS_FOREVER, TSPEC_CHECK_STACK_FLOOD, true, "flood"},
    {FAKE_FLOODS, TSPEC_CHECK_STACK_FLOOD, false, "flood"},
    {FAKE_ASSERTS, TSPEC_CHECK_STACK_ASSERT, false, "pcb  is sane at line "},
};

static void every_death_is_a_finding_and_not_the_end(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof deaths / sizeof deaths[0]; i++) {
        run(deaths[i].fault, 1, result);
        const struct tspec_found *found = &result->findings.items[0];
        if (result->findings.count != 1 || found->finding.check != deaths[i].check)
            for (unsigned f = 0; f < result->findings.count; f++)
                print_message("fault %u: %s %s\n", (unsigned)deaths[i].fault,
                              tspec_check_at(result->findings.items[f].finding.check)->id,
                              result->findings.items[f].finding.observed_class);
        assert_int_equal(result->scenarios, SCENARIOS);
        assert_int_equal(result->coverage.scenarios, SCENARIOS);
        assert_int_equal(result->deaths, deaths[i].dies ? SCENARIOS / 2 : 0);
        assert_int_equal(result->findings.count, 1);
        assert_int_equal(found->finding.check, deaths[i].check);
        assert_int_equal(found->finding.event_index, 4);
        assert_non_null(strstr(found->finding.observed_class, deaths[i].says));
        assert_int_equal(found->count, SCENARIOS / 2);
        assert_int_equal(found->index, 5);
        tspec_findings_scenario(&result->findings, 0, &shown);
        assert_true(tspec_scenario_equal(&shown, &list[5]));
    }
}

static void assert_same(const struct tspec_campaign_result *a, const struct tspec_campaign_result *b)
{
    assert_int_equal(a->scenarios, b->scenarios);
    assert_int_equal(a->deaths, b->deaths);
    assert_int_equal(a->inconclusive, b->inconclusive);
    assert_memory_equal(&a->coverage, &b->coverage, sizeof a->coverage);
    assert_int_equal(a->findings.count, b->findings.count);
    for (unsigned i = 0; i < a->findings.count; i++) {
        const struct tspec_found *x = &a->findings.items[i], *y = &b->findings.items[i];
        assert_int_equal(x->count, y->count);
        assert_int_equal(x->index, y->index);
        assert_memory_equal(&x->finding, &y->finding, sizeof x->finding);
        tspec_findings_scenario(&a->findings, i, &shown);
        tspec_findings_scenario(&b->findings, i, &other_shown);
        assert_true(tspec_scenario_equal(&shown, &other_shown));
    }
}

static void same_result_again_and_with_more_workers(void **state)
{
    (void)state;
    static const enum fake_fault faults[] = {FAKE_SOUND, FAKE_RESERVED, FAKE_CRASHES, FAKE_LOOPS,
                                             FAKE_WRONG_STATE};
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        run(faults[i], 1, result);
        run(faults[i], 1, other);
        assert_same(result, other);
        run(faults[i], 3, other);
        assert_same(result, other);
    }
}

static void execs_bound_a_campaign(void **state)
{
    (void)state;
    char error[256];
    struct tspec_source from = source();
    struct tspec_campaign_options options = {
        .stack = &fake_stack, .source = &from, .execs = 3, .workers = 2, .clock_us = clock_us};
    fake_fault = FAKE_SOUND;
    assert_true(tspec_campaign_run(&options, result, error, sizeof error));
    assert_int_equal(result->scenarios, 3);
    assert_false(result->stopped);
    assert_int_equal(result->findings.count, 0);
    assert_string_equal(result->stack, "fake");
    assert_string_equal(result->version, "1");
    assert_string_equal(result->source, "files");
    assert_int_equal(result->profile.mtu, 1500);
}

static void for_ever(const struct tspec_source *self, uint64_t index, struct tspec_scenario *out)
{
    (void)index;
    tspec_scenario_copy(out, self->list);
}

static volatile sig_atomic_t stop;
static void stop_soon(void *context, const struct tspec_campaign_progress *progress)
{
    unsigned *told = context;
    assert_true(progress->total == UINT64_MAX);
    if (++*told == 2)
        stop = 1;
}

static void a_stop_flag_ends_it_orderly(void **state)
{
    (void)state;
    char error[256];
    unsigned told = 0;
    struct tspec_source from = source();
    from.count = UINT64_MAX;
    from.scenario = for_ever;
    struct tspec_campaign_options options = {.stack = &fake_stack,
                                             .source = &from,
                                             .clock_us = clock_us,
                                             .stop = &stop,
                                             .progress = stop_soon,
                                             .progress_context = &told};
    fake_fault = FAKE_SOUND;
    stop = 0;
    assert_true(tspec_campaign_run(&options, result, error, sizeof error));
    assert_true(result->stopped);
    assert_true(result->scenarios > 0);
    assert_int_equal(result->deaths, 0);

    options.stop = NULL;
    options.progress = NULL;
    options.limit_us = 200000;
    assert_true(tspec_campaign_run(&options, result, error, sizeof error));
    assert_false(result->stopped);
    assert_true(result->elapsed_us >= 200000);
}

static void what_cannot_be_judged_is_counted(void **state)
{
    (void)state;
    char error[256];
    struct tspec_source from = source();
    list[1].msl_us = 1;
    struct tspec_campaign_options options = {.stack = &fake_stack, .source = &from, .clock_us = clock_us};
    fake_fault = FAKE_SOUND;
    assert_true(tspec_campaign_run(&options, result, error, sizeof error));
    assert_int_equal(result->scenarios, SCENARIOS - 1);
    assert_int_equal(result->not_judged, 1);
    assert_string_equal(result->not_judged_why, "fake cannot be configured as the scenario asks");

    const char *unknown[] = {"no_such=1"};
    options.options = unknown;
    options.option_count = 1;
    assert_false(tspec_campaign_run(&options, result, error, sizeof error));
    assert_string_equal(error, "no option no_such=1");
}

static void results_add_up(void **state)
{
    (void)state;
    run(FAKE_RESERVED, 1, result);
    run(FAKE_CRASHES, 1, other);
    uint64_t reserved = result->findings.items[0].count;
    tspec_campaign_merge(result, other);
    assert_int_equal(result->scenarios, 2 * SCENARIOS);
    assert_int_equal(result->coverage.scenarios, 2 * SCENARIOS);
    assert_int_equal(result->deaths, SCENARIOS / 2);
    assert_int_equal(result->findings.count, 2);
    assert_int_equal(result->findings.items[0].finding.check, TSPEC_CHECK_FORM_RESERVED);
    assert_int_equal(result->findings.items[0].count, reserved);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_death_is_a_finding_and_not_the_end),
        cmocka_unit_test(same_result_again_and_with_more_workers),
        cmocka_unit_test(execs_bound_a_campaign),
        cmocka_unit_test(a_stop_flag_ends_it_orderly),
        cmocka_unit_test(what_cannot_be_judged_is_counted),
        cmocka_unit_test(results_add_up),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
