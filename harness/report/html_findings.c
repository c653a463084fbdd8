#include "harness/report/html.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Of a stack's findings of one kind the first is shown in full, and some more in a line. Of the kinds that
 * one reason explains only the first ones are shown so, the others in lines. */
enum { LINES_IN_KIND = 8, WHOLE_IN_REASON = 6 };

/* Findings of one kind stand together: from `first` up to before `end`. */
struct kind {
    const struct tspec_report *report;
    unsigned first, end;
};

static const struct tspec_report_finding *head_of(const struct kind *kind)
{
    return &kind->report->findings[kind->first];
}

static bool is_known(const struct tspec_report_finding *finding)
{
    return *finding->known != '\0';
}

static const struct tspec_report_clause *clause_of(const struct tspec_report *report, const char *rule)
{
    for (unsigned i = 0; i < report->clause_count; i++)
        if (!strcmp(report->clauses[i].name, rule))
            return &report->clauses[i];
    return NULL;
}

/* The line of a kind: how grave, what, which rule it breaks, how often. */
static void summary_line(const struct kind *kind, struct tspec_text *out)
{
    const struct tspec_report_finding *head = head_of(kind);
    const struct tspec_report_clause *clause = clause_of(kind->report, head->rule);
    const char *level = tspec_report_level_name(head->level);
    uint64_t scenarios = 0;
    for (unsigned i = kind->first; i < kind->end; i++)
        scenarios += kind->report->findings[i].count;
    tspec_html(out, "<summary><span class=\"tag %s\">%s</span> <span class=\"title\"><b>%s</b>", level, level,
               head->text);
    if (clause)
        tspec_html(out, " <span class=\"asks\">%s</span>", clause->text);
    tspec_html(out,
               "</span> <span class=\"ids\"><code>%s</code> <code>%s</code></span> <span "
               "class=\"often\"><b>%llu&#215;</b></span></summary>",
               head->check, head->rule, (unsigned long long)scenarios);
}

/* The line of a reason: why it is expected, for which versions, and how often it showed itself. */
static void reason_line(const struct tspec_report *report, const struct tspec_report_reason *reason,
                        struct tspec_text *out)
{
    const struct tspec_report_finding *head = reason->head;
    const char *level = tspec_report_level_name(head->level);
    const struct tspec_report_waiver *waiver = tspec_report_waiver_of(report, head->waiver);
    tspec_html(out,
               "<summary><span class=\"tag %s\">%s</span> <span class=\"title\"><b>%s</b></span> <span "
               "class=\"ids\"><code>%s</code> ",
               level, level, head->known, head->waiver);
    if (waiver) {
        tspec_html_versions(waiver, out);
        tspec_html(out, "%s%s", *waiver->requirement ? ", " : "", waiver->requirement);
    }
    tspec_html(out, "</span> <span class=\"often\"><b>%llu&#215;</b></span></summary>",
               (unsigned long long)reason->count);
    if (waiver) {
        tspec_html(out, "<p class=\"quiet\"><a href=\"#waiver-%s\">The waiver</a>%s", waiver->id,
                   *waiver->link ? ", " : "");
        tspec_html_link(waiver->link, out);
        tspec_html(out, "</p>");
    }
}

static const struct tspec_report_requirement *requirement_of(const struct tspec_report *report,
                                                             const char *id)
{
    for (unsigned i = 0; i < report->requirement_count; i++)
        if (!strcmp(report->requirements[i].id, id))
            return &report->requirements[i];
    return NULL;
}

/* Where the RFC says so, and the numbered requirements. */
static void references(const struct kind *kind, struct tspec_text *out)
{
    const struct tspec_report_finding *head = head_of(kind);
    const struct tspec_report_clause *clause = clause_of(kind->report, head->rule);
    if (!*head->section && !*head->requirements)
        return;
    tspec_html(out, "<dl class=\"references\">");
    if (*head->section) {
        tspec_html(out, "<dt>RFC&#160;9293</dt><dd>");
        tspec_html_sections(head->section, out);
        tspec_html(out, clause && *clause->rules ? " <span class=\"quiet\">%s</span></dd>" : "</dd>",
                   clause ? clause->rules : "");
    }
    char id[16];
    for (const char *at = head->requirements; *at; at += strspn(at, " ")) {
        snprintf(id, sizeof id, "%.*s", (int)strcspn(at, " "), at);
        const struct tspec_report_requirement *requirement = requirement_of(kind->report, id);
        tspec_html(out, "<dt>Requirement</dt><dd><a href=\"#%s\">%s</a> %s</dd>", id, id,
                   requirement ? requirement->statement : "");
        at += strcspn(at, " ");
    }
    tspec_html(out, "</dl>");
}

/* One stack's findings of the kind: the first in full, some in a line, the rest as a number. Not `whole`: all
 * in lines. */
