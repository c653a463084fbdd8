#include "harness/campaign/minimize.h"

#include <stdlib.h>
#include <string.h>

#include "harness/campaign/search.h"
#include "harness/scenario/binary.h"

/* Where every pair of events and every beginning is tried. */
enum { FEW = 12 };

/* --- candidates --- */

void tspec_search_begin(struct tspec_search *s)
{
    tspec_scenario_copy(&s->candidate, &s->best);
}

/* FNV-1a over the saved form. */
static uint64_t hash_of(const struct tspec_scenario *scenario)
{
    uint8_t octets[TSPEC_BINARY_MAX];
    size_t bytes = tspec_binary_save(scenario, octets, sizeof octets);
    uint64_t hash = 0xcbf29ce484222325u;
    for (size_t i = 0; i < bytes; i++)
        hash = (hash ^ octets[i]) * 0x100000001b3u;
    return hash != 0 ? hash : 1;
}

/* Where a hash is among the refused, or the free place where it belongs. */
static uint64_t *place_of(struct tspec_search *s, uint64_t hash)
{
    if (s->refused_count > TSPEC_SEARCH_REFUSED / 2) {
        memset(s->refused, 0, sizeof s->refused);
        s->refused_count = 0;
    }
    for (uint64_t at = hash;; at++) {
        uint64_t *place = &s->refused[at % TSPEC_SEARCH_REFUSED];
        if (*place == 0 || *place == hash)
            return place;
    }
}

bool tspec_search_try(struct tspec_search *s)
{
    if (tspec_scenario_equal(&s->candidate, &s->best))
        return false;
    uint64_t hash = hash_of(&s->candidate), *place = place_of(s, hash);
    if (*place == hash)
        return false;
    if (!s->test->shows(s->test->context, &s->candidate)) {
        *place = hash;
        s->refused_count++;
        return false;
    }
    tspec_scenario_copy(&s->best, &s->candidate);
    return s->changed = true;
}

bool tspec_search_try_event(struct tspec_search *s, unsigned at, const struct tspec_event *event)
{
    tspec_search_begin(s);
    s->candidate.events[at] = *event;
    tspec_event_normalize(&s->candidate.events[at]);
    return tspec_search_try(s);
}

/* --- removing events --- */

/* The event a REPLAY sends again, or its own place when it sends nothing. */
static unsigned target_of(const struct tspec_scenario *scenario, unsigned replay)
{
    unsigned segments = 0;
    for (unsigned i = 0; i < replay; i++)
        segments += scenario->events[i].kind == TSPEC_EVENT_SEGMENT;
    if (segments == 0)
        return replay;
    unsigned left = scenario->events[replay].replay % segments, at = 0;
    for (;; at++)
        if (scenario->events[at].kind == TSPEC_EVENT_SEGMENT && left-- == 0)
            return at;
}

/* The candidate: the best without events. Its replays count the segments as the best does, or, unless `raw`,
 * still send the segments they sent: those that are gone leave it to chance. True when that makes a
 * difference. */
static bool leave_out(struct tspec_search *s, const bool *gone, bool raw)
{
    unsigned now_at[TSPEC_SCENARIO_EVENTS_MAX]; /* how many segments of the candidate are before an event */
    unsigned segments = 0, kept = 0;
    bool differs = false;
    tspec_search_begin(s);
    for (unsigned i = 0; i < s->best.event_count; i++) {
        now_at[i] = segments;
        if (gone[i])
            continue;
        struct tspec_event *event = &s->candidate.events[kept++];
        *event = s->best.events[i];
        segments += event->kind == TSPEC_EVENT_SEGMENT;
        if (raw || event->kind != TSPEC_EVENT_REPLAY)
            continue;
        unsigned target = now_at[target_of(&s->best, i)];
        event->replay = (uint16_t)(segments > 0 ? target % segments : 0);
        differs |= event->replay != s->best.events[i].replay;
    }
    s->candidate.event_count = kept;
    return differs;
}

static bool try_without(struct tspec_search *s, const bool *gone)
{
    bool differs = leave_out(s, gone, false);
    if (tspec_search_try(s))
        return true;
    if (!differs)
        return false;
    leave_out(s, gone, true);
    return tspec_search_try(s);
}

