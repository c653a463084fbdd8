#include "tamper.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/wire.h"

enum { PACKET_BYTES = 2048, LATER_MAX = 64, DELIVERED_BYTES = 1 << 18, DATA_OFFSET_AT = 20 + 12 };

struct emission {
    uint64_t due_us;
    size_t bytes;
    uint8_t packet[PACKET_BYTES];
};
struct tspec_sut {
    const struct tspec_sut_class *class;
    struct tspec_sut *engine;
    struct tspec_sut_sink sink;
    struct tamper plan;
    uint64_t now_us;
    unsigned picked, arrived, later_count;
    struct emission last, later[LATER_MAX]; /* later: in the order they were made */
    uint8_t delivered[DELIVERED_BYTES];
};

static const struct tamper sound;
const struct tamper *tamper_plan = &sound;

static bool is_picked(enum tamper_pick pick, const struct tspec_segment *seg)
{
    unsigned control = seg->flags & (TSPEC_SYN | TSPEC_FIN | TSPEC_RST);
    switch (pick) {
    case PICK_NONE:
        return false;
    case PICK_ANY:
        return true;
    case PICK_SYN:
        return (control & TSPEC_SYN) != 0;
    case PICK_SYN_ACK:
        return (seg->flags & TSPEC_SYN) && (seg->flags & TSPEC_ACK);
    case PICK_ACK:
        return control == 0 && seg->payload_bytes == 0;
    case PICK_TEXT:
        return seg->payload_bytes > 0;
    case PICK_FIN:
        return (control & TSPEC_FIN) != 0;
    case PICK_RST:
        return (control & TSPEC_RST) != 0;
    }
    return false;
}

/* Whether the plan wants an emission, after `before` others like it. */
static bool is_its_turn(const struct tamper *plan, unsigned before)
{
    unsigned first = plan->from > 0 ? plan->from - 1 : 0;
    return before >= first && (plan->count == 0 || before - first < plan->count);
}

/* The segment as the plan wants it; `text` has room for one octet more than it carries. */
static void spoil(const struct tamper *plan, struct tspec_segment *seg, uint8_t *text)
{
    seg->seq.wire += (uint32_t)plan->seq;
    seg->ack.wire += (uint32_t)plan->ack;
    seg->window = (uint16_t)(seg->window + plan->window);
    seg->destination_port = (uint16_t)(seg->destination_port + plan->port);
    seg->flags = (uint8_t)((seg->flags | plan->set) & ~plan->clear);
    seg->reserved |= plan->reserved;
    if (plan->new_options) {
        memcpy(seg->options, plan->options, plan->options_bytes);
        seg->options_bytes = plan->options_bytes;
    }
    if (seg->payload_bytes == 0)
        return;
    memcpy(text, seg->payload, seg->payload_bytes);
    for (uint32_t i = 0; i < seg->payload_bytes; i++)
        text[i] ^= plan->text_xor;
    seg->payload = text;
    seg->payload_bytes += (uint32_t)plan->octets;
}

static void emit(struct tspec_sut *s, const struct emission *emission, uint64_t due_us)
{
    if (due_us <= s->now_us) {
        s->sink.packet(s->sink.context, s->now_us, emission->packet, emission->bytes);
    } else if (s->later_count < LATER_MAX) {
        s->later[s->later_count] = *emission;
        s->later[s->later_count++].due_us = due_us;
    }
}

