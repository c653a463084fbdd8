/*
 * Which mutants a run is about, and their names. Inside harness/campaign only.
 */
#ifndef TSPEC_HARNESS_MUTANTS_CHOICE_H
#define TSPEC_HARNESS_MUTANTS_CHOICE_H

#include "harness/campaign/mutants.h"

/* In the order of the result's list: first so many mutants of the rules, the others are faults. */
struct tspec_mutants_choice {
    struct tspec_mutants mutants; /* only the first rule_mutants of its list count */
    unsigned rule_mutants;
    unsigned *faults; /* of the result's entries from rule_mutants on */
};

/* Chooses and names: the entries of a zeroed result, nothing of them run. Free both either way. False with a
 * sentence in `error`: no memory, or an id that is no mutant's. */
bool tspec_mutants_choose(const struct tspec_mutants_options *options, struct tspec_mutants_choice *choice,
                          struct tspec_mutants_result *result, char *error, size_t error_bytes);
void tspec_mutants_choice_free(struct tspec_mutants_choice *choice);

#endif
