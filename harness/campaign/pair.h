/*
 * Scenarios for two stacks and a network between them (docs/pair.md): one to three connections after another
 * on a flow, text both ways, everything closed and read in the end; packets lost, repeated and delayed on the
 * way.
 */
#ifndef TSPEC_HARNESS_CAMPAIGN_PAIR_H
#define TSPEC_HARNESS_CAMPAIGN_PAIR_H

#include "harness/scenario/random.h"
#include "harness/scenario/scenario.h"

/* Writes one with that peer; the seed decides all of it. Whatever two conforming stacks make of it, no packet
 * lives longer than an MSL and no segment is lost so often that anybody may give up. */
void tspec_pair_generate(uint64_t seed, const char *peer, struct tspec_scenario *out);

#endif
