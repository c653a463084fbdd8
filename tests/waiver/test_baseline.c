/* The waiver file that a baseline writes is one that is read again, and covers what it was made of. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "harness/model/checks.h"
#include "harness/waiver/baseline.h"
#include "harness/waiver/waiver.h"

static const char *const stacks[] = {"engine", "lwip", NULL};

#define SCENARIO "tcpspec 1\nstack lwip\n\nconnect()\n< S 5000(0) win 65535\n"

/* A report of lwip with these findings; stack and scenario are filled in. */
static struct tspec_report *report_of(const char *version, const struct tspec_report_finding *findings,
                                      unsigned count)
{
    struct tspec_report *report = tspec_report_create();
    report->check_count = TSPEC_CHECK_COUNT;
    report->checks = tspec_report_array(report, TSPEC_CHECK_COUNT, sizeof *report->checks);
    for (unsigned i = 0; i < TSPEC_CHECK_COUNT; i++) {
        const struct tspec_check *check = tspec_check_at(i);
        report->checks[i] =
            (struct tspec_report_check){.id = check->id, .family = tspec_family_name(check->family)};
    }
    report->stack_count = 1;
    report->stacks = tspec_report_array(report, 1, sizeof *report->stacks);
    report->stacks[0] = (struct tspec_report_stack){.name = "lwip", .version = version};
    report->finding_count = count;
    report->findings = tspec_report_array(report, count, sizeof *report->findings);
    for (unsigned i = 0; i < count; i++) {
        report->findings[i] = findings[i];
        report->findings[i].stack = "lwip";
        report->findings[i].scenario = SCENARIO;
        report->findings[i].text = "a SYN that must come did not";
    }
    return report;
}

#define FAIL     TSPEC_REPORT_FAIL
#define DEVIATES TSPEC_REPORT_DEVIATES
#define INFO     TSPEC_REPORT_INFO
#define FINDING(sig, c, r, l, why)                                                                           \
    {                                                                                                        \
        .signature = sig, .check = c, .rule = r, .level = l, .known = why, .requirements = "MUST-10"         \
    }

static const struct tspec_report_finding found[] = {
    FINDING("000000000001", "reply.syn", "syn_sent.syn.bare", FAIL, ""),
    FINDING("000000000002", "reply.syn", "syn_sent.syn.bare", FAIL, ""),
    FINDING("000000000003", "reply.syn", "listen.syn", DEVIATES, ""),
    FINDING("000000000004", "form.checksum", "", FAIL, ""),
    FINDING("000000000005", "stack.crash", "", FAIL, ""),
    FINDING("000000000006", "stack.crash", "", FAIL, ""),
    FINDING("000000000007", "reply.rst", "closed.ack", FAIL, "is waived already"),
    FINDING("000000000008", "reply.ack", "arrives.ack.off", INFO, ""),
};
enum { FOUND = sizeof found / sizeof found[0] };

static struct tspec_waivers written_and_read(const struct tspec_report *const *reports, unsigned count,
                                             unsigned expected)
{
    struct tspec_waivers set = {0};
    struct tspec_text errors = {0};
    unsigned waivers = 0;
    char *json = tspec_baseline_write(reports, count, &waivers);
    assert_non_null(json);
    assert_int_equal(waivers, expected);
    if (!tspec_waivers_read(&set, "base.json", json, stacks, &errors))
        fail_msg("%s\n%s", json, errors.bytes);
    free(json);
    return set;
}

