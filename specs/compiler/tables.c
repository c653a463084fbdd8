/* The phase of tables: conditions become rows, statements bytecode, names offsets. Its errors are of size. */
#include "specs/compiler/ast.h"
#include "specs/compiler/cubes.h"
#include "specs/compiler/tokens_text.h"

#include <string.h>

struct tables {
    struct tspec_ast *ast;
    struct tspec_rules *rules;
    struct tspec_block *block;
    const struct tspec_ast_rule *rule; /* whose condition is under work */
    unsigned work;                     /* what expanding it has cost */
    bool failed;                       /* this rule's error is said */
};

/* What expanding one condition may cost, in nodes visited, and how deep definitions may go. */
enum { WORK_LIMIT = 20000, EXPANSION_DEPTH = 100 };

static void fail(struct tables *t, const char *message)
{
    if (!t->failed)
        tspec_errors_add(t->ast->errors, t->rule->name, "%s", message);
    t->failed = true;
}

/* ---- texts ---- */

static uint32_t intern_text(struct tables *t, const char *text, size_t bytes)
{
    struct tspec_rules *r = t->rules;
    if (!bytes)
        return 0;
    for (uint32_t at = 1; at + bytes < r->text_bytes; at += (uint32_t)strlen(r->text + at) + 1)
        if (memcmp(r->text + at, text, bytes) == 0 && !r->text[at + bytes])
            return at;
    if (r->text_bytes + bytes + 1 > TSPEC_TEXT_LIMIT) {
        tspec_errors_add(t->ast->errors, (struct tspec_place){0, 0},
                         "the texts of a spec together have at most %d octets", TSPEC_TEXT_LIMIT);
        return 0;
    }
    uint32_t at = r->text_bytes;
    memcpy(r->text + at, text, bytes);
    r->text[at + bytes] = '\0';
    r->text_bytes += (uint32_t)bytes + 1;
    return at;
}

static uint32_t intern_span(struct tables *t, struct tspec_place span)
{
    return intern_text(t, t->ast->source + span.at, span.bytes);
}

static uint32_t intern_out(struct tables *t, struct tspec_out *out)
{
    uint32_t at = out->failed ? 0 : intern_text(t, out->text, out->bytes);
    tspec_out_free(out);
    return at;
}

/* "MUST-12 SHLD-2" */
static uint32_t intern_names(struct tables *t, const struct tspec_ast_name *names)
{
    struct tspec_out out = {0};
    for (; names; names = names->next) {
        tspec_out_bytes(&out, t->ast->source + names->span.at, names->span.bytes);
        tspec_out_text(&out, names->next ? " " : "");
    }
    return intern_out(t, &out);
}

/* Whether a condition has an `or` outside brackets. */
static bool is_alternative(const char *text)
{
    int depth = 0;
    for (; *text; text++) {
        depth += *text == '(';
        depth -= *text == ')';
        if (depth == 0 && strncmp(text, " or ", 4) == 0)
            return true;
    }
    return false;
}

/* One part of a condition that is an `and` of parts. */
static void write_part(struct tables *t, struct tspec_out *out, struct tspec_place span, bool negated)
{
    struct tspec_out part = {0};
    tspec_write_span(t->ast->source, &t->ast->tokens, span, &part);
    bool brackets = part.text && (negated ? strchr(part.text, ' ') != NULL : is_alternative(part.text));
    tspec_out_text(out, out->bytes ? " and " : "");
    tspec_out_text(out, negated ? "not " : "");
    tspec_out_text(out, brackets ? "(" : "");
    tspec_out_text(out, part.text ? part.text : "");
    tspec_out_text(out, brackets ? ")" : "");
    tspec_out_free(&part);
}

static void write_guards(struct tables *t, struct tspec_out *out, const struct tspec_ast_guard *guard)
{
    if (!guard)
        return;
    write_guards(t, out, guard->outer);
    write_part(t, out, guard->text, guard->negated);
}

static uint32_t intern_condition(struct tables *t, const struct tspec_ast_rule *rule)
{
    struct tspec_out out = {0};
    if (!rule->guard && rule->condition) {
        tspec_write_span(t->ast->source, &t->ast->tokens, rule->text, &out);
    } else {
        write_guards(t, &out, rule->guard);
        if (rule->condition)
            write_part(t, &out, rule->text, false);
    }
    if (!rule->condition)
        tspec_out_text(&out, out.bytes ? ", otherwise" : "otherwise");
    return intern_out(t, &out);
}

/* ---- conditions ---- */

