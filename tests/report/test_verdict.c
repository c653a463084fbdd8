/* From findings and counts to standings. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "tests/report/sample.h"

static const struct tspec_report_requirement *requirement(const struct tspec_report *report, const char *id)
{
    for (unsigned i = 0; i < report->requirement_count; i++)
        if (!strcmp(report->requirements[i].id, id))
            return &report->requirements[i];
    fail_msg("no requirement %s", id);
    return NULL;
}

/* One check, exercised as often as said, one clause applied three times, one finding or none. */
static unsigned standing(const char *id, const char *checked, uint64_t exercised, int level,
                         const char *named, uint64_t scenarios, uint64_t inconclusive)
{
    static struct tspec_report_clause clause = {"open.passive", "", "", ""};
    uint64_t applied = 3;
    struct tspec_report_check check = {checked, "form", "MUST-2", "3.1", "", TSPEC_REPORT_FAIL};
    struct tspec_report_stack stack = {.name = "engine",
                                       .version = "",
                                       .check_exercised = &exercised,
                                       .clause_applied = &applied,
                                       .scenarios = scenarios,
                                       .inconclusive = inconclusive};
    struct tspec_report_finding finding = {.stack = "engine",
                                           .signature = "",
                                           .check = "form.checksum",
                                           .rule = "",
                                           .text = "",
                                           .requirements = named,
                                           .known = "",
                                           .waiver = "",
                                           .level = (unsigned)level};
    struct tspec_report *report = tspec_report_create();
    report->stacks = &stack;
    report->checks = &check;
    report->clauses = &clause;
    report->clause_count = 1;
    report->findings = &finding;
    report->stack_count = report->check_count = 1;
    report->finding_count = level >= 0;
    tspec_report_settle(report);
    unsigned result = requirement(report, id)->cells[0].standing;
    tspec_report_destroy(report);
    return result;
}

/* Gravest first; of a level what happened most, all of a kind together; within it a stack's findings
 * together. */
static void order(void **state)
{
    (void)state;
    static const struct {
        const char *stack, *signature, *check, *rule;
        unsigned level;
        uint64_t count;
        const char *waiver;
    } given[] = {
        {"lwip", "info", "a", "", TSPEC_REPORT_INFO, 1000, ""},
        {"lwip", "rare", "a", "x", TSPEC_REPORT_FAIL, 2, ""},
        {"lwip", "second", "b", "x", TSPEC_REPORT_FAIL, 2, ""},
        {"lwip", "first", "b", "x", TSPEC_REPORT_FAIL, 5, ""},
        {"lwip", "known", "b", "x", TSPEC_REPORT_FAIL, 4, "w1"},
        {"lwip", "known too", "b", "x", TSPEC_REPORT_FAIL, 2, "w2"},
        {"lwip", "likewise", "b", "x", TSPEC_REPORT_FAIL, 1, "w2"},
        {"engine", "other", "b", "x", TSPEC_REPORT_FAIL, 1, ""},
        {"lwip", "mild", "b", "x", TSPEC_REPORT_DEVIATES, 9, ""},
        {"lwip", "aftermath", "scenario.expectation", "", TSPEC_REPORT_FAIL, 9, "w1"},
    };
    static const struct {
        const char *signature;
        bool leads;
        unsigned kind_end;
    } sorted[] = {{"other", true, 3},     {"first", true, 3},     {"second", false, 3}, {"known", true, 4},
                  {"known too", true, 6}, {"likewise", false, 6}, {"rare", true, 7},    {"mild", true, 8},
                  {"info", true, 9},      {"aftermath", true, 10}};
    enum { COUNT = sizeof given / sizeof given[0] };
    struct tspec_report_finding findings[COUNT];
    for (unsigned i = 0; i < COUNT; i++)
        findings[i] = (struct tspec_report_finding){.stack = given[i].stack,
                                                    .signature = given[i].signature,
                                                    .check = given[i].check,
                                                    .rule = given[i].rule,
                                                    .known = *given[i].waiver ? "reason" : "",
                                                    .waiver = given[i].waiver,
                                                    .level = given[i].level,
                                                    .count = given[i].count};
    struct tspec_report *report = tspec_report_create();
    report->findings = findings;
    report->finding_count = COUNT;
    tspec_report_settle(report);
    for (unsigned i = 0; i < COUNT; i++) {
        assert_string_equal(report->findings[i].signature, sorted[i].signature);
        assert_int_equal(tspec_report_leads(report, i), sorted[i].leads);
        assert_true(tspec_report_kind_end(report, i) == sorted[i].kind_end);
    }
    unsigned reason_count = 0;
    struct tspec_report_reason *reasons = tspec_report_reasons(report, &reason_count);
    assert_int_equal(reason_count, 2);
    assert_string_equal(reasons[0].head->waiver, "w1");
    assert_string_equal(reasons[0].head->signature, "known");
    assert_int_equal(reasons[0].count, 13);
    assert_string_equal(reasons[1].head->signature, "known too");
    assert_int_equal(reasons[1].count, 3);
    free(reasons);
    assert_true(tspec_report_same_reason(&report->findings[4], &report->findings[5]));
    assert_false(tspec_report_same_reason(&report->findings[3], &report->findings[4]));
    assert_false(tspec_report_same_reason(&report->findings[0], &report->findings[1]));
    tspec_report_destroy(report);
}

