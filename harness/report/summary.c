#include "harness/report/summary.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { REASON_BYTES = 80 };

static const char *colour_of(unsigned level)
{
    static const char *const codes[] = {"\033[34m", "\033[33m", "\033[31m"};
    return codes[level];
}

static void stack_lines(const struct tspec_report *report, unsigned index, struct tspec_text *out)
{
    static const char *const kinds[] = {"MUST", "SHOULD", "MAY"};
    const struct tspec_report_stack *stack = &report->stacks[index];
    double share = stack->scenarios ? 100.0 * (double)stack->inconclusive / (double)stack->scenarios : 0;
    tspec_text_printf(out, "%s %s: %" PRIu64 " scenarios (", stack->name, stack->version, stack->scenarios);
    for (unsigned i = 0; i < stack->campaign_count; i++)
        tspec_text_printf(out, "%s%s %" PRIu64, i ? ", " : "", stack->campaigns[i].name,
                          stack->campaigns[i].scenarios);
    tspec_text_printf(out, ")\n  %" PRIu64 " segments in, %" PRIu64 " out, %.2g %% inconclusive\n",
                      stack->segments_in, stack->segments_out, share);
    if (stack->not_judged)
        tspec_text_printf(out, "  %" PRIu64 " scenarios more were not judged; the first: %s\n",
                          stack->not_judged, stack->not_judged_why);
    for (unsigned k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
        struct tspec_report_tally tallies[TSPEC_REPORT_TALLIES];
        unsigned count = tspec_report_tallies(report, index, kinds[k], tallies);
        tspec_text_printf(out, "  %-8s", kinds[k]);
        for (unsigned t = 0; t < count; t++)
            tspec_text_printf(out, "%s%u %s", t ? ", " : "", tallies[t].count, tallies[t].word);
        tspec_text_add(out, "\n");
    }
}

/* A reason's beginning, where it is too long for a line; whole in the report. */
static void shortened(const char *reason, char out[static REASON_BYTES])
{
    size_t length = strlen(reason), shown = length;
    if (length >= REASON_BYTES)
        for (shown = REASON_BYTES - sizeof "..."; (reason[shown] & 0xc0) == 0x80;)
            shown--; /* not amid a character */
    snprintf(out, REASON_BYTES, "%.*s%s", (int)shown, reason, shown < length ? "..." : "");
}

/* The words that all lines of findings and waivers have. */
static void line_open(const char *word, unsigned level, const char *stack, const char *what, bool colour,
                      struct tspec_text *out)
{
    tspec_text_printf(out, "%s%-14s%s %-7s %-54s ", colour ? colour_of(level) : "", word,
                      colour ? "\033[0m" : "", stack, what);
}

/* Check and rule of a finding, as columns. */
static void place(const struct tspec_report_finding *finding, char out[static REASON_BYTES])
{
    snprintf(out, REASON_BYTES, "%-21s %s", finding->check, *finding->rule ? finding->rule : "-");
}

/* What is known for one reason, which it tells, with the most frequent finding of the gravest kind. */
static void known_line(const struct tspec_report_reason *reason, bool colour, struct tspec_text *out)
{
    const struct tspec_report_finding *head = reason->head;
    char word[32], what[REASON_BYTES], why[REASON_BYTES];
    snprintf(word, sizeof word, "known %s", tspec_report_level_name(head->level));
    place(head, what);
    shortened(head->known, why);
    line_open(word, head->level, head->stack, *head->waiver ? head->waiver : what, colour, out);
    tspec_text_printf(out, "%7" PRIu64 "x %s %s\n", reason->count, head->signature, why);
}

