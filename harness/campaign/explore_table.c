#include "harness/campaign/explore_table.h"

#include <stdlib.h>
#include <string.h>

#include "harness/campaign/crew.h"

enum {
    SLOTS_FIRST = 1 << 20,
    PARENTS_WISHED = 1 << 12, /* fewer a batch: the table is to grow */
    PARENTS_LEAST = 64,
    LOAD_PERCENT = 75,
    LOAD_PERCENT_MOST = 85, /* once it cannot grow */
};

static size_t slots_bytes(uint64_t slots)
{
    return slots * sizeof(struct tspec_table_slot);
}

uint64_t tspec_table_bytes(const struct tspec_table *t)
{
    return slots_bytes(t->slot_count) + t->count * sizeof *t->ways;
}

bool tspec_table_create(struct tspec_table *t, uint64_t root_key, unsigned events, uint64_t limit_bytes)
{
    *t = (struct tspec_table){.slot_count = SLOTS_FIRST, .events = events, .limit_bytes = limit_bytes};
    t->ways_max = limit_bytes / sizeof *t->ways;
    t->slots = tspec_crew_memory(slots_bytes(t->slot_count));
    t->ways = tspec_crew_memory(t->ways_max * sizeof *t->ways); /* touched only as far as there are states */
    if (t->slots == NULL || t->ways == NULL) {
        tspec_table_destroy(t);
        return false;
    }
    uint32_t place;
    struct tspec_table_log log = {&place, 0};
    tspec_table_reach(t, root_key, 0, &log);
    t->count = 1;
    return true;
}

void tspec_table_destroy(struct tspec_table *t)
{
    tspec_crew_memory_free(t->slots, slots_bytes(t->slot_count));
    tspec_crew_memory_free(t->ways, t->ways_max * sizeof *t->ways);
    t->slots = NULL;
    t->ways = NULL;
}

/* Keys are mixed well: their upper bits say where. */
static uint64_t place_of(const struct tspec_table *t, uint64_t key)
{
    return key >> 20 & (t->slot_count - 1);
}

void tspec_table_reach(struct tspec_table *t, uint64_t key, uint64_t way, struct tspec_table_log *log)
{
    for (uint64_t at = place_of(t, key);; at = (at + 1) & (t->slot_count - 1)) {
        struct tspec_table_slot *slot = &t->slots[at];
        uint64_t there = atomic_load_explicit(&slot->key, memory_order_relaxed);
        if (there == 0 && atomic_compare_exchange_strong(&slot->key, &there, key)) {
            log->slots[log->count++] = (uint32_t)at;
            there = key;
        }
        if (there != key)
            continue;
        uint64_t best = atomic_load_explicit(&slot->best, memory_order_relaxed);
        while (best < ~way && !atomic_compare_exchange_weak(&slot->best, &best, ~way))
            ;
        return;
    }
}

/* Twice as many slots, where that stays within the limit while both tables are there. */
static bool grow(struct tspec_table *t)
{
    struct tspec_table larger = *t;
    larger.slot_count = 2 * t->slot_count;
    uint64_t both = slots_bytes(larger.slot_count) + slots_bytes(t->slot_count) + t->count * sizeof *t->ways;
    if (both > t->limit_bytes || larger.slot_count > UINT32_MAX)
        return false;
    larger.slots = tspec_crew_memory(slots_bytes(larger.slot_count));
    if (larger.slots == NULL)
        return false;
    for (uint64_t i = 0; i < t->slot_count; i++) {
        uint64_t key = atomic_load_explicit(&t->slots[i].key, memory_order_relaxed);
        if (key == 0)
            continue;
        uint64_t at = place_of(&larger, key);
        while (atomic_load_explicit(&larger.slots[at].key, memory_order_relaxed) != 0)
            at = (at + 1) & (larger.slot_count - 1);
        atomic_init(&larger.slots[at].key, key);
        atomic_init(&larger.slots[at].best, t->slots[i].best);
    }
    tspec_crew_memory_free(t->slots, slots_bytes(t->slot_count));
    *t = larger;
    return true;
}

