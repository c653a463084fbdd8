/* The roads: how a peer and an application that keep to RFC 9293 lead a stack from one state into the next.
 */
#include "harness/scenario/roads.h"

#include <string.h>
#include "harness/scenario/borders.h"

#define COUNT(a) (unsigned)(sizeof(a) / sizeof((a)[0]))

static struct tspec_event *add_call(struct tspec_scenario *s, unsigned flow, enum tspec_call_kind kind)
{
    struct tspec_event *e = tspec_scenario_add(s, TSPEC_EVENT_CALL);
    if (e) {
        e->flow = (uint8_t)flow;
        e->call = (uint8_t)kind;
    }
    return e;
}

/* What a road leaves open: chance decides, or without it the plainest value. */
enum { PLAIN_IRS = 1000000, PLAIN_TEXT = 100, FULL_TEXT = 536, MSS_OPTION_BYTES = 4 };
#define PLAIN_WAIT_US 1000000

static bool chance(struct tspec_random *random, unsigned percent, bool plain)
{
    return random ? tspec_random_percent(random, percent) : plain;
}

static struct tspec_operand isn(struct tspec_random *random)
{
    return random ? tspec_border_isn(random) : tspec_operand_of(TSPEC_SYMBOL_ZERO, PLAIN_IRS);
}

static struct tspec_event *add_segment(struct tspec_scenario *s, unsigned flow, uint8_t flags,
                                       struct tspec_operand seq, struct tspec_operand ack, uint16_t octets,
                                       struct tspec_random *random)
{
    static const uint8_t mss_1460[MSS_OPTION_BYTES] = {2, 4, 1460 >> 8, 1460 & 255};
    struct tspec_event *e = tspec_scenario_add(s, TSPEC_EVENT_SEGMENT);
    if (!e)
        return NULL;
    e->flow = (uint8_t)flow;
    e->flags = flags;
    e->seq = seq;
    e->ack = ack;
    e->payload_octets = octets;
    if (chance(random, 15, false)) {
        e->window_given = true;
        e->window = tspec_border_window(random);
    }
    if ((flags & TSPEC_SYN) && chance(random, 60, true)) {
        e->options_bytes = MSS_OPTION_BYTES;
        memcpy(e->options, mss_1460, sizeof mss_1460);
    }
    tspec_event_normalize(e);
    return e;
}

static void shut_window(struct tspec_event *e)
{
    if (e) {
        e->window_given = true;
        e->window = tspec_operand_of(TSPEC_SYMBOL_ZERO, 0);
    }
}

/* A span by chance a little less, exactly, or a little more; without it, more. */
static void add_wait(struct tspec_scenario *s, enum tspec_quantum quantum, uint8_t units,
                     struct tspec_random *random)
{
    static const int32_t around_ms[] = {-1000, -1, 0, 1000};
    struct tspec_event *e = tspec_scenario_add(s, TSPEC_EVENT_ADVANCE);
    int64_t delta_us = random ? around_ms[tspec_random_below(random, COUNT(around_ms))] : PLAIN_WAIT_US;
    if (e)
        e->span = (struct tspec_span){.quantum = (uint8_t)quantum, .units = units, .delta_us = delta_us};
}

static uint16_t text_octets(struct tspec_random *random)
{
    return random ? tspec_border_payload(random) : PLAIN_TEXT;
}

