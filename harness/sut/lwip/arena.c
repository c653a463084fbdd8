/*
 * The arena: size orders of powers of two, last freed first used, so that a scenario stays in the cache and
 * the same calls give the same addresses. Under AddressSanitizer everything not handed out is poisoned, and
 * memory is used again only when the arena is at its end, so that a use after free shows.
 */
#include "harness/sut/lwip/memory.h"
#include "harness/sut/lwip/port.h"

#include <stdlib.h>
#include <string.h>

#if TSPEC_LWIP_ASAN
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(p, n)   ((void)(p), (void)(n))
#define ASAN_UNPOISON_MEMORY_REGION(p, n) ((void)(p), (void)(n))
#endif

enum { ARENA_BYTES = 4 << 20, SMALLEST_SHIFT = 5, ORDERS = 13, LIVE = 0x1BE };

/* Stands before every block. */
struct header {
    struct header *next; /* of the free blocks of this order */
    uint32_t order;
    uint32_t mark; /* LIVE while handed out */
};
_Static_assert(sizeof(struct header) == 16, "what follows the header is aligned to 16");

struct book {
    size_t used; /* octets ever handed out, from the start */
    struct header *free[ORDERS];
};

static struct {
    _Alignas(16) uint8_t octets[ARENA_BYTES];
    struct book book;
} arena;

/* What lwIP had allocated when it was fresh: nothing with our options, perhaps something with a user's. */
static struct {
    struct book book;
    uint8_t *octets;
} fresh;

static struct header *take(unsigned order)
{
    size_t bytes = (size_t)1 << (order + SMALLEST_SHIFT);
    bool fits = bytes <= ARENA_BYTES - arena.book.used;
    struct header *block = arena.book.free[order];
    if (block && !(TSPEC_LWIP_ASAN && fits)) {
        arena.book.free[order] = block->next;
        return block;
    }
    if (!fits)
        return NULL;
    block = (struct header *)(void *)&arena.octets[arena.book.used];
    arena.book.used += bytes;
    ASAN_POISON_MEMORY_REGION(block, bytes);
    ASAN_UNPOISON_MEMORY_REGION(block, sizeof *block);
    return block;
}

void *tspec_lwip_malloc(size_t bytes)
{
    unsigned order = 0;
    while (order < ORDERS && ((size_t)1 << (order + SMALLEST_SHIFT)) - sizeof(struct header) < bytes)
        order++;
    struct header *block = order < ORDERS ? take(order) : NULL;
    if (!block)
        return NULL;
    *block = (struct header){.order = order, .mark = LIVE};
    ASAN_UNPOISON_MEMORY_REGION(block + 1, bytes);
    return block + 1;
}

void *tspec_lwip_calloc(size_t count, size_t bytes)
{
    if (bytes && count > ARENA_BYTES / bytes)
        return NULL;
    void *memory = tspec_lwip_malloc(count * bytes);
    if (memory)
        memset(memory, 0, count * bytes);
    return memory;
}

void tspec_lwip_free(void *memory)
{
    if (!memory)
        return;
    struct header *block = (struct header *)memory - 1;
    if (block->mark != LIVE)
        tspec_lwip_assert_failed("memory freed twice");
    block->mark = 0;
    block->next = arena.book.free[block->order];
    arena.book.free[block->order] = block;
    ASAN_POISON_MEMORY_REGION(memory, ((size_t)1 << (block->order + SMALLEST_SHIFT)) - sizeof *block);
}

bool tspec_lwip_arena_take(void)
{
    fresh.book = arena.book;
    fresh.octets = malloc(arena.book.used + 1);
    if (!fresh.octets)
        return false;
    ASAN_UNPOISON_MEMORY_REGION(arena.octets, arena.book.used);
    memcpy(fresh.octets, arena.octets, arena.book.used);
    ASAN_POISON_MEMORY_REGION(&arena.octets[arena.book.used], ARENA_BYTES - arena.book.used);
    return true;
}

void tspec_lwip_arena_restore(void)
{
    ASAN_UNPOISON_MEMORY_REGION(arena.octets, arena.book.used);
    memcpy(arena.octets, fresh.octets, fresh.book.used);
    memset(&arena.octets[fresh.book.used], 0, arena.book.used - fresh.book.used);
    ASAN_POISON_MEMORY_REGION(&arena.octets[fresh.book.used], arena.book.used - fresh.book.used);
    arena.book = fresh.book;
}
