#include "harness/scenario/generate.h"

#include "harness/scenario/borders.h"
#include "harness/scenario/roads.h"

#define COUNT(a) (uint32_t)(sizeof(a) / sizeof((a)[0]))
#define PICK(a)  (a)[tspec_random_below(random, COUNT(a))]

/* --- single events --- */

static uint8_t any_flags(struct tspec_random *random)
{
    static const uint8_t usual[] = {
        TSPEC_ACK,
        TSPEC_ACK,
        TSPEC_ACK | TSPEC_PSH,
        TSPEC_FIN | TSPEC_ACK,
        TSPEC_RST,
        TSPEC_RST | TSPEC_ACK,
        TSPEC_SYN,
        TSPEC_SYN | TSPEC_ACK,
        TSPEC_FIN,
        0,
    };
    if (tspec_random_percent(random, 65))
        return PICK(usual);
    if (tspec_random_percent(random, 10))
        return (uint8_t)tspec_random_below(random, 256);
    return (uint8_t)tspec_random_below(random, 64);
}

void tspec_event_generate_segment(struct tspec_event *e, unsigned flow, struct tspec_random *random)
{
    tspec_event_init(e, TSPEC_EVENT_SEGMENT);
    e->flow = (uint8_t)flow;
    e->flags = any_flags(random);
    e->seq = tspec_border_seq(random);
    if ((e->flags & TSPEC_SYN) && tspec_random_percent(random, 40))
        e->seq = tspec_border_isn(random);
    e->ack_given = tspec_random_percent(random, 10);
    e->ack = tspec_border_ack(random);
    e->window_given = tspec_random_percent(random, 35);
    e->window = tspec_border_window(random);
    if (tspec_random_percent(random, 45)) {
        e->payload_octets = tspec_border_payload(random);
        e->tag = (uint8_t)tspec_random_between(random, 1, 3); /* not 0: it may have to be discarded */
    }
    if ((e->flags & TSPEC_URG) || tspec_random_percent(random, 2))
        e->urgent = (uint16_t)(tspec_random_percent(random, 80) ? tspec_random_below(random, 200)
                                                                : tspec_random_below(random, 65536));
    if (tspec_random_percent(random, e->flags & TSPEC_SYN ? 50 : 8))
        tspec_border_options(e, random);
    if (tspec_random_percent(random, 3))
        e->reserved = (uint8_t)tspec_random_below(random, 16);
    if (tspec_random_percent(random, 5))
        tspec_border_damage(e, random);
    tspec_event_normalize(e);
}

static void generate_call(struct tspec_event *e, unsigned flow, struct tspec_random *random)
{
    tspec_event_init(e, TSPEC_EVENT_CALL);
    e->flow = (uint8_t)flow;
    e->call = (uint8_t)tspec_random_below(random, TSPEC_CALL_SET); /* settings: widen.h */
    e->on_listener = tspec_random_percent(random, 8);
    e->octets = tspec_border_call_octets(random);
    tspec_event_normalize(e);
}

void tspec_event_generate(struct tspec_event *e, unsigned flow, struct tspec_random *random)
{
    uint32_t which = tspec_random_below(random, 100);
    if (which < 57) {
        tspec_event_generate_segment(e, flow, random);
    } else if (which < 76) {
        generate_call(e, flow, random);
    } else if (which < 88) {
        tspec_event_init(e, TSPEC_EVENT_ADVANCE);
        e->span = tspec_border_span(random);
    } else {
        tspec_event_init(e, TSPEC_EVENT_REPLAY);
        e->replay = (uint16_t)tspec_random_below(random, 16);
    }
}

/* --- whole scenarios --- */

/* The lives of a connection, as letters of roads.h; one of each list in turn. */
static const char *const opens[] = {"LSA", "LSAc", "LSAc", "LSAcq", "Cs", "Cs", "Cs",   "CSk", "CSA",
                                    "LXs", "LS",   "CS",   "C",     "L",  "",   "LSSA", "CsA"};
static const char *const middles[] = {"",     "D",     "DR",    "DDR",   "DdR",  "W",     "WA",   "WWA",
                                      "WDAR", "WoA",   "Wg",    "DDDDR", "Wooo", "DAWAR", "DWg",  "DRDRDR",
                                      "WdA",  "AA",    "O",     "OD",    "OODR", "zW",    "zWoA", "zWooA",
                                      "MMMM", "MMMMR", "MMMMW", "WpA",   "KD",   "AzA"};
static const char *const closes[] = {
    "",      "HAF",  "HAFt",  "HfA",  "HfAt", "HFt", "FHA",   "FHgA", "FWAHA", "HgAFt", "HADRF",
    "FRHA",  "EAF",  "EAFt",  "FEA",  "EFA",  "B",   "r",     "FB",   "HB",    "Hoo",   "FHoA",
    "HAFFt", "HAFd", "HAFtF", "DE",   "HWA",  "FDR", "EDA",   "HAr",  "zWHoA", "FzWHA", "WHuA",
    "WHu",   "HAFv", "HAFvt", "FHvA", "Hfv",  "OHF", "MMMMF", "WHpA", "HvF"};
