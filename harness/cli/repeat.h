/*
 * Replaying again and again: the same trace every time?
 */
#ifndef TSPEC_HARNESS_CLI_REPEAT_H
#define TSPEC_HARNESS_CLI_REPEAT_H

#include "harness/cli/waiving.h"

/* Runs the scenarios of all files options->repeat times on every stack they are for, each time in a fresh
 * process and after different others, and compares the traces, octet for octet. Returns an exit code:
 * TSPEC_EXIT_FINDING, after the first difference, when there is one. */
int tspec_cli_repeat(const struct tspec_cli_options *options, const struct tspec_cli_waiving *waiving);

#endif
