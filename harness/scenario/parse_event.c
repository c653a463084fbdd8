/* Event lines from text. */
#include <stdio.h>
#include <string.h>
#include "harness/scenario/reader.h"

#define TEXT(id, text) text,

static const char *const call_texts[] = {TSPEC_CALLS(TEXT)};
const struct tspec_words tspec_call_words = {call_texts, TSPEC_CALL_COUNT};

bool tspec_reader_flow(struct tspec_reader *r, struct tspec_event *e)
{
    uint64_t number;
    if (!tspec_reader_number(r, "a flow", 0, TSPEC_FLOWS - 1, &number))
        return false;
    e->flow = (uint8_t)number;
    return true;
}

/* --- calls, replays, signals --- */

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

/* [ "flow" N ], and nothing more. */
static bool flow_and_end(struct tspec_reader *r, struct tspec_event *e, const char *remedy)
{
    static const char *const words[] = {"flow"};
    unsigned which;
    if (tspec_reader_at_end(r))
        return true;
    char c = tspec_reader_peek(r);
    if (!(c >= 'a' && c <= 'z'))
        return tspec_reader_line_end(r, remedy);
    return tspec_reader_choice(r, "\"flow\" or the end of the line", TSPEC_WORDS(words), &which) &&
           tspec_reader_flow(r, e) && tspec_reader_line_end(r, remedy);
}

static bool parse_call(struct tspec_reader *r, struct tspec_event *e, struct tspec_word word)
{
    static const char prefix[] = "listener.";
    uint64_t octets;
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
    bool has_octets = e->call == TSPEC_CALL_SEND || e->call == TSPEC_CALL_RECEIVE;
    snprintf(example, sizeof example, "write: %s(%s)", tspec_call_name(e->call), has_octets ? "100" : "");
    if (!tspec_reader_expect(r, '(', example))
        return false;
    if (has_octets) {
        if (!tspec_reader_number(r, "octets", 0, TSPEC_SCENARIO_CALL_MAX, &octets))
            return false;
        e->octets = (uint32_t)octets;
    }
    if (!tspec_reader_expect(r, ')', example))
        return false;
    tspec_reader_skip_blanks(r);
    if (tspec_reader_take(r, '=') && !parse_result(r, e))
        return false;
    return flow_and_end(r, e, "behind a call: \"= RESULT\", then \"flow N\"");
}

static bool parse_replay(struct tspec_reader *r, struct tspec_event *e)
{
    uint64_t number;
    if (!tspec_reader_number(r, "a segment's number", 1, UINT16_MAX + 1, &number))
        return false;
    e->replay = (uint16_t)(number - 1);
    return tspec_reader_line_end(r, "a replay has nothing but its number");
}

static bool parse_signal(struct tspec_reader *r, struct tspec_event *e)
{
    static const char *const keyword[] = {"signal"}, *const signals[] = {TSPEC_SIGNALS(TEXT)};
    unsigned which;
    if (!tspec_reader_choice(r, "\"signal\"", TSPEC_WORDS(keyword), &which) ||
        !tspec_reader_choice(r, "a signal", TSPEC_WORDS(signals), &which))
        return false;
    e->signal = (uint8_t)which;
    return flow_and_end(r, e, "");
}

/* --- time --- */

static bool parse_quantum(struct tspec_reader *r, struct tspec_span *span)
{
    static const char *const texts[] = {TSPEC_QUANTA(TEXT)};
    const struct tspec_words words = {texts + 1, TSPEC_QUANTUM_COUNT - 1};
    struct tspec_word word = tspec_reader_symbol(r);
    int found = tspec_word_find(word, words);
    if (found < 0)
        return tspec_reader_fail_word(r, word, "MSL, RTO or DELACK", words);
    span->quantum = (uint8_t)(found + 1);
    bool minus = tspec_reader_peek(r) == '-';
    if (!minus && tspec_reader_peek(r) != '+')
        return true;
    r->at++;
    if (!tspec_reader_duration(r, &span->delta_us))
        return false;
    if (minus)
        span->delta_us = -span->delta_us;
    return true;
}

