#include "engine/match.h"

static inline bool atom_holds(const struct tspec_atom *atom, const uint32_t *r)
{
    const struct tspec_sum *s = &atom->sum;
    if (atom->arithmetic == TSPEC_CIRCULAR) {
        uint32_t sum = tspec_sum_value(s, r);
        return atom->relation == TSPEC_LESS ? sum >> 31 : sum == 0;
    }
    int64_t first = atom->arithmetic == TSPEC_DISTANCE ? (int64_t)(int32_t)(r[s->plus[0]] - r[s->minus[0]])
                                                       : (int64_t)r[s->plus[0]] - r[s->minus[0]];
    int64_t sum = first + r[s->plus[1]] - r[s->minus[1]] + s->constant;
    return atom->relation == TSPEC_LESS ? sum < 0 : sum == 0;
}

bool tspec_atom_holds(const struct tspec_atom *atom, const uint32_t *registers)
{
    return atom_holds(atom, registers);
}

static inline bool term_holds(const struct tspec_rules *rules, unsigned term, const struct tspec_inputs *in)
{
    if (term & TSPEC_TERM_PREDICATE)
        return in->predicate(in->context, term ^ TSPEC_TERM_PREDICATE);
    return atom_holds(&rules->atoms[term], in->registers);
}

unsigned tspec_match(const struct tspec_rules *rules, unsigned block, unsigned state,
                     const struct tspec_inputs *in)
{
    const struct tspec_block *b = &rules->blocks[block];
    const uint16_t *terms = rules->term_refs + b->first_term;
    const struct tspec_row *row = rules->rows + b->first_row;
    const struct tspec_row *end = row + b->rows;
    const unsigned in_state = 1u << state;
    uint64_t word = (uint64_t)in->flags | (uint64_t)in->options << TSPEC_BIT_OPTIONS;
    uint64_t unknown = ~(uint64_t)0 << TSPEC_BIT_TERMS;
    for (; row < end; row++) {
        if (!(row->states & in_state))
            continue;
        const uint64_t care = row->care, value = row->value;
        /* Only what no earlier row has asked yet is evaluated, and nothing more once the row is lost. */
        while (((word ^ value) & care & ~unknown) == 0) {
            uint64_t open = care & unknown;
            if (!open)
                return (unsigned)(row - rules->rows);
            unsigned bit = (unsigned)__builtin_ctzll(open);
            unknown &= ~(open & -open);
            if (term_holds(rules, terms[bit - TSPEC_BIT_TERMS], in))
                word |= open & -open;
        }
    }
    return TSPEC_NO_ROW;
}
