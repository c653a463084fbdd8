#include "harness/scenario/mutate.h"

#include <string.h>
#include "harness/scenario/borders.h"
#include "harness/scenario/generate.h"

/* --- the list of events --- */

static void insert_at(struct tspec_scenario *s, unsigned at, const struct tspec_event *event)
{
    memmove(&s->events[at + 1], &s->events[at], (s->event_count - at) * sizeof *event);
    s->events[at] = *event;
    s->event_count++;
}

static void remove_at(struct tspec_scenario *s, unsigned at, unsigned count)
{
    memmove(&s->events[at], &s->events[at + count], (s->event_count - at - count) * sizeof s->events[0]);
    s->event_count -= count;
}

static unsigned any_place(const struct tspec_scenario *s, struct tspec_random *random)
{
    return tspec_random_below(random, s->event_count + 1);
}

static struct tspec_event *any_event(struct tspec_scenario *s, struct tspec_random *random)
{
    return &s->events[tspec_random_below(random, s->event_count)];
}

/* Most scenarios live on one flow; a change should meet the connection that is there. */
static unsigned usual_flow(struct tspec_scenario *s, struct tspec_random *random)
{
    if (s->event_count == 0 || tspec_random_percent(random, 3))
        return tspec_random_below(random, 2);
    return any_event(s, random)->flow;
}

static void insert_some(struct tspec_scenario *s, struct tspec_random *random)
{
    struct tspec_event e;
    tspec_event_generate(&e, usual_flow(s, random), random);
    insert_at(s, any_place(s, random), &e);
}

static void delete_some(struct tspec_scenario *s, struct tspec_random *random)
{
    unsigned count =
        tspec_random_percent(random, 75) ? 1 : 1 + tspec_random_below(random, s->event_count - 1);
    remove_at(s, tspec_random_below(random, s->event_count - count + 1), count);
}

static void move_one(struct tspec_scenario *s, struct tspec_random *random)
{
    unsigned from = tspec_random_below(random, s->event_count);
    struct tspec_event e = s->events[from];
    remove_at(s, from, 1);
    insert_at(s, any_place(s, random), &e);
}

static void duplicate_one(struct tspec_scenario *s, struct tspec_random *random)
{
    struct tspec_event e = *any_event(s, random);
    insert_at(s, any_place(s, random), &e);
}

/* --- one event --- */

static void push_segment(struct tspec_event *e, struct tspec_random *random)
{
    switch (tspec_random_below(random, 4)) {
    case 0:
        tspec_border_push(&e->seq, TSPEC_BORDER_SEQ, random);
        break;
    case 1:
        e->ack_given = true;
        tspec_border_push(&e->ack, TSPEC_BORDER_ACK, random);
        break;
    case 2:
        e->window_given = true;
        tspec_border_push(&e->window, TSPEC_BORDER_WINDOW, random);
        break;
    default:
        e->payload_octets = tspec_random_percent(random, 50)
                                ? tspec_border_payload(random)
                                : (uint16_t)(e->payload_octets ^ tspec_random_below(random, 4));
    }
}

static bool push(struct tspec_event *e, struct tspec_random *random)
{
    switch (e->kind) {
    case TSPEC_EVENT_SEGMENT:
        push_segment(e, random);
        break;
    case TSPEC_EVENT_REPLAY:
        e->replay = (uint16_t)tspec_random_below(random, 16);
        break;
    case TSPEC_EVENT_CALL:
        e->octets = tspec_border_call_octets(random);
        e->value ^= 1u << tspec_random_below(random, 16); /* of a setting; clipped to what it can be */
        break;
    case TSPEC_EVENT_ICMP:
        tspec_border_push(&e->seq, TSPEC_BORDER_ACK, random); /* the borders of what the stack sent */
        e->mtu ^= (uint16_t)(1u << tspec_random_below(random, 12));
        break;
    case TSPEC_EVENT_ADVANCE:
        if (tspec_random_percent(random, 50))
            e->span = tspec_border_span(random);
        else
            e->span.delta_us += tspec_random_percent(random, 50) ? 1000 : -1000;
        break;
    default:
        return false;
    }
    tspec_event_normalize(e);
    return true;
}

static bool change_fields(struct tspec_event *e, struct tspec_random *random)
{
    if (e->kind != TSPEC_EVENT_SEGMENT)
        return false;
    for (unsigned i = 1 + tspec_random_below(random, 3); i > 0; i--) {
        switch (tspec_random_below(random, 7)) {
        case 0:
        case 1:
            e->flags ^= (uint8_t)(1u << tspec_random_below(random, 6));
            break;
        case 2:
            tspec_border_options(e, random);
            break;
        case 3:
            e->damage = e->damage_at = 0;
            if (tspec_random_percent(random, 80))
                tspec_border_damage(e, random);
            break;
        case 4:
            e->reserved = (uint8_t)tspec_random_below(random, 16);
            break;
        case 5:
            e->urgent = (uint16_t)tspec_random_below(random, 2000);
            break;
        default:
            e->tag = (uint8_t)tspec_random_between(random, 1, 3);
            push_segment(e, random);
        }
    }
    tspec_event_normalize(e);
    return true;
}

