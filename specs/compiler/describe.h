/*
 * Rules in words, from the tables alone, so that a changed table is described as it is.
 */
#ifndef TSPEC_SPECS_DESCRIBE_H
#define TSPEC_SPECS_DESCRIBE_H

#include "engine/rules.h"
#include "specs/compiler/out.h"

/* "SND.NXT+1", "0" */
void tspec_write_sum(const struct tspec_sum *sum, struct tspec_out *out);

/* What a cube over the word of `block` says: "ACK and not RST and SEG.ACK > SND.NXT"; nothing for care 0. */
void tspec_write_cube(const struct tspec_rules *rules, unsigned block, uint64_t care, uint64_t value,
                      struct tspec_out *out);

#endif
