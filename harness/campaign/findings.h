/*
 * Findings of many scenarios, merged by signature: how often, and the shortest scenario that shows it.
 */
#ifndef TSPEC_HARNESS_FINDINGS_H
#define TSPEC_HARNESS_FINDINGS_H

#include "harness/judge/judge.h"

/* One signature. `scenario` is the shortest that showed it: fewest events, then smallest encoding, then
 * lowest index; `finding` is what the judge said of that one. Plain data. */
struct tspec_found {
    struct tspec_finding finding;
    uint64_t count;                 /* scenarios that showed it */
    uint64_t index;                 /* of `scenario` in its source */
    uint32_t encoded_bytes;         /* of `scenario` */
    struct tspec_scenario scenario; /* last: what lies behind its events is never touched */
};

/* A table of them in memory of the owner's, zero to begin with. `dropped` counts findings of new signatures
 * that came when it was full. It is large, but touched only as far as there are findings. */
enum { TSPEC_FINDINGS_CAPACITY = 4096, TSPEC_FINDINGS_BUCKETS = 2 * TSPEC_FINDINGS_CAPACITY };
struct tspec_findings {
    unsigned count;
    uint64_t dropped;
    uint16_t buckets[TSPEC_FINDINGS_BUCKETS]; /* by signature: index + 1 into items, 0 where there is none */
    struct tspec_found items[TSPEC_FINDINGS_CAPACITY];
};

/* Adds `count` sightings of one finding, shown by the scenario of that index. */
void tspec_findings_add(struct tspec_findings *table, const struct tspec_finding *finding, uint64_t count,
                        const struct tspec_scenario *scenario, uint64_t index);
/* Adds all of `from`. */
void tspec_findings_merge(struct tspec_findings *table, const struct tspec_findings *from);
/* Puts the gravest first, then by check, clause and signature: the order of reports. False, and nothing
 * moved, when there is no memory for it. */
bool tspec_findings_sort(struct tspec_findings *table);

#endif
