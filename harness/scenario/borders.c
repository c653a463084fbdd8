#include "harness/scenario/borders.h"

#include <string.h>

#define COUNT(a) (uint32_t)(sizeof(a) / sizeof((a)[0]))
#define PICK(a)  (a)[tspec_random_below(random, COUNT(a))]
#define SYM(id)  TSPEC_SYMBOL_##id
/* clang-format off */
#define ONE(base, delta)                {SYM(base), SYM(ZERO), false, delta}
#define SUM(base, second, delta)        {SYM(base), SYM(second), false, delta}
#define DIFFERENCE(base, second, delta) {SYM(base), SYM(second), true, delta}
/* clang-format on */

/* In the order they have on the circle, so that a neighbour in the list is a neighbour there. */
static const struct tspec_operand seqs[] = {
    DIFFERENCE(RCV_NXT, RCV_WND, 0),
    ONE(IRS, 0),
    ONE(IRS, 1),
    ONE(RCV_NXT, -(1 << 30)),
    ONE(RCV_NXT, -101),
    ONE(RCV_NXT, -100),
    ONE(RCV_NXT, -10),
    ONE(RCV_NXT, -2),
    ONE(RCV_NXT, -1),
    ONE(RCV_NXT, 0),
    ONE(RCV_NXT, 1),
    ONE(RCV_NXT, 10),
    SUM(RCV_NXT, MSS, 0),
    SUM(RCV_NXT, RCV_WND, -100),
    SUM(RCV_NXT, RCV_WND, -2),
    SUM(RCV_NXT, RCV_WND, -1),
    SUM(RCV_NXT, RCV_WND, 0),
    SUM(RCV_NXT, RCV_WND, 1),
    SUM(RCV_NXT, RCV_WND, 1000),
    ONE(RCV_NXT, 1 << 30),
    ONE(RCV_NXT, INT32_MAX),
    ONE(RCV_NXT, INT32_MIN),
    ONE(SND_NXT, 0),
};
static const struct tspec_operand acks[] = {
    DIFFERENCE(SND_UNA, MAX_SND_WND, -1),
    DIFFERENCE(SND_UNA, MAX_SND_WND, 0),
    DIFFERENCE(SND_UNA, MAX_SND_WND, 1),
    ONE(ISS, 0),
    ONE(ISS, 1),
    ONE(SND_UNA, -1),
    ONE(SND_UNA, 0),
    ONE(SND_UNA, 1),
    ONE(SND_NXT, -1),
    ONE(SND_NXT, 0),
    ONE(SND_NXT, 1),
    ONE(SND_NXT, 1000),
    ONE(SND_NXT, 1 << 30),
    ONE(SND_UNA, INT32_MAX),
    ONE(SND_UNA, INT32_MIN),
    ONE(SND_UNA, -(1 << 30)),
    ONE(ZERO, 0),
    ONE(RCV_NXT, 0),
};
static const struct tspec_operand windows[] = {
    ONE(ZERO, 0),      ONE(ZERO, 1),      ONE(ZERO, 10),     ONE(ZERO, 500),  ONE(MSS, -1),
    ONE(MSS, 0),       ONE(SND_WND, -1),  ONE(SND_WND, 0),   ONE(SND_WND, 1), ONE(ZERO, 4096),
    ONE(ZERO, 0x7fff), ONE(ZERO, 0x8000), ONE(ZERO, 0xffff),
};

struct tspec_operand tspec_border_seq(struct tspec_random *random)
{
    if (tspec_random_percent(random, 35)) /* what most segments of a connection have */
        return tspec_operand_of(SYM(RCV_NXT), 0);
    if (tspec_random_percent(random, 15))
        return tspec_operand_of(SYM(RCV_NXT), tspec_random_between(random, -3000, 3000));
    return PICK(seqs);
}

