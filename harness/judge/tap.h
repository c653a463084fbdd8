/*
 * The tap: what a stack did during one event, kept in order until the judge looks at it.
 */
#ifndef TSPEC_HARNESS_TAP_H
#define TSPEC_HARNESS_TAP_H

#include <stdbool.h>
#include <stddef.h>
#include "engine/event.h"
#include "engine/segment.h"
#include "harness/judge/judge.h"

enum tspec_tap_kind { TSPEC_TAP_PACKET, TSPEC_TAP_SIGNAL };
struct tspec_tap_item {
    enum tspec_tap_kind kind;
    uint64_t time_us;
    int flow;         /* of a packet: filled in when it is judged, -1 when it belongs to none */
    size_t at, bytes; /* the packet, in the arena */
    enum tspec_signal signal;
    struct tspec_segment segment; /* of a packet with flow >= 0; its payload lies in the arena */
};

enum { TSPEC_TAP_ITEMS = 2 * TSPEC_FLOOD_SEGMENTS };
struct tspec_tap {
    unsigned count, segments;
    bool flooded, exhausted; /* over the limit; no memory for another packet */
    uint8_t *arena;
    size_t arena_bytes, arena_capacity;
    struct tspec_tap_item items[TSPEC_TAP_ITEMS];
};

void tspec_tap_release(struct tspec_tap *tap);
/* Forgets what it holds; memory is kept. */
void tspec_tap_clear(struct tspec_tap *tap);
/* Adds a packet (copied) or a signal. False when that is one too many: flooded or exhausted is set, nothing
 * added. */
bool tspec_tap_packet(struct tspec_tap *tap, uint64_t now_us, const uint8_t *packet, size_t bytes);
bool tspec_tap_signal(struct tspec_tap *tap, uint64_t now_us, unsigned flow, enum tspec_signal signal);

#endif
