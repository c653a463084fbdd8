/* Generation and mutation: determinism, lengths, and variety, as a histogram whose bins must not be empty. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>
#include "harness/scenario/generate.h"
#include "harness/scenario/mutate.h"
#include "harness/scenario/text.h"
#include "harness/profile.h"
#include "harness/scenario/widen.h"

enum { SCENARIOS = 3000 };
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static struct tspec_scenario scenario, other;

struct histogram {
    unsigned kinds[TSPEC_EVENT_KIND_COUNT], flags[256], calls[TSPEC_CALL_COUNT], damages[TSPEC_DAMAGE_COUNT],
        tags[4], flows[TSPEC_FLOWS], lengths[TSPEC_GENERATE_EVENTS_MAX + 1], quanta[TSPEC_QUANTUM_COUNT];
    unsigned seq_bases[TSPEC_SYMBOL_COUNT], ack_bases[TSPEC_SYMBOL_COUNT];
    unsigned events, with_options, with_reserved, with_urgent, large, on_listener;
    unsigned iss_near_wrap, iss_near_half, small_receive_buffers, zero_windows, listens_first, connects_first;
};

static void count_event(struct histogram *h, const struct tspec_event *e)
{
    h->events++;
    h->kinds[e->kind]++;
    if (e->kind == TSPEC_EVENT_CALL) {
        h->calls[e->call]++;
        h->on_listener += e->on_listener;
    }
    if (e->kind == TSPEC_EVENT_ADVANCE)
        h->quanta[e->span.quantum]++;
    if (e->kind != TSPEC_EVENT_SEGMENT)
        return;
    h->flags[e->flags]++;
    h->damages[e->damage]++;
    h->tags[e->tag]++;
    h->flows[e->flow]++;
    h->seq_bases[e->seq.base]++;
    h->ack_bases[e->ack.base] += e->ack_given;
    h->with_options += e->options_bytes > 0;
    h->with_reserved += e->reserved > 0;
    h->with_urgent += e->urgent > 0;
    h->large += e->payload_octets > 5000;
    h->zero_windows += e->window_given && e->window.base == TSPEC_SYMBOL_ZERO && e->window.delta == 0;
}

static void count_scenario(struct histogram *h, const struct tspec_scenario *s)
{
    h->lengths[s->event_count]++;
    h->iss_near_wrap += s->iss_set && s->iss > 0xffffffff - 3000;
    h->iss_near_half += s->iss_set && s->iss - 0x7fffffffu + 3000 < 6000;
    h->small_receive_buffers += s->receive_buffer_bytes > 0 && s->receive_buffer_bytes < 3000;
    h->listens_first += s->events[0].kind == TSPEC_EVENT_CALL && s->events[0].call == TSPEC_CALL_OPEN_PASSIVE;
    h->connects_first += s->events[0].kind == TSPEC_EVENT_CALL && s->events[0].call == TSPEC_CALL_OPEN_ACTIVE;
    for (unsigned i = 0; i < s->event_count; i++)
        count_event(h, &s->events[i]);
}

static void at_least(const char *what, const unsigned *bins, unsigned count, unsigned least)
{
    for (unsigned i = 0; i < count; i++)
        if (bins[i] < least)
            fail_msg("%s, bin %u: %u, not %u at least", what, i, bins[i], least);
}

static void generation_reaches_variety(void **state)
{
    (void)state;
    static struct histogram h;
    for (uint64_t seed = 0; seed < SCENARIOS; seed++) {
        tspec_scenario_generate(seed, &scenario);
        assert_in_range(scenario.event_count, 1, TSPEC_GENERATE_EVENTS_MAX);
        count_scenario(&h, &scenario);
    }
    at_least("kinds", h.kinds, TSPEC_EVENT_ICMP, h.events / 100);
    for (unsigned kind = TSPEC_EVENT_ICMP; kind < TSPEC_EVENT_KIND_COUNT; kind++)
        assert_int_equal(h.kinds[kind], 0);
    at_least("flags", h.flags, 64, 5);
    at_least("calls", h.calls, TSPEC_CALL_SET, SCENARIOS / 20);
    assert_int_equal(h.calls[TSPEC_CALL_SET], 0); /* widen.h */
    at_least("damages", h.damages, TSPEC_DAMAGE_COUNT, SCENARIOS / 100);
    at_least("tags", h.tags, 4, SCENARIOS / 5);
    at_least("flows", h.flows, 2, SCENARIOS / 10);
    assert_true(h.flows[0] > 5 * h.flows[1]);
    at_least("lengths", h.lengths + 1, TSPEC_GENERATE_EVENTS_MAX, 1);
    at_least("quanta", h.quanta, TSPEC_QUANTUM_COUNT, SCENARIOS / 20);
    static const enum tspec_symbol seqs[] = {TSPEC_SYMBOL_ZERO, TSPEC_SYMBOL_IRS, TSPEC_SYMBOL_RCV_NXT,
                                             TSPEC_SYMBOL_SND_NXT},
                                   acks[] = {TSPEC_SYMBOL_ZERO, TSPEC_SYMBOL_ISS, TSPEC_SYMBOL_SND_UNA,
                                             TSPEC_SYMBOL_SND_NXT, TSPEC_SYMBOL_RCV_NXT};
    for (unsigned i = 0; i < COUNT(seqs); i++)
        at_least(tspec_symbol_name(seqs[i]), &h.seq_bases[seqs[i]], 1, SCENARIOS / 20);
    for (unsigned i = 0; i < COUNT(acks); i++)
        at_least(tspec_symbol_name(acks[i]), &h.ack_bases[acks[i]], 1, SCENARIOS / 20);
    const unsigned rare[] = {h.with_options, h.with_reserved, h.with_urgent,   h.large,
                             h.on_listener,  h.iss_near_wrap, h.iss_near_half, h.small_receive_buffers,
                             h.zero_windows, h.listens_first, h.connects_first};
    at_least("rare things", rare, COUNT(rare), SCENARIOS / 50);
}

