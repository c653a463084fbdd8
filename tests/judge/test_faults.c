/* Each check of the judge's own fails for the endpoint that has just that fault, and for no sound one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "fake.h"
#include "harness/judge/judge.h"

static struct tspec_verdict verdict;
static struct tspec_coverage coverage;

static void judge(enum fake_fault fault, const struct tspec_scenario *scenario,
                  const struct tspec_trace *trace)
{
    char error[256] = "";
    fake_fault = fault;
    struct tspec_judge *j = tspec_judge_create(&fake_stack, NULL, 0, true, error, sizeof error);
    assert_non_null(j);
    assert_true(tspec_judge_run(j, scenario, &verdict, &coverage, trace, error, sizeof error));
    tspec_judge_destroy(j);
}

static void judge_fault(enum fake_fault fault)
{
    static struct tspec_scenario scenario;
    fake_scenario(&scenario);
    memset(&coverage, 0, sizeof coverage);
    judge(fault, &scenario, NULL);
}

static void print_findings(void)
{
    for (unsigned i = 0; i < verdict.finding_count; i++) {
        const struct tspec_finding *f = &verdict.findings[i];
        print_message("%s: expected %s, observed %s\n", tspec_check_at(f->check)->id, f->expected,
                      f->observed);
    }
}

static void sound_endpoint_passes(void **state)
{
    (void)state;
    judge_fault(FAKE_SOUND);
    print_findings();
    assert_int_equal(verdict.outcome, TSPEC_OUTCOME_PASS);
    assert_int_equal(verdict.finding_count, 0);
    assert_int_equal(verdict.segments_in, 3);
    assert_int_equal(verdict.segments_out, 2);
    assert_int_equal(verdict.calls, 3);
    assert_int_equal(verdict.signals, 1);
    assert_int_equal(verdict.events_run, 6);
    assert_int_equal(verdict.end_us, TSPEC_SCENARIO_SETTLE_DEFAULT_US);
}

/* What a fault must be found as. Faults of form end a scenario at the first packet that shows them. */
static const struct {
    enum fake_fault fault;
    enum tspec_check_id check;
    const char *observed_class;
} faults[] = {
    {FAKE_CHECKSUM, TSPEC_CHECK_FORM_CHECKSUM, "wrong checksum"},
    {FAKE_OFFSET, TSPEC_CHECK_FORM_HEADER, "Data Offset is impossible"},
    {FAKE_NOT_IP, TSPEC_CHECK_FORM_HEADER, "no whole IP packet"},
    {FAKE_RESERVED, TSPEC_CHECK_FORM_RESERVED, "reserved bits set"},
    {FAKE_OPTION_LENGTH, TSPEC_CHECK_FORM_OPTIONS, "an option's length is illegal"},
    {FAKE_OPTION_WRONG_LENGTH, TSPEC_CHECK_FORM_OPTIONS, "a known option has a wrong length"},
    {FAKE_OPTION_PADDING, TSPEC_CHECK_FORM_OPTIONS, "padding after EOL is not zero"},
    {FAKE_MSS_ON_ACK, TSPEC_CHECK_FORM_MSS_PLACE, "MSS without SYN"},
    {FAKE_MSS_HUGE, TSPEC_CHECK_FORM_MSS_VALUE, "MSS too large"},
    {FAKE_NO_MSS, TSPEC_CHECK_FORM_MSS_ABSENT, "no MSS"},
    {FAKE_OTHER_PORT, TSPEC_CHECK_FORM_ADDRESS, "unknown socket"},
    {FAKE_OTHER_ADDRESS, TSPEC_CHECK_FORM_ADDRESS, "unknown socket"},
    {FAKE_TO_GROUP, TSPEC_CHECK_FORM_ADDRESS_TO, "to many"},
    {FAKE_FROM_BROADCAST, TSPEC_CHECK_FORM_ADDRESS_FROM, "from many"},
    {FAKE_UNUSED_FLOW, TSPEC_CHECK_FORM_ADDRESS, "unused socket"},
    {FAKE_ASSERTS, TSPEC_CHECK_STACK_ASSERT, "pcb  is sane at line "},
    {FAKE_FLOODS, TSPEC_CHECK_STACK_FLOOD, "flood"},
    {FAKE_WRONG_VARIABLE, TSPEC_CHECK_STACK_VARIABLE, "RCV.NXT"},
    {FAKE_WHITE_WRONG_STATE, TSPEC_CHECK_STACK_VARIABLE, "state FIN-WAIT-2"},
    {FAKE_RETRANSMISSION_TIMER, TSPEC_CHECK_STACK_VARIABLE, "the retransmission timer"},
    {FAKE_USER_TIMER, TSPEC_CHECK_STACK_VARIABLE, "the user timer"},
    {FAKE_TIME_WAIT_TIMER, TSPEC_CHECK_STACK_VARIABLE, "the TIME-WAIT timer"},
    {FAKE_DELAYED_ACK_TIMER, TSPEC_CHECK_STACK_VARIABLE, "the delayed ACK timer"},
    {FAKE_FIN_WAIT_2_TIMER, TSPEC_CHECK_STACK_VARIABLE, "the FIN-WAIT-2 timer"},
    {FAKE_WRONG_STATE, TSPEC_CHECK_STACK_STATE, "state FIN-WAIT-2"},
};

