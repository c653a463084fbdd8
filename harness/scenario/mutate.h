/*
 * Mutation: small changes that keep a scenario meaningful.
 */
#ifndef TSPEC_HARNESS_MUTATE_H
#define TSPEC_HARNESS_MUTATE_H

#include "harness/scenario/random.h"
#include "harness/scenario/scenario.h"

/* X(enumerator): one way to change a scenario. */
#define TSPEC_MUTATIONS(X)                                                                                   \
    X(INSERT)    /* an event by chance */                                                                    \
    X(DELETE)    /* one event, or a few in a row */                                                          \
    X(MOVE)      /* an event to another place */                                                             \
    X(DUPLICATE) /* an event, to another place */                                                            \
    X(PUSH)      /* one operand, size or time to a border next to it */                                      \
    X(FIELD)     /* one to three fields of a segment: flags, options, damage, flow, urgent */                \
    X(SPLICE)    /* the beginning of this and the end of another, cut at any event */                        \
    X(AIM)       /* a road into a state, put in front, or in place of the beginning */                       \
    X(HEADER)    /* ISS, buffers, MSL, seed */
#define TSPEC_ENUM_MUTATION(id) TSPEC_MUTATION_##id,
enum tspec_mutation { TSPEC_MUTATIONS(TSPEC_ENUM_MUTATION) TSPEC_MUTATION_COUNT };
#undef TSPEC_ENUM_MUTATION

/* Applies one mutation. The result is in normal form, of at most most_events events (at most
 * TSPEC_SCENARIO_EVENTS_MAX), and at least one. `other` is what SPLICE takes the end from; NULL: the scenario
 * itself. False: it did not fit (nothing to delete, no room) and nothing changed. */
bool tspec_scenario_mutate_by(struct tspec_scenario *scenario, enum tspec_mutation mutation,
                              const struct tspec_scenario *other, unsigned most_events,
                              struct tspec_random *random);

/* Applies one to four mutations by chance, at least one of which fitted. */
void tspec_scenario_mutate(struct tspec_scenario *scenario, const struct tspec_scenario *other,
                           unsigned most_events, struct tspec_random *random);

#endif
