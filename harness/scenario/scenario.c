#include "harness/scenario/scenario.h"

#include <string.h>

#define TEXT(id, text) text,

const char *tspec_symbol_name(unsigned symbol)
{
    static const char *const names[] = {TSPEC_SYMBOLS(TEXT)};
    return symbol < TSPEC_SYMBOL_COUNT ? names[symbol] : "?";
}

const char *tspec_quantum_name(unsigned quantum)
{
    static const char *const names[] = {TSPEC_QUANTA(TEXT)};
    return quantum < TSPEC_QUANTUM_COUNT ? names[quantum] : "?";
}

const char *tspec_fate_name(unsigned fate)
{
    static const char *const names[] = {TSPEC_FATES(TEXT)};
    return fate < TSPEC_FATE_COUNT ? names[fate] : "?";
}

const char *tspec_damage_name(unsigned damage)
{
    static const char *const names[TSPEC_DAMAGE_COUNT] = {"",
                                                          "checksum",
                                                          "offset-short",
                                                          "offset-long",
                                                          "truncated",
                                                          "checksum-zero",
                                                          "from-port-0",
                                                          "to-port-0",
                                                          "from-broadcast",
                                                          "from-multicast",
                                                          "from-any",
                                                          "to-broadcast",
                                                          "to-multicast"};
    return damage < TSPEC_DAMAGE_COUNT ? names[damage] : "?";
}

unsigned tspec_damage_places(unsigned damage)
{
    /* Bits of the checksum; words of the header (5 are right); octets of it. */
    static const uint8_t places[TSPEC_DAMAGE_COUNT] = {[TSPEC_DAMAGE_CHECKSUM] = 16,
                                                       [TSPEC_DAMAGE_OFFSET_SHORT] = 5,
                                                       [TSPEC_DAMAGE_OFFSET_LONG] = 16,
                                                       [TSPEC_DAMAGE_TRUNCATED] = 20};
    return damage < TSPEC_DAMAGE_COUNT ? places[damage] : 0;
}

void tspec_scenario_init(struct tspec_scenario *scenario)
{
    memset(scenario, 0, offsetof(struct tspec_scenario, events));
    scenario->ip_version = 4;
}

void tspec_scenario_copy(struct tspec_scenario *to, const struct tspec_scenario *from)
{
    memcpy(to, from, offsetof(struct tspec_scenario, events) + from->event_count * sizeof from->events[0]);
}

static uint32_t within(uint32_t value, uint32_t least, uint32_t most)
{
    if (value == 0)
        return 0;
    if (value < least)
        return least;
    return value > most ? most : value;
}

void tspec_scenario_clip_header(struct tspec_scenario *scenario)
{
    enum { MSS_LEAST = 536, MSS_MOST = 1460 };
    scenario->mss = (uint16_t)within(scenario->mss, MSS_LEAST, MSS_MOST);
    uint32_t mss = scenario->mss ? scenario->mss : MSS_LEAST;
    scenario->receive_buffer_bytes = within(scenario->receive_buffer_bytes, mss, UINT16_MAX);
    scenario->send_buffer_bytes = within(scenario->send_buffer_bytes, 2 * mss, UINT16_MAX);
}

struct tspec_event *tspec_scenario_add(struct tspec_scenario *scenario, enum tspec_event_kind kind)
{
    if (scenario->event_count == TSPEC_SCENARIO_EVENTS_MAX)
        return NULL;
    struct tspec_event *event = &scenario->events[scenario->event_count++];
    tspec_event_init(event, kind);
    return event;
}

void tspec_event_init(struct tspec_event *event, enum tspec_event_kind kind)
{
    memset(event, 0, sizeof *event);
    event->kind = (uint8_t)kind;
    event->expect_result = event->expect_state = -1;
    event->expect_octets = -1;
    event->seq_given = kind == TSPEC_EVENT_SEGMENT || kind == TSPEC_EVENT_ICMP;
    if (kind == TSPEC_EVENT_ICMP)
        event->seq.base = TSPEC_SYMBOL_SND_UNA;
    event->span.delta_us = kind == TSPEC_EVENT_ADVANCE;
}

/* --- normal form: each kind's own fields are carried over into a fresh event, clipped --- */

static struct tspec_operand normal_operand(struct tspec_operand from)
{
    struct tspec_operand to = {.base = from.base % TSPEC_SYMBOL_COUNT,
                               .second = from.second % TSPEC_SYMBOL_COUNT,
                               .delta = from.delta};
    to.minus_second = from.minus_second && to.second != TSPEC_SYMBOL_ZERO;
    if (to.base == TSPEC_SYMBOL_ZERO && !to.minus_second) {
        to.base = to.second;
        to.second = TSPEC_SYMBOL_ZERO;
    }
    return to;
}

