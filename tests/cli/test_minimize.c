/* minimize: what it prints, what it says of it, and what it does with what cannot be minimised. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "tests/cli/command.h"

/* The engine with an error in its spec: the RST that refuses an ACK has the ACK bit, which deviates. It goes
 * on, and fails what the scenario itself demands. */
#define WRONG_SPEC                                                                                           \
    "sed 's/<SEQ=SEG.ACK><CTL=RST>/<SEQ=SEG.ACK><ACK=SEG.SEQ><CTL=RST,ACK>/' '" TSPEC_SOURCE_DIR             \
    "/specs/tcp.tspec' > wrong.tspec"
#define WRONG                                                                                                \
    "tcpspec 1\n"                                                                                            \
    "seed 7\niss 5\nmsl 3s\n\n"                                                                              \
    "listen()\n"                                                                                             \
    "< P. 5(0) ack 7 win 65535\n"                                                                            \
    "+0.3\n"                                                                                                 \
    "< S 5000(0) win 65535 <mss 1460,nop,nop,sackOK>\n"                                                      \
    "> R. ISS(0)\n"                                                                                          \
    "< . RCV.NXT(0) ack SND.NXT\n"                                                                           \
    "accept() = OK\n"
/* What an author expects is said of all that stands before it: nothing goes but what comes later. */
#define MINIMAL                                                                                              \
    "tcpspec 1\nstack engine\nseed 7\niss 5\nmsl 3s\n\n"                                                     \
    "listen()\n"                                                                                             \
    "< P. 5(0) ack 7 win 65535\n"                                                                            \
    "+0.3 < S 5000(0) win 65535 <mss 1460,nop,nop,sackOK>\n"                                                 \
    "> R. ISS(0)\n"

static int write_files(void **state)
{
    (void)state;
    write_text("wrong.scn", WRONG);
    struct ran ran = shell(WRONG_SPEC);
    forget(&ran);
    return ran.code;
}

static void the_gravest_finding_stays(void **state)
{
    (void)state;
    assert_ran("minimize --sut engine --spec wrong.tspec wrong.scn", 0, MINIMAL,
               "tcpspec: wrong.scn: 7 events, now 5; kept 34a9990640ac of engine: scenario.expectation\n"
               "tcpspec: wrong.scn: shows 1 more; --signature keeps another\n");
}

static void another_by_its_signature(void **state)
{
    (void)state;
    assert_ran("minimize --sut engine --spec wrong.tspec --signature 31121d1dc465 wrong.scn", 0,
               "tcpspec 1\nstack engine\n\nlisten()\n< . RCV.NXT(0) ack SND.NXT\n",
               "tcpspec: wrong.scn: 7 events, now 2; kept 31121d1dc465 of engine: rst.form listen.ack\n");
    assert_ran(
        "minimize --sut engine --spec wrong.tspec --signature 000000000000 wrong.scn", 3, "",
        "tcpspec: wrong.scn: shows 2 findings, but not 000000000000; 'tcpspec replay --json' tells their "
        "signatures\n");
}

/* Where all is known the gravest known one stays, and that is said. */
static void what_is_known_comes_last(void **state)
{
    (void)state;
    static const char form[] =
        "{\"waivers\": [{\"id\": \"hopes\", \"stack\": \"engine\", \"versions\": {\"from\": \"0.1.0\"}, "
        "\"signature\": \"34a9990640ac\", \"reason\": \"an author's\", \"expires\": \"never\", \"scenario\": "
        "[\"tcpspec 1\", \"listen()\"]}%s]}\n";
    static const char other[] =
        ", {\"id\": \"form\", \"stack\": \"engine\", \"versions\": {\"from\": \"0.1.0\"}, \"signature\": "
        "\"31121d1dc465\", \"reason\": \"so it is\", \"expires\": \"never\", \"scenario\": [\"tcpspec 1\", "
        "\"listen()\"]}";
    char json[1024];
    snprintf(json, sizeof json, form, "");
    write_text("w.json", json);
    assert_ran("minimize --sut engine --spec wrong.tspec --waivers w.json wrong.scn", 0, NULL,
               "tcpspec: wrong.scn: 7 events, now 2; kept 31121d1dc465 of engine: rst.form listen.ack\n"
               "tcpspec: wrong.scn: shows 1 more; --signature keeps another\n");
    snprintf(json, sizeof json, form, other);
    write_text("w.json", json);
    assert_ran("minimize --sut engine --spec wrong.tspec --waivers w.json wrong.scn", 0, MINIMAL,
               "tcpspec: wrong.scn: 7 events, now 5; kept 34a9990640ac of engine: scenario.expectation\n"
               "tcpspec: wrong.scn: that is known by the waiver hopes, for nothing it shows is unexpected\n"
               "tcpspec: wrong.scn: shows 1 more; --signature keeps another\n");
}

