#include "harness/campaign/explore_witness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/campaign/minimize.h"
#include "harness/sut/engine.h"
#include "harness/sut/sut.h"

struct tspec_witness_judge {
    struct tspec_judge *judge;
    struct tspec_verdict verdict;
    unsigned rule; /* that is looked for */
    uint64_t acted[(TSPEC_RULES_LIMIT + 63) / 64];
};

struct tspec_witness_judge *tspec_witness_judge_create(const char *const *options, unsigned option_count,
                                                       char *error, size_t error_bytes)
{
    struct tspec_witness_judge *w = calloc(1, sizeof *w);
    if (w == NULL) {
        snprintf(error, error_bytes, "no memory for a judge");
        return NULL;
    }
    tspec_sut_engine_watch(w->acted);
    w->judge = tspec_judge_create(tspec_sut_find("engine"), options, option_count, true, error, error_bytes);
    if (w->judge != NULL)
        return w;
    tspec_witness_judge_destroy(w);
    return NULL;
}

void tspec_witness_judge_destroy(struct tspec_witness_judge *w)
{
    if (w == NULL)
        return;
    tspec_judge_destroy(w->judge);
    tspec_sut_engine_watch(NULL);
    free(w);
}

bool tspec_witness_holds(struct tspec_witness_judge *w, unsigned rule, const struct tspec_scenario *scenario)
{
    char error[256];
    memset(w->acted, 0, sizeof w->acted);
    return tspec_judge_run(w->judge, scenario, &w->verdict, NULL, NULL, error, sizeof error) &&
           w->verdict.outcome == TSPEC_OUTCOME_PASS && (w->acted[rule / 64] >> rule % 64 & 1) != 0;
}

static bool shows(void *context, const struct tspec_scenario *candidate)
{
    struct tspec_witness_judge *w = context;
    return tspec_witness_holds(w, w->rule, candidate);
}

bool tspec_witness_minimize(struct tspec_witness_judge *w, unsigned rule, struct tspec_scenario *scenario)
{
    const struct tspec_minimize_test test = {w, shows};
    w->rule = rule;
    return !tspec_witness_holds(w, rule, scenario) || tspec_minimize(scenario, &test);
}
