/* Waivers from JSON: every error of a file at once, each with its place and the remedy. */
#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/model/checks.h"
#include "harness/model/quirks.h"
#include "harness/nearest.h"
#include "harness/report/requirements.h"
#include "harness/scenario/text.h"
#include "harness/waiver/waiver.h"

enum { FOUND_CHARS = 40 };

static const char *const keys[] = {"id",    "stack",       "versions", "signature", "check",   "rule",
                                   "quirk", "requirement", "reason",   "link",      "expires", "scenario"};
static const char *const version_keys[] = {"from", "to"};
#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* The waiver under way. */
struct reader {
    struct tspec_waivers *set;
    struct tspec_text *errors;
    const char *file;
    const char *const *stacks;
    const json_t *object;
    size_t index; /* in the file */
    bool ok;
};

/* One line: the file, the waiver, its key ("" for none), and what is wrong with it. */
__attribute__((format(printf, 3, 4))) static void wrong(struct reader *r, const char *key, const char *format,
                                                        ...)
{
    char message[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    const char *id = json_string_value(json_object_get(r->object, "id"));
    tspec_text_printf(r->errors, "%s: waivers[%zu]", r->file, r->index);
    if (id && *id) {
        tspec_text_add(r->errors, " \"");
        tspec_text_clean(r->errors, id);
        tspec_text_add(r->errors, "\"");
    }
    tspec_text_add(r->errors, *key ? ": \"" : ": ");
    tspec_text_clean(r->errors, key);
    tspec_text_add(r->errors, *key ? "\": " : "");
    tspec_text_clean(r->errors, message);
    tspec_text_add(r->errors, "\n");
    r->ok = false;
}

/* What stands there, for people. */
static const char *found(const json_t *value, char *out, size_t bytes)
{
    static const char *const types[] = {"an object", "an array", "",      "a number",
                                        "a number",  "true",     "false", "null"};
    if (json_is_string(value))
        snprintf(out, bytes, "\"%.*s\"", FOUND_CHARS, json_string_value(value));
    else
        snprintf(out, bytes, "%s", value ? types[json_typeof(value)] : "nothing");
    return out;
}

static void expected(struct reader *r, const char *key, const char *what, const json_t *value)
{
    char text[FOUND_CHARS + 8];
    wrong(r, key, "expected %s, found %s", what, found(value, text, sizeof text));
}

/* A string that is no name of what is known: the nearest one, or where to look. */
static void unknown(struct reader *r, const char *key, const char *what, const char *value,
                    const struct tspec_nearest *nearest, const char *remedy)
{
    if (nearest->best)
        wrong(r, key, "expected %s, found \"%.*s\"; did you mean \"%s\"?", what, FOUND_CHARS, value,
              nearest->best);
    else
        wrong(r, key, "expected %s, found \"%.*s\"; %s", what, FOUND_CHARS, value, remedy);
}

/* Every key of the object is one of those known. */
static void check_keys(struct reader *r, const json_t *object, const char *const *known, size_t count)
{
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)object, key, value)
    {
        struct tspec_nearest nearest = tspec_nearest_to(key, strlen(key));
        char all[160];
        size_t i = 0, used = 0;
        while (i < count && strcmp(key, known[i]))
            i++;
        if (i < count)
            continue;
        for (i = 0; i < count; i++) {
            tspec_nearest_offer(&nearest, known[i]);
            used += (size_t)snprintf(all + used, sizeof all - used, "%s%s", i ? ", " : "", known[i]);
        }
        if (nearest.best)
            wrong(r, key, "unknown key; did you mean \"%s\"?", nearest.best);
        else
            wrong(r, key, "unknown key; one of: %s", all);
    }
}

/* The string of a key; "" where there is none, which is an error when it is `required` (what it has to be).
 */
static const char *string(struct reader *r, const json_t *object, const char *key, const char *required)
{
    const json_t *value = json_object_get(object, key);
    const char *text = json_string_value(value);
    if (required ? !text || !*text : value && !text)
        expected(r, key, required ? required : "a string", value);
    return text ? text : "";
}

