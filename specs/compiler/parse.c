/* The parser from the top: spec, procedure, step, rule. docs/spec-language.md has the grammar. */
#include "specs/compiler/parse.h"

static bool parse_states(struct tspec_parser *p, struct tspec_ast_states *states)
{
    states->given = true;
    if (tspec_parser_accept(p, "any")) {
        states->any = true;
        return true;
    }
    return tspec_parse_names(p, &states->names, "a state or 'any'");
}

static bool parse_attribute(struct tspec_parser *p, struct tspec_ast_rule *rule)
{
    if (tspec_parser_accept(p, "in"))
        return parse_states(p, &rule->states);
    if (tspec_parser_accept(p, "cite"))
        return tspec_parse_string(p, &rule->section, "a section in quotes");
    if (tspec_parser_accept(p, "req"))
        return tspec_parse_names(p, &rule->requirements, "a requirement, as MUST-13");
    if (tspec_parser_accept(p, "amb"))
        return tspec_parse_names(p, &rule->ambiguities, "an ambiguity, as AMB-09");
    if (tspec_parser_accept(p, "rule"))
        return tspec_parse_names(p, &rule->decisions, "a row of the decision table, as SA-SS-1");
    if (tspec_parser_accept(p, "interpretation")) {
        rule->has_interpretation = true;
        return tspec_parse_string(p, &rule->interpretation, "the interpretation in quotes");
    }
    if (tspec_parser_accept(p, "alternative")) {
        rule->has_alternative = true;
        return tspec_parse_string(p, &rule->alternative, "the alternative in quotes");
    }
    tspec_parser_fail(p, "':' or an attribute (in, cite, req, amb, rule, interpretation, alternative)");
    return false;
}

/* A condition, and the source it stands in. */
static struct tspec_ast_condition *parse_condition_text(struct tspec_parser *p, struct tspec_place *text)
{
    text->at = p->at->span.at;
    struct tspec_ast_condition *condition = tspec_parse_condition(p);
    if (condition)
        text->bytes = p->at[-1].span.at + p->at[-1].span.bytes - text->at;
    return condition;
}

static bool parse_rule(struct tspec_parser *p, struct tspec_ast_rule *rule)
{
    if (!tspec_parse_name(p, &rule->name, "the rule's name"))
        return false;
    while (!tspec_parser_is(p, TSPEC_TOKEN_COLON))
        if (!parse_attribute(p, rule))
            return false;
    p->at++;
    if (tspec_parser_accept(p, "when")) {
        rule->condition = parse_condition_text(p, &rule->text);
        if (!rule->condition)
            return false;
    } else if (!tspec_parser_accept(p, "otherwise")) {
        tspec_parser_fail(p, "'when' or 'otherwise'");
        return false;
    }
    if (rule->level != TSPEC_IMPOSSIBLE)
        return tspec_parse_actions(p, &rule->actions);
    struct tspec_ast_action *trap = &p->ast->actions.list[p->ast->actions.count++];
    trap->op = TSPEC_OP_IMPOSSIBLE;
    trap->span = rule->span;
    rule->actions = trap;
    return tspec_parse_string(p, &rule->alternative, "a string that says why it is impossible") &&
           tspec_parser_expect(p, TSPEC_TOKEN_SEMICOLON, "after the reason");
}

static const char *const levels[] = {"must", "should", "may", "impossible"};

static bool accept_level(struct tspec_parser *p, uint8_t *level)
{
    for (unsigned i = 0; i < sizeof levels / sizeof levels[0]; i++)
        if (tspec_parser_accept(p, levels[i])) {
            *level = (uint8_t)i;
            return true;
        }
    return false;
}

/* Rules and ifs up to the closing brace, appended at *tail. Returns the new tail. */
static struct tspec_ast_rule **parse_items(struct tspec_parser *p, struct tspec_ast_rule **tail,
                                           const struct tspec_ast_guard *guard);

