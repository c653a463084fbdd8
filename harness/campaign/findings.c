#include "harness/campaign/findings.h"

#include <stdlib.h>
#include <string.h>

#include "harness/scenario/binary.h"

/* The bucket of a signature: the one that holds it, or the free one where it belongs. Open addressing; the
 * table is at most half full, so there is always a free one. */
static uint16_t *bucket_of(struct tspec_findings *table, const char *signature)
{
    unsigned at = 0;
    for (unsigned i = 0; i < 4; i++) /* hex digits of a hash: four of them spread well enough */
        at = at << 4 | (unsigned)(signature[i] <= '9' ? signature[i] - '0' : signature[i] - 'a' + 10);
    for (;; at++) {
        uint16_t *bucket = &table->buckets[at % TSPEC_FINDINGS_BUCKETS];
        if (*bucket == 0 || strcmp(table->items[*bucket - 1].finding.signature, signature) == 0)
            return bucket;
    }
}

/* What shows a finding, ready to be kept. Encoding costs more than most scenarios do, so it is done when the
 * number of events does not decide. */
struct sight {
    const struct tspec_finding *finding;
    uint64_t index;
    unsigned events;
    size_t bytes;            /* 0: not yet encoded */
    const uint8_t *encoding; /* into own, or another table's store */
    uint8_t own[TSPEC_BINARY_MAX];
};

static void encode(struct sight *sight, const struct tspec_scenario *scenario)
{
    if (sight->bytes > 0)
        return;
    sight->bytes = tspec_binary_save(scenario, sight->own, sizeof sight->own);
    sight->encoding = sight->own;
}

/* In the place of the item's scenario where it fits, else behind all others. */
static bool keep(struct tspec_findings *table, struct tspec_found *found, const struct sight *sight)
{
    if (sight->bytes > found->room) {
        if (sight->bytes > sizeof table->store - table->stored)
            return false;
        found->at = table->stored;
        found->room = (uint32_t)sight->bytes;
        table->stored += found->room;
    }
    memcpy(table->store + found->at, sight->encoding, sight->bytes);
    found->finding = *sight->finding;
    found->bytes = (uint32_t)sight->bytes;
    found->events = sight->events;
    return true;
}

static bool is_unexpected(const struct tspec_finding *finding)
{
    return finding->quirk < 0 && finding->level >= TSPEC_LEVEL_DEVIATES;
}

/* Below 0: a shows it better than b, by what can be told without encoding. */
static int compare(const struct tspec_finding *a, unsigned a_events, const struct tspec_finding *b,
                   unsigned b_events)
{
    if (is_unexpected(a) != is_unexpected(b))
        return is_unexpected(a) ? -1 : 1;
    if (a->level != b->level)
        return a->level > b->level ? -1 : 1;
    if ((a->quirk < 0) != (b->quirk < 0))
        return a->quirk < 0 ? -1 : 1;
    return a_events == b_events ? 0 : a_events < b_events ? -1 : 1;
}

static void add(struct tspec_findings *table, struct sight *sight, uint64_t count,
                const struct tspec_scenario *scenario)
{
    uint16_t *bucket = bucket_of(table, sight->finding->signature);
    if (*bucket == 0) {
        encode(sight, scenario);
        struct tspec_found *added = &table->items[table->count];
        if (table->count < TSPEC_FINDINGS_CAPACITY)
            memset(added, 0, sizeof *added);
        if (table->count == TSPEC_FINDINGS_CAPACITY || !keep(table, added, sight)) {
            table->dropped += count;
            return;
        }
        added->count = count;
        added->index = sight->index;
        *bucket = (uint16_t)++table->count;
        return;
    }
    struct tspec_found *found = &table->items[*bucket - 1];
    found->count += count;
    int order = compare(sight->finding, sight->events, &found->finding, found->events);
    if (order > 0)
        return;
    encode(sight, scenario);
    if (order == 0 &&
        (sight->bytes > found->bytes || (sight->bytes == found->bytes && sight->index >= found->index)))
        return;
    if (keep(table, found, sight))
        found->index = sight->index;
}

void tspec_findings_add(struct tspec_findings *table, const struct tspec_finding *finding, uint64_t count,
                        const struct tspec_scenario *scenario, uint64_t index)
{
    struct sight sight;
    sight.finding = finding;
    sight.index = index;
    sight.events = scenario->event_count;
    sight.bytes = 0;
    add(table, &sight, count, scenario);
}

void tspec_findings_merge(struct tspec_findings *table, const struct tspec_findings *from)
{
    for (unsigned i = 0; i < from->count; i++) {
        const struct tspec_found *found = &from->items[i];
        struct sight sight;
        sight.finding = &found->finding;
        sight.index = found->index;
        sight.events = found->events;
        sight.bytes = found->bytes;
        sight.encoding = from->store + found->at;
        add(table, &sight, found->count, NULL);
    }
    table->dropped += from->dropped;
}

void tspec_findings_scenario(const struct tspec_findings *table, unsigned item,
                             struct tspec_scenario *scenario)
{
    const struct tspec_found *found = &table->items[item];
    size_t place;
    if (tspec_binary_load(table->store + found->at, found->bytes, scenario, &place) != TSPEC_BINARY_OK)
        tspec_scenario_init(scenario); /* cannot be: we wrote it */
}

bool tspec_findings_show(struct tspec_findings *table, unsigned item, const struct tspec_finding *finding,
                         const struct tspec_scenario *scenario)
{
    struct sight sight;
    sight.finding = finding;
    sight.events = scenario->event_count;
    sight.bytes = 0;
    encode(&sight, scenario);
    return keep(table, &table->items[item], &sight);
}

static int graver_first(const void *a, const void *b)
{
    const struct tspec_finding *x = &((const struct tspec_found *)a)->finding;
    const struct tspec_finding *y = &((const struct tspec_found *)b)->finding;
    if (x->level != y->level)
        return x->level > y->level ? -1 : 1;
    if (x->check != y->check)
        return x->check < y->check ? -1 : 1;
    if (x->clause != y->clause)
        return x->clause < y->clause ? -1 : 1;
    return strcmp(x->signature, y->signature);
}

void tspec_findings_sort(struct tspec_findings *table)
{
    qsort(table->items, table->count, sizeof table->items[0], graver_first);
    memset(table->buckets, 0, sizeof table->buckets);
    for (unsigned i = 0; i < table->count; i++)
        *bucket_of(table, table->items[i].finding.signature) = (uint16_t)(i + 1);
}
