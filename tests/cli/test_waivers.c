/* Waivers, baseline and diff, on the engine with damaged rules: deviations that are ours to make. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "harness/report/report.h"
#include "tests/cli/command.h"

/* one.tspec has one rule damaged (SYN-SENT, a bad ACK draws no RST), two.tspec another as well (LISTEN). */
static int damage_rules(void **state)
{
    (void)state;
    struct ran ran = shell(
        "sed '/must bad_ack rule SA-SS-2/,/}/s/send <SEQ=SEG.ACK><CTL=RST>;//' '" TSPEC_SOURCE_DIR
        "/specs/tcp.tspec' >one.tspec; sed '/must ack rule SA-LIS-2/,/}/s/send <SEQ=SEG.ACK><CTL=RST>;//' "
        "one.tspec >two.tspec; ! cmp -s one.tspec two.tspec");
    assert_int_equal(ran.code, 0);
    forget(&ran);
    return 0;
}

/* The waiver for what one.tspec does; `what` stands in place of some of its lines. */
#define WAIVER(versions, expires, scenario)                                                                  \
    "{\"waivers\": [{\"id\": \"engine-quiet\", \"stack\": \"engine\", \"versions\": " versions ",\n"         \
    "\"check\": \"reply.rst\", \"rule\": \"syn_sent.ack.bad\", \"requirement\": \"MUST-10\",\n"              \
    "\"reason\": \"left out to see what happens\", \"expires\": \"" expires "\",\n"                          \
    "\"scenario\": [\"tcpspec 1\", " scenario "]}]}\n"
#define NOW     "{\"from\": \"0.1.0\", \"to\": \"0.1.0\"}"
#define SHOWING "\"connect()\", \"< . RCV.NXT(0) ack SND.UNA\""
#define SWEEP   "random --sut engine --execs 1000 --spec one.tspec -o out "

static void assert_says(const struct ran *ran, const char *out, const char *error)
{
    if (!strstr(ran->out, out) || !strstr(ran->error, error))
        fail_msg("stdout:\n%s\nhas to hold:\n%s\nstderr:\n%s\nhas to hold:\n%s", ran->out, out, ran->error,
                 error);
}

/* Exit codes and messages of one campaign under one waiver. */
static void a_waiver_decides_the_exit_code(void **state)
{
    (void)state;
    static const struct {
        const char *waivers, *arguments;
        int code;
        const char *out, *error;
    } rows[] = {
        {NULL, SWEEP, 1, "fail           engine  reply.rst             syn_sent.ack.bad", ""},
        {WAIVER(NOW, "never", SHOWING), SWEEP "--waivers w.json", 0,
         "\n\nknown fail     engine  engine-quiet ", ""},
        {WAIVER(NOW, "never", SHOWING), SWEEP "--waivers w.json", 0, " left out to see what happens\n", ""},
        {WAIVER("{\"from\": \"0.0.9\"}", "never", SHOWING), SWEEP "--waivers w.json", 0,
         "known fail     engine", ""},
        /* It is not for this version: what it would cover is unexpected. */
        {WAIVER("{\"from\": \"0.0.1\", \"to\": \"0.0.9\"}", "never", SHOWING), SWEEP "--waivers w.json", 1,
         "fail           engine  reply.rst             syn_sent.ack.bad", ""},
        {WAIVER("{\"from\": \"0.1.1\", \"to\": \"0.2\"}", "never", SHOWING), SWEEP "--waivers w.json", 1,
         "fail           engine  reply.rst             syn_sent.ack.bad", ""},
        /* Its day is past. */
        {WAIVER(NOW, "2001-02-03", SHOWING), SWEEP "--waivers w.json", 1,
         "expired        engine  engine-quiet ",
         "tcpspec: w.json: waiver \"engine-quiet\" expired on 2001-02-03: what it covers is unexpected "
         "again; give it "
         "another day or mend the stack\n"},
        /* Stale: the stack is mended; then the scenario shows something else. */
        {WAIVER(NOW, "never", SHOWING), "random --sut engine --execs 300 -o out --waivers w.json", 1,
         "\n\nstale          engine  engine-quiet ",
         "tcpspec: w.json: waiver \"engine-quiet\" is stale on engine 0.1.0: its scenario shows nothing any "
         "more; take "
         "it out, or let its versions end before this one\n"},
        {WAIVER(NOW, "never", "\"listen()\", \"< . 0(0) ack 0\""),
         "random --sut engine --execs 1000 --spec two.tspec -o out --waivers w.json", 1,
         "stale          engine", "its scenario shows reply.rst listen.ack ("},
        {WAIVER(NOW, "never", "\"option rfc=1\", \"connect()\""), SWEEP "--waivers w.json", 1,
         "stale          engine", "its scenario cannot be judged: "},
        /* Unreadable. */
        {WAIVER(NOW, "soon", SHOWING), SWEEP "--waivers w.json", 2, "",
         "w.json: waivers[0] \"engine-quiet\": \"expires\": expected a day, as \"2027-01-31\", or \"never\", "
         "found "
         "\"soon\"\n"},
        {"{\"waivers\": [}\n", SWEEP "--waivers w.json", 2, "", "w.json:1:14: expected JSON: "},
        {NULL, SWEEP "--waivers nowhere.json", 2, "",
         "tcpspec: nowhere.json: cannot be read: No such file or directory\n"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].waivers)
            write_text("w.json", rows[i].waivers);
        struct ran ran = run(rows[i].arguments);
        if (ran.code != rows[i].code)
            fail_msg("row %zu: exit code %d\n%s\n%s", i, ran.code, ran.out, ran.error);
        assert_says(&ran, rows[i].out, rows[i].error);
        forget(&ran);
    }
}