static bool term_bit(struct tables *t, unsigned term, unsigned *bit)
{
    struct tspec_block *b = t->block;
    uint16_t *terms = t->rules->term_refs + b->first_term;
    for (unsigned i = 0; i < b->terms; i++)
        if (terms[i] == term) {
            *bit = TSPEC_BIT_TERMS + i;
            return true;
        }
    if (b->terms == TSPEC_TERMS_LIMIT || t->rules->term_ref_count == TSPEC_TERM_REFS_LIMIT) {
        fail(t, "a step has at most 32 different comparisons and predicates; make it two");
        return false;
    }
    terms[b->terms] = (uint16_t)term;
    *bit = TSPEC_BIT_TERMS + b->terms++;
    t->rules->term_ref_count++;
    return true;
}

static bool expand(struct tables *t, const struct tspec_ast_condition *c, bool negated, unsigned depth,
                   struct tspec_cubes *out);

static bool expand_leaf(struct tables *t, const struct tspec_ast_condition *c, bool negated, unsigned depth,
                        struct tspec_cubes *out)
{
    if (c->leaf == TSPEC_LEAF_DEFINE)
        return expand(t, c->define->condition, negated, depth + 1, out);
    unsigned bit = c->number;
    if (c->leaf == TSPEC_LEAF_TERM && !term_bit(t, c->number, &bit))
        return false;
    uint64_t mask = (uint64_t)1 << bit;
    return tspec_cubes_add(out, (struct tspec_cube){mask, negated != c->negated ? 0 : mask});
}

/* The union of the parts, into an empty *out. */
static bool expand_any(struct tables *t, const struct tspec_ast_condition *parts, bool negated,
                       unsigned depth, struct tspec_cubes *out)
{
    for (const struct tspec_ast_condition *part = parts; part; part = part->next) {
        struct tspec_cubes one = {.count = 0};
        if (!expand(t, part, negated, depth + 1, &one))
            return false;
        for (unsigned i = 0; i < one.count; i++)
            if (!tspec_cubes_add(out, one.list[i]))
                return false;
    }
    return true;
}

static bool expand_all(struct tables *t, const struct tspec_ast_condition *parts, bool negated,
                       unsigned depth, struct tspec_cubes *out)
{
    if (!tspec_cubes_add(out, (struct tspec_cube){0, 0}))
        return false;
    for (const struct tspec_ast_condition *part = parts; part; part = part->next) {
        struct tspec_cubes one = {.count = 0};
        if (!expand(t, part, negated, depth + 1, &one) || !tspec_cubes_intersect(out, &one))
            return false;
        t->work += out->count * one.count;
    }
    return true;
}

/* Expands a condition, or its negation, into an empty *out. */
static bool expand(struct tables *t, const struct tspec_ast_condition *c, bool negated, unsigned depth,
                   struct tspec_cubes *out)
{
    if (++t->work > WORK_LIMIT || depth > EXPANSION_DEPTH)
        return false;
    switch (c->kind) {
    case TSPEC_CONDITION_ALL:
        return (negated ? expand_any : expand_all)(t, c->parts, negated, depth, out);
    case TSPEC_CONDITION_ANY:
        return (negated ? expand_all : expand_any)(t, c->parts, negated, depth, out);
    case TSPEC_CONDITION_NOT:
        return expand(t, c->parts, !negated, depth + 1, out);
    default:
        return expand_leaf(t, c, negated, depth, out);
    }
}

static bool expand_rule(struct tables *t, const struct tspec_ast_rule *rule, struct tspec_cubes *out)
{
    if (rule->condition ? !expand(t, rule->condition, false, 0, out)
                        : !tspec_cubes_add(out, (struct tspec_cube){0, 0}))
        return false;
    for (const struct tspec_ast_guard *g = rule->guard; g; g = g->outer) {
        struct tspec_cubes guard = {.count = 0};
        if (!expand(t, g->condition, g->negated, 0, &guard) || !tspec_cubes_intersect(out, &guard))
            return false;
    }
    return true;
}

static void make_rows(struct tables *t, const struct tspec_ast_rule *rule, struct tspec_rule *made)
{
    struct tspec_cubes cubes = {.count = 0};
    t->work = 0;
    if (!expand_rule(t, rule, &cubes)) {
        fail(t, "the condition is too large; make it two rules");
        return;
    }
    if (cubes.count == 0)
        fail(t, "the condition never holds");
    made->first_row = t->rules->row_count;
    made->rows = (uint16_t)cubes.count;
    if (cubes.count > (unsigned)(TSPEC_ROWS_LIMIT - t->rules->row_count)) {
        fail(t, "a spec has at most 1500 rows; this rule does not fit any more");
        return;
    }
    for (unsigned i = 0; i < cubes.count; i++)
        t->rules->rows[t->rules->row_count++] = (struct tspec_row){
            .care = cubes.list[i].care,
            .value = cubes.list[i].value,
            .states = made->states,
            .rule = rule->index,
        };
}

