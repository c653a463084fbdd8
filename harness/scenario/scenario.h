/*
 * A scenario: a test case as a list of events with symbolic operands. docs/scenario.md has the grammar and
 * the meaning.
 *
 * Plain data, no pointers: copy with tspec_scenario_copy, keep in shared memory, compare with
 * tspec_scenario_equal. Readers and writers: text.h (people), binary.h (files and fuzzers). Running one:
 * track.h.
 */
#ifndef TSPEC_HARNESS_SCENARIO_H
#define TSPEC_HARNESS_SCENARIO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "engine/event.h"
#include "engine/segment.h"

/* The symbols an operand can start from. They name the stack's variables, resolved from the wire only
 * (track.h): what was never seen is 0. X(enumerator, "text"). */
#define TSPEC_SYMBOLS(X)                                                                                     \
    X(ZERO, "0")                                                                                             \
    X(ISS, "ISS")                                                                                            \
    X(IRS, "IRS")                                                                                            \
    X(SND_UNA, "SND.UNA")                                                                                    \
    X(SND_NXT, "SND.NXT")                                                                                    \
    X(RCV_NXT, "RCV.NXT")                                                                                    \
    X(SND_WND, "SND.WND")                                                                                    \
    X(RCV_WND, "RCV.WND")                                                                                    \
    X(MAX_SND_WND, "MAX.SND.WND")                                                                            \
    X(MSS, "MSS")

/* An operand: base + (or -) second + delta, modulo 2^32. second is TSPEC_SYMBOL_ZERO where there is none. */
#define TSPEC_ENUM_SYMBOL(id, text) TSPEC_SYMBOL_##id,
enum tspec_symbol { TSPEC_SYMBOLS(TSPEC_ENUM_SYMBOL) TSPEC_SYMBOL_COUNT };
#undef TSPEC_ENUM_SYMBOL
struct tspec_operand {
    uint8_t base, second; /* enum tspec_symbol */
    bool minus_second;
    int32_t delta;
};

/* A span of time: units * quantum + delta_us, never below 0. The quantum is the stack's own, from its
 * profile: MSL, initial RTO, delayed-ACK limit. X(enumerator, "text"). */
#define TSPEC_QUANTA(X)                                                                                      \
    X(NONE, "")                                                                                              \
    X(MSL, "MSL")                                                                                            \
    X(RTO, "RTO")                                                                                            \
    X(DELAYED_ACK, "DELACK")
#define TSPEC_ENUM_QUANTUM(id, text) TSPEC_QUANTUM_##id,
enum tspec_quantum { TSPEC_QUANTA(TSPEC_ENUM_QUANTUM) TSPEC_QUANTUM_COUNT };
#undef TSPEC_ENUM_QUANTUM
struct tspec_span {
    uint8_t quantum; /* enum tspec_quantum */
    uint8_t units;   /* 0 exactly when the quantum is NONE */
    int64_t delta_us;
};

/* What a network does with a packet, beside carrying it. X(enumerator, "text"). */
#define TSPEC_FATES(X)                                                                                       \
    X(LOSE, "lose")                                                                                          \
    X(REPEAT, "repeat") /* a second copy, the span after the first */                                        \
    X(DELAY, "delay")   /* by the span */
#define TSPEC_ENUM_FATE(id, text) TSPEC_FATE_##id,
enum tspec_fate { TSPEC_FATES(TSPEC_ENUM_FATE) TSPEC_FATE_COUNT };
#undef TSPEC_ENUM_FATE

enum tspec_event_kind {
    TSPEC_EVENT_SEGMENT,        /* a segment is sent to the stack */
    TSPEC_EVENT_REPLAY,         /* an earlier segment of the harness is sent again, octet for octet */
    TSPEC_EVENT_CALL,           /* the application calls */
    TSPEC_EVENT_ADVANCE,        /* time passes; at least 1 microsecond unless a quantum is named */
    TSPEC_EVENT_ICMP,           /* an ICMP message about a segment of the stack arrives */
    TSPEC_EVENT_NETWORK,        /* with a peer: what the network does with a packet to come */
    TSPEC_EVENT_EXPECT_SEGMENT, /* these two must have come since the last stimulus */
    TSPEC_EVENT_EXPECT_SIGNAL,
    TSPEC_EVENT_KIND_COUNT
};

