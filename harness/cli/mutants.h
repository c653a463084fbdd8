/*
 * What is built in for the verb mutants.
 */
#ifndef TSPEC_HARNESS_CLI_MUTANTS_H
#define TSPEC_HARNESS_CLI_MUTANTS_H

/* The text of specs/mutants.tsv (harness/campaign/mutants_known.h). */
extern const char tspec_cli_known_mutants[];

#endif
