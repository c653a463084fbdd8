/*
 * A storm: random calls, segments near what the endpoint expects, and time, all from one seed.
 */
#ifndef TSPEC_TESTS_ENGINE_STORM_H
#define TSPEC_TESTS_ENGINE_STORM_H

#include "engine/endpoint.h"

enum { STORM_FLOWS = 3, STORM_MEMORY = 1 << 16 };

struct storm {
    struct tspec_endpoint_config config;
    struct tspec_endpoint endpoint;
    uint64_t now_us, random, digest;  /* digest: of everything the endpoint did */
    unsigned segments, traps, broken; /* broken: promises the endpoint did not keep, see storm.c */
    uint32_t right_edge[STORM_FLOWS];
    bool edge_known[STORM_FLOWS];
    uint8_t memory[STORM_MEMORY];
};

/* Small buffers, so that windows close; rules of specs/tcp.tspec unless the caller sets others. */
void storm_configure(struct storm *storm, const struct tspec_rules *rules, uint64_t seed);
void storm_begin(struct storm *storm);
void storm_blow(struct storm *storm, unsigned events);

#endif
