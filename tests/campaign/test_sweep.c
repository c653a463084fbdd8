/* The sweep: as large as it says, spread out, nothing twice, every state met by every class of event. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "harness/campaign/sweep.h"
#include "harness/campaign/sweep_axes.h"
#include "harness/judge/judge.h"
#include "harness/scenario/text.h"

enum { LEAST = 200000 };

static struct tspec_scenario scenario, again;
static struct tspec_verdict verdict;

/* FNV-1a. */
#define HASH_BEGIN ((uint64_t)0xcbf29ce484222325u)
static uint64_t hash(uint64_t h, const void *octets, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        h = (h ^ ((const uint8_t *)octets)[i]) * 0x100000001b3u;
    return h;
}

struct hashed {
    uint64_t hash, index;
};

static int by_hash(const void *a, const void *b)
{
    uint64_t x = ((const struct hashed *)a)->hash, y = ((const struct hashed *)b)->hash;
    return (x > y) - (x < y);
}

/* Fails with the names of the first few pairs that have one hash. */
static void assert_all_differ(struct hashed *list, uint64_t count, const char *what)
{
    enum { SHOWN = 10 };
    char one[TSPEC_SWEEP_NAME_BYTES], other[TSPEC_SWEEP_NAME_BYTES];
    uint64_t twice = 0;
    qsort(list, count, sizeof *list, by_hash);
    for (uint64_t i = 1; i < count; i++) {
        if (list[i - 1].hash != list[i].hash || twice++ >= SHOWN)
            continue;
        tspec_sweep_case(list[i - 1].index, &scenario, one);
        tspec_sweep_case(list[i].index, &scenario, other);
        print_message("%s twice:\n  %s\n  %s\n", what, one, other);
    }
    assert_int_equal(twice, 0);
}

static struct hashed *new_list(void)
{
    struct hashed *list = malloc(tspec_sweep_count() * sizeof *list);
    assert_non_null(list);
    return list;
}

static void no_two_cases_have_one_name(void **state)
{
    (void)state;
    char name[TSPEC_SWEEP_NAME_BYTES];
    struct hashed *list = new_list();
    for (uint64_t i = 0; i < tspec_sweep_count(); i++) {
        tspec_sweep_case(i, &scenario, name);
        assert_true(strlen(name) + 1 < sizeof name);
        list[i] = (struct hashed){hash(HASH_BEGIN, name, strlen(name)), i};
    }
    assert_all_differ(list, tspec_sweep_count(), "a name");
    free(list);
}

/* What the stack is given: packets, calls, times. */
static void add_stimulus(void *context, const struct tspec_trace_item *item)
{
    uint64_t *h = context;
    if (item->kind == TSPEC_TRACE_IN)
        *h = hash(*h, item->packet, item->packet_bytes);
    if (item->kind == TSPEC_TRACE_CALL) {
        const uint32_t call[] = {item->call->kind,   item->call->flow,    item->call->on_listener,
                                 item->call->octets, item->call->setting, item->call->value};
        *h = hash(*h, call, sizeof call);
    }
    if (item->kind == TSPEC_TRACE_IN || item->kind == TSPEC_TRACE_CALL || item->kind == TSPEC_TRACE_ADVANCE)
        *h = hash(*h, &item->time_us, sizeof item->time_us);
}

static struct tspec_judge *new_judge(bool judged)
{
    char error[256];
    struct tspec_judge *judge =
        tspec_judge_create(tspec_sut_find("engine"), NULL, 0, judged, error, sizeof error);
    assert_non_null(judge);
    return judge;
}

static void run(struct tspec_judge *judge, const struct tspec_trace *trace)
{
    char error[256];
    assert_true(tspec_judge_run(judge, &scenario, &verdict, NULL, trace, error, sizeof error));
}

/* Symbols that stand for one number make two cases one: every packet on the wire is compared. */
static void no_two_cases_are_one_in_effect(void **state)
{
    (void)state;
    struct hashed *list = new_list();
    struct tspec_judge *judge = new_judge(false);
    for (uint64_t i = 0; i < tspec_sweep_count(); i++) {
        tspec_sweep_case(i, &scenario, NULL);
        uint64_t h = hash(HASH_BEGIN, &scenario.iss, sizeof scenario.iss);
        h = hash(h, &scenario.receive_buffer_bytes, sizeof scenario.receive_buffer_bytes);
        const struct tspec_trace trace = {&h, add_stimulus};
        run(judge, &trace);
        list[i] = (struct hashed){h, i};
    }
    tspec_judge_destroy(judge);
    assert_all_differ(list, tspec_sweep_count(), "in effect");
    free(list);
}

static void note_state(void *context, const struct tspec_trace_item *item)
{
    if (item->event_index < scenario.event_count)
        *(unsigned *)context = item->state_after;
}

