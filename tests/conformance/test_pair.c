/*
 * Two engines and a network between them: sound ones show nothing, each check of a pair can fail, and without
 * TIME-WAIT the classic failures come of themselves (docs/time-wait.md).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "engine/fault.h"
#include "harness/campaign/source.h"
#include "harness/judge/judge.h"
#include "harness/scenario/text.h"
#include "harness/sut/sut.h"
#include "scenario_file.h"

static char error[256];
static struct tspec_scenario scenario;
static struct tspec_verdict verdict;

static struct tspec_judge *judge(bool judged, const char *option)
{
    struct tspec_judge *j =
        tspec_judge_create(tspec_sut_find("engine"), &option, option ? 1 : 0, judged, error, sizeof error);
    assert_non_null(j);
    return j;
}

static void run(struct tspec_judge *j)
{
    static struct tspec_coverage coverage;
    if (!tspec_judge_run(j, &scenario, &verdict, &coverage, NULL, error, sizeof error))
        fail_msg("%s", error);
}

static void read_scenario(const char *text)
{
    struct tspec_diagnostics diagnostics;
    if (!tspec_scenario_parse(text, strlen(text), &scenario, &diagnostics))
        fail_msg("%s", diagnostics.items[0].message);
}

static bool found(const char *check)
{
    for (unsigned i = 0; i < verdict.finding_count; i++)
        if (!strcmp(tspec_check_at(verdict.findings[i].check)->id, check))
            return true;
    return false;
}

#define OPEN               "peer.listen()\nconnect()\n+1 peer.accept() = OK\n"
#define HANDSHAKE          "tcpspec 1\npeer engine\n\n" OPEN
#define STUBBORN_HANDSHAKE "tcpspec 1\npeer engine\npeer-option user_timeout_ms=0\n\n" OPEN
#define LONG_AFTER         "+10 recv(100000)\n+2*MSL+1000s status()\n"
#define CLOSE              "shutdown()\n+1 peer.recv(100000)\n+1 peer.recv(100000)\npeer.shutdown()\n" LONG_AFTER

/* What each check is there for, shown by an engine that has one thing wrong, on both sides. The model is not
 * asked, for it would be the first to say so. */
static const struct {
    const char *check, *text;
    enum tspec_fault fault;
} wrongs[] = {
    {"pair.octets", HANDSHAKE "lose 1\nsend(3000)\n+3 peer.recv(3000)\n", TSPEC_FAULT_RESEND_CORRUPT},
    {"pair.octets", HANDSHAKE "send(3000)\n+3 peer.recv(1000)\npeer.recv(1000)\n", TSPEC_FAULT_DELIVER_TWICE},
    {"pair.lost", HANDSHAKE "send(16000)\n" CLOSE, TSPEC_FAULT_SEND_FIN_EARLY},
    {"pair.lost", HANDSHAKE "send(3000)\n" CLOSE, TSPEC_FAULT_QUEUE_LOSES_OCTET},
    {"pair.closed",
     STUBBORN_HANDSHAKE "shutdown()\n+1 peer.recv(1) = END\nlose 1\npeer.shutdown()\n" LONG_AFTER,
     TSPEC_FAULT_RESEND_NOTHING},
};

static void each_check_of_a_pair_can_fail(void **state)
{
    (void)state;
    struct tspec_judge *j = judge(false, NULL);
    for (unsigned i = 0; i < sizeof wrongs / sizeof wrongs[0]; i++) {
        read_scenario(wrongs[i].text);
        run(j);
        if (verdict.finding_count)
            fail_msg("row %u: a sound engine shows %s", i, tspec_check_at(verdict.findings[0].check)->id);
        tspec_engine_fault_set(wrongs[i].fault);
        run(j);
        tspec_engine_fault_set(TSPEC_FAULT_NONE);
        if (!found(wrongs[i].check))
            fail_msg("row %u: %s does not fail %s", i, tspec_engine_fault_name(wrongs[i].fault),
                     wrongs[i].check);
    }
    tspec_judge_destroy(j);
}

static void time_wait_is_there_for_something(void **state)
{
    (void)state;
    static const struct {
        const char *check, *file;
    } failures[] = {{"pair.reset", "last-ack-lost"}, {"pair.old", "old-segment"}, {"pair.war", "ack-war"}};
    struct tspec_judge *j = judge(true, NULL);
    for (unsigned i = 0; i < sizeof failures / sizeof failures[0]; i++) {
        scenario_file_read("docs/time-wait", failures[i].file, &scenario);
        run(j);
        if (!found(failures[i].check))
            fail_msg("%s: no %s, but %s", failures[i].file, failures[i].check,
                     verdict.finding_count ? tspec_check_at(verdict.findings[0].check)->id : "nothing");
        scenario.option_count = 0; /* which takes TIME-WAIT away */
        run(j);
        if (verdict.finding_count)
            fail_msg("%s with TIME-WAIT: %s: %s", failures[i].file,
                     tspec_check_at(verdict.findings[0].check)->id, verdict.findings[0].observed);
    }
    tspec_judge_destroy(j);
}

static void a_campaign_finds_what_time_wait_is_for(void **state)
{
    (void)state;
    enum { SCENARIOS = 1500 };
    struct tspec_judge *sound = judge(true, NULL), *without = judge(true, "time_wait=off");
    const struct tspec_source source = tspec_source_pair(1, "engine");
    unsigned resets = 0;
    for (unsigned i = 0; i < SCENARIOS; i++) {
        source.scenario(&source, i, &scenario);
        run(sound);
        if (verdict.outcome != TSPEC_OUTCOME_PASS)
            fail_msg("scenario %u: %s: %s", i, tspec_check_at(verdict.findings[0].check)->id,
                     verdict.findings[0].observed);
        if (i % 10)
            continue;
        run(without);
        resets += found("pair.reset");
    }
    assert_true(resets > 0);
    tspec_judge_destroy(sound);
    tspec_judge_destroy(without);
}

static void a_peer_that_is_not_there_is_said_so(void **state)
{
    (void)state;
    struct tspec_judge *j = judge(true, NULL);
    read_scenario("tcpspec 1\npeer nobody\n\nconnect()\n");
    assert_false(tspec_judge_run(j, &scenario, &verdict, NULL, NULL, error, sizeof error));
    assert_non_null(strstr(error, "nobody"));
    read_scenario(HANDSHAKE); /* and the judge goes on */
    run(j);
    assert_int_equal(verdict.finding_count, 0);
    tspec_judge_destroy(j);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_check_of_a_pair_can_fail),
        cmocka_unit_test(time_wait_is_there_for_something),
        cmocka_unit_test(a_campaign_finds_what_time_wait_is_for),
        cmocka_unit_test(a_peer_that_is_not_there_is_said_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
