#include "harness/campaign/explore_compare.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/wire.h"
#include "harness/campaign/explore_alphabet.h"
#include "harness/campaign/explore_walk.h"
#include "harness/scenario/text.h"
#include "harness/sut/engine.h"

enum { STATES_DEFAULT = 1000000, STATE_BYTES = 128 /* more than one takes, growing included */ };
enum { TABLE_LEAST_BYTES = 1 << 26, WORDS_BYTES = TSPEC_COMPARE_WORDS_BYTES / 2 - 16 };

/* What one side was seen to do since an event began: as a number, and in words once they are asked for. */
struct side {
    uint64_t seen;
    bool in_words;
    char words[WORDS_BYTES];
    struct tspec_verdict verdict;
    struct tspec_trace trace;
};

struct pair {
    const struct tspec_compare_options *options;
    struct tspec_compare_result *result;
    struct tspec_scenario alphabet;
    struct tspec_table table;
    struct tspec_table_log log;
    struct tspec_walk walk;
    struct side sides[2]; /* sound, damaged */
};

static void see(struct side *side, const void *octets, size_t bytes)
{
    side->seen = tspec_table_key(octets, bytes) + 31 * side->seen;
}

static void say(struct side *side, const char *words)
{
    size_t length = strlen(side->words);
    snprintf(side->words + length, sizeof side->words - length, "%s%s", length > 0 ? ", " : "", words);
}

static void tell(struct side *side, const struct tspec_trace_item *item)
{
    char words[WORDS_BYTES];
    if (item->kind == TSPEC_TRACE_SIGNAL)
        snprintf(words, sizeof words, "! signal %s", tspec_signal_name(item->signal));
    else if (item->kind == TSPEC_TRACE_CALL)
        tspec_call_print(item->call, item->result, words, sizeof words);
    else if (item->segment != NULL)
        tspec_segment_print('>', item->segment, NULL, words, sizeof words);
    else
        snprintf(words, sizeof words, "> %zu octets that are no segment", item->packet_bytes);
    say(side, words);
    if (item->kind == TSPEC_TRACE_CALL)
        return;
    snprintf(words, sizeof words, "at %.6f", (double)item->time_us / 1e6);
    say(side, words);
}

static void on_item(void *context, const struct tspec_trace_item *item)
{
    struct side *side = context;
    const struct tspec_call_result *result = item->result;
    if (item->kind == TSPEC_TRACE_OUT) {
        see(side, item->packet, item->packet_bytes);
    } else if (item->kind == TSPEC_TRACE_CALL) {
        bool ok = result->result == TSPEC_RESULT_OK;
        const uint32_t fields[] = {result->result, ok ? result->octets : 0u, ok ? result->state : 0u,
                                   result->urgent_known, result->urgent_known ? result->urgent_octets : 0u};
        see(side, fields, sizeof fields);
        if (ok && result->data != NULL && result->octets > 0)
            see(side, result->data, result->octets);
    } else if (item->kind != TSPEC_TRACE_SIGNAL) {
        return;
    }
    const uint64_t circumstances[] = {item->kind, item->kind == TSPEC_TRACE_SIGNAL ? item->signal : 0u,
                                      item->flow, item->time_us};
    see(side, circumstances, sizeof circumstances);
    if (side->in_words)
        tell(side, item);
}

/* One event on both sides. True: they were seen to do the same. */
static bool step(struct pair *p, unsigned event)
{
    for (unsigned i = 0; i < 2; i++) {
        struct side *side = &p->sides[i];
        side->seen = 0;
        side->words[0] = '\0';
        tspec_judge_step(p->walk.judges[i], &p->alphabet.events[event], p->walk.depth, NULL);
        for (unsigned f = 0; f < side->verdict.finding_count; f++) { /* a trap or a flood */
            see(side, side->verdict.findings[f].observed, strlen(side->verdict.findings[f].observed));
            if (side->in_words)
                say(side, side->verdict.findings[f].observed);
        }
    }
    return p->sides[0].seen == p->sides[1].seen;
}

/* The present event once more, this time in words. */
static void report(struct pair *p, uint64_t way)
{
    struct tspec_compare_result *result = p->result;
    p->sides[0].in_words = p->sides[1].in_words = true;
    tspec_walk_back(&p->walk);
    step(p, tspec_way_event(way));
    result->differs = true;
    tspec_walk_scenario(&p->table, &p->alphabet, way, &result->path);
    snprintf(result->what, sizeof result->what, "sound: %s; damaged: %s",
             *p->sides[0].words ? p->sides[0].words : "nothing",
             *p->sides[1].words ? p->sides[1].words : "nothing");
}

/* The key of the present pair of states. */
static uint64_t key_of(struct pair *p)
{
    uint64_t key = 0;
    for (unsigned i = 0; i < 2; i++) {
        size_t bytes;
        const uint8_t *image = tspec_judge_image(p->walk.judges[i], &bytes);
        key = key * 0x9E3779B97F4A7C15u + tspec_table_key(image, bytes);
    }
    return key != 0 ? key : 1;
}

