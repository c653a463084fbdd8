#include "specs/compiler/errors.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void tspec_errors_add(struct tspec_errors *errors, struct tspec_place span, const char *format, ...)
{
    struct tspec_error error = {.span = span};
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(error.message, sizeof error.message, format, arguments);
    va_end(arguments);
    for (unsigned i = 0; i < errors->count && i < TSPEC_ERRORS_LIMIT; i++)
        if (errors->list[i].span.at == span.at && strcmp(errors->list[i].message, error.message) == 0)
            return;
    unsigned i = errors->count++;
    if (i < TSPEC_ERRORS_LIMIT)
        errors->list[i] = error;
}

uint32_t tspec_line_of(const char *source, uint32_t at)
{
    uint32_t line = 1;
    for (uint32_t i = 0; i < at; i++)
        line += source[i] == '\n';
    return line;
}

/* Continuation octets of UTF-8 take no column. */
static bool begins_character(char octet)
{
    return ((unsigned char)octet & 0xc0) != 0x80;
}

static void print_one(const struct tspec_error *error, const char *file, const char *source, size_t bytes,
                      struct tspec_out *out)
{
    size_t at = error->span.at < bytes ? error->span.at : bytes;
    size_t start = at, end = at;
    while (start > 0 && source[start - 1] != '\n')
        start--;
    while (end < bytes && source[end] != '\n')
        end++;
    unsigned column = 1;
    for (size_t i = start; i < at; i++)
        column += begins_character(source[i]);

    tspec_out_text(out, file);
    tspec_out_format(out, ":%u:%u: error: ", (unsigned)tspec_line_of(source, (uint32_t)at), column);
    tspec_out_text(out, error->message);
    tspec_out_text(out, "\n");
    for (size_t i = start; i < end; i++) {
        bool printable = (unsigned char)source[i] >= ' ' && source[i] != 0x7f;
        tspec_out_bytes(out, printable || source[i] == '\t' ? &source[i] : "?", 1);
    }
    tspec_out_text(out, "\n");
    for (size_t i = start; i < at; i++)
        if (begins_character(source[i]))
            tspec_out_bytes(out, source[i] == '\t' ? "\t" : " ", 1);
    tspec_out_text(out, "^");
    for (size_t i = at + 1; i < at + error->span.bytes && i < end; i++)
        if (begins_character(source[i]))
            tspec_out_text(out, "~");
    tspec_out_text(out, "\n");
}

void tspec_errors_print(struct tspec_errors *errors, const char *file, const char *source, size_t bytes,
                        struct tspec_out *out)
{
    unsigned kept = errors->count < TSPEC_ERRORS_LIMIT ? errors->count : TSPEC_ERRORS_LIMIT;
    /* Insertion sort: few, and those of one place keep their order. */
    for (unsigned i = 1; i < kept; i++)
        for (unsigned j = i; j > 0 && errors->list[j].span.at < errors->list[j - 1].span.at; j--) {
            struct tspec_error swap = errors->list[j];
            errors->list[j] = errors->list[j - 1];
            errors->list[j - 1] = swap;
        }
    for (unsigned i = 0; i < kept; i++)
        print_one(&errors->list[i], file, source, bytes, out);
    if (errors->count > kept)
        tspec_out_format(out, "%s: %u more errors\n", file, errors->count - kept);
}
