#include "harness/report/summary.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char *colour_of(unsigned level)
{
    static const char *const codes[] = {"\033[34m", "\033[33m", "\033[31m"};
    return codes[level];
}

static void stack_lines(const struct tspec_report *report, unsigned index, struct tspec_text *out)
{
    static const char *const kinds[] = {"MUST", "SHOULD", "MAY"};
    const struct tspec_report_stack *stack = &report->stacks[index];
    double share = stack->scenarios ? 100.0 * (double)stack->inconclusive / (double)stack->scenarios : 0;
    tspec_text_printf(out, "%s %s: %" PRIu64 " scenarios (", stack->name, stack->version, stack->scenarios);
    for (unsigned i = 0; i < stack->campaign_count; i++)
        tspec_text_printf(out, "%s%s %" PRIu64, i ? ", " : "", stack->campaigns[i].name,
                          stack->campaigns[i].scenarios);
    tspec_text_printf(out, ")\n  %" PRIu64 " segments in, %" PRIu64 " out, %.2g %% inconclusive\n",
                      stack->segments_in, stack->segments_out, share);
    if (stack->not_judged)
        tspec_text_printf(out, "  %" PRIu64 " scenarios more were not judged; the first: %s\n",
                          stack->not_judged, stack->not_judged_why);
    for (unsigned k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
        const char *separator = "";
        tspec_text_printf(out, "  %-8s", kinds[k]);
        for (unsigned s = 0; s < TSPEC_STANDING_COUNT; s++) {
            unsigned tally = tspec_report_tally(report, index, kinds[k], s);
            if (tally)
                tspec_text_printf(out, "%s%u %s", separator, tally, tspec_standing_name(s));
            separator = tally ? ", " : separator;
        }
        tspec_text_add(out, "\n");
    }
}

static bool same_line(const struct tspec_report_finding *a, const struct tspec_report_finding *b)
{
    return tspec_report_same_kind(a, b) && !strcmp(a->stack, b->stack) && !*a->known == !*b->known;
}

/* One line for the findings of a stack with one check and rule; `at` is the first of them, and they stand
 * together. */
static void finding_line(const struct tspec_report *report, unsigned at, bool colour, struct tspec_text *out)
{
    const struct tspec_report_finding *finding = &report->findings[at];
    uint64_t count = 0;
    unsigned signatures = 0;
    for (unsigned i = 0; i < report->finding_count; i++) {
        bool same = same_line(&report->findings[i], finding);
        if (same && i < at)
            return;
        count += same ? report->findings[i].count : 0;
        signatures += same;
    }
    char more[16] = "";
    if (signatures > 1)
        snprintf(more, sizeof more, " +%u", signatures - 1);
    tspec_text_printf(out, "%s%-9s%s %-7s %-21s %-32s %7" PRIu64 "x %s%s\n",
                      colour ? colour_of(finding->level) : "",
                      *finding->known ? "known" : tspec_report_level_name(finding->level),
                      colour ? "\033[0m" : "", finding->stack, finding->check,
                      *finding->rule ? finding->rule : "-", count, finding->signature, more);
}

void tspec_summary_print(const struct tspec_report *report, bool colour, struct tspec_text *out)
{
    for (unsigned s = 0; s < report->stack_count; s++)
        stack_lines(report, s, out);
    tspec_text_add(out, report->finding_count ? "\n" : "no finding\n");
    for (unsigned known = 2; known-- > 0;)
        for (unsigned i = 0; i < report->finding_count; i++)
            if ((*report->findings[i].known != '\0') == known)
                finding_line(report, i, colour, out);
}
