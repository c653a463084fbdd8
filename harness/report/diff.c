#include "harness/report/diff.h"

#include <stdlib.h>
#include <string.h>

const char *tspec_change_name(unsigned change)
{
#define TEXT(id, text) text,
    static const char *const names[] = {TSPEC_CHANGES(TEXT)};
#undef TEXT
    return change < TSPEC_CHANGE_COUNT ? names[change] : "?";
}

static const struct tspec_report_stack *find_stack(const struct tspec_report *report, const char *name)
{
    for (unsigned i = 0; i < report->stack_count; i++)
        if (!strcmp(report->stacks[i].name, name))
            return &report->stacks[i];
    return NULL;
}

static const struct tspec_report_finding *find(const struct tspec_report *report,
                                               const struct tspec_report_finding *wanted)
{
    for (unsigned i = 0; i < report->finding_count; i++)
        if (!strcmp(report->findings[i].signature, wanted->signature) &&
            !strcmp(report->findings[i].stack, wanted->stack))
            return &report->findings[i];
    return NULL;
}

/* Whether what shows the finding had something to decide in the new run. Not every rule is counted: one that
 * the old run did not count either tells nothing. */
static bool looked_for(const struct tspec_diff *diff, const struct tspec_report_finding *old)
{
    const struct tspec_report_stack *before = find_stack(diff->old, old->stack);
    const struct tspec_report_stack *after = find_stack(diff->new, old->stack);
    return tspec_report_check_exercised(diff->new, after, old->check) &&
           (tspec_report_clause_applied(diff->new, after, old->rule) ||
            (before && !tspec_report_clause_applied(diff->old, before, old->rule)));
}

static bool is_unexpected(const struct tspec_report_finding *finding)
{
    return finding && !*finding->known && finding->level >= TSPEC_REPORT_DEVIATES;
}

static unsigned change_of(const struct tspec_diff *diff, const struct tspec_report_finding *old,
                          const struct tspec_report_finding *new)
{
    if (!old)
        return TSPEC_CHANGE_NEW;
    if (!new)
        return looked_for(diff, old) ? TSPEC_CHANGE_FIXED : TSPEC_CHANGE_NOT_MET;
    if (*old->known && !*new->known)
        return TSPEC_CHANGE_NO_LONGER_EXPECTED;
    if (old->level != new->level)
        return TSPEC_CHANGE_LEVEL;
    return !*old->known && *new->known ? TSPEC_CHANGE_NOW_EXPECTED : TSPEC_CHANGE_STILL;
}

static void add_finding(struct tspec_diff *diff, const struct tspec_report_finding *old,
                        const struct tspec_report_finding *new)
{
    unsigned change = change_of(diff, old, new);
    diff->findings[diff->finding_count++] = (struct tspec_diff_finding){change, old, new};
    diff->counts[change]++;
    diff->unexpected += is_unexpected(new) && !is_unexpected(old);
}

static int compare(const void *left, const void *right)
{
    const struct tspec_diff_finding *a = left, *b = right;
    if (a->change != b->change)
        return a->change < b->change ? -1 : 1;
    const struct tspec_report_finding *x = a->new ? a->new : a->old, *y = b->new ? b->new : b->old;
    int order = strcmp(x->stack, y->stack);
    if (!order && x->level != y->level)
        return x->level > y->level ? -1 : 1;
    if (!order)
        order = strcmp(x->check, y->check);
    if (!order)
        order = strcmp(x->rule, y->rule);
    return order ? order : strcmp(x->signature, y->signature);
}

static void compare_findings(struct tspec_diff *diff)
{
    for (unsigned i = 0; i < diff->new->finding_count; i++)
        add_finding(diff, find(diff->old, &diff->new->findings[i]), &diff->new->findings[i]);
    for (unsigned i = 0; i < diff->old->finding_count; i++) {
        const struct tspec_report_finding *old = &diff->old->findings[i];
        if (find_stack(diff->new, old->stack) && !find(diff->new, old))
            add_finding(diff, old, NULL);
    }
    if (diff->finding_count)
        qsort(diff->findings, diff->finding_count, sizeof *diff->findings, compare);
}

/* Of one stack, its index in either report. */
static void compare_requirements(struct tspec_diff *diff, unsigned old, unsigned new)
{
    for (unsigned n = 0; n < diff->new->requirement_count; n++)
        for (unsigned o = 0; o < diff->old->requirement_count; o++) {
            const struct tspec_report_requirement *from = &diff->old->requirements[o];
            const struct tspec_report_requirement *to = &diff->new->requirements[n];
            if (!strcmp(from->id, to->id) && from->cells[old].standing != to->cells[new].standing)
                diff->requirements[diff->requirement_count++] = (struct tspec_diff_requirement){
                    to->id, diff->new->stacks[new].name, from->cells[old].standing, to->cells[new].standing};
        }
}

static void compare_coverage(struct tspec_diff *diff, const struct tspec_report_stack *old,
                             const struct tspec_report_stack *new)
{
    for (unsigned i = 0; i < diff->old->check_count; i++)
        if (old->check_exercised[i] && !tspec_report_check_exercised(diff->new, new, diff->old->checks[i].id))
            diff->lost[diff->lost_count++] =
                (struct tspec_diff_lost){diff->old->checks[i].id, old->name, old->check_exercised[i]};
}

bool tspec_diff_make(struct tspec_diff *diff, const struct tspec_report *old, const struct tspec_report *new)
{
    size_t stacks = new->stack_count + 1u;
    *diff = (struct tspec_diff){.old = old, .new = new};
    diff->findings = calloc((size_t)old->finding_count + new->finding_count + 1, sizeof *diff->findings);
    diff->requirements = calloc(stacks * (new->requirement_count + 1u), sizeof *diff->requirements);
    diff->lost = calloc(stacks * (old->check_count + 1u), sizeof *diff->lost);
    if (!diff->findings || !diff->requirements || !diff->lost)
        return false;
    compare_findings(diff);
    for (unsigned s = 0; s < new->stack_count; s++) {
        const struct tspec_report_stack *before = find_stack(old, new->stacks[s].name);
        if (!before)
            continue;
        compare_requirements(diff, (unsigned)(before - old->stacks), s);
        compare_coverage(diff, before, &new->stacks[s]);
    }
    return true;
}

void tspec_diff_free(struct tspec_diff *diff)
{
    free(diff->findings);
    free(diff->requirements);
    free(diff->lost);
    *diff = (struct tspec_diff){0};
}
