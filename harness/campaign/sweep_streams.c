/* Cases whose oddity is a sequence: text in every order and overlap, windows, waits, calls. */
#include <string.h>
#include "harness/campaign/sweep_axes.h"

static struct tspec_event *add(struct tspec_sweep_building *b, enum tspec_event_kind kind)
{
    struct tspec_event *e = tspec_scenario_add(b->scenario, kind);
    b->sent = true; /* these are the odd events; there is no other */
    return e;
}

/* Nothing that would be missing or twice in the stream of octets that is to come. */
static bool is_fresh(const struct tspec_sweep_road *road)
{
    return road->receives && road->state != TSPEC_LISTEN && strpbrk(road->letters, "DOM") == NULL;
}

/* The place of an octet of the stream. */
static struct tspec_operand at(int32_t offset)
{
    return tspec_operand_of(TSPEC_SYMBOL_IRS, 1 + offset);
}

static void add_text(struct tspec_sweep_building *b, struct tspec_operand seq, unsigned octets, unsigned tag,
                     bool fin)
{
    struct tspec_event *e = add(b, TSPEC_EVENT_SEGMENT);
    e->flags = (uint8_t)(TSPEC_ACK | (fin ? TSPEC_FIN : 0));
    e->seq = seq;
    e->payload_octets = (uint16_t)octets;
    e->tag = (uint8_t)tag;
    e->ack_given = true;
    e->ack = tspec_operand_of(TSPEC_SYMBOL_SND_NXT, 0);
    tspec_event_normalize(e);
}

/* --- every order of two to five segments, with a FIN on the last or none, each once or some twice --- */

enum { MOST_SEGMENTS = 5, ORDERS = 2 + 6 + 24 + 120, UNIT = 10 };
static const char *const repeats[] = {"once", "first-twice", "all-twice"};

static unsigned count_orders(const struct tspec_sweep_road *road)
{
    return is_fresh(road) ? ORDERS * 2 * TSPEC_COUNT(repeats) : 0;
}

/* The value-th order of `count` things, by taking one of those left each time. */
static void order(unsigned value, unsigned count, char *out)
{
    char left[MOST_SEGMENTS] = {'1', '2', '3', '4', '5'};
    for (unsigned n = count; n > 0; n--) {
        unsigned taken = value % n;
        value /= n;
        *out++ = left[taken];
        memmove(&left[taken], &left[taken + 1], n - taken - 1);
    }
    *out = '\0';
}

static void apply_order(struct tspec_sweep_building *b, unsigned value)
{
    char digits[MOST_SEGMENTS + 1];
    unsigned repeat = value % TSPEC_COUNT(repeats), fin = value / TSPEC_COUNT(repeats) % 2, count = 2,
             orders = 2;
    value /= 2 * TSPEC_COUNT(repeats);
    for (; value >= orders; orders *= count) {
        value -= orders;
        count++;
    }
    order(value, count, digits);
    tspec_sweep_say(b, "order=%s%s/%s", digits, fin ? "+FIN" : "", repeats[repeat]);
    for (unsigned round = 0; round < (repeat == 2 ? 2 : 1); round++)
        for (unsigned i = 0; i < count; i++) {
            unsigned place = (unsigned)(digits[i] - '1');
            bool last = place + 1 == count;
            for (unsigned times = repeat == 1 && i == 0 ? 2 : 1; times > 0; times--)
                add_text(b, at((int32_t)place * UNIT), UNIT, 1 + place % 3, fin && last);
        }
    tspec_sweep_walk(b, "RKq");
}

const struct tspec_sweep_axis tspec_axis_order = {.count = count_orders, .apply = apply_order};

/* --- every overlap of three segments on a line of five units, the first of which is old --- */

enum { LINE = 5, INTERVALS = LINE * (LINE + 1) / 2, SEGMENTS = 3 };

static unsigned count_overlaps(const struct tspec_sweep_road *road)
{
    return is_fresh(road) && road->main ? INTERVALS * INTERVALS * INTERVALS : 0;
}

