#include "harness/campaign/sweep.h"

#include <stdio.h>
#include <string.h>

/* The tables: events as scenarios have them. */
#define NONE_STATED .expect_result = -1, .expect_octets = -1, .expect_state = -1
#define CALL(kind_, octets_)                                                                                 \
    {                                                                                                        \
        .kind = TSPEC_EVENT_CALL, .call = TSPEC_CALL_##kind_, .octets = (octets_), NONE_STATED               \
    }
#define SEGMENT(flags_, seq_, ack_, octets_, tag_)                                                           \
    {                                                                                                        \
        .kind = TSPEC_EVENT_SEGMENT, .flags = (flags_), .seq = seq_, .ack = ack_, .seq_given = true,         \
        .ack_given = ((flags_)&TSPEC_ACK) != 0, .payload_octets = (octets_), .tag = (tag_), NONE_STATED      \
    }
/* A SYN that says MSS 1460, as every real one does. */
#define OPENING(flags_, irs_, ack_)                                                                          \
    {                                                                                                        \
        .kind = TSPEC_EVENT_SEGMENT, .flags = TSPEC_SYN | (flags_), .seq = irs_, .ack = ack_,                \
        .seq_given = true, .ack_given = ((flags_)&TSPEC_ACK) != 0, .options = {2, 4, 1460 >> 8, 1460 & 255}, \
        .options_bytes = 4, NONE_STATED                                                                      \
    }
#define ADVANCE(us_)                                                                                         \
    {                                                                                                        \
        .kind = TSPEC_EVENT_ADVANCE, .span = {.delta_us = (us_)}, NONE_STATED                                \
    }
#define AT(base_, delta_)                                                                                    \
    {                                                                                                        \
        .base = TSPEC_SYMBOL_##base_, .delta = (delta_)                                                      \
    }
#define EDGE(delta_)                                                                                         \
    {                                                                                                        \
        .base = TSPEC_SYMBOL_RCV_NXT, .second = TSPEC_SYMBOL_RCV_WND, .delta = (delta_)                      \
    }
#define NOWHERE      AT(ZERO, 0)
#define COUNT(table) (unsigned)(sizeof(table) / sizeof((table)[0]))

/* Numbers of the two ends: one road wraps within the first window, the next does not. */
enum { IRS_WRAPS = -200, IRS_PLAIN = 1000000, ISS_WRAPS = -100, FAR = 1 << 30 };
enum { ODD_TAG = 1, PROBE_TAG = 2 };

struct position {
    const char *name;
    struct tspec_operand at;
};

/* Around both edges of the receive window; the far ones lie a quarter of the circle away. */
static const struct position seq_around_window[] = {
    {"RCV.NXT-1", AT(RCV_NXT, -1)},  {"RCV.NXT", AT(RCV_NXT, 0)},   {"RCV.NXT+1", AT(RCV_NXT, 1)},
    {"RCV.NXT+RCV.WND-1", EDGE(-1)}, {"RCV.NXT+RCV.WND", EDGE(0)},  {"RCV.NXT+RCV.WND+1", EDGE(1)},
    {"far-old", AT(RCV_NXT, -FAR)},  {"far-new", AT(RCV_NXT, FAR)},
};
/* Where nothing was received yet, a number is only a number. */
static const struct position seq_anywhere[] = {
    {"0", AT(ZERO, 0)}, {"1000", AT(ZERO, 1000)}, {"2^31", AT(ZERO, INT32_MIN)}, {"2^32-1", AT(ZERO, -1)}};
static const struct position ack_anywhere[] = {
    {"0", AT(ZERO, 0)}, {"1000", AT(ZERO, 1000)}, {"2^32-1", AT(ZERO, -1)}};
/* With data in flight all of these differ; while only a SYN is, SND.NXT is SND.UNA+1. */
static const struct position ack_around_flight[] = {
    {"SND.UNA-1", AT(SND_UNA, -1)}, {"SND.UNA", AT(SND_UNA, 0)},   {"SND.UNA+1", AT(SND_UNA, 1)},
    {"SND.NXT-1", AT(SND_NXT, -1)}, {"SND.NXT", AT(SND_NXT, 0)},   {"SND.NXT+1", AT(SND_NXT, 1)},
    {"far-old", AT(SND_UNA, -FAR)}, {"far-new", AT(SND_NXT, FAR)},
};
static const struct position ack_around_syn[] = {
    {"SND.UNA-1", AT(SND_UNA, -1)}, {"SND.UNA", AT(SND_UNA, 0)},    {"SND.NXT", AT(SND_NXT, 0)},
    {"SND.NXT+1", AT(SND_NXT, 1)},  {"far-old", AT(SND_UNA, -FAR)}, {"far-new", AT(SND_NXT, FAR)},
};
static const struct position ack_around_idle[] = {
    {"SND.UNA-1", AT(SND_UNA, -1)}, {"SND.UNA", AT(SND_UNA, 0)},   {"SND.NXT+1", AT(SND_NXT, 1)},
    {"far-old", AT(SND_UNA, -FAR)}, {"far-new", AT(SND_NXT, FAR)},
};

