/* Exploration: what it counts does not depend on who counts, images forget what they should and nothing else,
 * and what is wrong is found by a shortest way. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "engine/endpoint.h"
#include "engine/fault.h"
#include "harness/campaign/explore.h"
#include "harness/campaign/explore_alphabet.h"
#include "harness/campaign/explore_compare.h"
#include "harness/campaign/explore_table.h"
#include "harness/judge/run.h"
#include "harness/judge/step.h"
#include "harness/scenario/random.h"
#include "harness/scenario/text.h"
#include "harness/sut/engine.h"

#define MEGABYTE ((uint64_t)1 << 20)

static uint64_t clock_us(void)
{
    static uint64_t now_us;
    return now_us += 10;
}

static struct tspec_explore *run(unsigned workers, unsigned depth, uint64_t states,
                                 struct tspec_campaign_result *campaign)
{
    char error[256] = "";
    const struct tspec_explore_options options = {
        .stack = tspec_sut_find("engine"),
        .depth = depth,
        .states = states,
        .memory_bytes = 256 * MEGABYTE,
        .workers = workers,
        .clock_us = clock_us,
        .rules = &tspec_tcp_rules,
    };
    struct tspec_explore *explore = tspec_explore_run(&options, campaign, error, sizeof error);
    if (explore == NULL)
        fail_msg("%s", error);
    return explore;
}

static struct tspec_campaign_result *results(void)
{
    struct tspec_campaign_result *list = malloc(2 * sizeof *list);
    assert_non_null(list);
    return list;
}

static void workers_do_not_matter(void **state)
{
    (void)state;
    static const struct {
        unsigned depth;
        uint64_t states;
    } limits[] = {{4, 0}, {0, 2000}};
    struct tspec_campaign_result *campaigns = results();
    for (unsigned i = 0; i < 2; i++) {
        struct tspec_explore *one = run(1, limits[i].depth, limits[i].states, &campaigns[0]);
        struct tspec_explore *three = run(3, limits[i].depth, limits[i].states, &campaigns[1]);
        assert_memory_equal(tspec_explore_result(one), tspec_explore_result(three),
                            sizeof(struct tspec_explore_result));
        for (unsigned rule = 0; rule < tspec_tcp_rules.rule_count; rule++) {
            static struct tspec_scenario a, b;
            bool in_one = tspec_explore_witness(one, rule, &a);
            assert_int_equal(in_one, tspec_explore_witness(three, rule, &b));
            assert_true(!in_one || tspec_scenario_equal(&a, &b));
        }
        assert_int_equal(campaigns[0].findings.count, campaigns[1].findings.count);
        assert_memory_equal(&campaigns[0].coverage, &campaigns[1].coverage, sizeof campaigns[0].coverage);
        assert_true(campaigns[0].coverage.check[TSPEC_CHECK_CALL_RESULT] > 0);
        tspec_explore_destroy(one);
        tspec_explore_destroy(three);
    }
    free(campaigns);
}

/* Depth four is whole, and every event is tried from every state of it. */
static void a_level_is_every_event_from_every_state(void **state)
{
    (void)state;
    struct tspec_campaign_result *campaigns = results();
    struct tspec_explore *explore = run(2, 4, 0, campaigns);
    const struct tspec_explore_result *r = tspec_explore_result(explore);
    assert_int_equal(r->end, TSPEC_EXPLORE_DEPTH);
    assert_int_equal(r->depth, 4);
    uint64_t states = 1;
    for (unsigned depth = 1; depth <= 4; depth++) {
        assert_int_equal(r->level[depth].parents, depth == 1 ? 1 : r->level[depth - 1].states);
        assert_int_equal(r->level[depth].expanded, r->level[depth].parents);
        assert_int_equal(r->level[depth].steps, r->level[depth].parents * r->events);
        assert_true(r->level[depth].states > 0);
        states += r->level[depth].states;
    }
    assert_int_equal(r->states, states);
    assert_int_equal(campaigns->scenarios, r->steps);
    tspec_explore_destroy(explore);
    free(campaigns);
}

