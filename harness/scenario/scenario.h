/*
 * A scenario: a test case as a list of events with symbolic operands. docs/scenario.md has the grammar.
 */
#ifndef TSPEC_HARNESS_SCENARIO_H
#define TSPEC_HARNESS_SCENARIO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "engine/event.h"
#include "engine/segment.h"

/* The symbols an operand can start from. They name the stack's variables, resolved from the wire only (docs/scenario.md):
 * what was never seen is 0. X(enumerator, "text"). */
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
#define TSPEC_ENUM_SYMBOL(id, text) TSPEC_SYMBOL_##id,
enum tspec_symbol { TSPEC_SYMBOLS(TSPEC_ENUM_SYMBOL) TSPEC_SYMBOL_COUNT };
#undef TSPEC_ENUM_SYMBOL

/* An operand: base + (sign) second + delta, modulo 2^32. second is TSPEC_SYMBOL_ZERO where there is none. */
struct tspec_operand {
    uint8_t base, second; /* enum tspec_symbol */
    bool minus_second;
    int32_t delta;
};

/* A span of time: units * quantum + delta_us. The quantum is the stack's own, from its profile. */
enum tspec_quantum { TSPEC_QUANTUM_NONE, TSPEC_QUANTUM_MSL, TSPEC_QUANTUM_RTO, TSPEC_QUANTUM_DELAYED_ACK, TSPEC_QUANTUM_COUNT };
struct tspec_span {
    uint8_t quantum; /* enum tspec_quantum */
    uint8_t units;
    int64_t delta_us;
};

enum tspec_event_kind {
    TSPEC_EVENT_SEGMENT, /* a segment is sent to the stack */
    TSPEC_EVENT_REPLAY,  /* an earlier segment of the harness is sent again, octet for octet */
    TSPEC_EVENT_CALL,    /* the application calls */
    TSPEC_EVENT_ADVANCE, /* time passes */
    TSPEC_EVENT_EXPECT_SEGMENT, /* text expectations: this must have come since the last stimulus */
    TSPEC_EVENT_EXPECT_SIGNAL,
    TSPEC_EVENT_KIND_COUNT
};

struct tspec_event {
    uint8_t kind; /* enum tspec_event_kind */
    uint8_t flow;
    /* SEGMENT, EXPECT_SEGMENT */
    uint8_t flags, reserved;
    struct tspec_operand seq, ack, window;
    bool ack_given; /* EXPECT: which fields are compared; SEGMENT: the ACK field is written even without the ACK bit */
    bool seq_given, window_given;
    uint16_t urgent;
    uint16_t payload_octets;
    uint8_t tag;    /* of the payload */
    uint8_t damage; /* enum tspec_damage of harness/model/model.h */
    uint16_t options_offset; /* into the scenario's option pool */
    uint8_t options_bytes;
    /* REPLAY */
    uint16_t replay; /* the n-th segment the harness sent, from 0 */
    /* CALL */
    uint8_t call; /* enum tspec_call_kind */
    bool on_listener;
    uint32_t octets;
    int16_t expect_result;  /* enum tspec_result, -1: none stated */
    int32_t expect_octets;  /* -1: none stated */
    int16_t expect_state;   /* of status, -1: none stated */
    /* EXPECT_SIGNAL */
    uint8_t signal;
    /* ADVANCE */
    struct tspec_span span;
};

enum {
    TSPEC_SCENARIO_EVENTS_MAX = 256,
    TSPEC_SCENARIO_POOL_MAX = 2048,
    TSPEC_SCENARIO_OPTIONS_MAX = 16,
    TSPEC_SCENARIO_OPTION_BYTES = 64,
    TSPEC_SCENARIO_NAME_BYTES = 64,
};

/* One file holds everything a replay needs. Plain data. Zero in a number means the stack's own default. */
struct tspec_scenario {
    char stack[TSPEC_SCENARIO_NAME_BYTES]; /* "" : any */
    char options[TSPEC_SCENARIO_OPTIONS_MAX][TSPEC_SCENARIO_OPTION_BYTES]; /* NAME=VALUE, to the adapter */
    unsigned option_count;
    uint64_t seed;
    uint8_t ip_version;
    bool iss_set;
    uint32_t iss;
    uint64_t msl_us, settle_us;
    uint32_t receive_buffer_bytes, send_buffer_bytes;
    uint16_t mss, mtu;
    unsigned event_count;
    struct tspec_event events[TSPEC_SCENARIO_EVENTS_MAX];
    unsigned pool_bytes;
    uint8_t pool[TSPEC_SCENARIO_POOL_MAX]; /* option octets, referred to by events */
};

#endif
