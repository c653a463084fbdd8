/*
 * The contrast: what the engine does in the scenario of a finding.
 */
#ifndef TSPEC_HARNESS_CLI_CONTRAST_H
#define TSPEC_HARNESS_CLI_CONTRAST_H

#include "harness/cli/collect.h"

/* Fills in `contrast` of each finding of another stack that is to be shown in full (tspec_report_leads): the
 * same scenario on the engine with that stack's MSS, MTU, buffers and MSL, up to the event that decided. For
 * a settled report of these stacks (tspec_cli_collect), before it is written. */
void tspec_cli_contrast(struct tspec_report *report, const struct tspec_cli_judged *judged, unsigned count);

#endif
