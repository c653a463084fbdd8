/* A full disk, a directory that cannot be written, Ctrl-C at any time, a parent that is killed: one clear
 * line, what was found so far is kept and reported, and nothing is left behind. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "harness/report/report.h"
#include "tests/cli/command.h"

/* Campaigns with much to find, and with some: the engine with an error in its spec. */
#define WRONG_SPEC                                                                                           \
    "sed 's/<ACK=RCV.NXT><CTL=ACK>/<ACK=SND.NXT><CTL=ACK>/' '" TSPEC_SOURCE_DIR                              \
    "/specs/tcp.tspec' > wrong.tspec; sed "                                                                  \
    "'s/<SEQ=SEG.ACK><CTL=RST>/<SEQ=SEG.ACK><ACK=SEG.SEQ><CTL=RST,ACK>/' '" TSPEC_SOURCE_DIR                 \
    "/specs/tcp.tspec' > odd.tspec; "
/* The program under a name that no other process has. */
#define NAME "tspec-${PWD##*-}"
/* Prints what is left: processes of that name (after a moment; whom init has not yet buried counts as gone),
 * and files half written. */
#define NOTHING_LEFT(directory)                                                                              \
    "alive() { for c in /proc/[0-9]*/comm; do grep -qx " NAME                                                \
    " $c && ! grep -q '^State:.Z' ${c%comm}status "                                                          \
    "&& echo $c; done 2>/dev/null; }; "                                                                      \
    "for i in 1 2 3 4 5 6 7 8 9 10; do test \"$(alive)\" || break; sleep 0.2; done; alive; "                 \
    "find " directory " -name '*.part' -o -name .probe"

static int write_wrong_spec(void **state)
{
    (void)state;
    struct ran ran = shell(WRONG_SPEC "ln -s \"$T\" " NAME "; mkdir corpus; printf 'tcpspec 1\\nlisten()\\n' "
                                      "> corpus/listen.scn");
    forget(&ran);
    return ran.code;
}

static unsigned count_lines(const char *text)
{
    unsigned lines = 0;
    for (; *text; text++)
        lines += *text == '\n';
    return lines;
}

static void assert_nothing_left(const char *line)
{
    struct ran ran = shell(line);
    if (*ran.out)
        fail_msg("left: %s", ran.out);
    forget(&ran);
}

/* No file can be longer than 10 KB, there or anywhere: what fits is kept, the summary is told. */
static void a_disk_that_is_full_everywhere(void **state)
{
    (void)state;
    struct ran ran = shell("ulimit -f 20; \"$T\" random --sut engine --spec wrong.tspec --execs 300 -o full");
    assert_int_equal(ran.code, 2);
    assert_non_null(strstr(ran.out, "\nfail           engine  ack."));
    assert_int_equal(count_lines(ran.error), 2);
    assert_non_null(strstr(ran.error, "tcpspec: full/result.json: cannot be written: File too large; "));
    const char *refuge = strstr(ran.error, "tcpspec: nor can it below /tmp: /tmp/tcpspec-");
    assert_non_null(refuge);
    char path[32];
    snprintf(path, sizeof path, "%.19s", refuge + strlen("tcpspec: nor can it below /tmp: "));
    assert_int_equal(access(path, F_OK), -1);
    forget(&ran);
    assert_nothing_left("find full -name '*.part' -o -name .probe");
    ran = shell("\"$T\" replay --spec wrong.tspec $(ls full/findings/*/scenario.scn | head -1)");
    assert_int_equal(ran.code, 1);
    forget(&ran);
}

/* A real one, where this test may mount it. */
static void a_small_disk(void **state)
{
    (void)state;
    struct ran ran = shell("mkdir -p disk && mount -t tmpfs -o size=600k tmpfs disk");
    bool mounted = ran.code == 0;
    forget(&ran);
    if (!mounted)
        skip();
    ran = shell(
        "\"$T\" random --sut engine --spec wrong.tspec --execs 1500 -o disk/report; code=$?; umount disk; "
        "exit $code");
    assert_int_equal(ran.code, 2);
    assert_non_null(strstr(ran.error, ": No space left on device; name another"));
    const char *place = strstr(ran.error, "the report is at /tmp/tcpspec-");
    assert_non_null(place);
    assert_int_equal(count_lines(ran.error), 2);
    char line[128];
    snprintf(line, sizeof line, "test -s %.19s/index.html && rm -r %.19s", place + 17, place + 17);
    struct ran found = shell(line);
    assert_int_equal(found.code, 0);
    forget(&found);
    forget(&ran);
}

static void a_directory_that_cannot_be(void **state)
{
    (void)state;
    write_text("file", "");
    assert_ran(
        "random --sut engine --execs 5 -o file/report", 2, "",
        "tcpspec: file/report: cannot make the directory: Not a directory; name another with -o DIR\n");
    struct ran ran = run("run --sut engine --time 1 -o /proc/tcpspec");
    assert_int_equal(ran.code, 2);
    assert_int_equal(count_lines(ran.error), 1);
    forget(&ran);
}