static const char *const reopens[] = {"NA", "N", "Cs", "S", "NAD", "tNA", "LNA", "LNAc", "tCs", "FA", "DA"};

/* A buffer of a few segments. */
static uint32_t some_segments(const struct tspec_scenario *s, struct tspec_random *random)
{
    enum { MSS_DEFAULT = 536 };
    uint32_t mss = s->mss ? s->mss : MSS_DEFAULT, whole = mss * (uint32_t)tspec_random_between(random, 1, 8);
    return tspec_random_percent(random, 50) ? whole : whole + tspec_random_below(random, mss);
}

static void generate_header(struct tspec_scenario *s, struct tspec_random *random)
{
    static const uint64_t msls_us[] = {1000000, 5000000, 30000000, 60000000};
    static const uint64_t settles_us[] = {2000000, 5000000, 10000000};
    static const uint16_t msses[] = {536, 536, 700, 1000, 1460};
    s->seed = tspec_random_next(random);
    if (tspec_random_percent(random, 60)) {
        s->iss_set = true;
        s->iss = (uint32_t)tspec_border_isn(random).delta;
    }
    if (tspec_random_percent(random, 40))
        s->msl_us = PICK(msls_us);
    if (tspec_random_percent(random, 20))
        s->settle_us = PICK(settles_us);
    if (tspec_random_percent(random, 15))
        s->mss = PICK(msses);
    if (tspec_random_percent(random, 25))
        s->receive_buffer_bytes = some_segments(s, random);
    if (tspec_random_percent(random, 15))
        s->send_buffer_bytes = some_segments(s, random);
    tspec_scenario_clip_header(s);
}

struct plan {
    struct tspec_scenario *scenario;
    struct tspec_random random;
    unsigned length;  /* events, at most */
    unsigned hostile; /* percent: how often something else comes before a step */
    unsigned flow;
};

static bool is_full(const struct plan *p)
{
    return p->scenario->event_count >= p->length;
}

static void disturb(struct plan *p)
{
    struct tspec_event *e = tspec_scenario_add(p->scenario, TSPEC_EVENT_SEGMENT);
    unsigned flow = tspec_random_percent(&p->random, 4) ? 1 - p->flow : p->flow;
    if (tspec_random_percent(&p->random, 60))
        tspec_event_generate_segment(e, flow, &p->random);
    else
        tspec_event_generate(e, flow, &p->random);
}

static void walk(struct plan *p, const char *letters)
{
    for (; *letters && !is_full(p); letters++) {
        while (!is_full(p) && tspec_random_percent(&p->random, p->hostile))
            disturb(p);
        if (!is_full(p))
            tspec_road_step(p->scenario, p->flow, *letters, &p->random);
    }
}

/* Straight into a state, all states alike: the long roads of their own accord seldom reach the late ones. */
static void begin_in_some_state(struct plan *p)
{
    enum tspec_state state = (enum tspec_state)tspec_random_below(&p->random, TSPEC_STATE_COUNT);
    uint32_t road = tspec_random_next(&p->random);
    tspec_road_append(p->scenario, p->flow, state, road, &p->random);
    if (is_full(p))
        p->scenario->event_count = p->length;
    for (unsigned i = 1 + tspec_random_below(&p->random, 3); i > 0 && !is_full(p); i--)
        disturb(p);
}

/* Short scenarios are quick to run and to read, long ones get deep: as many below 12 events as above. */
static unsigned choose_length(struct tspec_random *random)
{
    if (tspec_random_percent(random, 50))
        return (unsigned)tspec_random_between(random, 1, 12);
    return (unsigned)tspec_random_between(random, 12, TSPEC_GENERATE_EVENTS_MAX);
}

void tspec_scenario_generate(uint64_t seed, struct tspec_scenario *scenario)
{
    static const unsigned shares[] = {0, 5, 10, 20, 20, 35, 50};
    struct plan p = {.scenario = scenario};
    struct tspec_random *random = &p.random;
    tspec_random_init(random, seed);
    tspec_scenario_init(scenario);
    generate_header(scenario, random);
    p.length = choose_length(random);
    p.hostile = PICK(shares);
    p.flow = tspec_random_percent(random, 8);
    if (tspec_random_percent(random, 40))
        begin_in_some_state(&p);
    while (!is_full(&p)) {
        walk(&p,
             scenario->event_count == 0 || tspec_random_percent(random, 25) ? PICK(opens) : PICK(reopens));
        walk(&p, PICK(middles));
        for (unsigned i = tspec_random_below(random, 4); i > 0 && !is_full(&p); i--)
            disturb(&p);
        walk(&p, PICK(middles));
        walk(&p, PICK(closes));
        if (tspec_random_percent(random, 40))
            break;
        if (tspec_random_percent(random, 10))
            p.flow = 1 - p.flow;
    }
    if (scenario->event_count == 0)
        disturb(&p);
}
