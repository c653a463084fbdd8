/* One scenario judged again and again gives one answer: same verdict, same trace, octet for octet. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "engine/wire.h"
#include "fake.h"
#include "harness/judge/judge.h"
#include "harness/judge/sha256.h"
#include "harness/scenario/generate.h"

enum { TIMES = 1000 };

static struct tspec_scenario scenario;
static struct tspec_verdict first, verdict;

/* Everything an item says, folded into one digest. */
static void fold(uint8_t *digest, const void *octets, size_t bytes)
{
    static uint8_t message[TSPEC_SHA256_BYTES + TSPEC_PACKET_MAX];
    assert_true(bytes <= sizeof message - TSPEC_SHA256_BYTES);
    memcpy(message, digest, TSPEC_SHA256_BYTES);
    if (bytes > 0)
        memcpy(message + TSPEC_SHA256_BYTES, octets, bytes);
    tspec_sha256(message, TSPEC_SHA256_BYTES + bytes, digest);
}

static void on_item(void *context, const struct tspec_trace_item *item)
{
    uint64_t numbers[] = {item->kind,         item->time_us,     item->flow,        item->event_index,
                          item->state_before, item->state_after, item->stack_state, item->signal};
    fold(context, numbers, sizeof numbers);
    fold(context, item->packet, item->packet_bytes);
    fold(context, item->clauses, item->clause_count * sizeof *item->clauses);
    if (item->finding != NULL)
        fold(context, item->finding, sizeof *item->finding);
}

static void judge(struct tspec_judge *j, struct tspec_verdict *into, uint8_t *digest)
{
    char error[256];
    struct tspec_trace trace = {.context = digest, .item = on_item};
    memset(into, 0, sizeof *into);
    memset(digest, 0, TSPEC_SHA256_BYTES);
    assert_true(tspec_judge_run(j, &scenario, into, NULL, &trace, error, sizeof error));
}

static void a_thousand_times_the_same(void **state)
{
    (void)state;
    static const enum fake_fault faults[] = {FAKE_SOUND, FAKE_RESERVED, FAKE_WRONG_STATE};
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        char error[256];
        uint8_t digest[TSPEC_SHA256_BYTES], again[TSPEC_SHA256_BYTES];
        fake_fault = faults[i];
        fake_scenario(&scenario);
        struct tspec_judge *j = tspec_judge_create(&fake_stack, NULL, 0, true, error, sizeof error);
        judge(j, &first, digest);
        for (unsigned n = 0; n < TIMES; n++) {
            judge(j, &verdict, again);
            assert_memory_equal(&first, &verdict, sizeof first);
            assert_memory_equal(digest, again, sizeof digest);
        }
        /* And from another judge. */
        tspec_judge_destroy(j);
        j = tspec_judge_create(&fake_stack, NULL, 0, true, error, sizeof error);
        judge(j, &verdict, again);
        assert_memory_equal(&first, &verdict, sizeof first);
        assert_memory_equal(digest, again, sizeof digest);
        tspec_judge_destroy(j);
    }
}

/* A judge that has just seen a fault, a flood or a finding judges the next scenario as a fresh one does. */
static void what_went_before_leaves_no_trace(void **state)
{
    (void)state;
    static const enum fake_fault before[] = {FAKE_ASSERTS, FAKE_FLOODS, FAKE_CHECKSUM, FAKE_WRONG_VARIABLE};
    char error[256];
    uint8_t digest[TSPEC_SHA256_BYTES], again[TSPEC_SHA256_BYTES];
    fake_fault = FAKE_SOUND;
    fake_scenario(&scenario);
    struct tspec_judge *j = tspec_judge_create(&fake_stack, NULL, 0, true, error, sizeof error);
    judge(j, &first, digest);
    for (size_t i = 0; i < sizeof before / sizeof before[0]; i++) {
        fake_fault = before[i];
        judge(j, &verdict, again);
        fake_fault = FAKE_SOUND;
        judge(j, &verdict, again);
        assert_memory_equal(&first, &verdict, sizeof first);
        assert_memory_equal(digest, again, sizeof digest);
    }
    tspec_judge_destroy(j);
}

/* The real stacks: scenarios by chance, each judged in between others, in one judge and in a fresh one. */
static void real_stacks_answer_the_same(void **state)
{
    (void)state;
    enum { SCENARIOS = 100, ROUNDS = 10 };
    static uint8_t digests[SCENARIOS][TSPEC_SHA256_BYTES];
    static struct tspec_verdict verdicts[SCENARIOS];
    for (const struct tspec_sut_class *const *stack = tspec_sut_classes(); *stack != NULL; stack++) {
        for (unsigned round = 0; round < ROUNDS; round++) {
            char error[256];
            uint8_t digest[TSPEC_SHA256_BYTES];
            struct tspec_judge *j = tspec_judge_create(*stack, NULL, 0, true, error, sizeof error);
            assert_non_null(j);
            for (unsigned n = 0; n < SCENARIOS; n++) {
                /* Odd rounds go backwards, so that each scenario has other ones before it. */
                unsigned which = round % 2 == 0 ? n : SCENARIOS - 1 - n;
                tspec_scenario_generate(which, &scenario);
                judge(j, round == 0 ? &verdicts[which] : &verdict, round == 0 ? digests[which] : digest);
                if (round > 0) {
                    assert_memory_equal(&verdicts[which], &verdict, sizeof verdict);
                    assert_memory_equal(digests[which], digest, sizeof digest);
                }
            }
            tspec_judge_destroy(j);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_thousand_times_the_same),
        cmocka_unit_test(what_went_before_leaves_no_trace),
        cmocka_unit_test(real_stacks_answer_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
