/*
 * The profile: what an adapter declares about its stack before anything is judged.
 *
 * RFC 9293 leaves choices open (rfc/ambiguities: AMB-nn). For each choice a profile holds the set of
 * alternatives that are legal for this stack: all of them where nothing is declared, the declared ones
 * otherwise. The engine declares exactly one of each, so that the model holds one world against it.
 *
 * Numbers (timers, limits) are the stack's own configuration; the model takes its bounds from them.
 */
#ifndef TSPEC_HARNESS_PROFILE_H
#define TSPEC_HARNESS_PROFILE_H

#include <stdbool.h>
#include <stdint.h>

/* X(CHOICE, "AMB-nn", ALT_A, ALT_B, ...): a choice and its alternatives. Bits are numbered in this order. */
#define TSPEC_CHOICES(X)                                                                                     \
    X(LISTENER, "AMB-40", MOVING, CLONING)                                                                   \
    X(RST_IN_WINDOW, "AMB-02", CHALLENGE, RESET, SILENCE)                                                    \
    X(RST_STRADDLING, "AMB-02b", DROP, RESET)                                                                \
    X(SYN_SYNCHRONIZED, "AMB-04", CHALLENGE, RESET, SILENCE, TRIM)                                           \
    X(SYN_AT_IRS, "AMB-05", ACK, SYN_ACK, SILENCE, PROCESS)                                                  \
    X(SYN_ACK_AT_IRS, "AMB-05", ESTABLISH, ACK, SYN_ACK)                                                     \
    X(SYN_IN_SYN_RECEIVED, "AMB-06", LISTEN, CHALLENGE, RESET, RESTART, RESEND)                              \
    X(RST_IN_SYN_RECEIVED, "AMB-07", CHALLENGE, RESET, SILENCE)                                              \
    X(BAD_ACK_IN_SYN_RECEIVED, "AMB-08", RESET_STAY, ACK_STAY, RESET_DROP)                                   \
    X(TIME_WAIT_RST, "AMB-09", CLOSE, IGNORE, CHALLENGE)                                                     \
    X(TIME_WAIT_RESTART, "AMB-10", RESTART, KEEP)                                                            \
    X(TIME_WAIT_ACK, "AMB-10", SILENCE, ACK)                                                                 \
    X(TIME_WAIT_SYN, "AMB-11", REUSE, CHALLENGE, SILENCE, RESET)                                             \
    X(LAST_ACK_PARTIAL, "AMB-12", ADVANCE, IGNORE)                                                           \
    X(UNACCEPTABLE, "AMB-13", ACK, THROTTLE)                                                                 \
    X(ACK_TOO_OLD, "AMB-15", PROCESS, DISCARD_ACK)                                                           \
    X(NO_CONTROL_BITS_OUTSIDE, "AMB-16", ACK, SILENCE)                                                       \
    X(ZERO_WINDOW_FIN, "AMB-17", REFUSE, ACCEPT)                                                             \
    X(STRADDLE_BOTH_EDGES, "AMB-18", DROP, TRIM)                                                             \
    X(OUT_OF_ORDER, "AMB-19", QUEUE, DROP)                                                                   \
    X(OUT_OF_ORDER_ACK, "AMB-19", NOW, LATER)                                                                \
    X(OUT_OF_ORDER_FIELDS, "AMB-52", AT_ONCE, WHEN_DEQUEUED)                                                 \
    X(SYN_DATA, "AMB-21", QUEUE, ACK, DROP)                                                                  \
    X(SYN_FIN, "AMB-21", QUEUE, ACCEPT, IGNORE_FIN, DROP_SEGMENT)                                            \
    X(AFTER_FIN, "AMB-42", SILENCE, ACK, RESET)                                                              \
    X(ABORT_RST, "AMB-01", BARE, WITH_ACK)                                                                   \
    X(ABORT_CLOSING, "AMB-26", SILENCE, RESET)                                                               \
    X(CLOSE_SYN_RECEIVED, "AMB-24", FIN_NOW, FIN_LATER, RESET)                                               \
    X(CLOSE_UNREAD, "AMB-39", RESET, NORMAL)                                                                 \
    X(AFTER_RELEASE, "AMB-39", RESET, NORMAL)                                                                \
    X(BAD_OPTION, "AMB-31", RESET, DROP, STOP_PARSING, SKIP)                                                 \
    X(REPEATED_MSS, "AMB-31b", FIRST, LAST)                                                                  \
    X(FIN_WAIT_2_TIMEOUT, "AMB-37", NEVER, AFTER_RELEASE)                                                    \
    X(ICMP_HARD, "AMB-38", ABORT, SOFT) /* in synchronized states; before them it aborts */                  \
    X(ICMP_SEQ, "AMB-38", CHECKED, ANY) /* that it quotes: what is in flight (RFC 5927, 4.1), or whatever */

