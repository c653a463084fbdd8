/*
 * A TCP endpoint that runs on rule tables: one local socket, its listener and its connections.
 *
 * No I/O, no memory of its own, no clock: every event brings the time, every effect goes into the caller's
 * array. The endpoint and its buffers are plain data; a copy of both, put back in the same place, restores
 * it.
 *
 * Each event: fill nothing, call one of tspec_endpoint_segment, _icmp, _call, _expire, then carry out the
 * effects in order. What the effects point to holds until the next event.
 */
#ifndef TSPEC_ENGINE_ENDPOINT_H
#define TSPEC_ENGINE_ENDPOINT_H

#include <stddef.h>
#include "engine/congestion.h"
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

/* What the application can set for a connection (call SET, engine/event.h). */
struct tspec_settings {
    bool no_delay;         /* Nagle's algorithm is off, whatever the rules' option says (MUST-17) */
    bool keep_alive;       /* MUST-24, MUST-25 */
    bool soft_errors;      /* reports of soft errors (SHLD-20) */
    bool user_timeout_set; /* user_timeout_us stands for both R2 of the configuration (MUST-21) */
    uint8_t ttl, ds;       /* of segment.h */
    uint8_t unused[2]; /* 0: blocks are compared octet by octet, and what lies between members is anything */
    uint64_t keep_alive_idle_us;
    uint64_t user_timeout_us; /* 0: never gives up */
};

struct tspec_endpoint_config {
    struct tspec_socket local;
    const struct tspec_rules *rules; /* borrowed for the endpoint's life */
    uint64_t *acted;  /* gets the bits of the rules that act: bit n % 64 of word n / 64. NULL: nobody asks */
    uint32_t options; /* bit i: option i of the rules is on */
    enum tspec_listener listener;
    uint8_t blocks; /* 1 .. TSPEC_BLOCKS_MAX */
    uint64_t msl_us;
    bool forgets; /* nothing is kept of a connection that is gone, not even which numbers it used (3.4.3) */
    struct tspec_rto_bounds rto;
    uint64_t delayed_ack_us;         /* below 500 ms (MUST-40) */
    uint64_t user_timeout_us;        /* R2 of text (3.8.3); 0: never gives up */
    uint64_t syn_timeout_us;         /* R2 of a SYN: 3 min at least (MUST-23); 0: never */
    uint64_t fin_wait_2_us;          /* 0: a released connection waits for ever (AMB-37) */
    uint64_t persist_max_us;         /* between zero-window probes at most; 0: no bound (3.8.6.1) */
    uint64_t override_us;            /* of silly window avoidance: 0.1 to 1 s (3.8.6.2.1) */
    uint64_t keep_alive_idle_us;     /* 2 h or more (MUST-28) */
    uint64_t keep_alive_interval_us; /* between probes nobody answers, or the idle interval if that is less */
    uint8_t keep_alive_probes;       /* so many unanswered end the connection; 0: none does (MUST-29) */
    uint8_t r1;                      /* retransmissions of a segment before advice is asked for (SHLD-10) */
    uint8_t initial_segments;        /* of the congestion window; 0: RFC 5681's two to four */
    uint32_t receive_bytes;          /* 1 .. 65535 << window_shift */
    uint8_t window_shift;            /* offered where the rules scale windows: 0 .. 14 (RFC 7323, 2.3) */
    uint32_t send_bytes;             /* 1 or more */
    uint16_t mss;                    /* advertised */
    uint16_t mtu;                    /* of the interface, IP header included */
    uint64_t secret[2];              /* of the ISS hash (3.4.1) */
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
    bool timing;                  /* a round trip is being measured: until timed_seq is acknowledged */
    bool resume;                  /* what was sent into a closed window goes again, as it has opened */
    bool resending;               /* what was outstanding at a timeout goes again, from resend_seq on */
    bool offered;                 /* our SYN had the options of RFC 7323 */
    bool scaled, stamped;         /* both SYNs had window scale, timestamps */
    uint8_t snd_shift, rcv_shift; /* Snd.Wind.Shift, Rcv.Wind.Shift: 0 to 14 */
    bool urgent;                  /* an urgent SEND is not acknowledged up to SND.UP */
    uint8_t retransmissions;      /* of the oldest segment, by the timer */
    uint8_t probes;               /* of a zero window, since the timer persist was stopped last */
    uint8_t keep_alives;          /* unanswered */
    struct tspec_socket remote;
    uint32_t registers[TSPEC_REG_COUNT];
    tspec_seq last_ack;    /* the highest ACK sent */
    uint32_t first_stamp;  /* the TSval of our SYN */
    uint32_t stamp_offset; /* the TSval of time 0 */
    uint64_t recent_at_us; /* when TS.RECENT was set */
    tspec_seq fin_seq;
    tspec_seq send_seq; /* of the first octet in the send buffer */
    tspec_seq push_seq; /* behind the last octet that was pushed */
    tspec_seq timed_seq;
    tspec_seq resend_seq;
    uint64_t timed_at_us;
    uint64_t sent_at_us;                     /* text or FIN, last */
    uint64_t heard_at_us;                    /* a segment, last */
    uint64_t user_at_us;                     /* when the timer user was armed last */
    uint64_t deadline_us[TSPEC_TIMER_COUNT]; /* TSPEC_NEVER: idle */
    struct tspec_rto rto;
    struct tspec_congestion congestion;
    struct tspec_settings settings;
    struct tspec_settings opened; /* what it has when it listens again: those of the OPEN */
    uint32_t acked; /* octets that left the retransmission queue and the congestion window does not know of */
    uint16_t send_mss; /* SendMSS of 3.7.1 */
    uint16_t path_mtu; /* what ICMP said of the path (RFC 1191); 0: nothing yet */
    struct tspec_send send;
    struct tspec_receive receive;
};

/* Up to which number a connection that is gone has used the sequence space of its 4-tuple. */
struct tspec_past {
    struct tspec_socket remote;
    tspec_seq next;
    bool known;
};

/* What was set for a remote socket without a connection: for the next active OPEN to it. */
struct tspec_wish {
    struct tspec_socket remote;
    struct tspec_settings settings;
    bool known;
};

struct tspec_endpoint {
    struct tspec_endpoint_config config;
    struct tspec_tcb blocks[TSPEC_BLOCKS_MAX];
    struct tspec_past past[TSPEC_BLOCKS_MAX];
    struct tspec_wish wishes[TSPEC_BLOCKS_MAX];
    uint8_t past_next, wish_next;
    uint8_t *scratch; /* receive_bytes, for octets that wrap around */
    bool iss_used;
};

/* ADVICE goes to IP: the segments for `remote` seem not to arrive, another route may serve better (3.8.3 b).
 */
enum tspec_effect_kind { TSPEC_EFFECT_SEGMENT, TSPEC_EFFECT_SIGNAL, TSPEC_EFFECT_ADVICE };

struct tspec_effect {
    uint8_t kind;                      /* enum tspec_effect_kind */
    uint8_t signal;                    /* enum tspec_signal */
    const struct tspec_socket *remote; /* SIGNAL, ADVICE: of which connection; NULL in a SEGMENT */
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

/* An ICMP message arrived, its checksum verified; the connection that its quotation is of gets it (MUST-54).
 * *effects is overwritten. */
void tspec_endpoint_icmp(struct tspec_endpoint *endpoint, uint64_t now_us, const struct tspec_icmp *icmp,
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
