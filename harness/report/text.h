/*
 * Growing text, the XML escaper, and repair of foreign strings.
 */
#ifndef TSPEC_HARNESS_REPORT_TEXT_H
#define TSPEC_HARNESS_REPORT_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* Start from {0}. `bytes` is NUL-terminated once anything was added, NULL before. When memory runs out
 * `failed` is set and stays; what follows is ignored, so that only the end need look. */
struct tspec_text {
    char *bytes;
    size_t length, capacity;
    bool failed;
};

void tspec_text_free(struct tspec_text *text);
void tspec_text_add(struct tspec_text *text, const char *string);
void tspec_text_add_bytes(struct tspec_text *text, const char *bytes, size_t count);
void tspec_text_printf(struct tspec_text *text, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Adds a string as XML or HTML character data, fit for a double-quoted or single-quoted attribute too: the
 * five markup characters become references; what XML 1.0 forbids (control characters, broken UTF-8,
 * surrogates) becomes U+FFFD. */
void tspec_text_escaped(struct tspec_text *text, const char *string);
/* The same of its first `count` octets. */
void tspec_text_escaped_part(struct tspec_text *text, const char *string, size_t count);

/* Adds a string with what XML and JSON forbid replaced by U+FFFD, and nothing else changed. */
void tspec_text_clean(struct tspec_text *text, const char *string);

#endif
