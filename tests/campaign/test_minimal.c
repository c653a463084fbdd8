/* Every finding of a campaign gets its minimal scenario: same signature, no event to spare, whatever the
 * stack dies of on the way, however many workers there are. The stack is the engine with a profile that
 * declares other choices than it makes: of scenarios by chance it fails hundreds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

#include "engine/seq.h"
#include "engine/wire.h"
#include "fake.h"
#include "harness/campaign/minimal.h"
#include "harness/model/quirks.h"
#include "harness/scenario/text.h"

enum { HANG_US = 50000, EXECS = 6000 };

static struct tspec_sut_class misjudged, mortal;
static const struct tspec_sut_class *stack;
static struct tspec_campaign_result *result, *other;
static struct tspec_scenario before, after, less;
static struct tspec_verdict verdict;
static char text[1 << 15];

static uint64_t clock_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

static void wrong_profile(const struct tspec_sut *sut, struct tspec_profile *profile)
{
    tspec_sut_find("engine")->profile(sut, profile);
    for (unsigned choice = 0; choice < TSPEC_CHOICE_COUNT; choice++)
        profile->allowed[choice] = (uint8_t)(1u << (tspec_choice_alternatives(choice) - 1));
}

/* Dies of the URG bit. */
static void mortal_packet(struct tspec_sut *sut, const uint8_t *ip, size_t bytes)
{
    enum { FLAGS_AT = 20 + 13 };
    static int *volatile nowhere;
    if (bytes > FLAGS_AT && ip[FLAGS_AT] & TSPEC_URG)
        *nowhere = 1;
    tspec_sut_find("engine")->packet(sut, ip, bytes);
}

static int set_up(void **state)
{
    (void)state;
    misjudged = *tspec_sut_find("engine");
    misjudged.profile = wrong_profile;
    mortal = misjudged;
    mortal.packet = mortal_packet;
    result = malloc(sizeof *result);
    other = malloc(sizeof *other);
    return result == NULL || other == NULL;
}

static int tear_down(void **state)
{
    (void)state;
    free(result);
    free(other);
    return 0;
}

static struct tspec_campaign_options options_of(const struct tspec_source *source, uint64_t execs,
                                                unsigned workers)
{
    return (struct tspec_campaign_options){.stack = stack,
                                           .source = source,
                                           .execs = execs,
                                           .workers = workers,
                                           .hang_us = HANG_US,
                                           .clock_us = clock_us};
}

static void campaign(const struct tspec_source *source, uint64_t execs, struct tspec_campaign_result *into)
{
    char error[256] = "";
    struct tspec_campaign_options options = options_of(source, execs, 1);
    if (!tspec_campaign_run(&options, into, error, sizeof error))
        fail_msg("%s", error);
}

static struct tspec_minimal_result minimize(struct tspec_findings *table, unsigned workers)
{
    char error[256] = "";
    struct tspec_minimal_result minimal;
    struct tspec_campaign_options options = options_of(NULL, 0, workers);
    if (!tspec_minimal_run(&options, table, &minimal, error, sizeof error))
        fail_msg("%s", error);
    return minimal;
}

static bool shows(struct tspec_judge *judge, const struct tspec_scenario *scenario,
                  const struct tspec_finding *finding)
{
    char error[256];
    if (!tspec_judge_run(judge, scenario, &verdict, NULL, NULL, error, sizeof error))
        return false;
    for (unsigned i = 0; i < verdict.finding_count; i++)
        if (strcmp(verdict.findings[i].signature, finding->signature) == 0) {
            assert_memory_equal(&verdict.findings[i], finding, sizeof *finding);
            return true;
        }
    return false;
}

/* What the table says of an item is what the judge says of its scenario; and no event can go. */
static void assert_minimal(struct tspec_judge *judge, const struct tspec_findings *table, unsigned item)
{
    const struct tspec_finding *finding = &table->items[item].finding;
    tspec_findings_scenario(table, item, &after);
    tspec_scenario_print(&after, text, sizeof text);
    if (!shows(judge, &after, finding))
        fail_msg("%s is not shown by\n%s", finding->signature, text);
    for (unsigned gone = 0; gone < after.event_count; gone++) {
        char error[256];
        tspec_scenario_copy(&less, &after);
        memmove(&less.events[gone], &less.events[gone + 1],
                (--less.event_count - gone) * sizeof less.events[0]);
        assert_true(tspec_judge_run(judge, &less, &verdict, NULL, NULL, error, sizeof error));
        for (unsigned i = 0; i < verdict.finding_count; i++)
            if (strcmp(verdict.findings[i].signature, finding->signature) == 0)
                fail_msg("%s: event %u can go from\n%s", finding->signature, gone + 1, text);
    }
}

