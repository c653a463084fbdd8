/*
 * The alphabet of exploration: the events that are tried in every state, and the settings they run under
 * (docs/explore.md lists them).
 */
#ifndef TSPEC_HARNESS_EXPLORE_ALPHABET_H
#define TSPEC_HARNESS_EXPLORE_ALPHABET_H

#include "harness/scenario/scenario.h"

/* As the text of a scenario, events in their order. */
const char *tspec_explore_alphabet_text(void);
/* Its settings and, as events, the alphabet; at most TSPEC_SCENARIO_EVENTS_MAX. */
void tspec_explore_alphabet(struct tspec_scenario *out);

#endif
