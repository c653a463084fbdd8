/*
 * The measure of the judge: the engine with one thing wrong at a time, and whether the judge tells.
 *
 * Mutants are those of the rules (specs/compiler/mutants.h) and the switchable faults of the engine's
 * primitives (engine/fault.def). Each becomes the stack under test: first of the corpus, then of the sweep
 * and of random scenarios, until a finding of level deviates or fail; in three rounds, each longer than the
 * one before, and each under several configurations of the engine, one option of the rules flipped at a time.
 * In a round a mutant gets a bounded number of scenarios, evenly spread.
 *
 * The sound engine goes first. What rules a scenario applies is noted then, and a mutant gets only the
 * scenarios that apply what it damages: the others cannot tell it, since the engine is deterministic. Where
 * the sound engine itself has a finding the scenario is left out, and counted.
 *
 * A mutant's traps are muffled: the event ends there, and has to be told by what comes of it. A crash, a hang
 * or an assertion is no kill, nor is what a scenario of the corpus expects beyond the model.
 */
#ifndef TSPEC_HARNESS_MUTANTS_H
#define TSPEC_HARNESS_MUTANTS_H

#include <signal.h>
#include "harness/campaign/mutants_ground.h"
#include "harness/judge/judge.h"
#include "specs/compiler/mutants.h"

enum { TSPEC_MUTANTS_ROUNDS = 3, TSPEC_MUTANTS_SCENARIOS = 32768 };

struct tspec_mutants_options {
    const struct tspec_rules *rules; /* sound */
    bool rules_foreign;              /* they are not those the project writes of in specs/mutants.tsv */
    bool black_box; /* segments, calls and clock only; else every variable of the engine is compared */
    double sample;  /* above 0: about this fraction of all mutants, always the same ones. 0: all */
    const char *const *only; /* those ids instead, whatever the sample; NULL: no choice */
    unsigned only_count;
    const struct tspec_scenario *corpus; /* borrowed */
    unsigned corpus_count;
    unsigned rounds;            /* 1 .. TSPEC_MUTANTS_ROUNDS */
    unsigned scenarios;         /* a mutant gets at most so many in a round; 0: TSPEC_MUTANTS_SCENARIOS */
    unsigned workers;           /* processes at a time; 0: one */
    uint64_t (*clock_us)(void); /* microseconds, never going back */
    const volatile sig_atomic_t *stop; /* not 0: end orderly. May be NULL. */
    /* About 10 times a second; may be NULL. `done` of `total` in the round under way, from 0. */
    void (*progress)(void *context, unsigned round, uint64_t done, uint64_t total);
    void *progress_context;
};

/* One mutant, and what came of it. All but time_us follows from rules, box, corpus and rounds alone. */
struct tspec_mutant_outcome {
    char *id, *diff;
    const char *rule;     /* its id; "" for a fault */
    const char *mutation; /* the operator's name; "fault" */
    bool killed;
    unsigned deaths;                 /* scenarios it crashed or hung in */
    uint32_t scenarios;              /* it got */
    uint64_t time_us;                /* to tell it, or to give up */
    struct tspec_ground_place where; /* killed: the scenario that told it ... */
    struct tspec_finding finding;    /* ... and what the judge said */
};

struct tspec_mutants_result {
    struct tspec_mutant_outcome *list; /* in the order of the rules, then the faults */
    unsigned count, killed;
    uint64_t scenarios;  /* the sound engine went through */
    uint64_t unsound;    /* of them with a finding, and left out */
    char unsound_in[64]; /* the configuration of the first such: "" the default one */
    uint64_t elapsed_us;
    uint64_t median_us, worst_us; /* to tell a killed one; 0 without any */
    bool stopped;
};

/* Runs it, into a zeroed result; free it either way. False with a sentence in `error`: an id that is no
 * mutant's, no memory, a worker that cannot be started. */
bool tspec_mutants_run(const struct tspec_mutants_options *options, struct tspec_mutants_result *result,
                       char *error, size_t error_bytes);
void tspec_mutants_result_free(struct tspec_mutants_result *result);

/* Every mutant of the options, not run: for lists. */
bool tspec_mutants_name(const struct tspec_mutants_options *options, struct tspec_mutants_result *result,
                        char *error, size_t error_bytes);

#endif
