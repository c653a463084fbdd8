/* The tracker: what symbols stand for, as a table of steps. Every table also runs with both numbers shifted,
 * so that each border meets 2^32 and 2^31. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include "harness/payload.h"
#include "harness/scenario/text.h"
#include "harness/scenario/track.h"
#include "harness/sut/sut.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

/* What the symbols are worth, in the order of `fields`; sequence numbers count from ISS or IRS. */
struct expected {
    uint32_t iss, snd_una, snd_nxt, irs, rcv_nxt, rcv_wnd, snd_wnd, max_snd_wnd, mss;
    unsigned incarnation;
};
static const char *const fields[] = {"ISS",     "SND.UNA", "SND.NXT",     "IRS", "RCV.NXT",
                                     "RCV.WND", "SND.WND", "MAX.SND.WND", "MSS", "incarnation"};

#define HANDSHAKE "< S 0(0) win 500\n> S. 0(0) ack 1 win 1000 <mss 1000>\n< . 1(0) ack 1 win 600\n"
#define FIRST                                                                                                \
    "< S 9000(0) win 700\n> S. 7000(0) ack 9001 win 1000 <mss 1000>\n< . 9001(50) ack 7001 win 700\n"

/* Segments as in a scenario; of '<', SEQ counts from IRS and ACK from ISS, of '>' the other way round. */
static const struct {
    const char *name, *segments;
    struct expected expected;
} tables[] = {
    {"handshake", HANDSHAKE, {0, 1, 1, 0, 1, 1000, 600, 600, 1000, 0}},
    {"MSS 536 without the option",
     "< S 0(0) win 9\n> S. 0(0) ack 1 win 8\n",
     {0, 0, 1, 0, 1, 8, 9, 9, 536, 0}},
    {"text in order counts before it is acknowledged",
     HANDSHAKE "< . 1(100) ack 1 win 50\n",
     {0, 1, 1, 0, 101, 900, 50, 600, 1000, 0}},
    {"text up to the right edge only",
     HANDSHAKE "< . 1(1200) ack 1 win 600\n",
     {0, 1, 1, 0, 1001, 0, 600, 600, 1000, 0}},
    {"text behind a gap does not count",
     HANDSHAKE "< . 2(100) ack 1 win 600\n",
     {0, 1, 1, 0, 1, 1000, 600, 600, 1000, 0}},
    {"until the stack acknowledges it",
     HANDSHAKE "< . 2(100) ack 1 win 600\n< . 1(1) ack 1 win 600\n> . 1(0) ack 102 win 899\n",
     {0, 1, 1, 0, 102, 899, 600, 600, 1000, 0}},
    {"text over RCV.NXT counts what is new",
     HANDSHAKE "< . 1(10) ack 1 win 600\n< . 5(10) ack 1 win 600\n",
     {0, 1, 1, 0, 15, 986, 600, 600, 1000, 0}},
    {"text with an ACK of what was never sent does not",
     HANDSHAKE "< . 1(100) ack 2 win 600\n",
     {0, 1, 1, 0, 1, 1000, 600, 600, 1000, 0}},
    {"nor with one older than the largest window",
     HANDSHAKE "< . 1(100) ack -600 win 600\n",
     {0, 1, 1, 0, 1, 1000, 600, 600, 1000, 0}},
    {"but with one just not older",
     HANDSHAKE "< . 1(100) ack -599 win 600\n",
     {0, 1, 1, 0, 101, 900, 600, 600, 1000, 0}},
    {"nor without the ACK bit",
     HANDSHAKE "< - 1(100) ack 1 win 7\n",
     {0, 1, 1, 0, 1, 1000, 600, 600, 1000, 0}},
    {"nor before the stack's SYN is acknowledged",
     "< S 0(0) win 500\n> S. 0(0) ack 1 win 1000\n< . 1(100) ack 0 win 600\n",
     {0, 0, 1, 0, 1, 1000, 600, 600, 536, 0}},
    {"RST teaches nothing",
     HANDSHAKE "< R. 1(100) ack 1 win 7\n> R. 900(0) ack 900 win 7\n",
     {0, 1, 1, 0, 1, 1000, 600, 600, 1000, 0}},
    {"FIN takes a number, and nothing follows it",
     HANDSHAKE "< F. 1(10) ack 1 win 600\n< . 12(10) ack 1 win 600\n",
     {0, 1, 1, 0, 12, 989, 600, 600, 1000, 0}},
    {"a FIN beyond the right edge does not count",
     HANDSHAKE "< F. 1(1000) ack 1 win 600\n> . 1(0) ack 1001 win 50\n< . 1001(10) ack 1 win 600\n",
     {0, 1, 1, 0, 1011, 40, 600, 600, 1000, 0}},
    {"the stack's text and FIN",
     HANDSHAKE "> . 1(100) ack 1 win 1000\n> F. 101(0) ack 1 win 1000\n",
     {0, 1, 102, 0, 1, 1000, 600, 600, 1000, 0}},
    {"a retransmission does not lower SND.NXT",
     HANDSHAKE "> . 1(100) ack 1 win 1000\n> . 1(10) ack 1 win 1000\n",
     {0, 1, 101, 0, 1, 1000, 600, 600, 1000, 0}},
    {"SND.UNA follows the highest ACK",
     HANDSHAKE "> . 1(100) ack 1 win 1000\n< . 1(0) ack 51 win 600\n< . 1(0) ack 20 win 600\n",
     {0, 51, 101, 0, 1, 1000, 600, 600, 1000, 0}},
    {"the right edge never goes back",
     HANDSHAKE "< . 1(100) ack 1 win 600\n> . 1(0) ack 101 win 0\n",
     {0, 1, 1, 0, 101, 900, 600, 600, 1000, 0}},
    {"the latest SYN counts until one is acknowledged",
     "< S 70(0) win 5\n< S 0(0) win 5\n",
     {0, 0, 0, 0, 1, 0, 5, 5, 536, 0}},
    {"then no other does",
     HANDSHAKE "< S 70(0) win 5\n> . 1(0) ack 1 win 1000\n",
     {0, 1, 1, 0, 1, 1000, 5, 600, 1000, 0}},
    {"simultaneous open",
     "> S 0(0) win 1000 <mss 1000>\n< S 0(0) win 500\n> S. 0(0) ack 1 win 1000 <mss 1000>\n< S. 0(0) ack 1 "
     "win 500\n",
     {0, 1, 1, 0, 1, 1000, 500, 500, 1000, 0}},
    {"windows are scaled when both ask, but on SYNs",
     "< S 0(0) win 500 <wscale 2>\n> S. 0(0) ack 1 win 1000 <nop,wscale 2>\n"
     "< . 1(0) ack 1 win 600\n> . 1(0) ack 1 win 1000\n",
     {0, 1, 1, 0, 1, 4000, 2400, 2400, 536, 0}},
    {"and not when one asks",
     "< S 0(0) win 500\n> S. 0(0) ack 1 win 1000 <wscale 2>\n< . 1(0) ack 1 win 600\n> . 1(0) ack 1 win "
     "1000\n",
     {0, 1, 1, 0, 1, 1000, 600, 600, 536, 0}},
    {"options are read up to a broken one",
     "< S 0(0) win 9\n> S. 0(0) ack 1 win 8 <opt 253 01,mss 77,hex 0300,mss 88>\n",
     {0, 0, 1, 0, 1, 8, 9, 9, 77, 0}},
    {"a SYN answered anew begins an incarnation",
     FIRST "< S 0(0) win 500\n> S. 0(0) ack 1 win 99\n",
     {0, 0, 1, 0, 1, 99, 500, 500, 536, 1}},
    {"so does an open of the stack, without IRS",
     FIRST "> S 0(0) win 99\n< S. 0(0) ack 1 win 5\n> . 1(0) ack 1 win 98\n",
     {0, 1, 1, 0, 1, 98, 5, 5, 536, 1}},
    {"a SYN repeated does not",
     "< S 0(0) win 500\n> S. 0(0) ack 1 win 99\n> S. 0(0) ack 1 win 99\n",
     {0, 0, 1, 0, 1, 99, 500, 500, 536, 0}},
};

