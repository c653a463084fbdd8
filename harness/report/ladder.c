/* A trace as a ladder diagram: narrow enough to be read on a telephone. Colours, lines and type are
 * presentation attributes, so that it can be read where the page's style is not taken; the style comes over
 * them. */
#include "harness/report/html.h"

#include <stdio.h>
#include <string.h>

#include "harness/report/marks.h"

enum {
    WIDTH = 400,
    TIME_X = 58,  /* right edge of the time column */
    STACK_X = 68, /* the stack's lifeline */
    PEER_X = 352, /* the harness's, or the peer's */
    TEXT_X = (STACK_X + PEER_X) / 2,
    HEAD = 34,
    ROW = 35,
    STATE_ROW = 17, /* more, where a state is shown below */
    LINE_CHARS = 45,
    BAND_CHARS = 40, /* of a sentence, in bold type */
    LINE_BYTES = LINE_CHARS * 4 + 4,
    SHOWN_MAX = 40, /* items; a longer trace loses its middle */
};

/* What a drawing is of, and where it has come to. */
struct drawing {
    const struct tspec_ladder *ladder;
    struct tspec_text *out;
    int y;
};

/* At most LINE_CHARS octets of text, the last one an ellipsis where more were there. */
static void cut(char *line, const char *text, size_t length)
{
    bool fits = length <= LINE_CHARS;
    snprintf(line, LINE_BYTES, "%.*s%s", (int)(fits ? length : LINE_CHARS - 1), text,
             fits ? "" : "\xE2\x80\xA6");
}

/* Text in two lines, broken before `at` where that is not NULL. */
static void split(const char *text, const char *at, char *first, char *second)
{
    cut(first, text, at ? (size_t)(at - text) : strlen(text));
    cut(second, at ? at + 1 : "", at ? strlen(at + 1) : 0);
}

/* A segment is broken before its ACK, else before its window. */
static const char *segment_break(const char *text)
{
    if (strlen(text) <= LINE_CHARS - 8)
        return NULL;
    const char *at = strstr(text, " ack ");
    return at ? at : strstr(text, " win ");
}

/* A sentence is broken near its middle, or at the last space that fits. */
static const char *sentence_break(const char *text)
{
    size_t length = strlen(text);
    if (length <= BAND_CHARS)
        return NULL;
    size_t at = length / 2 + strcspn(text + length / 2, " ");
    if (at > BAND_CHARS)
        for (at = BAND_CHARS; at && text[at] != ' ';)
            at--;
    return at ? text + at : NULL;
}

static void text_at(struct drawing *d, const char *class, int x, int y, const char *anchor)
{
    tspec_text_printf(d->out, "<text class=\"%s\" x=\"%d\" y=\"%d\"", class, x, y);
    tspec_text_printf(d->out, *anchor ? " text-anchor=\"%s\">" : "%s>", anchor);
}

static void pill(struct drawing *d, int x, const char *name)
{
    name = strcmp(name, "*") ? name : "unsure";
    int half = (int)strlen(name) * 3 + 7;
    tspec_text_printf(d->out,
                      "<rect class=\"pill\" fill=\"Canvas\" stroke=\"gray\" x=\"%d\" y=\"%d\" width=\"%d\" "
                      "height=\"15\" rx=\"7.5\"/>",
                      x - half, d->y - 8, 2 * half);
    text_at(d, "state", x, d->y + 3, "");
    tspec_html(d->out, "%s</text>", name);
}

