#include "harness/campaign/mutants.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/campaign/crew.h"
#include "harness/campaign/mutants_choice.h"
#include "harness/sut/engine.h"

enum {
    RULE_WORDS = (TSPEC_RULES_LIMIT + 64) / 64, /* one bit a rule, and SOUND */
    SOUND = TSPEC_RULES_LIMIT,                  /* the sound engine has no finding there */
    DEATHS_MAX = 3,                             /* a round is over for who dies so often in it */
    HANG_US = 1000000,
    ERROR_BYTES = 256,
};

/* What has acted in a scenario. */
struct acted {
    uint64_t words[RULE_WORDS];
};

/* What is known of one mutant; shared. */
struct record {
    bool killed;
    unsigned deaths, round_deaths;
    uint32_t scenarios;
    uint64_t time_us, member; /* member: of the round */
    unsigned round;
    struct tspec_finding finding;
};

/* One worker; shared, and taken up by the next. */
struct slot {
    struct tspec_desk desk;
    uint64_t member;                   /* of the round */
    uint64_t turn;                     /* of a mutant: to begin with, or under way */
    bool busy;                         /* with the mutant of index `mutant` */
    unsigned mutant, mutant_scenarios; /* in this round */
    uint64_t done, unsound, first_unsound;
};

/* Shared by all workers of a round. */
struct board {
    unsigned next; /* index into `open` */
};

struct mutants {
    const struct tspec_mutants_options *options;
    struct tspec_mutants_choice choice;
    struct tspec_ground ground;
    unsigned round, workers;
    uint64_t members, stride; /* of the round */
    struct acted *acted;      /* of each member; shared */
    struct record *records;   /* of each mutant; shared */
    struct board *board;
    unsigned *open, open_count; /* mutants not killed yet */
    struct slot *slots[TSPEC_WORKERS_MAX];
    struct tspec_desk *desks[TSPEC_WORKERS_MAX];
};

/* --- what a mutant is --- */

static bool bit_of(const uint64_t *words, unsigned bit)
{
    return words[bit / 64] >> bit % 64 & 1;
}

static void set_bit(uint64_t *words, unsigned bit)
{
    words[bit / 64] |= (uint64_t)1 << bit % 64;
}

/* The rules of which one has to act for the mutant to make a difference. */
static void reach_of(const struct mutants *m, unsigned mutant, struct acted *reach)
{
    memset(reach, 0, sizeof *reach);
    if (mutant >= m->choice.rule_mutants) { /* a primitive can be anybody's */
        set_bit(reach->words, SOUND);
        return;
    }
    const struct tspec_rules *rules = m->options->rules;
    bool later;
    unsigned rule = tspec_mutant_reach(&m->choice.mutants.list[mutant], &later);
    unsigned step = rules->rules[rule].block;
    do
        set_bit(reach->words, rule++);
    while (later && rule < rules->rule_count && rules->rules[rule].block == step);
}

static bool meets(const struct acted *a, const struct acted *b)
{
    uint64_t common = 0;
    for (unsigned i = 0; i < RULE_WORDS; i++)
        common |= a->words[i] & b->words[i];
    return common != 0;
}

/* What tells a mutant: neither the stack's health nor what a scenario adds to the model. */
static bool tells(const struct tspec_finding *finding)
{
    switch (finding->check) {
    case TSPEC_CHECK_STACK_ASSERT:
    case TSPEC_CHECK_STACK_CRASH:
    case TSPEC_CHECK_STACK_HANG:
    case TSPEC_CHECK_EXPECTATION:
        return false;
    default:
        return finding->level >= TSPEC_LEVEL_DEVIATES;
    }
}

static const struct tspec_finding *telling(const struct tspec_verdict *verdict)
{
    for (unsigned i = 0; i < verdict->finding_count; i++)
        if (tells(&verdict->findings[i]))
            return &verdict->findings[i];
    return NULL;
}

/* --- the worker's side --- */

struct bench_of_judges {
    struct tspec_judge *judges[TSPEC_GROUND_CONFIGS_MAX];
};

