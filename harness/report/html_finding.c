#include "harness/report/html.h"

#include <stdio.h>
#include <string.h>

#include "harness/report/marks.h"
#include "harness/report/output.h"
#include "harness/report/trace.h"

/* The state in which what it answers wrongly came; of what time brought, the state by then. */
static const char *state_of(const struct tspec_report_finding *finding)
{
    if (strcmp(finding->event_class, "time"))
        for (unsigned i = finding->trace_count; i-- > 0;)
            if (finding->trace[i].kind == TSPEC_ITEM_IN || finding->trace[i].kind == TSPEC_ITEM_CALL)
                return finding->trace[i].state_before;
    return finding->state;
}

/* Which stack, in which state, did what upon what; of a fault of the stack itself, which. */
void tspec_html_what(const struct tspec_report_finding *finding, struct tspec_text *out)
{
    tspec_html(out, "<b>%s</b>", finding->stack);
    if (strcmp(finding->event_class, "*")) {
        if (strcmp(state_of(finding), "*"))
            tspec_html(out, " in %s,", state_of(finding));
        if (strcmp(finding->event_class, "time"))
            tspec_html(out, " upon %s", finding->event_class);
        else
            tspec_html(out, " as time passes");
    }
    tspec_html(out, ": <b>%s</b> <span class=\"quiet\">%llu scenario%s, <code>%s</code></span>",
               finding->observed_class, (unsigned long long)finding->count, finding->count == 1 ? "" : "s",
               finding->signature);
}

void tspec_html_file(const struct tspec_report *report, unsigned index, const char *file,
                     struct tspec_text *out)
{
    char place[128];
    if (!*report->findings[index].replay)
        return;
    tspec_output_place(report, index, place, sizeof place);
    tspec_html(out, " <a class=\"file\" href=\"%s/%s\">%s</a>", place, file, file);
}

static void files(const struct tspec_report *report, unsigned index, struct tspec_text *out)
{
    const struct tspec_report_finding *finding = &report->findings[index];
    tspec_html(out, "<p class=\"replay\"><b>Files</b>");
    tspec_html_file(report, index, "scenario.scn", out);
    tspec_html_file(report, index, "trace.txt", out);
    if (finding->pcapng)
        tspec_html_file(report, index, "trace.pcapng", out);
    if (finding->pcap)
        tspec_html_file(report, index, "trace.pcap", out);
    tspec_html(out, "</p>");
}

static void answers(const struct tspec_report_finding *finding, struct tspec_text *out)
{
    tspec_html(out, "<dl class=\"answers\"><div><dt>Expected</dt><dd>");
    tspec_marks_expected(out, finding->expected, finding->observed);
    tspec_html(out, "</dd></div><div class=\"%s\"><dt>Observed</dt><dd>",
               tspec_report_level_name(finding->level));
    tspec_marks_observed(out, finding->observed, finding->expected);
    tspec_html(out, "</dd></div></dl>");
}

static const char *version_of(const struct tspec_report *report, const char *stack)
{
    for (unsigned s = 0; s < report->stack_count; s++)
        if (!strcmp(report->stacks[s].name, stack))
            return report->stacks[s].version;
    return "";
}

/* The two ladders: what the stack did, and beside it what one does that does it right. */
static void ladders(const struct tspec_report *report, const struct tspec_report_finding *finding,
                    struct tspec_text *out)
{
    const struct tspec_report_contrast *contrast = &finding->contrast;
    bool conforms = !strcmp(contrast->verdict, TSPEC_REPORT_CONFORMS);
    tspec_html(out, "<div class=\"sides\"><figure><figcaption>%s %s</figcaption>", finding->stack,
               version_of(report, finding->stack));
    tspec_ladder_render(
        &(struct tspec_ladder){
            .stack = finding->stack,
            .peer = finding->peer,
            .items = finding->trace,
            .count = finding->trace_count,
            .level = finding->level,
            .sentence = finding->text,
            .fields = tspec_marks_fields(finding->expected, finding->observed),
        },
        out);
    tspec_html(out, "</figure>");
    if (*contrast->stack) {
        tspec_html(out, "<figure><figcaption>%s <span class=\"%s\">%s%s</span></figcaption>", contrast->stack,
                   conforms ? "pass" : "quiet", conforms ? "" : "the same scenario: ", contrast->verdict);
        tspec_ladder_render(
            &(struct tspec_ladder){
                .stack = "engine",
                .peer = finding->peer,
                .items = contrast->trace,
                .count = contrast->trace_count,
                .right = conforms,
                .sentence = contrast->verdict,
            },
            out);
        tspec_html(out, "</figure>");
    }
    tspec_html(out, "</div>");
}

void tspec_html_finding(const struct tspec_report *report, unsigned index, struct tspec_text *out)
{
    const struct tspec_report_finding *finding = &report->findings[index];
    tspec_html(out, "<article class=\"finding\" id=\"%s-%s\"><p class=\"what\">", finding->signature,
               finding->stack);
    tspec_html_what(finding, out);
    tspec_html(out, "</p>");
    answers(finding, out);
    ladders(report, finding, out);
    if (*finding->replay) {
        tspec_html(out,
                   "<p class=\"replay\"><b>Replay</b> <code>%s</code> <span class=\"quiet\">from the "
                   "directory of this report</span></p>",
                   finding->replay);
        files(report, index, out);
    }
    tspec_html(out, "<details class=\"more\"><summary>Scenario</summary><pre>%s</pre></details>",
               finding->scenario);
    struct tspec_text trace = {0};
    for (unsigned i = 0; i < finding->trace_count; i++)
        tspec_trace_print_item(&finding->trace[i], false, &trace);
    tspec_html(out,
               "<details class=\"more\"><summary>Trace, with the rules that applied</summary><pre>%s</pre>"
               "</details></article>",
               trace.bytes ? trace.bytes : "");
    out->failed |= trace.failed;
    tspec_text_free(&trace);
}
