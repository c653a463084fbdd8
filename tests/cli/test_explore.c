/* tcpspec explore: what it prints, and how it ends. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "command.h"
#include "harness/report/report.h"

enum { EITHER = -1 }; /* what is found in so long is not this test's matter */

/* The object of --json; the report in it can be read, too. */
static json_t *explored(const char *arguments, int code)
{
    char line[256], error[256] = "";
    snprintf(line, sizeof line, "explore --json %s", arguments);
    struct ran ran = run(line);
    if (code == EITHER ? ran.code > 1 : ran.code != code)
        fail_msg("%s: exit code %d\n%s", line, ran.code, ran.error);
    struct tspec_report *report = tspec_report_read(ran.out, error, sizeof error);
    assert_string_equal(error, "");
    assert_string_equal(report->stacks[0].campaigns[0].name, "explore");
    tspec_report_destroy(report);
    json_t *root = json_loads(ran.out, 0, NULL);
    forget(&ran);
    json_t *figures = json_incref(json_object_get(root, "explore"));
    json_decref(root);
    assert_non_null(figures);
    return figures;
}

static json_int_t figure(const json_t *figures, const char *name)
{
    return json_integer_value(json_object_get(figures, name));
}

static void depth_four_is_complete(void **state)
{
    (void)state;
    json_t *figures = explored("-o four", 0);
    assert_string_equal(json_string_value(json_object_get(figures, "end")), "depth");
    assert_int_equal(figure(figures, "depth"), 4);
    assert_int_equal(figure(figures, "cut"), 0);
    assert_true(figure(figures, "states") > 1000);
    assert_true(json_real_value(json_object_get(figures, "states_per_second")) > 0);
    assert_true(json_real_value(json_object_get(figures, "bytes_per_state")) > 0);
    json_decref(figures);
    struct ran ran = run("explore --depth 2 -o two");
    assert_int_equal(ran.code, 0);
    assert_non_null(strstr(ran.out, "\nthe depth is reached: depth 2 is complete, "));
    assert_non_null(strstr(ran.out, "\nengine: nothing unexpected\n"));
    forget(&ran);
}

static void it_ends_as_it_is_told(void **state)
{
    (void)state;
    json_t *figures = explored("--states 3000 -o states", 0);
    assert_string_equal(json_string_value(json_object_get(figures, "end")), "states");
    assert_true(figure(figures, "states") >= 3000);
    json_decref(figures);
    figures = explored("--depth 60 --time 1 -o time", EITHER);
    assert_string_equal(json_string_value(json_object_get(figures, "end")), "time");
    json_decref(figures);
    assert_ran("explore --memory 1", 2, "",
               "tcpspec: --memory: expected a number from 64 to 1048576, found \"1\"\n");
    struct ran ran = run("explore --sut lwip");
    assert_int_equal(ran.code, 2);
    forget(&ran);
}

/* Ctrl-C: what was reached is told, and it is no success. */
static void interrupted(void **state)
{
    (void)state;
    struct ran ran = shell("\"$T\" explore --depth 60 -o cut & sleep 1; kill -INT $!; wait $!");
    assert_true(ran.code == 3 || ran.code == 1);
    assert_non_null(strstr(ran.out, "\ninterrupted: depth "));
    assert_non_null(strstr(ran.out, "\ninterrupted: this covers "));
    forget(&ran);
}

/* A spec that is wrong is found wrong, by a minimal scenario that replays. */
static void a_wrong_spec(void **state)
{
    (void)state;
    struct ran ran = shell("\"$T\" spec fmt | sed 's/SND.UNA <- SEG.ACK;//' > wrong.tspec; "
                           "\"$T\" explore --depth 4 --spec wrong.tspec -o wrong");
    assert_int_equal(ran.code, 1);
    assert_non_null(strstr(ran.out, "steps end in a finding or are inconclusive"));
    assert_non_null(strstr(ran.out, "\nreplay: "));
    forget(&ran);
    ran = shell("for f in wrong/findings/*/scenario.scn; do \"$T\" replay --spec wrong.tspec $f || exit 0; "
                "done; exit 9");
    assert_int_equal(ran.code, 0);
    forget(&ran);
}

static void witnesses(void **state)
{
    (void)state;
    struct ran ran = run("explore --depth 2 --witnesses found -o two");
    assert_int_equal(ran.code, 0);
    assert_non_null(strstr(ran.out, " rules have a witness, in found; those without:\n"));
    forget(&ran);
    ran = shell(
        "\"$T\" replay --sut engine found/*.scn && "
        "test \"$(sed -n 2p found/closed.reset.ack.scn)\" = '# closed.reset.ack (3.10.7.1): otherwise'");
    assert_int_equal(ran.code, 0);
    forget(&ran);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(depth_four_is_complete),
        cmocka_unit_test(it_ends_as_it_is_told),
        cmocka_unit_test(interrupted),
        cmocka_unit_test(a_wrong_spec),
        cmocka_unit_test(witnesses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
