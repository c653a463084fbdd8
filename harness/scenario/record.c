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

/* Where the octets stand in the pool, in two octets at `out`. False: there is no room. */
static bool put_pooled(uint8_t *out, const uint8_t *octets, unsigned bytes, struct tspec_pool *pool)
{
    unsigned offset = bytes > 0 ? pool_add(pool, octets, bytes) : 0;
    if (bytes > 0 && offset == pool->cap)
        return false;
    tspec_put_number(out, 2, offset);
    return true;
}

static bool encode_segment(const struct tspec_event *e, uint8_t *out, struct tspec_pool *pool)
{
    put_operand(out + 4, &e->seq);
    put_operand(out + 9, &e->ack);
    put_operand(out + 14, &e->window);
    out[19] = (uint8_t)(e->seq.minus_second | e->ack.minus_second << 1 | e->window.minus_second << 2 |
                        e->options_bytes / 4 << 3 | e->ds_given << 7);
    tspec_put_number(out + 20, 2, e->urgent);
    tspec_put_number(out + 22, 2, e->payload_octets);
    out[26] = e->ttl;
    out[27] = e->ds;
    out[28] = (uint8_t)(e->ip_options_bytes / 4);
    return put_pooled(out + TSPEC_RECORD_OPTIONS_AT, e->options, e->options_bytes, pool) &&
           put_pooled(out + TSPEC_RECORD_IP_OPTIONS_AT, e->ip_options, e->ip_options_bytes, pool);
}

static void encode_call(const struct tspec_event *e, uint8_t *out)
{
    bool sets = e->call == TSPEC_CALL_SET;
    out[4] = e->call;
    out[5] = (uint8_t)(e->expect_result + 1);
    tspec_put_number(out + 6, 4, sets ? e->value : e->octets);
    tspec_put_number(out + 10, 4, (uint32_t)e->expect_octets + 1);
    out[14] = (uint8_t)(e->expect_state + 1);
    out[15] = sets ? e->setting : e->address;
    out[16] = (uint8_t)(e->urgent_send | e->push << 1 | e->more << 2 | e->peer << 3);
}

static void put_span(uint8_t *record, const struct tspec_span *span)
{
    record[4] = span->quantum;
    record[5] = span->units;
    tspec_put_number(record + 6, 8, (uint64_t)span->delta_us);
}

static void get_span(const uint8_t *record, struct tspec_span *span)
{
    span->quantum = record[4];
    span->units = record[5];
    span->delta_us = (int64_t)tspec_get_number(record + 6, 8);
}

bool tspec_record_encode(const struct tspec_event *e, uint8_t *out, struct tspec_pool *pool)
{
    memset(out, 0, TSPEC_RECORD_BYTES);
    out[0] = (uint8_t)(e->kind | e->damage_at << 3);
    out[1] = (uint8_t)(e->flow | e->tag << 2 | e->reserved << 4);
    out[2] = e->flags;
    out[3] = (uint8_t)(e->damage | e->seq_given << 4 | e->ack_given << 5 | e->window_given << 6 |
                       e->on_listener << 7);
    switch (e->kind) {
    case TSPEC_EVENT_SEGMENT:
    case TSPEC_EVENT_EXPECT_SEGMENT:
        return encode_segment(e, out, pool);
    case TSPEC_EVENT_REPLAY:
        tspec_put_number(out + 4, 2, e->replay);
        break;
    case TSPEC_EVENT_CALL:
        encode_call(e, out);
        break;
    case TSPEC_EVENT_NETWORK:
        out[14] = e->fate;
        tspec_put_number(out + 20, 2, e->nth);
        out[16] = (uint8_t)(e->peer << 3);
        put_span(out, &e->span);
        break;
    case TSPEC_EVENT_ADVANCE:
        put_span(out, &e->span);
        break;
    case TSPEC_EVENT_ICMP:
        put_operand(out + 4, &e->seq);
        out[9] = e->icmp;
        tspec_put_number(out + 10, 2, e->mtu);
        out[19] = e->seq.minus_second;
        break;
    default:
        out[4] = e->signal;
    }
    return true;
}

