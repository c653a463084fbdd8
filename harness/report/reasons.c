/* What is known and why, what is not, and which of it deserves files. */
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

bool tspec_report_balance(const struct tspec_report *report, unsigned stack,
                          struct tspec_report_balance *balance)
{
    const char *name = report->stacks[stack].name;
    unsigned count;
    struct tspec_report_reason *reasons = tspec_report_reasons(report, &count);
    *balance = (struct tspec_report_balance){.known = {0}};
    for (unsigned r = 0; r < count; r++)
        balance->known[reasons[r].head->level] += !strcmp(reasons[r].head->stack, name);
    for (unsigned i = 0; i < report->finding_count; i++) {
        const struct tspec_report_finding *finding = &report->findings[i];
        if (!*finding->known && tspec_report_leads(report, i) && !strcmp(finding->stack, name))
            balance->unexpected[finding->level]++;
    }
    free(reasons);
    return reasons;
}

/* Whether findings share the files that are kept for one cause. */
static bool same_cause(const struct tspec_report_finding *a, const struct tspec_report_finding *b)
{
    return *a->known ? tspec_report_same_reason(a, b)
                     : tspec_report_same_kind(a, b) && !strcmp(a->stack, b->stack);
}

void tspec_report_worth_files(const struct tspec_report *report, bool *marks)
{
    enum { OF_ONE_CAUSE = 8, ROUNDS = 2 };
    memset(marks, 0, report->finding_count * sizeof *marks);
    for (unsigned round = 0; round < ROUNDS; round++) /* the first of each kind, then the others */
        for (unsigned i = 0; i < report->finding_count; i++) {
            const struct tspec_report_finding *finding = &report->findings[i];
            bool always = !*finding->known && finding->level > TSPEC_REPORT_INFO;
            if (tspec_report_leads(report, i) == (round > 0))
                continue;
            unsigned marked = 0;
            for (unsigned k = 0; !always && marked < OF_ONE_CAUSE && k < report->finding_count; k++)
                marked += marks[k] && same_cause(&report->findings[k], finding);
            marks[i] = always || marked < OF_ONE_CAUSE;
        }
}
