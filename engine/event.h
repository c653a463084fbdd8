/*
 * The event vocabulary: states, user calls, their results, and asynchronous signals, for everyone.
 *
 * The names are RFC 9293's; results are normalised so that the RFC's strings, sockets and lwIP's raw API can
 * be compared (docs/api-mapping.md has the table).
 */
#ifndef TSPEC_ENGINE_EVENT_H
#define TSPEC_ENGINE_EVENT_H

#include <stdbool.h>
#include <stdint.h>
#include "engine/segment.h"

/* Connection states (RFC 9293, 3.3.2), X(enumerator, "NAME-AS-IN-THE-RFC"). */
#define TSPEC_STATES(X)                                                                                      \
    X(CLOSED, "CLOSED")                                                                                      \
    X(LISTEN, "LISTEN")                                                                                      \
    X(SYN_SENT, "SYN-SENT")                                                                                  \
    X(SYN_RECEIVED, "SYN-RECEIVED")                                                                          \
    X(ESTABLISHED, "ESTABLISHED")                                                                            \
    X(FIN_WAIT_1, "FIN-WAIT-1")                                                                              \
    X(FIN_WAIT_2, "FIN-WAIT-2")                                                                              \
    X(CLOSE_WAIT, "CLOSE-WAIT")                                                                              \
    X(CLOSING, "CLOSING")                                                                                    \
    X(LAST_ACK, "LAST-ACK")                                                                                  \
    X(TIME_WAIT, "TIME-WAIT")

/* User calls. `shutdown` is the RFC's CLOSE: no more to send, receiving goes on. `release` is the socket's
 * close: the application gives the connection up and will not read either. `set` changes a setting.
 * X(enumerator, "text-form"). */
#define TSPEC_CALLS(X)                                                                                       \
    X(OPEN_PASSIVE, "listen")                                                                                \
    X(ACCEPT, "accept")                                                                                      \
    X(OPEN_ACTIVE, "connect")                                                                                \
    X(SEND, "send")                                                                                          \
    X(RECEIVE, "recv")                                                                                       \
    X(SHUTDOWN, "shutdown")                                                                                  \
    X(RELEASE, "close")                                                                                      \
    X(ABORT, "abort")                                                                                        \
    X(STATUS, "status")                                                                                      \
    X(SET, "set")

/* Results of calls. UNSUPPORTED: the adapter could not express the call and did nothing; judge nothing. */
#define TSPEC_RESULTS(X)                                                                                     \
    X(OK, "OK")                                                                                              \
    X(WOULD_BLOCK, "WOULD-BLOCK")                                                                            \
    X(END, "END")                                                                                            \
    X(REFUSED, "REFUSED")                                                                                    \
    X(RESET, "RESET")                                                                                        \
    X(TIMEOUT, "TIMEOUT")                                                                                    \
    X(CLOSING, "CLOSING")                                                                                    \
    X(NO_CONN, "NO-CONN")                                                                                    \
    X(EXISTS, "EXISTS")                                                                                      \
    X(NO_RESOURCES, "NO-RESOURCES")                                                                          \
    X(UNSUPPORTED, "UNSUPPORTED")

/* Signals a stack raises by itself. CONNECTED: an active open completed, or a passive connection became ready
 * to accept. END: the peer closed (RFC: "connection closing"). REFUSED, RESET, TIMEOUT: the connection is
 * gone. URGENT: the urgent pointer went ahead of what is read (3.8.5, MUST-32). SOFT_ERROR: an ICMP soft
 * error, or excessive retransmission (3.9.1.8, MUST-47); the connection lives. Arrival of data is no signal:
 * a receive call shows it. */
#define TSPEC_SIGNALS(X)                                                                                     \
    X(CONNECTED, "CONNECTED")                                                                                \
    X(END, "END")                                                                                            \
    X(REFUSED, "REFUSED")                                                                                    \
    X(RESET, "RESET")                                                                                        \
    X(TIMEOUT, "TIMEOUT")                                                                                    \
    X(URGENT, "URGENT")                                                                                      \
    X(SOFT_ERROR, "SOFT-ERROR")

