/* Each check can fail: for the endpoint that has just that fault it does, and for the sound one nothing does.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

#include "harness/campaign/campaign.h"
#include "scenario_file.h"
#include "tamper.h"

#define TAKES_SETTINGS             .ignores_set = true
#define OPTION(kind, length, a, b) .new_options = true, .options_bytes = 4, .options = {kind, length, a, b}

/* A timestamp option behind the others, of which the last octets are given. */
#define STAMP(value, echo)                                                                                   \
    .more_options = true, .options_bytes = 12, .options = {1, 1, 8, 10, 0, 0, 0, value, 0, 0, 0, echo}

static const struct {
    enum tspec_check_id check;
    enum tspec_level level;
    const char *scenario; /* of tests/conformance/scenarios */
    const char *fault;    /* in words */
    struct tamper plan;
} rows[] = {
#define ROW(check, level, scenario, fault, ...)                                                              \
    {                                                                                                        \
        TSPEC_CHECK_##check, TSPEC_LEVEL_##level, scenario, fault,                                           \
        {                                                                                                    \
            __VA_ARGS__                                                                                      \
        }                                                                                                    \
    }
    ROW(FORM_CHECKSUM, FAIL, "open", "a wrong checksum", .pick = PICK_ANY, .wrong_checksum = true),
    ROW(FORM_HEADER, FAIL, "open", "a Data Offset of 4", .pick = PICK_ANY, .wrong_offset = true),
    ROW(FORM_RESERVED, FAIL, "open", "a reserved bit is set", .pick = PICK_ANY, .reserved = 2),
    ROW(FORM_OPTIONS, FAIL, "text-in", "an option of length 0", .pick = PICK_ACK, OPTION(8, 0, 1, 1)),
    ROW(FORM_MSS_PLACE, FAIL, "text-in", "the MSS option on an ACK", .pick = PICK_ACK, OPTION(2, 4, 5, 180)),
    ROW(FORM_MSS_VALUE, FAIL, "open", "MSS 1461 on an MTU of 1500", .pick = PICK_SYN, OPTION(2, 4, 5, 181)),
    ROW(FORM_MSS_ABSENT, DEVIATES, "open", "no MSS option", .pick = PICK_SYN, .new_options = true),
    ROW(FORM_ADDRESS, FAIL, "open", "a segment to another port", .pick = PICK_ANY, .port = 1),
    ROW(STACK_ASSERT, FAIL, "text-in", "an assertion fails", .strike = STRIKE_ASSERT),
    ROW(STACK_CRASH, FAIL, "text-in", "it aborts", .strike = STRIKE_CRASH),
    ROW(STACK_HANG, FAIL, "text-in", "it never comes back", .strike = STRIKE_HANG),
    ROW(STACK_FLOOD, FAIL, "text-in", "an ACK a thousand times more", .pick = PICK_ACK, .copies = 1000),
    ROW(STACK_VARIABLE, FAIL, "text-in", "RCV.NXT is shown one too high", .shows = SHOWS_VARIABLES,
        .shown_rcv_nxt = 1),
    ROW(STACK_STATE, INFO, "text-in", "LISTEN is shown", .shows = SHOWS_STATE, .shown_state = true),
    ROW(EXPECTATION, FAIL, "text-out", "a larger window than the scenario names", .pick = PICK_TEXT,
        .window = 1),

    ROW(REPLY_RST, FAIL, "closed", "no reset", .pick = PICK_RST, .drop = true),
    ROW(REPLY_ACK, FAIL, "connect", "no ACK of a SYN,ACK", .pick = PICK_ACK, .drop = true),
    ROW(REPLY_SYN, FAIL, "open", "no SYN,ACK", .pick = PICK_SYN, .drop = true),
    ROW(REPLY_SILENCE, FAIL, "text-in-damaged", "an ACK for a damaged segment", .pick = PICK_ACK,
        .strike = STRIKE_AGAIN, .strike_at = 4),
    ROW(SEGMENT_UNASKED, FAIL, "abort", "an ACK from the aborted connection", .pick = PICK_ACK,
        .strike = STRIKE_AGAIN),
    ROW(RST_UNASKED, FAIL, "text-in", "RST on an ACK", .pick = PICK_ACK, .set = TSPEC_RST),
    ROW(RST_NUMBER, FAIL, "closed", "SEQ one too high", .pick = PICK_RST, .from = 2, .seq = 1),
    ROW(RST_FORM, DEVIATES, "closed", "an ACK bit too many", .pick = PICK_RST, .from = 2, .set = TSPEC_ACK),
    ROW(SYN_UNASKED, FAIL, "text-in", "SYN on an ACK", .pick = PICK_ACK, .set = TSPEC_SYN,
        OPTION(2, 4, 5, 180)),
    ROW(FIN_UNASKED, FAIL, "text-in", "FIN on an ACK", .pick = PICK_ACK, .set = TSPEC_FIN),

    ROW(CONTROL_BITS, FAIL, "closed", "FIN on a reset", .pick = PICK_RST, .set = TSPEC_FIN),
    ROW(SYN_NUMBER, FAIL, "open", "the SYN,ACK acknowledges J, not J+1", .pick = PICK_SYN, .ack = -1),
    ROW(ACK_BIT, FAIL, "text-in", "no ACK bit", .pick = PICK_ACK, .clear = TSPEC_ACK),
    ROW(ACK_BEYOND, FAIL, "text-in", "ACK one too high", .pick = PICK_ACK, .ack = 1),
    ROW(ACK_BACKWARD, FAIL, "text-in", "ACK below that of the SYN,ACK", .pick = PICK_ACK, .ack = -11),
    ROW(ACK_VALUE, FAIL, "text-in", "ACK one too low", .pick = PICK_ACK, .ack = -1),
    ROW(SEQ_VALUE, FAIL, "text-in", "SEQ one too high", .pick = PICK_ACK, .seq = 1),
    ROW(SEQ_GAP, FAIL, "text-out-full", "the first of two segments is skipped", .pick = PICK_TEXT, .count = 1,
        .drop = true),
    ROW(SEQ_ACKED, DEVIATES, "text-out", "acknowledged text again", .pick = PICK_TEXT,
        .strike = STRIKE_AGAIN),
    ROW(FIN_PLACE, FAIL, "close-after-text", "FIN on the segment before the last", .pick = PICK_TEXT,
        .count = 1, .set = TSPEC_FIN),
    ROW(ACK_DELAYED, FAIL, "text-in", "ACKs 300 ms later than the engine's 200", .pick = PICK_ACK,
        .later_us = 300000),
    ROW(ACK_SECOND, DEVIATES, "text-in-full", "ACKs a tenth of a second later", .pick = PICK_ACK,
        .later_us = 100000),

    ROW(WINDOW_BEYOND, FAIL, "text-out-window", "every window is read as 65535", .read_window = 65535),
    ROW(WINDOW_SHRUNK, DEVIATES, "text-in", "a window 1000 octets smaller", .pick = PICK_ACK,
        .window = -1000),
    ROW(MSS_BEYOND, FAIL, "text-out-mss", "every MSS is read as 1460", .read_mss = 1460),

    ROW(NAGLE, DEVIATES, "text-out-small", "ten octets beside ten", .nagle = true, .pick = PICK_TEXT,
        .strike = STRIKE_NEXT),
    ROW(SILLY_SENT, FAIL, "text-out-silly", "what the small window takes, at once", .pick = PICK_TEXT,
        .strike = STRIKE_NEXT, .asked_octets = 100),
    ROW(SILLY_OFFERED, FAIL, "text-in-all", "a full buffer, and a window of ten", .pick = PICK_ACK,
        .window = 10),
    ROW(SENT_SMALL, DEVIATES, "text-out-full", "the first segment is half as long", .pick = PICK_TEXT,
        .count = 1, .octets = -800),
    ROW(CONGESTION_WINDOW, FAIL, "text-out-much", "an eleventh segment", .pick = PICK_TEXT,
        .strike = STRIKE_NEXT),
    ROW(LOSS_WINDOW, FAIL, "text-out-full-lost", "two segments after a time-out", .pick = PICK_TEXT,
        .strike = STRIKE_NEXT),

    ROW(TIME_WAIT_SHORT, FAIL, "time-wait", "TIME-WAIT of one MSL", .engine = TSPEC_FAULT_TIME_WAIT_HALF),
    ROW(TIME_WAIT_ACK, FAIL, "close-active", "no ACK of the second FIN", .pick = PICK_ACK, .from = 2,
        .drop = true),
    ROW(TIME_WAIT_REUSE, INFO, "time-wait-reuse", "the next ISS is a million lower", .pick = PICK_SYN,
        .from = 2, .seq = -1000000),

    ROW(TIME_WAIT_REDUCTION, DEVIATES, "time-wait-stamped", "a challenge ACK", .pick = PICK_ANY,
        STAMP(1, 10)),
    ROW(RTO_FLOOR, DEVIATES, "text-out-lost", "text again after 0.1 s", .pick = PICK_TEXT, .count = 1,
        .copies = 1, .copies_later_us = 100000),
    ROW(BACK_OFF, FAIL, "text-out-lost", "the RTO is never doubled", .engine = TSPEC_FAULT_RTO_NO_BACK_OFF),
    ROW(SYN_R2, FAIL, "connect-unanswered", "time-out after 90 s", .strike = STRIKE_SIGNAL,
        .signal = TSPEC_SIGNAL_TIMEOUT),
    ROW(R2, DEVIATES, "text-out-lost", "time-out after 20 s", .strike = STRIKE_SIGNAL,
        .signal = TSPEC_SIGNAL_TIMEOUT),

    ROW(KEEP_ALIVE_OFF, FAIL, "keep-alive-off", "a keep-alive", .pick = PICK_ACK, .strike = STRIKE_ASK),
    ROW(KEEP_ALIVE_EARLY, FAIL, "keep-alive", "one after five seconds", .pick = PICK_ACK, TAKES_SETTINGS,
        .strike = STRIKE_ASK),
    ROW(KEEP_ALIVE_TEXT, DEVIATES, "keep-alive-late", "one with an octet of text", .pick = PICK_ACK,
        TAKES_SETTINGS, .strike = STRIKE_ASK, .asked_octets = 1),
    ROW(KEEP_ALIVE_GIVE_UP, FAIL, "keep-alive-late", "one, and time-out", .pick = PICK_ACK, TAKES_SETTINGS,
        .strike = STRIKE_ASK_SIGNAL, .signal = TSPEC_SIGNAL_TIMEOUT),
    ROW(LIVE_KEEP_ALIVE, FAIL, "keep-alive", "none", TAKES_SETTINGS),
    ROW(PROBE_FIRST, DEVIATES, "text-out-shut", "probes nine seconds later", .pick = PICK_TEXT, .from = 2,
        .later_us = 9000000),
    ROW(PROBE_BACK_OFF, DEVIATES, "text-out-shut", "the interval is never doubled",
        .engine = TSPEC_FAULT_PROBE_NO_BACK_OFF),
    ROW(PROBE_GIVE_UP, FAIL, "text-out-shut", "time-out after 22 s", .strike = STRIKE_SIGNAL,
        .signal = TSPEC_SIGNAL_TIMEOUT),

    ROW(DELIVERED_OCTETS, FAIL, "text-in", "octets are changed", .spoils_call = true,
        .call = TSPEC_CALL_RECEIVE, .octet_xor = 1),
    ROW(DELIVERED_DISCARDED, FAIL, "text-in-damaged", "the damaged segment's octets", .spoils_call = true,
        .call = TSPEC_CALL_RECEIVE, .octet_xor = 1 << 4),
    ROW(DELIVERED_EXCESS, FAIL, "text-in", "one octet more than came", .spoils_call = true,
        .call = TSPEC_CALL_RECEIVE, .call_octets = 1),
    ROW(DELIVERY_MISSING, FAIL, "text-in", "nothing is there", .spoils_call = true,
        .call = TSPEC_CALL_RECEIVE, .result = TSPEC_RESULT_WOULD_BLOCK),
    ROW(SENT_OCTETS, FAIL, "text-out", "other octets", .pick = PICK_TEXT, .text_xor = 1),
    ROW(SENT_EXCESS, FAIL, "text-out", "one octet more than was given", .pick = PICK_TEXT, .octets = 1),
    ROW(SENT_PUSH, FAIL, "text-out", "no PSH", .pick = PICK_TEXT, .clear = TSPEC_PSH),

    ROW(URGENT_UNASKED, FAIL, "text-out", "URG on plain text", .pick = PICK_TEXT, .set = TSPEC_URG,
        .urgent = 10),
    ROW(URGENT_MISSING, FAIL, "text-out-urgent", "no URG", .plain_sends = true),
    ROW(URGENT_POINTER, FAIL, "text-out-urgent", "a pointer to the last octet", .plain_sends = true,
        .pick = PICK_TEXT, .set = TSPEC_URG, .urgent = 9),
    ROW(URGENT_LEFT, FAIL, "text-in", "five octets are urgent", .spoils_call = true,
        .call = TSPEC_CALL_STATUS, .state = TSPEC_ESTABLISHED, .urgent_left = 5),

    ROW(CALL_RESULT, FAIL, "close-active", "CLOSE in ESTABLISHED is refused", .spoils_call = true,
        .call = TSPEC_CALL_SHUTDOWN, .result = TSPEC_RESULT_NO_CONN),
    ROW(CALL_OCTETS, FAIL, "text-in-exact", "one octet more than asked", .spoils_call = true,
        .call = TSPEC_CALL_RECEIVE, .call_octets = 1),
    ROW(CALL_STATUS, INFO, "text-in", "STATUS says FIN-WAIT-2", .spoils_call = true,
        .call = TSPEC_CALL_STATUS, .state = TSPEC_FIN_WAIT_2),
    ROW(SIGNAL_MISSING, FAIL, "reset", "the reset is not told", .swallowed = 1 << TSPEC_SIGNAL_RESET),
    ROW(SIGNAL_UNASKED, FAIL, "text-in", "a reset is told that never came", .strike = STRIKE_SIGNAL,
        .signal = TSPEC_SIGNAL_RESET),

    ROW(LIVE_SEND, FAIL, "text-out-lost", "no text leaves", .pick = PICK_TEXT, .drop = true),
    ROW(LIVE_RETRANSMISSION, FAIL, "text-out-lost", "text leaves only once", .pick = PICK_TEXT, .from = 2,
        .drop = true),
    ROW(LIVE_GIVE_UP, FAIL, "text-out-user-timeout", "the user timeout is taken and forgotten",
        TAKES_SETTINGS),
    ROW(FORM_ADDRESS_TO, FAIL, "open", "the SYN,ACK goes to a group", .pick = PICK_SYN, .to_group = true),
    ROW(FORM_ADDRESS_FROM, FAIL, "open", "the SYN,ACK comes from a group", .pick = PICK_SYN,
        .from_group = true),
    ROW(IP_TTL, FAIL, "set-ip", "the TTL is taken and forgotten", TAKES_SETTINGS),
    ROW(IP_DS, FAIL, "set-ip-ds", "the DS field is taken and forgotten", TAKES_SETTINGS),
    ROW(IP_ROUTE, FAIL, "route-back", "no route back", .source_routes = true),
    ROW(SCALE_UNASKED, FAIL, "open", "a window scale option in the SYN,ACK alone", .pick = PICK_SYN,
        .more_options = true, .options_bytes = 4, .options = {1, 3, 3, 2}),
    ROW(STAMP_UNASKED, DEVIATES, "text-in", "a timestamp on an ACK", .pick = PICK_ACK, STAMP(1, 0)),
    ROW(STAMP_MISSING, FAIL, "text-in-stamped", "a timestamp on the SYN,ACK alone", .pick = PICK_SYN,
        STAMP(1, 10)),
    ROW(STAMP_BACKWARD, FAIL, "text-in-stamped", "each timestamp is one less", .pick = PICK_ANY,
        STAMP(100, 10), .option_falls = 8),
    ROW(STAMP_ECHO, FAIL, "text-in-stamped", "an echo of another", .pick = PICK_SYN, STAMP(1, 11)),
    ROW(ICMP_HARD, DEVIATES, "connect-icmp", "ICMP is ignored", .capabilities = TSPEC_CAN_ICMP,
        .deaf = DEAF_ICMP),
    ROW(SOFT_ERROR, DEVIATES, "text-out-icmp", "ICMP is ignored", .capabilities = TSPEC_CAN_ICMP,
        .deaf = DEAF_ICMP),
    ROW(SOFT_ERROR_OFF, DEVIATES, "text-out-icmp-off", "a report all the same", TAKES_SETTINGS,
        .capabilities = TSPEC_CAN_ICMP, .deaf = DEAF_ICMP, .strike = STRIKE_SIGNAL,
        .signal = TSPEC_SIGNAL_SOFT_ERROR),
    ROW(LIVE_PROBE, FAIL, "text-out-shut", "no probe leaves", .pick = PICK_TEXT, .from = 2, .drop = true),
#undef ROW
};
enum { ROWS = sizeof rows / sizeof rows[0], HANG_US = 200000 };

