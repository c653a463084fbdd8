#include "harness/model/steps.h"

#include <stddef.h>
#include <string.h>

void tspec_world_renew(struct tspec_world *w)
{
    memset(w, 0, offsetof(struct tspec_world, held));
    w->end_lo_us = w->end_hi_us = TSPEC_NEVER;
}

void tspec_world_copy(struct tspec_world *to, const struct tspec_world *from)
{
    memcpy(to, from, offsetof(struct tspec_world, held));
    if (from->held_count)
        memcpy(to->held, from->held, from->held_count * sizeof from->held[0]);
    if (from->perhaps_count)
        memcpy(to->perhaps, from->perhaps, from->perhaps_count * sizeof from->perhaps[0]);
    if (from->late_count)
        memcpy(to->late, from->late, from->late_count * sizeof from->late[0]);
    if (from->reply_count)
        memcpy(to->replies, from->replies, from->reply_count * sizeof from->replies[0]);
}

struct tspec_world tspec_world_forked(const struct tspec_world *w, uint64_t quirks)
{
    struct tspec_world fork;

    tspec_world_copy(&fork, w);
    fork.quirks |= quirks;
    return fork;
}

/* What is left of a connection that is gone: who held it, what the application must still be told, what it
 * may cost, and resets that were promised (an acknowledgment cannot leave any more). All else is forgotten,
 * so that worlds which came to the same end are the same. */
void tspec_world_delete(struct tspec_world *w)
{
    struct tspec_world before = tspec_world_forked(w, 0);

    tspec_world_renew(w);
    w->passive = before.passive;
    w->accepted = before.accepted;
    w->released = before.released;
    w->iss = before.iss;
    w->irs = before.irs;
    w->stimulus = before.stimulus;
    w->asked = before.asked;
    w->ended_by = before.state == TSPEC_CLOSED || before.state == TSPEC_LISTEN ? 0 : before.stimulus;
    memcpy(w->signal_due_us, before.signal_due_us, sizeof w->signal_due_us);
    memcpy(w->signal_clause, before.signal_clause, sizeof w->signal_clause);
    w->signal_may = before.signal_may;
    w->quiet = before.quiet;
    w->debt = before.debt;
    w->debts = before.debts;
    w->quirks = before.quirks;
    for (unsigned i = 0; i < before.reply_count; i++)
        if (before.replies[i].kind == TSPEC_REPLY_RST || before.replies[i].kind == TSPEC_REPLY_RST_ANY)
            w->replies[w->reply_count++] = before.replies[i];
}

void tspec_world_owes(struct tspec_world *w, struct tspec_objection debt)
{
    w->debts += debt.level == TSPEC_LEVEL_DEVIATES + 1;
    if (debt.level > w->debt.level)
        w->debt = debt;
}

void tspec_world_notes(struct tspec_world *w, struct tspec_objection debt)
{
    debt.seen = debt.observed;
    debt.asked = w->asked;
    tspec_world_owes(w, debt);
}

static unsigned quirk_count(uint64_t quirks)
{
    unsigned count = 0;

    for (; quirks; quirks &= quirks - 1)
        count++;
    return count;
}

/* Which of two explanations gives way when there is no room for both. */
static bool is_dearer(const struct tspec_world *a, const struct tspec_world *b)
{
    unsigned more = quirk_count(a->quirks), less = quirk_count(b->quirks);

    return more != less ? more > less : a->debt.level > b->debt.level;
}

/* The same, whatever they assume and may hold. */
static bool is_same(const struct tspec_world *a, const struct tspec_world *b)
{
    return memcmp(a, b, offsetof(struct tspec_world, quirks)) == 0 &&
           memcmp(a->held, b->held, a->held_count * sizeof a->held[0]) == 0 &&
           memcmp(a->late, b->late, a->late_count * sizeof a->late[0]) == 0 &&
           memcmp(a->replies, b->replies, a->reply_count * sizeof a->replies[0]) == 0;
}

