/*
 * What is wrong with a spec. An error keeps byte offsets; line and column are computed when it is printed.
 */
#ifndef TSPEC_SPECS_ERRORS_H
#define TSPEC_SPECS_ERRORS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "specs/compiler/out.h"

/* A piece of the source, in octets. */
struct tspec_place {
    uint32_t at, bytes;
};

enum { TSPEC_ERRORS_LIMIT = 50, TSPEC_ERROR_BYTES = 240 };

struct tspec_error {
    struct tspec_place span;
    char message[TSPEC_ERROR_BYTES]; /* cut when longer */
};

struct tspec_errors {
    unsigned count; /* may pass TSPEC_ERRORS_LIMIT; what came later is counted and not kept */
    struct tspec_error list[TSPEC_ERRORS_LIMIT];
};

/* Adds one, unless the same one stands there already (one node may be reached by two roads). */
void tspec_errors_add(struct tspec_errors *errors, struct tspec_place span, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Prints them in the order of their places: "file:line:col: error: message", the source line, a caret under
 * the place. Columns count characters from 1, so that they mean the same in an editor. Of a long line only
 * what is around the place is shown; what is no character of a text is shown as '?'. */
void tspec_errors_print(struct tspec_errors *errors, const char *file, const char *source, size_t bytes,
                        struct tspec_out *out);

/* How many octets the character at `text` has (UTF-8; no more than `bytes` are there): 1 to 4; 0: it is
 * none. */
unsigned tspec_character(const char *text, size_t bytes);

/* The line (from 1) that octet `at` is on. */
uint32_t tspec_line_of(const char *source, uint32_t at);

#endif
