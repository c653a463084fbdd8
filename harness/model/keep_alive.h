/*
 * Inside the model: keep-alives (keep_alive.c; RFC 9293, 3.8.4).
 */
#ifndef TSPEC_HARNESS_MODEL_KEEP_ALIVE_H
#define TSPEC_HARNESS_MODEL_KEEP_ALIVE_H

#include "harness/model/steps.h"

/* A segment that asks the peer for an ACK and nothing else: SEQ = SND.NXT-1, no text or one octet, while no
 * window is probed, by itself. */
bool tspec_is_keep_alive(const struct tspec_model *m, unsigned index, const struct tspec_world *w,
                         const struct tspec_segment *seg);
struct tspec_objection tspec_keep_alive_sent(struct tspec_model *m, unsigned index, struct tspec_world *w,
                                             const struct tspec_segment *seg);
/* The application has switched them on and said after how long, and none came. */
struct tspec_objection tspec_keep_alive_late(struct tspec_model *m, unsigned index, struct tspec_world *w);
/* The stack gives up a connection with nothing in flight: the objection unless several keep-alives found no
 * answer (MUST-29); level 0: they did. */
struct tspec_objection tspec_keep_alive_given_up(struct tspec_model *m, const struct tspec_world *w);

#endif
