/* The phase of names: what each name stands for, no name twice, every citation real. */
#include "specs/compiler/ast.h"
#include "specs/compiler/citations.h"
#include "specs/compiler/suggest.h"

/* All node counts first, so that what follows may be quadratic. */
static bool check_counts(struct tspec_ast *ast)
{
    const struct {
        uint32_t count;
        unsigned limit;
        const char *what;
    } counts[] = {
        {ast->option_pool.count, TSPEC_OPTIONS_LIMIT, "options"},
        {ast->define_pool.count, TSPEC_RULES_LIMIT, "definitions"},
        {ast->procedure_pool.count, TSPEC_PROCEDURES_LIMIT, "procedures"},
        {ast->steps.count, TSPEC_BLOCKS_LIMIT, "steps"},
        {ast->rules.count, TSPEC_RULES_LIMIT, "rules"},
        {ast->actions.count, TSPEC_ACTIONS_LIMIT, "actions"},
    };
    bool fit = true;
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++)
        if (counts[i].count > counts[i].limit) {
            tspec_errors_add(ast->errors, (struct tspec_place){0, 0},
                             "a spec has at most %u %s; this one has %u", counts[i].limit, counts[i].what,
                             (unsigned)counts[i].count);
            fit = false;
        }
    return fit;
}

static void duplicate(struct tspec_ast *ast, const char *what, struct tspec_place name,
                      struct tspec_place first)
{
    tspec_errors_add(ast->errors, name, "%s '%.*s' is there already, on line %u", what, TSPEC_SPAN(ast, name),
                     (unsigned)tspec_line_of(ast->source, first.at));
}

static void resolve_option(struct tspec_ast *ast, struct tspec_ast_condition *c)
{
    struct tspec_suggestion s = {.name = ast->source + c->span.at, .name_bytes = c->span.bytes};
    unsigned index = 0;
    for (const struct tspec_ast_option *o = ast->options; o; o = o->next, index++) {
        if (tspec_span_same(ast, o->name, c->span)) {
            c->leaf = TSPEC_LEAF_BIT;
            c->number = (uint16_t)(TSPEC_BIT_OPTIONS + index);
            return;
        }
        tspec_suggest(&s, ast->source + o->name.at, o->name.bytes);
    }
    tspec_suggest_error(ast, c->span, "option", &s);
}

static bool is_option(const struct tspec_ast *ast, struct tspec_place span)
{
    for (const struct tspec_ast_option *o = ast->options; o; o = o->next)
        if (tspec_span_same(ast, o->name, span))
            return true;
    return false;
}

/* A bare name in a condition. Definitions before `until` are known. */
static void resolve_condition_name(struct tspec_ast *ast, struct tspec_ast_condition *c,
                                   const struct tspec_ast_define *until)
{
    struct tspec_suggestion s = {.name = ast->source + c->span.at, .name_bytes = c->span.bytes};
    for (const struct tspec_ast_define *d = ast->defines; d != until; d = d->next) {
        if (tspec_span_same(ast, d->name, c->span)) {
            c->leaf = TSPEC_LEAF_DEFINE;
            c->define = d;
            return;
        }
        tspec_suggest(&s, ast->source + d->name.at, d->name.bytes);
    }
    const struct tspec_word *word = tspec_look_up(ast, c->span, TSPEC_WORD_CONTROL);
    if (word) {
        c->leaf = TSPEC_LEAF_BIT;
        c->number = (uint16_t)(TSPEC_BIT_FLAGS + word->value);
        return;
    }
    word = tspec_look_up(ast, c->span, TSPEC_WORD_PREDICATE);
    if (word) {
        c->leaf = TSPEC_LEAF_TERM;
        c->number = (uint16_t)(TSPEC_TERM_PREDICATE + word->value);
        return;
    }
    if (tspec_look_up(ast, c->span, TSPEC_WORD_REGISTER)) {
        tspec_errors_add(ast->errors, c->span, "'%.*s' is a number; compare it with something",
                         TSPEC_SPAN(ast, c->span));
        return;
    }
    if (is_option(ast, c->span)) {
        tspec_errors_add(ast->errors, c->span, "write 'option %.*s'", TSPEC_SPAN(ast, c->span));
        return;
    }
    for (const struct tspec_ast_define *d = until; d; d = d->next)
        if (tspec_span_same(ast, d->name, c->span)) {
            tspec_errors_add(ast->errors, c->span, "'%.*s' is not defined before line %u",
                             TSPEC_SPAN(ast, c->span), (unsigned)tspec_line_of(ast->source, d->name.at));
            return;
        }
    tspec_suggest_words(&s, TSPEC_WORD_CONTROL);
    tspec_suggest_words(&s, TSPEC_WORD_PREDICATE);
    tspec_suggest_error(ast, c->span, "condition", &s);
}

