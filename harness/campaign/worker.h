/*
 * The worker: a forked process that judges scenarios one after another, all that matters of it in shared
 * memory.
 */
#ifndef TSPEC_HARNESS_WORKER_H
#define TSPEC_HARNESS_WORKER_H

#include <stdbool.h>
#include "harness/campaign/campaign.h"

enum { TSPEC_DEATH_FRAMES = 48 };

/* What a dying worker could still say. */
struct tspec_death {
    bool hung;  /* the watchdog ended it */
    int signal; /* it died of; 0 when a sanitizer ended it */
    unsigned frame_count;
    void *frames[TSPEC_DEATH_FRAMES];
};

/* Shared between the parent and one worker; it outlives the worker and is taken up by the next. */
struct tspec_slot {
    volatile bool stop;     /* parent: end after the scenario under way */
    volatile bool running;  /* worker: a scenario is under way */
    volatile uint64_t beat; /* worker: scenarios begun */
    uint64_t next;          /* index to begin with, or under way while running */
    uint64_t scenarios, not_judged;
    char not_judged_why[256];
    struct tspec_death death;
    struct tspec_verdict verdict;
    struct tspec_coverage coverage;
    struct tspec_scenario scenario;
    struct tspec_findings findings;
};

/* The worker's whole life: judges the scenarios slot->next, slot->next + stride, ... below end, and exits
 * with 0; with 1 when it has no judge. It dies with its parent. */
_Noreturn void tspec_worker_live(struct tspec_slot *slot, const struct tspec_campaign_options *options,
                                 uint64_t stride, uint64_t end);

#endif
