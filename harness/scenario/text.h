/*
 * Scenarios as text: reading, printing, formatting (docs/scenario.md). No I/O: text comes in and goes out as
 * octets.
 *
 * Reading survives any input and reports many errors at once, one a line at most. The printers write as
 * snprintf does: at most cap octets with a final 0, and they return the length the whole text has.
 */
#ifndef TSPEC_HARNESS_SCENARIO_TEXT_H
#define TSPEC_HARNESS_SCENARIO_TEXT_H

#include "harness/scenario/scenario.h"

enum { TSPEC_DIAGNOSTICS_MAX = 32 };

/* One error: what was expected at an offset into the text, what stood there, and the remedy ("" when there is
 * none). */
struct tspec_diagnostic {
    size_t offset;
    char message[192]; /* expected a flow from 0 to 3, found "9" */
    char remedy[224];  /* did you mean "flow"? */
};
struct tspec_diagnostics {
    unsigned count; /* errors; the first TSPEC_DIAGNOSTICS_MAX are kept */
    struct tspec_diagnostic items[TSPEC_DIAGNOSTICS_MAX];
};

/* Reads a scenario. False when there was an error: *scenario then holds what could be read and is not to be
 * run. */
bool tspec_scenario_parse(const char *text, size_t bytes, struct tspec_scenario *scenario,
                          struct tspec_diagnostics *diagnostics);

/* An error for people: "file:line:column: message", the line, a caret below the place, the remedy. Lines and
 * columns count from 1, columns in octets. `text` is what was parsed. */
size_t tspec_diagnostic_print(const struct tspec_diagnostic *diagnostic, const char *file, const char *text,
                              size_t bytes, char *out, size_t cap);

/* The canonical text of a scenario. Parsing it gives the same scenario. */
size_t tspec_scenario_print(const struct tspec_scenario *scenario, char *out, size_t cap);

/* One event, as it stands in the text, without newline. */
size_t tspec_event_print(const struct tspec_event *event, char *out, size_t cap);

/* `fmt`: canonical text with the comments and blank lines of the source. Idempotent. False when the text has
 * errors: nothing is written then. *length: as the printers return it. */
bool tspec_scenario_format(const char *text, size_t bytes, char *out, size_t cap, size_t *length,
                           struct tspec_diagnostics *diagnostics);

/* A segment in packetdrill's notation: "< P. 1:101(100) ack 1 win 65535 <mss 1460>". direction: '<' to the
 * stack, '>' from it. With `flow` (track.h), SEQ and ACK are relative to its ISS and IRS, as tcpdump shows
 * them, negative on the shorter way back; where one is not known, and the 0 of <SEQ=0><CTL=RST>, they are as
 * on the wire. A TTL that stacks begin with (64, 128, 255) and a DS octet of 0 are left out. */
struct tspec_track_flow;
size_t tspec_segment_print(char direction, const struct tspec_segment *seg,
                           const struct tspec_track_flow *flow, char *out, size_t cap);

/* Likewise an ICMP message, "< icmp frag_needed seq 1 mtu 1000"; SEQ, of the stack, relative to its ISS. */
size_t tspec_icmp_print(const struct tspec_icmp *icmp, const struct tspec_track_flow *flow, char *out,
                        size_t cap);

/* A call as a scenario has it, and what it returned: "send(100, urgent) = OK(100)"; where urgent data is
 * known to be left, " urgent 3" behind it. */
size_t tspec_call_print(const struct tspec_call *call, const struct tspec_call_result *result, char *out,
                        size_t cap);

#endif
