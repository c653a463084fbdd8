/* A comparison for people, and as JSON. */
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "harness/report/diff.h"

static const struct tspec_report_finding *shown(const struct tspec_diff_finding *finding)
{
    return finding->new ? finding->new : finding->old;
}

static bool same_line(const struct tspec_diff_finding *a, const struct tspec_diff_finding *b)
{
    return a->change == b->change && !strcmp(shown(a)->stack, shown(b)->stack) &&
           tspec_report_same_kind(shown(a), shown(b));
}

/* "2.1.3 -> 2.2.0", or one of them where both are the same. */
static void versions(const struct tspec_diff *diff, struct tspec_text *out)
{
    const struct tspec_report *old = diff->old, *new = diff->new;
    for (unsigned n = 0; n < new->stack_count; n++) {
        const struct tspec_report_stack *before = NULL, *after = &new->stacks[n];
        for (unsigned o = 0; o < old->stack_count; o++)
            if (!strcmp(old->stacks[o].name, after->name))
                before = &old->stacks[o];
        tspec_text_printf(out, "%s ", after->name);
        if (before && strcmp(before->version, after->version))
            tspec_text_printf(out, "%s -> ", before->version);
        tspec_text_printf(out, "%s: ", after->version);
        if (before && before->scenarios != after->scenarios)
            tspec_text_printf(out, "%" PRIu64 " -> ", before->scenarios);
        tspec_text_printf(out, "%" PRIu64 " scenarios%s\n", after->scenarios,
                          before ? "" : "; the old run did not judge it");
    }
    for (unsigned o = 0; o < old->stack_count; o++) {
        bool judged = false;
        for (unsigned n = 0; n < new->stack_count; n++)
            judged |= !strcmp(old->stacks[o].name, new->stacks[n].name);
        if (!judged)
            tspec_text_printf(out, "%s %s: the new run did not judge it\n", old->stacks[o].name,
                              old->stacks[o].version);
    }
    if (old->seed != new->seed)
        tspec_text_printf(
            out, "the seeds differ, %" PRIu64 " and %" PRIu64 ": what is new or fixed may be chance\n",
            old->seed, new->seed);
}

/* `count` findings from `at` on share a line. */
static void finding_line(const struct tspec_diff_finding *at, unsigned count, bool colour,
                         struct tspec_text *out)
{
    static const char *const codes[TSPEC_CHANGE_COUNT] = {
        [TSPEC_CHANGE_NEW] = "\033[31m",
        [TSPEC_CHANGE_NO_LONGER_EXPECTED] = "\033[31m",
        [TSPEC_CHANGE_LEVEL] = "\033[33m",
        [TSPEC_CHANGE_FIXED] = "\033[32m",
    };
    const struct tspec_report_finding *finding = shown(at);
    char level[32], more[16] = "";
    snprintf(level, sizeof level, "%s", tspec_report_level_name(finding->level));
    if (at->change == TSPEC_CHANGE_LEVEL)
        snprintf(level, sizeof level, "%s -> %s", tspec_report_level_name(at->old->level),
                 tspec_report_level_name(at->new->level));
    if (count > 1)
        snprintf(more, sizeof more, " +%u", count - 1);
    bool coloured = colour && codes[at->change];
    tspec_text_printf(out, "%s%-19s%s%-9s %-7s %-21s %-32s %s%s%s\n", coloured ? codes[at->change] : "",
                      tspec_change_name(at->change), coloured ? "\033[0m" : "", level, finding->stack,
                      finding->check, *finding->rule ? finding->rule : "-", finding->signature, more,
                      *finding->known ? " (known)" : "");
}