#define TSPEC_ENUM_CHOICE(id, amb, ...) TSPEC_CHOICE_##id,
enum tspec_choice { TSPEC_CHOICES(TSPEC_ENUM_CHOICE) TSPEC_CHOICE_COUNT };
#undef TSPEC_ENUM_CHOICE

/* TSPEC_<CHOICE>_<ALTERNATIVE>, the bit number of each alternative. */
#define TSPEC_ALT_1(c, a)                             TSPEC_##c##_##a,
#define TSPEC_ALT_2(c, a, b)                          TSPEC_ALT_1(c, a) TSPEC_ALT_1(c, b)
#define TSPEC_ALT_3(c, a, b, d)                       TSPEC_ALT_2(c, a, b) TSPEC_ALT_1(c, d)
#define TSPEC_ALT_4(c, a, b, d, e)                    TSPEC_ALT_3(c, a, b, d) TSPEC_ALT_1(c, e)
#define TSPEC_ALT_5(c, a, b, d, e, f)                 TSPEC_ALT_4(c, a, b, d, e) TSPEC_ALT_1(c, f)
#define TSPEC_ALT_PICK(_1, _2, _3, _4, _5, NAME, ...) NAME
#define TSPEC_ENUM_ALTERNATIVES(c, amb, ...)                                                                 \
    enum {                                                                                                   \
        TSPEC_ALT_PICK(__VA_ARGS__, TSPEC_ALT_5, TSPEC_ALT_4, TSPEC_ALT_3, TSPEC_ALT_2,                      \
                       TSPEC_ALT_1, )(c, __VA_ARGS__) TSPEC_##c##_ALTERNATIVES                               \
    };
TSPEC_CHOICES(TSPEC_ENUM_ALTERNATIVES)
#undef TSPEC_ENUM_ALTERNATIVES

/* What the adapter can do or show. A check that needs a missing capability is `unsupported`, never a pass. */
enum tspec_capability {
    TSPEC_CAN_ACTIVE_OPEN = 1 << 0,
    TSPEC_CAN_SET_ISN = 1 << 1,            /* config.iss is honoured */
    TSPEC_CAN_CALL_BEFORE_ACCEPT = 1 << 2, /* calls reach a passive connection before accept */
    TSPEC_CAN_CALL_LISTENER = 1 << 3,      /* connect and send on a listener (RFC 9293, 3.10.1 and 3.10.2) */
    TSPEC_CAN_HALF_CLOSE = 1 << 4,
    TSPEC_CAN_SHOW_STATE = 1 << 5,     /* view() tells the state */
    TSPEC_CAN_SHOW_VARIABLES = 1 << 6, /* view() tells SND.UNA and the rest: the white box */
    TSPEC_CAN_VIRTUAL_TIME = 1 << 7,
    TSPEC_CAN_SET = 1 << 8,         /* set; a setting it does not have is UNSUPPORTED */
    TSPEC_CAN_URGENT = 1 << 9,      /* urgent sends, the URGENT signal, how much urgent data is left */
    TSPEC_CAN_PUSH = 1 << 10,       /* send with push and with more */
    TSPEC_CAN_ADDRESS = 1 << 11,    /* opens that name an address */
    TSPEC_CAN_ICMP = 1 << 12,       /* ICMP messages reach TCP; soft errors are signalled */
    TSPEC_CAN_IP_OPTIONS = 1 << 13, /* packets with IPv4 options reach TCP */
    TSPEC_CAN_IPV6 = 1 << 14,
};

