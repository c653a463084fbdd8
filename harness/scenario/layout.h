/*
 * Where comments stand: for every header line and event of a text, the lines that precede it and the comment
 * that follows it. Filled by the reader, used by the formatter. Inside harness/scenario only.
 */
#ifndef TSPEC_HARNESS_SCENARIO_LAYOUT_H
#define TSPEC_HARNESS_SCENARIO_LAYOUT_H

#include "harness/scenario/names.h"
#include "harness/scenario/text.h"

/* Header lines by their number in TSPEC_HEADERS, options behind them, then events, then the end of the file.
 */
enum {
    TSPEC_LAYOUT_FIRST_LINE = TSPEC_HEADER_COUNT,
    TSPEC_LAYOUT_OPTIONS,
    TSPEC_LAYOUT_PEER_OPTIONS = TSPEC_LAYOUT_OPTIONS + TSPEC_SCENARIO_OPTIONS_MAX,
    TSPEC_LAYOUT_EVENTS = TSPEC_LAYOUT_PEER_OPTIONS + TSPEC_SCENARIO_OPTIONS_MAX,
    TSPEC_LAYOUT_END = TSPEC_LAYOUT_EVENTS + TSPEC_SCENARIO_EVENTS_MAX,
    TSPEC_LAYOUT_UNITS
};

struct tspec_layout_unit {
    size_t lead_begin, lead_end; /* whole lines before it, with nothing but comments and blanks (and "+0") */
    size_t trail_begin, trail_end; /* the comment behind it, from '#'; empty where there is none */
};
struct tspec_layout {
    struct tspec_layout_unit units[TSPEC_LAYOUT_UNITS];
};

/* As tspec_scenario_parse; `layout` may be NULL. */
bool tspec_scenario_parse_layout(const char *text, size_t bytes, struct tspec_scenario *scenario,
                                 struct tspec_layout *layout, struct tspec_diagnostics *diagnostics);

#endif
