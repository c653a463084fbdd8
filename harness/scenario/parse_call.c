/* Calls from text. */
#include <stdio.h>
#include <string.h>
#include "harness/scenario/reader.h"

#define TEXT(id, text) text,

static const char *const call_texts[] = {TSPEC_CALLS(TEXT)};
const struct tspec_words tspec_call_words = {call_texts, TSPEC_CALL_COUNT};

static bool parse_result(struct tspec_reader *r, struct tspec_event *e)
{
    static const char *const results[] = {TSPEC_RESULTS(TEXT)}, *const states[] = {TSPEC_STATES(TEXT)};
    unsigned which;
    uint64_t octets;
    tspec_reader_skip_blanks(r);
    const size_t begin = r->at;
    const struct tspec_word word = tspec_reader_word(r);
    r->at = begin;
    if (e->call == TSPEC_CALL_STATUS && tspec_word_find(word, TSPEC_WORDS(states)) >= 0 &&
        tspec_word_find(word, TSPEC_WORDS(results)) < 0) {
        char remedy[64];
        snprintf(remedy, sizeof remedy, "did you mean \"OK(%.*s)\"?", (int)word.length, word.start);
        return tspec_reader_fail(r, begin, remedy, "a result");
    }
    if (!tspec_reader_choice(r, "a result", TSPEC_WORDS(results), &which))
        return false;
    e->expect_result = (int16_t)which;
    bool has_octets = e->call == TSPEC_CALL_SEND || e->call == TSPEC_CALL_RECEIVE;
    if (which != TSPEC_RESULT_OK || !(has_octets || e->call == TSPEC_CALL_STATUS) ||
        !tspec_reader_take(r, '('))
        return true;
    if (has_octets) {
        if (!tspec_reader_number(r, "octets", 0, INT32_MAX, &octets))
            return false;
        e->expect_octets = (int32_t)octets;
    } else {
        if (!tspec_reader_choice(r, "a state", TSPEC_WORDS(states), &which))
            return false;
        e->expect_state = (int16_t)which;
    }
    return tspec_reader_expect(r, ')', "");
}

/* --- what stands between the parentheses --- */

static bool takes_octets(const struct tspec_event *e)
{
    return e->call == TSPEC_CALL_SEND || e->call == TSPEC_CALL_RECEIVE;
}

/* "100", of a send also "100, urgent, push". */
static bool octets(struct tspec_reader *r, struct tspec_event *e)
{
    static const char *const words[] = {"urgent", "push", "more"};
    uint64_t number;
    if (!tspec_reader_number(r, "octets", 0, TSPEC_SCENARIO_CALL_MAX, &number))
        return false;
    e->octets = (uint32_t)number;
    for (tspec_reader_skip_blanks(r); e->call == TSPEC_CALL_SEND && tspec_reader_take(r, ',');
         tspec_reader_skip_blanks(r)) {
        bool *const switches[] = {&e->urgent_send, &e->push, &e->more};
        unsigned which;
        tspec_reader_skip_blanks(r);
        const size_t begin = r->at;
        if (!tspec_reader_choice(r, "how to send", TSPEC_WORDS(words), &which))
            return false;
        if (*switches[which])
            return tspec_reader_fail(r, begin, "", "each word once");
        *switches[which] = true;
        if (e->push && e->more)
            return tspec_reader_fail(r, begin, "what is pushed is not held back for more", "push or more");
    }
    return true;
}

/* "NODELAY, 1". */
static bool setting(struct tspec_reader *r, struct tspec_event *e)
{
#define SETTING(id, text, most) text,
    static const char *const settings[] = {TSPEC_SETTINGS(SETTING)};
    unsigned which;
    uint64_t number;
    if (!tspec_reader_choice(r, "a setting", TSPEC_WORDS(settings), &which))
        return false;
    e->setting = (uint8_t)which;
    if (!tspec_reader_expect(r, ',', "a setting and its value: set(NODELAY, 1)") ||
        !tspec_reader_number(r, "a value", 0, tspec_setting_most(which), &number))
        return false;
    e->value = (uint32_t)number;
    return true;
}

/* Of an OPEN: nothing, or which address it names. */
static bool address(struct tspec_reader *r, struct tspec_event *e)
{
    static const char *const addresses[] = {TSPEC_ADDRESSES(TEXT)};
    struct tspec_words words = {addresses + 1, TSPEC_ADDRESS_COUNT - 1};
    unsigned which;
    tspec_reader_skip_blanks(r);
    if (e->call == TSPEC_CALL_OPEN_PASSIVE)
        words.count = TSPEC_ADDRESS_LOCAL;
    if (tspec_reader_peek(r) == ')')
        return true;
    if (!tspec_reader_choice(r, "an address, or \")\"", words, &which))
        return false;
    e->address = (uint8_t)(which + 1);
    return true;
}

static bool arguments(struct tspec_reader *r, struct tspec_event *e)
{
    switch (e->call) {
    case TSPEC_CALL_SEND:
    case TSPEC_CALL_RECEIVE:
        return octets(r, e);
    case TSPEC_CALL_SET:
        return setting(r, e);
    case TSPEC_CALL_OPEN_PASSIVE:
    case TSPEC_CALL_OPEN_ACTIVE:
        return address(r, e);
    default:
        return true;
    }
}

bool tspec_reader_call(struct tspec_reader *r, struct tspec_event *e, struct tspec_word word)
{
    static const char prefix[] = "listener.";
    char example[32];
    if (word.length > strlen(prefix) && memcmp(word.start, prefix, strlen(prefix)) == 0) {
        e->on_listener = true;
        word.start += strlen(prefix);
        word.length -= strlen(prefix);
    }
    int found = tspec_word_find(word, tspec_call_words);
    if (found < 0)
        return tspec_reader_fail_word(r, word, "a call", tspec_call_words);
    e->call = (uint8_t)found;
    snprintf(example, sizeof example, "write: %s(%s)", tspec_call_name(e->call),
             takes_octets(e)             ? "100"
             : e->call == TSPEC_CALL_SET ? "NODELAY, 1"
                                         : "");
    if (!tspec_reader_expect(r, '(', example) || !arguments(r, e) || !tspec_reader_expect(r, ')', example))
        return false;
    tspec_reader_skip_blanks(r);
    if (tspec_reader_take(r, '=') && !parse_result(r, e))
        return false;
    return tspec_reader_flow_and_end(r, e, "behind a call: \"= RESULT\", then \"flow N\"");
}
