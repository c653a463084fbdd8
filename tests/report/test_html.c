/* The page: well-formed, self-contained, and safe whatever a stack says. */
#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "harness/report/html.h"
#include "tests/report/sample.h"

enum { DEPTH_MAX = 64, NAME_MAX_BYTES = 32 };

static size_t name_of(const char *at, char *name)
{
    size_t length = 0;
    while (length + 1 < NAME_MAX_BYTES && (isalnum((unsigned char)at[length]) || at[length] == '-'))
        length++;
    memcpy(name, at, length);
    name[length] = '\0';
    return length;
}

/* Walks name="value" pairs up to ">" or "/>"; returns what follows, and whether the element is empty. */
static const char *attributes(const char *at, bool *empty)
{
    char name[NAME_MAX_BYTES];
    while (*at == ' ') {
        size_t length = name_of(++at, name);
        assert_true(length > 0);
        at += length;
        assert_int_equal(at[0], '=');
        assert_int_equal(at[1], '"');
        at = strchr(at + 2, '"');
        assert_non_null(at);
        at++;
    }
    *empty = *at == '/';
    at += *empty;
    assert_int_equal(*at, '>');
    return at + 1;
}

static void assert_reference(const char *at)
{
    static const char *const known[] = {"&amp;", "&lt;",   "&gt;",   "&quot;",
                                        "&#39;", "&#160;", "&#215;", "&#8594;"};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (!strncmp(at, known[i], strlen(known[i])))
            return;
    fail_msg("a bare ampersand at: %.40s", at);
}

/* Every tag opened is closed in turn, every attribute quoted, every ampersand a reference. */
static void assert_well_formed(const char *page)
{
    char open[DEPTH_MAX][NAME_MAX_BYTES], name[NAME_MAX_BYTES];
    unsigned depth = 0;
    static const char doctype[] = "<!DOCTYPE html>\n";
    assert_memory_equal(page, doctype, strlen(doctype));
    for (const char *at = page + strlen(doctype); *at;) {
        if (*at == '&')
            assert_reference(at);
        if (*at++ != '<')
            continue;
        if (*at == '/') {
            at += 1 + name_of(at + 1, name);
            assert_true(depth > 0);
            assert_string_equal(name, open[--depth]);
            assert_int_equal(*at, '>');
            continue;
        }
        size_t length = name_of(at, name);
        assert_true(length > 0);
        bool empty;
        at = attributes(at + length, &empty);
        assert_true(depth < DEPTH_MAX);
        if (!empty)
            strcpy(open[depth++], name);
    }
    assert_int_equal(depth, 0);
}

static unsigned occurrences(const char *page, const char *what)
{
    unsigned count = 0;
    for (const char *at = page; (at = strstr(at, what)); at += strlen(what))
        count++;
    return count;
}

/* Nothing that the policy "default-src 'none'; style-src 'unsafe-inline'" would forbid, and no link to
 * elsewhere. */
static void assert_self_contained(const char *page)
{
    static const char *const never[] = {
        "<script", "\"javascript:", "<img",    "<link",  "<iframe", "<object", "<embed",   "<form",
        " src=",   "url(",          "@import", "xlink:", "<use",    "<image",  " onload=", " onclick="};
    for (size_t i = 0; i < sizeof never / sizeof never[0]; i++)
        if (strstr(page, never[i]))
            fail_msg("the page has %s", never[i]);
    unsigned rfc =
        occurrences(page, "<a class=\"rfc\" href=\"https://www.rfc-editor.org/rfc/rfc9293.html#section-");
    unsigned links = occurrences(page, "<a class=\"link\" href=\"http");
    assert_int_equal(occurrences(page, "href=\""),
                     occurrences(page, "href=\"#") + occurrences(page, "href=\"findings/") + rfc + links);
    assert_non_null(
        strstr(page, "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src &#39;none&#39;; "
                     "style-src &#39;unsafe-inline&#39;\"/>"));
}

static struct tspec_text page_of(struct tspec_report *report)
{
    struct tspec_text page = {0}, again = {0};
    tspec_html_render(report, &page);
    tspec_html_render(report, &again);
    assert_false(page.failed);
    assert_string_equal(page.bytes, again.bytes);
    tspec_text_free(&again);
    tspec_report_destroy(report);
    return page;
}

