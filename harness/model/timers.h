/* The timers of an exact stack, for the white box. */
#ifndef TSPEC_HARNESS_MODEL_TIMERS_H
#define TSPEC_HARNESS_MODEL_TIMERS_H

#include "harness/model/steps.h"

/* Fills in when w's timers expire, with their bits of `known`. For a connection that exists, of a model with
 * `exact`. */
void tspec_timers_view(const struct tspec_model *m, const struct tspec_world *w,
                       struct tspec_model_view *view);

#endif
