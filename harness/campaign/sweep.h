/*
 * The sweep: systematic cases. Every state by every road to it, something odd, then probes that make a
 * hidden state visible.
 *
 * A case is a place in one of several cross products, the families; each is a list of axes, and each axis a
 * table of data (docs/sweep.md). An index says all. Indices run through the whole space with a long stride,
 * so that the first cases of any number are spread over all of it.
 */
#ifndef TSPEC_HARNESS_SWEEP_H
#define TSPEC_HARNESS_SWEEP_H

#include "harness/judge/classes.h"
#include "harness/scenario/scenario.h"

enum { TSPEC_SWEEP_NAME_BYTES = 192 };

uint64_t tspec_sweep_count(void);

/* The index-th case, index below the count. `name`, if not NULL, has room for TSPEC_SWEEP_NAME_BYTES and
 * tells what it is: "edges/established.passive/wraps/seq=RCV.NXT+1(0)/SYN+ACK/text". No two cases have one
 * name. */
void tspec_sweep_case(uint64_t index, struct tspec_scenario *out, char *name);

/* Where a case belongs. */
struct tspec_sweep_place {
    unsigned family;      /* index into the families */
    unsigned state;       /* what its odd event meets: enum tspec_state */
    unsigned event_class; /* of the odd event: harness/judge/classes.h */
};
struct tspec_sweep_place tspec_sweep_place(uint64_t index);

struct tspec_sweep_family {
    const char *name, *varies; /* "edges", "every flag, ..." */
    const char *rows;          /* of the checklist in docs/sweep.md: "1 2 3" */
    uint64_t cases;
};
/* NULL beyond the last. Valid until the program ends. */
const struct tspec_sweep_family *tspec_sweep_family(unsigned index);

/* How many cases meet each state with each class of event. */
struct tspec_sweep_table {
    uint64_t cases[TSPEC_STATE_COUNT][TSPEC_EVENT_CLASSES];
};
void tspec_sweep_tabulate(struct tspec_sweep_table *table);

#endif