void tspec_diff_print(const struct tspec_diff *diff, bool colour, struct tspec_text *out)
{
    versions(diff, out);
    tspec_text_add(out, "\n");
    for (unsigned i = 0, count; i < diff->finding_count; i += count) {
        for (count = 1; i + count < diff->finding_count; count++)
            if (!same_line(&diff->findings[i], &diff->findings[i + count]))
                break;
        finding_line(&diff->findings[i], count, colour, out);
    }
    if (diff->finding_count)
        tspec_text_add(out, "\n");
    for (unsigned i = 0; i < diff->requirement_count; i++)
        tspec_text_printf(out, "%-9s %-7s %s -> %s\n", diff->requirements[i].id, diff->requirements[i].stack,
                          tspec_standing_name(diff->requirements[i].old),
                          tspec_standing_name(diff->requirements[i].new));
    for (unsigned i = 0; i < diff->lost_count; i++)
        tspec_text_printf(out, "%-21s %-7s exercised %" PRIu64 " times, and now never\n", diff->lost[i].check,
                          diff->lost[i].stack, diff->lost[i].old);
    if (diff->requirement_count || diff->lost_count)
        tspec_text_add(out, "\n");
    for (unsigned change = 0; change < TSPEC_CHANGE_COUNT; change++)
        if (diff->counts[change] || change == TSPEC_CHANGE_NEW || change == TSPEC_CHANGE_FIXED)
            tspec_text_printf(out, "%s%u %s", change ? ", " : "", diff->counts[change],
                              tspec_change_name(change));
    tspec_text_printf(out, "; %u unexpected that the old run had not\n", diff->unexpected);
}

static json_t *run(const struct tspec_report *report)
{
    json_t *stacks = json_array();
    for (unsigned i = 0; i < report->stack_count; i++)
        json_array_append_new(stacks, json_pack("{s:s, s:s, s:I}", "name", report->stacks[i].name, "version",
                                                report->stacks[i].version, "scenarios",
                                                (json_int_t)report->stacks[i].scenarios));
    return json_pack("{s:s, s:I, s:o}", "program", report->program, "seed", (json_int_t)report->seed,
                     "stacks", stacks);
}

static json_t *side(const struct tspec_report_finding *finding)
{
    if (!finding)
        return json_null();
    return json_pack("{s:s, s:I, s:s, s:s, s:s}", "level", tspec_report_level_name(finding->level), "count",
                     (json_int_t)finding->count, "waiver", finding->waiver, "expected", finding->expected,
                     "observed", finding->observed);
}

static json_t *finding(const struct tspec_diff_finding *from)
{
    const struct tspec_report_finding *about = shown(from);
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:o, s:o}", "change", tspec_change_name(from->change),
                     "stack", about->stack, "signature", about->signature, "check", about->check, "rule",
                     about->rule, "old", side(from->old), "new", side(from->new));
}

char *tspec_diff_write(const struct tspec_diff *diff)
{
    json_t *findings = json_array(), *requirements = json_array(), *lost = json_array();
    bool ok = findings && requirements && lost;
    for (unsigned i = 0; i < diff->finding_count; i++)
        ok = !json_array_append_new(findings, finding(&diff->findings[i])) && ok;
    for (unsigned i = 0; i < diff->requirement_count; i++) {
        const struct tspec_diff_requirement *from = &diff->requirements[i];
        ok =
            !json_array_append_new(requirements, json_pack("{s:s, s:s, s:s, s:s}", "id", from->id, "stack",
                                                           from->stack, "old", tspec_standing_name(from->old),
                                                           "new", tspec_standing_name(from->new))) &&
            ok;
    }
    for (unsigned i = 0; i < diff->lost_count; i++)
        ok = !json_array_append_new(lost, json_pack("{s:s, s:s, s:I}", "check", diff->lost[i].check, "stack",
                                                    diff->lost[i].stack, "exercised",
                                                    (json_int_t)diff->lost[i].old)) &&
             ok;
    json_t *root = json_pack("{s:o, s:o, s:i, s:o, s:o, s:o}", "old", run(diff->old), "new", run(diff->new),
                             "unexpected", (int)diff->unexpected, "findings", findings, "requirements",
                             requirements, "checks_lost", lost);
    char *text = ok && root ? json_dumps(root, JSON_INDENT(1)) : NULL;
    json_decref(root);
    return text;
}
