/* --spec and --option for a run: the engine gets other rules, and every adapter its say. */
#include <string.h>

#include "harness/cli/spec.h"
#include "harness/judge/judge.h"
#include "harness/sut/engine.h"

int tspec_cli_use_spec(const struct tspec_cli_options *options)
{
    if (!options->spec)
        return 0;
    const struct tspec_rules *rules = tspec_cli_rules(options);
    if (!rules)
        return TSPEC_EXIT_USAGE;
    tspec_sut_engine_use(rules);
    return 0;
}

/* Whether some other stack of several takes the options: then --sut is what is missing. */
static const char *who_takes_them(const struct tspec_cli_options *options, const struct tspec_sut_class *but)
{
    char error[512];
    for (unsigned i = 0; i < options->stack_count; i++) {
        const struct tspec_sut_class *stack = options->stacks[i];
        struct tspec_judge *judge =
            stack == but ? NULL
                         : tspec_judge_create(stack, options->adapter_options, options->adapter_option_count,
                                              false, error, sizeof error);
        tspec_judge_destroy(judge);
        if (judge)
            return stack->name;
    }
    return NULL;
}

int tspec_cli_check_options(const struct tspec_cli_options *options, const struct tspec_sut_class *stack)
{
    char error[512];
    struct tspec_judge *judge = tspec_judge_create(stack, options->adapter_options,
                                                   options->adapter_option_count, false, error, sizeof error);
    if (!judge) {
        size_t length = strlen(stack->name); /* some adapters begin with their name */
        bool named = !strncmp(error, stack->name, length) && error[length] == ':';
        const char *other = who_takes_them(options, stack);
        tspec_cli_complain("%s%s%s%s%s", named ? "" : stack->name, named ? "" : ": ", error,
                           other ? "; for one stack alone say --sut " : "", other ? other : "");
        return TSPEC_EXIT_USAGE;
    }
    tspec_judge_destroy(judge);
    return 0;
}
