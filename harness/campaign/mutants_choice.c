#include "harness/campaign/mutants_choice.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/sut/engine.h"

/* FNV-1a: whether a name is in the sample depends on nothing else. */
static bool in_sample(const char *id, double fraction)
{
    uint32_t hash = 2166136261u;
    for (; *id != '\0'; id++)
        hash = (hash ^ (uint8_t)*id) * 16777619u;
    hash = (hash ^ hash >> 16) * 0x45d9f3bu;
    return fraction <= 0 || (double)(hash ^ hash >> 16) < fraction * 4294967296.0;
}

static bool wanted(const struct tspec_mutants_options *options, const char *id)
{
    for (unsigned i = 0; options->only != NULL && i < options->only_count; i++)
        if (strcmp(options->only[i], id) == 0)
            return true;
    return options->only == NULL && in_sample(id, options->sample);
}

static bool keep(struct tspec_mutants_result *result, struct tspec_out *id, struct tspec_out *diff,
                 const char *rule, const char *mutation)
{
    struct tspec_mutant_outcome *outcome = &result->list[result->count];
    memset(outcome, 0, sizeof *outcome);
    if (id->failed || diff->failed)
        return false;
    outcome->id = id->text;
    outcome->diff = diff->text;
    outcome->rule = rule;
    outcome->mutation = mutation;
    result->count++;
    *id = *diff = (struct tspec_out){0};
    return true;
}

/* Names the mutants of the rules that are wanted, and moves them to the front of the list. */
static bool name_rule_mutants(const struct tspec_mutants_options *options,
                              struct tspec_mutants_choice *choice, struct tspec_mutants_result *result)
{
    struct tspec_mutants *mutants = &choice->mutants;
    struct tspec_rules *damaged = malloc(sizeof *damaged);
    bool ok = damaged != NULL;
    for (unsigned i = 0; ok && i < mutants->count; i++) {
        const struct tspec_mutant mutant = mutants->list[i];
        struct tspec_out id = {0}, diff = {0};
        tspec_mutant_write_id(options->rules, &mutant, &id);
        if (id.text != NULL && wanted(options, id.text) &&
            tspec_mutant_apply(options->rules, &mutant, damaged)) {
            tspec_mutant_write_diff(options->rules, &mutant, damaged, &diff);
            mutants->list[result->count] = mutant;
            ok = keep(result, &id, &diff,
                      tspec_rules_text(options->rules, options->rules->rules[mutant.rule].id),
                      tspec_mutation_name(mutant.mutation));
        }
        tspec_out_free(&id);
        tspec_out_free(&diff);
    }
    free(damaged);
    choice->rule_mutants = result->count;
    return ok;
}

static bool name_faults(const struct tspec_mutants_options *options, unsigned *faults,
                        struct tspec_mutants_result *result)
{
    bool ok = true;
    for (unsigned fault = 1, count = 0; ok && fault <= tspec_sut_engine_faults(); fault++) {
        struct tspec_out id = {0}, diff = {0};
        tspec_out_format(&id, "fault/%s", tspec_sut_engine_fault_name(fault));
        if (id.text != NULL && wanted(options, id.text)) {
            tspec_out_text(&diff, tspec_sut_engine_fault_text(fault));
            faults[count++] = fault;
            ok = keep(result, &id, &diff, "", "fault");
        }
        tspec_out_free(&id);
        tspec_out_free(&diff);
    }
    return ok;
}

static bool check_only(const struct tspec_mutants_options *options, const struct tspec_mutants_result *result,
                       char *error, size_t error_bytes)
{
    for (unsigned i = 0; options->only != NULL && i < options->only_count; i++) {
        bool found = false;
        for (unsigned k = 0; k < result->count && !found; k++)
            found = strcmp(result->list[k].id, options->only[i]) == 0;
        if (!found) {
            snprintf(error, error_bytes, "\"%.180s\" is no mutant of these rules", options->only[i]);
            return false;
        }
    }
    return true;
}

bool tspec_mutants_choose(const struct tspec_mutants_options *options, struct tspec_mutants_choice *choice,
                          struct tspec_mutants_result *result, char *error, size_t error_bytes)
{
    unsigned faults = tspec_sut_engine_faults();
    bool ok = tspec_mutants_list(options->rules, &choice->mutants);
    choice->faults = calloc(faults + 1, sizeof *choice->faults);
    result->list = malloc((choice->mutants.count + faults + 1) * sizeof *result->list);
    ok = ok && choice->faults != NULL && result->list != NULL && name_rule_mutants(options, choice, result) &&
         name_faults(options, choice->faults, result);
    if (!ok)
        snprintf(error, error_bytes, "out of memory");
    return ok && check_only(options, result, error, error_bytes);
}

void tspec_mutants_choice_free(struct tspec_mutants_choice *choice)
{
    tspec_mutants_free(&choice->mutants);
    free(choice->faults);
    *choice = (struct tspec_mutants_choice){0};
}

bool tspec_mutants_name(const struct tspec_mutants_options *options, struct tspec_mutants_result *result,
                        char *error, size_t error_bytes)
{
    struct tspec_mutants_choice choice = {0};
    bool ok = tspec_mutants_choose(options, &choice, result, error, error_bytes);
    tspec_mutants_choice_free(&choice);
    return ok;
}
