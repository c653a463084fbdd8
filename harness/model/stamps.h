/*
 * Window scale and timestamps on what the stack sends (RFC 7323).
 */
#ifndef TSPEC_HARNESS_MODEL_STAMPS_H
#define TSPEC_HARNESS_MODEL_STAMPS_H

#include "harness/model/steps.h"

/* A segment of a connection without RST leaves, with options, or where they are due. */
struct tspec_objection tspec_stamp_sent(struct tspec_model *m, struct tspec_world *w,
                                        const struct tspec_segment *seg);

#endif