/* The judge of a configuration, made when it is first needed. */
static struct tspec_judge *judge_for(const struct mutants *m, struct bench_of_judges *judges, unsigned config)
{
    char error[ERROR_BYTES];
    const char *option = m->ground.configs[config];
    if (judges->judges[config] == NULL)
        judges->judges[config] =
            tspec_judge_create(tspec_sut_find("engine"), &option, *option != '\0', true, error, sizeof error);
    return judges->judges[config];
}

/* Judges a member of the round into the slot's verdict. False: it cannot be judged. */
static bool judge_member(const struct mutants *m, struct slot *slot, struct bench_of_judges *judges)
{
    char error[ERROR_BYTES];
    struct tspec_ground_place place = tspec_ground_at(&m->ground, m->round, slot->member);
    struct tspec_judge *judge = judge_for(m, judges, place.config);
    if (judge == NULL)
        return false;
    tspec_ground_scenario(&m->ground, place, &slot->desk.scenario);
    if (slot->desk.scenario.peer[0] != '\0') /* two endpoints would be damaged at once */
        return false;
    return tspec_worker_judge(&slot->desk, judge, NULL, error, sizeof error);
}

static struct tspec_engine_damage damage_of(const struct mutants *m, unsigned fault)
{
    return (struct tspec_engine_damage){.muffled = true, .black_box = m->options->black_box, .fault = fault};
}

/* The sound engine goes through the round's scenarios: which rules act, and that there is no finding. */
static bool survey(void *context, unsigned worker)
{
    static struct bench_of_judges judges;
    const struct mutants *m = context;
    struct slot *slot = m->slots[worker];
    uint64_t acted[(TSPEC_RULES_LIMIT + 63) / 64];
    const struct tspec_engine_damage sound = damage_of(m, 0);
    tspec_sut_engine_use(m->options->rules);
    tspec_sut_engine_damage(&sound);
    tspec_sut_engine_watch(acted);
    for (; !slot->desk.stop && slot->member < m->members; slot->member += m->workers) {
        struct acted *member = &m->acted[slot->member];
        memset(acted, 0, sizeof acted);
        bool judged = judge_member(m, slot, &judges);
        slot->done++;
        if (judged && telling(&slot->desk.verdict) == NULL) {
            memcpy(member->words, acted, sizeof acted);
            set_bit(member->words, SOUND);
        } else if (judged && slot->unsound++ == 0) {
            slot->first_unsound = slot->member;
        }
    }
    return true;
}

/* One mutant, from the slot's turn on. Turns go through the round with a stride, so that any number of them
 * is spread over sources and configurations. */
static void try_mutant(const struct mutants *m, struct slot *slot, struct bench_of_judges *judges)
{
    struct record *record = &m->records[slot->mutant];
    struct acted reach;
    unsigned most = m->options->scenarios != 0 ? m->options->scenarios : (unsigned)TSPEC_MUTANTS_SCENARIOS;
    reach_of(m, slot->mutant, &reach);
    for (; slot->turn < m->members && slot->mutant_scenarios < most && !slot->desk.stop; slot->turn++) {
        slot->member = slot->turn * m->stride % m->members;
        const struct acted *acted = &m->acted[slot->member];
        if (!bit_of(acted->words, SOUND) || !meets(acted, &reach))
            continue;
        record->scenarios++;
        slot->mutant_scenarios++;
        if (!judge_member(m, slot, judges))
            continue;
        const struct tspec_finding *finding = telling(&slot->desk.verdict);
        if (finding == NULL)
            continue;
        record->killed = true;
        record->round = m->round;
        record->member = slot->member;
        record->finding = *finding;
        return;
    }
}

