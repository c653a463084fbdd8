#include "harness/report/report.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "harness/report/text.h"

/* jansson keeps the order in which keys are set, and json_*_new give NULL for want of memory, which the
 * setters pass on as an error; `ok` gathers them all. Strings are clean UTF-8 (tspec_report_text), numbers
 * below 2^63. */
struct writer {
    bool ok;
    struct tspec_text out;
    unsigned depth; /* of what is written: so many blanks behind each newline */
};

static void put(struct writer *w, json_t *object, const char *key, json_t *value)
{
    w->ok = !json_object_set_new(object, key, value) && w->ok;
}

static void push(struct writer *w, json_t *array, json_t *value)
{
    w->ok = !json_array_append_new(array, value) && w->ok;
}

static void put_text(struct writer *w, json_t *object, const char *key, const char *value)
{
    put(w, object, key, json_string(value));
}

static void put_count(struct writer *w, json_t *object, const char *key, uint64_t value)
{
    put(w, object, key, json_integer((json_int_t)value));
}

static json_t *counts(struct writer *w, const uint64_t *values, unsigned count)
{
    json_t *array = json_array();
    for (unsigned i = 0; i < count; i++)
        push(w, array, json_integer((json_int_t)values[i]));
    return array;
}

static json_t *names(struct writer *w, const char **values, unsigned count)
{
    json_t *array = json_array();
    for (unsigned i = 0; i < count; i++)
        push(w, array, json_string(values[i]));
    return array;
}

static json_t *stack(struct writer *w, const struct tspec_report *report,
                     const struct tspec_report_stack *from)
{
    json_t *object = json_object(), *profile = json_array(), *campaigns = json_array();
    put_text(w, object, "name", from->name);
    put_text(w, object, "version", from->version);
    put_text(w, object, "summary", from->summary);
    put_text(w, object, "capabilities", from->capabilities);
    for (unsigned i = 0; i < from->profile_count; i++) {
        json_t *pair = json_object();
        put_text(w, pair, "name", from->profile[i].name);
        put_text(w, pair, "value", from->profile[i].value);
        push(w, profile, pair);
    }
    put(w, object, "profile", profile);
    for (unsigned i = 0; i < from->campaign_count; i++) {
        json_t *campaign = json_object();
        put_text(w, campaign, "name", from->campaigns[i].name);
        put_count(w, campaign, "scenarios", from->campaigns[i].scenarios);
        push(w, campaigns, campaign);
    }
    put(w, object, "campaigns", campaigns);
    put_count(w, object, "scenarios", from->scenarios);
    put_count(w, object, "events", from->events);
    put_count(w, object, "segments_in", from->segments_in);
    put_count(w, object, "segments_out", from->segments_out);
    put_count(w, object, "inconclusive", from->inconclusive);
    put_count(w, object, "not_judged", from->not_judged);
    put_text(w, object, "not_judged_why", from->not_judged_why);
    put(w, object, "check_exercised", counts(w, from->check_exercised, report->check_count));
    put(w, object, "clause_applied", counts(w, from->clause_applied, report->clause_count));
    put(w, object, "met", counts(w, from->met, report->state_count * report->event_count));
    return object;
}

static json_t *check(struct writer *w, const struct tspec_report_check *from)
{
    json_t *object = json_object();
    put_text(w, object, "id", from->id);
    put_text(w, object, "family", from->family);
    put_text(w, object, "level", tspec_report_level_name(from->level));
    put_text(w, object, "requirements", from->requirements);
    put_text(w, object, "section", from->section);
    put_text(w, object, "text", from->text);
    return object;
}

static json_t *clause(struct writer *w, const struct tspec_report_clause *from)
{
    json_t *object = json_object();
    put_text(w, object, "name", from->name);
    put_text(w, object, "rules", from->rules);
    put_text(w, object, "section", from->section);
    put_text(w, object, "text", from->text);
    return object;
}