static const char *read_id(struct reader *r)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
    static const char what[] = "a name of letters, digits, '.', '_' and '-', 96 at most";
    const char *id = string(r, r->object, "id", what);
    if (*id && (strspn(id, allowed) != strlen(id) || strlen(id) > TSPEC_WAIVER_ID_MAX))
        expected(r, "id", what, json_object_get(r->object, "id"));
    return id;
}

/* No two of one name apply at the same time. */
static void check_name(struct reader *r, const struct tspec_waiver *waiver)
{
    for (unsigned i = 0; *waiver->id && i < r->set->count; i++) {
        const struct tspec_waiver *other = &r->set->items[i];
        bool apart = (*other->to && tspec_version_compare(other->to, waiver->from) < 0) ||
                     (*waiver->to && tspec_version_compare(waiver->to, other->from) < 0);
        if (!strcmp(other->id, waiver->id) && !strcmp(other->stack, waiver->stack) && !apart)
            wrong(r, "id", "is the name of another waiver for such versions, in %s; give this one another",
                  other->file);
    }
}

/* "" after an error. */
static const char *read_stack(struct reader *r)
{
    const char *stack = string(r, r->object, "stack", "the name of a stack");
    struct tspec_nearest nearest = tspec_nearest_to(stack, strlen(stack));
    for (const char *const *at = r->stacks; *at; at++) {
        if (!strcmp(*at, stack))
            return stack;
        tspec_nearest_offer(&nearest, *at);
    }
    if (*stack)
        unknown(r, "stack", "the name of a stack", stack, &nearest, "'tcpspec list stacks' lists them");
    return "";
}

static bool is_version(const char *text)
{
    size_t digits = strspn(text, "0123456789");
    return digits && (!text[digits] || (text[digits] == '.' && is_version(text + digits + 1)));
}

static void read_versions(struct reader *r, struct tspec_waiver *waiver)
{
    static const char what[] = "a version, as \"2.1.3\"";
    const json_t *versions = json_object_get(r->object, "versions");
    waiver->from = waiver->to = "";
    if (!json_is_object(versions)) {
        expected(r, "versions", "{\"from\": \"2.1.0\", \"to\": \"2.1.3\"}", versions);
        return;
    }
    check_keys(r, versions, version_keys, COUNT(version_keys));
    waiver->from = string(r, versions, "from", what);
    waiver->to = string(r, versions, "to", json_object_get(versions, "to") ? what : NULL);
    bool from = is_version(waiver->from), to = is_version(waiver->to);
    if (*waiver->from && !from)
        expected(r, "from", what, json_object_get(versions, "from"));
    if (*waiver->to && !to)
        expected(r, "to", what, json_object_get(versions, "to"));
    if (from && to && tspec_version_compare(waiver->from, waiver->to) > 0)
        wrong(r, "versions",
              "expected \"from\" at or below \"to\", found \"%.*s\" and \"%.*s\"; exchange them", FOUND_CHARS,
              waiver->from, FOUND_CHARS, waiver->to);
}

static void read_check(struct reader *r, const char *check)
{
    if (tspec_check_find(check))
        return;
    struct tspec_nearest nearest = tspec_nearest_to(check, strlen(check));
    for (unsigned i = 0; i < TSPEC_CHECK_COUNT; i++)
        tspec_nearest_offer(&nearest, tspec_check_at(i)->id);
    unknown(r, "check", "the id of a check", check, &nearest, "'tcpspec list checks' lists them");
}

static void read_rule(struct reader *r, const char *rule)
{
    for (unsigned i = 0; i < tspec_clause_count(); i++)
        if (!strcmp(tspec_clause_at(i)->name, rule))
            return;
    struct tspec_nearest nearest = tspec_nearest_to(rule, strlen(rule));
    for (unsigned i = 0; i < tspec_clause_count(); i++)
        tspec_nearest_offer(&nearest, tspec_clause_at(i)->name);
    if (*rule)
        unknown(r, "rule", "the rule of a finding", rule, &nearest,
                "copy it from a report; \"\" where a finding has none");
}

static int read_quirk(struct reader *r, const char *quirk)
{
    int index = tspec_quirk_find(quirk);
    if (index >= 0)
        return index;
    struct tspec_nearest nearest = tspec_nearest_to(quirk, strlen(quirk));
    for (unsigned i = 0; i < tspec_quirk_count(); i++)
        tspec_nearest_offer(&nearest, tspec_quirk_at(i)->name);
    unknown(r, "quirk", "the name of a quirk", quirk, &nearest, "'tcpspec list quirks' lists them");
    return index;
}

