/* Plainer events: flags, numbers, sizes, options, damage, flows. Only values that are plainer than what
 * stands there are tried, so that the search comes to an end. */
#include <string.h>

#include "harness/campaign/search.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

void tspec_plainer_size(struct tspec_search *s, unsigned at, uint64_t least, uint64_t now, tspec_put *try)
{
    uint64_t failed = 0;
    for (uint64_t size = least, next; size < now; size = next) {
        next = size == 0 ? 1 : size * 10;
        if (try(s, at, size))
            return;
        failed = size;
        if (next == now) /* round already */
            return;
    }
    if (now <= least)
        return;
    while (now - failed > 1) {
        uint64_t middle = failed + (now - failed) / 2;
        if (try(s, at, middle))
            now = middle;
        else
            failed = middle;
    }
}

/* --- operands --- */

enum role { SEQ, SEQ_OF_SYN, ACK, WINDOW, ROLES };

#define AT(base_, delta_)                                                                                    \
    {                                                                                                        \
        .base = TSPEC_SYMBOL_##base_, .delta = (delta_)                                                      \
    }
#define EDGE(delta_)                                                                                         \
    {                                                                                                        \
        .base = TSPEC_SYMBOL_RCV_NXT, .second = TSPEC_SYMBOL_RCV_WND, .delta = (delta_)                      \
    }
enum { PLAIN_MAX = 9 };
static const struct tspec_operand plain[ROLES][PLAIN_MAX] = {
    [SEQ] = {AT(RCV_NXT, 0), AT(RCV_NXT, -1), AT(RCV_NXT, 1), AT(IRS, 0), AT(ZERO, 0), EDGE(0), EDGE(-1),
             EDGE(1), AT(ZERO, 1000)},
    [SEQ_OF_SYN] = {AT(ZERO, 0), AT(ZERO, 1000), AT(RCV_NXT, 0), AT(RCV_NXT, -1), AT(RCV_NXT, 1), AT(IRS, 0),
                    EDGE(0), EDGE(-1), EDGE(1)},
    [ACK] = {AT(SND_NXT, 0), AT(SND_UNA, 0), AT(SND_NXT, 1), AT(SND_NXT, -1), AT(SND_UNA, -1), AT(SND_UNA, 1),
             AT(ISS, 0), AT(ZERO, 0), AT(ZERO, 1000)},
    [WINDOW] = {AT(ZERO, 0), AT(ZERO, 1), AT(ZERO, 10), AT(ZERO, 100), AT(ZERO, 1000), AT(ZERO, 10000),
                AT(SND_WND, 0), AT(MSS, 0), AT(MAX_SND_WND, 0)},
};

static bool same(const struct tspec_operand *a, const struct tspec_operand *b)
{
    return a->base == b->base && a->second == b->second && a->minus_second == b->minus_second &&
           a->delta == b->delta;
}

static struct tspec_operand *operand_of(struct tspec_event *event, enum role role)
{
    return role == ACK ? &event->ack : role == WINDOW ? &event->window : &event->seq;
}

static bool try_operand(struct tspec_search *s, unsigned at, enum role role, struct tspec_operand operand)
{
    struct tspec_event event = s->best.events[at];
    *operand_of(&event, role) = operand;
    return tspec_search_try_event(s, at, &event);
}

/* One of the plain ones that stands before it; else its own symbols with fewer of them, or a rounder distance
 * that is shorter. */
static void plainer_operand(struct tspec_search *s, unsigned at, enum role role)
{
    const struct tspec_operand now = *operand_of(&s->best.events[at], role);
    for (unsigned i = 0; i < PLAIN_MAX; i++)
        if (same(&plain[role][i], &now) || try_operand(s, at, role, plain[role][i]))
            return;
    struct tspec_operand plainer = now;
    plainer.second = TSPEC_SYMBOL_ZERO;
    plainer.minus_second = false;
    if (now.second != TSPEC_SYMBOL_ZERO && try_operand(s, at, role, plainer))
        return;
    plainer = now;
    int64_t length = now.delta < 0 ? -(int64_t)now.delta : now.delta;
    for (int64_t distance = 0; distance < length; distance = distance == 0 ? 1 : distance * 10) {
        plainer.delta = (int32_t)(now.delta < 0 ? -distance : distance);
        if (try_operand(s, at, role, plainer))
            return;
    }
}

/* --- options --- */

static const uint8_t usual_options[] = {2, 4, 1460 >> 8, 1460 & 255};

