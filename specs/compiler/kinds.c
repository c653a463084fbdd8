/* The phase of kinds: sequence numbers and lengths never mix, sums fit a row of the table, statements are
 * whole. What comes out are the numbers of atoms and sums in the rules. */
#include "specs/compiler/ast.h"

#include <string.h>

/* A sum under work: registers added and taken away, without those that cancel. */
enum { PARTS_LIMIT = 8 };
struct parts {
    uint8_t plus[PARTS_LIMIT], minus[PARTS_LIMIT];
    unsigned plus_count, minus_count;
    int64_t constant;
};

static uint8_t kind_of(unsigned reg)
{
    return tspec_words[TSPEC_WORD_REGISTER][reg - 1].kind;
}

/* Sequence numbers first, then by number: one order for one sum. */
static bool before(uint8_t a, uint8_t b)
{
    return kind_of(a) != kind_of(b) ? kind_of(a) == TSPEC_SEQUENCE : a < b;
}

static void insert(uint8_t *list, unsigned *count, uint8_t reg)
{
    unsigned i = (*count)++;
    for (; i > 0 && before(reg, list[i - 1]); i--)
        list[i] = list[i - 1];
    list[i] = reg;
}

static bool cancel(uint8_t *list, unsigned *count, uint8_t reg)
{
    for (unsigned i = 0; i < *count; i++)
        if (list[i] == reg) {
            memmove(list + i, list + i + 1, *count - i - 1);
            (*count)--;
            return true;
        }
    return false;
}

static bool add_register(struct parts *parts, uint8_t reg, bool minus)
{
    if (minus ? cancel(parts->plus, &parts->plus_count, reg) : cancel(parts->minus, &parts->minus_count, reg))
        return true;
    if (minus ? parts->minus_count == PARTS_LIMIT : parts->plus_count == PARTS_LIMIT)
        return false;
    insert(minus ? parts->minus : parts->plus, minus ? &parts->minus_count : &parts->plus_count, reg);
    return true;
}

/* Adds a sum to the parts, or takes it away. False after an error. */
static bool add_sum(struct tspec_ast *ast, struct parts *parts, const struct tspec_ast_sum *sum, bool minus)
{
    for (const struct tspec_ast_term *t = sum->terms; t; t = t->next) {
        bool down = t->minus != minus;
        if (t->number) {
            parts->constant += down ? -(int64_t)t->value : t->value;
        } else if (!add_register(parts, t->word->value, down)) {
            tspec_errors_add(ast->errors, sum->span, "too many registers in one sum");
            return false;
        }
        if (parts->constant > INT32_MAX || parts->constant < -INT32_MAX) {
            tspec_errors_add(ast->errors, sum->span,
                             "the numbers of this sum add up to more than 32 bits hold");
            return false;
        }
    }
    return true;
}

static const char *const kind_names[] = {"a sequence number", "a length"};

/* The kind of one side as written: one more sequence number added than taken away, or as many. */
static bool sum_kind(struct tspec_ast *ast, const struct tspec_ast_sum *sum, unsigned *kind)
{
    int sequences = 0;
    for (const struct tspec_ast_term *t = sum->terms; t; t = t->next)
        if (!t->number && t->word->kind == TSPEC_SEQUENCE)
            sequences += t->minus ? -1 : 1;
    if (sequences == 0 || sequences == 1) {
        *kind = sequences ? TSPEC_SEQUENCE : TSPEC_LENGTH;
        return true;
    }
    tspec_errors_add(ast->errors, sum->span, "%s",
                     sequences > 1 ? "sequence numbers are not added to each other"
                                   : "a length less a sequence number means nothing");
    return false;
}

static bool fits(struct tspec_ast *ast, const struct parts *parts, struct tspec_place span,
                 struct tspec_sum *sum)
{
    if (parts->plus_count > 2 || parts->minus_count > 2) {
        tspec_errors_add(ast->errors, span,
                         "too long: all on one side, it adds %u registers and takes away %u; "
                         "two of each is the most",
                         parts->plus_count, parts->minus_count);
        return false;
    }
    *sum = (struct tspec_sum){.constant = (int32_t)parts->constant};
    memcpy(sum->plus, parts->plus, parts->plus_count);
    memcpy(sum->minus, parts->minus, parts->minus_count);
    return true;
}

/* sum -> -sum */
static void negate(struct tspec_sum *sum)
{
    for (unsigned i = 0; i < 2; i++) {
        uint8_t swap = sum->plus[i];
        sum->plus[i] = sum->minus[i];
        sum->minus[i] = swap;
    }
    sum->constant = -sum->constant;
}

/* Of an equation and its negative the one whose first register has the lower number, so that they share an
 * atom. */
static bool wrong_way_round(const struct tspec_sum *sum)
{
    return sum->minus[0] && (!sum->plus[0] || sum->minus[0] < sum->plus[0]);
}

