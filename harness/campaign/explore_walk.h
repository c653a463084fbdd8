/*
 * Walking the states of an exploration: what explore.c and explore_compare.c share. Nobody else includes
 * this.
 */
#ifndef TSPEC_HARNESS_EXPLORE_WALK_H
#define TSPEC_HARNESS_EXPLORE_WALK_H

#include "harness/campaign/explore_table.h"
#include "harness/judge/step.h"

enum { TSPEC_WALK_DEPTH_MAX = 64, TSPEC_WALKERS_MAX = 2 };

/* One judge, or two side by side, at a state: the states along the way to it, and snapshots of each. */
struct tspec_walk {
    const struct tspec_table *table;
    const struct tspec_scenario *alphabet;
    struct tspec_judge *judges[TSPEC_WALKERS_MAX];
    unsigned judge_count;
    unsigned depth;                            /* of the present state */
    uint64_t states[TSPEC_WALK_DEPTH_MAX + 1]; /* states[0]: the root */
    struct tspec_judge_snapshot *snapshots[TSPEC_WALK_DEPTH_MAX + 1][TSPEC_WALKERS_MAX];
};

/* The judges have begun (tspec_judge_step_begin) and stand at the root. False without memory. */
bool tspec_walk_begin(struct tspec_walk *walk, const struct tspec_table *table,
                      const struct tspec_scenario *alphabet);
void tspec_walk_end(struct tspec_walk *walk);
/* Goes to a state, from the last one that its way has in common with the present state's. False without
 * memory. */
bool tspec_walk_to(struct tspec_walk *walk, uint64_t state);
/* Back to the present state, after an event was tried. */
void tspec_walk_back(struct tspec_walk *walk);

/* A way as a scenario: the alphabet's settings, and its events in order. */
void tspec_walk_scenario(const struct tspec_table *table, const struct tspec_scenario *alphabet, uint64_t way,
                         struct tspec_scenario *out);

#endif
