/* show and replay. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "harness/report/report.h"
#include "tests/cli/command.h"

static const char handshake[] = "tcpspec 1\n"
                                "stack engine\n"
                                "seed 3\n"
                                "iss 1000\n"
                                "\n"
                                "listen()\n"
                                "< S 5000(0) win 65535\n"
                                "< . IRS+1(0) ack ISS+1\n"
                                "! signal CONNECTED\n"
                                "accept() = OK\n";

static void shown_text_is_canonical(void **state)
{
    (void)state;
    write_text("loose.scn",
               "tcpspec 1  # a comment\nstack   engine\n\nlisten()\n<  S  5000(0)   win 65535\n");
    struct ran ran = run("show loose.scn");
    assert_int_equal(ran.code, 0);
    assert_non_null(strstr(ran.out, "< S 5000(0) win 65535\n"));
    write_text("canonical.scn", ran.out);
    assert_ran("show canonical.scn", 0, ran.out, "");
    forget(&ran);
}

static void broken_text_is_shown_with_its_place(void **state)
{
    (void)state;
    write_text("broken.scn", "tcpspec 1\nstack engine\n\nlisten()\n< Q 5000(0)\n< S 5000(zero)\n");
    static const char *const lines[] = {"show broken.scn", "replay broken.scn"};
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        struct ran ran = run(lines[i]);
        assert_int_equal(ran.code, 2);
        assert_string_equal(ran.out, "");
        assert_int_equal(strncmp(ran.error, "broken.scn:5:3: ", 16), 0);
        assert_non_null(strstr(ran.error, "\nbroken.scn:6:"));
        assert_non_null(strstr(ran.error, "^"));
        forget(&ran);
    }
    assert_ran("show /dev/null", 2, "", NULL);
}

/* Any octets are a scenario with --raw, and run. */
static void raw_octets_run(void **state)
{
    (void)state;
    static const char *const octets[] = {"", "\x01\xfe\x80garbage", "tcpspec 1\nlisten()\n"};
    for (size_t i = 0; i < sizeof octets / sizeof octets[0]; i++) {
        write_text("raw.bin", octets[i]);
        struct ran ran = run("show --raw raw.bin");
        assert_int_equal(ran.code, 0);
        assert_int_equal(strncmp(ran.out, "tcpspec 1\n", 10), 0);
        forget(&ran);
        ran = run("replay --raw --sut engine raw.bin");
        assert_true(ran.code == 0 || ran.code == 1);
        forget(&ran);
    }
}

static void replay_prints_what_happens(void **state)
{
    (void)state;
    write_text("handshake.scn", handshake);
    struct ran ran = run("replay handshake.scn");
    assert_int_equal(ran.code, 0);
    assert_string_equal(ran.error, "");
    assert_int_equal(strncmp(ran.out, "handshake.scn on engine ", 24), 0);
    static const char *const shown[] = {"call   listen() = OK",
                                        "<      S 0:0(0) win 65535",
                                        ">      S. 0:0(0) ack 1 win ",
                                        "SYN-RECEIVED -> ESTABLISHED",
                                        "signal CONNECTED",
                                        "call   accept() = OK",
                                        "no finding\n"};
    for (size_t i = 0; i < sizeof shown / sizeof shown[0]; i++)
        if (!strstr(ran.out, shown[i]))
            fail_msg("the trace has no \"%s\":\n%s", shown[i], ran.out);
    assert_null(strchr(ran.out, '\033'));
    assert_ran("replay handshake.scn", 0, ran.out, "");
    struct ran inside = shell("mkdir -p found && cp handshake.scn found/scenario.scn && \"$T\" replay found");
    assert_int_equal(inside.code, 0);
    assert_string_equal(strchr(inside.out, '\n'), strchr(ran.out, '\n'));
    forget(&inside);
    forget(&ran);
    ran = run("replay --json handshake.scn");
    char error[256] = "";
    struct tspec_report *report = tspec_report_read(ran.out, error, sizeof error);
    assert_string_equal(error, "");
    assert_int_equal(report->finding_count, 0);
    tspec_report_destroy(report);
    forget(&ran);
    ran = run("replay --json handshake.scn handshake.scn"); /* several files: one report */
    report = tspec_report_read(ran.out, error, sizeof error);
    assert_string_equal(error, "");
    assert_int_equal(report->stacks[0].scenarios, 2);
    tspec_report_destroy(report);
    forget(&ran);
}

