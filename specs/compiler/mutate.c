/* What a mutant does to the tables. */
#include <string.h>
#include "specs/compiler/cubes.h"
#include "specs/compiler/mutants.h"

/* Whether an appended entry finds room. */
#define HAS_ROOM(count, limit) ((count) < (limit))

/* ---- rows ---- */

static bool add_row(struct tspec_rules *d, unsigned rule, struct tspec_cube cube)
{
    if (!HAS_ROOM(d->row_count, TSPEC_ROWS_LIMIT))
        return false;
    const struct tspec_rule *r = &d->rules[rule];
    d->rows[d->row_count++] = (struct tspec_row){
        .care = cube.care,
        .value = cube.value & cube.care,
        .states = (uint16_t)(r->written & d->blocks[r->block].states),
        .rule = (uint16_t)rule,
    };
    return true;
}

static struct tspec_cube cube_of(const struct tspec_row *row)
{
    return (struct tspec_cube){row->care, row->value};
}

/* Everything outside the rows of a rule. */
static bool complement(const struct tspec_rules *rules, const struct tspec_rule *rule,
                       struct tspec_cubes *outside)
{
    outside->count = 0;
    tspec_cubes_add(outside, (struct tspec_cube){0, 0});
    for (unsigned i = 0; i < rule->rows; i++) {
        const struct tspec_row *row = &rules->rows[rule->first_row + i];
        struct tspec_cubes missed = {.count = 0};
        for (uint64_t care = row->care; care; care &= care - 1) {
            uint64_t bit = care & -care;
            if (!tspec_cubes_add(&missed, (struct tspec_cube){bit, ~row->value & bit}))
                return false;
        }
        if (!tspec_cubes_intersect(outside, &missed))
            return false;
    }
    return true;
}

/* A row of the mutant's rule as the mutant has it. `moved` is the bit that takes the place of a comparison's.
 */
static struct tspec_cube mutated(const struct tspec_mutant *m, struct tspec_cube cube, unsigned moved)
{
    uint64_t bit = (uint64_t)1 << m->at;
    bool has = cube.care & bit && (m->mutation >= TSPEC_MUTATION_OFF_BY_ONE ||
                                   !(cube.value & bit) == !m->holds); /* the literal, not its opposite */
    if (!has)
        return cube;
    switch (m->mutation) {
    case TSPEC_MUTATION_NEGATE:
        cube.value ^= bit;
        break;
    case TSPEC_MUTATION_DROP:
        cube.care &= ~bit;
        break;
    case TSPEC_MUTATION_OFF_BY_ONE:
    case TSPEC_MUTATION_FIELD:
        cube.care = (cube.care & ~bit) | (uint64_t)1 << moved;
        cube.value = (cube.value & ~bit) | (uint64_t) !!(cube.value & bit) << moved;
        break;
    default:
        break;
    }
    return cube;
}

static bool add_rule_rows(const struct tspec_rules *rules, const struct tspec_mutant *m, unsigned rule,
                          unsigned moved, struct tspec_rules *d)
{
    const struct tspec_rule *r = &rules->rules[rule];
    bool mine = rule == m->rule;
    d->rules[rule].first_row = d->row_count;
    if (mine && m->mutation == TSPEC_MUTATION_DROP_CONDITION) {
        if (!add_row(d, rule, (struct tspec_cube){0, 0}))
            return false;
    } else if (mine && m->mutation == TSPEC_MUTATION_NEGATE_CONDITION) {
        struct tspec_cubes outside;
        if (!complement(rules, r, &outside))
            return false;
        for (unsigned i = 0; i < outside.count; i++)
            if (!add_row(d, rule, outside.list[i]))
                return false;
    } else if (!(mine && m->mutation == TSPEC_MUTATION_LEAVE_OUT)) {
        for (unsigned i = 0; i < r->rows; i++) {
            struct tspec_cube cube = cube_of(&rules->rows[r->first_row + i]);
            bool condition = mine && m->mutation <= TSPEC_MUTATION_FIELD;
            if (!add_row(d, rule, condition ? mutated(m, cube, moved) : cube))
                return false;
        }
    }
    d->rules[rule].rows = (uint16_t)(d->row_count - d->rules[rule].first_row);
    return true;
}

/* The rows of the mutant's step once more, behind all others, in the states they were written for: what an
 * earlier row has covered so far may act now. */
static bool rebuild_step(const struct tspec_rules *rules, const struct tspec_mutant *m, unsigned moved,
                         struct tspec_rules *d)
{
    unsigned step = rules->rules[m->rule].block;
    uint16_t first = d->row_count;
    for (unsigned i = 0; i < rules->rule_count; i++) {
        unsigned rule = i;
        if (rules->rules[i].block != step)
            continue;
        if (m->mutation == TSPEC_MUTATION_SWAP && (i == m->rule || i == m->rule + 1u))
            rule = i == m->rule ? i + 1 : i - 1;
        if (!add_rule_rows(rules, m, rule, moved, d))
            return false;
    }
    d->blocks[step].first_row = first;
    d->blocks[step].rows = (uint16_t)(d->row_count - first);
    return true;
}

/* ---- numbers ---- */

static void change_sum(const struct tspec_mutant *m, struct tspec_sum *sum)
{
    if (m->mutation == TSPEC_MUTATION_FIELD || m->mutation == TSPEC_MUTATION_SUM_FIELD)
        (m->place < 2 ? sum->plus : sum->minus)[m->place % 2] = (uint8_t)m->to;
    else
        sum->constant += m->to;
}