static bool try_without_span(struct tspec_search *s, unsigned first, unsigned end)
{
    bool gone[TSPEC_SCENARIO_EVENTS_MAX] = {false};
    for (unsigned i = first; i < end; i++)
        gone[i] = true;
    return try_without(s, gone);
}

/* What often goes together: one flow, all expectations. */
static void remove_groups(struct tspec_search *s)
{
    for (unsigned group = 0; group <= TSPEC_FLOWS; group++) {
        bool gone[TSPEC_SCENARIO_EVENTS_MAX] = {false};
        for (unsigned i = 0; i < s->best.event_count; i++) {
            const struct tspec_event *event = &s->best.events[i];
            bool has_flow = event->kind != TSPEC_EVENT_REPLAY && event->kind != TSPEC_EVENT_ADVANCE;
            gone[i] =
                group < TSPEC_FLOWS ? has_flow && event->flow == group : !tspec_event_is_stimulus(event);
        }
        try_without(s, gone);
    }
}

/* Halves, then quarters, ..., then single events until none can go. From the end: what comes late stands on
 * what came before. */
static void remove_spans(struct tspec_search *s)
{
    unsigned size = (s->best.event_count + 1) / 2;
    for (bool removed = false; size > 0; size = size == 1 && removed ? 1 : size / 2) {
        removed = false;
        for (unsigned end = s->best.event_count; end > 0; end = end > size ? end - size : 0)
            removed |= try_without_span(s, end > size ? end - size : 0, end);
    }
}

/* Two that need each other (a call and what answers it), while there are few. */
static void remove_pairs(struct tspec_search *s)
{
    for (unsigned i = 0; i < s->best.event_count && s->best.event_count <= FEW; i++)
        for (unsigned k = i + 1; k < s->best.event_count; k++) {
            bool gone[TSPEC_SCENARIO_EVENTS_MAX] = {false};
            gone[i] = gone[k] = true;
            try_without(s, gone);
        }
}

/* --- fewer events by other means --- */

/* Adds one event's quantity to another's of the same sort. False where they have none in common. */
static bool add_up(struct tspec_event *to, const struct tspec_event *from)
{
    if (to->kind != from->kind || to->flow != from->flow)
        return false;
    if (to->kind == TSPEC_EVENT_ADVANCE) {
        if (to->span.quantum != TSPEC_QUANTUM_NONE && from->span.quantum != TSPEC_QUANTUM_NONE)
            return false;
        if (from->span.quantum != TSPEC_QUANTUM_NONE) {
            to->span.quantum = from->span.quantum;
            to->span.units = from->span.units;
        }
        to->span.delta_us += from->span.delta_us;
        return true;
    }
    if (to->kind == TSPEC_EVENT_CALL) {
        to->octets += from->octets;
        return to->call == from->call && from->octets > 0;
    }
    struct tspec_event alike = *from;
    alike.payload_octets = to->payload_octets;
    if (to->kind != TSPEC_EVENT_SEGMENT || !tspec_event_equal(to, &alike))
        return false;
    unsigned octets = to->payload_octets + (unsigned)from->payload_octets;
    to->payload_octets = (uint16_t)(octets < TSPEC_SCENARIO_PAYLOAD_MAX ? octets : to->payload_octets);
    return from->payload_octets > 0;
}

/* One wait, send or text in the place of two: the later one's, then the earlier one's. */
static void merge(struct tspec_search *s)
{
    for (unsigned i = s->best.event_count; i-- > 0;)
        for (unsigned k = i + 1; k < s->best.event_count; k++) {
            struct tspec_event sum = s->best.events[k];
            bool gone[TSPEC_SCENARIO_EVENTS_MAX] = {false};
            if (!add_up(&sum, &s->best.events[i]))
                continue;
            tspec_event_normalize(&sum);
            gone[i] = true;
            leave_out(s, gone, false);
            s->candidate.events[k - 1] = sum;
            if (tspec_search_try(s))
                break;
            gone[i] = false;
            gone[k] = true;
            leave_out(s, gone, false);
            s->candidate.events[i] = sum;
            tspec_search_try(s);
            break; /* only the next of its sort */
        }
}

#define CALL(kind_)                                                                                          \
    {                                                                                                        \
        .kind = TSPEC_EVENT_CALL, .call = TSPEC_CALL_##kind_, .expect_result = -1, .expect_octets = -1,      \
        .expect_state = -1                                                                                   \
    }
