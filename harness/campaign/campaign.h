/*
 * A campaign: many scenarios against one stack, in forked workers, so that no crash, hang or abort of the
 * stack ends it.
 *
 * The scenario under way and its verdict lie in memory shared with the worker. When the worker dies the
 * parent makes a finding of it (stack.crash, stack.hang), starts another and goes on after that scenario.
 */
#ifndef TSPEC_HARNESS_CAMPAIGN_H
#define TSPEC_HARNESS_CAMPAIGN_H

#include <signal.h>
#include "harness/campaign/crew.h"
#include "harness/campaign/findings.h"
#include "harness/campaign/source.h"
#include "harness/judge/judge.h"

/* How it stands, while it runs. */
struct tspec_campaign_progress {
    uint64_t scenarios;
    uint64_t total;    /* how many there will be; UINT64_MAX when time decides */
    unsigned findings; /* signatures, an upper bound while several workers run */
    unsigned deaths;   /* workers lost to crash or hang */
    uint64_t elapsed_us;
};

struct tspec_campaign_options {
    const struct tspec_sut_class *stack;
    const char *const *options; /* NAME=VALUE for the adapter */
    unsigned option_count;
    const struct tspec_source *source;
    uint64_t quirks;   /* bit set of known deviations to allow for (harness/model/quirks.h) */
    uint64_t execs;    /* at most this many scenarios; 0: as many as the source has */
    uint64_t limit_us; /* at most this long; 0: no limit. Without execs, limit and an ending source it never
                          ends. */
    unsigned workers;  /* processes at a time; 0: one */
    uint64_t hang_us;  /* processor time for one scenario; 0: TSPEC_HANG_DEFAULT_US. Ten times as much of wall
                          time. */
    /* Time for limits and progress, microseconds from any start, never going back. Required. */
    uint64_t (*clock_us)(void);
    const volatile sig_atomic_t *stop; /* not 0: end orderly and keep what there is. May be NULL. */
    void (*progress)(void *context,
                     const struct tspec_campaign_progress *progress); /* about 10 times a second */
    void *progress_context;
};

/* What came of it; plain data. Everything but elapsed_us follows from stack, options, source and `scenarios`
 * alone. */
struct tspec_campaign_result {
    const char *stack, *version, *source;
    uint64_t seed;
    struct tspec_profile profile; /* under the stack's default configuration and the campaign's options */
    uint64_t scenarios;           /* judged, crashes and inconclusive ones included */
    uint64_t inconclusive;        /* more worlds than the model holds */
    uint64_t not_judged;          /* the stack cannot be had as the scenario wants it */
    char not_judged_why[256];     /* the first reason */
    uint64_t deaths;              /* workers lost */
    uint64_t elapsed_us;
    bool stopped; /* by the stop flag */
    struct tspec_coverage coverage;
    struct tspec_findings findings; /* sorted */
};

/* Runs it. False when nothing could be run at all (`error` says why). The result is large (about 80 MB,
 * touched only as far as there are findings): allocate it, never on a stack. */
bool tspec_campaign_run(const struct tspec_campaign_options *options, struct tspec_campaign_result *result,
                        char *error, size_t error_bytes);

/* Adds another result of the same stack to one (corpus, sweep and random become one run). Times add up; seed
 * and source stay those of `into`. */
void tspec_campaign_merge(struct tspec_campaign_result *into, const struct tspec_campaign_result *from);

#endif
