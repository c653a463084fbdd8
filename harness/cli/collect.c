#include "harness/cli/collect.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/cli/load.h"
#include "harness/cli/profile_words.h"
#include "harness/cli/tracing.h"
#include "harness/report/output.h"
#include "harness/report/requirements.h"

static void add_names(struct tspec_report *report)
{
    report->check_count = TSPEC_CHECK_COUNT;
    report->checks = tspec_report_array(report, report->check_count, sizeof *report->checks);
    for (unsigned i = 0; report->checks && i < report->check_count; i++) {
        const struct tspec_check *check = tspec_check_at(i);
        char ids[256];
        tspec_requirements_of_check(check->id, ids, sizeof ids);
        report->checks[i] = (struct tspec_report_check){
            check->id,   tspec_family_name(check->family), tspec_report_text(report, ids), check->section,
            check->text, (unsigned)check->level,
        };
    }
    report->clause_count = tspec_clause_count();
    report->clauses = tspec_report_array(report, report->clause_count, sizeof *report->clauses);
    for (unsigned i = 0; report->clauses && i < report->clause_count; i++) {
        const struct tspec_clause *clause = tspec_clause_at(i);
        report->clauses[i] =
            (struct tspec_report_clause){clause->name, clause->rules, clause->section, clause->text};
    }
    report->state_count = TSPEC_STATE_COUNT + 1;
    report->states = tspec_report_array(report, report->state_count, sizeof *report->states);
    for (unsigned i = 0; report->states && i < report->state_count; i++)
        report->states[i] = tspec_state_name(i);
    while (report->event_count < TSPEC_EVENT_CLASSES && tspec_event_class_name(report->event_count))
        report->event_count++;
    report->events = tspec_report_array(report, report->event_count, sizeof *report->events);
    for (unsigned i = 0; report->events && i < report->event_count; i++)
        report->events[i] = tspec_event_class_name(i);
}

static uint64_t *copied(struct tspec_report *report, const uint64_t *from, unsigned count)
{
    uint64_t *to = tspec_report_array(report, count, sizeof *to);
    if (to)
        memcpy(to, from, count * sizeof *to);
    return to;
}

static void add_stack(struct tspec_report *report, const struct tspec_cli_judged *judged,
                      struct tspec_report_stack *to)
{
    const struct tspec_campaign_result *from = judged->result;
    const struct tspec_coverage *coverage = &from->coverage;
    to->name = judged->stack->name;
    to->version = tspec_report_text(report, from->version);
    to->summary = tspec_report_text(report, judged->stack->summary);
    tspec_cli_profile_words(report, &from->profile, to);
    to->campaign_count = judged->campaign_count;
    to->campaigns = tspec_report_array(report, to->campaign_count, sizeof *to->campaigns);
    for (unsigned i = 0; to->campaigns && i < to->campaign_count; i++)
        to->campaigns[i] = judged->campaigns[i];
    to->scenarios = from->scenarios;
    to->inconclusive = from->inconclusive;
    to->not_judged = from->not_judged;
    to->not_judged_why = tspec_report_text(report, from->not_judged_why);
    to->events = coverage->events;
    to->segments_in = coverage->segments_in;
    to->segments_out = coverage->segments_out;
    to->check_exercised = copied(report, coverage->check, report->check_count);
    to->clause_applied = copied(report, coverage->clause, report->clause_count);
    to->met = tspec_report_array(report, (size_t)report->state_count * report->event_count, sizeof *to->met);
    for (unsigned s = 0; to->met && s < report->state_count; s++)
        for (unsigned e = 0; e < report->event_count; e++)
            to->met[s * report->event_count + e] = coverage->state_event[s][e];
}

/* The scenario with all a replay needs: the stack, and the options it was judged with. */
static void complete(struct tspec_scenario *scenario, const char *stack,
                     const struct tspec_cli_options *options)
{
    snprintf(scenario->stack, sizeof scenario->stack, "%s", stack);
    for (unsigned i = 0;
         i < options->adapter_option_count && scenario->option_count < TSPEC_SCENARIO_OPTIONS_MAX; i++)
        snprintf(scenario->options[scenario->option_count++], TSPEC_SCENARIO_OPTION_BYTES, "%s",
                 options->adapter_options[i]);
}

/* The ids of the requirements that a failure of the check at the clause breaks. */
static const char *requirements_of(struct tspec_report *report, const char *check, const char *clause)
{
    struct tspec_text ids = {0};
    tspec_text_add(&ids, "");
    for (unsigned i = 0; i < tspec_requirement_count(); i++)
        if (tspec_requirement_judged_by(tspec_requirement_at(i), check, clause))
            tspec_text_printf(&ids, "%s%s", ids.length ? " " : "", tspec_requirement_at(i)->id);
    const char *kept = tspec_report_text(report, ids.bytes);
    tspec_text_free(&ids);
    return kept;
}

