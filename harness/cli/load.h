/*
 * Scenarios from files, in whatever form.
 */
#ifndef TSPEC_HARNESS_CLI_LOAD_H
#define TSPEC_HARNESS_CLI_LOAD_H

#include "harness/cli/command.h"
#include "harness/scenario/scenario.h"

/* Reads a scenario: text, the saved binary form, or with `raw` a fuzzer's input. 0, or TSPEC_EXIT_USAGE after
 * messages that name file, line and column (or the octet) and what was expected there. */
int tspec_cli_load(const char *path, bool raw, struct tspec_scenario *scenario);

/* The canonical text, malloc'ed; NULL without memory. */
char *tspec_cli_scenario_text(const struct tspec_scenario *scenario);

/* Every *.scn below the corpus directory, in order of their names. `directory` NULL: the one that belongs to
 * the program, and none if there is none. *list is malloc'ed. 0, or TSPEC_EXIT_USAGE after messages (every
 * broken file is named). */
int tspec_cli_load_corpus(const char *directory, struct tspec_scenario **list, unsigned *count);

#endif
