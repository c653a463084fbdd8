/*
 * Steps 1 to 4 of RFC 9293, 3.10.7.4, each in a file of its own. Every function pushes the worlds that
 * explain what the stack may do with the segment.
 */
#ifndef TSPEC_HARNESS_MODEL_ARRIVE_H
#define TSPEC_HARNESS_MODEL_ARRIVE_H

#include "harness/model/steps.h"

/* The segment is acknowledged and dropped (3.5.2, group 3). */
void tspec_answer(struct tspec_next *next, struct tspec_world *w, unsigned clause);
/* Alternatives of a choice that differ in the answer alone: an ACK, the silence of a rate limit, or both. */
void tspec_challenge(struct tspec_next *next, const struct tspec_world *w, bool ack, bool silence,
                     unsigned clause);

/* Step 2, a RST that passed step 1, and one that did not. */
void tspec_arrives_rst(struct tspec_next *next, struct tspec_world *w, tspec_pos seq);
void tspec_arrives_rst_outside(struct tspec_next *next, struct tspec_world *w, tspec_pos seq, tspec_pos edge);

/* Step 4 in passive SYN-RECEIVED (AMB-06); in active SYN-RECEIVED and the synchronized states (AMB-04). */
void tspec_arrives_syn_passive(struct tspec_next *next, const struct tspec_world *w,
                               const struct tspec_segment *seg);
void tspec_arrives_syn(struct tspec_next *next, const struct tspec_world *w, const struct tspec_segment *seg);
/* A SYN left of the window, whose text or FIN reaches into it (AMB-04). True: the rest may be processed. */
bool tspec_arrives_syn_left(struct tspec_next *next, const struct tspec_world *w,
                            const struct tspec_segment *seg);
/* The SYN or SYN,ACK that made SYN-RECEIVED comes again (AMB-05). */
void tspec_arrives_at_irs(struct tspec_next *next, const struct tspec_world *w,
                          const struct tspec_segment *seg);
/* A SYN in TIME-WAIT, wherever it lies (AMB-11; RFC 6191; MAY-2). True: the rest may be processed. */
bool tspec_arrives_syn_time_wait(struct tspec_next *next, const struct tspec_world *w,
                                 const struct tspec_segment *seg, tspec_pos seq, bool in_window);

#endif
