#include "harness/campaign/findings.h"

#include <stdlib.h>
#include <string.h>

#include "harness/scenario/binary.h"

static struct tspec_found *find(struct tspec_findings *table, const char *signature)
{
    for (unsigned i = 0; i < table->count; i++)
        if (strcmp(table->items[i].finding.signature, signature) == 0)
            return &table->items[i];
    return NULL;
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
    struct tspec_found *found = find(table, finding->signature);
    if (found == NULL) {
        if (table->count == TSPEC_FINDINGS_CAPACITY) {
            table->dropped += count;
            return;
        }
        found = &table->items[table->count++];
        found->count = count;
        show_by(found, finding, scenario, index, encoded_bytes_of(scenario));
        return;
    }
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
}
