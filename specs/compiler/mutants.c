/* Which mutants there are: every operator at every site where it fits. */
#include "specs/compiler/mutants.h"

#include <stdlib.h>
#include <string.h>
#include "specs/compiler/cubes.h"

static const struct {
    const char *name, *text;
} mutations[] = {
#define ROW(id, name, text) {name, text},
    TSPEC_MUTATIONS(ROW)
#undef ROW
};

const char *tspec_mutation_name(unsigned mutation)
{
    return mutation < TSPEC_MUTATION_COUNT ? mutations[mutation].name : "?";
}

const char *tspec_mutation_text(unsigned mutation)
{
    return mutation < TSPEC_MUTATION_COUNT ? mutations[mutation].text : "?";
}

struct listing {
    const struct tspec_rules *rules;
    struct tspec_mutants *mutants;
    uint16_t rule;
    bool failed;
};

static void add(struct listing *l, struct tspec_mutant mutant)
{
    struct tspec_mutants *m = l->mutants;
    if (m->count == m->capacity) {
        unsigned capacity = m->capacity ? 2 * m->capacity : 1024;
        struct tspec_mutant *list = realloc(m->list, capacity * sizeof *list);
        l->failed |= !list;
        if (!list)
            return;
        m->list = list;
        m->capacity = capacity;
    }
    mutant.rule = l->rule;
    m->list[m->count++] = mutant;
}

/* One for each word of a class, but for the one that is there. */
static void add_words(struct listing *l, enum tspec_mutation mutation, uint16_t at,
                      enum tspec_word_class word_class, unsigned present)
{
    for (unsigned i = 0; i < tspec_word_counts[word_class]; i++) {
        uint8_t value = tspec_words[word_class][i].value;
        /* "unsupported" is the adapter's word, not the stack's */
        if (value == present || (mutation == TSPEC_MUTATION_RESULT && value == TSPEC_RESULT_UNSUPPORTED))
            continue;
        add(l, (struct tspec_mutant){.mutation = (uint8_t)mutation, .at = at, .to = value});
    }
}

static const struct tspec_word *word_of(uint8_t reg)
{
    for (unsigned i = 0; i < tspec_word_counts[TSPEC_WORD_REGISTER]; i++)
        if (tspec_words[TSPEC_WORD_REGISTER][i].value == reg)
            return &tspec_words[TSPEC_WORD_REGISTER][i];
    return NULL;
}

/* Each register of a sum by each other of its kind; and the sum off by one. */
static void add_sum(struct listing *l, const struct tspec_sum *sum, struct tspec_mutant mutant,
                    enum tspec_mutation field, enum tspec_mutation off_by_one)
{
    for (uint8_t place = 0; place < 4; place++) {
        uint8_t reg = (place < 2 ? sum->plus : sum->minus)[place % 2];
        const struct tspec_word *word = reg == TSPEC_REG_ZERO ? NULL : word_of(reg);
        for (unsigned i = 0; word && i < tspec_word_counts[TSPEC_WORD_REGISTER]; i++) {
            const struct tspec_word *other = &tspec_words[TSPEC_WORD_REGISTER][i];
            if (other == word || other->kind != word->kind)
                continue;
            mutant.mutation = (uint8_t)field;
            mutant.place = place;
            mutant.to = other->value;
            add(l, mutant);
        }
    }
    mutant.mutation = (uint8_t)off_by_one;
    mutant.place = 0;
    for (mutant.to = -1; mutant.to <= 1; mutant.to += 2)
        add(l, mutant);
}

/* The bits that rows of the rule ask for, and those they ask to be clear. */
static void literals(const struct tspec_rules *rules, const struct tspec_rule *rule, uint64_t *plain,
                     uint64_t *negated)
{
    *plain = *negated = 0;
    for (unsigned i = 0; i < rule->rows; i++) {
        const struct tspec_row *row = &rules->rows[rule->first_row + i];
        *plain |= row->care & row->value;
        *negated |= row->care & ~row->value;
    }
}

