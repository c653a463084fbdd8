/* The endpoint as a whole: promises under random load, snapshots, damaged rules, and faults that show. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "engine/fault.h"
#include "tests/engine/storm.h"

static struct storm storm;

static void promises(void **state)
{
    (void)state;
    unsigned segments = 0;
    for (unsigned seed = 1; seed <= 200; seed++) {
        storm_configure(&storm, &tspec_tcp_rules, seed);
        storm_begin(&storm);
        storm_blow(&storm, 500);
        if (storm.traps || storm.broken)
            fail_msg("seed %u: %u traps, %u broken promises", seed, storm.traps, storm.broken);
        segments += storm.segments;
    }
    assert_true(segments > 10000);
}

/* A copy of endpoint and buffers, put back in its place, goes on as the first time. */
static void snapshot(void **state)
{
    (void)state;
    static struct storm copy;
    for (unsigned seed = 1; seed <= 50; seed++) {
        storm_configure(&storm, &tspec_tcp_rules, seed);
        storm_begin(&storm);
        storm_blow(&storm, 200);
        memcpy(&copy, &storm, sizeof storm);
        storm_blow(&storm, 300);
        uint64_t digest = storm.digest;
        memcpy(&storm, &copy, sizeof storm);
        assert_int_not_equal(storm.digest, digest);
        storm_blow(&storm, 300);
        assert_true(storm.digest == digest);
    }
}

/* Whatever the rules say, the engine stays within its memory (the sanitizers watch) and ends each event. */
static void damaged_rules(void **state)
{
    (void)state;
    static struct tspec_rules rules;
    unsigned different = 0;
    storm_configure(&storm, &tspec_tcp_rules, 5);
    storm_begin(&storm);
    storm_blow(&storm, 800);
    uint64_t sound = storm.digest;
    for (unsigned i = 0; i < 3u * tspec_tcp_rules.row_count; i++) {
        memcpy(&rules, &tspec_tcp_rules, sizeof rules);
        struct tspec_row *row = &rules.rows[i / 3];
        struct tspec_action *action = &rules.actions[i * 7 % rules.action_count];
        if (i % 3 == 0)
            row->value ^= row->care & (~row->care + 1); /* a condition the other way round */
        else if (i % 3 == 1)
            row->rule = (uint16_t)((row->rule + 1) % rules.rule_count);
        else
            action->op = TSPEC_OP_STOP, action->a = TSPEC_TIMER_COUNT; /* an action lost */
        storm_configure(&storm, &rules, 5);
        storm_begin(&storm);
        storm_blow(&storm, 800);
        different += storm.digest != sound;
    }
    assert_true(different > tspec_tcp_rules.row_count);
}

#ifdef TSPEC_FAULTS
/* The faults that take more than a storm to show, and where they are shown instead. */
static bool shown_elsewhere(unsigned fault)
{
    return fault == TSPEC_FAULT_CHECKSUM_UNCHECKED || /* in the adapter: tests/sut */
           fault == TSPEC_FAULT_ADDRESS_UNCHECKED;    /* the storm comes from one host */
}

static void every_fault_shows(void **state)
{
    (void)state;
    enum { SEEDS = 150, EVENTS = 1000 };
    static uint64_t sound[SEEDS];
    for (unsigned fault = 0; fault < TSPEC_FAULT_COUNT; fault++) {
        bool shows = false;
        tspec_engine_fault_set((enum tspec_fault)fault);
        for (unsigned seed = 1; seed <= SEEDS && !shows; seed++) {
            storm_configure(&storm, &tspec_tcp_rules, seed);
            storm_begin(&storm);
            storm_blow(&storm, EVENTS);
            if (fault == TSPEC_FAULT_NONE)
                sound[seed - 1] = storm.digest;
            else
                shows = storm.digest != sound[seed - 1];
        }
        tspec_engine_fault_set(TSPEC_FAULT_NONE);
        if (fault != TSPEC_FAULT_NONE && shows == shown_elsewhere(fault))
            fail_msg("%s: %s", tspec_engine_fault_name(fault), shows ? "shows after all" : "does not show");
    }
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(promises),
        cmocka_unit_test(snapshot),
        cmocka_unit_test(damaged_rules),
#ifdef TSPEC_FAULTS
        cmocka_unit_test(every_fault_shows),
#endif
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
