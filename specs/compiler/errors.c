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

unsigned tspec_character(const char *text, size_t bytes)
{
    unsigned char first = (unsigned char)text[0];
    unsigned length = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if ((first >= 0x80 && first < 0xc2) || first > 0xf4 || length > bytes)
        return 0;
    for (unsigned i = 1; i < length; i++)
        if (begins_character(text[i]))
            return 0;
    return length;
}

/* What is shown of the line around an error: octets start to end, with dots where it goes on. */
struct excerpt {
    size_t start, end;
    bool cut_left, cut_right;
};

enum { AROUND_BYTES = 72 };

static struct excerpt excerpt_around(const char *source, size_t bytes, size_t at)
{
    struct excerpt e = {.start = at, .end = at};
    while (e.start > 0 && source[e.start - 1] != '\n' && at - e.start < AROUND_BYTES)
        e.start--;
    while (e.end < bytes && source[e.end] != '\n' && e.end - at < AROUND_BYTES)
        e.end++;
    e.cut_left = e.start > 0 && source[e.start - 1] != '\n';
    e.cut_right = e.end < bytes && source[e.end] != '\n';
    while (e.cut_left && e.start < at && !begins_character(source[e.start]))
        e.start++;
    while (e.cut_right && e.end > at && !begins_character(source[e.end]))
        e.end--;
    return e;
}

/* A line of the source with its caret. Every character takes one column, and so does an octet that is none.
 */
static void print_excerpt(const char *source, const struct excerpt *e, struct tspec_place span,
                          struct tspec_out *out)
{
    struct tspec_out caret = {0};
    tspec_out_text(out, e->cut_left ? "..." : "");
    tspec_out_text(&caret, e->cut_left ? "   " : "");
    size_t i = e->start;
    for (unsigned length; i < e->end; i += length) {
        length = tspec_character(source + i, e->end - i);
        bool printable = length > 1 || source[i] == '\t' || (source[i] >= ' ' && source[i] != 0x7f);
        tspec_out_bytes(out, length > 0 && printable ? source + i : "?",
                        length > 0 && printable ? length : 1);
        length += length == 0;
        if (i < span.at)
            tspec_out_text(&caret, source[i] == '\t' ? "\t" : " ");
        else if (i < span.at + span.bytes || i == span.at)
            tspec_out_text(&caret, i == span.at ? "^" : "~");
    }
    if (i <= span.at)
        tspec_out_text(&caret, "^");
    tspec_out_text(out, e->cut_right ? "...\n" : "\n");
    tspec_out_bytes(out, caret.text, caret.bytes);
    tspec_out_text(out, "\n");
    tspec_out_free(&caret);
}

static void print_one(const struct tspec_error *error, const char *file, const char *source, size_t bytes,
                      struct tspec_out *out)
{
    size_t at = error->span.at < bytes ? error->span.at : bytes, start = at;
    while (start > 0 && source[start - 1] != '\n')
        start--;
    unsigned column = 1;
    for (size_t i = start; i < at; i++)
        column += begins_character(source[i]);

    tspec_out_text(out, file);
    tspec_out_format(out, ":%u:%u: error: ", (unsigned)tspec_line_of(source, (uint32_t)at), column);
    tspec_out_text(out, error->message);
    tspec_out_text(out, "\n");
    struct excerpt e = excerpt_around(source, bytes, at);
    print_excerpt(source, &e, (struct tspec_place){(uint32_t)at, error->span.bytes}, out);
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