/* Whatever `b` may hold or not, so may `a`. */
static bool may_hold_as(const struct tspec_world *a, const struct tspec_world *b)
{
    unsigned found = 0;

    for (unsigned i = 0; i < a->perhaps_count && found < b->perhaps_count; i++)
        found += memcmp(&a->perhaps[i], &b->perhaps[found], sizeof a->perhaps[0]) == 0;
    return found == b->perhaps_count;
}

struct tspec_next *tspec_next_begin(struct tspec_model *m, unsigned index)
{
    struct tspec_next *next = &m->next;

    next->m = m;
    next->flow = &m->flows[index];
    next->index = index;
    next->count = 0;
    next->overflow = next->overflow_quirk = false;
    next->taken = 0;
    return next;
}

static bool is_flows(const struct tspec_next *next, const struct tspec_world *w)
{
    return (uintptr_t)w - (uintptr_t)next->flow->worlds < sizeof next->flow->worlds;
}

/* A copy, in a place that nobody in the set has. */
static struct tspec_world *place(struct tspec_next *next, const struct tspec_world *w)
{
    unsigned vacant = (unsigned)__builtin_ctzll(~next->taken);

    next->taken |= (uint64_t)1 << vacant;
    tspec_world_copy(&next->places[vacant], w);
    return &next->places[vacant];
}

static void vacate(struct tspec_next *next, const struct tspec_world *w)
{
    if (!is_flows(next, w))
        next->taken &= ~((uint64_t)1 << (w - next->places));
}

/* The same but for what they assume and may hold: the one that assumes less and leaves more open is enough.
 */
static bool is_covered(struct tspec_next *next, const struct tspec_world *w)
{
    for (unsigned i = 0; i < next->count; i++) {
        const struct tspec_world *other = next->worlds[i];
        if (!is_same(other, w))
            continue;
        if ((other->quirks & ~w->quirks) == 0 && may_hold_as(other, w))
            return true;
        if ((w->quirks & ~other->quirks) == 0 && may_hold_as(w, other)) {
            vacate(next, other);
            next->count--;
            memmove(&next->worlds[i], &next->worlds[i + 1], (next->count - i) * sizeof next->worlds[0]);
            i--;
        }
    }
    return false;
}

/* Where in the set there is room for a world like this one; the set's count: behind all others. At its limit
 * the dearest explanation gives way, and that one is missing is remembered. NULL: this one is the dearest. */
static struct tspec_world **room(struct tspec_next *next, const struct tspec_world *w)
{
    struct tspec_world **dearest = NULL;
    unsigned same = 0;

    for (unsigned i = 0; i < next->count; i++)
        same += !next->worlds[i]->quirks == !w->quirks;
    if (same < (w->quirks ? TSPEC_WORLDS_ODD : TSPEC_WORLDS_PLAIN))
        return &next->worlds[next->count++];
    for (unsigned i = 0; i < next->count; i++)
        if (!next->worlds[i]->quirks == !w->quirks && (!dearest || is_dearer(next->worlds[i], *dearest)))
            dearest = &next->worlds[i];
    next->overflow |= !w->quirks;
    next->overflow_quirk |= w->quirks != 0;
    if (!is_dearer(*dearest, w))
        return NULL;
    vacate(next, *dearest);
    return dearest;
}

void tspec_next_push(struct tspec_next *next, const struct tspec_world *w)
{
    struct tspec_world **at = is_covered(next, w) ? NULL : room(next, w);

    if (at)
        *at = place(next, w);
}

void tspec_next_keep(struct tspec_next *next, struct tspec_world *w)
{
    struct tspec_world **at = is_covered(next, w) ? NULL : room(next, w);

    if (at)
        *at = is_flows(next, w) ? w : place(next, w);
}

