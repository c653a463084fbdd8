/* Minimising against questions whose answer can be computed: what comes out still shows it, no event can go,
 * it is as plain as it can be, and minimising it again changes nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "harness/campaign/minimize.h"
#include "harness/scenario/generate.h"
#include "harness/scenario/text.h"

typedef bool question(const struct tspec_scenario *s);

struct asked {
    question *holds;
    unsigned times;
    struct tspec_scenario last_yes;
};

static bool shows(void *context, const struct tspec_scenario *candidate)
{
    struct asked *asked = context;
    asked->times++;
    if (!asked->holds(candidate))
        return false;
    tspec_scenario_copy(&asked->last_yes, candidate);
    return true;
}

static struct asked asked;
static struct tspec_scenario scenario, again, before;
static char text[1 << 15];

static void minimize(question *holds, struct tspec_scenario *s)
{
    const struct tspec_minimize_test test = {&asked, shows};
    asked.holds = holds;
    asked.times = 0;
    assert_true(holds(s));
    assert_true(tspec_minimize(s, &test));
}

static void read(const char *from, struct tspec_scenario *s)
{
    struct tspec_diagnostics diagnostics;
    if (!tspec_scenario_parse(from, strlen(from), s, &diagnostics))
        fail_msg("%s\n%s", from, diagnostics.items[0].message);
}

/* --- questions --- */

static unsigned count(const struct tspec_scenario *s, uint8_t kind)
{
    unsigned n = 0;
    for (unsigned i = 0; i < s->event_count; i++)
        n += s->events[i].kind == kind;
    return n;
}

static unsigned count_call(const struct tspec_scenario *s, uint8_t call)
{
    unsigned n = 0;
    for (unsigned i = 0; i < s->event_count; i++)
        n += s->events[i].kind == TSPEC_EVENT_CALL && s->events[i].call == call;
    return n;
}

static bool two_segments(const struct tspec_scenario *s)
{
    return count(s, TSPEC_EVENT_SEGMENT) >= 2;
}

static bool two_waits(const struct tspec_scenario *s)
{
    return count(s, TSPEC_EVENT_ADVANCE) >= 2;
}

static bool some_event(const struct tspec_scenario *s)
{
    return s->event_count >= 1;
}

/* Neither can go without the other. */
static bool as_many_sends_as_waits(const struct tspec_scenario *s)
{
    return count_call(s, TSPEC_CALL_SEND) == count(s, TSPEC_EVENT_ADVANCE) &&
           count(s, TSPEC_EVENT_SEGMENT) >= 1;
}

static int64_t waited(const struct tspec_scenario *s)
{
    int64_t us = 0;
    for (unsigned i = 0; i < s->event_count; i++)
        if (s->events[i].kind == TSPEC_EVENT_ADVANCE)
            us += s->events[i].span.delta_us;
    return us;
}

static bool waits_three_seconds(const struct tspec_scenario *s)
{
    return waited(s) >= 3000000;
}

static bool waits_63_to_64_seconds(const struct tspec_scenario *s)
{
    return waited(s) >= 63000000 && waited(s) < 64500000;
}

static bool a_fin_with_537_octets(const struct tspec_scenario *s)
{
    for (unsigned i = 0; i < s->event_count; i++)
        if (s->events[i].flags & TSPEC_FIN && s->events[i].payload_octets >= 537)
            return true;
    return false;
}

static bool an_ack_beyond(const struct tspec_scenario *s)
{
    for (unsigned i = 0; i < s->event_count; i++)
        if (s->events[i].kind == TSPEC_EVENT_SEGMENT && s->events[i].ack_given &&
            s->events[i].ack.base == TSPEC_SYMBOL_SND_NXT && s->events[i].ack.delta > 500)
            return true;
    return false;
}

/* The second time something is sent again, it is the SYN. */
static bool syn_comes_again(const struct tspec_scenario *s)
{
    unsigned segments = 0, syns = 0;
    uint8_t flags[TSPEC_SCENARIO_EVENTS_MAX];
    for (unsigned i = 0; i < s->event_count; i++) {
        const struct tspec_event *e = &s->events[i];
        if (e->kind == TSPEC_EVENT_SEGMENT)
            flags[segments++] = e->flags;
        if (e->kind == TSPEC_EVENT_SEGMENT || (e->kind == TSPEC_EVENT_REPLAY && segments > 0))
            syns += e->kind == TSPEC_EVENT_SEGMENT ? e->flags & TSPEC_SYN
                                                   : flags[e->replay % segments] & TSPEC_SYN;
    }
    return syns >= 2 * TSPEC_SYN;
}

