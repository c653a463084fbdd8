#include "harness/campaign/explore.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/campaign/explore_alphabet.h"
#include "harness/campaign/explore_walk.h"
#include "harness/sut/engine.h"

enum { CHUNK = 32 /* parents a worker takes at once: neighbours share most of their way */ };
enum { RULE_WORDS = (TSPEC_RULES_LIMIT + 63) / 64 };

/* What one worker has to say. Shared; it outlives the worker and is taken up by the next. */
struct seat {
    struct tspec_desk desk;
    uint64_t parent, parents_end; /* under way, and the end of the chunk */
    unsigned event;               /* the next to try from `parent` */
    struct tspec_table_log log;
    uint64_t steps, cut, expanded;
    struct tspec_coverage coverage;
    struct tspec_findings findings;
};

/* Shared by all workers. */
struct common {
    _Atomic uint64_t next;                       /* parent that nobody has taken yet */
    _Atomic uint64_t witness[TSPEC_RULES_LIMIT]; /* ~ the least way on which a rule acts; 0: none */
};

struct tspec_explore {
    const struct tspec_explore_options *options;
    struct tspec_explore_result result;
    struct tspec_scenario alphabet, settings;
    struct tspec_table table;
    struct common *common;
    unsigned workers;
    struct seat *seats[TSPEC_WORKERS_MAX];
    struct tspec_desk *desks[TSPEC_WORKERS_MAX];
    uint64_t batch_end, batch_start_us, start_us;
    uint64_t witnessed[RULE_WORDS]; /* before this batch: no better way can come */
};

static size_t log_bytes(const struct tspec_explore *e)
{
    return (size_t)TSPEC_TABLE_BATCH * e->alphabet.event_count * sizeof(uint32_t);
}

static void scenario_of(const struct tspec_explore *e, uint64_t way, struct tspec_scenario *out)
{
    tspec_walk_scenario(&e->table, &e->alphabet, way, out);
}

/* --- the worker's side --- */

/* A worker on its way. */
struct walker {
    struct tspec_explore *explore;
    struct seat *seat;
    struct tspec_walk walk;
    uint64_t acted[RULE_WORDS]; /* by the present event */
};

static void keep_findings(const struct tspec_explore *e, struct seat *seat, uint64_t way)
{
    const struct tspec_verdict *verdict = &seat->desk.verdict;
    if (verdict->finding_count == 0)
        return;
    scenario_of(e, way, &seat->desk.scenario);
    for (unsigned i = 0; i < verdict->finding_count; i++)
        tspec_findings_add(&seat->findings, &verdict->findings[i], 1, &seat->desk.scenario, way);
}

static void keep_witnesses(struct walker *w, uint64_t way)
{
    const struct tspec_explore *e = w->explore;
    for (unsigned word = 0; word < RULE_WORDS; word++)
        for (uint64_t bits = w->acted[word] & ~e->witnessed[word]; bits != 0; bits &= bits - 1) {
            _Atomic uint64_t *witness = &e->common->witness[word * 64 + (unsigned)__builtin_ctzll(bits)];
            uint64_t best = atomic_load_explicit(witness, memory_order_relaxed);
            while (best < ~way && !atomic_compare_exchange_weak(witness, &best, ~way))
                ;
        }
}

/* One event from the present parent, which the judge stands at. */
static void try_event(struct walker *w, unsigned event)
{
    struct tspec_explore *e = w->explore;
    struct seat *seat = w->seat;
    struct tspec_judge *judge = w->walk.judges[0];
    uint64_t way = tspec_way(seat->parent, event);
    memset(w->acted, 0, sizeof w->acted);
    seat->desk.beat++;
    seat->desk.running = true;
    enum tspec_outcome outcome =
        tspec_judge_step(judge, &e->alphabet.events[event], w->walk.depth, &seat->coverage);
    seat->desk.running = false;
    seat->steps++;
    keep_findings(e, seat, way);
    if (outcome != TSPEC_OUTCOME_PASS) {
        seat->cut++;
        return;
    }
    keep_witnesses(w, way);
    size_t bytes;
    const uint8_t *image = tspec_judge_image(judge, &bytes);
    tspec_table_reach(&e->table, tspec_table_key(image, bytes), way, &seat->log);
}