static void apply_overlap(struct tspec_sweep_building *b, unsigned value)
{
    for (unsigned i = 0; i < SEGMENTS; i++, value /= INTERVALS) {
        unsigned which = value % INTERVALS, from = 0, most = LINE;
        for (; which >= most; most--) {
            which -= most;
            from++;
        }
        unsigned to = from + which + 1;
        tspec_sweep_say(b, "%u-%u", from, to);
        add_text(b, at(((int32_t)from - 1) * UNIT), (to - from) * UNIT, 1 + i, false);
    }
    tspec_sweep_walk(b, "RKDRq");
}

const struct tspec_sweep_axis tspec_axis_overlap = {.count = count_overlaps, .apply = apply_overlap};

/* --- the send window: offered, used, updated, opened --- */

static const uint16_t offers[] = {0, 1, 99, 536, 1000, 0x7fff, 0x8000, UINT16_MAX};
static const uint16_t sends[] = {1, 99, 536, 3000};
static const uint16_t updates[] = {0, 1, 99, 536, 0x8000, UINT16_MAX};

static bool takes_sends(const struct tspec_sweep_road *road)
{
    return road->sends && road->seqs == TSPEC_SEQS_WINDOW && road->acks == TSPEC_ACKS_IDLE &&
           strpbrk(road->letters, "DOW") == NULL;
}

static void add_ack(struct tspec_sweep_building *b, struct tspec_operand ack, uint16_t window)
{
    struct tspec_event *e = add(b, TSPEC_EVENT_SEGMENT);
    e->flags = TSPEC_ACK;
    e->seq = tspec_operand_of(TSPEC_SYMBOL_RCV_NXT, 0);
    e->ack_given = e->window_given = true;
    e->ack = ack;
    e->window = tspec_operand_of(TSPEC_SYMBOL_ZERO, window);
    tspec_event_normalize(e);
}

static void add_call(struct tspec_sweep_building *b, enum tspec_call_kind kind, uint32_t octets,
                     bool on_listener)
{
    struct tspec_event *e = add(b, TSPEC_EVENT_CALL);
    e->call = (uint8_t)kind;
    e->octets = octets;
    e->on_listener = on_listener;
    tspec_event_normalize(e);
}

static void add_wait(struct tspec_sweep_building *b, enum tspec_quantum quantum, unsigned units,
                     int64_t delta_us)
{
    struct tspec_event *e = add(b, TSPEC_EVENT_ADVANCE);
    e->span = (struct tspec_span){.quantum = (uint8_t)quantum, .units = (uint8_t)units, .delta_us = delta_us};
    tspec_event_normalize(e);
}

/* What the update acknowledges. A shut window may be probed without text, so that none is all there. */
static const struct {
    const char *name;
    struct tspec_operand at;
} taken[] = {{"none", {.base = TSPEC_SYMBOL_SND_UNA}},
             {"more", {.base = TSPEC_SYMBOL_SND_NXT, .delta = 1}}, /* updates nothing */
             {"all", {.base = TSPEC_SYMBOL_SND_NXT}}};
enum {
    ALL_OF_NOTHING = 2 * TSPEC_COUNT(offers), /* the pair that is left out: all, and the window was shut */
    PAIRS = TSPEC_COUNT(offers) * TSPEC_COUNT(taken) - 1
};

static unsigned count_offers(const struct tspec_sweep_road *road)
{
    return takes_sends(road) ? PAIRS * TSPEC_COUNT(sends) * TSPEC_COUNT(updates) : 0;
}

