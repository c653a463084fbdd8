/*
 * The progress line: on stderr, and only on a terminal.
 */
#ifndef TSPEC_HARNESS_CLI_PROGRESS_H
#define TSPEC_HARNESS_CLI_PROGRESS_H

#include "harness/campaign/campaign.h"

struct tspec_cli_progress {
    bool shown; /* false: say nothing */
    const char *stack, *campaign;
    uint64_t limit_us;
};

/* For tspec_campaign_options.progress, with a struct tspec_cli_progress as context. */
void tspec_cli_progress_show(void *context, const struct tspec_campaign_progress *now);
/* Wipes the line. */
void tspec_cli_progress_end(const struct tspec_cli_progress *progress);

#endif
