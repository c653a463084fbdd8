#include "tests/spec/oracle.h"

#include <stdlib.h>
#include <string.h>

uint64_t oracle_random(uint64_t *random)
{
    uint64_t z = *random += 0x9e3779b97f4a7c15;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
}

static unsigned below(struct oracle *o, unsigned limit)
{
    return (unsigned)(oracle_random(&o->random) % limit);
}

/* ---- making ---- */

static bool uses(const struct oracle_node *node, uint8_t reg)
{
    for (unsigned i = 0; i < 3; i++)
        for (unsigned n = 0; n < node->sums[i].count; n++)
            if (node->sums[i].registers[n] == reg)
                return true;
    return false;
}

/* A register of that kind which the comparison does not use yet, so that nothing cancels. */
static uint8_t fresh_register(struct oracle *o, const struct oracle_node *node, unsigned kind)
{
    for (;;) {
        const struct tspec_word *word =
            &tspec_words[TSPEC_WORD_REGISTER][below(o, tspec_word_counts[TSPEC_WORD_REGISTER])];
        if (word->kind == kind && !uses(node, word->value))
            return word->value;
    }
}

static void add(struct oracle *o, struct oracle_node *node, unsigned side, unsigned kind, bool minus)
{
    struct oracle_sum *sum = &node->sums[side];
    uint8_t reg = fresh_register(o, node, kind);
    sum->minus[sum->count] = minus;
    sum->registers[sum->count++] = reg;
}

/* What the table can hold: two registers added and two taken away, once all are on one side. */
static void make_comparison(struct oracle *o, struct oracle_node *node)
{
    node->kind = ORACLE_COMPARE;
    node->circular = below(o, 2);
    node->relations[0] = below(o, 6);
    node->relations[1] = below(o, 6);
    unsigned kind = node->circular ? TSPEC_SEQUENCE : TSPEC_LENGTH;
    add(o, node, 0, kind, false);
    if (!node->circular && below(o, 3) == 0) { /* a distance: SND.NXT-SND.UNA */
        node->sums[0].count = 0;
        add(o, node, 0, TSPEC_SEQUENCE, false);
        add(o, node, 0, TSPEC_SEQUENCE, true);
        add(o, node, 1, TSPEC_LENGTH, false);
    } else {
        if (below(o, 2))
            add(o, node, 0, TSPEC_LENGTH, false);
        if (node->circular || below(o, 4))
            add(o, node, 1, kind, false);
        if (node->sums[1].count && below(o, 2))
            add(o, node, 1, TSPEC_LENGTH, below(o, 2) && node->sums[0].count == 1);
        node->chain = node->circular && below(o, 3) == 0;
        if (node->chain)
            add(o, node, 2, kind, false);
    }
    for (unsigned i = 0; i < 3; i++)
        if (below(o, 2))
            node->sums[i].constant = (int32_t)below(o, 5) - 2;
    if (node->sums[1].count == 0)
        node->sums[1].constant = (int32_t)below(o, 4);
}

static unsigned make_node(struct oracle *o, unsigned depth)
{
    unsigned index = o->node_count++;
    struct oracle_node *node = &o->nodes[index];
    unsigned pick = below(o, 10);
    if (depth > 0 && pick < 6) {
        node->kind = pick < 3 ? ORACLE_ALL : pick < 5 ? ORACLE_ANY : ORACLE_NOT;
        node->first = make_node(o, depth - 1);
        if (node->kind != ORACLE_NOT)
            node->second = make_node(o, depth - 1);
    } else if (pick == 6) {
        node->kind = ORACLE_OPTION;
        node->number = below(o, ORACLE_OPTIONS);
    } else if (pick == 7) {
        node->kind = ORACLE_PREDICATE;
        node->number = below(o, TSPEC_PRED_COUNT);
    } else if (pick == 8) {
        node->kind = ORACLE_BIT;
        node->number = tspec_words[TSPEC_WORD_CONTROL][below(o, tspec_word_counts[TSPEC_WORD_CONTROL])].value;
    } else {
        make_comparison(o, node);
    }
    return index;
}

