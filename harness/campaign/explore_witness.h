/*
 * Witnesses: scenarios in which a rule of the engine acts and the judge finds nothing.
 */
#ifndef TSPEC_HARNESS_EXPLORE_WITNESS_H
#define TSPEC_HARNESS_EXPLORE_WITNESS_H

#include "harness/judge/judge.h"

/* A judge of the engine that watches which rules act. */
struct tspec_witness_judge;
/* NULL on error, with a sentence in `error`. One at a time: it is the watcher of the whole process
 * (harness/sut/engine.h). */
struct tspec_witness_judge *tspec_witness_judge_create(const char *const *options, unsigned option_count,
                                                       char *error, size_t error_bytes);
void tspec_witness_judge_destroy(struct tspec_witness_judge *judge);

/* Whether the scenario is a witness of that rule, an index. */
bool tspec_witness_holds(struct tspec_witness_judge *judge, unsigned rule,
                         const struct tspec_scenario *scenario);
/* Makes a witness as plain as it can be and stay one (harness/campaign/minimize.h). False without memory. */
bool tspec_witness_minimize(struct tspec_witness_judge *judge, unsigned rule,
                            struct tspec_scenario *scenario);

#endif
