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

static uint32_t encoded_bytes_of(const struct tspec_scenario *scenario)
{
    uint8_t encoding[TSPEC_BINARY_MAX];
    return (uint32_t)tspec_binary_save(scenario, encoding, sizeof encoding);
}

static void show_by(struct tspec_found *found, const struct tspec_finding *finding,
                    const struct tspec_scenario *scenario, uint64_t index, uint32_t encoded_bytes)
{
    found->finding = *finding;
    found->index = index;
    found->encoded_bytes = encoded_bytes;
    tspec_scenario_copy(&found->scenario, scenario);
}

/* Sizes are told only where the number of events does not decide: encoding costs more than most scenarios do.
 */
void tspec_findings_add(struct tspec_findings *table, const struct tspec_finding *finding, uint64_t count,
                        const struct tspec_scenario *scenario, uint64_t index)
{
    uint16_t *bucket = bucket_of(table, finding->signature);
    if (*bucket == 0) {
        if (table->count == TSPEC_FINDINGS_CAPACITY) {
            table->dropped += count;
            return;
        }
        struct tspec_found *added = &table->items[table->count++];
        *bucket = (uint16_t)table->count;
        added->count = count;
        show_by(added, finding, scenario, index, encoded_bytes_of(scenario));
        return;
    }
    struct tspec_found *found = &table->items[*bucket - 1];
    found->count += count;
    if (scenario->event_count > found->scenario.event_count)
        return;
    uint32_t bytes = encoded_bytes_of(scenario);
    bool shorter = scenario->event_count < found->scenario.event_count || bytes < found->encoded_bytes ||
                   (bytes == found->encoded_bytes && index < found->index);
    if (shorter)
        show_by(found, finding, scenario, index, bytes);
}

void tspec_findings_merge(struct tspec_findings *table, const struct tspec_findings *from)
{
    for (unsigned i = 0; i < from->count; i++) {
        const struct tspec_found *found = &from->items[i];
        tspec_findings_add(table, &found->finding, found->count, &found->scenario, found->index);
    }
    table->dropped += from->dropped;
}

static int graver_first(const void *a, const void *b)
{
    const struct tspec_finding *x = &(*(const struct tspec_found *const *)a)->finding;
    const struct tspec_finding *y = &(*(const struct tspec_found *const *)b)->finding;
    if (x->level != y->level)
        return x->level > y->level ? -1 : 1;
    if (x->check != y->check)
        return x->check < y->check ? -1 : 1;
    if (x->clause != y->clause)
        return x->clause < y->clause ? -1 : 1;
    return strcmp(x->signature, y->signature);
}

static void move(struct tspec_found *to, const struct tspec_found *from)
{
    memcpy(to, from, offsetof(struct tspec_found, scenario));
    tspec_scenario_copy(&to->scenario, &from->scenario);
}

/* Puts items into the order of the pointers, cycle by cycle, each item moved once. */
static void arrange(struct tspec_findings *table, struct tspec_found **order, struct tspec_found *spare)
{
    for (unsigned start = 0; start < table->count; start++) {
        unsigned at = start;
        if (order[start] == &table->items[start])
            continue;
        move(spare, &table->items[start]);
        while (order[at] != &table->items[start]) {
            unsigned from = (unsigned)(order[at] - table->items);
            move(&table->items[at], order[at]);
            order[at] = &table->items[at];
            at = from;
        }
        move(&table->items[at], spare);
        order[at] = &table->items[at];
    }
    memset(table->buckets, 0, sizeof table->buckets);
    for (unsigned i = 0; i < table->count; i++)
        *bucket_of(table, table->items[i].finding.signature) = (uint16_t)(i + 1);
}

bool tspec_findings_sort(struct tspec_findings *table)
{
    struct tspec_found **order = malloc((table->count + 1) * sizeof(struct tspec_found *));
    struct tspec_found *spare = malloc(sizeof *spare);
    bool ok = order != NULL && spare != NULL;
    for (unsigned i = 0; ok && i < table->count; i++)
        order[i] = &table->items[i];
    if (ok) {
        qsort(order, table->count, sizeof(struct tspec_found *), graver_first);
        arrange(table, order, spare);
    }
    free(order);
    free(spare);
    return ok;
}