/* It was there when the run began. */
static void a_directory_that_goes_away(void **state)
{
    (void)state;
    struct ran ran = shell("\"$T\" random --sut engine --spec odd.tspec --time 2 -o gone & while test ! -d "
                           "gone; do sleep 0.05; done; sleep 0.3; rm -r gone; "
                           "touch gone; wait $!");
    assert_int_equal(ran.code, 2);
    assert_non_null(
        strstr(ran.error, "tcpspec: gone/findings: cannot make the directory: Not a directory; "));
    const char *place = strstr(ran.error, "the report is at /tmp/tcpspec-");
    assert_non_null(place);
    char line[128];
    snprintf(line, sizeof line, "test -s %.19s/index.html && rm -r %.19s", place + 17, place + 17);
    struct ran found = shell(line);
    assert_int_equal(found.code, 0);
    forget(&found);
    forget(&ran);
}

/* Nobody reads what it prints: the report is written all the same. */
static void a_reader_that_goes_away(void **state)
{
    (void)state;
    struct ran ran =
        shell("{ \"$T\" random --sut engine --spec odd.tspec --execs 300 -o unread; echo $? >&2; } | "
              ":; sleep 0.1; test -s unread/index.html");
    assert_int_equal(ran.code, 0);
    assert_non_null(strstr(ran.error, "2\n"));
    assert_non_null(strstr(ran.error, "tcpspec: standard output cannot be written: Broken pipe\n"));
    forget(&ran);
}

/* One Ctrl-C, sooner and later: in the corpus, the sweep, the random campaign, while findings are minimised,
 * while the report is written; and when all is over. */
static void an_orderly_end_at_any_time(void **state)
{
    (void)state;
    static const char *const after[] = {"0.05", "0.2", "0.5", "0.8", "1.2", "2"};
    static const char *const campaigns[] = {"run --corpus corpus --time 2 --spec odd.tspec",
                                            "sweep --execs 40000 --spec odd.tspec",
                                            "random --execs 1500 --spec wrong.tspec"};
    unsigned interrupted = 0;
    for (size_t i = 0; i < sizeof after / sizeof after[0]; i++) {
        char line[1024], error[256] = "";
        snprintf(line, sizeof line,
                 "./" NAME " %s --sut engine -o cut --json & sleep %s; kill -INT $!; wait $!",
                 campaigns[i % 3], after[i]);
        struct ran ran = shell(line);
        struct tspec_report *report = tspec_report_read(ran.out, error, sizeof error);
        if (report == NULL)
            fail_msg("%s: exit code %d, %s\n%s", line, ran.code, error, ran.error);
        bool unexpected = tspec_report_unexpected(report, TSPEC_REPORT_DEVIATES);
        assert_int_equal(ran.code, unexpected ? 1 : report->interrupted ? 3 : 0);
        interrupted += report->interrupted;
        tspec_report_destroy(report);
        forget(&ran);
        assert_nothing_left(NOTHING_LEFT("cut"));
        /* What lies there is whole. */
        ran = shell(
            "test -s cut/result.json && test -s cut/index.html && for f in cut/findings/*/scenario.scn; do "
            "test ! -e $f || \"$T\" show $f; done");
        assert_int_equal(ran.code, 0);
        forget(&ran);
    }
    assert_true(interrupted >= 2);
}

/* Two: at once. */
static void an_end_at_once(void **state)
{
    (void)state;
    static const char *const after[] = {"0.3", "0.8", "1.5"};
    for (size_t i = 0; i < sizeof after / sizeof after[0]; i++) {
        char line[512];
        snprintf(line, sizeof line,
                 "./" NAME
                 " random --sut engine --spec odd.tspec --time 20 -o twice & sleep %s; kill -INT $!; "
                 "kill -INT $!; kill -TERM $!; wait $!",
                 after[i]);
        struct ran ran = shell(line);
        if (ran.code != 130 && ran.code != 143 && ran.code != 1)
            fail_msg("exit code %d\n%s", ran.code, ran.error);
        forget(&ran);
        assert_nothing_left(NOTHING_LEFT("twice"));
    }
}

/* Workers do not outlive who made them, however that ends. */
static void a_killed_parent(void **state)
{
    (void)state;
    struct ran ran =
        shell("./" NAME " random --sut engine --time 20 -j 3 -o killed & sleep 0.5; kill -KILL $!; "
              "wait $!");
    assert_int_equal(ran.code, 128 + 9);
    forget(&ran);
    assert_nothing_left(NOTHING_LEFT("killed"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_disk_that_is_full_everywhere),
        cmocka_unit_test(a_small_disk),
        cmocka_unit_test(a_directory_that_cannot_be),
        cmocka_unit_test(a_directory_that_goes_away),
        cmocka_unit_test(a_reader_that_goes_away),
        cmocka_unit_test(an_orderly_end_at_any_time),
        cmocka_unit_test(an_end_at_once),
        cmocka_unit_test(a_killed_parent),
    };
    return cmocka_run_group_tests(tests, write_wrong_spec, NULL);
}