/* What there is of `words` words at the place that two octets name; their size in octets. */
static uint8_t get_pooled(const uint8_t *at, unsigned words, unsigned most_bytes, const uint8_t *pool,
                          size_t pool_bytes, uint8_t *out)
{
    if (pool_bytes == 0)
        return 0;
    size_t offset = tspec_get_number(at, 2) % pool_bytes, left = pool_bytes - offset;
    unsigned bytes = words * 4u;
    if (bytes > most_bytes)
        bytes = most_bytes;
    if (bytes > left)
        bytes = (unsigned)left & ~3u;
    memcpy(out, pool + offset, bytes);
    return (uint8_t)bytes;
}

static void decode_segment(const uint8_t *r, const uint8_t *pool, size_t pool_bytes, struct tspec_event *e)
{
    e->seq = get_operand(r + 4, r[19] & 1);
    e->ack = get_operand(r + 9, r[19] & 2);
    e->window = get_operand(r + 14, r[19] & 4);
    e->urgent = (uint16_t)tspec_get_number(r + 20, 2);
    e->payload_octets = (uint16_t)tspec_get_number(r + 22, 2);
    e->options_bytes = get_pooled(r + TSPEC_RECORD_OPTIONS_AT, r[19] >> 3 & 15, TSPEC_OPTIONS_MAX, pool,
                                  pool_bytes, e->options);
    e->ds_given = r[19] & 128;
    e->ttl = r[26];
    e->ds = r[27];
    e->ip_options_bytes = get_pooled(r + TSPEC_RECORD_IP_OPTIONS_AT, r[28] & 15, TSPEC_IP_OPTIONS_MAX, pool,
                                     pool_bytes, e->ip_options);
}

static void decode_call(const uint8_t *r, struct tspec_event *e)
{
    bool sets = r[4] % TSPEC_CALL_COUNT == TSPEC_CALL_SET;
    e->call = r[4];
    e->expect_result = (int16_t)(r[5] - 1);
    if (sets) {
        e->setting = r[15];
        e->value = (uint32_t)tspec_get_number(r + 6, 4);
    } else {
        e->address = r[15];
        e->octets = (uint32_t)tspec_get_number(r + 6, 4);
    }
    e->expect_octets = (int32_t)((uint32_t)tspec_get_number(r + 10, 4) - 1);
    e->expect_state = (int16_t)(r[14] - 1);
    e->urgent_send = r[16] & 1;
    e->push = r[16] & 2;
    e->more = r[16] & 4;
    e->peer = r[16] & 8;
}

void tspec_record_decode(const uint8_t *r, const uint8_t *pool, size_t pool_bytes, struct tspec_event *e)
{
    tspec_event_init(e, r[0] & 7);
    e->flow = r[1] & 3;
    e->tag = r[1] >> 2 & 3;
    e->reserved = r[1] >> 4;
    e->flags = r[2];
    e->damage = r[3] & 15;
    e->damage_at = r[0] >> 3;
    e->seq_given = r[3] & 16;
    e->ack_given = r[3] & 32;
    e->window_given = r[3] & 64;
    e->on_listener = r[3] & 128;
    switch (e->kind) {
    case TSPEC_EVENT_SEGMENT:
    case TSPEC_EVENT_EXPECT_SEGMENT:
        decode_segment(r, pool, pool_bytes, e);
        break;
    case TSPEC_EVENT_REPLAY:
        e->replay = (uint16_t)tspec_get_number(r + 4, 2);
        break;
    case TSPEC_EVENT_CALL:
        decode_call(r, e);
        break;
    case TSPEC_EVENT_NETWORK:
        e->fate = r[14];
        e->nth = (uint16_t)tspec_get_number(r + 20, 2);
        e->peer = r[16] & 8;
        get_span(r, &e->span);
        break;
    case TSPEC_EVENT_ADVANCE:
        get_span(r, &e->span);
        break;
    case TSPEC_EVENT_ICMP:
        e->seq = get_operand(r + 4, r[19] & 1);
        e->icmp = r[9];
        e->mtu = (uint16_t)tspec_get_number(r + 10, 2);
        break;
    default:
        e->signal = r[4];
    }
}
