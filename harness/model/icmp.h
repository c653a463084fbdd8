/*
 * ICMP messages about a connection (RFC 9293, 3.9.2.2), and soft errors (3.9.1.8).
 */
#ifndef TSPEC_HARNESS_MODEL_ICMP_H
#define TSPEC_HARNESS_MODEL_ICMP_H

#include "harness/model/steps.h"

/* The clauses of the four classes a message can be of stand in this order in clauses.def. */
enum tspec_icmp_class { TSPEC_ICMP_QUENCH, TSPEC_ICMP_SOFT, TSPEC_ICMP_HARD, TSPEC_ICMP_MTU };
enum tspec_icmp_class tspec_icmp_class(unsigned kind);

void tspec_icmp_arrives(struct tspec_next *next, struct tspec_world *w, const struct tspec_icmp *icmp);

/* The present stimulus is a message that ends no connection. */
static inline bool tspec_icmp_quiet(const struct tspec_world *w)
{
    return w->quiet > TSPEC_CLAUSE_ICMP_QUENCH && w->quiet <= TSPEC_CLAUSE_ICMP_MTU + 1;
}

/* The application was told of a soft error. */
struct tspec_objection tspec_soft_error_told(struct tspec_model *m, struct tspec_world *w);
/* One that it should have been told of by `limit`. */
struct tspec_objection tspec_soft_error_late(struct tspec_world *w, uint64_t limit);

#endif