static struct tspec_ast_guard *new_guard(struct tspec_parser *p, struct tspec_ast_guard guard)
{
    struct tspec_ast_guard *kept = &p->ast->guards.list[p->ast->guards.count++];
    *kept = guard;
    return kept;
}

static bool parse_branch(struct tspec_parser *p, struct tspec_ast_rule ***tail,
                         const struct tspec_ast_guard *guard)
{
    if (!tspec_parser_expect(p, TSPEC_TOKEN_LEFT_BRACE, "before the rules"))
        return false;
    *tail = parse_items(p, *tail, guard);
    return tspec_parser_expect(p, TSPEC_TOKEN_RIGHT_BRACE, "after the rules");
}

static bool parse_if(struct tspec_parser *p, struct tspec_ast_rule ***tail,
                     const struct tspec_ast_guard *outer)
{
    if (p->depth == TSPEC_DEPTH_LIMIT) {
        tspec_errors_add(p->ast->errors, p->at->span, "ifs are nested more than %d deep", TSPEC_DEPTH_LIMIT);
        return false;
    }
    struct tspec_ast_guard guard = {.outer = outer};
    guard.condition = parse_condition_text(p, &guard.text);
    if (!guard.condition)
        return false;
    p->depth++;
    bool sound = parse_branch(p, tail, new_guard(p, guard));
    guard.negated = true;
    if (sound && tspec_parser_accept(p, "else"))
        sound = parse_branch(p, tail, new_guard(p, guard));
    p->depth--;
    return sound;
}

static bool parse_item(struct tspec_parser *p, struct tspec_ast_rule ***tail,
                       const struct tspec_ast_guard *guard)
{
    if (tspec_parser_accept(p, "if"))
        return parse_if(p, tail, guard);
    struct tspec_place span = p->at->span;
    uint8_t level;
    if (!accept_level(p, &level)) {
        tspec_parser_fail(p, "a rule (must, should, may, impossible) or 'if'");
        return false;
    }
    struct tspec_ast_rule *rule = &p->ast->rules.list[p->ast->rules.count++];
    rule->level = level;
    rule->span = span;
    rule->guard = guard;
    if (!parse_rule(p, rule))
        return false;
    **tail = rule;
    *tail = &rule->next;
    return true;
}

static struct tspec_ast_rule **parse_items(struct tspec_parser *p, struct tspec_ast_rule **tail,
                                           const struct tspec_ast_guard *guard)
{
    while (!tspec_parser_is(p, TSPEC_TOKEN_RIGHT_BRACE) && !tspec_parser_is(p, TSPEC_TOKEN_END)) {
        const struct tspec_token *start = p->at;
        if (tspec_parser_is_word(p, "step") || tspec_parser_is_word(p, "procedure"))
            break; /* a '}' is missing; the caller says so */
        if (!parse_item(p, &tail, guard))
            tspec_parser_recover(p, start);
    }
    return tail;
}

static bool parse_step(struct tspec_parser *p, struct tspec_ast_step *step)
{
    if (!tspec_parser_accept(p, "step")) {
        tspec_parser_fail(p, "'step' or '}'");
        return false;
    }
    if (!tspec_parse_name(p, &step->name, "the step's name"))
        return false;
    if (tspec_parser_is(p, TSPEC_TOKEN_STRING))
        tspec_parse_string(p, &step->title, "the step's title");
    if (tspec_parser_accept(p, "cite") && !tspec_parse_string(p, &step->section, "a section in quotes"))
        return false;
    struct tspec_ast_rule **tail = &step->rules;
    return parse_branch(p, &tail, NULL);
}

static bool parse_procedure_head(struct tspec_parser *p, struct tspec_ast_procedure *procedure)
{
    if (!tspec_parse_name(p, &procedure->name, "the procedure's name"))
        return false;
    for (;;) {
        bool sound = true;
        if (tspec_parser_accept(p, "cite")) {
            sound = tspec_parse_string(p, &procedure->section, "a section in quotes");
        } else if (tspec_parser_accept(p, "on")) {
            procedure->has_event = true;
            sound = tspec_parse_name(p, &procedure->event, "an event");
        } else if (tspec_parser_accept(p, "in")) {
            sound = parse_states(p, &procedure->states);
        } else {
            return tspec_parser_expect(p, TSPEC_TOKEN_LEFT_BRACE, "or 'cite', 'on', 'in'");
        }
        if (!sound)
            return false;
    }
}

