#include "harness/judge/judge.h"

void tspec_coverage_add(struct tspec_coverage *into, const struct tspec_coverage *from)
{
    into->scenarios += from->scenarios;
    into->events += from->events;
    into->segments_in += from->segments_in;
    into->segments_out += from->segments_out;
    into->inconclusive += from->inconclusive;
    for (unsigned i = 0; i < TSPEC_COVERAGE_CHECKS; i++)
        into->check[i] += from->check[i];
    for (unsigned i = 0; i < TSPEC_COVERAGE_CLAUSES; i++)
        into->clause[i] += from->clause[i];
    for (unsigned state = 0; state <= TSPEC_STATE_COUNT; state++)
        for (unsigned i = 0; i < TSPEC_EVENT_CLASSES; i++)
            into->state_event[state][i] += from->state_event[state][i];
}
