#include "harness/scenario/reader.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_symbol_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.';
}

static bool is_word_char(char c)
{
    return is_symbol_char(c) || is_digit(c) || c == '-' || c == '_';
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

void tspec_reader_skip_blanks(struct tspec_reader *r)
{
    while (r->at < r->end && is_blank(r->text[r->at]))
        r->at++;
}

bool tspec_reader_at_end(struct tspec_reader *r)
{
    tspec_reader_skip_blanks(r);
    return r->at == r->end;
}

char tspec_reader_peek(const struct tspec_reader *r)
{
    return r->at < r->end ? r->text[r->at] : 0;
}

bool tspec_reader_take(struct tspec_reader *r, char c)
{
    if (r->at == r->end || r->text[r->at] != c)
        return false;
    r->at++;
    return true;
}

size_t tspec_reader_offset(const struct tspec_reader *r, struct tspec_word word)
{
    return (size_t)(word.start - r->text);
}

/* The longest run of octets that `belongs` says belong together. */
static struct tspec_word take_run(struct tspec_reader *r, bool (*belongs)(char))
{
    struct tspec_word word = {r->text + r->at, 0};
    for (; r->at < r->end && belongs(r->text[r->at]); r->at++)
        word.length++;
    return word;
}

static bool is_no_blank(char c)
{
    return !is_blank(c);
}

struct tspec_word tspec_reader_word(struct tspec_reader *r)
{
    return take_run(r, is_word_char);
}

struct tspec_word tspec_reader_symbol(struct tspec_reader *r)
{
    return take_run(r, is_symbol_char);
}

struct tspec_word tspec_reader_until_blank(struct tspec_reader *r)
{
    return take_run(r, is_no_blank);
}

bool tspec_word_is(struct tspec_word word, const char *text)
{
    return strlen(text) == word.length && memcmp(word.start, text, word.length) == 0;
}

int tspec_word_find(struct tspec_word word, struct tspec_words words)
{
    for (unsigned i = 0; i < words.count; i++)
        if (tspec_word_is(word, words.items[i]))
            return (int)i;
    return -1;
}

bool tspec_reader_choice(struct tspec_reader *r, const char *expected, struct tspec_words words,
                         unsigned *index)
{
    tspec_reader_skip_blanks(r);
    struct tspec_word word = tspec_reader_word(r);
    int found = tspec_word_find(word, words);
    if (found < 0)
        return tspec_reader_fail_word(r, word, expected, words);
    *index = (unsigned)found;
    return true;
}

bool tspec_reader_expect(struct tspec_reader *r, char c, const char *remedy)
{
    tspec_reader_skip_blanks(r);
    return tspec_reader_take(r, c) || tspec_reader_fail(r, r->at, remedy, "\"%c\"", c);
}

bool tspec_reader_line_end(struct tspec_reader *r, const char *remedy)
{
    return tspec_reader_at_end(r) || tspec_reader_fail(r, r->at, remedy, "the end of the line");
}

static unsigned digit_value(char c)
{
    if (is_digit(c))
        return (unsigned)(c - '0');
    if (c >= 'a' && c <= 'f')
        return (unsigned)(c - 'a') + 10;
    if (c >= 'A' && c <= 'F')
        return (unsigned)(c - 'A') + 10;
    return 99;
}

/* Digits of a base from the cursor on; *value sticks at UINT64_MAX. Returns how many there were. */
static unsigned take_digits(struct tspec_reader *r, unsigned base, uint64_t *value)
{
    unsigned count = 0;
    for (*value = 0; r->at < r->end && digit_value(r->text[r->at]) < base; r->at++, count++) {
        unsigned digit = digit_value(r->text[r->at]);
        *value = *value > (UINT64_MAX - digit) / base ? UINT64_MAX : *value * base + digit;
    }
    return count;
}

bool tspec_reader_number(struct tspec_reader *r, const char *what, uint64_t least, uint64_t most,
                         uint64_t *value)
{
    tspec_reader_skip_blanks(r);
    size_t begin = r->at;
    bool hexadecimal = r->end - r->at > 2 && r->text[r->at] == '0' && r->text[r->at + 1] == 'x';
    if (hexadecimal)
        r->at += 2;
    unsigned digits = take_digits(r, hexadecimal ? 16 : 10, value);
    bool whole = digits > 0 && !(r->at < r->end && (is_word_char(r->text[r->at]) && r->text[r->at] != '-'));
    if (whole && *value >= least && *value <= most)
        return true;
    return tspec_reader_fail(r, begin, "", "%s from %" PRIu64 " to %" PRIu64, what, least, most);
}

bool tspec_reader_duration(struct tspec_reader *r, int64_t *us)
{
    static const char *const names[] = {"us", "ms", "s", "min", "h"};
    static const uint64_t factors[] = {1, 1000, 1000000, 60000000, 3600000000};
    static const uint64_t SCALE_MAX = 100000000; /* an hour's worth of microseconds has fewer decimals */
    const size_t begin = r->at;
    uint64_t whole, fraction = 0, scale = 1, factor = factors[2];
    bool too_fine = false;
    unsigned digits = take_digits(r, 10, &whole);
    if (tspec_reader_take(r, '.'))
        for (; r->at < r->end && is_digit(r->text[r->at]); r->at++, digits++) {
            too_fine = too_fine || (scale == SCALE_MAX && r->text[r->at] != '0');
            if (scale < SCALE_MAX) {
                fraction = fraction * 10 + digit_value(r->text[r->at]);
                scale *= 10;
            }
        }
    if (digits == 0)
        return tspec_reader_fail(r, begin, "for example: 0.1, 100ms, 60s", "a duration");
    struct tspec_word unit = tspec_reader_word(r);
    if (unit.length > 0) {
        int found = tspec_word_find(unit, TSPEC_WORDS(names));
        if (found < 0)
            return tspec_reader_fail_word(r, unit, "a unit of time", TSPEC_WORDS(names));
        factor = factors[found];
    }
    if (whole > (uint64_t)TSPEC_SCENARIO_SPAN_MAX_US / factor ||
        whole * factor + fraction * factor / scale > (uint64_t)TSPEC_SCENARIO_SPAN_MAX_US)
        return tspec_reader_fail(r, begin, "", "at most a day");
    if (too_fine || fraction * factor % scale != 0)
        return tspec_reader_fail(r, begin, "", "a whole number of microseconds");
    *us = (int64_t)(whole * factor + fraction * factor / scale);
    return true;
}
