/*
 * Wider scenarios: what only some stacks can do or be given, put into a scenario made by chance.
 */
#ifndef TSPEC_HARNESS_WIDEN_H
#define TSPEC_HARNESS_WIDEN_H

#include "harness/scenario/random.h"
#include "harness/scenario/scenario.h"

/* Puts in, here and there, settings, urgent and pushed sends, opens that name an address, ICMP messages, IP
 * options and IPv6, each only with its bit of `capabilities` (enum tspec_capability, harness/profile.h).
 * Without any of those bits nothing changes. The scenario stays in normal form, of at most
 * TSPEC_GENERATE_EVENTS_MAX events unless it had more. */
void tspec_scenario_widen(struct tspec_scenario *scenario, uint32_t capabilities,
                          struct tspec_random *random);

#endif
