/*
 * Inside the model: small segments (nagle.c): when one may leave, and when it must.
 */
#ifndef TSPEC_HARNESS_MODEL_NAGLE_H
#define TSPEC_HARNESS_MODEL_NAGLE_H

#include "harness/model/steps.h"

/* New text leaves at SND.NXT, before SND.NXT moves: is the piece worth sending now (3.7.4, 3.8.6.2.1,
 * 3.9.1.2)? Remembers the small ones. */
struct tspec_objection tspec_small_sent(struct tspec_model *m, unsigned index, struct tspec_world *w,
                                        const struct tspec_segment *seg);
/* More text is queued, and may be cut at once. */
void tspec_small_queued(const struct tspec_model *m, struct tspec_world *w);
/* Text waits behind what is in flight, though nothing may hold it back: the application has switched Nagle's
 * algorithm off (MUST-17), and one segment is always allowed. */
bool tspec_undelayed(const struct tspec_model *m, const struct tspec_world *w);
/* The stack offers a window up to `edge`, and `before` with its last segment: the objection when it opens by
 * too little (MUST-39). */
struct tspec_objection tspec_small_offered(struct tspec_model *m, const struct tspec_world *w, tspec_pos ack,
                                           tspec_pos before, tspec_pos edge);

#endif
