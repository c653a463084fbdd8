#include "engine/icmp.h"

#include "engine/octets.h"

enum {
    IPV4_HEADER = 20,
    IPV6_HEADER = 40,
    ICMP_HEADER = 8,
    QUOTED_TCP = 8, /* ports and sequence number */
    TCP_HEADER = 20,
    CHECKSUM_AT = 2,
    MTU_AT = 6, /* of the two octets that IPv4 and, for an MTU below 65536, IPv6 have in common */
    PROTOCOL_ICMP = 1,
    PROTOCOL_TCP = 6,
    PROTOCOL_ICMPV6 = 58,
    DONT_FRAGMENT = 0x4000,
    ANY = 255, /* a code: each is read, 0 is written */
    NONE = 0,  /* a type: there is no such message */
};

/* RFC 792; RFC 4443. What has no kin in IPv6 among the messages RFC 9293, 3.9.2.2 speaks of is not sent
 * there: an unknown next header is a soft error in IPv6, not the hard one of an unknown protocol. */
static const struct {
    uint8_t type, code, type6, code6;
} numbers[TSPEC_ICMP_COUNT] = {
    [TSPEC_ICMP_NET_UNREACHABLE] = {3, 0, 1, 0},         [TSPEC_ICMP_HOST_UNREACHABLE] = {3, 1, 1, 3},
    [TSPEC_ICMP_PROTOCOL_UNREACHABLE] = {3, 2, NONE, 0}, [TSPEC_ICMP_PORT_UNREACHABLE] = {3, 3, 1, 4},
    [TSPEC_ICMP_FRAGMENTATION_NEEDED] = {3, 4, 2, ANY},  [TSPEC_ICMP_SOURCE_ROUTE_FAILED] = {3, 5, NONE, 0},
    [TSPEC_ICMP_TIME_EXCEEDED] = {11, ANY, 3, ANY},      [TSPEC_ICMP_PARAMETER_PROBLEM] = {12, ANY, 4, ANY},
    [TSPEC_ICMP_SOURCE_QUENCH] = {4, ANY, NONE, 0},
};

static size_t write_header(uint8_t *out, const struct tspec_address *from, const struct tspec_address *to,
                           uint8_t protocol, size_t payload)
{
    if (from->version == 4) {
        memset(out, 0, IPV4_HEADER);
        out[0] = 0x45;
        tspec_write16(out + 2, (unsigned)(IPV4_HEADER + payload));
        tspec_write16(out + 6, DONT_FRAGMENT);
        out[8] = TSPEC_TTL_DEFAULT;
        out[9] = protocol;
        memcpy(out + 12, from->octets, 4);
        memcpy(out + 16, to->octets, 4);
        tspec_write16(out + 10, (uint16_t)~tspec_sum_fold(tspec_sum_octets(0, out, IPV4_HEADER)));
        return IPV4_HEADER;
    }
    memset(out, 0, IPV6_HEADER);
    out[0] = 0x60;
    tspec_write16(out + 4, (unsigned)payload);
    out[6] = protocol;
    out[7] = TSPEC_TTL_DEFAULT;
    memcpy(out + 8, from->octets, 16);
    memcpy(out + 24, to->octets, 16);
    return IPV6_HEADER;
}

/* ICMP's checksum is over the message, ICMPv6's over a pseudo-header too (RFC 4443, 2.3). `addresses` are the
 * two of the IPv6 header, NULL in IPv4. */
static uint16_t sum(const uint8_t *message, size_t bytes, const uint8_t *addresses)
{
    uint64_t total = tspec_sum_octets(0, message, bytes);
    if (addresses) {
        total = tspec_sum_octets(total, addresses, 32);
        total = tspec_sum_number(total, (uint16_t)bytes);
        total = tspec_sum_number(total, PROTOCOL_ICMPV6);
    }
    return tspec_sum_fold(total);
}