static void replay_tells_a_known_deviation(void **state)
{
    (void)state;
    write_text("w.json", WAIVER(NOW, "never", SHOWING));
    write_text("known.scn", "tcpspec 1\nstack engine\nconnect()\n< . RCV.NXT(0) ack SND.UNA\n");
    struct ran ran = run("replay --spec one.tspec --waivers w.json known.scn");
    assert_int_equal(ran.code, 0);
    assert_says(&ran, "  known        engine-quiet: left out to see what happens\n", "");
    assert_says(&ran, "\nknown deviation\n", "");
    forget(&ran);
    ran = run("replay --spec one.tspec known.scn");
    assert_int_equal(ran.code, 1);
    assert_says(&ran, "\nfinding\n", "");
    forget(&ran);
    /* A known deviation excuses nothing else. */
    write_text("both.scn", "tcpspec 1\nstack engine\nlisten()\n< . 0(0) ack 0\n");
    ran = run("replay --spec two.tspec --waivers w.json known.scn both.scn");
    assert_int_equal(ran.code, 1);
    forget(&ran);
}

/* A run, its baseline, and the same run with it: nothing unexpected. */
static void a_baseline_makes_the_same_run_expected(void **state)
{
    (void)state;
    write_text("wrong.scn", "tcpspec 1\nstack engine\nlisten()\n< S 5000(0) win 65535\n> R. ISS(0)\n");
    struct ran ran = run("random --sut engine --spec two.tspec --execs 1000 -o first");
    assert_int_equal(ran.code, 1);
    forget(&ran);
    ran = shell("\"$T\" replay --json wrong.scn >replayed.json");
    assert_int_equal(ran.code, 1);
    forget(&ran);
    assert_ran(
        "baseline -o base.json first/result.json replayed.json", 0, "",
        "base.json: 3 waivers; write down why each is expected, then: tcpspec run --waivers base.json\n");
    ran = shell("grep -c '\"signature\"' base.json; grep -c '\"check\": \"reply.rst\"' base.json; grep -c "
                "'\"from\": \"0.1.0\"' base.json");
    assert_string_equal(ran.out, "1\n2\n3\n"); /* an expectation not met goes by its signature */
    forget(&ran);
    ran = run("random --sut engine --spec two.tspec --execs 1000 -o second --waivers base.json");
    if (ran.code != 0)
        fail_msg("%s\n%s", ran.out, ran.error);
    assert_says(&ran, "known fail     engine  engine-reply.rst-listen.ack ", "");
    assert_says(&ran, " to be explained: ", "");
    forget(&ran);
    ran = run("replay --waivers base.json wrong.scn");
    assert_int_equal(ran.code, 0);
    forget(&ran);
    /* What is known needs no second waiver; what there is is not written over. */
    ran = run("baseline second/result.json");
    assert_int_equal(ran.code, 0);
    assert_string_equal(ran.out, "{\n  \"waivers\": []\n}\n");
    forget(&ran);
    assert_ran(
        "baseline -o base.json first/result.json", 2, "",
        "tcpspec: base.json: is there already, and its reasons may be somebody's work; name another file\n");
    ran = run("baseline --sut engine second/result.json first/result.json");
    assert_int_equal(ran.code, 0);
    assert_says(&ran, "\"id\": \"engine-reply.rst-syn_sent.ack.bad\"", "");
    forget(&ran);
    assert_ran("baseline one.tspec", 2, "", NULL);
}

