/*
 * Two conforming endpoints under the judge: the most liberal and the most reluctant one. Whatever it says
 * against them is a false alarm. docs/no-false-alarms.md.
 *
 * no_false_alarms [SCENARIOS [WORKERS [SEED]]]: so many of the sweep and so many by chance for each of the
 * two.
 */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

#include "choose.h"
#include "harness/campaign/campaign.h"
#include "harness/scenario/text.h"

extern const struct tspec_sut_class tspec_sut_liberal, tspec_sut_reluctant;

enum { PRINTED = 40 };

static uint64_t scenarios = 30000, seed = 1;
static unsigned workers = 2;

static uint64_t clock_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

/* Dialogues that lead to what sweep and chance meet rarely; each again and again, with another seed. */
static const char *const dialogues[] = {
    "listen()\n< S 1000(0) <mss 1460>\n< . RCV.NXT(0) ack SND.NXT\nsend(9000)\n< . RCV.NXT(0) ack SND.UNA\n"
    "< . RCV.NXT(0) ack SND.UNA\n< . RCV.NXT(0) ack SND.UNA\n< . RCV.NXT(0) ack SND.NXT\n",
    "listen()\n< S 1000(0) <mss 536>\n< . RCV.NXT(0) ack SND.NXT\nsend(9000)\n+3*RTO < . RCV.NXT(0) ack "
    "SND.UNA+100\n"
    "< . RCV.NXT(0) ack SND.NXT\n",
    "rcvbuf 1000\nmss 536\n\nconnect()\n< FS. 1000(1000) ack SND.NXT\n",
    "listen()\nlistener.send(1000)\n< S. 1000(0) ack SND.NXT\n< . RCV.NXT(0) ack SND.NXT\n",
    "listen()\n< S 1000(0)\n< S IRS(10)\n< . RCV.NXT(0) ack SND.NXT\n",
    "listen()\n< S 1000(0)\n< R RCV.NXT+1(0)\n< R RCV.NXT+1(0)\n< R RCV.NXT+1(0)\n< R RCV.NXT+1(0)\n",
    "listen()\n< S 1000(0)\n< S 1000(0) flow 1\n< . RCV.NXT(0) ack SND.NXT\n< . RCV.NXT(0) ack SND.NXT flow "
    "1\n",
    "connect()\n< S. 1000(0) ack SND.NXT <mss 0>\nsend(100)\n",
    "connect()\n< S. 1000(0) ack SND.NXT <mss 1460,mss 1460>\nsend(1000)\n",
    "connect()\nsend(100)\n< S. 1000(100) ack SND.NXT\n< . RCV.NXT(0) ack SND.NXT\n",
    "connect()\nsend(100)\n< S. 1000(0) ack SND.NXT\n< . RCV.NXT(0) ack SND.NXT\n",
    "listen()\n< S 1000(0)\n< S RCV.NXT+1(0)\n< . RCV.NXT(0) ack SND.NXT\n",
    "rcvbuf 536\nmss 536\n\nlisten()\n< S 1000(0)\n< . RCV.NXT(0) ack SND.NXT\n< . RCV.NXT-1(600) ack "
    "SND.NXT\n",
    "listen()\n< S 1000(0)\n< . RCV.NXT(0) ack SND.NXT\n< F. RCV.NXT(0) ack SND.NXT\nsend(100)\nshutdown()\n"
    "< . RCV.NXT(0) ack SND.NXT-1\n< . RCV.NXT(0) ack SND.NXT\n",
    "listen()\n< S 1000(0)\nclose()\n< . RCV.NXT(0) ack SND.NXT\n",
    "connect()\n< S. 1000(0) ack SND.NXT\nshutdown()\n< F. RCV.NXT(0) ack SND.NXT\nabort()\n",
    "connect()\n< S. 1000(0) ack SND.NXT\n< . RCV.NXT(0) ack SND.NXT win 1000\n"
    "< . RCV.NXT(0) ack SND.NXT win 600\nsend(1200)\n+2\n",
    "connect()\n< S. 1000(0) ack SND.NXT\n< . RCV.NXT(0) ack SND.NXT win 0\nshutdown()\n+3\n",
    "connect()\n< S. 1000(0) ack SND.NXT\nshutdown()\nshutdown()\n",
    "listen()\n< FS 1000(100)\n< . RCV.NXT(0) ack SND.NXT\n",
};
enum { DIALOGUES = sizeof dialogues / sizeof dialogues[0] };
static struct tspec_scenario dialogue[DIALOGUES];

static void a_dialogue(const struct tspec_source *self, uint64_t index, struct tspec_scenario *out)
{
    (void)self;
    tspec_scenario_copy(out, &dialogue[index % DIALOGUES]);
    out->seed = index + 1;
}