static void apply_offer(struct tspec_sweep_building *b, unsigned value)
{
    unsigned octets = sends[value % TSPEC_COUNT(sends)];
    value /= TSPEC_COUNT(sends);
    unsigned update = updates[value % TSPEC_COUNT(updates)];
    value /= TSPEC_COUNT(updates);
    unsigned pair = value + (value >= ALL_OF_NOTHING);
    unsigned window = offers[pair % TSPEC_COUNT(offers)], ack = pair / TSPEC_COUNT(offers);
    tspec_sweep_say(b, "win=%u/send=%u/ack=%s/win=%u", window, octets, taken[ack].name, update);
    add_ack(b, tspec_operand_of(TSPEC_SYMBOL_SND_NXT, 0), (uint16_t)window);
    add_call(b, TSPEC_CALL_SEND, octets, false);
    if (octets > window) /* a probe, or text that did not want to be silly, leaves after a while */
        tspec_sweep_walk(b, "oo");
    add_ack(b, taken[ack].at, (uint16_t)update);
}

const struct tspec_sweep_axis tspec_axis_offered = {.count = count_offers, .apply = apply_offer};

static const struct {
    const char *name, *letters;
} openings[] = {{"at-once", "AqA"},
                {"after-one-probe", "oAoA"},
                {"after-probes", "ooooAA"},
                {"shutdown-then-open", "HoAoA"}};

static void apply_reopened(struct tspec_sweep_building *b, unsigned value)
{
    tspec_sweep_say(b, "%s", openings[value].name);
    tspec_sweep_walk(b, openings[value].letters);
}

const struct tspec_sweep_axis tspec_axis_reopened = {.always = TSPEC_COUNT(openings),
                                                     .apply = apply_reopened};

/* --- the receive window: filled to its right edge, with a read on the way, and a FIN about there --- */

enum { WINDOW = 4 * 536, FIRST_PIECE = 1000 };
static const uint16_t reads[] = {0, 1, 535, 536, FIRST_PIECE};
static const struct {
    const char *name;
    bool with_text;
    int8_t beyond; /* the right edge, where it comes alone */
} fins[] = {
    {"FIN-with-text", true, 0}, {"FIN-below", false, -1}, {"FIN-at", false, 0}, {"FIN-beyond", false, 1}};

static unsigned count_fills(const struct tspec_sweep_road *road)
{
    return is_fresh(road) && road->seqs == TSPEC_SEQS_WINDOW ? TSPEC_COUNT(reads) * TSPEC_COUNT(fins) : 0;
}

static void apply_fill(struct tspec_sweep_building *b, unsigned value)
{
    unsigned octets = reads[value % TSPEC_COUNT(reads)], fin = value / TSPEC_COUNT(reads);
    const struct tspec_operand next = tspec_operand_of(TSPEC_SYMBOL_RCV_NXT, 0);
    const struct tspec_operand edge = {
        .base = TSPEC_SYMBOL_RCV_NXT, .second = TSPEC_SYMBOL_RCV_WND, .delta = fins[fin].beyond};
    b->scenario->mss = WINDOW / 4;
    b->scenario->receive_buffer_bytes = WINDOW;
    tspec_sweep_say(b, "recv(%u)/%s", octets, fins[fin].name);
    add_text(b, next, FIRST_PIECE, 1, false);
    if (octets > 0)
        add_call(b, TSPEC_CALL_RECEIVE, octets, false);
    add_text(b, next, WINDOW - FIRST_PIECE, 2, fins[fin].with_text);
    if (!fins[fin].with_text)
        add_text(b, edge, 0, 0, true);
    tspec_sweep_walk(b, "KRDRq");
}

const struct tspec_sweep_axis tspec_axis_filled = {.count = count_fills, .apply = apply_fill};

/* --- timers --- */

#define MS ((int64_t)1000)
#define S  ((int64_t)1000000)
static const struct {
    const char *name;
    uint8_t quantum, units;
    int64_t delta_us;
} waits[] = {
    {"100ms", TSPEC_QUANTUM_NONE, 0, 100 * MS}, {"delack", TSPEC_QUANTUM_DELAYED_ACK, 1, 0},
    {"rto-1ms", TSPEC_QUANTUM_RTO, 1, -MS},     {"rto", TSPEC_QUANTUM_RTO, 1, 0},
    {"rto+1ms", TSPEC_QUANTUM_RTO, 1, MS},      {"3rto", TSPEC_QUANTUM_RTO, 3, MS},
    {"7rto", TSPEC_QUANTUM_RTO, 7, MS},         {"30s", TSPEC_QUANTUM_NONE, 0, 30 * S},
    {"99s", TSPEC_QUANTUM_NONE, 0, 99 * S},     {"179s", TSPEC_QUANTUM_NONE, 0, 179 * S},
    {"400s", TSPEC_QUANTUM_NONE, 0, 400 * S},   {"1200s", TSPEC_QUANTUM_NONE, 0, 1200 * S},
};

