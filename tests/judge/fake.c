#include "fake.h"

#undef NDEBUG /* one of the faults is a failed assertion */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/wire.h"

enum { BUFFER = 4096, MTU = 1500, MSS = 1460, ISS = 100000, IP_HEADER = 20, OFFSET_AT = IP_HEADER + 12 };

enum fake_fault fake_fault;

struct connection {
    enum tspec_state state;
    bool accepted;
    uint32_t iss, snd_una, snd_nxt, irs, rcv_nxt, snd_wnd, snd_wl1, snd_wl2;
    uint32_t buffered;
    uint8_t buffer[BUFFER], delivered[BUFFER];
};
struct tspec_sut {
    struct tspec_sut_sink sink;
    enum fake_fault fault;
    uint64_t now_us;
    bool listening, had_text;
    struct connection connections[TSPEC_FLOWS];
};

static bool differs_white(enum fake_fault fault)
{
    return fault >= FAKE_WRONG_VARIABLE && fault <= FAKE_FIN_WAIT_2_TIMER;
}

/* What the fault does to a segment before it is encoded, and to the packet after. */
static void spoil_segment(enum fake_fault fault, struct tspec_segment *seg)
{
    static const uint8_t length_zero[] = {8, 0, 0, 0}, short_mss[] = {2, 3, 5, 1}, padding[] = {1, 1, 0, 7};
    static const uint8_t mss[] = {2, 4, MSS >> 8, MSS & 255};
    const uint8_t *options = fault == FAKE_OPTION_LENGTH         ? length_zero
                             : fault == FAKE_OPTION_WRONG_LENGTH ? short_mss
                             : fault == FAKE_OPTION_PADDING      ? padding
                             : fault == FAKE_MSS_ON_ACK          ? mss
                                                                 : NULL;
    if (options != NULL && !(fault == FAKE_MSS_ON_ACK && seg->flags & TSPEC_SYN)) {
        memcpy(seg->options, options, 4);
        seg->options_bytes = 4;
    }
    if (fault == FAKE_NO_MSS)
        seg->options_bytes = 0;
    if (fault == FAKE_MSS_HUGE && seg->flags & TSPEC_SYN)
        seg->options[3] = (MSS & 255) + 1;
    if (fault == FAKE_RESERVED)
        seg->reserved = 2;
    if (fault == FAKE_OTHER_PORT)
        seg->source_port++;
    if (fault == FAKE_OTHER_ADDRESS)
        seg->destination.octets[3]++;
    if (fault == FAKE_TO_GROUP)
        seg->destination.octets[0] = 224;
    if (fault == FAKE_FROM_BROADCAST)
        memset(seg->source.octets, 255, 4);
    if (fault == FAKE_UNUSED_FLOW)
        seg->destination_port++;
}

static void spoil_packet(enum fake_fault fault, uint8_t *packet, size_t bytes)
{
    if (fault == FAKE_CHECKSUM)
        packet[bytes - 1] ^= 1;
    if (fault == FAKE_NOT_IP)
        packet[0] = 0x15;
    if (fault == FAKE_ICMP)
        packet[9] = 1;
    if (fault == FAKE_OFFSET) {
        packet[OFFSET_AT] = 4 << 4;
        tspec_wire_rechecksum(packet, bytes);
    }
}

static void emit(struct tspec_sut *f, const struct tspec_segment *in, uint8_t flags, uint32_t seq,
                 uint32_t ack)
{
    uint8_t packet[128];
    struct tspec_segment seg = {
        .source = in->destination,
        .destination = in->source,
        .source_port = in->destination_port,
        .destination_port = in->source_port,
        .seq = {seq},
        .ack = {ack},
        .flags = flags,
        .window = flags & TSPEC_RST ? 0 : BUFFER,
    };
    if (flags & TSPEC_SYN) {
        memcpy(seg.options, (const uint8_t[]){2, 4, MSS >> 8, MSS & 255}, 4);
        seg.options_bytes = 4;
    }
    spoil_segment(f->fault, &seg);
    size_t bytes = tspec_wire_encode(&seg, packet, sizeof packet);
    spoil_packet(f->fault, packet, bytes);
    f->sink.packet(f->sink.context, f->now_us, packet, bytes);
}

static void acknowledge(struct tspec_sut *f, const struct tspec_segment *in, const struct connection *c)
{
    emit(f, in, TSPEC_ACK, c->snd_nxt, c->rcv_nxt);
}

