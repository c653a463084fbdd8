/* Lossless both ways: what is printed or encoded and read again is the same scenario, whatever its origin. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>
#include "harness/scenario/binary.h"
#include "harness/scenario/generate.h"
#include "harness/scenario/mutate.h"
#include "harness/scenario/text.h"
#include "harness/profile.h"
#include "harness/scenario/widen.h"

enum { GENERATED = 4000, STRINGS = 4000, TEXT_MAX = 1 << 17 };

static struct tspec_scenario first, second;
static struct tspec_diagnostics diagnostics;
static char text[TEXT_MAX], again[TEXT_MAX];
static uint8_t octets[TSPEC_BINARY_MAX], octets_again[TSPEC_BINARY_MAX];

/* Adds what the generator leaves out: header names, expectations and stated results. */
static void embellish(struct tspec_scenario *s, struct tspec_random *random)
{
    if (tspec_random_percent(random, 50))
        strcpy(s->stack, "lwip");
    s->option_count = tspec_random_below(random, 3);
    for (unsigned i = 0; i < s->option_count; i++)
        strcpy(s->options[i], i ? "a=" : "rfc5961=0");
    s->mtu = (uint16_t)tspec_random_below(random, 2000);
    if (tspec_random_percent(random, 20)) {
        strcpy(s->peer, "engine");
        s->peer_option_count = tspec_random_below(random, 3);
        for (unsigned i = 0; i < s->peer_option_count; i++)
            strcpy(s->peer_options[i], i ? "rfc5961=1" : "b=2");
        s->latency_us = tspec_random_below(random, 3) * UINT64_C(1000);
    }
    for (unsigned i = 0; i < s->event_count; i++) {
        struct tspec_event *e = &s->events[i];
        e->expect_result = (int16_t)tspec_random_between(random, -1, TSPEC_RESULT_COUNT - 1);
        e->expect_octets = tspec_random_between(random, -1, 100);
        e->expect_state = (int16_t)tspec_random_between(random, -1, TSPEC_STATE_COUNT - 1);
        e->signal = (uint8_t)tspec_random_next(random);
        e->icmp = (uint8_t)tspec_random_next(random);
        e->mtu = (uint16_t)tspec_random_next(random);
        e->ttl = (uint8_t)tspec_random_below(random, 3);
        e->ds = (uint8_t)tspec_random_below(random, 3);
        e->ds_given = tspec_random_percent(random, 50);
        if (tspec_random_percent(random, 25)) {
            e->kind = (uint8_t)tspec_random_below(random, TSPEC_EVENT_KIND_COUNT);
            e->seq_given = tspec_random_percent(random, 50);
            e->ack_given = tspec_random_percent(random, 50);
            for (unsigned k = 0; k < sizeof e->options; k++)
                e->options[k] = (uint8_t)tspec_random_below(random, 12);
            e->options_bytes = (uint8_t)tspec_random_below(random, 48);
            for (unsigned k = 0; k < sizeof e->ip_options; k++)
                e->ip_options[k] = (uint8_t)tspec_random_below(random, 12);
            e->ip_options_bytes = (uint8_t)tspec_random_below(random, 48);
            e->span =
                (struct tspec_span){.quantum = (uint8_t)tspec_random_next(random),
                                    .units = (uint8_t)tspec_random_next(random),
                                    .delta_us = (int64_t)tspec_random_next(random) * (1 - 2 * (int)(i % 2))};
        }
        e->peer = s->peer[0] && tspec_random_percent(random, 50);
        e->fate = (uint8_t)tspec_random_next(random);
        e->nth = (uint16_t)tspec_random_below(random, 4);
        tspec_event_normalize(e);
        if (!tspec_event_fits(s, e))
            e->kind = s->peer[0] ? TSPEC_EVENT_NETWORK : TSPEC_EVENT_SEGMENT;
        tspec_event_normalize(e);
    }
}

static void check_text(const struct tspec_scenario *s)
{
    size_t length = tspec_scenario_print(s, text, sizeof text), formatted;
    assert_true(length < sizeof text);
    if (!tspec_scenario_parse(text, length, &second, &diagnostics)) {
        tspec_diagnostic_print(&diagnostics.items[0], "text", text, length, again, sizeof again);
        fail_msg("%s", again);
    }
    assert_true(tspec_scenario_equal(s, &second));
    assert_true(tspec_scenario_format(text, length, again, sizeof again, &formatted, &diagnostics));
    assert_string_equal(text, again);
    assert_int_equal(formatted, length);
}

