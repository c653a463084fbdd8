/*
 * lwIP's options as tcpspec builds it: the TCP defaults of lwIP, an adapter's view of everything else.
 *
 * With -DTSPEC_LWIP_OPTS=FILE a user's own options come first; then only what the adapter cannot do without
 * is overridden. docs/stacks/lwip.md says why each is as it is.
 */
#ifndef TSPEC_LWIPOPTS_H
#define TSPEC_LWIPOPTS_H

#include "harness/sut/lwip/port.h"

#ifdef TSPEC_LWIP_USER_OPTS
#include TSPEC_LWIP_USER_OPTS
#else
/* All memory comes from the adapter's arena: no pool limit decides a verdict, and ASan sees a use after free.
 */
#define MEM_LIBC_MALLOC                1
#define MEMP_MEM_MALLOC                1
#define PBUF_POOL_BUFSIZE              1600

/* Sizes that a scenario may set. In an #if an identifier that is no macro counts as 0, so that lwIP's
 * compile-time checks see the first term and the compiler sees the value. lwIP's own defaults: 536, 4 * MSS,
 * 2 * MSS. */
#define TCP_MSS                        (1460 - tspec_lwip_mss_below)
#define TCP_WND                        (4 * 1460 - tspec_lwip_wnd_below)
#define TCP_SND_BUF                    (2 * 1460 - tspec_lwip_snd_below)
#define TSPEC_LWIP_SIZES_VARY          1
#define LWIP_DISABLE_TCP_SANITY_CHECKS 1
#endif

#ifndef TCP_MSL
#define TCP_MSL               tspec_lwip_msl_ms
#define TSPEC_LWIP_MSL_VARIES 1
#endif

/* One thread, no timers of its own: the adapter is the clock. */
#undef NO_SYS
#undef SYS_LIGHTWEIGHT_PROT
#undef LWIP_TCPIP_CORE_LOCKING
#undef LWIP_TCPIP_CORE_LOCKING_INPUT
#undef LWIP_TIMERS
#define NO_SYS                        1
#define SYS_LIGHTWEIGHT_PROT          0
#define LWIP_TCPIP_CORE_LOCKING       0
#define LWIP_TCPIP_CORE_LOCKING_INPUT 0
#define LWIP_TIMERS                   0

/* The raw API by callbacks, and none of the layers above it. */
#undef LWIP_CALLBACK_API
#undef LWIP_EVENT_API
#undef LWIP_ALTCP
#undef LWIP_NETCONN
#undef LWIP_SOCKET
#undef LWIP_NETIF_API
#define LWIP_CALLBACK_API 1
#define LWIP_EVENT_API    0
#define LWIP_ALTCP        0
#define LWIP_NETCONN      0
#define LWIP_SOCKET       0
#define LWIP_NETIF_API    0

/* TCP over IPv4 and nothing beside it. A fragment is no TCP segment to the judge. */
#undef LWIP_IPV4
#undef LWIP_IPV6
#undef LWIP_TCP
#undef LWIP_UDP
#undef LWIP_UDPLITE
#undef LWIP_RAW
#undef LWIP_ARP
#undef LWIP_ETHERNET
#undef LWIP_DHCP
#undef LWIP_AUTOIP
#undef LWIP_ACD
#undef LWIP_DNS
#undef LWIP_IGMP
#undef PPP_SUPPORT
#undef LWIP_HAVE_LOOPIF
#undef LWIP_NETIF_LOOPBACK
#undef IP_REASSEMBLY
#undef IP_FRAG
#define LWIP_IPV4           1
#define LWIP_IPV6           0
#define LWIP_TCP            1
#define LWIP_UDP            0
#define LWIP_UDPLITE        0
#define LWIP_RAW            0
#define LWIP_ARP            0
#define LWIP_ETHERNET       0
#define LWIP_DHCP           0
#define LWIP_AUTOIP         0
#define LWIP_ACD            0
#define LWIP_DNS            0
#define LWIP_IGMP           0
#define PPP_SUPPORT         0
#define LWIP_HAVE_LOOPIF    0
#define LWIP_NETIF_LOOPBACK 0
#define IP_REASSEMBLY       0
#define IP_FRAG             0

/* Checksums made and checked (RFC 9293, MUST-2 and MUST-3). */
#undef CHECKSUM_GEN_IP
#undef CHECKSUM_GEN_TCP
#undef CHECKSUM_CHECK_IP
#undef CHECKSUM_CHECK_TCP
#define CHECKSUM_GEN_IP    1
#define CHECKSUM_GEN_TCP   1
#define CHECKSUM_CHECK_IP  1
#define CHECKSUM_CHECK_TCP 1

/* Every open uses the one local port, so address reuse is asked for (RFC 9293, MUST-42). */
#undef SO_REUSE
#define SO_REUSE 1

/* Chance: the initial sequence number is the adapter's; lwIP's own use, the ephemeral port, never comes up.
 */
#undef LWIP_RAND
#undef LWIP_RAND_FOR_FUZZ
#undef LWIP_HOOK_TCP_ISN
#define LWIP_HOOK_TCP_ISN(local_ip, local_port, remote_ip, remote_port) tspec_lwip_next_iss()

/* A failed assertion is a finding. */
#undef LWIP_NOASSERT
#undef LWIP_STATS
#define LWIP_STATS 0

/* The host's, not the target's. */
#undef MEM_ALIGNMENT
#define MEM_ALIGNMENT 8

#endif