static bool hunt(void *context, unsigned worker)
{
    static struct tspec_rules damaged;
    static struct bench_of_judges judges;
    const struct mutants *m = context;
    struct slot *slot = m->slots[worker];
    tspec_sut_engine_use(&damaged);
    tspec_sut_engine_watch(NULL);
    while (!slot->desk.stop) {
        if (!slot->busy) {
            unsigned turn = __atomic_fetch_add(&m->board->next, 1, __ATOMIC_RELAXED);
            if (turn >= m->open_count)
                break;
            slot->mutant = m->open[turn];
            slot->turn = slot->mutant_scenarios = 0;
            slot->busy = true;
        }
        uint64_t start_us = m->options->clock_us();
        unsigned fault = 0;
        if (slot->mutant < m->choice.rule_mutants) {
            tspec_mutant_apply(m->options->rules, &m->choice.mutants.list[slot->mutant], &damaged);
        } else {
            damaged = *m->options->rules;
            fault = m->choice.faults[slot->mutant - m->choice.rule_mutants];
        }
        const struct tspec_engine_damage damage = damage_of(m, fault);
        tspec_sut_engine_damage(&damage);
        try_mutant(m, slot, &judges);
        m->records[slot->mutant].time_us += m->options->clock_us() - start_us;
        slot->busy = false;
        slot->done++;
    }
    return true;
}

/* --- the parent's side --- */

static bool died_surveying(void *context, unsigned worker, const struct tspec_finding *finding)
{
    const struct mutants *m = context;
    struct slot *slot = m->slots[worker];
    (void)finding;
    if (slot->unsound++ == 0)
        slot->first_unsound = slot->member;
    slot->member += m->workers;
    return !slot->desk.stop;
}

/* The next worker goes on behind the scenario, or with the next mutant. */
static bool died_hunting(void *context, unsigned worker, const struct tspec_finding *finding)
{
    const struct mutants *m = context;
    struct slot *slot = m->slots[worker];
    struct record *record = &m->records[slot->mutant];
    (void)finding;
    record->deaths++;
    slot->turn++;
    if (++record->round_deaths == DEATHS_MAX) {
        slot->busy = false;
        slot->done++;
    }
    return !slot->desk.stop;
}

static void tell_progress(void *context, uint64_t elapsed_us)
{
    const struct mutants *m = context;
    uint64_t done = 0;
    (void)elapsed_us;
    for (unsigned i = 0; i < m->workers; i++)
        done += m->slots[i]->done;
    m->options->progress(m->options->progress_context, m->round, done, m->members + m->open_count);
}

static bool run_crew(struct mutants *m, bool (*work)(void *, unsigned),
                     bool (*died)(void *, unsigned, const struct tspec_finding *), bool *stopped)
{
    const struct tspec_crew_job job = {
        .context = m,
        .workers = m->workers,
        .desks = m->desks,
        .hang_us = HANG_US,
        .clock_us = m->options->clock_us,
        .stop_flag = m->options->stop,
        .work = work,
        .died = died,
        .progress = m->options->progress != NULL ? tell_progress : NULL,
    };
    return tspec_crew_run(&job, stopped);
}

