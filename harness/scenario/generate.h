/*
 * Scenarios by chance, and the roads that lead a stack into each state.
 */
#ifndef TSPEC_HARNESS_GENERATE_H
#define TSPEC_HARNESS_GENERATE_H

#include "harness/scenario/random.h"
#include "harness/scenario/scenario.h"

enum { TSPEC_GENERATE_EVENTS_MAX = 60 };

/* A scenario of 1 to 60 events, in normal form, that depends on the seed alone. It opens, moves data and
 * closes by one of the roads, or several in a row, with hostile segments, calls and waits in between whose
 * operands stand at the borders of RFC 9293's tests. */
void tspec_scenario_generate(uint64_t seed, struct tspec_scenario *scenario);

/* The roads into a state: how many there are, and the events of one, appended on a flow (as many as fit).
 * CLOSED has the empty one. `random` chooses the numbers that the road leaves open. */
unsigned tspec_road_count(enum tspec_state state);
void tspec_road_append(struct tspec_scenario *scenario, unsigned flow, enum tspec_state state, unsigned road,
                       struct tspec_random *random);

/* One event by chance, in normal form: a segment with border operands, a call, a wait, or a replay. */
void tspec_event_generate_segment(struct tspec_event *event, unsigned flow, struct tspec_random *random);
void tspec_event_generate(struct tspec_event *event, unsigned flow, struct tspec_random *random);

#endif
