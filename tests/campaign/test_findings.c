/* Findings are merged by signature; the best scenario stays, whatever the order of arrival. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "harness/campaign/findings.h"
#include "harness/judge/signature.h"

static struct tspec_findings *table, *other;

static int fresh(void **state)
{
    (void)state;
    table = calloc(1, sizeof *table);
    other = calloc(1, sizeof *other);
    return table == NULL || other == NULL;
}

static int done(void **state)
{
    (void)state;
    free(table);
    free(other);
    return 0;
}

static struct tspec_finding finding(enum tspec_level level, const char *observed)
{
    struct tspec_finding f = {.check = TSPEC_CHECK_EXPECTATION, .clause = -1, .quirk = -1, .level = level};
    snprintf(f.observed_class, sizeof f.observed_class, "%s", observed);
    tspec_signature_set(&f);
    return f;
}

/* `events` advances, the last with `options` octets of options in a segment before it, so that sizes differ.
 */
static const struct tspec_scenario *scenario(unsigned events, unsigned options)
{
    static struct tspec_scenario s;
    tspec_scenario_init(&s);
    for (unsigned i = 0; i + 1 < events; i++)
        tspec_scenario_add(&s, TSPEC_EVENT_ADVANCE);
    struct tspec_event *segment = tspec_scenario_add(&s, TSPEC_EVENT_SEGMENT);
    segment->options_bytes = (uint8_t)options;
    segment->seq_given = true;
    tspec_event_normalize(segment);
    return &s;
}

static void shortest_scenario_stays(void **state)
{
    (void)state;
    static const struct {
        unsigned events, options;
        uint64_t index;
    } seen[] = {{5, 4, 0}, {3, 8, 1}, {3, 4, 2}, {3, 4, 3}, {4, 0, 4}};
    /* Forwards and backwards: the same result. */
    for (unsigned turn = 0; turn < 2; turn++) {
        struct tspec_finding f = finding(TSPEC_LEVEL_FAIL, "a");
        memset(table, 0, offsetof(struct tspec_findings, items));
        for (unsigned i = 0; i < 5; i++) {
            unsigned at = turn == 0 ? i : 4 - i;
            f.time_us = seen[at].index;
            tspec_findings_add(table, &f, 1, scenario(seen[at].events, seen[at].options), seen[at].index);
        }
        assert_int_equal(table->count, 1);
        assert_int_equal(table->items[0].count, 5);
        assert_int_equal(table->items[0].index, 2);
        assert_int_equal(table->items[0].finding.time_us, 2);
        assert_int_equal(table->items[0].events, 3);
    }
}

/* Before length: what no quirk explains, unless it is for information; then the gravest. */
static void level_and_quirk_come_first(void **state)
{
    (void)state;
    enum { SEEN = 4 };
    static const struct {
        struct {
            enum tspec_level level;
            int quirk;
            unsigned events;
        } seen[SEEN];
        unsigned best;
    } rows[] = {
        {{{TSPEC_LEVEL_FAIL, 2, 1},
          {TSPEC_LEVEL_FAIL, -1, 9},
          {TSPEC_LEVEL_FAIL, -1, 7},
          {TSPEC_LEVEL_DEVIATES, -1, 1}},
         2},
        {{{TSPEC_LEVEL_FAIL, 2, 1},
          {TSPEC_LEVEL_DEVIATES, 5, 1},
          {TSPEC_LEVEL_DEVIATES, -1, 9},
          {TSPEC_LEVEL_INFO, -1, 1}},
         2},
        {{{TSPEC_LEVEL_FAIL, 2, 3},
          {TSPEC_LEVEL_FAIL, 5, 2},
          {TSPEC_LEVEL_DEVIATES, 2, 1},
          {TSPEC_LEVEL_INFO, -1, 1}},
         1},
        {{{TSPEC_LEVEL_INFO, 2, 1},
          {TSPEC_LEVEL_INFO, -1, 3},
          {TSPEC_LEVEL_INFO, -1, 2},
          {TSPEC_LEVEL_INFO, 5, 1}},
         2},
    };
    for (size_t row = 0; row < sizeof rows / sizeof rows[0]; row++)
        for (unsigned from = 0; from < SEEN; from++) {
            memset(table, 0, offsetof(struct tspec_findings, items));
            for (unsigned i = 0; i < SEEN; i++) {
                unsigned at = (from + i) % SEEN;
                struct tspec_finding f = finding(rows[row].seen[at].level, "a");
                f.quirk = rows[row].seen[at].quirk;
                tspec_findings_add(table, &f, 1, scenario(rows[row].seen[at].events, 0), at);
            }
            assert_int_equal(table->count, 1);
            assert_int_equal(table->items[0].index, rows[row].best);
            assert_int_equal(table->items[0].finding.level, rows[row].seen[rows[row].best].level);
            assert_int_equal(table->items[0].finding.quirk, rows[row].seen[rows[row].best].quirk);
        }
}