static void assert_same_tables(const struct tspec_findings *a, const struct tspec_findings *b)
{
    assert_int_equal(a->count, b->count);
    for (unsigned i = 0; i < a->count; i++) {
        tspec_findings_scenario(a, i, &before);
        tspec_findings_scenario(b, i, &after);
        assert_true(tspec_scenario_equal(&before, &after));
        assert_memory_equal(&a->items[i].finding, &b->items[i].finding, sizeof a->items[i].finding);
        assert_int_equal(a->items[i].count, b->items[i].count);
        assert_int_equal(a->items[i].index, b->items[i].index);
    }
}

static void every_finding_gets_its_minimal_scenario(void **state)
{
    (void)state;
    char error[256];
    unsigned longest = 0;
    const struct tspec_source source = tspec_source_random(3);
    stack = &misjudged;
    campaign(&source, EXECS, result);
    campaign(&source, EXECS, other);
    assert_true(result->findings.count > 100);
    struct tspec_minimal_result minimal = minimize(&result->findings, 1);
    assert_int_equal(minimal.minimal, result->findings.count);
    assert_int_equal(minimal.left, 0);
    assert_false(minimal.stopped);
    print_message("%u findings, %llu runs, %llu us\n", minimal.minimal, (unsigned long long)minimal.runs,
                  (unsigned long long)minimal.elapsed_us);

    struct tspec_judge *judge = tspec_judge_create(stack, NULL, 0, true, error, sizeof error);
    assert_non_null(judge);
    for (unsigned i = 0; i < result->findings.count; i++) {
        assert_string_equal(result->findings.items[i].finding.signature,
                            other->findings.items[i].finding.signature);
        assert_int_equal(result->findings.items[i].count, other->findings.items[i].count);
        if (other->findings.items[i].events > longest)
            longest = other->findings.items[i].events;
        assert_true(result->findings.items[i].events <= other->findings.items[i].events);
        assert_minimal(judge, &result->findings, i);
    }
    assert_true(longest > 20);
    tspec_judge_destroy(judge);

    /* More workers: the same. Again: the identity. */
    minimal = minimize(&other->findings, 3);
    assert_int_equal(minimal.left, 0);
    assert_same_tables(&result->findings, &other->findings);
    minimal = minimize(&other->findings, 2);
    assert_int_equal(minimal.left, 0);
    assert_same_tables(&result->findings, &other->findings);
}

/* A crash is told by its text alone, a hang also by the state it came in. */
#define IN_ANY_STATE "tcpspec 1\n\nlisten()\n< S 0(0)\n< . RCV.NXT(1) ack SND.NXT\n"
#define IN_ESTABLISHED                                                                                       \
    "tcpspec 1\n\nlisten()\n< S 0(0)\n< . RCV.NXT(0) ack SND.NXT\n< . RCV.NXT(1) ack SND.NXT\n"
static const struct {
    enum fake_fault fault;
    enum tspec_check_id check;
    const char *scenario;
} deaths[] = {
    {FAKE_CRASHES, TSPEC_CHECK_STACK_CRASH, IN_ANY_STATE},
    {FAKE_ABORTS, TSPEC_CHECK_STACK_CRASH, IN_ANY_STATE},
    {FAKE_ASSERTS, TSPEC_CHECK_STACK_ASSERT, IN_ANY_STATE},
    {FAKE_LOOPS, TSPEC_CHECK_STACK_HANG, IN_ESTABLISHED},
    {FAKE_FLOODS_FOREVER, TSPEC_CHECK_STACK_FLOOD, IN_ANY_STATE},
};

