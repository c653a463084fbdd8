/* result.json: written and read back it is the same; broken ones are refused with the place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "harness/report/text.h"
#include "tests/report/sample.h"

static void round_trip(struct tspec_report *report)
{
    char error[256] = "";
    char *first = tspec_report_write(report), *again = tspec_report_write(report);
    assert_non_null(first);
    assert_string_equal(first, again);
    struct tspec_report *read = tspec_report_read(first, error, sizeof error);
    assert_string_equal(error, "");
    assert_non_null(read);
    char *second = tspec_report_write(read);
    assert_string_equal(first, second);
    free(first);
    free(again);
    free(second);
    tspec_report_destroy(read);
    tspec_report_destroy(report);
}

static void what_is_written_is_read(void **state)
{
    (void)state;
    round_trip(sample_report());
    round_trip(empty_report());
}

/* Strings of a stack may be anything; they are repaired on their way in. */
static void foreign_strings_survive(void **state)
{
    (void)state;
    struct tspec_report *report = sample_report();
    report->findings[0].observed = tspec_report_text(report, "assert \"\xFF\x01</script>\" failed\n");
    report->stacks[0].version = tspec_report_text(report, NULL);
    round_trip(report);
}

/* The JSON of the sample with the first `old` replaced by `new`. */
static char *damaged(const char *old, const char *new)
{
    struct tspec_report *report = sample_report();
    char *json = tspec_report_write(report);
    tspec_report_destroy(report);
    char *at = strstr(json, old);
    assert_non_null(at);
    struct tspec_text text = {0};
    tspec_text_add_bytes(&text, json, (size_t)(at - json));
    tspec_text_add(&text, new);
    tspec_text_add(&text, at + strlen(old));
    free(json);
    return text.bytes;
}

static void broken_ones_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *old, *new, *error;
    } rows[] = {
        {"\"format\": 2", "\"format\": 1",
         "format: expected 2: it was written by another version of the program"},
        {"\"seed\": 7", "\"seed\": -7", "seed: expected a number of 0 or more"},
        {"\"program\": \"", "\"programme\": \"", "program: expected a string"},
        {"\"level\": \"fail\"", "\"level\": \"failed\"",
         "findings[0].level: expected one of its fixed words"},
        {"\"findings\": [", "\"findings\": 3, \"were\": [", "findings: expected an array"},
        {"\"kind\": \"call\"", "\"kind\": \"cull\"", "findings[0].kind: expected one of its fixed words"},
        {"\"verdicts\": [", "\"verdicts\": [], \"were\": [",
         "requirements[0].verdicts: expected one a stack"},
        {"\"met\": [", "\"met\": [1, ",
         "stacks[0].met: expected as many numbers as there are names for them"},
        {"\"check_exercised\": [\n", "\"check_exercised\": [\"x\",\n",
         "stacks[0].check_exercised: expected as many numbers as there are names for them"},
        {"\"states\": [\n", "\"states\": [5,\n", "states: expected strings"},
        {"{", "", "2:9: '[' or '{' expected near '\"format\"'"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char error[256] = "";
        char *json = damaged(rows[i].old, rows[i].new);
        assert_null(tspec_report_read(json, error, sizeof error));
        assert_string_equal(error, rows[i].error);
        free(json);
    }
}

/* No prefix of a result is one, and reading one never goes wrong otherwise. */
static void every_prefix_is_refused(void **state)
{
    (void)state;
    struct tspec_report *report = sample_report();
    char *json = tspec_report_write(report), error[256];
    tspec_report_destroy(report);
    for (size_t cut = strlen(json) - 1; cut; cut = cut * 9 / 10) {
        json[cut] = '\0';
        assert_null(tspec_report_read(json, error, sizeof error));
    }
    free(json);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read),
        cmocka_unit_test(foreign_strings_survive),
        cmocka_unit_test(broken_ones_are_refused),
        cmocka_unit_test(every_prefix_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
