/* No input crashes the compiler or makes it slow: damaged specs, deep and wide ones, octets without sense. */
#include "tests/spec/files.h"

static uint64_t next(uint64_t *random)
{
    *random = *random * 6364136223846793005u + 1442695040888963407u;
    return *random >> 33;
}

/* Compiles, prints and formats; whatever it says, it comes back, with rules or with errors. */
static void survive(const char *text, size_t bytes)
{
    struct tspec_out out = {0};
    struct tspec_compilation *c = tspec_compile(text, bytes);
    assert_non_null(c);
    const struct tspec_rules *rules = tspec_compilation_rules(c);
    assert_true((rules != NULL) == (tspec_compilation_errors(c) == 0));
    tspec_compilation_print_errors(c, "robust", &out);
    assert_true(rules || out.bytes);
    tspec_format(c, &out);
    if (rules) {
        tspec_write_table(rules, &out);
        tspec_write_diagram_svg(rules, &out);
    }
    assert_false(out.failed);
    tspec_compilation_free(c);
    tspec_out_free(&out);
}

/* Where the first word at or after `at` begins; the end of the text when there is none. */
static size_t word_from(const struct tspec_out *text, size_t at, size_t *bytes)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";
    while (at < text->bytes && !memchr(letters, text->text[at], sizeof letters - 1))
        at++;
    *bytes = 0;
    while (at + *bytes < text->bytes && memchr(letters, text->text[at + *bytes], sizeof letters - 1))
        (*bytes)++;
    return at;
}

/* Puts a word of the spec in the place of another: what the later phases get to see. */
static void replace_word(struct tspec_out *text, uint64_t *random)
{
    struct tspec_out made = {0};
    size_t old_bytes, new_bytes;
    size_t old_at = word_from(text, next(random) % text->bytes, &old_bytes);
    size_t new_at = word_from(text, next(random) % text->bytes, &new_bytes);
    tspec_out_bytes(&made, text->text, old_at);
    tspec_out_bytes(&made, text->text + new_at, new_bytes);
    tspec_out_bytes(&made, text->text + old_at + old_bytes, text->bytes - old_at - old_bytes);
    tspec_out_free(text);
    *text = made;
}

/* One damage: an octet changed, a piece cut out, a piece copied elsewhere; or, mostly, a word. */
static void damage(struct tspec_out *text, uint64_t *random)
{
    size_t at = next(random) % (text->bytes - 40), to = next(random) % (text->bytes - 40),
           bytes = next(random) % 40;
    switch (next(random) % 8) {
    case 0:
        text->text[at] = (char)next(random);
        break;
    case 1:
        memmove(text->text + at, text->text + at + bytes, text->bytes - at - bytes);
        text->bytes -= bytes;
        break;
    case 2:
        memmove(text->text + to, text->text + at, bytes);
        break;
    default:
        replace_word(text, random);
    }
}

static void check_damaged(void **state)
{
    struct tspec_out text = read_source(*state);
    uint64_t random = 1;
    for (unsigned i = 0; i < 700; i++) {
        struct tspec_out copy = {0};
        tspec_out_bytes(&copy, text.text, text.bytes);
        for (uint64_t n = 1 + next(&random) % 3; n > 0; n--)
            damage(&copy, &random);
        survive(copy.text, copy.bytes);
        tspec_out_free(&copy);
    }
    for (size_t bytes = 0; bytes < text.bytes; bytes += 1 + text.bytes / 100)
        survive(text.text, bytes);
    tspec_out_free(&text);
}

static void check_octets(void **state)
{
    (void)state;
    uint64_t random = 2;
    char octets[512];
    for (unsigned i = 0; i < 500; i++) {
        size_t bytes = next(&random) % sizeof octets;
        for (size_t n = 0; n < bytes; n++)
            octets[n] = (char)next(&random);
        survive(octets, bytes);
    }
    survive(NULL, 0);
    survive("\0\0", 2);
}

static void repeat(struct tspec_out *out, const char *piece, unsigned times)
{
    while (times--)
        tspec_out_text(out, piece);
}

/* `head`, `piece` many times, `tail`: none is accepted, each is answered with an error in the blink of an
 * eye. */
static void check_large(void **state)
{
    (void)state;
    static const struct {
        const char *head, *piece, *tail;
        unsigned times;
    } cases[] = {
        {"define a = ", "(", ";", 100000},
        {"define a = ", "not ", "SYN;", 100000},
        {"", "procedure p { step s { if SYN { ", "", 5000},
        {"procedure p cite \"3.10\" on SEGMENT in any { step s {", "if SYN {", "", 50000},
        {"define a = ", "SYN or ", "SYN and;", 50000},
        {"define a = SEG.LEN < ", "SEG.LEN+", "1;", 50000},
        {"procedure p cite \"3.10\" on SEGMENT in any { step s { must a: otherwise {", "drop;", "} } }",
         50000},
        {"", "option a \"b\" default on;", "", 20000},
        {"", "define a = SYN;", "", 30000},
        {"", "procedure p cite \"3.10\" on SEGMENT in any { step s { must a: otherwise {} } }", "", 5000},
        {"procedure p cite \"3.10\" on SEGMENT in any { step s {", "must a: when SYN {}", "} }", 20000},
        {"procedure p cite \"3.10\" in ", "CLOSED,", "CLOSED {}", 50000},
        {"define ", "a", " = SYN;", 400000},
        {"# ", "x", "\n", 600000},
        {"", "}", "", 100000},
        {"", "\"", "", 100001},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct tspec_out text = {0};
        tspec_out_text(&text, cases[i].head);
        repeat(&text, cases[i].piece, cases[i].times);
        tspec_out_text(&text, cases[i].tail);
        survive(text.text, text.bytes);
        tspec_out_free(&text);
    }
}

/* Definitions that double at each step would be 2^60 rows when written out. */
static void check_explosion(void **state)
{
    static const char *const words[] = {"and", "or"};
    (void)state;
    for (unsigned kind = 0; kind < 2; kind++) {
        struct tspec_out text = {0};
        tspec_out_text(&text, "define a0 = SEG.LEN = 1 or SYN;\n");
        for (unsigned i = 1; i < 60; i++)
            tspec_out_format(&text, "define a%u = a%u %s (a%u or SEG.LEN = %u);\n", i, i - 1, words[kind],
                             i - 1, i);
        tspec_out_text(&text, "procedure p cite \"3.10\" on SEGMENT in any { step s { must a: when not a59 "
                              "{} must b: otherwise {} } }");
        survive(text.text, text.bytes);
        tspec_out_free(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        {"damaged tcp.tspec", check_damaged, NULL, NULL, (void *)(uintptr_t) "specs/tcp.tspec"},
        {"damaged pretty.tspec", check_damaged, NULL, NULL,
         (void *)(uintptr_t) "tests/spec/good/pretty.tspec"},
        cmocka_unit_test(check_octets),
        cmocka_unit_test(check_large),
        cmocka_unit_test(check_explosion),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
