/* junit.xml and summary.md: what a CI server reads. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "harness/report/output.h"
#include "harness/report/summary.h"
#include "tests/report/sample.h"

static unsigned occurrences(const char *text, const char *what)
{
    unsigned count = 0;
    for (const char *at = text; (at = strstr(at, what)); at += strlen(what))
        count++;
    return count;
}

static struct tspec_text rendered(struct tspec_report *report,
                                  void (*render)(const struct tspec_report *, struct tspec_text *))
{
    struct tspec_text text = {0};
    render(report, &text);
    assert_false(text.failed);
    tspec_report_destroy(report);
    return text;
}

/* The number in name="..." that follows `from`. */
static unsigned attribute(const char *from, const char *name)
{
    char pattern[32];
    snprintf(pattern, sizeof pattern, " %s=\"", name);
    const char *at = strstr(from, pattern);
    assert_non_null(at);
    return (unsigned)strtoul(at + strlen(pattern), NULL, 10);
}

static void junit(void **state)
{
    (void)state;
    struct tspec_text text = rendered(sample_report(), tspec_junit_render);
    static const char *const shown[] = {
        "<testsuite name=\"lwip 2.1.3\"",
        "<testcase classname=\"tcpspec.lwip.TSPEC_FAMILY_FORM\" name=\"form.checksum arrives.syn.challenge\"",
        " time=\"0\"><failure type=\"fail\" message=\"the ACK covers octets that were never acceptable\">",
        "<skipped message=\"known deviation: lwIP frees the block early; harmless\"/>",
        "<skipped message=\"had nothing to decide in this run\"/>",
        "name=\"lwip-gone, lwip 2.1.0 and later\" time=\"0\"><failure type=\"stale\"",
    };
    for (size_t i = 0; i < sizeof shown / sizeof shown[0]; i++)
        if (!strstr(text.bytes, shown[i]))
            fail_msg("junit.xml does not show %s", shown[i]);
    /* The counts are those of the cases, in all and suite by suite. */
    assert_int_equal(attribute(text.bytes, "tests"), occurrences(text.bytes, "<testcase "));
    assert_int_equal(attribute(text.bytes, "failures"), occurrences(text.bytes, "<failure "));
    assert_int_equal(attribute(text.bytes, "skipped"), occurrences(text.bytes, "<skipped "));
    unsigned sum = 0;
    for (const char *at = text.bytes; (at = strstr(at, "<testsuite ")); at++)
        sum += attribute(at, "tests");
    assert_int_equal(sum, attribute(text.bytes, "tests"));
    tspec_text_free(&text);
}

/* One place, known in one scenario and not in another, is one case, and it fails. */
static void an_unexpected_one_outweighs_a_known_one(void **state)
{
    (void)state;
    struct tspec_report *report = sample_report();
    report->findings[0].known = "reason";
    struct tspec_text text = rendered(report, tspec_junit_render);
    const char *suite = strstr(text.bytes, "<testsuite name=\"lwip");
    assert_int_equal(occurrences(suite, "name=\"form.checksum arrives.syn.challenge\""), 1);
    assert_non_null(strstr(suite, "name=\"form.checksum arrives.syn.challenge\" time=\"0\"><failure"));
    tspec_text_free(&text);
}

static void summary(void **state)
{
    (void)state;
    struct tspec_text text = rendered(sample_report(), tspec_markdown_render);
    static const char *const shown[] = {
        "\n| lwip 2.1.3 | ",
        "\n## Known deviations\n",
        "| lwIP frees the block early; harmless | `lwip-early-free` |",
        "\n## Unexpected findings\n",
        "| an MSS option of 1460 | no option |",
        "\n## Waivers to look at\n",
        "| was mended \\| long ago |",
        "\n## Coverage\n",
    };
    for (size_t i = 0; i < sizeof shown / sizeof shown[0]; i++)
        if (!strstr(text.bytes, shown[i]))
            fail_msg("summary.md does not show %s", shown[i]);
    assert_true(strstr(text.bytes, "## Known") < strstr(text.bytes, "## Unexpected"));
    /* Every row of a table has as many cells as its head. */
    unsigned bars = 0;
    for (const char *line = text.bytes; *line; line = strchr(line, '\n') + 1) {
        size_t length = strcspn(line, "\n");
        unsigned here = 0;
        for (size_t i = 0; i < length; i++)
            here += line[i] == '|' && (!i || line[i - 1] != '\\');
        if (here && bars)
            assert_int_equal(here, bars);
        bars = here;
    }
    tspec_text_free(&text);
}