static void minimal_stays_as_it_is(void **state)
{
    (void)state;
    write_text("minimal.scn", MINIMAL);
    assert_ran("minimize minimal.scn", 0, MINIMAL,
               "tcpspec: minimal.scn: 5 events, now 5; kept 34a9990640ac of engine: scenario.expectation\n");
}

static void the_result_goes_into_a_file(void **state)
{
    (void)state;
    struct ran ran = run("minimize --sut engine wrong.scn -o small.scn");
    assert_int_equal(ran.code, 0);
    assert_string_equal(ran.out, "");
    forget(&ran);
    assert_ran("show small.scn", 0, MINIMAL, "");
    ran = run("minimize --sut engine wrong.scn -o no/such/place.scn");
    assert_int_equal(ran.code, 2);
    assert_string_equal(ran.out, "");
    assert_non_null(strstr(ran.error,
                           "tcpspec: no/such/place.scn: cannot be written: No such file or directory; "
                           "name another file with -o FILE\n"));
    forget(&ran);
    ran = shell("ln -s /dev/full full && \"$T\" minimize --sut engine wrong.scn -o full; code=$?; test -L "
                "full && exit "
                "$code");
    assert_int_equal(ran.code, 2);
    assert_non_null(strstr(ran.error, "tcpspec: full: cannot be written: No space left on device; "));
    forget(&ran);
    ran = shell("\"$T\" minimize --sut engine wrong.scn > /dev/full");
    assert_int_equal(ran.code, 2);
    forget(&ran);
}

/* An option of the adapter is part of the scenario, and goes where it is not needed. */
static void options_are_minimised_too(void **state)
{
    (void)state;
    struct ran ran =
        run("minimize --sut engine --spec wrong.tspec --option rfc5961=off --signature 31121d1dc465 "
            "wrong.scn");
    assert_int_equal(ran.code, 0);
    assert_string_equal(ran.out, "tcpspec 1\nstack engine\n\nlisten()\n< . RCV.NXT(0) ack SND.NXT\n");
    forget(&ran);
    ran = run("minimize --sut engine --option rfc591=off wrong.scn");
    assert_int_equal(ran.code, 2);
    assert_non_null(strstr(ran.error, "did you mean 'rfc5961'?"));
    forget(&ran);
}

static void nothing_to_minimise(void **state)
{
    (void)state;
    write_text("right.scn", "tcpspec 1\nstack engine\n\nlisten()\n");
    assert_ran("minimize right.scn", 3, "",
               "tcpspec: right.scn: it shows no finding, so there is nothing to minimise\n");
    write_text("elsewhere.scn", "tcpspec 1\nstack no-such-stack\n\nlisten()\n");
    assert_ran("minimize elsewhere.scn", 3, "", NULL);
    write_text("octets", "any octets are a scenario");
    assert_ran("minimize --sut engine --raw octets", 3, "", NULL);
    assert_ran("minimize missing.scn", 2, "",
               "tcpspec: missing.scn: cannot be read: No such file or directory\n");
    assert_ran("minimize", 2, "", NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_gravest_finding_stays),   cmocka_unit_test(another_by_its_signature),
        cmocka_unit_test(what_is_known_comes_last),    cmocka_unit_test(minimal_stays_as_it_is),
        cmocka_unit_test(the_result_goes_into_a_file), cmocka_unit_test(options_are_minimised_too),
        cmocka_unit_test(nothing_to_minimise),
    };
    return cmocka_run_group_tests(tests, write_files, NULL);
}