/* Whether nothing differed. */
static bool expand(struct pair *p, uint64_t parent)
{
    for (unsigned event = 0; event < p->alphabet.event_count; event++) {
        uint64_t way = tspec_way(parent, event);
        if (event > 0)
            tspec_walk_back(&p->walk);
        p->result->steps++;
        if (!step(p, event)) {
            report(p, way);
            return false;
        }
        if (p->sides[0].verdict.finding_count == 0) /* nothing follows a trap */
            tspec_table_reach(&p->table, key_of(p), way, &p->log);
    }
    return true;
}

enum ended { GOES_ON, ENDS, FAILS };

/* Every event from the states [first, end). */
static enum ended run_level(struct pair *p, uint64_t first, uint64_t end)
{
    const struct tspec_compare_options *options = p->options;
    uint64_t most = options->states != 0 ? options->states : STATES_DEFAULT;
    for (uint64_t at = first; at < end;) {
        uint64_t room = tspec_table_room(&p->table);
        if (room == 0 || p->table.count >= most)
            return ENDS;
        p->log.count = 0;
        for (uint64_t upto = end - at < room ? end : at + room; at < upto; at++) {
            if (options->stop != NULL && *options->stop != 0)
                return ENDS;
            if (!tspec_walk_to(&p->walk, at))
                return FAILS;
            if (!expand(p, at))
                return ENDS;
        }
        if (!tspec_table_settle(&p->table, &p->log, 1))
            return FAILS;
    }
    return GOES_ON;
}

static bool run_levels(struct pair *p)
{
    struct tspec_compare_result *result = p->result;
    enum ended ended = GOES_ON;
    for (uint64_t first = 0; ended == GOES_ON;) {
        uint64_t end = p->table.count;
        result->complete = first == end || result->depth == p->options->depth;
        if (result->complete || result->depth == TSPEC_WALK_DEPTH_MAX)
            break;
        ended = run_level(p, first, end);
        result->depth += ended == GOES_ON;
        first = end;
    }
    result->states = p->table.count;
    return ended != FAILS;
}

/* One side's engine, at the beginning. */
static bool begin_side(struct pair *p, unsigned i, const struct tspec_scenario *settings, char *error,
                       size_t error_bytes)
{
    struct side *side = &p->sides[i];
    tspec_sut_engine_use(i == 0 ? p->options->sound : p->options->damaged);
    struct tspec_judge *judge = tspec_judge_create(tspec_sut_find("engine"), p->options->options,
                                                   p->options->option_count, false, error, error_bytes);
    if (judge == NULL)
        return false;
    p->walk.judges[p->walk.judge_count++] = judge;
    side->trace = (struct tspec_trace){side, on_item};
    return tspec_judge_step_begin(judge, settings, &side->verdict, &side->trace, error, error_bytes);
}

static bool begin(struct pair *p, char *error, size_t error_bytes)
{
    uint64_t states = p->options->states != 0 ? p->options->states : STATES_DEFAULT;
    static struct tspec_scenario settings;
    tspec_explore_alphabet(&p->alphabet);
    tspec_scenario_copy(&settings, &p->alphabet);
    settings.event_count = 0;
    if (!begin_side(p, 0, &settings, error, error_bytes) || !begin_side(p, 1, &settings, error, error_bytes))
        return false;
    p->log.slots = malloc((size_t)TSPEC_TABLE_BATCH * p->alphabet.event_count * sizeof *p->log.slots);
    bool ok = p->log.slots != NULL &&
              tspec_table_create(&p->table, key_of(p), p->alphabet.event_count,
                                 TABLE_LEAST_BYTES + states * STATE_BYTES) &&
              tspec_walk_begin(&p->walk, &p->table, &p->alphabet);
    if (!ok)
        snprintf(error, error_bytes, "no memory for the states");
    return ok;
}

bool tspec_explore_compare(const struct tspec_compare_options *options, struct tspec_compare_result *result,
                           char *error, size_t error_bytes)
{
    struct pair *p = calloc(1, sizeof *p);
    result->differs = result->complete = false;
    result->what[0] = '\0';
    result->states = result->steps = 0;
    result->depth = 0;
    if (p == NULL) {
        snprintf(error, error_bytes, "no memory for a comparison");
        return false;
    }
    p->options = options;
    p->result = result;
    bool ok = begin(p, error, error_bytes);
    if (ok && !run_levels(p)) {
        snprintf(error, error_bytes, "no memory for a comparison");
        ok = false;
    }
    tspec_sut_engine_use(NULL);
    tspec_walk_end(&p->walk);
    for (unsigned i = 0; i < p->walk.judge_count; i++)
        tspec_judge_destroy(p->walk.judges[i]);
    if (p->table.slots != NULL)
        tspec_table_destroy(&p->table);
    free(p->log.slots);
    free(p);
    return ok;
}
