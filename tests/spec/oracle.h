/*
 * The oracle of compiler and matcher: random rules as trees, walked as they stand. It makes the text of a
 * spec from its trees and knows which rule must act, sharing no code with compiler or matcher.
 */
#ifndef TSPEC_TESTS_SPEC_ORACLE_H
#define TSPEC_TESTS_SPEC_ORACLE_H

#include "engine/match.h"
#include "specs/compiler/out.h"

enum { ORACLE_NODES = 600, ORACLE_RULES = 9, ORACLE_OPTIONS = 4 };

/* A side of a comparison: registers by their place in the vocabulary, added and taken away, and a number. */
struct oracle_sum {
    unsigned count;
    uint8_t registers[3]; /* enum tspec_register */
    bool minus[3];
    int32_t constant;
};

struct oracle_node {
    enum {
        ORACLE_ALL,
        ORACLE_ANY,
        ORACLE_NOT,
        ORACLE_BIT,
        ORACLE_PREDICATE,
        ORACLE_OPTION,
        ORACLE_COMPARE
    } kind;
    unsigned first, second; /* ALL, ANY, NOT: nodes */
    unsigned number;        /* BIT, PREDICATE, OPTION */
    unsigned relations[2];  /* COMPARE: sums[0] R sums[1], and sums[1] R sums[2] when `chain` */
    bool circular, chain;
    struct oracle_sum sums[3];
};

struct oracle_rule {
    unsigned condition, guard; /* nodes */
    bool guarded, other;       /* inside `if guard`; in its else part */
    uint16_t states;
};

/* A step of rules; the last rule holds always, in every state. */
struct oracle {
    uint64_t random;
    unsigned node_count, rule_count;
    struct oracle_node nodes[ORACLE_NODES];
    struct oracle_rule rules[ORACLE_RULES];
};

/* Makes rules that depend on the seed alone. */
void oracle_init(struct oracle *oracle, uint64_t seed);

/* The spec: procedure `arrives` on SEGMENT with one step, its rules named r0, r1, ...; all states are
 * reached. */
void oracle_write(const struct oracle *oracle, struct tspec_out *out);

/* The rule that must act. */
unsigned oracle_rule_for(const struct oracle *oracle, unsigned state, const struct tspec_inputs *inputs);

/* The next number of a splitmix64 sequence. */
uint64_t oracle_random(uint64_t *random);

#endif
