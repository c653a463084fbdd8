#include "engine/wire.h"

#include <string.h>

enum {
    IPV4_HEADER = 20,
    IPV6_HEADER = 40,
    TCP_HEADER = 20,
    PROTOCOL_TCP = 6,
    TCP_CHECKSUM_AT = 16, /* within the TCP header */
    MORE_FRAGMENTS_OR_OFFSET = 0x3fff,
    DONT_FRAGMENT = 0x4000,
    TTL = 64,
};

static uint16_t read16(const uint8_t *p)
{
    return (uint16_t)(p[0] << 8 | p[1]);
}

static uint32_t read32(const uint8_t *p)
{
    return (uint32_t)read16(p) << 16 | read16(p + 2);
}

static void write16(uint8_t *p, unsigned value)
{
    p[0] = (uint8_t)(value >> 8);
    p[1] = (uint8_t)value;
}

static void write32(uint8_t *p, uint32_t value)
{
    write16(p, value >> 16);
    write16(p + 2, value & 0xffff);
}

/* Ones' complement sums are the same in any byte order (RFC 1071, 2B): octets are added as they lie in memory,
 * and the folded sum is read as the field would be. An odd tail is padded with zero (RFC 9293, 3.1). */
static uint64_t sum_octets(uint64_t sum, const uint8_t *p, size_t bytes)
{
    for (; bytes >= 4; p += 4, bytes -= 4) {
        uint32_t word;
        memcpy(&word, p, sizeof word);
        sum += word;
    }
    if (bytes >= 2) {
        uint16_t half;
        memcpy(&half, p, sizeof half);
        sum += half;
        p += 2;
        bytes -= 2;
    }
    if (bytes) {
        uint16_t last = 0;
        memcpy(&last, p, 1);
        sum += last;
    }
    return sum;
}

/* Likewise a number, as it would lie in memory. */
static uint64_t sum_number(uint64_t sum, uint16_t number)
{
    uint8_t octets[2];
    write16(octets, number);
    return sum_octets(sum, octets, sizeof octets);
}

static uint16_t fold(uint64_t sum)
{
    while (sum >> 16)
        sum = (sum >> 16) + (sum & 0xffff);
    uint16_t folded = (uint16_t)sum;
    uint8_t octets[2];
    memcpy(octets, &folded, sizeof octets);
    return read16(octets);
}

/* Where the addresses and the TCP segment stand in an IP packet that `find_tcp` found sound. */
struct layout {
    uint8_t version;
    const uint8_t *addresses; /* source, then destination */
    unsigned address_bytes;
    size_t tcp_at, tcp_bytes;
};

static uint16_t tcp_sum(const struct layout *at, const uint8_t *packet)
{
    uint64_t sum = sum_octets(0, at->addresses, 2 * at->address_bytes);
    sum = sum_number(sum, PROTOCOL_TCP);
    sum = sum_number(sum, (uint16_t)at->tcp_bytes);
    return fold(sum_octets(sum, packet + at->tcp_at, at->tcp_bytes));
}

static enum tspec_wire_status find_tcp4(const uint8_t *packet, size_t bytes, struct layout *at)
{
    if (bytes < IPV4_HEADER)
        return TSPEC_WIRE_TRUNCATED;
    size_t header = (packet[0] & 0x0fu) * 4u, total = read16(packet + 2);
    if (header < IPV4_HEADER || packet[9] != PROTOCOL_TCP || (read16(packet + 6) & MORE_FRAGMENTS_OR_OFFSET))
        return TSPEC_WIRE_NOT_TCP;
    if (total > bytes || total < header)
        return TSPEC_WIRE_TRUNCATED;
    *at = (struct layout){4, packet + 12, 4, header, total - header};
    return TSPEC_WIRE_OK;
}

static enum tspec_wire_status find_tcp6(const uint8_t *packet, size_t bytes, struct layout *at)
{
    if (bytes < IPV6_HEADER)
        return TSPEC_WIRE_TRUNCATED;
    if (packet[6] != PROTOCOL_TCP)
        return TSPEC_WIRE_NOT_TCP;
    size_t payload = read16(packet + 4);
    if (payload > bytes - IPV6_HEADER)
        return TSPEC_WIRE_TRUNCATED;
    *at = (struct layout){6, packet + 8, 16, IPV6_HEADER, payload};
    return TSPEC_WIRE_OK;
}

static enum tspec_wire_status find_tcp(const uint8_t *packet, size_t bytes, struct layout *at)
{
    if (bytes == 0)
        return TSPEC_WIRE_TRUNCATED;
    switch (packet[0] >> 4) {
    case 4:
        return find_tcp4(packet, bytes, at);
    case 6:
        return find_tcp6(packet, bytes, at);
    default:
        return TSPEC_WIRE_NOT_TCP;
    }
}

static void read_address(struct tspec_address *address, uint8_t version, const uint8_t *octets,
                         unsigned bytes)
{
    *address = (struct tspec_address){.version = version};
    memcpy(address->octets, octets, bytes);
}

