/* What is made from rules: list, table, diagrams, C source. */
#include "tests/spec/files.h"

typedef void writer(const struct tspec_rules *rules, struct tspec_out *out);

struct golden {
    const char *path;
    writer *write;
};

static void check_golden(void **state)
{
    const struct golden *golden = *state;
    struct tspec_out source = read_source("tests/spec/good/pretty.tspec"),
                     expected = read_source(golden->path), out = {0};
    struct tspec_compilation *c = compile_sound(&source, "pretty.tspec");
    golden->write(tspec_compilation_rules(c), &out);
    assert_string_equal(expected.text, out.text);
    tspec_compilation_free(c);
    tspec_out_free(&source);
    tspec_out_free(&expected);
    tspec_out_free(&out);
}

/* The table linked into programs is what the file in the repository compiles to now. */
static void check_built_in(void **state)
{
    (void)state;
    struct tspec_out source = read_source("specs/tcp.tspec"), fresh = {0}, linked = {0};
    struct tspec_compilation *c = compile_sound(&source, "specs/tcp.tspec");
    tspec_write_c(tspec_compilation_rules(c), "x", &fresh);
    tspec_write_c(&tspec_tcp_rules, "x", &linked);
    assert_true(strcmp(fresh.text, linked.text) == 0);
    tspec_compilation_free(c);
    tspec_out_free(&source);
    tspec_out_free(&fresh);
    tspec_out_free(&linked);
}

static unsigned count(const char *text, const char *piece)
{
    unsigned n = 0;
    for (const char *at = text; (at = strstr(at, piece)); at += strlen(piece))
        n++;
    return n;
}

/* Every tag is closed in its order, and '<' and '&' stand only where XML has them. */
static void assert_well_formed(const char *svg)
{
    char open[8][16];
    unsigned depth = 0;
    for (const char *at = svg; (at = strpbrk(at, "<&")); at++) {
        char tag[16] = "";
        if (*at == '&') {
            assert_true(strncmp(at, "&amp;", 5) == 0 || strncmp(at, "&lt;", 4) == 0 ||
                        strncmp(at, "&gt;", 4) == 0 || strncmp(at, "&quot;", 6) == 0);
            continue;
        }
        const char *end = strchr(at, '>');
        assert_non_null(end);
        assert_int_equal(1, sscanf(at + 1 + (at[1] == '/'), "%15[a-z]", tag));
        if (at[1] == '/') {
            assert_true(depth > 0);
            assert_string_equal(open[--depth], tag);
        } else if (end[-1] != '/') {
            assert_true(depth < 8);
            strcpy(open[depth++], tag);
        }
    }
    assert_int_equal(0, depth);
}

/* Both drawings show the same arrows; each state has its box. */
static void check_diagrams(void **state)
{
    (void)state;
    struct tspec_out svg = {0}, dot = {0};
    tspec_write_diagram_svg(&tspec_tcp_rules, &svg);
    tspec_write_diagram_dot(&tspec_tcp_rules, &dot);
    assert_well_formed(svg.text);
    assert_int_equal(count(dot.text, " -> "), count(svg.text, "class=\"arrow\""));
    assert_int_equal(count(dot.text, " -> "), count(svg.text, "class=\"pair\""));
    for (unsigned i = 0; i < TSPEC_STATE_COUNT; i++) {
        char box[40];
        snprintf(box, sizeof box, ">%s</text>", tspec_state_name(i));
        assert_int_equal(1, count(svg.text, box));
    }
    tspec_out_free(&svg);
    tspec_out_free(&dot);
}

#define GOLDEN(path, write)                                                                                  \
    {                                                                                                        \
        path, check_golden, NULL, NULL, &(struct golden)                                                     \
        {                                                                                                    \
            "tests/spec/good/" path, write                                                                   \
        }                                                                                                    \
    }

int main(void)
{
    const struct CMUnitTest tests[] = {
        GOLDEN("pretty.rules", tspec_write_rules),
        GOLDEN("pretty.md", tspec_write_table),
        GOLDEN("pretty.dot", tspec_write_diagram_dot),
        cmocka_unit_test(check_built_in),
        cmocka_unit_test(check_diagrams),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
