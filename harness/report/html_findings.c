#include "harness/report/html.h"

#include <stdio.h>
#include <string.h>

#include "harness/report/output.h"
#include "harness/report/trace.h"

/* Of a stack's findings of one kind: shown with their ladder; and shown in a line. */
enum { WHOLE_IN_KIND = 4, LINES_IN_KIND = 40 };

static const struct tspec_report_clause *clause_of(const struct tspec_report *report, const char *rule)
{
    for (unsigned i = 0; i < report->clause_count; i++)
        if (!strcmp(report->clauses[i].name, rule))
            return &report->clauses[i];
    return NULL;
}

/* The line of a kind: how grave, what, by which check and rule, how often. */
static void kind_line(const struct tspec_report_finding *finding, uint64_t scenarios, unsigned signatures,
                      struct tspec_text *out)
{
    const char *level = tspec_report_level_name(finding->level);
    tspec_html(
        out,
        "<summary><span class=\"tag %s\">%s</span><h3>%s</h3><span class=\"ids\"><code>%s</code> "
        "<code>%s</code></span><span class=\"often\"><b>%llu&#215;</b>, %u signature%s</span></summary>",
        level, level, finding->text, finding->check, finding->rule, (unsigned long long)scenarios, signatures,
        signatures == 1 ? "" : "s");
}

/* What the rule asks, and where the RFC says so. */
static void kind_head(const struct tspec_report *report, const struct tspec_report_finding *finding,
                      struct tspec_text *out)
{
    const struct tspec_report_clause *clause = clause_of(report, finding->rule);
    if (clause)
        tspec_html(out, "<p class=\"rule\">%s</p>", clause->text);
    tspec_html(out, "<p class=\"meta\"><span>RFC&#160;9293, %s</span>", finding->section);
    char id[16];
    for (const char *at = finding->requirements; *at; at += strspn(at, " ")) {
        snprintf(id, sizeof id, "%.*s", (int)strcspn(at, " "), at);
        tspec_html(out, " <a href=\"#%s\">%s</a>", id, id);
        at += strcspn(at, " ");
    }
    if (clause && *clause->rules)
        tspec_html(out, " <span>%s</span>", clause->rules);
    tspec_html(out, "</p>");
}

/* Which stack, in which state, did what upon what; of a fault of the stack itself, which. */
static void title(const struct tspec_report_finding *finding, struct tspec_text *out)
{
    tspec_html(out, "<b>%s</b> ", finding->stack);
    if (strcmp(finding->event_class, "*"))
        tspec_html(out, "%s: %s &#8594; ", strcmp(finding->state, "*") ? finding->state : "unsure",
                   finding->event_class);
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
    tspec_html(out, "<h4>Replay, from the directory of this report</h4><pre>%s</pre>", finding->replay);
    tspec_html(
        out,
        "<details><summary>Scenario</summary><pre>%s</pre></details><details><summary>Trace</summary><pre>",
        finding->scenario);
    struct tspec_text trace = {0};
    tspec_trace_print(report, finding, false, &trace);
    tspec_html(out, "%s</pre></details>", trace.bytes ? trace.bytes : "");
    out->failed |= trace.failed;
    tspec_text_free(&trace);
    links(report, index, out);
    tspec_html(out, "</div></div></details>");
}

/* One more of a kind that has been shown well enough; the rest is in its files. */
static void in_brief(const struct tspec_report *report, unsigned index, struct tspec_text *out)
{
    const struct tspec_report_finding *finding = &report->findings[index];
    tspec_html(out, "<div class=\"more\" id=\"%s-%s\">", finding->signature, finding->stack);
    title(finding, out);
    tspec_text_add(out, " ");
    links(report, index, out);
    tspec_html(out, "</div>");
}

static bool is_known(const struct tspec_report_finding *finding)
{
    return *finding->known != '\0';
}

/* One stack's findings of a kind: the first ones whole, some in a line, the rest as a number. */
static void stack_of_kind(const struct tspec_report *report, unsigned first, unsigned end, bool known,
                          struct tspec_text *out)
{
    unsigned all = 0, shown = 0;
    for (unsigned i = first; i < end; i++)
        all += is_known(&report->findings[i]) == known;
    for (unsigned i = first; i < end && shown < WHOLE_IN_KIND + LINES_IN_KIND; i++) {
        if (is_known(&report->findings[i]) != known)
            continue;
        if (shown == WHOLE_IN_KIND)
            tspec_html(out, "<details class=\"rest\"><summary>%u more of this kind</summary>", all - shown);
        if (shown < WHOLE_IN_KIND)
            one(report, i, !shown, out);
        else
            in_brief(report, i, out);
        shown++;
    }
    if (shown < all)
        tspec_html(out, "<p class=\"more quiet\">and %u rarer ones, in result.json and findings/</p>",
                   all - shown);
    tspec_html(out, shown > WHOLE_IN_KIND ? "</details>" : "");
}

/* The findings from `first` on that are of one kind, those that are known or those that are not. */
static void kind(const struct tspec_report *report, unsigned first, unsigned end, bool known, bool open,
                 struct tspec_text *out)
{
    const struct tspec_report_finding *findings = report->findings;
    uint64_t scenarios = 0;
    unsigned signatures = 0;
    for (unsigned i = first; i < end; i++)
        if (is_known(&findings[i]) == known) {
            scenarios += findings[i].count;
            signatures++;
        }
    if (!signatures)
        return;
    tspec_html(out, open ? "<details class=\"group\" open=\"open\">" : "<details class=\"group\">");
    kind_line(&findings[first], scenarios, signatures, out);
    kind_head(report, &findings[first], out);
    for (unsigned next; first < end; first = next) {
        for (next = first + 1; next < end && !strcmp(findings[first].stack, findings[next].stack);)
            next++;
        stack_of_kind(report, first, next, known, out);
    }
    tspec_html(out, "</details>");
}

/* Kind by kind; they come sorted so. The first is open. */
static void kinds(const struct tspec_report *report, bool known, struct tspec_text *out)
{
    for (unsigned first = 0, end; first < report->finding_count; first = end) {
        for (end = first + 1; end < report->finding_count &&
                              tspec_report_same_kind(&report->findings[first], &report->findings[end]);)
            end++;
        kind(report, first, end, known, !first && !known, out);
    }
}

void tspec_html_findings(const struct tspec_report *report, struct tspec_text *out)
{
    unsigned known = 0;
    for (unsigned i = 0; i < report->finding_count; i++)
        known += is_known(&report->findings[i]);
    tspec_html(out, "<section id=\"findings\"><h2>Findings</h2>");
    if (!report->finding_count)
        tspec_html(out, "<p class=\"lead\">None. Every answer was one that the RFC allows.</p>");
    else
        tspec_html(out,
                   "<p class=\"lead\">One line a kind, the gravest first, then what happened most often; "
                   "each opens to its ladder.</p>");
    if (known && known < report->finding_count)
        tspec_html(out, "<h3 class=\"over\">New: nothing says that they are expected</h3>");
    kinds(report, false, out);
    if (known)
        tspec_html(out, "<h3 class=\"over\">Known, and expected</h3>");
    kinds(report, true, out);
    tspec_html(out, "</section>");
}