static void the_seed_decides(void **state)
{
    (void)state;
    unsigned same = 0;
    for (uint64_t seed = 0; seed < 500; seed++) {
        memset(&scenario, 0xaa, sizeof scenario);
        memset(&other, 0x55, sizeof other);
        tspec_scenario_generate(seed, &scenario);
        tspec_scenario_generate(seed, &other);
        assert_true(tspec_scenario_equal(&scenario, &other));
        tspec_scenario_generate(seed + 1, &other);
        same += tspec_scenario_equal(&scenario, &other);
    }
    assert_int_equal(same, 0);
}

/* The numbers are those of the algorithm, on every machine. */
static void random_numbers_do_not_change(void **state)
{
    (void)state;
    struct tspec_random random;
    tspec_random_init(&random, 42);
    uint32_t sum = 0;
    for (unsigned i = 0; i < 1000; i++)
        sum = sum * 31 + tspec_random_next(&random);
    assert_int_equal(sum, 0xf76cdfd4);
    for (unsigned i = 0; i < 1000; i++) {
        assert_in_range(tspec_random_below(&random, 7), 0, 6);
        assert_in_range(tspec_random_between(&random, -3, 3) + 3, 0, 6);
    }
}

static void every_state_has_its_roads(void **state)
{
    (void)state;
    struct tspec_random random;
    tspec_random_init(&random, 1);
    for (unsigned s = 0; s < TSPEC_STATE_COUNT; s++) {
        assert_in_range(tspec_road_count((enum tspec_state)s), 1, 9);
        for (unsigned road = 0; road < tspec_road_count((enum tspec_state)s); road++) {
            tspec_scenario_init(&scenario);
            tspec_road_append(&scenario, 1, (enum tspec_state)s, road, &random);
            assert_in_range(scenario.event_count, s != TSPEC_CLOSED, 8);
            for (unsigned i = 0; i < scenario.event_count; i++)
                assert_int_equal(scenario.events[i].flow, 1);
            for (unsigned before = 0; before < road; before++) { /* no two are the same */
                tspec_scenario_init(&other);
                tspec_road_append(&other, 1, (enum tspec_state)s, before, &random);
                bool same = other.event_count == scenario.event_count;
                for (unsigned i = 0; same && i < other.event_count; i++)
                    same = other.events[i].kind == scenario.events[i].kind &&
                           other.events[i].call == scenario.events[i].call &&
                           other.events[i].flags == scenario.events[i].flags;
                assert_false(same);
            }
        }
    }
}

/* Each way of mutating does what it says to the number of events, and changes something nearly always. */
static void mutations_do_what_they_say(void **state)
{
    (void)state;
    static struct tspec_scenario before, donor;
    static unsigned fitted[TSPEC_MUTATION_COUNT], changed[TSPEC_MUTATION_COUNT];
    enum { MOST = 30, TRIES = 9000 };
    struct tspec_random random;
    tspec_random_init(&random, 5);
    for (unsigned i = 0; i < TRIES; i++) {
        enum tspec_mutation mutation = (enum tspec_mutation)(i % TSPEC_MUTATION_COUNT);
        do
            tspec_scenario_generate(tspec_random_next(&random), &before);
        while (before.event_count > MOST);
        tspec_scenario_generate(i, &donor);
        tspec_scenario_copy(&scenario, &before);
        bool fits = tspec_scenario_mutate_by(&scenario, mutation, &donor, MOST, &random);
        bool same = tspec_scenario_equal(&before, &scenario);
        int more = (int)scenario.event_count - (int)before.event_count;
        assert_in_range(scenario.event_count, 1, MOST);
        assert_true(fits || same);
        fitted[mutation] += fits;
        changed[mutation] += !same;
        if (!fits)
            continue;
        if (mutation == TSPEC_MUTATION_INSERT || mutation == TSPEC_MUTATION_DUPLICATE)
            assert_int_equal(more, 1);
        else if (mutation == TSPEC_MUTATION_DELETE)
            assert_true(more < 0);
        else if (mutation != TSPEC_MUTATION_SPLICE && mutation != TSPEC_MUTATION_AIM)
            assert_int_equal(more, 0);
    }
    at_least("fitted", fitted, TSPEC_MUTATION_COUNT, TRIES / TSPEC_MUTATION_COUNT / 3);
    at_least("changed", changed, TSPEC_MUTATION_COUNT, TRIES / TSPEC_MUTATION_COUNT / 3);
}

