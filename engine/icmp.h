/*
 * ICMP messages about TCP segments, to IP packets and back (RFC 792, RFC 1191; RFC 4443 with IPv6).
 */
#ifndef TSPEC_ENGINE_ICMP_H
#define TSPEC_ENGINE_ICMP_H

#include <stddef.h>
#include "engine/event.h"

enum { TSPEC_ICMP_PACKET_MAX = 96 }; /* no message of ours is longer */

/* Writes the message as an IP packet, to the stack that sent what it quotes, of the version of its addresses:
 * header, message, the quoted IP header and the first 8 octets of TCP. Returns the packet's size, 0 when it
 * does not fit, the addresses are not of one version, or IPv6 has no such message (protocol unreachable,
 * source route failed, source quench). */
size_t tspec_icmp_encode(const struct tspec_icmp *icmp, uint8_t *out, size_t cap);

/* Reads an IP packet. False when it is no sound ICMP message of one of the kinds, or quotes no TCP segment.
 * Whom the quoted addresses belong to is the caller's to compare. */
bool tspec_icmp_decode(const uint8_t *packet, size_t bytes, struct tspec_icmp *icmp);

#endif