/* --- whole scenarios --- */

/* Behind the first `keep` events come those of `tail` from `from` on, as many as there is room for. */
static void append_tail(struct tspec_scenario *s, unsigned keep, const struct tspec_event *tail,
                        unsigned count, unsigned most_events)
{
    if (count > most_events - keep)
        count = most_events - keep;
    memmove(&s->events[keep], tail, count * sizeof *tail);
    s->event_count = keep + count;
}

static bool splice(struct tspec_scenario *s, const struct tspec_scenario *other, unsigned most_events,
                   struct tspec_random *random)
{
    if (other->event_count == 0)
        return false;
    unsigned keep = any_place(s, random), from = tspec_random_below(random, other->event_count);
    if (keep >= most_events)
        keep = most_events - 1;
    append_tail(s, keep, other->events + from, other->event_count - from, most_events);
    return true;
}

static bool aim(struct tspec_scenario *s, unsigned most_events, struct tspec_random *random)
{
    struct tspec_scenario road;
    enum tspec_state state = (enum tspec_state)tspec_random_below(random, TSPEC_STATE_COUNT);
    unsigned flow = usual_flow(s, random), skip = tspec_random_percent(random, 50) ? any_place(s, random) : 0;
    tspec_scenario_init(&road);
    tspec_road_append(&road, flow, state, tspec_random_next(random), random);
    tspec_event_generate_segment(tspec_scenario_add(&road, TSPEC_EVENT_SEGMENT), flow, random);
    if (road.event_count > most_events)
        return false;
    append_tail(&road, road.event_count, s->events + skip, s->event_count - skip, most_events);
    memcpy(s->events, road.events, road.event_count * sizeof road.events[0]);
    s->event_count = road.event_count;
    return true;
}

static void change_header(struct tspec_scenario *s, struct tspec_random *random)
{
    switch (tspec_random_below(random, 5)) {
    case 0:
        s->iss_set = true;
        s->iss = (uint32_t)tspec_border_isn(random).delta;
        break;
    case 1:
        s->receive_buffer_bytes = tspec_random_percent(random, 30) ? 0 : tspec_random_below(random, 8192);
        break;
    case 2:
        s->send_buffer_bytes = tspec_random_percent(random, 30) ? 0 : tspec_random_below(random, 8192);
        break;
    case 3:
        s->msl_us = tspec_random_below(random, 61) * (uint64_t)1000000;
        break;
    default:
        s->seed = tspec_random_next(random);
    }
    tspec_scenario_clip_header(s);
}

bool tspec_scenario_mutate_by(struct tspec_scenario *s, enum tspec_mutation mutation,
                              const struct tspec_scenario *other, unsigned most_events,
                              struct tspec_random *random)
{
    bool room = s->event_count<most_events, some = s->event_count> 0, several = s->event_count > 1;
    switch (mutation) {
    case TSPEC_MUTATION_INSERT:
        if (room)
            insert_some(s, random);
        return room;
    case TSPEC_MUTATION_DELETE:
        if (several)
            delete_some(s, random);
        return several;
    case TSPEC_MUTATION_MOVE:
        if (several)
            move_one(s, random);
        return several;
    case TSPEC_MUTATION_DUPLICATE:
        if (some && room)
            duplicate_one(s, random);
        return some && room;
    case TSPEC_MUTATION_PUSH:
        return some && push(any_event(s, random), random);
    case TSPEC_MUTATION_FIELD:
        return some && change_fields(any_event(s, random), random);
    case TSPEC_MUTATION_SPLICE:
        return splice(s, other ? other : s, most_events, random);
    case TSPEC_MUTATION_AIM:
        return aim(s, most_events, random);
    default:
        change_header(s, random);
        return true;
    }
}

void tspec_scenario_mutate(struct tspec_scenario *s, const struct tspec_scenario *other, unsigned most_events,
                           struct tspec_random *random)
{
    unsigned wanted = 1 + (tspec_random_percent(random, 40) ? tspec_random_below(random, 4) : 0);
    for (unsigned done = 0; done < wanted;)
        done +=
            tspec_scenario_mutate_by(s, (enum tspec_mutation)tspec_random_below(random, TSPEC_MUTATION_COUNT),
                                     other, most_events, random);
}