/* The model says where each road ends, under each set of numbers. */
static void every_road_ends_where_it_says(void **state)
{
    (void)state;
    struct tspec_judge *judge = new_judge(true);
    bool ended[TSPEC_STATE_COUNT] = {false};
    for (unsigned r = 0; r < tspec_sweep_road_count; r++)
        for (unsigned numbers = 0; numbers < TSPEC_NUMBERS_COUNT; numbers++) {
            unsigned end = TSPEC_CLOSED;
            const struct tspec_trace trace = {&end, note_state};
            tspec_sweep_road_alone(&tspec_sweep_roads[r], numbers, &scenario);
            tspec_scenario_add(&scenario, TSPEC_EVENT_CALL)->call = TSPEC_CALL_STATUS;
            run(judge, &trace);
            if (end != tspec_sweep_roads[r].state)
                fail_msg("%s ends in %s", tspec_sweep_roads[r].name, tspec_state_name(end));
            ended[end] = true;
        }
    for (unsigned s = 0; s < TSPEC_STATE_COUNT; s++)
        assert_true(ended[s]);
    tspec_judge_destroy(judge);
}

static void every_state_meets_every_class_of_event(void **state)
{
    (void)state;
    static struct tspec_sweep_table table;
    uint64_t sum = 0;
    tspec_sweep_tabulate(&table);
    for (unsigned s = 0; s < TSPEC_STATE_COUNT; s++)
        for (unsigned c = 0; tspec_event_class_name(c) != NULL; c++) {
            if (table.cases[s][c] == 0)
                fail_msg("no case gives %s to %s", tspec_event_class_name(c), tspec_state_name(s));
            sum += table.cases[s][c];
        }
    assert_int_equal(sum, tspec_sweep_count());
    assert_true(sum >= LEAST);
}

/* The rows of the checklist that the sweep covers: all but the one for urgent data, keep-alive, ICMP and the
 * like. */
static void every_row_of_the_checklist_has_a_family(void **state)
{
    (void)state;
    enum { ROWS = 25, THE_REST = 24 };
    bool covered[ROWS + 1] = {false};
    uint64_t sum = 0;
    for (unsigned i = 0; tspec_sweep_family(i) != NULL; i++) {
        const char *rows = tspec_sweep_family(i)->rows;
        assert_true(tspec_sweep_family(i)->cases > 0);
        sum += tspec_sweep_family(i)->cases;
        for (char *end; *rows; rows = end) {
            unsigned long row = strtoul(rows, &end, 10);
            assert_in_range(row, 1, ROWS);
            covered[row] = true;
        }
    }
    for (unsigned row = 1; row <= ROWS; row++)
        if (!covered[row] && row != THE_REST)
            fail_msg("no family covers row %u", row);
    assert_int_equal(sum, tspec_sweep_count());
}

static void the_first_cases_are_of_every_family_and_state(void **state)
{
    (void)state;
    enum { FIRST = 2000 };
    uint64_t families = 0, states = 0;
    for (unsigned i = 0; i < FIRST; i++) {
        struct tspec_sweep_place place = tspec_sweep_place(i);
        families |= (uint64_t)1 << place.family;
        states |= (uint64_t)1 << place.state;
    }
    for (unsigned i = 0; tspec_sweep_family(i) != NULL; i++)
        if (tspec_sweep_family(i)->cases > tspec_sweep_count() / FIRST * 2)
            assert_true(families >> i & 1);
    assert_int_equal(states, ((uint64_t)1 << TSPEC_STATE_COUNT) - 1);
}

static void a_case_is_in_normal_form_and_repeats(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < tspec_sweep_count(); i += 97) {
        tspec_sweep_case(i, &scenario, NULL);
        tspec_sweep_case(i, &again, NULL);
        assert_true(tspec_scenario_equal(&scenario, &again));
        for (unsigned e = 0; e < again.event_count; e++)
            tspec_event_normalize(&again.events[e]);
        assert_true(tspec_scenario_equal(&scenario, &again));
    }
}

/* docs/sweep.md has a line for each family. */
static void the_document_has_every_family(void **state)
{
    (void)state;
    static char text[1 << 16], line[512];
    FILE *file = fopen(TSPEC_SWEEP_DOCUMENT, "r");
    assert_non_null(file);
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    for (unsigned i = 0; tspec_sweep_family(i) != NULL; i++) {
        const struct tspec_sweep_family *f = tspec_sweep_family(i);
        snprintf(line, sizeof line, "\n| %s | %s | %s | %llu |\n", f->name, f->varies, f->rows,
                 (unsigned long long)f->cases);
        if (strstr(text, line) == NULL)
            fail_msg("docs/sweep.md lacks the line %s", line);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_two_cases_have_one_name),
        cmocka_unit_test(no_two_cases_are_one_in_effect),
        cmocka_unit_test(every_road_ends_where_it_says),
        cmocka_unit_test(every_state_meets_every_class_of_event),
        cmocka_unit_test(every_row_of_the_checklist_has_a_family),
        cmocka_unit_test(the_first_cases_are_of_every_family_and_state),
        cmocka_unit_test(a_case_is_in_normal_form_and_repeats),
        cmocka_unit_test(the_document_has_every_family),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