static const uint16_t texts[] = {0, 1, 100};

enum { STEPS_MAX = 8 };
struct steps {
    const char *name;
    struct tspec_event events[STEPS_MAX];
    unsigned count;
};

/* The probes. A keep-alive shape draws an ACK from a connection and a RST from none; text shows whether
 * RCV.NXT moved and what is delivered; a RST at RCV.NXT ends what still lives; time shows what a timer still
 * does. */
#define KEEPALIVE SEGMENT(TSPEC_ACK, AT(RCV_NXT, -1), AT(SND_NXT, 0), 0, 0)
#define TEXT      SEGMENT(TSPEC_ACK | TSPEC_PSH, AT(RCV_NXT, 0), AT(SND_NXT, 0), 10, PROBE_TAG)
#define RESET     SEGMENT(TSPEC_RST, AT(RCV_NXT, 0), NOWHERE, 0, 0)
#define READ      CALL(RECEIVE, 65535)
static const struct steps probes_connected[] = {
    {"text", {KEEPALIVE, READ, TEXT, READ, CALL(STATUS, 0)}, 5},
    {"reset", {RESET, KEEPALIVE}, 2},
    {"time", {ADVANCE(1500000), READ, KEEPALIVE}, 3},
};
static const struct steps probes_opening[] = {
    {"open", {OPENING(TSPEC_ACK, AT(ZERO, 5000), AT(SND_NXT, 0)), TEXT, READ, CALL(STATUS, 0)}, 4},
    {"refuse",
     {SEGMENT(TSPEC_RST | TSPEC_ACK, AT(ZERO, 0), AT(SND_NXT, 0), 0, 0), KEEPALIVE, CALL(STATUS, 0)},
     3},
};
static const struct steps probes_waiting[] = {
    {"open",
     {OPENING(0, AT(ZERO, 5000), NOWHERE), SEGMENT(TSPEC_ACK, AT(RCV_NXT, 0), AT(SND_NXT, 0), 0, 0),
      CALL(ACCEPT, 0), TEXT, READ},
     5},
};

/* A road to a state, and which axes make sense at its end. */
struct road {
    struct steps steps;
    bool iss_wraps;
    const struct position *seqs, *acks;
    const struct steps *probes;
    uint8_t seq_count, ack_count, probe_count;
};
#define AXES(seqs_, acks_, probes_)                                                                          \
    .seqs = seqs_, .seq_count = COUNT(seqs_), .acks = acks_, .ack_count = COUNT(acks_), .probes = probes_,   \
    .probe_count = COUNT(probes_)

#define HANDSHAKE_ACK SEGMENT(TSPEC_ACK, AT(RCV_NXT, 0), AT(SND_NXT, 0), 0, 0)
static const struct road roads[] = {
    {.steps = {"closed", {CALL(STATUS, 0)}, 1}, AXES(seq_anywhere, ack_anywhere, probes_waiting)},
    {.steps = {"listen", {CALL(OPEN_PASSIVE, 0)}, 1}, AXES(seq_anywhere, ack_anywhere, probes_waiting)},
    {.steps = {"syn-sent", {CALL(OPEN_ACTIVE, 0)}, 1},
     .iss_wraps = true,
     AXES(seq_anywhere, ack_around_syn, probes_opening)},
    {.steps = {"syn-received-passive", {CALL(OPEN_PASSIVE, 0), OPENING(0, AT(ZERO, IRS_WRAPS), NOWHERE)}, 2},
     AXES(seq_around_window, ack_around_syn, probes_connected)},
    {.steps = {"syn-received-active", {CALL(OPEN_ACTIVE, 0), OPENING(0, AT(ZERO, IRS_PLAIN), NOWHERE)}, 2},
     .iss_wraps = true,
     AXES(seq_around_window, ack_around_syn, probes_connected)},
    {.steps = {"established-passive",
               {CALL(OPEN_PASSIVE, 0), OPENING(0, AT(ZERO, IRS_PLAIN), NOWHERE), HANDSHAKE_ACK,
                CALL(ACCEPT, 0)},
               4},
     .iss_wraps = true,
     AXES(seq_around_window, ack_around_idle, probes_connected)},
    {.steps = {"established-active",
               {CALL(OPEN_ACTIVE, 0), OPENING(TSPEC_ACK, AT(ZERO, IRS_WRAPS), AT(SND_NXT, 0))},
               2},
     AXES(seq_around_window, ack_around_idle, probes_connected)},
    {.steps = {"established-sending",
               {CALL(OPEN_PASSIVE, 0), OPENING(0, AT(ZERO, IRS_WRAPS), NOWHERE), HANDSHAKE_ACK,
                CALL(ACCEPT, 0), CALL(SEND, 1000)},
               5},
     .iss_wraps = true,
     AXES(seq_around_window, ack_around_flight, probes_connected)},
};

