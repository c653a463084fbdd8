/*
 * Scenarios as octets: the saved form (a file) and the fuzz form (any byte string). docs/scenario.md has the
 * layouts.
 */
#ifndef TSPEC_HARNESS_SCENARIO_BINARY_H
#define TSPEC_HARNESS_SCENARIO_BINARY_H

#include "harness/scenario/scenario.h"

enum {
    TSPEC_RECORD_BYTES = 32,
    TSPEC_FUZZ_HEADER_BYTES = 19,
    /* No encoding of either form is larger. */
    TSPEC_BINARY_MAX =
        64 + 2 * TSPEC_SCENARIO_NAME_BYTES + 2 * TSPEC_SCENARIO_OPTIONS_MAX * TSPEC_SCENARIO_OPTION_BYTES +
        TSPEC_SCENARIO_EVENTS_MAX * (TSPEC_RECORD_BYTES + TSPEC_OPTIONS_MAX + TSPEC_IP_OPTIONS_MAX),
};

/* Why a saved form could not be read. */
enum tspec_binary_status {
    TSPEC_BINARY_OK,
    TSPEC_BINARY_MAGIC,     /* no saved scenario at all */
    TSPEC_BINARY_VERSION,   /* of a version this program does not know */
    TSPEC_BINARY_TRUNCATED, /* cut off */
    TSPEC_BINARY_EXCESS,    /* goes on behind its pool */
    TSPEC_BINARY_RANGE,     /* a field out of range */
};
const char *tspec_binary_status_text(enum tspec_binary_status status); /* "the file is cut off" */

/* Does this look like a saved form? (It begins with the magic.) */
bool tspec_binary_is_saved(const uint8_t *octets, size_t bytes);

/* Scenario in normal form -> saved form. Returns its size in octets, or 0 when it does not fit into cap
 * (TSPEC_BINARY_MAX always does). The fewer events and options, the smaller. */
size_t tspec_binary_save(const struct tspec_scenario *scenario, uint8_t *out, size_t cap);
/* Saved form -> scenario in normal form. Unless OK is returned, *scenario is not to be used and *place is the
 * offset of what is wrong. */
enum tspec_binary_status tspec_binary_load(const uint8_t *octets, size_t bytes,
                                           struct tspec_scenario *scenario, size_t *place);

/* Scenario in normal form -> fuzz form; likewise. What the form cannot hold is dropped: expectations, stated
 * results, stack, options, IP version, MTU. */
size_t tspec_fuzz_encode(const struct tspec_scenario *scenario, uint8_t *out, size_t cap);
/* Any octets, none included -> a scenario in normal form. */
void tspec_fuzz_decode(const uint8_t *octets, size_t bytes, struct tspec_scenario *scenario);

#endif
