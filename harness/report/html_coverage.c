#include "harness/report/html.h"

#include <stdio.h>
#include <string.h>

/* A count in at most four characters, for the cells of the heat map. */
static void brief(uint64_t value, char *buffer, size_t bytes)
{
    static const char units[] = " kMGTPE";
    double scaled = (double)value;
    unsigned unit = 0;
    for (; scaled >= 999.5; unit++)
        scaled /= 1000;
    snprintf(buffer, bytes, unit && scaled < 9.95 ? "%.1f%c" : "%.0f%c", scaled, units[unit]);
    if (!unit)
        buffer[strlen(buffer) - 1] = '\0';
}

/* The shade of a count: 0 for none, then one for each power of ten. */
static unsigned shade(uint64_t value)
{
    unsigned power = 0;
    for (; value; value /= 10)
        power++;
    return power > 7 ? 7 : power;
}

static void heat_map(const struct tspec_report *report, const struct tspec_report_stack *stack,
                     struct tspec_text *out)
{
    char text[8];
    tspec_html(out, "<h3>%s</h3><div class=\"scroll\"><table class=\"heat\"><thead><tr><td></td>",
               stack->name);
    for (unsigned e = 0; e < report->event_count; e++)
        tspec_html(out, "<th scope=\"col\"><span>%s</span></th>", report->events[e]);
    tspec_html(out, "</tr></thead><tbody>");
    for (unsigned s = 0; s < report->state_count; s++) {
        tspec_html(out, "<tr><th scope=\"row\">%s</th>",
                   strcmp(report->states[s], "*") ? report->states[s] : "unsure");
        for (unsigned e = 0; e < report->event_count; e++) {
            uint64_t met = stack->met[s * report->event_count + e];
            brief(met, text, sizeof text);
            tspec_html(out, "<td class=\"h%u\">%s</td>", shade(met), met ? text : "\xC2\xB7");
        }
        tspec_html(out, "</tr>");
    }
    tspec_html(out, "</tbody></table></div>");
}

/* What a finding names was at stake, too. */
static bool never(const struct tspec_report *report, unsigned clause)
{
    for (unsigned i = 0; i < report->finding_count; i++)
        if (!strcmp(report->findings[i].rule, report->clauses[clause].name))
            return false;
    for (unsigned s = 0; s < report->stack_count; s++)
        if (report->stacks[s].clause_applied[clause])
            return false;
    return true;
}

static void never_applied(const struct tspec_report *report, struct tspec_text *out)
{
    unsigned count = 0;
    for (unsigned c = 0; c < report->clause_count; c++)
        count += never(report, c);
    tspec_html(
        out,
        "<p class=\"lead\">The pieces of the model, each a rule of section 3.10. %u of %u applied at least "
        "once in this run.</p>",
        report->clause_count - count, report->clause_count);
    if (!count)
        return;
    tspec_html(out, "<h3>Never applied: %u</h3><ul class=\"never\">", count);
    for (unsigned c = 0; c < report->clause_count; c++)
        if (never(report, c))
            tspec_html(out, "<li><code>%s</code> <span class=\"quiet\">%s</span></li>",
                       report->clauses[c].name, report->clauses[c].text);
    tspec_html(out, "</ul>");
}

static void clause_rows(const struct tspec_report *report, struct tspec_text *out)
{
    tspec_html(
        out,
        "<details><summary>All clauses</summary><div class=\"scroll\"><table class=\"counts\"><thead><tr>"
        "<th>clause</th><th>section</th><th>asks</th>");
    for (unsigned s = 0; s < report->stack_count; s++)
        tspec_html(out, "<th class=\"number\">%s</th>", report->stacks[s].name);
    tspec_html(out, "</tr></thead><tbody>");
    for (unsigned c = 0; c < report->clause_count; c++) {
        const struct tspec_report_clause *clause = &report->clauses[c];
        tspec_html(out, "<tr><th scope=\"row\"><code>%s</code></th><td>%s</td><td>%s</td>", clause->name,
                   clause->section, clause->text);
        for (unsigned s = 0; s < report->stack_count; s++) {
            const char *standing = tspec_standing_name(tspec_report_clause_standing(report, s, c));
            uint64_t applied = report->stacks[s].clause_applied[c];
            tspec_html(out,
                       applied ? "<td class=\"number %s\">%llu</td>" : "<td class=\"number %s\">never</td>",
                       standing, (unsigned long long)applied);
        }
        tspec_html(out, "</tr>");
    }
    tspec_html(out, "</tbody></table></div></details>");
}

static unsigned findings_of(const struct tspec_report *report, const char *stack, const char *check)
{
    unsigned count = 0;
    for (unsigned i = 0; i < report->finding_count; i++)
        count += !strcmp(report->findings[i].check, check) && !strcmp(report->findings[i].stack, stack);
    return count;
}

static void check_rows(const struct tspec_report *report, struct tspec_text *out)
{
    tspec_html(
        out,
        "<section id=\"checks\"><h2>Checks</h2><p class=\"lead\">How often each had something to decide, and "
        "the signatures it found.</p><div class=\"scroll\"><table class=\"counts\"><thead><tr>"
        "<th>check</th><th>family</th><th>finds that</th>");
    for (unsigned s = 0; s < report->stack_count; s++)
        tspec_html(out, "<th class=\"number\">%s</th>", report->stacks[s].name);
    tspec_html(out, "</tr></thead><tbody>");
    for (unsigned c = 0; c < report->check_count; c++) {
        const struct tspec_report_check *check = &report->checks[c];
        tspec_html(out, "<tr><th scope=\"row\"><code>%s</code></th><td>%s</td><td>%s</td>", check->id,
                   check->family, check->text);
        for (unsigned s = 0; s < report->stack_count; s++) {
            uint64_t exercised = report->stacks[s].check_exercised[c];
            unsigned found = findings_of(report, report->stacks[s].name, check->id);
            tspec_html(out, exercised ? "<td class=\"number\">%llu" : "<td class=\"number not-tested\">never",
                       (unsigned long long)exercised);
            if (found)
                tspec_html(out, "<br/><span class=\"%s\">%u found</span>",
                           tspec_report_level_name(check->level), found);
            tspec_html(out, "</td>");
        }
        tspec_html(out, "</tr>");
    }
    tspec_html(out, "</tbody></table></div></section>");
}

void tspec_html_coverage(const struct tspec_report *report, struct tspec_text *out)
{
    tspec_html(
        out,
        "<section id=\"states\"><h2>States and events</h2><p class=\"lead\">How often each event met each "
        "state of the model.</p>");
    for (unsigned s = 0; s < report->stack_count; s++)
        heat_map(report, &report->stacks[s], out);
    tspec_html(out, "</section><section id=\"clauses\"><h2>Clauses</h2>");
    never_applied(report, out);
    clause_rows(report, out);
    tspec_html(out, "</section>");
    check_rows(report, out);
}
