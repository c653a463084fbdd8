/* Every switchable fault of the engine's primitives is found in the white box, and as what it is; how many
 * scenarios that takes is printed. */
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

enum { SCENARIOS = 3000, SEED = 7, SWEPT = 60000 };

/* What each fault is found as: the check that must be among the findings of some scenario. With the scenario
 * that shows it, where chance does not meet it. */
static const struct {
    enum tspec_fault fault;
    const char *check, *scenario;
} shown[] = {
    {TSPEC_FAULT_DEMUX_LISTENER_FIRST, "syn.unasked", NULL},
    {TSPEC_FAULT_DEMUX_NO_RESET, "reply.rst", NULL},
    {TSPEC_FAULT_CHECKSUM_UNCHECKED, "reply.silence", NULL},
    {TSPEC_FAULT_ISS_CONSTANT, "time-wait.reuse", NULL},
    {TSPEC_FAULT_ISS_BELOW_OLD, "time-wait.reuse", NULL},
    {TSPEC_FAULT_MSS_IGNORED, "mss.beyond", NULL},
    {TSPEC_FAULT_MSS_NO_DEFAULT, "mss.beyond", NULL},
    {TSPEC_FAULT_TRIM_KEEPS_LEFT, "delivery.octets", NULL},
    {TSPEC_FAULT_TRIM_KEEPS_RIGHT, "ack.beyond-received", NULL},
    {TSPEC_FAULT_TRIM_KEEPS_FIN, "signal.unasked", NULL},
    {TSPEC_FAULT_HOLD_SHIFTED, "ack.value", NULL},
    {TSPEC_FAULT_HOLD_FORGETS_FIN, "signal.missing", NULL},
    {TSPEC_FAULT_TAKE_OVER_GAP, "ack.beyond-received", NULL},
    {TSPEC_FAULT_TAKE_HELD_LATER, "ack.value", NULL},
    {TSPEC_FAULT_TAKE_SHORT, "ack.value", NULL},
    {TSPEC_FAULT_TAKE_NO_ACK, "ack.delayed", NULL},
    {TSPEC_FAULT_ACK_NEVER_DUE, "ack.second-segment", NULL},
    {TSPEC_FAULT_ACK_LATE, "ack.delayed", NULL},
    {TSPEC_FAULT_ACKED_TOO_MUCH, "live.retransmission", NULL},
    {TSPEC_FAULT_KARN_IGNORED, "live.retransmission", "karn"},
    {TSPEC_FAULT_QUEUE_LOSES_OCTET, "live.send", NULL},
    {TSPEC_FAULT_QUEUE_OVERSTATES, "live.send", NULL},
    {TSPEC_FAULT_SEND_BEYOND_WINDOW, "window.beyond", NULL},
    {TSPEC_FAULT_SEND_OVER_MSS, "mss.beyond", NULL},
    {TSPEC_FAULT_SEND_NO_PUSH, "send.push", NULL},
    {TSPEC_FAULT_SEND_FIN_EARLY, "fin.place", NULL},
    {TSPEC_FAULT_SEND_FIN_NEVER, "live.send", NULL},
    {TSPEC_FAULT_SEND_FIN_UNCOUNTED, "seq.value", NULL},
    {TSPEC_FAULT_RESEND_NEXT, "live.retransmission", NULL},
    {TSPEC_FAULT_RESEND_NOTHING, "live.retransmission", NULL},
    {TSPEC_FAULT_RESEND_CORRUPT, "send.octets", NULL},
    {TSPEC_FAULT_RESEND_SYN_WITHOUT_ACK, "syn.unasked", NULL},
    {TSPEC_FAULT_RTO_NO_FLOOR, "timers.rto-floor", NULL},
    {TSPEC_FAULT_RTO_NO_BACK_OFF, "timers.back-off", NULL},
    {TSPEC_FAULT_DELIVER_TWICE, "delivery.excess", NULL},
    {TSPEC_FAULT_DELIVER_SKIPS, "delivery.octets", NULL},
    {TSPEC_FAULT_WINDOW_SHRINKS, "window.shrunk", NULL},
    {TSPEC_FAULT_WINDOW_TOO_LARGE, "ack.value", NULL},
    {TSPEC_FAULT_RELEASE_FORGOTTEN, "reply.rst", NULL},
    {TSPEC_FAULT_RELISTEN_GONE, "rst.unasked", "relisten"},
    {TSPEC_FAULT_TIME_WAIT_HALF, "stack.variable", NULL},
    {TSPEC_FAULT_REPORT_ESTABLISHED, "call.status", NULL},
    {TSPEC_FAULT_EMIT_RESERVED, "form.reserved", NULL},
    {TSPEC_FAULT_EMIT_MSS_ALWAYS, "form.mss-place", NULL},
    {TSPEC_FAULT_EMIT_NO_MSS, "form.mss-absent", NULL},
    {TSPEC_FAULT_EMIT_ACK_BEHIND, "ack.value", NULL},
    {TSPEC_FAULT_EMIT_ACK_AHEAD, "ack.beyond-received", NULL},
    {TSPEC_FAULT_EMIT_SEQ_AHEAD, "rst.number", NULL},
};
enum { SHOWN = sizeof shown / sizeof shown[0] };

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

