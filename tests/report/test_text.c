/* The escaper and the growing text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "harness/report/html.h"
#include "harness/report/text.h"

#define BAD "\xEF\xBF\xBD"

static const struct {
    const char *given, *escaped, *clean;
} strings[] = {
    {"", "", ""},
    {"plain", "plain", "plain"},
    {"<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;", "<script>alert(1)</script>"},
    {"\" onload='x' &amp;", "&quot; onload=&#39;x&#39; &amp;amp;", "\" onload='x' &amp;"},
    {"]]><!--", "]]&gt;&lt;!--", "]]><!--"},
    {"a\tb\nc\rd", "a\tb\nc\rd", "a\tb\nc\rd"},
    {"\x01\x1f\x7f", BAD BAD BAD, BAD BAD BAD},
    {"\xC3\xA4 \xE2\x82\xAC \xF0\x9F\x99\x82", "\xC3\xA4 \xE2\x82\xAC \xF0\x9F\x99\x82",
     "\xC3\xA4 \xE2\x82\xAC \xF0\x9F\x99\x82"},
    {"\x80", BAD, BAD},                                     /* a continuation alone */
    {"\xC3", BAD, BAD},                                     /* cut off */
    {"\xC3<", BAD "&lt;", BAD "<"},                         /* a broken lead swallows nothing */
    {"\xC0\xBC", BAD BAD, BAD BAD},                         /* overlong '<' */
    {"\xE0\x80\xBC", BAD BAD BAD, BAD BAD BAD},             /* overlong '<' */
    {"\xED\xA0\x80", BAD BAD BAD, BAD BAD BAD},             /* a surrogate */
    {"\xEF\xBF\xBE", BAD BAD BAD, BAD BAD BAD},             /* U+FFFE */
    {"\xF4\x90\x80\x80", BAD BAD BAD BAD, BAD BAD BAD BAD}, /* beyond U+10FFFF */
    {"\xFF\xFE", BAD BAD, BAD BAD},
};

static void escapes_and_cleans(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof strings / sizeof strings[0]; i++) {
        struct tspec_text escaped = {0}, clean = {0};
        tspec_text_add(&escaped, "");
        tspec_text_add(&clean, "");
        tspec_text_escaped(&escaped, strings[i].given);
        tspec_text_clean(&clean, strings[i].given);
        assert_string_equal(escaped.bytes, strings[i].escaped);
        assert_string_equal(clean.bytes, strings[i].clean);
        tspec_text_free(&escaped);
        tspec_text_free(&clean);
    }
}

/* Every octet alone and after a '<' gives text without a bare markup character. */
static void no_octet_passes_as_markup(void **state)
{
    (void)state;
    for (int octet = 1; octet < 256; octet++) {
        char given[] = {'<', (char)octet, '<', '"', '\0'};
        struct tspec_text text = {0};
        tspec_text_escaped(&text, given);
        assert_null(strpbrk(text.bytes, "<>\"'"));
        tspec_text_free(&text);
    }
}

static void grows(void **state)
{
    (void)state;
    struct tspec_text text = {0};
    for (unsigned i = 0; i < 5000; i++)
        tspec_text_printf(&text, "%u,", i % 10);
    assert_false(text.failed);
    assert_int_equal(text.length, 10000);
    assert_int_equal(strlen(text.bytes), 10000);
    tspec_text_free(&text);
    assert_null(text.bytes);
}

static void markup_with_values(void **state)
{
    (void)state;
    struct tspec_text text = {0};
    tspec_html(&text, "<b title=\"%s\">%u %llu %llu 100%%</b>", "\"<", 12345u, 1234567ull, 1234ull);
    assert_string_equal(text.bytes, "<b title=\"&quot;&lt;\">12345 1\xE2\x80\xAF"
                                    "234\xE2\x80\xAF"
                                    "567 1234 100%</b>");
    tspec_text_free(&text);
}

static void times(void **state)
{
    (void)state;
    static const struct {
        uint64_t time_us;
        const char *text;
    } rows[] = {{0, "0 s"},         {7, "7 \xC2\xB5s"}, {1500, "1.5 ms"},
                {250000, "250 ms"}, {1500000, "1.5 s"}, {240000000, "240 s"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char buffer[32];
        assert_string_equal(tspec_html_time(rows[i].time_us, buffer), rows[i].text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(escapes_and_cleans),
        cmocka_unit_test(no_octet_passes_as_markup),
        cmocka_unit_test(grows),
        cmocka_unit_test(markup_with_values),
        cmocka_unit_test(times),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
