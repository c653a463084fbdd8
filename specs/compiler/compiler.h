/*
 * The spec compiler: source text in, rules or errors out. No I/O, no globals; what it allocates it gives
 * back.
 *
 *     struct tspec_compilation *c = tspec_compile(text, bytes);
 *     if (tspec_compilation_errors(c))
 *         tspec_compilation_print_errors(c, "my.tspec", &out);
 *     else
 *         use(tspec_compilation_rules(c));
 *     tspec_compilation_free(c);
 *
 * The same code runs at build time (tspec-compile) and for `--spec FILE`. docs/spec-language.md describes the
 * language.
 */
#ifndef TSPEC_SPECS_COMPILER_H
#define TSPEC_SPECS_COMPILER_H

#include <stddef.h>
#include "engine/rules.h"
#include "specs/compiler/out.h"

struct tspec_compilation;

/* Compiles source[bytes]; any octets are allowed, a bad spec is no failure. NULL only when memory ran out. */
struct tspec_compilation *tspec_compile(const char *source, size_t bytes);

void tspec_compilation_free(struct tspec_compilation *c);

/* How many errors were found. All are of one phase (characters, grammar, names, kinds, size, cells). */
unsigned tspec_compilation_errors(const struct tspec_compilation *c);

/* Writes every error as "file:line:col: error: ...", the source line, and a caret. */
void tspec_compilation_print_errors(struct tspec_compilation *c, const char *file, struct tspec_out *out);

/* The rules, or NULL when there were errors. They live as long as the compilation; a copy may be kept. */
const struct tspec_rules *tspec_compilation_rules(const struct tspec_compilation *c);

/* The canonical form of the source, comments kept. Needs no more than that the source parses; returns false,
 * and writes nothing, when it does not. Formatting what was formatted changes nothing. */
bool tspec_format(const struct tspec_compilation *c, struct tspec_out *out);

/* What is made from rules. Each ends with a newline; the same rules give the same bytes. */

/* A C source file that defines `const struct tspec_rules NAME`. */
void tspec_write_c(const struct tspec_rules *rules, const char *name, struct tspec_out *out);
/* The decision table in Markdown: a table a step, a line a rule. */
void tspec_write_table(const struct tspec_rules *rules, struct tspec_out *out);
/* One line a rule, in the order of the spec: what the committed specs/tcp.rules holds. */
void tspec_write_rules(const struct tspec_rules *rules, struct tspec_out *out);
/* The state diagram: every transition of the rules, as SVG or for Graphviz. */
void tspec_write_diagram_svg(const struct tspec_rules *rules, struct tspec_out *out);
void tspec_write_diagram_dot(const struct tspec_rules *rules, struct tspec_out *out);
/* Action number `action` as the spec writes it: "SND.UNA <- SEG.ACK". */
void tspec_write_action(const struct tspec_rules *rules, unsigned action, struct tspec_out *out);

#endif