static bool parse_procedure(struct tspec_parser *p, struct tspec_ast_procedure *procedure)
{
    if (!parse_procedure_head(p, procedure))
        return false;
    struct tspec_ast_step **tail = &procedure->steps;
    while (!tspec_parser_is(p, TSPEC_TOKEN_RIGHT_BRACE) && !tspec_parser_is(p, TSPEC_TOKEN_END)) {
        const struct tspec_token *start = p->at;
        struct tspec_ast_step *step = &p->ast->steps.list[p->ast->steps.count++];
        if (tspec_parser_is_word(p, "procedure"))
            break;
        if (parse_step(p, step)) {
            *tail = step;
            tail = &step->next;
        } else {
            tspec_parser_recover(p, start);
        }
    }
    return tspec_parser_expect(p, TSPEC_TOKEN_RIGHT_BRACE, "after the steps");
}

static bool parse_option(struct tspec_parser *p, struct tspec_ast_option *option)
{
    if (!tspec_parse_name(p, &option->name, "the option's name") ||
        !tspec_parse_string(p, &option->text, "a string that says what the option does"))
        return false;
    if (!tspec_parser_accept(p, "default")) {
        tspec_parser_fail(p, "'default'");
        return false;
    }
    option->on = tspec_parser_accept(p, "on");
    if (!option->on && !tspec_parser_accept(p, "off")) {
        tspec_parser_fail(p, "'on' or 'off'");
        return false;
    }
    return tspec_parser_expect(p, TSPEC_TOKEN_SEMICOLON, "after the option");
}

static bool parse_define(struct tspec_parser *p, struct tspec_ast_define *define)
{
    if (!tspec_parse_name(p, &define->name, "the name to define") ||
        !tspec_parser_expect(p, TSPEC_TOKEN_EQUAL, "after the name"))
        return false;
    define->condition = tspec_parse_condition(p);
    return define->condition && tspec_parser_expect(p, TSPEC_TOKEN_SEMICOLON, "after the definition");
}

/* Takes one of *pool, parses it, and links it at *tail when it is sound. */
#define PARSE_INTO(pool, tail, parse)                                                                        \
    do {                                                                                                     \
        *(tail) = &p.ast->pool.list[p.ast->pool.count++];                                                    \
        if (parse(&p, *(tail))) {                                                                            \
            (tail) = &(*(tail))->next;                                                                       \
        } else {                                                                                             \
            *(tail) = NULL;                                                                                  \
            tspec_parser_recover(&p, start);                                                                 \
        }                                                                                                    \
    } while (0)

void tspec_parse(struct tspec_ast *ast)
{
    struct tspec_parser p = {.ast = ast, .at = ast->tokens.list};
    struct tspec_ast_option **option = &ast->options;
    struct tspec_ast_define **define = &ast->defines;
    struct tspec_ast_procedure **procedure = &ast->procedures;
    while (!tspec_parser_is(&p, TSPEC_TOKEN_END)) {
        const struct tspec_token *start = p.at;
        if (tspec_parser_accept(&p, "option")) {
            PARSE_INTO(option_pool, option, parse_option);
        } else if (tspec_parser_accept(&p, "define")) {
            PARSE_INTO(define_pool, define, parse_define);
        } else if (tspec_parser_accept(&p, "procedure")) {
            PARSE_INTO(procedure_pool, procedure, parse_procedure);
        } else {
            tspec_parser_fail(&p, "'option', 'define' or 'procedure'");
            p.at++;
            tspec_parser_recover(&p, start + 1);
        }
    }
}
