#include "harness/cli/waiving.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "harness/campaign/campaign.h"

/* Every stack a waiver can be for, built in or not. False without memory. */
static bool stack_names(const char ***names)
{
    unsigned count = 0;
    for (const struct tspec_sut_class *const *at = tspec_sut_classes(); *at; at++)
        count++;
    *names = calloc(count + 2, sizeof **names);
    for (unsigned i = 0; *names && i < count; i++)
        (*names)[i] = tspec_sut_classes()[i]->name;
    if (*names && !tspec_sut_find("lwip"))
        (*names)[count] = "lwip";
    return *names;
}

/* False after messages. */
static bool read_text(struct tspec_cli_waiving *waiving, const char *file, const char *json,
                      const char *const *stacks)
{
    struct tspec_text errors = {0};
    bool read = tspec_waivers_read(&waiving->set, file, json, stacks, &errors);
    if (!read)
        fputs(errors.bytes && !errors.failed ? errors.bytes : "tcpspec: out of memory\n", stderr);
    tspec_text_free(&errors);
    return read;
}

static bool read_built_in(struct tspec_cli_waiving *waiving, const char *const *stacks)
{
    bool read = true;
    for (const struct tspec_sut_class *const *at = tspec_sut_classes(); *at; at++) {
        char file[64];
        snprintf(file, sizeof file, "%s's built-in waivers", (*at)->name);
        read = (!(*at)->waivers || read_text(waiving, file, (*at)->waivers, stacks)) && read;
    }
    return read;
}

static bool read_file(struct tspec_cli_waiving *waiving, const char *path, const char *const *stacks)
{
    size_t bytes;
    char *json = tspec_cli_read_file(path, &bytes);
    bool read = json && read_text(waiving, path, json, stacks);
    free(json);
    return read;
}

int tspec_cli_waiving_load(struct tspec_cli_waiving *waiving, const struct tspec_cli_options *options)
{
    *waiving = (struct tspec_cli_waiving){.today = ""};
    time_t now = time(NULL);
    struct tm day;
    if (gmtime_r(&now, &day))
        strftime(waiving->today, sizeof waiving->today, "%Y-%m-%d", &day);
    const char **stacks;
    bool read = stack_names(&stacks);
    if (read && !(options->given & TSPEC_CLI_NO_WAIVERS))
        read = read_built_in(waiving, stacks);
    waiving->built_in = waiving->set.count;
    for (unsigned i = 0; stacks && i < options->waiver_file_count; i++)
        read = read_file(waiving, options->waiver_files[i], stacks) && read;
    free(stacks);
    waiving->standing = malloc(waiving->set.count + 1);
    if (waiving->standing)
        memset(waiving->standing, TSPEC_CLI_WAIVER_UNASKED, waiving->set.count + 1);
    if (!stacks || !waiving->standing)
        tspec_cli_complain("out of memory for the waivers");
    return read && waiving->standing ? 0 : TSPEC_EXIT_USAGE;
}

void tspec_cli_waiving_free(struct tspec_cli_waiving *waiving)
{
    tspec_waivers_free(&waiving->set);
    free(waiving->standing);
    *waiving = (struct tspec_cli_waiving){.today = ""};
}

static struct tspec_waiver_subject subject_of(const struct tspec_cli_waiving *waiving,
                                              const struct tspec_sut_class *stack)
{
    return (struct tspec_waiver_subject){stack->name, stack->version(), waiving->today};
}

uint64_t tspec_cli_waiving_quirks(const struct tspec_cli_waiving *waiving,
                                  const struct tspec_sut_class *stack)
{
    struct tspec_waiver_subject subject = subject_of(waiving, stack);
    return tspec_waivers_quirks(&waiving->set, &subject);
}

/* Judges a waiver's own scenario. True when it shows something the waiver covers; else `why` says what it
 * shows instead. */
static bool shows(const struct tspec_waiver *waiver, const struct tspec_cli_options *options,
                  const struct tspec_sut_class *stack, uint64_t quirks, struct tspec_campaign_result *result,
                  char *why, size_t why_bytes)
{
    const struct tspec_source source = tspec_source_list(waiver->scenario, 1);
    const struct tspec_campaign_options campaign = {.stack = stack,
                                                    .options = options->adapter_options,
                                                    .option_count = options->adapter_option_count,
                                                    .source = &source,
                                                    .quirks = quirks,
                                                    .clock_us = tspec_cli_clock_us};
    if (!tspec_campaign_run(&campaign, result, why, why_bytes))
        return false;
    for (unsigned i = 0; i < result->findings.count; i++)
        if (tspec_waiver_covers(waiver, &result->findings.items[i].finding))
            return true;
    if (result->not_judged)
        snprintf(why, why_bytes, "its scenario cannot be judged: %s", result->not_judged_why);
    else if (result->findings.count) {
        const struct tspec_finding *finding = &result->findings.items[0].finding;
        const struct tspec_clause *clause =
            finding->clause >= 0 ? tspec_clause_at((unsigned)finding->clause) : NULL;
        snprintf(why, why_bytes, "its scenario shows %s %s (%s) instead of what it covers",
                 tspec_check_at(finding->check)->id, clause ? clause->name : "\"\"", finding->signature);
    } else
        snprintf(why, why_bytes, "its scenario shows nothing any more");
    return false;
}