static void segment(struct drawing *d, const struct tspec_report_item *item, bool marked)
{
    char first[LINE_BYTES], second[LINE_BYTES];
    bool in = item->kind == TSPEC_ITEM_IN;
    split(item->text, segment_break(item->text), first, second);
    tspec_html(d->out, "<g class=\"%s%s\">", in ? "in" : "out",
               !marked            ? ""
               : d->ladder->right ? " right"
                                  : " wrong");
    bool whole = strlen(first) + strlen(second) + (*second != '\0') == strlen(item->text);
    if (!whole)
        tspec_html(d->out, "<title>%s</title>", item->text);
    int y = d->y + 2, from = in ? PEER_X : STACK_X, to = in ? STACK_X : PEER_X, back = in ? 8 : -8;
    tspec_text_printf(d->out,
                      "<path class=\"wire\" stroke=\"currentColor\" d=\"M%d %dL%d %dM%d %dl%d -4.5v9z\"/>",
                      from, y, to + back / 2, y + 6, to, y + 6, back);
    unsigned fields = marked && !d->ladder->right ? d->ladder->fields : 0;
    text_at(d, "segment", TEXT_X, d->y - (*second ? 11 : 2), "");
    tspec_marks_segment(d->out, first, fields);
    tspec_text_add(d->out, "</text>");
    if (*second) {
        text_at(d, "segment", TEXT_X, d->y, "");
        tspec_marks_segment(d->out, second, fields & (TSPEC_MARK_ACK | TSPEC_MARK_WND));
        tspec_text_add(d->out, "</text>");
    }
    tspec_text_add(d->out, "</g>");
}

/* A sentence in a band across the ladder. */
static void band(struct drawing *d, const char *class, const char *sentence)
{
    char first[LINE_BYTES], second[LINE_BYTES];
    split(sentence, sentence_break(sentence), first, second);
    int height = *second ? 34 : 22;
    tspec_text_printf(d->out,
                      "<g class=\"%s\"><rect class=\"band\" fill=\"none\" stroke=\"gray\" x=\"%d\" y=\"%d\" "
                      "width=\"%d\" height=\"%d\" rx=\"3\"/>",
                      class, STACK_X + 8, d->y - 13, PEER_X - STACK_X - 16, height);
    text_at(d, "aside", TEXT_X, d->y + 2, "");
    tspec_html(d->out, "%s</text>", first);
    if (*second) {
        text_at(d, "aside", TEXT_X, d->y + 15, "");
        tspec_html(d->out, "%s</text>", second);
        d->y += 12;
    }
    tspec_text_add(d->out, "</g>");
}

static void wait(struct drawing *d, const struct tspec_report_item *item)
{
    tspec_text_printf(d->out,
                      "<line class=\"gap\" stroke=\"gray\" stroke-dasharray=\"2 4\" x1=\"%d\" y1=\"%d\" "
                      "x2=\"%d\" y2=\"%d\"/>",
                      STACK_X + 8, d->y, PEER_X - 8, d->y);
    text_at(d, "aside", TEXT_X, d->y - 5, "");
    tspec_html(d->out, "%s pass</text>", item->text);
}

/* What the network does: a note between the two. */
static void note(struct drawing *d, const struct tspec_report_item *item)
{
    text_at(d, "aside", TEXT_X, d->y - 5, "");
    tspec_html(d->out, "%s</text>", item->text);
}

/* A call or a signal: something between a stack and its application. */
static void event(struct drawing *d, const struct tspec_report_item *item, bool marked)
{
    bool peer = item->kind == TSPEC_ITEM_PEER_CALL || item->kind == TSPEC_ITEM_PEER_SIGNAL;
    bool signal = item->kind == TSPEC_ITEM_SIGNAL || item->kind == TSPEC_ITEM_PEER_SIGNAL;
    tspec_text_printf(d->out, "<g class=\"%s%s\"><circle class=\"point\" cx=\"%d\" cy=\"%d\" r=\"3.5\"/>",
                      signal ? "signal" : "call",
                      !marked            ? ""
                      : d->ladder->right ? " right"
                                         : " wrong",
                      peer ? PEER_X : STACK_X, d->y);
    text_at(d, "event", peer ? PEER_X - 12 : STACK_X + 12, d->y + 4, peer ? "end" : "start");
    tspec_html(d->out, "%s%s</text></g>", signal ? "told: " : "", item->text);
}

