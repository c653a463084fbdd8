/*
 * The files of a report: index.html, result.json, junit.xml, summary.md, and a directory for each finding.
 */
#ifndef TSPEC_HARNESS_REPORT_OUTPUT_H
#define TSPEC_HARNESS_REPORT_OUTPUT_H

#include "harness/report/report.h"
#include "harness/report/text.h"

/* A rendering of a whole report into one file. A new format is one more row of the table in output.c. */
struct tspec_rendering {
    const char *file; /* "index.html" */
    void (*render)(const struct tspec_report *report, struct tspec_text *out);
};
extern const struct tspec_rendering tspec_renderings[]; /* ends with a NULL file */

/* junit.xml for CI servers, and summary.md for the summary of a job. */
void tspec_junit_render(const struct tspec_report *report, struct tspec_text *out);
void tspec_markdown_render(const struct tspec_report *report, struct tspec_text *out);

/* Makes the directory (and its parents) if it is not there, and proves that a file can be written there.
 * False with a sentence in `error` otherwise. To be called before a long run, so that nothing is lost at its
 * end. */
bool tspec_output_prepare(const char *directory, char *error, size_t error_bytes);

/* Writes one file, whole or not at all: beside its place, then renamed. False with a sentence in `error` that
 * ends with `remedy`. */
bool tspec_output_file(const char *path, const void *octets, size_t bytes, const char *remedy, char *error,
                       size_t error_bytes);

/* For a signal handler that is about to end the program: removes what stands half written beside its place.
 */
void tspec_output_abandon(void);

/* Writes every rendering, and findings/<signature>/ with scenario.scn, trace.txt, trace.pcap and trace.pcapng
 * for each finding that has a command to replay it, each file so. False with a sentence in `error` at the
 * first that fails. */
bool tspec_output_write(const struct tspec_report *report, const char *directory, char *error,
                        size_t error_bytes);

/* Removes what tspec_output_write has written, and the directory with it when nothing else is in it. */
void tspec_output_remove(const char *directory);

/* The finding's directory below the output directory: "findings/<signature>", followed by "-<stack>" where a
 * finding of another stack before it has the same signature. Returns the length snprintf would. */
int tspec_output_place(const struct tspec_report *report, unsigned finding, char *buffer, size_t bytes);

#endif
