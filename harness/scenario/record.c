#include "harness/scenario/record.h"

#include <string.h>

static void put_operand(uint8_t *at, const struct tspec_operand *o)
{
    at[0] = (uint8_t)(o->base | o->second << 4);
    tspec_put_number(at + 1, 4, (uint32_t)o->delta);
}

static struct tspec_operand get_operand(const uint8_t *at, bool minus)
{
    return (struct tspec_operand){.base = at[0] & 15,
                                  .second = at[0] >> 4,
                                  .minus_second = minus,
                                  .delta = (int32_t)(uint32_t)tspec_get_number(at + 1, 4)};
}

/* Where the octets are in the pool; added when they are not yet. Not found and no room: the pool's cap. */
static unsigned pool_add(struct tspec_pool *pool, const uint8_t *octets, unsigned bytes)
{
    for (unsigned at = 0; at + bytes <= pool->bytes; at++)
        if (memcmp(pool->octets + at, octets, bytes) == 0)
            return at;
    if (pool->bytes + bytes > pool->cap)
        return pool->cap;
    memcpy(pool->octets + pool->bytes, octets, bytes);
    pool->bytes += bytes;
    return pool->bytes - bytes;
}

static bool encode_segment(const struct tspec_event *e, uint8_t *out, struct tspec_pool *pool)
{
    unsigned offset = 0;
    put_operand(out + 4, &e->seq);
    put_operand(out + 9, &e->ack);
    put_operand(out + 14, &e->window);
    out[19] = (uint8_t)(e->seq.minus_second | e->ack.minus_second << 1 | e->window.minus_second << 2 |
                        e->options_bytes / 4 << 3);
    tspec_put_number(out + 20, 2, e->urgent);
    tspec_put_number(out + 22, 2, e->payload_octets);
    if (e->options_bytes > 0) {
        offset = pool_add(pool, e->options, e->options_bytes);
        if (offset == pool->cap)
            return false;
    }
    tspec_put_number(out + 24, 2, offset);
    return true;
}

bool tspec_record_encode(const struct tspec_event *e, uint8_t *out, struct tspec_pool *pool)
{
    memset(out, 0, TSPEC_RECORD_BYTES);
    out[0] = (uint8_t)(e->kind | e->damage_at << 3);
    out[1] = (uint8_t)(e->flow | e->tag << 2 | e->reserved << 4);
    out[2] = e->flags;
    out[3] = (uint8_t)(e->damage | e->seq_given << 3 | e->ack_given << 4 | e->window_given << 5 |
                       e->on_listener << 6);
    switch (e->kind) {
    case TSPEC_EVENT_SEGMENT:
    case TSPEC_EVENT_EXPECT_SEGMENT:
        return encode_segment(e, out, pool);
    case TSPEC_EVENT_REPLAY:
        tspec_put_number(out + 4, 2, e->replay);
        break;
    case TSPEC_EVENT_CALL:
        out[4] = e->call;
        out[5] = (uint8_t)(e->expect_result + 1);
        tspec_put_number(out + 6, 4, e->octets);
        tspec_put_number(out + 10, 4, (uint32_t)e->expect_octets + 1);
        out[14] = (uint8_t)(e->expect_state + 1);
        break;
    case TSPEC_EVENT_ADVANCE:
        out[4] = e->span.quantum;
        out[5] = e->span.units;
        tspec_put_number(out + 6, 8, (uint64_t)e->span.delta_us);
        break;
    default:
        out[4] = e->signal;
    }
    return true;
}

static void decode_segment(const uint8_t *r, const uint8_t *pool, size_t pool_bytes, struct tspec_event *e)
{
    e->seq = get_operand(r + 4, r[19] & 1);
    e->ack = get_operand(r + 9, r[19] & 2);
    e->window = get_operand(r + 14, r[19] & 4);
    e->urgent = (uint16_t)tspec_get_number(r + 20, 2);
    e->payload_octets = (uint16_t)tspec_get_number(r + 22, 2);
    if (pool_bytes == 0)
        return;
    size_t offset = tspec_get_number(r + 24, 2) % pool_bytes, left = pool_bytes - offset;
    unsigned bytes = (r[19] >> 3 & 15) * 4u;
    if (bytes > TSPEC_OPTIONS_MAX)
        bytes = TSPEC_OPTIONS_MAX;
    if (bytes > left)
        bytes = (unsigned)left & ~3u;
    e->options_bytes = (uint8_t)bytes;
    memcpy(e->options, pool + offset, bytes);
}

void tspec_record_decode(const uint8_t *r, const uint8_t *pool, size_t pool_bytes, struct tspec_event *e)
{
    tspec_event_init(e, r[0] & 7);
    e->flow = r[1] & 3;
    e->tag = r[1] >> 2 & 3;
    e->reserved = r[1] >> 4;
    e->flags = r[2];
    e->damage = r[3] & 7;
    e->damage_at = r[0] >> 3;
    e->seq_given = r[3] & 8;
    e->ack_given = r[3] & 16;
    e->window_given = r[3] & 32;
    e->on_listener = r[3] & 64;
    switch (e->kind) {
    case TSPEC_EVENT_SEGMENT:
    case TSPEC_EVENT_EXPECT_SEGMENT:
        decode_segment(r, pool, pool_bytes, e);
        break;
    case TSPEC_EVENT_REPLAY:
        e->replay = (uint16_t)tspec_get_number(r + 4, 2);
        break;
    case TSPEC_EVENT_CALL:
        e->call = r[4];
        e->expect_result = (int16_t)(r[5] - 1);
        e->octets = (uint32_t)tspec_get_number(r + 6, 4);
        e->expect_octets = (int32_t)((uint32_t)tspec_get_number(r + 10, 4) - 1);
        e->expect_state = (int16_t)(r[14] - 1);
        break;
    case TSPEC_EVENT_ADVANCE:
        e->span.quantum = r[4];
        e->span.units = r[5];
        e->span.delta_us = (int64_t)tspec_get_number(r + 6, 8);
        break;
    default:
        e->signal = r[4];
    }
}