/* The death of a worker is what shows it. */
static void a_death_has_its_minimal_scenario(void **state)
{
    (void)state;
    stack = &fake_stack;
    for (size_t i = 0; i < sizeof deaths / sizeof deaths[0]; i++) {
        fake_scenario(&before);
        before.seed = 17;
        for (unsigned more = 0; more < 6; more++)
            tspec_scenario_add(&before, TSPEC_EVENT_ADVANCE);
        const struct tspec_source source = tspec_source_list(&before, 1);
        fake_fault = deaths[i].fault;
        campaign(&source, 0, result);
        assert_int_equal(result->findings.count, 1);
        const struct tspec_finding was = result->findings.items[0].finding;
        struct tspec_minimal_result minimal = minimize(&result->findings, 1);
        assert_int_equal(minimal.minimal, 1);
        tspec_findings_scenario(&result->findings, 0, &after);
        tspec_scenario_print(&after, text, sizeof text);
        assert_string_equal(text, deaths[i].scenario);
        assert_int_equal(result->findings.items[0].finding.check, deaths[i].check);
        assert_string_equal(result->findings.items[0].finding.signature, was.signature);
        assert_int_equal(result->findings.items[0].finding.event_index, after.event_count - 1);
    }
}

/* The same where other findings are looked for, and the stack dies on the way. */
static void a_death_on_the_way_is_survived(void **state)
{
    (void)state;
    enum { LIST = 512 };
    static struct tspec_scenario list[LIST];
    const struct tspec_source source = tspec_source_random(5);
    stack = &mortal;
    campaign(&source, 1000, result);
    assert_in_range(result->findings.count, 20, LIST);
    assert_true(result->deaths > 10);
    struct tspec_minimal_result minimal = minimize(&result->findings, 2);
    assert_int_equal(minimal.left, 0);
    for (unsigned i = 0; i < result->findings.count; i++)
        tspec_findings_scenario(&result->findings, i, &list[i]);
    const struct tspec_source again = tspec_source_list(list, result->findings.count);
    campaign(&again, 0, other);
    for (unsigned i = 0; i < result->findings.count; i++) {
        unsigned k = 0;
        while (k < other->findings.count && strcmp(other->findings.items[k].finding.signature,
                                                   result->findings.items[i].finding.signature) != 0)
            k++;
        assert_true(k < other->findings.count);
    }
}

static void what_there_is_no_time_for_is_counted(void **state)
{
    (void)state;
    char error[256];
    const struct tspec_source source = tspec_source_random(3);
    volatile sig_atomic_t stop = 1;
    struct tspec_minimal_result minimal;
    struct tspec_campaign_options options = options_of(NULL, 0, 2);
    stack = &misjudged;
    campaign(&source, EXECS, result);
    campaign(&source, EXECS, other);
    options.limit_us = 1;
    assert_true(tspec_minimal_run(&options, &result->findings, &minimal, error, sizeof error));
    assert_true(minimal.left > 0);
    assert_int_equal(minimal.left + minimal.minimal, result->findings.count);
    assert_false(minimal.stopped);
    /* All are sound, minimal or not. */
    struct tspec_judge *judge = tspec_judge_create(stack, NULL, 0, true, error, sizeof error);
    for (unsigned i = 0; i < result->findings.count; i++) {
        tspec_findings_scenario(&result->findings, i, &after);
        assert_true(shows(judge, &after, &result->findings.items[i].finding));
    }
    tspec_judge_destroy(judge);

    options.limit_us = 0;
    options.stop = &stop;
    assert_true(tspec_minimal_run(&options, &other->findings, &minimal, error, sizeof error));
    assert_true(minimal.stopped);
    assert_int_equal(minimal.left + minimal.minimal, other->findings.count);

    /* Gone on with, it comes to the same end. */
    minimize(&result->findings, 1);
    campaign(&source, EXECS, other);
    minimize(&other->findings, 1);
    assert_same_tables(&result->findings, &other->findings);
}

/* --- quirks and levels --- */

/* A RST that answers an ACK carries an ACK of its own: a quirk. What it acknowledges is one too much when the
 * segment had the URG bit: that is none, and has the same signature. */
static struct tspec_sut_sink beyond;
static struct tspec_segment last_in;

static void odd_rst(void *context, uint64_t now_us, const uint8_t *ip, size_t bytes)
{
    static uint8_t packet[TSPEC_PACKET_MAX];
    struct tspec_segment seg;
    (void)context;
    if (tspec_wire_decode(ip, bytes, &seg) == TSPEC_WIRE_OK && seg.flags == TSPEC_RST) {
        seg.flags |= TSPEC_ACK;
        seg.ack = tspec_seq_add(last_in.seq, tspec_segment_length(&last_in) + !!(last_in.flags & TSPEC_URG));
        bytes = tspec_wire_encode(&seg, packet, sizeof packet);
        ip = packet;
    }
    beyond.packet(beyond.context, now_us, ip, bytes);
}

