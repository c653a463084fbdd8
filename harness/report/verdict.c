/* From findings and counts to a standing for each requirement and stack. */
#include "harness/report/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/report/requirements.h"

/* Findings of one level, check and rule stand together, known ones first: one defect, most often. */
static int by_kind(const void *left, const void *right)
{
    const struct tspec_report_finding *a = left, *b = right;
    if (a->level != b->level)
        return a->level > b->level ? -1 : 1;
    int order = strcmp(a->check, b->check);
    if (!order)
        order = strcmp(a->rule, b->rule);
    if (!order)
        order = (*b->known != '\0') - (*a->known != '\0');
    if (!order)
        order = strcmp(a->waiver, b->waiver);
    if (!order)
        order = strcmp(a->stack, b->stack);
    if (!order && a->count != b->count)
        return a->count > b->count ? -1 : 1;
    return order ? order : strcmp(a->signature, b->signature);
}

/* A run of findings of one kind, and how many scenarios showed it. */
struct kind {
    const struct tspec_report_finding *first;
    unsigned findings;
    uint64_t count;
};

/* What the author of a scenario expected and did not come since a known deviation came before it: that says
 * nothing of its own. */
static bool is_aftermath(const struct tspec_report_finding *finding)
{
    return *finding->known && !strcmp(finding->check, "scenario.expectation");
}

static int by_gravity(const void *left, const void *right)
{
    const struct kind *a = left, *b = right;
    if (is_aftermath(a->first) != is_aftermath(b->first))
        return is_aftermath(a->first) ? 1 : -1;
    if (a->first->level != b->first->level)
        return a->first->level > b->first->level ? -1 : 1;
    if (a->count != b->count)
        return a->count > b->count ? -1 : 1;
    return a->first < b->first ? -1 : 1;
}

/* Gravest first, then what happens most, aftermath last; within a kind by stack, then what happens most. */
static void sort(struct tspec_report *report)
{
    if (!report->finding_count)
        return;
    struct tspec_report_finding *sorted =
        tspec_report_array(report, report->finding_count, sizeof *report->findings);
    struct kind *kinds = tspec_report_array(report, report->finding_count, sizeof *kinds);
    if (!sorted || !kinds)
        return;
    qsort(report->findings, report->finding_count, sizeof *report->findings, by_kind);
    unsigned kind_count = 0;
    for (unsigned i = 0; i < report->finding_count; i++) {
        const struct tspec_report_finding *finding = &report->findings[i];
        if (!i || !tspec_report_same_kind(finding, finding - 1))
            kinds[kind_count++].first = finding;
        kinds[kind_count - 1].findings++;
        kinds[kind_count - 1].count += finding->count;
    }
    qsort(kinds, kind_count, sizeof *kinds, by_gravity);
    unsigned at = 0;
    for (unsigned k = 0; k < kind_count; at += kinds[k++].findings)
        memcpy(&sorted[at], kinds[k].first, kinds[k].findings * sizeof *sorted);
    report->findings = sorted;
}

bool tspec_report_same_kind(const struct tspec_report_finding *a, const struct tspec_report_finding *b)
{
    return a->level == b->level && !*a->known == !*b->known && !strcmp(a->waiver, b->waiver) &&
           !strcmp(a->check, b->check) && !strcmp(a->rule, b->rule);
}

unsigned tspec_report_kind_end(const struct tspec_report *report, unsigned first)
{
    unsigned end = first + 1;
    while (end < report->finding_count &&
           tspec_report_same_kind(&report->findings[first], &report->findings[end]))
        end++;
    return end;
}

bool tspec_report_leads(const struct tspec_report *report, unsigned finding)
{
    const struct tspec_report_finding *this = &report->findings[finding];
    return !finding || !tspec_report_same_kind(this, this - 1) || strcmp(this->stack, this[-1].stack);
}

static unsigned standing_of_level(unsigned level)
{
    static const unsigned standings[] = {TSPEC_STANDING_INFO, TSPEC_STANDING_DEVIATES, TSPEC_STANDING_FAIL};
    return standings[level];
}

const struct tspec_report_finding *tspec_report_gravest(const struct tspec_report *report, const char *stack,
                                                        const char *requirement)
{
    for (unsigned i = 0; i < report->finding_count; i++) {
        const struct tspec_report_finding *finding = &report->findings[i];
        if (!strcmp(finding->stack, stack) && tspec_word_in(finding->requirements, requirement))
            return finding;
    }
    return NULL;
}

uint64_t tspec_report_check_exercised(const struct tspec_report *report,
                                      const struct tspec_report_stack *stack, const char *check)
{
    for (unsigned i = 0; i < report->check_count; i++)
        if (!strcmp(report->checks[i].id, check))
            return stack->check_exercised[i];
    return 0;
}

uint64_t tspec_report_clause_applied(const struct tspec_report *report,
                                     const struct tspec_report_stack *stack, const char *clause)
{
    for (unsigned i = 0; i < report->clause_count; i++)
        if (!strcmp(report->clauses[i].name, clause))
            return stack->clause_applied[i];
    return 0;
}

/* How often the requirement was at stake: of a check at a clause no more than either. */
static uint64_t exercised(const struct tspec_report *report, const struct tspec_report_stack *stack,
                          const struct tspec_requirement *requirement)
{
    uint64_t sum = 0;
    struct tspec_judged_by entry;
    for (unsigned i = 0; tspec_requirement_entry(requirement, i, &entry); i++) {
        uint64_t check = tspec_report_check_exercised(report, stack, entry.check);
        uint64_t clause =
            *entry.clause ? tspec_report_clause_applied(report, stack, entry.clause) : UINT64_MAX;
        sum += check < clause ? check : clause;
    }
    return sum;
}

