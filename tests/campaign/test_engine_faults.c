/* What the judge can see: every switchable fault of the engine's primitives is found, and as what it is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

#include "engine/fault.h"
#include "harness/campaign/campaign.h"

enum { SCENARIOS = 3000, SEED = 7 };

/* The check that must be among the findings. "" where none can tell yet: addresses are fixed in a scenario,
 * the timely window update is not judged, and a moving listener is not the engine's default. */
static const struct {
    enum tspec_fault fault;
    const char *check;
} faults[] = {
    {TSPEC_FAULT_DEMUX_LISTENER_FIRST, "syn.unasked"},
    {TSPEC_FAULT_DEMUX_NO_RESET, "reply.rst"},
    {TSPEC_FAULT_CHECKSUM_UNCHECKED, "reply.silence"},
    {TSPEC_FAULT_ADDRESS_UNCHECKED, ""},
    {TSPEC_FAULT_ISS_CONSTANT, "time-wait.reuse"},
    {TSPEC_FAULT_ISS_BELOW_OLD, "time-wait.reuse"},
    {TSPEC_FAULT_MSS_IGNORED, "mss.beyond"},
    {TSPEC_FAULT_MSS_NO_DEFAULT, "mss.beyond"},
    {TSPEC_FAULT_TRIM_KEEPS_LEFT, "delivery.octets"},
    {TSPEC_FAULT_TRIM_KEEPS_RIGHT, "ack.beyond-received"},
    {TSPEC_FAULT_TRIM_KEEPS_FIN, "signal.unasked"},
    {TSPEC_FAULT_HOLD_SHIFTED, "ack.value"},
    {TSPEC_FAULT_HOLD_FORGETS_FIN, "signal.missing"},
    {TSPEC_FAULT_TAKE_OVER_GAP, "ack.beyond-received"},
    {TSPEC_FAULT_TAKE_HELD_LATER, "ack.value"},
    {TSPEC_FAULT_TAKE_SHORT, "ack.value"},
    {TSPEC_FAULT_TAKE_NO_ACK, "ack.delayed"},
    {TSPEC_FAULT_ACK_NEVER_DUE, "ack.second-segment"},
    {TSPEC_FAULT_ACK_LATE, "ack.delayed"},
    {TSPEC_FAULT_ACKED_TOO_MUCH, "live.retransmission"},
    {TSPEC_FAULT_KARN_IGNORED, "live.retransmission"},
    {TSPEC_FAULT_QUEUE_LOSES_OCTET, "live.send"},
    {TSPEC_FAULT_QUEUE_OVERSTATES, "live.send"},
    {TSPEC_FAULT_SEND_BEYOND_WINDOW, "window.beyond"},
    {TSPEC_FAULT_SEND_OVER_MSS, "mss.beyond"},
    {TSPEC_FAULT_SEND_NO_PUSH, "send.push"},
    {TSPEC_FAULT_SEND_FIN_EARLY, "fin.place"},
    {TSPEC_FAULT_SEND_FIN_NEVER, "live.send"},
    {TSPEC_FAULT_SEND_FIN_UNCOUNTED, "seq.value"},
    {TSPEC_FAULT_RESEND_NEXT, "live.retransmission"},
    {TSPEC_FAULT_RESEND_NOTHING, "live.retransmission"},
    {TSPEC_FAULT_RESEND_CORRUPT, "send.octets"},
    {TSPEC_FAULT_RESEND_SYN_WITHOUT_ACK, "syn.unasked"},
    {TSPEC_FAULT_RTO_NO_FLOOR, "timers.rto-floor"},
    {TSPEC_FAULT_RTO_NO_BACK_OFF, "timers.back-off"},
    {TSPEC_FAULT_DELIVER_TWICE, "delivery.excess"},
    {TSPEC_FAULT_DELIVER_SKIPS, "delivery.octets"},
    {TSPEC_FAULT_WINDOW_SHRINKS, "window.shrunk"},
    {TSPEC_FAULT_WINDOW_TOO_LARGE, "ack.value"},
    {TSPEC_FAULT_WINDOW_NO_UPDATE, ""},
    {TSPEC_FAULT_RELEASE_FORGOTTEN, "reply.rst"},
    {TSPEC_FAULT_RELISTEN_GONE, ""},
    {TSPEC_FAULT_TIME_WAIT_HALF, "stack.variable"},
    {TSPEC_FAULT_REPORT_ESTABLISHED, "call.status"},
    {TSPEC_FAULT_EMIT_RESERVED, "form.reserved"},
    {TSPEC_FAULT_EMIT_MSS_ALWAYS, "form.mss-place"},
    {TSPEC_FAULT_EMIT_NO_MSS, "form.mss-absent"},
    {TSPEC_FAULT_EMIT_ACK_BEHIND, "ack.value"},
    {TSPEC_FAULT_EMIT_ACK_AHEAD, "ack.beyond-received"},
    {TSPEC_FAULT_EMIT_SEQ_AHEAD, "rst.number"},
};
enum { FAULTS = sizeof faults / sizeof faults[0] };

static struct tspec_campaign_result *result;

static uint64_t clock_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

static bool is_found_as(const char *check)
{
    for (unsigned i = 0; i < result->findings.count; i++)
        if (strcmp(tspec_check_at(result->findings.items[i].finding.check)->id, check) == 0)
            return true;
    return false;
}

static void every_fault_stands_in_the_table_once(void **state)
{
    (void)state;
    for (unsigned fault = TSPEC_FAULT_NONE + 1; fault < TSPEC_FAULT_COUNT; fault++) {
        unsigned rows = 0;
        for (unsigned i = 0; i < FAULTS; i++)
            rows += faults[i].fault == fault;
        if (rows != 1)
            print_message("%s\n", tspec_engine_fault_name(fault));
        assert_int_equal(rows, 1);
    }
}

static void every_fault_is_found_as_what_it_is(void **state)
{
    (void)state;
    char error[256];
    struct tspec_source source = tspec_source_random(SEED);
    struct tspec_campaign_options options = {.stack = tspec_sut_find("engine"),
                                             .source = &source,
                                             .execs = SCENARIOS,
                                             .workers = 2,
                                             .clock_us = clock_us};
    result = malloc(sizeof *result);
    assert_non_null(result);
    unsigned missed = 0;
    for (unsigned i = 0; i < FAULTS; i++) {
        if (faults[i].check[0] == '\0')
            continue;
        tspec_engine_fault_set(faults[i].fault);
        bool ran = tspec_campaign_run(&options, result, error, sizeof error);
        tspec_engine_fault_set(TSPEC_FAULT_NONE);
        assert_true(ran);
        if (is_found_as(faults[i].check))
            continue;
        missed++;
        print_message("%s (%s): not found as %s\n", tspec_engine_fault_name(faults[i].fault),
                      tspec_engine_fault_text(faults[i].fault), faults[i].check);
    }
    free(result);
    assert_int_equal(missed, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_fault_stands_in_the_table_once),
        cmocka_unit_test(every_fault_is_found_as_what_it_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