static bool parse_span(struct tspec_reader *r, struct tspec_span *span)
{
    *span = (struct tspec_span){.units = 1};
    char c = tspec_reader_peek(r);
    if (c >= 'A' && c <= 'Z')
        return parse_quantum(r, span);
    size_t digits = r->at;
    while (digits < r->end && r->text[digits] >= '0' && r->text[digits] <= '9')
        digits++;
    if (digits > r->at && digits < r->end && r->text[digits] == '*') {
        uint64_t units;
        if (!tspec_reader_number(r, "a count", 1, UINT8_MAX, &units))
            return false;
        span->units = (uint8_t)units;
        r->at++; /* the '*' */
        return parse_quantum(r, span);
    }
    return tspec_reader_duration(r, &span->delta_us);
}

/* Nothing is appended for "+0": no time passes, and expectations go on looking at the same stimulus. */
static bool parse_time(struct tspec_reader *r, struct tspec_scenario *scenario, struct tspec_event *scratch)
{
    tspec_event_init(scratch, TSPEC_EVENT_ADVANCE);
    if (!parse_span(r, &scratch->span))
        return false;
    char c = tspec_reader_peek(r);
    if (c && c != ' ' && c != '\t' && c != '\r')
        return tspec_reader_fail(r, r->at, "for example: +0.1, +100ms, +2*MSL-1ms",
                                 "a blank behind the time");
    if (scratch->span.quantum == TSPEC_QUANTUM_NONE && scratch->span.delta_us == 0)
        return true;
    struct tspec_event *event = tspec_scenario_add(scenario, TSPEC_EVENT_ADVANCE);
    event->span = scratch->span;
    tspec_event_normalize(event);
    return true;
}

/* --- any event --- */

static bool one_event(struct tspec_reader *r, struct tspec_event *e)
{
    static const char *const others[] = {"replay",   "listen", "accept", "connect", "send",    "recv",
                                         "shutdown", "close",  "abort",  "status",  "listener"};
    const size_t begin = r->at;
    switch (tspec_reader_peek(r)) {
    case '<':
        r->at++;
        tspec_event_init(e, TSPEC_EVENT_SEGMENT);
        return tspec_reader_segment(r, e);
    case '>':
        r->at++;
        tspec_event_init(e, TSPEC_EVENT_EXPECT_SEGMENT);
        return tspec_reader_segment(r, e);
    case '!':
        r->at++;
        tspec_event_init(e, TSPEC_EVENT_EXPECT_SIGNAL);
        return parse_signal(r, e);
    default:
        break;
    }
    struct tspec_word word = tspec_reader_word(r);
    if (tspec_word_is(word, "replay")) {
        tspec_event_init(e, TSPEC_EVENT_REPLAY);
        return parse_replay(r, e);
    }
    tspec_event_init(e, TSPEC_EVENT_CALL);
    if (tspec_reader_peek(r) == '(' || tspec_word_find(word, tspec_call_words) >= 0)
        return parse_call(r, e, word);
    if (word.length > 0 && word.start[0] >= '0' && word.start[0] <= '9')
        return tspec_reader_fail(r, begin, "times are relative: +0.1", "an event");
    if (word.length > 0)
        return tspec_reader_fail_word(r, word, "an event", TSPEC_WORDS(others));
    return tspec_reader_fail(r, begin, "events begin with +TIME, <, >, !, replay, or a call such as listen()",
                             "an event");
}

static bool too_many(struct tspec_reader *r)
{
    return tspec_reader_fail(r, r->at, "", "at most %d events", TSPEC_SCENARIO_EVENTS_MAX);
}

bool tspec_reader_event(struct tspec_reader *r, struct tspec_scenario *scenario)
{
    struct tspec_event event;
    if (scenario->event_count == TSPEC_SCENARIO_EVENTS_MAX)
        return too_many(r);
    if (tspec_reader_take(r, '+')) {
        if (!parse_time(r, scenario, &event))
            return false;
        if (tspec_reader_at_end(r))
            return true;
    }
    if (!one_event(r, &event))
        return false;
    tspec_event_normalize(&event);
    if (scenario->event_count == TSPEC_SCENARIO_EVENTS_MAX)
        return too_many(r);
    scenario->events[scenario->event_count++] = event;
    return true;
}
