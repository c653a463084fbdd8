/* The example of docs/own-stack.md: it is judged like any other stack, and the page shows what is compiled.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "tests/cli/command.h"

static void it_is_a_stack_like_any_other(void **state)
{
    (void)state;
    struct ran ran = run("list stacks");
    assert_non_null(strstr(ran.out, "closed     1.0.0        every port is closed\n"));
    forget(&ran);
    assert_ran("random --sut closed --option colour=red --execs 5", 2, "",
               "tcpspec: closed: this stack has no options\n");
}

static void nothing_is_found_in_it(void **state)
{
    (void)state;
    struct ran ran = run("sweep --sut closed --execs 50000 -o right");
    assert_int_equal(ran.code, 0);
    assert_non_null(strstr(ran.out, "\nclosed: nothing unexpected\n"));
    forget(&ran);
    ran = run("random --sut closed --execs 5000 -o right");
    assert_int_equal(ran.code, 0);
    forget(&ran);
    /* Of the project's scenarios it can open no connection for, none is held against it. */
    ran = run("run --sut closed --time 1 -o right");
    assert_int_equal(ran.code, 0);
    assert_non_null(strstr(ran.out, "corpus "));
    forget(&ran);
}

static void a_mistake_in_it_is_found(void **state)
{
    (void)state;
    struct ran ran = shell("'" TSPEC_MISTAKEN "' sweep --sut closed --execs 20000 -o wrong");
    assert_int_equal(ran.code, 1);
    assert_non_null(strstr(ran.out, "closed  rst.number            closed.ack"));
    forget(&ran);
    /* As the page has it. */
    ran = shell("'" TSPEC_MISTAKEN "' replay $(grep -l closed wrong/findings/*/scenario.scn | head -1)");
    assert_int_equal(ran.code, 1);
    forget(&ran);
}

static char *read_whole(const char *path)
{
    static char text[2][65536];
    static unsigned next;
    char *into = text[next++ % 2];
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    into[fread(into, 1, sizeof text[0] - 1, file)] = '\0';
    fclose(file);
    return into;
}

static void the_page_shows_the_file(void **state)
{
    (void)state;
    const char *source = read_whole(TSPEC_SOURCE_DIR "/examples/own-stack/closed.c");
    const char *page = read_whole(TSPEC_SOURCE_DIR "/docs/own-stack.md");
    const char *listing = strstr(page, "```c\n");
    assert_non_null(listing);
    listing += strlen("```c\n");
    assert_true(!strncmp(listing, source, strlen(source)));
    assert_true(!strncmp(listing + strlen(source), "```\n", 4));
    unsigned lines = 0;
    for (const char *at = source; (at = strchr(at, '\n')); at++)
        lines++;
    assert_true(lines < 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_a_stack_like_any_other),
        cmocka_unit_test(nothing_is_found_in_it),
        cmocka_unit_test(a_mistake_in_it_is_found),
        cmocka_unit_test(the_page_shows_the_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
