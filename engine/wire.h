/*
 * Segments to IP packets and back (RFC 9293, 3.1; RFC 791; RFC 8200 for the version 6 pseudo-header).
 */
#ifndef TSPEC_ENGINE_WIRE_H
#define TSPEC_ENGINE_WIRE_H

#include <stddef.h>
#include "engine/segment.h"

enum { TSPEC_PACKET_MAX = 65535 };

/* Why a packet could not be read as a segment. TSPEC_WIRE_CHECKSUM is reported only when all else is sound,
 * and the segment is filled in then too. */
enum tspec_wire_status {
    TSPEC_WIRE_OK,
    TSPEC_WIRE_NOT_TCP,   /* not IP, another protocol, or a fragment */
    TSPEC_WIRE_TRUNCATED, /* shorter than its own headers say */
    TSPEC_WIRE_OFFSET,    /* Data Offset below 5 or beyond the end (RFC 9293 does not say; AMB-31) */
    TSPEC_WIRE_CHECKSUM,  /* the TCP checksum over the pseudo-header is wrong (MUST-3) */
};

/* Writes `seg` as an IP packet with correct lengths and checksums into out[cap]. Returns the packet's size in
 * octets, or 0 when it does not fit or the addresses are not of one version. Identification 0, DF set; IPv6
 * has no IP options. */
size_t tspec_wire_encode(const struct tspec_segment *seg, uint8_t *out, size_t cap);

/* Reads one IP packet. *seg borrows payload and IP options from `packet`. Never reads beyond packet[bytes].
 */
enum tspec_wire_status tspec_wire_decode(const uint8_t *packet, size_t bytes, struct tspec_segment *seg);

/* Recomputes the TCP checksum of an IP packet in place (after a caller has damaged or edited it). */
void tspec_wire_rechecksum(uint8_t *packet, size_t bytes);

#endif