static void normal_segment(struct tspec_event *to, const struct tspec_event *from)
{
    enum { OFFSET_RIGHT = 5 }; /* words of a header without options */
    bool stimulus = to->kind == TSPEC_EVENT_SEGMENT;
    to->flags = from->flags;
    to->seq_given = stimulus || from->seq_given;
    to->ack_given = from->ack_given || (stimulus && (from->flags & TSPEC_ACK));
    to->window_given = from->window_given;
    if (to->seq_given) {
        to->seq = normal_operand(from->seq);
        to->payload_octets = from->payload_octets;
        if (to->payload_octets > TSPEC_SCENARIO_PAYLOAD_MAX)
            to->payload_octets = TSPEC_SCENARIO_PAYLOAD_MAX;
    }
    if (to->ack_given)
        to->ack = normal_operand(from->ack);
    if (to->window_given)
        to->window = normal_operand(from->window);
    to->urgent = from->urgent;
    to->options_bytes =
        from->options_bytes > TSPEC_OPTIONS_MAX ? TSPEC_OPTIONS_MAX : from->options_bytes & ~3;
    memcpy(to->options, from->options, to->options_bytes);
    to->ttl = from->ttl;
    to->ds_given = from->ds_given || from->ds != 0;
    if (to->ds_given)
        to->ds = from->ds;
    to->ip_options_bytes =
        from->ip_options_bytes > TSPEC_IP_OPTIONS_MAX ? TSPEC_IP_OPTIONS_MAX : from->ip_options_bytes & ~3;
    memcpy(to->ip_options, from->ip_options, to->ip_options_bytes);
    if (stimulus) {
        to->ds_given = to->ds != 0;
        to->reserved = from->reserved & 15;
        to->tag = from->tag & 3;
        to->damage = from->damage % TSPEC_DAMAGE_COUNT;
        to->damage_at = from->damage_at % (tspec_damage_places(to->damage) + 1);
        if (to->damage == TSPEC_DAMAGE_OFFSET_LONG && to->damage_at <= OFFSET_RIGHT + 1)
            to->damage_at = 0;
    }
}

static void normal_call(struct tspec_event *to, const struct tspec_event *from)
{
    to->call = from->call % TSPEC_CALL_COUNT;
    to->on_listener = from->on_listener;
    to->peer = from->peer;
    bool has_octets = to->call == TSPEC_CALL_SEND || to->call == TSPEC_CALL_RECEIVE;
    bool opens = to->call == TSPEC_CALL_OPEN_ACTIVE || to->call == TSPEC_CALL_OPEN_PASSIVE;
    if (to->call == TSPEC_CALL_SEND) {
        to->urgent_send = from->urgent_send;
        to->push = from->push;
        to->more = from->more && !from->push;
    }
    if (opens)
        to->address = from->address % (to->call == TSPEC_CALL_OPEN_ACTIVE ? (unsigned)TSPEC_ADDRESS_COUNT
                                                                          : TSPEC_ADDRESS_LOCAL + 1u);
    if (to->call == TSPEC_CALL_SET) {
        to->setting = from->setting % TSPEC_SETTING_COUNT;
        to->value = from->value;
        if (to->value > tspec_setting_most(to->setting))
            to->value = tspec_setting_most(to->setting);
    }
    if (has_octets)
        to->octets = from->octets > TSPEC_SCENARIO_CALL_MAX ? TSPEC_SCENARIO_CALL_MAX : from->octets;
    if (from->expect_result >= 0 && from->expect_result < TSPEC_RESULT_COUNT)
        to->expect_result = from->expect_result;
    bool ok = to->expect_result == TSPEC_RESULT_OK;
    if (ok && has_octets && from->expect_octets >= 0)
        to->expect_octets = from->expect_octets;
    if (ok && to->call == TSPEC_CALL_STATUS && from->expect_state >= 0 &&
        from->expect_state < TSPEC_STATE_COUNT)
        to->expect_state = from->expect_state;
}

static struct tspec_span normal_span(struct tspec_span from)
{
    struct tspec_span to = {
        .quantum = from.quantum % TSPEC_QUANTUM_COUNT, .units = from.units, .delta_us = from.delta_us};
    if (to.quantum == TSPEC_QUANTUM_NONE || to.units == 0) {
        to.quantum = TSPEC_QUANTUM_NONE;
        to.units = 0;
    }
    if (to.delta_us > TSPEC_SCENARIO_SPAN_MAX_US)
        to.delta_us = TSPEC_SCENARIO_SPAN_MAX_US;
    if (to.delta_us < -TSPEC_SCENARIO_SPAN_MAX_US)
        to.delta_us = -TSPEC_SCENARIO_SPAN_MAX_US;
    if (to.units == 0 && to.delta_us < 1)
        to.delta_us = 1;
    return to;
}

bool tspec_event_fits(const struct tspec_scenario *scenario, const struct tspec_event *event)
{
    if (!scenario->peer[0])
        return event->kind != TSPEC_EVENT_NETWORK && !event->peer;
    return event->kind == TSPEC_EVENT_CALL || event->kind == TSPEC_EVENT_ADVANCE ||
           event->kind == TSPEC_EVENT_NETWORK;
}

