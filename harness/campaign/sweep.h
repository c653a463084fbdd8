/*
 * The sweep: systematic cases. Every state by every road to it, one odd segment, then probes that make a
 * hidden state visible.
 *
 * A case is a place in a cross product, so that an index says all: road x flags x SEQ x ACK x payload x
 * probe. The axes are tables of data in sweep.c; adding a road, a position or a damage is adding a row.
 */
#ifndef TSPEC_HARNESS_SWEEP_H
#define TSPEC_HARNESS_SWEEP_H

#include "harness/scenario/scenario.h"

enum { TSPEC_SWEEP_NAME_BYTES = 160 };

uint64_t tspec_sweep_count(void);

/* The index-th case, index below the count. `name`, if not NULL, has room for TSPEC_SWEEP_NAME_BYTES and
 * tells what it is: "established-passive/SYN+ACK/seq=RCV.NXT+1/ack=SND.NXT/text=0/probe=keepalive". No two
 * cases have one name. */
void tspec_sweep_case(uint64_t index, struct tspec_scenario *out, char *name);

#endif
