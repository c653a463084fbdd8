#include "harness/judge/tap.h"

#include <stdlib.h>
#include <string.h>

enum { ARENA_FIRST_BYTES = 1 << 16 };

void tspec_tap_release(struct tspec_tap *tap)
{
    free(tap->arena);
    tap->arena = NULL;
    tap->arena_capacity = 0;
}

void tspec_tap_clear(struct tspec_tap *tap)
{
    tap->count = tap->segments = 0;
    tap->flooded = tap->exhausted = false;
    tap->arena_bytes = 0;
}

static bool reserve(struct tspec_tap *tap, size_t bytes)
{
    size_t capacity = tap->arena_capacity == 0 ? ARENA_FIRST_BYTES : tap->arena_capacity;
    while (capacity - tap->arena_bytes < bytes)
        capacity *= 2;
    if (capacity == tap->arena_capacity)
        return true;
    uint8_t *grown = realloc(tap->arena, capacity);
    if (grown == NULL)
        return false;
    tap->arena = grown;
    tap->arena_capacity = capacity;
    return true;
}

static struct tspec_tap_item *add(struct tspec_tap *tap, enum tspec_tap_kind kind, uint64_t now_us)
{
    if (tap->flooded || tap->exhausted)
        return NULL;
    if (tap->count == TSPEC_TAP_ITEMS ||
        (kind == TSPEC_TAP_PACKET && tap->segments == TSPEC_FLOOD_SEGMENTS)) {
        tap->flooded = true;
        return NULL;
    }
    struct tspec_tap_item *item = &tap->items[tap->count];
    item->kind = kind;
    item->time_us = now_us;
    return item;
}

bool tspec_tap_packet(struct tspec_tap *tap, uint64_t now_us, const uint8_t *packet, size_t bytes)
{
    struct tspec_tap_item *item = add(tap, TSPEC_TAP_PACKET, now_us);
    if (item == NULL)
        return false;
    if (!reserve(tap, bytes)) {
        tap->exhausted = true;
        return false;
    }
    if (bytes > 0)
        memcpy(tap->arena + tap->arena_bytes, packet, bytes);
    item->flow = -1;
    item->at = tap->arena_bytes;
    item->bytes = bytes;
    tap->arena_bytes += bytes;
    tap->segments++;
    tap->count++;
    return true;
}

bool tspec_tap_signal(struct tspec_tap *tap, uint64_t now_us, unsigned flow, enum tspec_signal signal)
{
    struct tspec_tap_item *item = add(tap, TSPEC_TAP_SIGNAL, now_us);
    if (item == NULL)
        return false;
    item->flow = (int)flow;
    item->signal = signal;
    tap->count++;
    return true;
}
