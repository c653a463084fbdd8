/* lwIP's view of the compiler and the platform: gcc or clang, and the adapter. */
#ifndef TSPEC_LWIP_CC_H
#define TSPEC_LWIP_CC_H

#include "harness/sut/lwip/port.h"

#ifndef BYTE_ORDER
#define BYTE_ORDER __BYTE_ORDER__
#endif

#define PACK_STRUCT_STRUCT __attribute__((packed)) /* lwIP 2.0.0 does not know it for gcc */

#define LWIP_PLATFORM_ASSERT(text) tspec_lwip_assert_failed(text)
#define LWIP_PLATFORM_DIAG(arguments)

#define sys_now         tspec_lwip_now
#define mem_clib_malloc tspec_lwip_malloc
#define mem_clib_calloc tspec_lwip_calloc
#define mem_clib_free   tspec_lwip_free

#endif
