/*
 * Numbers in network order, and the Internet checksum over octets (RFC 1071). Inside engine/ only.
 */
#ifndef TSPEC_ENGINE_OCTETS_H
#define TSPEC_ENGINE_OCTETS_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

static inline uint16_t tspec_read16(const uint8_t *p)
{
    return (uint16_t)(p[0] << 8 | p[1]);
}

static inline uint32_t tspec_read32(const uint8_t *p)
{
    return (uint32_t)tspec_read16(p) << 16 | tspec_read16(p + 2);
}

static inline void tspec_write16(uint8_t *p, unsigned value)
{
    p[0] = (uint8_t)(value >> 8);
    p[1] = (uint8_t)value;
}

static inline void tspec_write32(uint8_t *p, uint32_t value)
{
    tspec_write16(p, value >> 16);
    tspec_write16(p + 2, value & 0xffff);
}

/* Ones' complement sums are the same in any byte order (RFC 1071, 2B): octets are added as they lie in
 * memory, and the folded sum is read as the field would be. An odd tail is padded with zero (RFC 9293, 3.1).
 */
static inline uint64_t tspec_sum_octets(uint64_t sum, const uint8_t *p, size_t bytes)
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
static inline uint64_t tspec_sum_number(uint64_t sum, uint16_t number)
{
    uint8_t octets[2];
    tspec_write16(octets, number);
    return tspec_sum_octets(sum, octets, sizeof octets);
}

static inline uint16_t tspec_sum_fold(uint64_t sum)
{
    while (sum >> 16)
        sum = (sum >> 16) + (sum & 0xffff);
    uint16_t folded = (uint16_t)sum;
    uint8_t octets[2];
    memcpy(octets, &folded, sizeof octets);
    return tspec_read16(octets);
}

#endif
