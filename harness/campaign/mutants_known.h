/*
 * What is written down of mutants that no judge can tell: specs/mutants.tsv.
 *
 * A line a mutant, three columns divided by tabs: its id, a verdict, and why. `equivalent`: no behaviour
 * differs, and why that is. `permitted`: behaviour differs, and the clause that allows it. Lines that begin
 * with '#' and empty lines are comments.
 */
#ifndef TSPEC_HARNESS_MUTANTS_KNOWN_H
#define TSPEC_HARNESS_MUTANTS_KNOWN_H

#include "harness/campaign/mutants.h"

struct tspec_known_mutant {
    const char *id, *why;
    bool permitted; /* else equivalent */
    unsigned line;
};

struct tspec_known_mutants {
    struct tspec_known_mutant *list; /* by id */
    unsigned count;
    char *text; /* what the strings point into */
};

/* Reads the text of such a file. False with "line N: what is wrong" in `error`. Free it either way. */
bool tspec_known_mutants_read(const char *text, struct tspec_known_mutants *known, char *error,
                              size_t error_bytes);
void tspec_known_mutants_free(struct tspec_known_mutants *known);
/* NULL: nothing is written of that mutant. */
const struct tspec_known_mutant *tspec_known_mutants_find(const struct tspec_known_mutants *known,
                                                          const char *id);

/* A result in numbers. A mutant that was told counts as killed, whatever is written of it. */
struct tspec_mutants_score {
    unsigned mutants, killed, equivalent, permitted, survivors;
    double percent; /* killed, of those neither equivalent nor permitted; 100 where there are none */
};
struct tspec_mutants_score tspec_mutants_score(const struct tspec_mutants_result *result,
                                               const struct tspec_known_mutants *known);

/* Whether what is written of a mutant does not hold: it was told where it cannot be. A permitted one may be
 * told by who compares variables. */
bool tspec_known_mutant_stale(const struct tspec_known_mutant *known,
                              const struct tspec_mutant_outcome *outcome, bool black_box);

#endif
