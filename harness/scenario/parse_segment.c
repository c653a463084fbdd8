/* Segments from text, sent and expected. */
#include <inttypes.h>
#include "harness/scenario/names.h"
#include "harness/scenario/reader.h"

#define TEXT(id, text) text,

/* --- operands --- */

static bool symbol(struct tspec_reader *r, struct tspec_operand *o, bool minus)
{
    static const char *const texts[] = {TSPEC_SYMBOLS(TEXT)};
    const struct tspec_words words = {texts + 1, TSPEC_SYMBOL_COUNT - 1}; /* 0 is a number */
    struct tspec_word word = tspec_reader_symbol(r);
    int found = tspec_word_find(word, words);
    if (found < 0)
        return tspec_reader_fail_word(r, word, "a number or symbol", words);
    if (o->base == TSPEC_SYMBOL_ZERO && !minus) {
        o->base = (uint8_t)(found + 1);
    } else if (o->second == TSPEC_SYMBOL_ZERO) {
        o->second = (uint8_t)(found + 1);
        o->minus_second = minus;
    } else {
        return tspec_reader_fail(r, tspec_reader_offset(r, word), "",
                                 "a number: an operand has at most two symbols");
    }
    return true;
}

static bool operand(struct tspec_reader *r, struct tspec_operand *o)
{
    uint32_t sum = 0;
    *o = (struct tspec_operand){0};
    tspec_reader_skip_blanks(r);
    bool minus = tspec_reader_take(r, '-'), more;
    do {
        uint64_t number;
        tspec_reader_skip_blanks(r);
        char c = tspec_reader_peek(r);
        if (c >= '0' && c <= '9') {
            if (!tspec_reader_number(r, "a number", 0, UINT32_MAX, &number))
                return false;
            sum += minus ? 0 - (uint32_t)number : (uint32_t)number;
        } else if (!symbol(r, o, minus)) {
            return false;
        }
        tspec_reader_skip_blanks(r);
        minus = tspec_reader_peek(r) == '-';
        more = minus || tspec_reader_peek(r) == '+';
        r->at += more;
    } while (more);
    o->delta = (int32_t)sum;
    return true;
}

/* --- segments --- */

static bool flags(struct tspec_reader *r, struct tspec_event *e)
{
    static const char remedy[] = "letters of FSRPUEW, \".\" for ACK, or \"-\" for none";
    tspec_reader_skip_blanks(r);
    struct tspec_word word = tspec_reader_until_blank(r);
    size_t begin = tspec_reader_offset(r, word);
    if (tspec_word_is(word, "-"))
        return true;
    for (size_t i = 0; i < word.length; i++) {
        unsigned letter = 0;
        while (letter < TSPEC_FLAG_LETTER_COUNT && tspec_flag_letters[letter].letter != word.start[i])
            letter++;
        if (letter == TSPEC_FLAG_LETTER_COUNT)
            return tspec_reader_fail(r, begin + i, remedy, "flags");
        if (e->flags & tspec_flag_letters[letter].flag)
            return tspec_reader_fail(r, begin + i, remedy, "each flag once");
        e->flags |= tspec_flag_letters[letter].flag;
    }
    return word.length > 0 || tspec_reader_fail(r, begin, remedy, "flags");
}

/* SEQ, its end where it is written, and the octets of text. */
static bool place(struct tspec_reader *r, struct tspec_event *e)
{
    struct tspec_operand end;
    uint64_t octets;
    if (!operand(r, &e->seq))
        return false;
    const size_t end_at = r->at + 1;
    bool end_given = tspec_reader_take(r, ':');
    if (end_given && !operand(r, &end))
        return false;
    if (!tspec_reader_expect(r, '(', "the octets of text stand behind SEQ: RCV.NXT(100)") ||
        !tspec_reader_number(r, "octets of text", 0, TSPEC_SCENARIO_PAYLOAD_MAX, &octets) ||
        !tspec_reader_expect(r, ')', "the octets of text stand behind SEQ: RCV.NXT(100)"))
        return false;
    e->payload_octets = (uint16_t)octets;
    e->seq_given = true;
    if (end_given &&
        (end.base != e->seq.base || end.second != e->seq.second || end.minus_second != e->seq.minus_second ||
         (uint32_t)end.delta != (uint32_t)e->seq.delta + (uint32_t)octets))
        return tspec_reader_fail(r, end_at, "leave it out: RCV.NXT(100)", "an end that is SEQ + %" PRIu64,
                                 octets);
    return true;
}

enum part {
    ACK,
    WIN,
    URG,
    TTL,
    DS,
    IP_OPTIONS,
    FLOW,
    RESERVED,
    TAG,
    DAMAGE,
    OPTIONS,
    EXPECTED_PARTS = FLOW + 1,
    WORD_PARTS = OPTIONS
};

/* Octets as they are, filled up to whole words with zeros (RFC 791, 3.1). */
static bool ip_options(struct tspec_reader *r, struct tspec_event *e)
{
    unsigned count;
    if (!tspec_reader_hex(r, e->ip_options, &count))
        return false;
    if (count == 0)
        return tspec_reader_fail(r, r->at, "for example: ipopt 94040000", "hexadecimal digits");
    for (; count % 4 != 0; count++)
        e->ip_options[count] = 0;
    e->ip_options_bytes = (uint8_t)count;
    return true;
}