/* What the program prints at the end: stale waivers, what is known, what is not. */
static void the_end_of_a_run(void **state)
{
    (void)state;
    struct tspec_report *report = sample_report();
    struct tspec_text text = {0};
    tspec_summary_print(report, false, &text);
    static const char *const lines[] = {
        "\nlwip 2.1.3: 681357 scenarios (corpus 31, sweep 214000, random 1830042)\n",
        "\nstale          lwip    lwip-gone  ",
        "\nknown info     lwip    lwip-early-free                                              9x "
        "beef00beef00 "
        "lwIP frees the ",
        "\nfail           lwip    form.checksum         arrives.syn.challenge              41211x "
        "3f2a11d09c77 ",
        "\ndeviates       lwip    form.mss-absent       -                                   2200x "
        "11d0c0ffee00\n",
        "\n\nengine: 1 unexpected deviation\n",
        "lwip: 2 unexpected deviations; 1 known deviation; 1 stale waiver\n",
    };
    const char *at = text.bytes;
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        at = strstr(at, lines[i]);
        if (!at)
            fail_msg("not there, or in another order: %s\n%s", lines[i], text.bytes);
    }
    tspec_text_free(&text);
    tspec_report_destroy(report);
}

/* The line a stack: what is known or of interest only is not unexpected. */
static void verdicts(void **state)
{
    (void)state;
    struct tspec_report *report = sample_report();
    struct tspec_text text = {0};
    for (unsigned i = 0; i < report->finding_count; i++) {
        report->findings[i].known = "";
        report->findings[i].level = TSPEC_REPORT_INFO;
    }
    report->waiver_count = 0;
    report->interrupted = true;
    tspec_summary_print(report, false, &text);
    const char *line = strstr(text.bytes, "\nengine: ");
    assert_non_null(line);
    assert_string_equal(line, "\nengine: interrupted; nothing unexpected; 1 of interest\n"
                              "lwip: interrupted; nothing unexpected; 3 of interest\n");
    tspec_text_free(&text);
    tspec_report_destroy(report);
}

/* Nothing was run. */
static void empty(void **state)
{
    (void)state;
    struct tspec_text xml = rendered(empty_report(), tspec_junit_render);
    assert_int_equal(attribute(xml.bytes, "tests"), 0);
    struct tspec_text markdown = rendered(empty_report(), tspec_markdown_render);
    assert_non_null(strstr(markdown.bytes, "Nothing unexpected."));
    tspec_text_free(&xml);
    tspec_text_free(&markdown);
}

/* Whatever a stack says, it breaks out of nothing. */
static void hostile(void **state)
{
    (void)state;
    static const char evil[] = "]]></failure>\"/> <b> | ` & \xFF\n| x |";
    struct tspec_report *report = sample_report();
    report->findings[0].text = report->findings[0].expected = report->findings[0].observed =
        report->stacks[0].version = evil;
    struct tspec_text xml = {0}, markdown = {0};
    tspec_junit_render(report, &xml);
    tspec_markdown_render(report, &markdown);
    assert_null(strstr(xml.bytes, "<b>"));
    assert_null(strstr(xml.bytes, "]]></failure>\""));
    assert_null(strstr(markdown.bytes, "<b>"));
    assert_null(strstr(markdown.bytes, "\n| x |"));
    tspec_text_free(&xml);
    tspec_text_free(&markdown);
    tspec_report_destroy(report);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(junit),
        cmocka_unit_test(an_unexpected_one_outweighs_a_known_one),
        cmocka_unit_test(the_end_of_a_run),
        cmocka_unit_test(verdicts),
        cmocka_unit_test(summary),
        cmocka_unit_test(empty),
        cmocka_unit_test(hostile),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