static uint64_t common_divisor(uint64_t a, uint64_t b)
{
    while (b != 0) {
        uint64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

/* About the golden section of the round, and prime to it. */
static uint64_t stride_of(uint64_t members)
{
    uint64_t stride = members * 618 / 1000 | 1;
    while (common_divisor(stride, members) != 1)
        stride += 2;
    return stride;
}

/* The sound engine, then those mutants that are still open. */
static bool run_round(struct mutants *m, struct tspec_mutants_result *result)
{
    m->members = tspec_ground_count(&m->ground, m->round);
    m->stride = stride_of(m->members);
    m->open_count = 0;
    for (unsigned i = 0; i < result->count; i++)
        if (!m->records[i].killed) {
            m->records[i].round_deaths = 0;
            m->open[m->open_count++] = i;
        }
    if (m->open_count == 0)
        return true;
    size_t bytes = m->members * sizeof *m->acted;
    m->acted = tspec_crew_memory(bytes);
    if (m->acted == NULL)
        return false;
    for (unsigned i = 0; i < m->workers; i++) {
        struct slot *slot = m->slots[i];
        slot->member = i;
        slot->busy = false;
        slot->done = slot->unsound = 0;
    }
    bool ok = run_crew(m, survey, died_surveying, &result->stopped);
    result->scenarios += m->members;
    for (unsigned i = 0; i < m->workers; i++) {
        if (result->unsound == 0 && m->slots[i]->unsound > 0)
            snprintf(
                result->unsound_in, sizeof result->unsound_in, "%s",
                m->ground.configs[tspec_ground_at(&m->ground, m->round, m->slots[i]->first_unsound).config]);
        result->unsound += m->slots[i]->unsound;
    }
    m->board->next = 0;
    if (ok && !result->stopped)
        ok = run_crew(m, hunt, died_hunting, &result->stopped);
    tspec_crew_memory_free(m->acted, bytes);
    return ok;
}

static void settle(const struct mutants *m, struct tspec_mutants_result *result)
{
    for (unsigned i = 0; i < result->count; i++) {
        struct tspec_mutant_outcome *outcome = &result->list[i];
        const struct record *record = &m->records[i];
        outcome->killed = record->killed;
        outcome->deaths = record->deaths;
        outcome->scenarios = record->scenarios;
        outcome->time_us = record->time_us;
        if (!record->killed)
            continue;
        outcome->where = tspec_ground_at(&m->ground, record->round, record->member);
        outcome->finding = record->finding;
        result->killed++;
    }
}

static int ascending(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static void take_times(struct tspec_mutants_result *result)
{
    uint64_t *times = malloc((result->killed + 1) * sizeof *times);
    unsigned count = 0;
    if (times == NULL)
        return;
    for (unsigned i = 0; i < result->count; i++)
        if (result->list[i].killed)
            times[count++] = result->list[i].time_us;
    qsort(times, count, sizeof *times, ascending);
    result->median_us = count > 0 ? times[count / 2] : 0;
    result->worst_us = count > 0 ? times[count - 1] : 0;
    free(times);
}

static bool take_memory(struct mutants *m, unsigned count)
{
    m->open = malloc((count + 1) * sizeof *m->open);
    m->records = tspec_crew_memory((count + 1) * sizeof *m->records);
    m->board = tspec_crew_memory(sizeof *m->board);
    bool ok = m->open != NULL && m->records != NULL && m->board != NULL;
    for (unsigned i = 0; ok && i < m->workers; i++) {
        m->slots[i] = tspec_crew_memory(sizeof *m->slots[i]);
        ok = m->slots[i] != NULL;
        m->desks[i] = ok ? &m->slots[i]->desk : NULL;
    }
    return ok;
}

static void give_memory(struct mutants *m, unsigned count)
{
    free(m->open);
    tspec_crew_memory_free(m->records, (count + 1) * sizeof *m->records);
    tspec_crew_memory_free(m->board, sizeof *m->board);
    for (unsigned i = 0; i < m->workers; i++)
        tspec_crew_memory_free(m->slots[i], sizeof *m->slots[i]);
}

bool tspec_mutants_run(const struct tspec_mutants_options *options, struct tspec_mutants_result *result,
                       char *error, size_t error_bytes)
{
    struct mutants m = {.options = options, .workers = tspec_crew_size(options->workers)};
    uint64_t start_us = options->clock_us();
    bool ok = tspec_mutants_choose(options, &m.choice, result, error, error_bytes);
    if (ok) {
        tspec_ground_init(&m.ground, options->rules, options->corpus, options->corpus_count);
        ok = take_memory(&m, result->count);
        for (m.round = 0; ok && m.round < options->rounds && !result->stopped; m.round++)
            ok = run_round(&m, result);
        if (ok)
            settle(&m, result);
        else
            snprintf(error, error_bytes, "a worker could not be started, or there is no memory for one");
        give_memory(&m, result->count);
    }
    take_times(result);
    result->elapsed_us = options->clock_us() - start_us;
    tspec_mutants_choice_free(&m.choice);
    return ok;
}

void tspec_mutants_result_free(struct tspec_mutants_result *result)
{
    for (unsigned i = 0; i < result->count; i++) {
        free(result->list[i].id);
        free(result->list[i].diff);
    }
    free(result->list);
    *result = (struct tspec_mutants_result){0};
}
