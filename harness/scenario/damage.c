#include "harness/scenario/damage.h"

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

/* Cuts the packet to `bytes` and makes the IP header say so (RFC 791, 3.1; RFC 8200, 3). */
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

size_t tspec_damage_apply(uint8_t *packet, size_t bytes, enum tspec_damage damage)
{
    enum { OFFSET_MAX = 15, CUT_BYTES = 12 };
    size_t ip = ip_header_bytes(packet);
    switch (damage) {
    case TSPEC_DAMAGE_CHECKSUM:
        packet[ip + 17] ^= 1;
        break;
    case TSPEC_DAMAGE_OFFSET_SHORT:
        set_data_offset(packet, bytes, 4);
        break;
    case TSPEC_DAMAGE_OFFSET_LONG:
        if (bytes - ip >= OFFSET_MAX * 4)
            bytes = cut(packet, ip + OFFSET_MAX * 4 - 4);
        set_data_offset(packet, bytes, OFFSET_MAX);
        break;
    case TSPEC_DAMAGE_TRUNCATED:
        return cut(packet, ip + CUT_BYTES);
    default:
        break;
    }
    return bytes;
}
