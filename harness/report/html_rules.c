#include "harness/report/html.h"

#include <string.h>

/* What a finding names was at stake, too. */
static bool clause_was(const struct tspec_report *report, unsigned stack, unsigned clause)
{
    return tspec_report_clause_standing(report, stack, clause) != TSPEC_STANDING_NOT_TESTED;
}

static void clause_item(const struct tspec_report *report, unsigned clause, struct tspec_text *out)
{
    tspec_html(out, "<code>%s</code> <span class=\"quiet\">%s</span>", report->clauses[clause].name,
               report->clauses[clause].text);
}

/* A rule that no clause judges cannot be at stake. */
static bool rule_was(const struct tspec_report *report, unsigned stack, unsigned rule)
{
    return tspec_report_rule_applied(report, stack, rule) || !tspec_report_rule_judged(report, rule);
}

static void rule_item(const struct tspec_report *report, unsigned rule, struct tspec_text *out)
{
    tspec_html(out, "<code>%s</code> <span class=\"quiet\">%s, %s</span>", report->rules[rule].id,
               report->rules[rule].level, report->rules[rule].condition);
}

static void heads(const struct tspec_report *report, struct tspec_text *out)
{
    for (unsigned s = 0; s < report->stack_count; s++)
        tspec_html(out, "<th class=\"number\">%s</th>", report->stacks[s].name);
    tspec_html(out, "</tr></thead><tbody>");
}

static void clause_rows(const struct tspec_report *report, struct tspec_text *out)
{
    tspec_html(out,
               "<details class=\"table\"><summary>All %u clauses: how often each was applied</summary><div "
               "class=\"scroll\"><table class=\"counts\"><thead><tr><th>clause</th><th>section</th>"
               "<th>asks</th>",
               report->clause_count);
    heads(report, out);
    for (unsigned c = 0; c < report->clause_count; c++) {
        const struct tspec_report_clause *clause = &report->clauses[c];
        tspec_html(out, "<tr><th scope=\"row\"><code>%s</code></th><td>", clause->name);
        tspec_html_sections(clause->section, out);
        tspec_html(out, "</td><td>%s</td>", clause->text);
        for (unsigned s = 0; s < report->stack_count; s++) {
            const char *standing = tspec_standing_name(tspec_report_clause_standing(report, s, c));
            uint64_t applied = report->stacks[s].clause_applied[c];
            tspec_html(out,
                       applied ? "<td class=\"number %s\">%llu</td>"
                               : "<td class=\"number never-cell %s\">never</td>",
                       standing, (unsigned long long)applied);
        }
        tspec_html(out, "</tr>");
    }
    tspec_html(out, "</tbody></table></div></details>");
}

static void rule_rows(const struct tspec_report *report, struct tspec_text *out)
{
    tspec_html(out,
               "<details class=\"table\"><summary>All %u rules of the spec: how often the clauses that judge "
               "them were applied</summary><div class=\"scroll\"><table class=\"counts\"><thead><tr>"
               "<th>rule</th><th>section</th><th>when</th>",
               report->rule_count);
    heads(report, out);
    for (unsigned i = 0; i < report->rule_count; i++) {
        const struct tspec_report_rule *rule = &report->rules[i];
        tspec_html(out, "<tr><th scope=\"row\"><code>%s</code></th><td>", rule->id);
        tspec_html_sections(rule->section, out);
        tspec_html(out, "</td><td><code>%s</code></td>", rule->condition);
        bool judged = tspec_report_rule_judged(report, i);
        for (unsigned s = 0; s < report->stack_count; s++) {
            uint64_t applied = tspec_report_rule_applied(report, s, i);
            if (judged && applied)
                tspec_html(out, "<td class=\"number\">%llu</td>", (unsigned long long)applied);
            else
                tspec_html(out, judged ? "<td class=\"number never-cell\">never</td>"
                                       : "<td class=\"number quiet\">goes on</td>");
        }
        tspec_html(out, "</tr>");
    }
    tspec_html(out, "</tbody></table></div></details>");
}

/* How many rules of the spec are judged by a clause. */
static unsigned judged(const struct tspec_report *report)
{
    unsigned count = 0;
    for (unsigned i = 0; i < report->rule_count; i++)
        count += tspec_report_rule_judged(report, i);
    return count;
}

void tspec_html_rules(const struct tspec_report *report, struct tspec_text *out)
{
    const struct tspec_html_counted clauses = {report->clause_count, "applied", clause_was, clause_item};
    const struct tspec_html_counted rules = {report->rule_count, "at stake", rule_was, rule_item};
    tspec_html(out, "<section id=\"rules\"><h2>Rules</h2><p class=\"lead\">What section 3.10 decides, in the "
                    "clauses of the model that judge it.</p>");
    tspec_html_never(report, &clauses, out);
    clause_rows(report, out);
    if (report->rule_count) {
        tspec_html(
            out,
            "<p class=\"lead\">The spec has %u rules; %u are judged by a clause, the others only go on to "
            "the next step.</p>",
            report->rule_count, judged(report));
        tspec_html_never(report, &rules, out);
        rule_rows(report, out);
    }
    tspec_html(out, "</section>");
}