/* What is covered. */
static void read_cover(struct reader *r, struct tspec_waiver *waiver)
{
    const json_t *signature = json_object_get(r->object, "signature"),
                 *check = json_object_get(r->object, "check"), *rule = json_object_get(r->object, "rule"),
                 *quirk = json_object_get(r->object, "quirk");
    waiver->signature = string(r, r->object, "signature", NULL);
    waiver->check = string(r, r->object, "check", NULL);
    waiver->rule = string(r, r->object, "rule", NULL);
    waiver->quirk = string(r, r->object, "quirk", NULL);
    waiver->quirk_index = -1;
    if (json_is_string(signature) &&
        (strspn(waiver->signature, "0123456789abcdef") != TSPEC_SIGNATURE_CHARS ||
         strlen(waiver->signature) != TSPEC_SIGNATURE_CHARS))
        expected(r, "signature", "the 12 hexadecimal digits of a finding's signature", signature);
    if (json_is_string(check))
        read_check(r, waiver->check);
    if (json_is_string(rule))
        read_rule(r, waiver->rule);
    if (json_is_string(quirk))
        waiver->quirk_index = read_quirk(r, waiver->quirk);
    if (signature && (check || rule))
        wrong(r, "signature", "expected this or \"check\" and \"rule\", found both; leave one out");
    else if (check && !rule)
        wrong(r, "rule",
              "expected the rule that goes with \"check\", found nothing; \"\" where a finding has none");
    else if (rule && !check)
        wrong(r, "check", "expected the check that goes with \"rule\", found nothing");
    else if (!signature && !check && !quirk)
        wrong(r, "", "expected what it covers: \"signature\", \"check\" and \"rule\", or \"quirk\"");
}

static const char *read_requirement(struct reader *r)
{
    const char *ids = string(r, r->object, "requirement", NULL);
    for (const char *at = ids; *at;) {
        char id[FOUND_CHARS];
        size_t length = strcspn(at, " ");
        snprintf(id, sizeof id, "%.*s", (int)length, at);
        at += length + (at[length] == ' ');
        if (!*id || tspec_requirement_find(id))
            continue;
        struct tspec_nearest nearest = tspec_nearest_to(id, strlen(id));
        for (unsigned i = 0; i < tspec_requirement_count(); i++)
            tspec_nearest_offer(&nearest, tspec_requirement_at(i)->id);
        unknown(r, "requirement", "the id of a numbered requirement", id, &nearest,
                "'tcpspec list requirements' lists them");
    }
    return ids;
}

static const char *read_expires(struct reader *r)
{
    static const char what[] = "a day, as \"2027-01-31\", or \"never\"";
    const char *expires = string(r, r->object, "expires", what);
    if (*expires && strcmp(expires, "never") && !tspec_date_valid(expires))
        expected(r, "expires", what, json_object_get(r->object, "expires"));
    return expires;
}

/* Every error of the scenario, by line of the array and column. */
static void scenario_errors(struct reader *r, const char *text, const struct tspec_diagnostics *diagnostics)
{
    for (unsigned i = 0; i < diagnostics->count && i < TSPEC_DIAGNOSTICS_MAX; i++) {
        const struct tspec_diagnostic *error = &diagnostics->items[i];
        size_t line = 1, begin = 0;
        for (size_t at = 0; at < error->offset && text[at]; at++)
            if (text[at] == '\n') {
                line++;
                begin = at + 1;
            }
        wrong(r, "scenario", "line %zu, column %zu: %s%s%s", line, error->offset - begin + 1, error->message,
              *error->remedy ? "; " : "", error->remedy);
    }
}

