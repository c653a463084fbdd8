/* Every switchable fault of the engine's primitives is found in the white box; how many scenarios that takes
 * is printed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "engine/fault.h"
#include "harness/campaign/source.h"
#include "harness/judge/judge.h"
#include "scenario_file.h"

enum { SCENARIOS = 3000, SEED = 7 };

/* Faults that chance does not meet: the scenario that shows them. */
static const struct {
    enum tspec_fault fault;
    const char *scenario;
} shown[] = {
    {TSPEC_FAULT_KARN_IGNORED, "karn"},
    {TSPEC_FAULT_RELISTEN_GONE, "relisten"},
};

/* Faults without an effect that anyone may judge. */
static const struct {
    enum tspec_fault fault;
    const char *reason;
} unseen[] = {
    {TSPEC_FAULT_ADDRESS_UNCHECKED, "the addresses of a scenario are fixed, none is a broadcast"},
    {TSPEC_FAULT_WINDOW_NO_UPDATE,
     "a window may stay closed as long as it likes (MAY-8), the peer's probes ask after it"},
};

static struct tspec_scenario scenario;
static struct tspec_verdict verdict;

static const char *reason_unseen(unsigned fault)
{
    for (unsigned i = 0; i < sizeof unseen / sizeof unseen[0]; i++)
        if (unseen[i].fault == fault)
            return unseen[i].reason;
    return NULL;
}

static bool is_found(struct tspec_judge *j)
{
    char error[256];
    assert_true(tspec_judge_run(j, &scenario, &verdict, NULL, NULL, error, sizeof error));
    return verdict.finding_count > 0;
}

/* How many scenarios the fault took, 0: none found it. */
static unsigned scenarios_to(struct tspec_judge *j, unsigned fault)
{
    struct tspec_source source = tspec_source_random(SEED);
    for (unsigned i = 0; i < sizeof shown / sizeof shown[0]; i++)
        if (shown[i].fault == fault) {
            scenario_file_read("tests/conformance/scenarios", shown[i].scenario, &scenario);
            return is_found(j);
        }
    for (unsigned i = 0; i < SCENARIOS; i++) {
        source.scenario(&source, i, &scenario);
        if (is_found(j))
            return i + 1;
    }
    return 0;
}

static struct tspec_judge *judge_of_engine(void)
{
    char error[256] = "";
    struct tspec_judge *j = tspec_judge_create(tspec_sut_find("engine"), NULL, 0, true, error, sizeof error);
    assert_non_null(j);
    return j;
}

static void every_fault_is_found(void **state)
{
    (void)state;
    struct tspec_judge *j = judge_of_engine();
    unsigned wrong = 0;
    for (unsigned fault = TSPEC_FAULT_NONE + 1; fault < TSPEC_FAULT_COUNT; fault++) {
        tspec_engine_fault_set((enum tspec_fault)fault);
        unsigned taken = scenarios_to(j, fault);
        tspec_engine_fault_set(TSPEC_FAULT_NONE);
        const char *reason = reason_unseen(fault);
        wrong += (taken > 0) == (reason != NULL);
        if (taken > 0)
            print_message("%5u  %s: %s\n", taken, tspec_engine_fault_name(fault),
                          tspec_check_at(verdict.findings[0].check)->id);
        else
            print_message("    -  %s (%s): %s\n", tspec_engine_fault_name(fault),
                          tspec_engine_fault_text(fault), reason != NULL ? reason : "NOT FOUND");
    }
    tspec_judge_destroy(j);
    assert_int_equal(wrong, 0);
}

static void the_sound_engine_shows_nothing(void **state)
{
    (void)state;
    struct tspec_judge *j = judge_of_engine();
    for (unsigned i = 0; i < sizeof shown / sizeof shown[0]; i++) {
        scenario_file_read("tests/conformance/scenarios", shown[i].scenario, &scenario);
        assert_false(is_found(j));
    }
    assert_int_equal(scenarios_to(j, TSPEC_FAULT_NONE), 0);
    tspec_judge_destroy(j);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_fault_is_found),
        cmocka_unit_test(the_sound_engine_shows_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