/* One event. Fields that do not belong to the kind are 0 (expectations: -1) in the normal form. */
struct tspec_event {
    uint8_t kind; /* enum tspec_event_kind */
    uint8_t flow; /* 0 .. TSPEC_FLOWS-1; unused by REPLAY (the earlier segment has one), ADVANCE, NETWORK */
    /* SEGMENT, EXPECT_SEGMENT; of ICMP, seq is the sequence number quoted */
    uint8_t flags;                         /* enum tspec_flag */
    uint8_t reserved;                      /* SEGMENT: the four reserved bits */
    struct tspec_operand seq, ack, window; /* of the window, the low 16 bits are the field */
    /* EXPECT: what is compared (payload_octets with seq). SEGMENT: seq_given is true; ack_given writes the
     * field, ACK bit or not, and is true where the bit is set; without window_given the window is 65535. */
    bool seq_given, ack_given, window_given;
    uint16_t urgent;         /* the field; EXPECT compares it when the URG bit is expected */
    uint16_t payload_octets; /* at most TSPEC_SCENARIO_PAYLOAD_MAX */
    uint8_t tag;             /* SEGMENT: of the payload, 0..3 */
    uint8_t damage;          /* SEGMENT: enum tspec_damage of engine/segment.h */
    uint8_t damage_at;       /* SEGMENT: where or how far, + 1 (damage.h); 0: as usual */
    uint8_t options_bytes;   /* a multiple of 4 up to 40; EXPECT compares the octets unless it is 0 */
    uint8_t options[TSPEC_OPTIONS_MAX];
    uint8_t ttl;              /* 0: none stated; SEGMENT: the usual one */
    uint8_t ds;               /* the octet of the IP header */
    bool ds_given;            /* EXPECT compares it; SEGMENT: exactly when it is not 0 */
    uint8_t ip_options_bytes; /* as options, of the IPv4 header; with IPv6 none are sent */
    uint8_t ip_options[TSPEC_IP_OPTIONS_MAX];
    /* REPLAY: which SEGMENT event, from 0, modulo the number that ran before; nothing is sent when none did
     */
    uint16_t replay;
    /* CALL */
    uint8_t call; /* enum tspec_call_kind */
    bool on_listener;
    bool urgent_send, push, more; /* send; push and more exclude each other */
    uint8_t address;              /* listen: FLOW, LOCAL; connect: any of enum tspec_call_address */
    uint8_t setting;              /* set: enum tspec_setting */
    uint32_t value;               /* set: at most tspec_setting_most */
    uint32_t octets;              /* send, recv; at most TSPEC_SCENARIO_CALL_MAX */
    int16_t expect_result;        /* enum tspec_result, -1: none stated */
    int32_t expect_octets;        /* with result OK of send and recv, -1: none stated */
    int16_t expect_state;         /* with result OK of status, -1: none stated */
    /* EXPECT_SIGNAL */
    uint8_t signal; /* enum tspec_signal */
    bool peer;      /* CALL, NETWORK, with a peer: it is the peer's, not the stack's */
    /* ADVANCE, NETWORK */
    struct tspec_span span;
    uint8_t fate; /* NETWORK: enum tspec_fate */
    uint16_t nth; /* NETWORK: of which packet of that side, from 1, counted from here on */
    /* ICMP */
    uint8_t icmp; /* enum tspec_icmp_kind */
    uint16_t mtu; /* FRAGMENTATION_NEEDED */
};

enum {
    TSPEC_SCENARIO_EVENTS_MAX = 256,
    TSPEC_SCENARIO_OPTIONS_MAX = 16,  /* stack options */
    TSPEC_SCENARIO_OPTION_BYTES = 64, /* each, with the final 0 */
    TSPEC_SCENARIO_NAME_BYTES = 64,
    TSPEC_SCENARIO_PAYLOAD_MAX = 65435, /* fits an IPv4 packet with 60 octets of TCP header */
    TSPEC_SCENARIO_CALL_MAX = 1 << 18,
};
#define TSPEC_SCENARIO_SPAN_MAX_US        ((int64_t)86400 * 1000000) /* a day, either sign */
#define TSPEC_SCENARIO_SETTLE_DEFAULT_US  ((uint64_t)1000000)
#define TSPEC_SCENARIO_LATENCY_DEFAULT_US ((uint64_t)10000)

