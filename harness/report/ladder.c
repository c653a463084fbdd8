/* The ladder diagram of a finding: narrow enough to be read on a telephone without scaling. */
#include "harness/report/html.h"

#include <stdio.h>
#include <string.h>

enum {
    WIDTH = 420,
    TIME_X = 48,   /* right edge of the time column */
    STACK_X = 102, /* the stack's lifeline */
    PEER_X = 404,  /* the harness's */
    TEXT_X = (STACK_X + PEER_X) / 2,
    HEAD = 34,
    ROW = 35,
    STATE_ROW = 17, /* more, where a state is shown below */
    LINE_CHARS = 44,
    SHOWN_MAX = 60, /* items; a longer trace loses its middle */
};

/* A segment's text in two lines: before and after " ack " or " win "; each cut to fit. */
static void split(const char *text, char *first, char *second, size_t bytes)
{
    const char *at = strlen(text) <= LINE_CHARS - 8 ? NULL : strstr(text, " ack ");
    if (!at && strlen(text) > LINE_CHARS - 8)
        at = strstr(text, " win ");
    size_t length = at ? (size_t)(at - text) : strlen(text);
    bool cut = length > LINE_CHARS;
    snprintf(first, bytes, "%.*s%s", (int)(cut ? LINE_CHARS - 1 : length), text, cut ? "\xE2\x80\xA6" : "");
    cut = at && strlen(at + 1) > LINE_CHARS;
    snprintf(second, bytes, "%.*s%s", cut ? LINE_CHARS - 1 : LINE_CHARS, at ? at + 1 : "",
             cut ? "\xE2\x80\xA6" : "");
}

static void state(const char *name, int y, struct tspec_text *out)
{
    name = strcmp(name, "*") ? name : "unsure";
    int half = (int)strlen(name) * 3 + 7;
    tspec_text_printf(out, "<rect class=\"pill\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"15\" rx=\"7.5\"/>",
                      STACK_X - half, y - 8, 2 * half);
    tspec_text_printf(out, "<text class=\"state\" x=\"%d\" y=\"%d\">", STACK_X, y + 3);
    tspec_html(out, "%s</text>", name);
}

static void arrow(bool in, int y, struct tspec_text *out)
{
    int from = in ? PEER_X : STACK_X, to = in ? STACK_X : PEER_X, back = in ? 8 : -8;
    tspec_text_printf(out, "<line class=\"wire\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>", from, y,
                      to + back / 2, y + 6);
    tspec_text_printf(out, "<path class=\"tip\" d=\"M%d %dl%d -4.5v9z\"/>", to, y + 6, back);
}

static void segment(const struct tspec_report_item *item, bool wrong, int y, struct tspec_text *out)
{
    char first[LINE_CHARS * 4 + 4], second[LINE_CHARS * 4 + 4];
    bool in = item->kind == TSPEC_ITEM_IN;
    split(item->text, first, second, sizeof first);
    tspec_html(out, "<g class=\"%s%s\"><title>%s</title>", in ? "in" : "out", wrong ? " wrong" : "",
               item->text);
    arrow(in, y + 2, out);
    tspec_text_printf(out, "<text class=\"segment\" x=\"%d\" y=\"%d\">", TEXT_X, y - (*second ? 11 : 2));
    tspec_html(out, "%s</text>", first);
    if (*second) {
        tspec_text_printf(out, "<text class=\"segment\" x=\"%d\" y=\"%d\">", TEXT_X, y);
        tspec_html(out, "%s</text>", second);
    }
    tspec_text_add(out, "</g>");
}

static void note(const struct tspec_report_item *item, int y, struct tspec_text *out)
{
    if (item->kind == TSPEC_ITEM_FINDING)
        tspec_text_printf(out, "<rect class=\"band\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"22\" rx=\"3\"/>",
                          STACK_X + 8, y - 11, PEER_X - STACK_X - 16);
    else if (item->kind == TSPEC_ITEM_ADVANCE)
        tspec_text_printf(out, "<line class=\"gap\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>", STACK_X + 8,
                          y, PEER_X - 8, y);
    else
        tspec_text_printf(out, "<circle class=\"point\" cx=\"%d\" cy=\"%d\" r=\"3.5\"/>", STACK_X, y);
    bool middle = item->kind == TSPEC_ITEM_FINDING || item->kind == TSPEC_ITEM_ADVANCE;
    tspec_html(out, "<g class=\"%s\"><title>%s</title>", tspec_item_kind_name(item->kind), item->text);
    char text[LINE_CHARS * 4 + 4], unused[LINE_CHARS * 4 + 4];
    split(item->text, text, unused, sizeof text);
    tspec_text_printf(out, "<text class=\"%s\" x=\"%d\" y=\"%d\">", middle ? "aside" : "event",
                      middle ? TEXT_X : STACK_X + 12, item->kind == TSPEC_ITEM_ADVANCE ? y - 5 : y + 4);
    tspec_html(out, "%s</text></g>", text);
}

