/* tcpspec mutants: its list, one mutant in words and as JSON, and wrong usage. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <jansson.h>

#include "command.h"

#define KILLED "'arrives.ack.unsent/lose/drop'"

static json_t *json_of(const char *arguments, int least, int most)
{
    struct ran ran = run(arguments);
    if (ran.code < least || ran.code > most)
        fail_msg("%s: %d\n%s", arguments, ran.code, ran.error);
    json_t *root = json_loads(ran.out, 0, NULL);
    assert_non_null(root);
    forget(&ran);
    return root;
}

static json_int_t number(const json_t *root, const char *key)
{
    assert_true(json_is_integer(json_object_get(root, key)));
    return json_integer_value(json_object_get(root, key));
}

static void lists_what_there_is(void **state)
{
    (void)state;
    json_t *root = json_of("mutants --list --json", 0, 0);
    const json_t *list = json_object_get(root, "list");
    assert_int_equal(json_array_size(list), number(root, "mutants"));
    assert_true(json_array_size(list) > 3000);
    const json_t *first = json_array_get(list, 0);
    assert_non_null(strstr(json_string_value(json_object_get(first, "diff")), " => "));
    json_decref(root);
    struct ran ran = run("mutants --list --sample 0.01");
    assert_int_equal(ran.code, 0);
    assert_non_null(strstr(ran.out, " => "));
    forget(&ran);
}

static void scores_as_json(void **state)
{
    (void)state;
    json_t *root = json_of("mutants " KILLED " --box black --json", 0, 0);
    assert_string_equal(json_string_value(json_object_get(root, "box")), "black");
    assert_int_equal(number(root, "mutants"), 1);
    assert_int_equal(number(root, "killed"), 1);
    assert_int_equal(number(root, "mutants"), number(root, "killed") + number(root, "equivalent") +
                                                  number(root, "permitted") + number(root, "survivors"));
    assert_int_equal(json_array_size(json_object_get(root, "survivor_list")), number(root, "survivors"));
    assert_int_equal(json_array_size(json_object_get(root, "stale")), 0);
    json_decref(root);
}

static void shows_one(void **state)
{
    (void)state;
    struct ran ran = run("mutants " KILLED);
    assert_int_equal(ran.code, 0);
    assert_non_null(strstr(ran.out, "arrives.ack.unsent/lose/drop\n  drop => nothing\nkilled after "));
    assert_non_null(strstr(ran.out, "expected: "));
    assert_non_null(strstr(ran.out, "tcpspec 1\n"));
    forget(&ran);
}

static void refuses_wrong_usage(void **state)
{
    (void)state;
    assert_ran("mutants no.such.rule/lose/drop", 2, "",
               "tcpspec: mutants: \"no.such.rule/lose/drop\" is no mutant of these rules; 'tcpspec mutants "
               "--list' lists them\n");
    assert_ran("mutants --box grey", 2, "", "tcpspec: --box: expected white or black, found \"grey\"\n");
    assert_ran("mutants --sample 5%", 2, "",
               "tcpspec: --sample: expected a fraction above 0 and at most 1, found \"5%\"\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists_what_there_is),
        cmocka_unit_test(shows_one),
        cmocka_unit_test(refuses_wrong_usage),
        cmocka_unit_test(scores_as_json),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
