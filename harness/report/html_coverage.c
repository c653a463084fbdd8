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

static unsigned findings_of(const struct tspec_report *report, const char *stack, const char *check)
{
    unsigned count = 0;
    for (unsigned i = 0; i < report->finding_count; i++)
        count += !strcmp(report->findings[i].check, check) && !strcmp(report->findings[i].stack, stack);
    return count;
}

static bool check_was(const struct tspec_report *report, unsigned stack, unsigned check)
{
    return report->stacks[stack].check_exercised[check];
}

static void check_item(const struct tspec_report *report, unsigned check, struct tspec_text *out)
{
    tspec_html(out, "<code>%s</code> <span class=\"quiet\">%s</span>", report->checks[check].id,
               report->checks[check].text);
}

void tspec_html_never(const struct tspec_report *report, const struct tspec_html_counted *counted,
                      struct tspec_text *out)
{
    for (unsigned s = 0; s < report->stack_count; s++) {
        unsigned never = 0;
        for (unsigned i = 0; i < counted->count; i++)
            never += !counted->was(report, s, i);
        if (!never) {
            tspec_html(out, "<h3>%s: all %u %s</h3>", report->stacks[s].name, counted->count,
                       counted->exercised);
            continue;
        }
        tspec_html(out, "<h3>%s: %u of %u never %s</h3><ul class=\"never\">", report->stacks[s].name, never,
                   counted->count, counted->exercised);
        for (unsigned i = 0; i < counted->count; i++) {
            if (counted->was(report, s, i))
                continue;
            tspec_html(out, "<li>");
            counted->item(report, i, out);
            tspec_html(out, "</li>");
        }
        tspec_html(out, "</ul>");
    }
}

static void check_row(const struct tspec_report *report, unsigned index, struct tspec_text *out)
{
    const struct tspec_report_check *check = &report->checks[index];
    tspec_html(out, "<tr><th scope=\"row\"><code>%s</code></th><td>%s</td><td>%s</td>", check->id,
               check->family, check->text);
    for (unsigned s = 0; s < report->stack_count; s++) {
        uint64_t exercised = report->stacks[s].check_exercised[index];
        unsigned found = findings_of(report, report->stacks[s].name, check->id);
        tspec_html(out, exercised ? "<td class=\"number\">%llu" : "<td class=\"number never-cell\">never",
                   (unsigned long long)exercised);
        if (found)
            tspec_html(out, " <span class=\"%s found\">%u found</span>",
                       tspec_report_level_name(check->level), found);
        tspec_html(out, "</td>");
    }
    tspec_html(out, "</tr>");
}

static void checks(const struct tspec_report *report, struct tspec_text *out)
{
    const struct tspec_html_counted counted = {report->check_count, "exercised", check_was, check_item};
    tspec_html(out,
               "<section id=\"checks\"><h2>Checks</h2><p class=\"lead\">What can be found wrong, and whether "
               "it had something to decide.</p>");
    tspec_html_never(report, &counted, out);
    tspec_html(out,
               "<details class=\"table\"><summary>All %u checks: how often each had something to decide, and "
               "the signatures it found</summary><div class=\"scroll\"><table class=\"counts\"><thead><tr>"
               "<th>check</th><th>family</th><th>finds that</th>",
               report->check_count);
    for (unsigned s = 0; s < report->stack_count; s++)
        tspec_html(out, "<th class=\"number\">%s</th>", report->stacks[s].name);
    tspec_html(out, "</tr></thead><tbody>");
    for (unsigned c = 0; c < report->check_count; c++)
        check_row(report, c, out);
    tspec_html(out, "</tbody></table></div></details></section>");
}

void tspec_html_coverage(const struct tspec_report *report, struct tspec_text *out)
{
    tspec_html(
        out,
        "<section id=\"states\"><h2>States and events</h2><p class=\"lead\">How often each event met each "
        "state of the model; a frame is a pair that was never met.</p>");
    for (unsigned s = 0; s < report->stack_count; s++)
        heat_map(report, &report->stacks[s], out);
    tspec_html(out, "</section>");
    tspec_html_rules(report, out);
    checks(report, out);
}
