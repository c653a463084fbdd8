/*
 * A model for tests of the judge's own workings: it finds nothing by itself, writes down what it is told, and
 * finds what a test bids it to. Linked in place of the real one.
 */
#ifndef TSPEC_TESTS_SCRIPTED_MODEL_H
#define TSPEC_TESTS_SCRIPTED_MODEL_H

#include "harness/model/checks.h"

/* What it was told, one word a call: "segment@0 sent@0 settle@0 time@1000000 finish". The number is its time,
 * in microseconds. */
extern char scripted_log[4096];
/* Told with each stimulus and emission. */
extern unsigned scripted_state;
/* Findings to make at the next text that arrives, in order. */
extern const struct tspec_model_finding *scripted_findings;
extern unsigned scripted_finding_count;
/* Says so after the next text that arrives. */
extern bool scripted_inconclusive;

#endif
