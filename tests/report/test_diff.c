/* What changed between two runs, finding by finding. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "harness/report/diff.h"

enum { ABSENT = -1, INFO = TSPEC_REPORT_INFO, DEVIATES = TSPEC_REPORT_DEVIATES, FAIL = TSPEC_REPORT_FAIL };

/* One side of a comparison: a run of one stack with at most one finding. */
struct side {
    int level;          /* of the finding; ABSENT: there is none */
    const char *waiver; /* "": it is unexpected */
    uint64_t exercised, applied;
};

static struct tspec_report *run_of(const char *stack, struct side side)
{
    struct tspec_report *report = tspec_report_create();
    report->seed = 1;
    report->check_count = report->clause_count = report->stack_count = 1;
    report->checks = tspec_report_array(report, 1, sizeof *report->checks);
    report->checks[0] = (struct tspec_report_check){"reply.syn", "transitions", "", "3.5", "text", FAIL};
    report->clauses = tspec_report_array(report, 1, sizeof *report->clauses);
    report->clauses[0] = (struct tspec_report_clause){"listen.syn", "", "3.10.7.2", "text"};
    report->stacks = tspec_report_array(report, 1, sizeof *report->stacks);
    report->stacks[0] = (struct tspec_report_stack){
        .name = stack,
        .version = "1.0",
        .scenarios = 100,
        .check_exercised = tspec_report_array(report, 1, sizeof(uint64_t)),
        .clause_applied = tspec_report_array(report, 1, sizeof(uint64_t)),
    };
    report->stacks[0].check_exercised[0] = side.exercised;
    report->stacks[0].clause_applied[0] = side.applied;
    report->requirement_count = 1;
    report->requirements = tspec_report_array(report, 1, sizeof *report->requirements);
    report->requirements[0] = (struct tspec_report_requirement){.id = "MUST-13"};
    report->requirements[0].cells = tspec_report_array(report, 1, sizeof(struct tspec_report_cell));
    report->requirements[0].cells[0].standing =
        side.exercised ? TSPEC_STANDING_PASS : TSPEC_STANDING_NOT_TESTED;
    if (side.level == ABSENT)
        return report;
    report->finding_count = 1;
    report->findings = tspec_report_array(report, 1, sizeof *report->findings);
    report->findings[0] = (struct tspec_report_finding){
        .stack = stack,
        .signature = "0123456789ab",
        .check = "reply.syn",
        .rule = "listen.syn",
        .level = (unsigned)side.level,
        .expected = "a SYN,ACK",
        .observed = "nothing",
        .known = *side.waiver ? "because" : "",
        .waiver = side.waiver,
        .count = 3,
    };
    return report;
}

