#include "harness/report/report.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

/* The first thing that is not as it should be ends the reading; `path` says where we are
 * ("findings[3].trace[0]"). */
struct reader {
    struct tspec_report *report;
    char path[96];
    char *error;
    size_t error_bytes;
    bool ok;
};

static void wrong(struct reader *r, const char *key, const char *wanted)
{
    if (r->ok)
        snprintf(r->error, r->error_bytes, "%s%s%s: expected %s", r->path, *r->path && *key ? "." : "", key,
                 wanted);
    r->ok = false;
}

static const char *text(struct reader *r, const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    if (json_is_string(value))
        return tspec_report_text(r->report, json_string_value(value));
    wrong(r, key, "a string");
    return "";
}

/* One that older results do not have. */
static const char *optional_text(struct reader *r, const json_t *object, const char *key)
{
    return json_object_get(object, key) ? text(r, object, key) : "";
}

static uint64_t count(struct reader *r, const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    if (json_is_integer(value) && json_integer_value(value) >= 0)
        return (uint64_t)json_integer_value(value);
    wrong(r, key, "a number of 0 or more");
    return 0;
}

/* The number of the name found under `key` among `names`. */
static unsigned choice(struct reader *r, const json_t *object, const char *key, const char *(*name)(unsigned),
                       unsigned names)
{
    const char *value = json_string_value(json_object_get(object, key));
    for (unsigned i = 0; value && i < names; i++)
        if (!strcmp(value, name(i)))
            return i;
    wrong(r, key, "one of its fixed words");
    return 0;
}

/* The array under `key`, its length in *length, and zeroed memory for it in *memory. */
static const json_t *list(struct reader *r, const json_t *object, const char *key, size_t bytes,
                          unsigned *length, void *memory)
{
    const json_t *array = json_object_get(object, key);
    if (!json_is_array(array)) {
        wrong(r, key, "an array");
        return NULL;
    }
    void *room = tspec_report_array(r->report, json_array_size(array), bytes);
    memcpy(memory, &room, sizeof room);
    *length = room ? (unsigned)json_array_size(array) : 0;
    return array;
}

static void counts(struct reader *r, const json_t *object, const char *key, unsigned expected,
                   uint64_t **values)
{
    unsigned length = 0;
    const json_t *array = list(r, object, key, sizeof **values, &length, values);
    if (array && length != expected)
        wrong(r, key, "as many numbers as there are names for them");
    for (unsigned i = 0; i < length; i++) {
        const json_t *value = json_array_get(array, i);
        if (!json_is_integer(value) || json_integer_value(value) < 0)
            wrong(r, key, "numbers of 0 or more");
        (*values)[i] = (uint64_t)json_integer_value(value);
    }
}

static void names(struct reader *r, const json_t *object, const char *key, const char ***values,
                  unsigned *length)
{
    const json_t *array = list(r, object, key, sizeof **values, length, values);
    for (unsigned i = 0; i < *length; i++) {
        const char *value = json_string_value(json_array_get(array, i));
        if (!value)
            wrong(r, key, "strings");
        (*values)[i] = tspec_report_text(r->report, value);
    }
}

static void at(struct reader *r, const char *key, unsigned index)
{
    snprintf(r->path, sizeof r->path, "%s[%u]", key, index);
}

static void read_stack(struct reader *r, const json_t *from, struct tspec_report_stack *to)
{
    to->name = text(r, from, "name");
    to->version = text(r, from, "version");
    to->summary = text(r, from, "summary");
    to->capabilities = text(r, from, "capabilities");
    const json_t *pairs = list(r, from, "profile", sizeof *to->profile, &to->profile_count, &to->profile);
    for (unsigned i = 0; i < to->profile_count; i++) {
        to->profile[i].name = text(r, json_array_get(pairs, i), "name");
        to->profile[i].value = text(r, json_array_get(pairs, i), "value");
    }
    const json_t *campaigns =
        list(r, from, "campaigns", sizeof *to->campaigns, &to->campaign_count, &to->campaigns);
    for (unsigned i = 0; i < to->campaign_count; i++) {
        to->campaigns[i].name = text(r, json_array_get(campaigns, i), "name");
        to->campaigns[i].scenarios = count(r, json_array_get(campaigns, i), "scenarios");
    }
    to->scenarios = count(r, from, "scenarios");
    to->events = count(r, from, "events");
    to->segments_in = count(r, from, "segments_in");
    to->segments_out = count(r, from, "segments_out");
    to->inconclusive = count(r, from, "inconclusive");
    to->not_judged = count(r, from, "not_judged");
    to->not_judged_why = text(r, from, "not_judged_why");
    counts(r, from, "check_exercised", r->report->check_count, &to->check_exercised);
    counts(r, from, "clause_applied", r->report->clause_count, &to->clause_applied);
    counts(r, from, "met", r->report->state_count * r->report->event_count, &to->met);
}