/* The set is the flow's from now on, the plain worlds first. Mostly each lies where it belongs. */
static void arrange(struct tspec_next *next)
{
    struct tspec_flow *flow = next->flow;
    struct tspec_world *order[TSPEC_WORLDS_MAX];
    unsigned count = 0;

    for (unsigned i = 0; i < next->count; i++)
        if (!next->worlds[i]->quirks)
            order[count++] = next->worlds[i];
    flow->plain_count = (uint8_t)count;
    for (unsigned i = 0; count < next->count; i++)
        if (next->worlds[i]->quirks)
            order[count++] = next->worlds[i];
    flow->world_count = (uint8_t)count;
    for (unsigned i = 0; i < count; i++) {
        struct tspec_world *here = &flow->worlds[i];
        if (order[i] == here)
            continue;
        for (unsigned k = i + 1; k < count; k++) /* who lies here, and belongs further back, makes way */
            if (order[k] == here)
                order[k] = place(next, here);
        tspec_world_copy(here, order[i]);
    }
}

void tspec_flow_store(struct tspec_next *next)
{
    struct tspec_flow *flow = next->flow;

    flow->lost |= next->overflow;
    flow->lost_quirk |= next->overflow_quirk;
    arrange(next);
    if (flow->plain_count == 0) /* a profile that allows nothing here says nothing */
        next->m->inconclusive = true;
}

/* It says that text behind a SYN was taken, which the stack acknowledges as little now as before: more likely
 * it was not (AMB-22, AMB-47), and another world's objection is the better one. */
static bool is_doubted(const struct tspec_world *w, const struct tspec_objection *o)
{
    return o->level && o->check == TSPEC_CHECK_ACK_VALUE && o->b == w->ack_sent && o->b == w->irs + 1;
}

/* Of the objections of plain worlds that all fall, the one that names the finding. A world that waits for an
 * overdue answer has that as its reason, and is asked only when all of them wait: then the oldest obligation
 * counts. Ties go by clause order. */
static struct tspec_objection reason(const struct tspec_flow *flow, const struct tspec_objection *objections)
{
    struct tspec_objection best = {0};
    bool lives = false, doubts = false;

    for (unsigned i = 0; i < flow->plain_count; i++) {
        struct tspec_objection o = tspec_due_overdue(&flow->worlds[i]);
        if (o.level != TSPEC_LEVEL_FAIL + 1 ||
            (objections[i].stimulus && objections[i].stimulus < o.stimulus))
            o = objections[i];
        bool waits = o.stimulus != 0, waited = best.stimulus != 0;
        bool alive = tspec_world_alive(&flow->worlds[i]), doubted = is_doubted(&flow->worlds[i], &o);
        bool better =
            (waited && !waits) || (waits == waited && o.stimulus < best.stimulus) ||
            (o.stimulus == best.stimulus && (alive > lives || (alive == lives && o.clause < best.clause)));
        if (!best.level || doubted < doubts || (doubted == doubts && better)) {
            best = o;
            lives = alive;
            doubts = doubted;
        }
    }
    return best;
}

static bool fails(const struct tspec_objection *o)
{
    return o->level == TSPEC_LEVEL_FAIL + 1;
}

static uint64_t quirk_bit(const struct tspec_objection *o)
{
    return o->quirk ? (uint64_t)1 << (o->quirk - 1) : 0;
}

static int lowest(uint64_t quirks)
{
    int i = 0;

    for (; quirks && !(quirks & 1); quirks >>= 1)
        i++;
    return quirks ? i : -1;
}

/* Fewer quirks first, then a world without a debt, then the first of the list. */
static bool is_cheaper(uint64_t quirks, bool owes, uint64_t best, bool best_owes)
{
    unsigned less = quirk_count(quirks), more = quirk_count(best);

    if (!best || less != more)
        return !best || less < more;
    return owes != best_owes ? best_owes : quirks < best;
}

/* What the cheapest world that is left assumes; 0: none is. */
static uint64_t cheapest(const struct tspec_flow *flow, const struct tspec_objection *objections)
{
    uint64_t best = 0;
    bool best_owes = false;

    for (unsigned i = 0; i < flow->world_count; i++) {
        const struct tspec_objection *o = &objections[i];
        uint64_t quirks = flow->worlds[i].quirks | (fails(o) ? quirk_bit(o) : 0);
        bool owes = flow->worlds[i].debts > 0;
        if ((fails(o) && !o->quirk) || !is_cheaper(quirks, owes, best, best_owes))
            continue;
        best = quirks;
        best_owes = owes;
    }
    return best;
}