static uint32_t value(const struct tspec_track *t, enum tspec_symbol symbol)
{
    struct tspec_operand operand = tspec_operand_of(symbol, 0);
    return tspec_track_resolve(t, 2, &operand);
}

static void start(struct tspec_track *t)
{
    static struct tspec_scenario scenario;
    struct tspec_profile profile = {.msl_us = 1000, .rto_initial_us = 200, .delayed_ack_us = 30};
    tspec_scenario_init(&scenario);
    tspec_track_init(t, &scenario, &profile);
}

static void run(struct tspec_track *t, unsigned table, uint32_t iss, uint32_t irs)
{
    static struct tspec_scenario scenario;
    static struct tspec_diagnostics diagnostics;
    char text[512];
    int length = snprintf(text, sizeof text, "tcpspec 1\n%s", tables[table].segments);
    assert_true(tspec_scenario_parse(text, (size_t)length, &scenario, &diagnostics));
    start(t);
    for (const struct tspec_event *e = scenario.events; e < scenario.events + scenario.event_count; e++) {
        bool inbound = e->kind == TSPEC_EVENT_SEGMENT;
        struct tspec_segment seg = {.flags = e->flags, .payload_bytes = e->payload_octets};
        seg.seq.wire = (uint32_t)e->seq.delta + (inbound ? irs : iss);
        seg.ack.wire = (uint32_t)e->ack.delta + (inbound ? iss : irs);
        seg.window = (uint16_t)e->window.delta;
        seg.options_bytes = e->options_bytes;
        memcpy(seg.options, e->options, e->options_bytes);
        (inbound ? tspec_track_harness_sent : tspec_track_stack_sent)(t, 2, &seg);
    }
}