static unsigned count_waits(const struct tspec_sweep_road *road)
{
    return road->state == TSPEC_TIME_WAIT ? 0 : TSPEC_COUNT(waits);
}

static void apply_wait(struct tspec_sweep_building *b, unsigned value)
{
    tspec_sweep_say(b, "wait=%s", waits[value].name);
    add_wait(b, (enum tspec_quantum)waits[value].quantum, waits[value].units, waits[value].delta_us);
}

const struct tspec_sweep_axis tspec_axis_waits = {.count = count_waits, .apply = apply_wait};

static const struct {
    const char *name, *letters;
} afters[] = {
    {"nothing", "q"},
    {"ack", "AoK"},
    {"ack-of-some", "poK"},
    {"ack-of-all-but-fin", "goK"},
    {"old-ack", "Koo"},
    {"syn-ack", "koWo"},
    {"send", "WoAK"},
    {"abort", "BK"},
    {"rst", "rK"},
    {"text", "DRd"},
    {"shutdown-and-ack", "HAoK"},
    {"fin", "FoK"},
    /* The round trip of what was sent again says nothing (Karn). */
    {"ack-and-more", "AWAWttt"},
};

static void apply_after(struct tspec_sweep_building *b, unsigned value)
{
    tspec_sweep_say(b, "%s", afters[value].name);
    tspec_sweep_walk(b, afters[value].letters);
}

const struct tspec_sweep_axis tspec_axis_after_wait = {.always = TSPEC_COUNT(afters), .apply = apply_after};

/* TIME-WAIT: something comes at some time; then 2 MSL pass, to the millisecond and the microsecond; then a
 * probe. */
static const struct {
    const char *name;
    uint8_t msls;
    int64_t delta_us;
} arrivals[] = {{"at-once", 0, 1}, {"at-msl", 1, 0}, {"at-2msl-1ms", 2, -MS}};
static const struct {
    const char *name, *letters;
} coming[] = {{"fin-again", "v"},  {"fin-behind", "F"}, {"ack", "A"}, {"text", "D"},
              {"keep-alive", "K"}, {"rst", "r"},        {"syn", "y"}, {"new-syn", "N"},
              {"connect", "C"},    {"close", "E"}};
static const struct {
    const char *name;
    int64_t delta_us;
} lingers[] = {{"2msl-1ms", -MS}, {"2msl-1us", -1}, {"2msl", 0},
               {"2msl+1us", 1},   {"2msl+1ms", MS}, {"2msl+1s", S}};
static const struct {
    const char *name, *letters;
} visitors[] = {{"keep-alive", "K"}, {"fin-again", "v"}, {"new-syn", "NAcD"}, {"connect", "CsWA"}};

static unsigned count_time_waits(const struct tspec_sweep_road *road)
{
    return road->state != TSPEC_TIME_WAIT ? 0
                                          : (1 + TSPEC_COUNT(arrivals) * TSPEC_COUNT(coming)) *
                                                TSPEC_COUNT(lingers) * TSPEC_COUNT(visitors);
}