void tspec_cli_waiving_prove(struct tspec_cli_waiving *waiving, const struct tspec_cli_options *options,
                             const struct tspec_sut_class *stack, const volatile sig_atomic_t *stop)
{
    static const unsigned char standings[] = {
        [TSPEC_WAIVER_APPLIES] = TSPEC_WAIVER_IDLE,
        [TSPEC_WAIVER_FOR_ANOTHER_VERSION] = TSPEC_WAIVER_OUT_OF_RANGE,
        [TSPEC_WAIVER_PAST_ITS_DAY] = TSPEC_WAIVER_EXPIRED,
    };
    struct tspec_waiver_subject subject = subject_of(waiving, stack);
    uint64_t quirks = tspec_waivers_quirks(&waiving->set, &subject);
    struct tspec_campaign_result *result = malloc(sizeof *result);
    if (!result) {
        tspec_cli_complain("out of memory: no waiver's scenario was judged");
        waiving->stale = true;
    }
    for (unsigned i = 0; result && i < waiving->set.count && !*stop; i++) {
        const struct tspec_waiver *waiver = &waiving->set.items[i];
        enum tspec_waiver_fit fit = tspec_waiver_fit(waiver, &subject);
        char why[512];
        if (fit != TSPEC_WAIVER_FOR_ANOTHER_STACK)
            waiving->standing[i] = standings[fit];
        if (fit == TSPEC_WAIVER_PAST_ITS_DAY)
            tspec_cli_complain("%s: waiver \"%s\" expired on %s: what it covers is unexpected again; give it "
                               "another day or mend the stack",
                               waiver->file, waiver->id, waiver->expires);
        if (fit != TSPEC_WAIVER_APPLIES || shows(waiver, options, stack, quirks, result, why, sizeof why))
            continue;
        tspec_cli_complain("%s: waiver \"%s\" is stale on %s %s: %s; %s", waiver->file, waiver->id,
                           stack->name, subject.version, why,
                           i < waiving->built_in
                               ? "take it out of what 'list waivers --json' prints, and say "
                                 "--no-waivers --waivers FILE"
                               : "take it out, or let its versions end before this one");
        waiving->standing[i] = TSPEC_WAIVER_STALE;
        waiving->stale = true;
    }
    free(result);
}

const struct tspec_waiver *tspec_cli_waiving_match(struct tspec_cli_waiving *waiving,
                                                   const struct tspec_sut_class *stack,
                                                   const struct tspec_finding *finding)
{
    struct tspec_waiver_subject subject = subject_of(waiving, stack);
    const struct tspec_waiver *waiver = tspec_waivers_match(&waiving->set, &subject, finding);
    if (waiver && waiving->standing[waiver - waiving->set.items] != TSPEC_WAIVER_STALE)
        waiving->standing[waiver - waiving->set.items] = TSPEC_WAIVER_USED;
    return waiver;
}

void tspec_cli_waiving_report(const struct tspec_cli_waiving *waiving, struct tspec_report *report)
{
    report->waivers = tspec_report_array(report, waiving->set.count, sizeof *report->waivers);
    for (unsigned i = 0; report->waivers && i < waiving->set.count; i++) {
        const struct tspec_waiver *from = &waiving->set.items[i];
        if (waiving->standing[i] == TSPEC_CLI_WAIVER_UNASKED)
            continue;
        char covers[192];
        snprintf(covers, sizeof covers, "%s%s%s%s", from->signature, from->check, *from->rule ? " " : "",
                 from->rule);
        report->waivers[report->waiver_count++] = (struct tspec_report_waiver){
            .id = tspec_report_text(report, from->id),
            .stack = tspec_report_text(report, from->stack),
            .from = tspec_report_text(report, from->from),
            .to = tspec_report_text(report, from->to),
            .covers = tspec_report_text(report, covers),
            .quirk = tspec_report_text(report, from->quirk),
            .requirement = tspec_report_text(report, from->requirement),
            .reason = tspec_report_text(report, from->reason),
            .link = tspec_report_text(report, from->link),
            .expires = tspec_report_text(report, from->expires),
            .standing = waiving->standing[i],
        };
    }
}
