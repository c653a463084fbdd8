/*
 * The image of lwIP's variables. Its objects' .data and .bss are renamed at build time to two sections of
 * their own (cmake/Lwip.cmake), whose bounds the linker tells.
 */
#include "harness/sut/lwip/memory.h"

#include <stdlib.h>
#include <string.h>

/* Weak: a section without content has no bounds. */
extern unsigned char __start_tspec_lwip_data[] __attribute__((weak));
extern unsigned char __stop_tspec_lwip_data[] __attribute__((weak));
extern unsigned char __start_tspec_lwip_bss[] __attribute__((weak));
extern unsigned char __stop_tspec_lwip_bss[] __attribute__((weak));

static unsigned char *image;

/* AddressSanitizer puts red zones between variables, and a library copy across them is an error to it. */
__attribute__((no_sanitize("address"))) static void copy(unsigned char *to, const unsigned char *from,
                                                         size_t bytes)
{
#if TSPEC_LWIP_ASAN
    volatile unsigned char *out = to;
    for (size_t i = 0; i < bytes; i++)
        out[i] = from[i];
#else
    memcpy(to, from, bytes);
#endif
}

static size_t data_bytes(void)
{
    return (size_t)(__stop_tspec_lwip_data - __start_tspec_lwip_data);
}

static size_t bss_bytes(void)
{
    return (size_t)(__stop_tspec_lwip_bss - __start_tspec_lwip_bss);
}

bool tspec_lwip_image_take(void)
{
    image = malloc(data_bytes() + bss_bytes() + 1);
    if (!image)
        return false;
    copy(image, __start_tspec_lwip_data, data_bytes());
    copy(image + data_bytes(), __start_tspec_lwip_bss, bss_bytes());
    return true;
}

void tspec_lwip_image_restore(void)
{
    copy(__start_tspec_lwip_data, image, data_bytes());
    copy(__start_tspec_lwip_bss, image + data_bytes(), bss_bytes());
}
