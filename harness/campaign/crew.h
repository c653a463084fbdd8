/*
 * A crew: so many workers at one job, each at its desk in shared memory. Who dies in a scenario is replaced,
 * and the job hears of it as a finding.
 */
#ifndef TSPEC_HARNESS_CREW_H
#define TSPEC_HARNESS_CREW_H

#include <signal.h>
#include "harness/campaign/worker.h"

enum { TSPEC_WORKERS_MAX = 64, TSPEC_HANG_DEFAULT_US = 10000000 };

struct tspec_crew_job {
    void *context;
    unsigned workers;           /* 1 .. TSPEC_WORKERS_MAX */
    struct tspec_desk **desks;  /* one each, in shared memory, of the owner's */
    uint64_t hang_us;           /* processor time for one scenario; ten times as much of wall time */
    uint64_t (*clock_us)(void); /* as in struct tspec_campaign_options */
    uint64_t limit_us;          /* they are asked to stop after so long; 0: never */
    const volatile sig_atomic_t *stop_flag; /* and when it is not 0. May be NULL. */
    /* In the worker, after tspec_worker_begin: the job, from where the worker before it died. False: it
     * cannot be done, and that is the end for all. */
    bool (*work)(void *context, unsigned worker);
    /* In the parent: a worker died in its desk's scenario. `finding` says of what; NULL when the verdict has
     * it already (a flood that never ends). True: replace it. */
    bool (*died)(void *context, unsigned worker, const struct tspec_finding *finding);
    void (*progress)(void *context, uint64_t elapsed_us); /* about 10 times a second; may be NULL */
};

/* Runs the job until no worker has anything left to do. `*stopped`: the stop flag ended it. False when a
 * worker could not be started, or ended outside a scenario; none lives on then. */
bool tspec_crew_run(const struct tspec_crew_job *job, bool *stopped);

/* How many workers `wanted` ones are: 1 for 0, TSPEC_WORKERS_MAX at most. */
unsigned tspec_crew_size(unsigned wanted);

/* Shared memory that is touched only as far as it is used, zero; NULL when there is none. */
void *tspec_crew_memory(size_t bytes);
void tspec_crew_memory_free(void *memory, size_t bytes);

#endif
