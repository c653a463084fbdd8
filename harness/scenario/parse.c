/* A file of lines: the first line, header lines, then events. */
#include <string.h>
#include "harness/scenario/layout.h"
#include "harness/scenario/reader.h"

#define TEXT(id, text) text,

static const char *const header_texts[] = {TSPEC_HEADERS(TEXT)};

struct file {
    struct tspec_reader r;
    struct tspec_scenario *scenario;
    struct tspec_layout *layout;  /* may be NULL */
    unsigned headers_seen;        /* bits of enum tspec_header */
    size_t lead_begin;            /* the first line that belongs to no unit yet */
    size_t line_begin, line_stop; /* the present line; line_stop is its newline or the end of the text */
};

/* --- header lines --- */

/* All up to the blank, as a string. */
static bool name(struct tspec_reader *r, const char *expected, char *out, size_t cap)
{
    tspec_reader_skip_blanks(r);
    struct tspec_word word = tspec_reader_until_blank(r);
    size_t begin = tspec_reader_offset(r, word);
    if (word.length == 0 || word.length >= cap)
        return tspec_reader_fail(r, begin, "", "%s of at most %zu characters", expected, cap - 1);
    for (size_t i = 0; i < word.length; i++)
        if (word.start[i] < '!' || word.start[i] > '~')
            return tspec_reader_fail(r, begin + i, "", "a printable character");
    memcpy(out, word.start, word.length);
    out[word.length] = 0;
    return true;
}

static bool adapter_option(struct tspec_reader *r, char (*options)[TSPEC_SCENARIO_OPTION_BYTES],
                           unsigned *count)
{
    tspec_reader_skip_blanks(r);
    const size_t begin = r->at;
    if (*count == TSPEC_SCENARIO_OPTIONS_MAX)
        return tspec_reader_fail(r, begin, "", "at most %d options", TSPEC_SCENARIO_OPTIONS_MAX);
    char *option = options[*count];
    if (!name(r, "NAME=VALUE", option, TSPEC_SCENARIO_OPTION_BYTES))
        return false;
    if (strchr(option, '=') == NULL || option[0] == '=')
        return tspec_reader_fail(r, begin, "for example: rfc5961=0", "NAME=VALUE");
    ++*count;
    return true;
}

static bool header_value(struct tspec_reader *r, struct tspec_scenario *s, enum tspec_header header)
{
    uint64_t number = 0;
    int64_t us = 0;
    switch (header) {
    case TSPEC_HEADER_STACK:
        return name(r, "a stack's name", s->stack, sizeof s->stack);
    case TSPEC_HEADER_OPTION:
        return adapter_option(r, s->options, &s->option_count);
    case TSPEC_HEADER_PEER:
        return name(r, "a stack's name", s->peer, sizeof s->peer);
    case TSPEC_HEADER_PEER_OPTION:
        return adapter_option(r, s->peer_options, &s->peer_option_count);
    case TSPEC_HEADER_LATENCY:
    case TSPEC_HEADER_MSL:
    case TSPEC_HEADER_SETTLE:
        tspec_reader_skip_blanks(r);
        if (!tspec_reader_duration(r, &us))
            return false;
        *(header == TSPEC_HEADER_MSL       ? &s->msl_us
          : header == TSPEC_HEADER_LATENCY ? &s->latency_us
                                           : &s->settle_us) = (uint64_t)us;
        return true;
    case TSPEC_HEADER_SEED:
        return tspec_reader_number(r, "a seed", 0, UINT64_MAX, &s->seed);
    default:
        break;
    }
    if (header == TSPEC_HEADER_IP) {
        tspec_reader_skip_blanks(r);
        struct tspec_word word = tspec_reader_word(r);
        if (!tspec_word_is(word, "4") && !tspec_word_is(word, "6"))
            return tspec_reader_fail(r, tspec_reader_offset(r, word), "", "4 or 6");
        s->ip_version = (uint8_t)(word.start[0] - '0');
        return true;
    }
    uint64_t most = header == TSPEC_HEADER_MSS || header == TSPEC_HEADER_MTU ? UINT16_MAX : UINT32_MAX;
    if (!tspec_reader_number(r, "a number", 0, most, &number))
        return false;
    if (header == TSPEC_HEADER_ISS) {
        s->iss_set = true;
        s->iss = (uint32_t)number;
    } else if (header == TSPEC_HEADER_MSS || header == TSPEC_HEADER_MTU) {
        *(header == TSPEC_HEADER_MSS ? &s->mss : &s->mtu) = (uint16_t)number;
    } else {
        *(header == TSPEC_HEADER_RCVBUF ? &s->receive_buffer_bytes : &s->send_buffer_bytes) =
            (uint32_t)number;
    }
    return true;
}

static bool header_line(struct file *f, struct tspec_word word, enum tspec_header header)
{
    struct tspec_reader *r = &f->r;
    size_t begin = tspec_reader_offset(r, word);
    if (f->scenario->event_count > 0)
        return tspec_reader_fail(r, begin, "move it up: header lines come before the first event",
                                 "an event");
    bool several = header == TSPEC_HEADER_OPTION || header == TSPEC_HEADER_PEER_OPTION;
    if (!several && (f->headers_seen & 1u << header))
        return tspec_reader_fail(r, begin, "", "each header line once");
    if (!header_value(r, f->scenario, header) || !tspec_reader_line_end(r, "one header line holds one value"))
        return false;
    f->headers_seen |= 1u << header;
    return true;
}

