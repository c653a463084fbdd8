/* The sweep's enumeration: complete, without repetition, and the same each time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "harness/campaign/sweep.h"
#include "harness/scenario/binary.h"

static struct tspec_scenario scenario, again;

static int by_text(const void *a, const void *b)
{
    return strcmp(a, b);
}

static void no_two_cases_have_one_name(void **state)
{
    (void)state;
    uint64_t count = tspec_sweep_count();
    char(*names)[TSPEC_SWEEP_NAME_BYTES] = malloc(count * sizeof *names);
    assert_non_null(names);
    for (uint64_t i = 0; i < count; i++)
        tspec_sweep_case(i, &scenario, names[i]);
    qsort(names, count, sizeof *names, by_text);
    for (uint64_t i = 1; i < count; i++)
        assert_string_not_equal(names[i - 1], names[i]);
    free(names);
}

static int by_octets(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(uint64_t));
}

/* FNV-1a over the encoding: equal cases would have equal hashes. */
static uint64_t hash(const struct tspec_scenario *s)
{
    static uint8_t octets[TSPEC_BINARY_MAX];
    size_t bytes = tspec_binary_save(s, octets, sizeof octets);
    uint64_t h = 0xcbf29ce484222325u;
    assert_true(bytes > 0);
    for (size_t i = 0; i < bytes; i++)
        h = (h ^ octets[i]) * 0x100000001b3u;
    return h;
}

static void no_two_cases_are_one_scenario(void **state)
{
    (void)state;
    uint64_t count = tspec_sweep_count();
    uint64_t *hashes = malloc(count * sizeof *hashes);
    assert_non_null(hashes);
    for (uint64_t i = 0; i < count; i++) {
        tspec_sweep_case(i, &scenario, NULL);
        hashes[i] = hash(&scenario);
    }
    qsort(hashes, count, sizeof *hashes, by_octets);
    for (uint64_t i = 1; i < count; i++)
        assert_true(hashes[i - 1] != hashes[i]);
    free(hashes);
}

/* 32 flag sets without ACK and 32 with each ACK position, x SEQ x 3 texts x probes, road by road. */
static void every_combination_is_there(void **state)
{
    (void)state;
    static const struct {
        const char *road;
        unsigned seqs, acks, probes;
    } roads[] = {
        {"closed", 4, 3, 1},
        {"listen", 4, 3, 1},
        {"syn-sent", 4, 6, 2},
        {"syn-received-passive", 8, 6, 3},
        {"syn-received-active", 8, 6, 3},
        {"established-passive", 8, 5, 3},
        {"established-active", 8, 5, 3},
        {"established-sending", 8, 8, 3},
    };
    char name[TSPEC_SWEEP_NAME_BYTES];
    uint64_t at = 0;
    for (size_t i = 0; i < sizeof roads / sizeof roads[0]; i++) {
        uint64_t cases = (uint64_t)(32 + 32 * roads[i].acks) * roads[i].seqs * 3 * roads[i].probes;
        size_t length = strlen(roads[i].road);
        for (uint64_t edge = 0; edge < 2; edge++) {
            tspec_sweep_case(at + edge * (cases - 1), &scenario, name);
            assert_memory_equal(name, roads[i].road, length);
            assert_int_equal(name[length], '/');
        }
        at += cases;
    }
    assert_int_equal(at, tspec_sweep_count());
}

static void all_flag_sets_appear_and_only_they(void **state)
{
    (void)state;
    uint64_t seen = 0;
    for (uint64_t i = 0; i < tspec_sweep_count(); i++) {
        tspec_sweep_case(i, &scenario, NULL);
        for (unsigned e = 0; e < scenario.event_count; e++)
            if (scenario.events[e].kind == TSPEC_EVENT_SEGMENT) {
                assert_true(scenario.events[e].flags < 64);
                if (scenario.events[e].tag == 1)
                    seen |= (uint64_t)1 << scenario.events[e].flags;
            }
    }
    assert_true(seen == UINT64_MAX);
}

static void a_case_is_in_normal_form_and_repeats(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < tspec_sweep_count(); i += 97) {
        tspec_sweep_case(i, &scenario, NULL);
        tspec_sweep_case(i, &again, NULL);
        assert_true(tspec_scenario_equal(&scenario, &again));
        for (unsigned e = 0; e < again.event_count; e++)
            tspec_event_normalize(&again.events[e]);
        assert_true(tspec_scenario_equal(&scenario, &again));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_two_cases_have_one_name),
        cmocka_unit_test(no_two_cases_are_one_scenario),
        cmocka_unit_test(every_combination_is_there),
        cmocka_unit_test(all_flag_sets_appear_and_only_they),
        cmocka_unit_test(a_case_is_in_normal_form_and_repeats),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