void oracle_init(struct oracle *o, uint64_t seed)
{
    memset(o, 0, sizeof *o);
    o->random = seed;
    o->rule_count = 2 + below(o, ORACLE_RULES - 1);
    for (unsigned i = 0; i + 1 < o->rule_count; i++) {
        struct oracle_rule *rule = &o->rules[i];
        rule->condition = make_node(o, 3);
        rule->guarded = below(o, 3) == 0;
        rule->other = below(o, 2);
        if (rule->guarded)
            rule->guard = make_node(o, 1);
        rule->states = (uint16_t)(1 + below(o, (1u << TSPEC_STATE_COUNT) - 1));
    }
    o->rules[o->rule_count - 1].states = (1u << TSPEC_STATE_COUNT) - 1;
}

/* ---- writing ---- */

static const char *const relations[] = {"=", "!=", "<", "=<", ">", ">="};

static void write_sum(const struct oracle_sum *sum, struct tspec_out *out)
{
    for (unsigned i = 0; i < sum->count; i++)
        tspec_out_format(out, "%s%s",
                         sum->minus[i] ? "-"
                         : i           ? "+"
                                       : "",
                         tspec_word_text(TSPEC_WORD_REGISTER, sum->registers[i]));
    if (sum->count == 0)
        tspec_out_format(out, "%d", sum->constant < 0 ? 0 : sum->constant);
    else if (sum->constant)
        tspec_out_format(out, "%s%d", sum->constant < 0 ? "-" : "+", abs(sum->constant));
}

static void write_node(const struct oracle *o, unsigned index, struct tspec_out *out)
{
    const struct oracle_node *node = &o->nodes[index];
    bool brackets = node->kind == ORACLE_ALL && o->nodes[node->first].kind == ORACLE_ANY;
    switch (node->kind) {
    case ORACLE_ALL: /* an `or` inside needs brackets, other brackets are left away */
        tspec_out_text(out, brackets ? "(" : "");
        write_node(o, node->first, out);
        tspec_out_text(out, brackets ? ") and " : " and ");
        brackets = o->nodes[node->second].kind == ORACLE_ANY;
        tspec_out_text(out, brackets ? "(" : "");
        write_node(o, node->second, out);
        tspec_out_text(out, brackets ? ")" : "");
        break;
    case ORACLE_ANY:
        write_node(o, node->first, out);
        tspec_out_text(out, " or ");
        write_node(o, node->second, out);
        break;
    case ORACLE_NOT:
        tspec_out_text(out, "not (");
        write_node(o, node->first, out);
        tspec_out_text(out, ")");
        break;
    case ORACLE_BIT:
        tspec_out_text(out, tspec_word_text(TSPEC_WORD_CONTROL, node->number));
        break;
    case ORACLE_PREDICATE:
        tspec_out_text(out, tspec_word_text(TSPEC_WORD_PREDICATE, node->number));
        break;
    case ORACLE_OPTION:
        tspec_out_format(out, "option o%u", node->number);
        break;
    case ORACLE_COMPARE:
        write_sum(&node->sums[0], out);
        tspec_out_format(out, " %s ", relations[node->relations[0]]);
        write_sum(&node->sums[1], out);
        if (node->chain) {
            tspec_out_format(out, " %s ", relations[node->relations[1]]);
            write_sum(&node->sums[2], out);
        }
    }
}

static void write_rule(const struct oracle *o, unsigned index, struct tspec_out *out)
{
    const struct oracle_rule *rule = &o->rules[index];
    if (rule->guarded) {
        tspec_out_text(out, "if ");
        write_node(o, rule->guard, out);
        tspec_out_text(out, rule->other ? " {} else {\n" : " {\n");
    }
    tspec_out_format(out, "must r%u in ", index);
    const char *separator = "";
    for (unsigned state = 0; state < TSPEC_STATE_COUNT; state++)
        if (rule->states >> state & 1) {
            tspec_out_format(out, "%s%s", separator, tspec_state_name(state));
            separator = ", ";
        }
    tspec_out_text(out, ": ");
    if (index + 1 < o->rule_count) {
        tspec_out_text(out, "when ");
        write_node(o, rule->condition, out);
    } else {
        tspec_out_text(out, "otherwise");
    }
    tspec_out_text(out, rule->guarded ? " {}\n}\n" : " {}\n");
}

