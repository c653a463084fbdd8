/*
 * Two stacks and the network between them: how a scenario with a peer runs (docs/pair.md).
 *
 * Each side takes the other for the remote socket of harness/sut/sut.h; the network swaps the addresses. It
 * loses, repeats and delays what the scenario says and nothing else. The judge's own stack is judged by the
 * model as always; the peer only answers. Beside the model stand the checks of the two together (ends.c).
 */
#ifndef TSPEC_HARNESS_PAIR_H
#define TSPEC_HARNESS_PAIR_H

#include "harness/judge/run.h"

enum { TSPEC_SIDES = 2 }; /* 0: the judge's stack; 1: the peer */

/* What is known of one side of a flow. */
struct tspec_end_connection {
    uint32_t iss;
    unsigned incarnation;
    uint64_t taken; /* octets the stack took from its application */
};
enum { TSPEC_END_CONNECTIONS = 8 };
struct tspec_end {
    struct tspec_end_connection log[TSPEC_END_CONNECTIONS]; /* the latest last */
    unsigned logged;
    bool connected, shut; /* the latest connection was established; its application has closed it */
    uint64_t read;        /* octets its application has got */
    uint64_t sent_us;     /* it last sent a segment */
};
struct tspec_ends {
    struct tspec_end end[TSPEC_SIDES][TSPEC_FLOWS];
    unsigned idle[TSPEC_FLOWS];   /* acknowledgments in a row with nothing else between them */
    bool disorderly[TSPEC_FLOWS]; /* somebody aborted or gave up, or a reset was sent: anything may follow */
    uint64_t called_us;           /* an application last called */
};

/* A packet on its way, as its receiver sees it. */
struct tspec_travelling {
    uint64_t at_us, order;
    uint8_t to, flow;
    size_t bytes;
    uint8_t *octets;
};
enum { TSPEC_TRAVELLING_MAX = 1024, TSPEC_FATES_MAX = 64 };
struct tspec_fated {
    uint8_t fate;
    uint16_t nth; /* the packet it is for, counted from now on */
    uint64_t span_us;
};

struct tspec_pair {
    struct tspec_judge *side[TSPEC_SIDES];
    struct tspec_verdict peer_verdict;
    uint64_t latency_us;
    uint64_t sent; /* packets, of both */
    unsigned travelling_count, fated_count[TSPEC_SIDES];
    struct tspec_travelling travelling[TSPEC_TRAVELLING_MAX];
    struct tspec_fated fated[TSPEC_SIDES][TSPEC_FATES_MAX];
    struct tspec_ends ends;
};

/* Makes the peer of j->scenario ready beside a judge that has begun. False: it cannot be had (error filled
 * in). */
bool tspec_pair_begin(struct tspec_judge *j, char *error, size_t error_bytes);
/* One event of the scenario. */
void tspec_pair_event(struct tspec_judge *j, const struct tspec_event *event);
/* Time until the settle is over, then what must be so at the end. */
void tspec_pair_finish(struct tspec_judge *j, uint64_t settle_us);
void tspec_pair_destroy(struct tspec_pair *pair);

/* ends.c: what the two applications have a right to. */

/* After anything that side did: the tap's items are new. */
void tspec_ends_sent(struct tspec_pair *pair, unsigned side, const struct tspec_tap_item *item);
void tspec_ends_called(struct tspec_pair *pair, unsigned side, const struct tspec_call *call,
                       const struct tspec_call_result *result);
/* The scenario is over. */
void tspec_ends_finish(struct tspec_pair *pair);

#endif