/* Old and new, what that is called, and whether it makes a run red. */
static void every_pair_has_its_change(void **state)
{
    (void)state;
    static const struct {
        struct side old, new;
        int change; /* ABSENT: nothing to tell */
        unsigned unexpected;
    } rows[] = {
        {{ABSENT, "", 1, 1}, {ABSENT, "", 1, 1}, ABSENT, 0},
        {{ABSENT, "", 1, 1}, {FAIL, "", 1, 1}, TSPEC_CHANGE_NEW, 1},
        {{ABSENT, "", 1, 1}, {DEVIATES, "", 1, 1}, TSPEC_CHANGE_NEW, 1},
        {{ABSENT, "", 1, 1}, {INFO, "", 1, 1}, TSPEC_CHANGE_NEW, 0},
        {{ABSENT, "", 1, 1}, {FAIL, "w", 1, 1}, TSPEC_CHANGE_NEW, 0},
        {{FAIL, "", 1, 1}, {FAIL, "", 1, 1}, TSPEC_CHANGE_STILL, 0},
        {{FAIL, "w", 1, 1}, {FAIL, "w", 1, 1}, TSPEC_CHANGE_STILL, 0},
        {{FAIL, "w", 1, 1}, {FAIL, "v", 1, 1}, TSPEC_CHANGE_STILL, 0},
        {{FAIL, "w", 1, 1}, {FAIL, "", 1, 1}, TSPEC_CHANGE_NO_LONGER_EXPECTED, 1},
        {{INFO, "w", 1, 1}, {INFO, "", 1, 1}, TSPEC_CHANGE_NO_LONGER_EXPECTED, 0},
        {{FAIL, "", 1, 1}, {FAIL, "w", 1, 1}, TSPEC_CHANGE_NOW_EXPECTED, 0},
        {{INFO, "", 1, 1}, {DEVIATES, "", 1, 1}, TSPEC_CHANGE_LEVEL, 1},
        {{DEVIATES, "", 1, 1}, {FAIL, "", 1, 1}, TSPEC_CHANGE_LEVEL, 0},
        {{FAIL, "", 1, 1}, {INFO, "", 1, 1}, TSPEC_CHANGE_LEVEL, 0},
        {{INFO, "", 1, 1}, {FAIL, "w", 1, 1}, TSPEC_CHANGE_LEVEL, 0},
        {{FAIL, "", 1, 1}, {ABSENT, "", 1, 1}, TSPEC_CHANGE_FIXED, 0},
        {{FAIL, "w", 1, 1}, {ABSENT, "", 9, 9}, TSPEC_CHANGE_FIXED, 0},
        {{FAIL, "", 1, 0}, {ABSENT, "", 1, 0}, TSPEC_CHANGE_FIXED, 0}, /* a rule that is never counted */
        {{FAIL, "", 1, 1}, {ABSENT, "", 0, 1}, TSPEC_CHANGE_NOT_MET, 0},
        {{FAIL, "", 1, 1}, {ABSENT, "", 1, 0}, TSPEC_CHANGE_NOT_MET, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct tspec_report *old = run_of("lwip", rows[i].old), *new = run_of("lwip", rows[i].new);
        struct tspec_diff diff;
        assert_true(tspec_diff_make(&diff, old, new));
        unsigned told = 0;
        for (unsigned change = 0; change < TSPEC_CHANGE_COUNT; change++)
            told += diff.counts[change];
        int change = diff.finding_count ? (int)diff.findings[0].change : ABSENT;
        if (change != rows[i].change || diff.unexpected != rows[i].unexpected || told != diff.finding_count)
            fail_msg("row %zu: %s, %u unexpected", i,
                     change == ABSENT ? "nothing" : tspec_change_name((unsigned)change), diff.unexpected);
        assert_int_equal(diff.lost_count, rows[i].old.exercised && !rows[i].new.exercised);
        assert_int_equal(diff.requirement_count, !rows[i].old.exercised != !rows[i].new.exercised);
        tspec_diff_free(&diff);
        tspec_report_destroy(old);
        tspec_report_destroy(new);
    }
}

/* A stack that one of the runs did not judge: nothing of it is fixed, all of it is new. */
static void stacks_of_one_run_only(void **state)
{
    (void)state;
    const struct side broken = {FAIL, "", 1, 1};
    struct tspec_report *old = run_of("lwip", broken), *new = run_of("engine", broken);
    struct tspec_diff diff;
    struct tspec_text text = {0};
    assert_true(tspec_diff_make(&diff, old, new));
    assert_int_equal(diff.finding_count, 1);
    assert_int_equal(diff.counts[TSPEC_CHANGE_NEW], 1);
    assert_int_equal(diff.lost_count, 0);
    tspec_diff_print(&diff, false, &text);
    assert_string_equal(text.bytes, "engine 1.0: 100 scenarios; the old run did not judge it\n"
                                    "lwip 1.0: the new run did not judge it\n"
                                    "\n"
                                    "new                fail      engine  reply.syn             listen.syn   "
                                    "                    0123456789ab\n"
                                    "\n"
                                    "1 new, 0 fixed; 1 unexpected that the old run had not\n");
    tspec_text_free(&text);
    tspec_diff_free(&diff);
    tspec_report_destroy(old);
    tspec_report_destroy(new);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_pair_has_its_change),
        cmocka_unit_test(stacks_of_one_run_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