static void diff_tells_new_from_fixed(void **state)
{
    (void)state;
    struct ran ran =
        shell("\"$T\" random --sut engine --execs 1000 -o none; \"$T\" random --sut engine --execs 1000 "
              "--spec one.tspec -o one; \"$T\" random --sut engine --execs 1000 --spec two.tspec -o two; "
              "\"$T\" random --sut engine --execs 3 --seed 5 -o few");
    forget(&ran);
    write_text("w.json", WAIVER(NOW, "never", SHOWING));
    ran = run("random --sut engine --execs 1000 --spec one.tspec -o waived --waivers w.json");
    assert_int_equal(ran.code, 0);
    forget(&ran);
    static const struct {
        const char *files;
        int code;
        const char *out;
    } rows[] = {
        {"one/result.json two/result.json", 1,
         "new                fail      engine  reply.rst             listen.ack"},
        {"one/result.json two/result.json", 1,
         "still there        fail      engine  reply.rst             syn_sent."},
        {"two/result.json one/result.json", 0,
         "fixed              fail      engine  reply.rst             listen.ack"},
        {"one/result.json none/result.json", 0, " 0 unexpected that the old run had not\n"},
        {"none/result.json none/result.json", 0, "\n0 new, 0 fixed; 0 unexpected that the old run had not\n"},
        {"waived/result.json one/result.json", 1, "no longer expected fail      engine  reply.rst"},
        {"one/result.json waived/result.json", 0, "now expected       fail      engine  reply.rst"},
        {"one/result.json few/result.json", 0,
         "the seeds differ, 1 and 5: what is new or fixed may be chance\n"},
        {"one/result.json few/result.json", 0, "engine 0.1.0: 1000 -> 3 scenarios\n"},
        {"one/result.json few/result.json", 0, "not met            fail      engine  reply.rst"},
        {"one/result.json few/result.json", 0, " times, and now never\n"},
        {"one/result.json few/result.json", 0, " pass -> not-tested\n"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char line[256];
        snprintf(line, sizeof line, "diff %s", rows[i].files);
        ran = run(line);
        if (ran.code != rows[i].code || !strstr(ran.out, rows[i].out))
            fail_msg("tcpspec %s: exit code %d\n%s%s\nhas to hold: %s", line, ran.code, ran.out, ran.error,
                     rows[i].out);
        forget(&ran);
    }
    assert_ran("diff one/result.json nowhere.json", 2, "",
               "tcpspec: nowhere.json: cannot be read: No such file or directory\n");
    assert_ran("diff one/result.json w.json", 2, "",
               "tcpspec: w.json: format: expected a number of 0 or more; expected a result.json that run, "
               "sweep or random "
               "has written\n");
    ran = shell("\"$T\" diff --json one/result.json two/result.json >diff.json; grep -c '\"change\": "
                "\"new\"' diff.json");
    assert_true(atoi(ran.out) > 0);
    forget(&ran);
}

/* What is known can be read, and written out as a file of the same. */
static void waivers_are_listed_and_explained(void **state)
{
    (void)state;
    write_text("w.json", WAIVER(NOW, "2999-12-31", SHOWING));
    assert_ran(
        "list waivers --no-waivers --waivers w.json", 0,
        "engine-quiet                             engine   0.1.0 to 0.1.0   2999-12-31 left out to see what "
        "happens\n",
        "");
    struct ran ran =
        shell("\"$T\" list waivers --no-waivers --waivers w.json --json >copy.json; \"$T\" list waivers "
              "--no-waivers --waivers copy.json");
    assert_string_equal(
        ran.out, "engine-quiet                             engine   0.1.0 to 0.1.0   2999-12-31 left out "
                 "to see what happens\n");
    forget(&ran);
    assert_ran("explain --waivers w.json engine-quiet", 0,
               "engine-quiet: a known deviation of engine, 0.1.0 to 0.1.0\n\n"
               "  left out to see what happens\n\n"
               "  check          reply.rst\n"
               "  rule           syn_sent.ack.bad\n"
               "  requirement    MUST-10\n"
               "  expires        2999-12-31\n"
               "  from           w.json\n\n"
               "    tcpspec 1\n\n    connect()\n    < . RCV.NXT(0) ack SND.UNA\n",
               "");
    assert_ran(
        "explain --waivers w.json engine-quite", 2, "",
        "tcpspec: unknown requirement, check or rule \"engine-quite\"; did you mean \"engine-quiet\"?\n");
    assert_ran("list waivers --waivers w.json --waivers w.json", 2, "",
               "w.json: waivers[0] \"engine-quiet\": \"id\": is the name of another waiver for such "
               "versions, in w.json; "
               "give this one another\n");
    ran = run("explain no-ack-bit");
    assert_int_equal(ran.code, 0);
    assert_says(&ran, "no-ack-bit: a quirk, ", "");
    forget(&ran);
    ran = shell("\"$T\" list quirks | grep '^no-ack-bit '");
    assert_int_equal(ran.code, 0);
    forget(&ran);
}

static void skip_without_lwip(void)
{
    struct ran stacks = run("list stacks");
    bool there = strstr(stacks.out, "lwip");
    forget(&stacks);
    if (!there)
        skip();
}

/* What is built in for lwIP is proven with its quirks on, and covers all that a part of the sweep finds; what
 * is left is for information, and the run a success. */
static void the_built_in_ones_cover_lwip(void **state)
{
    (void)state;
    skip_without_lwip();
    struct ran ran = run("sweep --sut lwip --execs 20000 -o lwip");
    if (ran.code != 0 || *ran.error || strstr(ran.out, "\nstale "))
        fail_msg("exit code %d\n%s\n%s", ran.code, ran.out, ran.error);
    assert_says(&ran, " lwip-rst-with-ack ", "");
    assert_says(&ran, "\ninfo ", "");
    forget(&ran);
    ran = run("sweep --sut lwip --execs 20000 --no-waivers -o lwip-bare");
    assert_int_equal(ran.code, 1);
    forget(&ran);
}

/* lwIP counts the ACK of an unacceptable segment, of which the wire shows nothing yet. */
static void information_alone_is_a_success(void **state)
{
    (void)state;
    skip_without_lwip();
    write_text("info.scn", "tcpspec 1\nstack lwip\nconnect()\n< S. 0(0) ack SND.NXT\nclose()\n"
                           "< . RCV.NXT-1(0) ack SND.NXT\n");
    struct ran ran = run("replay --no-waivers info.scn");
    assert_int_equal(ran.code, 0);
    assert_says(&ran, "\ninfo: the state the stack shows is not one the wire allows\n", "");
    assert_says(&ran, "\nno finding but for information\n", "");
    forget(&ran);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_waiver_decides_the_exit_code),
        cmocka_unit_test(replay_tells_a_known_deviation),
        cmocka_unit_test(a_baseline_makes_the_same_run_expected),
        cmocka_unit_test(diff_tells_new_from_fixed),
        cmocka_unit_test(waivers_are_listed_and_explained),
        cmocka_unit_test(the_built_in_ones_cover_lwip),
        cmocka_unit_test(information_alone_is_a_success),
    };
    return cmocka_run_group_tests(tests, damage_rules, NULL);
}
