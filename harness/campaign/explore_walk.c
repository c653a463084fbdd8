#include "harness/campaign/explore_walk.h"

#include <stdlib.h>

/* The events of a way, oldest first, and the states they led to, the last not included; returns how many
 * events. */
static unsigned trace_way(const struct tspec_table *table, uint64_t way, uint8_t *events, uint64_t *states)
{
    unsigned length = 1;
    for (uint64_t s = tspec_way_parent(way); s != 0; s = tspec_way_parent(table->ways[s]))
        length++;
    events[length - 1] = (uint8_t)tspec_way_event(way);
    for (unsigned i = length - 1; i > 0; i--) {
        states[i - 1] = tspec_way_parent(way);
        way = table->ways[states[i - 1]];
        events[i - 1] = (uint8_t)tspec_way_event(way);
    }
    return length;
}

/* Keeps where all judges stand as the state of that depth. */
static bool keep(struct tspec_walk *w, unsigned depth)
{
    for (unsigned i = 0; i < w->judge_count; i++) {
        struct tspec_judge_snapshot **snapshot = &w->snapshots[depth][i];
        if (*snapshot == NULL && (*snapshot = tspec_judge_snapshot_create(w->judges[i])) == NULL)
            return false;
        tspec_judge_save(w->judges[i], *snapshot);
    }
    return true;
}

static void restore(struct tspec_walk *w, unsigned depth)
{
    for (unsigned i = 0; i < w->judge_count; i++)
        tspec_judge_restore(w->judges[i], w->snapshots[depth][i]);
}

bool tspec_walk_begin(struct tspec_walk *w, const struct tspec_table *table,
                      const struct tspec_scenario *alphabet)
{
    w->table = table;
    w->alphabet = alphabet;
    w->depth = 0;
    w->states[0] = 0;
    return keep(w, 0);
}

void tspec_walk_end(struct tspec_walk *w)
{
    for (unsigned depth = 0; depth <= TSPEC_WALK_DEPTH_MAX; depth++)
        for (unsigned i = 0; i < TSPEC_WALKERS_MAX; i++)
            free(w->snapshots[depth][i]);
}

bool tspec_walk_to(struct tspec_walk *w, uint64_t state)
{
    uint8_t events[TSPEC_WALK_DEPTH_MAX + 1];
    uint64_t states[TSPEC_WALK_DEPTH_MAX + 1];
    unsigned length = state == 0 ? 0 : trace_way(w->table, w->table->ways[state], events, states);
    if (length > 0)
        states[length - 1] = state;
    unsigned common = 0;
    while (common < length && common < w->depth && states[common] == w->states[common + 1])
        common++;
    restore(w, common);
    for (w->depth = common; w->depth < length; w->depth++) {
        for (unsigned i = 0; i < w->judge_count; i++)
            tspec_judge_step(w->judges[i], &w->alphabet->events[events[w->depth]], w->depth, NULL);
        if (!keep(w, w->depth + 1))
            return false;
        w->states[w->depth + 1] = states[w->depth];
    }
    return true;
}

void tspec_walk_back(struct tspec_walk *w)
{
    restore(w, w->depth);
}

void tspec_walk_scenario(const struct tspec_table *table, const struct tspec_scenario *alphabet, uint64_t way,
                         struct tspec_scenario *out)
{
    uint8_t events[TSPEC_WALK_DEPTH_MAX + 1];
    uint64_t states[TSPEC_WALK_DEPTH_MAX + 1];
    unsigned length = trace_way(table, way, events, states);
    tspec_scenario_copy(out, alphabet);
    out->event_count = length;
    for (unsigned i = 0; i < length; i++)
        out->events[i] = alphabet->events[events[i]];
}
