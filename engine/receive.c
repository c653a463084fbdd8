#include "engine/receive.h"

#include <stdbool.h>
#include <string.h>

static uint32_t least(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

void tspec_receive_init(struct tspec_receive *r, uint8_t *octets, uint8_t *marks, uint32_t capacity)
{
    *r = (struct tspec_receive){.octets = octets, .marks = marks, .capacity = capacity};
}

void tspec_receive_clear(struct tspec_receive *r)
{
    r->start = r->unread = r->held = 0;
}

/* The place in the ring, `ahead` octets beyond RCV.NXT. */
static uint32_t place_of(const struct tspec_receive *r, uint32_t ahead)
{
    uint32_t at = r->start + r->unread + ahead;
    return at < r->capacity ? at : at - r->capacity;
}

static bool marked(const struct tspec_receive *r, uint32_t place)
{
    return r->marks[place / 8] >> place % 8 & 1;
}

static void write_ring(struct tspec_receive *r, uint32_t at, const uint8_t *octets, uint32_t count)
{
    uint32_t to_end = least(count, r->capacity - at);
    memcpy(r->octets + at, octets, to_end);
    if (count > to_end)
        memcpy(r->octets, octets + to_end, count - to_end);
}

void tspec_receive_place(struct tspec_receive *r, uint32_t ahead, const uint8_t *octets, uint32_t count)
{
    uint32_t space = tspec_receive_free(r);
    if (ahead >= space)
        return;
    if (r->held == 0)
        memset(r->marks, 0, (r->capacity + 7) / 8);
    count = least(count, space - ahead);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t place = place_of(r, ahead + i);
        if (marked(r, place))
            continue;
        r->octets[place] = octets[i];
        r->marks[place / 8] |= (uint8_t)(1u << place % 8);
        r->held++;
    }
}

uint32_t tspec_receive_ready(const struct tspec_receive *r)
{
    uint32_t count = 0;
    while (count < r->held && marked(r, place_of(r, count)))
        count++;
    return count;
}

void tspec_receive_advance(struct tspec_receive *r, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        uint32_t place = place_of(r, i);
        r->marks[place / 8] &= (uint8_t) ~(1u << place % 8);
    }
    r->held -= count;
    r->unread += count;
}

uint32_t tspec_receive_append(struct tspec_receive *r, const uint8_t *octets, uint32_t count)
{
    count = least(count, tspec_receive_free(r));
    if (count)
        write_ring(r, place_of(r, 0), octets, count);
    r->unread += count;
    return count;
}

/* The first `count` unread octets leave the ring. */
static void go_on(struct tspec_receive *r, uint32_t count)
{
    r->start += count;
    if (r->start >= r->capacity)
        r->start -= r->capacity;
    r->unread -= count;
}

uint32_t tspec_receive_read(struct tspec_receive *r, uint32_t count, uint8_t *scratch, const uint8_t **octets)
{
    count = least(count, r->unread);
    uint32_t to_end = r->capacity - r->start;
    *octets = r->octets + r->start;
    if (count > to_end) {
        memcpy(scratch, r->octets + r->start, to_end);
        memcpy(scratch + to_end, r->octets, count - to_end);
        *octets = scratch;
    }
    go_on(r, count);
    return count;
}

void tspec_receive_drop_unread(struct tspec_receive *r)
{
    go_on(r, r->unread);
}
