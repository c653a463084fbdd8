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
 * close: the application gives the connection up and will not read either. X(enumerator, "text-form"). */
#define TSPEC_CALLS(X)                                                                                       \
    X(OPEN_PASSIVE, "listen")                                                                                \
    X(ACCEPT, "accept")                                                                                      \
    X(OPEN_ACTIVE, "connect")                                                                                \
    X(SEND, "send")                                                                                          \
    X(RECEIVE, "recv")                                                                                       \
    X(SHUTDOWN, "shutdown")                                                                                  \
    X(RELEASE, "close")                                                                                      \
    X(ABORT, "abort")                                                                                        \
    X(STATUS, "status")

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
 * gone. Arrival of data is no signal: a receive call shows it. */
#define TSPEC_SIGNALS(X)                                                                                     \
    X(CONNECTED, "CONNECTED")                                                                                \
    X(END, "END")                                                                                            \
    X(REFUSED, "REFUSED")                                                                                    \
    X(RESET, "RESET")                                                                                        \
    X(TIMEOUT, "TIMEOUT")

#define TSPEC_ENUM_STATE(id, text)  TSPEC_##id,
#define TSPEC_ENUM_CALL(id, text)   TSPEC_CALL_##id,
#define TSPEC_ENUM_RESULT(id, text) TSPEC_RESULT_##id,
#define TSPEC_ENUM_SIGNAL(id, text) TSPEC_SIGNAL_##id,
enum tspec_state { TSPEC_STATES(TSPEC_ENUM_STATE) TSPEC_STATE_COUNT };
enum tspec_call_kind { TSPEC_CALLS(TSPEC_ENUM_CALL) TSPEC_CALL_COUNT };
enum tspec_result { TSPEC_RESULTS(TSPEC_ENUM_RESULT) TSPEC_RESULT_COUNT };
enum tspec_signal { TSPEC_SIGNALS(TSPEC_ENUM_SIGNAL) TSPEC_SIGNAL_COUNT };
#undef TSPEC_ENUM_STATE
#undef TSPEC_ENUM_CALL
#undef TSPEC_ENUM_RESULT
#undef TSPEC_ENUM_SIGNAL

/* The state is not known, or worlds disagree; prints as "*". */
enum { TSPEC_STATE_ANY = TSPEC_STATE_COUNT };

const char *tspec_state_name(unsigned state);   /* "ESTABLISHED"; "*" for TSPEC_STATE_ANY */
const char *tspec_call_name(unsigned kind);     /* "listen" */
const char *tspec_result_name(unsigned result); /* "WOULD-BLOCK" */
const char *tspec_signal_name(unsigned signal); /* "CONNECTED" */

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
    uint32_t octets;     /* send: how many; receive: at most how many */
    const uint8_t *data; /* send: what */
};

/* What the call returned. `octets` and `data` are set by send (taken) and receive (delivered; data points
 * into the stack's memory and holds until the next call). `state` is set by status when the result is OK. */
struct tspec_call_result {
    uint8_t result; /* enum tspec_result */
    uint8_t state;  /* enum tspec_state, or TSPEC_STATE_ANY when the stack does not tell */
    uint32_t octets;
    const uint8_t *data;
};

#endif
