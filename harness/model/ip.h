/*
 * What the application sets of the IP header (RFC 9293, 3.9.2, 3.9.1.9).
 */
#ifndef TSPEC_HARNESS_MODEL_IP_H
#define TSPEC_HARNESS_MODEL_IP_H

#include "harness/model/steps.h"

/* A segment of the peer arrived, perhaps by a source route: its return route is to be used from now on
 * (MUST-53, SHLD-24). */
void tspec_route_arrives(struct tspec_world *w, const struct tspec_segment *seg);

/* A segment of a connection leaves. Level 0 where nothing was set. */
struct tspec_objection tspec_ip_sent(struct tspec_model *m, unsigned index, const struct tspec_world *w,
                                     const struct tspec_segment *seg);

#endif
