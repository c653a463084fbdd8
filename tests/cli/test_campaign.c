/* run, random and sweep: short ones, on the engine. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "harness/report/output.h"
#include "tests/cli/command.h"

/* Runs a campaign with --json and reads what it printed. */
static struct tspec_report *ran_report(const char *arguments)
{
    char line[512], error[256] = "";
    snprintf(line, sizeof line, "%s --json", arguments);
    struct ran ran = run(line);
    if (ran.code != 0 && ran.code != 1)
        fail_msg("tcpspec %s: exit code %d\n%s", line, ran.code, ran.error);
    struct tspec_report *report = tspec_report_read(ran.out, error, sizeof error);
    assert_string_equal(error, "");
    assert_int_equal(ran.code, tspec_report_unexpected(report, TSPEC_REPORT_DEVIATES));
    forget(&ran);
    return report;
}

static void random_counts_what_it_ran(void **state)
{
    (void)state;
    struct tspec_report *report = ran_report("random --sut engine --execs 2000 --seed 5 -o random");
    assert_int_equal(report->stack_count, 1);
    assert_string_equal(report->stacks[0].name, "engine");
    assert_int_equal(report->seed, 5);
    assert_int_equal(report->stacks[0].scenarios + report->stacks[0].not_judged, 2000);
    assert_true(report->stacks[0].segments_in > 2000);
    assert_int_equal(report->requirement_count, 119);
    assert_false(report->interrupted);
    tspec_report_destroy(report);
    struct ran files = shell("test -s random/index.html -a -s random/result.json");
    assert_int_equal(files.code, 0);
    forget(&files);
}

/* Same input, same bytes, however many workers there are. */
static void same_input_same_bytes(void **state)
{
    (void)state;
    struct ran ran = shell("\"$T\" random --sut engine --execs 3000 --seed 9 -j 1 -o one; \"$T\" random "
                           "--sut engine --execs 3000 "
                           "--seed 9 -j 3 -o two; diff -r one two");
    assert_int_equal(ran.code, 0);
    forget(&ran);
}

static void sweep_takes_a_part(void **state)
{
    (void)state;
    struct tspec_report *report = ran_report("sweep --sut engine --execs 500 -o sweep");
    assert_int_equal(report->stacks[0].campaign_count, 1);
    assert_string_equal(report->stacks[0].campaigns[0].name, "sweep");
    assert_int_equal(report->stacks[0].scenarios + report->stacks[0].not_judged, 500);
    tspec_report_destroy(report);
}

/* A run takes the corpus it is given, and what is not met there is a finding whose scenario replays. */
static void run_takes_a_corpus(void **state)
{
    (void)state;
    struct ran made = shell("mkdir -p corpus/deep");
    forget(&made);
    write_text("corpus/deep/wrong.scn", "tcpspec 1\nlisten()\n< S 5000(0) win 65535\n> R. ISS(0)\n");
    write_text("corpus/other.scn", "tcpspec 1\nstack someone-else\nlisten()\n");
    write_text("corpus/notes.txt", "not a scenario\n");
    struct ran ran = run("run --sut engine --corpus corpus --time 1 -o found");
    assert_int_equal(ran.code, 1);
    assert_int_equal(strncmp(ran.out, "engine ", 7), 0);
    assert_non_null(strstr(ran.out, "(corpus 1, sweep "));
    assert_non_null(strstr(ran.out, "scenario.expectation"));
    assert_non_null(strstr(ran.out, "\nreport: found/index.html\nreplay: "));
    assert_non_null(strstr(ran.out, "\nengine: 1 unexpected deviation\n"));
    forget(&ran);
    ran = shell("cd found && grep -l 'R. ISS' findings/*/scenario.scn && \"$T\" replay $(grep -l 'R. ISS' "
                "findings/*/scenario.scn)");
    assert_int_equal(ran.code, 1);
    forget(&ran);
    write_text("corpus/deep/broken.scn", "tcpspec 1\nlisten(\n");
    ran = run("run --sut engine --corpus corpus --time 1 -o found");
    assert_int_equal(ran.code, 2);
    assert_non_null(strstr(ran.error, "corpus/deep/broken.scn:2:"));
    forget(&ran);
}

/* Ctrl-C: an orderly end, and a report of what there is. */
static void interrupted(void **state)
{
    (void)state;
    struct ran ran =
        shell("\"$T\" random --sut engine --time 30 -o cut --json & sleep 1; kill -INT $!; wait $!");
    char error[256] = "";
    struct tspec_report *report = tspec_report_read(ran.out, error, sizeof error);
    assert_string_equal(error, "");
    assert_true(report->interrupted);
    assert_true(report->stacks[0].scenarios > 0);
    /* What was cut short is never green. */
    assert_int_equal(ran.code, tspec_report_unexpected(report, TSPEC_REPORT_DEVIATES) ? 1 : 3);
    assert_non_null(strstr(ran.error, "\ninterrupted: this covers "));
    tspec_report_destroy(report);
    forget(&ran);
    ran = shell("\"$T\" random --sut engine --time 30 -o cut & sleep 1; kill -INT $!; wait $!");
    assert_int_equal(ran.code, 3);
    assert_non_null(strstr(ran.out, "\nengine: interrupted; nothing unexpected\n"));
    assert_non_null(strstr(ran.out, " scenarios on engine and no more\n"));
    assert_null(strstr(ran.out, "\nreplay: "));
    forget(&ran);
}

