/*
 * Damage to an encoded packet: one thing is wrong, everything else is right.
 */
#ifndef TSPEC_HARNESS_DAMAGE_H
#define TSPEC_HARNESS_DAMAGE_H

#include <stddef.h>
#include <stdint.h>
#include "engine/segment.h"

/* Damages an IP packet made by tspec_wire_encode, in place, and returns its new size (never larger).
 * CHECKSUM: the TCP checksum is off by one bit. OFFSET_SHORT: Data Offset 4. OFFSET_LONG: Data Offset 15 with
 * fewer than 60 octets of TCP, text cut off where need be. TRUNCATED: 12 octets of TCP are left. All lengths
 * and the other checksum are made right again. */
size_t tspec_damage_apply(uint8_t *packet, size_t bytes, enum tspec_damage damage);

#endif
