#include "harness/judge/pair.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/wire.h"

/* --- the network --- */

static void trace_fate(struct tspec_pair *pair, unsigned from, const struct tspec_tap_item *item,
                       const struct tspec_fated *fated)
{
    struct tspec_judge *s = pair->side[from];
    struct tspec_trace_item what = {.kind = TSPEC_TRACE_NETWORK,
                                    .flow = (unsigned)item->flow,
                                    .segment = &item->segment,
                                    .fate = fated->fate,
                                    .span_us = fated->span_us};
    tspec_judge_trace(s, &what, tspec_judge_state(s, (unsigned)item->flow));
}

/* The segment as it looks from the other end. */
static struct tspec_segment mirrored(const struct tspec_judge *to, const struct tspec_segment *seg, int flow)
{
    struct tspec_segment seen = *seg;
    seen.source = to->place.remote;
    seen.source_port = (uint16_t)(to->place.remote_port + flow);
    seen.destination = to->place.local;
    seen.destination_port = to->place.local_port;
    return seen;
}

/* Where there is no room, or no memory, the network loses it. */
static void carry(struct tspec_pair *pair, unsigned from, const struct tspec_tap_item *item, uint64_t at_us)
{
    struct tspec_judge *to = pair->side[!from];
    if (pair->travelling_count == TSPEC_TRAVELLING_MAX)
        return;
    struct tspec_segment seen = mirrored(to, &item->segment, item->flow);
    size_t bytes = tspec_wire_encode(&seen, to->packet, sizeof to->packet);
    uint8_t *octets = malloc(bytes ? bytes : 1);
    if (octets == NULL)
        return;
    memcpy(octets, to->packet, bytes);
    pair->travelling[pair->travelling_count++] = (struct tspec_travelling){.at_us = at_us,
                                                                           .order = pair->sent++,
                                                                           .to = (uint8_t)!from,
                                                                           .flow = (uint8_t)item->flow,
                                                                           .bytes = bytes,
                                                                           .octets = octets};
}

/* The packet's turn: every entry counts down, and one that comes to nothing is taken out. Its fate is the one
 * that was asked for first. */
static struct tspec_fated next_fate(struct tspec_pair *pair, unsigned from)
{
    struct tspec_fated found = {.fate = TSPEC_FATE_COUNT};
    unsigned kept = 0;
    for (unsigned i = 0; i < pair->fated_count[from]; i++) {
        struct tspec_fated fated = pair->fated[from][i];
        if (--fated.nth > 0)
            pair->fated[from][kept++] = fated;
        else if (found.fate == TSPEC_FATE_COUNT)
            found = fated;
    }
    pair->fated_count[from] = kept;
    return found;
}

static void send(struct tspec_pair *pair, unsigned from, const struct tspec_tap_item *item)
{
    struct tspec_fated fated = next_fate(pair, from);
    uint64_t at_us = item->time_us + pair->latency_us;
    if (fated.fate != TSPEC_FATE_COUNT)
        trace_fate(pair, from, item, &fated);
    if (fated.fate == TSPEC_FATE_LOSE)
        return;
    carry(pair, from, item, fated.fate == TSPEC_FATE_DELAY ? at_us + fated.span_us : at_us);
    if (fated.fate == TSPEC_FATE_REPEAT)
        carry(pair, from, item, at_us + fated.span_us);
}

/* What a side has just done goes to the network and is looked at. */
static void collect(struct tspec_pair *pair, unsigned side)
{
    const struct tspec_tap *tap = &pair->side[side]->tap;
    for (unsigned i = 0; i < tap->count && !pair->side[0]->over; i++) {
        const struct tspec_tap_item *item = &tap->items[i];
        if (item->flow < 0)
            continue;
        tspec_ends_sent(pair, side, item);
        if (item->kind == TSPEC_TAP_PACKET)
            send(pair, side, item);
    }
}

static bool is_before(const struct tspec_travelling *a, const struct tspec_travelling *b)
{
    return a->at_us != b->at_us ? a->at_us < b->at_us : a->order < b->order;
}

/* The packet that arrives next; NULL: none is on its way. */
static struct tspec_travelling *earliest(struct tspec_pair *pair)
{
    struct tspec_travelling *first = NULL;
    for (unsigned i = 0; i < pair->travelling_count; i++)
        if (first == NULL || is_before(&pair->travelling[i], first))
            first = &pair->travelling[i];
    return first;
}

static void arrive(struct tspec_pair *pair, struct tspec_travelling *arriving)
{
    struct tspec_travelling packet = *arriving;
    struct tspec_judge *to = pair->side[packet.to];
    struct tspec_segment seg;
    *arriving = pair->travelling[--pair->travelling_count];
    if (tspec_wire_decode(packet.octets, packet.bytes, &seg) == TSPEC_WIRE_OK) {
        tspec_track_harness_sent(&to->track, packet.flow, &seg);
        tspec_judge_packet(to, packet.flow, &seg, (struct tspec_damaging){.kind = TSPEC_DAMAGE_NONE},
                           packet.octets, packet.bytes);
        collect(pair, packet.to);
    }
    free(packet.octets);
}

/* --- time --- */

