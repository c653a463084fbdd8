/* Bad specs: each line of a file in tests/spec/bad says behind "# error: " what is wrong with it. */
#include "specs/compiler/errors.h"
#include "tests/spec/files.h"

static const char marker[] = " # error: ";

/* "LINE message" for each marker, in order. */
static void expected_errors(const char *text, struct tspec_out *out)
{
    unsigned line = 1;
    for (; *text; line++) {
        const char *end = strchr(text, '\n');
        end = end ? end : text + strlen(text);
        const char *at = strstr(text, marker);
        while (at && at < end) {
            at += strlen(marker);
            const char *next = strstr(at, marker);
            const char *stop = next && next < end ? next : end;
            tspec_out_format(out, "%u %.*s\n", line, (int)(stop - at), at);
            at = next;
        }
        text = *end ? end + 1 : end;
    }
}

/* "LINE message" from printed errors: "bad:LINE:COL: error: message", the source line, the caret. */
static void found_errors(const char *printed, struct tspec_out *out)
{
    for (unsigned n = 0; *printed; n++) {
        const char *end = strchr(printed, '\n');
        if (n % 3 == 0) {
            unsigned line, column;
            int at = 0;
            assert_int_equal(2, sscanf(printed, "bad:%u:%u: error: %n", &line, &column, &at));
            tspec_out_format(out, "%u %.*s\n", line, (int)(end - printed - at), printed + at);
        }
        printed = end + 1;
    }
}

static void check_file(void **state)
{
    struct tspec_out text = read_source(*state), printed = {0}, expected = {0}, found = {0};
    struct tspec_compilation *c = compile_text(&text);
    assert_null(tspec_compilation_rules(c));
    tspec_compilation_print_errors(c, "bad", &printed);
    expected_errors(text.text, &expected);
    found_errors(printed.text, &found);
    assert_string_equal(expected.text, found.text);
    tspec_compilation_free(c);
    tspec_out_free(&text);
    tspec_out_free(&printed);
    tspec_out_free(&expected);
    tspec_out_free(&found);
}

