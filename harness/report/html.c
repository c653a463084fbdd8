#include "harness/report/html.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

extern const char tspec_report_style[];

static void grouped(struct tspec_text *out, unsigned long long value)
{
    char digits[24];
    int length = snprintf(digits, sizeof digits, "%llu", value);
    for (int i = 0; i < length; i++) {
        if (i && length > 4 && (length - i) % 3 == 0)
            tspec_text_add(out, "\xE2\x80\xAF"); /* narrow no-break space */
        tspec_text_add_bytes(out, &digits[i], 1);
    }
}

void tspec_html(struct tspec_text *out, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    for (const char *at = format; *at;) {
        size_t plain = strcspn(at, "%");
        tspec_text_add_bytes(out, at, plain);
        at += plain;
        if (!strncmp(at, "%s", 2)) {
            tspec_text_escaped(out, va_arg(values, const char *));
            at += 2;
        } else if (!strncmp(at, "%u", 2)) {
            tspec_text_printf(out, "%u", va_arg(values, unsigned));
            at += 2;
        } else if (!strncmp(at, "%llu", 4)) {
            grouped(out, va_arg(values, unsigned long long));
            at += 4;
        } else if (*at) {
            tspec_text_add(out, "%");
            at += at[1] == '%' ? 2 : 1;
        }
    }
    va_end(values);
}

const char *tspec_html_time(uint64_t time_us, char *buffer)
{
    enum { ROOM = 32 };
    if (time_us && time_us < 1000)
        snprintf(buffer, ROOM, "%u \xC2\xB5s", (unsigned)time_us);
    else if (time_us && time_us < 1000000)
        snprintf(buffer, ROOM, "%.4g ms", (double)time_us / 1e3);
    else
        snprintf(buffer, ROOM, "%.7g s", (double)time_us / 1e6);
    return buffer;
}

/* One kind of requirement for one stack: a bar, and the same in words. */
static void bar(const struct tspec_report *report, unsigned stack, const char *kind, struct tspec_text *out)
{
    enum { WIDTH = 240 };
    unsigned tallies[TSPEC_STANDING_COUNT], all = 0, before = 0;
    for (unsigned s = 0; s < TSPEC_STANDING_COUNT; s++)
        all += tallies[s] = tspec_report_tally(report, stack, kind, s);
    if (!all)
        return;
    tspec_html(out,
               "<div class=\"bar\"><b>%s</b><svg viewBox=\"0 0 %u 6\" preserveAspectRatio=\"none\" "
               "aria-hidden=\"true\">",
               kind, WIDTH);
    for (unsigned s = 0; s < TSPEC_STANDING_COUNT; s++) {
        if (!tallies[s])
            continue;
        tspec_text_printf(out, "<rect class=\"%s\" x=\"%.2f\" width=\"%.2f\" height=\"6\"/>",
                          tspec_standing_name(s), before * (double)WIDTH / all,
                          tallies[s] * (double)WIDTH / all);
        before += tallies[s];
    }
    tspec_html(out, "</svg><p>");
    const char *separator = "";
    for (unsigned s = 0; s < TSPEC_STANDING_COUNT; s++) {
        if (!tallies[s])
            continue;
        tspec_text_add(out, separator);
        tspec_html(out, "<span class=\"%s\">%u&#160;%s</span>", tspec_standing_name(s), tallies[s],
                   tspec_standing_name(s));
        separator = ", ";
    }
    tspec_html(out, "</p></div>");
}

/* Whether finding i is the first of its stack with its check and rule: one defect is counted once. */
static bool first_of_group(const struct tspec_report *report, unsigned i)
{
    const struct tspec_report_finding *finding = &report->findings[i];
    for (unsigned j = 0; j < i; j++)
        if (!strcmp(report->findings[j].stack, finding->stack) &&
            !strcmp(report->findings[j].check, finding->check) &&
            !strcmp(report->findings[j].rule, finding->rule))
            return false;
    return true;
}

static void headline(const struct tspec_report *report, unsigned stack, struct tspec_text *out)
{
    static const char *const words[] = {"of interest", "deviating", "failing"};
    unsigned groups[TSPEC_REPORT_LEVELS] = {0}, all = 0;
    for (unsigned i = 0; i < report->finding_count; i++) {
        if (strcmp(report->findings[i].stack, report->stacks[stack].name) || !first_of_group(report, i))
            continue;
        groups[report->findings[i].level]++;
        all++;
    }
    if (!all) {
        tspec_html(out, "<p class=\"headline\">%s</p>",
                   report->stacks[stack].scenarios ? "no finding" : "nothing was judged");
        return;
    }
    tspec_html(out, "<p class=\"headline\">");
    for (unsigned level = TSPEC_REPORT_LEVELS; level-- > 0;)
        if (groups[level])
            tspec_html(out, "<span class=\"%s\"><b>%u</b> %s</span> ", tspec_report_level_name(level),
                       groups[level], words[level]);
    tspec_html(out, "</p>");
}

static void card(const struct tspec_report *report, unsigned index, struct tspec_text *out)
{
    static const char *const kinds[] = {"MUST", "SHOULD", "MAY"};
    const struct tspec_report_stack *stack = &report->stacks[index];
    tspec_html(out, "<section class=\"card\"><h2>%s <small>%s</small></h2>", stack->name, stack->version);
    headline(report, index, out);
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
        tspec_html(out, "<dt>events</dt><dd>%llu</dd><dt>capabilities</dt><dd>%s</dd>",
                   (unsigned long long)stack->events, stack->capabilities);
        for (unsigned i = 0; i < stack->profile_count; i++)
            tspec_html(out, "<dt>%s</dt><dd>%s</dd>", stack->profile[i].name, stack->profile[i].value);
        tspec_html(out, "</dl></div>");
    }
    tspec_html(out, "</div></section>");
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
    tspec_html(out, "<nav><a href=\"#findings\">Findings</a> <a href=\"#requirements\">Requirements</a> "
                    "<a href=\"#states\">States and events</a> <a href=\"#clauses\">Clauses</a> "
                    "<a href=\"#checks\">Checks</a> <a href=\"#facts\">Run facts</a></nav></header>");
}

void tspec_html_render(const struct tspec_report *report, struct tspec_text *out)
{
    head(report, out);
    tspec_html(out, "<div class=\"cards\">");
    for (unsigned s = 0; s < report->stack_count; s++)
        card(report, s, out);
    tspec_html(out, "</div>");
    tspec_html_findings(report, out);
    tspec_html_requirements(report, out);
    tspec_html_coverage(report, out);
    facts(report, out);
    tspec_html(
        out,
        "<footer><p>A <b>fail</b> breaks a numbered MUST, or text of section 3.10 whose breach a peer "
        "or caller can see. Other text and a SHOULD make a finding <b>deviates</b>; <b>info</b> is worth "
        "knowing and no more. MUST, SHOULD and MAY are never added into one number.</p></footer>"
        "</main></body></html>\n");
}
