/* Printing a whole scenario, with the comments of a layout when there is one. */
#include <inttypes.h>
#include <string.h>
#include "harness/scenario/layout.h"
#include "harness/scenario/writer.h"

struct page {
    struct tspec_writer w;
    const struct tspec_layout *layout; /* NULL: no comments */
    const char *text;
    bool blank_pending; /* a blank line is due before the next line that is not blank */
};

static void begin_line(struct page *p)
{
    if (p->blank_pending)
        tspec_writer_put(&p->w, "\n");
    p->blank_pending = false;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static void put_comment(struct page *p, const char *from, const char *end)
{
    while (end > from && is_blank(end[-1]))
        end--;
    tspec_writer_put_bytes(&p->w, from, (size_t)(end - from));
}

static const char *line_end(const char *at, const char *end)
{
    const char *newline = memchr(at, '\n', (size_t)(end - at));
    return newline ? newline : end;
}

/* The comment lines, and with `blanks` the blank lines, that precede a unit. */
static void put_lead(struct page *p, unsigned unit, bool blanks)
{
    if (!p->layout)
        return;
    const char *at = p->text + p->layout->units[unit].lead_begin,
               *end = p->text + p->layout->units[unit].lead_end;
    while (at < end) {
        const char *stop = line_end(at, end), *comment = memchr(at, '#', (size_t)(stop - at));
        const char *first = at;
        while (first < stop && is_blank(*first))
            first++;
        if (comment) {
            begin_line(p);
            put_comment(p, comment, stop);
            tspec_writer_put(&p->w, "\n");
        } else if (first == stop && blanks) {
            p->blank_pending = true;
        }
        at = stop < end ? stop + 1 : end;
    }
}

static bool has_trail(const struct page *p, unsigned unit)
{
    return p->layout && p->layout->units[unit].trail_end > p->layout->units[unit].trail_begin;
}

static void put_trail(struct page *p, unsigned unit)
{
    const struct tspec_layout_unit *u = &p->layout->units[unit];
    put_comment(p, p->text + u->trail_begin, p->text + u->trail_end);
}

/* Ends the line of a unit. */
static void end_line(struct page *p, unsigned unit)
{
    if (has_trail(p, unit)) {
        tspec_writer_put(&p->w, " ");
        put_trail(p, unit);
    }
    tspec_writer_put(&p->w, "\n");
}

/* The trailing comment of a unit whose line is not printed, on a line of its own. */
static void keep_trail(struct page *p, unsigned unit)
{
    if (!has_trail(p, unit))
        return;
    begin_line(p);
    put_trail(p, unit);
    tspec_writer_put(&p->w, "\n");
}

static void put_header_value(struct tspec_writer *w, const struct tspec_scenario *s, enum tspec_header header)
{
    const uint64_t numbers[TSPEC_HEADER_COUNT] = {
        [TSPEC_HEADER_SEED] = s->seed, [TSPEC_HEADER_IP] = s->ip_version,
        [TSPEC_HEADER_ISS] = s->iss,   [TSPEC_HEADER_RCVBUF] = s->receive_buffer_bytes,
        [TSPEC_HEADER_MSS] = s->mss,   [TSPEC_HEADER_SNDBUF] = s->send_buffer_bytes,
        [TSPEC_HEADER_MTU] = s->mtu,
    };
    if (header == TSPEC_HEADER_STACK)
        tspec_writer_put(w, "%s", s->stack);
    else if (header == TSPEC_HEADER_PEER)
        tspec_writer_put(w, "%s", s->peer);
    else if (header == TSPEC_HEADER_MSL || header == TSPEC_HEADER_SETTLE || header == TSPEC_HEADER_LATENCY)
        tspec_writer_put_duration(w, header == TSPEC_HEADER_MSL       ? s->msl_us
                                     : header == TSPEC_HEADER_LATENCY ? s->latency_us
                                                                      : s->settle_us);
    else
        tspec_writer_put(w, "%" PRIu64, numbers[header]);
}

static bool header_is_default(const struct tspec_scenario *s, enum tspec_header header)
{
    switch (header) {
    case TSPEC_HEADER_STACK:
        return !s->stack[0];
    case TSPEC_HEADER_PEER:
        return !s->peer[0];
    case TSPEC_HEADER_LATENCY:
        return !s->latency_us;
    case TSPEC_HEADER_SEED:
        return !s->seed;
    case TSPEC_HEADER_IP:
        return s->ip_version == 4;
    case TSPEC_HEADER_ISS:
        return !s->iss_set;
    case TSPEC_HEADER_MSL:
        return !s->msl_us;
    case TSPEC_HEADER_SETTLE:
        return !s->settle_us;
    case TSPEC_HEADER_RCVBUF:
        return !s->receive_buffer_bytes;
    case TSPEC_HEADER_SNDBUF:
        return !s->send_buffer_bytes;
    case TSPEC_HEADER_MSS:
        return !s->mss;
    default:
        return !s->mtu;
    }
}

#define TEXT(id, text) text,

static void put_header(struct page *p, const struct tspec_scenario *s, enum tspec_header header)
{
    static const char *const words[] = {TSPEC_HEADERS(TEXT)};
    if (header == TSPEC_HEADER_OPTION || header == TSPEC_HEADER_PEER_OPTION) {
        bool peer = header == TSPEC_HEADER_PEER_OPTION;
        unsigned unit = peer ? TSPEC_LAYOUT_PEER_OPTIONS : TSPEC_LAYOUT_OPTIONS;
        for (unsigned i = 0; i < (peer ? s->peer_option_count : s->option_count); i++) {
            put_lead(p, unit + i, true);
            begin_line(p);
            tspec_writer_put(&p->w, "%s %s", words[header], peer ? s->peer_options[i] : s->options[i]);
            end_line(p, unit + i);
        }
        return;
    }
    put_lead(p, header, true);
    if (header_is_default(s, header)) {
        keep_trail(p, header);
        return;
    }
    begin_line(p);
    tspec_writer_put(&p->w, "%s ", words[header]);
    put_header_value(&p->w, s, header);
    end_line(p, header);
}

/* A blank line parts header and events; where the source has one already, it stays where it is. */
static bool lead_has_blank(const struct page *p, unsigned unit)
{
    const struct tspec_layout_unit *u = &p->layout->units[unit];
    const char *at = p->text + u->lead_begin, *end = p->text + u->lead_end;
    while (at < end) {
        const char *stop = line_end(at, end);
        while (at < stop && is_blank(*at))
            at++;
        if (at == stop)
            return true;
        at = stop < end ? stop + 1 : end;
    }
    return false;
}

static void put_events(struct page *p, const struct tspec_scenario *s)
{
    p->blank_pending = p->blank_pending || !p->layout || !lead_has_blank(p, TSPEC_LAYOUT_EVENTS);
    for (unsigned i = 0; i < s->event_count; i++) {
        const struct tspec_event *e = &s->events[i];
        unsigned unit = TSPEC_LAYOUT_EVENTS + i;
        bool joined = e->kind == TSPEC_EVENT_ADVANCE && i + 1 < s->event_count &&
                      s->events[i + 1].kind != TSPEC_EVENT_ADVANCE;
        put_lead(p, unit, true);
        if (joined) { /* the comments between come before the line the two make */
            keep_trail(p, unit);
            put_lead(p, unit + 1, false);
        }
        begin_line(p);
        tspec_writer_put_event(&p->w, e);
        if (joined) {
            tspec_writer_put(&p->w, " ");
            tspec_writer_put_event(&p->w, e + 1);
            i++;
            unit++;
        }
        end_line(p, unit);
    }
}

static size_t print_page(struct page *p, const struct tspec_scenario *s)
{
    tspec_writer_put(&p->w, "tcpspec 1");
    end_line(p, TSPEC_LAYOUT_FIRST_LINE);
    for (unsigned header = 0; header < TSPEC_HEADER_COUNT; header++)
        put_header(p, s, header);
    if (s->event_count > 0)
        put_events(p, s);
    put_lead(p, TSPEC_LAYOUT_END, true);
    return p->w.length;
}

size_t tspec_scenario_print(const struct tspec_scenario *scenario, char *out, size_t cap)
{
    struct page page = {.w = {out, cap, 0}};
    return print_page(&page, scenario);
}

bool tspec_scenario_format(const char *text, size_t bytes, char *out, size_t cap, size_t *length,
                           struct tspec_diagnostics *diagnostics)
{
    struct tspec_scenario scenario;
    struct tspec_layout layout;
    struct page page = {.w = {out, cap, 0}, .layout = &layout, .text = text};
    if (!tspec_scenario_parse_layout(text, bytes, &scenario, &layout, diagnostics))
        return false;
    *length = print_page(&page, &scenario);
    return true;
}
