/*
 * The form of what a stack sends (RFC 9293, 3.1 and 3.2), judged segment by segment, without a connection in
 * mind.
 */
#ifndef TSPEC_HARNESS_FORM_H
#define TSPEC_HARNESS_FORM_H

#include <stdbool.h>
#include <stddef.h>
#include "engine/segment.h"
#include "engine/wire.h"
#include "harness/profile.h"

/* What is known of the place a packet left from. */
struct tspec_form_place {
    struct tspec_address local, remote;
    uint16_t local_port, remote_port;      /* the remote port of flow 0; the others follow */
    unsigned flows_used;                   /* bit set: flows on which a segment went in or a call was made */
    bool from_port_0_used, to_port_0_used; /* a segment came from port 0, or for it */
    uint16_t mtu, mss;                     /* from the profile; 0: not known */
};

/* Where the answers go: a check had something to decide (counted by check); it decided against the stack.
 * `observed_class` is closed; `expected` and `observed` are sentences. */
struct tspec_form_sink {
    void *context;
    uint64_t *exercised; /* [TSPEC_CHECK_COUNT] */
    void (*finding)(void *context, unsigned check, const char *observed_class, const char *expected,
                    const char *observed);
};

/* Judges one packet. Returns the flow it belongs to when it could be read as a segment (*seg filled in,
 * payload borrowed) of one of our flows; -1 otherwise: nothing more can be said of it. A packet that is whole
 * but not TCP is none of our business: -1 and no finding. */
int tspec_form_judge(const struct tspec_form_place *place, const uint8_t *packet, size_t bytes,
                     struct tspec_segment *seg, const struct tspec_form_sink *sink);

/* The flow of a readable segment, by addresses and ports; -1 when it is none of ours. */
int tspec_form_flow(const struct tspec_form_place *place, const struct tspec_segment *seg);

#endif
