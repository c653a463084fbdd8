/* lwIP's state between scenarios: the arena its memory comes from, and the image of its variables. */
#ifndef TSPEC_HARNESS_SUT_LWIP_MEMORY_H
#define TSPEC_HARNESS_SUT_LWIP_MEMORY_H

#include <stdbool.h>

/* 1 under AddressSanitizer, which gcc and clang tell in different ways. */
#define TSPEC_LWIP_ASAN 0
#ifdef __SANITIZE_ADDRESS__
#undef TSPEC_LWIP_ASAN
#define TSPEC_LWIP_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#undef TSPEC_LWIP_ASAN
#define TSPEC_LWIP_ASAN 1
#endif
#endif

/* Remember how the arena is, and put it back: allocations, contents, and zeros where nothing was handed out,
 * so that even a read of uninitialised memory repeats. take is called once, and is false when there is no
 * memory. */
bool tspec_lwip_arena_take(void);
void tspec_lwip_arena_restore(void);

/* The same for all of lwIP's variables. */
bool tspec_lwip_image_take(void);
void tspec_lwip_image_restore(void);

#endif