/* A disk that fills up during the run: the report goes to another place, and the program says where. */
static void nothing_is_lost(void **state)
{
    (void)state;
    struct ran ran = shell("mkdir -p full && ln -sf /dev/full full/result.json.part && \"$T\" random --sut "
                           "engine --execs 5 -o full");
    assert_int_equal(ran.code, 2);
    assert_non_null(
        strstr(ran.error, "tcpspec: full/result.json: cannot be written: No space left on device"));
    const char *place = strstr(ran.error, "the report is at /tmp/tcpspec-");
    assert_non_null(place);
    char line[256];
    snprintf(line, sizeof line, "test -s %.19s/index.html && test -s %.19s/result.json && rm -r %.19s",
             place + 17, place + 17, place + 17);
    struct ran found = shell(line);
    assert_int_equal(found.code, 0);
    forget(&found);
    forget(&ran);
}

/* Beside what another stack does wrong stands what the engine does: the same events, done right. */
static void the_engine_is_the_contrast(void **state)
{
    (void)state;
    struct ran stacks = run("list stacks");
    bool there = strstr(stacks.out, "lwip");
    forget(&stacks);
    if (!there)
        skip();
    struct tspec_report *report = ran_report("sweep --sut lwip --no-waivers --execs 4000 -o contrast");
    assert_true(report->finding_count > 0);
    for (unsigned i = 0; i < report->finding_count; i++) {
        const struct tspec_report_finding *finding = &report->findings[i];
        const struct tspec_report_contrast *contrast = &finding->contrast;
        if (!tspec_report_leads(report, i)) {
            assert_string_equal(contrast->stack, "");
            continue;
        }
        assert_int_equal(strncmp(contrast->stack, "engine ", 7), 0);
        assert_string_equal(contrast->verdict, TSPEC_REPORT_CONFORMS);
        assert_true(contrast->trace_count > 0 && finding->trace_count > 0);
        assert_int_equal(contrast->trace[0].kind, finding->trace[0].kind);
        assert_string_equal(contrast->trace[0].text, finding->trace[0].text);
        assert_true(contrast->trace[contrast->trace_count - 1].event <=
                    finding->trace[finding->trace_count - 1].event);
    }
    tspec_report_destroy(report);
}

/* Of what is known a few findings have files; what is told of any is there. */
static void files_for_some(void **state)
{
    (void)state;
    struct ran stacks = run("list stacks");
    bool there = strstr(stacks.out, "lwip");
    forget(&stacks);
    if (!there)
        skip();
    struct tspec_report *report = ran_report("sweep --sut lwip --execs 20000 -o some");
    unsigned with = 0;
    for (unsigned i = 0; i < report->finding_count; i++) {
        const struct tspec_report_finding *finding = &report->findings[i];
        char path[700], place[128];
        tspec_output_place(report, i, place, sizeof place);
        snprintf(path, sizeof path, "%s/some/%s/scenario.scn", test_directory(), place);
        assert_int_equal(access(path, F_OK) == 0, *finding->replay != '\0');
        assert_true(*finding->scenario && finding->trace_count > 0);
        with += *finding->replay != '\0';
    }
    assert_true(with > 0 && with < report->finding_count);
    tspec_report_destroy(report);
    struct ran links =
        shell("cd some && for f in $(grep -o 'href=\"findings/[^\"]*' index.html | cut -c7-); do "
              "test -s $f || echo $f; done");
    assert_string_equal(links.out, "");
    forget(&links);
}

static void an_unknown_adapter_option_is_wrong_usage(void **state)
{
    (void)state;
    struct ran ran = run("random --sut engine --option rfc591=1 --execs 5 -o nothing");
    assert_int_equal(ran.code, 2);
    assert_non_null(
        strstr(ran.error, "tcpspec: engine: the engine has no option 'rfc591': did you mean 'rfc5961'?"));
    forget(&ran);
    write_text("option.scn", "tcpspec 1\nstack engine\noption rfc591=1\n\nlisten()\n");
    ran = run("replay option.scn");
    assert_int_equal(ran.code, 3);
    assert_non_null(strstr(ran.error,
                           "tcpspec: option.scn: the scenario's options: engine: the engine has no "
                           "option 'rfc591': did you mean"));
    forget(&ran);
    ran = run("list stacks");
    bool several = strstr(ran.out, "lwip");
    forget(&ran);
    ran = run("random --option rfc5961=off --execs 5 -o nothing");
    assert_int_equal(ran.code, several ? 2 : 0);
    assert_int_equal(strstr(ran.error, "; for one stack alone say --sut engine\n") != NULL, several);
    forget(&ran);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_counts_what_it_ran),
        cmocka_unit_test(same_input_same_bytes),
        cmocka_unit_test(sweep_takes_a_part),
        cmocka_unit_test(run_takes_a_corpus),
        cmocka_unit_test(interrupted),
        cmocka_unit_test(the_engine_is_the_contrast),
        cmocka_unit_test(files_for_some),
        cmocka_unit_test(an_unknown_adapter_option_is_wrong_usage),
        cmocka_unit_test(nothing_is_lost),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
