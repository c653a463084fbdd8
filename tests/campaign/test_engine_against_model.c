/* The engine and the model were written apart from one text. Where they differ one of them is wrong; so they
 * may not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>
#include <cmocka.h>

#include "harness/campaign/campaign.h"
#include "harness/scenario/text.h"

enum { RANDOM_SCENARIOS = 20000, SEED = 1 };

static uint64_t clock_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

static void print_findings(const struct tspec_findings *findings)
{
    static char text[1 << 16];
    for (unsigned i = 0; i < findings->count && i < 5; i++) {
        const struct tspec_found *found = &findings->items[i];
        tspec_scenario_print(&found->scenario, text, sizeof text);
        print_message("%s: expected %s, observed %s\n%s\n", tspec_check_at(found->finding.check)->id,
                      found->finding.expected, found->finding.observed, text);
    }
}

static void no_difference(struct tspec_source source, uint64_t execs)
{
    char error[256];
    struct tspec_campaign_result *result = malloc(sizeof *result);
    struct tspec_campaign_options options = {.stack = tspec_sut_find("engine"),
                                             .source = &source,
                                             .execs = execs,
                                             .workers = 2,
                                             .clock_us = clock_us};
    assert_non_null(result);
    assert_non_null(options.stack);
    assert_true(tspec_campaign_run(&options, result, error, sizeof error));
    print_findings(&result->findings);
    assert_int_equal(result->findings.count, 0);
    assert_int_equal(result->not_judged, 0);
    assert_int_equal(result->inconclusive, 0);
    assert_true(result->scenarios == (execs != 0 ? execs : source.count));
    free(result);
}

static void in_the_whole_sweep(void **state)
{
    (void)state;
    no_difference(tspec_source_sweep(), 0);
}

static void in_scenarios_by_chance(void **state)
{
    (void)state;
    no_difference(tspec_source_random(SEED), RANDOM_SCENARIOS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(in_the_whole_sweep),
        cmocka_unit_test(in_scenarios_by_chance),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