static void check_saved(const struct tspec_scenario *s)
{
    size_t place, bytes = tspec_binary_save(s, octets, sizeof octets);
    assert_in_range(bytes, 64, sizeof octets);
    assert_int_equal(tspec_binary_load(octets, bytes, &second, &place), TSPEC_BINARY_OK);
    assert_true(tspec_scenario_equal(s, &second));
    assert_int_equal(tspec_binary_save(&second, octets_again, sizeof octets_again), bytes);
    assert_memory_equal(octets, octets_again, bytes);
    assert_int_equal(tspec_binary_save(s, octets_again, bytes - 1), 0);
}

static void check_fuzz(const struct tspec_scenario *s)
{
    size_t bytes = tspec_fuzz_encode(s, octets, sizeof octets);
    assert_in_range(bytes, TSPEC_FUZZ_HEADER_BYTES, sizeof octets);
    tspec_fuzz_decode(octets, bytes, &second);
    assert_true(tspec_scenario_equal(s, &second));
    assert_int_equal(tspec_fuzz_encode(s, octets_again, bytes - 1), 0);
}

static void generated_scenarios_survive_every_form(void **state)
{
    (void)state;
    for (unsigned seed = 0; seed < GENERATED; seed++) {
        struct tspec_random random;
        tspec_random_init(&random, seed);
        tspec_scenario_generate(seed, &first);
        check_text(&first);
        check_saved(&first);
        check_fuzz(&first);
        tspec_scenario_widen(&first, ~(uint32_t)TSPEC_CAN_IPV6, &random); /* the fuzz form has no version */
        check_text(&first);
        check_saved(&first);
        check_fuzz(&first);
        embellish(&first, &random);
        check_text(&first);
        check_saved(&first);
    }
}

static void every_byte_string_is_a_scenario(void **state)
{
    (void)state;
    static uint8_t bytes[4096];
    for (unsigned i = 0; i < STRINGS; i++) {
        struct tspec_random random;
        tspec_random_init(&random, i);
        size_t count = i % 65; /* all short lengths many times, and some long ones */
        if (i % 8 == 0)
            count = tspec_random_below(&random, sizeof bytes);
        for (size_t k = 0; k < count; k++)
            bytes[k] = (uint8_t)tspec_random_next(&random);
        if (count > 1 && i % 3)
            bytes[0] = 0; /* a count that is seldom above the records there are */
        tspec_fuzz_decode(count ? bytes : NULL, count, &first);
        check_text(&first);
        check_saved(&first);
        check_fuzz(&first);
    }
}

/* A cut fuzz form runs: it is the beginning of the whole, and the event at the cut is some event. */
static void a_cut_fuzz_form_is_the_beginning_of_the_whole(void **state)
{
    (void)state;
    tspec_scenario_generate(11, &first);
    assert_in_range(first.event_count, 5, TSPEC_GENERATE_EVENTS_MAX);
    size_t bytes = tspec_fuzz_encode(&first, octets, sizeof octets);
    for (size_t cut = 0; cut <= bytes; cut++) {
        tspec_fuzz_decode(octets, cut, &second);
        size_t whole =
            cut < TSPEC_FUZZ_HEADER_BYTES ? 0 : (cut - TSPEC_FUZZ_HEADER_BYTES) / TSPEC_RECORD_BYTES;
        assert_in_range(second.event_count, whole < first.event_count ? whole : first.event_count,
                        first.event_count);
        for (unsigned i = 0; i < whole && i < first.event_count; i++)
            if (first.events[i].options_bytes == 0 && first.events[i].ip_options_bytes == 0)
                assert_true(tspec_event_equal(&first.events[i], &second.events[i]));
    }
}

/* Records stand at fixed places: the head of one string and the records of another make the other's events.
 */
static void crossover_at_record_borders_keeps_events(void **state)
{
    (void)state;
    static struct tspec_scenario other;
    tspec_scenario_generate(3, &first);
    tspec_scenario_generate(4, &other);
    tspec_fuzz_encode(&first, octets, sizeof octets);
    tspec_fuzz_encode(&other, octets_again, sizeof octets_again);
    memcpy(octets + TSPEC_FUZZ_HEADER_BYTES, octets_again + TSPEC_FUZZ_HEADER_BYTES, TSPEC_RECORD_BYTES);
    tspec_fuzz_decode(octets, sizeof octets, &second);
    struct tspec_event want = other.events[0];
    want.options_bytes = second.events[0].options_bytes = 0;
    assert_true(tspec_event_equal(&second.events[0], &want));
    assert_int_equal(second.event_count, first.event_count);
}

