#include "harness/waiver/baseline.h"

#include <jansson.h>
#include <string.h>

#include "harness/report/text.h"
#include "harness/waiver/waiver.h"

static const char *version_of(const struct tspec_report *report, const char *stack)
{
    for (unsigned i = 0; i < report->stack_count; i++)
        if (!strcmp(report->stacks[i].name, stack))
            return report->stacks[i].version;
    return "";
}

/* A crash is not like another one: what no rule of the standard tells apart is told by its signature. */
static bool goes_by_signature(const struct tspec_report *report, const struct tspec_report_finding *finding)
{
    for (unsigned i = 0; i < report->check_count; i++)
        if (!strcmp(report->checks[i].id, finding->check))
            return !strcmp(report->checks[i].family, "stack");
    return false;
}

static bool is(const json_t *object, const char *key, const char *value)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text && !strcmp(text, value);
}

/* The waiver there is for the finding already; NULL where there is none. */
static json_t *find(const json_t *waivers, const struct tspec_report_finding *finding)
{
    for (size_t i = 0; i < json_array_size(waivers); i++) {
        json_t *waiver = json_array_get(waivers, i);
        if (is(waiver, "stack", finding->stack) &&
            (is(waiver, "signature", finding->signature) ||
             (is(waiver, "check", finding->check) && is(waiver, "rule", finding->rule))))
            return waiver;
    }
    return NULL;
}

static bool put(json_t *object, const char *key, json_t *value)
{
    return !json_object_set_new(object, key, value);
}

/* The numbers of a version: what a range of versions is made of. */
static json_t *numbers(const char *version)
{
    version += strcspn(version, "0123456789");
    size_t length = strspn(version, "0123456789.");
    while (length && version[length - 1] == '.')
        length--;
    return length ? json_stringn(version, length) : json_string("0");
}

static bool widen(json_t *waiver, const char *version)
{
    json_t *versions = json_object_get(waiver, "versions");
    const char *from = json_string_value(json_object_get(versions, "from"));
    const char *to = json_string_value(json_object_get(versions, "to"));
    bool ok = true;
    if (tspec_version_compare(version, from) < 0)
        ok = put(versions, "from", numbers(version));
    else if (tspec_version_compare(version, to) > 0)
        ok = put(versions, "to", numbers(version));
    return ok;
}

static json_t *lines_of(const char *text)
{
    json_t *lines = json_array();
    bool ok = lines;
    for (size_t length; ok && *text; text += length + (text[length] == '\n')) {
        length = strcspn(text, "\n");
        ok = !json_array_append_new(lines, json_stringn(text, length));
    }
    return lines;
}

/* Stack, check, and what tells it from others of the check. One that is too long ends in the signature. */
static void name(struct tspec_text *id, const struct tspec_report_finding *finding, const char *last)
{
    tspec_text_printf(id, "%s-%s%s%s", finding->stack, finding->check, *last ? "-" : "", last);
    if (id->failed || id->length <= TSPEC_WAIVER_ID_MAX)
        return;
    id->length = TSPEC_WAIVER_ID_MAX - TSPEC_SIGNATURE_CHARS - 1;
    tspec_text_printf(id, "-%s", finding->signature);
}

static bool add(json_t *waivers, const struct tspec_report *report,
                const struct tspec_report_finding *finding)
{
    bool by_signature = goes_by_signature(report, finding);
    const char *version = version_of(report, finding->stack);
    const char *last = by_signature ? finding->signature : finding->rule;
    struct tspec_text id = {0}, reason = {0};
    name(&id, finding, last);
    tspec_text_printf(&reason, "to be explained: %s", finding->text);
    json_t *waiver = json_object(), *versions = json_object();
    bool ok = !json_array_append_new(waivers, waiver) && !id.failed && !reason.failed;
    ok = ok && put(waiver, "id", json_string(id.bytes)) && put(waiver, "stack", json_string(finding->stack));
    ok = put(versions, "from", numbers(version)) && put(versions, "to", numbers(version)) && ok;
    ok = put(waiver, "versions", versions) && ok;
    if (by_signature)
        ok = ok && put(waiver, "signature", json_string(finding->signature));
    else
        ok = ok && put(waiver, "check", json_string(finding->check)) &&
             put(waiver, "rule", json_string(finding->rule));
    if (*finding->requirements)
        ok = ok && put(waiver, "requirement", json_string(finding->requirements));
    ok = ok && put(waiver, "reason", json_string(reason.bytes)) &&
         put(waiver, "expires", json_string("never")) && put(waiver, "scenario", lines_of(finding->scenario));
    tspec_text_free(&id);
    tspec_text_free(&reason);
    return ok;
}

char *tspec_baseline_write(const struct tspec_report *const *reports, unsigned report_count, unsigned *count)
{
    json_t *root = json_object(), *waivers = json_array();
    bool ok = put(root, "waivers", waivers);
    for (unsigned r = 0; r < report_count; r++)
        for (unsigned i = 0; ok && i < reports[r]->finding_count; i++) {
            const struct tspec_report_finding *finding = &reports[r]->findings[i];
            if (*finding->known || finding->level < TSPEC_REPORT_DEVIATES)
                continue;
            json_t *waiver = find(waivers, finding);
            ok = waiver ? widen(waiver, version_of(reports[r], finding->stack))
                        : add(waivers, reports[r], finding);
        }
    *count = (unsigned)json_array_size(waivers);
    char *text = ok ? json_dumps(root, JSON_INDENT(2)) : NULL;
    json_decref(root);
    return text;
}