static unsigned arithmetic_of(const struct tspec_sum *sum, unsigned kind)
{
    if (kind == TSPEC_SEQUENCE)
        return TSPEC_CIRCULAR;
    return sum->plus[0] && kind_of(sum->plus[0]) == TSPEC_SEQUENCE ? TSPEC_DISTANCE : TSPEC_LINEAR;
}

static bool same_atom(const struct tspec_atom *a, const struct tspec_atom *b)
{
    return a->arithmetic == b->arithmetic && a->relation == b->relation &&
           a->sum.constant == b->sum.constant && memcmp(a->sum.plus, b->sum.plus, 2) == 0 &&
           memcmp(a->sum.minus, b->sum.minus, 2) == 0;
}

static uint16_t intern_atom(struct tspec_ast *ast, struct tspec_rules *rules, const struct tspec_atom *atom,
                            struct tspec_place span)
{
    for (uint16_t i = 0; i < rules->atom_count; i++)
        if (same_atom(&rules->atoms[i], atom))
            return i;
    if (rules->atom_count == TSPEC_ATOMS_LIMIT) {
        tspec_errors_add(ast->errors, span, "a spec has at most %d different comparisons", TSPEC_ATOMS_LIMIT);
        return 0;
    }
    rules->atoms[rules->atom_count] = *atom;
    return rules->atom_count++;
}

/* Whether lengths, which are never below 0, leave a comparison of the sum with 0 only one outcome. */
static bool is_decided(const struct parts *parts, bool equation)
{
    if (parts->plus_count && parts->minus_count)
        return false;
    return parts->plus_count ? parts->constant > 0 || (parts->constant == 0 && !equation)
                             : parts->constant < 0;
}

/* A length is never below 0, so that X > 0 is X != 0 and X < 1 is X = 0: one atom where there were two or
 * three. */
static void prefer_equation(struct tspec_atom *atom, bool *negated)
{
    struct tspec_sum *s = &atom->sum;
    bool above_0 = !s->plus[0] && s->minus[0] && !s->minus[1] && s->constant == 0;
    bool below_1 = !s->minus[0] && s->plus[0] && !s->plus[1] && s->constant == -1;
    if (atom->arithmetic != TSPEC_LINEAR || !(above_0 || below_1))
        return;
    if (above_0) {
        negate(s);
        *negated = !*negated;
    }
    s->constant = 0;
    atom->relation = TSPEC_EQUAL;
}

static bool has_sequence(const struct tspec_ast_sum *sum)
{
    for (const struct tspec_ast_term *t = sum->terms; t; t = t->next)
        if (!t->number && t->word->kind == TSPEC_SEQUENCE)
            return true;
    return false;
}

/* Whether both sides are of one kind, which is *kind, with at most one difference of sequence numbers among
 * lengths. */
static bool comparable(struct tspec_ast *ast, const struct tspec_ast_condition *c, unsigned *kind)
{
    unsigned right;
    if (!sum_kind(ast, c->left, kind) || !sum_kind(ast, c->right, &right))
        return false;
    if (*kind != right) {
        tspec_errors_add(ast->errors, c->span, "the left side is %s, the right side %s", kind_names[*kind],
                         kind_names[right]);
        return false;
    }
    if (*kind == TSPEC_LENGTH && has_sequence(c->left) && has_sequence(c->right)) {
        tspec_errors_add(ast->errors, c->span,
                         "at most one difference of sequence numbers in a comparison of lengths");
        return false;
    }
    return true;
}

/* All is brought to one side, so that `<` alone is left. `x < y` is x - y < 0, `x > y` is y - x < 0; `x =< y`
 * and `x >= y` are their negations. Where one side is a difference of sequence numbers it keeps its sign,
 * since half way round the circle it is not the negative of its opposite: `x =< y` is then x - y - 1 < 0, and
 * so on. */
static void resolve_comparison(struct tspec_ast *ast, struct tspec_rules *rules,
                               struct tspec_ast_condition *c)
{
    unsigned kind;
    struct parts parts = {0};
    struct tspec_atom atom = {.relation = TSPEC_LESS};
    if (!comparable(ast, c, &kind))
        return;
    bool equation = c->relation == TSPEC_TOKEN_EQUAL || c->relation == TSPEC_TOKEN_NOT_EQUAL;
    bool more = c->relation == TSPEC_TOKEN_MORE || c->relation == TSPEC_TOKEN_AT_LEAST;
    bool strict = c->relation == TSPEC_TOKEN_LESS || c->relation == TSPEC_TOKEN_MORE;
    bool distance = kind == TSPEC_LENGTH && (has_sequence(c->left) || has_sequence(c->right));
    bool swapped = distance ? has_sequence(c->right) : more == strict;
    if (!add_sum(ast, &parts, c->left, swapped) || !add_sum(ast, &parts, c->right, !swapped) ||
        !fits(ast, &parts, c->span, &atom.sum))
        return;
    if ((!parts.plus_count && !parts.minus_count) || (kind == TSPEC_LENGTH && is_decided(&parts, equation))) {
        tspec_errors_add(ast->errors, c->span,
                         "this comparison has one outcome, whatever the registers hold");
        return;
    }
    atom.arithmetic = (uint8_t)arithmetic_of(&atom.sum, kind);
    if (equation) {
        atom.relation = TSPEC_EQUAL;
        c->negated = c->relation == TSPEC_TOKEN_NOT_EQUAL;
        if (atom.arithmetic != TSPEC_DISTANCE && wrong_way_round(&atom.sum))
            negate(&atom.sum);
    } else {
        c->negated = more != swapped;              /* sum > 0 or sum >= 0 */
        atom.sum.constant -= c->negated == strict; /* with a distance only */
        prefer_equation(&atom, &c->negated);
    }
    c->leaf = TSPEC_LEAF_TERM;
    c->number = intern_atom(ast, rules, &atom, c->span);
}