static void add_segment_step(struct tspec_scenario *s, unsigned flow, char letter,
                             struct tspec_random *random)
{
    const struct tspec_operand next = tspec_operand_of(TSPEC_SYMBOL_RCV_NXT, 0),
                               before_next = tspec_operand_of(TSPEC_SYMBOL_RCV_NXT, -1),
                               gap = tspec_operand_of(TSPEC_SYMBOL_RCV_NXT, PLAIN_TEXT),
                               irs = tspec_operand_of(TSPEC_SYMBOL_IRS, 0),
                               zero = tspec_operand_of(TSPEC_SYMBOL_ZERO, 0),
                               all = tspec_operand_of(TSPEC_SYMBOL_SND_NXT, 0),
                               all_but_fin = tspec_operand_of(TSPEC_SYMBOL_SND_NXT, -1),
                               nothing_new = tspec_operand_of(TSPEC_SYMBOL_SND_UNA, 0),
                               some = tspec_operand_of(TSPEC_SYMBOL_SND_UNA, PLAIN_TEXT);
    switch (letter) {
    case 'S':
        add_segment(s, flow, TSPEC_SYN, isn(random), all, 0, random);
        break;
    case 'N':
        add_segment(s, flow, TSPEC_SYN,
                    tspec_operand_of(TSPEC_SYMBOL_RCV_NXT,
                                     random ? tspec_random_between(random, 0, 3) * 1000 + 1 : 1001),
                    all, 0, random);
        break;
    case 'y':
        add_segment(s, flow, TSPEC_SYN, next, all, 0, random);
        break;
    case 's':
        add_segment(s, flow, TSPEC_SYN | TSPEC_ACK, isn(random), all, 0, random);
        break;
    case 'k':
        add_segment(s, flow, TSPEC_SYN | TSPEC_ACK, irs, all, 0, random);
        break;
    case 'A':
        add_segment(s, flow, TSPEC_ACK, next, all, 0, random);
        break;
    case 'z':
        shut_window(add_segment(s, flow, TSPEC_ACK, next, all, 0, random));
        break;
    case 'g':
        add_segment(s, flow, TSPEC_ACK, next, all_but_fin, 0, random);
        break;
    case 'p':
        add_segment(s, flow, TSPEC_ACK, next, some, 0, random);
        break;
    case 'K':
        add_segment(s, flow, TSPEC_ACK, before_next, all, 0, random);
        break;
    case 'D':
        add_segment(s, flow, TSPEC_ACK | TSPEC_PSH, next, all, text_octets(random), random);
        break;
    case 'M':
        add_segment(s, flow, TSPEC_ACK, next, all, FULL_TEXT, random);
        break;
    case 'O':
        add_segment(s, flow, TSPEC_ACK, gap, all, text_octets(random), random);
        break;
    case 'F':
        add_segment(s, flow, TSPEC_FIN | TSPEC_ACK, next, all, 0, random);
        break;
    case 'f':
        add_segment(s, flow, TSPEC_FIN | TSPEC_ACK, next, all_but_fin, 0, random);
        break;
    case 'u':
        add_segment(s, flow, TSPEC_FIN | TSPEC_ACK, next, nothing_new, 0, random);
        break;
    case 'v':
        add_segment(s, flow, TSPEC_FIN | TSPEC_ACK, before_next, all, 0, random);
        break;
    case 'e':
        add_segment(s, flow, TSPEC_RST | TSPEC_ACK, zero, all, 0, random);
        break;
    default: /* 'r' */
        add_segment(s, flow, TSPEC_RST, next, all, 0, random);
    }
}

static const struct {
    char letter;
    uint8_t call; /* enum tspec_call_kind */
    bool on_listener;
    uint32_t octets; /* without chance */
} call_steps[] = {
    {'L', TSPEC_CALL_OPEN_PASSIVE, false, 0}, {'C', TSPEC_CALL_OPEN_ACTIVE, false, 0},
    {'X', TSPEC_CALL_OPEN_ACTIVE, true, 0},   {'x', TSPEC_CALL_RELEASE, true, 0},
    {'c', TSPEC_CALL_ACCEPT, false, 0},       {'W', TSPEC_CALL_SEND, false, 1000},
    {'w', TSPEC_CALL_SEND, false, 2920},      {'R', TSPEC_CALL_RECEIVE, false, UINT16_MAX},
    {'H', TSPEC_CALL_SHUTDOWN, false, 0},     {'E', TSPEC_CALL_RELEASE, false, 0},
    {'B', TSPEC_CALL_ABORT, false, 0},        {'q', TSPEC_CALL_STATUS, false, 0},
};