static void the_largest_scenario_fits(void **state)
{
    (void)state;
    struct tspec_random random;
    tspec_random_init(&random, 3);
    tspec_scenario_init(&first);
    while (first.event_count < TSPEC_SCENARIO_EVENTS_MAX) {
        struct tspec_event *e = tspec_scenario_add(&first, TSPEC_EVENT_SEGMENT);
        e->options_bytes = TSPEC_OPTIONS_MAX;
        e->ip_options_bytes = TSPEC_IP_OPTIONS_MAX;
        for (unsigned i = 0; i < TSPEC_OPTIONS_MAX; i++)
            e->options[i] = (uint8_t)tspec_random_next(&random);
        for (unsigned i = 0; i < TSPEC_IP_OPTIONS_MAX; i++)
            e->ip_options[i] = (uint8_t)tspec_random_next(&random);
    }
    assert_null(tspec_scenario_add(&first, TSPEC_EVENT_CALL));
    check_text(&first);
    check_saved(&first);
    check_fuzz(&first);
}

static void mutations_keep_the_normal_form(void **state)
{
    (void)state;
    static struct tspec_scenario other;
    struct tspec_random random;
    tspec_random_init(&random, 1);
    tspec_scenario_generate(1, &first);
    for (unsigned i = 0; i < GENERATED; i++) {
        tspec_scenario_generate(i, &other);
        tspec_scenario_mutate(&first, &other, 40, &random);
        assert_in_range(first.event_count, 1, 60);
        check_text(&first);
        check_saved(&first);
        if (i % 50 == 0)
            tspec_scenario_generate(i, &first);
    }
}

static void broken_saved_forms_are_refused(void **state)
{
    (void)state;
    size_t place, bytes;
    tspec_scenario_generate(7, &first);
    first.events[0] = (struct tspec_event){.kind = TSPEC_EVENT_SEGMENT, .options_bytes = 4};
    tspec_event_normalize(&first.events[0]);
    bytes = tspec_binary_save(&first, octets, sizeof octets);
    assert_true(tspec_binary_is_saved(octets, bytes));
    for (size_t cut = 0; cut < bytes; cut++) {
        enum tspec_binary_status status = tspec_binary_load(octets, cut, &second, &place);
        assert_int_equal(status, cut < 4 ? TSPEC_BINARY_MAGIC : TSPEC_BINARY_TRUNCATED);
        assert_in_range(place, 0, cut);
    }
    octets[bytes] = 0;
    assert_int_equal(tspec_binary_load(octets, bytes + 1, &second, &place), TSPEC_BINARY_EXCESS);
    assert_int_equal(place, bytes);
    static const struct {
        size_t at;
        uint8_t value;
        enum tspec_binary_status status;
    } edits[] = {
        {0, 't', TSPEC_BINARY_MAGIC}, {4, 1, TSPEC_BINARY_VERSION}, {5, 5, TSPEC_BINARY_RANGE},
        {6, 2, TSPEC_BINARY_RANGE},   {7, 1, TSPEC_BINARY_RANGE},   {16, 1, TSPEC_BINARY_RANGE},
        {48, 9, TSPEC_BINARY_RANGE},  {61, 17, TSPEC_BINARY_RANGE}, {92, 11, TSPEC_BINARY_RANGE},
        {88, 1, TSPEC_BINARY_RANGE},  {63, 17, TSPEC_BINARY_RANGE}, {52, 1, TSPEC_BINARY_RANGE},
    };
    for (unsigned i = 0; i < sizeof edits / sizeof edits[0]; i++) {
        uint8_t kept = octets[edits[i].at];
        octets[edits[i].at] = edits[i].value;
        assert_int_equal(tspec_binary_load(octets, bytes, &second, &place), edits[i].status);
        octets[edits[i].at] = kept;
    }
    /* Single wrong octets anywhere: read or refused, never more than that. */
    struct tspec_random random;
    tspec_random_init(&random, 2);
    for (unsigned i = 0; i < 20000; i++) {
        size_t at = tspec_random_below(&random, (uint32_t)bytes);
        uint8_t kept = octets[at];
        octets[at] = (uint8_t)tspec_random_next(&random);
        if (tspec_binary_load(octets, bytes, &second, &place) == TSPEC_BINARY_OK) {
            first = second;
            check_text(&first);
        }
        octets[at] = kept;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(generated_scenarios_survive_every_form),
        cmocka_unit_test(every_byte_string_is_a_scenario),
        cmocka_unit_test(a_cut_fuzz_form_is_the_beginning_of_the_whole),
        cmocka_unit_test(crossover_at_record_borders_keeps_events),
        cmocka_unit_test(the_largest_scenario_fits),
        cmocka_unit_test(mutations_keep_the_normal_form),
        cmocka_unit_test(broken_saved_forms_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