static bool expand(struct walker *w)
{
    struct seat *seat = w->seat;
    if (!tspec_walk_to(&w->walk, seat->parent))
        return false;
    for (bool moved = false; seat->event < w->explore->alphabet.event_count; seat->event++, moved = true) {
        if (moved)
            tspec_walk_back(&w->walk);
        try_event(w, seat->event);
    }
    seat->event = 0;
    seat->expanded++;
    return true;
}

static bool next_chunk(struct tspec_explore *e, struct seat *seat)
{
    seat->parent = atomic_fetch_add(&e->common->next, CHUNK);
    seat->parents_end = seat->parent + CHUNK < e->batch_end ? seat->parent + CHUNK : e->batch_end;
    return seat->parent < e->batch_end;
}

static bool begin_walk(struct walker *w)
{
    char error[128];
    const struct tspec_explore_options *options = w->explore->options;
    if (options->rules != NULL)
        tspec_sut_engine_watch(w->acted);
    struct tspec_judge *judge = tspec_judge_create(options->stack, options->options, options->option_count,
                                                   true, error, sizeof error);
    if (judge == NULL)
        return false;
    tspec_judge_allow(judge, options->quirks);
    w->walk.judges[w->walk.judge_count++] = judge;
    return tspec_judge_step_begin(judge, &w->explore->settings, &w->seat->desk.verdict, NULL, error,
                                  sizeof error) &&
           tspec_walk_begin(&w->walk, &w->explore->table, &w->explore->alphabet);
}

/* In a forked process that ends with it: what is allocated here is not given back. */
static bool work(void *context, unsigned worker)
{
    struct tspec_explore *e = context;
    static struct walker walker;
    struct seat *seat = e->seats[worker];
    walker.explore = e;
    walker.seat = seat;
    if (!begin_walk(&walker))
        return false;
    while (!seat->desk.stop && (seat->parent < seat->parents_end || next_chunk(e, seat))) {
        if (!expand(&walker))
            return false;
        seat->parent++;
    }
    return true;
}

/* --- the parent's side --- */

static bool died(void *context, unsigned worker, const struct tspec_finding *finding)
{
    struct tspec_explore *e = context;
    struct seat *seat = e->seats[worker];
    uint64_t way = tspec_way(seat->parent, seat->event);
    keep_findings(e, seat, way);
    if (finding != NULL) {
        scenario_of(e, way, &seat->desk.scenario);
        tspec_findings_add(&seat->findings, finding, 1, &seat->desk.scenario, way);
    }
    seat->steps++;
    seat->cut++;
    seat->event++;
    return !seat->desk.stop;
}

static void tell_progress(void *context, uint64_t elapsed_us)
{
    const struct tspec_explore *e = context;
    const struct tspec_explore_level *level = &e->result.level[e->result.levels];
    struct tspec_explore_progress progress = {
        .depth = e->result.levels,
        .states = e->table.count,
        .expanded = level->expanded,
        .frontier = level->parents,
        .elapsed_us = e->batch_start_us - e->start_us + elapsed_us,
    };
    for (unsigned i = 0; i < e->workers; i++) {
        progress.states += e->seats[i]->log.count;
        progress.steps += e->seats[i]->steps;
        progress.expanded += e->seats[i]->expanded;
        progress.findings += e->seats[i]->findings.count;
    }
    progress.steps += e->result.steps;
    e->options->progress(e->options->progress_context, &progress);
}

/* Adds what the workers did in a batch to the level. */
static void add_batch(struct tspec_explore *e, struct tspec_explore_level *level)
{
    for (unsigned i = 0; i < e->workers; i++) {
        struct seat *seat = e->seats[i];
        level->expanded += seat->expanded;
        level->steps += seat->steps;
        e->result.steps += seat->steps;
        e->result.cut += seat->cut;
        seat->expanded = seat->steps = seat->cut = 0;
    }
    for (unsigned rule = 0; rule < TSPEC_RULES_LIMIT; rule++)
        if (atomic_load_explicit(&e->common->witness[rule], memory_order_relaxed) != 0)
            e->witnessed[rule / 64] |= (uint64_t)1 << rule % 64;
}

/* Tries every event from the parents [first, end). `*stopped` or not all tried: it was ended. False when
 * workers could not be kept going. */
