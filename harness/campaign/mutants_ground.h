/*
 * The ground mutants are judged on: which scenarios, under which configuration of the engine, in which round.
 * An index says all.
 */
#ifndef TSPEC_HARNESS_MUTANTS_GROUND_H
#define TSPEC_HARNESS_MUTANTS_GROUND_H

#include "engine/rules.h"
#include "harness/scenario/scenario.h"

enum {
    TSPEC_GROUND_CONFIGS_MAX = TSPEC_OPTIONS_LIMIT + 8,
    TSPEC_GROUND_OPTION_BYTES = 64,
};

enum tspec_ground_source { TSPEC_GROUND_CORPUS, TSPEC_GROUND_SWEEP, TSPEC_GROUND_RANDOM };

/* A scenario of a source under a configuration. */
struct tspec_ground_place {
    uint8_t config; /* index; 0: as it is by default */
    uint8_t source; /* enum tspec_ground_source */
    uint64_t index; /* in its source */
};

struct tspec_ground {
    const struct tspec_scenario *corpus; /* borrowed */
    unsigned corpus_count;
    uint64_t sweep_count;
    unsigned config_count;
    char configs[TSPEC_GROUND_CONFIGS_MAX]
                [TSPEC_GROUND_OPTION_BYTES]; /* NAME=VALUE for the adapter; "": none */
};

/* The configurations follow from the rules' options, each flipped once, and from what else the engine can be
 * told. */
void tspec_ground_init(struct tspec_ground *ground, const struct tspec_rules *rules,
                       const struct tspec_scenario *corpus, unsigned corpus_count);

/* How many scenarios a round has (0 .. TSPEC_MUTANTS_ROUNDS-1); no two rounds have one in common. */
uint64_t tspec_ground_count(const struct tspec_ground *ground, unsigned round);
/* The n-th of a round, n below its count. */
struct tspec_ground_place tspec_ground_at(const struct tspec_ground *ground, unsigned round, uint64_t n);
/* The scenario of a place, without the configuration. */
void tspec_ground_scenario(const struct tspec_ground *ground, struct tspec_ground_place place,
                           struct tspec_scenario *out);

#endif
