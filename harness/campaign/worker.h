/*
 * A worker: a forked process that judges scenarios, all that matters of it in shared memory, so that its
 * death costs nothing but itself. A crew (crew.h) keeps them going.
 */
#ifndef TSPEC_HARNESS_WORKER_H
#define TSPEC_HARNESS_WORKER_H

#include <stdbool.h>
#include "harness/judge/judge.h"

enum { TSPEC_DEATH_FRAMES = 48 };

/* What a dying worker could still say. */
struct tspec_death {
    bool hung;  /* the watchdog ended it */
    int signal; /* it died of; 0 when a sanitizer ended it */
    unsigned frame_count;
    void *frames[TSPEC_DEATH_FRAMES];
};

/* Shared between the parent and one worker; it outlives the worker and is taken up by the next. */
struct tspec_desk {
    volatile bool stop;     /* parent: end after the scenario under way */
    volatile bool running;  /* worker: the scenario is under way */
    volatile uint64_t beat; /* worker: scenarios begun */
    struct tspec_death death;
    struct tspec_verdict verdict;
    struct tspec_scenario scenario;
};

/* In the forked child, first of all: from now on a crash is told, a scenario that takes more than hang_us of
 * processor time is ended, Ctrl-C is left to the parent, and the worker dies with it. False when that cannot
 * be had. */
bool tspec_worker_begin(struct tspec_desk *desk, uint64_t hang_us);

/* Judges the desk's scenario into its verdict: tspec_judge_run, told to the parent. */
bool tspec_worker_judge(struct tspec_desk *desk, struct tspec_judge *judge, struct tspec_coverage *coverage,
                        char *error, size_t error_bytes);

/* From now on this forked process dies when its parent does, however that ends. False when it is dead
 * already. */
bool tspec_worker_die_with(int parent_id);

#endif
