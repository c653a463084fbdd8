#include "choose.h"

static _Atomic uint64_t own_counters[ALTERNATIVES];
_Atomic uint64_t *alternatives_taken = own_counters;

#define A(id, least, cite, what) {#id, cite, what, least},
static const struct {
    const char *name, *citation, *words;
    bool least;
} table[] = {
#include "alternatives.def"
};
#undef A

const char *alternative_name(unsigned alternative)
{
    return table[alternative].name;
}

const char *alternative_citation(unsigned alternative)
{
    return table[alternative].citation;
}

const char *alternative_words(unsigned alternative)
{
    return table[alternative].words;
}

/* splitmix64 */
static uint64_t next(struct chooser *c)
{
    uint64_t z = c->state += 0x9E3779B97F4A7C15u;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

void chooser_init(struct chooser *c, bool reluctant, uint64_t seed)
{
    *c = (struct chooser){.reluctant = reluctant, .state = seed};
}

void chooser_stir(struct chooser *c, uint64_t with)
{
    c->state ^= with * 0xD6E8FEB86659FD93u;
    (void)next(c);
}

uint32_t chance(struct chooser *c, uint32_t count)
{
    return (uint32_t)((next(c) >> 32) * count >> 32);
}

enum alternative choose_of(struct chooser *c, enum alternative first, enum alternative last, unsigned open)
{
    enum alternative found[32];
    unsigned count = 0, least = 0;
    for (unsigned a = first; a <= (unsigned)last; a++) {
        if (!(open >> (a - first) & 1))
            continue;
        found[count] = (enum alternative)a;
        if (table[a].least) {
            enum alternative other = found[least];
            found[least++] = (enum alternative)a;
            found[count] = other;
        }
        count++;
    }
    enum alternative taken = found[chance(c, c->reluctant && least ? least : count)];
    atomic_fetch_add_explicit(&alternatives_taken[taken], 1, memory_order_relaxed);
    return taken;
}

uint64_t between(struct chooser *c, uint64_t low, uint64_t high, uint64_t least)
{
    if (c->reluctant || high <= low)
        return least < low || high < low ? low : least > high ? high : least;
    switch (chance(c, 4)) {
    case 0:
        return low;
    case 1:
        return high;
    default:
        return low + (uint64_t)((next(c) >> 11) * (double)(high - low + 1) * 0x1p-53);
    }
}
