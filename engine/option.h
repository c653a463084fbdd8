/*
 * TCP options (RFC 9293, 3.1 and 3.2): what the endpoint reads from a segment and writes into one.
 */
#ifndef TSPEC_ENGINE_OPTION_H
#define TSPEC_ENGINE_OPTION_H

#include <stdbool.h>
#include "engine/segment.h"

enum tspec_option_kind {
    TSPEC_KIND_EOL = 0,
    TSPEC_KIND_NOP = 1,
    TSPEC_KIND_MSS = 2,
    TSPEC_KIND_SCALE = 3,
    TSPEC_KIND_STAMPS = 8
};

/* Looks for the MSS option; the first of several counts (AMB-31b). Unknown options are skipped (MUST-6); at
 * an illegal length the rest of the list is left unread (MUST-7, AMB-31). False: there is none. */
bool tspec_option_mss(const struct tspec_segment *seg, uint16_t *mss);

/* Likewise the window scale option (RFC 7323, 2.2), whatever the shift; and the timestamps option (3.2):
 * TSval and TSecr. */
bool tspec_option_scale(const struct tspec_segment *seg, uint8_t *shift);
bool tspec_option_stamps(const struct tspec_segment *seg, uint32_t *value, uint32_t *echo);

/* Makes the MSS option the segment's only one. */
void tspec_option_set_mss(struct tspec_segment *seg, uint16_t mss);

/* Put one more behind those it has, with the no-operations that align it: 4 and 12 octets. */
void tspec_option_add_scale(struct tspec_segment *seg, uint8_t shift);
void tspec_option_add_stamps(struct tspec_segment *seg, uint32_t value, uint32_t echo);

#endif
