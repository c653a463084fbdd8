/*
 * What exploration remembers: which states were met, and how each was reached first. Shared memory, filled by
 * several processes at once.
 *
 * A state is its index: 0 the fresh stack, then in the order of depth, of the parent's index, of the event.
 * It was reached by a *way*: parent << 8 | event. Whoever comes first to a state in a batch, the least way to
 * it is kept; so the states and their ways do not depend on who did what when.
 */
#ifndef TSPEC_HARNESS_EXPLORE_TABLE_H
#define TSPEC_HARNESS_EXPLORE_TABLE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TSPEC_WAY_EVENT_BITS = 8, TSPEC_TABLE_BATCH = 1 << 15 /* parents, at most */ };

static inline uint64_t tspec_way(uint64_t parent, unsigned event)
{
    return parent << TSPEC_WAY_EVENT_BITS | event;
}
static inline uint64_t tspec_way_parent(uint64_t way)
{
    return way >> TSPEC_WAY_EVENT_BITS;
}
static inline unsigned tspec_way_event(uint64_t way)
{
    return (unsigned)way & ((1u << TSPEC_WAY_EVENT_BITS) - 1);
}

struct tspec_table_slot {
    _Atomic uint64_t key;  /* 0: free */
    _Atomic uint64_t best; /* ~ the least way to it */
};

/* One worker's new states of the batch: places in the table. */
struct tspec_table_log {
    uint32_t *slots;
    uint64_t count;
};

struct tspec_table {
    uint64_t slot_count; /* a power of two */
    struct tspec_table_slot *slots;
    uint64_t *ways; /* of each state */
    uint64_t count; /* states */
    uint64_t ways_max;
    uint64_t limit_bytes;
    unsigned events; /* of the alphabet */
};

/* A table with the root. `limit_bytes` is never gone beyond. False without memory. */
bool tspec_table_create(struct tspec_table *table, uint64_t root_key, unsigned events, uint64_t limit_bytes);
void tspec_table_destroy(struct tspec_table *table);

/* In a worker: the state with that key was reached by `way`. Logs it when it is new in this batch. */
void tspec_table_reach(struct tspec_table *table, uint64_t key, uint64_t way, struct tspec_table_log *log);

/* Between batches, in the parent: how many parents the next batch may have; makes room as far as the limit
 * allows. 0: the memory is full. */
uint64_t tspec_table_room(struct tspec_table *table);
/* Makes the logged places the next states, sorted. False without memory. */
bool tspec_table_settle(struct tspec_table *table, const struct tspec_table_log *logs, unsigned log_count);

/* Octets it holds. */
uint64_t tspec_table_bytes(const struct tspec_table *table);

/* An image's key; never 0. */
uint64_t tspec_table_key(const uint8_t *image, size_t bytes);

#endif