static struct tspec_sut *odd_create(const struct tspec_sut_config *config, const struct tspec_sut_sink *sink,
                                    char *error, size_t error_bytes)
{
    struct tspec_sut_sink odd = *sink;
    beyond = *sink;
    odd.packet = odd_rst;
    return tspec_sut_find("engine")->create(config, &odd, error, error_bytes);
}

static void odd_packet(struct tspec_sut *sut, const uint8_t *ip, size_t bytes)
{
    tspec_wire_decode(ip, bytes, &last_in);
    tspec_sut_find("engine")->packet(sut, ip, bytes);
}

static struct tspec_campaign_options odd_options(const struct tspec_source *source)
{
    struct tspec_campaign_options options = options_of(source, 0, 1);
    options.quirks = (uint64_t)1 << TSPEC_QUIRK_RST_WITH_ACK;
    return options;
}

/* The one finding of a scenario, by the quirk that explains it. */
static void odd_campaign(const char *lines, int quirk)
{
    char error[256] = "";
    struct tspec_diagnostics diagnostics;
    assert_true(tspec_scenario_parse(lines, strlen(lines), &before, &diagnostics));
    const struct tspec_source source = tspec_source_list(&before, 1);
    struct tspec_campaign_options options = odd_options(&source);
    assert_true(tspec_campaign_run(&options, result, error, sizeof error));
    assert_int_equal(result->findings.count, 1);
    assert_int_equal(result->findings.items[0].finding.quirk, quirk);
}

static void what_no_quirk_explains_stays_so(void **state)
{
    (void)state;
    char known[TSPEC_SIGNATURE_CHARS + 1];
    struct tspec_sut_class odd = *tspec_sut_find("engine");
    odd.create = odd_create;
    odd.packet = odd_packet;
    stack = &odd;
    odd_campaign("tcpspec 1\nlisten()\n< . 5000(10) ack 1\n", TSPEC_QUIRK_RST_WITH_ACK);
    snprintf(known, sizeof known, "%s", result->findings.items[0].finding.signature);

    odd_campaign("tcpspec 1\nlisten()\n+1\n< .U 5000(10) ack 1 win 7\n", -1);
    assert_string_equal(result->findings.items[0].finding.signature, known);
    char error[256] = "";
    struct tspec_minimal_result minimal;
    struct tspec_campaign_options options = odd_options(NULL);
    assert_true(tspec_minimal_run(&options, &result->findings, &minimal, error, sizeof error));
    assert_int_equal(minimal.minimal, 1);
    assert_int_equal(result->findings.items[0].finding.quirk, -1);
    assert_string_equal(result->findings.items[0].finding.signature, known);
    tspec_findings_scenario(&result->findings, 0, &after);
    tspec_scenario_print(&after, text, sizeof text);
    assert_string_equal(text, "tcpspec 1\n\nlisten()\n< U. RCV.NXT(1) ack SND.NXT\n");
}

/* What the judge says milder of a scenario shows nothing: each that deviates is asked for as one that fails.
 */
static void a_milder_level_is_not_taken(void **state)
{
    (void)state;
    const struct tspec_source source = tspec_source_random(3);
    unsigned raised = 0;
    stack = &misjudged;
    campaign(&source, 1000, result);
    campaign(&source, 1000, other);
    for (unsigned i = 0; i < result->findings.count; i++) {
        struct tspec_finding *finding = &result->findings.items[i].finding;
        raised += finding->level == TSPEC_LEVEL_DEVIATES;
        if (finding->level == TSPEC_LEVEL_DEVIATES)
            finding->level = TSPEC_LEVEL_FAIL;
    }
    assert_true(raised > 0);
    struct tspec_minimal_result minimal = minimize(&result->findings, 2);
    assert_int_equal(minimal.left, raised);
    for (unsigned i = 0; i < result->findings.count; i++) {
        if (other->findings.items[i].finding.level != TSPEC_LEVEL_DEVIATES)
            continue;
        tspec_findings_scenario(&other->findings, i, &before);
        tspec_findings_scenario(&result->findings, i, &after);
        assert_true(tspec_scenario_equal(&before, &after));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_finding_gets_its_minimal_scenario),
        cmocka_unit_test(a_death_has_its_minimal_scenario),
        cmocka_unit_test(a_death_on_the_way_is_survived),
        cmocka_unit_test(what_there_is_no_time_for_is_counted),
        cmocka_unit_test(what_no_quirk_explains_stays_so),
        cmocka_unit_test(a_milder_level_is_not_taken),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
