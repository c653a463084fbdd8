/* The lwIP adapter's instance, for its own files. */
#ifndef TSPEC_HARNESS_SUT_LWIP_STACK_H
#define TSPEC_HARNESS_SUT_LWIP_STACK_H

#include <setjmp.h>
#include "engine/wire.h"
#include "harness/sut/sut.h"

#include "lwip/netif.h"
#include "lwip/tcp.h"
#include "lwip/priv/tcp_priv.h"

/* What the application has of a flow. Whether the connection still lives is asked of lwIP each time: a pcb
 * goes from LAST-ACK and TIME-WAIT without a word. */
enum tspec_lwip_phase {
    TSPEC_LWIP_NOTHING,
    TSPEC_LWIP_CONNECTING,
    TSPEC_LWIP_READY, /* established by the peer, not accepted yet */
    TSPEC_LWIP_HELD,
    TSPEC_LWIP_RELEASED,
};

enum { TSPEC_LWIP_WINDOW_MAX = 65535 };

struct tspec_lwip_flow {
    uint8_t phase; /* enum tspec_lwip_phase */
    bool ended;    /* the peer's FIN was reported */
    uint8_t
        settings_kept; /* bit set of those asked for while there was no connection, for the next one opened */
    uint32_t settings[TSPEC_SETTING_COUNT];
    /* Received and not yet taken by the application, so that its space is not in the window. */
    uint32_t unread_at, unread_octets;
    uint8_t unread[TSPEC_LWIP_WINDOW_MAX];
};

struct tspec_sut {
    struct tspec_sut_config config;
    struct tspec_sut_sink sink;
    struct netif netif, fresh_netif;
    ip_addr_t local_ip, remote_ip;
    uint64_t now_us, next_tick_us;
    uint64_t first_iss_us;
    uint32_t opened; /* initial sequence numbers drawn so far */
    bool connecting; /* inside tcp_connect */
    bool faulted;
    jmp_buf boundary; /* where a failed assertion returns to */
    struct tspec_lwip_flow flows[TSPEC_FLOWS];
    uint8_t taken[TSPEC_LWIP_WINDOW_MAX]; /* what receive handed out */
    uint8_t packet[TSPEC_PACKET_MAX];     /* a chained packet in one piece */
};

extern struct tspec_sut tspec_lwip_instance; /* lwIP is one per process */

/* The application forgets a flow. */
void tspec_lwip_forget(struct tspec_lwip_flow *flow);

void tspec_lwip_call(const struct tspec_call *call, struct tspec_call_result *result);
void tspec_lwip_profile(const struct tspec_sut *sut, struct tspec_profile *profile);

/* settings.c: `set` on a connection, or without one (NULL) for the next; on the listener; and what was kept
 * for a pcb that opens. Results as of the call. */
uint8_t tspec_lwip_set(struct tspec_lwip_flow *flow, struct tcp_pcb *pcb, const struct tspec_call *call);
uint8_t tspec_lwip_set_listener(struct tcp_pcb *listener, const struct tspec_call *call);
void tspec_lwip_settings_apply(const struct tspec_lwip_flow *flow, struct tcp_pcb *pcb);

/* The connection on a flow, whoever holds it: SYN-SENT to TIME-WAIT. NULL when none lives. */
struct tcp_pcb *tspec_lwip_find(unsigned flow);

#endif
