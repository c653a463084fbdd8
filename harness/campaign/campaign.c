#include "harness/campaign/campaign.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What one worker has to say. Shared; it outlives the worker and is taken up by the next. */
struct slot {
    struct tspec_desk desk;
    uint64_t next; /* index to begin with, or under way while running */
    uint64_t scenarios, not_judged, deaths;
    char not_judged_why[256];
    struct tspec_coverage coverage;
    struct tspec_findings findings;
};

struct campaign {
    const struct tspec_campaign_options *options;
    struct tspec_source source; /* theirs, for what this stack can do */
    unsigned workers;
    uint64_t end; /* index after the last */
    struct slot *slots[TSPEC_WORKERS_MAX];
    struct tspec_desk *desks[TSPEC_WORKERS_MAX];
};

/* --- the worker's side --- */

static void keep_findings(struct slot *slot)
{
    const struct tspec_verdict *verdict = &slot->desk.verdict;
    for (unsigned i = 0; i < verdict->finding_count; i++)
        tspec_findings_add(&slot->findings, &verdict->findings[i], 1, &slot->desk.scenario, slot->next);
}

static bool work(void *context, unsigned worker)
{
    const struct campaign *c = context;
    const struct tspec_campaign_options *options = c->options;
    struct slot *slot = c->slots[worker];
    char error[sizeof slot->not_judged_why];
    struct tspec_judge *judge = tspec_judge_create(options->stack, options->options, options->option_count,
                                                   true, error, sizeof error);
    if (judge == NULL)
        return false;
    tspec_judge_allow(judge, options->quirks);
    for (; !slot->desk.stop && slot->next < c->end; slot->next += c->workers) {
        c->source.scenario(&c->source, slot->next, &slot->desk.scenario);
        if (tspec_worker_judge(&slot->desk, judge, &slot->coverage, error, sizeof error))
            slot->scenarios++;
        else if (slot->not_judged++ == 0)
            memcpy(slot->not_judged_why, error, sizeof error);
        keep_findings(slot);
    }
    return true;
}

/* --- the parent's side --- */

static bool died(void *context, unsigned worker, const struct tspec_finding *finding)
{
    const struct campaign *c = context;
    struct slot *slot = c->slots[worker];
    keep_findings(slot);
    if (finding != NULL)
        tspec_findings_add(&slot->findings, finding, 1, &slot->desk.scenario, slot->next);
    slot->scenarios++;
    slot->coverage.scenarios++;
    slot->deaths++;
    slot->next += c->workers;
    return !slot->desk.stop && slot->next < c->end;
}

static void tell_progress(void *context, uint64_t elapsed_us)
{
    const struct campaign *c = context;
    struct tspec_campaign_progress progress = {.total = c->end, .elapsed_us = elapsed_us};
    for (unsigned i = 0; i < c->workers; i++) {
        progress.scenarios += c->slots[i]->scenarios;
        progress.findings += c->slots[i]->findings.count;
        progress.deaths += (unsigned)c->slots[i]->deaths;
    }
    c->options->progress(c->options->progress_context, &progress);
}

static bool make_slots(struct campaign *c)
{
    for (unsigned i = 0; i < c->workers; i++) {
        c->slots[i] = tspec_crew_memory(sizeof *c->slots[i]);
        if (c->slots[i] == NULL)
            return false;
        c->desks[i] = &c->slots[i]->desk;
        c->slots[i]->next = i;
    }
    return true;
}

static void collect(struct campaign *c, struct tspec_campaign_result *result)
{
    for (unsigned i = 0; i < c->workers && c->slots[i] != NULL; i++) {
        struct slot *slot = c->slots[i];
        result->scenarios += slot->scenarios;
        if (result->not_judged == 0)
            memcpy(result->not_judged_why, slot->not_judged_why, sizeof result->not_judged_why);
        result->not_judged += slot->not_judged;
        result->deaths += slot->deaths;
        tspec_coverage_add(&result->coverage, &slot->coverage);
        tspec_findings_merge(&result->findings, &slot->findings);
        tspec_crew_memory_free(slot, sizeof *slot);
    }
    result->inconclusive = result->coverage.inconclusive;
    tspec_findings_sort(&result->findings);
}

/* Tries the options once in this process, where an error can still be told. */
static bool introduce(const struct tspec_campaign_options *options, struct tspec_campaign_result *result,
                      char *error, size_t error_bytes)
{
    struct tspec_judge *judge =
        tspec_judge_create(options->stack, options->options, options->option_count, true, error, error_bytes);
    if (judge == NULL)
        return false;
    tspec_judge_allow(judge, options->quirks);
    tspec_judge_profile(judge, &result->profile);
    tspec_judge_destroy(judge);
    result->stack = options->stack->name;
    result->version = options->stack->version();
    result->source = options->source->name;
    result->seed = options->source->seed;
    return true;
}

/* Everything but the table of findings, whose pages stay untouched until there are some. */
static void clear(struct tspec_campaign_result *result)
{
    memset(result, 0, offsetof(struct tspec_campaign_result, findings));
    memset(&result->findings, 0, offsetof(struct tspec_findings, items));
}

bool tspec_campaign_run(const struct tspec_campaign_options *options, struct tspec_campaign_result *result,
                        char *error, size_t error_bytes)
{
    clear(result);
    if (!introduce(options, result, error, error_bytes))
        return false;
    uint64_t start_us = options->clock_us();
    struct campaign c = {
        .options = options,
        .source = *options->source,
        .workers = tspec_crew_size(options->workers),
        .end = options->execs != 0 && options->execs < options->source->count ? options->execs
                                                                              : options->source->count,
    };
    const struct tspec_crew_job job = {
        .context = &c,
        .workers = c.workers,
        .desks = c.desks,
        .hang_us = options->hang_us != 0 ? options->hang_us : (uint64_t)TSPEC_HANG_DEFAULT_US,
        .clock_us = options->clock_us,
        .limit_us = options->limit_us,
        .stop_flag = options->stop,
        .work = work,
        .died = died,
        .progress = options->progress != NULL ? tell_progress : NULL,
    };
    c.source.capabilities = result->profile.capabilities;
    bool ok = make_slots(&c) && tspec_crew_run(&job, &result->stopped);
    if (!ok)
        snprintf(error, error_bytes, "a worker for %s could not be started, or died outside a scenario",
                 options->stack->name);
    collect(&c, result);
    result->elapsed_us = options->clock_us() - start_us;
    return ok;
}

void tspec_campaign_merge(struct tspec_campaign_result *into, const struct tspec_campaign_result *from)
{
    into->scenarios += from->scenarios;
    into->inconclusive += from->inconclusive;
    if (into->not_judged == 0)
        memcpy(into->not_judged_why, from->not_judged_why, sizeof into->not_judged_why);
    into->not_judged += from->not_judged;
    into->deaths += from->deaths;
    into->elapsed_us += from->elapsed_us;
    into->stopped |= from->stopped;
    tspec_coverage_add(&into->coverage, &from->coverage);
    tspec_findings_merge(&into->findings, &from->findings);
    tspec_findings_sort(&into->findings);
}
