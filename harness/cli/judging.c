#include "harness/cli/judging.h"

#include <stdlib.h>

#include "harness/judge/judge.h"

int tspec_cli_choose(const struct tspec_cli_options *options, const struct tspec_scenario *scenario,
                     const char *path, const struct tspec_sut_class *stacks[TSPEC_CLI_STACKS_MAX],
                     unsigned *count)
{
    *count = 0;
    if (!(options->given & TSPEC_CLI_SUT) && *scenario->stack) {
        stacks[(*count)++] = tspec_sut_find(scenario->stack);
        if (stacks[0])
            return 0;
        tspec_cli_complain(
            "%s: it is for the stack \"%s\", which is not built in; say --sut NAME for another", path,
            scenario->stack);
        return TSPEC_EXIT_NOT_JUDGED;
    }
    for (unsigned i = 0; i < options->stack_count; i++)
        stacks[(*count)++] = options->stacks[i];
    return 0;
}

/* Says why a stack cannot be configured for one of the scenarios: an option it does not know, where that is
 * it. */
static void complain_of_options(const struct tspec_cli_options *options, const struct tspec_sut_class *stack,
                                const char *path, const struct tspec_scenario *list, unsigned count,
                                const char *otherwise)
{
    char error[512];
    for (unsigned i = 0; i < count; i++) {
        const char *all[TSPEC_CLI_ADAPTER_OPTIONS_MAX + TSPEC_SCENARIO_OPTIONS_MAX];
        unsigned used = 0;
        for (unsigned k = 0; k < options->adapter_option_count; k++)
            all[used++] = options->adapter_options[k];
        for (unsigned k = 0; k < list[i].option_count; k++)
            all[used++] = list[i].options[k];
        struct tspec_judge *judge = tspec_judge_create(stack, all, used, false, error, sizeof error);
        tspec_judge_destroy(judge);
        if (!judge) {
            tspec_cli_complain("%s: the scenario's options: %s: %s", path, stack->name, error);
            return;
        }
    }
    tspec_cli_complain("%s: %s: %s", path, stack->name, otherwise);
}

int tspec_cli_judge(const struct tspec_cli_options *options, const struct tspec_cli_waiving *waiving,
                    const struct tspec_sut_class *stack, const char *path, const struct tspec_scenario *list,
                    unsigned count, struct tspec_cli_judged *judged)
{
    char error[512] = "out of memory";
    if (tspec_cli_check_options(options, stack))
        return TSPEC_EXIT_USAGE;
    uint64_t quirks = tspec_cli_waiving_quirks(waiving, stack);
    const struct tspec_source source = tspec_source_list(list, count);
    const struct tspec_campaign_options campaign = {.stack = stack,
                                                    .options = options->adapter_options,
                                                    .option_count = options->adapter_option_count,
                                                    .source = &source,
                                                    .quirks = quirks,
                                                    .execs = count,
                                                    .clock_us = tspec_cli_clock_us};
    *judged = (struct tspec_cli_judged){
        .stack = stack, .quirks = quirks, .result = malloc(sizeof *judged->result), .campaign_count = 1};
    judged->campaigns[0] = (struct tspec_report_campaign){"replay", count};
    bool ran = judged->result && tspec_campaign_run(&campaign, judged->result, error, sizeof error);
    if (ran && !judged->result->not_judged)
        return 0;
    if (ran)
        complain_of_options(options, stack, path, list, count, judged->result->not_judged_why);
    else
        tspec_cli_complain("%s: %s: %s", path, stack->name, error);
    free(judged->result);
    return TSPEC_EXIT_NOT_JUDGED;
}