enum { TSPEC_IW_RFC5681 = 16 };

struct tspec_profile {
    uint32_t capabilities;               /* enum tspec_capability */
    uint8_t allowed[TSPEC_CHOICE_COUNT]; /* bit set of legal alternatives; 0 is not valid */
    /* SYNs, resets and signals that are due come before the call into the stack returns, never from a timer:
     * they need no grace. An acknowledgment always has it. */
    bool prompt;
    bool gives_up; /* user_timeout_us and syn_timeout_us are when it gives up, not only floors */
    bool nagle;    /* Nagle's algorithm is on until the application switches it off */
    /* It probes closed windows and avoids silly ones when it sends (RFC 9293, 3.8.6). Every stack has to; one
     * that shows its variables (TSPEC_CAN_SHOW_VARIABLES) is held to it only where it says so. */
    bool persists;
    /* Timers and limits, microseconds unless the name says otherwise. */
    uint64_t tick_us;        /* granularity of the stack's timers; 0: exact; at most 500 ms */
    uint64_t msl_us;         /* RFC 9293, 3.4.2: 2 min by default */
    uint64_t rto_initial_us; /* RFC 6298: 1 s or more */
    uint64_t rto_min_us;
    uint64_t rto_max_us;          /* 0: no cap */
    uint64_t delayed_ack_us;      /* the stack's own limit; the RFC's is 500 ms */
    uint64_t user_timeout_us;     /* R2 for data; 0: never gives up within a scenario */
    uint64_t syn_timeout_us;      /* R2 for SYN, RFC 9293, 3.8.3: at least 3 min; 0 as above */
    uint64_t fin_wait_2_us;       /* reclaim time after release; 0: never */
    uint32_t challenge_acks;      /* declared ACK rate limit: this many ... */
    uint64_t challenge_period_us; /* ... per period; 0 acks: no limit, silence is not legal */
    uint32_t receive_buffer_bytes;
    uint32_t send_buffer_bytes;
    uint16_t mss;       /* what the stack advertises; 0: whatever */
    uint16_t mtu;       /* of the interface under it, IP header included */
    uint8_t ip_version; /* 4 or 6 */
    /* The congestion window at first, in SMSS; TSPEC_IW_RFC5681: by the table of RFC 5681, 3.1. Where it is
     * declared, RFC 5681 is held to as it stands; 0: only what every standard keeps to. */
    uint8_t initial_window;
    bool timestamps;      /* those of RFC 7323, and RFC 6191 by them */
    bool source_routes;   /* it sends by source routes, the application's or the peer's (3.9.2.1) */
    uint64_t override_us; /* when a silly piece goes all the same (3.8.6.2.1: 0.1 to 1 s); 0: not declared */
    uint8_t r1; /* retransmissions of a segment before a SOFT-ERROR (3.8.3); 0: none comes, or nobody knows */
    uint8_t keep_alive_probes;       /* unanswered ones before a TIMEOUT; 0: it never gives up */
    uint64_t keep_alive_idle_us;     /* of silence before the first probe */
    uint64_t keep_alive_interval_us; /* between unanswered ones */
    uint64_t quirks; /* bit set of the known deviations to allow for (harness/model/quirks.h); 0 by default,
                        never set by an adapter */
};

/* Everything legal, no capability, no timer known: the start from which an adapter declares. */
void tspec_profile_init(struct tspec_profile *profile);

/* Declares that only the alternatives in `bits` (1u << TSPEC_<CHOICE>_<ALT>, or-ed) are this stack's. */
static inline void tspec_profile_declare(struct tspec_profile *profile, enum tspec_choice choice,
                                         unsigned bits)
{
    profile->allowed[choice] = (uint8_t)bits;
}

const char *tspec_choice_name(unsigned choice);      /* "RST_IN_WINDOW" */
const char *tspec_choice_ambiguity(unsigned choice); /* "AMB-02" */
unsigned tspec_choice_alternatives(unsigned choice); /* how many */

#endif