/* Where or how far, when it is written. */
static bool damage_at(struct tspec_reader *r, struct tspec_event *e)
{
    enum { WORDS_OF_A_HEADER = 5 };
    uint64_t least = e->damage == TSPEC_DAMAGE_OFFSET_LONG ? WORDS_OF_A_HEADER + 1 : 0, number;
    unsigned places = tspec_damage_places(e->damage);
    tspec_reader_skip_blanks(r);
    char c = tspec_reader_peek(r);
    if (places == 0 || c < '0' || c > '9')
        return true;
    if (!tspec_reader_number(r, "a place of that damage", least, places - 1, &number))
        return false;
    e->damage_at = (uint8_t)(number + 1);
    return true;
}

static bool part(struct tspec_reader *r, struct tspec_event *e, enum part which)
{
    const char *damages[TSPEC_DAMAGE_COUNT - 1];
    uint64_t number;
    unsigned damage;
    switch (which) {
    case ACK:
        e->ack_given = true;
        return operand(r, &e->ack);
    case WIN:
        e->window_given = true;
        return operand(r, &e->window);
    case URG:
        if (!tspec_reader_number(r, "an urgent field", 0, UINT16_MAX, &number))
            return false;
        e->urgent = (uint16_t)number;
        return true;
    case TTL:
        if (!tspec_reader_number(r, "a time to live", 1, UINT8_MAX, &number))
            return false;
        e->ttl = (uint8_t)number;
        return true;
    case DS:
        if (!tspec_reader_number(r, "an octet of the DS field,", 0, UINT8_MAX, &number))
            return false;
        e->ds = (uint8_t)number;
        e->ds_given = true;
        return true;
    case IP_OPTIONS:
        return ip_options(r, e);
    case FLOW:
        return tspec_reader_flow(r, e);
    case RESERVED:
        if (!tspec_reader_number(r, "reserved bits", 0, 15, &number))
            return false;
        e->reserved = (uint8_t)number;
        return true;
    case TAG:
        if (!tspec_reader_number(r, "a tag", 0, 3, &number))
            return false;
        e->tag = (uint8_t)number;
        return true;
    case DAMAGE:
        for (unsigned i = 0; i < TSPEC_DAMAGE_COUNT - 1; i++)
            damages[i] = tspec_damage_name(i + 1);
        if (!tspec_reader_choice(r, "a damage", TSPEC_WORDS(damages), &damage))
            return false;
        e->damage = (uint8_t)(TSPEC_DAMAGE_CHECKSUM + damage);
        return damage_at(r, e);
    default:
        return tspec_reader_options(r, e);
    }
}

bool tspec_reader_segment(struct tspec_reader *r, struct tspec_event *e)
{
    static const char *const texts[] = {"ack",   "win",  "urg",      "ttl", "ds",
                                        "ipopt", "flow", "reserved", "tag", "damage"};
    bool stimulus = e->kind == TSPEC_EVENT_SEGMENT;
    const struct tspec_words words = {texts, stimulus ? WORD_PARTS : EXPECTED_PARTS};
    unsigned seen = 0, which;
    if (!flags(r, e))
        return false;
    tspec_reader_skip_blanks(r);
    char c = tspec_reader_peek(r);
    if ((stimulus || c == '-' || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z')) && !place(r, e))
        return false;
    while (!tspec_reader_at_end(r)) {
        const size_t begin = r->at;
        if (tspec_reader_take(r, '<'))
            which = OPTIONS;
        else if (!tspec_reader_choice(r, "a part of a segment", words, &which))
            return false;
        if (seen & 1u << which)
            return tspec_reader_fail(r, begin, "", "each part once");
        seen |= 1u << which;
        if (!part(r, e, (enum part)which))
            return false;
    }
    if (stimulus && (e->flags & TSPEC_ACK) && !e->ack_given)
        return tspec_reader_fail(r, r->at, "write \"ack SND.NXT\", or leave the \".\" out",
                                 "\"ack\", since the flags have \".\"");
    return true;
}

bool tspec_reader_icmp(struct tspec_reader *r, struct tspec_event *e)
{
    static const char *const kinds[] = {TSPEC_ICMPS(TEXT)}, *const texts[] = {"seq", "flow", "mtu"};
    enum { QUOTED_SEQ, ON_FLOW, NEXT_MTU };
    unsigned seen = 0, which;
    if (!tspec_reader_choice(r, "an ICMP message", TSPEC_WORDS(kinds), &which))
        return false;
    e->icmp = (uint8_t)which;
    const bool has_mtu = which == TSPEC_ICMP_FRAGMENTATION_NEEDED;
    const struct tspec_words words = {texts, has_mtu ? NEXT_MTU + 1 : NEXT_MTU};
    while (!tspec_reader_at_end(r)) {
        uint64_t number = 0;
        const size_t begin = r->at;
        if (!tspec_reader_choice(r, "a part of an ICMP message", words, &which))
            return false;
        if (seen & 1u << which)
            return tspec_reader_fail(r, begin, "", "each part once");
        seen |= 1u << which;
        if (which == QUOTED_SEQ ? !operand(r, &e->seq)
            : which == ON_FLOW  ? !tspec_reader_flow(r, e)
                                : !tspec_reader_number(r, "an MTU", 0, UINT16_MAX, &number))
            return false;
        if (which == NEXT_MTU)
            e->mtu = (uint16_t)number;
    }
    return true;
}
