/*
 * What an adapter declares about its stack, in words.
 */
#ifndef TSPEC_HARNESS_CLI_PROFILE_WORDS_H
#define TSPEC_HARNESS_CLI_PROFILE_WORDS_H

#include "harness/profile.h"
#include "harness/report/report.h"

/* Fills in capabilities and profile of a report's stack. */
void tspec_cli_profile_words(struct tspec_report *report, const struct tspec_profile *profile,
                             struct tspec_report_stack *stack);

#endif
