#include "harness/report/html.h"

#include <string.h>

#include "harness/report/requirements.h"

/* The reason that holds for every stack alike, "" where they differ. */
static const char *common_reason(const struct tspec_report *report,
                                 const struct tspec_report_requirement *requirement)
{
    for (unsigned s = 0; s < report->stack_count; s++)
        if (strcmp(requirement->cells[s].reason, requirement->cells[0].reason))
            return "";
    return report->stack_count ? requirement->cells[0].reason : "";
}

/* Whether every finding that is as grave as the verdict is a known one. */
static bool is_known(const struct tspec_report *report, const struct tspec_report_finding *gravest,
                     const char *requirement)
{
    for (unsigned i = 0; i < report->finding_count; i++) {
        const struct tspec_report_finding *finding = &report->findings[i];
        if (finding->level == gravest->level && !*finding->known && !strcmp(finding->stack, gravest->stack) &&
            tspec_word_in(finding->requirements, requirement))
            return false;
    }
    return true;
}

static void cell(const struct tspec_report *report, const struct tspec_report_requirement *requirement,
                 unsigned index, bool say_why, struct tspec_text *out)
{
    const struct tspec_report_stack *stack = &report->stacks[index];
    const struct tspec_report_cell *cell = &requirement->cells[index];
    const struct tspec_report_finding *finding = tspec_report_gravest(report, stack->name, requirement->id);
    const char *standing = tspec_standing_name(cell->standing);
    bool counts =
        cell->standing == TSPEC_STANDING_PASS || (cell->exercised && cell->standing <= TSPEC_STANDING_INFO);
    tspec_html(out, "<td class=\"standing\"><em>%s</em><span class=\"dot %s\">", stack->name, standing);
    if (finding)
        tspec_html(out, "<a href=\"#%s-%s\">%s</a></span>", finding->signature, finding->stack, standing);
    else
        tspec_html(out, "%s</span>", standing);
    if (finding && is_known(report, finding, requirement->id))
        tspec_html(out, " <span class=\"quiet\">known</span>");
    if (tspec_report_judged_in_part(requirement, index))
        tspec_html(out, " <span class=\"quiet\">partly judged</span>");
    if (counts)
        tspec_html(out, " <span class=\"count\">%llu&#215;</span>", (unsigned long long)cell->exercised);
    if (say_why && *cell->reason)
        tspec_html(out, " <span class=\"reason\">%s</span>", cell->reason);
    tspec_html(out, "</td>");
}

static void table(const struct tspec_report *report, const char *kind, const char *heading,
                  struct tspec_text *out)
{
    tspec_html(out,
               "<h3>%s</h3><table class=\"requirements\"><thead><tr><th>id</th><th>section</th><th>asks</th>",
               heading);
    for (unsigned s = 0; s < report->stack_count; s++)
        tspec_html(out, "<th>%s</th>", report->stacks[s].name);
    tspec_html(out, "</tr></thead><tbody>");
    for (unsigned i = 0; i < report->requirement_count; i++) {
        const struct tspec_report_requirement *requirement = &report->requirements[i];
        if (strcmp(tspec_requirement_kind(requirement->level), kind))
            continue;
        tspec_html(out, "<tr id=\"%s\"><th scope=\"row\">%s</th><td class=\"section\">", requirement->id,
                   requirement->id);
        tspec_html_sections(requirement->section, out);
        tspec_html(out, "</td><td>%s", requirement->statement);
        const char *common = common_reason(report, requirement);
        if (*common)
            tspec_html(out, " <span class=\"reason\">%s</span>", common);
        tspec_text_add(out, "</td>");
        for (unsigned s = 0; s < report->stack_count; s++)
            cell(report, requirement, s, !*common, out);
        tspec_html(out, "</tr>");
    }
    tspec_html(out, "</tbody></table>");
}

void tspec_html_requirements(const struct tspec_report *report, struct tspec_text *out)
{
    tspec_html(
        out, "<section id=\"requirements\"><h2>Requirements</h2><p class=\"lead\">The numbered requirements "
             "of RFC&#160;9293, in our words. A pass says how often its checks had something to decide; what "
             "no check judged is not-tested, and never counts as a pass.</p>");
    table(report, "MUST", "MUST and MUST NOT", out);
    table(report, "SHOULD", "SHOULD, SHOULD NOT and RECOMMENDED", out);
    table(report, "MAY", "MAY", out);
    tspec_html(out, "</section>");
}
