/*
 * Conditions as sets of ternary rows (cubes): what an `or` of `and`s of bits is in the table.
 */
#ifndef TSPEC_SPECS_CUBES_H
#define TSPEC_SPECS_CUBES_H

#include <stdbool.h>
#include <stdint.h>

/* Holds for the words with (word & care) == value. care 0: for all. */
struct tspec_cube {
    uint64_t care, value;
};

enum { TSPEC_CUBES_LIMIT = 96 };

/* A union of cubes; none: holds never. */
struct tspec_cubes {
    unsigned count;
    struct tspec_cube list[TSPEC_CUBES_LIMIT];
};

/* Adds a cube unless one there contains it; drops those it contains, and joins two that differ in one bit.
 * False when there are too many. */
bool tspec_cubes_add(struct tspec_cubes *cubes, struct tspec_cube cube);

/* *a = *a and *b. False when there are too many. */
bool tspec_cubes_intersect(struct tspec_cubes *a, const struct tspec_cubes *b);

/* Whether `cube` has words outside the union of list[count]; *gap is then a cube of such words. *budget is
 * what it may still cost and goes down; when it is used up the answer is true and the gap `cube` itself. */
bool tspec_cubes_gap(const struct tspec_cube *list, unsigned count, struct tspec_cube cube, uint32_t *budget,
                     struct tspec_cube *gap);

/* Whether there is a word in both. */
static inline bool tspec_cubes_meet(struct tspec_cube a, struct tspec_cube b)
{
    return ((a.value ^ b.value) & a.care & b.care) == 0;
}

#endif
