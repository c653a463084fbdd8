/* sweep --list: the cases, state by event and family by family, as a table and as JSON. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include <jansson.h>

#include "engine/event.h"
#include "tests/cli/command.h"

enum { LEAST = 200000 };

/* Every number of the JSON stands in the table's line of that name. */
static void assert_in_line(const char *table, const char *name, json_int_t number)
{
    char wanted[32], line[512], start[64];
    snprintf(start, sizeof start, "\n%s ", name);
    const char *at = strstr(table, start);
    if (at == NULL)
        fail_msg("the table has no line for %s", name);
    snprintf(line, sizeof line, "%.*s ", (int)strcspn(at + 1, "\n"), at + 1);
    snprintf(wanted, sizeof wanted, " %lld ", (long long)number);
    if (strstr(line, wanted) == NULL)
        fail_msg("the line of %s lacks %lld: %s", name, (long long)number, line);
}

static void table_and_json_say_the_same(void **state)
{
    (void)state;
    struct ran table = run("sweep --list"), ran = run("sweep --list --json");
    assert_int_equal(table.code, 0);
    assert_int_equal(ran.code, 0);
    assert_string_equal(table.error, "");
    assert_string_equal(ran.error, "");
    json_t *root = json_loads(ran.out, JSON_REJECT_DUPLICATES, NULL), *item;
    json_int_t cases = json_integer_value(json_object_get(root, "cases")), by_event = 0, by_family = 0;
    size_t i;
    assert_true(cases >= LEAST);
    json_array_foreach(json_object_get(root, "events"), i, item)
    {
        const char *event = json_string_value(json_object_get(item, "event")), *name;
        json_t *number;
        assert_int_equal(json_object_size(json_object_get(item, "cases")), TSPEC_STATE_COUNT);
        json_object_foreach(json_object_get(item, "cases"), name, number)
        {
            assert_true(json_integer_value(number) > 0); /* no cell is empty */
            assert_in_line(table.out, event, json_integer_value(number));
            by_event += json_integer_value(number);
        }
    }
    json_array_foreach(json_object_get(root, "families"), i, item)
    {
        json_int_t number = json_integer_value(json_object_get(item, "cases"));
        assert_in_line(table.out, json_string_value(json_object_get(item, "name")), number);
        by_family += number;
    }
    assert_int_equal(by_event, cases);
    assert_int_equal(by_family, cases);
    for (unsigned s = 0; s < TSPEC_STATE_COUNT; s++)
        assert_non_null(strstr(table.out, tspec_state_name(s)));
    json_decref(root);
    forget(&table);
    forget(&ran);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(table_and_json_say_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
