/*
 * Damage to an encoded packet: one thing is wrong, everything else is right.
 */
#ifndef TSPEC_HARNESS_DAMAGE_H
#define TSPEC_HARNESS_DAMAGE_H

#include <stddef.h>
#include <stdint.h>
#include "engine/segment.h"

/* What is wrong, and where or how far: `at` - 1 is the number below, 0 stands for the usual one.
 * CHECKSUM: bit `at` of the TCP checksum, 0 to 15, is the other way round; usually bit 0.
 * CHECKSUM_ZERO: the field is 0 (1, should 0 be right).
 * OFFSET_SHORT: Data Offset is `at`, 0 to 4; usually 4.
 * OFFSET_LONG: it is `at`, 6 to 15, and there is less TCP than that, text cut off where need be; usually 15.
 * TRUNCATED: `at` octets of TCP are left, 0 to 19; usually 12.
 * FROM_PORT_0, TO_PORT_0: one port is 0.
 * FROM_ANY: the source is 0.0.0.0 or ::. FROM_, TO_BROADCAST: one address is 255.255.255.255. FROM_,
 * TO_MULTICAST: it is 224.0.0.1. IPv6: ff02::1 for both of them, since it has no broadcast. */
struct tspec_damaging {
    uint8_t kind; /* enum tspec_damage */
    uint8_t at;
};

/* Damages an IP packet made by tspec_wire_encode, in place, and returns its new size (never larger). All
 * lengths and the other checksum are made right again. */
size_t tspec_damage_apply(uint8_t *packet, size_t bytes, struct tspec_damaging damaging);

#endif
