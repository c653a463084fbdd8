/* An event as 32 octets; both binary forms hold these. docs/scenario.md has the layout. Inside
 * harness/scenario only. */
#ifndef TSPEC_HARNESS_SCENARIO_RECORD_H
#define TSPEC_HARNESS_SCENARIO_RECORD_H

#include "harness/scenario/binary.h"

/* Big-endian, `count` octets. */
static inline void tspec_put_number(uint8_t *at, unsigned count, uint64_t value)
{
    for (unsigned i = 0; i < count; i++)
        at[i] = (uint8_t)(value >> (8 * (count - 1 - i)));
}

static inline uint64_t tspec_get_number(const uint8_t *at, unsigned count)
{
    uint64_t value = 0;
    for (unsigned i = 0; i < count; i++)
        value = value << 8 | at[i];
    return value;
}

/* The octets of TCP and IP options of all events. Adding finds octets that are there already, so that equal
 * options are kept once. */
struct tspec_pool {
    uint8_t *octets;
    unsigned bytes, cap; /* cap: TSPEC_POOL_MAX is always enough */
};
/* Where a segment's record says where in the pool its options are. */
enum { TSPEC_RECORD_OPTIONS_AT = 24, TSPEC_RECORD_IP_OPTIONS_AT = 30 };
enum { TSPEC_POOL_MAX = TSPEC_SCENARIO_EVENTS_MAX * (TSPEC_OPTIONS_MAX + TSPEC_IP_OPTIONS_MAX) };

/* Writes one event into out[TSPEC_RECORD_BYTES] and its options into the pool. False: the pool is full. */
bool tspec_record_encode(const struct tspec_event *event, uint8_t *out, struct tspec_pool *pool);

/* Reads one event from record[TSPEC_RECORD_BYTES], whatever it holds, into *event, as it stands: the caller
 * brings it into normal form. Options that reach beyond the pool are cut to whole words that are there. */
void tspec_record_decode(const uint8_t *record, const uint8_t *pool, size_t pool_bytes,
                         struct tspec_event *event);

#endif