static void engine_sent(void *context, uint64_t now_us, const uint8_t *ip, size_t bytes)
{
    struct tspec_sut *s = context;
    const struct tamper *plan = &s->plan;
    struct tspec_segment seg;
    uint8_t text[PACKET_BYTES] = {0};
    s->now_us = now_us;
    if (tspec_wire_decode(ip, bytes, &seg) != TSPEC_WIRE_OK || !is_picked(plan->pick, &seg) ||
        !is_its_turn(plan, s->picked++)) {
        s->sink.packet(s->sink.context, now_us, ip, bytes);
        return;
    }
    spoil(plan, &seg, text);
    s->last.bytes = tspec_wire_encode(&seg, s->last.packet, sizeof s->last.packet);
    if (plan->wrong_offset) {
        s->last.packet[DATA_OFFSET_AT] = 4 << 4;
        tspec_wire_rechecksum(s->last.packet, s->last.bytes);
    }
    if (plan->wrong_checksum)
        s->last.packet[s->last.bytes - 1] ^= 1;
    if (plan->drop)
        return;
    emit(s, &s->last, now_us + plan->later_us);
    for (unsigned i = 0; i < plan->copies; i++)
        emit(s, &s->last, now_us + plan->copies_later_us);
}

static void engine_signalled(void *context, uint64_t now_us, unsigned flow, enum tspec_signal signal)
{
    struct tspec_sut *s = context;
    if (!(s->plan.swallowed >> signal & 1))
        s->sink.signal(s->sink.context, now_us, flow, signal);
}

static void engine_failed(void *context, uint64_t now_us, const char *text)
{
    struct tspec_sut *s = context;
    s->sink.fault(s->sink.context, now_us, text);
}

static void strike(struct tspec_sut *s, unsigned flow)
{
    volatile bool for_ever = true;
    switch (s->plan.strike) {
    case STRIKE_NONE:
        return;
    case STRIKE_AGAIN:
        emit(s, &s->last, s->now_us);
        return;
    case STRIKE_SIGNAL:
        s->sink.signal(s->sink.context, s->now_us, flow, s->plan.signal);
        return;
    case STRIKE_ASSERT:
        s->sink.fault(s->sink.context, s->now_us, "something is sane");
        return;
    case STRIKE_CRASH:
        abort();
    case STRIKE_HANG:
        while (for_ever)
            ;
    }
}

static void begin(struct tspec_sut *s)
{
    s->plan = *tamper_plan;
    s->now_us = 0;
    s->picked = s->arrived = s->later_count = 0;
    tspec_engine_fault_set(s->plan.engine);
}

static void tamper_destroy(struct tspec_sut *s)
{
    tspec_engine_fault_set(TSPEC_FAULT_NONE);
    if (s->engine != NULL)
        s->class->destroy(s->engine);
    free(s);
}

static struct tspec_sut *tamper_create(const struct tspec_sut_config *config,
                                       const struct tspec_sut_sink *sink, char *error, size_t error_bytes)
{
    struct tspec_sut *s = calloc(1, sizeof *s);
    if (s == NULL)
        return NULL;
    struct tspec_sut_sink own = {
        .context = s, .packet = engine_sent, .signal = engine_signalled, .fault = engine_failed};
    s->class = tspec_sut_find("engine");
    s->sink = *sink;
    s->engine = s->class->create(config, &own, error, error_bytes);
    if (s->engine == NULL) {
        tamper_destroy(s);
        return NULL;
    }
    begin(s);
    return s;
}

static bool tamper_reset(struct tspec_sut *s, const struct tspec_sut_config *config)
{
    begin(s);
    return s->class->reset(s->engine, config);
}

static void tamper_profile(const struct tspec_sut *s, struct tspec_profile *profile)
{
    struct tspec_profile nothing_declared;
    s->class->profile(s->engine, profile);
    if (s->plan.shows != SHOWS_VARIABLES)
        profile->capabilities &= ~(uint32_t)TSPEC_CAN_SHOW_VARIABLES;
    if (s->plan.shows == SHOWS_NOTHING)
        profile->capabilities &= ~(uint32_t)TSPEC_CAN_SHOW_STATE;
    tspec_profile_init(&nothing_declared);
    if (s->plan.undeclared)
        memcpy(profile->allowed, nothing_declared.allowed, sizeof profile->allowed);
}

