/* The engine and the model were written apart from one text. Where they differ one of them is wrong; so they
 * may not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

#include "harness/campaign/campaign.h"
#include "harness/scenario/text.h"

enum { RANDOM_SCENARIOS = 20000, SWEPT_WITH_OPTIONS = 6000, SEED = 1 };

/* The engine takes another of the ways the RFC leaves open, and says so. */
enum { OPTIONS_MAX = 4 };
static const char *const as_usual[] = {NULL};
static const char *const otherwise[][OPTIONS_MAX] = {
    {"rfc5961=off"},
    {"rfc5961_rst=off"},
    {"rfc5961_syn=off"},
    {"rfc5961_ack=off"},
    {"rfc1337=on"},
    {"rfc6191=off"},
    {"rfc6191=off", "rfc5961_syn=off"},
    {"time_wait_restart=off"},
    {"abort_rst_ack=on"},
    {"half_duplex_close=off"},
    {"syn_ack_at_irs=off"},
    {"hold_out_of_order=off"},
    {"delayed_acks=off"},
    {"delayed_ack_ms=499"},
    {"listener=moving"},
    {"listener=moving", "rfc5961=off"},
    {"rto_min_ms=200"},
    {"user_timeout_ms=0", "syn_timeout_ms=0"},
    {"hold_out_of_order=off", "rfc5961=off", "half_duplex_close=off"},
};

/* Where they once differed, and chance seldom comes. */
static const char *const differed[] = {
    /* A listener that moved and came back; an OPEN of its own on that flow leaves it in LISTEN. */
    "tcpspec 1\noption listener=moving\nlisten()\n< S 1000(0) win 65535\n< R RCV.NXT(0)\nconnect()\n"
    "listener.status() = OK(LISTEN)\nabort()\n",
    /* RFC 793 without RFC 6191: a SYN left of the window is trimmed in TIME-WAIT too, its text ignored. */
    "tcpspec 1\noption rfc6191=off\noption rfc5961_syn=off\nconnect()\n< S. 1000(0) ack SND.NXT\nshutdown()\n"
    "< F. RCV.NXT(0) ack SND.NXT\n< S. RCV.NXT-2(10) ack SND.NXT\n",
};

static uint64_t clock_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

static void print_findings(const struct tspec_findings *findings)
{
    static char text[1 << 16];
    static struct tspec_scenario scenario;
    for (unsigned i = 0; i < findings->count && i < 5; i++) {
        const struct tspec_found *found = &findings->items[i];
        tspec_findings_scenario(findings, i, &scenario);
        tspec_scenario_print(&scenario, text, sizeof text);
        print_message("%s: expected %s, observed %s\n%s\n", tspec_check_at(found->finding.check)->id,
                      found->finding.expected, found->finding.observed, text);
    }
}

/* `options` end with NULL. */
static void no_difference(struct tspec_source source, uint64_t execs, const char *const *options)
{
    char error[256];
    struct tspec_campaign_result *result = malloc(sizeof *result);
    struct tspec_campaign_options campaign = {.stack = tspec_sut_find("engine"),
                                              .source = &source,
                                              .execs = execs,
                                              .options = options,
                                              .workers = 2,
                                              .clock_us = clock_us};
    while (options[campaign.option_count] != NULL)
        campaign.option_count++;
    assert_non_null(result);
    assert_non_null(campaign.stack);
    assert_true(tspec_campaign_run(&campaign, result, error, sizeof error));
    print_findings(&result->findings);
    assert_int_equal(result->findings.count, 0);
    assert_int_equal(result->not_judged, 0);
    assert_int_equal(result->inconclusive, 0);
    assert_true(result->scenarios == (execs != 0 ? execs : source.count));
    free(result);
}

static void in_the_whole_sweep(void **state)
{
    (void)state;
    no_difference(tspec_source_sweep(), 0, as_usual);
}

static void in_a_part_of_the_sweep_with_options(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof otherwise / sizeof otherwise[0]; i++)
        no_difference(tspec_source_sweep(), SWEPT_WITH_OPTIONS, otherwise[i]);
}

static void where_they_differed(void **state)
{
    (void)state;
    static struct tspec_scenario scenario;
    static struct tspec_diagnostics diagnostics;
    for (size_t i = 0; i < sizeof differed / sizeof differed[0]; i++) {
        assert_true(tspec_scenario_parse(differed[i], strlen(differed[i]), &scenario, &diagnostics));
        no_difference(tspec_source_list(&scenario, 1), 0, as_usual);
    }
}

static void in_scenarios_by_chance(void **state)
{
    (void)state;
    no_difference(tspec_source_random(SEED), RANDOM_SCENARIOS, as_usual);
}

/* The RFC's one control block that LISTEN and the connection share, several of them at once too (3.9.1.1). */
static void where_the_listener_moves(void **state)
{
    (void)state;
    static const char *const moving[] = {"listener=moving", NULL};
    no_difference(tspec_source_random(SEED), RANDOM_SCENARIOS, moving);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(in_the_whole_sweep),
        cmocka_unit_test(in_a_part_of_the_sweep_with_options),
        cmocka_unit_test(where_they_differed),
        cmocka_unit_test(in_scenarios_by_chance),
        cmocka_unit_test(where_the_listener_moves),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
