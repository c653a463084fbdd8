#include "harness/cli/repeat.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/cli/judging.h"
#include "harness/cli/load.h"
#include "harness/cli/tracing.h"
#include "harness/report/trace.h"

/* The scenarios of all files, and what they did on one stack the first time and this time. */
struct repetition {
    const struct tspec_cli_options *options;
    const struct tspec_sut_class *stack;
    uint64_t quirks;
    unsigned count; /* of the scenarios for this stack */
    struct tspec_scenario *list;
    const char **paths;
    const struct tspec_scenario **turn; /* the order of this time */
    struct tspec_cli_traced *turned, *first, *now;
};

static bool same_step(const struct tspec_story_step *a, const struct tspec_story_step *b)
{
    const struct tspec_report_item *x = &a->item, *y = &b->item;
    return x->kind == y->kind && x->flow == y->flow && x->event == y->event && x->time_us == y->time_us &&
           !strcmp(x->text, y->text) && !strcmp(x->state_before, y->state_before) &&
           !strcmp(x->state_after, y->state_after) && !strcmp(x->stack_state, y->stack_state) &&
           !strcmp(x->clauses, y->clauses) && !strcmp(a->signature, b->signature) &&
           !strcmp(a->asks, b->asks) && !strcmp(a->section, b->section) &&
           a->packet_bytes == b->packet_bytes &&
           (!a->packet_bytes || !memcmp(a->packet, b->packet, a->packet_bytes));
}

static void print_step(const char *when, const struct tspec_cli_traced *traced, unsigned step)
{
    struct tspec_text text = {0};
    if (step < traced->count)
        tspec_trace_print_item(&traced->steps[step].item, false, &text);
    printf("%s:\n%s", when, text.bytes && !text.failed ? text.bytes : "  nothing more\n");
    tspec_text_free(&text);
}

/* Compares one scenario's traces; tells the first difference. */
static bool compare(const struct repetition *r, unsigned at, uint64_t time)
{
    const struct tspec_cli_traced *first = &r->first[at], *now = &r->now[at];
    unsigned step = 0;
    while (step < first->count && step < now->count && same_step(&first->steps[step], &now->steps[step]))
        step++;
    if (step == first->count && step == now->count)
        return true;
    printf("%s on %s: repetition %" PRIu64 " differs from the first in step %u\n", r->paths[at],
           r->stack->name, time + 1, step + 1);
    print_step("the first", first, step);
    print_step("this one", now, step);
    return false;
}

/* Once through all scenarios, beginning with another one each time. */
static bool run_once(struct repetition *r, struct tspec_report *report, uint64_t time,
                     struct tspec_cli_traced *traced)
{
    const struct tspec_cli_options *options = r->options;
    for (unsigned i = 0; i < r->count; i++)
        r->turn[i] = &r->list[(i + time) % r->count];
    tspec_cli_trace(report, r->stack, options->adapter_options, options->adapter_option_count, r->quirks,
                    r->turn, r->count, r->turned);
    for (unsigned i = 0; i < r->count; i++)
        traced[(i + time) % r->count] = r->turned[i];
    return !report->failed;
}

static int no_memory(void)
{
    tspec_cli_complain("out of memory");
    return TSPEC_EXIT_NOT_JUDGED;
}

static int repeat_on_stack(struct repetition *r)
{
    const volatile sig_atomic_t *stop = tspec_cli_stop_flag();
    struct tspec_report *first = tspec_report_create();
    int code = first && run_once(r, first, 0, r->first) ? 0 : no_memory();
    uint64_t time = 1;
    for (unsigned i = 0; !code && i < r->count; i++)
        if (!r->first[i].count) {
            tspec_cli_complain("%s: cannot be run on %s", r->paths[i], r->stack->name);
            code = TSPEC_EXIT_NOT_JUDGED;
        }
    for (; !code && time < r->options->repeat && !*stop; time++) {
        struct tspec_report *report = tspec_report_create();
        code = report && run_once(r, report, time, r->now) ? 0 : no_memory();
        for (unsigned i = 0; !code && i < r->count; i++)
            code = compare(r, i, time) ? 0 : TSPEC_EXIT_FINDING;
        tspec_report_destroy(report);
    }
    if (!code)
        printf("%s: %u scenarios, %" PRIu64 " times: every trace the same\n", r->stack->name, r->count, time);
    tspec_report_destroy(first);
    return code;
}

/* The scenarios that are for the stack. 0, or an exit code after messages. */
static int gather(struct repetition *r)
{
    const struct tspec_cli_options *options = r->options;
    r->count = 0;
    for (unsigned i = 0; i < options->word_count; i++) {
        const struct tspec_sut_class *stacks[TSPEC_CLI_STACKS_MAX];
        struct tspec_scenario *scenario = &r->list[r->count];
        unsigned count, s = 0;
        int code = tspec_cli_load(options->words[i], options->raw, scenario);
        if (!code)
            code = tspec_cli_choose(options, scenario, options->words[i], stacks, &count);
        if (code)
            return code;
        while (s < count && stacks[s] != r->stack)
            s++;
        if (s < count)
            r->paths[r->count++] = options->words[i];
    }
    return 0;
}

int tspec_cli_repeat(const struct tspec_cli_options *options, const struct tspec_cli_waiving *waiving)
{
    unsigned most = options->word_count;
    struct repetition r = {
        .options = options,
        .list = malloc(most * sizeof *r.list),
        .paths = calloc(most, sizeof *r.paths),
        .turn = calloc(most, sizeof *r.turn),
        .turned = calloc(most, sizeof *r.turned),
        .first = calloc(most, sizeof *r.first),
        .now = calloc(most, sizeof *r.now),
    };
    bool memory = r.list && r.paths && r.turn && r.turned && r.first && r.now;
    int code = memory ? 0 : no_memory();
    for (const struct tspec_sut_class *const *at = tspec_sut_classes(); !code && *at; at++) {
        r.stack = *at;
        r.quirks = tspec_cli_waiving_quirks(waiving, r.stack);
        code = gather(&r);
        if (!code && r.count)
            code = tspec_cli_check_options(options, r.stack);
        if (!code && r.count)
            code = repeat_on_stack(&r);
    }
    free(r.list);
    free(r.paths);
    free(r.turn);
    free(r.turned);
    free(r.first);
    free(r.now);
    return code;
}
