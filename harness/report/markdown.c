/* summary.md: the report in a few short tables, for the summary of a CI job. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "harness/report/output.h"

enum { ROWS_MAX = 50 }; /* of one table */

/* Text in a table's cell: nothing of it is markup. */
static void plain(struct tspec_text *out, const char *text)
{
    for (; *text; text++) {
        if (strchr("\\`*_[]|#~", *text))
            tspec_text_add(out, "\\");
        if (*text == '<')
            tspec_text_add(out, "&lt;");
        else if (*text == '&')
            tspec_text_add(out, "&amp;");
        else
            tspec_text_add_bytes(out, *text == '\n' || *text == '\r' ? " " : text, 1);
    }
}

/* The same as code; grave accents and bars would end it. */
static void code(struct tspec_text *out, const char *text)
{
    tspec_text_add(out, *text ? "`" : "");
    for (const char *at = text; *at; at++)
        tspec_text_add_bytes(out, strchr("`|\n\r", *at) ? " " : at, 1);
    tspec_text_add(out, *text ? "`" : "");
}

static uint64_t sightings(const struct tspec_report *report, unsigned first, unsigned end)
{
    uint64_t sum = 0;
    for (unsigned i = first; i < end; i++)
        sum += report->findings[i].count;
    return sum;
}

/* "12 pass, 3 fail" of one kind of requirement. */
static void tallies(const struct tspec_report *report, unsigned stack, const char *kind,
                    struct tspec_text *out)
{
    struct tspec_report_tally all[TSPEC_REPORT_TALLIES];
    unsigned count = tspec_report_tallies(report, stack, kind, all);
    for (unsigned t = 0; t < count; t++)
        tspec_text_printf(out, "%s%u %s", t ? ", " : "", all[t].count, all[t].word);
}

static void stacks(const struct tspec_report *report, struct tspec_text *out)
{
    static const char *const kinds[] = {"MUST", "SHOULD", "MAY"};
    tspec_text_add(out, "| stack | scenarios | MUST | SHOULD | MAY | inconclusive |\n"
                        "|---|---:|---|---|---|---:|\n");
    for (unsigned s = 0; s < report->stack_count; s++) {
        const struct tspec_report_stack *stack = &report->stacks[s];
        tspec_text_add(out, "| ");
        plain(out, stack->name);
        tspec_text_add(out, " ");
        plain(out, stack->version);
        tspec_text_printf(out, " | %" PRIu64, stack->scenarios);
        for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
            tspec_text_add(out, " | ");
            tallies(report, s, kinds[k], out);
        }
        double share = stack->scenarios ? 100.0 * (double)stack->inconclusive / (double)stack->scenarios : 0;
        tspec_text_printf(out, " | %.2g %% |\n", share);
    }
}

static void finding_row(const struct tspec_report *report, unsigned first, unsigned end,
                        struct tspec_text *out)
{
    const struct tspec_report_finding *finding = &report->findings[first];
    const char *const cells[] = {finding->stack, finding->text, finding->expected, finding->observed};
    tspec_text_printf(out, "| %s | ", tspec_report_level_name(finding->level));
    for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++) {
        plain(out, cells[i]);
        tspec_text_add(out, " | ");
    }
    plain(out, finding->section);
    tspec_text_add(out, *finding->requirements ? " " : "");
    plain(out, finding->requirements);
    tspec_text_printf(out, " | %" PRIu64 " | ", sightings(report, first, end));
    code(out, finding->replay);
    tspec_text_add(out, " |\n");
}

/* Kind by kind what fails a run; what is of interest only is counted. */
static void unexpected(const struct tspec_report *report, struct tspec_text *out)
{
    unsigned rows = 0, of_interest = 0;
    for (unsigned i = 0, end; i < report->finding_count; i = end) {
        const struct tspec_report_finding *finding = &report->findings[i];
        end = tspec_report_kind_end(report, i);
        if (*finding->known)
            continue;
        if (finding->level == TSPEC_REPORT_INFO) {
            of_interest++;
            continue;
        }
        if (!rows)
            tspec_text_add(
                out, "\n## Unexpected findings\n\n| level | stack | what is wrong | expected | "
                     "observed | RFC 9293 | scenarios | replay |\n|---|---|---|---|---|---|---:|---|\n");
        if (rows++ < ROWS_MAX)
            finding_row(report, i, end, out);
    }
    if (rows > ROWS_MAX)
        tspec_text_printf(out, "\nand %u kinds more, in index.html\n", rows - ROWS_MAX);
    if (!rows)
        tspec_text_add(out, "\nNothing unexpected.\n");
    if (of_interest)
        tspec_text_printf(out, "\n%u kinds of level info are in index.html.\n", of_interest);
}

