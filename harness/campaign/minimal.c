#include "harness/campaign/minimal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/campaign/minimize.h"

/* A hang takes as long as many crashes. */
enum { HANG_US = 250000, HANG_COUNTS = 8 };

/* One worker's. The search for a minimal scenario is deterministic, so what was answered so far (the tape)
 * is all that the successor of a dead worker needs to come to the same place again. */
struct slot {
    struct tspec_desk desk;
    unsigned at;                 /* place in the order */
    unsigned finished, runs;     /* findings minimal now; candidates judged */
    unsigned deaths, tape_count; /* of the finding under way */
    bool spent;                  /* nothing more is tried for it */
    bool tape[TSPEC_MINIMAL_RUNS];
    struct tspec_finding shown;      /* what the judge said of the last candidate that shows it */
    struct tspec_findings minimized; /* index: the item of the table */
};

struct minimal {
    const struct tspec_campaign_options *options;
    const struct tspec_findings *table;
    unsigned workers;
    unsigned *order; /* items of the table, the most important first */
    struct slot *slots[TSPEC_WORKERS_MAX];
    struct tspec_desk *desks[TSPEC_WORKERS_MAX];
};

/* --- does a candidate show it? --- */

static bool is(const struct tspec_finding *finding, const struct tspec_finding *wanted)
{
    return strcmp(finding->signature, wanted->signature) == 0 && finding->level >= wanted->level &&
           finding->quirk == wanted->quirk;
}

/* Writes the answer onto the tape. `death`: what the worker died of; NULL when it did not, or when that is
 * in the verdict. */
static bool answer(struct slot *slot, const struct tspec_finding *wanted, const struct tspec_finding *death)
{
    const struct tspec_verdict *verdict = &slot->desk.verdict;
    const struct tspec_finding *found = death != NULL && is(death, wanted) ? death : NULL;
    for (unsigned i = 0; found == NULL && i < verdict->finding_count; i++)
        if (is(&verdict->findings[i], wanted))
            found = &verdict->findings[i];
    if (found != NULL)
        slot->shown = *found;
    slot->runs++;
    slot->tape[slot->tape_count++] = found != NULL;
    slot->spent |= slot->tape_count == TSPEC_MINIMAL_RUNS;
    return found != NULL;
}

/* A search in a worker. */
struct search {
    struct slot *slot;
    struct tspec_judge *judge;
    const struct tspec_finding *wanted;
    unsigned played; /* answers taken from the tape */
};

static bool shows(void *context, const struct tspec_scenario *candidate)
{
    struct search *search = context;
    struct slot *slot = search->slot;
    char error[256];
    if (search->played < slot->tape_count)
        return slot->tape[search->played++];
    slot->spent |= slot->desk.stop;
    if (slot->spent)
        return false;
    tspec_scenario_copy(&slot->desk.scenario, candidate);
    tspec_worker_judge(&slot->desk, search->judge, NULL, error, sizeof error);
    search->played++;
    return answer(slot, search->wanted, NULL);
}

/* --- the worker's side --- */

static void minimize(struct search *search, const struct tspec_findings *table, unsigned item)
{
    struct tspec_scenario *scenario = malloc(2 * sizeof *scenario);
    if (scenario == NULL)
        return;
    struct tspec_scenario *shorter = scenario + 1;
    struct slot *slot = search->slot;
    const struct tspec_minimize_test test = {search, shows};
    search->wanted = &table->items[item].finding;
    tspec_findings_scenario(table, item, scenario);
    if (shows(search, scenario)) {
        /* What comes after the finding is not needed, as a rule. */
        if (search->wanted->event_index + 1 < scenario->event_count) {
            tspec_scenario_copy(shorter, scenario);
            shorter->event_count = search->wanted->event_index + 1;
            if (shows(search, shorter))
                tspec_scenario_copy(scenario, shorter);
        }
        /* An author's expectation means something only behind all that stands before it. */
        bool authored = search->wanted->check == TSPEC_CHECK_EXPECTATION;
        bool done = (authored || tspec_minimize(scenario, &test)) && !slot->spent;
        tspec_findings_add(&slot->minimized, &slot->shown, 1, scenario, item);
        slot->finished += done;
    }
    free(scenario);
}

static bool work(void *context, unsigned worker)
{
    const struct minimal *m = context;
    const struct tspec_campaign_options *options = m->options;
    struct slot *slot = m->slots[worker];
    char error[256];
    struct search search = {.slot = slot};
    search.judge = tspec_judge_create(options->stack, options->options, options->option_count, true, error,
                                      sizeof error);
    if (search.judge == NULL)
        return false;
    tspec_judge_allow(search.judge, options->quirks);
    /* What a stopped one had begun is told as far as it came. */
    while ((!slot->desk.stop || slot->tape_count > 0) && slot->at < m->table->count) {
        search.played = 0;
        minimize(&search, m->table, m->order[slot->at]);
        slot->deaths = slot->tape_count = 0;
        slot->spent = false;
        slot->at += m->workers;
    }
    return true;
}