/* Scenarios come out as they went in, also after merging, sorting and being replaced by longer ones. */
static void scenarios_are_kept(void **state)
{
    (void)state;
    static struct tspec_scenario kept;
    for (unsigned i = 0; i < 20; i++) {
        char name[8];
        snprintf(name, sizeof name, "%u", i);
        struct tspec_finding f = finding(i % 3 ? TSPEC_LEVEL_FAIL : TSPEC_LEVEL_INFO, name);
        f.event_index = i;
        tspec_findings_add(other, &f, 1, scenario(i + 1, 4 * (i % 5)), i);
    }
    tspec_findings_merge(table, other);
    tspec_findings_sort(table);
    for (unsigned i = 0; i < table->count; i++) {
        unsigned n = table->items[i].finding.event_index;
        tspec_findings_scenario(table, i, &kept);
        assert_true(tspec_scenario_equal(&kept, scenario(n + 1, 4 * (n % 5))));
        assert_true(tspec_findings_show(table, i, &table->items[i].finding, scenario(n + 50, 40)));
    }
    for (unsigned i = 0; i < table->count; i++) {
        unsigned n = table->items[i].finding.event_index;
        tspec_findings_scenario(table, i, &kept);
        assert_true(tspec_scenario_equal(&kept, scenario(n + 50, 40)));
        assert_int_equal(table->items[i].events, n + 50);
        assert_int_equal(table->items[i].index, n);
    }
}

static void signatures_keep_apart_and_merge_adds(void **state)
{
    (void)state;
    struct tspec_finding a = finding(TSPEC_LEVEL_FAIL, "a"), b = finding(TSPEC_LEVEL_FAIL, "b");
    tspec_findings_add(table, &a, 1, scenario(3, 0), 7);
    tspec_findings_add(other, &a, 2, scenario(2, 0), 9);
    tspec_findings_add(other, &b, 5, scenario(2, 0), 9);
    tspec_findings_merge(table, other);
    assert_int_equal(table->count, 2);
    assert_int_equal(table->items[0].count, 3);
    assert_int_equal(table->items[0].index, 9);
    assert_int_equal(table->items[1].count, 5);
}

static void gravest_come_first(void **state)
{
    (void)state;
    static const enum tspec_level levels[] = {TSPEC_LEVEL_INFO, TSPEC_LEVEL_FAIL, TSPEC_LEVEL_DEVIATES,
                                              TSPEC_LEVEL_FAIL};
    for (unsigned i = 0; i < 4; i++) {
        char name[8];
        snprintf(name, sizeof name, "%u", i);
        struct tspec_finding f = finding(levels[i], name);
        tspec_findings_add(table, &f, 1, scenario(1, 0), i);
    }
    tspec_findings_sort(table);
    for (unsigned i = 1; i < table->count; i++) {
        const struct tspec_finding *before = &table->items[i - 1].finding, *after = &table->items[i].finding;
        assert_true(before->level > after->level ||
                    (before->level == after->level && strcmp(before->signature, after->signature) < 0));
    }
}

static void a_full_table_counts_what_it_drops(void **state)
{
    (void)state;
    for (unsigned i = 0; i < TSPEC_FINDINGS_CAPACITY + 3; i++) {
        char name[16];
        snprintf(name, sizeof name, "%u", i);
        struct tspec_finding f = finding(TSPEC_LEVEL_FAIL, name);
        tspec_findings_add(table, &f, 1, scenario(1, 0), i);
    }
    assert_int_equal(table->count, TSPEC_FINDINGS_CAPACITY);
    assert_int_equal(table->dropped, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(shortest_scenario_stays, fresh, done),
        cmocka_unit_test_setup_teardown(level_and_quirk_come_first, fresh, done),
        cmocka_unit_test_setup_teardown(scenarios_are_kept, fresh, done),
        cmocka_unit_test_setup_teardown(signatures_keep_apart_and_merge_adds, fresh, done),
        cmocka_unit_test_setup_teardown(gravest_come_first, fresh, done),
        cmocka_unit_test_setup_teardown(a_full_table_counts_what_it_drops, fresh, done),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
