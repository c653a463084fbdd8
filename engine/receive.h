/*
 * The receive buffer with reassembly: a ring of octets that starts at the first octet not read by the user.
 * First come the `unread` ones that are in sequence; beyond RCV.NXT lie those that came before their turn,
 * marked one bit each, so that any overlap and any number of gaps can be held. The first arrival of an octet
 * stays.
 */
#ifndef TSPEC_ENGINE_RECEIVE_H
#define TSPEC_ENGINE_RECEIVE_H

#include <stdint.h>

/* Offsets from one end of the buffer to the other fit 32 bits; memory is the caller's. */
struct tspec_receive {
    uint8_t *octets, *marks;
    uint32_t capacity; /* octets; marks has (capacity + 7) / 8 */
    uint32_t start;    /* place of the first unread octet */
    uint32_t unread;   /* octets in sequence, not read yet */
    uint32_t held;     /* octets marked beyond them; where there are none the marks mean nothing */
};

/* An empty buffer. `octets` has capacity (1 or more) octets, `marks` (capacity + 7) / 8; both stay the
 * caller's. */
void tspec_receive_init(struct tspec_receive *r, uint8_t *octets, uint8_t *marks, uint32_t capacity);
/* Forgets all content. */
void tspec_receive_clear(struct tspec_receive *r);

/* What the window may be: capacity - unread. */
static inline uint32_t tspec_receive_free(const struct tspec_receive *r)
{
    return r->capacity - r->unread;
}

/* Puts octets at `ahead` octets beyond RCV.NXT. What lies beyond the free space is left out. */
void tspec_receive_place(struct tspec_receive *r, uint32_t ahead, const uint8_t *octets, uint32_t count);
/* How many held octets stand at RCV.NXT without a gap. */
uint32_t tspec_receive_ready(const struct tspec_receive *r);
/* `count` held octets at RCV.NXT become unread ones. */
void tspec_receive_advance(struct tspec_receive *r, uint32_t count);
/* In-sequence octets, straight into the buffer, when nothing is held: place and advance in one. Returns how
 * many there was room for. */
uint32_t tspec_receive_append(struct tspec_receive *r, const uint8_t *octets, uint32_t count);
/* Hands out up to `count` unread octets and forgets them. *octets points into the buffer, or into
 * scratch[capacity] where they wrap around; it holds until more is placed. */
uint32_t tspec_receive_read(struct tspec_receive *r, uint32_t count, uint8_t *scratch,
                            const uint8_t **octets);
/* Forgets the unread octets; what is held beyond them stays. */
void tspec_receive_drop_unread(struct tspec_receive *r);

#endif
