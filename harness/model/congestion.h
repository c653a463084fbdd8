/*
 * Inside the model: how much may be in flight (congestion.c). Of a stack that declares nothing only what
 * every standard keeps to is asked (MAY-18), counted for the flow, not in its worlds; of one that declares
 * its initial window, RFC 5681 itself.
 */
#ifndef TSPEC_HARNESS_MODEL_CONGESTION_H
#define TSPEC_HARNESS_MODEL_CONGESTION_H

#include "harness/model/steps.h"

/* A segment with text leaves, whatever its numbers; one of the peer comes. */
void tspec_congestion_piece(struct tspec_flow *flow);
static inline void tspec_congestion_heard(struct tspec_flow *flow, const struct tspec_segment *seg)
{
    if (!(seg->flags & TSPEC_ACK) || !flow->congestion.segments)
        return;
    uint32_t more = flow->congestion.segments + tspec_max(1, flow->congestion.pieces);
    flow->congestion.segments = (uint16_t)tspec_min(more, UINT16_MAX);
    flow->congestion.pieces = 0;
}

/* SND.UNA has moved by `octets`; the oldest octet in flight is sent again by the timer, the first time. Only
 * of a stack that declares its initial window. */
void tspec_congestion_acked(const struct tspec_model *m, struct tspec_world *w, tspec_pos octets);
void tspec_congestion_lost(const struct tspec_model *m, struct tspec_world *w);

/* Text from `seq` to `end` leaves. */
struct tspec_objection tspec_congestion_sent(struct tspec_model *m, unsigned index, struct tspec_world *w,
                                             tspec_pos seq, tspec_pos end);

#endif