static bool run_batch(struct tspec_explore *e, uint64_t first, uint64_t end, uint64_t limit_us, bool *stopped)
{
    const struct tspec_explore_options *options = e->options;
    struct tspec_table_log logs[TSPEC_WORKERS_MAX];
    const struct tspec_crew_job job = {
        .context = e,
        .workers = e->workers,
        .desks = e->desks,
        .hang_us = options->hang_us != 0 ? options->hang_us : (uint64_t)TSPEC_HANG_DEFAULT_US,
        .clock_us = options->clock_us,
        .limit_us = limit_us,
        .stop_flag = options->stop,
        .work = work,
        .died = died,
        .progress = options->progress != NULL ? tell_progress : NULL,
    };
    atomic_store(&e->common->next, first);
    e->batch_end = end;
    e->batch_start_us = options->clock_us();
    for (unsigned i = 0; i < e->workers; i++) {
        e->seats[i]->parent = e->seats[i]->parents_end = 0;
        e->seats[i]->event = 0;
        e->seats[i]->log.count = 0;
        e->seats[i]->desk.stop = false;
    }
    bool ok = tspec_crew_run(&job, stopped);
    for (unsigned i = 0; i < e->workers; i++)
        logs[i] = e->seats[i]->log;
    return ok && tspec_table_settle(&e->table, logs, e->workers);
}

/* Every event from the states [first, end): sequences one longer. False: `error` says why. */
static bool run_level(struct tspec_explore *e, uint64_t first, uint64_t end, bool *ended)
{
    const struct tspec_explore_options *options = e->options;
    struct tspec_explore_level *level = &e->result.level[++e->result.levels];
    level->parents = end - first;
    for (uint64_t at = first; at < end && !*ended;) {
        uint64_t elapsed_us = options->clock_us() - e->start_us, before = e->table.count;
        uint64_t room = tspec_table_room(&e->table);
        bool stopped = options->stop != NULL && *options->stop != 0;
        *ended = true;
        if (stopped)
            e->result.end = TSPEC_EXPLORE_STOPPED;
        else if (options->limit_us != 0 && elapsed_us >= options->limit_us)
            e->result.end = TSPEC_EXPLORE_TIME;
        else if (options->states != 0 && e->table.count >= options->states)
            e->result.end = TSPEC_EXPLORE_STATES;
        else if (room == 0)
            e->result.end = TSPEC_EXPLORE_MEMORY;
        else
            *ended = false;
        if (*ended)
            break;
        uint64_t upto = end - at < room ? end : at + room;
        uint64_t expanded = level->expanded;
        if (!run_batch(e, at, upto, options->limit_us != 0 ? options->limit_us - elapsed_us : 0, &stopped))
            return false;
        add_batch(e, level);
        level->states += e->table.count - before;
        if (level->expanded - expanded < upto - at) { /* what came of the batch is not the same every time */
            e->result.end = stopped ? TSPEC_EXPLORE_STOPPED : TSPEC_EXPLORE_TIME;
            *ended = true;
        }
        at = upto;
    }
    if (level->expanded == level->parents)
        e->result.depth = e->result.levels;
    return true;
}

static bool run_levels(struct tspec_explore *e)
{
    unsigned depth = e->options->depth != 0 && e->options->depth < TSPEC_EXPLORE_DEPTH_MAX
                         ? e->options->depth
                         : (unsigned)TSPEC_EXPLORE_DEPTH_MAX;
    bool ended = false;
    e->result.end = TSPEC_EXPLORE_EXHAUSTED;
    for (uint64_t first = 0; !ended && first < e->table.count;) {
        uint64_t end = e->table.count;
        if (e->result.levels == depth) {
            e->result.end = TSPEC_EXPLORE_DEPTH;
            break;
        }
        if (!run_level(e, first, end, &ended))
            return false;
        first = end;
    }
    e->result.states = e->table.count;
    e->result.memory_bytes = tspec_table_bytes(&e->table);
    return true;
}

/* Tries the options once in this process, where an error can still be told; the table begins with the root.
 */
