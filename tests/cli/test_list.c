/* list and explain. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include <jansson.h>

#include "tests/cli/command.h"

/* The array that `list NAME --json` prints; every element is an object with all the keys. */
static json_t *listed(const char *name, const char *const *keys)
{
    char line[64];
    snprintf(line, sizeof line, "list %s --json", name);
    struct ran ran = run(line);
    assert_int_equal(ran.code, 0);
    assert_string_equal(ran.error, "");
    json_t *array = json_loads(ran.out, JSON_REJECT_DUPLICATES, NULL);
    assert_true(json_is_array(array));
    for (size_t i = 0; i < json_array_size(array); i++)
        for (const char *const *key = keys; *key; key++)
            assert_non_null(json_object_get(json_array_get(array, i), *key));
    forget(&ran);
    return array;
}

/* The text form of a list has a line for each element, which begins with its first key's value. */
static void assert_lines(const char *name, const char *key, const json_t *array)
{
    char line[64];
    snprintf(line, sizeof line, "list %s", name);
    struct ran ran = run(line);
    assert_int_equal(ran.code, 0);
    const char *at = ran.out;
    for (size_t i = 0; i < json_array_size(array); i++) {
        const char *id = json_string_value(json_object_get(json_array_get(array, i), key));
        assert_int_equal(strncmp(at, id, strlen(id)), 0);
        at = strchr(at, '\n') + 1;
    }
    assert_string_equal(at, "");
    forget(&ran);
}

static void requirements(void **state)
{
    (void)state;
    static const char *const keys[] = {"id", "level", "section", "disposition", "checks", "statement", NULL};
    json_t *array = listed("requirements", keys);
    assert_int_equal(json_array_size(array), 119);
    for (size_t i = 0; i < 119; i++) {
        const json_t *row = json_array_get(array, i);
        const char *disposition = json_string_value(json_object_get(row, "disposition"));
        bool judged = !strcmp(disposition, "judged") || !strcmp(disposition, "partly");
        assert_int_equal(judged, json_array_size(json_object_get(row, "checks")) > 0);
    }
    assert_lines("requirements", "id", array);
    json_decref(array);
}

static void stacks_rules_and_checks(void **state)
{
    (void)state;
    static const char *const of_stacks[] = {"name", "version", "summary", NULL};
    static const char *const of_rules[] = {"id", "level", "section", "condition", "requirements", NULL};
    static const char *const of_checks[] = {"id", "family", "level", "requirements", "text", NULL};
    json_t *stacks = listed("stacks", of_stacks), *rules = listed("rules", of_rules),
           *checks = listed("checks", of_checks);
    assert_string_equal(json_string_value(json_object_get(json_array_get(stacks, 0), "name")), "engine");
    assert_true(json_array_size(rules) > 100);
    assert_true(json_array_size(checks) > 30);
    assert_lines("stacks", "name", stacks);
    assert_lines("rules", "id", rules);
    assert_lines("checks", "id", checks);
    json_decref(stacks);
    json_decref(rules);
    json_decref(checks);
}

/* Whatever is listed can be explained. */
static void everything_is_explained(void **state)
{
    (void)state;
    static const char *const lists[] = {"requirements", "checks"}, *const keys[] = {"id", NULL};
    for (size_t l = 0; l < sizeof lists / sizeof lists[0]; l++) {
        json_t *array = listed(lists[l], keys);
        for (size_t i = 0; i < json_array_size(array); i += 7) {
            const char *id = json_string_value(json_object_get(json_array_get(array, i), "id"));
            char line[128];
            snprintf(line, sizeof line, "explain %s", id);
            struct ran ran = run(line);
            assert_int_equal(ran.code, 0);
            assert_int_equal(strncmp(ran.out, id, strlen(id)), 0);
            forget(&ran);
        }
        json_decref(array);
    }
    assert_ran("explain MAY-4", 0,
               "MAY-4 (MAY), RFC 9293, section 3.8.1: Retransmissions\n\n"
               "  Reuse the IPv4 identification for an identical retransmission.\n\n"
               "  verdict        nothing to judge\n"
               "  because        a permission: taking it and leaving it both conform\n"
               "  shows in       wire\n",
               "");
    struct ran ran = run("explain MUST-2");
    assert_non_null(strstr(ran.out, "fails when     form.checksum: "));
    forget(&ran);
    ran = run("explain syn_sent.ack.bad_ack");
    assert_int_equal(ran.code, 0);
    assert_non_null(strstr(ran.out, "send <SEQ=SEG.ACK><CTL=RST>"));
    forget(&ran);
    ran = run("explain syn_sent.syn.bare");
    assert_non_null(strstr(ran.out, "  requirement    MUST-10: "));
    forget(&ran);
    write_text(
        "w.json",
        "{\"waivers\": [{\"id\": \"mine\", \"stack\": \"engine\", \"versions\": {\"from\": \"0.1.0\"}, "
        "\"check\": \"reply.syn\", \"rule\": \"syn_sent.syn.bare\", \"reason\": \"it waits\", "
        "\"expires\": \"never\", \"scenario\": [\"tcpspec 1\", \"connect()\"]}]}\n");
    ran = run("explain --waivers w.json syn_sent.syn.bare");
    assert_int_equal(ran.code, 0);
    assert_non_null(strstr(ran.out, "  waiver         mine: it waits\n"));
    forget(&ran);
    static const char *const labels[][2] = {/* and where they lead */
                                            {"SA-SS-8", "syn_sent.syn.bare: "},
                                            {"SA-SS-8", "syn_sent.syn.simultaneous: SYN"},
                                            {"AMB-05", "arrives.seq.at_irs: "},
                                            {"AMB-05", "our reading"},
                                            {"CLOSE-8", "close.open: "}};
    for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++) {
        char line[64];
        snprintf(line, sizeof line, "explain %s", labels[i][0]);
        ran = run(line);
        assert_int_equal(ran.code, 0);
        if (!strstr(ran.out, labels[i][1]))
            fail_msg("%s does not lead to \"%s\":\n%s", labels[i][0], labels[i][1], ran.out);
        forget(&ran);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(requirements),
        cmocka_unit_test(stacks_rules_and_checks),
        cmocka_unit_test(everything_is_explained),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