/* One file holds everything a replay needs. Zero in a number means the stack's own default. */
struct tspec_scenario {
    char stack[TSPEC_SCENARIO_NAME_BYTES];                                 /* "" : any */
    char options[TSPEC_SCENARIO_OPTIONS_MAX][TSPEC_SCENARIO_OPTION_BYTES]; /* NAME=VALUE, to the adapter */
    unsigned option_count;
    uint64_t seed;
    /* A stack at the other end, and a network between them: then there are no segments of the harness, only
     * calls of both, time, and what the network does (docs/pair.md). "": the harness is the peer. */
    char peer[TSPEC_SCENARIO_NAME_BYTES];
    char peer_options[TSPEC_SCENARIO_OPTIONS_MAX]
                     [TSPEC_SCENARIO_OPTION_BYTES]; /* NAME=VALUE, to its adapter */
    unsigned peer_option_count;
    uint64_t latency_us; /* from one to the other; 0: TSPEC_SCENARIO_LATENCY_DEFAULT_US */
    uint8_t ip_version;  /* 4 or 6 */
    bool iss_set;
    uint32_t iss;
    uint64_t msl_us;
    uint64_t settle_us; /* how long to wait after the last event; 0: TSPEC_SCENARIO_SETTLE_DEFAULT_US */
    uint32_t receive_buffer_bytes, send_buffer_bytes;
    uint16_t mss, mtu;
    unsigned event_count;
    struct tspec_event events[TSPEC_SCENARIO_EVENTS_MAX]; /* beyond event_count: anything */
};

/* Empty: no events, any stack, IPv4, every number the stack's default. */
void tspec_scenario_init(struct tspec_scenario *scenario);
/* Copies what is used, not the whole array. */
void tspec_scenario_copy(struct tspec_scenario *to, const struct tspec_scenario *from);
/* Same header, same events (both in normal form). */
bool tspec_scenario_equal(const struct tspec_scenario *a, const struct tspec_scenario *b);
/* Brings MSS and buffers to what every stack can have, where they are not 0: MSS 536 to 1460, a receive
 * buffer of one MSS to 65535, a send buffer of two. Idempotent. For scenarios made by chance; people may
 * write any number. */
void tspec_scenario_clip_header(struct tspec_scenario *scenario);
/* Appends a fresh event of that kind and returns it; NULL when the scenario is full. */
struct tspec_event *tspec_scenario_add(struct tspec_scenario *scenario, enum tspec_event_kind kind);

/* Everything 0 but: expectations -1, seq_given of a SEGMENT, an ADVANCE of 1 microsecond. */
void tspec_event_init(struct tspec_event *event, enum tspec_event_kind kind);
/* Brings any contents into normal form: ranges clipped, enumerators in range, foreign fields cleared.
 * Idempotent. Every reader, generator and mutation ends with it, so that text and binary hold the same
 * scenario. */
void tspec_event_normalize(struct tspec_event *event);
bool tspec_event_equal(const struct tspec_event *a, const struct tspec_event *b);

/* Whether the scenario can have such an event: with a peer, calls, time and what the network does; without,
 * anything but the latter and the peer's calls. */
bool tspec_event_fits(const struct tspec_scenario *scenario, const struct tspec_event *event);

/* Something is done to the stack (as against an expectation). */
static inline bool tspec_event_is_stimulus(const struct tspec_event *event)
{
    return event->kind < TSPEC_EVENT_EXPECT_SEGMENT;
}

/* base + delta: what generators and tests write most. */
static inline struct tspec_operand tspec_operand_of(enum tspec_symbol base, int32_t delta)
{
    return (struct tspec_operand){.base = (uint8_t)base, .delta = delta};
}

const char *tspec_symbol_name(unsigned symbol);   /* "SND.NXT" */
const char *tspec_quantum_name(unsigned quantum); /* "MSL"; "" for NONE */
const char *tspec_fate_name(unsigned fate);       /* "lose" */
const char *tspec_damage_name(unsigned damage);   /* "offset-short"; "" for NONE */
/* How many places a damage can have, 0 to that less 1; 0: only the usual one. */
unsigned tspec_damage_places(unsigned damage);

#endif