enum tspec_wire_status tspec_wire_decode(const uint8_t *packet, size_t bytes, struct tspec_segment *seg)
{
    struct layout at;
    enum tspec_wire_status status = find_tcp(packet, bytes, &at);
    if (status != TSPEC_WIRE_OK)
        return status;
    if (at.tcp_bytes < TCP_HEADER)
        return TSPEC_WIRE_TRUNCATED;
    const uint8_t *tcp = packet + at.tcp_at;
    size_t header = (tcp[12] >> 4) * 4u;
    if (header < TCP_HEADER || header > at.tcp_bytes)
        return TSPEC_WIRE_OFFSET;

    read_address(&seg->source, at.version, at.addresses, at.address_bytes);
    read_address(&seg->destination, at.version, at.addresses + at.address_bytes, at.address_bytes);
    seg->source_port = read16(tcp);
    seg->destination_port = read16(tcp + 2);
    seg->seq.wire = read32(tcp + 4);
    seg->ack.wire = read32(tcp + 8);
    seg->reserved = tcp[12] & 0x0f;
    seg->flags = tcp[13];
    seg->window = read16(tcp + 14);
    seg->urgent = read16(tcp + 18);
    seg->options_bytes = (uint8_t)(header - TCP_HEADER);
    memcpy(seg->options, tcp + TCP_HEADER, seg->options_bytes);
    seg->payload_bytes = (uint32_t)(at.tcp_bytes - header);
    seg->payload = seg->payload_bytes ? tcp + header : NULL;
    return tcp_sum(&at, packet) == 0xffff ? TSPEC_WIRE_OK : TSPEC_WIRE_CHECKSUM;
}

void tspec_wire_rechecksum(uint8_t *packet, size_t bytes)
{
    struct layout at;
    if (find_tcp(packet, bytes, &at) != TSPEC_WIRE_OK || at.tcp_bytes < TCP_CHECKSUM_AT + 2)
        return;
    uint8_t *checksum = packet + at.tcp_at + TCP_CHECKSUM_AT;
    write16(checksum, 0);
    write16(checksum, (uint16_t)~tcp_sum(&at, packet));
}

static void write_ipv4(uint8_t *out, const struct tspec_segment *seg, size_t total)
{
    memset(out, 0, IPV4_HEADER);
    out[0] = 0x45;
    write16(out + 2, (unsigned)total);
    write16(out + 6, DONT_FRAGMENT);
    out[8] = TTL;
    out[9] = PROTOCOL_TCP;
    memcpy(out + 12, seg->source.octets, 4);
    memcpy(out + 16, seg->destination.octets, 4);
    write16(out + 10, (uint16_t)~fold(sum_octets(0, out, IPV4_HEADER)));
}

static void write_ipv6(uint8_t *out, const struct tspec_segment *seg, size_t tcp_bytes)
{
    memset(out, 0, IPV6_HEADER);
    out[0] = 0x60;
    write16(out + 4, (unsigned)tcp_bytes);
    out[6] = PROTOCOL_TCP;
    out[7] = TTL;
    memcpy(out + 8, seg->source.octets, 16);
    memcpy(out + 24, seg->destination.octets, 16);
}

size_t tspec_wire_encode(const struct tspec_segment *seg, uint8_t *out, size_t cap)
{
    uint8_t version = seg->source.version;
    if (version != seg->destination.version || (version != 4 && version != 6))
        return 0;
    if (seg->options_bytes > TSPEC_OPTIONS_MAX || seg->options_bytes % 4 ||
        seg->payload_bytes > TSPEC_PACKET_MAX)
        return 0;
    size_t ip_header = version == 4 ? IPV4_HEADER : IPV6_HEADER;
    size_t header = TCP_HEADER + seg->options_bytes;
    size_t tcp_bytes = header + seg->payload_bytes;
    size_t total = ip_header + tcp_bytes;
    if (total > cap || total > TSPEC_PACKET_MAX)
        return 0;

    if (version == 4)
        write_ipv4(out, seg, total);
    else
        write_ipv6(out, seg, tcp_bytes);
    uint8_t *tcp = out + ip_header;
    write16(tcp, seg->source_port);
    write16(tcp + 2, seg->destination_port);
    write32(tcp + 4, seg->seq.wire);
    write32(tcp + 8, seg->ack.wire);
    tcp[12] = (uint8_t)(header / 4 << 4 | (seg->reserved & 0x0f));
    tcp[13] = seg->flags;
    write16(tcp + 14, seg->window);
    write16(tcp + TCP_CHECKSUM_AT, 0);
    write16(tcp + 18, seg->urgent);
    memcpy(tcp + TCP_HEADER, seg->options, seg->options_bytes);
    if (seg->payload_bytes)
        memcpy(tcp + header, seg->payload, seg->payload_bytes);
    struct layout at = {version, out + (version == 4 ? 12 : 8), version == 4 ? 4u : 16u, ip_header,
                        tcp_bytes};
    write16(tcp + TCP_CHECKSUM_AT, (uint16_t)~tcp_sum(&at, out));
    return total;
}
