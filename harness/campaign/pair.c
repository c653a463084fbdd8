#include "harness/campaign/pair.h"

#include <stdio.h>

#define COUNT(a) (uint32_t)(sizeof(a) / sizeof((a)[0]))
#define PICK(a)  (a)[tspec_random_below(random, COUNT(a))]

enum { STACK, PEER };

static struct tspec_event *add_call(struct tspec_scenario *s, bool peer, enum tspec_call_kind kind)
{
    struct tspec_event *e = tspec_scenario_add(s, TSPEC_EVENT_CALL);
    if (e == NULL)
        return NULL;
    e->peer = peer;
    e->call = (uint8_t)kind;
    return e;
}

static void add_octets(struct tspec_scenario *s, bool peer, enum tspec_call_kind kind, uint32_t octets)
{
    struct tspec_event *e = add_call(s, peer, kind);
    if (e != NULL)
        e->octets = octets;
}

static void add_wait(struct tspec_scenario *s, int64_t us)
{
    struct tspec_event *e = tspec_scenario_add(s, TSPEC_EVENT_ADVANCE);
    if (e != NULL)
        e->span.delta_us = us;
}

/* From soon after, so that it falls among what is going on, to so late that another connection is there. */
static int64_t any_delay(const struct tspec_scenario *s, struct tspec_random *random)
{
    static const int64_t most = 100000000;
    int64_t span = (int64_t)s->latency_us << tspec_random_below(random, 17);
    span = span / 4 + span / 64 * tspec_random_between(random, 0, 63);
    return span < most ? span + 1 : most;
}

static void add_fate(struct tspec_scenario *s, struct tspec_random *random)
{
    struct tspec_event *e = tspec_scenario_add(s, TSPEC_EVENT_NETWORK);
    if (e == NULL)
        return;
    e->peer = tspec_random_percent(random, 50);
    e->fate = (uint8_t)tspec_random_below(random, TSPEC_FATE_COUNT);
    e->nth = (uint16_t)tspec_random_between(random, 1, tspec_random_percent(random, 70) ? 3 : 12);
    if (e->fate != TSPEC_FATE_LOSE)
        e->span.delta_us = any_delay(s, random);
}

static void add_fates(struct tspec_scenario *s, struct tspec_random *random, int most)
{
    for (int32_t left = tspec_random_between(random, 0, most); left > 0; left--)
        add_fate(s, random);
}

static int64_t any_wait(const struct tspec_scenario *s, struct tspec_random *random)
{
    static const int64_t seconds[] = {1, 3, 10, 70};
    if (tspec_random_percent(random, 30))
        return PICK(seconds) * 1000000;
    return (int64_t)s->latency_us * tspec_random_between(random, 1, 12);
}

/* Text both ways; the applications read when they like. */
static void exchange(struct tspec_scenario *s, struct tspec_random *random)
{
    static const uint32_t sizes[] = {1, 10, 100, 536, 1460, 3000, 6000, 12000, 20000};
    for (int32_t left = tspec_random_between(random, 0, 4); left > 0; left--) {
        bool peer = tspec_random_percent(random, 50);
        add_fates(s, random, 2);
        add_octets(s, peer, TSPEC_CALL_SEND, PICK(sizes));
        add_wait(s, any_wait(s, random));
        if (tspec_random_percent(random, 60))
            add_octets(s, !peer, TSPEC_CALL_RECEIVE, TSPEC_SCENARIO_CALL_MAX);
    }
}

