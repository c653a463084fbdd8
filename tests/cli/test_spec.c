/* spec check|fmt|table|diagram|rules. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "tests/cli/command.h"

#define OURS TSPEC_SOURCE_DIR "/specs/tcp.tspec"

/* The built-in spec is the file of the repository: what is made from either is the same. */
static void built_in_is_the_file(void **state)
{
    (void)state;
    static const char *const actions[] = {"fmt", "table", "diagram", "rules", "diagram --dot"};
    for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++) {
        char line[512];
        snprintf(line, sizeof line, "spec %s", actions[i]);
        struct ran built_in = run(line);
        assert_int_equal(built_in.code, 0);
        assert_true(strlen(built_in.out) > 500);
        snprintf(line, sizeof line, "spec %s '%s'", actions[i], OURS);
        assert_ran(line, 0, built_in.out, "");
        snprintf(line, sizeof line, "spec %s --spec '%s'", actions[i], OURS);
        assert_ran(line, 0, built_in.out, "");
        forget(&built_in);
    }
    struct ran check = run("spec check");
    assert_int_equal(check.code, 0);
    assert_int_equal(strncmp(check.out, "the spec built in: ", 19), 0);
    forget(&check);
}

static void formatting_is_idempotent(void **state)
{
    (void)state;
    struct ran first = shell("\"$T\" spec fmt >once.tspec && \"$T\" spec fmt once.tspec >twice.tspec && cmp "
                             "once.tspec twice.tspec");
    assert_int_equal(first.code, 0);
    assert_string_equal(first.error, "");
    forget(&first);
}

/* Every error of a phase with its place and a caret, on stderr; nothing on stdout; wherever a spec is read.
 */
static void errors_are_shown(void **state)
{
    (void)state;
    write_text("bad.tspec", "option a \"x\" default on;\noption a \"y\" default maybe;\nprocedure ?\n");
    static const char *const lines[] = {"spec check bad.tspec",
                                        "spec table bad.tspec",
                                        "spec rules bad.tspec",
                                        "list rules --spec bad.tspec",
                                        "explain MUST-1 --spec bad.tspec",
                                        "run --spec bad.tspec"};
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        struct ran ran = run(lines[i]);
        assert_int_equal(ran.code, 2);
        assert_string_equal(ran.out, "");
        assert_non_null(strstr(ran.error, "bad.tspec:"));
        assert_non_null(strstr(ran.error, "^"));
        forget(&ran);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(built_in_is_the_file),
        cmocka_unit_test(formatting_is_idempotent),
        cmocka_unit_test(errors_are_shown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