/* A rule of the spec is at stake where a clause is applied that shares a decision with it. */
static void rules_of_the_spec(void **state)
{
    (void)state;
    struct tspec_report *report = sample_report();
    assert_true(tspec_report_rule_judged(report, 0));
    assert_true(tspec_report_rule_applied(report, 0, 0) > 0);
    assert_true(tspec_report_rule_judged(report, 1));
    assert_int_equal(tspec_report_rule_applied(report, 0, 1), 0);
    assert_false(tspec_report_rule_judged(report, 2));
    tspec_report_destroy(report);
}

static void standings(void **state)
{
    (void)state;
    static const struct {
        const char *id, *checked;
        uint64_t exercised;
        int level;
        const char *named;
        uint64_t scenarios, inconclusive;
        unsigned standing;
    } rows[] = {
        {"MUST-2", "form.checksum", 5, -1, "", 9, 0, TSPEC_STANDING_PASS},
        {"MUST-2", "form.checksum", 0, -1, "", 9, 0,
         TSPEC_STANDING_NOT_TESTED}, /* never exercised is no pass */
        {"MUST-2", "form.checksum", 0, -1, "", 0, 0, TSPEC_STANDING_NOT_TESTED},
        {"MUST-2", "form.checksum", 0, -1, "", 9, 9, TSPEC_STANDING_INCONCLUSIVE},
        {"MUST-2", "form.checksum", 5, TSPEC_REPORT_FAIL, "MUST-2", 9, 0, TSPEC_STANDING_FAIL},
        {"MUST-2", "form.checksum", 5, TSPEC_REPORT_DEVIATES, "SHLD-5 MUST-2", 9, 0, TSPEC_STANDING_DEVIATES},
        {"MUST-2", "form.checksum", 5, TSPEC_REPORT_INFO, "MUST-2", 9, 0, TSPEC_STANDING_INFO},
        {"MUST-2", "form.checksum", 5, TSPEC_REPORT_FAIL, "MUST-20", 9, 0,
         TSPEC_STANDING_PASS}, /* a finding about another */
        {"MUST-19", "form.checksum", 5, -1, "", 9, 0, TSPEC_STANDING_NOT_TESTED},
        {"MUST-18", "timers.rto-floor", 5, -1, "", 9, 0,
         TSPEC_STANDING_INCONCLUSIVE}, /* judged in part is no pass */
        {"MUST-19", "timers.back-off", 5, TSPEC_REPORT_FAIL, "MUST-19", 9, 0, TSPEC_STANDING_FAIL},
        {"MUST-41", "call.result", 5, -1, "", 9, 0, TSPEC_STANDING_PASS}, /* at the clause it names */
        {"MUST-66", "reply.ack", 5, -1, "", 9, 0,
         TSPEC_STANDING_NOT_TESTED}, /* at a clause that never applied */
        {"MUST-9", "form.checksum", 5, -1, "", 9, 0,
         TSPEC_STANDING_NOT_TESTED}, /* cannot be seen from outside */
        {"SHLD-13", "form.checksum", 5, -1, "", 9, 0, TSPEC_STANDING_NOT_APPLICABLE}, /* binds no stack */
        {"MAY-1", "form.checksum", 5, -1, "", 9, 0, TSPEC_STANDING_NOT_APPLICABLE},   /* a permission */
        {"MAY-1", "form.checksum", 5, TSPEC_REPORT_INFO, "MAY-1", 9, 0, TSPEC_STANDING_INFO},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_int_equal(standing(rows[i].id, rows[i].checked, rows[i].exercised, rows[i].level,
                                  rows[i].named, rows[i].scenarios, rows[i].inconclusive),
                         rows[i].standing);
}

static void findings_come_gravest_first(void **state)
{
    (void)state;
    struct tspec_report *report = sample_report();
    for (unsigned i = 1; i < report->finding_count; i++)
        assert_true(report->findings[i - 1].level >= report->findings[i].level);
    assert_int_equal(report->findings[0].level, TSPEC_REPORT_FAIL);
    assert_true(tspec_report_unexpected(report, TSPEC_REPORT_FAIL));
    for (unsigned i = 0; i < report->finding_count; i++)
        report->findings[i].known = "reason";
    assert_false(tspec_report_unexpected(report, TSPEC_REPORT_INFO));
    tspec_report_destroy(report);
}

static void clauses_stand(void **state)
{
    (void)state;
    struct tspec_report *report = sample_report();
    assert_int_equal(tspec_report_clause_standing(report, 1, 0),
                     TSPEC_STANDING_FAIL); /* a finding names it */
    assert_int_equal(tspec_report_clause_standing(report, 1, 1), TSPEC_STANDING_PASS);
    assert_int_equal(tspec_report_clause_standing(report, 1, 7),
                     TSPEC_STANDING_NOT_TESTED); /* never applied */
    tspec_report_destroy(report);
}

/* A requirement whose checks do not cover all of it is told apart from scenarios that are inconclusive. */
static void tallies(void **state)
{
    (void)state;
    struct tspec_report *report = sample_report();
    for (unsigned stack = 0; stack < report->stack_count; stack++) {
        struct tspec_report_tally tallies[TSPEC_REPORT_TALLIES];
        unsigned count = tspec_report_tallies(report, stack, "MUST", tallies), all = 0, partly = 0, told = 0;
        for (unsigned i = 0; i < count; i++) {
            assert_true(tallies[i].count > 0);
            all += tallies[i].count;
            told += !strcmp(tallies[i].word, "partly judged") ? tallies[i].count : 0;
        }
        assert_int_equal(all, 69);
        for (unsigned i = 0; i < report->requirement_count; i++)
            partly += tspec_report_judged_in_part(&report->requirements[i], stack) &&
                      !strncmp(report->requirements[i].id, "MUST-", 5);
        assert_int_equal(told, partly);
        assert_true(stack || partly > 0);
    }
    tspec_report_destroy(report);
}

/* Eight of a cause; what fails a run always; of several kinds the first of each before the rest. */
static void worth_files(void **state)
{
    (void)state;
    static const struct {
        unsigned level;
        const char *known, *check;
        unsigned findings, marked;
    } rows[] = {
        {TSPEC_REPORT_FAIL, "", "a", 20, 20},   {TSPEC_REPORT_DEVIATES, "", "b", 12, 12},
        {TSPEC_REPORT_FAIL, "why", "c", 20, 7}, {TSPEC_REPORT_FAIL, "why", "d", 3, 1},
        {TSPEC_REPORT_INFO, "else", "e", 9, 8}, {TSPEC_REPORT_INFO, "", "f", 3, 3},
        {TSPEC_REPORT_INFO, "", "g", 9, 8},
    };
    enum { ROWS = sizeof rows / sizeof rows[0], MOST = 100 };
    struct tspec_report *report = tspec_report_create();
    struct tspec_report_finding findings[MOST];
    bool marks[MOST];
    report->findings = findings;
    for (unsigned r = 0; r < ROWS; r++)
        for (unsigned i = 0; i < rows[r].findings; i++)
            findings[report->finding_count++] = (struct tspec_report_finding){.stack = "engine",
                                                                              .signature = "",
                                                                              .check = rows[r].check,
                                                                              .rule = "",
                                                                              .known = rows[r].known,
                                                                              .waiver = rows[r].known,
                                                                              .level = rows[r].level};
    tspec_report_worth_files(report, marks);
    for (unsigned r = 0, at = 0; r < ROWS; at += rows[r++].findings) {
        unsigned marked = 0;
        for (unsigned i = 0; i < rows[r].findings; i++)
            marked += marks[at + i];
        assert_true(marks[at]);
        assert_int_equal(marked, rows[r].marked);
    }
    tspec_report_destroy(report);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(order),         cmocka_unit_test(rules_of_the_spec),
        cmocka_unit_test(standings),     cmocka_unit_test(findings_come_gravest_first),
        cmocka_unit_test(clauses_stand), cmocka_unit_test(tallies),
        cmocka_unit_test(worth_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
