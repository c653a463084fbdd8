/* What every part of the parser does with tokens. */
#include "specs/compiler/parse.h"

#include <stdio.h>

bool tspec_parser_is(const struct tspec_parser *p, unsigned kind)
{
    return p->at->kind == kind;
}

bool tspec_parser_is_word(const struct tspec_parser *p, const char *text)
{
    return p->at->kind == TSPEC_TOKEN_WORD && tspec_span_is(p->ast, p->at->span, text);
}

static void fail_at(struct tspec_parser *p, struct tspec_place span, const char *expected)
{
    const struct tspec_place found = p->at->span;
    if (p->at->kind == TSPEC_TOKEN_WORD || p->at->kind == TSPEC_TOKEN_NUMBER)
        tspec_errors_add(p->ast->errors, span, "expected %s, found '%.*s'", expected,
                         found.bytes > 60 ? 60 : (int)found.bytes, p->ast->source + found.at);
    else
        tspec_errors_add(p->ast->errors, span, "expected %s, found %s", expected,
                         tspec_token_name(p->at->kind));
}

void tspec_parser_fail(struct tspec_parser *p, const char *expected)
{
    fail_at(p, p->at->span, expected);
}

bool tspec_parser_expect(struct tspec_parser *p, unsigned kind, const char *where)
{
    char expected[120];
    if (tspec_parser_is(p, kind)) {
        p->at++;
        return true;
    }
    snprintf(expected, sizeof expected, "%s %s", tspec_token_name(kind), where);
    /* A ';' is missing behind what stands before, often at the end of the line above. */
    struct tspec_place span = p->at->span;
    if (kind == TSPEC_TOKEN_SEMICOLON && p->at > p->ast->tokens.list)
        span = (struct tspec_place){p->at[-1].span.at + p->at[-1].span.bytes, 1};
    fail_at(p, span, expected);
    return false;
}

bool tspec_parser_accept(struct tspec_parser *p, const char *text)
{
    if (!tspec_parser_is_word(p, text))
        return false;
    p->at++;
    return true;
}

static bool begins_larger_thing(const struct tspec_parser *p)
{
    static const char *const words[] = {"must", "should", "may", "impossible", "step", "procedure", "define"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (tspec_parser_is_word(p, words[i]))
            return true;
    return false;
}

void tspec_parser_recover(struct tspec_parser *p, const struct tspec_token *start)
{
    unsigned depth = 0;
    /* Braces that were taken before the error count as well. */
    for (const struct tspec_token *t = start; t < p->at; t++)
        if (t->kind == TSPEC_TOKEN_LEFT_BRACE)
            depth++;
        else if (t->kind == TSPEC_TOKEN_RIGHT_BRACE && depth > 0)
            depth--;
    for (; !tspec_parser_is(p, TSPEC_TOKEN_END); p->at++) {
        if (tspec_parser_is(p, TSPEC_TOKEN_LEFT_BRACE)) {
            depth++;
        } else if (tspec_parser_is(p, TSPEC_TOKEN_RIGHT_BRACE)) {
            if (depth == 0)
                return;
            if (--depth == 0) {
                p->at++;
                return;
            }
        } else if (depth == 0 && tspec_parser_is(p, TSPEC_TOKEN_SEMICOLON)) {
            p->at++;
            return;
        } else if (depth == 0 && p->at > start && begins_larger_thing(p)) {
            return;
        }
    }
}

/* Whether `next` stands right after `token`, without a space. */
static bool adjoins(const struct tspec_token *token, const struct tspec_token *next)
{
    return token->span.at + token->span.bytes == next->span.at;
}

static bool is_name_part(const struct tspec_token *token)
{
    return token->kind == TSPEC_TOKEN_WORD || token->kind == TSPEC_TOKEN_NUMBER;
}

bool tspec_parse_name(struct tspec_parser *p, struct tspec_place *name, const char *expected)
{
    if (!tspec_parser_is(p, TSPEC_TOKEN_WORD)) {
        tspec_parser_fail(p, expected);
        return false;
    }
    const struct tspec_token *last = p->at;
    while (last[1].kind == TSPEC_TOKEN_MINUS && adjoins(last, last + 1) && is_name_part(last + 2) &&
           adjoins(last + 1, last + 2))
        last += 2;
    name->at = p->at->span.at;
    name->bytes = last->span.at + last->span.bytes - name->at;
    if (name->bytes > TSPEC_NAME_LIMIT) {
        tspec_errors_add(p->ast->errors, *name, "a name has at most %d characters", TSPEC_NAME_LIMIT);
        return false;
    }
    p->at = last + 1;
    return true;
}

bool tspec_parse_names(struct tspec_parser *p, struct tspec_ast_name **list, const char *expected)
{
    while (*list) /* a second list of the same kind goes on after the first */
        list = &(*list)->next;
    for (;;) {
        struct tspec_ast_name *name = &p->ast->names.list[p->ast->names.count++];
        if (!tspec_parse_name(p, &name->span, expected))
            return false;
        *list = name;
        list = &name->next;
        if (!tspec_parser_is(p, TSPEC_TOKEN_COMMA))
            return true;
        p->at++;
    }
}

bool tspec_parse_string(struct tspec_parser *p, struct tspec_place *text, const char *expected)
{
    if (!tspec_parser_is(p, TSPEC_TOKEN_STRING)) {
        tspec_parser_fail(p, expected);
        return false;
    }
    *text = (struct tspec_place){p->at->span.at + 1, p->at->span.bytes - 2};
    p->at++;
    return true;
}
