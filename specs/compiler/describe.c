#include "specs/compiler/describe.h"

#include <inttypes.h>
#include "specs/compiler/compiler.h"

static void write_register(uint8_t reg, struct tspec_out *out)
{
    tspec_out_text(out, tspec_word_text(TSPEC_WORD_REGISTER, reg));
}

/* regs[0]+regs[1]+constant, where the constant is written only when it is above 0 or alone. */
static void write_side(const uint8_t regs[2], int64_t constant, struct tspec_out *out)
{
    bool any = false;
    for (unsigned i = 0; i < 2; i++)
        if (regs[i] != TSPEC_REG_ZERO) {
            tspec_out_text(out, any ? "+" : "");
            write_register(regs[i], out);
            any = true;
        }
    if (constant > 0 || !any)
        tspec_out_format(out, "%s%" PRId64, any ? "+" : "", constant > 0 ? constant : 0);
}

void tspec_write_sum(const struct tspec_sum *sum, struct tspec_out *out)
{
    write_side(sum->plus, sum->constant, out);
    for (unsigned i = 0; i < 2; i++)
        if (sum->minus[i] != TSPEC_REG_ZERO) {
            tspec_out_text(out, "-");
            write_register(sum->minus[i], out);
        }
    if (sum->constant < 0)
        tspec_out_format(out, "-%" PRId64, -(int64_t)sum->constant);
}

/* sum < 0 as "plus < minus", the constant on the side where it is not negative. */
static void write_atom(const struct tspec_atom *atom, bool holds, struct tspec_out *out)
{
    static const char *const relations[2][2] = {{" >= ", " < "}, {" != ", " = "}};
    write_side(atom->sum.plus, atom->sum.constant, out);
    tspec_out_text(out, relations[atom->relation == TSPEC_EQUAL][holds]);
    write_side(atom->sum.minus, -(int64_t)atom->sum.constant, out);
}

static void write_bit(const struct tspec_rules *rules, const struct tspec_block *block, unsigned bit,
                      bool holds, struct tspec_out *out)
{
    unsigned term = bit >= TSPEC_BIT_TERMS ? rules->term_refs[block->first_term + bit - TSPEC_BIT_TERMS] : 0;
    if (bit >= TSPEC_BIT_TERMS && !(term & TSPEC_TERM_PREDICATE)) {
        write_atom(&rules->atoms[term], holds, out);
        return;
    }
    tspec_out_text(out, holds ? "" : "not ");
    if (bit >= TSPEC_BIT_TERMS)
        tspec_out_text(out, tspec_word_text(TSPEC_WORD_PREDICATE, term & ~(unsigned)TSPEC_TERM_PREDICATE));
    else if (bit >= TSPEC_BIT_OPTIONS)
        tspec_out_format(out, "option %s",
                         tspec_rules_text(rules, rules->options[bit - TSPEC_BIT_OPTIONS].name));
    else
        tspec_out_text(out, tspec_word_text(TSPEC_WORD_CONTROL, bit));
}

void tspec_write_cube(const struct tspec_rules *rules, unsigned block, uint64_t care, uint64_t value,
                      struct tspec_out *out)
{
    for (unsigned bit = 0, first = 1; bit < 64; bit++) {
        if (!(care >> bit & 1))
            continue;
        tspec_out_text(out, first ? "" : " and ");
        write_bit(rules, &rules->blocks[block], bit, value >> bit & 1, out);
        first = 0;
    }
}

static void write_send(const struct tspec_rules *rules, const struct tspec_action *a, struct tspec_out *out)
{
    tspec_out_text(out, "send <SEQ=");
    tspec_write_sum(&rules->sums[a->sums[0]], out);
    if (a->a & TSPEC_ACK) {
        tspec_out_text(out, "><ACK=");
        tspec_write_sum(&rules->sums[a->sums[1]], out);
    }
    tspec_out_text(out, "><CTL=");
    /* In the RFC's order: SYN, RST or FIN before ACK, which is the header's order from the right. */
    for (unsigned bit = 0, first = 1; bit < 8; bit++)
        if (a->a >> bit & 1) {
            tspec_out_text(out, first ? "" : ",");
            tspec_out_text(out, tspec_word_text(TSPEC_WORD_CONTROL, bit));
            first = 0;
        }
    tspec_out_text(out, ">");
}

static void write_spoken(const struct tspec_rules *rules, const char *verb, enum tspec_word_class word_class,
                         const struct tspec_action *a, struct tspec_out *out)
{
    tspec_out_format(out, "%s %s", verb, tspec_word_text(word_class, a->a));
    if (a->sums[0])
        tspec_out_format(out, " \"%.900s\"", tspec_rules_text(rules, a->sums[0]));
}

static const char *timer_name(unsigned timer)
{
    return timer == TSPEC_TIMER_COUNT ? "all" : tspec_word_text(TSPEC_WORD_TIMER, timer);
}

void tspec_write_action(const struct tspec_rules *rules, unsigned action, struct tspec_out *out)
{
    const struct tspec_action *a = &rules->actions[action];
    switch (a->op) {
    case TSPEC_OP_ASSIGN:
        tspec_out_format(out, "%s <- ", tspec_word_text(TSPEC_WORD_REGISTER, a->a));
        tspec_write_sum(&rules->sums[a->sums[0]], out);
        break;
    case TSPEC_OP_SEND:
        write_send(rules, a, out);
        break;
    case TSPEC_OP_ENTER:
        tspec_out_format(out, "enter %s", tspec_state_name(a->a));
        break;
    case TSPEC_OP_DROP:
        tspec_out_text(out, "drop");
        break;
    case TSPEC_OP_RETURN:
        write_spoken(rules, "return", TSPEC_WORD_RESULT, a, out);
        break;
    case TSPEC_OP_ALSO:
        tspec_out_format(out, "also %s", tspec_rules_text(rules, rules->procedures[a->a].name));
        break;
    case TSPEC_OP_CONTINUE:
        tspec_out_format(out, "continue at %s.%s",
                         tspec_rules_text(rules, rules->procedures[rules->blocks[a->a].procedure].name),
                         tspec_rules_text(rules, rules->blocks[a->a].name));
        break;
    case TSPEC_OP_START:
        tspec_out_format(out, "start %s", timer_name(a->a));
        break;
    case TSPEC_OP_RESTART:
        tspec_out_format(out, "restart %s", timer_name(a->a));
        break;
    case TSPEC_OP_STOP:
        tspec_out_format(out, "stop %s", timer_name(a->a));
        break;
    case TSPEC_OP_SIGNAL:
        write_spoken(rules, "signal", TSPEC_WORD_SIGNAL, a, out);
        break;
    case TSPEC_OP_CALL:
        tspec_out_text(out, tspec_word_text(TSPEC_WORD_PRIMITIVE, a->a));
        break;
    default:
        tspec_out_text(out, "impossible");
    }
}
