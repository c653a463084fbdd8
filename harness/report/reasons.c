/* The reasons of what is known. */
#include "harness/report/report.h"

#include <stdlib.h>
#include <string.h>

bool tspec_report_same_reason(const struct tspec_report_finding *a, const struct tspec_report_finding *b)
{
    return *a->known && *b->known && !strcmp(a->stack, b->stack) && !strcmp(a->waiver, b->waiver) &&
           (*a->waiver || !strcmp(a->known, b->known));
}

static int by_gravity(const void *left, const void *right)
{
    const struct tspec_report_reason *a = left, *b = right;
    if (a->head->level != b->head->level)
        return a->head->level > b->head->level ? -1 : 1;
    if (a->count != b->count)
        return a->count > b->count ? -1 : 1;
    return a->head < b->head ? -1 : 1;
}

struct tspec_report_reason *tspec_report_reasons(const struct tspec_report *report, unsigned *count)
{
    struct tspec_report_reason *reasons = calloc(report->finding_count + 1u, sizeof *reasons);
    *count = 0;
    for (unsigned i = 0; reasons && i < report->finding_count; i++) {
        const struct tspec_report_finding *finding = &report->findings[i];
        unsigned r = 0;
        while (r < *count && !tspec_report_same_reason(reasons[r].head, finding))
            r++;
        if (!*finding->known)
            continue;
        if (r == *count)
            reasons[(*count)++].head = finding; /* sorted */
        reasons[r].count += finding->count;
    }
    if (*count)
        qsort(reasons, *count, sizeof *reasons, by_gravity);
    return reasons;
}

const struct tspec_report_waiver *tspec_report_waiver_of(const struct tspec_report *report, const char *id)
{
    const struct tspec_report_waiver *first = NULL;
    for (unsigned i = 0; i < report->waiver_count; i++) {
        const struct tspec_report_waiver *waiver = &report->waivers[i];
        if (strcmp(waiver->id, id))
            continue;
        if (waiver->standing == TSPEC_WAIVER_USED)
            return waiver;
        first = first ? first : waiver;
    }
    return first;
}
