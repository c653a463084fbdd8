#include "harness/model/world.h"

#include <string.h>

void tspec_world_renew(struct tspec_world *w)
{
    memset(w, 0, sizeof *w);
    w->end_lo_us = w->end_hi_us = TSPEC_NEVER;
}

void tspec_world_delete(struct tspec_world *w)
{
    if (tspec_world_alive(w))
        w->ended_by = w->stimulus;
    w->state = TSPEC_CLOSED;
    w->ack_due_us = w->second_due_us = w->live_due_us = 0;
    w->end_lo_us = w->end_hi_us = TSPEC_NEVER;
    w->held_count = 0;
    w->fin_held = false;
    w->snd_una = w->snd_nxt;
    /* An RST that was promised may still leave; an acknowledgment cannot, there is nobody left to send it. */
    unsigned kept = 0;
    for (unsigned i = 0; i < w->reply_count; i++)
        if (w->replies[i].kind == TSPEC_REPLY_RST || w->replies[i].kind == TSPEC_REPLY_RST_ANY)
            w->replies[kept++] = w->replies[i];
    w->reply_count = (uint8_t)kept;
}

bool tspec_world_alive(const struct tspec_world *w)
{
    return w->state != TSPEC_CLOSED && w->state != TSPEC_LISTEN;
}

bool tspec_world_outstanding(const struct tspec_world *w)
{
    return tspec_world_alive(w) && w->snd_una < w->snd_nxt;
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
    if (next->count == TSPEC_WORLDS_MAX) {
        next->overflow = true;
        return;
    }
    next->worlds[next->count++] = *w;
}

void tspec_flow_store(struct tspec_model *m, unsigned index, struct tspec_next *next)
{
    struct tspec_flow *flow = &m->flows[index];

    if (next->overflow || next->count == 0) /* a profile that allows nothing here says nothing */
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