static struct tspec_scenario scenario;
static struct tspec_verdict verdict;

static void judge(const struct tamper *plan)
{
    char error[256] = "";
    tamper_plan = plan;
    struct tspec_judge *j = tspec_judge_create(&tamper_stack, NULL, 0, true, error, sizeof error);
    assert_non_null(j);
    assert_true(tspec_judge_run(j, &scenario, &verdict, NULL, NULL, error, sizeof error));
    tspec_judge_destroy(j);
}

static uint64_t clock_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

/* For what a stack does not survive: in a worker, as in a campaign. */
static void judge_in_worker(const struct tamper *plan)
{
    char error[256] = "";
    struct tspec_source source = tspec_source_list(&scenario, 1);
    struct tspec_campaign_options options = {
        .stack = &tamper_stack, .source = &source, .hang_us = HANG_US, .clock_us = clock_us};
    struct tspec_campaign_result *result = malloc(sizeof *result);
    assert_non_null(result);
    tamper_plan = plan;
    assert_true(tspec_campaign_run(&options, result, error, sizeof error));
    verdict.finding_count = 0;
    for (unsigned i = 0; i < result->findings.count && i < TSPEC_FINDINGS_MAX; i++)
        verdict.findings[verdict.finding_count++] = result->findings.items[i].finding;
    free(result);
}

