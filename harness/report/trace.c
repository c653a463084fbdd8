#include "harness/report/trace.h"

#include <string.h>

#define BOLD "\033[1m"
#define DIM  "\033[2m"
#define RED  "\033[31m"
#define CYAN "\033[36m"
#define OFF  "\033[0m"

static const char *mark(unsigned kind)
{
    static const char *const marks[] = {"<", ">", "call", "signal", "wait", "!"};
    return kind < TSPEC_ITEM_KIND_COUNT ? marks[kind] : "?";
}

/* Spaces up to `width` columns after a text of `length`; at least two. */
static void pad(struct tspec_text *out, size_t length, size_t width)
{
    tspec_text_printf(out, "%*s", length + 2 < width ? (int)(width - length) : 2, "");
}

void tspec_trace_print_item(const struct tspec_report_item *item, bool colour, struct tspec_text *out)
{
    const char *on = !colour                            ? ""
                     : item->kind == TSPEC_ITEM_FINDING ? BOLD RED
                     : item->kind == TSPEC_ITEM_OUT     ? CYAN
                                                        : "";
    size_t start = out->length;
    tspec_text_printf(out, "%12.6f  ", (double)item->time_us / 1e6);
    if (item->flow)
        tspec_text_printf(out, "[%u] ", item->flow);
    size_t escapes = strlen(on);
    tspec_text_printf(out, "%s%-6s %s%s", on, mark(item->kind), item->text, *on ? OFF : "");
    escapes += *on ? strlen(OFF) : 0;
    bool changed = strcmp(item->state_before, item->state_after) != 0;
    if (item->kind != TSPEC_ITEM_FINDING && *item->state_before) {
        pad(out, out->length - start - escapes, 84);
        tspec_text_printf(out, "%s%s%s", item->state_before, changed ? " -> " : "",
                          changed ? item->state_after : "");
    }
    if (*item->clauses)
        tspec_text_printf(out, "  %s[%s]%s", colour ? DIM : "", item->clauses, colour ? OFF : "");
    tspec_text_add(out, "\n");
}

static void field(struct tspec_text *out, const char *name, const char *value)
{
    if (*value)
        tspec_text_printf(out, "  %-13s%s\n", name, value);
}

void tspec_trace_print_verdict(const struct tspec_report_finding *finding, bool colour,
                               struct tspec_text *out)
{
    tspec_text_printf(out, "%s%s: %s%s\n", colour ? BOLD RED : "", tspec_report_level_name(finding->level),
                      finding->text, colour ? OFF : "");
    field(out, "expected", finding->expected);
    field(out, "observed", finding->observed);
    field(out, "check", finding->check);
    field(out, "rule", finding->rule);
    field(out, "RFC 9293", finding->section);
    field(out, "requirement", finding->requirements);
    field(out, "signature", finding->signature);
    field(out, "known", finding->known);
}

void tspec_trace_print(const struct tspec_report_finding *finding, bool colour, struct tspec_text *out)
{
    for (unsigned i = 0; i < finding->trace_count; i++)
        tspec_trace_print_item(&finding->trace[i], colour, out);
    tspec_text_add(out, "\n");
    tspec_trace_print_verdict(finding, colour, out);
}