/* The flag combinations without ACK have no ACK position, those with ACK have each. */
enum { FLAG_SETS = 64, WITHOUT_ACK = FLAG_SETS / 2 };

static uint64_t controls(const struct road *road)
{
    return WITHOUT_ACK + (uint64_t)WITHOUT_ACK * road->ack_count;
}

static uint64_t cases(const struct road *road)
{
    return controls(road) * road->seq_count * COUNT(texts) * road->probe_count;
}

uint64_t tspec_sweep_count(void)
{
    uint64_t count = 0;
    for (unsigned i = 0; i < COUNT(roads); i++)
        count += cases(&roads[i]);
    return count;
}

/* The i-th of `count` digits of a mixed-radix number, taken off its low end. */
static unsigned digit(uint64_t *number, uint64_t count)
{
    unsigned value = (unsigned)(*number % count);
    *number /= count;
    return value;
}

/* The six classic bits without ACK, from five consecutive ones. */
static uint8_t spread_around_ack(unsigned bits)
{
    return (uint8_t)((bits & (TSPEC_ACK - 1)) | (bits & TSPEC_ACK) << 1);
}

static void append(struct tspec_scenario *scenario, const struct steps *steps)
{
    for (unsigned i = 0; i < steps->count; i++) {
        struct tspec_event *event =
            tspec_scenario_add(scenario, (enum tspec_event_kind)steps->events[i].kind);
        *event = steps->events[i];
        tspec_event_normalize(event);
    }
}

static void name_flags(uint8_t flags, char *out, size_t cap)
{
    static const char *const names[] = {"FIN", "SYN", "RST", "PSH", "ACK", "URG"};
    size_t used = 0;
    snprintf(out, cap, "none");
    for (unsigned bit = 0; bit < COUNT(names); bit++)
        if (flags >> bit & 1)
            used += (size_t)snprintf(out + used, cap - used, "%s%s", used > 0 ? "+" : "", names[bit]);
}

void tspec_sweep_case(uint64_t index, struct tspec_scenario *out, char *name)
{
    const struct road *road = roads;
    for (; index >= cases(road); road++)
        index -= cases(road);
    const struct steps *probe = &road->probes[digit(&index, road->probe_count)];
    unsigned octets = texts[digit(&index, COUNT(texts))];
    const struct position *seq = &road->seqs[digit(&index, road->seq_count)], *ack = NULL;
    uint8_t flags = spread_around_ack(digit(&index, WITHOUT_ACK));
    if (index > 0) {
        ack = &road->acks[index - 1];
        flags |= TSPEC_ACK;
    }

    tspec_scenario_init(out);
    if (road->iss_wraps) {
        out->iss_set = true;
        out->iss = (uint32_t)ISS_WRAPS;
    }
    append(out, &road->steps);
    struct tspec_event *odd = tspec_scenario_add(out, TSPEC_EVENT_SEGMENT);
    odd->flags = flags;
    odd->seq_given = true;
    odd->seq = seq->at;
    odd->ack_given = ack != NULL;
    if (ack != NULL)
        odd->ack = ack->at;
    odd->payload_octets = (uint16_t)octets;
    odd->tag = ODD_TAG;
    tspec_event_normalize(odd);
    append(out, probe);

    if (name == NULL)
        return;
    char flag_names[32];
    name_flags(flags, flag_names, sizeof flag_names);
    snprintf(name, TSPEC_SWEEP_NAME_BYTES, "%s/%s/seq=%s/ack=%s/text=%u/probe=%s", road->steps.name,
             flag_names, seq->name, ack == NULL ? "none" : ack->name, octets, probe->name);
}
