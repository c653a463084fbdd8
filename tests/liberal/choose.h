/*
 * Where the RFC leaves a choice, the endpoint asks here. Two policies: the liberal one takes any alternative
 * by chance; the reluctant one does the least it may. Every alternative taken is counted.
 */
#ifndef LIBERAL_CHOOSE_H
#define LIBERAL_CHOOSE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#define A(id, least, cite, what) id,
enum alternative {
#include "alternatives.def"
    ALTERNATIVES
};
#undef A

struct chooser {
    bool reluctant;
    uint64_t state; /* of the chance; everything that happens is stirred in */
};

/* Counters, one an alternative. A program that forks puts them into shared memory before. */
extern _Atomic uint64_t *alternatives_taken;

const char *alternative_name(unsigned alternative);
const char *alternative_citation(unsigned alternative);
const char *alternative_words(unsigned alternative);

void chooser_init(struct chooser *chooser, bool reluctant, uint64_t seed);
/* What happens is part of the chance: scenarios that share a seed differ all the same. */
void chooser_stir(struct chooser *chooser, uint64_t with);
/* 0 .. count-1; count is not 0. */
uint32_t chance(struct chooser *chooser, uint32_t count);

/* One of first .. last; bit i of `open` says whether first + i can be had here. At least one is. */
enum alternative choose_of(struct chooser *chooser, enum alternative first, enum alternative last,
                           unsigned open);
static inline enum alternative choose(struct chooser *chooser, enum alternative first, enum alternative last)
{
    return choose_of(chooser, first, last, ~0u);
}
/* A quantity: by chance, borders more often; the reluctant one's is `least`. */
uint64_t between(struct chooser *chooser, uint64_t low, uint64_t high, uint64_t least);

#endif
