/*
 * The files of a report: index.html, result.json, and a directory for each finding.
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

/* Makes the directory (and its parents) if it is not there, and proves that a file can be written there.
 * False with a sentence in `error` otherwise. To be called before a long run, so that nothing is lost at its
 * end. */
bool tspec_output_prepare(const char *directory, char *error, size_t error_bytes);

/* Writes every rendering, and findings/<signature>/scenario.scn and trace.txt for each finding. A file
 * appears whole or not at all: it is written beside its place and renamed. False with a sentence in `error`
 * at the first that fails. */
bool tspec_output_write(const struct tspec_report *report, const char *directory, char *error,
                        size_t error_bytes);

/* The finding's directory below the output directory: "findings/<signature>", followed by "-<stack>" where a
 * finding of another stack before it has the same signature. Returns the length snprintf would. */
int tspec_output_place(const struct tspec_report *report, unsigned finding, char *buffer, size_t bytes);

#endif
