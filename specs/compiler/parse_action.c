/* Actions: the statements in the body of a rule. */
#include "specs/compiler/parse.h"

static struct tspec_ast_sum *parse_field(struct tspec_parser *p, const char *name)
{
    if (!tspec_parser_is_word(p, name)) {
        tspec_parser_fail(p, name);
        return NULL;
    }
    p->at++;
    if (!tspec_parser_expect(p, TSPEC_TOKEN_EQUAL, "after the field's name"))
        return NULL;
    struct tspec_ast_sum *sum = tspec_parse_sum(p);
    return sum && tspec_parser_expect(p, TSPEC_TOKEN_MORE, "after the field") ? sum : NULL;
}

/* <SEQ=sum>[<ACK=sum>]<CTL=BIT,...> */
static bool parse_send(struct tspec_parser *p, struct tspec_ast_action *action)
{
    action->op = TSPEC_OP_SEND;
    if (!tspec_parser_expect(p, TSPEC_TOKEN_LESS, "before SEQ"))
        return false;
    action->sums[0] = parse_field(p, "SEQ");
    if (!action->sums[0] || !tspec_parser_expect(p, TSPEC_TOKEN_LESS, "before ACK or CTL"))
        return false;
    if (tspec_parser_is_word(p, "ACK")) {
        action->has_ack = true;
        action->sums[1] = parse_field(p, "ACK");
        if (!action->sums[1] || !tspec_parser_expect(p, TSPEC_TOKEN_LESS, "before CTL"))
            return false;
    }
    if (!tspec_parser_is_word(p, "CTL")) {
        tspec_parser_fail(p, action->has_ack ? "CTL" : "ACK or CTL");
        return false;
    }
    p->at++;
    return tspec_parser_expect(p, TSPEC_TOKEN_EQUAL, "after CTL") &&
           tspec_parse_names(p, &action->controls, "a control bit") &&
           tspec_parser_expect(p, TSPEC_TOKEN_MORE, "after the control bits");
}

static bool parse_operand(struct tspec_parser *p, struct tspec_ast_action *action, unsigned op,
                          const char *expected)
{
    action->op = (uint8_t)op;
    return tspec_parse_name(p, &action->name, expected);
}

static bool parse_spoken(struct tspec_parser *p, struct tspec_ast_action *action, unsigned op,
                         const char *expected)
{
    if (!parse_operand(p, action, op, expected))
        return false;
    if (tspec_parser_is(p, TSPEC_TOKEN_STRING))
        tspec_parse_string(p, &action->text, "a string");
    return true;
}

/* continue at PROCEDURE.STEP, which the lexer takes for one word. */
static bool parse_continue(struct tspec_parser *p, struct tspec_ast_action *action)
{
    if (!tspec_parser_is_word(p, "at")) {
        tspec_parser_fail(p, "'at' after 'continue'");
        return false;
    }
    p->at++;
    if (!parse_operand(p, action, TSPEC_OP_CONTINUE, "the name of a step"))
        return false;
    for (uint32_t i = 0; i < action->name.bytes; i++)
        if (p->ast->source[action->name.at + i] == '.') {
            action->step = (struct tspec_place){action->name.at + i + 1, action->name.bytes - i - 1};
            action->name.bytes = i;
            return true;
        }
    tspec_errors_add(p->ast->errors, action->name, "expected PROCEDURE.STEP");
    return false;
}

static bool parse_statement(struct tspec_parser *p, struct tspec_ast_action *action)
{
    const struct tspec_token *word = p->at;
    if (!tspec_parser_expect(p, TSPEC_TOKEN_WORD, "that begins an action"))
        return false;
    action->name = word->span;
    if (tspec_parser_is(p, TSPEC_TOKEN_ARROW)) {
        action->op = TSPEC_OP_ASSIGN;
        p->at++;
        action->sums[0] = tspec_parse_sum(p);
        return action->sums[0];
    }
    if (tspec_span_is(p->ast, word->span, "send"))
        return parse_send(p, action);
    if (tspec_span_is(p->ast, word->span, "drop")) {
        action->op = TSPEC_OP_DROP;
        return true;
    }
    if (tspec_span_is(p->ast, word->span, "continue"))
        return parse_continue(p, action);
    if (tspec_span_is(p->ast, word->span, "enter"))
        return parse_operand(p, action, TSPEC_OP_ENTER, "a state");
    if (tspec_span_is(p->ast, word->span, "also"))
        return parse_operand(p, action, TSPEC_OP_ALSO, "the name of a procedure");
    if (tspec_span_is(p->ast, word->span, "start"))
        return parse_operand(p, action, TSPEC_OP_START, "a timer");
    if (tspec_span_is(p->ast, word->span, "restart"))
        return parse_operand(p, action, TSPEC_OP_RESTART, "a timer");
    if (tspec_span_is(p->ast, word->span, "stop"))
        return parse_operand(p, action, TSPEC_OP_STOP, "a timer or 'all'");
    if (tspec_span_is(p->ast, word->span, "return"))
        return parse_spoken(p, action, TSPEC_OP_RETURN, "a result");
    if (tspec_span_is(p->ast, word->span, "signal"))
        return parse_spoken(p, action, TSPEC_OP_SIGNAL, "a signal");
    action->op = TSPEC_OP_CALL;
    return true;
}

bool tspec_parse_actions(struct tspec_parser *p, struct tspec_ast_action **list)
{
    if (!tspec_parser_expect(p, TSPEC_TOKEN_LEFT_BRACE, "before the actions"))
        return false;
    while (!tspec_parser_is(p, TSPEC_TOKEN_RIGHT_BRACE) && !tspec_parser_is(p, TSPEC_TOKEN_END)) {
        const struct tspec_token *start = p->at;
        struct tspec_ast_action *action = &p->ast->actions.list[p->ast->actions.count++];
        if (parse_statement(p, action) && tspec_parser_expect(p, TSPEC_TOKEN_SEMICOLON, "after the action")) {
            action->span = (struct tspec_place){start->span.at, p->at[-1].span.at - start->span.at};
            *list = action;
            list = &action->next;
        } else {
            tspec_parser_recover(p, start);
        }
    }
    return tspec_parser_expect(p, TSPEC_TOKEN_RIGHT_BRACE, "after the actions");
}
