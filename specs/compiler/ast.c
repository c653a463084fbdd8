#include "specs/compiler/ast.h"

#include <stdlib.h>
#include <string.h>

/* X(member): every pool of an ast. */
#define POOLS(X)                                                                                             \
    X(names)                                                                                                 \
    X(terms)                                                                                                 \
    X(sums)                                                                                                  \
    X(conditions)                                                                                            \
    X(define_pool)                                                                                           \
    X(option_pool)                                                                                           \
    X(actions)                                                                                               \
    X(guards)                                                                                                \
    X(rules)                                                                                                 \
    X(steps)                                                                                                 \
    X(procedure_pool)

bool tspec_ast_init(struct tspec_ast *ast)
{
    bool complete = true;
    /* `if` makes two guards, a chain of n comparisons n + 1 conditions: twice the tokens is enough. */
    size_t nodes = 2 * (size_t)ast->tokens.count + 2;
#define INIT(pool)                                                                                           \
    ast->pool.list = calloc(nodes, sizeof ast->pool.list[0]);                                                \
    complete = complete && ast->pool.list;
    POOLS(INIT)
    return complete;
}

void tspec_ast_free(struct tspec_ast *ast)
{
#define FREE(pool) free(ast->pool.list);
    POOLS(FREE)
    tspec_tokens_free(&ast->tokens);
}

bool tspec_span_is(const struct tspec_ast *ast, struct tspec_place span, const char *text)
{
    return strlen(text) == span.bytes && memcmp(ast->source + span.at, text, span.bytes) == 0;
}

bool tspec_span_same(const struct tspec_ast *ast, struct tspec_place a, struct tspec_place b)
{
    return a.bytes == b.bytes && memcmp(ast->source + a.at, ast->source + b.at, a.bytes) == 0;
}