static bool try_options(struct tspec_search *s, unsigned at, const uint8_t *octets, size_t bytes)
{
    struct tspec_event event = s->best.events[at];
    memset(event.options, 0, sizeof event.options);
    memcpy(event.options, octets, bytes);
    event.options_bytes = (uint8_t)((bytes + 3) / 4 * 4);
    return tspec_search_try_event(s, at, &event);
}

/* None; an MSS alone; without one of them; four octets less. */
static void plainer_options(struct tspec_search *s, unsigned at)
{
    const struct tspec_event now = s->best.events[at];
    if (now.options_bytes == 0 || try_options(s, at, now.options, 0))
        return;
    if (now.options_bytes == sizeof usual_options &&
        memcmp(now.options, usual_options, sizeof usual_options) == 0)
        return;
    if (try_options(s, at, usual_options, sizeof usual_options))
        return;
    for (unsigned from = 0, length; from < now.options_bytes && now.options[from] != 0; from += length) {
        uint8_t rest[TSPEC_OPTIONS_MAX];
        unsigned left = now.options_bytes - from;
        length = now.options[from] == 1 ? 1 : left > 1 ? now.options[from + 1] : left;
        if (length == 0 || length > left)
            length = left;
        memcpy(rest, now.options, from);
        memcpy(rest + from, now.options + from + length, left - length);
        if (try_options(s, at, rest, now.options_bytes - length))
            return;
    }
    try_options(s, at, now.options, now.options_bytes - 4u);
}

/* --- events --- */

static bool put_payload(struct tspec_search *s, unsigned at, uint64_t value)
{
    struct tspec_event event = s->best.events[at];
    event.payload_octets = (uint16_t)value;
    if (value == 0)
        event.tag = 0;
    return tspec_search_try_event(s, at, &event);
}

static bool put_urgent(struct tspec_search *s, unsigned at, uint64_t value)
{
    struct tspec_event event = s->best.events[at];
    event.urgent = (uint16_t)value;
    return tspec_search_try_event(s, at, &event);
}

static bool put_octets(struct tspec_search *s, unsigned at, uint64_t value)
{
    struct tspec_event event = s->best.events[at];
    event.octets = (uint32_t)value;
    return tspec_search_try_event(s, at, &event);
}

/* How far flags are from the plainest: a bare ACK, SYN or RST. Every other segment has the ACK bit (RFC 9293,
 * 3.4): without it, it would rather show what a stack does with such a one. */
static unsigned oddness(uint8_t flags)
{
    unsigned bits = 0;
    bool alone = flags & (TSPEC_SYN | TSPEC_RST), has_ack = flags & TSPEC_ACK;
    for (unsigned rest = flags & ~(unsigned)TSPEC_ACK; rest != 0; rest &= rest - 1)
        bits++;
    return 2 * bits + (alone == has_ack);
}

static void plainer_flags(struct tspec_search *s, unsigned at)
{
    static const uint8_t order[] = {TSPEC_CWR, TSPEC_ECE, TSPEC_URG, TSPEC_PSH,
                                    TSPEC_FIN, TSPEC_RST, TSPEC_SYN, TSPEC_ACK};
    for (unsigned i = 0; i < COUNT(order); i++) {
        struct tspec_event event = s->best.events[at];
        event.flags ^= order[i];
        if (oddness(event.flags) >= oddness(s->best.events[at].flags))
            continue;
        if (order[i] == TSPEC_ACK && !event.ack_given)
            event.ack = tspec_operand_of(TSPEC_SYMBOL_SND_NXT, 0);
        event.ack_given = event.flags & TSPEC_ACK || (event.ack_given && order[i] != TSPEC_ACK);
        tspec_search_try_event(s, at, &event);
    }
}

/* What can be left out of a segment, or of what is expected of one. */
static void leave_out(struct tspec_search *s, unsigned at)
{
    for (unsigned part = 0; part < 10; part++) {
        struct tspec_event event = s->best.events[at];
        switch (part) {
        case 0:
            event.damage = TSPEC_DAMAGE_NONE;
            break;
        case 1: /* the usual place */
            event.damage_at = 0;
            break;
        case 2:
            event.reserved = 0;
            break;
        case 3:
            event.tag = 0;
            break;
        case 4:
            event.window_given = false;
            break;
        case 5:
            event.ttl = 0;
            break;
        case 6:
            event.ds = 0;
            event.ds_given = false;
            break;
        case 7:
            event.ip_options_bytes = 0;
            break;
        case 8: /* normal form keeps it where the flags have ACK */
            event.ack_given = false;
            break;
        default: /* and here in a segment to the stack */
            event.seq_given = false;
        }
        tspec_search_try_event(s, at, &event);
    }
}

