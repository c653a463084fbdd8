/* Conditions and sums: the part of the parser that has precedence. */
#include "specs/compiler/parse.h"

static bool is_relation(const struct tspec_parser *p)
{
    return p->at->kind >= TSPEC_TOKEN_EQUAL && p->at->kind <= TSPEC_TOKEN_AT_LEAST;
}

static bool parse_number(struct tspec_parser *p, struct tspec_ast_term *term)
{
    int64_t value = 0;
    for (uint32_t i = 0; i < p->at->span.bytes; i++) {
        char c = p->ast->source[p->at->span.at + i];
        if (c < '0' || c > '9') {
            tspec_parser_fail(p, "a decimal number");
            return false;
        }
        value = value * 10 + (c - '0');
        if (value > INT32_MAX) {
            tspec_errors_add(p->ast->errors, p->at->span, "a number is at most %d", INT32_MAX);
            return false;
        }
    }
    term->number = true;
    term->value = (int32_t)value;
    return true;
}

struct tspec_ast_sum *tspec_parse_sum(struct tspec_parser *p)
{
    struct tspec_ast_sum *sum = &p->ast->sums.list[p->ast->sums.count++];
    struct tspec_ast_term **tail = &sum->terms;
    uint32_t start = p->at->span.at;
    bool minus = false;
    for (;;) {
        struct tspec_ast_term *term = &p->ast->terms.list[p->ast->terms.count++];
        term->span = p->at->span;
        term->minus = minus;
        if (tspec_parser_is(p, TSPEC_TOKEN_NUMBER)) {
            if (!parse_number(p, term))
                return NULL;
        } else if (!tspec_parser_is(p, TSPEC_TOKEN_WORD)) {
            tspec_parser_fail(p, "a register or a number");
            return NULL;
        }
        *tail = term;
        tail = &term->next;
        sum->span = (struct tspec_place){start, p->at->span.at + p->at->span.bytes - start};
        p->at++;
        minus = tspec_parser_is(p, TSPEC_TOKEN_MINUS);
        if (!minus && !tspec_parser_is(p, TSPEC_TOKEN_PLUS))
            return sum;
        p->at++;
    }
}

static struct tspec_ast_condition *new_condition(struct tspec_parser *p, unsigned kind,
                                                 struct tspec_place span)
{
    struct tspec_ast_condition *c = &p->ast->conditions.list[p->ast->conditions.count++];
    c->kind = (uint8_t)kind;
    c->span = span;
    return c;
}

/* A bare name, or a chain of comparisons: `a < b =< c` is `a < b and b =< c`. */
static struct tspec_ast_condition *parse_comparison(struct tspec_parser *p)
{
    struct tspec_ast_sum *left = tspec_parse_sum(p);
    if (!left)
        return NULL;
    if (!is_relation(p)) {
        if (!left->terms->next && !left->terms->number)
            return new_condition(p, TSPEC_CONDITION_NAME, left->span);
        tspec_parser_fail(p, "a comparison (= != < =< > >=) after a sum");
        return NULL;
    }
    struct tspec_ast_condition *chain = NULL, **tail = &chain;
    while (is_relation(p)) {
        struct tspec_ast_condition *c = new_condition(p, TSPEC_CONDITION_COMPARE, left->span);
        c->relation = p->at->kind;
        p->at++;
        c->left = left;
        c->right = tspec_parse_sum(p);
        if (!c->right)
            return NULL;
        c->span.bytes = c->right->span.at + c->right->span.bytes - c->span.at;
        left = c->right;
        *tail = c;
        tail = &c->next;
    }
    if (!chain->next)
        return chain;
    struct tspec_ast_condition *all = new_condition(p, TSPEC_CONDITION_ALL, chain->span);
    all->parts = chain;
    return all;
}

static struct tspec_ast_condition *parse_primary(struct tspec_parser *p)
{
    if (tspec_parser_is(p, TSPEC_TOKEN_LEFT_PAREN)) {
        p->at++;
        struct tspec_ast_condition *inner = tspec_parse_condition(p);
        return inner && tspec_parser_expect(p, TSPEC_TOKEN_RIGHT_PAREN, "after the condition") ? inner : NULL;
    }
    if (tspec_parser_accept(p, "option")) {
        struct tspec_ast_condition *c = new_condition(p, TSPEC_CONDITION_OPTION, p->at->span);
        return tspec_parser_expect(p, TSPEC_TOKEN_WORD, "that names an option") ? c : NULL;
    }
    if (!tspec_parser_is(p, TSPEC_TOKEN_WORD) && !tspec_parser_is(p, TSPEC_TOKEN_NUMBER)) {
        tspec_parser_fail(p, "a condition");
        return NULL;
    }
    return parse_comparison(p);
}

static struct tspec_ast_condition *parse_not(struct tspec_parser *p)
{
    struct tspec_place span = p->at->span;
    bool negated = false;
    while (tspec_parser_accept(p, "not"))
        negated = !negated;
    struct tspec_ast_condition *inner = parse_primary(p);
    if (!inner || !negated)
        return inner;
    struct tspec_ast_condition *c = new_condition(p, TSPEC_CONDITION_NOT, span);
    c->parts = inner;
    return c;
}

static struct tspec_ast_condition *parse_list(
    struct tspec_parser *p, unsigned kind, const char *separator,
    struct tspec_ast_condition *(*parse_part)(struct tspec_parser *))
{
    struct tspec_ast_condition *first = parse_part(p);
    if (!first || !tspec_parser_is_word(p, separator))
        return first;
    struct tspec_ast_condition *list = new_condition(p, kind, first->span);
    struct tspec_ast_condition *tail = first;
    list->parts = first;
    while (tspec_parser_accept(p, separator)) {
        tail->next = parse_part(p);
        if (!tail->next)
            return NULL;
        tail = tail->next;
    }
    return list;
}

static struct tspec_ast_condition *parse_and(struct tspec_parser *p)
{
    return parse_list(p, TSPEC_CONDITION_ALL, "and", parse_not);
}

struct tspec_ast_condition *tspec_parse_condition(struct tspec_parser *p)
{
    if (p->depth == TSPEC_DEPTH_LIMIT) {
        tspec_errors_add(p->ast->errors, p->at->span, "conditions are nested more than %d deep",
                         TSPEC_DEPTH_LIMIT);
        return NULL;
    }
    p->depth++;
    struct tspec_ast_condition *c = parse_list(p, TSPEC_CONDITION_ANY, "or", parse_and);
    p->depth--;
    return c;
}
