/* What the RFC permits is no finding: the engine under each of its options, as a black box that declares no
 * choice. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "harness/campaign/source.h"
#include "harness/judge/judge.h"
#include "harness/scenario/text.h"
#include "tamper.h"

enum { SCENARIOS = 3000, SEED = 11 };

/* One endpoint a line. */
static const struct {
    const char *options[4]; /* NULL ends them */
} endpoints[] = {
    {{"rfc5961=on"}},
    {{"rfc5961=off"}},
    {{"rfc5961_rst=off"}},
    {{"rfc5961_syn=off"}},
    {{"rfc5961_ack=off"}},
    {{"rfc1337=on"}},
    {{"rfc6191=off"}},
    {{"rfc6191=off", "rfc5961_syn=off"}},
    {{"time_wait_restart=off"}},
    {{"abort_rst_ack=on"}},
    {{"half_duplex_close=off"}},
    {{"syn_ack_at_irs=off"}},
    {{"hold_out_of_order=off"}},
    {{"delayed_acks=off"}},
    {{"delayed_ack_ms=0"}},
    {{"delayed_ack_ms=1"}},
    {{"delayed_ack_ms=499"}},
    {{"listener=moving"}},
    {{"listener=moving", "rfc5961=off"}},
    {{"rto_initial_ms=3000"}},
    {{"rto_min_ms=200"}},
    {{"rto_max_ms=0"}},
    {{"user_timeout_ms=100000"}},
    {{"syn_timeout_ms=180000"}},
    {{"user_timeout_ms=0", "syn_timeout_ms=0"}},
    {{"fin_wait_2_ms=60000"}},
    {{"hold_out_of_order=off", "rfc5961=off", "half_duplex_close=off"}},
};
enum { ENDPOINTS = sizeof endpoints / sizeof endpoints[0] };

static struct tspec_scenario scenario;
static struct tspec_verdict verdict;

static void say(unsigned endpoint)
{
    static char text[1 << 16];
    tspec_scenario_print(&scenario, text, sizeof text);
    for (unsigned i = 0; i < verdict.finding_count; i++) {
        const struct tspec_finding *f = &verdict.findings[i];
        if (f->level >= TSPEC_LEVEL_DEVIATES)
            print_message("%s: %s (%s, %s) at event %u: expected %s, observed %s\n%s\n",
                          endpoints[endpoint].options[0], tspec_check_at(f->check)->id,
                          tspec_level_name(f->level),
                          f->clause >= 0 ? tspec_clause_at((unsigned)f->clause)->name : "the judge's own",
                          f->event_index, f->expected, f->observed, text);
    }
}

/* At most `inconclusive_per_mille` may need more worlds than there are. */
static void nothing_is_found(const struct tspec_source *source, unsigned inconclusive_per_mille)
{
    static const struct tamper open_mind = {.undeclared = true};
    char error[256] = "";
    unsigned found = 0, inconclusive = 0;
    tamper_plan = &open_mind;
    for (unsigned e = 0; e < ENDPOINTS; e++) {
        unsigned options = 0;
        while (endpoints[e].options[options] != NULL)
            options++;
        struct tspec_judge *j =
            tspec_judge_create(&tamper_stack, endpoints[e].options, options, true, error, sizeof error);
        if (j == NULL)
            print_message("%s\n", error);
        assert_non_null(j);
        for (unsigned i = 0; i < SCENARIOS; i++) {
            source->scenario(source, i, &scenario);
            assert_true(tspec_judge_run(j, &scenario, &verdict, NULL, NULL, error, sizeof error));
            inconclusive += verdict.outcome == TSPEC_OUTCOME_INCONCLUSIVE;
            if (verdict.outcome != TSPEC_OUTCOME_FINDING)
                continue;
            if (found++ < 10)
                say(e);
        }
        tspec_judge_destroy(j);
    }
    print_message("%s: %u endpoints, %u scenarios each: %u with a finding, %u inconclusive\n", source->name,
                  ENDPOINTS, SCENARIOS, found, inconclusive);
    assert_int_equal(found, 0);
    assert_true(inconclusive <= ENDPOINTS * SCENARIOS * inconclusive_per_mille / 1000);
}

static void nothing_is_found_in_scenarios_by_chance(void **state)
{
    (void)state;
    const struct tspec_source source = tspec_source_random(SEED);
    nothing_is_found(&source, 1);
}

/* Its first cases are spread over all of it. */
static void nothing_is_found_in_the_sweep(void **state)
{
    (void)state;
    const struct tspec_source source = tspec_source_sweep();
    nothing_is_found(&source, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_found_in_scenarios_by_chance),
        cmocka_unit_test(nothing_is_found_in_the_sweep),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
