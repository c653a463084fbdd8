/* tcpspec pair: two stacks that do right are silent; without TIME-WAIT they are not, and what is found
 * replays. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "tests/cli/command.h"

static void two_sound_stacks_are_silent(void **state)
{
    (void)state;
    struct ran ran = run("pair --sut engine --execs 100 -o sound");
    assert_string_equal(ran.error, "");
    assert_int_equal(ran.code, 0);
    assert_non_null(strstr(ran.out, "engine 0.1.0: 100 scenarios (pair 100)"));
    assert_non_null(strstr(ran.out, "engine: nothing unexpected"));
    forget(&ran);
}

static void assert_says(const char *line, const char *const *wanted, size_t count)
{
    struct ran ran = shell(line);
    for (size_t i = 0; i < count; i++)
        if (!strstr(ran.out, wanted[i]))
            fail_msg("%s does not say \"%s\":\n%s%s", line, wanted[i], ran.out, ran.error);
    forget(&ran);
}

static void what_is_found_can_be_replayed(void **state)
{
    (void)state;
    struct ran ran = run("pair --sut engine --option time_wait=off --execs 300 -o found");
    assert_int_equal(ran.code, 1);
    assert_non_null(strstr(ran.out, "pair.reset"));
    forget(&ran);
    static const char *const scenario[] = {"option time_wait=off\n", "peer engine\n", "\npeer."};
    assert_says("cat found/findings/*/scenario.scn", scenario, 3);
    static const char *const trace[] = {"  call   peer.", "  net    lost", "check        pair.reset"};
    assert_says("\"$T\" replay found/findings/*/scenario.scn", trace, 3);
    static const char *const drawn[] = {"engine and engine, segment by segment", ">peer.shutdown() = OK<"};
    assert_says("cat found/index.html", drawn, 2);
    static const char *const kept[] = {"\"peer\": \"engine\"", "\"kind\": \"peer-call\"",
                                       "\"kind\": \"network\""};
    assert_says("cat found/result.json", kept, 3);
}

static void mistakes_are_told(void **state)
{
    (void)state;
    assert_ran("pair --sut engine --peer engin --execs 1", 2, "",
               "tcpspec: unknown stack \"engin\"; did you mean \"engine\"?\n");
    assert_ran("sweep --peer engine", 2, "",
               "tcpspec: sweep takes no --peer; 'tcpspec sweep --help' lists what it takes\n");
    write_text("nobody.scn", "tcpspec 1\npeer nobody\n\nconnect()\n");
    struct ran ran = run("replay --sut engine nobody.scn");
    assert_int_equal(ran.code, 3);
    assert_non_null(strstr(ran.error, "there is no stack 'nobody' to be the peer"));
    forget(&ran);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_sound_stacks_are_silent),
        cmocka_unit_test(what_is_found_can_be_replayed),
        cmocka_unit_test(mistakes_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