/* A witness, run by itself, lets its rule act and finds nothing. */
static void witnesses_let_their_rules_act(void **state)
{
    (void)state;
    struct tspec_campaign_result *campaigns = results();
    struct tspec_explore *explore = run(2, 4, 0, campaigns);
    static uint64_t acted[(TSPEC_RULES_LIMIT + 63) / 64];
    static struct tspec_scenario scenario;
    static struct tspec_verdict verdict;
    char error[256];
    tspec_sut_engine_watch(acted);
    struct tspec_judge *judge =
        tspec_judge_create(tspec_sut_find("engine"), NULL, 0, true, error, sizeof error);
    unsigned witnesses = 0;
    for (unsigned rule = 0; rule < tspec_tcp_rules.rule_count; rule++) {
        if (!tspec_explore_witness(explore, rule, &scenario))
            continue;
        memset(acted, 0, sizeof acted);
        assert_true(tspec_judge_run(judge, &scenario, &verdict, NULL, NULL, error, sizeof error));
        assert_int_equal(verdict.outcome, TSPEC_OUTCOME_PASS);
        assert_true(acted[rule / 64] >> rule % 64 & 1);
        witnesses++;
    }
    assert_true(witnesses > tspec_tcp_rules.rule_count / 2);
    tspec_judge_destroy(judge);
    tspec_sut_engine_watch(NULL);
    tspec_explore_destroy(explore);
    free(campaigns);
}

/* What is wrong is found, and the scenario it comes with is as short as can be. */
static void a_fault_is_found_by_the_shortest_way(void **state)
{
    (void)state;
    struct tspec_campaign_result *campaigns = results();
    tspec_engine_fault_set(TSPEC_FAULT_DEMUX_NO_RESET);
    struct tspec_explore *explore = run(2, 2, 0, campaigns);
    tspec_engine_fault_set(TSPEC_FAULT_NONE);
    assert_true(campaigns->findings.count > 0);
    assert_true(tspec_explore_result(explore)->cut > 0);
    for (unsigned i = 0; i < campaigns->findings.count; i++) {
        static struct tspec_scenario scenario;
        tspec_findings_scenario(&campaigns->findings, i, &scenario);
        assert_int_equal(scenario.event_count, campaigns->findings.items[i].events);
        assert_true(scenario.event_count <= 2);
        assert_true(i > 0 || scenario.event_count == 1);
    }
    tspec_explore_destroy(explore);
    free(campaigns);
}

/* --- the table --- */

enum { EVENTS = 60 };

/* Keys as parents' children would have them: every third one was met before. */
static void reach_from(struct tspec_table *table, uint64_t parent, struct tspec_table_log *log)
{
    for (unsigned event = 0; event < EVENTS; event++) {
        uint64_t number = event % 3 == 0 ? parent : parent * EVENTS + event + 1;
        uint64_t key = tspec_table_key((const uint8_t *)&number, sizeof number);
        tspec_table_reach(table, key, tspec_way(parent, event), log);
    }
}

static void memory_is_bounded(void **state)
{
    (void)state;
    static const uint64_t limits[] = {17 * MEGABYTE, 40 * MEGABYTE};
    struct tspec_table_log log = {malloc(sizeof *log.slots * EVENTS * TSPEC_TABLE_BATCH), 0};
    uint64_t before = 0;
    assert_non_null(log.slots);
    for (unsigned i = 0; i < sizeof limits / sizeof limits[0]; i++) {
        struct tspec_table table;
        assert_true(tspec_table_create(&table, 7, EVENTS, limits[i]));
        uint64_t parent = 0;
        for (uint64_t room; (room = tspec_table_room(&table)) > 0;) {
            log.count = 0;
            for (uint64_t end = parent + room; parent < end; parent++)
                reach_from(&table, parent, &log);
            assert_true(tspec_table_settle(&table, &log, 1));
            assert_true(tspec_table_bytes(&table) <= limits[i]);
        }
        /* What it knows it knows, and nothing twice. */
        uint64_t count = table.count;
        assert_true(count > before);
        before = count;
        log.count = 0;
        for (uint64_t again = 0; again < parent; again += 101)
            reach_from(&table, again, &log);
        assert_int_equal(log.count, 0);
        for (uint64_t s = 2; s < count; s++)
            assert_true(table.ways[s - 1] < table.ways[s]);
        tspec_table_destroy(&table);
    }
    free(log.slots);
}