struct tspec_operand tspec_border_ack(struct tspec_random *random)
{
    if (tspec_random_percent(random, 45))
        return tspec_operand_of(SYM(SND_NXT), 0);
    if (tspec_random_percent(random, 15))
        return tspec_operand_of(SYM(SND_UNA), tspec_random_between(random, -2000, 2000));
    return PICK(acks);
}

struct tspec_operand tspec_border_window(struct tspec_random *random)
{
    return PICK(windows);
}

struct tspec_operand tspec_border_isn(struct tspec_random *random)
{
    switch (tspec_random_below(random, 5)) {
    case 0:
        return tspec_operand_of(SYM(ZERO), tspec_random_between(random, -2000, 2));
    case 1:
        return tspec_operand_of(SYM(ZERO),
                                (int32_t)(0x7fffffffu + (uint32_t)tspec_random_between(random, -2000, 2)));
    case 2:
        return tspec_operand_of(SYM(ZERO), (int32_t)tspec_random_next(random));
    default:
        return tspec_operand_of(SYM(ZERO), 1000);
    }
}

uint16_t tspec_border_payload(struct tspec_random *random)
{
    static const uint16_t sizes[] = {1,   2,   8,   9,    20,   100,  100,  500,
                                     535, 536, 537, 1000, 1460, 1461, 3000, 5000};
    if (tspec_random_percent(random, 1))
        return (uint16_t)tspec_random_below(random, TSPEC_SCENARIO_PAYLOAD_MAX + 1);
    if (tspec_random_percent(random, 30))
        return (uint16_t)tspec_random_below(random, 1500);
    return PICK(sizes);
}

uint32_t tspec_border_call_octets(struct tspec_random *random)
{
    static const uint32_t sizes[] = {0, 1, 8, 100, 100, 536, 1000, 1460, 2000, 3000, 10000, 65536};
    return PICK(sizes);
}

struct tspec_span tspec_border_span(struct tspec_random *random)
{
    static const struct tspec_span spans[] = {
        {TSPEC_QUANTUM_NONE, 0, 1},
        {TSPEC_QUANTUM_NONE, 0, 1000},
        {TSPEC_QUANTUM_NONE, 0, 200000},
        {TSPEC_QUANTUM_NONE, 0, 499999},
        {TSPEC_QUANTUM_NONE, 0, 500000},
        {TSPEC_QUANTUM_NONE, 0, 1000000},
        {TSPEC_QUANTUM_DELAYED_ACK, 1, -1000},
        {TSPEC_QUANTUM_DELAYED_ACK, 1, 0},
        {TSPEC_QUANTUM_DELAYED_ACK, 1, 1000},
        {TSPEC_QUANTUM_RTO, 1, -1000},
        {TSPEC_QUANTUM_RTO, 1, 0},
        {TSPEC_QUANTUM_RTO, 1, 1000},
        {TSPEC_QUANTUM_RTO, 2, 0},
        {TSPEC_QUANTUM_RTO, 3, 1000},
        {TSPEC_QUANTUM_RTO, 8, 0},
        {TSPEC_QUANTUM_MSL, 1, 0},
        {TSPEC_QUANTUM_MSL, 2, -1000},
        {TSPEC_QUANTUM_MSL, 2, -1},
        {TSPEC_QUANTUM_MSL, 2, 0},
        {TSPEC_QUANTUM_MSL, 2, 1000},
    };
    return PICK(spans);
}

/* A kind nobody knows and any length, then an MSS that shows when the wrong length was passed over. Window
 * scale and timestamps change what comes later and have rows of their own. */
static void unknown_option(struct tspec_event *event, struct tspec_random *random)
{
    static const uint8_t lengths[] = {0, 1, 2, 3, 4, 6, 8, 9, 40, 255};
    const uint8_t octets[] = {
        (uint8_t)tspec_random_between(random, 9, 255), PICK(lengths), 1, 1, 2, 4, 2, 24};
    event->options_bytes = sizeof octets;
    memcpy(event->options, octets, sizeof octets);
}