/* Drops the worlds that fall, lets those with an excuse go on under it, and forgets the quirks in `told`,
 * which a finding has just named. */
static void sift(struct tspec_model *m, unsigned index, const struct tspec_objection *objections,
                 uint64_t told)
{
    struct tspec_next *left = tspec_next_begin(m, index);
    struct tspec_flow *flow = left->flow;

    for (unsigned i = 0; i < flow->world_count; i++) {
        struct tspec_world *w = &flow->worlds[i];
        if (fails(&objections[i]) && !objections[i].quirk)
            continue;
        if (fails(&objections[i]))
            w->quirks |= quirk_bit(&objections[i]);
        else
            tspec_world_owes(w, objections[i]);
        w->quirks &= ~told;
        left->worlds[left->count++] = w;
    }
    arrange(left);
    for (unsigned i = 0; told && i < flow->piece_count; i++)
        flow->pieces[i].quirks &= ~told;
}

void tspec_flow_judge(struct tspec_model *m, unsigned index, const struct tspec_objection *objections,
                      const struct tspec_segment *seg)
{
    struct tspec_flow *flow = &m->flows[index];
    uint64_t told = 0;
    unsigned kept = 0;

    if (flow->world_count == 0) /* inconclusive already */
        return;
    for (unsigned i = 0; i < flow->plain_count; i++)
        kept += !fails(&objections[i]);
    if (kept == 0) {
        struct tspec_objection o = reason(flow, objections);
        told = cheapest(flow, objections);
        flow->lost |= !told && flow->lost_quirk;
        tspec_object(m, index, &o, lowest(told), o.stimulus ? NULL : seg);
        flow->lost |= flow->lost_quirk;
        if (!told) {
            m->failed = true;
            flow->world_count = flow->plain_count = 0;
            return;
        }
    }
    sift(m, index, objections, told);
    tspec_flow_collect(m, index, seg);
}

/* The quirk that excuses it, or else one under which nothing like it is owed, if there is one. */
static int debt_explained(const struct tspec_flow *flow, const struct tspec_objection *debt)
{
    uint64_t best = quirk_bit(debt);

    for (unsigned i = flow->plain_count; !debt->quirk && i < flow->world_count; i++)
        if ((flow->worlds[i].debt.level < debt->level || flow->worlds[i].debt.quirk) &&
            is_cheaper(flow->worlds[i].quirks, false, best, false))
            best = flow->worlds[i].quirks;
    return lowest(best);
}

static bool is_milder(const struct tspec_world *a, const struct tspec_world *b)
{
    return a->debt.level != b->debt.level     ? a->debt.level < b->debt.level
           : a->debts != b->debts             ? a->debts < b->debts
           : !a->debt.quirk != !b->debt.quirk ? a->debt.quirk != 0
                                              : a->debt.clause < b->debt.clause;
}

void tspec_flow_collect(struct tspec_model *m, unsigned index, const struct tspec_segment *seg)
{
    struct tspec_flow *flow = &m->flows[index];
    const struct tspec_world *mildest = NULL;

    for (unsigned i = 0; i < flow->plain_count; i++) {
        const struct tspec_world *w = &flow->worlds[i];
        if (!w->debt.level)
            return;
        if (!mildest || is_milder(w, mildest))
            mildest = w;
    }
    if (!mildest)
        return;
    struct tspec_objection told = mildest->debt;
    int quirk = debt_explained(flow, &told);
    if (quirk < 0 && flow->lost_quirk) /* the world without it may be the one there was no place for */
        flow->lost = true;
    tspec_object(m, index, &told, quirk, seg);
    for (unsigned i = 0; i < flow->world_count; i++) {
        struct tspec_objection *debt = &flow->worlds[i].debt;
        if (i < flow->plain_count || debt->check == told.check)
            memset(debt, 0, sizeof *debt);
        flow->worlds[i].debts = 0;
    }
}