/* What the engine reads in place of what the peer sent. */
static size_t misread(const struct tamper *plan, const uint8_t *ip, size_t bytes, uint8_t *out, size_t cap)
{
    struct tspec_segment seg;
    if (tspec_wire_decode(ip, bytes, &seg) != TSPEC_WIRE_OK)
        return 0;
    if (plan->read_window != 0)
        seg.window = plan->read_window;
    if (plan->read_mss != 0 && seg.flags & TSPEC_SYN) {
        memcpy(seg.options, (const uint8_t[]){2, 4, plan->read_mss >> 8, plan->read_mss & 255}, 4);
        seg.options_bytes = 4;
    }
    return tspec_wire_encode(&seg, out, cap);
}

static void tamper_packet(struct tspec_sut *s, const uint8_t *ip, size_t bytes)
{
    uint8_t changed[PACKET_BYTES];
    size_t changed_bytes = 0;
    if (s->plan.read_window != 0 || s->plan.read_mss != 0)
        changed_bytes = misread(&s->plan, ip, bytes, changed, sizeof changed);
    if (changed_bytes > 0)
        s->class->packet(s->engine, changed, changed_bytes);
    else
        s->class->packet(s->engine, ip, bytes);
    if (++s->arrived == s->plan.strike_at)
        strike(s, 0);
}

static void spoil_result(struct tspec_sut *s, struct tspec_call_result *result)
{
    const struct tamper *plan = &s->plan;
    result->result = plan->result;
    if (plan->call == TSPEC_CALL_STATUS)
        result->state = plan->state;
    if (result->data != NULL) {
        memcpy(s->delivered, result->data, result->octets);
        for (uint32_t i = 0; i < result->octets; i++)
            s->delivered[i] ^= plan->octet_xor;
        result->data = s->delivered;
    }
    result->octets += (uint32_t)plan->call_octets;
}

static void tamper_call(struct tspec_sut *s, const struct tspec_call *call, struct tspec_call_result *result)
{
    s->class->call(s->engine, call, result);
    if (s->plan.spoils_call && call->kind == s->plan.call)
        spoil_result(s, result);
    if (call->kind == TSPEC_CALL_STATUS && s->plan.strike_at == 0)
        strike(s, call->flow);
}

static void tamper_advance(struct tspec_sut *s, uint64_t until_us)
{
    for (;;) {
        unsigned next = 0;
        for (unsigned i = 1; i < s->later_count; i++)
            if (s->later[i].due_us < s->later[next].due_us)
                next = i;
        if (s->later_count == 0 || s->later[next].due_us > until_us)
            break;
        unsigned before = s->later_count;
        s->class->advance(s->engine, s->later[next].due_us);
        if (s->later_count != before)
            continue; /* something earlier may have come */
        struct emission due = s->later[next];
        memmove(&s->later[next], &s->later[next + 1], (--s->later_count - next) * sizeof due);
        s->now_us = due.due_us;
        emit(s, &due, due.due_us);
    }
    s->class->advance(s->engine, until_us);
    s->now_us = until_us;
}

static bool tamper_view(const struct tspec_sut *s, unsigned flow, struct tspec_view *view)
{
    if (s->plan.shows == SHOWS_NOTHING || !s->class->view(s->engine, flow, view))
        return false;
    if (s->plan.shows == SHOWS_STATE)
        view->valid &= TSPEC_VIEW_STATE;
    view->rcv_nxt.wire += (uint32_t)s->plan.shown_rcv_nxt;
    if (s->plan.shown_state)
        view->state = TSPEC_LISTEN;
    return true;
}

static const char *tamper_version(void)
{
    return "0";
}

const struct tspec_sut_class tamper_stack = {
    .name = "tampered",
    .summary = "the engine, with one thing spoiled",
    .version = tamper_version,
    .create = tamper_create,
    .destroy = tamper_destroy,
    .reset = tamper_reset,
    .profile = tamper_profile,
    .packet = tamper_packet,
    .call = tamper_call,
    .advance = tamper_advance,
    .view = tamper_view,
};
