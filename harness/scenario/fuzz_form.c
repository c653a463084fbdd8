/* The fuzz form: every byte string is a scenario. */
#include <string.h>
#include "harness/scenario/record.h"

enum {
    AT_EVENTS = 0,
    AT_SWITCHES = 2,
    AT_MSL = 3,
    AT_SETTLE = 4,
    AT_RECEIVE_BUFFER = 5,
    AT_SEND_BUFFER = 7,
    AT_MSS = 9,
    AT_ISS = 11,
    AT_SEED = 15,
    POOL_MAX = TSPEC_POOL_MAX,
    UNITS_MOST = 15,
};
#define MSL_UNIT_US    1000000u
#define SETTLE_UNIT_US 100000u
#define DELTA_MOST_US  ((int64_t)4 * 3600 * 1000000) /* beyond keep-alive's two hours, yet soon simulated */

static uint64_t at_most(uint64_t value, uint64_t most)
{
    return value < most ? value : most;
}

static uint64_t units_up(uint64_t us, uint64_t unit)
{
    return at_most((us + unit - 1) / unit, UINT8_MAX);
}

static void encode_head(const struct tspec_scenario *s, uint8_t *out)
{
    out[AT_SWITCHES] = s->iss_set;
    out[AT_MSL] = (uint8_t)units_up(s->msl_us, MSL_UNIT_US);
    out[AT_SETTLE] = (uint8_t)units_up(s->settle_us, SETTLE_UNIT_US);
    tspec_put_number(out + AT_RECEIVE_BUFFER, 2, at_most(s->receive_buffer_bytes, UINT16_MAX));
    tspec_put_number(out + AT_SEND_BUFFER, 2, at_most(s->send_buffer_bytes, UINT16_MAX));
    tspec_put_number(out + AT_MSS, 2, s->mss);
    tspec_put_number(out + AT_ISS, 4, s->iss);
    tspec_put_number(out + AT_SEED, 4, s->seed & UINT32_MAX);
}

/* The form has neither expectations nor a peer. */
static bool is_held(const struct tspec_event *e)
{
    return e->kind <= TSPEC_EVENT_ICMP && !e->peer;
}

/* What the form holds of an event. */
static void reduce(struct tspec_event *e)
{
    if (!is_held(e))
        e->kind = TSPEC_EVENT_SEGMENT;
    e->expect_result = e->expect_state = -1;
    e->expect_octets = -1;
    e->octets %= TSPEC_SCENARIO_CALL_MAX + 1;
    if (e->span.units > UNITS_MOST)
        e->span.units %= UNITS_MOST + 1;
    if (e->span.delta_us > DELTA_MOST_US || e->span.delta_us < -DELTA_MOST_US)
        e->span.delta_us %= DELTA_MOST_US + 1;
    tspec_event_normalize(e);
}

size_t tspec_fuzz_encode(const struct tspec_scenario *s, uint8_t *out, size_t cap)
{
    uint8_t pool_octets[POOL_MAX];
    struct tspec_pool pool = {pool_octets, 0, POOL_MAX};
    size_t size = TSPEC_FUZZ_HEADER_BYTES;
    unsigned count = 0;
    if (cap < size)
        return 0;
    encode_head(s, out);
    for (unsigned i = 0; i < s->event_count; i++) {
        struct tspec_event e = s->events[i];
        if (!is_held(&e))
            continue;
        reduce(&e);
        if (size + TSPEC_RECORD_BYTES > cap || !tspec_record_encode(&e, out + size, &pool))
            return 0;
        size += TSPEC_RECORD_BYTES;
        count++;
    }
    if (size + pool.bytes > cap)
        return 0;
    tspec_put_number(out + AT_EVENTS, 2, count);
    memcpy(out + size, pool.octets, pool.bytes);
    return size + pool.bytes;
}

void tspec_fuzz_decode(const uint8_t *octets, size_t bytes, struct tspec_scenario *s)
{
    uint8_t head[TSPEC_FUZZ_HEADER_BYTES] = {0};
    tspec_scenario_init(s);
    if (bytes > 0)
        memcpy(head, octets, at_most(bytes, sizeof head));
    s->iss_set = head[AT_SWITCHES] & 1;
    s->iss = s->iss_set ? (uint32_t)tspec_get_number(head + AT_ISS, 4) : 0;
    s->seed = tspec_get_number(head + AT_SEED, 4);
    s->msl_us = (uint64_t)head[AT_MSL] * MSL_UNIT_US;
    s->settle_us = (uint64_t)head[AT_SETTLE] * SETTLE_UNIT_US;
    s->receive_buffer_bytes = (uint32_t)tspec_get_number(head + AT_RECEIVE_BUFFER, 2);
    s->send_buffer_bytes = (uint32_t)tspec_get_number(head + AT_SEND_BUFFER, 2);
    s->mss = (uint16_t)tspec_get_number(head + AT_MSS, 2);
    tspec_scenario_clip_header(s);
    if (bytes <= sizeof head)
        return;
    size_t left = bytes - sizeof head, there = (left + TSPEC_RECORD_BYTES - 1) / TSPEC_RECORD_BYTES;
    s->event_count =
        (unsigned)at_most(tspec_get_number(head + AT_EVENTS, 2) % (TSPEC_SCENARIO_EVENTS_MAX + 1), there);
    const uint8_t *record = octets + sizeof head;
    size_t records = at_most(s->event_count * (size_t)TSPEC_RECORD_BYTES, left);
    for (unsigned i = 0; i < s->event_count; i++) {
        uint8_t whole[TSPEC_RECORD_BYTES] = {0}; /* the last one may be cut */
        size_t begin = i * (size_t)TSPEC_RECORD_BYTES;
        memcpy(whole, record + begin, at_most(left - begin, sizeof whole));
        if (whole[0] % 8 > TSPEC_EVENT_ICMP)
            whole[0] &= 0xf8; /* a segment */
        tspec_record_decode(whole, record + records, left - records, &s->events[i]);
        reduce(&s->events[i]);
    }
}