static void each_fault_is_found_as_what_it_is(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        const struct tspec_check *check = tspec_check_at(faults[i].check);
        judge_fault(faults[i].fault);
        if (verdict.finding_count != 1 || verdict.findings[0].check != faults[i].check)
            print_message("fault %u\n", (unsigned)faults[i].fault), print_findings();
        assert_int_equal(verdict.finding_count, 1);
        assert_int_equal(verdict.findings[0].check, faults[i].check);
        assert_int_equal(verdict.findings[0].level, check->level);
        assert_int_equal(verdict.findings[0].clause, -1);
        assert_string_equal(verdict.findings[0].observed_class, faults[i].observed_class);
        assert_int_equal(verdict.outcome,
                         check->level == TSPEC_LEVEL_INFO ? TSPEC_OUTCOME_PASS : TSPEC_OUTCOME_FINDING);
        assert_true(coverage.check[faults[i].check] > 0);
        /* A FAIL ends the scenario, a milder one does not. */
        assert_int_equal(verdict.events_run == 6, check->level != TSPEC_LEVEL_FAIL);
    }
}

/* No check of the judge's own without a fault that shows it; those a worker's death shows are tested with the
 * campaign. */
static void every_check_of_the_judge_has_a_fault(void **state)
{
    (void)state;
    for (unsigned check = 0; check <= TSPEC_CHECK_STACK_STATE; check++) {
        bool shown = check == TSPEC_CHECK_STACK_CRASH || check == TSPEC_CHECK_STACK_HANG;
        for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++)
            shown |= faults[i].check == check;
        if (!shown)
            print_message("%s\n", tspec_check_at(check)->id);
        assert_true(shown);
    }
}

static void one_thousand_segments_are_no_flood(void **state)
{
    (void)state;
    judge_fault(FAKE_FLOODS_AT_1000);
    for (unsigned i = 0; i < verdict.finding_count; i++)
        assert_int_not_equal(verdict.findings[i].check, TSPEC_CHECK_STACK_FLOOD);
}

/* What is whole but not TCP has no form to judge; the answers that are missing instead are the model's to
 * find. */
static void other_protocols_have_no_form(void **state)
{
    (void)state;
    judge_fault(FAKE_ICMP);
    for (unsigned i = 0; i < verdict.finding_count; i++)
        assert_int_not_equal(tspec_check_at(verdict.findings[i].check)->family, TSPEC_FAMILY_FORM);
    assert_int_equal(coverage.check[TSPEC_CHECK_FORM_HEADER], 0);
}

