#include "harness/cli/collect.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/cli/capturing.h"
#include "harness/cli/load.h"
#include "harness/cli/profile_words.h"
#include "harness/cli/spec.h"
#include "harness/cli/tracing.h"
#include "harness/model/quirks.h"
#include "harness/report/output.h"
#include "harness/report/requirements.h"

static void add_rules(struct tspec_report *report, const struct tspec_rules *rules)
{
    if (!rules)
        return;
    report->rule_count = rules->rule_count;
    report->rules = tspec_report_array(report, report->rule_count, sizeof *report->rules);
    for (unsigned i = 0; report->rules && i < report->rule_count; i++) {
        static const char *const levels[] = {"must", "should", "may", "impossible"};
        const struct tspec_rule *rule = &rules->rules[i];
        report->rules[i] = (struct tspec_report_rule){
            tspec_rules_text(rules, rule->id),        levels[rule->level],
            tspec_rules_text(rules, rule->section),   tspec_rules_text(rules, rule->condition),
            tspec_rules_text(rules, rule->decisions),
        };
    }
}

static void add_names(struct tspec_report *report, const struct tspec_rules *rules)
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
    add_rules(report, rules);
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

void tspec_cli_complete(struct tspec_scenario *scenario, const char *stack,
                        const struct tspec_cli_options *options)
{
    snprintf(scenario->stack, sizeof scenario->stack, "%s", stack);
    for (unsigned i = 0; i < options->adapter_option_count; i++) {
        bool there = scenario->option_count == TSPEC_SCENARIO_OPTIONS_MAX;
        for (unsigned k = 0; k < scenario->option_count; k++)
            there |= !strcmp(scenario->options[k], options->adapter_options[i]);
        if (!there)
            snprintf(scenario->options[scenario->option_count++], TSPEC_SCENARIO_OPTION_BYTES, "%s",
                     options->adapter_options[i]);
    }
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

/* `scenario` is found's; it is completed. */
static void add_finding(struct tspec_report *report, const struct tspec_sut_class *stack,
                        const struct tspec_found *found, struct tspec_scenario *scenario,
                        struct tspec_cli_traced *traced, const struct tspec_cli_options *options,
                        struct tspec_cli_waiving *waiving, struct tspec_report_finding *to)
{
    const struct tspec_finding *from = &found->finding;
    const struct tspec_waiver *waiver = tspec_cli_waiving_match(waiving, stack, from);
    const struct tspec_check *check = tspec_check_at(from->check);
    const struct tspec_clause *clause = from->clause >= 0 ? tspec_clause_at((unsigned)from->clause) : NULL;
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
        .known = tspec_report_text(report, waiver ? waiver->reason : ""),
        .waiver = tspec_report_text(report, waiver ? waiver->id : ""),
        .quirk = from->quirk >= 0 ? tspec_quirk_at((unsigned)from->quirk)->name : "",
        .contrast = {.stack = "", .verdict = ""},
        .count = found->count,
        .replay = "",
    };
    tspec_cli_trace_until(report, traced, to, from->time_us);
    tspec_cli_complete(scenario, stack->name, options);
    char *text = tspec_cli_scenario_text(scenario);
    to->scenario = tspec_report_text(report, text);
    to->peer = tspec_report_text(report, scenario->peer);
    free(text);
}

/* Some at a time, so that not all scenarios lie in memory at full length. */
static void add_findings_of(struct tspec_report *report, const struct tspec_cli_judged *judged,
                            const struct tspec_cli_options *options, struct tspec_cli_waiving *waiving)
{
    enum { AT_A_TIME = 64 };
    const struct tspec_findings *findings = &judged->result->findings;
    static struct tspec_scenario list[AT_A_TIME];
    const struct tspec_scenario *scenarios[AT_A_TIME];
    struct tspec_report_finding *mine = &report->findings[report->finding_count];
    struct tspec_cli_traced *traced = tspec_report_array(report, findings->count, sizeof *traced);
    for (unsigned first = 0, count; traced && first < findings->count; first += count) {
        count = findings->count - first < AT_A_TIME ? findings->count - first : AT_A_TIME;
        for (unsigned i = 0; i < count; i++) {
            tspec_findings_scenario(findings, first + i, &list[i]);
            scenarios[i] = &list[i];
        }
        tspec_cli_trace(report, judged->stack, options->adapter_options, options->adapter_option_count,
                        judged->quirks, scenarios, count, &traced[first]);
        for (unsigned i = 0; i < count; i++)
            add_finding(report, judged->stack, &findings->items[first + i], &list[i], &traced[first + i],
                        options, waiving, &report->findings[report->finding_count++]);
    }
    /* Now that all are there: one's trace may show another, too. */
    for (unsigned i = 0; traced && i < findings->count; i++)
        tspec_cli_capture_finding(report, judged->stack, &traced[i], &mine[i]);
}

static void add_findings(struct tspec_report *report, const struct tspec_cli_judged *judged, unsigned count,
                         const struct tspec_cli_options *options, struct tspec_cli_waiving *waiving)
{
    unsigned all = 0;
    for (unsigned s = 0; s < count; s++)
        all += judged[s].result->findings.count;
    report->findings = tspec_report_array(report, all, sizeof *report->findings);
    for (unsigned s = 0; report->findings && s < count; s++)
        add_findings_of(report, &judged[s], options, waiving);
}

/* The command that shows a finding again, from the report's own directory, where it gets files there. */
static void add_replays(struct tspec_report *report)
{
    bool *marks = tspec_report_array(report, report->finding_count, sizeof *marks);
    if (marks)
        tspec_report_worth_files(report, marks);
    for (unsigned i = 0; marks && i < report->finding_count; i++) {
        char place[128], command[192];
        if (!marks[i])
            continue;
        tspec_output_place(report, i, place, sizeof place);
        snprintf(command, sizeof command, "tcpspec replay %s/scenario.scn", place);
        report->findings[i].replay = tspec_report_text(report, command);
    }
}

struct tspec_report *tspec_cli_collect(const struct tspec_cli_judged *judged, unsigned count,
                                       const struct tspec_cli_options *options,
                                       struct tspec_cli_waiving *waiving, bool interrupted)
{
    struct tspec_report *report = tspec_report_create();
    if (!report)
        return NULL;
    report->program = "tcpspec " TSPEC_VERSION;
    report->spec = tspec_report_text(report, options->spec);
    report->seed = options->seed;
    report->interrupted = interrupted;
    add_names(report, tspec_cli_rules(options));
    report->stack_count = count;
    report->stacks = tspec_report_array(report, count, sizeof *report->stacks);
    for (unsigned s = 0; !report->failed && s < count; s++)
        add_stack(report, &judged[s], &report->stacks[s]);
    if (!report->failed)
        add_findings(report, judged, count, options, waiving);
    tspec_cli_waiving_report(waiving, report);
    if (!report->failed) {
        tspec_report_settle(report);
        add_replays(report);
    }
    if (!report->failed)
        return report;
    tspec_report_destroy(report);
    return NULL;
}
