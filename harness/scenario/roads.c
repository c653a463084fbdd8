/* The roads: how a peer and an application that keep to RFC 9293 lead a stack from one state into the next.
 */
#include "harness/scenario/roads.h"

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

static void add_segment(struct tspec_scenario *s, unsigned flow, uint8_t flags, struct tspec_operand seq,
                        struct tspec_operand ack, uint16_t octets, struct tspec_random *random)
{
    struct tspec_event *e = tspec_scenario_add(s, TSPEC_EVENT_SEGMENT);
    if (!e)
        return;
    e->flow = (uint8_t)flow;
    e->flags = flags;
    e->seq = seq;
    e->ack = ack;
    e->payload_octets = octets;
    if (tspec_random_percent(random, 15)) {
        e->window_given = true;
        e->window = tspec_border_window(random);
    }
    if ((flags & TSPEC_SYN) && tspec_random_percent(random, 60)) {
        e->options_bytes = 4; /* mss 1460 */
        e->options[0] = 2;
        e->options[1] = 4;
        e->options[2] = 1460 >> 8;
        e->options[3] = 1460 & 255;
    }
    tspec_event_normalize(e);
}

static void add_wait(struct tspec_scenario *s, enum tspec_quantum quantum, uint8_t units, int64_t delta_us)
{
    struct tspec_event *e = tspec_scenario_add(s, TSPEC_EVENT_ADVANCE);
    if (e)
        e->span = (struct tspec_span){.quantum = (uint8_t)quantum, .units = units, .delta_us = delta_us};
}

void tspec_road_step(struct tspec_scenario *s, unsigned flow, char letter, struct tspec_random *random)
{
    const struct tspec_operand next = tspec_operand_of(TSPEC_SYMBOL_RCV_NXT, 0),
                               irs = tspec_operand_of(TSPEC_SYMBOL_IRS, 0),
                               all = tspec_operand_of(TSPEC_SYMBOL_SND_NXT, 0),
                               all_but_fin = tspec_operand_of(TSPEC_SYMBOL_SND_NXT, -1);
    static const int32_t around_ms[] = {-1000, -1, 0, 1000};
    struct tspec_event *e;
    switch (letter) {
    case 'L':
        add_call(s, flow, TSPEC_CALL_OPEN_PASSIVE);
        break;
    case 'C':
        add_call(s, flow, TSPEC_CALL_OPEN_ACTIVE);
        break;
    case 'X':
        if ((e = add_call(s, flow, TSPEC_CALL_OPEN_ACTIVE)))
            e->on_listener = true;
        break;
    case 'c':
        add_call(s, flow, TSPEC_CALL_ACCEPT);
        break;
    case 'S':
        add_segment(s, flow, TSPEC_SYN, tspec_border_isn(random), all, 0, random);
        break;
    case 'N': /* a SYN for the next connection */
        add_segment(s, flow, TSPEC_SYN,
                    tspec_operand_of(TSPEC_SYMBOL_RCV_NXT, tspec_random_between(random, 0, 3) * 1000 + 1),
                    all, 0, random);
        break;
    case 's':
        add_segment(s, flow, TSPEC_SYN | TSPEC_ACK, tspec_border_isn(random), all, 0, random);
        break;
    case 'k':
        add_segment(s, flow, TSPEC_SYN | TSPEC_ACK, irs, all, 0, random);
        break;
    case 'A':
        add_segment(s, flow, TSPEC_ACK, next, all, 0, random);
        break;
    case 'g':
        add_segment(s, flow, TSPEC_ACK, next, all_but_fin, 0, random);
        break;
    case 'D':
        add_segment(s, flow, TSPEC_ACK | TSPEC_PSH, next, all, tspec_border_payload(random), random);
        break;
    case 'F':
        add_segment(s, flow, TSPEC_FIN | TSPEC_ACK, next, all, 0, random);
        break;
    case 'f':
        add_segment(s, flow, TSPEC_FIN | TSPEC_ACK, next, all_but_fin, 0, random);
        break;
    case 'r':
        add_segment(s, flow, TSPEC_RST, next, all, 0, random);
        break;
    case 'W':
    case 'R':
        if ((e = add_call(s, flow, letter == 'W' ? TSPEC_CALL_SEND : TSPEC_CALL_RECEIVE)))
            e->octets = tspec_border_call_octets(random);
        break;
    case 'H':
        add_call(s, flow, TSPEC_CALL_SHUTDOWN);
        break;
    case 'E':
        add_call(s, flow, TSPEC_CALL_RELEASE);
        break;
    case 'B':
        add_call(s, flow, TSPEC_CALL_ABORT);
        break;
    case 'q':
        add_call(s, flow, TSPEC_CALL_STATUS);
        break;
    case 'd':
        add_wait(s, TSPEC_QUANTUM_DELAYED_ACK, 1, around_ms[tspec_random_below(random, COUNT(around_ms))]);
        break;
    case 'o':
        add_wait(s, TSPEC_QUANTUM_RTO, 1, around_ms[tspec_random_below(random, COUNT(around_ms))]);
        break;
    default: /* 't' */
        add_wait(s, TSPEC_QUANTUM_MSL, 2, around_ms[tspec_random_below(random, COUNT(around_ms))]);
    }
}

/* --- roads into states --- */

/* Everything from ESTABLISHED on is one of these openings, then the letters of the state. */
static const char *const openings[] = {"LSAc", "Cs", "CSk"};

static const struct {
    const char *whole[2];   /* complete roads, NULL where there is none */
    const char *closing[2]; /* behind each opening */
} roads[TSPEC_STATE_COUNT] = {
    [TSPEC_CLOSED] = {{"", NULL}, {NULL, NULL}},        [TSPEC_LISTEN] = {{"L", NULL}, {NULL, NULL}},
    [TSPEC_SYN_SENT] = {{"C", "LX"}, {NULL, NULL}},     [TSPEC_SYN_RECEIVED] = {{"LS", "CS"}, {NULL, NULL}},
    [TSPEC_ESTABLISHED] = {{NULL, NULL}, {"", NULL}},   [TSPEC_FIN_WAIT_1] = {{NULL, NULL}, {"H", NULL}},
    [TSPEC_FIN_WAIT_2] = {{NULL, NULL}, {"HA", NULL}},  [TSPEC_CLOSE_WAIT] = {{NULL, NULL}, {"F", NULL}},
    [TSPEC_CLOSING] = {{NULL, NULL}, {"Hf", NULL}},     [TSPEC_LAST_ACK] = {{NULL, NULL}, {"FH", NULL}},
    [TSPEC_TIME_WAIT] = {{NULL, NULL}, {"HAF", "HfA"}},
};

static unsigned count_of(const char *const list[2])
{
    return (list[0] != NULL) + (list[1] != NULL);
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