void tspec_border_options(struct tspec_event *event, struct tspec_random *random)
{
    static const struct {
        uint8_t bytes, octets[16];
    } lists[] = {
        {4, {2, 4, 5, 180}},                             /* mss 1460 */
        {4, {2, 4, 2, 24}},                              /* mss 536 */
        {4, {2, 4, 0, 0}},                               /* mss 0 */
        {4, {2, 4, 0, 1}},                               /* mss 1 */
        {4, {2, 4, 255, 255}},                           /* mss 65535 */
        {8, {2, 4, 2, 24, 2, 4, 5, 180}},                /* mss twice */
        {8, {2, 4, 5, 180, 2, 4, 0, 0}},                 /* ... 0 the second time */
        {8, {1, 1, 1, 1, 2, 4, 5, 180}},                 /* nops first */
        {4, {3, 3, 7, 0}},                               /* wscale 7 */
        {4, {3, 3, 15, 0}},                              /* wscale 15, above RFC 7323's 14 */
        {8, {2, 4, 5, 180, 4, 2, 1, 1}},                 /* mss, sackOK */
        {12, {8, 10, 0, 0, 0, 1, 0, 0, 0, 0, 1, 1}},     /* timestamps */
        {12, {1, 1, 5, 10, 0, 0, 3, 233, 0, 0, 7, 209}}, /* sack */
        {4, {253, 4, 1, 2}},                             /* a kind nobody knows */
        {4, {0, 2, 4, 5}},                               /* end of list, then what looks like an MSS */
        {4, {2, 0, 5, 180}},                             /* length 0 */
        {4, {2, 1, 5, 180}},                             /* length 1 */
        {4, {1, 2, 4, 5}},                               /* cut off */
        {4, {2, 3, 5, 0}},                               /* MSS of length 3 */
        {8, {2, 6, 5, 180, 0, 0, 1, 1}},                 /* MSS of length 6 */
        {4, {253, 40, 1, 2}},                            /* beyond the end */
        {4, {1, 1, 1, 2}},                               /* a kind without length */
        {16, {2, 4, 5, 180, 3, 3, 7, 1, 4, 2, 8, 9, 0, 0, 0, 1}}, /* timestamps of length 9, cut off */
    };
    uint32_t which = tspec_random_below(random, COUNT(lists) + 2);
    if (which >= COUNT(lists)) {
        unknown_option(event, random);
        return;
    }
    event->options_bytes = lists[which].bytes;
    memcpy(event->options, lists[which].octets, lists[which].bytes);
}

void tspec_border_damage(struct tspec_event *event, struct tspec_random *random)
{
    event->damage = (uint8_t)tspec_random_between(random, 1, TSPEC_DAMAGE_COUNT - 1);
    event->damage_at = (uint8_t)tspec_random_below(random, tspec_damage_places(event->damage) + 1);
}

static bool same(const struct tspec_operand *a, const struct tspec_operand *b)
{
    return a->base == b->base && a->second == b->second && a->minus_second == b->minus_second &&
           a->delta == b->delta;
}

void tspec_border_push(struct tspec_operand *operand, enum tspec_border_kind kind,
                       struct tspec_random *random)
{
    static const struct {
        const struct tspec_operand *items;
        uint32_t count;
    } lists[] = {{seqs, COUNT(seqs)}, {acks, COUNT(acks)}, {windows, COUNT(windows)}};
    int32_t step = tspec_random_percent(random, 50) ? 1 : -1;
    uint32_t count = lists[kind].count, at = 0;
    while (at < count && !same(&lists[kind].items[at], operand))
        at++;
    if (tspec_random_percent(random, 40))
        operand->delta = (int32_t)((uint32_t)operand->delta + (uint32_t)step);
    else if (at < count)
        *operand = lists[kind].items[(at + count + (uint32_t)step) % count];
    else
        *operand = lists[kind].items[tspec_random_below(random, count)];
}
