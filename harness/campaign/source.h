/*
 * Where a campaign's scenarios come from. A source is random access: the index alone says which scenario it
 * is, so that work can be sliced over workers, taken up after a crash, and repeated.
 */
#ifndef TSPEC_HARNESS_SOURCE_H
#define TSPEC_HARNESS_SOURCE_H

#include "harness/scenario/scenario.h"

struct tspec_source {
    const char *name;                  /* "random", "sweep", "files" */
    uint64_t count;                    /* how many there are; UINT64_MAX: as many as anyone wants */
    uint64_t seed;                     /* random, pair: the campaign's */
    const char *peer;                  /* pair: the stack at the other end */
    uint32_t capabilities;             /* random: of the stack (harness/profile.h); 0 at first */
    uint8_t ip_version;                /* random, sweep: of every scenario, 4 or 6; 0 at first: their own */
    const struct tspec_scenario *list; /* files: borrowed */
    /* Writes the index-th scenario, index below count. */
    void (*scenario)(const struct tspec_source *self, uint64_t index, struct tspec_scenario *out);
};

/* The generator's scenarios (harness/scenario/generate.h), the seed of each made from the campaign's seed and
 * the index. */
struct tspec_source tspec_source_random(uint64_t seed);
/* The generator's scenarios of two stacks (pair.h), each with `peer` at the other end; borrowed. */
struct tspec_source tspec_source_pair(uint64_t seed, const char *peer);
/* The systematic cases (sweep.h), in their order. */
struct tspec_source tspec_source_sweep(void);
/* A list of read scenarios; it must outlive the source. */
struct tspec_source tspec_source_list(const struct tspec_scenario *list, uint64_t count);

#endif