static void judge(const struct tspec_report *report, const struct tspec_report_stack *stack,
                  const struct tspec_requirement *requirement, struct tspec_report_cell *cell)
{
    cell->exercised = exercised(report, stack, requirement);
    cell->reason = requirement->note;
    const struct tspec_report_finding *finding = tspec_report_gravest(report, stack->name, requirement->id);
    if (finding) {
        cell->standing = standing_of_level(finding->level);
        cell->reason = finding->text;
    } else if (!strcmp(requirement->disposition, "argued")) {
        cell->standing = TSPEC_STANDING_NOT_APPLICABLE;
    } else if (strcmp(requirement->disposition, "judged") && strcmp(requirement->disposition, "partly")) {
        cell->standing = TSPEC_STANDING_NOT_TESTED;
    } else if (cell->exercised) {
        bool whole = !strcmp(requirement->disposition, "judged");
        cell->standing = whole ? TSPEC_STANDING_PASS : TSPEC_STANDING_INCONCLUSIVE;
    } else if (stack->scenarios && stack->inconclusive == stack->scenarios) {
        cell->standing = TSPEC_STANDING_INCONCLUSIVE;
        cell->reason = "every scenario needed more worlds than the model holds";
    } else {
        cell->standing = TSPEC_STANDING_NOT_TESTED;
        cell->reason = "its checks had nothing to decide in this run";
    }
}

static void fill(struct tspec_report *report, const struct tspec_requirement *from,
                 struct tspec_report_requirement *to)
{
    *to = (struct tspec_report_requirement){
        .id = from->id,
        .level = from->level,
        .section = from->section,
        .topic = from->topic,
        .statement = from->statement,
        .disposition = from->disposition,
        .checks = from->checks,
        .cells = tspec_report_array(report, report->stack_count, sizeof *to->cells),
    };
    for (unsigned s = 0; to->cells && s < report->stack_count; s++)
        judge(report, &report->stacks[s], from, &to->cells[s]);
}

void tspec_report_settle(struct tspec_report *report)
{
    sort(report);
    report->requirements =
        tspec_report_array(report, tspec_requirement_count(), sizeof *report->requirements);
    if (!report->requirements)
        return;
    report->requirement_count = tspec_requirement_count();
    for (unsigned i = 0; i < report->requirement_count; i++)
        fill(report, tspec_requirement_at(i), &report->requirements[i]);
}

unsigned tspec_report_clause_standing(const struct tspec_report *report, unsigned stack, unsigned clause)
{
    const struct tspec_report_stack *of = &report->stacks[stack];
    for (unsigned i = 0; i < report->finding_count; i++) {
        const struct tspec_report_finding *finding = &report->findings[i];
        if (!strcmp(finding->stack, of->name) && !strcmp(finding->rule, report->clauses[clause].name))
            return standing_of_level(finding->level);
    }
    return of->clause_applied[clause] ? TSPEC_STANDING_PASS : TSPEC_STANDING_NOT_TESTED;
}

/* Whether a clause judges a rule: they name one decision alike. */
static bool judges(const struct tspec_report_clause *clause, const struct tspec_report_rule *rule)
{
    char id[32];
    for (const char *at = rule->decisions; *at; at += strspn(at, " ")) {
        snprintf(id, sizeof id, "%.*s", (int)strcspn(at, " "), at);
        if (tspec_word_in(clause->rules, id))
            return true;
        at += strcspn(at, " ");
    }
    return false;
}

uint64_t tspec_report_rule_applied(const struct tspec_report *report, unsigned stack, unsigned rule)
{
    uint64_t sum = 0;
    for (unsigned c = 0; c < report->clause_count; c++)
        if (judges(&report->clauses[c], &report->rules[rule]))
            sum += report->stacks[stack].clause_applied[c];
    return sum;
}

bool tspec_report_rule_judged(const struct tspec_report *report, unsigned rule)
{
    for (unsigned c = 0; c < report->clause_count; c++)
        if (judges(&report->clauses[c], &report->rules[rule]))
            return true;
    return false;
}

bool tspec_report_judged_in_part(const struct tspec_report_requirement *requirement, unsigned stack)
{
    const struct tspec_report_cell *cell = &requirement->cells[stack];
    return cell->standing == TSPEC_STANDING_INCONCLUSIVE && cell->exercised &&
           !strcmp(requirement->disposition, "partly");
}

unsigned tspec_report_tallies(const struct tspec_report *report, unsigned stack, const char *kind,
                              struct tspec_report_tally tallies[TSPEC_REPORT_TALLIES])
{
    unsigned counts[TSPEC_STANDING_COUNT] = {0}, in_part = 0, used = 0;
    for (unsigned i = 0; i < report->requirement_count; i++) {
        const struct tspec_report_requirement *requirement = &report->requirements[i];
        if (strcmp(tspec_requirement_kind(requirement->level), kind))
            continue;
        if (tspec_report_judged_in_part(requirement, stack))
            in_part++;
        else
            counts[requirement->cells[stack].standing]++;
    }
    for (unsigned s = 0; s < TSPEC_STANDING_COUNT; s++) {
        if (s == TSPEC_STANDING_INCONCLUSIVE && in_part)
            tallies[used++] = (struct tspec_report_tally){in_part, s, "partly judged"};
        if (counts[s])
            tallies[used++] = (struct tspec_report_tally){counts[s], s, tspec_standing_name(s)};
    }
    return used;
}
