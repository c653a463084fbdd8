/*
 * "Did you mean": the nearest of some words to one that is none of them.
 */
#ifndef TSPEC_HARNESS_NEAREST_H
#define TSPEC_HARNESS_NEAREST_H

#include <stddef.h>

/* Start with tspec_nearest_to, then offer candidates one by one. `best` is borrowed from the nearest of them,
 * the first of equals; NULL while none is near enough: one letter may be wrong in a short word, a third of a
 * long one's, or one word begins with the other. Letter case does not count. */
struct tspec_nearest {
    const char *word;
    size_t bytes;
    const char *best;
    unsigned least; /* a candidate has to be nearer than this */
};

struct tspec_nearest tspec_nearest_to(const char *word, size_t bytes);
void tspec_nearest_offer(struct tspec_nearest *nearest, const char *candidate);

#endif
