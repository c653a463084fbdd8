/*
 * Findings of many scenarios, merged by signature: how often, and the plainest scenario that shows it.
 */
#ifndef TSPEC_HARNESS_FINDINGS_H
#define TSPEC_HARNESS_FINDINGS_H

#include "harness/judge/judge.h"

enum {
    TSPEC_FINDINGS_CAPACITY = 16384,
    TSPEC_FINDINGS_BUCKETS = 2 * TSPEC_FINDINGS_CAPACITY,
    TSPEC_FINDINGS_STORE = TSPEC_FINDINGS_CAPACITY * 4096, /* octets for scenarios */
};

/* One signature. What the judge said of it stands in `finding`; tspec_findings_scenario() gives the scenario
 * it said it of. Of all that showed the signature this is one that deviates or fails and that no quirk
 * explains, if there is one (known must it be in *every* scenario); then the one with the gravest level, then
 * one that no quirk explains, then the fewest events, the smallest encoding, the lowest index. Plain data. */
struct tspec_found {
    struct tspec_finding finding;
    uint64_t count;           /* scenarios that showed it */
    uint64_t index;           /* in its source, of the scenario it was first shown by */
    unsigned events;          /* of the scenario */
    uint32_t at, bytes, room; /* where the scenario is in the table's store, in its binary form */
};

/* A table of them in memory of the owner's, zero up to `items` to begin with. `dropped` counts findings of
 * new signatures that came when it was full. It is large (80 MB), but touched only as far as there are
 * findings: 2 KB each or so. */
struct tspec_findings {
    unsigned count;
    uint32_t stored; /* octets of `store` taken */
    uint64_t dropped;
    uint16_t buckets[TSPEC_FINDINGS_BUCKETS]; /* by signature: index + 1 into items, 0 where there is none */
    struct tspec_found items[TSPEC_FINDINGS_CAPACITY];
    uint8_t store[TSPEC_FINDINGS_STORE];
};

/* Adds `count` sightings of one finding, shown by the scenario of that index, which is in normal form. */
void tspec_findings_add(struct tspec_findings *table, const struct tspec_finding *finding, uint64_t count,
                        const struct tspec_scenario *scenario, uint64_t index);
/* Adds all of `from`. */
void tspec_findings_merge(struct tspec_findings *table, const struct tspec_findings *from);
/* The scenario of an item. */
void tspec_findings_scenario(const struct tspec_findings *table, unsigned item,
                             struct tspec_scenario *scenario);
/* Puts another scenario and what the judge says of it in the place of an item's; its signature is the same.
 * False when there is no room: nothing changed. */
bool tspec_findings_show(struct tspec_findings *table, unsigned item, const struct tspec_finding *finding,
                         const struct tspec_scenario *scenario);
/* Puts the gravest first, then by check, clause and signature: the order of reports. */
void tspec_findings_sort(struct tspec_findings *table);

#endif
