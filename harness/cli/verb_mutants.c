/* The measure of the judge, told: scores, survivors with rule and diff, lines of specs/mutants.tsv that do
 * not hold. */
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/campaign/mutants_known.h"
#include "harness/cli/campaigns.h"
#include "harness/cli/load.h"
#include "harness/cli/mutants.h"
#include "harness/cli/spec.h"

/* Of those neither equivalent nor permitted so many are to be told, in percent. */
static const double goals[] = {[false] = 99, [true] = 95};

struct measure {
    const struct tspec_cli_options *cli;
    struct tspec_mutants_options options;
    struct tspec_scenario *corpus;
    struct tspec_known_mutants known;
    struct tspec_mutants_result result;
    bool all; /* neither a sample nor one */
};

static const char *box_name(const struct measure *m)
{
    return m->options.black_box ? "black" : "white";
}

static void show_progress(void *context, unsigned round, uint64_t done, uint64_t total)
{
    (void)context;
    fprintf(stderr, "\r\033[Kround %u of %d: %" PRIu64 " of %" PRIu64, round + 1, TSPEC_MUTANTS_ROUNDS, done,
            total);
    fflush(stderr);
}

/* A line of the file that does not hold, and why; NULL where it does, or where nobody looked. */
static const char *broken(const struct measure *m, const struct tspec_known_mutant *known)
{
    for (unsigned i = 0; i < m->result.count; i++)
        if (!strcmp(m->result.list[i].id, known->id))
            return tspec_known_mutant_stale(known, &m->result.list[i], m->options.black_box) ? "it is told"
                                                                                             : NULL;
    return m->all && !m->options.rules_foreign ? "there is no such mutant" : NULL;
}

static unsigned count_broken(const struct measure *m)
{
    unsigned count = 0;
    for (unsigned i = 0; i < m->known.count; i++)
        count += broken(m, &m->known.list[i]) != NULL;
    return count;
}

static const char *fate(const struct measure *m, const struct tspec_mutant_outcome *outcome)
{
    const struct tspec_known_mutant *known = tspec_known_mutants_find(&m->known, outcome->id);
    return outcome->killed ? "killed" : !known ? "survivor" : known->permitted ? "permitted" : "equivalent";
}

/* --- text --- */

static void print_operators(const struct measure *m)
{
    printf("\n%-18s %8s %8s %9s\n", "operator", "mutants", "killed", "survivors");
    for (unsigned o = 0; o <= TSPEC_MUTATION_COUNT; o++) {
        const char *name = o < TSPEC_MUTATION_COUNT ? tspec_mutation_name(o) : "fault";
        unsigned mutants = 0, killed = 0, survivors = 0;
        for (unsigned i = 0; i < m->result.count; i++)
            if (!strcmp(m->result.list[i].mutation, name)) {
                mutants++;
                killed += m->result.list[i].killed;
                survivors += !strcmp(fate(m, &m->result.list[i]), "survivor");
            }
        if (mutants)
            printf("%-18s %8u %8u %9u\n", name, mutants, killed, survivors);
    }
}

static void print_survivors(const struct measure *m)
{
    for (unsigned i = 0; i < m->result.count; i++) {
        const struct tspec_mutant_outcome *outcome = &m->result.list[i];
        if (strcmp(fate(m, outcome), "survivor"))
            continue;
        printf("\nsurvivor %s\n  %s\n", outcome->id, outcome->diff);
        if (!outcome->scenarios)
            printf("  no scenario applies what it damages\n");
        if (outcome->deaths)
            printf("  it crashed or hung in %u scenarios\n", outcome->deaths);
    }
}

static void print_broken(const struct measure *m)
{
    for (unsigned i = 0; i < m->known.count; i++) {
        const struct tspec_known_mutant *known = &m->known.list[i];
        const char *why = broken(m, known);
        if (why)
            printf("\nspecs/mutants.tsv:%u: %s: said to be %s, but %s\n", known->line, known->id,
                   known->permitted ? "permitted" : "equivalent", why);
    }
}