static void say_findings(unsigned row)
{
    print_message("%s, %s, %s:\n", tspec_check_at(rows[row].check)->id, rows[row].scenario, rows[row].fault);
    for (unsigned i = 0; i < verdict.finding_count; i++) {
        const struct tspec_finding *f = &verdict.findings[i];
        print_message("  %s (%s) at event %u: expected %s, observed %s\n", tspec_check_at(f->check)->id,
                      tspec_level_name(f->level), f->event_index, f->expected, f->observed);
    }
}

/* The row's check is found at its level, and nothing as grave comes before it. */
static bool is_found_as_meant(unsigned row)
{
    for (unsigned i = 0; i < verdict.finding_count; i++) {
        const struct tspec_finding *f = &verdict.findings[i];
        if (f->check == rows[row].check)
            return f->level == rows[row].level;
        if (f->level >= TSPEC_LEVEL_DEVIATES)
            return false;
    }
    return false;
}

/* Whether the endpoint declares its choices, or all that the RFC permits must be thought of. */
static void every_fault_fails_its_check(bool undeclared)
{
    unsigned wrong = 0;
    for (unsigned row = 0; row < ROWS; row++) {
        bool dies = rows[row].check == TSPEC_CHECK_STACK_CRASH || rows[row].check == TSPEC_CHECK_STACK_HANG;
        struct tamper plan = rows[row].plan;
        plan.undeclared = undeclared;
        scenario_file_read("tests/conformance/scenarios", rows[row].scenario, &scenario);
        (dies ? judge_in_worker : judge)(&plan);
        if (!is_found_as_meant(row)) {
            say_findings(row);
            wrong++;
        }
    }
    assert_int_equal(wrong, 0);
}

