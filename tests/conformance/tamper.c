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
    uint8_t queued[DELIVERED_BYTES]; /* by all SENDs */
    uint32_t queued_octets;
    uint32_t queued_seq; /* of its first octet */
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

static const uint8_t group[4] = {224, 0, 0, 1};
static const uint8_t route[8] = {131, 7, 4, 192, 0, 2, 2}; /* loose, to TSPEC_REMOTE_IPV4 */

/* The segment as the plan wants it, the `picked`th; `text` has room for one octet more than it carries. */
static void spoil(const struct tamper *plan, struct tspec_segment *seg, unsigned picked, uint8_t *text)
{
    seg->seq.wire += (uint32_t)plan->seq;
    seg->ack.wire += (uint32_t)plan->ack;
    seg->window = (uint16_t)(seg->window + plan->window);
    seg->destination_port = (uint16_t)(seg->destination_port + plan->port);
    seg->flags = (uint8_t)((seg->flags | plan->set) & ~plan->clear);
    seg->reserved |= plan->reserved;
    seg->urgent = (uint16_t)(seg->urgent + plan->urgent);
    if (plan->new_options || plan->more_options) {
        unsigned at = plan->new_options ? 0 : seg->options_bytes;
        memcpy(seg->options + at, plan->options, plan->options_bytes);
        if (plan->option_falls)
            seg->options[at + plan->option_falls - 1u] -= (uint8_t)picked;
        seg->options_bytes = (uint8_t)(at + plan->options_bytes);
    }
    seg->source.octets[3] = (uint8_t)(seg->source.octets[3] + plan->source);
    if (plan->hop) {
        memcpy(seg->destination.octets, (const uint8_t[]){192, 0, 2, plan->hop}, 4);
        seg->ip_options = route;
        seg->ip_options_bytes = sizeof route;
    }
    if (plan->to_group)
        memcpy(seg->destination.octets, group, sizeof group);
    if (plan->from_group)
        memcpy(seg->source.octets, group, sizeof group);
    seg->ttl = (uint8_t)(seg->ttl + plan->ttl);
    seg->ds = (uint8_t)(seg->ds + plan->ds);
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
    spoil(plan, &seg, s->picked, text);
    if (s->picked == 1)
        s->queued_seq = seg.seq.wire;
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

/* Where the first picked emission was the first text. */
static void emit_next(struct tspec_sut *s)
{
    struct tspec_segment seg;
    struct emission next;
    if (tspec_wire_decode(s->last.packet, s->last.bytes, &seg) != TSPEC_WIRE_OK)
        return;
    seg.seq.wire += seg.payload_bytes;
    if (s->plan.asked_octets)
        seg.payload_bytes = s->plan.asked_octets;
    seg.payload = s->queued + (seg.seq.wire - s->queued_seq) % DELIVERED_BYTES;
    next.bytes = tspec_wire_encode(&seg, next.packet, sizeof next.packet);
    emit(s, &next, s->now_us);
}

static void ask(struct tspec_sut *s)
{
    static const uint8_t garbage[8];
    struct tspec_segment seg;
    struct emission question;
    if (tspec_wire_decode(s->last.packet, s->last.bytes, &seg) != TSPEC_WIRE_OK)
        return;
    seg.seq.wire--;
    seg.payload = garbage;
    seg.payload_bytes = s->plan.asked_octets;
    question.bytes = tspec_wire_encode(&seg, question.packet, sizeof question.packet);
    emit(s, &question, s->now_us);
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
    case STRIKE_NEXT:
        emit_next(s);
        return;
    case STRIKE_ASK:
        ask(s);
        return;
    case STRIKE_ASK_SIGNAL:
        ask(s);
        s->sink.signal(s->sink.context, s->now_us, flow, s->plan.signal);
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
    s->queued_octets = 0;
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
    profile->nagle |= s->plan.nagle;
    profile->capabilities |= s->plan.capabilities;
    profile->source_routes |= s->plan.source_routes;
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

static bool has_option(const struct tspec_segment *seg, enum tamper_deaf deaf)
{
    for (unsigned i = 0; i < seg->options_bytes;) {
        unsigned kind = seg->options[i];
        if ((deaf == DEAF_NOP && kind == 1) || (deaf == DEAF_UNKNOWN_OPTIONS && kind > 8) ||
            (deaf == DEAF_UNALIGNED_OPTIONS && kind > 1 && i % 2 == 1))
            return true;
        if (kind == 0 || (kind > 1 && seg->options[i + 1] < 2))
            return false;
        i += kind == 1 ? 1u : seg->options[i + 1];
    }
    return false;
}

static bool is_lost(enum tamper_deaf deaf, const uint8_t *ip, size_t bytes)
{
    struct tspec_segment seg;
    if (deaf == DEAF_NOT)
        return false;
    if (tspec_wire_decode(ip, bytes, &seg) != TSPEC_WIRE_OK)
        return deaf == DEAF_ICMP;
    switch (deaf) {
    case DEAF_IP_OPTIONS:
        return seg.ip_options_bytes > 0;
    case DEAF_OPTIONS:
        return seg.options_bytes > 0 && !(seg.flags & TSPEC_SYN);
    case DEAF_RST_TEXT:
        return (seg.flags & TSPEC_RST) && seg.payload_bytes > 0;
    default:
        return has_option(&seg, deaf);
    }
}

/* A segment to or from a multicast address, as if it were ours or the peer's. */
static size_t redirect(const uint8_t *ip, size_t bytes, uint8_t *out, size_t cap)
{
    static const uint8_t own[4] = {192, 0, 2, 1}, peer[4] = {192, 0, 2, 2}; /* harness/sut/sut.h */
    struct tspec_segment seg;
    if (tspec_wire_decode(ip, bytes, &seg) != TSPEC_WIRE_OK)
        return 0;
    memcpy(seg.destination.octets, own, sizeof own);
    memcpy(seg.source.octets, peer, sizeof peer);
    return tspec_wire_encode(&seg, out, cap);
}

static void tamper_packet(struct tspec_sut *s, const uint8_t *ip, size_t bytes)
{
    uint8_t changed[PACKET_BYTES];
    size_t changed_bytes = 0;
    if (s->plan.read_window != 0 || s->plan.read_mss != 0)
        changed_bytes = misread(&s->plan, ip, bytes, changed, sizeof changed);
    if (s->plan.heeds_groups)
        changed_bytes = redirect(ip, bytes, changed, sizeof changed);
    if (is_lost(s->plan.deaf, ip, bytes))
        ;
    else if (changed_bytes > 0)
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
    result->urgent_known |= plan->urgent_left != 0;
    result->urgent_octets += plan->urgent_left;
}

static void tamper_call(struct tspec_sut *s, const struct tspec_call *call, struct tspec_call_result *result)
{
    if (call->kind == TSPEC_CALL_SET && s->plan.ignores_set) {
        *result = (struct tspec_call_result){.result = TSPEC_RESULT_OK};
        return;
    }
    struct tspec_call plain = *call;
    plain.urgent &= !s->plan.plain_sends;
    s->class->call(s->engine, &plain, result);
    if (call->kind == TSPEC_CALL_SEND && result->result == TSPEC_RESULT_OK &&
        s->queued_octets + result->octets <= sizeof s->queued) {
        memcpy(s->queued + s->queued_octets, call->data, result->octets);
        s->queued_octets += result->octets;
    }
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
