/*
 * The tcpspec command: its verbs, their options, and how it speaks to people.
 *
 * Data goes to stdout; messages and progress to stderr. Only this directory exits, reads the clock, the
 * environment and files.
 */
#ifndef TSPEC_HARNESS_CLI_COMMAND_H
#define TSPEC_HARNESS_CLI_COMMAND_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Exit codes. */
enum {
    TSPEC_EXIT_EXPECTED = 0,   /* all as expected */
    TSPEC_EXIT_FINDING = 1,    /* an unexpected finding of level deviates or fail */
    TSPEC_EXIT_USAGE = 2,      /* wrong usage, unreadable input, output that cannot be written */
    TSPEC_EXIT_NOT_JUDGED = 3, /* a stack is missing, nothing could be judged, or not all was: interrupted */
};

/* The shared options, as bits: each verb names those it takes. X(BIT, "long", 'short' or 0, "ARGUMENT" or "",
 * "help") */
#define TSPEC_CLI_OPTIONS(X)                                                                                 \
    X(SUT, "sut", 0, "NAME", "judge this stack; can be repeated (default: every stack built in)")            \
    X(TIME, "time", 0, "SECONDS", "spend about so long in all (default 60)")                                 \
    X(EXECS, "execs", 0, "N", "instead of a time: N scenarios of the campaign, for each stack")              \
    X(SEED, "seed", 0, "N", "seed of the random campaign (default 1)")                                       \
    X(IP, "ip", 0, "4|6", "IP version of the sweep and the random campaign (default: their own, mostly 4)")  \
    X(OUTPUT, "output", 'o', "PATH",                                                                         \
      "where the output goes: a report's directory (default build/report), or a file")                       \
    X(CORPUS, "corpus", 0, "DIR", "readable scenarios to run first (default: the project's own)")            \
    X(JOBS, "jobs", 'j', "N", "worker processes (default: one a processor, at most 8)")                      \
    X(JSON, "json", 0, "", "print JSON instead of text")                                                     \
    X(SPEC, "spec", 0, "FILE", "rules for the engine, instead of those built in")                            \
    X(OPTION, "option", 0, "NAME=VALUE", "an option for the stack's adapter; can be repeated")               \
    X(WAIVERS, "waivers", 0, "FILE", "known deviations, beside those built in; can be repeated")             \
    X(NO_WAIVERS, "no-waivers", 0, "", "leave out the known deviations built in")                            \
    X(LIST, "list", 0, "", "run nothing: count the cases by state and event, and by family")                 \
    X(SIGNATURE, "signature", 0, "SIGNATURE", "the finding that is kept (default: the gravest)")             \
    X(REPEAT, "repeat", 0, "N", "replay N times, and compare the traces instead of printing them")           \
    X(RAW, "raw", 0, "", "the files are input of a fuzzer: any octets")                                      \
    X(DOT, "dot", 0, "", "the diagram for Graphviz instead of SVG")                                          \
    X(DEPTH, "depth", 0, "N", "explore: sequences of at most N events (default 4)")                          \
    X(PEER, "peer", 0, "NAME", "pair: the stack at the other end (default engine)")                          \
    X(STATES, "states", 0, "N", "explore: until N distinct states are known")                                \
    X(MEMORY, "memory", 0, "MB", "explore: take at most so many megabytes for the states (default 4096)")    \
    X(WITNESSES, "witnesses", 0, "DIR", "explore: write a shortest sequence for each rule into DIR")         \
    X(SAMPLE, "sample", 0, "FRACTION", "mutants: about this part of all, 0.05 say; always the same ones")    \
    X(BOX, "box", 0, "white|black", "mutants: compare every variable, or segments, calls and clock alone")   \
    X(HELP, "help", 'h', "", "this text")
#define TSPEC_CLI_NUMBER(id, ...) TSPEC_CLI_##id##_NUMBER,
enum { TSPEC_CLI_OPTIONS(TSPEC_CLI_NUMBER) TSPEC_CLI_OPTION_COUNT };
#undef TSPEC_CLI_NUMBER
#define TSPEC_CLI_BIT(id, ...) TSPEC_CLI_##id = 1 << TSPEC_CLI_##id##_NUMBER,
enum { TSPEC_CLI_OPTIONS(TSPEC_CLI_BIT) };
#undef TSPEC_CLI_BIT

