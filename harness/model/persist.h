/*
 * Inside the model: text that waits for the peer's window (persist.c). What a world knows of it is struct
 * tspec_persist (world.h), all zero while nothing waits.
 */
#ifndef TSPEC_HARNESS_MODEL_PERSIST_H
#define TSPEC_HARNESS_MODEL_PERSIST_H

#include "harness/model/steps.h"

/* After anything that moves the window or what waits for it. */
void tspec_persist_watch(const struct tspec_model *m, struct tspec_world *w);
/* A segment that asks after the window: text, or SEQ below SND.NXT without any. Judges its time (SHLD-29,
 * SHLD-30). */
struct tspec_objection tspec_persist_sent(struct tspec_model *m, struct tspec_world *w);
/* The peer acknowledges while text waits; counts: what was sent, so that it may answer a probe. */
void tspec_persist_heard(const struct tspec_model *m, struct tspec_world *w, bool counts);
/* SND.UNA moved. */
void tspec_persist_advanced(const struct tspec_model *m, struct tspec_world *w);
/* Nothing came for longer than any conforming stack waits (MUST-36); else level 0. */
struct tspec_objection tspec_persist_late(struct tspec_model *m, struct tspec_world *w);
/* The stack gives the connection up: the objection when a probe was answered less than `least` ago
 * (MUST-37, SHLD-17). */
struct tspec_objection tspec_persist_given_up(struct tspec_model *m, const struct tspec_world *w,
                                              uint64_t least);

#endif
