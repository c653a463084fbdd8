/*
 * Sequence number arithmetic, modulo 2^32 (RFC 9293, 3.4): a is before b when going up from a meets b within
 * 2^31.
 */
#ifndef TSPEC_ENGINE_SEQ_H
#define TSPEC_ENGINE_SEQ_H

#include <stdbool.h>
#include <stdint.h>
#include "engine/segment.h"

static inline tspec_seq tspec_seq_of(uint32_t wire)
{
    return (tspec_seq){wire};
}

static inline tspec_seq tspec_seq_add(tspec_seq a, uint32_t octets)
{
    return (tspec_seq){a.wire + octets};
}

/* How far `to` lies beyond `from`; negative when it lies before it. */
static inline int32_t tspec_seq_distance(tspec_seq from, tspec_seq to)
{
    return (int32_t)(to.wire - from.wire);
}

static inline bool tspec_seq_before(tspec_seq a, tspec_seq b)
{
    return tspec_seq_distance(a, b) > 0;
}

#endif
