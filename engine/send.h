/*
 * The send buffer: octets the user has handed over and the peer has not acknowledged, in one piece, so that a
 * segment can point into it.
 */
#ifndef TSPEC_ENGINE_SEND_H
#define TSPEC_ENGINE_SEND_H

#include <stdint.h>

struct tspec_send {
    uint8_t *octets;   /* the caller's memory */
    uint32_t capacity; /* octets */
    uint32_t start;    /* place of the first one */
    uint32_t count;
};

/* An empty buffer in the caller's memory. */
void tspec_send_init(struct tspec_send *s, uint8_t *octets, uint32_t capacity);
/* Forgets all content. */
void tspec_send_clear(struct tspec_send *s);

/* How many more octets it takes. */
static inline uint32_t tspec_send_room(const struct tspec_send *s)
{
    return s->capacity - s->count;
}

/* Takes as many of the octets as there is room for and says how many. Pointers into the buffer are void after
 * it. */
uint32_t tspec_send_append(struct tspec_send *s, const uint8_t *octets, uint32_t count);
/* The first `count` (at most s->count) are acknowledged. */
void tspec_send_drop(struct tspec_send *s, uint32_t count);

/* The octet `offset` beyond the first one. */
static inline const uint8_t *tspec_send_at(const struct tspec_send *s, uint32_t offset)
{
    return s->octets + s->start + offset;
}

#endif