/* --- images --- */

struct side {
    struct tspec_judge *judge;
    struct tspec_verdict verdict;
};

static struct tspec_judge_snapshot *begin(struct side *side, uint32_t iss)
{
    static struct tspec_scenario settings[2];
    static unsigned used;
    struct tspec_scenario *mine = &settings[used++ % 2];
    char error[256];
    tspec_explore_alphabet(mine);
    mine->event_count = 0;
    mine->iss = iss;
    side->judge = tspec_judge_create(tspec_sut_find("engine"), NULL, 0, true, error, sizeof error);
    assert_non_null(side->judge);
    assert_true(tspec_judge_step_begin(side->judge, mine, &side->verdict, NULL, error, sizeof error));
    struct tspec_judge_snapshot *root = tspec_judge_snapshot_create(side->judge);
    assert_non_null(root);
    tspec_judge_save(side->judge, root);
    return root;
}

/* Which part of the images differs first: whoever adds a variable learns where it is to be treated. */
static void same_images(struct side *a, struct side *b, const char *what, const struct tspec_event *event)
{
    size_t bytes[2];
    const uint8_t *image[2] = {tspec_judge_image(a->judge, &bytes[0]),
                               tspec_judge_image(b->judge, &bytes[1])};
    size_t at = 0;
    while (at < bytes[0] && at < bytes[1] && image[0][at] == image[1][at])
        at++;
    if (at == bytes[0] && at == bytes[1])
        return;
    size_t track = tspec_track_image(&a->judge->track, malloc(TSPEC_TRACK_IMAGE_BYTES));
    uint8_t *stack_image = malloc(a->judge->stack->state_bytes(a->judge->sut));
    size_t stack = a->judge->stack->image(a->judge->sut, stack_image);
    char text[256];
    tspec_event_print(event, text, sizeof text);
    if (at < track)
        fail_msg("%s, after %s: the tracker's image (track_image.c) differs at octet %zu", what, text, at);
    if (at < track + stack)
        fail_msg("%s, after %s: the endpoint's image (engine_state.c) differs at octet %zu; a block has %zu",
                 what, text, at - track - 1, sizeof(struct tspec_tcb));
    fail_msg("%s, after %s: the model's image (image.c) differs at octet %zu", what, text,
             at - track - stack);
}

enum { WALKS = 400, WALK_LENGTH = 14, SHIFT = 1000000 };

static unsigned event_of(const struct tspec_scenario *alphabet, const char *line)
{
    for (unsigned i = 0; i < alphabet->event_count; i++) {
        char text[256];
        tspec_event_print(&alphabet->events[i], text, sizeof text);
        if (strcmp(text, line) == 0)
            return i;
    }
    fail_msg("the alphabet has no \"%s\"", line);
    return 0;
}

/* The i-th event of a walk: first a road that leads somewhere, then whatever comes. */
static const struct tspec_event *step_of(const struct tspec_scenario *alphabet, unsigned walk, unsigned i,
                                         struct tspec_random *random)
{
    static const char *const roads[][4] = {
        {NULL},
        {"listen()", "< S RCV.NXT-2(0) win 65535 <mss 1000>", "< . RCV.NXT(0) ack SND.NXT", NULL},
        {"connect()", "< S. RCV.NXT-2(0) ack SND.NXT <mss 1000>", NULL},
        {"listen()", "< S RCV.NXT-2(1) win 600", NULL},
        {"connect()", "< S RCV.NXT-2(0) win 65535 <mss 1000>", NULL},
        {"listen()", "listener.send(1)", "< FS. RCV.NXT-2(1) ack SND.NXT", NULL},
    };
    const char *const *road = roads[walk % (sizeof roads / sizeof roads[0])];
    for (unsigned k = 0; road[k] != NULL; k++)
        if (k == i)
            return &alphabet->events[event_of(alphabet, road[k])];
    return &alphabet->events[tspec_random_below(random, alphabet->event_count)];
}

