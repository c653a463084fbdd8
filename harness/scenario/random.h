/*
 * Chance from a seed: a 64-bit linear congruential generator with a permuted output (O'Neill's PCG-XSH-RR, 32
 * bits). Same seed, same numbers, everywhere.
 */
#ifndef TSPEC_HARNESS_RANDOM_H
#define TSPEC_HARNESS_RANDOM_H

#include <stdbool.h>
#include <stdint.h>

struct tspec_random {
    uint64_t state;
};

/* 32 bits, uniform. */
static inline uint32_t tspec_random_next(struct tspec_random *random)
{
    uint64_t old = random->state;
    random->state = old * 6364136223846793005u + 1442695040888963407u;
    uint32_t mixed = (uint32_t)((old >> 18 ^ old) >> 27), turn = (uint32_t)(old >> 59);
    return mixed >> turn | mixed << (-turn & 31);
}

/* Seeds that differ in a few bits give unrelated numbers. */
static inline void tspec_random_init(struct tspec_random *random, uint64_t seed)
{
    random->state = (seed ^ seed >> 31) * 0x9E3779B97F4A7C15u + 1;
    for (int i = 0; i < 4; i++)
        (void)tspec_random_next(random);
}

/* 0 .. count-1; count is not 0. */
static inline uint32_t tspec_random_below(struct tspec_random *random, uint32_t count)
{
    return (uint32_t)((uint64_t)tspec_random_next(random) * count >> 32);
}

/* least .. most. */
static inline int32_t tspec_random_between(struct tspec_random *random, int32_t least, int32_t most)
{
    return least + (int32_t)tspec_random_below(random, (uint32_t)(most - least) + 1);
}

static inline bool tspec_random_percent(struct tspec_random *random, unsigned percent)
{
    return tspec_random_below(random, 100) < percent;
}

#endif
