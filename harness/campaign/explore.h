/*
 * Exploration: breadth first over a stack and the model together, every event of an alphabet from every
 * distinct state, until a depth, a number of states, a time or the memory is reached (docs/explore.md).
 *
 * Two states are one when their images (harness/judge/step.h) are. Everything but times follows from stack,
 * options and limits alone, however many workers there are: batches of parents are worked off one after the
 * other, and the least way to a state is the one that counts.
 */
#ifndef TSPEC_HARNESS_EXPLORE_H
#define TSPEC_HARNESS_EXPLORE_H

#include "engine/rules.h"
#include "harness/campaign/campaign.h"

enum { TSPEC_EXPLORE_DEPTH_MAX = 64 };

struct tspec_explore_progress {
    unsigned depth;              /* of the sequences under way */
    uint64_t states, steps;      /* as in the result */
    uint64_t expanded, frontier; /* of the states of the depth before: tried, and how many there are */
    unsigned findings;           /* signatures, an upper bound while several workers run */
    uint64_t elapsed_us;
};

/* As in struct tspec_campaign_options where it has the same name. */
struct tspec_explore_options {
    const struct tspec_sut_class *stack; /* one that can save itself (harness/sut/sut.h) */
    const char *const *options;
    unsigned option_count;
    uint64_t quirks;
    unsigned ip_version;   /* 4 or 6; 0: 4 */
    unsigned depth;        /* sequences of at most so many events; 0: TSPEC_EXPLORE_DEPTH_MAX */
    uint64_t states;       /* ends when so many are known; 0: no limit */
    uint64_t limit_us;     /* 0: no limit */
    uint64_t memory_bytes; /* for states and ways; at least 64 MB */
    unsigned workers;
    uint64_t hang_us;
    uint64_t (*clock_us)(void);
    const volatile sig_atomic_t *stop;
    void (*progress)(void *context, const struct tspec_explore_progress *progress);
    void *progress_context;
    /* With the stack "engine": which rules act is noted, for witnesses. */
    const struct tspec_rules *rules; /* that it runs on; NULL: nobody asks */
};

enum tspec_explore_end {
    TSPEC_EXPLORE_EXHAUSTED, /* no state is left untried */
    TSPEC_EXPLORE_DEPTH,
    TSPEC_EXPLORE_STATES,
    TSPEC_EXPLORE_TIME,
    TSPEC_EXPLORE_MEMORY,
    TSPEC_EXPLORE_STOPPED, /* by the stop flag */
};

/* Sequences of one length. */
struct tspec_explore_level {
    uint64_t parents;  /* states to try every event from */
    uint64_t expanded; /* of them, tried */
    uint64_t steps;    /* events tried */
    uint64_t states;   /* that were met for the first time */
};

struct tspec_explore_result {
    enum tspec_explore_end end;
    unsigned depth;  /* up to here every sequence was tried, but for what equal states stand for */
    unsigned levels; /* begun */
    struct tspec_explore_level level[TSPEC_EXPLORE_DEPTH_MAX + 1]; /* by length, from 1 */
    unsigned events;                                               /* of the alphabet */
    uint64_t states;                                               /* distinct, the fresh stack included */
    uint64_t steps;                                                /* events tried */
    uint64_t cut;          /* steps that ended in a finding or were inconclusive: nothing follows them */
    uint64_t memory_bytes; /* held at the end */
};

struct tspec_explore; /* one exploration and all it found */

/* Runs it. NULL when nothing could be run (`error` says why). `campaign`, of the caller's, gets the findings,
 * each with its way as scenario, and coverage; its scenarios are the steps. */
struct tspec_explore *tspec_explore_run(const struct tspec_explore_options *options,
                                        struct tspec_campaign_result *campaign, char *error,
                                        size_t error_bytes);
void tspec_explore_destroy(struct tspec_explore *explore);
const struct tspec_explore_result *tspec_explore_result(const struct tspec_explore *explore);

/* The first of the shortest sequences in which a rule (an index) acts without a finding; false: none was
 * tried. */
bool tspec_explore_witness(const struct tspec_explore *explore, unsigned rule,
                           struct tspec_scenario *scenario);

#endif
