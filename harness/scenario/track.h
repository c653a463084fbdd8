/*
 * The wire tracker: what a scenario's symbols stand for while it runs, seen from the wire only; and from an
 * event to the concrete segment or call. It reads no state of the stack and none of the model's worlds.
 *
 * Definitions (docs/scenario.md, "Symbols"), per flow. Segments that are undamaged and have no RST count.
 * - ISS: sequence number of the SYN of the stack.
 * - SND.NXT: the highest SEQ + length the stack sent.
 * - SND.UNA: the highest ACK the harness sent that lies in (SND.UNA, SND.NXT]; ISS before the first.
 * - IRS: sequence number of the harness's SYN; of the latest, until the stack acknowledged one.
 * - RCV.NXT: IRS+1 once there is an IRS; then the larger of the highest ACK the stack sent and the end of
 *   what the harness offered in order, inside the window, with an ACK field that a receiver takes.
 * - RCV.WND: the highest right edge (ACK + window) the stack advertised, less RCV.NXT; never below 0.
 * - SND.WND: the window the harness offered last, scaled when both SYNs asked for it.
 * - MAX.SND.WND: the largest it offered.
 * - MSS: the stack's MSS option; 536 when it sent none.
 *
 * A new incarnation begins when the stack sends a SYN of a new number: without ACK (it opens), everything of
 * the flow starts afresh; with an ACK of the latest SYN of the harness, that SYN becomes IRS. Until then the
 * old numbers hold, so that a scenario can go on probing a connection that is gone.
 */
#ifndef TSPEC_HARNESS_TRACK_H
#define TSPEC_HARNESS_TRACK_H

#include "harness/profile.h"
#include "harness/scenario/damage.h"
#include "harness/scenario/scenario.h"

struct tspec_track_flow {
    bool iss_seen, irs_seen;
    bool irs_acked;   /* the stack acknowledged the SYN at irs */
    bool harness_syn; /* pending_irs is the number of the latest SYN of the harness */
    bool fin_offered; /* nothing in order can follow */
    bool edge_seen;
    uint8_t harness_scale, stack_scale; /* shift + 1 as asked for in the SYN; 0: not asked for */
    uint8_t pending_scale;              /* of the pending SYN */
    uint32_t iss, snd_una, snd_nxt;
    uint32_t irs, rcv_nxt, rcv_edge, pending_irs;
    uint32_t snd_wnd, max_snd_wnd;
    uint16_t mss;
    unsigned incarnation; /* 0, 1, 2 ... */
    uint64_t send_offset; /* octets the stack took from its application in this incarnation */
};

/* A segment as it was sent, so that it can be sent again octet for octet. segment.payload is not kept;
 * segment.ip_options are the event's, which outlives the run. */
struct tspec_track_sent {
    uint8_t flow, tag;
    struct tspec_damaging damage;
    uint8_t incarnation;
    uint64_t offset; /* stream offset of the first payload octet */
    struct tspec_segment segment;
};

struct tspec_track {
    uint8_t ip_version;
    struct tspec_profile profile;
    struct tspec_track_flow flows[TSPEC_FLOWS];
    unsigned sent_count; /* SEGMENT events that ran */
    struct tspec_track_sent sent[TSPEC_SCENARIO_EVENTS_MAX];
};

/* Nothing seen yet. Copies what it needs. */
void tspec_track_init(struct tspec_track *track, const struct tspec_scenario *scenario,
                      const struct tspec_profile *profile);

/* The harness sends `seg` now. Not to be called for a segment with damage: a receiver must not act on one. */
void tspec_track_harness_sent(struct tspec_track *track, unsigned flow, const struct tspec_segment *seg);
/* The stack sent `seg`. */
void tspec_track_stack_sent(struct tspec_track *track, unsigned flow, const struct tspec_segment *seg);
/* A call returned (after what the stack emitted during it): a send that was taken moves the offset of the
 * next. */
void tspec_track_call(struct tspec_track *track, const struct tspec_call *call,
                      const struct tspec_call_result *result);

/* Writes what the symbols of scenarios will stand for, relative to both streams, without content and without
 * the segments kept for replays; returns how many octets, at most TSPEC_TRACK_IMAGE_BYTES (docs/explore.md).
 */
enum { TSPEC_TRACK_IMAGE_BYTES = TSPEC_FLOWS * (1 + sizeof(struct tspec_track_flow)) };
size_t tspec_track_image(const struct tspec_track *track, uint8_t *out);

/* The value of an operand on a flow, now. */
uint32_t tspec_track_resolve(const struct tspec_track *track, unsigned flow,
                             const struct tspec_operand *operand);
/* The length of a span in microseconds, from the profile's timers. */
uint64_t tspec_track_span(const struct tspec_track *track, const struct tspec_span *span);

/* SEGMENT or REPLAY event -> the concrete segment with addresses and ports of harness/sut/sut.h, its payload
 * filled into payload[TSPEC_SCENARIO_PAYLOAD_MAX] as harness/payload.h has it: stream offset = SEQ - (IRS+1),
 * tag of the event, incarnation of the flow (of a SYN: offset 0 of the connection it asks for). *flow and
 * *damage say the rest: they are the earlier segment's for a REPLAY. A SEGMENT is kept for replays. False: a
 * REPLAY of nothing; there is nothing to send. The caller encodes it (engine/wire.h), applies the damage
 * (damage.h), calls tspec_track_harness_sent if there is none. */
bool tspec_track_segment(struct tspec_track *track, const struct tspec_event *event,
                         struct tspec_segment *seg, uint8_t *payload, unsigned *flow,
                         struct tspec_damaging *damage);
/* ICMP event -> the message, about a segment the stack sent on the event's flow: from the remote host where
 * it is for a host to say (protocol and port unreachable), else from the gateway. */
void tspec_track_icmp(const struct tspec_track *track, const struct tspec_event *event,
                      struct tspec_icmp *icmp);
/* CALL event -> the call; the data of a send is filled into data[TSPEC_SCENARIO_CALL_MAX]: tag 0, the flow's
 * incarnation (the next one for a send on the listener, which opens), offset = octets taken before. */
void tspec_track_make_call(const struct tspec_track *track, const struct tspec_event *event,
                           struct tspec_call *call, uint8_t *data);

/* An EXPECT_SEGMENT event against a segment the stack sent on the event's flow. SEQ and ACK are compared
 * modulo 2^32, PSH only where expected, the window as the raw field. */
bool tspec_track_matches(const struct tspec_track *track, const struct tspec_event *event,
                         const struct tspec_segment *seg);

/* The addresses of harness/sut/sut.h, in the form segments carry. */
struct tspec_address tspec_address_local(unsigned ip_version);
struct tspec_address tspec_address_remote(unsigned ip_version);
struct tspec_address tspec_address_gateway(unsigned ip_version);

#endif
