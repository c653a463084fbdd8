/*
 * The spec: what is built in, or a file.
 */
#ifndef TSPEC_HARNESS_CLI_SPEC_H
#define TSPEC_HARNESS_CLI_SPEC_H

#include "engine/rules.h"
#include "harness/cli/command.h"

/* The rules of --spec FILE, or those built in. NULL after messages (every error with its place and a caret).
 * They live as long as the program. */
const struct tspec_rules *tspec_cli_rules(const struct tspec_cli_options *options);

#endif
