#include "harness/report/trace.h"

#include <string.h>

#include "harness/report/requirements.h"

#define BOLD "\033[1m"
#define DIM  "\033[2m"
#define RED  "\033[31m"
#define CYAN "\033[36m"
#define OFF  "\033[0m"

enum { WIDTH = 100, TEXT_COLUMN = 21, STATE_COLUMN = 63, VALUE_COLUMN = 15 };

static const char *mark(unsigned kind)
{
    static const char *const marks[] = {"<", ">", "call", "signal", "wait", "!", "net", "call", "signal"};
    return kind < TSPEC_ITEM_KIND_COUNT ? marks[kind] : "?";
}

/* The characters of UTF-8 text. */
static size_t columns(const char *text)
{
    size_t count = 0;
    for (; *text; text++)
        count += (*text & 0xC0) != 0x80;
    return count;
}

/* Adds text from `column` on, broken between words; what goes on below is indented to `indent`. Ends the
 * line. */
static void wrapped(struct tspec_text *out, const char *text, size_t column, size_t indent)
{
    for (const char *separator = ""; *text; separator = " ") {
        size_t word = strcspn(text, " ");
        if (*separator && column + 1 + word > WIDTH) {
            tspec_text_printf(out, "\n%*s", (int)indent, "");
            column = indent;
            separator = "";
        }
        tspec_text_add(out, separator);
        tspec_text_add_bytes(out, text, word);
        column += strlen(separator) + word;
        text += word;
        text += strspn(text, " ");
    }
    tspec_text_add(out, "\n");
}

/* The clauses in brackets: at the end of the line where they fit, else below. */
static void clauses(const struct tspec_report_item *item, size_t column, bool colour, struct tspec_text *out)
{
    struct tspec_text bracketed = {0};
    tspec_text_printf(&bracketed, "[%s]", item->clauses);
    bool fits = column + 2 + bracketed.length <= WIDTH;
    tspec_text_printf(out, "%s%*s%s", fits ? "" : "\n", fits ? 2 : TEXT_COLUMN, "", colour ? DIM : "");
    wrapped(out, bracketed.bytes ? bracketed.bytes : "", fits ? column + 2 : TEXT_COLUMN, TEXT_COLUMN);
    if (colour)
        tspec_text_add(out, OFF);
    out->failed |= bracketed.failed;
    tspec_text_free(&bracketed);
}

void tspec_trace_print_item(const struct tspec_report_item *item, bool colour, struct tspec_text *out)
{
    const char *on = !colour                            ? ""
                     : item->kind == TSPEC_ITEM_FINDING ? BOLD RED
                     : item->kind == TSPEC_ITEM_OUT     ? CYAN
                                                        : "";
    tspec_text_printf(out, "%12.6f  %s%-6s %s%s", (double)item->time_us / 1e6, on, mark(item->kind),
                      item->text, *on ? OFF : "");
    size_t column = TEXT_COLUMN + columns(item->text);
    if (item->kind != TSPEC_ITEM_FINDING && *item->state_before) {
        bool changed = strcmp(item->state_before, item->state_after) != 0;
        size_t gap = column + 2 < STATE_COLUMN ? STATE_COLUMN - column : 2;
        tspec_text_printf(out, "%*s%s%s%s", (int)gap, "", item->state_before, changed ? " -> " : "",
                          changed ? item->state_after : "");
        column += gap + strlen(item->state_before) + (changed ? 4 + strlen(item->state_after) : 0);
    }
    if (*item->clauses)
        clauses(item, column, colour, out);
    else
        tspec_text_add(out, "\n");
}

/* A name, and behind it what the thing of that name asks. */
static void field(struct tspec_text *out, const char *name, const char *value, const char *asks)
{
    if (!*value)
        return;
    struct tspec_text text = {0};
    tspec_text_printf(&text, "%s%s%s", value, *asks ? ": " : "", asks);
    tspec_text_printf(out, "  %-13s", name);
    wrapped(out, text.bytes ? text.bytes : "", VALUE_COLUMN, VALUE_COLUMN);
    out->failed |= text.failed;
    tspec_text_free(&text);
}

static const char *what_a_rule_asks(const struct tspec_report *report, const char *rule)
{
    for (unsigned i = 0; i < report->clause_count; i++)
        if (!strcmp(report->clauses[i].name, rule))
            return report->clauses[i].text;
    return "";
}

static void requirements(const struct tspec_report *report, const char *ids, struct tspec_text *out)
{
    for (unsigned i = 0; i < report->requirement_count; i++) {
        const struct tspec_report_requirement *requirement = &report->requirements[i];
        if (tspec_word_in(ids, requirement->id))
            field(out, "requirement", requirement->id, requirement->statement);
    }
}

void tspec_trace_print_verdict(const struct tspec_report *report, const struct tspec_report_finding *finding,
                               bool colour, struct tspec_text *out)
{
    tspec_text_printf(out, "%s%s: %s%s\n", colour ? BOLD RED : "", tspec_report_level_name(finding->level),
                      finding->text, colour ? OFF : "");
    field(out, "expected", finding->expected, "");
    field(out, "observed", finding->observed, "");
    field(out, "check", finding->check, "");
    field(out, "rule", finding->rule, what_a_rule_asks(report, finding->rule));
    field(out, "RFC 9293", finding->section, "");
    requirements(report, finding->requirements, out);
    field(out, "signature", finding->signature, "");
    field(out, "known", finding->waiver, finding->known);
    tspec_text_printf(out, "  %-13stcpspec explain %s\n", "more",
                      *finding->rule ? finding->rule : finding->check);
}

void tspec_trace_print(const struct tspec_report *report, const struct tspec_report_finding *finding,
                       bool colour, struct tspec_text *out)
{
    for (unsigned i = 0; i < finding->trace_count; i++)
        tspec_trace_print_item(&finding->trace[i], colour, out);
    tspec_text_add(out, "\n");
    tspec_trace_print_verdict(report, finding, colour, out);
}