static void what_was_unexpected_is_covered(void **state)
{
    (void)state;
    const struct tspec_waiver_subject now = {"lwip", "2.1.3", "2026-11-22"};
    struct tspec_report *report = report_of("2.1.3", found, FOUND);
    const struct tspec_report *const reports[] = {report};
    struct tspec_waivers set = written_and_read(reports, 1, 5);
    static const char *const ids[FOUND] = {"lwip-reply.syn-syn_sent.syn.bare",
                                           "lwip-reply.syn-syn_sent.syn.bare",
                                           "lwip-reply.syn-listen.syn",
                                           "lwip-form.checksum",
                                           "lwip-stack.crash-000000000005",
                                           "lwip-stack.crash-000000000006",
                                           NULL,
                                           NULL};
    for (unsigned i = 0; i < FOUND; i++) {
        struct tspec_finding finding = {.clause = -1, .quirk = -1};
        strcpy(finding.signature, found[i].signature);
        finding.check = (unsigned)(tspec_check_find(found[i].check) - tspec_check_at(0));
        for (unsigned c = 0; c < tspec_clause_count(); c++)
            if (!strcmp(tspec_clause_at(c)->name, found[i].rule))
                finding.clause = (int)c;
        const struct tspec_waiver *waiver = tspec_waivers_match(&set, &now, &finding);
        if (!waiver != !ids[i] || (waiver && strcmp(waiver->id, ids[i])))
            fail_msg("%s is covered by %s", found[i].signature, waiver ? waiver->id : "none");
        if (!waiver)
            continue;
        assert_string_equal(waiver->reason, "to be explained: a SYN that must come did not");
        assert_string_equal(waiver->requirement, "MUST-10");
        assert_string_equal(waiver->expires, "never");
        assert_int_equal(waiver->scenario->event_count, 2);
    }
    tspec_waivers_free(&set);
    tspec_report_destroy(report);
}

/* Runs of several versions: one waiver from the lowest to the highest that showed it. */
static void versions_are_those_that_were_run(void **state)
{
    (void)state;
    struct tspec_report *runs[] = {report_of("2.1.3", found, 2), report_of("2.1.10d", found, 3),
                                   report_of("STABLE-2.0.0 (git)", found, 1)};
    struct tspec_waivers set = written_and_read((const struct tspec_report *const *)runs, 3, 2);
    assert_string_equal(set.items[0].from, "2.0.0");
    assert_string_equal(set.items[0].to, "2.1.10");
    assert_string_equal(set.items[1].from, "2.1.10");
    assert_string_equal(set.items[1].to, "2.1.10");
    tspec_waivers_free(&set);
    for (unsigned i = 0; i < 3; i++)
        tspec_report_destroy(runs[i]);
}

/* Of a stack with a long name: ids that are read again, and differ. */
static void long_names_are_cut(void **state)
{
    (void)state;
#define LONG "a-stack-whose-name-is-so-long-that-nothing-else-fits-into-ninety-six-characters-or-hardly-so"
    static const char *const long_stacks[] = {LONG, NULL};
    struct tspec_report *report = report_of("1", &found[1], 2);
    const struct tspec_report *const reports[] = {report};
    struct tspec_waivers set = {0};
    struct tspec_text errors = {0};
    unsigned count;
    report->stacks[0].name = LONG;
    for (unsigned i = 0; i < report->finding_count; i++) {
        report->findings[i].stack = LONG;
        report->findings[i].scenario = "tcpspec 1\nconnect()\n";
    }
    char *json = tspec_baseline_write(reports, 1, &count);
    if (!tspec_waivers_read(&set, "base.json", json, long_stacks, &errors))
        fail_msg("%s\n%s", json, errors.bytes);
    assert_int_equal(set.count, 2);
    for (unsigned i = 0; i < set.count; i++) {
        assert_int_equal(strlen(set.items[i].id), TSPEC_WAIVER_ID_MAX);
        assert_non_null(strstr(set.items[i].id, found[1 + i].signature));
    }
    free(json);
    tspec_waivers_free(&set);
    tspec_report_destroy(report);
}

static void nothing_unexpected_is_an_empty_file(void **state)
{
    (void)state;
    struct tspec_report *report = report_of("2.1.3", &found[6], 2);
    const struct tspec_report *const reports[] = {report};
    struct tspec_waivers set = written_and_read(reports, 1, 0);
    tspec_waivers_free(&set);
    tspec_report_destroy(report);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_unexpected_is_covered),
        cmocka_unit_test(versions_are_those_that_were_run),
        cmocka_unit_test(long_names_are_cut),
        cmocka_unit_test(nothing_unexpected_is_an_empty_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
