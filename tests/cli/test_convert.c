/* convert: by file name, whole or not at all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "tests/cli/command.h"

static const char loose[] = "tcpspec 1   # a comment\nstack engine\n\nlisten()\n< S   5000(0) <mss 1460>\n"
                            "+0.5   > S. ISS(0) ack IRS+1\nreplay 1\n";
static const char canonical[] = "tcpspec 1\nstack engine\n\nlisten()\n< S 5000(0) <mss 1460>\n"
                                "+0.5 > S. ISS(0) ack IRS+1\nreplay 1\n";

static int prepare(void **state)
{
    (void)state;
    write_text("loose.scn", loose);
    write_text("any.scn", "tcpspec 1\n\nlisten()\n");
    return 0;
}

static void assert_shell(const char *line, int code, const char *error)
{
    struct ran ran = shell(line);
    if (ran.code != code || (error && strcmp(ran.error, error)))
        fail_msg("%s\nexit code %d\n%s%s", line, ran.code, ran.out, ran.error);
    forget(&ran);
}

/* Text to binary to text is the canonical text, and what is recognised by its contents needs no name. */
static void text_and_binary_are_the_same_scenario(void **state)
{
    (void)state;
    struct ran shown = run("show loose.scn");
    assert_int_equal(shown.code, 0);
    assert_ran("convert loose.scn a.tsc", 0, "", "");
    assert_ran("show a.tsc", 0, shown.out, "");
    assert_shell(
        "\"$T\" convert a.tsc a.scn && \"$T\" show loose.scn | cmp - a.scn && cp a.tsc unnamed && "
        "\"$T\" convert unnamed b.scn && cmp a.scn b.scn && \"$T\" convert a.scn b.tsc && cmp a.tsc b.tsc",
        0, "");
    forget(&shown);
    write_text("canonical.scn", canonical);
    assert_shell("\"$T\" show loose.scn | cmp - canonical.scn", 0, "");
    write_text("octets", "\x01\xfe\x80garbage");
    assert_shell("\"$T\" convert --raw octets raw.scn && \"$T\" show --raw octets | cmp - raw.scn", 0, "");
}

static void a_name_says_what_it_shall_be(void **state)
{
    (void)state;
    static const struct {
        const char *line, *error;
    } rows[] = {
        {"convert loose.scn a.txt", "tcpspec: a.txt: its name ends with none of these:\n"
                                    "  .scn     scenario, text\n"
                                    "  .tsc     scenario, saved binary\n"
                                    "  .pcap    capture, of the scenario's run on a stack\n"
                                    "  .pcapng  capture, with names and comments\n"},
        {"convert loose.scn dir.pcap/a", NULL},
        {"convert a.pcap b.scn",
         "tcpspec: a.pcap: a capture cannot be made a scenario; captures are written only\n"},
        {"convert any.scn a.pcap", "tcpspec: any.scn: a capture shows one stack, and the scenario is for "
                                   "any; name it with --sut NAME\n"},
        {"convert nothing.scn a.tsc", NULL},
        {"convert loose.scn missing/a.tsc",
         "tcpspec: missing/a.tsc: cannot be written: No such file or directory; name another file\n"},
        {"convert loose.scn", NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_ran(rows[i].line, 2, "", rows[i].error);
    assert_ran("convert --sut engine any.scn a.pcap", 0, "", "");
    write_text("foreign.scn", "tcpspec 1\nstack nostack\n\nlisten()\n");
    assert_ran("convert foreign.scn f.pcapng", 3, "", NULL);
    assert_ran("convert foreign.scn f.tsc", 0, "", ""); /* nothing need run */
    write_text("ipv6.scn", "tcpspec 1\nstack lwip\nip 6\n\nlisten()\n");
    assert_ran("convert ipv6.scn f.pcap", 3, "", NULL);
    assert_shell("test ! -e f.pcap && test ! -e f.pcapng && test ! -e a.txt", 0, NULL);
}

/* What is there stays as it was until all of the new is there. */
static void an_old_file_gives_way_whole(void **state)
{
    (void)state;
    assert_shell("echo old >old.tsc && \"$T\" convert loose.scn old.tsc && \"$T\" show old.tsc | "
                 "cmp - canonical.scn && test ! -e old.tsc.part",
                 0, "");
    assert_shell(
        "echo old >kept.tsc && ! \"$T\" convert nothing.scn kept.tsc && test \"$(cat kept.tsc)\" = old", 0,
        NULL);
    if (system("test -c /dev/full") == 0) /* a full disk */
        assert_shell("echo old >kept.tsc && ln -s /dev/full kept.tsc.part && "
                     "\"$T\" convert loose.scn kept.tsc; test $? -eq 2 && test \"$(cat kept.tsc)\" = old",
                     0, "tcpspec: kept.tsc: cannot be written: No space left on device; name another file\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_and_binary_are_the_same_scenario),
        cmocka_unit_test(a_name_says_what_it_shall_be),
        cmocka_unit_test(an_old_file_gives_way_whole),
    };
    return cmocka_run_group_tests(tests, prepare, NULL);
}