static void symbols_follow_the_wire(void **state)
{
    (void)state;
    static struct tspec_track t;
    static const uint32_t shifts[] = {1,          0,          0xffffffff, 0xffffff00,
                                      0xfffffc00, 0x7fffffff, 0x80000000, 0x7ffffc00};
    for (unsigned i = 0; i < COUNT(tables); i++)
        for (unsigned j = 0; j < COUNT(shifts) * COUNT(shifts); j++) {
            uint32_t iss = shifts[j % COUNT(shifts)], irs = shifts[j / COUNT(shifts)];
            const struct expected *e = &tables[i].expected;
            run(&t, i, iss, irs);
            bool stack_seen = t.flows[2].iss_seen;
            const uint32_t got[] = {value(&t, TSPEC_SYMBOL_ISS) - (stack_seen ? iss : 0),
                                    value(&t, TSPEC_SYMBOL_SND_UNA) - (stack_seen ? iss : 0),
                                    value(&t, TSPEC_SYMBOL_SND_NXT) - (stack_seen ? iss : 0),
                                    value(&t, TSPEC_SYMBOL_IRS) - irs,
                                    value(&t, TSPEC_SYMBOL_RCV_NXT) - irs,
                                    value(&t, TSPEC_SYMBOL_RCV_WND),
                                    value(&t, TSPEC_SYMBOL_SND_WND),
                                    value(&t, TSPEC_SYMBOL_MAX_SND_WND),
                                    value(&t, TSPEC_SYMBOL_MSS),
                                    t.flows[2].incarnation};
            const uint32_t want[] = {e->iss,     e->snd_una, e->snd_nxt,     e->irs, e->rcv_nxt,
                                     e->rcv_wnd, e->snd_wnd, e->max_snd_wnd, e->mss, e->incarnation};
            for (unsigned k = 0; k < COUNT(got); k++)
                if (got[k] != want[k])
                    fail_msg("%s, iss %u, irs %u: %s is %u, not %u", tables[i].name, iss, irs, fields[k],
                             got[k], want[k]);
        }
}

static void flows_do_not_touch_each_other(void **state)
{
    (void)state;
    static struct tspec_track t, fresh;
    run(&t, 0, 1, 1);
    start(&fresh);
    for (unsigned flow = 0; flow < TSPEC_FLOWS; flow++)
        assert_int_equal(memcmp(&t.flows[flow], &fresh.flows[flow], sizeof fresh.flows[flow]) == 0,
                         flow != 2);
}

static void operands_add_and_subtract(void **state)
{
    (void)state;
    static struct tspec_track t;
    static const struct {
        struct tspec_operand operand;
        uint32_t value;
    } cases[] = {
        {{TSPEC_SYMBOL_ZERO, TSPEC_SYMBOL_ZERO, false, -1}, 0xffffffff},
        {{TSPEC_SYMBOL_RCV_NXT, TSPEC_SYMBOL_RCV_WND, false, -1}, 0},
        {{TSPEC_SYMBOL_SND_UNA, TSPEC_SYMBOL_MAX_SND_WND, true, 5}, 1u + 20u - 600u + 5u},
        {{TSPEC_SYMBOL_ISS, TSPEC_SYMBOL_ZERO, false, INT32_MIN}, 20u + 0x80000000u},
    };
    run(&t, 0, 20, 0xffffffff - 999);
    for (unsigned i = 0; i < COUNT(cases); i++)
        assert_int_equal(tspec_track_resolve(&t, 2, &cases[i].operand), cases[i].value);
}