static void sample_page(void **state)
{
    (void)state;
    struct tspec_text page = page_of(sample_report());
    assert_well_formed(page.bytes);
    assert_self_contained(page.bytes);
    static const char *const shown[] = {
        "3f2a11d09c77",
        "SYN-RECEIVED",
        "&lt;ACK=<mark>102</mark>&gt;",
        "tcpspec replay findings/3f2a11d09c77",
        "lwIP frees the block early; harmless",
        "engine: 4 of 40 never applied",
        "&lt;mss 1460&gt;",
        "MUST-69",
        "MAY-18",
        "no option",
        "engine 0.1.0 <span class=\"pass\">conforms</span>",
        "<dd>an MSS option of 1460</dd>",
        "<a href=\"#waiver-lwip-early-free\">The waiver</a>, ",
        "<code>lwip-early-free</code> lwip 2.0.0 to 2.1.3, MUST-12</span>",
        "<a class=\"link\" href=\"https://example.org/bugs/7\">",
        "<span class=\"dot fail\">stale</span>",
        "lwip: 1 of 3 never at stake",
        " never exercised</h3>",
        "href=\"https://www.rfc-editor.org/rfc/rfc9293.html#section-3.10.7.4\""};
    for (size_t i = 0; i < sizeof shown / sizeof shown[0]; i++)
        if (!strstr(page.bytes, shown[i]))
            fail_msg("the page does not show %s", shown[i]);
    /* In full: the first of each kind and stack, with its contrast beside it. */
    assert_int_equal(occurrences(page.bytes, "<svg class=\"ladder pass\""), 4);
    assert_int_equal(occurrences(page.bytes, "<svg class=\"ladder "), 8);
    assert_int_equal(occurrences(page.bytes, " wrong\""), 4);
    assert_int_equal(occurrences(page.bytes, " right\""), 2);            /* what comes */
    assert_int_equal(occurrences(page.bytes, "<g class=\"right\">"), 2); /* or silence */
    const char *known = strstr(page.bytes, "<section id=\"known\">");
    assert_true(known && known < strstr(page.bytes, "<section id=\"unexpected\">"));
    assert_null(strstr(page.bytes, "href=\"javascript"));
    assert_int_equal(occurrences(page.bytes, "<tr id=\"waiver-lwip-early-free\">"), 1);
    tspec_text_free(&page);
}

/* What is of interest only stands apart, in the contents as well: card and contents agree. */
static void of_interest_is_not_unexpected(void **state)
{
    (void)state;
    struct tspec_report *report = sample_report();
    for (unsigned i = 0; i < report->finding_count; i++)
        report->findings[i].level = TSPEC_REPORT_INFO;
    struct tspec_text page = page_of(report);
    assert_well_formed(page.bytes);
    assert_int_equal(occurrences(page.bytes, "nothing unexpected"), 2);
    assert_non_null(strstr(page.bytes, "Unexpected findings <span class=\"quiet\">0</span>"));
    assert_non_null(strstr(page.bytes, "<a href=\"#interest\">Of interest <span class=\"quiet\">2</span>"));
    const char *unexpected = strstr(page.bytes, "<section id=\"unexpected\">");
    const char *interest = strstr(page.bytes, "<section id=\"interest\">");
    assert_true(unexpected && interest && unexpected < interest);
    assert_true(strstr(unexpected, "None.</p></section>") < interest);
    tspec_text_free(&page);
    page = page_of(sample_report());
    assert_null(strstr(page.bytes, "#interest"));
    assert_non_null(strstr(page.bytes, "&#160;partly judged</span>"));
    tspec_text_free(&page);
}

static void empty_page(void **state)
{
    (void)state;
    struct tspec_text page = page_of(empty_report());
    assert_well_formed(page.bytes);
    assert_self_contained(page.bytes);
    tspec_text_free(&page);
}

/* Every string of the report replaced by markup. */
static void hostile_page(void **state)
{
    (void)state;
    static const char evil[] =
        "</title></style><script>alert('1')</script>\"><img src=x onerror=\"x\"> & \xFF";
    struct tspec_report *report = sample_report();
    report->program = report->spec = evil;
    report->stacks[0].version = report->stacks[0].summary = report->stacks[0].capabilities = evil;
    report->stacks[0].profile[0].name = report->stacks[0].profile[0].value = evil;
    report->states[3] = report->events[3] = evil;
    report->waivers[2].reason = report->waivers[2].link = report->waivers[2].covers = evil;
    report->rules[1].id = report->rules[1].condition = report->rules[1].section = evil;
    report->clauses[7].text = report->clauses[7].name = report->checks[2].text = evil;
    struct tspec_report_finding *finding = &report->findings[0];
    finding->text = finding->expected = finding->observed = finding->scenario = finding->replay =
        finding->rule = finding->check = finding->state = finding->event_class = finding->observed_class =
            finding->section = finding->requirements = finding->known = evil;
    for (unsigned i = 0; i < finding->trace_count; i++)
        finding->trace[i].text = finding->trace[i].state_after = finding->trace[i].clauses = evil;
    struct tspec_text page = page_of(report);
    assert_well_formed(page.bytes);
    assert_null(strstr(page.bytes, "<script"));
    assert_null(strstr(page.bytes, "<img"));
    tspec_text_free(&page);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sample_page),
        cmocka_unit_test(of_interest_is_not_unexpected),
        cmocka_unit_test(empty_page),
        cmocka_unit_test(hostile_page),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
