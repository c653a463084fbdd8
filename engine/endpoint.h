/*
 * A TCP endpoint that runs on rule tables: one local socket, its listener and its connections.
 *
 * No I/O, no memory of its own, no clock: every event brings the time, every effect goes into the caller's
 * array. The endpoint and its buffers are plain data; a copy of both, put back in the same place, restores
 * it.
 *
 * Each event: fill nothing, call one of tspec_endpoint_segment, _call, _expire, then carry out the effects in
 * order. What the effects point to holds until the next event.
 */
#ifndef TSPEC_ENGINE_ENDPOINT_H
#define TSPEC_ENGINE_ENDPOINT_H

#include <stddef.h>
#include "engine/receive.h"
#include "engine/rto.h"
#include "engine/rules.h"
#include "engine/segment.h"
#include "engine/send.h"

enum {
    TSPEC_BLOCKS_MAX = 8,   /* listener and connections of an endpoint */
    TSPEC_EFFECTS_MAX = 32, /* no event has more */
};

#define TSPEC_NEVER UINT64_MAX

struct tspec_socket {
    struct tspec_address address;
    uint16_t port;
};

bool tspec_socket_equal(const struct tspec_socket *a, const struct tspec_socket *b);

/* What becomes of the block in LISTEN when a SYN arrives (AMB-40). */
enum tspec_listener {
    TSPEC_LISTENER_CLONES, /* it stays and a second one becomes the connection (sockets) */
    TSPEC_LISTENER_MOVES,  /* it becomes the connection itself (RFC 9293, 3.10.7.2) */
};

struct tspec_endpoint_config {
    struct tspec_socket local;
    const struct tspec_rules *rules; /* borrowed for the endpoint's life */
    uint16_t options;                /* bit i: option i of the rules is on */
    enum tspec_listener listener;
    uint8_t blocks; /* 1 .. TSPEC_BLOCKS_MAX */
    uint64_t msl_us;
    struct tspec_rto_bounds rto;
    uint64_t delayed_ack_us;  /* below 500 ms (MUST-40) */
    uint64_t user_timeout_us; /* R2 of text (3.8.3); 0: never gives up */
    uint64_t syn_timeout_us;  /* R2 of a SYN: 3 min at least (MUST-23); 0: never */
    uint64_t fin_wait_2_us;   /* 0: a released connection waits for ever (AMB-37) */
    uint32_t receive_bytes;   /* 1 .. 65535, a window without scaling */
    uint32_t send_bytes;      /* 1 or more */
    uint16_t mss;             /* advertised */
    uint16_t mtu;             /* of the interface, IP header included */
    uint64_t secret[2];       /* of the ISS hash (3.4.1) */
    bool iss_set;
    uint32_t iss; /* the first ISS, when iss_set */
};

/* The control block (TCB) of RFC 9293, 3.3.1. registers[] has the variables by enum tspec_register, SEG.*
 * included. */
struct tspec_tcb {
    bool used;
    uint8_t state; /* enum tspec_state */
    bool cloned;   /* from a listener that stays */
    bool passive, accepted, released, close_pending;
    bool numbered; /* an ISS has been chosen */
    bool syn_acked, syn_resent;
    bool fin_queued, fin_sent;
    bool fin_held; /* the peer's FIN is known and stands at fin_seq */
    bool ack_owed, ack_due;
    bool timing; /* a round trip is being measured: until timed_seq is acknowledged */
    struct tspec_socket remote;
    uint32_t registers[TSPEC_REG_COUNT];
    tspec_seq last_ack; /* the highest ACK sent */
    tspec_seq fin_seq;
    tspec_seq send_seq; /* of the first octet in the send buffer */
    tspec_seq timed_seq;
    uint64_t timed_at_us;
    uint64_t deadline_us[TSPEC_TIMER_COUNT]; /* TSPEC_NEVER: idle */
    struct tspec_rto rto;
    uint16_t send_mss; /* SendMSS of 3.7.1 */
    struct tspec_send send;
    struct tspec_receive receive;
};

/* Up to which number a connection that is gone has used the sequence space of its 4-tuple. */
struct tspec_past {
    struct tspec_socket remote;
    tspec_seq next;
    bool known;
};

struct tspec_endpoint {
    struct tspec_endpoint_config config;
    struct tspec_tcb blocks[TSPEC_BLOCKS_MAX];
    struct tspec_past past[TSPEC_BLOCKS_MAX];
    uint8_t past_next;
    uint8_t *scratch; /* receive_bytes, for octets that wrap around */
    bool iss_used;
};

enum tspec_effect_kind { TSPEC_EFFECT_SEGMENT, TSPEC_EFFECT_SIGNAL };

struct tspec_effect {
    uint8_t kind;                      /* enum tspec_effect_kind */
    uint8_t signal;                    /* enum tspec_signal */
    const struct tspec_socket *remote; /* SIGNAL: of which connection; NULL in a SEGMENT */
    struct tspec_segment segment;      /* SEGMENT: to be sent */
};

/* The caller's array. `trap` is set, to a rule id or a sentence, when the rules led to what cannot happen: an
 * `impossible` cell, a cell without an answer, a circle. The event ends there; a checked spec never does. */
struct tspec_effects {
    unsigned count;
    const char *trap;
    struct tspec_effect items[TSPEC_EFFECTS_MAX];
};

/* How many octets of buffers an endpoint of that configuration needs. */
size_t tspec_endpoint_memory(const struct tspec_endpoint_config *config);

/* Makes an endpoint without listener or connection. What is in *config must be in the ranges said there;
 * nothing is checked. `memory` has tspec_endpoint_memory() octets and stays the endpoint's. */
void tspec_endpoint_init(struct tspec_endpoint *endpoint, const struct tspec_endpoint_config *config,
                         uint8_t *memory);

/* A segment arrived, its checksum verified. One that is for another host, or from no single host (MUST-57,
 * MUST-63), is ignored. *effects is overwritten. */
void tspec_endpoint_segment(struct tspec_endpoint *endpoint, uint64_t now_us, const struct tspec_segment *seg,
                            struct tspec_effects *effects);

/* The user calls (RFC 9293, 3.10.1 to 3.10.6; engine/event.h): on the connection with `remote`, or with
 * on_listener on the block in LISTEN; call->flow is not looked at. *result and *effects are overwritten. */
void tspec_endpoint_call(struct tspec_endpoint *endpoint, uint64_t now_us, const struct tspec_socket *remote,
                         const struct tspec_call *call, struct tspec_call_result *result,
                         struct tspec_effects *effects);

/* When the next timer expires; TSPEC_NEVER when none runs. */
uint64_t tspec_endpoint_deadline(const struct tspec_endpoint *endpoint);

/* Expires the earliest timer, when its time has come. False: there was none to expire. Call it until then. */
bool tspec_endpoint_expire(struct tspec_endpoint *endpoint, uint64_t now_us, struct tspec_effects *effects);

/* The connection with that remote socket; NULL when there is none. */
const struct tspec_tcb *tspec_endpoint_connection(const struct tspec_endpoint *endpoint,
                                                  const struct tspec_socket *remote);
/* The block in LISTEN; NULL when there is none. Its `remote` is that of the connection it came back from, if
 * any. */
const struct tspec_tcb *tspec_endpoint_listener(const struct tspec_endpoint *endpoint);

#endif