static void of_stack(const struct kind *kind, unsigned first, unsigned end, bool whole,
                     struct tspec_text *out)
{
    if (whole)
        tspec_html_finding(kind->report, first++, out);
    if (first == end)
        return;
    if (whole)
        tspec_html(out, "<details class=\"more\"><summary>%u more of this kind</summary>", end - first);
    tspec_html(out, "<ul class=\"brief\">");
    for (unsigned i = first; i < end && i < first + LINES_IN_KIND; i++) {
        const struct tspec_report_finding *finding = &kind->report->findings[i];
        tspec_html(out, "<li id=\"%s-%s\">", finding->signature, finding->stack);
        tspec_html_what(finding, out);
        tspec_html_file(kind->report, i, "scenario.scn", out);
        tspec_html(out, "</li>");
    }
    if (end - first > LINES_IN_KIND)
        tspec_html(out, "<li class=\"quiet\">and %u rarer ones, in result.json</li>",
                   end - first - LINES_IN_KIND);
    tspec_html(out, whole ? "</ul></details>" : "</ul>");
}

static void show(const struct kind *kind, bool open, bool whole, struct tspec_text *out)
{
    tspec_html(out, open ? "<details class=\"group\" open=\"open\">" : "<details class=\"group\">");
    summary_line(kind, out);
    references(kind, out);
    for (unsigned first = kind->first, next; first < kind->end; first = next) {
        for (next = first + 1; next < kind->end && !tspec_report_leads(kind->report, next);)
            next++;
        of_stack(kind, first, next, whole, out);
    }
    tspec_html(out, "</details>");
}

/* Which kinds belong together: those of one reason, or those that no waiver covers and that are of interest
 * only, or of more. */
struct group {
    const struct tspec_report_finding *reason; /* NULL: not known */
    bool of_interest;
};

static bool is_in(const struct group *group, const struct tspec_report_finding *finding)
{
    if (group->reason)
        return tspec_report_same_reason(finding, group->reason);
    return !is_known(finding) && (finding->level == TSPEC_REPORT_INFO) == group->of_interest;
}

static unsigned count_in(const struct tspec_report *report, const struct group *group)
{
    unsigned count = 0;
    for (unsigned i = 0; i < report->finding_count; i++)
        count += is_in(group, &report->findings[i]);
    return count;
}

/* Kind by kind, as they are sorted; of one reason the first ones tell enough. The very first is open. */
static void kinds(const struct tspec_report *report, const struct group *group, struct tspec_text *out)
{
    unsigned shown = 0;
    tspec_html(out, "<div class=\"groups\">");
    for (unsigned i = 0; i < report->finding_count;) {
        struct kind kind = {report, i, tspec_report_kind_end(report, i)};
        i = kind.end;
        if (!is_in(group, head_of(&kind)))
            continue;
        show(&kind, !shown, !group->reason || shown < WHOLE_IN_REASON, out);
        shown++;
    }
    tspec_html(out, "</div>");
}

static void known_ones(const struct tspec_report *report, struct tspec_text *out)
{
    unsigned count = 0;
    struct tspec_report_reason *reasons = tspec_report_reasons(report, &count);
    out->failed |= !reasons;
    tspec_html(out, "<div class=\"groups\">");
    for (unsigned r = 0; r < count; r++) {
        tspec_html(out,
                   r ? "<details class=\"group cause\">" : "<details class=\"group cause\" open=\"open\">");
        reason_line(report, &reasons[r], out);
        kinds(report, &(struct group){.reason = reasons[r].head}, out);
        tspec_html(out, "</details>");
    }
    tspec_html(out, "</div>");
    free(reasons);
}

void tspec_html_findings(const struct tspec_report *report, struct tspec_text *out)
{
    unsigned known = 0;
    for (unsigned i = 0; i < report->finding_count; i++)
        known += is_known(&report->findings[i]);
    if (known) {
        tspec_html(out, "<section id=\"known\"><h2>Known deviations</h2><p class=\"lead\">Expected, each for "
                        "its reason; they fail no run. Each opens to the ways it showed itself.</p>");
        known_ones(report, out);
        tspec_html(out, "</section>");
    }
    tspec_html(out, "<section id=\"unexpected\"><h2>Unexpected findings</h2><p class=\"lead\">");
    const struct group unexpected = {NULL, false}, interest = {NULL, true};
    if (count_in(report, &unexpected)) {
        tspec_html(out, "The gravest first, then what happened most often.</p>");
        kinds(report, &unexpected, out);
    } else {
        tspec_html(out, report->finding_count ? "None.</p>"
                                              : "None. Every answer was one that the RFC allows.</p>");
    }
    tspec_html(out, "</section>");
    if (!count_in(report, &interest))
        return;
    tspec_html(out, "<section id=\"interest\"><h2>Of interest</h2><p class=\"lead\">Worth knowing and no "
                    "more: level info, which fails no run.</p>");
    kinds(report, &interest, out);
    tspec_html(out, "</section>");
}
