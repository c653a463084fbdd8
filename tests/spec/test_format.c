/* The canonical form: as it should be, changed by nothing, and of the same meaning. */
#include "tests/spec/files.h"

static void format(const struct tspec_out *text, struct tspec_out *out)
{
    struct tspec_compilation *c = compile_text(text);
    assert_true(tspec_format(c, out));
    tspec_compilation_free(c);
}

static void check_pretty(void **state)
{
    (void)state;
    struct tspec_out ugly = read_source("tests/spec/good/ugly.tspec"), formatted = {0};
    struct tspec_out pretty = read_source("tests/spec/good/pretty.tspec");
    format(&ugly, &formatted);
    assert_string_equal(pretty.text, formatted.text);
    tspec_out_free(&ugly);
    tspec_out_free(&formatted);
    tspec_out_free(&pretty);
}

/* Formatting what is formatted changes nothing; what is formatted compiles to the same list of rules. */
static void check_stable(void **state)
{
    struct tspec_out text = read_source(*state), once = {0}, twice = {0}, rules = {0}, formatted_rules = {0};
    format(&text, &once);
    format(&once, &twice);
    assert_string_equal(once.text, twice.text);

    struct tspec_compilation *before = compile_sound(&text, *state), *after = compile_sound(&once, *state);
    tspec_write_rules(tspec_compilation_rules(before), &rules);
    tspec_write_rules(tspec_compilation_rules(after), &formatted_rules);
    assert_string_equal(rules.text, formatted_rules.text);
    tspec_compilation_free(before);
    tspec_compilation_free(after);
    tspec_out_free(&text);
    tspec_out_free(&once);
    tspec_out_free(&twice);
    tspec_out_free(&rules);
    tspec_out_free(&formatted_rules);
}

/* No statement is cut by a line end that stands in the way of reading: every line is within the limit, unless
 * one token alone passes it. */
static void check_width(void **state)
{
    (void)state;
    struct tspec_out text = read_source("tests/spec/good/ugly.tspec"), formatted = {0};
    format(&text, &formatted);
    for (const char *line = formatted.text; *line; line = strchr(line, '\n') + 1)
        assert_true(strchr(line, '\n') - line <= 110 || strchr(line, '"') < strchr(line, '\n'));
    tspec_out_free(&text);
    tspec_out_free(&formatted);
}

/* The file in the repository is always formatted. */
static void check_tcp(void **state)
{
    (void)state;
    struct tspec_out text = read_source("specs/tcp.tspec"), formatted = {0};
    format(&text, &formatted);
    if (strcmp(text.text, formatted.text) != 0)
        fail_msg("specs/tcp.tspec is not formatted: tspec-compile --fmt specs/tcp.tspec specs/tcp.tspec");
    tspec_out_free(&text);
    tspec_out_free(&formatted);
}

static void check_unparsable(void **state)
{
    (void)state;
    struct tspec_out out = {0};
    struct tspec_compilation *c = tspec_compile("define a = ;", 12);
    assert_false(tspec_format(c, &out));
    assert_null(out.text);
    tspec_compilation_free(c);
}

#define STABLE(path)                                                                                         \
    {                                                                                                        \
        "stable " path, check_stable, NULL, NULL, (void *)(uintptr_t)path                                    \
    }

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(check_pretty),         STABLE("tests/spec/good/ugly.tspec"),
        STABLE("tests/spec/good/pretty.tspec"), STABLE("specs/tcp.tspec"),
        cmocka_unit_test(check_width),          cmocka_unit_test(check_tcp),
        cmocka_unit_test(check_unparsable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