static uint64_t parents_at(const struct tspec_table *t, unsigned percent)
{
    uint64_t most = t->slot_count / 100 * percent;
    uint64_t by_ways = (t->limit_bytes - slots_bytes(t->slot_count)) / sizeof *t->ways;
    if (most > by_ways)
        most = by_ways;
    return most > t->count ? (most - t->count) / t->events : 0;
}

uint64_t tspec_table_room(struct tspec_table *t)
{
    uint64_t parents = parents_at(t, LOAD_PERCENT);
    while (parents < PARENTS_WISHED && grow(t))
        parents = parents_at(t, LOAD_PERCENT);
    if (parents < PARENTS_WISHED)
        parents = parents_at(t, LOAD_PERCENT_MOST);
    if (parents < PARENTS_LEAST)
        return 0;
    return parents < TSPEC_TABLE_BATCH ? parents : TSPEC_TABLE_BATCH;
}

/* By the lowest `bits`, eight at a time; `spare` has as much room. */
static void sort_ways(uint64_t *ways, uint64_t *spare, uint64_t count, unsigned bits)
{
    for (unsigned shift = 0; shift < bits; shift += 8) {
        uint64_t starts[257] = {0};
        for (uint64_t i = 0; i < count; i++)
            starts[(ways[i] >> shift & 0xff) + 1]++;
        for (unsigned d = 0; d < 256; d++)
            starts[d + 1] += starts[d];
        for (uint64_t i = 0; i < count; i++)
            spare[starts[ways[i] >> shift & 0xff]++] = ways[i];
        memcpy(ways, spare, count * sizeof *ways);
    }
}

bool tspec_table_settle(struct tspec_table *t, const struct tspec_table_log *logs, unsigned log_count)
{
    uint64_t *added = t->ways + t->count, count = 0, differing = 0;
    for (unsigned l = 0; l < log_count; l++)
        for (uint64_t i = 0; i < logs[l].count; i++)
            added[count++] = ~atomic_load_explicit(&t->slots[logs[l].slots[i]].best, memory_order_relaxed);
    uint64_t *spare = malloc((count + 1) * sizeof *spare);
    if (spare == NULL)
        return false;
    for (uint64_t i = 0; i < count; i++)
        differing |= added[i] ^ added[0];
    unsigned bits = 0;
    while (bits < 64 && differing >> bits != 0)
        bits++;
    sort_ways(added, spare, count, bits);
    free(spare);
    t->count += count;
    return true;
}

/* The product of both, 128 bits wide, folded. */
static uint64_t fold(uint64_t a, uint64_t b)
{
    __extension__ typedef unsigned __int128 wide;
    wide product = (wide)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* Two lanes, since one waits for its own multiplication. */
uint64_t tspec_table_key(const uint8_t *image, size_t bytes)
{
    static const uint64_t odd[4] = {0x9E3779B97F4A7C15u, 0xD6E8FEB86659FD93u, 0xC2B2AE3D27D4EB4Fu,
                                    0xA0761D6478BD642Fu};
    uint64_t words[4], h[2] = {bytes * odd[0], bytes ^ odd[3]};
    for (; bytes >= sizeof words; image += sizeof words, bytes -= sizeof words) {
        memcpy(words, image, sizeof words);
        h[0] = fold(words[0] ^ odd[0], words[1] ^ h[0]) + odd[2];
        h[1] = fold(words[2] ^ odd[1], words[3] ^ h[1]) + odd[3];
    }
    memset(words, 0, sizeof words);
    memcpy(words, image, bytes);
    h[0] = fold(words[0] ^ odd[0], words[1] ^ h[0]);
    h[1] = fold(words[2] ^ odd[1], words[3] ^ h[1]);
    uint64_t key = fold(h[0] ^ odd[2], h[1] ^ odd[3]);
    return key != 0 ? key : 1;
}
