/*
 * Readable scenarios for tests.
 */
#ifndef TSPEC_TESTS_SCENARIO_FILE_H
#define TSPEC_TESTS_SCENARIO_FILE_H

#include "harness/scenario/scenario.h"

/* Reads directory/name.scn, below the source tree; fails the test, with the errors, where it cannot. */
void scenario_file_read(const char *directory, const char *name, struct tspec_scenario *scenario);

#endif