static void add_condition(struct listing *l, const struct tspec_rule *rule)
{
    uint64_t sides[2];
    literals(l->rules, rule, &sides[true], &sides[false]);
    if (__builtin_popcountll(sides[0]) + __builtin_popcountll(sides[1]) > 1) {
        add(l, (struct tspec_mutant){.mutation = TSPEC_MUTATION_NEGATE_CONDITION});
        add(l, (struct tspec_mutant){.mutation = TSPEC_MUTATION_DROP_CONDITION});
    }
    for (uint16_t bit = 0; bit < 64; bit++) {
        for (unsigned holds = 0; holds < 2; holds++) {
            if (!(sides[holds] >> bit & 1))
                continue;
            struct tspec_mutant mutant = {.at = bit, .holds = holds};
            mutant.mutation = TSPEC_MUTATION_NEGATE;
            add(l, mutant);
            mutant.mutation = TSPEC_MUTATION_DROP;
            add(l, mutant);
        }
        const struct tspec_block *block = &l->rules->blocks[rule->block];
        unsigned term = TSPEC_TERM_PREDICATE;
        if (bit >= TSPEC_BIT_TERMS && (sides[0] | sides[1]) >> bit & 1)
            term = l->rules->term_refs[block->first_term + bit - TSPEC_BIT_TERMS];
        if (!(term & TSPEC_TERM_PREDICATE))
            add_sum(l, &l->rules->atoms[term].sum, (struct tspec_mutant){.at = bit}, TSPEC_MUTATION_FIELD,
                    TSPEC_MUTATION_OFF_BY_ONE);
    }
}

/* Whether some state and word would be answered by either of two rules. */
static bool rules_meet(const struct tspec_rules *rules, const struct tspec_rule *a,
                       const struct tspec_rule *b)
{
    for (unsigned i = 0; i < a->rows; i++)
        for (unsigned j = 0; j < b->rows; j++) {
            const struct tspec_row *x = &rules->rows[a->first_row + i], *y = &rules->rows[b->first_row + j];
            if (x->states & y->states && tspec_cubes_meet((struct tspec_cube){x->care, x->value},
                                                          (struct tspec_cube){y->care, y->value}))
                return true;
        }
    return false;
}

static bool ends_the_event(const struct tspec_action *a)
{
    return a->op == TSPEC_OP_DROP || a->op == TSPEC_OP_RETURN || a->op == TSPEC_OP_CONTINUE;
}

/* Whether anything runs behind a rule that does not end the event: a further step, or what runs its
 * procedure. */
static bool is_followed(const struct tspec_rules *rules, const struct tspec_rule *rule)
{
    const struct tspec_procedure *p = &rules->procedures[rules->blocks[rule->block].procedure];
    return p->trigger == TSPEC_NONE || rule->block + 1 < p->first_block + p->blocks;
}

static bool has_action(const struct tspec_rules *rules, const struct tspec_rule *rule,
                       const struct tspec_action *a)
{
    for (unsigned i = 0; i < rule->actions; i++) {
        const struct tspec_action *own = &rules->actions[rule->first_action + i];
        if (own->op == a->op && own->a == a->a && own->sums[0] == a->sums[0] && own->sums[1] == a->sums[1])
            return true;
    }
    return false;
}

static void add_added(struct listing *l, const struct tspec_rule *rule, const struct tspec_rule *next)
{
    const struct tspec_action *actions = l->rules->actions;
    bool ends = rule->actions && ends_the_event(&actions[rule->first_action + rule->actions - 1]);
    struct tspec_mutant mutant = {.mutation = TSPEC_MUTATION_ADD, .to = TSPEC_ADDED_ACK};
    add(l, mutant);
    mutant.to = TSPEC_ADDED_DROP;
    if (!ends && is_followed(l->rules, rule))
        add(l, mutant);
    for (unsigned i = 0; next && i < next->actions; i++) {
        const struct tspec_action *a = &actions[next->first_action + i];
        mutant.to = next->first_action + (int32_t)i;
        if (a->op != TSPEC_OP_DROP && !has_action(l->rules, rule, a))
            add(l, mutant);
    }
}