/* Until when both may go on without hearing of each other: what one sends arrives a latency later. */
static uint64_t horizon(const struct tspec_pair *pair)
{
    uint64_t least_us = UINT64_MAX;
    for (unsigned s = 0; s < TSPEC_SIDES; s++) {
        const struct tspec_judge *side = pair->side[s];
        uint64_t next_us = side->stack->next_us ? side->stack->next_us(side->sut) : side->now_us;
        if (next_us < side->now_us)
            next_us = side->now_us;
        if (next_us < least_us)
            least_us = next_us;
    }
    return least_us > UINT64_MAX - pair->latency_us ? UINT64_MAX : least_us + pair->latency_us;
}

static bool ended(const struct tspec_pair *pair)
{
    return pair->side[0]->over || pair->side[1]->over;
}

static void wait_until(struct tspec_pair *pair, uint64_t until_us)
{
    struct tspec_judge *j = pair->side[0];
    do {
        uint64_t step_us = until_us, horizon_us = horizon(pair);
        struct tspec_travelling *next = earliest(pair);
        if (horizon_us < step_us)
            step_us = horizon_us;
        if (next != NULL && next->at_us < step_us)
            step_us = next->at_us;
        for (unsigned s = 0; s < TSPEC_SIDES && !ended(pair); s++) {
            tspec_judge_wait(pair->side[s], step_us);
            collect(pair, s);
        }
        while (!ended(pair) && (next = earliest(pair)) != NULL && next->at_us <= step_us)
            arrive(pair, next);
    } while (!ended(pair) && j->now_us < until_us);
}

/* --- events --- */

static void call(struct tspec_pair *pair, unsigned side, const struct tspec_event *event)
{
    struct tspec_judge *j = pair->side[0], *s = pair->side[side];
    struct tspec_call what;
    struct tspec_call_result result;
    tspec_track_make_call(&s->track, event, &what, s->data);
    if (!tspec_judge_call(s, &what, &result))
        return;
    tspec_ends_called(pair, side, &what, &result);
    collect(pair, side);
    if (j->over)
        return;
    j->flow = what.flow;
    tspec_judge_expect_result(j, event, &result);
}

static void fate(struct tspec_pair *pair, unsigned side, const struct tspec_event *event)
{
    unsigned *count = &pair->fated_count[side];
    if (*count < TSPEC_FATES_MAX && event->nth > 0)
        pair->fated[side][(*count)++] = (struct tspec_fated){
            event->fate, event->nth, tspec_track_span(&pair->side[side]->track, &event->span)};
}

void tspec_pair_event(struct tspec_judge *j, const struct tspec_event *event)
{
    struct tspec_pair *pair = j->pair;
    pair->side[1]->event_index = j->event_index;
    switch ((enum tspec_event_kind)event->kind) {
    case TSPEC_EVENT_CALL:
        call(pair, event->peer, event);
        break;
    case TSPEC_EVENT_NETWORK:
        fate(pair, event->peer, event);
        return;
    case TSPEC_EVENT_ADVANCE:
        wait_until(pair, j->now_us + tspec_track_span(&j->track, &event->span));
        break;
    default: /* the readers refuse the rest */
        return;
    }
    if (pair->side[1]->over) /* the peer's own fault: nothing is known of the stack */
        j->over = true;
    if (j->judged && !j->over)
        tspec_judge_compare(j);
}

void tspec_pair_finish(struct tspec_judge *j, uint64_t settle_us)
{
    wait_until(j->pair, j->now_us + settle_us);
    if (!ended(j->pair))
        tspec_ends_finish(j->pair);
}

/* --- the peer --- */

static void forget_packets(struct tspec_pair *pair)
{
    for (unsigned i = 0; i < pair->travelling_count; i++)
        free(pair->travelling[i].octets);
    pair->travelling_count = 0;
}

void tspec_pair_destroy(struct tspec_pair *pair)
{
    if (pair == NULL)
        return;
    forget_packets(pair);
    tspec_judge_destroy(pair->side[1]);
    free(pair);
}

static bool make_peer(struct tspec_judge *j, char *error, size_t error_bytes)
{
    const char *name = j->scenario->peer;
    struct tspec_pair *pair = j->pair;
    if (pair != NULL && strcmp(pair->side[1]->stack->name, name) == 0)
        return true;
    tspec_pair_destroy(pair);
    j->pair = NULL;
    const struct tspec_sut_class *stack = tspec_sut_find(name);
    if (stack == NULL) {
        snprintf(error, error_bytes, "there is no stack '%s' to be the peer; see tcpspec list stacks", name);
        return false;
    }
    pair = calloc(1, sizeof *pair);
    if (pair == NULL) {
        snprintf(error, error_bytes, "no memory for a peer");
        return false;
    }
    pair->side[0] = j;
    pair->side[1] = tspec_judge_create(stack, NULL, 0, false, error, error_bytes);
    if (pair->side[1] == NULL) {
        free(pair);
        return false;
    }
    pair->side[1]->is_peer = true;
    j->pair = pair;
    return true;
}

bool tspec_pair_begin(struct tspec_judge *j, char *error, size_t error_bytes)
{
    if (!make_peer(j, error, error_bytes))
        return false;
    struct tspec_pair *pair = j->pair;
    forget_packets(pair);
    pair->sent = 0;
    pair->fated_count[0] = pair->fated_count[1] = 0;
    pair->ends = (struct tspec_ends){0};
    pair->latency_us = j->scenario->latency_us ? j->scenario->latency_us : TSPEC_SCENARIO_LATENCY_DEFAULT_US;
    return tspec_judge_start(pair->side[1], j->scenario, &pair->peer_verdict, NULL, j->trace, error,
                             error_bytes);
}
