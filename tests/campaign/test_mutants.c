/* The measure of the judge: a fixed sample of the mutants in both boxes, and what is written of those that
 * cannot be told. The whole is 'tcpspec mutants'. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

#include "harness/campaign/explore_compare.h"
#include "harness/campaign/mutants_known.h"
#include "harness/sut/engine.h"

/* What the sample has to reach, in percent, in the first round alone, with 2,000 scenarios for each. */
static const struct {
    const char *name;
    bool black;
    double least;
} boxes[] = {{"white", false, 79}, {"black", true, 69}};
enum { BOXES = sizeof boxes / sizeof boxes[0] };

static uint64_t clock_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

static struct tspec_mutants_options options_of(bool black)
{
    return (struct tspec_mutants_options){
        .rules = &tspec_tcp_rules, .black_box = black, .rounds = 1, .workers = 2, .clock_us = clock_us};
}

static struct tspec_mutants_result run(const struct tspec_mutants_options *options)
{
    struct tspec_mutants_result result = {0};
    char error[256];
    if (!tspec_mutants_run(options, &result, error, sizeof error))
        fail_msg("%s", error);
    return result;
}

static struct tspec_known_mutants known_mutants(void)
{
    static char text[1 << 18];
    struct tspec_known_mutants known = {0};
    char error[256];
    FILE *file = fopen(TSPEC_SOURCE_DIR "/specs/mutants.tsv", "r");
    assert_non_null(file);
    size_t bytes = fread(text, 1, sizeof text - 1, file);
    assert_true(bytes < sizeof text - 1);
    text[bytes] = '\0';
    fclose(file);
    if (!tspec_known_mutants_read(text, &known, error, sizeof error))
        fail_msg("specs/mutants.tsv: %s", error);
    return known;
}

static void a_sample_is_told(void **state)
{
    (void)state;
    struct tspec_known_mutants known = known_mutants();
    for (unsigned b = 0; b < BOXES; b++) {
        struct tspec_mutants_options options = options_of(boxes[b].black);
        options.sample = 0.05;
        options.scenarios = 2000;
        struct tspec_mutants_result result = run(&options);
        struct tspec_mutants_score score = tspec_mutants_score(&result, &known);
        print_message("%s box: %u mutants, %u killed, %u equivalent, %u permitted, %u survivors: %.1f %%; "
                      "median %.3f ms\n",
                      boxes[b].name, score.mutants, score.killed, score.equivalent, score.permitted,
                      score.survivors, score.percent, (double)result.median_us / 1e3);
        assert_int_equal(score.mutants, score.killed + score.equivalent + score.permitted + score.survivors);
        assert_true(score.mutants > 100);
        if (score.percent < boxes[b].least)
            fail_msg("%s box: %.1f %% of the sample are told, not %.0f", boxes[b].name, score.percent,
                     boxes[b].least);
        tspec_mutants_result_free(&result);
    }
    tspec_known_mutants_free(&known);
}

/* What is said to be told by nobody is told by nobody, and is there. */
static void no_line_is_stale(void **state)
{
    (void)state;
    struct tspec_known_mutants known = known_mutants();
    const char **ids = malloc((known.count + 1) * sizeof *ids);
    for (unsigned i = 0; i < known.count; i++)
        ids[i] = known.list[i].id;
    for (unsigned b = 0; b < BOXES && known.count > 0; b++) {
        struct tspec_mutants_options options = options_of(boxes[b].black);
        options.only = ids;
        options.only_count = known.count;
        options.scenarios = 200;
        struct tspec_mutants_result result = run(&options); /* says which is gone */
        for (unsigned i = 0; i < result.count; i++) {
            const struct tspec_known_mutant *line = tspec_known_mutants_find(&known, result.list[i].id);
            if (tspec_known_mutant_stale(line, &result.list[i], boxes[b].black))
                fail_msg("specs/mutants.tsv:%u: %s: the %s box tells it: %s", line->line, line->id,
                         boxes[b].name, result.list[i].finding.observed);
        }
        tspec_mutants_result_free(&result);
    }
    free(ids);
    tspec_known_mutants_free(&known);
}

/* What is said to behave alike does so in every short sequence of events. */
static void no_equivalent_is_told_apart(void **state)
{
    (void)state;
    enum { DEPTH = 3 };
    static struct tspec_rules damaged;
    static struct tspec_compare_result compared;
    const struct tspec_engine_damage muffled = {.muffled = true};
    struct tspec_known_mutants known = known_mutants();
    struct tspec_mutants mutants = {0};
    assert_true(tspec_mutants_list(&tspec_tcp_rules, &mutants));
    tspec_sut_engine_damage(&muffled);
    for (unsigned i = 0; i < mutants.count; i++) {
        char error[256];
        struct tspec_out id = {0};
        tspec_mutant_write_id(&tspec_tcp_rules, &mutants.list[i], &id);
        const struct tspec_known_mutant *line = tspec_known_mutants_find(&known, id.text);
        tspec_out_free(&id);
        if (line == NULL || line->permitted)
            continue;
        assert_true(tspec_mutant_apply(&tspec_tcp_rules, &mutants.list[i], &damaged));
        const struct tspec_compare_options options = {
            .sound = &tspec_tcp_rules, .damaged = &damaged, .depth = DEPTH};
        if (!tspec_explore_compare(&options, &compared, error, sizeof error))
            fail_msg("%s", error);
        if (compared.differs)
            fail_msg("specs/mutants.tsv:%u: %s: %s", line->line, line->id, compared.what);
    }
    tspec_sut_engine_damage(NULL);
    tspec_mutants_free(&mutants);
    tspec_known_mutants_free(&known);
}

