/*
 * Inside the model: urgent data (urgent.c; RFC 9293, 3.8.5; 3.10.7.4, step 6).
 */
#ifndef TSPEC_HARNESS_MODEL_URGENT_H
#define TSPEC_HARNESS_MODEL_URGENT_H

#include "harness/model/steps.h"

/* A segment with URG whose step 6 has come. */
void tspec_urgent_arrives(struct tspec_next *next, struct tspec_world *w, const struct tspec_arrival *a);
/* The stack sends a segment without SYN and RST. */
struct tspec_objection tspec_urgent_sent(struct tspec_model *m, unsigned index, struct tspec_world *w,
                                         const struct tspec_segment *seg);
/* What a STATUS or RECEIVE says of urgent data that is left; `taken` octets were read by it. */
struct tspec_objection tspec_urgent_left(struct tspec_model *m, const struct tspec_world *w,
                                         const struct tspec_call_result *result, tspec_pos taken);

#endif