static json_t *rule(struct writer *w, const struct tspec_report_rule *from)
{
    json_t *object = json_object();
    put_text(w, object, "id", from->id);
    put_text(w, object, "level", from->level);
    put_text(w, object, "section", from->section);
    put_text(w, object, "condition", from->condition);
    put_text(w, object, "decisions", from->decisions);
    return object;
}

static json_t *item(struct writer *w, const struct tspec_report_item *from)
{
    json_t *object = json_object();
    put_count(w, object, "time_us", from->time_us);
    put_text(w, object, "kind", tspec_item_kind_name(from->kind));
    put_count(w, object, "event", from->event);
    put_count(w, object, "flow", from->flow);
    put_text(w, object, "text", from->text);
    put_text(w, object, "state_before", from->state_before);
    put_text(w, object, "state_after", from->state_after);
    put_text(w, object, "stack_state", from->stack_state);
    put_text(w, object, "peer_state", from->peer_state);
    put_text(w, object, "clauses", from->clauses);
    return object;
}

static json_t *items(struct writer *w, const struct tspec_report_item *from, unsigned count)
{
    json_t *array = json_array();
    for (unsigned i = 0; i < count; i++)
        push(w, array, item(w, &from[i]));
    return array;
}

static json_t *contrast(struct writer *w, const struct tspec_report_contrast *from)
{
    json_t *object = json_object();
    put_text(w, object, "stack", from->stack);
    put_text(w, object, "verdict", from->verdict);
    put(w, object, "trace", items(w, from->trace, from->trace_count));
    return object;
}

static json_t *finding(struct writer *w, const struct tspec_report_finding *from)
{
    json_t *object = json_object();
    put_text(w, object, "stack", from->stack);
    if (from->peer && *from->peer)
        put_text(w, object, "peer", from->peer);
    put_text(w, object, "signature", from->signature);
    put_text(w, object, "level", tspec_report_level_name(from->level));
    put_text(w, object, "check", from->check);
    put_text(w, object, "rule", from->rule);
    put_text(w, object, "state", from->state);
    put_text(w, object, "event_class", from->event_class);
    put_text(w, object, "observed_class", from->observed_class);
    put_text(w, object, "text", from->text);
    put_text(w, object, "expected", from->expected);
    put_text(w, object, "observed", from->observed);
    put_text(w, object, "requirements", from->requirements);
    put_text(w, object, "section", from->section);
    put_text(w, object, "known", from->known);
    put_text(w, object, "waiver", from->waiver);
    put_text(w, object, "quirk", from->quirk);
    put_count(w, object, "count", from->count);
    put_text(w, object, "scenario", from->scenario);
    put_text(w, object, "replay", from->replay);
    put(w, object, "trace", items(w, from->trace, from->trace_count));
    if (*from->contrast.stack)
        put(w, object, "contrast", contrast(w, &from->contrast));
    return object;
}

static json_t *waiver(struct writer *w, const struct tspec_report_waiver *from)
{
    json_t *object = json_object();
    put_text(w, object, "id", from->id);
    put_text(w, object, "stack", from->stack);
    put_text(w, object, "from", from->from);
    put_text(w, object, "to", from->to);
    put_text(w, object, "covers", from->covers);
    put_text(w, object, "quirk", from->quirk);
    put_text(w, object, "requirement", from->requirement);
    put_text(w, object, "reason", from->reason);
    put_text(w, object, "link", from->link);
    put_text(w, object, "expires", from->expires);
    put_text(w, object, "standing", tspec_waiver_standing_name(from->standing));
    return object;
}

static json_t *requirement(struct writer *w, const struct tspec_report *report,
                           const struct tspec_report_requirement *from)
{
    json_t *object = json_object(), *cells = json_array();
    put_text(w, object, "id", from->id);
    put_text(w, object, "level", from->level);
    put_text(w, object, "section", from->section);
    put_text(w, object, "topic", from->topic);
    put_text(w, object, "statement", from->statement);
    put_text(w, object, "disposition", from->disposition);
    put_text(w, object, "checks", from->checks);
    for (unsigned s = 0; s < report->stack_count; s++) {
        json_t *cell = json_object();
        put_text(w, cell, "stack", report->stacks[s].name);
        put_text(w, cell, "verdict", tspec_standing_name(from->cells[s].standing));
        put_count(w, cell, "exercised", from->cells[s].exercised);
        put_text(w, cell, "reason", from->cells[s].reason);
        push(w, cells, cell);
    }
    put(w, object, "verdicts", cells);
    return object;
}