static void spans_count_in_the_stacks_quantities(void **state)
{
    (void)state;
    static struct tspec_track t;
    static const struct {
        struct tspec_span span;
        uint64_t us;
    } cases[] = {
        {{TSPEC_QUANTUM_NONE, 0, 7}, 7},          {{TSPEC_QUANTUM_MSL, 2, -1}, 1999},
        {{TSPEC_QUANTUM_RTO, 3, 0}, 600},         {{TSPEC_QUANTUM_DELAYED_ACK, 1, 1}, 31},
        {{TSPEC_QUANTUM_DELAYED_ACK, 1, -31}, 0},
    };
    start(&t);
    for (unsigned i = 0; i < COUNT(cases); i++)
        assert_int_equal(tspec_track_span(&t, &cases[i].span), cases[i].us);
}

/* --- events to segments and calls --- */

static struct tspec_event data_event(uint8_t flags, int32_t from_rcv_nxt, uint16_t octets, uint8_t tag)
{
    struct tspec_event e;
    tspec_event_init(&e, TSPEC_EVENT_SEGMENT);
    e.flow = 2;
    e.flags = flags;
    e.seq = tspec_operand_of(TSPEC_SYMBOL_RCV_NXT, from_rcv_nxt);
    e.ack = tspec_operand_of(TSPEC_SYMBOL_SND_NXT, 0);
    e.payload_octets = octets;
    e.tag = tag;
    tspec_event_normalize(&e);
    return e;
}

static void segments_carry_their_identity(void **state)
{
    (void)state;
    static struct tspec_track t;
    static uint8_t payload[TSPEC_SCENARIO_PAYLOAD_MAX], want[100];
    struct tspec_segment seg;
    unsigned flow;
    struct tspec_damaging damage;
    run(&t, 2, 5, 0xffffffff); /* 100 octets were offered, RCV.NXT = IRS+101 */
    struct tspec_event e = data_event(TSPEC_ACK, 10, 100, 3);
    e.damage = TSPEC_DAMAGE_CHECKSUM;
    assert_true(tspec_track_segment(&t, &e, &seg, payload, &flow, &damage));
    assert_int_equal(flow, 2);
    assert_int_equal(damage.kind, TSPEC_DAMAGE_CHECKSUM);
    assert_int_equal(seg.seq.wire, 110);
    assert_int_equal(seg.ack.wire, 6);
    assert_int_equal(seg.window, 65535);
    assert_int_equal(seg.source_port, TSPEC_REMOTE_PORT + 2);
    assert_int_equal(seg.destination_port, TSPEC_LOCAL_PORT);
    tspec_payload_fill(want, 100, 0, 3, 110);
    assert_ptr_equal(seg.payload, payload);
    assert_memory_equal(payload, want, 100);

    /* A SYN of another connection: its text begins that connection's stream. */
    e = data_event(TSPEC_SYN, 5000, 8, 1);
    assert_true(tspec_track_segment(&t, &e, &seg, payload, &flow, &damage));
    tspec_payload_fill(want, 8, 1, 1, 0);
    assert_memory_equal(payload, want, 8);
    tspec_track_harness_sent(&t, flow, &seg);
    struct tspec_segment answer = {
        .flags = TSPEC_SYN | TSPEC_ACK, .seq = {900}, .ack = {seg.seq.wire + 1}, .window = 50};
    tspec_track_stack_sent(&t, 2, &answer);
    e = data_event(TSPEC_ACK, 0, 8, 1);
    assert_true(tspec_track_segment(&t, &e, &seg, payload, &flow, &damage));
    assert_int_equal(seg.ack.wire, 901);
    assert_memory_equal(payload, want, 8);
}

static void a_replay_is_the_same_octet_for_octet(void **state)
{
    (void)state;
    static struct tspec_track t;
    static uint8_t payload[TSPEC_SCENARIO_PAYLOAD_MAX], first[100];
    struct tspec_segment seg, again;
    unsigned flow;
    struct tspec_damaging damage;
    struct tspec_event replay, e = data_event(TSPEC_ACK, 3, 100, 2), other = data_event(TSPEC_ACK, 30, 10, 1);
    tspec_event_init(&replay, TSPEC_EVENT_REPLAY);
    start(&t);
    assert_false(tspec_track_segment(&t, &replay, &again, payload, &flow, &damage));
    run(&t, 0, 5, 6);
    assert_true(tspec_track_segment(&t, &e, &seg, payload, &flow, &damage));
    memcpy(first, payload, 100);
    assert_true(tspec_track_segment(&t, &other, &again, payload, &flow, &damage));
    t.flows[2].rcv_nxt += 50;
    replay.replay = 4; /* modulo the two that were sent */
    assert_true(tspec_track_segment(&t, &replay, &again, payload, &flow, &damage));
    assert_int_equal(flow, 2);
    assert_int_equal(again.seq.wire, seg.seq.wire);
    assert_memory_equal(again.payload, first, 100);
    assert_int_equal(t.sent_count, 2);
}