/* The first SYN of a flow says where the peer's stream begins; nothing else does. */
static struct tspec_event shifted(const struct side *side, const struct tspec_event *event)
{
    struct tspec_event other = *event;
    const struct tspec_track_flow *f = &side->judge->track.flows[event->flow];
    if (event->kind == TSPEC_EVENT_SEGMENT && !f->irs_seen && !f->harness_syn)
        other.seq.delta += SHIFT;
    return other;
}

/* One walk on two sides that began at another time, another ISS and another IRS. */
static void images_forget_where_and_when(void **state)
{
    (void)state;
    static struct tspec_scenario alphabet;
    struct side a, b;
    struct tspec_event later;
    tspec_explore_alphabet(&alphabet);
    struct tspec_judge_snapshot *roots[2] = {begin(&a, alphabet.iss), begin(&b, alphabet.iss - SHIFT)};
    tspec_event_init(&later, TSPEC_EVENT_ADVANCE);
    later.span.delta_us = 7777777;
    for (unsigned walk = 0; walk < WALKS; walk++) {
        struct tspec_random random;
        tspec_random_init(&random, walk);
        tspec_judge_restore(a.judge, roots[0]);
        tspec_judge_restore(b.judge, roots[1]);
        tspec_judge_step(b.judge, &later, 0, NULL);
        for (unsigned i = 0; i < WALK_LENGTH; i++) {
            const struct tspec_event *event = step_of(&alphabet, walk, i, &random);
            struct tspec_event other = shifted(&b, event);
            enum tspec_outcome outcome = tspec_judge_step(a.judge, event, i, NULL);
            assert_int_equal(outcome, tspec_judge_step(b.judge, &other, i, NULL));
            if (outcome != TSPEC_OUTCOME_PASS)
                break;
            same_images(&a, &b, "begun elsewhere", event);
        }
    }
    for (unsigned i = 0; i < 2; i++)
        free(roots[i]);
    tspec_judge_destroy(a.judge);
    tspec_judge_destroy(b.judge);
}

/* A walk with detours, from which a snapshot leads back, and one without. */
static void snapshots_leave_nothing_out(void **state)
{
    (void)state;
    static struct tspec_scenario alphabet;
    struct side a, b;
    tspec_explore_alphabet(&alphabet);
    struct tspec_judge_snapshot *roots[2] = {begin(&a, alphabet.iss), begin(&b, alphabet.iss)};
    struct tspec_judge_snapshot *here = tspec_judge_snapshot_create(b.judge);
    for (unsigned walk = 0; walk < WALKS; walk++) {
        struct tspec_random random;
        tspec_random_init(&random, walk);
        tspec_judge_restore(a.judge, roots[0]);
        tspec_judge_restore(b.judge, roots[1]);
        for (unsigned i = 0; i < WALK_LENGTH; i++) {
            const struct tspec_event *event = step_of(&alphabet, walk, i, &random);
            tspec_judge_save(b.judge, here);
            for (unsigned detour = 0; detour < 2; detour++)
                tspec_judge_step(b.judge, &alphabet.events[tspec_random_below(&random, alphabet.event_count)],
                                 i, NULL);
            tspec_judge_restore(b.judge, here);
            enum tspec_outcome outcome = tspec_judge_step(a.judge, event, i, NULL);
            assert_int_equal(outcome, tspec_judge_step(b.judge, event, i, NULL));
            if (outcome != TSPEC_OUTCOME_PASS)
                break;
            same_images(&a, &b, "with detours", event);
            assert_int_equal(a.verdict.segments_out, b.verdict.segments_out);
            assert_int_equal(a.verdict.signals, b.verdict.signals);
        }
    }
    free(here);
    for (unsigned i = 0; i < 2; i++)
        free(roots[i]);
    tspec_judge_destroy(a.judge);
    tspec_judge_destroy(b.judge);
}