/* ---- rules ---- */

_Static_assert(TSPEC_TEXT_LIMIT <= UINT16_MAX, "an action holds an offset into the texts in 16 bits");

static void make_actions(struct tables *t, const struct tspec_ast_rule *rule, struct tspec_rule *made)
{
    made->first_action = t->rules->action_count;
    for (const struct tspec_ast_action *a = rule->actions; a; a = a->next) {
        bool spoken = a->op == TSPEC_OP_SIGNAL || a->op == TSPEC_OP_RETURN;
        t->rules->actions[t->rules->action_count++] = (struct tspec_action){
            .op = a->op,
            .a = a->operand,
            .sums = {spoken ? (uint16_t)intern_span(t, a->text) : a->sum_numbers[0], a->sum_numbers[1]},
        };
    }
    made->actions = (uint16_t)(t->rules->action_count - made->first_action);
}

static void make_rule(struct tables *t, const struct tspec_ast_procedure *p, const struct tspec_ast_step *s,
                      const struct tspec_ast_rule *rule)
{
    struct tspec_rule *made = &t->rules->rules[t->rules->rule_count++];
    struct tspec_out id = {0};
    t->rule = rule;
    t->failed = false;
    tspec_out_format(&id, "%.*s.%.*s.%.*s", TSPEC_SPAN(t->ast, p->name), TSPEC_SPAN(t->ast, s->name),
                     TSPEC_SPAN(t->ast, rule->name));
    made->id = intern_out(t, &id);
    made->section = rule->section.bytes ? intern_span(t, rule->section) : t->block->section;
    made->condition = intern_condition(t, rule);
    made->requirements = intern_names(t, rule->requirements);
    made->ambiguities = intern_names(t, rule->ambiguities);
    made->decisions = intern_names(t, rule->decisions);
    made->interpretation = intern_span(t, rule->interpretation);
    made->alternative = intern_span(t, rule->alternative);
    made->line = tspec_line_of(t->ast->source, rule->span.at);
    made->states = made->written = rule->states.mask;
    made->block = (uint8_t)s->index;
    made->level = rule->level;
    make_rows(t, rule, made);
    make_actions(t, rule, made);
}

static void make_procedure(struct tables *t, const struct tspec_ast_procedure *p)
{
    struct tspec_procedure *made = &t->rules->procedures[t->rules->procedure_count++];
    made->name = intern_span(t, p->name);
    made->section = intern_span(t, p->section);
    made->states = p->states.mask;
    made->trigger = p->trigger;
    made->first_block = (uint8_t)t->rules->block_count;
    for (unsigned state = 0; p->trigger != TSPEC_NONE && state < TSPEC_STATE_COUNT; state++)
        if (p->states.mask >> state & 1)
            t->rules->entry[p->trigger][state] = (uint8_t)p->index;
    for (const struct tspec_ast_step *s = p->steps; s; s = s->next) {
        struct tspec_block *block = t->block = &t->rules->blocks[t->rules->block_count++];
        block->name = intern_span(t, s->name);
        block->title = intern_span(t, s->title);
        block->section = s->section.bytes ? intern_span(t, s->section) : made->section;
        block->procedure = (uint8_t)p->index;
        block->first_row = t->rules->row_count;
        block->first_term = t->rules->term_ref_count;
        for (const struct tspec_ast_rule *rule = s->rules; rule; rule = rule->next)
            make_rule(t, p, s, rule);
        block->rows = (uint16_t)(t->rules->row_count - block->first_row);
    }
    made->blocks = (uint8_t)(t->rules->block_count - made->first_block);
}

void tspec_make_tables(struct tspec_ast *ast, struct tspec_rules *rules)
{
    struct tables t = {.ast = ast, .rules = rules};
    rules->text_bytes = 1; /* offset 0 is the empty string */
    memset(rules->entry, TSPEC_NONE, sizeof rules->entry);
    for (const struct tspec_ast_option *o = ast->options; o; o = o->next)
        rules->options[rules->option_count++] = (struct tspec_option){
            .name = intern_span(&t, o->name), .text = intern_span(&t, o->text), .on = o->on};
    for (const struct tspec_ast_procedure *p = ast->procedures; p; p = p->next)
        make_procedure(&t, p);
}