#define SEGMENT(flags_, seq_)                                                                                \
    {                                                                                                        \
        .kind = TSPEC_EVENT_SEGMENT, .flags = (flags_), .seq = {.base = TSPEC_SYMBOL_##seq_},                \
        .ack = {.base = ((flags_)&TSPEC_ACK) != 0 ? TSPEC_SYMBOL_SND_NXT : TSPEC_SYMBOL_ZERO},               \
        .seq_given = true, .ack_given = ((flags_)&TSPEC_ACK) != 0, .expect_result = -1, .expect_octets = -1, \
        .expect_state = -1                                                                                   \
    }
enum { ROAD_MAX = 3 };
static const struct {
    unsigned events, segments;
    struct tspec_event road[ROAD_MAX];
} roads[] = {
    {1, 0, {CALL(OPEN_ACTIVE)}},
    {2, 1, {CALL(OPEN_ACTIVE), SEGMENT(TSPEC_SYN | TSPEC_ACK, ZERO)}},
    {2, 1, {CALL(OPEN_PASSIVE), SEGMENT(TSPEC_SYN, ZERO)}},
    {3, 2, {CALL(OPEN_PASSIVE), SEGMENT(TSPEC_SYN, ZERO), SEGMENT(TSPEC_ACK, RCV_NXT)}},
};

/* A short road to a connection instead of as long a beginning as possible. */
static void shorten_beginning(struct tspec_search *s)
{
    for (size_t r = 0; r < sizeof roads / sizeof roads[0]; r++) {
        unsigned events = roads[r].events;
        for (unsigned end = s->best.event_count < FEW ? s->best.event_count : FEW; end > events; end--) {
            bool gone[TSPEC_SCENARIO_EVENTS_MAX] = {false};
            for (unsigned i = 0; i < end; i++)
                gone[i] = true;
            leave_out(s, gone, false);
            for (unsigned i = s->candidate.event_count; i-- > 0;) {
                struct tspec_event *event = &s->candidate.events[i + events];
                *event = s->candidate.events[i];
                if (event->kind == TSPEC_EVENT_REPLAY)
                    event->replay = (uint16_t)(event->replay + roads[r].segments);
            }
            memcpy(s->candidate.events, roads[r].road, events * sizeof roads[r].road[0]);
            s->candidate.event_count += events;
            if (tspec_search_try(s))
                break;
        }
    }
}

/* The segment itself instead of "the third one again": the first may then go. */
static void unfold_replays(struct tspec_search *s)
{
    bool none[TSPEC_SCENARIO_EVENTS_MAX] = {false};
    if (leave_out(s, none, false)) /* the same segments, counted without wrapping around */
        tspec_search_try(s);
    for (unsigned i = 0; i < s->best.event_count; i++) {
        if (s->best.events[i].kind != TSPEC_EVENT_REPLAY)
            continue;
        unsigned target = target_of(&s->best, i);
        if (target == i)
            continue;
        tspec_search_begin(s);
        /* Later replays count one segment more before those that lie behind this one. */
        for (unsigned k = i + 1; k < s->best.event_count; k++)
            if (s->best.events[k].kind == TSPEC_EVENT_REPLAY && target_of(&s->best, k) > i)
                s->candidate.events[k].replay++;
        s->candidate.events[i] = s->best.events[target];
        tspec_search_try(s);
    }
}

/* --- the whole --- */

bool tspec_minimize(struct tspec_scenario *scenario, const struct tspec_minimize_test *test)
{
    struct tspec_search *s = calloc(1, sizeof *s);
    if (s == NULL)
        return false;
    s->test = test;
    tspec_scenario_copy(&s->best, scenario);
    do {
        s->changed = false;
        remove_groups(s);
        remove_spans(s);
        shorten_beginning(s);
        merge(s);
        unfold_replays(s);
        tspec_plainer_settings(s);
        tspec_plainer_flows(s);
        for (unsigned i = 0; i < s->best.event_count; i++)
            tspec_plainer_event(s, i);
        tspec_plainer_times(s);
        remove_pairs(s);
    } while (s->changed);
    tspec_scenario_copy(scenario, &s->best);
    free(s);
    return true;
}