/* The step gets a further comparison; *moved is its bit. */
static bool add_comparison(const struct tspec_rules *rules, const struct tspec_mutant *m,
                           struct tspec_rules *d, unsigned *moved)
{
    struct tspec_block *block = &d->blocks[rules->rules[m->rule].block];
    const uint16_t *terms = rules->term_refs + block->first_term;
    if (!HAS_ROOM(d->atom_count, TSPEC_ATOMS_LIMIT) || !HAS_ROOM(block->terms, TSPEC_TERMS_LIMIT) ||
        d->term_ref_count + block->terms + 1 > TSPEC_TERM_REFS_LIMIT)
        return false;
    struct tspec_atom atom = rules->atoms[terms[m->at - TSPEC_BIT_TERMS]];
    change_sum(m, &atom.sum);
    block->first_term = d->term_ref_count;
    memcpy(d->term_refs + d->term_ref_count, terms, block->terms * sizeof *terms);
    d->term_ref_count = (uint16_t)(d->term_ref_count + block->terms + 1);
    d->term_refs[d->term_ref_count - 1] = d->atom_count;
    d->atoms[d->atom_count++] = atom;
    *moved = TSPEC_BIT_TERMS + block->terms++;
    return true;
}

static bool add_sum(struct tspec_rules *d, const struct tspec_sum *sum, uint16_t *index)
{
    if (!HAS_ROOM(d->sum_count, TSPEC_SUMS_LIMIT))
        return false;
    d->sums[d->sum_count] = *sum;
    *index = d->sum_count++;
    return true;
}

/* ---- actions ---- */

static bool change_action(const struct tspec_mutant *m, struct tspec_rules *d, struct tspec_action *a)
{
    static const struct tspec_sum rcv_nxt = {.plus = {TSPEC_REG_RCV_NXT}};
    struct tspec_sum sum;
    switch (m->mutation) {
    case TSPEC_MUTATION_BIT:
        a->a ^= (uint8_t)(1u << m->to);
        return 1u << m->to != TSPEC_ACK || !(a->a & TSPEC_ACK) || add_sum(d, &rcv_nxt, &a->sums[1]);
    case TSPEC_MUTATION_SUM_FIELD:
    case TSPEC_MUTATION_SUM_OFF_BY_ONE:
        sum = d->sums[a->sums[m->sum]];
        change_sum(m, &sum);
        return add_sum(d, &sum, &a->sums[m->sum]);
    default: /* another state, result, signal or timer */
        a->a = (uint8_t)m->to;
        return true;
    }
}

static bool added_action(const struct tspec_rules *rules, const struct tspec_mutant *m, struct tspec_rules *d,
                         struct tspec_action *a)
{
    static const struct tspec_sum snd_nxt = {.plus = {TSPEC_REG_SND_NXT}},
                                  rcv_nxt = {.plus = {TSPEC_REG_RCV_NXT}};
    if (m->to == TSPEC_ADDED_ACK) {
        *a = (struct tspec_action){.op = TSPEC_OP_SEND, .a = TSPEC_ACK};
        return add_sum(d, &snd_nxt, &a->sums[0]) && add_sum(d, &rcv_nxt, &a->sums[1]);
    }
    *a = m->to == TSPEC_ADDED_DROP ? (struct tspec_action){.op = TSPEC_OP_DROP} : rules->actions[m->to];
    return true;
}

/* Where an action is added: before what ends the event, else at the end. */
static unsigned place_to_add(const struct tspec_rules *rules, const struct tspec_rule *rule)
{
    unsigned at = rule->actions;
    if (at == 0)
        return at;
    uint8_t last = rules->actions[rule->first_action + at - 1].op;
    return at - (last == TSPEC_OP_DROP || last == TSPEC_OP_RETURN || last == TSPEC_OP_CONTINUE);
}

/* The rule's actions once more, behind all others, one of them lost, added or changed. */
static bool rebuild_actions(const struct tspec_rules *rules, const struct tspec_mutant *m,
                            struct tspec_rules *d)
{
    struct tspec_rule *rule = &d->rules[m->rule];
    const struct tspec_action *old = rules->actions + rule->first_action;
    struct tspec_action *made = d->actions + d->action_count;
    unsigned count = 0, added_at = place_to_add(rules, rule);
    if (d->action_count + rule->actions + 1 > TSPEC_ACTIONS_LIMIT)
        return false;
    for (unsigned i = 0; i <= rule->actions; i++) {
        if (m->mutation == TSPEC_MUTATION_ADD && i == added_at && !added_action(rules, m, d, &made[count++]))
            return false;
        if (i == rule->actions || (m->mutation == TSPEC_MUTATION_LOSE && i == m->at))
            continue;
        made[count++] = old[i];
        if (m->mutation >= TSPEC_MUTATION_BIT && i == m->at && !change_action(m, d, &made[count - 1]))
            return false;
    }
    rule->first_action = d->action_count;
    rule->actions = (uint16_t)count;
    d->action_count = (uint16_t)(d->action_count + count);
    return true;
}

bool tspec_mutant_apply(const struct tspec_rules *rules, const struct tspec_mutant *mutant,
                        struct tspec_rules *damaged)
{
    unsigned moved = 0;
    bool done;
    *damaged = *rules;
    if (mutant->mutation >= TSPEC_MUTATION_LOSE)
        done = rebuild_actions(rules, mutant, damaged);
    else if (mutant->mutation == TSPEC_MUTATION_OFF_BY_ONE || mutant->mutation == TSPEC_MUTATION_FIELD)
        done = add_comparison(rules, mutant, damaged, &moved) && rebuild_step(rules, mutant, moved, damaged);
    else
        done = rebuild_step(rules, mutant, moved, damaged);
    if (!done)
        *damaged = *rules;
    return done;
}