static void refuse(struct tspec_sut *f, const struct tspec_segment *in)
{
    if (in->flags & TSPEC_RST)
        return;
    if (in->flags & TSPEC_ACK)
        emit(f, in, TSPEC_RST, in->ack.wire, 0);
    else
        emit(f, in, TSPEC_RST | TSPEC_ACK, 0, in->seq.wire + tspec_segment_length(in));
}

/* Where a stack dies; the depth gives frames to name. */
static __attribute__((noinline)) void fake_dies_here(struct tspec_sut *f)
{
    static volatile uintptr_t nowhere =
        16; /* not null: a sanitizer need not see it before the processor does */
    volatile bool for_ever = true;
    if (f->fault == FAKE_CRASHES)
        *(volatile int *)nowhere = 1;
    if (f->fault == FAKE_ABORTS)
        assert(f->fault != FAKE_ABORTS && "pcb 7 is sane");
    while (f->fault == FAKE_LOOPS && for_ever)
        ;
    while (f->fault == FAKE_BLOCKS && for_ever)
        pause();
}

static __attribute__((noinline)) void fake_takes_text(struct tspec_sut *f, const struct tspec_segment *in,
                                                      struct connection *c)
{
    f->had_text = true;
    fake_dies_here(f);
    if (f->fault == FAKE_ASSERTS)
        f->sink.fault(f->sink.context, f->now_us, "pcb 17 is sane at line 1234");
    unsigned floods = f->fault == FAKE_FLOODS ? 1001 : f->fault == FAKE_FLOODS_AT_1000 ? 999 : 0;
    while (floods-- > 0 || f->fault == FAKE_FLOODS_FOREVER)
        acknowledge(f, in, c);
    uint32_t octets = in->payload_bytes < BUFFER - c->buffered ? in->payload_bytes : BUFFER - c->buffered;
    memcpy(c->buffer + c->buffered, in->payload, octets);
    c->buffered += octets;
    c->rcv_nxt += octets;
}

static void listen_receives(struct tspec_sut *f, const struct tspec_segment *in, struct connection *c)
{
    bool syn_alone = (in->flags & (TSPEC_SYN | TSPEC_ACK | TSPEC_RST)) == TSPEC_SYN;
    if (in->flags & TSPEC_RST || !(in->flags & (TSPEC_SYN | TSPEC_ACK)))
        return;
    if (!syn_alone) {
        refuse(f, in);
        return;
    }
    uint32_t iss = c->iss ? c->iss + ISS : ISS;
    *c = (struct connection){.state = TSPEC_SYN_RECEIVED, .iss = iss, .snd_una = iss, .irs = in->seq.wire};
    c->snd_nxt = c->iss + 1;
    c->rcv_nxt = c->irs + 1;
    emit(f, in, TSPEC_SYN | TSPEC_ACK, c->iss, c->rcv_nxt);
}

static void connection_receives(struct tspec_sut *f, unsigned flow, const struct tspec_segment *in,
                                struct connection *c)
{
    bool in_order = in->seq.wire == c->rcv_nxt;
    if (in->flags & TSPEC_RST) {
        if (in_order) {
            if (c->state != TSPEC_SYN_RECEIVED)
                f->sink.signal(f->sink.context, f->now_us, flow, TSPEC_SIGNAL_RESET);
            c->state = TSPEC_CLOSED;
        }
        return;
    }
    if (!in_order || in->flags & TSPEC_SYN) {
        acknowledge(f, in, c);
        return;
    }
    if (!(in->flags & TSPEC_ACK))
        return;
    if (in->ack.wire != c->snd_nxt) {
        if (c->state == TSPEC_SYN_RECEIVED)
            emit(f, in, TSPEC_RST, in->ack.wire, 0);
        else
            acknowledge(f, in, c);
        return;
    }
    c->snd_una = c->snd_nxt;
    c->snd_wnd = in->window;
    c->snd_wl1 = in->seq.wire;
    c->snd_wl2 = in->ack.wire;
    if (c->state == TSPEC_SYN_RECEIVED) {
        c->state = TSPEC_ESTABLISHED;
        f->sink.signal(f->sink.context, f->now_us, flow, TSPEC_SIGNAL_CONNECTED);
    }
    if (in->payload_bytes > 0)
        fake_takes_text(f, in, c);
    if (in->flags & TSPEC_FIN) {
        c->rcv_nxt++;
        c->state = TSPEC_CLOSE_WAIT;
        f->sink.signal(f->sink.context, f->now_us, flow, TSPEC_SIGNAL_END);
    }
    if (tspec_segment_length(in) > 0)
        acknowledge(f, in, c);
}