/* Whole messages: place, line, caret; columns count characters, tabs stay tabs. */
static void check_whole_messages(void **state)
{
    (void)state;
    static const struct {
        const char *source, *printed;
    } cases[] = {
        {"define a = SND.UNX < SEG.ACK;\n",
         "s:1:12: error: unknown register 'SND.UNX'; did you mean 'SND.UNA'?\n"
         "define a = SND.UNX < SEG.ACK;\n"
         "           ^~~~~~~\n"},
        {"\n\tdefine a = SYN", "s:2:16: error: expected ';' after the definition, found the end of the file\n"
                               "\tdefine a = SYN\n"
                               "\t              ^\n"},
        {"option \"\xc3\xa9\xc3\xa9\" @", "s:1:13: error: unexpected character '@'\n"
                                          "option \"\xc3\xa9\xc3\xa9\" @\n"
                                          "            ^\n"},
        {"\x01", "s:1:1: error: unexpected character (octet 0x01)\n?\n^\n"},
        {"define a = SYN;\n\xff\xfe \x01\x1b[31m@", "s:2:1: error: octet 0xff is no text (a spec is UTF-8)\n"
                                                    "?? ??[31m@\n"
                                                    "^\n"},
        {"MZ\xc3\xa9\xe2\x82\xed", "s:1:4: error: octet 0xe2 is no text (a spec is UTF-8)\n"
                                   "MZ\xc3\xa9???\n"
                                   "   ^\n"},
        {"define b = SYN or FIN\ndefine a = SEG.SEQ = SEG.LEN;",
         "s:1:22: error: expected ';' after the definition, found 'define'\n"
         "define b = SYN or FIN\n"
         "                     ^\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct tspec_out printed = {0};
        struct tspec_compilation *c = tspec_compile(cases[i].source, strlen(cases[i].source));
        tspec_compilation_print_errors(c, "s", &printed);
        assert_string_equal(cases[i].printed, printed.text);
        tspec_compilation_free(c);
        tspec_out_free(&printed);
    }
}

/* Of a line without end only what is around the place is shown, in whole characters, with the caret under it.
 */
static void check_long_lines(void **state)
{
    (void)state;
    struct tspec_out text = {0}, printed = {0};
    for (unsigned i = 0; i < 3000; i++)
        tspec_out_text(&text, i % 1000 == 999 ? "@" : "\xc3\xa9 ");
    struct tspec_compilation *c = compile_text(&text);
    assert_int_equal(3000, tspec_compilation_errors(c));
    tspec_compilation_print_errors(c, "s", &printed);
    unsigned lines = 0;
    for (const char *at = printed.text, *end; (end = strchr(at, '\n')); at = end + 1, lines++)
        assert_true(end - at < 200);
    assert_int_equal(3 * TSPEC_ERRORS_LIMIT + 1, lines);
    tspec_compilation_free(c);
    tspec_out_free(&text);
    tspec_out_free(&printed);
}

/* More errors than are kept: the rest is counted. */
static void check_many(void **state)
{
    (void)state;
    struct tspec_out text = {0}, printed = {0};
    for (unsigned i = 0; i < TSPEC_ERRORS_LIMIT + 50; i++)
        tspec_out_text(&text, "@\n");
    struct tspec_compilation *c = compile_text(&text);
    assert_int_equal(TSPEC_ERRORS_LIMIT + 50, tspec_compilation_errors(c));
    tspec_compilation_print_errors(c, "s", &printed);
    assert_non_null(strstr(printed.text, "s: 50 more errors\n"));
    tspec_compilation_free(c);
    tspec_out_free(&text);
    tspec_out_free(&printed);
}

/* One thing more than a spec may hold. `piece` is written `times` times, with its number in it. */
static void check_limits(void **state)
{
    (void)state;
    static const char head[] = "procedure p cite \"3.10\" on SEGMENT in any { step s { must r: otherwise {";
    static const struct {
        const char *head, *piece, *tail, *message;
        unsigned times;
    } cases[] = {
        {"", "option o%u \"x\" default on;\n", "", "at most 24 options; this one has 25", 25},
        {"", "procedure p%u cite \"3.10\" { step s { must r: otherwise {} } }\n", "", "at most 64 procedures",
         65},
        {"procedure p cite \"3.10\" on SEGMENT in any {", "step s%u { must r: otherwise {} }\n", "}",
         "at most 250 steps", 251},
        {"procedure p cite \"3.10\" on SEGMENT in any { step s {", "must r%u: otherwise {}\n", "} }",
         "at most 600 rules", 601},
        {head, "flush;\n", "} } }", "at most 3000 actions", 3001},
        {head, "SND.NXT <- SND.NXT+%u;\n", "} } }", "at most 250 different sums", 251},
        {"", "define d%u = SEG.LEN = %u;\n", "", "at most 250 different comparisons", 251},
        {"", "define d%u = SYN;\n", "", "at most 600 definitions", 601},
        {head, "signal RESET \"%u and so many words that all texts together pass what a spec may have\";\n",
         "} } }", "the texts of a spec together have at most 60000 octets", 1000},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct tspec_out text = {0}, printed = {0};
        tspec_out_text(&text, cases[i].head);
        for (unsigned n = 1; n <= cases[i].times; n++)
            for (const char *at = cases[i].piece; *at; at++) {
                if (*at == '%')
                    tspec_out_format(&text, "%u", n);
                else if (at == cases[i].piece || at[-1] != '%')
                    tspec_out_bytes(&text, at, 1);
            }
        tspec_out_text(&text, cases[i].tail);
        struct tspec_compilation *c = compile_text(&text);
        tspec_compilation_print_errors(c, "s", &printed);
        if (!printed.text || !strstr(printed.text, cases[i].message))
            fail_msg("\"%s\" expected, found: %.300s", cases[i].message,
                     printed.text ? printed.text : "nothing");
        tspec_compilation_free(c);
        tspec_out_free(&text);
        tspec_out_free(&printed);
    }
}

#define BAD(name)                                                                                            \
    {                                                                                                        \
        "bad/" name, check_file, NULL, NULL, (void *)(uintptr_t) "tests/spec/bad/" name ".tspec"             \
    }

int main(void)
{
    const struct CMUnitTest tests[] = {
        BAD("characters"),
        BAD("grammar"),
        BAD("names"),
        BAD("kinds"),
        BAD("size"),
        BAD("states"),
        BAD("cells"),
        BAD("circle"),
        cmocka_unit_test(check_whole_messages),
        cmocka_unit_test(check_many),
        cmocka_unit_test(check_long_lines),
        cmocka_unit_test(check_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