static bool replay_of_a_rst_as_replay(const struct tspec_scenario *s)
{
    unsigned segments = 0;
    uint8_t flags[TSPEC_SCENARIO_EVENTS_MAX];
    for (unsigned i = 0; i < s->event_count; i++) {
        const struct tspec_event *e = &s->events[i];
        if (e->kind == TSPEC_EVENT_SEGMENT)
            flags[segments++] = e->flags;
        if (e->kind == TSPEC_EVENT_REPLAY && segments > 0 && flags[e->replay % segments] & TSPEC_RST)
            return true;
    }
    return false;
}

static bool needs_its_settings(const struct tspec_scenario *s)
{
    bool option = false;
    for (unsigned i = 0; i < s->option_count; i++)
        option |= strcmp(s->options[i], "b=2") == 0;
    return option && s->mss >= 600 && s->receive_buffer_bytes >= 2000 && s->iss_set && s->iss > 4000000000u &&
           s->msl_us >= 7000000 && s->seed >= 3;
}

/* --- the table --- */

static const struct {
    const char *name;
    question *holds;
    const char *from, *to;
} rows[] = {
    {"events go, values become plain", two_segments,
     "tcpspec 1\nstack x\nseed 99\niss 5\nmsl 3s\nrcvbuf 2000\n\nlisten() flow 2\n< SEW 77(0) win 3 <mss "
     "900,nop,nop,sackOK> flow 2\n+0.5\naccept() = OK flow 2\n< FP. RCV.NXT+RCV.WND-7(12) ack SND.UNA+3 urg "
     "9 "
     "reserved 4 tag 2 flow 2 damage checksum\nclose() flow 2\n",
     "tcpspec 1\nstack x\n\n< . RCV.NXT(0) ack SND.NXT\n< . RCV.NXT(0) ack SND.NXT\n"},
    {"one is left", some_event, "tcpspec 1\n\nlisten()\n+7\nsend(12345)\n", "tcpspec 1\n\n+0.001\n"},
    {"pairs go together", as_many_sends_as_waits,
     "tcpspec 1\n\nsend(1)\n< S 0(0)\n+1\nrecv(9)\nsend(2)\n+2\nsend(3)\n+3\n",
     "tcpspec 1\n\n< . RCV.NXT(0) ack SND.NXT\n"},
    {"waits add up and become round", waits_three_seconds,
     "tcpspec 1\n\nlisten()\n+1.5\nclose()\n+0.25\n+1.25\n", "tcpspec 1\n\n+10\n"},
    {"else they have few digits", waits_63_to_64_seconds, "tcpspec 1\n\n+1.7\nlisten()\n+61.912345\n",
     "tcpspec 1\n\n+63\n"},
    {"a round size that will do", a_fin_with_537_octets,
     "tcpspec 1\n\nlisten()\n< FP. IRS+9(1411) ack SND.NXT+4 tag 3\n",
     "tcpspec 1\n\n< F. RCV.NXT(1000) ack SND.NXT\n"},
    {"else the smallest", a_fin_with_537_octets,
     "tcpspec 1\n\nlisten()\n< FP. IRS+9(999) ack SND.NXT+4 tag 3\n",
     "tcpspec 1\n\n< F. RCV.NXT(537) ack SND.NXT\n"},
    {"a round distance", an_ack_beyond, "tcpspec 1\n\n< . RCV.NXT(0) ack SND.NXT+54321\n",
     "tcpspec 1\n\n< . RCV.NXT(0) ack SND.NXT+1000\n"},
    {"segments instead of replays", syn_comes_again,
     "tcpspec 1\n\n< . 1(0) ack 0\n< S 7(0)\n< R 5(0)\nreplay 5\n", "tcpspec 1\n\n< S 0(0)\n< S 0(0)\n"},
    {"replays keep what they send again", replay_of_a_rst_as_replay,
     "tcpspec 1\n\n< . 1(0) ack 0\n< S 7(0)\n< R 5(0)\n< F 1(0)\nreplay 3\n",
     "tcpspec 1\n\n< R RCV.NXT(0)\nreplay 1\n"},
    {"settings that are needed stay, as plain as they can", needs_its_settings,
     "tcpspec 1\nstack s\noption a=1\noption b=2\noption c=3\nseed 123456789\niss 4111111111\nmsl "
     "9123456us\nsettle 7s\nrcvbuf 20001\nsndbuf 9999\nmss 1460\nmtu 1600\n\nlisten()\n",
     "tcpspec 1\nstack s\noption b=2\nseed 3\niss 4294967295\nmsl 10s\nrcvbuf 10000\nmss 1000\n"},
};

