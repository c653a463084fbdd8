/* Wrong usage: one line on stderr that says what was expected and how to go on, nothing on stdout, exit
 * code 2. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "tests/cli/command.h"

static void wrong_usage(void **state)
{
    (void)state;
    static const struct {
        const char *arguments, *error;
    } rows[] = {
        {"", "no verb; 'tcpspec --help' lists the verbs"},
        {"rnu", "unknown verb \"rnu\"; did you mean \"run\"?"},
        {"frobnicate", "unknown verb \"frobnicate\"; 'tcpspec --help' lists the verbs"},
        {"help replya", "unknown verb \"replya\"; did you mean \"replay\"?"},
        {"rply", "unknown verb \"rply\"; did you mean \"replay\"?"},
        {"--sut engine run", "\"--sut\": options come after the verb; 'tcpspec --help' lists the verbs"},
        {"run --time 3 --execs 5",
         "--time and --execs: a run ends by the one or by the other; say one of them"},
        {"show /dev/null", "/dev/null: is empty; the first line of a scenario is: tcpspec 1"},
        {"run --tmie 3", "unknown option \"--tmie\"; did you mean \"--time\"?"},
        {"run --xyzzyx", "unknown option \"--xyzzyx\"; 'tcpspec run --help' lists them"},
        {"show some.scn --rwa", "unknown option \"--rwa\"; did you mean \"--raw\"?"},
        {"run -x", "unknown option \"-x\"; 'tcpspec run --help' lists them"},
        {"run --json=3", "--json takes no argument"},
        {"run --time", "--time: its argument is missing; 'tcpspec run --help' tells which"},
        {"run --time x", "--time: expected a number from 1 to 604800, found \"x\""},
        {"run --time 0", "--time: expected a number from 1 to 604800, found \"0\""},
        {"run --time -1", "--time: expected a number from 1 to 604800, found \"-1\""},
        {"run --time 5s", "--time: expected a number from 1 to 604800, found \"5s\""},
        {"run --seed 9223372036854775808",
         "--seed: expected a number from 0 to 9223372036854775807, found \"9223372036854775808\""},
        {"run --execs ''", "--execs: expected a number from 1 to 9223372036854775807, found \"\""},
        {"run -j 65", "--jobs: expected a number from 1 to 64, found \"65\""},
        {"run --option foo", "--option: expected NAME=VALUE, found \"foo\""},
        {"run --option =foo", "--option: expected NAME=VALUE, found \"=foo\""},
        {"run --sut engin", "unknown stack \"engin\"; did you mean \"engine\"?"},
        {"run --sut lwpi", "unknown stack \"lwpi\"; did you mean \"lwip\"?"},
        {"run --sut windows95", "unknown stack \"windows95\"; 'tcpspec list stacks' lists them"},
        {"run now", "run: \"now\" is one argument too many; 'tcpspec run --help' tells more"},
        {"sweep --seed 1", "sweep takes no --seed; 'tcpspec sweep --help' lists what it takes"},
        {"show --time 3 x", "show takes no --time; 'tcpspec show --help' lists what it takes"},
        {"replay", "replay: expected FILE...; 'tcpspec replay --help' tells more"},
        {"show", "show: expected FILE; 'tcpspec show --help' tells more"},
        {"show a b", "show: \"b\" is one argument too many; 'tcpspec show --help' tells more"},
        {"show nothing.scn", "nothing.scn: cannot be read: No such file or directory"},
        {"replay nothing.scn", "nothing.scn: cannot be read: No such file or directory"},
        {"replay .", ".: cannot be read: Is a directory"},
        {"list",
         "list: expected stacks|requirements|rules|checks|quirks|waivers; 'tcpspec list --help' tells more"},
        {"list rulez", "unknown list \"rulez\"; did you mean \"rules\"?"},
        {"list nonsense",
         "unknown list \"nonsense\"; expected stacks, requirements, rules, checks, quirks or waivers"},
        {"explain", "explain: expected ID; 'tcpspec explain --help' tells more"},
        {"explain MSUT-13", "unknown requirement, check or rule \"MSUT-13\"; did you mean \"MUST-13\"?"},
        {"explain form.chekcsum",
         "unknown requirement, check or rule \"form.chekcsum\"; did you mean \"form.checksum\"?"},
        {"explain MUST-70", "unknown requirement, check or rule \"MUST-70\"; did you mean \"MUST-7\"?"},
        {"explain xyzzy", "unknown requirement, check or rule \"xyzzy\"; 'tcpspec list "
                          "requirements|checks|rules|quirks|waivers' lists them"},
        {"spec", "spec: expected check|fmt|table|diagram|rules [FILE]; 'tcpspec spec --help' tells more"},
        {"spec chekc", "unknown action \"chekc\"; did you mean \"check\"?"},
        {"spec check nothing.tspec", "nothing.tspec: cannot be read: No such file or directory"},
        {"run --spec nothing.tspec", "nothing.tspec: cannot be read: No such file or directory"},
        {"run --corpus nowhere",
         "nowhere: cannot be read: No such file or directory; --corpus DIR names a directory of *.scn files"},
        {"run --corpus .", ".: holds no *.scn file; --corpus DIR names a directory of them"},
        {"random -o ''", "--output: expected a directory, found \"\""},
        {"random -o /dev/null",
         "/dev/null: cannot make the directory: Not a directory; name another with -o DIR"},
        {"explain SA-SS-88", "unknown requirement, check or rule \"SA-SS-88\"; did you mean \"SA-SS-8\"?"},
        {"run -o /dev/null/x",
         "/dev/null/x: cannot make the directory: Not a directory; name another with -o DIR"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char error[512];
        snprintf(error, sizeof error, "tcpspec: %s\n", rows[i].error);
        assert_ran(rows[i].arguments, 2, "", error);
    }
}

static void help_and_version(void **state)
{
    (void)state;
    static const char *const verbs[] = {"run",  "random", "sweep",   "replay",
                                        "show", "list",   "explain", "spec"};
    struct ran all = run("--help");
    assert_int_equal(all.code, 0);
    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++) {
        char line[64], usage[64];
        snprintf(line, sizeof line, "%s --help", verbs[i]);
        snprintf(usage, sizeof usage, "usage: tcpspec %s", verbs[i]);
        struct ran one = run(line);
        assert_int_equal(one.code, 0);
        assert_string_equal(one.error, "");
        assert_int_equal(strncmp(one.out, usage, strlen(usage)), 0);
        assert_non_null(strstr(one.out, "--help"));
        snprintf(usage, sizeof usage, "\n  %s ", verbs[i]);
        assert_non_null(strstr(all.out, usage));
        snprintf(line, sizeof line, "help %s", verbs[i]);
        assert_ran(line, 0, one.out, "");
        forget(&one);
    }
    forget(&all);
    assert_ran("--version", 0, "tcpspec " TSPEC_VERSION "\n", "");
}

/* A stack that could be there and is not: no wrong usage, but nothing to judge. */
static void a_stack_that_was_not_built(void **state)
{
    (void)state;
    struct ran stacks = run("list stacks");
    bool built = strstr(stacks.out, "\nlwip ") != NULL;
    forget(&stacks);
    struct ran ran = run("random --sut lwip --execs 1 -o lwip");
    assert_int_equal(ran.code == 3, !built);
    if (!built)
        assert_string_equal(ran.error,
                            "tcpspec: stack \"lwip\": this program was built without it; script/bootstrap "
                            "fetches its source, or -DTSPEC_LWIP_DIR=DIR names a tree; then build again\n");
    forget(&ran);
}

/* What cannot be written is not silently lost. */
static void a_full_disk_is_told(void **state)
{
    (void)state;
    struct ran ran = shell("\"$T\" list requirements >/dev/full");
    assert_int_equal(ran.code, 2);
    assert_string_equal(ran.error, "tcpspec: standard output cannot be written: No space left on device\n");
    forget(&ran);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wrong_usage),
        cmocka_unit_test(help_and_version),
        cmocka_unit_test(a_stack_that_was_not_built),
        cmocka_unit_test(a_full_disk_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