static uint16_t intern_sum(struct tspec_ast *ast, struct tspec_rules *rules, const struct tspec_sum *sum,
                           struct tspec_place span)
{
    for (uint16_t i = 0; i < rules->sum_count; i++)
        if (memcmp(&rules->sums[i], sum, sizeof *sum) == 0)
            return i;
    if (rules->sum_count == TSPEC_SUMS_LIMIT) {
        tspec_errors_add(ast->errors, span, "a spec has at most %d different sums", TSPEC_SUMS_LIMIT);
        return 0;
    }
    rules->sums[rules->sum_count] = *sum;
    return rules->sum_count++;
}

static uint16_t resolve_sum(struct tspec_ast *ast, struct tspec_rules *rules, const struct tspec_ast_sum *sum,
                            unsigned wanted, bool number_allowed)
{
    unsigned kind;
    struct parts parts = {0};
    struct tspec_sum value;
    if (!sum_kind(ast, sum, &kind) || !add_sum(ast, &parts, sum, false) ||
        !fits(ast, &parts, sum->span, &value))
        return 0;
    bool number = !parts.plus_count && !parts.minus_count;
    if (kind != wanted && !(number && number_allowed)) {
        tspec_errors_add(ast->errors, sum->span, "this is %s, but %s belongs here", kind_names[kind],
                         kind_names[wanted]);
        return 0;
    }
    return intern_sum(ast, rules, &value, sum->span);
}

static void resolve_send(struct tspec_ast *ast, struct tspec_rules *rules, struct tspec_ast_action *a)
{
    bool ack_bit = a->operand & TSPEC_ACK;
    if (a->has_ack && !ack_bit)
        tspec_errors_add(ast->errors, a->span, "a segment with an ACK field has ACK in its CTL");
    if (!a->has_ack && ack_bit)
        tspec_errors_add(ast->errors, a->span, "a segment with ACK in its CTL has an ACK field");
    a->sum_numbers[0] = resolve_sum(ast, rules, a->sums[0], TSPEC_SEQUENCE, true);
    if (a->has_ack)
        a->sum_numbers[1] = resolve_sum(ast, rules, a->sums[1], TSPEC_SEQUENCE, false);
}

static bool ends_event(const struct tspec_ast_action *a)
{
    return a->op == TSPEC_OP_DROP || a->op == TSPEC_OP_RETURN || a->op == TSPEC_OP_CONTINUE;
}

static void resolve_actions(struct tspec_ast *ast, struct tspec_rules *rules, struct tspec_ast_action *list)
{
    for (struct tspec_ast_action *a = list; a; a = a->next) {
        if (a->op == TSPEC_OP_SEND)
            resolve_send(ast, rules, a);
        if (a->op == TSPEC_OP_ASSIGN) {
            const struct tspec_word *word = &tspec_words[TSPEC_WORD_REGISTER][a->operand - 1];
            if (word->access != TSPEC_WRITE)
                tspec_errors_add(ast->errors, a->name, "'%s' is not a rule's to assign", word->text);
            a->sum_numbers[0] = resolve_sum(ast, rules, a->sums[0], word->kind, false);
        }
        if (ends_event(a) && a->next)
            tspec_errors_add(ast->errors, a->next->span, "nothing runs after '%.*s'",
                             TSPEC_SPAN(ast, a->span));
    }
}

void tspec_resolve_kinds(struct tspec_ast *ast, struct tspec_rules *rules)
{
    for (uint32_t i = 0; i < ast->conditions.count; i++)
        if (ast->conditions.list[i].kind == TSPEC_CONDITION_COMPARE)
            resolve_comparison(ast, rules, &ast->conditions.list[i]);
    for (struct tspec_ast_procedure *p = ast->procedures; p; p = p->next)
        for (struct tspec_ast_step *s = p->steps; s; s = s->next)
            for (struct tspec_ast_rule *r = s->rules; r; r = r->next)
                resolve_actions(ast, rules, r->actions);
}
