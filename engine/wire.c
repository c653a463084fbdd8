#include "engine/wire.h"

#include <string.h>
#include "engine/octets.h"

enum {
    IPV4_HEADER = 20,
    IPV6_HEADER = 40,
    TCP_HEADER = 20,
    PROTOCOL_TCP = 6,
    TCP_CHECKSUM_AT = 16, /* within the TCP header */
    MORE_FRAGMENTS_OR_OFFSET = 0x3fff,
    DONT_FRAGMENT = 0x4000,
};

/* Where the addresses and the TCP segment stand in an IP packet that `find_tcp` found sound. */
struct layout {
    uint8_t version;
    const uint8_t *addresses; /* source, then destination */
    unsigned address_bytes;
    size_t tcp_at, tcp_bytes;
};

static uint16_t tcp_sum(const struct layout *at, const uint8_t *packet)
{
    uint64_t sum = tspec_sum_octets(0, at->addresses, 2 * at->address_bytes);
    sum = tspec_sum_number(sum, PROTOCOL_TCP);
    sum = tspec_sum_number(sum, (uint16_t)at->tcp_bytes);
    return tspec_sum_fold(tspec_sum_octets(sum, packet + at->tcp_at, at->tcp_bytes));
}

static enum tspec_wire_status find_tcp4(const uint8_t *packet, size_t bytes, struct layout *at)
{
    if (bytes < IPV4_HEADER)
        return TSPEC_WIRE_TRUNCATED;
    size_t header = (packet[0] & 0x0fu) * 4u, total = tspec_read16(packet + 2);
    if (header < IPV4_HEADER || packet[9] != PROTOCOL_TCP ||
        (tspec_read16(packet + 6) & MORE_FRAGMENTS_OR_OFFSET))
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
    size_t payload = tspec_read16(packet + 4);
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

/* RFC 791, 3.1; RFC 8200, 3, where the traffic class lies across two octets. */
static void read_ip_fields(const uint8_t *packet, size_t header_bytes, struct tspec_segment *seg)
{
    if (packet[0] >> 4 == 6) {
        seg->ds = (uint8_t)(tspec_read16(packet) >> 4);
        seg->ttl = packet[7];
        seg->ip_options_bytes = 0;
        seg->ip_options = NULL;
        return;
    }
    seg->ds = packet[1];
    seg->ttl = packet[8];
    seg->ip_options_bytes = (uint8_t)(header_bytes - IPV4_HEADER);
    seg->ip_options = seg->ip_options_bytes ? packet + IPV4_HEADER : NULL;
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
    seg->source_port = tspec_read16(tcp);
    seg->destination_port = tspec_read16(tcp + 2);
    seg->seq.wire = tspec_read32(tcp + 4);
    seg->ack.wire = tspec_read32(tcp + 8);
    seg->reserved = tcp[12] & 0x0f;
    seg->flags = tcp[13];
    seg->window = tspec_read16(tcp + 14);
    seg->urgent = tspec_read16(tcp + 18);
    read_ip_fields(packet, at.tcp_at, seg);
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
    tspec_write16(checksum, 0);
    tspec_write16(checksum, (uint16_t)~tcp_sum(&at, packet));
}

static uint8_t ttl_of(const struct tspec_segment *seg)
{
    return seg->ttl ? seg->ttl : TSPEC_TTL_DEFAULT;
}

static void write_ipv4(uint8_t *out, const struct tspec_segment *seg, size_t header, size_t total)
{
    memset(out, 0, IPV4_HEADER);
    out[0] = (uint8_t)(0x40 | header / 4);
    out[1] = seg->ds;
    tspec_write16(out + 2, (unsigned)total);
    tspec_write16(out + 6, DONT_FRAGMENT);
    out[8] = ttl_of(seg);
    out[9] = PROTOCOL_TCP;
    memcpy(out + 12, seg->source.octets, 4);
    memcpy(out + 16, seg->destination.octets, 4);
    if (seg->ip_options_bytes)
        memcpy(out + IPV4_HEADER, seg->ip_options, seg->ip_options_bytes);
    tspec_write16(out + 10, (uint16_t)~tspec_sum_fold(tspec_sum_octets(0, out, header)));
}

static void write_ipv6(uint8_t *out, const struct tspec_segment *seg, size_t tcp_bytes)
{
    memset(out, 0, IPV6_HEADER);
    tspec_write16(out, 0x6000u | (unsigned)seg->ds << 4);
    tspec_write16(out + 4, (unsigned)tcp_bytes);
    out[6] = PROTOCOL_TCP;
    out[7] = ttl_of(seg);
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
    if (seg->ip_options_bytes > TSPEC_IP_OPTIONS_MAX || seg->ip_options_bytes % 4)
        return 0;
    size_t ip_header = version == 4 ? IPV4_HEADER + (size_t)seg->ip_options_bytes : IPV6_HEADER;
    size_t header = TCP_HEADER + seg->options_bytes;
    size_t tcp_bytes = header + seg->payload_bytes;
    size_t total = ip_header + tcp_bytes;
    if (total > cap || total > TSPEC_PACKET_MAX)
        return 0;

    if (version == 4)
        write_ipv4(out, seg, ip_header, total);
    else
        write_ipv6(out, seg, tcp_bytes);
    uint8_t *tcp = out + ip_header;
    tspec_write16(tcp, seg->source_port);
    tspec_write16(tcp + 2, seg->destination_port);
    tspec_write32(tcp + 4, seg->seq.wire);
    tspec_write32(tcp + 8, seg->ack.wire);
    tcp[12] = (uint8_t)(header / 4 << 4 | (seg->reserved & 0x0f));
    tcp[13] = seg->flags;
    tspec_write16(tcp + 14, seg->window);
    tspec_write16(tcp + TCP_CHECKSUM_AT, 0);
    tspec_write16(tcp + 18, seg->urgent);
    memcpy(tcp + TCP_HEADER, seg->options, seg->options_bytes);
    if (seg->payload_bytes)
        memcpy(tcp + header, seg->payload, seg->payload_bytes);
    struct layout at = {version, out + (version == 4 ? 12 : 8), version == 4 ? 4u : 16u, ip_header,
                        tcp_bytes};
    tspec_write16(tcp + TCP_CHECKSUM_AT, (uint16_t)~tcp_sum(&at, out));
    return total;
}
