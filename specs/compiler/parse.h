/*
 * What the files of the parser share: parse.c (spec, procedure, step, rule), parse_condition.c,
 * parse_action.c.
 *
 * Functions return false or NULL after adding an error; the caller whose list the broken piece was in
 * recovers and goes on, so that one run shows all errors.
 */
#ifndef TSPEC_SPECS_PARSE_H
#define TSPEC_SPECS_PARSE_H

#include "specs/compiler/ast.h"

enum { TSPEC_NAME_LIMIT = 64 };

struct tspec_parser {
    struct tspec_ast *ast;
    const struct tspec_token *at; /* the next token */
    unsigned depth;               /* of nesting, against TSPEC_DEPTH_LIMIT */
};

bool tspec_parser_is(const struct tspec_parser *p, unsigned kind);
bool tspec_parser_is_word(const struct tspec_parser *p, const char *text);

/* Takes the next token if it is that word. */
bool tspec_parser_accept(struct tspec_parser *p, const char *text);

/* Takes a token of that kind, or says "expected KIND where, found ...". */
bool tspec_parser_expect(struct tspec_parser *p, unsigned kind, const char *where);

/* Says "expected EXPECTED, found ...". */
void tspec_parser_fail(struct tspec_parser *p, const char *expected);

/* Skips to where the list that `start` begins an item of can go on: beyond the item's ';' or body, or before
 * the '}' that ends the list or a word that begins a larger thing. Takes at least one token, unless that is
 * such a '}'. */
void tspec_parser_recover(struct tspec_parser *p, const struct tspec_token *start);

/* A word or a hyphenated name ("SYN-SENT", "AMB-09b") without spaces in it; a list of them with commas; a
 * string, of which the span is what stands between the quotes. */
bool tspec_parse_name(struct tspec_parser *p, struct tspec_place *name, const char *expected);
bool tspec_parse_names(struct tspec_parser *p, struct tspec_ast_name **list, const char *expected);
bool tspec_parse_string(struct tspec_parser *p, struct tspec_place *text, const char *expected);

struct tspec_ast_condition *tspec_parse_condition(struct tspec_parser *p);
struct tspec_ast_sum *tspec_parse_sum(struct tspec_parser *p);

/* "{" actions "}" */
bool tspec_parse_actions(struct tspec_parser *p, struct tspec_ast_action **list);

#endif