static void the_smallest_scenarios_mutate_too(void **state)
{
    (void)state;
    struct tspec_random random;
    tspec_random_init(&random, 6);
    tspec_scenario_init(&scenario);
    for (unsigned i = 0; i < 2000; i++) {
        tspec_scenario_mutate(&scenario, NULL, 1 + i % 3, &random);
        if (scenario.event_count > 1 + i % 3)
            scenario.event_count = 1;
        if (i % 10 == 0)
            tspec_scenario_init(&scenario);
    }
}

/* What a capability brings, counted; more bits of the profile than there are words for change nothing. */
struct words {
    unsigned settings[TSPEC_SETTING_COUNT], urgent, push, more, addresses[TSPEC_ADDRESS_COUNT],
        icmps[TSPEC_ICMP_COUNT], ip_options, ipv6;
};

static void count_words(struct words *w, const struct tspec_scenario *s)
{
    w->ipv6 += s->ip_version == 6;
    for (unsigned i = 0; i < s->event_count; i++) {
        const struct tspec_event *e = &s->events[i];
        bool opens = e->call == TSPEC_CALL_OPEN_ACTIVE || e->call == TSPEC_CALL_OPEN_PASSIVE;
        if (e->kind == TSPEC_EVENT_CALL && e->call == TSPEC_CALL_SET)
            w->settings[e->setting]++;
        else if (e->kind == TSPEC_EVENT_CALL && opens)
            w->addresses[e->address]++;
        w->urgent += e->urgent_send;
        w->push += e->push;
        w->more += e->more;
        w->ip_options += e->ip_options_bytes > 0;
        if (e->kind == TSPEC_EVENT_ICMP)
            w->icmps[e->icmp]++;
    }
}

static void widening_brings_what_the_stack_can_do_and_no_more(void **state)
{
    (void)state;
    enum {
        NEW_WORDS = TSPEC_CAN_SET | TSPEC_CAN_URGENT | TSPEC_CAN_PUSH | TSPEC_CAN_ADDRESS | TSPEC_CAN_ICMP |
                    TSPEC_CAN_IP_OPTIONS | TSPEC_CAN_IPV6
    };
    for (uint32_t can = 0; can <= NEW_WORDS; can = can == 0 ? TSPEC_CAN_SET : can << 1) {
        struct words w = {0};
        for (uint64_t seed = 0; seed < SCENARIOS; seed++) {
            struct tspec_random random;
            tspec_random_init(&random, seed);
            tspec_scenario_generate(seed, &other);
            tspec_scenario_copy(&scenario, &other);
            tspec_scenario_widen(&scenario, can | ~(uint32_t)NEW_WORDS, &random);
            assert_true(can != 0 || tspec_scenario_equal(&scenario, &other));
            assert_in_range(scenario.event_count, other.event_count, TSPEC_GENERATE_EVENTS_MAX);
            for (unsigned i = 0; i < scenario.event_count; i++) {
                struct tspec_event normal = scenario.events[i];
                tspec_event_normalize(&normal);
                assert_true(tspec_event_equal(&normal, &scenario.events[i]));
            }
            count_words(&w, &scenario);
        }
        const struct {
            uint32_t needs;
            const unsigned *counts;
            unsigned bins;
        } rows[] = {
            {TSPEC_CAN_SET, w.settings, TSPEC_SETTING_COUNT},
            {TSPEC_CAN_URGENT, &w.urgent, 1},
            {TSPEC_CAN_PUSH, &w.push, 1},
            {TSPEC_CAN_PUSH, &w.more, 1},
            {TSPEC_CAN_ADDRESS, w.addresses + 1, TSPEC_ADDRESS_COUNT - 1},
            {TSPEC_CAN_ICMP, w.icmps, TSPEC_ICMP_COUNT},
            {TSPEC_CAN_IP_OPTIONS, &w.ip_options, 1},
            {TSPEC_CAN_IPV6, &w.ipv6, 1},
        };
        for (unsigned i = 0; i < COUNT(rows); i++)
            for (unsigned bin = 0; bin < rows[i].bins; bin++)
                assert_in_range(rows[i].counts[bin], can == rows[i].needs ? SCENARIOS / 100 : 0,
                                can == rows[i].needs ? UINT32_MAX : 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(generation_reaches_variety),
        cmocka_unit_test(widening_brings_what_the_stack_can_do_and_no_more),
        cmocka_unit_test(the_seed_decides),
        cmocka_unit_test(random_numbers_do_not_change),
        cmocka_unit_test(every_state_has_its_roads),
        cmocka_unit_test(mutations_do_what_they_say),
        cmocka_unit_test(the_smallest_scenarios_mutate_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