void oracle_write(const struct oracle *o, struct tspec_out *out)
{
    for (unsigned i = 0; i < ORACLE_OPTIONS; i++)
        tspec_out_format(out, "option o%u \"an option\" default off;\n", i);
    tspec_out_text(out, "procedure arrives cite \"3.10\" on SEGMENT in any {\nstep s {\n");
    for (unsigned i = 0; i < o->rule_count; i++)
        write_rule(o, i, out);
    tspec_out_text(out, "}\n}\nprocedure walk cite \"3.10\" on STATUS in any {\nstep s {\n");
    for (unsigned state = 0; state < TSPEC_STATE_COUNT; state++)
        tspec_out_format(out, "must w%u in %s: otherwise { enter %s; }\n", state, tspec_state_name(state),
                         tspec_state_name((state + 1) % TSPEC_STATE_COUNT));
    tspec_out_text(out, "}\n}\n");
}

/* ---- walking ---- */

static int64_t linear_value(const struct oracle_sum *sum, const uint32_t *registers)
{
    int64_t value = sum->constant;
    if (sum->count == 2 && sum->minus[1] &&
        tspec_words[TSPEC_WORD_REGISTER][sum->registers[0] - 1].kind == TSPEC_SEQUENCE)
        return value + (int32_t)(registers[sum->registers[0]] - registers[sum->registers[1]]);
    for (unsigned i = 0; i < sum->count; i++)
        value += sum->minus[i] ? -(int64_t)registers[sum->registers[i]] : registers[sum->registers[i]];
    return value;
}

static bool compare(const struct oracle_node *node, unsigned left, unsigned relation,
                    const uint32_t *registers)
{
    int64_t a = linear_value(&node->sums[left], registers),
            b = linear_value(&node->sums[left + 1], registers);
    bool less = node->circular ? (int32_t)((uint32_t)a - (uint32_t)b) < 0 : a < b;
    bool more = node->circular ? (int32_t)((uint32_t)b - (uint32_t)a) < 0 : a > b;
    bool equal = node->circular ? (uint32_t)a == (uint32_t)b : a == b;
    const bool holds[] = {equal, !equal, less, !more, more, !less};
    return holds[relation];
}

static bool node_holds(const struct oracle *o, unsigned index, const struct tspec_inputs *in)
{
    const struct oracle_node *node = &o->nodes[index];
    switch (node->kind) {
    case ORACLE_ALL:
        return node_holds(o, node->first, in) && node_holds(o, node->second, in);
    case ORACLE_ANY:
        return node_holds(o, node->first, in) || node_holds(o, node->second, in);
    case ORACLE_NOT:
        return !node_holds(o, node->first, in);
    case ORACLE_BIT:
        return in->flags >> node->number & 1;
    case ORACLE_PREDICATE:
        return in->predicate(in->context, node->number);
    case ORACLE_OPTION:
        return in->options >> node->number & 1;
    default:
        return compare(node, 0, node->relations[0], in->registers) &&
               (!node->chain || compare(node, 1, node->relations[1], in->registers));
    }
}

unsigned oracle_rule_for(const struct oracle *o, unsigned state, const struct tspec_inputs *in)
{
    unsigned last = o->rule_count - 1;
    for (unsigned i = 0; i < last; i++) {
        const struct oracle_rule *rule = &o->rules[i];
        if (!(rule->states >> state & 1) || !node_holds(o, rule->condition, in))
            continue;
        if (!rule->guarded || node_holds(o, rule->guard, in) != rule->other)
            return i;
    }
    return last;
}