size_t tspec_icmp_encode(const struct tspec_icmp *icmp, uint8_t *out, size_t cap)
{
    uint8_t version = icmp->from.version;
    bool v6 = version == 6;
    if (icmp->kind >= TSPEC_ICMP_COUNT || (version != 4 && version != 6) || icmp->source.version != version ||
        icmp->destination.version != version)
        return 0;
    uint8_t type = v6 ? numbers[icmp->kind].type6 : numbers[icmp->kind].type;
    uint8_t code = v6 ? numbers[icmp->kind].code6 : numbers[icmp->kind].code;
    size_t header = v6 ? IPV6_HEADER : IPV4_HEADER, message = ICMP_HEADER + header + QUOTED_TCP;
    if (type == NONE || header + message > cap)
        return 0;
    uint8_t *at =
        out + write_header(out, &icmp->from, &icmp->source, v6 ? PROTOCOL_ICMPV6 : PROTOCOL_ICMP, message);
    memset(at, 0, ICMP_HEADER);
    at[0] = type;
    at[1] = code == ANY ? 0 : code;
    if (icmp->kind == TSPEC_ICMP_FRAGMENTATION_NEEDED)
        tspec_write16(at + MTU_AT, icmp->mtu);
    uint8_t *tcp = at + ICMP_HEADER;
    tcp += write_header(tcp, &icmp->source, &icmp->destination, PROTOCOL_TCP, TCP_HEADER);
    tspec_write16(tcp, icmp->source_port);
    tspec_write16(tcp + 2, icmp->destination_port);
    tspec_write32(tcp + 4, icmp->seq.wire);
    tspec_write16(at + CHECKSUM_AT, (uint16_t)~sum(at, message, v6 ? out + 8 : NULL));
    return header + message;
}

static void read_address(struct tspec_address *address, uint8_t version, const uint8_t *octets)
{
    *address = (struct tspec_address){.version = version};
    memcpy(address->octets, octets, version == 4 ? 4 : 16);
}

/* Where what an IP header carries begins, when it is of that protocol and whole so far; else 0. *bytes: how
 * much of the packet is there; then, for one that is complete, how long its header says it is. */
static size_t behind_header(const uint8_t *packet, size_t *bytes, uint8_t protocol, bool complete)
{
    if (*bytes < IPV4_HEADER)
        return 0;
    if (packet[0] >> 4 == 6) {
        size_t total = IPV6_HEADER + (size_t)tspec_read16(packet + 4);
        if (*bytes < IPV6_HEADER || packet[6] != protocol || (complete && total > *bytes))
            return 0;
        *bytes = complete ? total : *bytes;
        return IPV6_HEADER;
    }
    size_t header = (packet[0] & 15u) * 4u, total = tspec_read16(packet + 2);
    if (packet[0] >> 4 != 4 || header < IPV4_HEADER || header > *bytes || packet[9] != protocol ||
        (complete && (total > *bytes || total < header)))
        return 0;
    *bytes = complete ? total : *bytes;
    return header;
}

static uint8_t kind_of(uint8_t type, uint8_t code, bool v6)
{
    uint8_t kind = 0;
    for (; kind < TSPEC_ICMP_COUNT; kind++) {
        uint8_t its_type = v6 ? numbers[kind].type6 : numbers[kind].type;
        uint8_t its_code = v6 ? numbers[kind].code6 : numbers[kind].code;
        if (its_type != NONE && its_type == type && (its_code == ANY || its_code == code))
            break;
    }
    return kind;
}

bool tspec_icmp_decode(const uint8_t *packet, size_t bytes, struct tspec_icmp *icmp)
{
    if (bytes == 0)
        return false;
    uint8_t version = packet[0] >> 4;
    bool v6 = version == 6;
    size_t at = behind_header(packet, &bytes, v6 ? PROTOCOL_ICMPV6 : PROTOCOL_ICMP, true);
    if (at == 0 || bytes - at < ICMP_HEADER)
        return false;
    const uint8_t *message = packet + at, *quoted = message + ICMP_HEADER;
    size_t length = bytes - at, left = length - ICMP_HEADER;
    icmp->kind = kind_of(message[0], message[1], v6);
    if (icmp->kind == TSPEC_ICMP_COUNT || sum(message, length, v6 ? packet + 8 : NULL) != 0xffff)
        return false;
    size_t tcp_at = behind_header(quoted, &left, PROTOCOL_TCP, false);
    if (tcp_at == 0 || quoted[0] >> 4 != version || left - tcp_at < QUOTED_TCP)
        return false;
    const uint8_t *tcp = quoted + tcp_at;
    read_address(&icmp->from, version, packet + (v6 ? 8 : 12));
    read_address(&icmp->source, version, quoted + (v6 ? 8 : 12));
    read_address(&icmp->destination, version, quoted + (v6 ? 24 : 16));
    icmp->source_port = tspec_read16(tcp);
    icmp->destination_port = tspec_read16(tcp + 2);
    icmp->seq.wire = tspec_read32(tcp + 4);
    icmp->mtu = icmp->kind == TSPEC_ICMP_FRAGMENTATION_NEEDED ? tspec_read16(message + MTU_AT) : 0;
    return true;
}
