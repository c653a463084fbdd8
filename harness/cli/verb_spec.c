#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/cli/spec.h"
#include "specs/compiler/compiler.h"

extern const char tspec_cli_built_in_spec[];

/* Prints what a part of the compiler wrote. */
static int print(struct tspec_out *out, FILE *to)
{
    if (out->failed)
        tspec_cli_complain("out of memory");
    else if (out->text)
        fputs(out->text, to);
    int code = out->failed ? TSPEC_EXIT_NOT_JUDGED : TSPEC_EXIT_EXPECTED;
    tspec_out_free(out);
    return code;
}

/* Compiles a file, or what is built in where path is NULL. NULL after a message. */
static struct tspec_compilation *compile(const char *path)
{
    size_t bytes = strlen(tspec_cli_built_in_spec);
    char *text = path ? tspec_cli_read_file(path, &bytes) : NULL;
    if (path && !text)
        return NULL;
    struct tspec_compilation *compilation = tspec_compile(path ? text : tspec_cli_built_in_spec, bytes);
    if (!compilation)
        tspec_cli_complain("out of memory");
    free(text);
    return compilation;
}

static void print_errors(struct tspec_compilation *compilation, const char *path)
{
    struct tspec_out out = {0};
    tspec_compilation_print_errors(compilation, path ? path : "tcp.tspec", &out);
    print(&out, stderr);
}

const struct tspec_rules *tspec_cli_rules(const struct tspec_cli_options *options)
{
    static struct tspec_rules rules;
    if (!options->spec)
        return &tspec_tcp_rules;
    struct tspec_compilation *compilation = compile(options->spec);
    if (!compilation)
        return NULL;
    const struct tspec_rules *compiled = tspec_compilation_rules(compilation);
    if (compiled)
        rules = *compiled;
    else
        print_errors(compilation, options->spec);
    tspec_compilation_free(compilation);
    return compiled ? &rules : NULL;
}

static const char *const actions[] = {"check", "fmt", "table", "diagram", "rules"};
enum { CHECK, FMT, TABLE, DIAGRAM, RULES, ACTIONS };

static int act(const struct tspec_cli_options *options, unsigned action,
               struct tspec_compilation *compilation, const char *path)
{
    struct tspec_out out = {0};
    const struct tspec_rules *rules = tspec_compilation_rules(compilation);
    if (action == FMT && tspec_format(compilation, &out))
        return print(&out, stdout);
    if (!rules) {
        print_errors(compilation, path);
        return TSPEC_EXIT_USAGE;
    }
    switch (action) {
    case CHECK:
        printf("%s: %u rules in %u steps, no error\n", path ? path : "the spec built in",
               (unsigned)rules->rule_count, (unsigned)rules->block_count);
        break;
    case TABLE:
        tspec_write_table(rules, &out);
        break;
    case DIAGRAM:
        (options->dot ? tspec_write_diagram_dot : tspec_write_diagram_svg)(rules, &out);
        break;
    default:
        tspec_write_rules(rules, &out);
    }
    return print(&out, stdout);
}

static int spec(const struct tspec_cli_options *options)
{
    struct tspec_cli_suggestion suggestion = tspec_cli_suggest_for(options->words[0]);
    unsigned action = 0;
    for (; action < ACTIONS && strcmp(actions[action], options->words[0]); action++)
        tspec_cli_suggest(&suggestion, actions[action]);
    if (action == ACTIONS)
        return tspec_cli_unknown("action", &suggestion, "expected check, fmt, table, diagram or rules");
    const char *path = options->word_count > 1 ? options->words[1] : options->spec;
    struct tspec_compilation *compilation = compile(path);
    if (!compilation)
        return TSPEC_EXIT_USAGE;
    int code = act(options, action, compilation, path);
    tspec_compilation_free(compilation);
    return code;
}

const struct tspec_cli_verb tspec_cli_spec = {
    .name = "spec",
    .arguments = "check|fmt|table|diagram|rules [FILE]",
    .summary = "check a spec, or print what is made from it",
    .help = "Of FILE, or of the spec built in:\n"
            "  check    every error with its place, or how much there is\n"
            "  fmt      the source in canonical form\n"
            "  table    the decision table, in Markdown\n"
            "  diagram  the state diagram, in SVG (--dot: for Graphviz)\n"
            "  rules    one line a rule",
    .takes = TSPEC_CLI_SPEC | TSPEC_CLI_DOT,
    .words = {1, 2},
    .run = spec,
};
