/* What differs between expected and observed is marked, and nothing else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "harness/report/marks.h"

static void answers(void **state)
{
    (void)state;
    static const struct {
        const char *expected, *observed;
        const char *expected_html, *observed_html;
    } rows[] = {
        /* Fields of segments. */
        {"<SEQ=1><ACK=1><CTL=ACK>", "<SEQ=1><ACK=380><CTL=ACK>",
         "&lt;SEQ=1&gt;&lt;ACK=<mark>1</mark>&gt;&lt;CTL=ACK&gt;",
         "&lt;SEQ=1&gt;&lt;ACK=<mark>380</mark>&gt;&lt;CTL=ACK&gt;"},
        {"<SEQ=7><CTL=RST>", "<SEQ=7><ACK=9><CTL=RST,ACK>", "&lt;SEQ=7&gt;&lt;CTL=<mark>RST</mark>&gt;",
         "&lt;SEQ=7&gt;<mark>&lt;ACK=9&gt;</mark>&lt;CTL=<mark>RST,ACK</mark>&gt;"},
        {"<SEQ=ISS><CTL=SYN>", "<SEQ=0><CTL=SYN>", "&lt;SEQ=ISS&gt;&lt;CTL=SYN&gt;",
         "&lt;SEQ=0&gt;&lt;CTL=SYN&gt;"},
        {"<SEQ=1><CTL=RST>", "<SEQ=1> with an ACK field", "&lt;SEQ=1&gt;<mark>&lt;CTL=RST&gt;</mark>",
         "&lt;SEQ=1&gt; <mark>with an ACK field</mark>"},
        /* Fields in sentences. */
        {"a reset with ACK=2", "ACK=1", "a reset with ACK=<mark>2</mark>", "ACK=<mark>1</mark>"},
        {"nothing new beyond SEQ=501", "text up to SEQ=537, PSH", "nothing new beyond SEQ=<mark>501</mark>",
         "text up to SEQ=<mark>537</mark>, PSH"},
        /* Numbers. */
        {"536 octets at most", "1000 octets", "<mark>536 octets</mark> at most", "<mark>1000 octets</mark>"},
        {"no time-out before 180 s", "one after 6.25 s", "no time-out before <mark>180 s</mark>",
         "one after <mark>6.25 s</mark>"},
        /* Nothing in common. */
        {"<SEQ=1><ACK=1><CTL=ACK>", "nothing", "&lt;SEQ=1&gt;&lt;ACK=1&gt;&lt;CTL=ACK&gt;",
         "<mark>nothing</mark>"},
        {"silence", "<SEQ=1><CTL=RST>", "silence", "<mark>&lt;SEQ=1&gt;&lt;CTL=RST&gt;</mark>"},
        {"EXISTS", "OK", "<mark>EXISTS</mark>", "<mark>OK</mark>"},
        {"the stack goes on", "a long story of what it did", "the stack goes on",
         "a long story of what it did"},
        {"", "", "", ""},
        {"OK & more", "OK & more", "OK &amp; more", "OK &amp; more"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct tspec_text expected = {0}, observed = {0};
        tspec_text_add(&expected, "");
        tspec_text_add(&observed, "");
        tspec_marks_expected(&expected, rows[i].expected, rows[i].observed);
        tspec_marks_observed(&observed, rows[i].observed, rows[i].expected);
        assert_string_equal(expected.bytes, rows[i].expected_html);
        assert_string_equal(observed.bytes, rows[i].observed_html);
        tspec_text_free(&expected);
        tspec_text_free(&observed);
    }
}

static void fields_of_a_segment(void **state)
{
    (void)state;
    static const struct {
        const char *expected, *observed;
        unsigned fields;
    } rows[] = {
        {"<SEQ=1><ACK=1><CTL=ACK>", "<SEQ=1><ACK=2><CTL=ACK>", TSPEC_MARK_ACK},
        {"<SEQ=1><CTL=RST>", "<SEQ=2><CTL=ACK>", TSPEC_MARK_SEQ | TSPEC_MARK_CTL},
        {"<SEQ=1><CTL=RST>", "<SEQ=1> with an ACK field", TSPEC_MARK_CTL},
        {"<SEQ=1><WND=5>", "<SEQ=1><WND=6>", TSPEC_MARK_WND},
        {"ACK=1", "ACK=380", TSPEC_MARK_ACK},
        {"nothing new beyond SEQ=1", "text up to SEQ=11", 0},
        {"<SEQ=1><CTL=RST>", "nothing", 0},
        {"EXISTS", "OK", 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_int_equal(tspec_marks_fields(rows[i].expected, rows[i].observed), rows[i].fields);
}

#define DIFFERS(text) "<tspan class=\"differs\" text-decoration=\"underline\">" text "</tspan>"

static void segments(void **state)
{
    (void)state;
    static const struct {
        const char *segment;
        unsigned fields;
        const char *svg;
    } rows[] = {
        {"R. 1:1(0) ack 380 win 0", 0, "R. 1:1(0) ack 380 win 0"},
        {"R. 1:1(0) ack 380 win 0", TSPEC_MARK_ACK, "R. 1:1(0) " DIFFERS("ack 380") " win 0"},
        {"R. 1:1(0) ack 380 win 0", TSPEC_MARK_CTL | TSPEC_MARK_SEQ | TSPEC_MARK_WND,
         DIFFERS("R.") " " DIFFERS("1") ":1(0) ack 380 " DIFFERS("win 0")},
        {"S 0:0(0) <mss 1460>", TSPEC_MARK_ACK | TSPEC_MARK_SEQ, "S " DIFFERS("0") ":0(0) &lt;mss 1460&gt;"},
        {"", TSPEC_MARK_SEQ | TSPEC_MARK_ACK, ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct tspec_text svg = {0};
        tspec_text_add(&svg, "");
        tspec_marks_segment(&svg, rows[i].segment, rows[i].fields);
        assert_string_equal(svg.bytes, rows[i].svg);
        tspec_text_free(&svg);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers),
        cmocka_unit_test(fields_of_a_segment),
        cmocka_unit_test(segments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
