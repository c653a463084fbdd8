/*
 * After a campaign: every finding gets the minimal scenario that shows it (minimize.h), in forked workers,
 * for a stack may die of what is left of a scenario.
 *
 * A scenario shows a finding when the judge says the same signature of it, at a level that is not milder, and
 * with the same quirk: a fail must not end as the deviation that has its signature elsewhere, nor what nobody
 * explains as what a quirk does. Of a crash or hang the signature is made from the death, as in a campaign;
 * a hang shows earlier here, after a quarter of a second, since most of its candidates hang.
 */
#ifndef TSPEC_HARNESS_MINIMAL_H
#define TSPEC_HARNESS_MINIMAL_H

#include "harness/campaign/campaign.h"

/* For one finding: candidates judged, and workers lost. Beyond, the best so far stays; minimal it is not. */
enum { TSPEC_MINIMAL_RUNS = 1 << 15, TSPEC_MINIMAL_DEATHS = 256 };

struct tspec_minimal_result {
    unsigned minimal; /* findings whose scenario is minimal now */
    unsigned left;    /* the others: no time was left, or the finding does not come again */
    uint64_t runs;    /* candidates judged */
    uint64_t elapsed_us;
    bool stopped; /* by the stop flag */
};

/* Replaces every scenario of a sorted table by the minimal one, and what the judge said by what it says of
 * that one; counts and indices stay. Of `options`, source and execs are not used. When limit_us is too short,
 * those come first that say most: of each kind (level, check, clause) the signature that was seen most often,
 * then the second of each, and so on. False when nothing could be run (`error` says why); the table is
 * sound all the same. Apart from limit and stop flag, the table alone decides what comes out. */
bool tspec_minimal_run(const struct tspec_campaign_options *options, struct tspec_findings *table,
                       struct tspec_minimal_result *result, char *error, size_t error_bytes);

#endif
