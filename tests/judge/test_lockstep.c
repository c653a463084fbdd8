/* What the judge tells the model and the trace, in which order, and what becomes of the model's findings. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "engine/wire.h"
#include "fake.h"
#include "harness/judge/judge.h"
#include "scripted_model.h"

static struct tspec_scenario scenario;
static struct tspec_verdict verdict;
static struct tspec_coverage coverage;

static void judge(const struct tspec_trace *trace)
{
    char error[256] = "";
    fake_fault = FAKE_SOUND;
    struct tspec_judge *j = tspec_judge_create(&fake_stack, NULL, 0, true, error, sizeof error);
    assert_non_null(j);
    memset(&coverage, 0, sizeof coverage);
    assert_true(tspec_judge_run(j, &scenario, &verdict, &coverage, trace, error, sizeof error));
    tspec_judge_destroy(j);
}

static int fresh(void **state)
{
    (void)state;
    fake_scenario(&scenario);
    scripted_finding_count = 0;
    scripted_inconclusive = false;
    return 0;
}

static void model_hears_stimulus_then_emissions_then_rest(void **state)
{
    (void)state;
    judge(NULL);
    assert_string_equal(scripted_log, "listen@0 settle@0 "
                                      "segment@0 sent@0 settle@0 "
                                      "segment@0 CONNECTED@0 settle@0 "
                                      "accept@0 settle@0 "
                                      "segment@0 sent@0 settle@0 "
                                      "recv@0 settle@0 "
                                      "settle@0 time@1000000 finish@1000000");
    assert_int_equal(verdict.outcome, TSPEC_OUTCOME_PASS);
}

static void time_passes_before_what_follows_it(void **state)
{
    (void)state;
    scenario.event_count = 1;
    tspec_scenario_add(&scenario, TSPEC_EVENT_ADVANCE)->span = (struct tspec_span){.delta_us = 250};
    tspec_scenario_add(&scenario, TSPEC_EVENT_SEGMENT)->seq_given = true;
    scenario.settle_us = 50;
    judge(NULL);
    assert_string_equal(
        scripted_log,
        "listen@0 settle@0 settle@0 time@250 segment@250 settle@250 settle@250 time@300 finish@300");
    assert_int_equal(verdict.end_us, 300);
}

static void damage_is_told_and_done(void **state)
{
    (void)state;
    scenario.event_count = 2;
    scenario.events[1].damage = TSPEC_DAMAGE_CHECKSUM;
    scenario.settle_us = 1;
    judge(NULL);
    assert_string_equal(scripted_log, "listen@0 settle@0 damaged@0 settle@0 settle@0 time@1 finish@1");
    assert_int_equal(coverage.state_event[TSPEC_ESTABLISHED][TSPEC_EVENT_CLASSES - 1], 0);
}

static struct tspec_model_finding found(enum tspec_level level, const char *observed)
{
    return (struct tspec_model_finding){.check = TSPEC_CHECK_EXPECTATION,
                                        .quirk = -1,
                                        .clause = 1,
                                        .level = level,
                                        .state = TSPEC_ESTABLISHED,
                                        .event_class = "data",
                                        .observed_class = observed,
                                        .expected = "this",
                                        .observed = "that"};
}

static void only_a_fail_ends_the_scenario(void **state)
{
    (void)state;
    static const struct {
        enum tspec_level level;
        enum tspec_outcome outcome;
        unsigned events;
    } rows[] = {
        {TSPEC_LEVEL_INFO, TSPEC_OUTCOME_PASS, 6},
        {TSPEC_LEVEL_DEVIATES, TSPEC_OUTCOME_FINDING, 6},
        {TSPEC_LEVEL_FAIL, TSPEC_OUTCOME_FINDING, 5},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct tspec_model_finding finding = found(rows[i].level, "something");
        scripted_findings = &finding;
        scripted_finding_count = 1;
        judge(NULL);
        assert_int_equal(verdict.outcome, rows[i].outcome);
        assert_int_equal(verdict.events_run, rows[i].events);
        assert_int_equal(verdict.finding_count, 1);
        assert_int_equal(verdict.findings[0].clause, 1);
        assert_int_equal(verdict.findings[0].event_index, 4);
        assert_string_equal(verdict.findings[0].expected, "this");
        assert_int_equal(strstr(scripted_log, "finish") != NULL, rows[i].level != TSPEC_LEVEL_FAIL);
    }
}

/* A scenario's own expectations speak of a stack that conforms: behind a known deviation they are known to
 * fail, on its flow and in its incarnation. A DEVIATES excuses no more than a segment
 * expected in its place. */
