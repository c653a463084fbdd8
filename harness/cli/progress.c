#include "harness/cli/progress.h"

#include <inttypes.h>
#include <stdio.h>

void tspec_cli_progress_show(void *context, const struct tspec_campaign_progress *now)
{
    const struct tspec_cli_progress *progress = context;
    if (!progress->shown)
        return;
    fprintf(stderr, "\r\033[K%s %s: %" PRIu64, progress->stack, progress->campaign, now->scenarios);
    if (now->total != UINT64_MAX)
        fprintf(stderr, " of %" PRIu64, now->total);
    fprintf(stderr, " scenarios, %u signatures, %.1f s", now->findings, (double)now->elapsed_us / 1e6);
    if (progress->limit_us)
        fprintf(stderr, " of %.1f s", (double)progress->limit_us / 1e6);
    if (now->deaths)
        fprintf(stderr, ", %u workers lost", now->deaths);
    fflush(stderr);
}

void tspec_cli_progress_end(const struct tspec_cli_progress *progress)
{
    if (progress->shown)
        fputs("\r\033[K", stderr);
}
