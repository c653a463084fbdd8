/*
 * The other end: the state a conforming endpoint would be in, had it sent and received what the harness did.
 *
 * For ladders only; nothing is judged by it. What no endpoint would send or take (out of order, a reset that
 * does not fit) changes nothing here.
 */
#ifndef TSPEC_HARNESS_CLI_PEER_H
#define TSPEC_HARNESS_CLI_PEER_H

#include "engine/event.h"
#include "engine/segment.h"

/* One flow. Start from {0}: nothing seen. */
struct tspec_cli_peer {
    bool seen;        /* it has sent a segment */
    unsigned state;   /* enum tspec_state */
    uint32_t snd_nxt; /* behind the last octet sent in order */
    uint32_t rcv_nxt; /* behind the last octet received in order */
    bool invited;     /* a SYN of the stack waits for an answer */
};

/* The harness sends an undamaged segment; the stack's segment arrives. */
void tspec_cli_peer_sent(struct tspec_cli_peer *peer, const struct tspec_segment *segment);
void tspec_cli_peer_got(struct tspec_cli_peer *peer, const struct tspec_segment *segment);

#endif
