/*
 * Minimising: from a scenario that shows something to the plainest one that still does.
 *
 * First events go (delta debugging: halves, quarters, ..., single ones), then what is left becomes plainer:
 * flags, numbers, options, sizes, damage and the scenario's settings, then waits; until nothing of all this
 * changes anything any more. What comes out is locally minimal in the strict sense: no single event can be
 * removed. Minimising it again is the identity.
 *
 * What "plainer" means (each list from the plainest on):
 * - fewer events (a shorter road to the same place, too); a segment rather than the replay of one; flow 0;
 * - fewer flags, where a bare ACK, SYN or RST is the least; no damage, reserved bits, urgent pointer, tag,
 *   options; no window stated (65535);
 * - SEQ: of a SYN 0, else RCV.NXT; then the borders, then round distances from them; ACK: SND.NXT, SND.UNA;
 * - sizes: 0, 1, 10, 100, ..., else the smallest; waits: 1 ms, 10 ms, 100 ms, ..., else fewer digits;
 * - settings: the stack's own default; else what every stack can have.
 */
#ifndef TSPEC_HARNESS_MINIMIZE_H
#define TSPEC_HARNESS_MINIMIZE_H

#include "harness/scenario/scenario.h"

/* Whether a candidate still shows what is looked for. It must answer the same when asked the same again. */
struct tspec_minimize_test {
    void *context;
    bool (*shows)(void *context, const struct tspec_scenario *candidate);
};

/* Minimises a scenario in normal form that shows it. Every candidate is asked about at most once; the last
 * one that `shows` said yes to is the result. To stop early, say no from then on: the best so far stays.
 * Stack, IP version and the judge's own options are left alone. Deterministic. False without memory: nothing
 * changed. */
bool tspec_minimize(struct tspec_scenario *scenario, const struct tspec_minimize_test *test);

#endif