enum {
    TSPEC_CLI_STACKS_MAX = 8,
    TSPEC_CLI_ADAPTER_OPTIONS_MAX = 16,
    TSPEC_CLI_WAIVER_FILES_MAX = 16,
    TSPEC_CLI_SUGGESTION_BYTES = 48
};

struct tspec_sut_class;

struct tspec_cli_options {
    unsigned given; /* TSPEC_CLI_... bits */
    const struct tspec_sut_class *stacks[TSPEC_CLI_STACKS_MAX];
    unsigned stack_count;
    const struct tspec_sut_class *peer;
    uint64_t time_us, execs, seed, repeat, states, memory_mb;
    unsigned jobs, ip_version, depth;
    const char *output, *spec, *corpus, *signature, *witnesses;
    const char *adapter_options[TSPEC_CLI_ADAPTER_OPTIONS_MAX];
    unsigned adapter_option_count;
    const char *waiver_files[TSPEC_CLI_WAIVER_FILES_MAX];
    unsigned waiver_file_count;
    double sample;  /* 0: all */
    bool black_box; /* mutants */
    bool json, raw, dot, list;
    char **words; /* what stands behind the options */
    unsigned word_count;
};

struct tspec_cli_verb {
    const char *name, *arguments, *summary;
    const char *help;  /* paragraphs for --help */
    unsigned takes;    /* TSPEC_CLI_... bits; HELP is always taken */
    unsigned words[2]; /* least and most words behind the options */
    int (*run)(const struct tspec_cli_options *options);
};
extern const struct tspec_cli_verb tspec_cli_run, tspec_cli_random, tspec_cli_sweep, tspec_cli_replay,
    tspec_cli_minimize, tspec_cli_show, tspec_cli_list, tspec_cli_explain, tspec_cli_spec, tspec_cli_bench,
    tspec_cli_convert, tspec_cli_baseline, tspec_cli_diff, tspec_cli_explore, tspec_cli_pair,
    tspec_cli_mutants;

/* How the program was called, for commands that are printed to be copied. */
extern const char *tspec_cli_program;

/* Reads the options and words of a verb. 0, or an exit code after a message; -1 when --help was asked for. */
int tspec_cli_options_read(const struct tspec_cli_verb *verb, int argc, char **argv,
                           struct tspec_cli_options *options);

/* "tcpspec: ..." and a newline on stderr. */
void tspec_cli_complain(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Whether colour is wanted on a stream (1, 2): a terminal, and no NO_COLOR. */
bool tspec_cli_colour(int stream);
/* Flushes stdout; TSPEC_EXIT_USAGE after a message when that fails, `code` otherwise. */
int tspec_cli_finish(int code);
/* Microseconds of a clock that never goes back. */
uint64_t tspec_cli_clock_us(void);

/* "Did you mean": the nearest of the candidates. Start with tspec_cli_suggest_for. */
struct tspec_cli_suggestion {
    const char *name;
    char best[TSPEC_CLI_SUGGESTION_BYTES]; /* "" when nothing is near enough */
    unsigned distance;
};
struct tspec_cli_suggestion tspec_cli_suggest_for(const char *name);
void tspec_cli_suggest(struct tspec_cli_suggestion *suggestion, const char *candidate);
/* "unknown WHAT "NAME"; did you mean "BEST"?", followed by the remedy when nothing is near. Returns
 * TSPEC_EXIT_USAGE. */
int tspec_cli_unknown(const char *what, const struct tspec_cli_suggestion *suggestion, const char *remedy);

/* A whole file, NUL-terminated, malloc'ed; "-" is stdin. NULL after a message. */
char *tspec_cli_read_file(const char *path, size_t *bytes);

/* Loads --spec and hands it to the engine. 0, or an exit code after messages. */
int tspec_cli_use_spec(const struct tspec_cli_options *options);

/* Whether a stack takes what --option says. 0, or TSPEC_EXIT_USAGE after a message that names the nearest. */
int tspec_cli_check_options(const struct tspec_cli_options *options, const struct tspec_sut_class *stack);

/* A flag that Ctrl-C and SIGTERM set, from the first call on. A second Ctrl-C ends the program at once. */
const volatile sig_atomic_t *tspec_cli_stop_flag(void);

#endif
