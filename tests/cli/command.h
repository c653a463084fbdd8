/*
 * Runs the real program, as a user's shell would.
 */
#ifndef TSPEC_TESTS_CLI_COMMAND_H
#define TSPEC_TESTS_CLI_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

/* What a run left behind; the strings are never NULL. */
struct ran {
    int code; /* exit code; 128 + signal when it died */
    char *out, *error;
};

/* A fresh directory for this test program, made at the first call; all runs start in it. */
const char *test_directory(void);

/* Runs "tcpspec ARGUMENTS", a line for the shell. The caller gives the result back with forget(). */
struct ran run(const char *arguments);
/* Runs any line of the shell, in which $T is the program. */
struct ran shell(const char *line);
void forget(struct ran *ran);

/* Runs and compares: exit code, and stdout and stderr where not NULL. */
void assert_ran(const char *arguments, int code, const char *out, const char *error);

/* Writes a file into the test directory. */
void write_text(const char *name, const char *text);

#endif
