/* How the command speaks: messages, suggestions, colour, files, the clock, Ctrl-C. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "harness/cli/command.h"
#include "harness/report/output.h"
#include "harness/report/text.h"

void tspec_cli_complain(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("tcpspec: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
}

bool tspec_cli_colour(int stream)
{
    const char *no = getenv("NO_COLOR");
    return isatty(stream) && !(no && *no);
}

int tspec_cli_finish(int code)
{
    if (!fflush(stdout) && !ferror(stdout))
        return code;
    tspec_cli_complain("standard output cannot be written: %s", strerror(errno));
    return TSPEC_EXIT_USAGE;
}

uint64_t tspec_cli_clock_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

int tspec_cli_unknown(const char *what, const struct tspec_cli_suggestion *suggestion, const char *remedy)
{
    if (*suggestion->best)
        tspec_cli_complain("unknown %s \"%s\"; did you mean \"%s\"?", what, suggestion->name,
                           suggestion->best);
    else
        tspec_cli_complain("unknown %s \"%s\"; %s", what, suggestion->name, remedy);
    return TSPEC_EXIT_USAGE;
}

char *tspec_cli_read_file(const char *path, size_t *bytes)
{
    bool standard = !strcmp(path, "-");
    FILE *file = standard ? stdin : fopen(path, "rb");
    struct tspec_text text = {0};
    char part[16384];
    tspec_text_add(&text, "");
    for (size_t got; file && (got = fread(part, 1, sizeof part, file));)
        tspec_text_add_bytes(&text, part, got);
    bool read = file && !ferror(file) && !text.failed;
    int reason = text.failed ? ENOMEM : errno;
    if (file && !standard)
        fclose(file);
    if (!read) {
        tspec_cli_complain("%s: cannot be read: %s", path, strerror(reason));
        tspec_text_free(&text);
        return NULL;
    }
    *bytes = text.length;
    return text.bytes;
}

static volatile sig_atomic_t stop;

static void on_signal(int signal)
{
    if (stop) {
        tspec_output_abandon();
        _exit(128 + signal);
    }
    stop = 1;
}

const volatile sig_atomic_t *tspec_cli_stop_flag(void)
{
    struct sigaction action = {.sa_handler = on_signal};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    return &stop;
}
