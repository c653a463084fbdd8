#include "harness/model/world.h"

#include <string.h>

void tspec_world_renew(struct tspec_world *w)
{
    memset(w, 0, sizeof *w);
    w->end_lo_us = w->end_hi_us = TSPEC_NEVER;
}

/* What is left of a connection that is gone: who held it, what the application must still be told, what it
 * may cost, and resets that were promised (an acknowledgment cannot leave any more). All else is forgotten,
 * so that worlds which came to the same end are the same. */
void tspec_world_delete(struct tspec_world *w)
{
    struct tspec_world before = *w;

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
    for (unsigned i = 0; i < before.reply_count; i++)
        if (before.replies[i].kind == TSPEC_REPLY_RST || before.replies[i].kind == TSPEC_REPLY_RST_ANY)
            w->replies[w->reply_count++] = before.replies[i];
}

bool tspec_world_alive(const struct tspec_world *w)
{
    return w->state != TSPEC_CLOSED && w->state != TSPEC_LISTEN;
}

bool tspec_world_outstanding(const struct tspec_world *w)
{
    return tspec_world_alive(w) && w->snd_una < w->snd_nxt;
}

bool tspec_own_fin_acked(const struct tspec_world *w)
{
    return w->fin_sent && w->snd_una == w->snd_nxt;
}

void tspec_world_owes(struct tspec_world *w, struct tspec_objection debt)
{
    if (debt.level > w->debt.level)
        w->debt = debt;
}

void tspec_world_notes(struct tspec_world *w, struct tspec_objection debt)
{
    debt.seen = debt.observed;
    debt.asked = w->asked;
    tspec_world_owes(w, debt);
}

void tspec_next_push(struct tspec_next *next, const struct tspec_world *w)
{
    for (unsigned i = 0; i < next->count; i++)
        if (memcmp(&next->worlds[i], w, sizeof *w) == 0)
            return;
    if (next->count < TSPEC_WORLDS_MAX) {
        next->worlds[next->count++] = *w;
        return;
    }
    /* The dearest explanation gives way; that one is missing is remembered. */
    unsigned dearest = 0;
    for (unsigned i = 1; i < next->count; i++)
        if (next->worlds[i].debt.level > next->worlds[dearest].debt.level)
            dearest = i;
    if (next->worlds[dearest].debt.level > w->debt.level)
        next->worlds[dearest] = *w;
    next->overflow = true;
}

void tspec_flow_store(struct tspec_model *m, unsigned index, struct tspec_next *next)
{
    struct tspec_flow *flow = &m->flows[index];

    flow->lost |= next->overflow;
    if (next->count == 0) /* a profile that allows nothing here says nothing */
        m->inconclusive = true;
    flow->world_count = (uint8_t)next->count;
    memcpy(flow->worlds, next->worlds, next->count * sizeof next->worlds[0]);
}

/* Of the objections of worlds that all fall, the one that names the finding. A world that waits for an
 * overdue answer has that as its reason, and is asked only when all of them wait: then the oldest obligation
 * counts. Ties go by clause order. */
static struct tspec_objection reason(const struct tspec_flow *flow, const struct tspec_objection *objections)
{
    struct tspec_objection best = {0};
    bool lives = false;

    for (unsigned i = 0; i < flow->world_count; i++) {
        struct tspec_objection o = tspec_due_overdue(&flow->worlds[i]);
        if (o.level != TSPEC_LEVEL_FAIL + 1 ||
            (objections[i].stimulus && objections[i].stimulus < o.stimulus))
            o = objections[i];
        bool waits = o.stimulus != 0, waited = best.stimulus != 0;
        bool alive = tspec_world_alive(&flow->worlds[i]);
        if (!best.level || (waited && !waits) || (waits == waited && o.stimulus < best.stimulus) ||
            (o.stimulus == best.stimulus && (alive > lives || (alive == lives && o.clause < best.clause)))) {
            best = o;
            lives = alive;
        }
    }
    return best;
}

void tspec_flow_judge(struct tspec_model *m, unsigned index, const struct tspec_objection *objections,
                      const struct tspec_segment *seg)
{
    struct tspec_flow *flow = &m->flows[index];
    unsigned kept = 0;

    if (flow->world_count == 0) /* inconclusive already */
        return;
    for (unsigned i = 0; i < flow->world_count; i++)
        kept += objections[i].level != TSPEC_LEVEL_FAIL + 1;
    if (kept == 0) {
        struct tspec_objection o = reason(flow, objections);
        tspec_object(m, index, &o, tspec_model_state(m, index), o.stimulus ? NULL : seg);
        m->failed = true;
        flow->world_count = 0;
        return;
    }
    kept = 0;
    for (unsigned i = 0; i < flow->world_count; i++) {
        const struct tspec_objection *o = &objections[i];
        if (o->level == TSPEC_LEVEL_FAIL + 1)
            continue;
        if (kept != i)
            flow->worlds[kept] = flow->worlds[i];
        tspec_world_owes(&flow->worlds[kept++], *o);
    }
    flow->world_count = (uint8_t)kept;
    tspec_flow_collect(m, index, seg);
}

void tspec_flow_collect(struct tspec_model *m, unsigned index, const struct tspec_segment *seg)
{
    struct tspec_flow *flow = &m->flows[index];
    const struct tspec_world *mildest = NULL;

    for (unsigned i = 0; i < flow->world_count; i++) {
        const struct tspec_world *w = &flow->worlds[i];
        if (!w->debt.level)
            return;
        if (!mildest || w->debt.level < mildest->debt.level ||
            (w->debt.level == mildest->debt.level && w->debt.clause < mildest->debt.clause))
            mildest = w;
    }
    if (!mildest)
        return;
    tspec_object(m, index, &mildest->debt, tspec_model_state(m, index), seg);
    for (unsigned i = 0; i < flow->world_count; i++)
        memset(&flow->worlds[i].debt, 0, sizeof flow->worlds[i].debt);
}
