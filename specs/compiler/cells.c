/* The phase of cells: every step answers every state that comes to it, no rule is idle, every state is
 * entered. What cannot act is taken out of the rows. */
#include "specs/compiler/ast.h"
#include "specs/compiler/cubes.h"
#include "specs/compiler/describe.h"
#include "specs/compiler/flow.h"

#include <string.h>

struct cells {
    struct tspec_ast *ast;
    struct tspec_rules *rules;
    struct tspec_reach flow;
    const struct tspec_ast_rule *rule[TSPEC_RULES_LIMIT]; /* by index */
    uint32_t budget;                                      /* for all questions of cover together */
};

enum { BUDGET = 20 * 1000 * 1000 };

static struct tspec_cube cube_of(const struct tspec_row *row)
{
    return (struct tspec_cube){row->care, row->value};
}

/* The rows [from, to) that apply in `state`, as cubes. Returns how many. */
static unsigned collect(const struct tspec_rules *rules, unsigned from, unsigned to, unsigned state,
                        struct tspec_cube *cubes)
{
    unsigned count = 0;
    for (unsigned i = from; i < to; i++)
        if (rules->rows[i].states >> state & 1)
            cubes[count++] = cube_of(&rules->rows[i]);
    return count;
}

static const char *state_name(unsigned state)
{
    return tspec_word_text(TSPEC_WORD_STATE, state);
}

/* "A, B, C" */
static void write_states(struct tspec_out *out, unsigned states)
{
    for (unsigned state = 0; state < TSPEC_STATE_COUNT; state++)
        if (states >> state & 1) {
            tspec_out_text(out, out->bytes ? ", " : "");
            tspec_out_text(out, state_name(state));
        }
}

/* Takes each state out of each row where the rows before it leave nothing. */
static void remove_covered(struct cells *c)
{
    struct tspec_cube cubes[TSPEC_ROWS_LIMIT], gap;
    for (unsigned b = 0; b < c->rules->block_count; b++) {
        const struct tspec_block *block = &c->rules->blocks[b];
        for (unsigned i = 1; i < block->rows; i++) {
            struct tspec_row *row = &c->rules->rows[block->first_row + i];
            for (unsigned state = 0; state < TSPEC_STATE_COUNT; state++) {
                if (!(row->states >> state & 1))
                    continue;
                unsigned count = collect(c->rules, block->first_row, block->first_row + i, state, cubes);
                if (!tspec_cubes_gap(cubes, count, cube_of(row), &c->budget, &gap))
                    row->states &= (uint16_t) ~(1u << state);
            }
        }
    }
}

/* A rule before `rule` in its block that takes cases from it: one that takes a whole row if there is one. */
static const struct tspec_ast_rule *taker(const struct cells *c, const struct tspec_rule *rule)
{
    const struct tspec_ast_rule *found = NULL;
    struct tspec_cube cube = cube_of(&c->rules->rows[rule->first_row]);
    for (unsigned i = c->rules->blocks[rule->block].first_row; i < rule->first_row; i++) {
        const struct tspec_row *earlier = &c->rules->rows[i];
        if (!(c->rules->rules[earlier->rule].states & rule->states) ||
            !tspec_cubes_meet(cube_of(earlier), cube))
            continue;
        if (!(earlier->care & ~cube.care))
            return c->rule[earlier->rule];
        if (!found)
            found = c->rule[earlier->rule];
    }
    return found;
}

static void check_rule(struct cells *c, unsigned index)
{
    struct tspec_rule *rule = &c->rules->rules[index];
    const struct tspec_ast_rule *written = c->rule[index];
    unsigned absent = rule->states & ~(unsigned)c->flow.reach[rule->block];
    unsigned act = 0;
    for (unsigned i = 0; i < rule->rows; i++) {
        struct tspec_row *row = &c->rules->rows[rule->first_row + i];
        row->states &= c->flow.reach[rule->block];
        act |= row->states;
    }
    struct tspec_out states = {0};
    if (written->states.names && absent) {
        write_states(&states, absent);
        tspec_errors_add(c->ast->errors, written->name, "%s cannot come to this rule",
                         states.text ? states.text : "");
    } else if (!act) {
        const struct tspec_ast_rule *earlier = taker(c, rule);
        tspec_errors_add(c->ast->errors, written->name,
                         "this rule never acts: rules before it, as '%.*s', take all its cases",
                         TSPEC_SPAN(c->ast, earlier ? earlier->name : written->name));
    }
    tspec_out_free(&states);
    rule->states = (uint16_t)act;
}