/* The last thing that was done to the stack; what follows is its answer. */
static unsigned last_stimulus(const struct tspec_ladder *ladder)
{
    unsigned last = 0;
    for (unsigned i = 0; i < ladder->count; i++) {
        unsigned kind = ladder->items[i].kind;
        if (kind == TSPEC_ITEM_IN || kind == TSPEC_ITEM_CALL || kind == TSPEC_ITEM_ADVANCE ||
            kind == TSPEC_ITEM_PEER_CALL)
            last = i;
    }
    return last;
}

/* Whether item i is what the stack did wrong: the last thing it sent before the finding, at that very time
 * and with no stimulus between. Where it does right, all of the last answer. */
static bool is_marked(const struct tspec_ladder *ladder, unsigned i)
{
    const struct tspec_report_item *items = ladder->items, *last = &items[ladder->count - 1];
    if (items[i].kind != TSPEC_ITEM_OUT && (items[i].kind != TSPEC_ITEM_SIGNAL || !ladder->right))
        return false;
    if (ladder->right)
        return i > last_stimulus(ladder);
    for (unsigned j = i + 1; j + 1 < ladder->count; j++)
        if (items[j].kind != TSPEC_ITEM_SIGNAL && items[j].kind != TSPEC_ITEM_FINDING)
            return false;
    return last->kind == TSPEC_ITEM_FINDING && last->time_us == items[i].time_us;
}

/* Whether a state is shown below item i: it changed, or it is the first we see. */
static bool shows_state(const struct tspec_ladder *ladder, unsigned i)
{
    const struct tspec_report_item *item = &ladder->items[i];
    if (item->kind == TSPEC_ITEM_FINDING || !*item->state_after)
        return false;
    bool last = i + 1 < ladder->count && ladder->items[i + 1].kind == TSPEC_ITEM_FINDING;
    if (last && !strcmp(item->state_after, "*"))
        return false; /* no world has survived */
    const char *before = "";
    for (unsigned j = 0; j < i; j++) /* what the peer does says nothing of the stack */
        if (*ladder->items[j].state_after)
            before = ladder->items[j].state_after;
    return strcmp(item->state_after, before) != 0;
}

static bool shows_peer(const struct tspec_ladder *ladder, unsigned i)
{
    const struct tspec_report_item *item = &ladder->items[i];
    if (item->kind == TSPEC_ITEM_FINDING || !*item->peer_state)
        return false;
    return !i || strcmp(item->peer_state, item[-1].peer_state);
}

/* The state the stack shows after item i. A segment on its way in is told before the stack gets it: what
 * comes next knows better, unless that is told after something else. */
static const char *shown_after(const struct tspec_ladder *ladder, unsigned i)
{
    const struct tspec_report_item *item = &ladder->items[i];
    if (item->kind != TSPEC_ITEM_IN)
        return item->stack_state;
    bool known =
        i + 1 < ladder->count && item[1].kind != TSPEC_ITEM_CALL && item[1].kind != TSPEC_ITEM_ADVANCE;
    return known ? item[1].stack_state : "";
}

/* Whether the stack says that it is in another state than the model, now that all of an event has been told.
 * Where a listener waits, a flow without a connection is in LISTEN to the model, and CLOSED to a stack. */
static bool shows_other(const struct tspec_ladder *ladder, unsigned i)
{
    const struct tspec_report_item *item = &ladder->items[i];
    const char *shown = shown_after(ladder, i);
    bool ends_event =
        i + 1 == ladder->count || item[1].kind == TSPEC_ITEM_FINDING || item[1].event != item->event;
    if (!ends_event || item->kind == TSPEC_ITEM_FINDING || !*shown || !strcmp(item->state_after, "*"))
        return false;
    bool waits = !strcmp(item->state_after, "LISTEN") && !strcmp(shown, "CLOSED");
    return !waits && strcmp(shown, item->state_after);
}

/* The states of both ends below an item. What the stack shows of itself is said where the model knows better.
 */