static void add_finding(struct tspec_report *report, const struct tspec_sut_class *stack,
                        const struct tspec_found *found, const struct tspec_cli_traced *traced,
                        const struct tspec_cli_options *options, struct tspec_report_finding *to)
{
    const struct tspec_finding *from = &found->finding;
    const struct tspec_check *check = tspec_check_at(from->check);
    const struct tspec_clause *clause = from->clause >= 0 ? tspec_clause_at((unsigned)from->clause) : NULL;
    static struct tspec_scenario scenario;
    tspec_scenario_copy(&scenario, &found->scenario);
    *to = (struct tspec_report_finding){
        .stack = stack->name,
        .signature = tspec_report_text(report, from->signature),
        .check = check->id,
        .rule = clause ? clause->name : "",
        .level = (unsigned)from->level,
        .state = tspec_state_name(from->state),
        .event_class = tspec_report_text(report, from->event_class),
        .observed_class = tspec_report_text(report, from->observed_class),
        .expected = tspec_report_text(report, from->expected),
        .observed = tspec_report_text(report, from->observed),
        .requirements = requirements_of(report, check->id, clause ? clause->name : ""),
        .section = clause && *clause->section ? clause->section : check->section,
        .text = check->text,
        .known = "",
        .count = found->count,
        .replay = "",
    };
    tspec_cli_trace_until(report, traced, to, from->time_us);
    complete(&scenario, stack->name, options);
    char *text = tspec_cli_scenario_text(&scenario);
    to->scenario = tspec_report_text(report, text);
    free(text);
}

static void add_findings_of(struct tspec_report *report, const struct tspec_cli_judged *judged,
                            const struct tspec_cli_options *options)
{
    const struct tspec_findings *findings = &judged->result->findings;
    const struct tspec_scenario **scenarios = calloc(findings->count, sizeof(*scenarios));
    struct tspec_cli_traced *traced = calloc(findings->count, sizeof *traced);
    for (unsigned i = 0; scenarios && i < findings->count; i++)
        scenarios[i] = &findings->items[i].scenario;
    if (scenarios && traced)
        tspec_cli_trace(report, judged->stack, options->adapter_options, options->adapter_option_count,
                        scenarios, findings->count, traced);
    for (unsigned i = 0; traced && i < findings->count; i++)
        add_finding(report, judged->stack, &findings->items[i], &traced[i], options,
                    &report->findings[report->finding_count++]);
    report->failed |= findings->count && (!scenarios || !traced);
    free(scenarios);
    free(traced);
}

static void add_findings(struct tspec_report *report, const struct tspec_cli_judged *judged, unsigned count,
                         const struct tspec_cli_options *options)
{
    unsigned all = 0;
    for (unsigned s = 0; s < count; s++)
        all += judged[s].result->findings.count;
    report->findings = tspec_report_array(report, all, sizeof *report->findings);
    for (unsigned s = 0; report->findings && s < count; s++)
        add_findings_of(report, &judged[s], options);
}

/* The command that shows a finding again, from the report's own directory. */
static void add_replays(struct tspec_report *report)
{
    for (unsigned i = 0; i < report->finding_count; i++) {
        char place[128], command[192];
        tspec_output_place(report, i, place, sizeof place);
        snprintf(command, sizeof command, "tcpspec replay %s/scenario.scn", place);
        report->findings[i].replay = tspec_report_text(report, command);
    }
}

struct tspec_report *tspec_cli_collect(const struct tspec_cli_judged *judged, unsigned count,
                                       const struct tspec_cli_options *options, bool interrupted)
{
    struct tspec_report *report = tspec_report_create();
    if (!report)
        return NULL;
    report->program = "tcpspec " TSPEC_VERSION;
    report->spec = tspec_report_text(report, options->spec);
    report->seed = options->seed;
    report->interrupted = interrupted;
    add_names(report);
    report->stack_count = count;
    report->stacks = tspec_report_array(report, count, sizeof *report->stacks);
    for (unsigned s = 0; !report->failed && s < count; s++)
        add_stack(report, &judged[s], &report->stacks[s]);
    if (!report->failed)
        add_findings(report, judged, count, options);
    if (!report->failed) {
        tspec_report_settle(report);
        add_replays(report);
    }
    if (!report->failed)
        return report;
    tspec_report_destroy(report);
    return NULL;
}
