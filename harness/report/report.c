#include "harness/report/report.h"

#include <stdlib.h>
#include <string.h>

#include "harness/report/text.h"

/* Memory comes in blocks that are only ever given back together. */
struct tspec_report_chunk {
    struct tspec_report_chunk *next;
    max_align_t bytes[];
};

#define TEXT(id, text) text,

const char *tspec_standing_name(unsigned standing)
{
    static const char *const names[] = {TSPEC_STANDINGS(TEXT)};
    return standing < TSPEC_STANDING_COUNT ? names[standing] : "?";
}

const char *tspec_item_kind_name(unsigned kind)
{
    static const char *const names[] = {TSPEC_ITEM_KINDS(TEXT)};
    return kind < TSPEC_ITEM_KIND_COUNT ? names[kind] : "?";
}

const char *tspec_waiver_standing_name(unsigned standing)
{
    static const char *const names[] = {TSPEC_WAIVER_STANDINGS(TEXT)};
    return standing < TSPEC_WAIVER_STANDING_COUNT ? names[standing] : "?";
}

const char *tspec_report_level_name(unsigned level)
{
    static const char *const names[] = {"info", "deviates", "fail"};
    return level < TSPEC_REPORT_LEVELS ? names[level] : "?";
}

struct tspec_report *tspec_report_create(void)
{
    struct tspec_report *report = calloc(1, sizeof *report);
    if (report)
        report->program = report->spec = "";
    return report;
}

void tspec_report_destroy(struct tspec_report *report)
{
    if (!report)
        return;
    for (struct tspec_report_chunk *chunk = report->memory, *next; chunk; chunk = next) {
        next = chunk->next;
        free(chunk);
    }
    free(report->texts);
    free(report);
}

void *tspec_report_array(struct tspec_report *report, size_t count, size_t bytes)
{
    if (!count)
        return NULL;
    struct tspec_report_chunk *chunk = NULL;
    if (count <= (SIZE_MAX - sizeof *chunk) / bytes)
        chunk = calloc(1, sizeof *chunk + count * bytes);
    if (!chunk) {
        report->failed = true;
        return NULL;
    }
    chunk->next = report->memory;
    report->memory = chunk;
    return chunk->bytes;
}

/* Where a string is among the texts, or the free place where it belongs. There is one. */
static const char **place_of(const struct tspec_report *report, const char *string)
{
    uint64_t hash = 0xcbf29ce484222325u; /* FNV-1a */
    for (const char *at = string; *at; at++)
        hash = (hash ^ (unsigned char)*at) * 0x100000001b3u;
    for (;; hash++) {
        const char **place = &report->texts[hash % report->text_room];
        if (!*place || !strcmp(*place, string))
            return place;
    }
}

/* At most half full. */
static bool make_room(struct tspec_report *report)
{
    enum { FEW = 1024 };
    if (report->text_count < report->text_room / 2)
        return true;
    struct tspec_report old = *report;
    report->text_room = old.text_room ? 2 * old.text_room : FEW;
    report->texts = calloc(report->text_room, sizeof *report->texts);
    for (size_t i = 0; report->texts && i < old.text_room; i++)
        if (old.texts[i])
            *place_of(report, old.texts[i]) = old.texts[i];
    if (report->texts) {
        free(old.texts);
        return true;
    }
    report->texts = old.texts;
    report->text_room = old.text_room;
    return false;
}

/* The one copy of a clean string; NULL without memory. */
static const char *keep(struct tspec_report *report, const struct tspec_text *clean)
{
    if (clean->failed || !make_room(report))
        return NULL;
    const char **place = place_of(report, clean->bytes);
    if (*place)
        return *place;
    char *copy = tspec_report_array(report, clean->length + 1, 1);
    if (copy) {
        memcpy(copy, clean->bytes, clean->length + 1);
        *place = copy;
        report->text_count++;
    }
    return copy;
}

const char *tspec_report_text(struct tspec_report *report, const char *string)
{
    if (!string || !*string)
        return "";
    struct tspec_text clean = {0};
    tspec_text_clean(&clean, string);
    const char *copy = keep(report, &clean);
    report->failed |= !copy;
    tspec_text_free(&clean);
    return copy ? copy : "";
}

bool tspec_report_unexpected(const struct tspec_report *report, unsigned level)
{
    for (unsigned i = 0; i < report->finding_count; i++)
        if (report->findings[i].level >= level && !*report->findings[i].known)
            return true;
    return false;
}
