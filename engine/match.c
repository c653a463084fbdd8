#include "engine/match.h"

bool tspec_atom_holds(const struct tspec_atom *atom, const uint32_t *registers)
{
    const struct tspec_sum *s = &atom->sum;
    const uint32_t *r = registers;
    if (atom->arithmetic == TSPEC_CIRCULAR) {
        uint32_t sum = tspec_sum_value(s, r);
        return atom->relation == TSPEC_LESS ? sum >> 31 : sum == 0;
    }
    int64_t first = atom->arithmetic == TSPEC_DISTANCE
                        ? (int64_t)(int32_t)(r[s->plus[0]] - r[s->minus[0]])
                        : (int64_t)r[s->plus[0]] - r[s->minus[0]];
    int64_t sum = first + r[s->plus[1]] - r[s->minus[1]] + s->constant;
    return atom->relation == TSPEC_LESS ? sum < 0 : sum == 0;
}

static bool term_holds(const struct tspec_rules *rules, unsigned term, const struct tspec_inputs *in)
{
    if (term & TSPEC_TERM_PREDICATE)
        return in->predicate(in->context, term & ~(unsigned)TSPEC_TERM_PREDICATE);
    return tspec_atom_holds(&rules->atoms[term], in->registers);
}

unsigned tspec_match(const struct tspec_rules *rules, unsigned block, unsigned state,
                     const struct tspec_inputs *in)
{
    const struct tspec_block *b = &rules->blocks[block];
    const uint16_t *terms = rules->term_refs + b->first_term;
    uint64_t word = (uint64_t)in->flags | (uint64_t)in->options << TSPEC_BIT_OPTIONS;
    uint64_t known = ((uint64_t)1 << TSPEC_BIT_TERMS) - 1;
    const struct tspec_row *row = rules->rows + b->first_row;
    const struct tspec_row *end = row + b->rows;
    for (; row < end; row++) {
        if (!(row->states >> state & 1))
            continue;
        /* Only what no earlier row has asked yet is evaluated, and nothing more once the row is lost. */
        while (((word ^ row->value) & row->care & known) == 0) {
            uint64_t unknown = row->care & ~known;
            if (!unknown)
                return (unsigned)(row - rules->rows);
            unsigned bit = (unsigned)__builtin_ctzll(unknown);
            word |= (uint64_t)term_holds(rules, terms[bit - TSPEC_BIT_TERMS], in) << bit;
            known |= (uint64_t)1 << bit;
        }
    }
    return TSPEC_NO_ROW;
}