/* Whether item i is what the stack did wrong: the last thing it sent before the finding, with no stimulus
 * between. */
static bool is_wrong(const struct tspec_report_finding *finding, unsigned i)
{
    for (unsigned j = i + 1; j < finding->trace_count; j++) {
        unsigned kind = finding->trace[j].kind;
        if (kind == TSPEC_ITEM_FINDING)
            return finding->trace[i].kind == TSPEC_ITEM_OUT &&
                   finding->trace[i].time_us == finding->trace[j].time_us;
        if (kind != TSPEC_ITEM_SIGNAL)
            return false;
    }
    return false;
}

static void lifelines(const struct tspec_report_finding *finding, int height, struct tspec_text *out)
{
    tspec_text_printf(
        out, "<svg class=\"ladder %s\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\">",
        tspec_report_level_name(finding->level), WIDTH, height, WIDTH, height);
    tspec_html(out, "<title>%s and the harness, segment by segment</title>", finding->stack);
    tspec_text_printf(out, "<line class=\"life\" x1=\"%d\" y1=\"20\" x2=\"%d\" y2=\"%d\"/>", STACK_X, STACK_X,
                      height - 4);
    tspec_text_printf(out, "<line class=\"life\" x1=\"%d\" y1=\"20\" x2=\"%d\" y2=\"%d\"/>", PEER_X, PEER_X,
                      height - 4);
    tspec_text_printf(out, "<text class=\"party\" x=\"%d\" y=\"13\">", STACK_X);
    tspec_html(out, "%s</text>", finding->stack);
    tspec_text_printf(out, "<text class=\"party end\" x=\"%d\" y=\"13\">harness</text>", WIDTH);
}

/* Whether the stack's state is shown below item i: it changed, or it is the first we see. */
static bool shows_state(const struct tspec_report_finding *finding, unsigned i)
{
    const struct tspec_report_item *item = &finding->trace[i];
    if (item->kind == TSPEC_ITEM_FINDING || !*item->state_after)
        return false;
    bool last = i + 1 < finding->trace_count && finding->trace[i + 1].kind == TSPEC_ITEM_FINDING;
    if (last && !strcmp(item->state_after, "*"))
        return false; /* no world has survived */
    return !i || strcmp(item->state_after, finding->trace[i - 1].state_after);
}

/* How many items are left out, from SHOWN_MAX / 2 on. */
static unsigned left_out(const struct tspec_report_finding *finding)
{
    return finding->trace_count > SHOWN_MAX ? finding->trace_count - SHOWN_MAX : 0;
}

static int height_of(const struct tspec_report_finding *finding)
{
    int height = HEAD + 28;
    for (unsigned i = 0; i < finding->trace_count; i++) {
        bool first_left_out = left_out(finding) && i == SHOWN_MAX / 2;
        if (first_left_out)
            i += left_out(finding) - 1;
        height += ROW + (!first_left_out && shows_state(finding, i) ? STATE_ROW : 0);
    }
    return height;
}

void tspec_ladder_render(const struct tspec_report_finding *finding, struct tspec_text *out)
{
    uint64_t shown_time = UINT64_MAX;
    char buffer[32];
    lifelines(finding, height_of(finding), out);
    int y = HEAD + 14;
    for (unsigned i = 0; i < finding->trace_count; i++, y += ROW) {
        const struct tspec_report_item *item = &finding->trace[i];
        if (left_out(finding) && i == SHOWN_MAX / 2) {
            tspec_text_printf(out, "<text class=\"aside\" x=\"%d\" y=\"%d\">%u more</text>", TEXT_X, y,
                              left_out(finding));
            i += left_out(finding) - 1;
            continue;
        }
        if (item->time_us != shown_time) {
            tspec_text_printf(out, "<text class=\"time\" x=\"%d\" y=\"%d\">", TIME_X, y + 4);
            tspec_html(out, "%s</text>", tspec_html_time(item->time_us, buffer));
            shown_time = item->time_us;
        }
        if (item->kind == TSPEC_ITEM_IN || item->kind == TSPEC_ITEM_OUT)
            segment(item, is_wrong(finding, i), y, out);
        else
            note(item, y, out);
        if (shows_state(finding, i)) {
            state(item->state_after, y + 23, out);
            y += STATE_ROW;
        }
    }
    tspec_text_add(out, "</svg>");
}