static void expectations_are_judged_beside_the_model(void **state)
{
    (void)state;
    static struct tspec_scenario scenario;
    static const struct {
        const char *observed_class; /* NULL: met */
        struct tspec_event event;
    } rows[] = {
        {NULL, {.kind = TSPEC_EVENT_EXPECT_SEGMENT, .flags = TSPEC_SYN | TSPEC_ACK}},
        {NULL,
         {.kind = TSPEC_EVENT_EXPECT_SEGMENT,
          .flags = TSPEC_SYN | TSPEC_ACK,
          .ack_given = true,
          .ack = {.base = TSPEC_SYMBOL_IRS, .delta = 1}}},
        {"no such segment", {.kind = TSPEC_EVENT_EXPECT_SEGMENT, .flags = TSPEC_ACK}},
        {"no such segment", {.kind = TSPEC_EVENT_EXPECT_SEGMENT, .flow = 1, .flags = TSPEC_SYN | TSPEC_ACK}},
        {"no such signal", {.kind = TSPEC_EVENT_EXPECT_SIGNAL, .signal = TSPEC_SIGNAL_CONNECTED}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        fake_scenario(&scenario);
        scenario.event_count = 2; /* listen, SYN */
        struct tspec_event *event = tspec_scenario_add(&scenario, (enum tspec_event_kind)rows[i].event.kind);
        *event = rows[i].event;
        tspec_event_normalize(event);
        judge(FAKE_SOUND, &scenario, NULL);
        assert_int_equal(verdict.finding_count, rows[i].observed_class != NULL);
        if (rows[i].observed_class != NULL) {
            assert_int_equal(verdict.findings[0].check, TSPEC_CHECK_EXPECTATION);
            assert_string_equal(verdict.findings[0].observed_class, rows[i].observed_class);
        }
    }
}

/* Each emission serves one expectation. */
static void an_expectation_uses_its_segment_up(void **state)
{
    (void)state;
    static struct tspec_scenario scenario;
    fake_scenario(&scenario);
    scenario.event_count = 2;
    for (unsigned i = 0; i < 2; i++)
        tspec_scenario_add(&scenario, TSPEC_EVENT_EXPECT_SEGMENT)->flags = TSPEC_SYN | TSPEC_ACK;
    judge(FAKE_SOUND, &scenario, NULL);
    assert_int_equal(verdict.finding_count, 1);
    assert_int_equal(verdict.findings[0].event_index, 3);
}

static void results_of_calls_can_be_expected(void **state)
{
    (void)state;
    static struct tspec_scenario scenario;
    static const struct {
        int result, octets;
        const char *observed_class;
    } rows[] = {
        {TSPEC_RESULT_OK, 10, NULL},
        {TSPEC_RESULT_OK, -1, NULL},
        {-1, -1, NULL},
        {TSPEC_RESULT_OK, 11, "another number of octets"},
        {TSPEC_RESULT_END, -1, "another result"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        fake_scenario(&scenario);
        scenario.events[5].expect_result = (int16_t)rows[i].result;
        scenario.events[5].expect_octets = rows[i].octets;
        judge(FAKE_SOUND, &scenario, NULL);
        assert_int_equal(verdict.finding_count, rows[i].observed_class != NULL);
        if (rows[i].observed_class != NULL)
            assert_string_equal(verdict.findings[0].observed_class, rows[i].observed_class);
    }
}

static void what_the_stack_cannot_have_is_not_judged(void **state)
{
    (void)state;
    static struct tspec_scenario scenario;
    char error[256] = "";
    fake_fault = FAKE_SOUND;
    struct tspec_judge *j = tspec_judge_create(&fake_stack, NULL, 0, true, error, sizeof error);
    fake_scenario(&scenario);
    scenario.msl_us = 1;
    assert_false(tspec_judge_run(j, &scenario, &verdict, NULL, NULL, error, sizeof error));
    assert_string_equal(error, "fake cannot be configured as the scenario asks");
    tspec_judge_destroy(j);

    const char *options[] = {"no_such=1"};
    assert_null(tspec_judge_create(&fake_stack, options, 1, true, error, sizeof error));
    assert_string_equal(error, "no option no_such=1");
}

/* The bare loop runs the same events and judges none. */
static void bare_loop_runs_the_same_events(void **state)
{
    (void)state;
    static struct tspec_scenario scenario;
    char error[256] = "";
    fake_fault = FAKE_RESERVED;
    struct tspec_judge *j = tspec_judge_create(&fake_stack, NULL, 0, false, error, sizeof error);
    fake_scenario(&scenario);
    memset(&coverage, 0, sizeof coverage);
    assert_true(tspec_judge_run(j, &scenario, &verdict, &coverage, NULL, error, sizeof error));
    tspec_judge_destroy(j);
    assert_int_equal(verdict.outcome, TSPEC_OUTCOME_PASS);
    assert_int_equal(verdict.events_run, 6);
    assert_int_equal(verdict.segments_in, 3);
    assert_int_equal(verdict.segments_out, 2);
    assert_int_equal(coverage.check[TSPEC_CHECK_FORM_RESERVED], 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sound_endpoint_passes),
        cmocka_unit_test(each_fault_is_found_as_what_it_is),
        cmocka_unit_test(every_check_of_the_judge_has_a_fault),
        cmocka_unit_test(one_thousand_segments_are_no_flood),
        cmocka_unit_test(other_protocols_have_no_form),
        cmocka_unit_test(expectations_are_judged_beside_the_model),
        cmocka_unit_test(an_expectation_uses_its_segment_up),
        cmocka_unit_test(results_of_calls_can_be_expected),
        cmocka_unit_test(what_the_stack_cannot_have_is_not_judged),
        cmocka_unit_test(bare_loop_runs_the_same_events),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