static struct tspec_source source_dialogues(void)
{
    for (unsigned i = 0; i < DIALOGUES; i++) {
        char text[2048];
        struct tspec_diagnostics wrong;
        int bytes = snprintf(text, sizeof text, "tcpspec 1\n%s", dialogues[i]);
        if (!tspec_scenario_parse(text, (size_t)bytes, &dialogue[i], &wrong))
            fail_msg("dialogue %u cannot be read", i);
    }
    return (struct tspec_source){.name = "dialogues", .count = UINT64_MAX, .scenario = a_dialogue};
}

/* How many findings that a run does not pass with; each is printed with the scenario that shows it. */
static unsigned alarms(const struct tspec_campaign_result *result)
{
    static struct tspec_scenario scenario;
    static char text[1 << 16];
    unsigned count = 0;
    for (unsigned i = 0; i < result->findings.count; i++) {
        const struct tspec_found *f = &result->findings.items[i];
        if (f->finding.level < TSPEC_LEVEL_DEVIATES)
            continue;
        if (count++ >= PRINTED)
            continue;
        tspec_findings_scenario(&result->findings, i, &scenario);
        snprintf(scenario.stack, sizeof scenario.stack, "%s", result->stack);
        tspec_scenario_print(&scenario, text, sizeof text);
        fflush(stdout);
        printf("# %s %s %s x%" PRIu64 ": expected %s; observed %s (event %u)\n%s\n", result->source,
               tspec_check_at(f->finding.check)->id, f->finding.signature, f->count, f->finding.expected,
               f->finding.observed, f->finding.event_index, text);
    }
    return count;
}

static uint64_t judged, inconclusive;

static unsigned campaign(const struct tspec_sut_class *stack, struct tspec_source source)
{
    struct tspec_campaign_result *result = malloc(sizeof *result);
    char error[256] = "";
    const struct tspec_campaign_options options = {
        .stack = stack, .source = &source, .execs = scenarios, .workers = workers, .clock_us = clock_us};
    assert_non_null(result);
    bool ran = tspec_campaign_run(&options, result, error, sizeof error);
    if (!ran)
        print_message("%s\n", error);
    assert_true(ran);
    unsigned found = alarms(result);
    print_message("%s: %s, %" PRIu64 " scenarios, %" PRIu64 " inconclusive, %u alarms, %.1f s\n", stack->name,
                  source.name, result->scenarios, result->inconclusive, found,
                  (double)result->elapsed_us / 1e6);
    assert_int_equal(result->not_judged, 0);
    judged += result->scenarios;
    inconclusive += result->inconclusive;
    free(result);
    return found;
}

static void count_afresh(void)
{
    judged = inconclusive = 0;
    for (unsigned a = 0; a < ALTERNATIVES; a++)
        alternatives_taken[a] = 0;
}

/* The table; how many alternatives were taken less often than they are to be. */
static unsigned print_table(void)
{
    /* A thousand times in a million scenarios of each source. */
    uint64_t enough = scenarios < 1000000 ? scenarios / 1000 : 1000;
    unsigned rare = 0;
    for (unsigned a = 0; a < ALTERNATIVES; a++) {
        print_message("%12" PRIu64 "  %-30s %-24s %s\n", (uint64_t)alternatives_taken[a], alternative_name(a),
                      alternative_citation(a), alternative_words(a));
        rare += alternatives_taken[a] < enough;
    }
    return rare;
}

static void the_most_liberal_one(void **state)
{
    (void)state;
    count_afresh();
    unsigned found = campaign(&tspec_sut_liberal, tspec_source_sweep());
    found += campaign(&tspec_sut_liberal, tspec_source_random(seed));
    found += campaign(&tspec_sut_liberal, source_dialogues());
    assert_int_equal(print_table(), 0);
    assert_int_equal(found, 0);
    assert_in_range(inconclusive, 0, judged / 1000);
}

static void the_most_reluctant_one(void **state)
{
    (void)state;
    count_afresh();
    unsigned found = campaign(&tspec_sut_reluctant, tspec_source_sweep());
    found += campaign(&tspec_sut_reluctant, tspec_source_random(seed));
    found += campaign(&tspec_sut_reluctant, source_dialogues());
    assert_int_equal(found, 0);
    assert_in_range(inconclusive, 0, judged / 1000);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_most_liberal_one),
        cmocka_unit_test(the_most_reluctant_one),
    };
    if (argc > 1)
        scenarios = strtoull(argv[1], NULL, 10);
    if (argc > 2)
        workers = (unsigned)strtoul(argv[2], NULL, 10);
    if (argc > 3)
        seed = strtoull(argv[3], NULL, 10);
    void *shared = tspec_crew_memory(ALTERNATIVES * sizeof *alternatives_taken); /* the campaign forks */
    if (!shared)
        return 1;
    alternatives_taken = shared;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