static void sends_continue_the_stream(void **state)
{
    (void)state;
    static struct tspec_track t;
    static uint8_t data[TSPEC_SCENARIO_CALL_MAX], want[64];
    struct tspec_call call;
    struct tspec_call_result taken = {.result = TSPEC_RESULT_OK, .octets = 40},
                             refused = {.result = TSPEC_RESULT_WOULD_BLOCK, .octets = 9};
    struct tspec_event e;
    tspec_event_init(&e, TSPEC_EVENT_CALL);
    e.flow = 2;
    e.call = TSPEC_CALL_SEND;
    e.octets = 64;
    run(&t, 0, 5, 6);
    for (unsigned i = 0; i < 3; i++) {
        tspec_track_make_call(&t, &e, &call, data);
        tspec_payload_fill(want, 64, 0, 0, (uint64_t)i * 40);
        assert_memory_equal(call.data, want, 64);
        tspec_track_call(&t, &call, &taken);
        tspec_track_call(&t, &call, &refused);
    }
    e.on_listener = true;
    tspec_track_make_call(&t, &e, &call, data);
    tspec_payload_fill(want, 64, 1, 0, 0);
    assert_memory_equal(call.data, want, 64);
}

static void expectations_compare_what_is_written(void **state)
{
    (void)state;
    static struct tspec_track t;
    struct tspec_event e;
    struct tspec_segment seg = {
        .flags = TSPEC_ACK | TSPEC_PSH, .seq = {50}, .ack = {7}, .window = 9, .payload_bytes = 3};
    run(&t, 0, 49, 6);
    tspec_event_init(&e, TSPEC_EVENT_EXPECT_SEGMENT);
    e.flow = 2;
    e.flags = TSPEC_ACK;
    assert_true(tspec_track_matches(&t, &e, &seg));
    e.seq = tspec_operand_of(TSPEC_SYMBOL_SND_NXT, 0);
    e.ack = tspec_operand_of(TSPEC_SYMBOL_IRS, 1);
    e.window.delta = 9;
    e.payload_octets = 3;
    e.seq_given = e.ack_given = e.window_given = true;
    assert_true(tspec_track_matches(&t, &e, &seg));
    struct tspec_event wrong[7];
    for (unsigned i = 0; i < COUNT(wrong); i++)
        wrong[i] = e;
    wrong[0].flags |= TSPEC_FIN;
    wrong[1].flags = 0;
    wrong[2].seq.delta++;
    wrong[3].payload_octets++;
    wrong[4].ack.delta--;
    wrong[5].window.delta++;
    wrong[6].options_bytes = 4;
    for (unsigned i = 0; i < COUNT(wrong); i++)
        assert_false(tspec_track_matches(&t, &wrong[i], &seg));
    e.flags |= TSPEC_PSH;
    assert_true(tspec_track_matches(&t, &e, &seg));
    seg.flags = TSPEC_ACK;
    assert_false(tspec_track_matches(&t, &e, &seg));
}

static void addresses_are_those_of_sut_h(void **state)
{
    (void)state;
    uint8_t octets[4];
    inet_pton(AF_INET, TSPEC_LOCAL_IPV4, octets);
    assert_memory_equal(tspec_address_local(4).octets, octets, 4);
    inet_pton(AF_INET, TSPEC_REMOTE_IPV4, octets);
    assert_memory_equal(tspec_address_remote(4).octets, octets, 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(symbols_follow_the_wire),
        cmocka_unit_test(flows_do_not_touch_each_other),
        cmocka_unit_test(operands_add_and_subtract),
        cmocka_unit_test(spans_count_in_the_stacks_quantities),
        cmocka_unit_test(segments_carry_their_identity),
        cmocka_unit_test(a_replay_is_the_same_octet_for_octet),
        cmocka_unit_test(sends_continue_the_stream),
        cmocka_unit_test(expectations_compare_what_is_written),
        cmocka_unit_test(addresses_are_those_of_sut_h),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