static void plainer_segment(struct tspec_search *s, unsigned at)
{
    const struct tspec_event *now = &s->best.events[at];
    leave_out(s, at);
    plainer_flags(s, at);
    plainer_options(s, at);
    tspec_plainer_size(s, at, 0, now->urgent, put_urgent);
    if (now->kind == TSPEC_EVENT_SEGMENT) /* that of an expectation follows from others */
        tspec_plainer_size(s, at, 0, now->payload_octets, put_payload);
    if (now->seq_given)
        plainer_operand(s, at, now->flags & TSPEC_SYN ? SEQ_OF_SYN : SEQ);
    if (now->ack_given)
        plainer_operand(s, at, ACK);
    if (now->window_given)
        plainer_operand(s, at, WINDOW);
}

static bool put_value(struct tspec_search *s, unsigned at, uint64_t value)
{
    struct tspec_event event = s->best.events[at];
    event.value = (uint32_t)value;
    return tspec_search_try_event(s, at, &event);
}

static bool put_mtu(struct tspec_search *s, unsigned at, uint64_t value)
{
    struct tspec_event event = s->best.events[at];
    event.mtu = (uint16_t)value;
    return tspec_search_try_event(s, at, &event);
}

/* What is quoted is usually the oldest in flight. */
static void plainer_icmp(struct tspec_search *s, unsigned at)
{
    const struct tspec_operand usual = tspec_operand_of(TSPEC_SYMBOL_SND_UNA, 0);
    if (!same(&s->best.events[at].seq, &usual))
        try_operand(s, at, SEQ, usual);
    tspec_plainer_size(s, at, 0, s->best.events[at].mtu, put_mtu);
}

/* Without the words a plain call does not have. */
static void plainer_words(struct tspec_search *s, unsigned at)
{
    for (unsigned word = 0; word < 4; word++) {
        struct tspec_event event = s->best.events[at];
        bool *const words[] = {&event.urgent_send, &event.push, &event.more};
        if (word < 3)
            *words[word] = false;
        else
            event.address = TSPEC_ADDRESS_FLOW;
        tspec_search_try_event(s, at, &event);
    }
}

static void plainer_call(struct tspec_search *s, unsigned at)
{
    plainer_words(s, at);
    tspec_plainer_size(s, at, 0, s->best.events[at].value, put_value);
    struct tspec_event event = s->best.events[at];
    event.on_listener = false;
    tspec_search_try_event(s, at, &event);
    event = s->best.events[at];
    event.expect_result = -1;
    tspec_search_try_event(s, at, &event);
    event = s->best.events[at];
    event.expect_octets = -1;
    event.expect_state = -1;
    tspec_search_try_event(s, at, &event);
    tspec_plainer_size(s, at, 1, s->best.events[at].octets, put_octets);
}

void tspec_plainer_event(struct tspec_search *s, unsigned at)
{
    switch (s->best.events[at].kind) {
    case TSPEC_EVENT_SEGMENT:
        plainer_segment(s, at);
        break;
    case TSPEC_EVENT_CALL:
        plainer_call(s, at);
        break;
    case TSPEC_EVENT_ICMP:
        plainer_icmp(s, at);
        break;
    default:
        break;
    }
}

static bool has_flow(const struct tspec_event *event)
{
    return event->kind != TSPEC_EVENT_REPLAY && event->kind != TSPEC_EVENT_ADVANCE &&
           event->kind != TSPEC_EVENT_NETWORK;
}

/* Every flow on 0; else each that is used takes the place of the lowest before it that is not. */
void tspec_plainer_flows(struct tspec_search *s)
{
    tspec_search_begin(s);
    for (unsigned i = 0; i < s->best.event_count; i++)
        s->candidate.events[i].flow = 0;
    if (tspec_search_try(s))
        return;
    bool used[TSPEC_FLOWS] = {false};
    for (unsigned i = 0; i < s->best.event_count; i++)
        used[s->best.events[i].flow] |= has_flow(&s->best.events[i]);
    for (uint8_t flow = 1, lower = 0; flow < TSPEC_FLOWS; flow++) {
        while (used[lower])
            lower++;
        if (!used[flow] || lower >= flow)
            continue;
        tspec_search_begin(s);
        for (unsigned i = 0; i < s->best.event_count; i++)
            if (has_flow(&s->best.events[i]) && s->best.events[i].flow == flow)
                s->candidate.events[i].flow = lower;
        if (!tspec_search_try(s))
            continue;
        used[lower] = true;
        used[flow] = false;
    }
}