static bool introduce(struct tspec_explore *e, struct tspec_campaign_result *campaign, char *error,
                      size_t error_bytes)
{
    const struct tspec_explore_options *options = e->options;
    static struct tspec_verdict verdict;
    struct tspec_judge *judge =
        tspec_judge_create(options->stack, options->options, options->option_count, true, error, error_bytes);
    if (judge == NULL)
        return false;
    tspec_judge_allow(judge, options->quirks);
    tspec_judge_profile(judge, &campaign->profile);
    bool ok = tspec_judge_step_begin(judge, &e->settings, &verdict, NULL, error, error_bytes);
    if (ok) {
        size_t bytes;
        const uint8_t *image = tspec_judge_image(judge, &bytes);
        ok = tspec_table_create(&e->table, tspec_table_key(image, bytes), e->alphabet.event_count,
                                options->memory_bytes);
        if (!ok)
            snprintf(error, error_bytes, "no memory for the states");
    }
    tspec_judge_destroy(judge);
    campaign->stack = options->stack->name;
    campaign->version = options->stack->version();
    campaign->source = "explore";
    return ok;
}

static bool make_seats(struct tspec_explore *e)
{
    e->common = tspec_crew_memory(sizeof *e->common);
    for (unsigned i = 0; i < e->workers && e->common != NULL; i++) {
        struct seat *seat = e->seats[i] = tspec_crew_memory(sizeof *seat);
        if (seat == NULL || (seat->log.slots = tspec_crew_memory(log_bytes(e))) == NULL)
            return false;
        e->desks[i] = &seat->desk;
    }
    return e->common != NULL;
}

static void collect(struct tspec_explore *e, struct tspec_campaign_result *campaign)
{
    for (unsigned i = 0; i < e->workers && e->seats[i] != NULL; i++) {
        tspec_coverage_add(&campaign->coverage, &e->seats[i]->coverage);
        tspec_findings_merge(&campaign->findings, &e->seats[i]->findings);
    }
    campaign->scenarios = campaign->coverage.scenarios = e->result.steps;
    campaign->inconclusive = campaign->coverage.inconclusive;
    campaign->stopped = e->result.end == TSPEC_EXPLORE_STOPPED;
    campaign->elapsed_us = e->options->clock_us() - e->start_us;
    tspec_findings_sort(&campaign->findings);
}

struct tspec_explore *tspec_explore_run(const struct tspec_explore_options *options,
                                        struct tspec_campaign_result *campaign, char *error,
                                        size_t error_bytes)
{
    struct tspec_explore *e = calloc(1, sizeof *e);
    memset(campaign, 0, offsetof(struct tspec_campaign_result, findings));
    memset(&campaign->findings, 0, offsetof(struct tspec_findings, items));
    if (e == NULL) {
        snprintf(error, error_bytes, "no memory for an exploration");
        return NULL;
    }
    e->options = options;
    e->workers = tspec_crew_size(options->workers);
    e->start_us = options->clock_us();
    tspec_explore_alphabet(&e->alphabet);
    e->alphabet.ip_version = options->ip_version != 0 ? (uint8_t)options->ip_version : 4;
    tspec_scenario_copy(&e->settings, &e->alphabet);
    e->settings.event_count = 0;
    e->result.events = e->alphabet.event_count;
    if (!introduce(e, campaign, error, error_bytes)) {
        tspec_explore_destroy(e);
        return NULL;
    }
    if (!make_seats(e) || !run_levels(e)) {
        snprintf(error, error_bytes, "a worker for %s could not be started, or died outside an event",
                 options->stack->name);
        tspec_explore_destroy(e);
        return NULL;
    }
    collect(e, campaign);
    return e;
}

void tspec_explore_destroy(struct tspec_explore *e)
{
    if (e == NULL)
        return;
    for (unsigned i = 0; i < e->workers && e->seats[i] != NULL; i++) {
        tspec_crew_memory_free(e->seats[i]->log.slots, log_bytes(e));
        tspec_crew_memory_free(e->seats[i], sizeof *e->seats[i]);
    }
    tspec_crew_memory_free(e->common, sizeof *e->common);
    if (e->table.slots != NULL)
        tspec_table_destroy(&e->table);
    free(e);
}

const struct tspec_explore_result *tspec_explore_result(const struct tspec_explore *e)
{
    return &e->result;
}

bool tspec_explore_witness(const struct tspec_explore *e, unsigned rule, struct tspec_scenario *scenario)
{
    uint64_t best = rule < TSPEC_RULES_LIMIT ? atomic_load(&e->common->witness[rule]) : 0;
    if (best != 0)
        scenario_of(e, ~best, scenario);
    return best != 0;
}