static void apply_time_wait(struct tspec_sweep_building *b, unsigned value)
{
    unsigned visitor = value % TSPEC_COUNT(visitors),
             linger = value / TSPEC_COUNT(visitors) % TSPEC_COUNT(lingers);
    unsigned odd = value / (TSPEC_COUNT(visitors) * TSPEC_COUNT(lingers));
    if (odd > 0) {
        unsigned arrival = (odd - 1) % TSPEC_COUNT(arrivals), come = (odd - 1) / TSPEC_COUNT(arrivals);
        tspec_sweep_say(b, "%s-%s", coming[come].name, arrivals[arrival].name);
        add_wait(b, TSPEC_QUANTUM_MSL, arrivals[arrival].msls, arrivals[arrival].delta_us);
        tspec_sweep_walk(b, coming[come].letters);
    }
    tspec_sweep_say(b, "wait=%s/%s", lingers[linger].name, visitors[visitor].name);
    add_wait(b, TSPEC_QUANTUM_MSL, 2, lingers[linger].delta_us);
    tspec_sweep_walk(b, visitors[visitor].letters);
}

const struct tspec_sweep_axis tspec_axis_time_wait = {.count = count_time_waits, .apply = apply_time_wait};

/* --- calls --- */

static const struct {
    uint8_t call;
    bool on_listener;
    uint32_t octets;
} calls[] = {
    {TSPEC_CALL_OPEN_PASSIVE, false, 0}, {TSPEC_CALL_ACCEPT, false, 0},     {TSPEC_CALL_ACCEPT, true, 0},
    {TSPEC_CALL_OPEN_ACTIVE, false, 0},  {TSPEC_CALL_OPEN_ACTIVE, true, 0}, {TSPEC_CALL_SEND, false, 0},
    {TSPEC_CALL_SEND, false, 1},         {TSPEC_CALL_SEND, false, 1000},    {TSPEC_CALL_SEND, false, 100000},
    {TSPEC_CALL_SEND, true, 100},        {TSPEC_CALL_RECEIVE, false, 0},    {TSPEC_CALL_RECEIVE, false, 1},
    {TSPEC_CALL_RECEIVE, false, 65535},  {TSPEC_CALL_RECEIVE, true, 100},   {TSPEC_CALL_SHUTDOWN, false, 0},
    {TSPEC_CALL_SHUTDOWN, true, 0},      {TSPEC_CALL_RELEASE, false, 0},    {TSPEC_CALL_RELEASE, true, 0},
    {TSPEC_CALL_ABORT, false, 0},        {TSPEC_CALL_ABORT, true, 0},       {TSPEC_CALL_STATUS, false, 0},
    {TSPEC_CALL_STATUS, true, 0},
};

static void apply_call(struct tspec_sweep_building *b, unsigned value)
{
    const char *name = tspec_call_name(calls[value].call);
    bool sized = calls[value].call == TSPEC_CALL_SEND || calls[value].call == TSPEC_CALL_RECEIVE;
    add_call(b, (enum tspec_call_kind)calls[value].call, calls[value].octets, calls[value].on_listener);
    if (sized)
        tspec_sweep_say(b, "%s%s(%u)", calls[value].on_listener ? "listener." : "", name,
                        calls[value].octets);
    else
        tspec_sweep_say(b, "%s%s", calls[value].on_listener ? "listener." : "", name);
}

const struct tspec_sweep_axis tspec_axis_call = {.always = TSPEC_COUNT(calls), .apply = apply_call};

/* A second call of the plainest sort, then the probes; or the probes at once. */
static const struct {
    const char *name, *letters;
} next_calls[] = {{"none", ""},   {"listen", "dL"},   {"accept", "dc"}, {"connect", "dC"}, {"send", "dW"},
                  {"recv", "dR"}, {"shutdown", "dH"}, {"close", "dE"},  {"abort", "dB"},   {"status", "dq"}};

static void apply_next_call(struct tspec_sweep_building *b, unsigned value)
{
    tspec_sweep_say(b, "%s", next_calls[value].name);
    tspec_sweep_walk(b, next_calls[value].letters);
    tspec_sweep_walk(b, "dAKRDRq");
}

const struct tspec_sweep_axis tspec_axis_next_call = {.always = TSPEC_COUNT(next_calls),
                                                      .apply = apply_next_call};
