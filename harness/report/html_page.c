#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/report/html.h"

extern const char tspec_report_style[];

/* Where the page's style is not taken. */
static const char *plain_colour(unsigned standing)
{
    static const char *const colours[] = {"seagreen", "firebrick", "darkgoldenrod", "steelblue",
                                          "gray",     "darkgray",  "darkgray",      "lightgray"};
    return colours[standing];
}

/* One kind of requirement for one stack: a bar, and the same in words. */
static void bar(const struct tspec_report *report, unsigned stack, const char *kind, struct tspec_text *out)
{
    enum { WIDTH = 240 };
    struct tspec_report_tally tallies[TSPEC_REPORT_TALLIES];
    unsigned count = tspec_report_tallies(report, stack, kind, tallies), all = 0, before = 0;
    for (unsigned t = 0; t < count; t++)
        all += tallies[t].count;
    if (!all)
        return;
    tspec_html(out,
               "<div class=\"bar\"><b>%s</b> <svg viewBox=\"0 0 %u 6\" width=\"240\" height=\"6\" "
               "preserveAspectRatio=\"none\" "
               "aria-hidden=\"true\">",
               kind, WIDTH);
    for (unsigned t = 0; t < count; t++) {
        tspec_text_printf(out, "<rect class=\"%s\" fill=\"%s\" x=\"%.2f\" width=\"%.2f\" height=\"6\"/>",
                          tspec_standing_name(tallies[t].standing), plain_colour(tallies[t].standing),
                          before * (double)WIDTH / all, tallies[t].count * (double)WIDTH / all);
        before += tallies[t].count;
    }
    tspec_html(out, "</svg><p>");
    for (unsigned t = 0; t < count; t++)
        tspec_html(out, "%s<span class=\"%s\">%u&#160;%s</span>", t ? ", " : "",
                   tspec_standing_name(tallies[t].standing), tallies[t].count, tallies[t].word);
    tspec_html(out, "</p></div>");
}

/* "3 failing 2 deviating" */
static void levels(const unsigned counts[TSPEC_REPORT_LEVELS], struct tspec_text *out)
{
    static const char *const words[] = {"of interest", "deviating", "failing"};
    for (unsigned level = TSPEC_REPORT_LEVELS; level-- > 0;)
        if (counts[level])
            tspec_html(out, "<span class=\"%s\"><b>%u</b> %s</span> ", tspec_report_level_name(level),
                       counts[level], words[level]);
}

/* Kinds of findings that are unexpected, and reasons of what is known. */
static void headlines(const struct tspec_report *report, unsigned index, struct tspec_text *out)
{
    const struct tspec_report_stack *stack = &report->stacks[index];
    struct tspec_report_balance balance;
    out->failed |= !tspec_report_balance(report, index, &balance);
    const unsigned *unexpected = balance.unexpected, *known = balance.known;
    tspec_html(out, "<p class=\"headline\">");
    if (!unexpected[TSPEC_REPORT_FAIL] && !unexpected[TSPEC_REPORT_DEVIATES])
        tspec_html(out, "<span class=\"%s\">%s</span> ", stack->scenarios ? "pass" : "quiet",
                   stack->scenarios ? "nothing unexpected" : "nothing was judged");
    levels(unexpected, out);
    tspec_html(out, "</p>");
    if (known[TSPEC_REPORT_FAIL] || known[TSPEC_REPORT_DEVIATES] || known[TSPEC_REPORT_INFO]) {
        tspec_html(out, "<p class=\"headline known-ones\">Known: ");
        levels(known, out);
        tspec_html(out, "</p>");
    }
}

static void card(const struct tspec_report *report, unsigned index, struct tspec_text *out)
{
    static const char *const kinds[] = {"MUST", "SHOULD", "MAY"};
    const struct tspec_report_stack *stack = &report->stacks[index];
    tspec_html(out, "<section class=\"card\"><h2>%s <small>%s</small></h2>", stack->name, stack->version);
    headlines(report, index, out);
    for (unsigned k = 0; k < sizeof kinds / sizeof kinds[0]; k++)
        bar(report, index, kinds[k], out);
    tspec_html(out, "<dl class=\"facts\"><div><dt>scenarios</dt><dd>%llu</dd></div><div><dt>segments in</dt>",
               (unsigned long long)stack->scenarios);
    tspec_html(out, "<dd>%llu</dd></div><div><dt>segments out</dt><dd>%llu</dd></div>",
               (unsigned long long)stack->segments_in, (unsigned long long)stack->segments_out);
    double share = stack->scenarios ? 100.0 * (double)stack->inconclusive / (double)stack->scenarios : 0;
    tspec_text_printf(out, "<div><dt>inconclusive</dt><dd>%.2g %%</dd></div></dl></section>", share);
}

/* What was run, and what each adapter declares about its stack. */
static void facts(const struct tspec_report *report, struct tspec_text *out)
{
    tspec_html(out, "<section id=\"facts\"><h2>Run facts</h2><div class=\"columns\">");
    for (unsigned s = 0; s < report->stack_count; s++) {
        const struct tspec_report_stack *stack = &report->stacks[s];
        tspec_html(out, "<div><h3>%s <small>%s</small></h3><p>%s</p><dl class=\"list\">", stack->name,
                   stack->version, stack->summary);
        for (unsigned i = 0; i < stack->campaign_count; i++)
            tspec_html(out, "<dt>%s</dt><dd>%llu scenarios</dd>", stack->campaigns[i].name,
                       (unsigned long long)stack->campaigns[i].scenarios);
        if (stack->not_judged)
            tspec_html(out, "<dt>not judged</dt><dd>%llu scenarios; the first: %s</dd>",
                       (unsigned long long)stack->not_judged, stack->not_judged_why);
        tspec_html(out, "<dt>inconclusive</dt><dd>%llu scenarios</dd><dt>seed</dt><dd>%llu</dd>",
                   (unsigned long long)stack->inconclusive, (unsigned long long)report->seed);
        tspec_html(out, "<dt>events</dt><dd>%llu</dd><dt>capabilities</dt><dd>%s</dd>",
                   (unsigned long long)stack->events, stack->capabilities);
        for (unsigned i = 0; i < stack->profile_count; i++)
            tspec_html(out, "<dt>%s</dt><dd>%s</dd>", stack->profile[i].name, stack->profile[i].value);
        tspec_html(out, "</dl></div>");
    }
    tspec_html(out, "</div></section>");
}