static bool add_call_step(struct tspec_scenario *s, unsigned flow, char letter, struct tspec_random *random)
{
    for (unsigned i = 0; i < COUNT(call_steps); i++) {
        if (call_steps[i].letter != letter)
            continue;
        struct tspec_event *e = add_call(s, flow, (enum tspec_call_kind)call_steps[i].call);
        if (!e)
            return true;
        e->on_listener = call_steps[i].on_listener;
        e->octets = call_steps[i].octets;
        if (random && e->octets > 0)
            e->octets = tspec_border_call_octets(random);
        return true;
    }
    return false;
}

void tspec_road_step(struct tspec_scenario *s, unsigned flow, char letter, struct tspec_random *random)
{
    if (add_call_step(s, flow, letter, random))
        return;
    if (letter == 'd')
        add_wait(s, TSPEC_QUANTUM_DELAYED_ACK, 1, random);
    else if (letter == 'o')
        add_wait(s, TSPEC_QUANTUM_RTO, 1, random);
    else if (letter == 't')
        add_wait(s, TSPEC_QUANTUM_MSL, 2, random);
    else
        add_segment_step(s, flow, letter, random);
}

void tspec_road_walk(struct tspec_scenario *s, const char *letters)
{
    unsigned flow = 0;
    for (; *letters; letters++)
        if (*letters >= '0' && *letters < '0' + TSPEC_FLOWS)
            flow = (unsigned)(*letters - '0');
        else
            tspec_road_step(s, flow, *letters, NULL);
}

/* --- roads into states --- */

/* Everything from ESTABLISHED on is one of these openings, then the letters of the state. */
static const char *const openings[] = {"LSAc", "Cs", "CSk"};

enum { ROADS_MAX = 3 };
static const struct {
    const char *whole[ROADS_MAX];   /* complete roads, NULL where there is none */
    const char *closing[ROADS_MAX]; /* behind each opening */
} roads[TSPEC_STATE_COUNT] = {
    [TSPEC_CLOSED] = {.whole = {"", "Ce", "Lx"}},
    [TSPEC_LISTEN] = {.whole = {"L", "LSr"}},
    [TSPEC_SYN_SENT] = {.whole = {"C", "LX", "CW"}},
    [TSPEC_SYN_RECEIVED] = {.whole = {"LS", "CS", "LXS"}},
    [TSPEC_ESTABLISHED] = {.closing = {"", "W", "O"}},
    [TSPEC_FIN_WAIT_1] = {.closing = {"H", "WH", "zWH"}},
    [TSPEC_FIN_WAIT_2] = {.closing = {"HA", "WHA", "DHA"}},
    [TSPEC_CLOSE_WAIT] = {.closing = {"F", "DF", "FzWH"}},
    [TSPEC_CLOSING] = {.closing = {"Hf", "WHu"}},
    [TSPEC_LAST_ACK] = {.closing = {"FH", "FWH"}},
    [TSPEC_TIME_WAIT] = {.closing = {"HAF", "HfA", "HF"}},
};

static unsigned count_of(const char *const list[ROADS_MAX])
{
    unsigned count = 0;
    while (count < ROADS_MAX && list[count] != NULL)
        count++;
    return count;
}

unsigned tspec_road_count(enum tspec_state state)
{
    return count_of(roads[state].whole) + COUNT(openings) * count_of(roads[state].closing);
}

static void append(struct tspec_scenario *s, unsigned flow, const char *letters, struct tspec_random *random)
{
    for (; *letters; letters++)
        tspec_road_step(s, flow, *letters, random);
}

void tspec_road_append(struct tspec_scenario *s, unsigned flow, enum tspec_state state, unsigned road,
                       struct tspec_random *random)
{
    unsigned whole = count_of(roads[state].whole);
    road %= tspec_road_count(state);
    if (road < whole) {
        append(s, flow, roads[state].whole[road], random);
        return;
    }
    append(s, flow, openings[(road - whole) % COUNT(openings)], random);
    append(s, flow, roads[state].closing[(road - whole) / COUNT(openings)], random);
}
