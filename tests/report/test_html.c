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
        "<script", "javascript:", "<img",    "<link",  "<iframe", "<object", "<embed",   "<form",
        " src=",   "url(",        "@import", "xlink:", "<use",    "<image",  " onload=", " onclick="};
    for (size_t i = 0; i < sizeof never / sizeof never[0]; i++)
        if (strstr(page, never[i]))
            fail_msg("the page has %s", never[i]);
    assert_int_equal(occurrences(page, "href=\""),
                     occurrences(page, "href=\"#") + occurrences(page, "href=\"findings/"));
    assert_int_equal(occurrences(page, "http"), 2); /* the name space, and http-equiv */
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
    static const char *const shown[] = {"3f2a11d09c77",
                                        "SYN-RECEIVED",
                                        "ACK 102: 101 octets beyond RCV.NXT",
                                        "tcpspec replay findings/3f2a11d09c77",
                                        "lwIP frees the block early; harmless",
                                        "Never applied: 4",
                                        "&lt;mss 1460&gt;",
                                        "MUST-69",
                                        "MAY-18",
                                        "no option"};
    for (size_t i = 0; i < sizeof shown / sizeof shown[0]; i++)
        if (!strstr(page.bytes, shown[i]))
            fail_msg("the page does not show %s", shown[i]);
    assert_true(occurrences(page.bytes, "<svg class=\"ladder ") == 5);
    assert_true(occurrences(page.bytes, " wrong\"") >= 5);
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

/* A flood of a thousand segments does not make a ladder of a thousand rungs. */
static void long_ladder(void **state)
{
    (void)state;
    enum { ITEMS = 1003 };
    struct tspec_report_item items[ITEMS];
    for (unsigned i = 0; i < ITEMS; i++)
        items[i] = (struct tspec_report_item){TSPEC_ITEM_OUT, 0,  i, ". 1:1(0) ack 1 win 1", "ESTABLISHED",
                                              "ESTABLISHED",  "", ""};
    struct tspec_report_finding finding = {.stack = "engine", .trace = items, .trace_count = ITEMS};
    struct tspec_text ladder = {0};
    tspec_ladder_render(&finding, &ladder);
    assert_int_equal(occurrences(ladder.bytes, "class=\"out\""), 60);
    assert_non_null(strstr(ladder.bytes, ">943 more<"));
    tspec_text_free(&ladder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sample_page),
        cmocka_unit_test(empty_page),
        cmocka_unit_test(hostile_page),
        cmocka_unit_test(long_ladder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