static void fake_packet(struct tspec_sut *f, const uint8_t *ip, size_t bytes)
{
    struct tspec_segment in;
    if (tspec_wire_decode(ip, bytes, &in) != TSPEC_WIRE_OK)
        return;
    unsigned flow = (unsigned)(in.source_port - TSPEC_REMOTE_PORT);
    struct connection *c = &f->connections[flow];
    if (c->state != TSPEC_CLOSED)
        connection_receives(f, flow, &in, c);
    else if (f->listening)
        listen_receives(f, &in, c);
    else
        refuse(f, &in);
}

static void fake_call(struct tspec_sut *f, const struct tspec_call *call, struct tspec_call_result *result)
{
    struct connection *c = &f->connections[call->flow];
    *result = (struct tspec_call_result){.result = TSPEC_RESULT_UNSUPPORTED, .state = TSPEC_STATE_ANY};
    switch (call->kind) {
    case TSPEC_CALL_OPEN_PASSIVE:
        result->result = f->listening ? TSPEC_RESULT_EXISTS : TSPEC_RESULT_OK;
        f->listening = true;
        break;
    case TSPEC_CALL_ACCEPT:
        result->result =
            c->state >= TSPEC_ESTABLISHED && !c->accepted ? TSPEC_RESULT_OK : TSPEC_RESULT_WOULD_BLOCK;
        c->accepted = true;
        break;
    case TSPEC_CALL_RECEIVE:
        if (!c->accepted)
            break;
        if (c->state == TSPEC_CLOSED) {
            result->result = TSPEC_RESULT_NO_CONN;
        } else if (c->buffered > 0) {
            result->octets = call->octets < c->buffered ? call->octets : c->buffered;
            memcpy(c->delivered, c->buffer, result->octets);
            memmove(c->buffer, c->buffer + result->octets, c->buffered - result->octets);
            c->buffered -= result->octets;
            result->data = c->delivered;
            result->result = TSPEC_RESULT_OK;
        } else {
            result->result = c->state == TSPEC_CLOSE_WAIT ? TSPEC_RESULT_END : TSPEC_RESULT_WOULD_BLOCK;
        }
        break;
    default:
        break;
    }
}

static void fake_advance(struct tspec_sut *f, uint64_t until_us)
{
    f->now_us = until_us;
}

static uint64_t shown_timer(const struct tspec_sut *f, enum fake_fault wrong)
{
    return f->had_text && f->fault == wrong ? f->now_us + 1000 : UINT64_MAX;
}

static bool fake_view(const struct tspec_sut *f, unsigned flow, struct tspec_view *view)
{
    const struct connection *c = &f->connections[flow];
    bool wrong_state = f->fault == FAKE_WRONG_STATE || f->fault == FAKE_WHITE_WRONG_STATE;
    *view = (struct tspec_view){
        .valid = TSPEC_VIEW_STATE,
        .state = (uint8_t)(f->had_text && wrong_state ? TSPEC_FIN_WAIT_2 : c->state),
        .iss = {c->iss},
        .snd_una = {c->snd_una},
        .snd_nxt = {c->snd_nxt},
        .snd_wl1 = {c->snd_wl1},
        .snd_wl2 = {c->snd_wl2},
        .irs = {c->irs},
        .rcv_nxt = {c->rcv_nxt - (f->had_text && f->fault == FAKE_WRONG_VARIABLE)},
        .snd_wnd = c->snd_wnd,
        .rcv_wnd = BUFFER, /* every segment it sends says so */
        .retransmission_at_us = shown_timer(f, FAKE_RETRANSMISSION_TIMER),
        .user_at_us = shown_timer(f, FAKE_USER_TIMER),
        .time_wait_at_us = shown_timer(f, FAKE_TIME_WAIT_TIMER),
        .delayed_ack_at_us = shown_timer(f, FAKE_DELAYED_ACK_TIMER),
        .fin_wait_2_at_us = shown_timer(f, FAKE_FIN_WAIT_2_TIMER),
    };
    if (differs_white(f->fault))
        view->valid |= TSPEC_VIEW_SND | TSPEC_VIEW_RCV;
    if (f->had_text) /* before, its SYN is outstanding, and it has no timers in truth */
        view->valid |= TSPEC_VIEW_TIMERS;
    return true;
}

