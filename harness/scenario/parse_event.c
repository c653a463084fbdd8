/* Event lines from text. */
#include <string.h>
#include "harness/scenario/reader.h"

#define TEXT(id, text) text,

bool tspec_reader_flow(struct tspec_reader *r, struct tspec_event *e)
{
    uint64_t number;
    if (!tspec_reader_number(r, "a flow", 0, TSPEC_FLOWS - 1, &number))
        return false;
    e->flow = (uint8_t)number;
    return true;
}

/* --- replays, signals --- */

bool tspec_reader_flow_and_end(struct tspec_reader *r, struct tspec_event *e, const char *remedy)
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
    return tspec_reader_flow_and_end(r, e, "");
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

/* --- the network between two stacks --- */

static const char *const fates[] = {TSPEC_FATES(TEXT)};

/* Which packet, and of a repetition or a delay how much later. */
static bool parse_fate(struct tspec_reader *r, struct tspec_event *e)
{
    uint64_t number;
    if (!tspec_reader_number(r, "a packet's number", 1, UINT16_MAX, &number))
        return false;
    e->nth = (uint16_t)number;
    if (e->fate == TSPEC_FATE_LOSE)
        return tspec_reader_line_end(r, "what is lost has no time");
    if (!tspec_reader_expect(r, '+', "how much later: delay 1 +0.5"))
        return false;
    const size_t begin = r->at;
    if (!parse_span(r, &e->span))
        return false;
    if (e->span.quantum == TSPEC_QUANTUM_NONE && e->span.delta_us == 0)
        return tspec_reader_fail(r, begin, "", "a time above 0");
    return tspec_reader_line_end(r, "");
}

/* --- any event --- */

/* Takes the prefix off, when it is there. */
static bool without(struct tspec_word *word, const char *prefix)
{
    const size_t length = strlen(prefix);
    if (word->length < length || memcmp(word->start, prefix, length) != 0)
        return false;
    word->start += length;
    word->length -= length;
    return true;
}

bool tspec_reader_begins_event(struct tspec_word word)
{
    return without(&word, "peer.") || without(&word, "listener.") || tspec_word_is(word, "replay") ||
           tspec_word_find(word, tspec_call_words) >= 0 || tspec_word_find(word, TSPEC_WORDS(fates)) >= 0;
}

/* The word "icmp", which no flags are. */
static bool takes_icmp(struct tspec_reader *r)
{
    const size_t begin = r->at;
    tspec_reader_skip_blanks(r);
    if (tspec_word_is(tspec_reader_word(r), "icmp"))
        return true;
    r->at = begin;
    return false;
}

static bool one_event(struct tspec_reader *r, struct tspec_event *e)
{
    static const char *const others[] = {"replay", "listen",   "accept", "connect", "send",
                                         "recv",   "shutdown", "close",  "abort",   "status",
                                         "set",    "listener", "lose",   "repeat",  "delay"};
    const size_t begin = r->at;
    switch (tspec_reader_peek(r)) {
    case '<':
        r->at++;
        if (takes_icmp(r)) {
            tspec_event_init(e, TSPEC_EVENT_ICMP);
            return tspec_reader_icmp(r, e);
        }
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
    const bool peer = without(&word, "peer.");
    const int fate = tspec_word_find(word, TSPEC_WORDS(fates));
    if (fate >= 0) {
        tspec_event_init(e, TSPEC_EVENT_NETWORK);
        e->peer = peer;
        e->fate = (uint8_t)fate;
        return parse_fate(r, e);
    }
    if (tspec_word_is(word, "replay") && !peer) {
        tspec_event_init(e, TSPEC_EVENT_REPLAY);
        return parse_replay(r, e);
    }
    tspec_event_init(e, TSPEC_EVENT_CALL);
    e->peer = peer;
    if (tspec_reader_peek(r) == '(' || tspec_word_find(word, tspec_call_words) >= 0)
        return tspec_reader_call(r, e, word);
    if (word.length > 0 && word.start[0] >= '0' && word.start[0] <= '9')
        return tspec_reader_fail(r, begin, "times are relative: +0.1", "an event");
    if (word.length > 0)
        return tspec_reader_fail_word(r, word, peer ? "a call" : "an event",
                                      peer ? tspec_call_words : TSPEC_WORDS(others));
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
    tspec_reader_skip_blanks(r);
    const size_t begin = r->at;
    if (!one_event(r, &event))
        return false;
    tspec_event_normalize(&event);
    if (!tspec_event_fits(scenario, &event))
        return tspec_reader_fail(
            r, begin,
            scenario->peer[0]
                ? "a scenario with a peer has no segments of the harness: remove this line, or the peer line"
                : "name the stack at the other end in a line before: peer engine",
            scenario->peer[0] ? "a call, a time, or what the network does" : "an event without a peer");
    if (scenario->event_count == TSPEC_SCENARIO_EVENTS_MAX)
        return too_many(r);
    scenario->events[scenario->event_count++] = event;
    return true;
}
