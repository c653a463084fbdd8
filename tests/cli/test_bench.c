/* `tcpspec bench` runs, and its JSON has what docs/command.md says. No figure is judged. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <jansson.h>

#include "tests/cli/command.h"

static double number(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    if (!json_is_number(value))
        fail_msg("%s is no number", key);
    return json_number_value(value);
}

static bool has_stack(const json_t *lanes, const char *name)
{
    for (size_t i = 0; i < json_array_size(lanes); i++)
        if (!strcmp(json_string_value(json_object_get(json_array_get(lanes, i), "stack")), name))
            return true;
    return false;
}

static void json_has_the_fields(void **state)
{
    (void)state;
    static const char *const measured[] = {
        "scenarios",
        "events",
        "segments",
        "segments_per_second",
        "segments_per_second_least",
        "segments_per_second_most",
        "scenarios_per_second",
        "whole_sweep_s",
    };
    struct ran ran = run("bench --execs 70 --json");
    assert_int_equal(ran.code, 0);
    json_error_t error;
    json_t *bench = json_loads(ran.out, 0, &error);
    if (!bench)
        fail_msg("line %d: %s", error.line, error.text);
    assert_int_equal((int)number(bench, "scenarios"), 70);
    assert_true(number(bench, "sweep_scenarios") > 70);
    assert_true(number(bench, "rounds") > 1);
    assert_true(number(bench, "peak_bytes") > 0);
    assert_non_null(json_object_get(bench, "caveat"));

    const json_t *lanes = json_object_get(bench, "lanes"), *ratios = json_object_get(bench, "ratios");
    const json_t *spread = json_object_get(bench, "ratios_least_most");
    assert_true(json_array_size(lanes) >= 2);
    for (size_t i = 0; i < json_array_size(lanes); i++) {
        const json_t *lane = json_array_get(lanes, i);
        for (size_t k = 0; k < sizeof measured / sizeof measured[0]; k++)
            assert_true(number(lane, measured[k]) > 0);
        assert_true(number(lane, "cut_short") >= 0);
        assert_int_equal(json_is_true(json_object_get(lane, "judged")), i % 2);
    }
    assert_true(has_stack(lanes, "engine"));
    assert_true(number(ratios, "engine_judged_to_bare") > 0);
    if (has_stack(lanes, "lwip")) {
        assert_true(number(ratios, "lwip_judged_to_bare") > 0);
        assert_true(number(ratios, "engine_to_lwip_bare") > 0);
    }
    assert_int_equal(json_object_size(ratios), json_object_size(spread));
    json_decref(bench);
    forget(&ran);
}

static void text_names_lanes_and_ratios(void **state)
{
    (void)state;
    struct ran ran = run("bench --execs 70 --sut engine");
    assert_int_equal(ran.code, 0);
    assert_non_null(strstr(ran.out, "engine   bare"));
    assert_non_null(strstr(ran.out, "engine   judged"));
    assert_non_null(strstr(ran.out, "engine_judged_to_bare"));
    assert_null(strstr(ran.out, "lwip"));
    forget(&ran);
}

static void wrong_usage_is_refused(void **state)
{
    (void)state;
    assert_ran("bench --sut engine --execs 5 --option nosuch=1", 2, "", NULL);
    assert_ran("bench --seed 3", 2, "",
               "tcpspec: bench takes no --seed; 'tcpspec bench --help' lists what it takes\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_has_the_fields),
        cmocka_unit_test(text_names_lanes_and_ratios),
        cmocka_unit_test(wrong_usage_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