static void an_expectation_behind_a_quirk_goes_by_it(void **state)
{
    (void)state;
    static const struct {
        enum tspec_level level;
        unsigned flow;
        enum { ANSWER, LATER, REOPENED } when;
        int quirk;
    } rows[] = {
        {TSPEC_LEVEL_FAIL, 0, ANSWER, 5},      {TSPEC_LEVEL_FAIL, 0, LATER, 5},
        {TSPEC_LEVEL_FAIL, 1, LATER, -1},      {TSPEC_LEVEL_FAIL, 0, REOPENED, -1},
        {TSPEC_LEVEL_DEVIATES, 0, ANSWER, 5},  {TSPEC_LEVEL_DEVIATES, 0, LATER, -1},
        {TSPEC_LEVEL_DEVIATES, 1, ANSWER, -1}, {TSPEC_LEVEL_INFO, 0, ANSWER, -1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct tspec_model_finding finding = found(rows[i].level, "something");
        finding.quirk = 5;
        scripted_findings = &finding;
        scripted_finding_count = 1;
        fake_scenario(&scenario);
        if (rows[i].when == ANSWER)
            scenario.event_count--;
        if (rows[i].when == REOPENED)
            fake_reopens(&scenario);
        struct tspec_event *event = tspec_scenario_add(&scenario, TSPEC_EVENT_EXPECT_SEGMENT);
        event->flow = (uint8_t)rows[i].flow;
        event->flags = TSPEC_FIN;
        tspec_event_normalize(event);
        judge(NULL);
        assert_int_equal(verdict.finding_count, 2);
        assert_int_equal(verdict.findings[0].quirk, 5);
        assert_int_equal(verdict.findings[1].check, TSPEC_CHECK_EXPECTATION);
        assert_int_equal(verdict.findings[1].clause, -1);
        assert_int_equal(verdict.findings[1].quirk, rows[i].quirk);
    }
}

static void repeated_findings_are_one(void **state)
{
    (void)state;
    struct tspec_model_finding twice[2] = {found(TSPEC_LEVEL_INFO, "a"), found(TSPEC_LEVEL_INFO, "a")};
    scripted_findings = twice;
    scripted_finding_count = 2;
    judge(NULL);
    assert_int_equal(verdict.finding_count, 1);
}

/* What a quirk explains once does not hide that nothing explains it another time. */
static void of_repeated_findings_the_unexplained_is_kept(void **state)
{
    (void)state;
    for (unsigned first = 0; first < 2; first++) {
        struct tspec_model_finding twice[2] = {found(TSPEC_LEVEL_DEVIATES, "a"),
                                               found(TSPEC_LEVEL_DEVIATES, "a")};
        twice[first].quirk = 5;
        scripted_findings = twice;
        scripted_finding_count = 2;
        judge(NULL);
        assert_int_equal(verdict.finding_count, 1);
        assert_int_equal(verdict.findings[0].quirk, -1);
    }
}

static void the_gravest_findings_are_kept(void **state)
{
    (void)state;
    struct tspec_model_finding many[TSPEC_FINDINGS_MAX + 2];
    char names[TSPEC_FINDINGS_MAX + 2][8];
    for (unsigned i = 0; i < TSPEC_FINDINGS_MAX + 2; i++) {
        snprintf(names[i], sizeof names[i], "n%u", i);
        many[i] = found(i < TSPEC_FINDINGS_MAX + 1 ? TSPEC_LEVEL_INFO : TSPEC_LEVEL_FAIL, names[i]);
    }
    scripted_findings = many;
    scripted_finding_count = TSPEC_FINDINGS_MAX + 2;
    judge(NULL);
    assert_int_equal(verdict.finding_count, TSPEC_FINDINGS_MAX);
    unsigned fails = 0;
    for (unsigned i = 0; i < verdict.finding_count; i++)
        fails += verdict.findings[i].level == TSPEC_LEVEL_FAIL;
    assert_int_equal(fails, 1);
}

static void too_many_worlds_end_it_inconclusive(void **state)
{
    (void)state;
    scripted_inconclusive = true;
    judge(NULL);
    assert_int_equal(verdict.outcome, TSPEC_OUTCOME_INCONCLUSIVE);
    assert_int_equal(verdict.events_run, 5);
    assert_int_equal(coverage.inconclusive, 1);
    assert_null(strstr(scripted_log, "finish"));
}

static void coverage_counts(void **state)
{
    (void)state;
    judge(NULL);
    assert_int_equal(coverage.scenarios, 1);
    assert_int_equal(coverage.events, 6);
    assert_int_equal(coverage.segments_in, 3);
    assert_int_equal(coverage.segments_out, 2);
    assert_int_equal(coverage.check[TSPEC_CHECK_EXPECTATION], 3); /* the model said so, once a segment */
    assert_int_equal(coverage.clause[0], 3 * 2 + 3);              /* twice a segment, once a call */
    uint64_t stimuli = 0;
    for (unsigned i = 0; i < TSPEC_EVENT_CLASSES; i++)
        stimuli += coverage.state_event[TSPEC_ESTABLISHED][i];
    assert_int_equal(stimuli, 7); /* six events and the settle */
}

struct seen {
    char log[1024];
    unsigned packets, clauses;
};

static void on_item(void *context, const struct tspec_trace_item *item)
{
    static const char *const kinds[] = {"in", "out", "call", "signal", "advance", "finding"};
    struct seen *seen = context;
    size_t used = strlen(seen->log);
    snprintf(seen->log + used, sizeof seen->log - used, "%s%u:%s", used > 0 ? " " : "", item->event_index,
             kinds[item->kind]);
    struct tspec_segment again;
    if (item->kind == TSPEC_TRACE_IN || item->kind == TSPEC_TRACE_OUT) {
        seen->packets++;
        assert_int_equal(tspec_wire_decode(item->packet, item->packet_bytes, &again), TSPEC_WIRE_OK);
        assert_int_equal(again.seq.wire, item->segment->seq.wire);
    }
    if (item->kind == TSPEC_TRACE_CALL)
        assert_int_equal(item->result->result, TSPEC_RESULT_OK);
    assert_int_equal(item->state_before, TSPEC_ESTABLISHED);
    seen->clauses += item->clause_count;
}

static void trace_tells_all_in_order(void **state)
{
    (void)state;
    struct seen seen = {0};
    struct tspec_trace trace = {.context = &seen, .item = on_item};
    struct tspec_model_finding finding = found(TSPEC_LEVEL_DEVIATES, "something");
    scripted_findings = &finding;
    scripted_finding_count = 1;
    judge(&trace);
    assert_string_equal(seen.log,
                        "0:call 1:in 1:out 2:in 2:signal 3:call 4:in 4:finding 4:out 5:call 6:advance");
    assert_int_equal(seen.packets, 5);
    assert_int_equal(seen.clauses, 6); /* the same clause twice in one event is one */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(model_hears_stimulus_then_emissions_then_rest, fresh),
        cmocka_unit_test_setup(time_passes_before_what_follows_it, fresh),
        cmocka_unit_test_setup(damage_is_told_and_done, fresh),
        cmocka_unit_test_setup(only_a_fail_ends_the_scenario, fresh),
        cmocka_unit_test_setup(an_expectation_behind_a_quirk_goes_by_it, fresh),
        cmocka_unit_test_setup(repeated_findings_are_one, fresh),
        cmocka_unit_test_setup(of_repeated_findings_the_unexplained_is_kept, fresh),
        cmocka_unit_test_setup(the_gravest_findings_are_kept, fresh),
        cmocka_unit_test_setup(too_many_worlds_end_it_inconclusive, fresh),
        cmocka_unit_test_setup(coverage_counts, fresh),
        cmocka_unit_test_setup(trace_tells_all_in_order, fresh),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