static void states(struct drawing *d, unsigned i)
{
    const struct tspec_report_item *item = &d->ladder->items[i];
    bool stack = shows_state(d->ladder, i), peer = shows_peer(d->ladder, i),
         other = shows_other(d->ladder, i);
    if (!stack && !peer && !other)
        return;
    d->y += STATE_ROW + 6;
    if (stack || other)
        pill(d, STACK_X, item->state_after);
    if (other) {
        text_at(d, "shown", STACK_X + 52, d->y + 3, "start");
        tspec_html(d->out, "says: %s</text>", shown_after(d->ladder, i));
    }
    if (peer)
        pill(d, PEER_X, item->peer_state);
    d->y -= 6;
}

static void time_of(struct drawing *d, const struct tspec_report_item *item, uint64_t *shown)
{
    char buffer[32];
    if (item->time_us == *shown)
        return;
    text_at(d, "time", TIME_X, d->y + 4, "end");
    tspec_html(d->out, "%s</text>", tspec_html_time(item->time_us, buffer));
    *shown = item->time_us;
}

static void one(struct drawing *d, unsigned i)
{
    const struct tspec_report_item *item = &d->ladder->items[i];
    bool marked = is_marked(d->ladder, i);
    if (item->kind == TSPEC_ITEM_IN || item->kind == TSPEC_ITEM_OUT)
        segment(d, item, marked);
    else if (item->kind == TSPEC_ITEM_FINDING)
        band(d, i + 1 == d->ladder->count ? "finding" : "earlier",
             i + 1 == d->ladder->count ? d->ladder->sentence : item->text);
    else if (item->kind == TSPEC_ITEM_ADVANCE)
        wait(d, item);
    else if (item->kind == TSPEC_ITEM_NETWORK)
        note(d, item);
    else
        event(d, item, marked);
    states(d, i);
    d->y += ROW;
}

static void items(struct drawing *d)
{
    const struct tspec_ladder *ladder = d->ladder;
    unsigned left_out = ladder->count > SHOWN_MAX ? ladder->count - SHOWN_MAX : 0;
    uint64_t shown_time = UINT64_MAX;
    for (unsigned i = 0; i < ladder->count; i++) {
        if (left_out && i == SHOWN_MAX / 2) {
            text_at(d, "aside", TEXT_X, d->y, "");
            tspec_html(d->out, "%u more</text>", left_out);
            i += left_out - 1;
            d->y += ROW;
            continue;
        }
        time_of(d, &ladder->items[i], &shown_time);
        one(d, i);
    }
    if (ladder->right && ladder->count && last_stimulus(ladder) + 1 == ladder->count) {
        band(d, "right", "silence");
        d->y += ROW;
    }
}

void tspec_ladder_render(const struct tspec_ladder *ladder, struct tspec_text *out)
{
    struct tspec_text body = {0};
    struct drawing d = {ladder, &body, HEAD + 14};
    tspec_text_add(&body, "");
    items(&d);
    int height = d.y - 8;
    tspec_html(out, "<svg class=\"ladder %s\"",
               ladder->right ? "pass" : tspec_report_level_name(ladder->level));
    tspec_text_printf(out,
                      " viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\" font-size=\"10.5\" "
                      "font-family=\"sans-serif\" text-anchor=\"middle\" fill=\"currentColor\">",
                      WIDTH, height, WIDTH, height);
    bool harness = !ladder->peer || !*ladder->peer;
    tspec_html(out, "<title>%s and %s, segment by segment</title>", ladder->stack,
               harness ? "the harness" : ladder->peer);
    tspec_text_printf(out,
                      "<path class=\"life\" stroke=\"gray\" d=\"M%d 20V%dM%d 20V%d\"/><text class=\"party\" "
                      "x=\"%d\" y=\"13\">",
                      STACK_X, height - 4, PEER_X, height - 4, STACK_X);
    tspec_html(out, "%s</text>", ladder->stack);
    tspec_text_printf(out, "<text class=\"party\" x=\"%d\" y=\"13\">", PEER_X);
    tspec_html(out, "%s</text>", harness ? "harness" : ladder->peer);
    tspec_text_add(out, body.bytes ? body.bytes : "");
    tspec_text_add(out, "</svg>");
    out->failed |= body.failed;
    tspec_text_free(&body);
}
