/*
 * Payload that proves where it came from.
 *
 * An octet is 2 bits of incarnation, 2 bits of the tag its segment carries, 4 bits of a hash of its stream
 * offset (offset 0 is the first octet after the SYN). Identity may be claimed on eight octets in a row, never
 * on one. A segment that must be discarded carries a tag of its own, so that its delivery proves itself;
 * where acceptable segments overlap, any of their tags is legal. What the application hands to the stack
 * (send) carries tag 0.
 */
#ifndef TSPEC_HARNESS_PAYLOAD_H
#define TSPEC_HARNESS_PAYLOAD_H

#include <stdint.h>

enum { TSPEC_TAGS = 4, TSPEC_INCARNATIONS = 4 };

/* 4 bits of the stream offset, mixed twice: one multiplication alone gives nearly the same row at offsets
 * that are a Fibonacci number apart. */
#define TSPEC_PAYLOAD_STEP   0x9E3779B97F4A7C15u
#define TSPEC_PAYLOAD_MIX(z) ((uint8_t)((((z) ^ (z) >> 32) * 0xD6E8FEB86659FD93u) >> 60))
static inline uint8_t tspec_payload_hash(uint64_t offset)
{
    return TSPEC_PAYLOAD_MIX((offset + 1) * TSPEC_PAYLOAD_STEP);
}

static inline uint8_t tspec_payload_octet(unsigned incarnation, unsigned tag, uint64_t offset)
{
    return (uint8_t)((incarnation & 3u) << 6 | (tag & 3u) << 4 | tspec_payload_hash(offset));
}

static inline void tspec_payload_fill(uint8_t *out, uint32_t octets, unsigned incarnation, unsigned tag,
                                      uint64_t offset)
{
    uint64_t z = (offset + 1) * TSPEC_PAYLOAD_STEP;
    uint8_t high = (uint8_t)((incarnation & 3u) << 6 | (tag & 3u) << 4);

    for (uint32_t i = 0; i < octets; i++, z += TSPEC_PAYLOAD_STEP)
        out[i] = high | TSPEC_PAYLOAD_MIX(z);
}

/* How many of the octets, from the first on, are as they should be from `offset` on; `high` is what they have
 * above the hash, incarnation * 4 + tag. */
uint32_t tspec_payload_run(const uint8_t *octets, uint32_t count, unsigned high, uint64_t offset);

#endif
