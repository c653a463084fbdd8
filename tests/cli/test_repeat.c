/* The same scenario, the same trace, every time; the same campaign, the same report, however many work on it.
 * A sample: 'tcpspec replay --repeat 1000' does the thousand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "tests/cli/command.h"

#define CORPUS TSPEC_SOURCE_DIR "/corpus"

static void the_corpus_on_every_stack(void **state)
{
    (void)state;
    struct ran ran = shell("\"$T\" replay --repeat 25 '" CORPUS "'/textbook/*.scn");
    assert_int_equal(ran.code, 0);
    assert_non_null(strstr(ran.out, "engine: "));
    assert_non_null(strstr(ran.out, " 25 times: every trace the same\n"));
    assert_string_equal(ran.error, "");
    forget(&ran);
}

/* Any octets are a scenario: 12 of them, of 5 to 16 events. Their waits are hours. */
static void octets_by_chance_on_every_stack(void **state)
{
    (void)state;
    uint32_t chance = 1;
    char path[700];
    struct ran made = shell("mkdir -p raw");
    forget(&made);
    for (unsigned i = 0; i < 12; i++) {
        snprintf(path, sizeof path, "%s/raw/%02u", test_directory(), i);
        FILE *file = fopen(path, "wb");
        assert_non_null(file);
        for (unsigned n = 0; n < 19 + 26 * (5 + i); n++) {
            chance = chance * 1664525 + 1013904223;
            fputc(n == 0 ? 0 : (int)(chance >> 24), file);
        }
        assert_int_equal(fclose(file), 0);
    }
    struct ran ran = run("replay --raw --repeat 5 raw/*");
    assert_int_equal(ran.code, 0);
    assert_non_null(strstr(ran.out, "engine: 12 scenarios, 5 times: every trace the same\n"));
    forget(&ran);
}

/* A spec with an error in it, so that there is much to find. */
static void as_many_workers_as_you_like(void **state)
{
    (void)state;
    struct ran ran = shell(
        "sed 's/<ACK=RCV.NXT><CTL=ACK>/<ACK=SND.NXT><CTL=ACK>/' '" TSPEC_SOURCE_DIR "/specs/tcp.tspec' > "
        "wrong.tspec; for j in 1 2 5; do \"$T\" random --sut engine --spec wrong.tspec --execs 800 -j $j "
        "-o jobs$j > out$j; done; test $(ls jobs1/findings | wc -l) -gt 50 && diff -r jobs1 jobs2 && diff "
        "-r jobs1 jobs5");
    if (ran.code != 0)
        fail_msg("%s%s", ran.out, ran.error);
    forget(&ran);
}

static void wrong_usage(void **state)
{
    (void)state;
    write_text("one.scn", "tcpspec 1\nlisten()\n");
    assert_ran("replay --repeat 1 one.scn", 2, "",
               "tcpspec: --repeat: expected a number from 2 to 1000000, found \"1\"\n");
    assert_ran("replay --repeat 2 missing.scn", 2, "",
               "tcpspec: missing.scn: cannot be read: No such file or directory\n");
    write_text("six.scn", "tcpspec 1\nstack lwip\nip 6\nlisten()\n");
    assert_ran("replay --repeat 2 six.scn", 3, "", "tcpspec: six.scn: cannot be run on lwip\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_corpus_on_every_stack),
        cmocka_unit_test(octets_by_chance_on_every_stack),
        cmocka_unit_test(as_many_workers_as_you_like),
        cmocka_unit_test(wrong_usage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