/* One row a reason: how often all that it explains was seen. */
static void known(const struct tspec_report *report, struct tspec_text *out)
{
    unsigned count = 0;
    struct tspec_report_reason *reasons = tspec_report_reasons(report, &count);
    out->failed |= !reasons;
    if (count)
        tspec_text_add(out,
                       "\n## Known deviations\n\n| level | stack | reason | waiver | RFC 9293 | scenarios "
                       "|\n|---|---|---|---|---|---:|\n");
    for (unsigned r = 0; r < count; r++) {
        const struct tspec_report_finding *head = reasons[r].head;
        tspec_text_printf(out, "| %s | ", tspec_report_level_name(head->level));
        plain(out, head->stack);
        tspec_text_add(out, " | ");
        plain(out, head->known);
        tspec_text_add(out, " | ");
        code(out, head->waiver);
        tspec_text_add(out, " | ");
        plain(out, head->section);
        tspec_text_printf(out, " | %" PRIu64 " |\n", reasons[r].count);
    }
    free(reasons);
}

/* Waivers that somebody has to look at. */
static void waivers(const struct tspec_report *report, struct tspec_text *out)
{
    unsigned rows = 0;
    for (unsigned i = 0; i < report->waiver_count; i++) {
        const struct tspec_report_waiver *waiver = &report->waivers[i];
        if (waiver->standing != TSPEC_WAIVER_STALE && waiver->standing != TSPEC_WAIVER_EXPIRED)
            continue;
        if (!rows++)
            tspec_text_add(out,
                           "\n## Waivers to look at\n\n| waiver | standing | stack | reason | expires |\n"
                           "|---|---|---|---|---|\n");
        tspec_text_add(out, "| ");
        code(out, waiver->id);
        tspec_text_printf(out, " | %s | ", tspec_waiver_standing_name(waiver->standing));
        plain(out, waiver->stack);
        tspec_text_add(out, " | ");
        plain(out, waiver->reason);
        tspec_text_add(out, " | ");
        plain(out, waiver->expires);
        tspec_text_add(out, " |\n");
    }
}

static unsigned above_zero(const uint64_t *counts, unsigned count)
{
    unsigned sum = 0;
    for (unsigned i = 0; i < count; i++)
        sum += counts[i] != 0;
    return sum;
}

static void coverage(const struct tspec_report *report, struct tspec_text *out)
{
    unsigned pairs = report->state_count * report->event_count;
    tspec_text_add(out,
                   "\n## Coverage\n\n| stack | checks exercised | clauses applied | state x event pairs met "
                   "|\n|---|---:|---:|---:|\n");
    for (unsigned s = 0; s < report->stack_count; s++) {
        const struct tspec_report_stack *stack = &report->stacks[s];
        tspec_text_add(out, "| ");
        plain(out, stack->name);
        tspec_text_printf(out, " | %u of %u | %u of %u | %u of %u |\n",
                          above_zero(stack->check_exercised, report->check_count), report->check_count,
                          above_zero(stack->clause_applied, report->clause_count), report->clause_count,
                          above_zero(stack->met, pairs), pairs);
    }
}

void tspec_markdown_render(const struct tspec_report *report, struct tspec_text *out)
{
    tspec_text_add(out, "# Conformance to RFC 9293\n\n");
    plain(out, report->program);
    tspec_text_printf(out, ", seed %" PRIu64 "%s\n\n", report->seed,
                      report->interrupted ? "; the run was interrupted" : "");
    stacks(report, out);
    known(report, out);
    unexpected(report, out);
    waivers(report, out);
    coverage(report, out);
}