static void resolve_sum(struct tspec_ast *ast, struct tspec_ast_sum *sum)
{
    for (struct tspec_ast_term *t = sum->terms; t; t = t->next)
        if (!t->number && !t->word)
            t->word = tspec_find_word(ast, t->span, TSPEC_WORD_REGISTER, "register");
}

static void resolve_condition(struct tspec_ast *ast, struct tspec_ast_condition *c,
                              const struct tspec_ast_define *until)
{
    switch (c->kind) {
    case TSPEC_CONDITION_NAME:
        resolve_condition_name(ast, c, until);
        break;
    case TSPEC_CONDITION_OPTION:
        resolve_option(ast, c);
        break;
    case TSPEC_CONDITION_COMPARE:
        resolve_sum(ast, c->left);
        resolve_sum(ast, c->right);
        break;
    default:
        for (struct tspec_ast_condition *part = c->parts; part; part = part->next)
            resolve_condition(ast, part, until);
    }
}

static void resolve_states(struct tspec_ast *ast, struct tspec_ast_states *states)
{
    if (!states->given || states->any) {
        states->mask = (1u << TSPEC_STATE_COUNT) - 1;
        return;
    }
    for (struct tspec_ast_name *n = states->names; n; n = n->next) {
        const struct tspec_word *word = tspec_find_word(ast, n->span, TSPEC_WORD_STATE, "state");
        if (word && states->mask >> word->value & 1)
            tspec_errors_add(ast->errors, n->span, "state '%s' is listed twice", word->text);
        if (word)
            states->mask = (uint16_t)(states->mask | 1u << word->value);
    }
}

static const struct tspec_ast_procedure *find_procedure(struct tspec_ast *ast, struct tspec_place name)
{
    struct tspec_suggestion s = {.name = ast->source + name.at, .name_bytes = name.bytes};
    for (const struct tspec_ast_procedure *p = ast->procedures; p; p = p->next) {
        if (tspec_span_same(ast, p->name, name))
            return p;
        tspec_suggest(&s, ast->source + p->name.at, p->name.bytes);
    }
    tspec_suggest_error(ast, name, "procedure", &s);
    return NULL;
}

static void resolve_continue(struct tspec_ast *ast, struct tspec_ast_action *a)
{
    const struct tspec_ast_procedure *p = find_procedure(ast, a->name);
    if (!p)
        return;
    struct tspec_suggestion s = {.name = ast->source + a->step.at, .name_bytes = a->step.bytes};
    for (const struct tspec_ast_step *step = p->steps; step; step = step->next) {
        if (tspec_span_same(ast, step->name, a->step)) {
            a->operand = (uint8_t)step->index;
            return;
        }
        tspec_suggest(&s, ast->source + step->name.at, step->name.bytes);
    }
    tspec_suggest_error(ast, a->step, "step", &s);
}

static void resolve_also(struct tspec_ast *ast, struct tspec_ast_action *a)
{
    const struct tspec_ast_procedure *p = find_procedure(ast, a->name);
    if (p && p->has_event)
        tspec_errors_add(ast->errors, a->name, "'%.*s' answers an event; 'also' runs procedures without 'on'",
                         TSPEC_SPAN(ast, a->name));
    else if (p)
        a->operand = (uint8_t)p->index;
}

