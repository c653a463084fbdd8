#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "harness/cli/command.h"

#ifndef TSPEC_VERSION
#error "TSPEC_VERSION comes from the build"
#endif

static const struct tspec_cli_verb *const verbs[] = {
    &tspec_cli_run,     &tspec_cli_random, &tspec_cli_sweep,    &tspec_cli_pair,
    &tspec_cli_explore, &tspec_cli_replay, &tspec_cli_minimize, &tspec_cli_baseline,
    &tspec_cli_diff,    &tspec_cli_show,   &tspec_cli_convert,  &tspec_cli_list,
    &tspec_cli_explain, &tspec_cli_spec,   &tspec_cli_mutants,  &tspec_cli_bench,
};
const char *tspec_cli_program = "tcpspec";
enum { VERBS = sizeof verbs / sizeof verbs[0] };

static void print_help(void)
{
    printf("tcpspec %s: where does a TCP stack break RFC 9293, and what is the shortest way to see it?\n\n"
           "usage: tcpspec VERB [OPTION...] [ARGUMENT...]\n\n",
           TSPEC_VERSION);
    for (unsigned i = 0; i < VERBS; i++)
        printf("  %-8s %-44s %s\n", verbs[i]->name, verbs[i]->arguments, verbs[i]->summary);
    printf("\n'tcpspec VERB --help' tells the rest. Exit codes: 0 as expected, 1 an unexpected finding,\n"
           "2 wrong usage or unreadable input, 3 could not judge, or was interrupted.\n");
}

static void print_option(unsigned number)
{
    static const struct {
        const char *name, *argument, *help;
        char letter;
    } options[] = {
#define ROW(id, name, letter, argument, help) {name, argument, help, letter},
        TSPEC_CLI_OPTIONS(ROW)
#undef ROW
    };
    char left[40];
    char letter[8] = "    ";
    if (options[number].letter)
        snprintf(letter, sizeof letter, "-%c, ", options[number].letter);
    snprintf(left, sizeof left, "%s--%s%s%s", letter, options[number].name,
             *options[number].argument ? " " : "", options[number].argument);
    printf("  %-26s %s\n", left, options[number].help);
}

static void print_verb_help(const struct tspec_cli_verb *verb)
{
    printf("usage: tcpspec %s%s%s%s\n\n%s\n\n", verb->name, verb->takes ? " [OPTION...]" : "",
           *verb->arguments ? " " : "", verb->arguments, verb->help);
    for (unsigned number = 0; number < TSPEC_CLI_OPTION_COUNT; number++)
        if ((verb->takes | TSPEC_CLI_HELP) & (1u << number))
            print_option(number);
}

static const struct tspec_cli_verb *find_verb(const char *name)
{
    for (unsigned i = 0; i < VERBS; i++)
        if (!strcmp(verbs[i]->name, name))
            return verbs[i];
    return NULL;
}

/* Whether the letters of a name come in a word in that order: "rply" in "replay". */
static bool abbreviates(const char *name, const char *word)
{
    for (; *word && *name; word++)
        name += *name == *word;
    return !*name;
}

static int unknown_verb(const char *name)
{
    if (*name == '-') {
        tspec_cli_complain("\"%s\": options come after the verb; 'tcpspec --help' lists the verbs", name);
        return TSPEC_EXIT_USAGE;
    }
    struct tspec_cli_suggestion suggestion = tspec_cli_suggest_for(name);
    for (unsigned i = 0; i < VERBS; i++)
        tspec_cli_suggest(&suggestion, verbs[i]->name);
    for (unsigned i = 0; i < VERBS && !*suggestion.best; i++)
        if (strlen(name) > 2 && abbreviates(name, verbs[i]->name))
            snprintf(suggestion.best, sizeof suggestion.best, "%s", verbs[i]->name);
    return tspec_cli_unknown("verb", &suggestion, "'tcpspec --help' lists the verbs");
}

int main(int argc, char **argv)
{
    signal(SIGXFSZ, SIG_IGN); /* a limit on files is told like a full disk */
    if (argc)
        tspec_cli_program = argv[0];
    const char *first = argc > 1 ? argv[1] : "";
    if (!strcmp(first, "--version")) {
        printf("tcpspec %s\n", TSPEC_VERSION);
        return tspec_cli_finish(TSPEC_EXIT_EXPECTED);
    }
    if (!strcmp(first, "--help") || !strcmp(first, "-h") || (!strcmp(first, "help") && argc == 2)) {
        print_help();
        return tspec_cli_finish(TSPEC_EXIT_EXPECTED);
    }
    if (argc < 2) {
        tspec_cli_complain("no verb; 'tcpspec --help' lists the verbs");
        return TSPEC_EXIT_USAGE;
    }
    bool help = !strcmp(first, "help");
    const struct tspec_cli_verb *verb = find_verb(help ? argv[2] : first);
    if (!verb)
        return unknown_verb(help ? argv[2] : first);
    struct tspec_cli_options options;
    int code = help ? -1 : tspec_cli_options_read(verb, argc - 1, argv + 1, &options);
    if (code == -1) {
        print_verb_help(verb);
        code = TSPEC_EXIT_EXPECTED;
    } else if (!code) {
        code = verb->run(&options);
    }
    return tspec_cli_finish(code);
}
