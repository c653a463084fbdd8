/* Errors: what was expected, what was found, where, and the nearest right word. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include "harness/scenario/reader.h"
#include "harness/scenario/writer.h"

enum { FOUND_CHARS = 24, WORD_CHARS = 32, EXCERPT_CHARS = 160, EXCERPT_BEFORE = 120 };

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

/* How many letters have to be put in, left out or exchanged; letter case does not count. */
static unsigned distance(const char *a, size_t a_length, const char *b)
{
    unsigned row[WORD_CHARS + 1];
    size_t b_length = strlen(b);
    if (a_length > WORD_CHARS || b_length > WORD_CHARS)
        return WORD_CHARS;
    for (size_t j = 0; j <= b_length; j++)
        row[j] = (unsigned)j;
    for (size_t i = 1; i <= a_length; i++) {
        unsigned diagonal = row[0];
        row[0] = (unsigned)i;
        for (size_t j = 1; j <= b_length; j++) {
            bool same = tolower((unsigned char)a[i - 1]) == tolower((unsigned char)b[j - 1]);
            unsigned best = diagonal + !same;
            if (row[j] + 1 < best)
                best = row[j] + 1;
            if (row[j - 1] + 1 < best)
                best = row[j - 1] + 1;
            diagonal = row[j];
            row[j] = best;
        }
    }
    return row[b_length];
}

/* One begins with the other: "window" for "win". */
static bool is_prefix(struct tspec_word word, const char *item)
{
    size_t shorter = strlen(item) < word.length ? strlen(item) : word.length;
    return shorter >= 2 && memcmp(word.start, item, shorter) == 0;
}

/* One letter may be wrong, or a third of a long word's. */
static const char *nearest(struct tspec_word word, struct tspec_words words)
{
    const char *best = NULL;
    unsigned least = (word.length < 6 ? word.length > 1 : (unsigned)word.length / 3) + 1;
    for (unsigned i = 0; i < words.count; i++) {
        unsigned d = distance(word.start, word.length, words.items[i]);
        if (d > 1 && is_prefix(word, words.items[i]))
            d = 1;
        if (d < least) {
            least = d;
            best = words.items[i];
        }
    }
    return best;
}

bool tspec_reader_fail_word(struct tspec_reader *r, struct tspec_word word, const char *expected,
                            struct tspec_words words)
{
    char remedy[sizeof r->diagnostics->items[0].remedy];
    struct tspec_writer w = {remedy, sizeof remedy, 0};
    const char *best = word.length > 0 ? nearest(word, words) : NULL;
    if (best) {
        tspec_writer_put(&w, "did you mean \"%s\"?", best);
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
