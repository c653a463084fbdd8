#include "harness/report/html.h"

#include <string.h>

void tspec_html_versions(const struct tspec_report_waiver *waiver, struct tspec_text *out)
{
    bool from = *waiver->from, to = *waiver->to;
    tspec_html(out, from || to ? "%s " : "%s", waiver->stack);
    if (from && to && strcmp(waiver->from, waiver->to))
        tspec_html(out, "%s to %s", waiver->from, waiver->to);
    else if (from && to)
        tspec_html(out, "%s", waiver->from);
    else if (from)
        tspec_html(out, "%s and later", waiver->from);
    else if (to)
        tspec_html(out, "up to %s", waiver->to);
}

/* How grave a standing is, in the words that colour it. */
static const char *colour_of(unsigned standing)
{
    static const char *const classes[] = {"pass", "info", "fail", "deviates", "not-applicable"};
    return standing < TSPEC_WAIVER_STANDING_COUNT ? classes[standing] : "";
}

static void row(const struct tspec_report *report, const struct tspec_report_waiver *waiver,
                struct tspec_text *out)
{
    const char *standing = tspec_waiver_standing_name(waiver->standing);
    if (waiver == tspec_report_waiver_of(report, waiver->id)) /* the one that links lead to */
        tspec_html(out, "<tr id=\"waiver-%s\">", waiver->id);
    else
        tspec_html(out, "<tr>");
    tspec_html(out, "<th scope=\"row\"><code>%s</code></th><td><span class=\"dot %s\">%s</span></td><td>%s",
               waiver->id, colour_of(waiver->standing), standing, waiver->reason);
    tspec_text_add(out, " ");
    tspec_html_link(waiver->link, out);
    tspec_html(out, "</td><td class=\"covers\"><code>%s</code>", waiver->covers);
    if (*waiver->quirk)
        tspec_html(out, " <code>%s</code>", waiver->quirk);
    tspec_html(out, "</td>");
    tspec_html(out, "<td>");
    tspec_html_versions(waiver, out);
    tspec_html(out, "</td><td>%s</td></tr>", waiver->expires);
}

void tspec_html_waivers(const struct tspec_report *report, struct tspec_text *out)
{
    if (!report->waiver_count)
        return;
    tspec_html(out,
               "<section id=\"waivers\"><h2>Waivers</h2><p class=\"lead\">What was to be expected. A stale "
               "one shows nothing any more, not even by its own scenario: it has to go.</p><div "
               "class=\"scroll\"><table class=\"waivers\"><thead><tr><th>waiver</th><th>standing</th>"
               "<th>reason</th><th>covers</th><th>versions</th><th>expires</th></tr></thead><tbody>");
    static const unsigned order[] = {TSPEC_WAIVER_STALE, TSPEC_WAIVER_EXPIRED, TSPEC_WAIVER_USED,
                                     TSPEC_WAIVER_IDLE, TSPEC_WAIVER_OUT_OF_RANGE};
    for (size_t o = 0; o < sizeof order / sizeof order[0]; o++)
        for (unsigned i = 0; i < report->waiver_count; i++)
            if (report->waivers[i].standing == order[o])
                row(report, &report->waivers[i], out);
    tspec_html(out, "</tbody></table></div></section>");
}