static struct tspec_scenario *read_scenario(struct reader *r, const char *stack)
{
    static const char what[] = "the lines of a scenario, an array of strings";
    const json_t *lines = json_object_get(r->object, "scenario");
    struct tspec_text text = {0};
    tspec_text_add(&text, "");
    bool whole = json_array_size(lines) > 0;
    for (size_t i = 0; whole && i < json_array_size(lines); i++) {
        const char *line = json_string_value(json_array_get(lines, i));
        whole = line && !strchr(line, '\n');
        if (whole)
            tspec_text_printf(&text, "%s\n", line);
    }
    struct tspec_diagnostics diagnostics;
    struct tspec_scenario *scenario = text.failed ? NULL : malloc(sizeof *scenario);
    if (!whole)
        wrong(r, "scenario", "expected %s, one line each", what);
    else if (!scenario)
        wrong(r, "scenario", "no memory for it");
    else if (!tspec_scenario_parse(text.bytes, text.length, scenario, &diagnostics))
        scenario_errors(r, text.bytes, &diagnostics);
    else if (!scenario->event_count)
        wrong(r, "scenario", "expected events that show what is covered, found none");
    else if (*stack && *scenario->stack && strcmp(scenario->stack, stack))
        wrong(r, "scenario", "expected the line \"stack %s\" or none, found \"stack %s\"", stack,
              scenario->stack);
    tspec_text_free(&text);
    return scenario;
}

static void read_waiver(struct reader *r, struct tspec_waiver *waiver)
{
    waiver->file = r->file;
    waiver->source = r->object;
    waiver->id = read_id(r);
    waiver->stack = read_stack(r);
    read_versions(r, waiver);
    read_cover(r, waiver);
    waiver->requirement = read_requirement(r);
    waiver->reason = string(r, r->object, "reason", "why the finding is expected");
    waiver->link = string(r, r->object, "link", NULL);
    waiver->expires = read_expires(r);
    waiver->scenario = read_scenario(r, waiver->stack);
    check_keys(r, r->object, keys, COUNT(keys));
    check_name(r, waiver);
}

/* Every waiver of the file, behind those of the set. */
static bool read_all(struct reader *r, const json_t *array)
{
    bool ok = true;
    for (r->index = 0; r->index < json_array_size(array); r->index++) {
        r->object = json_array_get(array, r->index);
        r->ok = true;
        if (json_is_object(r->object)) {
            read_waiver(r, &r->set->items[r->set->count]);
            r->set->count++;
        } else
            expected(r, "", "an object", r->object);
        ok = ok && r->ok;
    }
    return ok;
}

/* The array under "waivers", the one key there is. NULL after an error. */
static const json_t *waivers_of(const json_t *root, const char *file, struct tspec_text *errors)
{
    const json_t *array = json_object_get(root, "waivers");
    if (json_is_array(array) && json_object_size(root) == 1)
        return array;
    tspec_text_printf(
        errors, "%s: expected {\"waivers\": [...]} and nothing beside it; docs/waivers.md shows one\n", file);
    return NULL;
}

/* Room for `more` waivers, and the document kept. A file's name is octets, UTF-8 or not. */
static bool keep(struct tspec_waivers *set, const char **file, json_t *root, size_t more)
{
    json_t *name = json_string_nocheck(*file);
    if (!set->documents)
        set->documents = json_array();
    if (!name || json_array_append_new(set->documents, name) || json_array_append(set->documents, root))
        return false;
    *file = json_string_value(name);
    struct tspec_waiver *items = realloc(set->items, (set->count + more + 1) * sizeof *items);
    if (items)
        set->items = items;
    return items;
}

bool tspec_waivers_read(struct tspec_waivers *set, const char *file, const char *json,
                        const char *const *stacks, struct tspec_text *errors)
{
    json_error_t where;
    json_t *root = json_loads(json, JSON_REJECT_DUPLICATES, &where);
    if (!root) {
        tspec_text_printf(errors, "%s:%d:%d: expected JSON: %s; docs/waivers.md shows the form\n", file,
                          where.line, where.column, where.text);
        return false;
    }
    struct reader r = {.set = set, .errors = errors, .file = file, .stacks = stacks};
    const json_t *array = waivers_of(root, file, errors);
    unsigned before = set->count;
    bool kept = array && keep(set, &r.file, root, json_array_size(array));
    if (array && !kept)
        tspec_text_printf(errors, "%s: no memory for it\n", file);
    bool ok = kept && read_all(&r, array);
    while (!ok && set->count > before)
        free(set->items[--set->count].scenario);
    json_decref(root);
    return ok;
}