static void fake_profile(const struct tspec_sut *f, struct tspec_profile *profile)
{
    tspec_profile_init(profile);
    profile->capabilities = TSPEC_CAN_HALF_CLOSE | TSPEC_CAN_SHOW_STATE | TSPEC_CAN_VIRTUAL_TIME;
    if (differs_white(f->fault))
        profile->capabilities |= TSPEC_CAN_SHOW_VARIABLES;
    profile->gives_up = f->fault == FAKE_USER_TIMER;
    if (profile->gives_up)
        profile->user_timeout_us = profile->syn_timeout_us = 300000000;
    profile->msl_us = 120000000;
    profile->rto_initial_us = profile->rto_min_us = 3000000;
    profile->delayed_ack_us = 500000;
    profile->receive_buffer_bytes = profile->send_buffer_bytes = BUFFER;
    profile->mss = MSS;
    profile->mtu = MTU;
}

static bool fake_reset(struct tspec_sut *f, const struct tspec_sut_config *config)
{
    if (config != NULL && config->msl_us == 1) /* a configuration it cannot have, for tests */
        return false;
    *f = (struct tspec_sut){.sink = f->sink, .fault = fake_fault};
    return true;
}

static struct tspec_sut *fake_create(const struct tspec_sut_config *config, const struct tspec_sut_sink *sink,
                                     char *error, size_t error_bytes)
{
    if (config->option_count > 0) {
        snprintf(error, error_bytes, "no option %s", config->options[0]);
        return NULL;
    }
    struct tspec_sut *f = calloc(1, sizeof *f);
    if (f != NULL) {
        f->sink = *sink;
        f->fault = fake_fault;
    }
    return f;
}

static void fake_destroy(struct tspec_sut *f)
{
    free(f);
}

static const char *fake_version(void)
{
    return "1";
}

const struct tspec_sut_class fake_stack = {
    .name = "fake",
    .summary = "an endpoint for tests",
    .version = fake_version,
    .create = fake_create,
    .destroy = fake_destroy,
    .reset = fake_reset,
    .profile = fake_profile,
    .packet = fake_packet,
    .call = fake_call,
    .advance = fake_advance,
    .view = fake_view,
};

static struct tspec_event *add_segment(struct tspec_scenario *s, uint8_t flags, struct tspec_operand seq,
                                       struct tspec_operand ack)
{
    struct tspec_event *event = tspec_scenario_add(s, TSPEC_EVENT_SEGMENT);
    event->flags = flags;
    event->seq_given = true;
    event->seq = seq;
    event->ack_given = (flags & TSPEC_ACK) != 0;
    event->ack = ack;
    return event;
}

static void add_call(struct tspec_scenario *s, enum tspec_call_kind kind, uint32_t octets)
{
    struct tspec_event *event = tspec_scenario_add(s, TSPEC_EVENT_CALL);
    event->call = (uint8_t)kind;
    event->octets = octets;
}

void fake_scenario(struct tspec_scenario *s)
{
    struct tspec_operand rcv_nxt = tspec_operand_of(TSPEC_SYMBOL_RCV_NXT, 0);
    struct tspec_operand snd_nxt = tspec_operand_of(TSPEC_SYMBOL_SND_NXT, 0);
    struct tspec_operand zero = tspec_operand_of(TSPEC_SYMBOL_ZERO, 0);
    tspec_scenario_init(s);
    add_call(s, TSPEC_CALL_OPEN_PASSIVE, 0);
    add_segment(s, TSPEC_SYN, tspec_operand_of(TSPEC_SYMBOL_ZERO, 1000), zero);
    add_segment(s, TSPEC_ACK, rcv_nxt, snd_nxt);
    add_call(s, TSPEC_CALL_ACCEPT, 0);
    add_segment(s, TSPEC_ACK | TSPEC_PSH, rcv_nxt, snd_nxt)->payload_octets = 10;
    add_call(s, TSPEC_CALL_RECEIVE, 4096);
}

void fake_reopens(struct tspec_scenario *s)
{
    struct tspec_operand zero = tspec_operand_of(TSPEC_SYMBOL_ZERO, 0);
    add_segment(s, TSPEC_RST, tspec_operand_of(TSPEC_SYMBOL_RCV_NXT, 0), zero);
    add_segment(s, TSPEC_SYN, tspec_operand_of(TSPEC_SYMBOL_ZERO, 5000), zero);
}
