/*
 * The bench: how fast each stack runs, bare and judged, side by side.
 *
 * Bare and judged are the same program on the same scenarios with the same resets; bare is without the judge
 * (tspec_judge_create). The lanes take turns, round after round, so that whatever else the machine does falls
 * on all of them alike. It runs in a forked process; a scenario it dies of is left out.
 *
 * The unit is a segment, to the stack or from it: a judged scenario ends at a finding of level fail, where
 * the bare one goes on, and so each is measured by what it has played.
 */
#ifndef TSPEC_HARNESS_BENCH_H
#define TSPEC_HARNESS_BENCH_H

#include <signal.h>
#include "harness/campaign/source.h"
#include "harness/sut/sut.h"

enum { TSPEC_BENCH_ROUNDS_MAX = 31, TSPEC_BENCH_LANES_MAX = 16 };

struct tspec_bench_options {
    const struct tspec_sut_class *const *stacks; /* two lanes each, TSPEC_BENCH_LANES_MAX in all */
    unsigned stack_count;
    const char *const *options; /* NAME=VALUE for the adapters */
    unsigned option_count;
    const uint64_t *quirks;            /* of each stack, allowed for where it is judged; NULL: none */
    const struct tspec_source *source; /* finite */
    uint64_t scenarios;                /* evenly spread over the source; 0, or more than it has: all */
    unsigned rounds;                   /* 1 .. TSPEC_BENCH_ROUNDS_MAX times all of them */
    uint64_t (*cpu_ns)(void);          /* processor time of the calling process, in nanoseconds */
    const volatile sig_atomic_t *stop; /* not 0: give up. May be NULL. */
};

/* One stack, bare or judged; counts are those of one round. */
struct tspec_bench_lane {
    const char *stack;
    bool judged;
    uint64_t scenarios, events, segments;
    uint64_t cut_short; /* scenarios with events that were not played: a fail, an assertion of the stack */
    uint64_t ns[TSPEC_BENCH_ROUNDS_MAX];
};

struct tspec_bench_result {
    unsigned rounds, lane_count;
    uint64_t scenarios, of;                     /* so many of the source's */
    uint64_t left_out;                          /* the process died of them */
    uint64_t making_ns[TSPEC_BENCH_ROUNDS_MAX]; /* the scenarios themselves; in no lane */
    uint64_t peak_bytes;                        /* resident memory of the process, all lanes together */
    struct tspec_bench_lane lanes[TSPEC_BENCH_LANES_MAX];
};

/* Runs it. False with a sentence in `error`: a stack cannot be had, no memory, it died outside a scenario, or
 * stopped. */
bool tspec_bench_run(const struct tspec_bench_options *options, struct tspec_bench_result *result,
                     char *error, size_t error_bytes);

/* The lane of a stack; NULL when there is none. */
const struct tspec_bench_lane *tspec_bench_lane_of(const struct tspec_bench_result *result, const char *stack,
                                                   bool judged);

/* Median, least and greatest of what the rounds said. */
struct tspec_bench_figure {
    double median, least, most;
};
struct tspec_bench_figure tspec_bench_speed(const struct tspec_bench_result *result,
                                            const struct tspec_bench_lane *lane); /* segments a second */
/* Segments a second of `lane` to those of `to`, round by round. */
struct tspec_bench_figure tspec_bench_ratio(const struct tspec_bench_result *result,
                                            const struct tspec_bench_lane *lane,
                                            const struct tspec_bench_lane *to);
/* Seconds for the whole source on one processor, making its scenarios included. */
double tspec_bench_whole_s(const struct tspec_bench_result *result, const struct tspec_bench_lane *lane);

/* Why figures of this program mean little (built without optimisation, or with a sanitizer); NULL: they do.
 */
const char *tspec_bench_caveat(void);

#endif
