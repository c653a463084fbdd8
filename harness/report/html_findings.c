#include "harness/report/html.h"

#include <string.h>

#include "harness/report/output.h"
#include "harness/report/trace.h"

enum { WHOLE_IN_GROUP = 4 }; /* findings of a group that are shown with their ladder */

static bool same_group(const struct tspec_report_finding *a, const struct tspec_report_finding *b)
{
    return a->level == b->level && !strcmp(a->check, b->check) && !strcmp(a->rule, b->rule);
}

static const struct tspec_report_clause *clause_of(const struct tspec_report *report, const char *rule)
{
    for (unsigned i = 0; i < report->clause_count; i++)
        if (!strcmp(report->clauses[i].name, rule))
            return &report->clauses[i];
    return NULL;
}

static void group_head(const struct tspec_report *report, const struct tspec_report_finding *finding,
                       struct tspec_text *out)
{
    const char *level = tspec_report_level_name(finding->level);
    tspec_html(out, "<article class=\"group\"><header><span class=\"tag %s\">%s</span><h3>%s</h3>", level,
               level, finding->text);
    tspec_html(out, "<p class=\"meta\"><code>%s</code>", finding->check);
    if (*finding->rule)
        tspec_html(out, " <code>%s</code>", finding->rule);
    if (*finding->section)
        tspec_html(out, " <span>RFC&#160;9293, %s</span>", finding->section);
    if (*finding->requirements)
        tspec_html(out, " <span>%s</span>", finding->requirements);
    const struct tspec_report_clause *clause = clause_of(report, finding->rule);
    tspec_html(out, "</p>");
    if (clause)
        tspec_html(out, "<p class=\"rule\">%s <span class=\"quiet\">%s</span></p>", clause->text,
                   clause->rules);
    tspec_html(out, "</header>");
}

/* Which stack, in which state, did what upon what; of a fault of the stack itself, which. */
static void title(const struct tspec_report_finding *finding, struct tspec_text *out)
{
    tspec_html(out, "<b>%s</b> ", finding->stack);
    if (strcmp(finding->event_class, "*"))
        tspec_html(out, "%s: %s &#8594; ", finding->state, finding->event_class);
    tspec_html(out, "%s <span class=\"quiet\">%llu scenario%s, %s</span>", finding->observed_class,
               (unsigned long long)finding->count, finding->count == 1 ? "" : "s", finding->signature);
}

static void links(const struct tspec_report *report, unsigned index, struct tspec_text *out)
{
    char place[128];
    tspec_output_place(report, index, place, sizeof place);
    tspec_html(out,
               "<span class=\"files\"><a href=\"%s/scenario.scn\">scenario.scn</a> <a "
               "href=\"%s/trace.txt\">trace.txt</a></span>",
               place, place);
}

static void one(const struct tspec_report *report, unsigned index, bool open, struct tspec_text *out)
{
    const struct tspec_report_finding *finding = &report->findings[index];
    tspec_html(out, open ? "<details class=\"finding\" open=\"open\"" : "<details class=\"finding\"");
    tspec_html(out, " id=\"%s-%s\"><summary>", finding->signature, finding->stack);
    title(finding, out);
    tspec_html(out, "</summary>");
    if (*finding->known)
        tspec_html(out, "<p class=\"known\">Known: %s</p>", finding->known);
    tspec_html(out, "<div class=\"sides\"><figure>");
    tspec_ladder_render(finding, out);
    tspec_html(
        out,
        "</figure><div><dl class=\"verdict\"><dt>Expected</dt><dd>%s</dd><dt class=\"%s\">Observed</dt>"
        "<dd>%s</dd></dl>",
        finding->expected, tspec_report_level_name(finding->level), finding->observed);
    tspec_html(out, "<h4>Replay</h4><pre>%s</pre>", finding->replay);
    tspec_html(
        out,
        "<details><summary>Scenario</summary><pre>%s</pre></details><details><summary>Trace</summary><pre>",
        finding->scenario);
    struct tspec_text trace = {0};
    tspec_trace_print(finding, false, &trace);
    tspec_html(out, "%s</pre></details>", trace.bytes ? trace.bytes : "");
    out->failed |= trace.failed;
    tspec_text_free(&trace);
    links(report, index, out);
    tspec_html(out, "</div></div></details>");
}

/* One more of a group that has been shown well enough; the rest is in its files. */
static void in_brief(const struct tspec_report *report, unsigned index, struct tspec_text *out)
{
    const struct tspec_report_finding *finding = &report->findings[index];
    tspec_html(out, "<div class=\"more\" id=\"%s-%s\">", finding->signature, finding->stack);
    title(finding, out);
    tspec_text_add(out, " ");
    links(report, index, out);
    tspec_html(out, "</div>");
}

static void group_foot(unsigned in_group, struct tspec_text *out)
{
    tspec_html(out, in_group > WHOLE_IN_GROUP ? "</details></article>" : "</article>");
}

/* The findings that are known, or those that are not, by check and rule; they come sorted so. */
static unsigned groups(const struct tspec_report *report, bool known, struct tspec_text *out)
{
    const struct tspec_report_finding *before = NULL;
    unsigned shown = 0, in_group = 0;
    for (unsigned i = 0; i < report->finding_count; i++) {
        const struct tspec_report_finding *finding = &report->findings[i];
        if ((*finding->known != '\0') != known)
            continue;
        bool opens = !before || !same_group(before, finding);
        if (!shown++)
            tspec_html(out, "<h3 class=\"over\">%s</h3>",
                       known ? "Known, and expected" : "New: nothing says that they are expected");
        if (opens && before)
            group_foot(in_group, out);
        if (opens)
            group_head(report, finding, out);
        in_group = opens ? 1 : in_group + 1;
        if (in_group == WHOLE_IN_GROUP + 1)
            tspec_html(out, "<details class=\"rest\"><summary>the others of this kind</summary>");
        if (in_group <= WHOLE_IN_GROUP)
            one(report, i, opens, out);
        else
            in_brief(report, i, out);
        before = finding;
    }
    if (before)
        group_foot(in_group, out);
    return shown;
}

void tspec_html_findings(const struct tspec_report *report, struct tspec_text *out)
{
    tspec_html(out, "<section id=\"findings\"><h2>Findings</h2>");
    unsigned shown = groups(report, false, out);
    shown += groups(report, true, out);
    if (!shown)
        tspec_html(out, "<p class=\"lead\">None. Every answer was one that the RFC allows.</p>");
    tspec_html(out, "</section>");
}
