/* Mutants in words: their names, and what they change. */
#include <string.h>
#include "specs/compiler/compiler.h"
#include "specs/compiler/describe.h"
#include "specs/compiler/mutants.h"

/* An action without the text a user is shown. */
static void write_action(const struct tspec_rules *rules, unsigned action, struct tspec_out *out)
{
    struct tspec_out whole = {0};
    tspec_write_action(rules, action, &whole);
    const char *text = whole.text ? whole.text : "";
    const char *quote = strstr(text, " \"");
    tspec_out_bytes(out, text, quote ? (size_t)(quote - text) : whole.bytes);
    out->failed |= whole.failed;
    tspec_out_free(&whole);
}

/* An action of a rule, told from those that read the same. */
static void write_rule_action(const struct tspec_rules *rules, const struct tspec_rule *rule, unsigned at,
                              struct tspec_out *out)
{
    unsigned number = 1;
    const struct tspec_action *actions = rules->actions + rule->first_action;
    for (unsigned i = 0; i < at; i++)
        number += memcmp(&actions[i], &actions[at], sizeof *actions) == 0;
    write_action(rules, rule->first_action + at, out);
    if (number > 1)
        tspec_out_format(out, " #%u", number);
}

static void write_new(enum tspec_word_class word_class, int32_t value, struct tspec_out *out)
{
    tspec_out_format(out, " -> %s", tspec_word_text(word_class, (unsigned)value));
}

static void write_field(const struct tspec_sum *sum, const struct tspec_mutant *m, struct tspec_out *out)
{
    uint8_t reg = (m->place < 2 ? sum->plus : sum->minus)[m->place % 2];
    tspec_out_format(out, "%s -> %s", tspec_word_text(TSPEC_WORD_REGISTER, reg),
                     tspec_word_text(TSPEC_WORD_REGISTER, (unsigned)m->to));
}

static void write_comparison(const struct tspec_rules *rules, const struct tspec_mutant *m,
                             struct tspec_out *out)
{
    unsigned step = rules->rules[m->rule].block;
    uint64_t bit = (uint64_t)1 << m->at;
    tspec_write_cube(rules, step, bit, bit, out);
    tspec_out_text(out, "/");
    if (m->mutation == TSPEC_MUTATION_OFF_BY_ONE)
        tspec_out_format(out, "%+d", (int)m->to);
    else
        write_field(
            &rules->atoms[rules->term_refs[rules->blocks[step].first_term + m->at - TSPEC_BIT_TERMS]].sum, m,
            out);
}

static void write_sum_change(const struct tspec_rules *rules, const struct tspec_mutant *m,
                             struct tspec_out *out)
{
    const struct tspec_rule *rule = &rules->rules[m->rule];
    const struct tspec_action *a = &rules->actions[rule->first_action + m->at];
    write_rule_action(rules, rule, m->at, out);
    tspec_out_text(out, a->op == TSPEC_OP_SEND ? m->sum ? "/ACK " : "/SEQ " : "/");
    if (m->mutation == TSPEC_MUTATION_SUM_FIELD)
        write_field(&rules->sums[a->sums[m->sum]], m, out);
    else
        tspec_out_format(out, "%+d", (int)m->to);
}

static void write_added(const struct tspec_rules *rules, const struct tspec_mutant *m, struct tspec_out *out)
{
    if (m->to == TSPEC_ADDED_ACK)
        tspec_out_text(out, "acknowledgment");
    else if (m->to == TSPEC_ADDED_DROP)
        tspec_out_text(out, "drop");
    else
        write_rule_action(rules, &rules->rules[m->rule + 1u],
                          (unsigned)m->to - rules->rules[m->rule + 1u].first_action, out);
}

