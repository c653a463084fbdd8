#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/cli/command.h"
#include "harness/sut/sut.h"

static const struct option long_options[] = {
#define ROW(id, name, letter, argument, help)                                                                \
    {name, sizeof(argument) > 1 ? required_argument : no_argument, NULL, TSPEC_CLI_##id},
    TSPEC_CLI_OPTIONS(ROW)
#undef ROW
        {NULL, 0, NULL, 0},
};

/* Stacks this program can be built with, and what it takes. */
static const struct {
    const char *name, *remedy;
} optional_stacks[] = {
    {"lwip", "script/bootstrap fetches its source, or -DTSPEC_LWIP_DIR=DIR names a tree; then build again"},
};

static int number(const char *option, const char *text, uint64_t least, uint64_t most, uint64_t *value)
{
    char *end;
    errno = 0;
    unsigned long long read = strtoull(text, &end, 0);
    if (*text >= '0' && *text <= '9' && !*end && !errno && read >= least && read <= most) {
        *value = read;
        return 0;
    }
    tspec_cli_complain("--%s: expected a number from %llu to %llu, found \"%s\"", option,
                       (unsigned long long)least, (unsigned long long)most, text);
    return TSPEC_EXIT_USAGE;
}

static int fraction(const char *text, double *value)
{
    char *end;
    *value = strtod(text, &end);
    if (((*text >= '0' && *text <= '9') || *text == '.') && !*end && *value > 0 && *value <= 1)
        return 0;
    tspec_cli_complain("--sample: expected a fraction above 0 and at most 1, found \"%s\"", text);
    return TSPEC_EXIT_USAGE;
}

/* The stack of that name; NULL after a message, *code set. */
static const struct tspec_sut_class *find_stack(const char *name, int *code)
{
    const struct tspec_sut_class *stack = tspec_sut_find(name);
    if (stack)
        return stack;
    struct tspec_cli_suggestion suggestion = tspec_cli_suggest_for(name);
    for (const struct tspec_sut_class *const *at = tspec_sut_classes(); *at; at++)
        tspec_cli_suggest(&suggestion, (*at)->name);
    for (size_t i = 0; i < sizeof optional_stacks / sizeof optional_stacks[0]; i++) {
        tspec_cli_suggest(&suggestion, optional_stacks[i].name);
        if (strcmp(optional_stacks[i].name, name))
            continue;
        tspec_cli_complain("stack \"%s\": this program was built without it; %s", name,
                           optional_stacks[i].remedy);
        *code = TSPEC_EXIT_NOT_JUDGED;
        return NULL;
    }
    *code = tspec_cli_unknown("stack", &suggestion, "'tcpspec list stacks' lists them");
    return NULL;
}

static int add_stack(struct tspec_cli_options *options, const char *name)
{
    int code = 0;
    const struct tspec_sut_class *stack = find_stack(name, &code);
    for (unsigned i = 0; i < options->stack_count; i++)
        if (options->stacks[i] == stack)
            return 0;
    if (stack && options->stack_count < TSPEC_CLI_STACKS_MAX)
        options->stacks[options->stack_count++] = stack;
    return code;
}

static int add_adapter_option(struct tspec_cli_options *options, const char *text)
{
    if (!strchr(text, '=') || *text == '=') {
        tspec_cli_complain("--option: expected NAME=VALUE, found \"%s\"", text);
        return TSPEC_EXIT_USAGE;
    }
    if (options->adapter_option_count == TSPEC_CLI_ADAPTER_OPTIONS_MAX) {
        tspec_cli_complain("--option: at most %d of them", TSPEC_CLI_ADAPTER_OPTIONS_MAX);
        return TSPEC_EXIT_USAGE;
    }
    options->adapter_options[options->adapter_option_count++] = text;
    return 0;
}

static int add_waiver_file(struct tspec_cli_options *options, const char *path)
{
    if (options->waiver_file_count == TSPEC_CLI_WAIVER_FILES_MAX) {
        tspec_cli_complain("--waivers: at most %d of them", TSPEC_CLI_WAIVER_FILES_MAX);
        return TSPEC_EXIT_USAGE;
    }
    options->waiver_files[options->waiver_file_count++] = path;
    return 0;
}

static int take(struct tspec_cli_options *options, int option, const char *argument)
{
    enum { WEEK_S = 7 * 86400 };
    uint64_t value = 0;
    int code = 0;
    options->given |= (unsigned)option;
    switch (option) {
    case TSPEC_CLI_SUT:
        return add_stack(options, argument);
    case TSPEC_CLI_PEER:
        options->peer = find_stack(argument, &code);
        return code;
    case TSPEC_CLI_TIME:
        code = number("time", argument, 1, WEEK_S, &value);
        options->time_us = value * 1000000;
        return code;
    case TSPEC_CLI_EXECS:
        return number("execs", argument, 1, INT64_MAX, &options->execs);
    case TSPEC_CLI_SEED:
        return number("seed", argument, 0, INT64_MAX, &options->seed);
    case TSPEC_CLI_IP:
        options->ip_version = !strcmp(argument, "4") ? 4 : !strcmp(argument, "6") ? 6 : 0;
        if (!options->ip_version)
            tspec_cli_complain("--ip: expected 4 or 6, found \"%s\"", argument);
        return options->ip_version ? 0 : TSPEC_EXIT_USAGE;
    case TSPEC_CLI_JOBS:
        code = number("jobs", argument, 1, 64, &value);
        options->jobs = (unsigned)value;
        return code;
    case TSPEC_CLI_OUTPUT:
        options->output = argument;
        if (!*argument)
            tspec_cli_complain("--output: expected a directory, found \"\"");
        return *argument ? 0 : TSPEC_EXIT_USAGE;
    case TSPEC_CLI_CORPUS:
        options->corpus = argument;
        return 0;
    case TSPEC_CLI_SPEC:
        options->spec = argument;
        return 0;
    case TSPEC_CLI_OPTION:
        return add_adapter_option(options, argument);
    case TSPEC_CLI_WAIVERS:
        return add_waiver_file(options, argument);
    case TSPEC_CLI_NO_WAIVERS:
        return 0;
    case TSPEC_CLI_REPEAT:
        return number("repeat", argument, 2, 1000000, &options->repeat);
    case TSPEC_CLI_DEPTH:
        code = number("depth", argument, 1, 64, &value);
        options->depth = (unsigned)value;
        return code;
    case TSPEC_CLI_STATES:
        return number("states", argument, 1, UINT32_MAX, &options->states);
    case TSPEC_CLI_MEMORY:
        return number("memory", argument, 64, 1 << 20, &options->memory_mb);
    case TSPEC_CLI_WITNESSES:
        options->witnesses = argument;
        return 0;
    case TSPEC_CLI_SIGNATURE:
        options->signature = argument;
        return 0;
    case TSPEC_CLI_JSON:
        options->json = true;
        return 0;
    case TSPEC_CLI_LIST:
        options->list = true;
        return 0;
    case TSPEC_CLI_RAW:
        options->raw = true;
        return 0;
    case TSPEC_CLI_SAMPLE:
        return fraction(argument, &options->sample);
    case TSPEC_CLI_BOX:
        options->black_box = !strcmp(argument, "black");
        if (!options->black_box && strcmp(argument, "white")) {
            tspec_cli_complain("--box: expected white or black, found \"%s\"", argument);
            return TSPEC_EXIT_USAGE;
        }
        return 0;
    case TSPEC_CLI_DOT:
        options->dot = true;
        return 0;
    default:
        return -1;
    }
}

static const char *name_of(int option)
{
    const struct option *at = long_options;
    while (at->val != option)
        at++;
    return at->name;
}

/* getopt has met something it does not know, or an argument is missing. */
static int refuse(const struct tspec_cli_verb *verb, int answer, const char *word)
{
    if (answer == ':') {
        tspec_cli_complain("%s: its argument is missing; 'tcpspec %s --help' tells which", word, verb->name);
        return TSPEC_EXIT_USAGE;
    }
    char name[64];
    bool is_long = !strncmp(word, "--", 2);
    for (const struct option *at = long_options; is_long && strchr(word, '=') && at->name; at++)
        if (strlen(at->name) == strcspn(word + 2, "=") && !strncmp(at->name, word + 2, strlen(at->name))) {
            tspec_cli_complain("--%s takes no argument", at->name);
            return TSPEC_EXIT_USAGE;
        }
    snprintf(name, sizeof name, "%.*s", is_long ? (int)strcspn(word, "=") : 2, word);
    struct tspec_cli_suggestion suggestion = tspec_cli_suggest_for(name);
    for (const struct option *at = long_options; is_long && at->name; at++)
        if ((verb->takes | TSPEC_CLI_HELP) & (unsigned)at->val) {
            char candidate[32];
            snprintf(candidate, sizeof candidate, "--%s", at->name);
            tspec_cli_suggest(&suggestion, candidate);
        }
    char remedy[64];
    snprintf(remedy, sizeof remedy, "'tcpspec %s --help' lists them", verb->name);
    return tspec_cli_unknown("option", &suggestion, remedy);
}

static int check_words(const struct tspec_cli_verb *verb, const struct tspec_cli_options *options)
{
    if (options->word_count < verb->words[0])
        tspec_cli_complain("%s: expected %s; 'tcpspec %s --help' tells more", verb->name, verb->arguments,
                           verb->name);
    else if (options->word_count > verb->words[1])
        tspec_cli_complain("%s: \"%s\" is one argument too many; 'tcpspec %s --help' tells more", verb->name,
                           options->words[verb->words[1]], verb->name);
    else
        return 0;
    return TSPEC_EXIT_USAGE;
}

/* Without --sut: every stack built in. A campaign says which it has to do without. */
static void take_every_stack(const struct tspec_cli_verb *verb, struct tspec_cli_options *options)
{
    for (const struct tspec_sut_class *const *at = tspec_sut_classes(); *at; at++)
        options->stacks[options->stack_count++] = *at;
    for (size_t i = 0; i < sizeof optional_stacks / sizeof optional_stacks[0]; i++)
        if ((verb->takes & TSPEC_CLI_TIME) && !tspec_sut_find(optional_stacks[i].name))
            tspec_cli_complain("%s is not built in and will not be judged; %s", optional_stacks[i].name,
                               optional_stacks[i].remedy);
}

static int option_of_letter(int letter)
{
    return letter == 'o'   ? TSPEC_CLI_OUTPUT
           : letter == 'j' ? TSPEC_CLI_JOBS
           : letter == 'h' ? TSPEC_CLI_HELP
                           : letter;
}

int tspec_cli_options_read(const struct tspec_cli_verb *verb, int argc, char **argv,
                           struct tspec_cli_options *options)
{
    *options = (struct tspec_cli_options){.seed = 1, .output = "build/report"};
    opterr = 0;
    optind = 1;
    for (;;) {
        int before = optind;
        int answer = getopt_long(argc, argv, ":o:j:h", long_options, NULL);
        if (answer == -1)
            break;
        if (answer == '?' || answer == ':') /* among several letters of one word optind does not move */
            return refuse(verb, answer, argv[optind > before ? optind - 1 : before]);
        int option = option_of_letter(answer);
        if (!((verb->takes | TSPEC_CLI_HELP) & (unsigned)option)) {
            tspec_cli_complain("%s takes no --%s; 'tcpspec %s --help' lists what it takes", verb->name,
                               name_of(option), verb->name);
            return TSPEC_EXIT_USAGE;
        }
        int code = take(options, option, optarg);
        if (code)
            return code;
    }
    options->words = argv + optind;
    options->word_count = (unsigned)(argc - optind);
    int code = check_words(verb, options);
    if (!code && (options->given & TSPEC_CLI_TIME) && (options->given & TSPEC_CLI_EXECS)) {
        tspec_cli_complain("--time and --execs: a run ends by the one or by the other; say one of them");
        code = TSPEC_EXIT_USAGE;
    }
    if (!code && !options->stack_count && (verb->takes & TSPEC_CLI_SUT))
        take_every_stack(verb, options);
    return code;
}