static void print_text(const struct measure *m, const struct tspec_mutants_score *score)
{
    const struct tspec_mutants_result *r = &m->result;
    print_broken(m);
    print_survivors(m);
    print_operators(m);
    printf("\n%s box: %u mutants: %u killed, %u equivalent, %u permitted, %u survivors\n", box_name(m),
           score->mutants, score->killed, score->equivalent, score->permitted, score->survivors);
    printf("%.2f %% of those neither equivalent nor permitted are told (goal: %.0f %%)\n", score->percent,
           goals[m->options.black_box]);
    printf("time to tell one: median %.3f ms, worst %.3f s; all in %.1f s; %" PRIu64 " scenarios\n",
           (double)r->median_us / 1e3, (double)r->worst_us / 1e6, (double)r->elapsed_us / 1e6, r->scenarios);
    if (r->unsound)
        printf("%" PRIu64 " scenarios left out: the sound engine has a finding there%s%s\n", r->unsound,
               *r->unsound_in ? ", first with " : "", r->unsound_in);
}

/* One mutant: what tells it, and where. */
static void print_one(const struct measure *m, const struct tspec_mutant_outcome *outcome)
{
    const struct tspec_finding *finding = &outcome->finding;
    printf("%s\n  %s\n%s after %u scenarios\n", outcome->id, outcome->diff, fate(m, outcome),
           outcome->scenarios);
    const struct tspec_known_mutant *known = tspec_known_mutants_find(&m->known, outcome->id);
    if (known)
        printf("  %s\n", known->why);
    if (!outcome->killed)
        return;
    static struct tspec_ground ground;
    static struct tspec_scenario scenario;
    tspec_ground_init(&ground, m->options.rules, m->corpus, m->options.corpus_count);
    tspec_ground_scenario(&ground, outcome->where, &scenario);
    char *text = tspec_cli_scenario_text(&scenario);
    printf("%s in %s, event %u\n  expected: %s\n  observed: %s\n\n%s%s%s%s",
           tspec_check_at(finding->check)->id, tspec_state_name(finding->state), finding->event_index,
           finding->expected, finding->observed, *ground.configs[outcome->where.config] ? "# under " : "",
           ground.configs[outcome->where.config], *ground.configs[outcome->where.config] ? "\n" : "",
           text ? text : "");
    free(text);
}

static void print_list(const struct measure *m)
{
    for (unsigned i = 0; i < m->result.count; i++)
        printf("%s\n  %s\n", m->result.list[i].id, m->result.list[i].diff);
}

/* --- JSON --- */

static json_t *mutant_json(const struct tspec_mutant_outcome *outcome)
{
    return json_pack("{s:s, s:s, s:s, s:s}", "id", outcome->id, "rule", outcome->rule, "operator",
                     outcome->mutation, "diff", outcome->diff);
}

static json_t *broken_json(const struct measure *m)
{
    json_t *list = json_array();
    for (unsigned i = 0; i < m->known.count; i++) {
        const char *why = broken(m, &m->known.list[i]);
        if (why)
            json_array_append_new(list, json_pack("{s:s, s:i, s:s}", "id", m->known.list[i].id, "line",
                                                  (int)m->known.list[i].line, "why", why));
    }
    return list;
}

static int print_json(const struct measure *m, const struct tspec_mutants_score *score, bool ran)
{
    const struct tspec_mutants_result *r = &m->result;
    json_t *list = json_array();
    for (unsigned i = 0; i < r->count; i++)
        if (!ran || !strcmp(fate(m, &r->list[i]), "survivor"))
            json_array_append_new(list, mutant_json(&r->list[i]));
    json_t *object = json_pack("{s:s, s:i, s:o}", "box", box_name(m), "mutants", (int)score->mutants,
                               ran ? "survivor_list" : "list", list);
    if (ran)
        json_object_update_new(
            object,
            json_pack("{s:i, s:i, s:i, s:i, s:f, s:f, s:f, s:f, s:f, s:I, s:I, s:o}", "killed",
                      (int)score->killed, "equivalent", (int)score->equivalent, "permitted",
                      (int)score->permitted, "survivors", (int)score->survivors, "percent", score->percent,
                      "goal", goals[m->options.black_box], "median_s", (double)r->median_us / 1e6, "worst_s",
                      (double)r->worst_us / 1e6, "elapsed_s", (double)r->elapsed_us / 1e6, "scenarios",
                      (json_int_t)r->scenarios, "left_out", (json_int_t)r->unsound, "stale", broken_json(m)));
    char *text = object ? json_dumps(object, JSON_INDENT(1) | JSON_REAL_PRECISION(6)) : NULL;
    json_decref(object);
    if (!text) {
        tspec_cli_complain("out of memory");
        return TSPEC_EXIT_NOT_JUDGED;
    }
    puts(text);
    free(text);
    return TSPEC_EXIT_EXPECTED;
}

