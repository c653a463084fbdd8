#include "harness/scenario/damage.h"

#include <stdbool.h>
#include <string.h>
#include "engine/wire.h"

/* Where TCP begins in an IP packet of ours (IPv6: no extension headers). */
static size_t ip_header_bytes(const uint8_t *packet)
{
    return packet[0] >> 4 == 4 ? (size_t)(packet[0] & 15) * 4 : 40;
}

static void put16(uint8_t *at, unsigned value)
{
    at[0] = (uint8_t)(value >> 8);
    at[1] = (uint8_t)value;
}

/* Cuts the packet to `bytes`, if it is longer, and makes the IP header say so (RFC 791, 3.1; RFC 8200, 3). */
static size_t cut(uint8_t *packet, size_t bytes)
{
    if (packet[0] >> 4 != 4) {
        put16(packet + 4, (unsigned)bytes - 40);
        return bytes;
    }
    put16(packet + 2, (unsigned)bytes);
    put16(packet + 10, 0);
    uint32_t sum = 0;
    for (size_t i = 0; i < ip_header_bytes(packet); i += 2)
        sum += (uint32_t)packet[i] << 8 | packet[i + 1];
    while (sum >> 16)
        sum = (sum & 0xffff) + (sum >> 16);
    put16(packet + 10, ~sum & 0xffff);
    return bytes;
}

static void set_data_offset(uint8_t *packet, size_t bytes, unsigned words)
{
    uint8_t *octet = packet + ip_header_bytes(packet) + 12;
    *octet = (uint8_t)(words << 4 | (*octet & 15));
    tspec_wire_rechecksum(packet, bytes);
}

static size_t lengthen_offset(uint8_t *packet, size_t bytes, unsigned words)
{
    size_t ip = ip_header_bytes(packet);
    if (bytes - ip >= words * 4)
        bytes = cut(packet, ip + words * 4 - 4);
    set_data_offset(packet, bytes, words);
    return bytes;
}

static void set_port_0(uint8_t *port, uint8_t *packet, size_t bytes)
{
    put16(port, 0);
    tspec_wire_rechecksum(packet, bytes);
}

enum { SOURCE, DESTINATION };

/* Another address, all octets `first` and zeros but the last, which is `last`. */
static void set_address(uint8_t *packet, size_t bytes, unsigned which, const uint8_t first[2], uint8_t fill,
                        uint8_t last)
{
    bool v4 = packet[0] >> 4 == 4;
    size_t size = v4 ? 4 : 16;
    uint8_t *address = packet + (v4 ? 12 : 8) + which * size;
    memset(address, fill, size);
    address[0] = first[0];
    address[1] = first[1];
    address[size - 1] = last;
    cut(packet, bytes); /* the IPv4 header's checksum */
    tspec_wire_rechecksum(packet, bytes);
}

static void set_group(uint8_t *packet, size_t bytes, unsigned which)
{
    static const uint8_t ipv4[2] = {224, 0}, ipv6[2] = {0xff, 0x02};
    set_address(packet, bytes, which, packet[0] >> 4 == 4 ? ipv4 : ipv6, 0, 1);
}

static void set_broadcast(uint8_t *packet, size_t bytes, unsigned which)
{
    static const uint8_t all[2] = {255, 255};
    if (packet[0] >> 4 == 4)
        set_address(packet, bytes, which, all, 255, 255);
    else
        set_group(packet, bytes, which);
}

size_t tspec_damage_apply(uint8_t *packet, size_t bytes, struct tspec_damaging damaging)
{
    enum { USUAL_SHORT = 4, USUAL_LONG = 15, USUAL_CUT = 12 };
    uint8_t *tcp = packet + ip_header_bytes(packet), *checksum = tcp + 16;
    unsigned at = damaging.at - 1u;
    bool usual = damaging.at == 0;
    switch (damaging.kind) {
    case TSPEC_DAMAGE_CHECKSUM:
        at = usual ? 0 : at;
        checksum[1 - at / 8] ^= (uint8_t)(1u << at % 8);
        break;
    case TSPEC_DAMAGE_CHECKSUM_ZERO:
        put16(checksum, checksum[0] == 0 && checksum[1] == 0);
        break;
    case TSPEC_DAMAGE_OFFSET_SHORT:
        set_data_offset(packet, bytes, usual ? USUAL_SHORT : at);
        break;
    case TSPEC_DAMAGE_OFFSET_LONG:
        return lengthen_offset(packet, bytes, usual ? USUAL_LONG : at);
    case TSPEC_DAMAGE_TRUNCATED:
        return cut(packet, ip_header_bytes(packet) + (usual ? USUAL_CUT : at));
    case TSPEC_DAMAGE_FROM_PORT_0:
        set_port_0(tcp, packet, bytes);
        break;
    case TSPEC_DAMAGE_TO_PORT_0:
        set_port_0(tcp + 2, packet, bytes);
        break;
    case TSPEC_DAMAGE_FROM_ANY:
        set_address(packet, bytes, SOURCE, (const uint8_t[2]){0, 0}, 0, 0);
        break;
    case TSPEC_DAMAGE_FROM_BROADCAST:
        set_broadcast(packet, bytes, SOURCE);
        break;
    case TSPEC_DAMAGE_TO_BROADCAST:
        set_broadcast(packet, bytes, DESTINATION);
        break;
    case TSPEC_DAMAGE_FROM_MULTICAST:
        set_group(packet, bytes, SOURCE);
        break;
    case TSPEC_DAMAGE_TO_MULTICAST:
        set_group(packet, bytes, DESTINATION);
        break;
    default:
        break;
    }
    return bytes;
}
