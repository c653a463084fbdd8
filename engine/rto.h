/*
 * The retransmission timeout (RFC 6298; MUST-18). Times are microseconds; the clock's granularity is one.
 */
#ifndef TSPEC_ENGINE_RTO_H
#define TSPEC_ENGINE_RTO_H

#include <stdbool.h>
#include <stdint.h>

struct tspec_rto_bounds {
    uint64_t initial_us; /* before the first round trip: 1 s (2.1) */
    uint64_t min_us;     /* 1 s (2.4) */
    uint64_t max_us;     /* 60 s or more (2.5); 0: none */
};

/* Plain data. `rto_us` is the timeout in force, back-off included. */
struct tspec_rto {
    uint64_t rto_us, srtt_us, rttvar_us;
    bool sampled;
};

/* No round trip known: the initial timeout. */
void tspec_rto_init(struct tspec_rto *rto, const struct tspec_rto_bounds *bounds);
/* A round trip of a segment that was sent once (Karn: never one of a retransmitted segment). */
void tspec_rto_sample(struct tspec_rto *rto, const struct tspec_rto_bounds *bounds, uint64_t rtt_us);
/* RTO := 2 RTO, up to the bound (5.5). */
void tspec_rto_back_off(struct tspec_rto *rto, const struct tspec_rto_bounds *bounds);
/* After a lost SYN text starts with an RTO of 3 s, where the initial one is less (5.7). */
void tspec_rto_after_lost_syn(struct tspec_rto *rto, const struct tspec_rto_bounds *bounds);

#endif
