/*
 * What lwIP calls in the adapter. Included by lwIP's own sources through lwipopts.h and arch/cc.h, so nothing
 * of lwIP may be named here.
 */
#ifndef TSPEC_HARNESS_SUT_LWIP_PORT_H
#define TSPEC_HARNESS_SUT_LWIP_PORT_H

#include <stddef.h>
#include <stdint.h>

/* Sizes a scenario may set, as offsets below what lwIP's compile-time checks see (lwipopts.h). */
extern int tspec_lwip_mss_below, tspec_lwip_wnd_below, tspec_lwip_snd_below;
extern uint32_t tspec_lwip_msl_ms;

/* An assertion failed: tells the sink and goes back to the adapter's call boundary. `text` is a literal of
 * lwIP. */
_Noreturn void tspec_lwip_assert_failed(const char *text);

/* The virtual clock, milliseconds. */
uint32_t tspec_lwip_now(void);

/* The next initial sequence number: the scenario's or the seed's first, then rising with the clock. */
uint32_t tspec_lwip_next_iss(void);

/* The arena (arena.c). malloc gives NULL when it is exhausted. */
void *tspec_lwip_malloc(size_t bytes);
void *tspec_lwip_calloc(size_t count, size_t bytes);
void tspec_lwip_free(void *memory);

#endif