static void resolve_word(struct tspec_ast *ast, struct tspec_ast_action *a, enum tspec_word_class word_class,
                         const char *what)
{
    const struct tspec_word *word = tspec_find_word(ast, a->name, word_class, what);
    if (word)
        a->operand = word->value;
}

/* The control bits of a send, as a set in the header's positions. */
static void resolve_controls(struct tspec_ast *ast, struct tspec_ast_action *a)
{
    for (struct tspec_ast_name *n = a->controls; n; n = n->next) {
        const struct tspec_word *word = tspec_find_word(ast, n->span, TSPEC_WORD_CONTROL, "control bit");
        if (word)
            a->operand = (uint8_t)(a->operand | 1u << word->value);
    }
}

static const struct {
    uint8_t op, word_class;
    const char *what;
} operands[] = {
    {TSPEC_OP_ASSIGN, TSPEC_WORD_REGISTER, "register"}, {TSPEC_OP_ENTER, TSPEC_WORD_STATE, "state"},
    {TSPEC_OP_RETURN, TSPEC_WORD_RESULT, "result"},     {TSPEC_OP_SIGNAL, TSPEC_WORD_SIGNAL, "signal"},
    {TSPEC_OP_START, TSPEC_WORD_TIMER, "timer"},        {TSPEC_OP_RESTART, TSPEC_WORD_TIMER, "timer"},
    {TSPEC_OP_STOP, TSPEC_WORD_TIMER, "timer"},         {TSPEC_OP_CALL, TSPEC_WORD_PRIMITIVE, "action"},
};

static void resolve_action(struct tspec_ast *ast, struct tspec_ast_action *a)
{
    for (unsigned i = 0; i < 2; i++)
        if (a->sums[i])
            resolve_sum(ast, a->sums[i]);
    if (a->op == TSPEC_OP_STOP && tspec_span_is(ast, a->name, "all")) {
        a->operand = TSPEC_TIMER_COUNT;
        return;
    }
    if (a->op == TSPEC_OP_SEND)
        resolve_controls(ast, a);
    if (a->op == TSPEC_OP_ALSO)
        resolve_also(ast, a);
    if (a->op == TSPEC_OP_CONTINUE)
        resolve_continue(ast, a);
    for (size_t i = 0; i < sizeof operands / sizeof operands[0]; i++)
        if (operands[i].op == a->op)
            resolve_word(ast, a, operands[i].word_class, operands[i].what);
}

static void resolve_rule(struct tspec_ast *ast, const struct tspec_ast_procedure *procedure,
                         const struct tspec_ast_step *step, struct tspec_ast_rule *rule)
{
    for (const struct tspec_ast_rule *r = step->rules; r != rule; r = r->next)
        if (tspec_span_same(ast, r->name, rule->name))
            duplicate(ast, "rule", rule->name, r->name);
    resolve_states(ast, &rule->states);
    if (rule->condition)
        resolve_condition(ast, rule->condition, NULL);
    for (struct tspec_ast_action *a = rule->actions; a; a = a->next)
        resolve_action(ast, a);
    if (rule->section.bytes)
        tspec_check_section(ast, rule->section);
    else if (!step->section.bytes && !procedure->section.bytes)
        tspec_errors_add(ast->errors, rule->name,
                         "no section: neither rule, step nor procedure has a 'cite'");
    for (const struct tspec_ast_name *n = rule->requirements; n; n = n->next)
        tspec_check_requirement(ast, n->span);
    for (const struct tspec_ast_name *n = rule->ambiguities; n; n = n->next)
        tspec_check_ambiguity(ast, n->span);
    for (const struct tspec_ast_name *n = rule->decisions; n; n = n->next)
        tspec_check_decision(ast, n->span);
    if (rule->level == TSPEC_MAY && !rule->has_alternative)
        tspec_errors_add(
            ast->errors, rule->name,
            "a may-rule says with 'alternative \"...\"' what a stack does that does not do this");
}

