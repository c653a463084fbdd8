/*
 * Initial sequence numbers (RFC 9293, 3.4.1; MUST-8, SHLD-1, MUST-9).
 */
#ifndef TSPEC_ENGINE_ISS_H
#define TSPEC_ENGINE_ISS_H

#include "engine/endpoint.h"

/* SipHash-2-4 of a pair of sockets (Aumasson and Bernstein, 2012), keyed by `secret`. */
uint64_t tspec_iss_hash(const uint64_t secret[2], const struct tspec_socket *local,
                        const struct tspec_socket *remote);

/* The number for a connection with `remote` that starts now: a clock of 4 us plus the hash, or the configured
 * first one; in any case above what an earlier connection of the pair has used. */
tspec_seq tspec_iss_next(struct tspec_endpoint *endpoint, uint64_t now_us, const struct tspec_socket *remote);

/* A connection with `remote` is gone; `next` is its SND.NXT. Nothing happens where config.forgets. */
void tspec_iss_remember(struct tspec_endpoint *endpoint, const struct tspec_socket *remote, tspec_seq next);

#endif
