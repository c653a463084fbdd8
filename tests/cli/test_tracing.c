/* Traces of stacks that do not come back: what happened before is kept, and the command lives on. */
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "harness/cli/tracing.h"

/* A stack that takes every packet in silence but the second, of which it dies. */
struct tspec_sut {
    unsigned packets;
};

static const char *version(void)
{
    return "1";
}

static struct tspec_sut *create(const struct tspec_sut_config *config, const struct tspec_sut_sink *sink,
                                char *error, size_t error_bytes)
{
    (void)config, (void)sink, (void)error, (void)error_bytes;
    return calloc(1, sizeof(struct tspec_sut));
}

static void destroy(struct tspec_sut *sut)
{
    free(sut);
}

static bool reset(struct tspec_sut *sut, const struct tspec_sut_config *config)
{
    (void)config;
    sut->packets = 0;
    return true;
}

static void profile(const struct tspec_sut *sut, struct tspec_profile *out)
{
    (void)sut;
    tspec_profile_init(out);
}

/* While the stack takes its time over a packet, its parent is sent this signal; 0: none. */
static int interrupts;

static void packet(struct tspec_sut *sut, const uint8_t *ip, size_t bytes)
{
    enum { A_WHILE_MS = 50 };
    (void)ip, (void)bytes;
    if (interrupts) {
        poll(NULL, 0, A_WHILE_MS);
        kill(getppid(), interrupts);
        poll(NULL, 0, A_WHILE_MS);
    }
    if (++sut->packets == 2)
        abort();
}

static void call(struct tspec_sut *sut, const struct tspec_call *asked, struct tspec_call_result *result)
{
    (void)sut, (void)asked;
    *result = (struct tspec_call_result){.result = TSPEC_RESULT_UNSUPPORTED, .state = TSPEC_STATE_ANY};
}

static void advance(struct tspec_sut *sut, uint64_t until_us)
{
    (void)sut, (void)until_us;
}

static const struct tspec_sut_class dying = {
    .name = "dying",
    .summary = "dies of the second packet",
    .version = version,
    .create = create,
    .destroy = destroy,
    .reset = reset,
    .profile = profile,
    .packet = packet,
    .call = call,
    .advance = advance,
};

/* A reset draws nothing from any stack: nothing but death is wrong with this one. */
static struct tspec_cli_traced trace_resets(struct tspec_report *report, unsigned resets)
{
    static struct tspec_scenario scenario;
    tspec_scenario_init(&scenario);
    for (unsigned i = 0; i < resets; i++) {
        struct tspec_event *event = tspec_scenario_add(&scenario, TSPEC_EVENT_SEGMENT);
        event->flags = TSPEC_RST;
        event->seq_given = true;
    }
    tspec_scenario_add(&scenario, TSPEC_EVENT_ADVANCE)->span.delta_us = 1000;
    const struct tspec_scenario *twice[] = {&scenario, &scenario};
    struct tspec_cli_traced traced[2];
    tspec_cli_trace(report, &dying, NULL, 0, 0, twice, 2, traced);
    assert_int_equal(traced[0].count,
                     traced[1].count); /* the second is traced though the first may have killed */
    return traced[1];
}

static void a_living_stack_is_traced_to_the_end(void **state)
{
    (void)state;
    struct tspec_report *report = tspec_report_create();
    struct tspec_cli_traced traced = trace_resets(report, 1);
    assert_true(traced.count >= 1);
    assert_int_equal(traced.steps[0].item.kind, TSPEC_ITEM_IN);
    assert_int_equal(strncmp(traced.steps[0].item.text, "R ", 2), 0);
    assert_int_equal(traced.steps[0].packet_bytes, 40);
    assert_int_equal(traced.steps[0].packet[0], 0x45);  /* IPv4, no options */
    assert_int_equal(traced.steps[0].packet[33], 0x04); /* RST */
    tspec_report_destroy(report);
}

static void on_signal(int number)
{
    (void)number;
}

static void a_signal_loses_no_trace(void **state)
{
    (void)state;
    struct tspec_report *report = tspec_report_create();
    struct sigaction action = {.sa_handler = on_signal}; /* without SA_RESTART, as for Ctrl-C */
    unsigned undisturbed = trace_resets(report, 1).count;
    assert_true(undisturbed > 1); /* something comes behind the segment */
    sigaction(SIGINT, &action, NULL);
    interrupts = SIGINT;
    assert_int_equal(trace_resets(report, 1).count, undisturbed);
    interrupts = 0;
    signal(SIGINT, SIG_DFL);
    tspec_report_destroy(report);
}

static void a_dying_stack_is_traced_to_its_death(void **state)
{
    (void)state;
    struct tspec_report *report = tspec_report_create();
    struct tspec_cli_traced traced = trace_resets(report, 3);
    assert_int_equal(traced.count, 2); /* the segment it died of is the last */
    struct tspec_report_finding finding = {.signature = "0123456789ab", .check = "stack.crash", .state = "*"};
    tspec_cli_trace_until(report, &traced, &finding, 7);
    assert_int_equal(finding.trace_count, 3);
    assert_int_equal(finding.trace[1].kind, TSPEC_ITEM_IN);
    assert_int_equal(finding.trace[2].kind, TSPEC_ITEM_FINDING);
    assert_string_equal(finding.trace[2].text, "stack.crash");
    assert_int_equal(finding.trace[2].time_us, 7);
    tspec_report_destroy(report);
}

static void a_trace_ends_with_its_finding(void **state)
{
    (void)state;
    struct tspec_report *report = tspec_report_create();
    struct tspec_story_step steps[] = {
        {.item = {.kind = TSPEC_ITEM_OUT, .text = "first"}, .signature = ""},
        {.item = {.kind = TSPEC_ITEM_FINDING, .text = "one"}, .signature = "aaaaaaaaaaaa"},
        {.item = {.kind = TSPEC_ITEM_FINDING, .text = "two"}, .signature = "bbbbbbbbbbbb"},
    };
    static const struct {
        const char *signature;
        unsigned count;
        const char *last;
    } rows[] = {{"aaaaaaaaaaaa", 2, "one"}, {"bbbbbbbbbbbb", 3, "two"}, {"cccccccccccc", 4, "check"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct tspec_report_finding finding = {
            .signature = rows[i].signature, .check = "check", .state = "*"};
        struct tspec_cli_traced traced = {steps, 3};
        tspec_cli_trace_until(report, &traced, &finding, 0);
        assert_int_equal(finding.trace_count, rows[i].count);
        assert_string_equal(finding.trace[rows[i].count - 1].text, rows[i].last);
        assert_int_equal(traced.count, rows[i].count);
        assert_string_equal(traced.steps[rows[i].count - 1].signature, rows[i].signature);
    }
    tspec_report_destroy(report);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_living_stack_is_traced_to_the_end),
        cmocka_unit_test(a_signal_loses_no_trace),
        cmocka_unit_test(a_dying_stack_is_traced_to_its_death),
        cmocka_unit_test(a_trace_ends_with_its_finding),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
