/* Errors: what was expected, what was found, where, and the nearest right word. */
#include <stdio.h>
#include <string.h>
#include "harness/nearest.h"
#include "harness/scenario/reader.h"
#include "harness/scenario/writer.h"

enum { FOUND_CHARS = 24, EXCERPT_CHARS = 160, EXCERPT_BEFORE = 120 };

/* What stands at an offset, up to a blank, fit to be printed. */
static void describe_found(const struct tspec_reader *r, size_t offset, struct tspec_writer *w)
{
    if (offset >= r->end) {
        tspec_writer_put(w, "%s",
                         r->end < r->bytes && r->text[r->end] == '#' ? "a comment" : "the end of the line");
        return;
    }
    tspec_writer_put(w, "\"");
    for (size_t i = offset; i < r->end && i < offset + FOUND_CHARS; i++) {
        unsigned char c = (unsigned char)r->text[i];
        if (i > offset && (c == ' ' || c == '\t'))
            break;
        tspec_writer_put(w, c >= ' ' && c < 0x7f ? "%c" : "\\x%02x", c);
    }
    tspec_writer_put(w, "\"");
}

bool tspec_reader_fail(struct tspec_reader *r, size_t offset, const char *remedy, const char *format, ...)
{
    if (r->diagnostics->count++ >= TSPEC_DIAGNOSTICS_MAX)
        return false;
    struct tspec_diagnostic *d = &r->diagnostics->items[r->diagnostics->count - 1];
    struct tspec_writer w = {d->message, sizeof d->message, 0};
    char expected[128];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(expected, sizeof expected, format, arguments);
    va_end(arguments);
    d->offset = offset;
    tspec_writer_put(&w, "expected %s, found ", expected);
    describe_found(r, offset, &w);
    snprintf(d->remedy, sizeof d->remedy, "%s", remedy);
    return false;
}

bool tspec_reader_fail_word(struct tspec_reader *r, struct tspec_word word, const char *expected,
                            struct tspec_words words)
{
    char remedy[sizeof r->diagnostics->items[0].remedy];
    struct tspec_writer w = {remedy, sizeof remedy, 0};
    struct tspec_nearest nearest = tspec_nearest_to(word.start, word.length);
    for (unsigned i = 0; i < words.count; i++)
        tspec_nearest_offer(&nearest, words.items[i]);
    if (nearest.best) {
        tspec_writer_put(&w, "did you mean \"%s\"?", nearest.best);
    } else {
        tspec_writer_put(&w, words.count > 1 ? "one of: " : "write: ");
        for (unsigned i = 0; i < words.count; i++)
            tspec_writer_put(&w, i ? ", %s" : "%s", words.items[i]);
    }
    return tspec_reader_fail(r, tspec_reader_offset(r, word), remedy, "%s", expected);
}

size_t tspec_diagnostic_print(const struct tspec_diagnostic *diagnostic, const char *file, const char *text,
                              size_t bytes, char *out, size_t cap)
{
    struct tspec_writer w = {out, cap, 0};
    size_t line = 1, begin = 0, offset = diagnostic->offset < bytes ? diagnostic->offset : bytes;
    for (size_t i = 0; i < offset; i++)
        if (text[i] == '\n') {
            line++;
            begin = i + 1;
        }
    tspec_writer_put(&w, "%s:%zu:%zu: %s\n", file, line, offset - begin + 1, diagnostic->message);
    if (offset - begin > EXCERPT_BEFORE) /* a window into a long line */
        begin = offset - EXCERPT_BEFORE;
    tspec_writer_put(&w, "    ");
    for (size_t i = begin; i < bytes && i < begin + EXCERPT_CHARS && text[i] != '\n'; i++)
        tspec_writer_put(&w, "%c", (unsigned char)text[i] < ' ' || text[i] == 0x7f ? ' ' : text[i]);
    tspec_writer_put(&w, "\n    ");
    for (size_t i = begin; i < offset; i++)
        if (((unsigned char)text[i] & 0xc0) != 0x80) /* one column for all octets of a character */
            tspec_writer_put(&w, " ");
    tspec_writer_put(&w, "^\n");
    if (diagnostic->remedy[0])
        tspec_writer_put(&w, "    %s\n", diagnostic->remedy);
    return w.length;
}
