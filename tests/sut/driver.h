/*
 * A peer and an application in a few lines, to drive any stack behind sut.h in a test.
 *
 * The driver keeps what the stack did since driver_clear() and, for each flow, the numbers of the peer's
 * side.
 */
#ifndef TSPEC_TESTS_SUT_DRIVER_H
#define TSPEC_TESTS_SUT_DRIVER_H

#include <stddef.h>
#include "harness/sut/sut.h"

enum { DRIVER_SEGMENTS = 64, DRIVER_SIGNALS = 16, DRIVER_LOG = 1 << 16, DRIVER_PAYLOAD = 2048 };

struct driver_segment {
    uint64_t at_us;
    struct tspec_segment seg; /* payload points into `payload` */
    uint8_t payload[DRIVER_PAYLOAD];
};

struct driver {
    const struct tspec_sut_class *class;
    struct tspec_sut *sut;
    uint64_t now_us;
    struct driver_segment segments[DRIVER_SEGMENTS];
    unsigned segment_count;
    struct {
        uint64_t at_us;
        unsigned flow, signal;
    } signals[DRIVER_SIGNALS];
    unsigned signal_count;
    unsigned faults;
    char fault[160];
    /* Every emission and signal with its time, octet for octet, since driver_start or driver_reset. */
    uint8_t log[DRIVER_LOG];
    size_t log_bytes;
    struct {
        uint32_t seq, ack; /* the peer's SND.NXT and RCV.NXT */
        uint16_t window;
    } peer[TSPEC_FLOWS];
};

/* Creates the instance; fails the test when it cannot be had. */
void driver_start(struct driver *d, const char *name, const struct tspec_sut_config *config);
void driver_stop(struct driver *d);
void driver_reset(struct driver *d); /* the stack, the log, the peer's numbers */
void driver_clear(struct driver *d); /* segments and signals seen so far */
void driver_advance(struct driver *d, uint64_t by_us);

/* A segment of the peer with any numbers. `payload` may be NULL when octets is 0. */
void driver_segment(struct driver *d, unsigned flow, unsigned flags, uint32_t seq, uint32_t ack,
                    const void *payload, uint32_t octets);
/* The same at the peer's own SND.NXT and RCV.NXT, which it moves. */
void driver_peer(struct driver *d, unsigned flow, unsigned flags, const void *payload, uint32_t octets);

struct tspec_call_result driver_call(struct driver *d, enum tspec_call_kind kind, unsigned flow);
struct tspec_call_result driver_listener(struct driver *d, enum tspec_call_kind kind);
struct tspec_call_result driver_send(struct driver *d, unsigned flow, const void *data, uint32_t octets);
struct tspec_call_result driver_receive(struct driver *d, unsigned flow, uint32_t most);

/* listen (when nobody does), the peer's handshake, accept; then clears. */
void driver_establish(struct driver *d, unsigned flow);

/* The only segment since driver_clear(); fails the test when there is none or another. */
const struct tspec_segment *driver_only(struct driver *d);
unsigned driver_state(struct driver *d, unsigned flow);

#endif
