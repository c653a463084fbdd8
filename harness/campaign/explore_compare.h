/*
 * Two sets of rules side by side: the engine on each of them, every short sequence of the alphabet, until one
 * of them sends, signals or returns something else (docs/explore.md). What tells an equivalent mutant from
 * one that the judge does not see.
 */
#ifndef TSPEC_HARNESS_EXPLORE_COMPARE_H
#define TSPEC_HARNESS_EXPLORE_COMPARE_H

#include <signal.h>
#include "engine/rules.h"
#include "harness/scenario/scenario.h"

enum { TSPEC_COMPARE_WORDS_BYTES = 512 };

struct tspec_compare_options {
    const struct tspec_rules *sound, *damaged; /* borrowed */
    const char *const *options;                /* NAME=VALUE for the engine's adapter */
    unsigned option_count;
    unsigned depth;                    /* sequences of at most so many events, 1 or more */
    uint64_t states;                   /* at most so many distinct pairs of states; 0: a million */
    const volatile sig_atomic_t *stop; /* not 0: end. May be NULL. */
};

struct tspec_compare_result {
    bool differs;
    struct tspec_scenario path;           /* a shortest sequence that shows it; its last event does */
    char what[TSPEC_COMPARE_WORDS_BYTES]; /* "sound: > R 0:0(0) ack 1; damaged: nothing" */
    uint64_t states, steps;
    unsigned depth; /* of what was tried in full */
    bool complete;  /* all of options->depth, or no pair of states was left untried */
};

/* Runs it in the calling process, one thread; the rules the engine runs on (harness/sut/engine.h) are those
 * built in again afterwards. Deterministic. A damaged engine that never comes back is the caller's to end.
 * False when it could not be done (`error` says why). */
bool tspec_explore_compare(const struct tspec_compare_options *options, struct tspec_compare_result *result,
                           char *error, size_t error_bytes);

#endif