/* --- lines --- */

/* Notes where unit number `unit` stands: what lies before this line and after the units before it is its
 * lead. */
static void note_unit(struct file *f, unsigned unit, bool first, bool last)
{
    if (!f->layout)
        return;
    struct tspec_layout_unit *u = &f->layout->units[unit];
    u->lead_begin = u->lead_end = f->line_begin;
    if (first)
        u->lead_begin = f->lead_begin;
    u->trail_begin = u->trail_end = f->line_stop;
    if (last)
        u->trail_begin = f->r.end;
    f->lead_begin = f->line_stop < f->r.bytes ? f->line_stop + 1 : f->r.bytes;
}

static void parse_line(struct file *f)
{
    struct tspec_reader *r = &f->r;
    struct tspec_scenario *s = f->scenario;
    if (tspec_reader_at_end(r))
        return;
    const size_t begin = r->at;
    struct tspec_word word = tspec_reader_word(r);
    const struct tspec_words headers = TSPEC_WORDS(header_texts);
    int header = tspec_word_find(word, headers);
    if (header >= 0) {
        unsigned unit = header == TSPEC_HEADER_OPTION ? TSPEC_LAYOUT_OPTIONS + s->option_count
                        : header == TSPEC_HEADER_PEER_OPTION
                            ? TSPEC_LAYOUT_PEER_OPTIONS + s->peer_option_count
                            : (unsigned)header;
        if (header_line(f, word, (enum tspec_header)header))
            note_unit(f, unit, true, true);
        return;
    }
    /* Before the first event, a word that is followed by no "(" was more likely meant as a header line. */
    bool like_header = word.length > 0 && word.start[0] >= 'a' && word.start[0] <= 'z' &&
                       tspec_reader_peek(r) != '(' && !tspec_reader_begins_event(word);
    if (like_header && s->event_count == 0) {
        (void)tspec_reader_fail_word(r, word, "a header line or an event", headers);
        return;
    }
    r->at = begin;
    unsigned before = s->event_count;
    if (!tspec_reader_event(r, s))
        return;
    for (unsigned i = before; i < s->event_count; i++)
        note_unit(f, TSPEC_LAYOUT_EVENTS + i, i == before, i + 1 == s->event_count);
}

static bool first_line(struct file *f)
{
    static const char remedy[] = "the first line of a scenario is: tcpspec 1";
    struct tspec_reader *r = &f->r;
    tspec_reader_skip_blanks(r);
    struct tspec_word word = tspec_reader_word(r);
    if (!tspec_word_is(word, "tcpspec"))
        return tspec_reader_fail(r, tspec_reader_offset(r, word), remedy, "\"tcpspec 1\"");
    tspec_reader_skip_blanks(r);
    word = tspec_reader_word(r);
    if (!tspec_word_is(word, "1"))
        return tspec_reader_fail(r, tspec_reader_offset(r, word), "this program reads version 1 only",
                                 "version 1");
    if (!tspec_reader_line_end(r, remedy))
        return false;
    note_unit(f, TSPEC_LAYOUT_FIRST_LINE, true, true);
    return true;
}

/* Sets the reader on the line that begins at `begin`. */
static void enter_line(struct file *f, size_t begin)
{
    const char *text = f->r.text, *newline = NULL;
    if (begin < f->r.bytes)
        newline = memchr(text + begin, '\n', f->r.bytes - begin);
    f->line_begin = f->r.at = begin;
    f->line_stop = f->r.end = newline ? (size_t)(newline - text) : f->r.bytes;
    const char *comment = begin < f->line_stop ? memchr(text + begin, '#', f->line_stop - begin) : NULL;
    if (comment)
        f->r.end = (size_t)(comment - text);
}

bool tspec_scenario_parse_layout(const char *text, size_t bytes, struct tspec_scenario *scenario,
                                 struct tspec_layout *layout, struct tspec_diagnostics *diagnostics)
{
    struct file f = {.r = {.text = bytes > 0 ? text : "", .bytes = bytes, .diagnostics = diagnostics},
                     .scenario = scenario,
                     .layout = layout};
    diagnostics->count = 0;
    tspec_scenario_init(scenario);
    if (layout)
        memset(layout, 0, sizeof *layout);
    enter_line(&f, 0);
    if (!first_line(&f))
        return false;
    while (f.line_stop < bytes && diagnostics->count < TSPEC_DIAGNOSTICS_MAX) {
        enter_line(&f, f.line_stop + 1);
        parse_line(&f);
    }
    if (layout) {
        layout->units[TSPEC_LAYOUT_END].lead_begin = f.lead_begin;
        layout->units[TSPEC_LAYOUT_END].lead_end = bytes;
    }
    return diagnostics->count == 0;
}

bool tspec_scenario_parse(const char *text, size_t bytes, struct tspec_scenario *scenario,
                          struct tspec_diagnostics *diagnostics)
{
    return tspec_scenario_parse_layout(text, bytes, scenario, NULL, diagnostics);
}