static void read_check(struct reader *r, const json_t *from, struct tspec_report_check *to)
{
    to->id = text(r, from, "id");
    to->family = text(r, from, "family");
    to->level = choice(r, from, "level", tspec_report_level_name, TSPEC_REPORT_LEVELS);
    to->requirements = text(r, from, "requirements");
    to->section = text(r, from, "section");
    to->text = text(r, from, "text");
}

static void read_clause(struct reader *r, const json_t *from, struct tspec_report_clause *to)
{
    to->name = text(r, from, "name");
    to->rules = text(r, from, "rules");
    to->section = text(r, from, "section");
    to->text = text(r, from, "text");
}

static void read_rule(struct reader *r, const json_t *from, struct tspec_report_rule *to)
{
    to->id = text(r, from, "id");
    to->level = text(r, from, "level");
    to->section = text(r, from, "section");
    to->condition = text(r, from, "condition");
    to->decisions = text(r, from, "decisions");
}

static void read_item(struct reader *r, const json_t *from, struct tspec_report_item *to)
{
    to->time_us = count(r, from, "time_us");
    to->kind = choice(r, from, "kind", tspec_item_kind_name, TSPEC_ITEM_KIND_COUNT);
    to->event = (unsigned)count(r, from, "event");
    to->flow = (unsigned)count(r, from, "flow");
    to->text = text(r, from, "text");
    to->state_before = text(r, from, "state_before");
    to->state_after = text(r, from, "state_after");
    to->stack_state = text(r, from, "stack_state");
    to->peer_state = text(r, from, "peer_state");
    to->clauses = text(r, from, "clauses");
}

static void read_items(struct reader *r, const json_t *from, struct tspec_report_item **items,
                       unsigned *length)
{
    const json_t *trace = list(r, from, "trace", sizeof **items, length, items);
    for (unsigned i = 0; i < *length; i++)
        read_item(r, json_array_get(trace, i), &(*items)[i]);
}

static void read_contrast(struct reader *r, const json_t *from, struct tspec_report_contrast *to)
{
    to->stack = to->verdict = "";
    if (!from)
        return;
    to->stack = text(r, from, "stack");
    to->verdict = text(r, from, "verdict");
    read_items(r, from, &to->trace, &to->trace_count);
}

static void read_finding(struct reader *r, const json_t *from, struct tspec_report_finding *to)
{
    to->stack = text(r, from, "stack");
    to->signature = text(r, from, "signature");
    to->peer = optional_text(r, from, "peer");
    to->level = choice(r, from, "level", tspec_report_level_name, TSPEC_REPORT_LEVELS);
    to->check = text(r, from, "check");
    to->rule = text(r, from, "rule");
    to->state = text(r, from, "state");
    to->event_class = text(r, from, "event_class");
    to->observed_class = text(r, from, "observed_class");
    to->text = text(r, from, "text");
    to->expected = text(r, from, "expected");
    to->observed = text(r, from, "observed");
    to->requirements = text(r, from, "requirements");
    to->section = text(r, from, "section");
    to->known = text(r, from, "known");
    to->waiver = text(r, from, "waiver");
    to->quirk = text(r, from, "quirk");
    to->count = count(r, from, "count");
    to->scenario = text(r, from, "scenario");
    to->replay = text(r, from, "replay");
    read_items(r, from, &to->trace, &to->trace_count);
    read_contrast(r, json_object_get(from, "contrast"), &to->contrast);
}