static void as_plain_as_can_be(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        read(rows[i].from, &scenario);
        minimize(rows[i].holds, &scenario);
        tspec_scenario_print(&scenario, text, sizeof text);
        if (strcmp(text, rows[i].to) != 0)
            fail_msg("%s:\n%sexpected\n%s", rows[i].name, text, rows[i].to);
    }
}

/* Everything that is said of a minimal scenario, on what chance makes. */
static void check(question *holds)
{
    minimize(holds, &scenario);
    assert_true(holds(&scenario));
    assert_true(asked.times < 3000);
    if (asked.times > 0 && !tspec_scenario_equal(&scenario, &before))
        assert_true(tspec_scenario_equal(&scenario, &asked.last_yes));
    for (unsigned gone = 0; gone < scenario.event_count; gone++) {
        tspec_scenario_copy(&again, &scenario);
        memmove(&again.events[gone], &again.events[gone + 1],
                (--again.event_count - gone) * sizeof again.events[0]);
        assert_false(holds(&again));
    }
    tspec_scenario_copy(&again, &scenario);
    minimize(holds, &again);
    assert_true(tspec_scenario_equal(&again, &scenario));
    /* Normal form: what is printed is what was meant. */
    tspec_scenario_print(&scenario, text, sizeof text);
    read(text, &again);
    assert_true(tspec_scenario_equal(&again, &scenario));
}

static void minimal_in_the_strict_sense(void **state)
{
    (void)state;
    static question *const questions[] = {
        two_segments,  some_event,      as_many_sends_as_waits, two_waits,
        an_ack_beyond, syn_comes_again, a_fin_with_537_octets,  replay_of_a_rst_as_replay};
    unsigned met[sizeof questions / sizeof questions[0]] = {0};
    for (unsigned seed = 0; seed < 4000; seed++)
        for (size_t q = 0; q < sizeof questions / sizeof questions[0]; q++) {
            tspec_scenario_generate(seed, &scenario);
            tspec_scenario_copy(&before, &scenario);
            if (met[q] == 60 || !questions[q](&scenario))
                continue;
            met[q]++;
            check(questions[q]);
        }
    for (size_t q = 0; q < sizeof questions / sizeof questions[0]; q++)
        if (met[q] < 10)
            fail_msg("question %zu was met %u times", q, met[q]);
}

/* The fullest of scenarios: 256 events, and it ends soon. */
static void the_longest(void **state)
{
    (void)state;
    struct tspec_random random;
    tspec_random_init(&random, 1);
    tspec_scenario_init(&scenario);
    while (scenario.event_count < TSPEC_SCENARIO_EVENTS_MAX)
        tspec_event_generate(tspec_scenario_add(&scenario, TSPEC_EVENT_SEGMENT), 0, &random);
    tspec_scenario_copy(&before, &scenario);
    check(two_segments);
    assert_int_equal(scenario.event_count, 2);
}

/* Who says no to everything from now on gets the best so far. */
static unsigned patience;
static bool two_segments_for_a_while(const struct tspec_scenario *s)
{
    return patience > 0 && patience-- > 0 && two_segments(s);
}

static void a_search_can_be_cut_short(void **state)
{
    (void)state;
    for (unsigned times = 1; times < 40; times++) {
        unsigned seed = 0;
        do
            tspec_scenario_generate(seed++, &scenario);
        while (scenario.event_count < 50);
        tspec_scenario_copy(&before, &scenario);
        tspec_scenario_copy(&asked.last_yes, &scenario);
        patience = times + 1;
        minimize(two_segments_for_a_while, &scenario);
        assert_true(two_segments(&scenario));
        assert_true(scenario.event_count <= before.event_count);
        assert_true(tspec_scenario_equal(&scenario, &asked.last_yes));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_plain_as_can_be),
        cmocka_unit_test(minimal_in_the_strict_sense),
        cmocka_unit_test(the_longest),
        cmocka_unit_test(a_search_can_be_cut_short),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