/* One stack's findings of a kind: from `first` up to before `end`. */
static void finding_line(const struct tspec_report *report, unsigned first, unsigned end, bool colour,
                         struct tspec_text *out)
{
    const struct tspec_report_finding *head = &report->findings[first];
    uint64_t count = 0;
    char what[REASON_BYTES], more[16] = "";
    for (unsigned i = first; i < end; i++)
        count += report->findings[i].count;
    if (end - first > 1)
        snprintf(more, sizeof more, " +%u", end - first - 1);
    place(head, what);
    line_open(tspec_report_level_name(head->level), head->level, head->stack, what, colour, out);
    tspec_text_printf(out, "%7" PRIu64 "x %s%s\n", count, head->signature, more);
}

/* A waiver that somebody has to look at. */
static void waiver_line(const struct tspec_report_waiver *waiver, bool colour, struct tspec_text *out)
{
    if (waiver->standing != TSPEC_WAIVER_STALE && waiver->standing != TSPEC_WAIVER_EXPIRED)
        return;
    line_open(tspec_waiver_standing_name(waiver->standing), TSPEC_REPORT_FAIL, waiver->stack, waiver->id,
              colour, out);
    tspec_text_printf(out, "%8s %s\n", "", waiver->reason);
}

static void known_lines(const struct tspec_report *report, bool colour, struct tspec_text *out)
{
    unsigned count = 0;
    struct tspec_report_reason *reasons = tspec_report_reasons(report, &count);
    out->failed |= !reasons;
    for (unsigned r = 0; r < count; r++)
        known_line(&reasons[r], colour, out);
    free(reasons);
}

static void add_count(unsigned count, const char *singular, const char *plural, const char *separator,
                      struct tspec_text *out)
{
    if (count)
        tspec_text_printf(out, "%s%u %s", separator, count, count == 1 ? singular : plural);
}

/* What came of a stack, in one line. */
static void verdict_line(const struct tspec_report *report, unsigned index, struct tspec_text *out)
{
    const struct tspec_report_stack *stack = &report->stacks[index];
    struct tspec_report_balance balance;
    unsigned stale = 0;
    out->failed |= !tspec_report_balance(report, index, &balance);
    for (unsigned i = 0; i < report->waiver_count; i++)
        stale += report->waivers[i].standing == TSPEC_WAIVER_STALE &&
                 !strcmp(report->waivers[i].stack, stack->name);
    unsigned unexpected = balance.unexpected[TSPEC_REPORT_FAIL] + balance.unexpected[TSPEC_REPORT_DEVIATES];
    unsigned known = 0;
    for (unsigned level = 0; level < TSPEC_REPORT_LEVELS; level++)
        known += balance.known[level];
    tspec_text_printf(out, "%s: %s", stack->name, report->interrupted ? "interrupted; " : "");
    if (unexpected)
        add_count(unexpected, "unexpected deviation", "unexpected deviations", "", out);
    else
        tspec_text_add(out, stack->scenarios ? "nothing unexpected" : "nothing was judged");
    add_count(known, "known deviation", "known deviations", "; ", out);
    add_count(balance.unexpected[TSPEC_REPORT_INFO], "of interest", "of interest", known ? ", " : "; ", out);
    add_count(stale, "stale waiver", "stale waivers", "; ", out);
    tspec_text_add(out, "\n");
}

void tspec_summary_print(const struct tspec_report *report, bool colour, struct tspec_text *out)
{
    for (unsigned s = 0; s < report->stack_count; s++)
        stack_lines(report, s, out);
    tspec_text_add(out, "\n");
    for (unsigned i = 0; i < report->waiver_count; i++)
        waiver_line(&report->waivers[i], colour, out);
    known_lines(report, colour, out);
    for (unsigned first = 0, end; first < report->finding_count; first = end) {
        for (end = first + 1; end < report->finding_count && !tspec_report_leads(report, end);)
            end++;
        if (!*report->findings[first].known)
            finding_line(report, first, end, colour, out);
    }
    tspec_text_add(out, report->finding_count ? "\n" : "");
    for (unsigned s = 0; s < report->stack_count; s++)
        verdict_line(report, s, out);
}
