#include "harness/cli/contrast.h"

#include <stdio.h>
#include <string.h>

#include "harness/cli/tracing.h"
#include "harness/sut/classes.h"

enum {
    ITEMS_AFTER = 40, /* at most so many of the last event: it may be a wait of an hour */
};

/* The scenario of a finding; false when the table does not hold it. */
static bool scenario_of(const struct tspec_findings *findings, const char *signature,
                        struct tspec_scenario *scenario)
{
    for (unsigned i = 0; i < findings->count; i++)
        if (!strcmp(findings->items[i].finding.signature, signature)) {
            tspec_findings_scenario(findings, i, scenario);
            return true;
        }
    return false;
}

/* For the engine, and with the sizes and times that the other stack has where the scenario leaves them open.
 */
static void for_engine(struct tspec_scenario *scenario, const struct tspec_profile *profile)
{
    snprintf(scenario->stack, sizeof scenario->stack, "%s", tspec_sut_engine.name);
    scenario->option_count = 0;
    if (!scenario->msl_us)
        scenario->msl_us = profile->msl_us;
    if (!scenario->mss)
        scenario->mss = profile->mss;
    if (!scenario->mtu)
        scenario->mtu = profile->mtu;
    if (!scenario->receive_buffer_bytes)
        scenario->receive_buffer_bytes = profile->receive_buffer_bytes;
    if (!scenario->send_buffer_bytes)
        scenario->send_buffer_bytes = profile->send_buffer_bytes;
}

/* The steps up to the event that decided, and some of that event itself. */
static unsigned steps_until(const struct tspec_cli_traced *traced, unsigned event)
{
    unsigned count = 0, after = 0;
    while (count < traced->count && traced->steps[count].item.event <= event && after < ITEMS_AFTER)
        after += traced->steps[count++].item.event == event;
    return count;
}

static void give(struct tspec_report *report, const struct tspec_cli_traced *traced,
                 struct tspec_report_finding *finding)
{
    struct tspec_report_contrast *contrast = &finding->contrast;
    unsigned event = finding->trace_count ? finding->trace[finding->trace_count - 1].event : 0;
    unsigned steps = steps_until(traced, event);
    char name[64];
    snprintf(name, sizeof name, "%s %s", tspec_sut_engine.name, tspec_sut_engine.version());
    contrast->trace = tspec_report_array(report, steps, sizeof *contrast->trace);
    if (!contrast->trace)
        return;
    contrast->stack = tspec_report_text(report, name);
    contrast->verdict = TSPEC_REPORT_CONFORMS;
    for (unsigned i = 0; i < steps; i++) {
        contrast->trace[i] = traced->steps[i].item;
        if (contrast->trace[i].kind == TSPEC_ITEM_FINDING)
            contrast->verdict = contrast->trace[i].text;
    }
    contrast->trace_count = steps;
}

static void of_finding(struct tspec_report *report, const struct tspec_cli_judged *judged,
                       struct tspec_report_finding *finding)
{
    static struct tspec_scenario scenario;
    const struct tspec_scenario *scenarios[] = {&scenario};
    struct tspec_cli_traced traced;
    if (!scenario_of(&judged->result->findings, finding->signature, &scenario))
        return;
    for_engine(&scenario, &judged->result->profile);
    tspec_cli_trace(report, &tspec_sut_engine, NULL, 0, 0, scenarios, 1, &traced);
    give(report, &traced, finding);
}

void tspec_cli_contrast(struct tspec_report *report, const struct tspec_cli_judged *judged, unsigned count)
{
    for (unsigned s = 0; s < count; s++)
        for (unsigned i = 0; i < report->finding_count && judged[s].stack != &tspec_sut_engine; i++)
            if (!strcmp(report->findings[i].stack, judged[s].stack->name) && tspec_report_leads(report, i))
                of_finding(report, &judged[s], &report->findings[i]);
}