static void check_step(struct cells *c, const struct tspec_ast_step *step)
{
    struct tspec_block *block = &c->rules->blocks[step->index];
    struct tspec_cube cubes[TSPEC_ROWS_LIMIT], gap, example = {0, 0};
    unsigned open = 0;
    block->states = c->flow.reach[step->index];
    if (!block->states) {
        tspec_errors_add(c->ast->errors, step->name, "nothing comes to this step");
        return;
    }
    for (unsigned state = 0; state < TSPEC_STATE_COUNT; state++) {
        if (!(block->states >> state & 1))
            continue;
        unsigned count = collect(c->rules, block->first_row, block->first_row + block->rows, state, cubes);
        if (tspec_cubes_gap(cubes, count, (struct tspec_cube){0, 0}, &c->budget, &gap)) {
            example = open ? example : gap;
            open |= 1u << state;
        }
    }
    if (!open)
        return;
    struct tspec_out states = {0}, when = {0};
    write_states(&states, open);
    tspec_write_cube(c->rules, step->index, example.care, example.value, &when);
    tspec_errors_add(c->ast->errors, step->name, "no answer in %s%s%s", states.text ? states.text : "",
                     when.bytes ? " when " : "", when.bytes ? when.text : "");
    tspec_out_free(&states);
    tspec_out_free(&when);
}

/* A state that is named somewhere has to be entered somewhere. */
static void check_named_states(struct cells *c, const struct tspec_ast_states *states, unsigned *said)
{
    for (const struct tspec_ast_name *n = states->names; n; n = n->next)
        for (unsigned state = 0; state < TSPEC_STATE_COUNT; state++)
            if (tspec_span_is(c->ast, n->span, state_name(state)) &&
                !((c->flow.reached | *said) >> state & 1)) {
                *said |= 1u << state;
                tspec_errors_add(c->ast->errors, n->span, "no rule that can act enters %s",
                                 state_name(state));
            }
}

/* A procedure that others run lists the states it is run in, if it lists any. */
static void check_helper(struct cells *c, const struct tspec_ast_procedure *p)
{
    unsigned come = c->flow.reach[p->steps->index];
    unsigned extra = come & ~(unsigned)p->states.mask, absent = p->states.names ? p->states.mask & ~come : 0;
    if (!come || !(extra | absent)) /* what nothing runs is said of its steps */
        return;
    struct tspec_out states = {0};
    write_states(&states, extra ? extra : absent);
    tspec_errors_add(c->ast->errors, p->name, extra ? "this is run in %s too" : "this is never run in %s",
                     states.text ? states.text : "");
    tspec_out_free(&states);
}

/* An event that is answered in one state is answered in all that are reached. */
static void check_entries(struct cells *c, const struct tspec_ast_procedure *p)
{
    for (const struct tspec_ast_procedure *first = c->ast->procedures; first != p; first = first->next)
        if (first->trigger == p->trigger)
            return;
    unsigned open = 0;
    for (unsigned state = 0; state < TSPEC_STATE_COUNT; state++)
        if (c->rules->entry[p->trigger][state] == TSPEC_NONE && c->flow.reached >> state & 1)
            open |= 1u << state;
    if (!open)
        return;
    struct tspec_out states = {0};
    write_states(&states, open);
    tspec_errors_add(c->ast->errors, p->event, "no procedure answers %s in %s",
                     tspec_word_text(TSPEC_WORD_EVENT, p->trigger), states.text ? states.text : "");
    tspec_out_free(&states);
}

static const struct tspec_ast_action *nth_action(const struct tspec_ast_rule *rule, unsigned n)
{
    const struct tspec_ast_action *a = rule->actions;
    while (n--)
        a = a->next;
    return a;
}

static void check_all(struct cells *c)
{
    unsigned said = 0;
    for (const struct tspec_ast_procedure *p = c->ast->procedures; p; p = p->next) {
        check_named_states(c, &p->states, &said);
        if (p->trigger != TSPEC_NONE)
            check_entries(c, p);
    }
    if (c->ast->errors->count) /* steps and rules of unreached states would all be errors too */
        return;
    for (const struct tspec_ast_procedure *p = c->ast->procedures; p; p = p->next) {
        if (p->trigger == TSPEC_NONE)
            check_helper(c, p);
        for (const struct tspec_ast_step *s = p->steps; s; s = s->next) {
            if (c->flow.reach[s->index])
                for (const struct tspec_ast_rule *r = s->rules; r; r = r->next)
                    check_rule(c, r->index);
            check_step(c, s);
        }
    }
}

void tspec_check_cells(struct tspec_ast *ast, struct tspec_rules *rules)
{
    struct cells c = {.ast = ast, .rules = rules, .budget = BUDGET};
    for (const struct tspec_ast_procedure *p = ast->procedures; p; p = p->next)
        for (const struct tspec_ast_step *s = p->steps; s; s = s->next)
            for (const struct tspec_ast_rule *r = s->rules; r; r = r->next)
                c.rule[r->index] = r;
    unsigned rule, action;
    if (tspec_flow_find_circle(rules, &rule, &action)) {
        tspec_errors_add(ast->errors, nth_action(c.rule[rule], action)->span,
                         "this leads back to where it came from");
        return;
    }
    remove_covered(&c);
    tspec_flow_run(&c.flow, rules);
    check_all(&c);
}