void tspec_event_normalize(struct tspec_event *event)
{
    const struct tspec_event from = *event;
    tspec_event_init(event, from.kind % TSPEC_EVENT_KIND_COUNT);
    if (event->kind != TSPEC_EVENT_REPLAY && event->kind != TSPEC_EVENT_ADVANCE &&
        event->kind != TSPEC_EVENT_NETWORK)
        event->flow = from.flow % TSPEC_FLOWS;
    switch (event->kind) {
    case TSPEC_EVENT_SEGMENT:
    case TSPEC_EVENT_EXPECT_SEGMENT:
        normal_segment(event, &from);
        break;
    case TSPEC_EVENT_REPLAY:
        event->replay = from.replay;
        break;
    case TSPEC_EVENT_CALL:
        normal_call(event, &from);
        break;
    case TSPEC_EVENT_ADVANCE:
        event->span = normal_span(from.span);
        break;
    case TSPEC_EVENT_NETWORK:
        event->peer = from.peer;
        event->fate = from.fate % TSPEC_FATE_COUNT;
        event->nth = from.nth ? from.nth : 1;
        if (event->fate != TSPEC_FATE_LOSE)
            event->span = normal_span(from.span);
        break;
    case TSPEC_EVENT_ICMP:
        event->icmp = from.icmp % TSPEC_ICMP_COUNT;
        event->seq = normal_operand(from.seq);
        if (event->icmp == TSPEC_ICMP_FRAGMENTATION_NEEDED)
            event->mtu = from.mtu;
        break;
    default:
        event->signal = from.signal % TSPEC_SIGNAL_COUNT;
    }
}

/* --- equality --- */

static bool operand_equal(const struct tspec_operand *a, const struct tspec_operand *b)
{
    return a->base == b->base && a->second == b->second && a->minus_second == b->minus_second &&
           a->delta == b->delta;
}

bool tspec_event_equal(const struct tspec_event *a, const struct tspec_event *b)
{
    return a->kind == b->kind && a->flow == b->flow && a->flags == b->flags && a->reserved == b->reserved &&
           operand_equal(&a->seq, &b->seq) && operand_equal(&a->ack, &b->ack) &&
           operand_equal(&a->window, &b->window) && a->seq_given == b->seq_given &&
           a->ack_given == b->ack_given && a->window_given == b->window_given && a->urgent == b->urgent &&
           a->payload_octets == b->payload_octets && a->tag == b->tag && a->damage == b->damage &&
           a->damage_at == b->damage_at && a->options_bytes == b->options_bytes &&
           memcmp(a->options, b->options, a->options_bytes) == 0 && a->ttl == b->ttl && a->ds == b->ds &&
           a->ds_given == b->ds_given && a->ip_options_bytes == b->ip_options_bytes &&
           memcmp(a->ip_options, b->ip_options, a->ip_options_bytes) == 0 &&
           a->urgent_send == b->urgent_send && a->push == b->push && a->more == b->more &&
           a->address == b->address && a->setting == b->setting && a->value == b->value &&
           a->icmp == b->icmp && a->mtu == b->mtu && a->peer == b->peer && a->fate == b->fate &&
           a->nth == b->nth && a->replay == b->replay && a->call == b->call &&
           a->on_listener == b->on_listener && a->octets == b->octets &&
           a->expect_result == b->expect_result && a->expect_octets == b->expect_octets &&
           a->expect_state == b->expect_state && a->signal == b->signal &&
           a->span.quantum == b->span.quantum && a->span.units == b->span.units &&
           a->span.delta_us == b->span.delta_us;
}

bool tspec_scenario_equal(const struct tspec_scenario *a, const struct tspec_scenario *b)
{
    if (strcmp(a->stack, b->stack) != 0 || a->option_count != b->option_count || a->seed != b->seed ||
        a->ip_version != b->ip_version || a->iss_set != b->iss_set || a->iss != b->iss ||
        a->msl_us != b->msl_us || a->settle_us != b->settle_us ||
        a->receive_buffer_bytes != b->receive_buffer_bytes || a->send_buffer_bytes != b->send_buffer_bytes ||
        a->mss != b->mss || a->mtu != b->mtu || a->event_count != b->event_count)
        return false;
    if (strcmp(a->peer, b->peer) != 0 || a->peer_option_count != b->peer_option_count ||
        a->latency_us != b->latency_us)
        return false;
    for (unsigned i = 0; i < a->peer_option_count; i++)
        if (strcmp(a->peer_options[i], b->peer_options[i]) != 0)
            return false;
    for (unsigned i = 0; i < a->option_count; i++)
        if (strcmp(a->options[i], b->options[i]) != 0)
            return false;
    for (unsigned i = 0; i < a->event_count; i++)
        if (!tspec_event_equal(&a->events[i], &b->events[i]))
            return false;
    return true;
}