/* What `set` changes, on a connection; on the listener, for the connections it makes from then on; on a flow
 * without connection, for the next active OPEN there (as options of a socket that is not connected yet).
 * X(enumerator, "text-form", largest value). */
#define TSPEC_SETTINGS(X)                                                                                    \
    X(NODELAY, "NODELAY", 1)                                  /* Nagle's algorithm off (MUST-17) */          \
    X(KEEPALIVE, "KEEPALIVE", 1)                              /* keep-alives on (MUST-24, MUST-25) */        \
    X(KEEPALIVE_IDLE, "KEEPALIVE-IDLE", TSPEC_SETTING_MS_MAX) /* ms of idleness (MUST-27, MUST-28) */        \
    X(USER_TIMEOUT, "USER-TIMEOUT", TSPEC_SETTING_MS_MAX)     /* R2 in ms, 0: never (MUST-21) */             \
    X(TTL, "TTL", 255)                 /* of what is sent (MUST-49); 0: the stack's own */                   \
    X(DS, "DS", 255)                   /* the whole octet, as in the IP header (MUST-48, SHLD-21) */         \
    X(SOFT_ERRORS, "SOFT-ERRORS", 1)   /* reports of soft errors (SHLD-20) */                                \
    X(SOURCE_ROUTE, "SOURCE-ROUTE", 1) /* by the one gateway of harness/sut/sut.h (MUST-51) */
#define TSPEC_SETTING_MS_MAX 86400000  /* a day */

/* Which address an OPEN names: the flow's remote socket and no local address (the stack chooses, MUST-44); or
 * also the local one (MUST-43); or, as the remote, one that no OPEN may have (MUST-46). X(enumerator,
 * "text-form"). */
#define TSPEC_ADDRESSES(X)                                                                                   \
    X(FLOW, "")                                                                                              \
    X(LOCAL, "local")                                                                                        \
    X(ANY, "any")                                                                                            \
    X(BROADCAST, "broadcast")                                                                                \
    X(MULTICAST, "multicast")

/* ICMP messages about a connection (RFC 9293, 3.9.2.2), with packetdrill's words. The first six are
 * Destination Unreachable, codes 0 to 5. IPv6 has no protocol unreachable, source route failed and source
 * quench. X(enumerator, "text-form"). */
#define TSPEC_ICMPS(X)                                                                                       \
    X(NET_UNREACHABLE, "net_unreachable")                                                                    \
    X(HOST_UNREACHABLE, "host_unreachable")                                                                  \
    X(PROTOCOL_UNREACHABLE, "protocol_unreachable")                                                          \
    X(PORT_UNREACHABLE, "port_unreachable")                                                                  \
    X(FRAGMENTATION_NEEDED, "frag_needed") /* IPv6: Packet Too Big */                                        \
    X(SOURCE_ROUTE_FAILED, "source_route_failed")                                                            \
    X(TIME_EXCEEDED, "time_exceeded")                                                                        \
    X(PARAMETER_PROBLEM, "parameter_problem")                                                                \
    X(SOURCE_QUENCH, "source_quench")

#define TSPEC_ENUM_STATE(id, text)         TSPEC_##id,
#define TSPEC_ENUM_CALL(id, text)          TSPEC_CALL_##id,
#define TSPEC_ENUM_RESULT(id, text)        TSPEC_RESULT_##id,
#define TSPEC_ENUM_SIGNAL(id, text)        TSPEC_SIGNAL_##id,
#define TSPEC_ENUM_SETTING(id, text, most) TSPEC_SETTING_##id,
#define TSPEC_ENUM_ADDRESS(id, text)       TSPEC_ADDRESS_##id,
#define TSPEC_ENUM_ICMP(id, text)          TSPEC_ICMP_##id,
enum tspec_state { TSPEC_STATES(TSPEC_ENUM_STATE) TSPEC_STATE_COUNT };
enum tspec_call_kind { TSPEC_CALLS(TSPEC_ENUM_CALL) TSPEC_CALL_COUNT };
enum tspec_result { TSPEC_RESULTS(TSPEC_ENUM_RESULT) TSPEC_RESULT_COUNT };
enum tspec_signal { TSPEC_SIGNALS(TSPEC_ENUM_SIGNAL) TSPEC_SIGNAL_COUNT };
enum tspec_setting { TSPEC_SETTINGS(TSPEC_ENUM_SETTING) TSPEC_SETTING_COUNT };
enum tspec_call_address { TSPEC_ADDRESSES(TSPEC_ENUM_ADDRESS) TSPEC_ADDRESS_COUNT };
enum tspec_icmp_kind { TSPEC_ICMPS(TSPEC_ENUM_ICMP) TSPEC_ICMP_COUNT };
#undef TSPEC_ENUM_STATE
#undef TSPEC_ENUM_CALL
#undef TSPEC_ENUM_RESULT
#undef TSPEC_ENUM_SIGNAL
#undef TSPEC_ENUM_SETTING
#undef TSPEC_ENUM_ADDRESS
#undef TSPEC_ENUM_ICMP