static void every_fault_of_a_declared_endpoint_fails_its_check(void **state)
{
    (void)state;
    every_fault_fails_its_check(false);
}

static void every_fault_of_an_undeclared_endpoint_fails_its_check(void **state)
{
    (void)state;
    every_fault_fails_its_check(true);
}

static void the_sound_endpoint_fails_none(void **state)
{
    (void)state;
    unsigned wrong = 0;
    for (unsigned row = 0; row < ROWS; row++)
        for (unsigned shows = SHOWS_NOTHING; shows <= SHOWS_VARIABLES; shows++) {
            struct tamper plan = {.shows = (enum tamper_shows)shows, .undeclared = shows == SHOWS_NOTHING};
            scenario_file_read("tests/conformance/scenarios", rows[row].scenario, &scenario);
            judge(&plan);
            wrong += verdict.finding_count;
            if (verdict.finding_count > 0)
                say_findings(row);
        }
    assert_int_equal(wrong, 0);
}

static void every_check_has_a_row(void **state)
{
    (void)state;
    for (unsigned check = 0; check < TSPEC_CHECK_COUNT; check++) {
        unsigned found = 0;
        if (strncmp(tspec_check_at(check)->id, "pair.", 5) == 0)
            continue; /* test_pair.c */
        for (unsigned row = 0; row < ROWS; row++)
            found += rows[row].check == check;
        if (found != 1)
            print_message("%s has %u rows\n", tspec_check_at(check)->id, found);
        assert_int_equal(found, 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_fault_of_a_declared_endpoint_fails_its_check),
        cmocka_unit_test(every_fault_of_an_undeclared_endpoint_fails_its_check),
        cmocka_unit_test(the_sound_endpoint_fails_none),
        cmocka_unit_test(every_check_has_a_row),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
