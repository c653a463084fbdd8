/*
 * A growing piece of text, the result of everything the compiler prints.
 */
#ifndef TSPEC_SPECS_OUT_H
#define TSPEC_SPECS_OUT_H

#include <stdbool.h>
#include <stddef.h>

/* Starts as {0}. `text` ends with a NUL that `bytes` does not count, and is NULL as long as nothing was
 * written. When memory runs out `failed` is set, and writing does nothing from then on. */
struct tspec_out {
    char *text;
    size_t bytes, capacity;
    bool failed;
};

void tspec_out_bytes(struct tspec_out *out, const char *text, size_t bytes);
void tspec_out_text(struct tspec_out *out, const char *text);
void tspec_out_spaces(struct tspec_out *out, size_t count);
void tspec_out_format(struct tspec_out *out, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* `text` with &, <, > and " written as entities, for SVG. */
void tspec_out_xml(struct tspec_out *out, const char *text);

/* Gives the memory back; *out is {0} again. */
void tspec_out_free(struct tspec_out *out);

#endif
