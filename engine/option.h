/*
 * TCP options (RFC 9293, 3.1 and 3.2): what the endpoint reads from a segment and writes into one.
 */
#ifndef TSPEC_ENGINE_OPTION_H
#define TSPEC_ENGINE_OPTION_H

#include <stdbool.h>
#include "engine/segment.h"

enum tspec_option_kind { TSPEC_KIND_EOL = 0, TSPEC_KIND_NOP = 1, TSPEC_KIND_MSS = 2 };

/* Looks for the MSS option; the first of several counts (AMB-31b). Unknown options are skipped (MUST-6); at
 * an illegal length the rest of the list is left unread (MUST-7, AMB-31). False: there is none. */
bool tspec_option_mss(const struct tspec_segment *seg, uint16_t *mss);

/* Makes the MSS option the segment's only one. */
void tspec_option_set_mss(struct tspec_segment *seg, uint16_t mss);

#endif
