/*
 * The congestion window (RFC 9293, 3.8.2, MUST-19; RFC 5681, 3.1 and 4.1): slow start, congestion avoidance,
 * and what a timeout does to them. All sizes are octets; `mss` is SMSS, 1 or more.
 */
#ifndef TSPEC_ENGINE_CONGESTION_H
#define TSPEC_ENGINE_CONGESTION_H

#include <stdbool.h>
#include <stdint.h>

/* Plain data. */
struct tspec_congestion {
    uint32_t window;    /* cwnd */
    uint32_t initial;   /* IW */
    uint32_t threshold; /* ssthresh */
    uint32_t counted;   /* acknowledged in congestion avoidance since the window grew last */
    uint8_t duplicates; /* acknowledgments that repeated SND.UNA, in a row */
    bool recovering;    /* from a loss that duplicates told of (3.2) */
};

/* The start of a connection. `segments`: the initial window in segments, 0: RFC 5681's two to four, by mss.
 * One segment after a lost SYN. */
void tspec_congestion_begin(struct tspec_congestion *c, uint32_t mss, unsigned segments, bool syn_lost);
/* An acknowledgment of `octets` new ones. */
void tspec_congestion_grow(struct tspec_congestion *c, uint32_t mss, uint32_t octets);
/* The retransmission timer found a loss with `flight` octets outstanding. `again`: of a segment that it has
 * resent before, for which the threshold stays. */
void tspec_congestion_collapse(struct tspec_congestion *c, uint32_t mss, uint32_t flight, bool again);
/* Nothing was sent for longer than an RTO: no more than the initial window (4.1). */
void tspec_congestion_restart(struct tspec_congestion *c);
/* Fast retransmit and fast recovery (3.2): the third duplicate; each further one; the end of it. */
void tspec_congestion_halve(struct tspec_congestion *c, uint32_t mss, uint32_t flight);
void tspec_congestion_inflate(struct tspec_congestion *c, uint32_t mss);
void tspec_congestion_deflate(struct tspec_congestion *c);

#endif