/* Whether `check` is among the findings of the scenario; any finding, where it is NULL. */
static bool is_found(struct tspec_judge *j, const char *check)
{
    char error[256];
    assert_true(tspec_judge_run(j, &scenario, &verdict, NULL, NULL, error, sizeof error));
    for (unsigned i = 0; i < verdict.finding_count; i++)
        if (check == NULL || strcmp(tspec_check_at(verdict.findings[i].check)->id, check) == 0)
            return true;
    return false;
}

/* How many of a source's first scenarios it took to find the check, 0: none did. */
static unsigned scenarios_to(struct tspec_judge *j, struct tspec_source source, unsigned most,
                             const char *check)
{
    for (unsigned i = 0; i < most; i++) {
        source.scenario(&source, i, &scenario);
        if (is_found(j, check))
            return i + 1;
    }
    return 0;
}

static unsigned by_chance(struct tspec_judge *j, const char *check)
{
    return scenarios_to(j, tspec_source_random(SEED), SCENARIOS, check);
}

static struct tspec_judge *judge_of_engine(void)
{
    char error[256] = "";
    struct tspec_judge *j = tspec_judge_create(tspec_sut_find("engine"), NULL, 0, true, error, sizeof error);
    assert_non_null(j);
    return j;
}

static void every_fault_stands_in_one_table_once(void **state)
{
    (void)state;
    for (unsigned fault = TSPEC_FAULT_NONE + 1; fault < TSPEC_FAULT_COUNT; fault++) {
        unsigned rows = reason_unseen(fault) != NULL;
        for (unsigned i = 0; i < SHOWN; i++)
            rows += shown[i].fault == fault;
        if (rows != 1)
            fail_msg("%s stands in the tables %u times", tspec_engine_fault_name(fault), rows);
    }
}

static void every_fault_is_found_as_what_it_is(void **state)
{
    (void)state;
    struct tspec_judge *j = judge_of_engine();
    unsigned missed = 0;
    for (unsigned i = 0; i < SHOWN; i++) {
        if (shown[i].scenario)
            scenario_file_read("tests/conformance/scenarios", shown[i].scenario, &scenario);
        tspec_engine_fault_set(shown[i].fault);
        unsigned taken = shown[i].scenario ? is_found(j, shown[i].check) : by_chance(j, shown[i].check);
        tspec_engine_fault_set(TSPEC_FAULT_NONE);
        print_message("%5u  %s: %s%s\n", taken, tspec_engine_fault_name(shown[i].fault), shown[i].check,
                      taken ? "" : ": NOT FOUND");
        missed += taken == 0;
    }
    tspec_judge_destroy(j);
    assert_int_equal(missed, 0);
}

/* The sweep needs no luck; its first cases are spread over all of it. */
static void every_fault_is_found_by_the_sweep(void **state)
{
    (void)state;
    struct tspec_judge *j = judge_of_engine();
    unsigned missed = 0;
    for (unsigned i = 0; i < SHOWN; i++) {
        if (shown[i].fault == TSPEC_FAULT_RELISTEN_GONE)
            continue; /* of a listener that moves; the sweep is for the stack as it is configured */
        tspec_engine_fault_set(shown[i].fault);
        unsigned taken = scenarios_to(j, tspec_source_sweep(), SWEPT, NULL);
        tspec_engine_fault_set(TSPEC_FAULT_NONE);
        print_message("%5u  %s%s\n", taken, tspec_engine_fault_name(shown[i].fault),
                      taken ? "" : ": NOT FOUND");
        missed += taken == 0;
    }
    tspec_judge_destroy(j);
    assert_int_equal(missed, 0);
}

static void the_unseen_show_nothing(void **state)
{
    (void)state;
    struct tspec_judge *j = judge_of_engine();
    for (unsigned i = 0; i < sizeof unseen / sizeof unseen[0]; i++) {
        tspec_engine_fault_set(unseen[i].fault);
        unsigned taken = by_chance(j, NULL);
        tspec_engine_fault_set(TSPEC_FAULT_NONE);
        if (taken)
            fail_msg("%s is found: %s", tspec_engine_fault_name(unseen[i].fault),
                     tspec_check_at(verdict.findings[0].check)->id);
    }
    tspec_judge_destroy(j);
}

static void the_sound_engine_shows_nothing(void **state)
{
    (void)state;
    struct tspec_judge *j = judge_of_engine();
    for (unsigned i = 0; i < SHOWN; i++) {
        if (!shown[i].scenario)
            continue;
        scenario_file_read("tests/conformance/scenarios", shown[i].scenario, &scenario);
        assert_false(is_found(j, NULL));
    }
    assert_int_equal(by_chance(j, NULL), 0);
    tspec_judge_destroy(j);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_fault_stands_in_one_table_once),
        cmocka_unit_test(every_fault_is_found_as_what_it_is),
        cmocka_unit_test(every_fault_is_found_by_the_sweep),
        cmocka_unit_test(the_unseen_show_nothing),
        cmocka_unit_test(the_sound_engine_shows_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