/* --- the verb --- */

static int list(struct measure *m)
{
    char error[256];
    if (!tspec_mutants_name(&m->options, &m->result, error, sizeof error)) {
        tspec_cli_complain("mutants: %s", error);
        return TSPEC_EXIT_USAGE;
    }
    const struct tspec_mutants_score score = {.mutants = m->result.count};
    if (m->cli->json)
        return print_json(m, &score, false);
    print_list(m);
    return TSPEC_EXIT_EXPECTED;
}

static int run(struct measure *m)
{
    char error[256];
    bool ran = tspec_mutants_run(&m->options, &m->result, error, sizeof error);
    if (m->options.progress)
        fputs("\r\033[K", stderr);
    if (!ran) {
        tspec_cli_complain("mutants: %s; 'tcpspec mutants --list' lists them", error);
        return m->options.only ? TSPEC_EXIT_USAGE : TSPEC_EXIT_NOT_JUDGED;
    }
    struct tspec_mutants_score score = tspec_mutants_score(&m->result, &m->known);
    int code = TSPEC_EXIT_EXPECTED;
    if (m->cli->json)
        code = print_json(m, &score, true);
    else if (m->options.only)
        print_one(m, &m->result.list[0]);
    else
        print_text(m, &score);
    if (code)
        return code;
    if (m->result.stopped || !score.mutants)
        return TSPEC_EXIT_NOT_JUDGED;
    return count_broken(m) || score.percent < goals[m->options.black_box] ? TSPEC_EXIT_FINDING
                                                                          : TSPEC_EXIT_EXPECTED;
}

static int mutants(const struct tspec_cli_options *options)
{
    char error[256];
    struct measure m = {.cli = options, .all = options->sample <= 0 && !options->word_count};
    m.options = (struct tspec_mutants_options){
        .rules = tspec_cli_rules(options),
        .rules_foreign = options->spec != NULL,
        .black_box = options->black_box,
        .sample = options->sample,
        .only = options->word_count ? (const char *const *)options->words : NULL,
        .only_count = options->word_count,
        .rounds = TSPEC_MUTANTS_ROUNDS,
        .workers = tspec_cli_workers(options),
        .clock_us = tspec_cli_clock_us,
        .stop = tspec_cli_stop_flag(),
        .progress = isatty(2) ? show_progress : NULL,
    };
    if (!m.options.rules)
        return TSPEC_EXIT_USAGE;
    int code = tspec_cli_load_corpus(options->corpus, &m.corpus, &m.options.corpus_count);
    m.options.corpus = m.corpus;
    if (!code && !tspec_known_mutants_read(tspec_cli_known_mutants, &m.known, error, sizeof error)) {
        tspec_cli_complain("specs/mutants.tsv: %s", error);
        code = TSPEC_EXIT_NOT_JUDGED;
    }
    if (!code)
        code = options->list ? list(&m) : run(&m);
    tspec_mutants_result_free(&m.result);
    tspec_known_mutants_free(&m.known);
    free(m.corpus);
    return code;
}

const struct tspec_cli_verb tspec_cli_mutants = {
    .name = "mutants",
    .arguments = "[ID]",
    .summary = "how much the judge sees: the engine with one thing wrong at a time",
    .help =
        "Every single damage to the rules, and every switchable fault of the engine's primitives, becomes "
        "the engine,\nand the judge is to tell it: corpus, sweep and random scenarios, those first that "
        "apply what is damaged.\nWhat it cannot tell is argued in specs/mutants.tsv or printed with rule "
        "and diff. With ID: that mutant\nalone, and the scenario that tells it. --list: their ids and "
        "diffs. Exit code 1: the score is below its\ngoal (99 % white, 95 % black), or a line of "
        "specs/mutants.tsv does not hold.",
    .takes = TSPEC_CLI_SAMPLE | TSPEC_CLI_BOX | TSPEC_CLI_LIST | TSPEC_CLI_JSON | TSPEC_CLI_JOBS |
             TSPEC_CLI_CORPUS | TSPEC_CLI_SPEC,
    .words = {0, 1},
    .run = mutants,
};