static void add_action(struct listing *l, uint16_t at, const struct tspec_action *a)
{
    const struct tspec_sum *sums = l->rules->sums;
    if (a->op != TSPEC_OP_DROP || is_followed(l->rules, &l->rules->rules[l->rule]))
        add(l, (struct tspec_mutant){.mutation = TSPEC_MUTATION_LOSE, .at = at});
    switch (a->op) {
    case TSPEC_OP_SEND:
        for (unsigned i = 0; i < tspec_word_counts[TSPEC_WORD_CONTROL]; i++)
            add(l, (struct tspec_mutant){.mutation = TSPEC_MUTATION_BIT,
                                         .at = at,
                                         .to = tspec_words[TSPEC_WORD_CONTROL][i].value});
        for (uint8_t sum = 0; sum < (a->a & TSPEC_ACK ? 2 : 1); sum++)
            add_sum(l, &sums[a->sums[sum]], (struct tspec_mutant){.at = at, .sum = sum},
                    TSPEC_MUTATION_SUM_FIELD, TSPEC_MUTATION_SUM_OFF_BY_ONE);
        break;
    case TSPEC_OP_ASSIGN:
        add_sum(l, &sums[a->sums[0]], (struct tspec_mutant){.at = at}, TSPEC_MUTATION_SUM_FIELD,
                TSPEC_MUTATION_SUM_OFF_BY_ONE);
        break;
    case TSPEC_OP_ENTER:
        add_words(l, TSPEC_MUTATION_STATE, at, TSPEC_WORD_STATE, a->a);
        break;
    case TSPEC_OP_RETURN:
        add_words(l, TSPEC_MUTATION_RESULT, at, TSPEC_WORD_RESULT, a->a);
        break;
    case TSPEC_OP_SIGNAL:
        add_words(l, TSPEC_MUTATION_SIGNAL, at, TSPEC_WORD_SIGNAL, a->a);
        break;
    case TSPEC_OP_START:
    case TSPEC_OP_RESTART:
    case TSPEC_OP_STOP:
        if (a->a < TSPEC_TIMER_COUNT)
            add_words(l, TSPEC_MUTATION_TIMER, at, TSPEC_WORD_TIMER, a->a);
        break;
    default:
        break;
    }
}

bool tspec_mutants_list(const struct tspec_rules *rules, struct tspec_mutants *mutants)
{
    struct listing l = {.rules = rules, .mutants = mutants};
    for (unsigned i = 0; i < rules->rule_count; i++) {
        const struct tspec_rule *rule = &rules->rules[i], *next = NULL;
        if (rule->level == TSPEC_IMPOSSIBLE)
            continue;
        if (i + 1 < rules->rule_count && rule[1].block == rule->block && rule[1].level != TSPEC_IMPOSSIBLE)
            next = rule + 1;
        l.rule = (uint16_t)i;
        add_condition(&l, rule);
        add(&l, (struct tspec_mutant){.mutation = TSPEC_MUTATION_LEAVE_OUT});
        if (next && rules_meet(rules, rule, next))
            add(&l, (struct tspec_mutant){.mutation = TSPEC_MUTATION_SWAP});
        for (unsigned a = 0; a < rule->actions; a++)
            add_action(&l, (uint16_t)a, &rules->actions[rule->first_action + a]);
        add_added(&l, rule, next);
    }
    return !l.failed;
}

void tspec_mutants_free(struct tspec_mutants *mutants)
{
    free(mutants->list);
    *mutants = (struct tspec_mutants){0};
}

unsigned tspec_mutant_reach(const struct tspec_mutant *mutant, bool *later)
{
    *later = mutant->mutation <= TSPEC_MUTATION_FIELD;
    return mutant->rule;
}