/* --- the parent's side --- */

static bool died(void *context, unsigned worker, const struct tspec_finding *finding)
{
    const struct minimal *m = context;
    struct slot *slot = m->slots[worker];
    answer(slot, &m->table->items[m->order[slot->at]].finding, finding);
    bool hung = finding == NULL || finding->check == TSPEC_CHECK_STACK_HANG;
    slot->deaths += hung ? HANG_COUNTS : 1;
    slot->spent |= slot->deaths >= TSPEC_MINIMAL_DEATHS;
    return true; /* when it is to stop, for what it has so far */
}

static void tell_progress(void *context, uint64_t elapsed_us)
{
    const struct minimal *m = context;
    struct tspec_campaign_progress progress = {
        .total = m->table->count, .findings = m->table->count, .elapsed_us = elapsed_us};
    for (unsigned i = 0; i < m->workers; i++)
        progress.scenarios += m->slots[i]->finished;
    m->options->progress(m->options->progress_context, &progress);
}

static bool same_kind(const struct tspec_finding *a, const struct tspec_finding *b)
{
    return a->level == b->level && a->check == b->check && a->clause == b->clause;
}

struct place {
    unsigned item, rank; /* rank: how many of its kind were seen more often */
};

static int by_rank(const void *a, const void *b)
{
    const struct place *x = a, *y = b;
    if (x->rank != y->rank)
        return x->rank < y->rank ? -1 : 1;
    return x->item < y->item ? -1 : 1;
}

static bool put_in_order(struct minimal *m)
{
    const struct tspec_found *items = m->table->items;
    unsigned count = m->table->count;
    struct place *places = calloc(count + 1, sizeof *places);
    m->order = calloc(count + 1, sizeof *m->order);
    for (unsigned first = 0, end; places != NULL && first < count; first = end) {
        for (end = first; end < count && same_kind(&items[first].finding, &items[end].finding);)
            end++;
        for (unsigned i = first; i < end; i++) {
            places[i].item = i;
            for (unsigned k = first; k < end; k++)
                places[i].rank +=
                    items[k].count > items[i].count || (items[k].count == items[i].count && k < i);
        }
    }
    if (places != NULL)
        qsort(places, count, sizeof *places, by_rank);
    for (unsigned i = 0; places != NULL && m->order != NULL && i < count; i++)
        m->order[i] = places[i].item;
    free(places);
    return places != NULL && m->order != NULL;
}

static bool make_slots(struct minimal *m)
{
    for (unsigned i = 0; i < m->workers; i++) {
        m->slots[i] = tspec_crew_memory(sizeof *m->slots[i]);
        if (m->slots[i] == NULL)
            return false;
        m->desks[i] = &m->slots[i]->desk;
        m->slots[i]->at = i;
    }
    return true;
}

static void collect(struct minimal *m, struct tspec_findings *table, struct tspec_minimal_result *result)
{
    static struct tspec_scenario scenario;
    for (unsigned i = 0; i < m->workers && m->slots[i] != NULL; i++) {
        const struct tspec_findings *minimized = &m->slots[i]->minimized;
        for (unsigned k = 0; k < minimized->count; k++) {
            tspec_findings_scenario(minimized, k, &scenario);
            tspec_findings_show(table, (unsigned)minimized->items[k].index, &minimized->items[k].finding,
                                &scenario);
        }
        result->minimal += m->slots[i]->finished;
        result->runs += m->slots[i]->runs;
        tspec_crew_memory_free(m->slots[i], sizeof *m->slots[i]);
    }
    result->left = table->count - result->minimal;
}

bool tspec_minimal_run(const struct tspec_campaign_options *options, struct tspec_findings *table,
                       struct tspec_minimal_result *result, char *error, size_t error_bytes)
{
    uint64_t start_us = options->clock_us();
    memset(result, 0, sizeof *result);
    if (table->count == 0)
        return true;
    struct minimal m = {.options = options, .table = table, .workers = tspec_crew_size(options->workers)};
    if (m.workers > table->count)
        m.workers = table->count;
    const struct tspec_crew_job job = {
        .context = &m,
        .workers = m.workers,
        .desks = m.desks,
        .hang_us = options->hang_us != 0 && options->hang_us < HANG_US ? options->hang_us : (uint64_t)HANG_US,
        .clock_us = options->clock_us,
        .limit_us = options->limit_us,
        .stop_flag = options->stop,
        .work = work,
        .died = died,
        .progress = options->progress != NULL ? tell_progress : NULL,
    };
    bool ok = put_in_order(&m) && make_slots(&m) && tspec_crew_run(&job, &result->stopped);
    if (!ok)
        snprintf(error, error_bytes, "a worker for %s could not be started, or died outside a scenario",
                 options->stack->name);
    collect(&m, table, result);
    result->elapsed_us = options->clock_us() - start_us;
    free(m.order);
    return ok;
}
