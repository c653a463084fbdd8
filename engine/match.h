/*
 * The matcher: which row of a block acts.
 */
#ifndef TSPEC_ENGINE_MATCH_H
#define TSPEC_ENGINE_MATCH_H

#include <stdbool.h>
#include <stdint.h>
#include "engine/rules.h"

/* What a condition may look at. `registers` has TSPEC_REG_COUNT values, registers[TSPEC_REG_ZERO] is 0.
 * `flags` are those of the arriving segment, 0 where there is none. `predicate` is asked at most once a match
 * for each predicate, and only for those a row needs. */
struct tspec_inputs {
    const uint32_t *registers;
    bool (*predicate)(const void *context, unsigned predicate); /* enum tspec_predicate */
    const void *context;
    uint32_t options; /* bit i: option i of the spec is on */
    uint8_t flags;    /* enum tspec_flag */
};

/* No row holds. A checked spec answers every cell it can reach, so a checked spec run by the engine never
 * says it. */
enum { TSPEC_NO_ROW = 0xffff };

/* The index (into rules->rows) of the first row of `block` that holds in `state`, or TSPEC_NO_ROW. */
unsigned tspec_match(const struct tspec_rules *rules, unsigned block, unsigned state,
                     const struct tspec_inputs *inputs);

/* Whether an atom holds; and the value of a sum, modulo 2^32. */
bool tspec_atom_holds(const struct tspec_atom *atom, const uint32_t *registers);

static inline uint32_t tspec_sum_value(const struct tspec_sum *sum, const uint32_t *registers)
{
    return registers[sum->plus[0]] + registers[sum->plus[1]] - registers[sum->minus[0]] -
           registers[sum->minus[1]] + (uint32_t)sum->constant;
}

#endif