/* Time goes forward in a trace: a wait stands at its beginning, before what happens meanwhile. */
static void time_goes_forward(void **state)
{
    (void)state;
    write_text("silence.scn", "tcpspec 1\nstack engine\n\nlisten()\n< S 5000(0)\n+20\n");
    struct ran ran = run("replay silence.scn");
    assert_non_null(strstr(ran.out, "    0.000000  wait   20 s "));
    assert_null(strstr(ran.out, "   20.000000  wait   20 s "));
    double before = 0, now;
    unsigned lines = 0;
    for (const char *line = ran.out; (line = strchr(line, '\n')); line++)
        if (sscanf(line, "\n%lf  %*s", &now) == 1) {
            assert_true(now >= before);
            before = now;
            lines++;
        }
    assert_true(lines >= 5); /* listen, SYN, its answer, the wait, a retransmission */
    assert_true(before > 0);
    forget(&ran);
}

/* A finding that comes again is marked where it comes, and explained once. */
static void what_comes_again_is_explained_once(void **state)
{
    (void)state;
    write_text("again.scn", "tcpspec 1\nlisten()\n< S 5000(0)\n> R. ISS(0) flow 0\n");
    struct ran ran = run("replay --sut engine again.scn");
    const char *mark = strstr(ran.out, "!      scenario.expectation\n");
    const char *verdict = strstr(ran.out, "\n\nfail: ");
    assert_non_null(mark);
    assert_true(verdict && mark < verdict);
    assert_null(strstr(verdict + 1, "\n\nfail: "));
    assert_non_null(strstr(verdict, "\n  more         tcpspec explain scenario.expectation\n"));
    forget(&ran);
}

/* An expectation that is not met is a finding: exit code 1, and where it went wrong. */
static void replay_shows_a_finding(void **state)
{
    (void)state;
    write_text("wrong.scn", "tcpspec 1\nstack engine\n\nlisten()\n< S 5000(0) win 65535\n> R. ISS(0)\n");
    struct ran ran = run("replay wrong.scn");
    assert_int_equal(ran.code, 1);
    static const char *const shown[] = {"!      scenario.expectation\n",
                                        "fail: what the scenario says must come did not come\n",
                                        "\n  expected     ",
                                        "\n  observed     ",
                                        "\n  signature    ",
                                        "\nfinding\n"};
    for (size_t i = 0; i < sizeof shown / sizeof shown[0]; i++)
        if (!strstr(ran.out, shown[i]))
            fail_msg("the trace has no \"%s\":\n%s", shown[i], ran.out);
    forget(&ran);
    ran = run("replay handshake.scn wrong.scn handshake.scn");
    assert_int_equal(ran.code, 1); /* one of several is enough */
    forget(&ran);
}

static void a_stack_that_is_not_there(void **state)
{
    (void)state;
    write_text("foreign.scn", "tcpspec 1\nstack nostack\n\nlisten()\n");
    assert_ran("replay foreign.scn", 3, "",
               "tcpspec: foreign.scn: it is for the stack \"nostack\", which is not built in; say --sut NAME "
               "for another\n");
    struct ran ran = run("replay --sut engine foreign.scn");
    assert_int_equal(ran.code, 0);
    forget(&ran);
    write_text("ipv6.scn", "tcpspec 1\nip 6\n\nlisten()\n< S 5000(0)\n");
    assert_ran("replay --sut lwip ipv6.scn", 3, "",
               "tcpspec: ipv6.scn: lwip: the scenario asks for IPv6, and the adapter of lwip has IPv4 "
               "only\n");
    ran = run("replay --sut engine ipv6.scn");
    assert_int_equal(ran.code, 0);
    forget(&ran);
    ran = run("replay --option nonsense=1 handshake.scn");
    assert_int_equal(ran.code, 2);
    assert_non_null(strstr(ran.error, "nonsense"));
    forget(&ran);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shown_text_is_canonical), cmocka_unit_test(broken_text_is_shown_with_its_place),
        cmocka_unit_test(raw_octets_run),          cmocka_unit_test(replay_prints_what_happens),
        cmocka_unit_test(replay_shows_a_finding),  cmocka_unit_test(a_stack_that_is_not_there),
        cmocka_unit_test(time_goes_forward),       cmocka_unit_test(what_comes_again_is_explained_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
