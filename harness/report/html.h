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
void tspec_html_rules(const struct tspec_report *report, struct tspec_text *out);

/* One finding in full; in a line: which stack in which state did what upon what; the link
 * to one of its files, where it has any. */
void tspec_html_finding(const struct tspec_report *report, unsigned finding, struct tspec_text *out);
void tspec_html_what(const struct tspec_report_finding *finding, struct tspec_text *out);
void tspec_html_file(const struct tspec_report *report, unsigned finding, const char *file,
                     struct tspec_text *out);

/* The waivers of the run; nothing where there are none. */
void tspec_html_waivers(const struct tspec_report *report, struct tspec_text *out);
/* "lwip 2.0.0 to 2.1.3". */
void tspec_html_versions(const struct tspec_report_waiver *waiver, struct tspec_text *out);

/* Things a run counts for each stack: clauses, rules, checks. */
struct tspec_html_counted {
    unsigned count;
    const char *exercised; /* "applied", "exercised" */
    bool (*was)(const struct tspec_report *report, unsigned stack, unsigned index);
    void (*item)(const struct tspec_report *report, unsigned index, struct tspec_text *out);
};
/* For each stack which of them never were. */
void tspec_html_never(const struct tspec_report *report, const struct tspec_html_counted *counted,
                      struct tspec_text *out);

/* A trace to be drawn: of what went wrong, or of how it is done right. */
struct tspec_ladder {
    const char *stack;
    const char *peer; /* the stack at the other end; "": the harness */
    const struct tspec_report_item *items;
    unsigned count;
    bool right;           /* the answer to the last stimulus is the right one */
    unsigned level;       /* of what went wrong */
    const char *sentence; /* that says what went wrong */
    unsigned fields;      /* TSPEC_MARK_... of the wrong segment */
};

/* The ladder: virtual time, the stack's lifeline with its states (the model's, and what the stack says where
 * that is another), the harness's lifeline with the states of an endpoint in its place. */
void tspec_ladder_render(const struct tspec_ladder *ladder, struct tspec_text *out);

/* "3.10.7.4" or "3.8.5; 3.9.1.2", each a link to the RFC. */
void tspec_html_sections(const char *sections, struct tspec_text *out);
/* A link somebody gave us: an address of the web becomes one, anything else is text. */
void tspec_html_link(const char *link, struct tspec_text *out);

/* Markup with values: every %s is escaped, %llu gets its digits grouped, %u is plain. No other directive. */
void tspec_html(struct tspec_text *out, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Microseconds as people read them: "0", "250 ms", "1.5 s", "240 s". `buffer` has at least 32 octets; returns
 * it. */
const char *tspec_html_time(uint64_t time_us, char *buffer);

#endif