/* The table of contents. */
static void contents(const struct tspec_report *report, struct tspec_text *out)
{
    unsigned unexpected = 0, interest = 0, reasons = 0;
    free(tspec_report_reasons(report, &reasons));
    for (unsigned i = 0; i < report->finding_count; i = tspec_report_kind_end(report, i)) {
        const struct tspec_report_finding *finding = &report->findings[i];
        unexpected += !*finding->known && finding->level > TSPEC_REPORT_INFO;
        interest += !*finding->known && finding->level == TSPEC_REPORT_INFO;
    }
    tspec_html(out, "<nav aria-label=\"Contents\">");
    if (reasons)
        tspec_html(out, "<a href=\"#known\">Known deviations <span class=\"quiet\">%u</span></a> ", reasons);
    tspec_html(out, "<a href=\"#unexpected\">Unexpected findings <span class=\"quiet\">%u</span></a> ",
               unexpected);
    if (interest)
        tspec_html(out, "<a href=\"#interest\">Of interest <span class=\"quiet\">%u</span></a> ", interest);
    if (report->waiver_count)
        tspec_html(out, "<a href=\"#waivers\">Waivers <span class=\"quiet\">%u</span></a> ",
                   report->waiver_count);
    tspec_html(out, "<a href=\"#requirements\">Requirements</a> <a href=\"#states\">States and events</a> "
                    "<a href=\"#rules\">Rules</a> <a href=\"#checks\">Checks</a> <a href=\"#facts\">Run "
                    "facts</a> <a href=\"#reading\">How to read this</a></nav>");
}

static void head(const struct tspec_report *report, struct tspec_text *out)
{
    tspec_html(out, "<!DOCTYPE html>\n<html lang=\"en\" xmlns=\"http://www.w3.org/1999/xhtml\"><head>"
                    "<meta charset=\"utf-8\"/><meta http-equiv=\"Content-Security-Policy\" "
                    "content=\"default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;\"/>"
                    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>"
                    "<meta name=\"color-scheme\" content=\"light dark\"/><title>tcpspec:");
    for (unsigned s = 0; s < report->stack_count; s++)
        tspec_html(out, "%s %s %s", s ? "," : "", report->stacks[s].name, report->stacks[s].version);
    tspec_html(out, "</title><style>");
    tspec_text_add(out, tspec_report_style);
    tspec_html(out,
               "</style></head><body><main><header><p class=\"brand\">tcpspec</p>"
               "<h1>Conformance to RFC&#160;9293</h1><p class=\"lead\">%s, seed %llu",
               report->program, (unsigned long long)report->seed);
    if (*report->spec)
        tspec_html(out, ", spec %s", report->spec);
    tspec_html(out, "%s.</p>", report->interrupted ? "; the run was interrupted" : "");
    contents(report, out);
    tspec_html(out, "</header>");
}

static void reading(struct tspec_text *out)
{
    tspec_html(
        out,
        "<section id=\"reading\"><h2>How to read this</h2><dl class=\"list reading\">"
        "<dt>Levels</dt><dd>A <b>fail</b> breaks a numbered MUST, or text of section 3.10 whose breach a "
        "peer "
        "or caller can see. Other text and a SHOULD make a finding <b>deviates</b>; <b>info</b> is worth "
        "knowing and no more. MUST, SHOULD and MAY are never added into one number.</dd>"
        "<dt>Ladders</dt><dd>The line on the left is the stack, with the states that the RFC's endpoint "
        "would "
        "be in; <i>says</i> tells where the stack shows another. The line on the right is the harness, with "
        "the states of an endpoint that had sent and received the same. Times are virtual. Numbers are "
        "relative to the initial sequence numbers. Beside it stands the same scenario on our engine, with "
        "that stack's MSS, buffers and MSL.</dd>"
        "<dt>Places</dt><dd><code>seq:</code> tells where a number lies: against RCV.NXT and the right edge "
        "of "
        "the window for a segment that arrives, against SND.NXT for one that was sent; <code>ack:</code> "
        "against SND.UNA and SND.NXT, or RCV.NXT. <code>at</code> is the first of them, <code>inside</code> "
        "strictly between, <code>left</code> and <code>beyond</code> outside, <code>far-left</code> by more "
        "than 65,535.</dd>"
        "<dt>Counts</dt><dd>1234&#215; counts scenarios in which it came up. One defect often shows itself "
        "in several ways; each has a signature of its own.</dd></dl></section>");
}

void tspec_html_render(const struct tspec_report *report, struct tspec_text *out)
{
    head(report, out);
    tspec_html(out, "<div class=\"cards\">");
    for (unsigned s = 0; s < report->stack_count; s++)
        card(report, s, out);
    tspec_html(out, "</div>");
    tspec_html_findings(report, out);
    tspec_html_waivers(report, out);
    tspec_html_requirements(report, out);
    tspec_html_coverage(report, out);
    facts(report, out);
    reading(out);
    tspec_html(out, "</main></body></html>\n");
}
