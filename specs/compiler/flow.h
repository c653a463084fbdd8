/*
 * Which states can come to which step: the spec run on all states at once, conditions taken as open.
 */
#ifndef TSPEC_SPECS_FLOW_H
#define TSPEC_SPECS_FLOW_H

#include <stdbool.h>
#include "engine/rules.h"

struct tspec_reach {
    uint16_t reached;                   /* states an endpoint that begins in CLOSED can be in */
    uint16_t reach[TSPEC_BLOCKS_LIMIT]; /* states each block is run in */
    /* Working storage: the states in which the step after a block is reached from a state; whether that is
     * known. */
    uint16_t fall[TSPEC_BLOCKS_LIMIT][TSPEC_STATE_COUNT];
    bool known[TSPEC_BLOCKS_LIMIT][TSPEC_STATE_COUNT];
};

/* Needs rules whose procedures do not run each other in a circle, and rows whose `states` leave out those in
 * which earlier rows take all of them. */
void tspec_flow_run(struct tspec_reach *flow, const struct tspec_rules *rules);

/* Looks for a circle of steps (next step, `also`, `continue at`). True when there is one; *rule and *action
 * are what closes it. */
bool tspec_flow_find_circle(const struct tspec_rules *rules, unsigned *rule, unsigned *action);

#endif
