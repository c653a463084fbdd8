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
    {TSPEC_FAULT_ADDRESS_UNCHECKED, "form.address-to", NULL},
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
    {TSPEC_FAULT_TAKE_NO_ACK, "stack.variable", NULL},
    {TSPEC_FAULT_ACK_NEVER_DUE, "ack.second-segment", NULL},
    {TSPEC_FAULT_ACK_LATE, "stack.variable", NULL},
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
    {TSPEC_FAULT_WINDOW_SILLY, "window.silly-offered", NULL},
    {TSPEC_FAULT_CWND_STARTS_OPEN, "congestion.window", NULL},
    {TSPEC_FAULT_CWND_GROWS_TOO_FAST, "congestion.window", NULL},
    {TSPEC_FAULT_CWND_NO_COLLAPSE, "congestion.loss-window", NULL},
    {TSPEC_FAULT_CWND_FORGIVES_LOST_SYN, "congestion.window", NULL},
    {TSPEC_FAULT_URGENT_LEFT_SHORT, "urgent.left", NULL},
    {TSPEC_FAULT_PROBE_NEVER, "live.probe", NULL},
    {TSPEC_FAULT_PROBE_FULL_SEGMENT, "window.beyond", NULL},
    {TSPEC_FAULT_PROBE_UNCOUNTED, "stack.variable", NULL},
    {TSPEC_FAULT_PROBE_NO_BACK_OFF, "timers.probe-back-off", NULL},
    {TSPEC_FAULT_PUSH_FORGOTTEN, "live.send", NULL},
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

/* Faults that take a longer exchange than a case of the sweep has, or another listener than the stack's. */
static const enum tspec_fault unswept[] = {TSPEC_FAULT_RELISTEN_GONE,    TSPEC_FAULT_CWND_GROWS_TOO_FAST,
                                           TSPEC_FAULT_CWND_NO_COLLAPSE, TSPEC_FAULT_CWND_FORGIVES_LOST_SYN,
                                           TSPEC_FAULT_WINDOW_SILLY,     TSPEC_FAULT_QUEUE_OVERSTATES};

/* Faults without an effect that anyone may judge. */
#define NOT_LONG    "the random scenarios are too short for it; a mutants campaign sees it"
#define NOT_CALLED  "no scenario makes the calls that would show it"
#define NOT_OFFERED "window scale and timestamps are off by default"
static const struct {
    enum tspec_fault fault;
    const char *reason;
} unseen[] = {
    {TSPEC_FAULT_WINDOW_NO_UPDATE,
     "a window may stay closed as long as it likes (MAY-8), the peer's probes ask after it"},
    {TSPEC_FAULT_CWND_STAYS, "who sends less than the congestion window allows is at liberty to"},
    {TSPEC_FAULT_CWND_NEVER_AVOIDS, NOT_LONG},
    {TSPEC_FAULT_SSTHRESH_STAYS, NOT_LONG},
    {TSPEC_FAULT_CWND_NO_RESTART, NOT_LONG},
    {TSPEC_FAULT_OVERRIDE_LATE,
     "a small piece of a window is not asked for before the peer opens it further"},
    {TSPEC_FAULT_URGENT_UNSENT, NOT_CALLED},
    {TSPEC_FAULT_URGENT_ON_LAST_OCTET, NOT_CALLED},
    {TSPEC_FAULT_KEEP_ALIVE_EARLY, NOT_CALLED},
    {TSPEC_FAULT_KEEP_ALIVE_IMPATIENT, NOT_CALLED},
    {TSPEC_FAULT_SET_FORGOTTEN, NOT_CALLED},
    {TSPEC_FAULT_USER_TIMEOUT_FIXED, NOT_CALLED},
    {TSPEC_FAULT_OPEN_ANYBODY, NOT_CALLED},
    {TSPEC_FAULT_SCALE_UNREAD, NOT_OFFERED},
    {TSPEC_FAULT_STAMP_STANDS_STILL, NOT_OFFERED},
    {TSPEC_FAULT_STAMP_NO_ECHO, NOT_OFFERED},
    {TSPEC_FAULT_SOFT_IS_HARD, NOT_CALLED},
    {TSPEC_FAULT_TOO_BIG_IGNORED, NOT_CALLED},
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

static bool is_unswept(enum tspec_fault fault)
{
    for (unsigned i = 0; i < sizeof unswept / sizeof unswept[0]; i++)
        if (unswept[i] == fault)
            return true;
    return false;
}

/* The sweep needs no luck; its first cases are spread over all of it. */
static void every_fault_is_found_by_the_sweep(void **state)
{
    (void)state;
    struct tspec_judge *j = judge_of_engine();
    unsigned missed = 0;
    for (unsigned i = 0; i < SHOWN; i++) {
        if (is_unswept(shown[i].fault))
            continue;
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
    unsigned found = 0;
    for (unsigned i = 0; i < sizeof unseen / sizeof unseen[0]; i++) {
        tspec_engine_fault_set(unseen[i].fault);
        unsigned taken = by_chance(j, NULL);
        tspec_engine_fault_set(TSPEC_FAULT_NONE);
        if (taken)
            print_message("%5u  %s is found: %s\n", taken, tspec_engine_fault_name(unseen[i].fault),
                          tspec_check_at(verdict.findings[0].check)->id);
        found += taken > 0;
    }
    tspec_judge_destroy(j);
    assert_int_equal(found, 0);
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
