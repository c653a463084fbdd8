/* TCP options from text: "<mss 1460,nop,wscale 7>" into octets. */
#include <string.h>
#include "harness/scenario/names.h"
#include "harness/scenario/reader.h"

static bool put(struct tspec_reader *r, struct tspec_event *e, size_t place, const uint8_t *octets,
                unsigned count)
{
    if (e->options_bytes + count > TSPEC_OPTIONS_MAX)
        return tspec_reader_fail(r, place, "", "at most 40 octets of options");
    memcpy(e->options + e->options_bytes, octets, count);
    e->options_bytes = (uint8_t)(e->options_bytes + count);
    return true;
}

static void put32(uint8_t *at, uint64_t value)
{
    for (int i = 0; i < 4; i++)
        at[i] = (uint8_t)(value >> (24 - 8 * i));
}

static int hex_value(char c)
{
    static const char digits[] = "0123456789abcdef0123456789ABCDEF";
    const char *found = c ? strchr(digits, c) : NULL;
    return found ? (int)(found - digits) % 16 : -1;
}

bool tspec_reader_hex(struct tspec_reader *r, uint8_t *octets, unsigned *count)
{
    tspec_reader_skip_blanks(r);
    const size_t begin = r->at;
    for (*count = 0; hex_value(tspec_reader_peek(r)) >= 0; (*count)++) {
        int high = hex_value(r->text[r->at++]), low = hex_value(tspec_reader_peek(r));
        if (low < 0)
            return tspec_reader_fail(r, begin, "write a leading 0", "an even count of hexadecimal digits");
        if (*count == TSPEC_OPTIONS_MAX)
            return tspec_reader_fail(r, begin, "", "at most 40 octets of options");
        octets[*count] = (uint8_t)(high << 4 | low);
        r->at++;
    }
    return true;
}

static bool expect_word(struct tspec_reader *r, const char *const *word)
{
    unsigned index;
    return tspec_reader_choice(r, *word, (struct tspec_words){word, 1}, &index);
}

static bool sack(struct tspec_reader *r, struct tspec_event *e, size_t place)
{
    uint8_t octets[TSPEC_OPTIONS_MAX + 8] = {TSPEC_OPTION_SACK, 2};
    uint64_t left, right;
    do {
        if (!tspec_reader_number(r, "the left edge of a block,", 0, UINT32_MAX, &left) ||
            !tspec_reader_expect(r, ':', "write the block as LEFT:RIGHT") ||
            !tspec_reader_number(r, "the right edge of a block,", 0, UINT32_MAX, &right))
            return false;
        put32(octets + octets[1], left);
        put32(octets + octets[1] + 4, right);
        octets[1] = (uint8_t)(octets[1] + 8);
        tspec_reader_skip_blanks(r);
    } while (hex_value(tspec_reader_peek(r)) >= 0 && octets[1] <= TSPEC_OPTIONS_MAX);
    return put(r, e, place, octets, octets[1]);
}

static bool timestamps(struct tspec_reader *r, struct tspec_event *e, size_t place)
{
    static const char *const val = "val", *const ecr = "ecr";
    uint8_t octets[10] = {TSPEC_OPTION_TS, sizeof octets};
    uint64_t value, echo;
    if (!expect_word(r, &val) || !tspec_reader_number(r, "a timestamp", 0, UINT32_MAX, &value) ||
        !expect_word(r, &ecr) || !tspec_reader_number(r, "a timestamp", 0, UINT32_MAX, &echo))
        return false;
    put32(octets + 2, value);
    put32(octets + 6, echo);
    return put(r, e, place, octets, sizeof octets);
}

static bool any_option(struct tspec_reader *r, struct tspec_event *e, size_t place)
{
    uint8_t octets[TSPEC_OPTIONS_MAX + 2];
    unsigned count;
    uint64_t kind;
    if (!tspec_reader_number(r, "an option kind", 2, 255, &kind) || !tspec_reader_hex(r, octets + 2, &count))
        return false;
    octets[0] = (uint8_t)kind;
    octets[1] = (uint8_t)(count + 2);
    return put(r, e, place, octets, count + 2);
}

static bool raw(struct tspec_reader *r, struct tspec_event *e, size_t place)
{
    uint8_t octets[TSPEC_OPTIONS_MAX];
    unsigned count;
    if (!tspec_reader_hex(r, octets, &count))
        return false;
    if (count == 0)
        return tspec_reader_fail(r, r->at, "for example: hex 0204", "hexadecimal digits");
    return put(r, e, place, octets, count);
}

static bool option(struct tspec_reader *r, struct tspec_event *e)
{
    static const char *const words[] = {"eol", "nop", "mss", "wscale", "sackOK", "sack", "TS", "opt", "hex"};
    enum { EOL, NOP, MSS, WSCALE, SACK_OK, SACK, TS, OPT };
    unsigned which;
    uint64_t value = 0;
    tspec_reader_skip_blanks(r);
    const size_t place = r->at;
    if (!tspec_reader_choice(r, "a TCP option", TSPEC_WORDS(words), &which))
        return false;
    if (which == MSS && !tspec_reader_number(r, "an MSS", 0, UINT16_MAX, &value))
        return false;
    if (which == WSCALE && !tspec_reader_number(r, "a shift", 0, UINT8_MAX, &value))
        return false;
    switch (which) {
    case EOL:
        return put(r, e, place, (const uint8_t[]){TSPEC_OPTION_EOL}, 1);
    case NOP:
        return put(r, e, place, (const uint8_t[]){TSPEC_OPTION_NOP}, 1);
    case MSS:
        return put(r, e, place, (const uint8_t[]){TSPEC_OPTION_MSS, 4, (uint8_t)(value >> 8), (uint8_t)value},
                   4);
    case WSCALE:
        return put(r, e, place, (const uint8_t[]){TSPEC_OPTION_WSCALE, 3, (uint8_t)value}, 3);
    case SACK_OK:
        return put(r, e, place, (const uint8_t[]){TSPEC_OPTION_SACK_OK, 2}, 2);
    case SACK:
        return sack(r, e, place);
    case TS:
        return timestamps(r, e, place);
    case OPT:
        return any_option(r, e, place);
    default:
        return raw(r, e, place);
    }
}

bool tspec_reader_options(struct tspec_reader *r, struct tspec_event *event)
{
    do {
        if (!option(r, event))
            return false;
        tspec_reader_skip_blanks(r);
    } while (tspec_reader_take(r, ','));
    while (event->options_bytes % 4 != 0)
        event->options[event->options_bytes++] = TSPEC_OPTION_EOL;
    return tspec_reader_expect(r, '>', "options are parted by commas and end with \">\"");
}