static void how_many_work_makes_no_difference(void **state)
{
    (void)state;
    struct tspec_mutants_options options = options_of(false);
    options.sample = 0.005;
    options.scenarios = 500;
    struct tspec_mutants_result two = run(&options);
    options.workers = 1;
    struct tspec_mutants_result one = run(&options);
    assert_int_equal(one.count, two.count);
    assert_true(one.killed > 0);
    for (unsigned i = 0; i < one.count; i++) {
        assert_string_equal(one.list[i].id, two.list[i].id);
        assert_int_equal(one.list[i].killed, two.list[i].killed);
        assert_int_equal(one.list[i].scenarios, two.list[i].scenarios);
        assert_int_equal(one.list[i].where.index, two.list[i].where.index);
        assert_string_equal(one.list[i].finding.signature, two.list[i].finding.signature);
    }
    tspec_mutants_result_free(&one);
    tspec_mutants_result_free(&two);
}

/* An engine that answers nothing in a state traps; the trap is muffled, its silence is told. */
static void a_trap_is_told_by_what_comes_of_it(void **state)
{
    (void)state;
    static const char *const traps[] = {"listen.rst.no_rst/leave-out"};
    struct tspec_mutants_options options = options_of(true);
    options.only = traps;
    options.only_count = 1;
    struct tspec_mutants_result result = run(&options);
    assert_int_equal(result.count, 1);
    assert_true(result.list[0].killed);
    /* Which answer is missed first, that to a SYN or that to an ACK, the order of the scenarios says. */
    assert_memory_equal(tspec_check_at(result.list[0].finding.check)->id, "reply.", strlen("reply."));
    tspec_mutants_result_free(&result);
}

static void an_unknown_id_is_refused(void **state)
{
    (void)state;
    static const char *const ids[] = {"listen.rst.no_rst/leave-out", "no.such.rule/lose/drop"};
    struct tspec_mutants_options options = options_of(false);
    struct tspec_mutants_result result = {0};
    char error[256];
    options.only = ids;
    options.only_count = 2;
    assert_false(tspec_mutants_run(&options, &result, error, sizeof error));
    assert_string_equal(error, "\"no.such.rule/lose/drop\" is no mutant of these rules");
    tspec_mutants_result_free(&result);
}

/* --- specs/mutants.tsv --- */

static const struct {
    const char *text, *error; /* NULL: none */
} files[] = {
    {"", NULL},
    {"# a comment\n\na/lose/drop\tequivalent\tno step follows\n", NULL},
    {"a/lose/drop\tequivalent\n",
     "line 1: expected three columns divided by tabs: id, equivalent or permitted, and why"},
    {"\n\na/lose/drop\tequivalent\t\n",
     "line 3: expected three columns divided by tabs: id, equivalent or permitted, and why"},
    {"a\tequal\twhy\n", "line 1: the second column is equivalent or permitted"},
    {"a\tequivalent\twhy\nb\tpermitted\twhy\na\tpermitted\twhy", "line 3: the mutant of line 1 once more"},
};

static void what_is_written_is_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        struct tspec_known_mutants known = {0};
        char error[256] = "";
        bool read = tspec_known_mutants_read(files[i].text, &known, error, sizeof error);
        assert_true(read == (files[i].error == NULL));
        assert_string_equal(error, files[i].error ? files[i].error : "");
        tspec_known_mutants_free(&known);
    }
}

static void a_score_leaves_out_what_cannot_be_told(void **state)
{
    (void)state;
    struct tspec_known_mutants known = {0};
    char error[256], ids[][2] = {"a", "b", "c", "d", "e"};
    assert_true(tspec_known_mutants_read("b\tequivalent\twhy\nc\tpermitted\twhy\ne\tpermitted\twhy\n", &known,
                                         error, sizeof error));
    struct tspec_mutant_outcome list[5] = {{.killed = true}, {0}, {0}, {0}, {.killed = true}};
    for (unsigned i = 0; i < 5; i++)
        list[i].id = ids[i];
    struct tspec_mutants_result result = {.list = list, .count = 5, .killed = 2};
    struct tspec_mutants_score score = tspec_mutants_score(&result, &known);
    assert_int_equal(score.equivalent, 1);
    assert_int_equal(score.permitted, 1);
    assert_int_equal(score.survivors, 1);
    assert_float_equal(score.percent, 200.0 / 3, 1e-6);
    /* what the RFC permits may show in the variables, and nowhere else */
    const struct tspec_known_mutant *permitted = tspec_known_mutants_find(&known, "e");
    assert_false(tspec_known_mutant_stale(permitted, &list[4], false));
    assert_true(tspec_known_mutant_stale(permitted, &list[4], true));
    tspec_known_mutants_free(&known);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read),
        cmocka_unit_test(a_score_leaves_out_what_cannot_be_told),
        cmocka_unit_test(an_unknown_id_is_refused),
        cmocka_unit_test(a_trap_is_told_by_what_comes_of_it),
        cmocka_unit_test(how_many_work_makes_no_difference),
        cmocka_unit_test(no_line_is_stale),
        cmocka_unit_test(no_equivalent_is_told_apart),
        cmocka_unit_test(a_sample_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