static void write_detail(const struct tspec_rules *rules, const struct tspec_mutant *m, struct tspec_out *out)
{
    static const enum tspec_word_class classes[TSPEC_MUTATION_COUNT] = {
        [TSPEC_MUTATION_STATE] = TSPEC_WORD_STATE,
        [TSPEC_MUTATION_RESULT] = TSPEC_WORD_RESULT,
        [TSPEC_MUTATION_SIGNAL] = TSPEC_WORD_SIGNAL,
        [TSPEC_MUTATION_TIMER] = TSPEC_WORD_TIMER,
    };
    const struct tspec_rule *rule = &rules->rules[m->rule];
    switch ((enum tspec_mutation)m->mutation) {
    case TSPEC_MUTATION_NEGATE:
    case TSPEC_MUTATION_DROP:
        tspec_write_cube(rules, rule->block, (uint64_t)1 << m->at, (uint64_t)m->holds << m->at, out);
        break;
    case TSPEC_MUTATION_OFF_BY_ONE:
    case TSPEC_MUTATION_FIELD:
        write_comparison(rules, m, out);
        break;
    case TSPEC_MUTATION_SWAP:
        tspec_out_text(out, tspec_rules_text(rules, rule[1].id));
        break;
    case TSPEC_MUTATION_LOSE:
        write_rule_action(rules, rule, m->at, out);
        break;
    case TSPEC_MUTATION_ADD:
        write_added(rules, m, out);
        break;
    case TSPEC_MUTATION_BIT:
        write_rule_action(rules, rule, m->at, out);
        tspec_out_format(out, "/%c%s", rules->actions[rule->first_action + m->at].a >> m->to & 1 ? '-' : '+',
                         tspec_word_text(TSPEC_WORD_CONTROL, (unsigned)m->to));
        break;
    case TSPEC_MUTATION_SUM_FIELD:
    case TSPEC_MUTATION_SUM_OFF_BY_ONE:
        write_sum_change(rules, m, out);
        break;
    case TSPEC_MUTATION_STATE:
    case TSPEC_MUTATION_RESULT:
    case TSPEC_MUTATION_SIGNAL:
    case TSPEC_MUTATION_TIMER:
        write_rule_action(rules, rule, m->at, out);
        write_new(classes[m->mutation], m->to, out);
        break;
    default:
        break;
    }
}

void tspec_mutant_write_id(const struct tspec_rules *rules, const struct tspec_mutant *mutant,
                           struct tspec_out *out)
{
    struct tspec_out detail = {0};
    write_detail(rules, mutant, &detail);
    tspec_out_format(out, "%s/%s", tspec_rules_text(rules, rules->rules[mutant->rule].id),
                     tspec_mutation_name(mutant->mutation));
    tspec_out_text(out, detail.bytes ? "/" : "");
    tspec_out_text(out, detail.text ? detail.text : "");
    out->failed |= detail.failed;
    tspec_out_free(&detail);
}

/* A rule's condition from its rows: "when A and B or A and C", "otherwise", "never". */
static void write_condition(const struct tspec_rules *rules, unsigned index, struct tspec_out *out)
{
    const struct tspec_rule *rule = &rules->rules[index];
    if (rule->rows && !rules->rows[rule->first_row].care) {
        tspec_out_text(out, "otherwise");
        return;
    }
    tspec_out_text(out, rule->rows ? "when " : "never");
    for (unsigned i = 0; i < rule->rows; i++) {
        const struct tspec_row *row = &rules->rows[rule->first_row + i];
        tspec_out_text(out, i ? " or " : "");
        tspec_write_cube(rules, rule->block, row->care, row->value, out);
    }
}

static void write_actions(const struct tspec_rules *rules, unsigned first, unsigned count,
                          struct tspec_out *out)
{
    for (unsigned i = 0; i < count; i++) {
        tspec_out_text(out, i ? "; " : "");
        write_action(rules, first + i, out);
    }
    tspec_out_text(out, count ? "" : "nothing");
}

static bool same_action(const struct tspec_rules *a, unsigned i, const struct tspec_rules *b, unsigned j)
{
    return memcmp(&a->actions[i], &b->actions[j], sizeof *a->actions) == 0;
}

/* Of two lists of actions, what they have not in common. */
static void write_action_diff(const struct tspec_rules *rules, const struct tspec_rule *old,
                              const struct tspec_rules *damaged, const struct tspec_rule *new,
                              struct tspec_out *out)
{
    unsigned before = 0, after = 0, least = old->actions < new->actions ? old->actions : new->actions;
    while (before < least &&
           same_action(rules, old->first_action + before, damaged, new->first_action + before))
        before++;
    while (before + after < least && same_action(rules, old->first_action + old->actions - 1u - after,
                                                 damaged, new->first_action + new->actions - 1u - after))
        after++;
    write_actions(rules, old->first_action + before, old->actions - before - after, out);
    tspec_out_text(out, " => ");
    write_actions(damaged, new->first_action + before, new->actions - before - after, out);
}

void tspec_mutant_write_diff(const struct tspec_rules *rules, const struct tspec_mutant *mutant,
                             const struct tspec_rules *damaged, struct tspec_out *out)
{
    const struct tspec_rule *rule = &rules->rules[mutant->rule];
    if (mutant->mutation >= TSPEC_MUTATION_LOSE) {
        write_action_diff(rules, rule, damaged, &damaged->rules[mutant->rule], out);
    } else if (mutant->mutation == TSPEC_MUTATION_SWAP) {
        tspec_out_format(out, "%s; %s => %s; %s", tspec_rules_text(rules, rule[0].id),
                         tspec_rules_text(rules, rule[1].id), tspec_rules_text(rules, rule[1].id),
                         tspec_rules_text(rules, rule[0].id));
    } else {
        write_condition(rules, mutant->rule, out);
        tspec_out_text(out, " => ");
        write_condition(damaged, mutant->rule, out);
    }
}
