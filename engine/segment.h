/*
 * The segment vocabulary: what a TCP segment is, for everyone.
 *
 * Engine, model, judge, scenarios and reports all speak of segments in this one form: header fields in
 * host order, options as raw octets, payload by reference. There is no arithmetic here on purpose: the
 * engine has its own (engine/seq.h), the model has another (64-bit, unwrapped), and neither may borrow.
 */
#ifndef TSPEC_ENGINE_SEGMENT_H
#define TSPEC_ENGINE_SEGMENT_H

#include <stdbool.h>
#include <stdint.h>

/* A sequence number as it stands on the wire, modulo 2^32 (RFC 9293, 3.4). A struct, so that a plain `<`
 * between two of them does not compile. */
typedef struct tspec_seq {
    uint32_t wire;
} tspec_seq;

/* Control bits, in the header's own positions (RFC 9293, 3.1). */
enum tspec_flag {
    TSPEC_FIN = 0x01,
    TSPEC_SYN = 0x02,
    TSPEC_RST = 0x04,
    TSPEC_PSH = 0x08,
    TSPEC_ACK = 0x10,
    TSPEC_URG = 0x20,
    TSPEC_ECE = 0x40,
    TSPEC_CWR = 0x80,
};

enum { TSPEC_OPTIONS_MAX = 40, TSPEC_IP_OPTIONS_MAX = 40, TSPEC_TTL_DEFAULT = 64 };

/* An IP address. version is 4 or 6; an IPv4 address uses the first four octets, network order. */
struct tspec_address {
    uint8_t version;
    uint8_t octets[16];
};

/* One segment. Numbers are in host order; `options` is the raw option area, `options_bytes` of it, a
 * multiple of four up to 40; `payload` and `ip_options` are borrowed and may be NULL when their size is 0. */
struct tspec_segment {
    struct tspec_address source, destination;
    uint16_t source_port, destination_port;
    tspec_seq seq, ack;
    uint8_t flags;    /* enum tspec_flag */
    uint8_t reserved; /* the four reserved bits; zero on everything a conforming stack sends */
    uint16_t window;  /* the raw field, unscaled */
    uint16_t urgent;  /* the raw field: an offset from seq, meaningful with URG */
    uint8_t options_bytes;
    uint8_t options[TSPEC_OPTIONS_MAX];
    uint8_t ttl;              /* Time to Live, Hop Limit; 0, on the way out: TSPEC_TTL_DEFAULT */
    uint8_t ds;               /* the octet of the DS field (RFC 2474): Type of Service, Traffic Class */
    uint8_t ip_options_bytes; /* IPv4: a multiple of four up to 40; IPv6: 0 */
    uint32_t payload_bytes;
    const uint8_t *payload;
    const uint8_t *ip_options;
};

/* What was wrong with a packet on its way in, beyond the segment's fields (cases 18 and 19). */
enum tspec_damage {
    TSPEC_DAMAGE_NONE,
    TSPEC_DAMAGE_CHECKSUM,      /* wrong TCP checksum */
    TSPEC_DAMAGE_OFFSET_SHORT,  /* Data Offset below 5 */
    TSPEC_DAMAGE_OFFSET_LONG,   /* Data Offset beyond the end */
    TSPEC_DAMAGE_TRUNCATED,     /* the TCP header is cut */
    TSPEC_DAMAGE_CHECKSUM_ZERO, /* no TCP checksum: the field is zero */
    TSPEC_DAMAGE_FROM_PORT_0,   /* all is right, but the ports are those of another pair of sockets */
    TSPEC_DAMAGE_TO_PORT_0,
    TSPEC_DAMAGE_FROM_BROADCAST, /* all is right, but one address names no single host (MUST-57, MUST-63) */
    TSPEC_DAMAGE_FROM_MULTICAST,
    TSPEC_DAMAGE_FROM_ANY,
    TSPEC_DAMAGE_TO_BROADCAST,
    TSPEC_DAMAGE_TO_MULTICAST,
    TSPEC_DAMAGE_COUNT
};

/* SEG.LEN: payload octets, with SYN and FIN counted (RFC 9293, 3.3.1). */
static inline uint32_t tspec_segment_length(const struct tspec_segment *s)
{
    return s->payload_bytes + ((s->flags & TSPEC_SYN) != 0) + ((s->flags & TSPEC_FIN) != 0);
}

#endif