/* The whole is written piece by piece: jansson's values of thousands of findings would need ten times the
 * memory of their text. A newline is structure, for in strings it is escaped. */
static int add_indented(const char *octets, size_t bytes, void *context)
{
    struct writer *w = context;
    const char *end = octets + bytes;
    for (const char *line_end; octets < end; octets = line_end) {
        const char *newline = memchr(octets, '\n', (size_t)(end - octets));
        line_end = newline ? newline + 1 : end;
        tspec_text_add_bytes(&w->out, octets, (size_t)(line_end - octets));
        if (newline)
            tspec_text_printf(&w->out, "%*s", (int)w->depth, "");
    }
    return 0;
}

static void write_value(struct writer *w, json_t *value)
{
    w->ok = value && !json_dump_callback(value, add_indented, w, JSON_INDENT(1) | JSON_ENCODE_ANY) && w->ok;
    json_decref(value);
}

static void key(struct writer *w, const char *name)
{
    w->depth = 1;
    tspec_text_printf(&w->out, "%s\n \"%s\": ", w->out.length > 1 ? "," : "", name);
}

static void member(struct writer *w, const char *name, json_t *value)
{
    key(w, name);
    write_value(w, value);
}

static void write_findings(struct writer *w, const struct tspec_report *report)
{
    key(w, "findings");
    tspec_text_add(&w->out, "[");
    w->depth = 2;
    for (unsigned i = 0; i < report->finding_count; i++) {
        tspec_text_add(&w->out, i ? ",\n  " : "\n  ");
        write_value(w, finding(w, &report->findings[i]));
    }
    tspec_text_add(&w->out, report->finding_count ? "\n ]" : "]");
}

char *tspec_report_write(const struct tspec_report *report)
{
    struct writer writer = {.ok = true}, *w = &writer;
    json_t *stacks = json_array(), *waivers = json_array(), *requirements = json_array(),
           *checks = json_array(), *clauses = json_array(), *rules = json_array();
    for (unsigned i = 0; i < report->stack_count; i++)
        push(w, stacks, stack(w, report, &report->stacks[i]));
    for (unsigned i = 0; i < report->waiver_count; i++)
        push(w, waivers, waiver(w, &report->waivers[i]));
    for (unsigned i = 0; i < report->requirement_count; i++)
        push(w, requirements, requirement(w, report, &report->requirements[i]));
    for (unsigned i = 0; i < report->check_count; i++)
        push(w, checks, check(w, &report->checks[i]));
    for (unsigned i = 0; i < report->clause_count; i++)
        push(w, clauses, clause(w, &report->clauses[i]));
    for (unsigned i = 0; i < report->rule_count; i++)
        push(w, rules, rule(w, &report->rules[i]));

    tspec_text_add(&w->out, "{");
    member(w, "format", json_integer(TSPEC_REPORT_FORMAT));
    member(w, "program", json_string(report->program));
    member(w, "spec", json_string(report->spec));
    member(w, "seed", json_integer((json_int_t)report->seed));
    member(w, "interrupted", json_boolean(report->interrupted));
    member(w, "stacks", stacks);
    write_findings(w, report);
    member(w, "waivers", waivers);
    member(w, "requirements", requirements);
    member(w, "checks", checks);
    member(w, "clauses", clauses);
    member(w, "rules", rules);
    member(w, "states", names(w, report->states, report->state_count));
    member(w, "events", names(w, report->events, report->event_count));
    tspec_text_add(&w->out, "\n}");
    if (w->ok && !w->out.failed && !report->failed)
        return w->out.bytes;
    tspec_text_free(&w->out);
    return NULL;
}
