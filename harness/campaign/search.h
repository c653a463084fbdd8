/*
 * The search for the minimal scenario: what minimize.c and plainer.c share. Nobody else includes this.
 */
#ifndef TSPEC_HARNESS_SEARCH_H
#define TSPEC_HARNESS_SEARCH_H

#include "harness/campaign/minimize.h"

enum { TSPEC_SEARCH_REFUSED = 1 << 13 };

struct tspec_search {
    const struct tspec_minimize_test *test;
    struct tspec_scenario best;      /* shows it */
    struct tspec_scenario candidate; /* to be tried */
    struct tspec_scenario scratch;   /* of whoever makes the candidate */
    bool changed;                    /* best, since this was cleared last */
    /* Hashes of candidates that do not show it, so that none is asked about twice. Full, it starts afresh. */
    unsigned refused_count;
    uint64_t refused[TSPEC_SEARCH_REFUSED];
};

/* Makes the candidate a copy of the best, to be changed. */
void tspec_search_begin(struct tspec_search *s);
/* If the candidate shows it, it is the best from now on: true. */
bool tspec_search_try(struct tspec_search *s);
/* The best with one event changed: tried. */
bool tspec_search_try_event(struct tspec_search *s, unsigned at, const struct tspec_event *event);

/* Puts a value into an event or a setting of the candidate, and tries it. */
typedef bool tspec_put(struct tspec_search *s, unsigned at, uint64_t value);
/* The first of 0, 1, 10, 100, ... from `least` on and below `now` that will do; else the smallest of all. */
void tspec_plainer_size(struct tspec_search *s, unsigned at, uint64_t least, uint64_t now, tspec_put *try);

/* plainer.c: plainer values, one after another; the number of events stays. */
void tspec_plainer_flows(struct tspec_search *s);
void tspec_plainer_event(struct tspec_search *s, unsigned at);
/* settings.c: the scenario's own numbers and options, but for times. */
void tspec_plainer_settings(struct tspec_search *s);
/* times.c: waits, MSL and settle. */
void tspec_plainer_times(struct tspec_search *s);

#endif