/* The state is not known, or worlds disagree; prints as "*". */
enum { TSPEC_STATE_ANY = TSPEC_STATE_COUNT };

const char *tspec_state_name(unsigned state);     /* "ESTABLISHED"; "*" for TSPEC_STATE_ANY */
const char *tspec_call_name(unsigned kind);       /* "listen" */
const char *tspec_result_name(unsigned result);   /* "WOULD-BLOCK" */
const char *tspec_signal_name(unsigned signal);   /* "CONNECTED" */
const char *tspec_setting_name(unsigned setting); /* "NODELAY" */
uint32_t tspec_setting_most(unsigned setting);    /* its largest value */
const char *tspec_address_name(unsigned address); /* "broadcast"; "" for FLOW */
const char *tspec_icmp_name(unsigned kind);       /* "port_unreachable" */

/* Flows. All traffic of a scenario is between one local (stack) socket and TSPEC_FLOWS remote (harness)
 * sockets that differ in the port alone; a flow is one such pair, and at any time at most one connection
 * lives on it. */
enum { TSPEC_FLOWS = 4 };

/* One user call, made on the connection of a flow or, with on_listener, on the endpoint in LISTEN (the flow
 * then names the remote socket where the call needs one: connect and send on a listener, RFC
 * 9293, 3.10.1, 3.10.2). */
struct tspec_call {
    uint8_t kind; /* enum tspec_call_kind */
    uint8_t flow; /* 0 .. TSPEC_FLOWS-1 */
    bool on_listener;
    /* send. Without urgent, push and more: as the stack does by itself, so that MUST-60 and MUST-61 hold for
     * one that offers no PUSH. Push: with the PUSH flag (MAY-15). More: more is to come, the stack may hold
     * the text back for that (MAY-16). Not both. */
    bool urgent, push, more;
    uint8_t address;     /* listen, connect: enum tspec_call_address */
    uint8_t setting;     /* set: enum tspec_setting */
    uint32_t value;      /* set: to what */
    uint32_t octets;     /* send: how many; receive: at most how many */
    const uint8_t *data; /* send: what */
};

/* What the call returned. `octets` and `data` are set by send (taken) and receive (delivered; data points
 * into the stack's memory and holds until the next call). `state` is set by status when the result is OK.
 * `urgent_octets`, where `urgent_known`, is set by status and receive: how many octets not read yet lie
 * before the urgent pointer, those that have not come included; 0: no urgent data is left (MUST-33). */
struct tspec_call_result {
    uint8_t result; /* enum tspec_result */
    uint8_t state;  /* enum tspec_state, or TSPEC_STATE_ANY when the stack does not tell */
    bool urgent_known;
    uint32_t urgent_octets;
    uint32_t octets;
    const uint8_t *data;
};

/* An ICMP message that reaches the stack. It quotes the beginning of a segment the stack sent: its addresses,
 * ports and sequence number. */
struct tspec_icmp {
    uint8_t kind;              /* enum tspec_icmp_kind */
    uint16_t mtu;              /* FRAGMENTATION_NEEDED: of the next hop; 0: not told (RFC 1191, 3) */
    struct tspec_address from; /* who says so */
    struct tspec_address source, destination;
    uint16_t source_port, destination_port;
    tspec_seq seq;
};

#endif