/* Both applications close, and read until they are told that there is no more. */
static void close_both(struct tspec_scenario *s, struct tspec_random *random, bool patient)
{
    bool first = tspec_random_percent(random, 50);
    add_fates(s, random, 2);
    add_call(s, first, TSPEC_CALL_SHUTDOWN);
    if (tspec_random_percent(random, 70))
        add_wait(s, (int64_t)s->latency_us * tspec_random_between(random, 1, 5));
    add_octets(s, !first, TSPEC_CALL_RECEIVE, TSPEC_SCENARIO_CALL_MAX);
    add_fates(s, random, 2);
    add_call(s, !first, TSPEC_CALL_SHUTDOWN);
    /* Each read opens the window, so that what a full buffer held back comes. */
    for (int round = 0; round < 4; round++) {
        add_wait(s, patient ? 120000000 : (int64_t)s->latency_us * 5);
        add_octets(s, STACK, TSPEC_CALL_RECEIVE, TSPEC_SCENARIO_CALL_MAX);
        add_octets(s, PEER, TSPEC_CALL_RECEIVE, TSPEC_SCENARIO_CALL_MAX);
    }
}

static void open_both(struct tspec_scenario *s, struct tspec_random *random, bool opener, bool both)
{
    add_fates(s, random, 1);
    add_call(s, opener, TSPEC_CALL_OPEN_ACTIVE);
    if (both)
        add_call(s, !opener, TSPEC_CALL_OPEN_ACTIVE);
    add_wait(s, tspec_random_percent(random, 50) ? (int64_t)s->latency_us * 4 : 10000000);
    if (!both)
        add_call(s, !opener, TSPEC_CALL_ACCEPT);
}

/* An application that is done as fast as it can be, and starts again: the numbers of the next connection come
 * soon after, or even before those that the last one used (RFC 9293, 3.4.3). */
static void haste(struct tspec_scenario *s, struct tspec_random *random, bool opener)
{
    static const uint32_t sizes[] = {2000, 6000, 12000, 20000};
    bool sender = tspec_random_percent(random, 80) ? opener : !opener;
    int64_t moment = (int64_t)s->latency_us * 3;
    add_call(s, opener, TSPEC_CALL_OPEN_ACTIVE);
    add_wait(s, moment);
    add_call(s, !opener, TSPEC_CALL_ACCEPT);
    add_fates(s, random, 3);
    add_octets(s, sender, TSPEC_CALL_SEND, PICK(sizes));
    add_wait(s, moment);
    add_octets(s, !sender, TSPEC_CALL_RECEIVE, TSPEC_SCENARIO_CALL_MAX);
    add_call(s, opener, TSPEC_CALL_SHUTDOWN);
    add_wait(s, moment);
    add_octets(s, !sender, TSPEC_CALL_RECEIVE, TSPEC_SCENARIO_CALL_MAX);
    add_call(s, !opener, TSPEC_CALL_SHUTDOWN);
    add_wait(s, moment);
}

void tspec_pair_generate(uint64_t seed, const char *peer, struct tspec_scenario *s)
{
    static const uint64_t latencies[] = {1000, 1000, 10000, 100000};
    struct tspec_random chance, *random = &chance;
    tspec_random_init(random, seed);
    tspec_scenario_init(s);
    snprintf(s->peer, sizeof s->peer, "%s", peer);
    s->seed = tspec_random_next(random);
    s->latency_us = PICK(latencies);

    bool opener = tspec_random_percent(random, 40) ? PEER : STACK;
    bool both = tspec_random_percent(random, 10);
    int32_t rounds = tspec_random_percent(random, 50) ? 1 : tspec_random_between(random, 2, 3);
    if (!both)
        add_call(s, !opener, TSPEC_CALL_OPEN_PASSIVE);
    for (int32_t hasty = tspec_random_percent(random, 30) ? 2 : 0; hasty > 0 && !both; hasty--)
        haste(s, random, opener);
    for (int32_t round = 1; round <= rounds; round++) {
        open_both(s, random, opener, both);
        exchange(s, random);
        close_both(s, random, round == rounds || tspec_random_percent(random, 30));
    }
    struct tspec_event *last = tspec_scenario_add(s, TSPEC_EVENT_ADVANCE);
    if (last != NULL)
        last->span = (struct tspec_span){.quantum = TSPEC_QUANTUM_MSL, .units = 2, .delta_us = 1200000000};
    for (unsigned i = 0; i < s->event_count; i++)
        tspec_event_normalize(&s->events[i]);
}