static void resolve_procedure(struct tspec_ast *ast, struct tspec_ast_procedure *procedure)
{
    for (const struct tspec_ast_procedure *p = ast->procedures; p != procedure; p = p->next)
        if (tspec_span_same(ast, p->name, procedure->name))
            duplicate(ast, "procedure", procedure->name, p->name);
    if (procedure->section.bytes)
        tspec_check_section(ast, procedure->section);
    if (!procedure->steps)
        tspec_errors_add(ast->errors, procedure->name, "a procedure needs a step");
    resolve_states(ast, &procedure->states);
    for (struct tspec_ast_step *step = procedure->steps; step; step = step->next) {
        for (const struct tspec_ast_step *s = procedure->steps; s != step; s = s->next)
            if (tspec_span_same(ast, s->name, step->name))
                duplicate(ast, "step", step->name, s->name);
        if (step->section.bytes)
            tspec_check_section(ast, step->section);
        for (struct tspec_ast_rule *rule = step->rules; rule; rule = rule->next)
            resolve_rule(ast, procedure, step, rule);
    }
}

/* For an event and a state there is one procedure. */
static void check_one_answer(struct tspec_ast *ast, const struct tspec_ast_procedure *procedure)
{
    for (const struct tspec_ast_procedure *p = ast->procedures; p != procedure; p = p->next) {
        unsigned both = p->states.mask & procedure->states.mask;
        if (p->trigger != procedure->trigger || !both)
            continue;
        unsigned state = 0;
        while (!(both >> state & 1))
            state++;
        tspec_errors_add(ast->errors, procedure->name, "%s in %s is answered by '%.*s' on line %u already",
                         tspec_word_text(TSPEC_WORD_EVENT, p->trigger),
                         tspec_word_text(TSPEC_WORD_STATE, state), TSPEC_SPAN(ast, p->name),
                         (unsigned)tspec_line_of(ast->source, p->name.at));
        return;
    }
}

static void resolve_event(struct tspec_ast *ast, struct tspec_ast_procedure *procedure)
{
    procedure->trigger = TSPEC_NONE;
    if (!procedure->has_event)
        return;
    const struct tspec_word *word = tspec_find_word(ast, procedure->event, TSPEC_WORD_EVENT, "event");
    if (word) {
        procedure->trigger = word->value;
        check_one_answer(ast, procedure);
    }
}

/* Numbers in order of appearance, before anything refers to them. */
static void number_everything(struct tspec_ast *ast)
{
    uint16_t procedure = 0, block = 0, rule = 0;
    for (struct tspec_ast_procedure *p = ast->procedures; p; p = p->next) {
        p->index = procedure++;
        for (struct tspec_ast_step *s = p->steps; s; s = s->next) {
            s->index = block++;
            for (struct tspec_ast_rule *r = s->rules; r; r = r->next)
                r->index = rule++;
        }
    }
}

void tspec_resolve_names(struct tspec_ast *ast)
{
    if (!check_counts(ast))
        return;
    number_everything(ast);
    for (const struct tspec_ast_option *o = ast->options; o; o = o->next)
        for (const struct tspec_ast_option *first = ast->options; first != o; first = first->next)
            if (tspec_span_same(ast, first->name, o->name))
                duplicate(ast, "option", o->name, first->name);
    for (struct tspec_ast_define *d = ast->defines; d; d = d->next) {
        for (const struct tspec_ast_define *first = ast->defines; first != d; first = first->next)
            if (tspec_span_same(ast, first->name, d->name))
                duplicate(ast, "definition", d->name, first->name);
        if (tspec_look_up(ast, d->name, TSPEC_WORD_CONTROL) ||
            tspec_look_up(ast, d->name, TSPEC_WORD_PREDICATE))
            tspec_errors_add(ast->errors, d->name, "'%.*s' is a word of the language",
                             TSPEC_SPAN(ast, d->name));
        resolve_condition(ast, d->condition, d);
    }
    for (uint32_t i = 0; i < ast->guards.count; i++)
        if (!ast->guards.list[i].negated) /* the else part has the same condition */
            resolve_condition(ast, ast->guards.list[i].condition, NULL);
    for (struct tspec_ast_procedure *p = ast->procedures; p; p = p->next)
        resolve_procedure(ast, p);
    for (struct tspec_ast_procedure *p = ast->procedures; p; p = p->next)
        resolve_event(ast, p);
}
