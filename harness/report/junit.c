/* junit.xml: a test suite a stack, a test case a check, or a check at a rule where it found something. Known
 * deviations are skipped with their reason, as are checks that had nothing to decide. */
#include <string.h>

#include "harness/report/html.h"
#include "harness/report/output.h"

struct suite {
    const struct tspec_report *report;
    const struct tspec_report_stack *stack;
    struct tspec_text cases;
    unsigned tests, failures, skipped;
};

static void case_open(struct suite *suite, const char *family, const char *name, const char *rule)
{
    tspec_html(&suite->cases, "<testcase classname=\"tcpspec.%s.", suite->stack->name);
    for (; *family; family++) /* "segment form": readers take a class name to be one word */
        tspec_text_escaped_part(&suite->cases, *family == ' ' ? "-" : family, 1);
    tspec_html(&suite->cases, "\" name=\"%s", name);
    tspec_html(&suite->cases, *rule ? " %s\" time=\"0\">" : "\" time=\"0\">", rule);
    suite->tests++;
}

static void case_skipped(struct suite *suite, const char *why, const char *more)
{
    tspec_html(&suite->cases, "<skipped message=\"%s%s\"/></testcase>\n", why, more);
    suite->skipped++;
}

static bool same_place(const struct tspec_report_finding *a, const struct tspec_report_finding *b)
{
    return !strcmp(a->stack, b->stack) && !strcmp(a->check, b->check) && !strcmp(a->rule, b->rule);
}

static bool is_failure(const struct tspec_report_finding *finding)
{
    return !*finding->known && finding->level >= TSPEC_REPORT_DEVIATES;
}

/* Of the findings at the place of this one, what the test case tells: an unexpected one first, then a known
 * one. */
static const struct tspec_report_finding *telling(const struct suite *suite,
                                                  const struct tspec_report_finding *place)
{
    const struct tspec_report_finding *known = NULL, *finding = suite->report->findings;
    for (unsigned i = 0; i < suite->report->finding_count; i++, finding++) {
        if (!same_place(finding, place))
            continue;
        if (is_failure(finding))
            return finding;
        if (*finding->known && !known)
            known = finding;
    }
    return known ? known : place;
}

static void failure(struct suite *suite, const struct tspec_report_finding *finding)
{
    const char *level = tspec_report_level_name(finding->level);
    tspec_html(&suite->cases,
               "<failure type=\"%s\" message=\"%s\">%s: %s\nexpected: %s\nobserved: %s\nRFC 9293, %s %s\n%s\n"
               "</failure></testcase>\n",
               level, finding->text, level, finding->text, finding->expected, finding->observed,
               finding->section, finding->requirements, finding->replay);
    suite->failures++;
}

static void found(struct suite *suite, const struct tspec_report_check *check,
                  const struct tspec_report_finding *place)
{
    const struct tspec_report_finding *finding = telling(suite, place);
    case_open(suite, check->family, check->id, place->rule);
    if (is_failure(finding))
        failure(suite, finding);
    else if (*finding->known)
        case_skipped(suite, "known deviation: ", finding->known);
    else
        tspec_html(&suite->cases, "<system-out>info: %s; expected %s, observed %s</system-out></testcase>\n",
                   finding->text, finding->expected, finding->observed);
}

static void one_check(struct suite *suite, unsigned index)
{
    const struct tspec_report *report = suite->report;
    const struct tspec_report_check *check = &report->checks[index];
    bool any = false;
    for (unsigned i = 0; i < report->finding_count; i++) {
        const struct tspec_report_finding *finding = &report->findings[i];
        if (strcmp(finding->check, check->id) || strcmp(finding->stack, suite->stack->name))
            continue;
        bool before = false;
        for (unsigned j = 0; j < i && !before; j++)
            before = same_place(&report->findings[j], finding);
        if (!before)
            found(suite, check, finding);
        any = true;
    }
    if (any)
        return;
    case_open(suite, check->family, check->id, "");
    if (suite->stack->check_exercised[index])
        tspec_text_add(&suite->cases, "</testcase>\n");
    else
        case_skipped(suite, "had nothing to decide in this run", "");
}

/* A waiver that shows nothing any more has to go: that fails a run, too. Several may have one id, for other
 * versions each. */
static void one_waiver(struct suite *suite, const struct tspec_report_waiver *waiver)
{
    if (strcmp(waiver->stack, suite->stack->name))
        return;
    tspec_html(&suite->cases, "<testcase classname=\"tcpspec.%s.waivers\" name=\"%s, ", waiver->stack,
               waiver->id);
    tspec_html_versions(waiver, &suite->cases);
    tspec_html(&suite->cases, "\" time=\"0\">");
    suite->tests++;
    if (waiver->standing == TSPEC_WAIVER_STALE) {
        tspec_html(&suite->cases,
                   "<failure type=\"stale\" message=\"the waiver is stale: its own scenario shows "
                   "nothing that it covers\"/>");
        suite->failures++;
    }
    tspec_html(&suite->cases, "</testcase>\n");
}

static void one_suite(struct suite *suite)
{
    for (unsigned i = 0; i < suite->report->check_count; i++)
        one_check(suite, i);
    for (unsigned i = 0; i < suite->report->waiver_count; i++)
        one_waiver(suite, &suite->report->waivers[i]);
}

void tspec_junit_render(const struct tspec_report *report, struct tspec_text *out)
{
    struct tspec_text suites = {0};
    unsigned tests = 0, failures = 0, skipped = 0;
    for (unsigned s = 0; s < report->stack_count; s++) {
        struct suite suite = {report, &report->stacks[s], {0}, 0, 0, 0};
        one_suite(&suite);
        tspec_html(&suites,
                   "<testsuite name=\"%s %s\" tests=\"%u\" failures=\"%u\" errors=\"0\" skipped=\"%u\" "
                   "time=\"0\">\n",
                   suite.stack->name, suite.stack->version, suite.tests, suite.failures, suite.skipped);
        tspec_text_add(&suites, suite.cases.bytes ? suite.cases.bytes : "");
        tspec_text_add(&suites, "</testsuite>\n");
        suites.failed |= suite.cases.failed;
        tspec_text_free(&suite.cases);
        tests += suite.tests;
        failures += suite.failures;
        skipped += suite.skipped;
    }
    tspec_html(out,
               "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"tcpspec\" tests=\"%u\" "
               "failures=\"%u\" errors=\"0\" skipped=\"%u\" time=\"0\">\n",
               tests, failures, skipped);
    tspec_text_add(out, suites.bytes ? suites.bytes : "");
    tspec_text_add(out, "</testsuites>\n");
    out->failed |= suites.failed;
    tspec_text_free(&suites);
}
