/* Quirks: a known deviation is the finding it always was, tagged, and what stands behind it is judged on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "conforming.h"
#include "deviations.h"
#include "dialogue.h"
#include "wrongs.h"

static struct dialogue d;

static const uint64_t all_quirks =
    TSPEC_QUIRK_COUNT == 64 ? UINT64_MAX : ((uint64_t)1 << TSPEC_QUIRK_COUNT) - 1;

static void play(uint64_t quirks, const char *one, const char *two, const char *three)
{
    dialogue_begin(&d, 1000000, 3000000);
    d.profile.quirks = quirks;
    dialogue_play(&d, one);
    dialogue_play(&d, two);
    dialogue_play(&d, three);
    dialogue_end(&d);
}

static void same_finding(const struct dialogue_finding *a, const struct dialogue_finding *b)
{
    if (strcmp(a->observed, b->observed) != 0)
        print_message("in '%s'\n", d.checks);
    assert_int_equal(a->check, b->check);
    assert_int_equal(a->clause, b->clause);
    assert_int_equal(a->level, b->level);
    assert_int_equal(a->state, b->state);
    assert_string_equal(a->event, b->event);
    assert_string_equal(a->observed, b->observed);
}

static void explains_its_deviation(void **state)
{
    const struct deviation *row = *state;
    int quirk = tspec_quirk_find(row->quirk);
    uint64_t alone = (uint64_t)1 << quirk;

    assert_true(quirk >= 0);
    play(0, row->shows, "", "");
    if (d.finding_count == 0 || strncmp(d.checks, row->check, strlen(row->check)) != 0)
        fail_msg("without the quirk: found '%s'", d.checks);
    assert_int_equal(d.findings[0].quirk, -1);
    struct dialogue_finding plain = d.findings[0];

    play(alone, row->shows, row->behind, "");
    if (d.finding_count == 0)
        fail_msg("the quirk hides the finding");
    same_finding(&d.findings[0], &plain);
    for (unsigned i = 0; i < d.finding_count; i++)
        if (d.findings[i].quirk != quirk)
            fail_msg("with the quirk: found '%s', the %u. is not explained", d.checks, i + 1);

    play(alone, row->shows, row->behind, row->wrong);
    const struct dialogue_finding *last = &d.findings[d.finding_count - 1];
    if (last->quirk != -1 || strcmp(tspec_check_at(last->check)->id, row->other) != 0)
        fail_msg("behind the quirk: found '%s', wanted %s", d.checks, row->other);

    play(all_quirks & ~alone, row->shows, "", "");
    if (d.finding_count == 0 || d.findings[0].quirk != -1)
        fail_msg("another quirk explains it: '%s'", d.checks);
}

static bool all_explained(uint64_t quirks, const char *script)
{
    play(quirks, script, "", "");
    assert_true(d.finding_count > 0);
    for (unsigned i = 0; i < d.finding_count; i++)
        if (d.findings[i].quirk == -1)
            return false;
    return true;
}

static void two_explain_what_neither_does_alone(void **state)
{
    (void)state;
    for (unsigned i = 0; i < together_count; i++) {
        const struct together *row = &togethers[i];
        uint64_t one = (uint64_t)1 << tspec_quirk_find(row->one);
        uint64_t other = (uint64_t)1 << tspec_quirk_find(row->other);
        if (!all_explained(one | other, row->script) || all_explained(one, row->script) ||
            all_explained(other, row->script))
            fail_msg("%s and %s: last found '%s'", row->one, row->other, d.checks);
    }
}

static void every_quirk_is_shown(void **state)
{
    (void)state;
    for (unsigned q = 0; q < tspec_quirk_count(); q++) {
        const struct tspec_quirk *quirk = tspec_quirk_at(q);
        unsigned rows = 0;
        for (unsigned i = 0; i < deviation_count; i++)
            rows += strcmp(deviations[i].quirk, quirk->name) == 0;
        if (rows == 0)
            fail_msg("no dialogue shows %s", quirk->name);
        assert_int_equal(tspec_quirk_find(quirk->name), (int)q);
        assert_true(quirk->clause < tspec_clause_count());
    }
    assert_null(tspec_quirk_at(tspec_quirk_count()));
    assert_int_equal(tspec_quirk_find("none"), -1);
}

static void what_conforms_stays_silent(void **state)
{
    (void)state;
    for (unsigned i = 0; i < conforming_count; i++) {
        play(all_quirks, "", conforming_dialogues[i].script, "");
        if (d.finding_count)
            fail_msg("%s: found '%s'", conforming_dialogues[i].script, d.checks);
    }
}

/* Whatever may be told behind it: the first finding is the same. */
static void what_is_wrong_stays_wrong(void **state)
{
    (void)state;
    for (unsigned i = 0; i < wrong_count; i++) {
        play(0, "", wrongs[i].script, "");
        struct dialogue_finding plain = d.findings[0];
        play(all_quirks, "", wrongs[i].script, "");
        if (d.finding_count == 0)
            fail_msg("%s: quirks hide it", wrongs[i].script);
        same_finding(&d.findings[0], &plain);
    }
}

static void what_is_nearly_a_quirk_is_none(void **state)
{
    (void)state;
    for (unsigned i = 0; i < near_miss_count; i++) {
        bool told = false;
        play(all_quirks, "", near_misses[i].script, "");
        for (unsigned f = 0; f < d.finding_count; f++)
            told |= d.findings[f].quirk == -1 &&
                    !strcmp(tspec_check_at(d.findings[f].check)->id, near_misses[i].check);
        if (!told)
            print_error("%s: unexplained %s wanted, found '%s'\n", near_misses[i].script,
                        near_misses[i].check, d.checks);
        assert_true(told);
    }
}

enum { MOST = 64 };

int main(void)
{
    static struct CMUnitTest tests[MOST + 5];
    unsigned count = 0;

    if (deviation_count > MOST)
        return 1;
    for (unsigned i = 0; i < deviation_count; i++)
        tests[count++] = (struct CMUnitTest){.name = deviations[i].quirk,
                                             .test_func = explains_its_deviation,
                                             .initial_state = (void *)&deviations[i]};
    tests[count++] = (struct CMUnitTest)cmocka_unit_test(two_explain_what_neither_does_alone);
    tests[count++] = (struct CMUnitTest)cmocka_unit_test(every_quirk_is_shown);
    tests[count++] = (struct CMUnitTest)cmocka_unit_test(what_conforms_stays_silent);
    tests[count++] = (struct CMUnitTest)cmocka_unit_test(what_is_wrong_stays_wrong);
    tests[count++] = (struct CMUnitTest)cmocka_unit_test(what_is_nearly_a_quirk_is_none);
    return _cmocka_run_group_tests("quirks", tests, count, NULL, NULL);
}
