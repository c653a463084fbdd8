/*
 * The pieces of the HTML page. Each adds its own section to `out`.
 */
#ifndef TSPEC_HARNESS_REPORT_HTML_H
#define TSPEC_HARNESS_REPORT_HTML_H

#include "harness/report/report.h"
#include "harness/report/text.h"

/* The whole page: one file, inline style and SVG, no script, nothing from elsewhere; well-formed XML too. */
void tspec_html_render(const struct tspec_report *report, struct tspec_text *out);

void tspec_html_findings(const struct tspec_report *report, struct tspec_text *out);
void tspec_html_requirements(const struct tspec_report *report, struct tspec_text *out);
void tspec_html_coverage(const struct tspec_report *report, struct tspec_text *out);

/* A trace as a ladder: the stack's lifeline on the left with its states, the harness's on the right, virtual
 * time beside. */
void tspec_ladder_render(const struct tspec_report_finding *finding, struct tspec_text *out);

/* Markup with values: every %s is escaped, %llu gets its digits grouped, %u is plain. No other directive. */
void tspec_html(struct tspec_text *out, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Microseconds as people read them: "0", "250 ms", "1.5 s", "240 s". `buffer` has at least 32 octets; returns
 * it. */
const char *tspec_html_time(uint64_t time_us, char *buffer);

#endif