static void read_waiver(struct reader *r, const json_t *from, struct tspec_report_waiver *to)
{
    to->id = text(r, from, "id");
    to->stack = text(r, from, "stack");
    to->from = text(r, from, "from");
    to->to = text(r, from, "to");
    to->covers = text(r, from, "covers");
    to->quirk = text(r, from, "quirk");
    to->requirement = text(r, from, "requirement");
    to->reason = text(r, from, "reason");
    to->link = text(r, from, "link");
    to->expires = text(r, from, "expires");
    to->standing = choice(r, from, "standing", tspec_waiver_standing_name, TSPEC_WAIVER_STANDING_COUNT);
}

static void read_requirement(struct reader *r, const json_t *from, struct tspec_report_requirement *to)
{
    to->id = text(r, from, "id");
    to->level = text(r, from, "level");
    to->section = text(r, from, "section");
    to->topic = text(r, from, "topic");
    to->statement = text(r, from, "statement");
    to->disposition = text(r, from, "disposition");
    to->checks = text(r, from, "checks");
    unsigned length = 0;
    const json_t *cells = list(r, from, "verdicts", sizeof *to->cells, &length, &to->cells);
    if (length != r->report->stack_count)
        wrong(r, "verdicts", "one a stack");
    for (unsigned i = 0; r->ok && i < length; i++) {
        const json_t *cell = json_array_get(cells, i);
        to->cells[i].standing = choice(r, cell, "verdict", tspec_standing_name, TSPEC_STANDING_COUNT);
        to->cells[i].exercised = count(r, cell, "exercised");
        to->cells[i].reason = text(r, cell, "reason");
    }
}

/* Reads the array `key` of the root into report->MEMBERs, element by element. */
#define READ_ALL(r, root, key, member, read)                                                                 \
    do {                                                                                                     \
        struct tspec_report *all = (r)->report;                                                              \
        const json_t *array =                                                                                \
            list(r, root, key, sizeof *all->member##s, &all->member##_count, &all->member##s);               \
        for (unsigned i = 0; (r)->ok && i < all->member##_count; i++) {                                      \
            at(r, key, i);                                                                                   \
            read(r, json_array_get(array, i), &all->member##s[i]);                                           \
        }                                                                                                    \
        (r)->path[0] = '\0';                                                                                 \
    } while (0)

static void read_root(struct reader *r, const json_t *root)
{
    if (count(r, root, "format") != TSPEC_REPORT_FORMAT)
        wrong(r, "format", "2: it was written by another version of the program");
    r->report->program = text(r, root, "program");
    r->report->spec = text(r, root, "spec");
    r->report->seed = count(r, root, "seed");
    r->report->interrupted = json_is_true(json_object_get(root, "interrupted"));
    READ_ALL(r, root, "checks", check, read_check);
    READ_ALL(r, root, "clauses", clause, read_clause);
    READ_ALL(r, root, "rules", rule, read_rule);
    names(r, root, "states", &r->report->states, &r->report->state_count);
    names(r, root, "events", &r->report->events, &r->report->event_count);
    READ_ALL(r, root, "stacks", stack, read_stack);
    READ_ALL(r, root, "findings", finding, read_finding);
    READ_ALL(r, root, "waivers", waiver, read_waiver);
    READ_ALL(r, root, "requirements", requirement, read_requirement);
}

struct tspec_report *tspec_report_read(const char *json, char *error, size_t error_bytes)
{
    json_error_t where;
    json_t *root = json_loads(json, JSON_REJECT_DUPLICATES, &where);
    if (!root) {
        snprintf(error, error_bytes, "%d:%d: %s", where.line, where.column, where.text);
        return NULL;
    }
    struct reader reader = {tspec_report_create(), "", error, error_bytes, true};
    if (reader.report)
        read_root(&reader, root);
    json_decref(root);
    if (reader.report && reader.ok && !reader.report->failed)
        return reader.report;
    if (reader.ok)
        snprintf(error, error_bytes, "no memory to read it");
    tspec_report_destroy(reader.report);
    return NULL;
}
