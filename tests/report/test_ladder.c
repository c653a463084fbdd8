/* The ladder: both ends' states, virtual time, and what of it is marked. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "harness/report/html.h"
#include "harness/report/marks.h"

#define ITEM(kind_, event_, time_, text_, model_, stack_, peer_)                                             \
    {                                                                                                        \
        .kind = TSPEC_ITEM_##kind_, .event = event_, .time_us = time_, .text = text_,                        \
        .state_before = model_, .state_after = model_, .stack_state = stack_, .peer_state = peer_,           \
        .clauses = ""                                                                                        \
    }

/* A connection is opened and reset for nothing; the stack thinks it is gone before the model does. */
static const struct tspec_report_item items[] = {
    ITEM(CALL, 0, 0, "connect() = OK", "SYN-SENT", "SYN-SENT", ""),
    ITEM(OUT, 0, 0, "S 0:0(0) win 2144 <mss 536>", "SYN-SENT", "SYN-SENT", ""),
    ITEM(IN, 1, 0, "S. 0:0(0) ack 1 win 65535", "ESTABLISHED", "SYN-SENT", "SYN-RECEIVED"),
    ITEM(SIGNAL, 1, 0, "CONNECTED", "ESTABLISHED", "ESTABLISHED", "SYN-RECEIVED"),
    ITEM(OUT, 1, 0, ". 1:1(0) ack 1 win 2144", "ESTABLISHED", "ESTABLISHED", "ESTABLISHED"),
    ITEM(FINDING, 1, 0, "stack.variable", "ESTABLISHED", "ESTABLISHED", "ESTABLISHED"),
    ITEM(ADVANCE, 2, 0, "2.5 s", "ESTABLISHED", "ESTABLISHED", "ESTABLISHED"),
    ITEM(IN, 3, 2500000, ". 1:2(1) ack 1 win 65535 damage checksum", "ESTABLISHED", "ESTABLISHED",
         "ESTABLISHED"),
    ITEM(OUT, 3, 2500000, "R. 1:1(0) ack 7 win 0", "ESTABLISHED", "CLOSED", "CLOSED"),
    ITEM(FINDING, 3, 2500000, "rst.unasked", "*", "CLOSED", "CLOSED"),
};
enum { ITEMS = sizeof items / sizeof items[0] };

static unsigned occurrences(const char *text, const char *what)
{
    unsigned count = 0;
    for (const char *at = text; (at = strstr(at, what)); at += strlen(what))
        count++;
    return count;
}

static struct tspec_text drawn(const struct tspec_ladder *ladder)
{
    struct tspec_text svg = {0};
    tspec_ladder_render(ladder, &svg);
    assert_false(svg.failed);
    return svg;
}

/* What stands in the drawing, and how often. */
struct shown {
    const char *what;
    unsigned times;
};

static void assert_shown(const struct tspec_ladder *ladder, const struct shown *rows, size_t count)
{
    struct tspec_text svg = drawn(ladder);
    for (size_t i = 0; i < count; i++)
        if (occurrences(svg.bytes, rows[i].what) != rows[i].times)
            fail_msg("%u times instead of %u: %s\n%s", occurrences(svg.bytes, rows[i].what), rows[i].times,
                     rows[i].what, svg.bytes);
    tspec_text_free(&svg);
}

static void what_went_wrong(void **state)
{
    (void)state;
    const struct tspec_ladder ladder = {.stack = "lwip",
                                        .items = items,
                                        .count = ITEMS,
                                        .level = TSPEC_REPORT_FAIL,
                                        .sentence =
                                            "a reset left that nothing called for, and it is a long story",
                                        .fields = TSPEC_MARK_ACK};
    static const struct shown rows[] = {
        {"class=\"ladder fail\"", 1},
        {">lwip</text>", 1},
        {">harness</text>", 1},
        /* Each state once where it changes, both ends. */
        {">SYN-SENT</text>", 1},
        {">SYN-RECEIVED</text>", 1},
        {">ESTABLISHED</text>", 3}, /* the stack, the harness; and again where the stack says CLOSED */
        {">CLOSED</text>", 1},
        {">says: CLOSED</text>", 1},
        {">says: ", 1}, /* not while an event is under way */
        /* Virtual time, where it is another. */
        {">0 s</text>", 1},
        {">2.5 s</text>", 1},
        {">2.5 s pass</text>", 1},
        {"damage checksum", 1},
        {">told: CONNECTED</text>", 1},
        /* One segment is wrong, and its ACK; earlier findings are named only. */
        {" wrong\"", 1},
        {"class=\"differs\"", 1},
        {"text-decoration=\"underline\">ack 7</tspan>", 1},
        {"class=\"earlier\"", 1},
        {">stack.variable</text>", 1},
        {">rst.unasked</text>", 0},
        {">a reset left that nothing called</text>", 1},
        {">for, and it is a long story</text>", 1},
        {" right", 0},
    };
    assert_shown(&ladder, rows, sizeof rows / sizeof rows[0]);
}

static void how_it_is_done_right(void **state)
{
    (void)state;
    struct tspec_ladder ladder = {.stack = "engine",
                                  .items = items,
                                  .count = 5,
                                  .right = true,
                                  .sentence = "",
                                  .fields = TSPEC_MARK_ACK};
    static const struct shown answered[] = {{"class=\"ladder pass\"", 1},
                                            {" right\"", 2},
                                            {"class=\"right\"", 0},
                                            {" wrong\"", 0},
                                            {"differs", 0}};
    assert_shown(&ladder, answered, sizeof answered / sizeof answered[0]);
    ladder.count = 3; /* nothing comes */
    static const struct shown silent[] = {{" right\"", 0}, {"class=\"right\"", 1}, {">silence</text>", 1}};
    assert_shown(&ladder, silent, sizeof silent / sizeof silent[0]);
}

/* Where a listener waits, a flow without a connection is LISTEN to the model and CLOSED to a stack. */
static void a_listener_says_nothing_else(void **state)
{
    (void)state;
    static const struct tspec_report_item listening[] = {
        ITEM(CALL, 0, 0, "listen() = OK", "LISTEN", "CLOSED", "")};
    const struct tspec_ladder ladder = {.stack = "lwip", .items = listening, .count = 1, .sentence = ""};
    static const struct shown rows[] = {{">LISTEN</text>", 1}, {">says: ", 0}};
    assert_shown(&ladder, rows, sizeof rows / sizeof rows[0]);
}

/* A flood of a thousand segments does not make a ladder of a thousand rungs. */
static void a_long_one_loses_its_middle(void **state)
{
    (void)state;
    enum { MANY = 1003 };
    static struct tspec_report_item flood[MANY];
    for (unsigned i = 0; i < MANY; i++)
        flood[i] = (struct tspec_report_item)ITEM(OUT, 0, i, ". 1:1(0) ack 1 win 1", "ESTABLISHED", "", "");
    const struct tspec_ladder ladder = {.stack = "engine", .items = flood, .count = MANY, .sentence = ""};
    static const struct shown rows[] = {{"class=\"out\"", 40}, {">963 more<", 1}};
    assert_shown(&ladder, rows, sizeof rows / sizeof rows[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_went_wrong),
        cmocka_unit_test(how_it_is_done_right),
        cmocka_unit_test(a_listener_says_nothing_else),
        cmocka_unit_test(a_long_one_loses_its_middle),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