/* --- comparisons --- */

static struct tspec_compare_result *compare(const struct tspec_rules *damaged, unsigned depth)
{
    static struct tspec_compare_result result;
    char error[256];
    const struct tspec_compare_options options = {
        .sound = &tspec_tcp_rules, .damaged = damaged, .depth = depth};
    assert_true(tspec_explore_compare(&options, &result, error, sizeof error));
    return &result;
}

static void rules_are_like_themselves(void **state)
{
    (void)state;
    const struct tspec_compare_result *result = compare(&tspec_tcp_rules, 3);
    assert_false(result->differs);
    assert_true(result->complete);
    assert_int_equal(result->depth, 3);
    assert_true(result->states > 100);
}

/* Where a rule of that id stands in a copy of the rules. */
static struct tspec_rule *rule_of(struct tspec_rules *rules, const char *id)
{
    for (unsigned i = 0; i < rules->rule_count; i++)
        if (strcmp(tspec_rules_text(rules, rules->rules[i].id), id) == 0)
            return &rules->rules[i];
    fail_msg("no rule %s", id);
    return NULL;
}

/* A rule whose actions are gone: how many events show it. */
static void damage_shows_by_a_shortest_way(void **state)
{
    (void)state;
    static const struct {
        const char *rule;
        unsigned events;
    } rows[] = {
        {"closed.reset.ack", 1},      {"listen.syn.syn", 2},          {"arrives.rst.reset", 3},
        {"arrives.syn.challenge", 3}, {"arrives.acknowledge.now", 2},
    };
    static struct tspec_rules damaged;
    for (unsigned i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        damaged = tspec_tcp_rules;
        rule_of(&damaged, rows[i].rule)->actions = 0;
        const struct tspec_compare_result *result = compare(&damaged, 5);
        if (!result->differs || result->path.event_count != rows[i].events)
            fail_msg("%s: %s after %u events, %s", rows[i].rule,
                     result->differs ? "differs" : "does not differ", result->path.event_count, result->what);
        assert_non_null(strstr(result->what, "sound: "));
        assert_non_null(strstr(result->what, "; damaged: "));
        assert_int_equal(result->depth, rows[i].events - 1);
    }
}

/* --- the page --- */

/* Every event of the alphabet stands in the document as it stands here. */
static void the_page_lists_the_alphabet(void **state)
{
    (void)state;
    static char page[1 << 17];
    FILE *file = fopen(TSPEC_SOURCE_DIR "/docs/explore.md", "r");
    assert_non_null(file);
    page[fread(page, 1, sizeof page - 1, file)] = '\0';
    fclose(file);
    if (strstr(page, tspec_explore_alphabet_text()) == NULL)
        fail_msg("docs/explore.md has another alphabet than harness/campaign/explore_alphabet.c");
    static struct tspec_scenario alphabet;
    struct tspec_diagnostics diagnostics;
    const char *text = tspec_explore_alphabet_text();
    assert_true(tspec_scenario_parse(text, strlen(text), &alphabet, &diagnostics));
    assert_in_range(alphabet.event_count, 50, 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(workers_do_not_matter),
        cmocka_unit_test(a_level_is_every_event_from_every_state),
        cmocka_unit_test(witnesses_let_their_rules_act),
        cmocka_unit_test(a_fault_is_found_by_the_shortest_way),
        cmocka_unit_test(memory_is_bounded),
        cmocka_unit_test(images_forget_where_and_when),
        cmocka_unit_test(snapshots_leave_nothing_out),
        cmocka_unit_test(rules_are_like_themselves),
        cmocka_unit_test(damage_shows_by_a_shortest_way),
        cmocka_unit_test(the_page_lists_the_alphabet),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
