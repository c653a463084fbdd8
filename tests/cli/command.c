#include "tests/cli/command.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <cmocka.h>

#include "harness/report/text.h"

const char *test_directory(void)
{
    static char directory[512];
    if (!*directory) {
        snprintf(directory, sizeof directory, "%s/tests/cli-XXXXXX", TSPEC_BINARY_DIR);
        assert_non_null(mkdtemp(directory));
    }
    return directory;
}

static char *read_text(const char *name)
{
    char path[600], part[4096];
    struct tspec_text text = {0};
    snprintf(path, sizeof path, "%s/%s", test_directory(), name);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    tspec_text_add(&text, "");
    for (size_t got; (got = fread(part, 1, sizeof part, file));)
        tspec_text_add_bytes(&text, part, got);
    fclose(file);
    return text.bytes;
}

void write_text(const char *name, const char *text)
{
    char path[600];
    snprintf(path, sizeof path, "%s/%s", test_directory(), name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

struct ran shell(const char *line)
{
    char whole[4096];
    snprintf(whole, sizeof whole, "cd '%s' && T='%s' && { %s; } >.out 2>.error </dev/null", test_directory(),
             TSPEC_COMMAND, line);
    int status = system(whole);
    struct ran ran = {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), read_text(".out"),
                      read_text(".error")};
    return ran;
}

struct ran run(const char *arguments)
{
    char line[2048];
    snprintf(line, sizeof line, "\"$T\" %s", arguments);
    return shell(line);
}

void forget(struct ran *ran)
{
    free(ran->out);
    free(ran->error);
}

void assert_ran(const char *arguments, int code, const char *out, const char *error)
{
    struct ran ran = run(arguments);
    if (ran.code != code || (out && strcmp(ran.out, out)) || (error && strcmp(ran.error, error)))
        fail_msg("tcpspec %s\nexit code %d, stdout:\n%s\nstderr:\n%s\nexpected %d, stdout:\n%s\nstderr:\n%s",
                 arguments, ran.code, ran.out, ran.error, code, out ? out : "(any)", error ? error : "(any)");
    forget(&ran);
}
