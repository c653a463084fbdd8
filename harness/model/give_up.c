/* Giving up: when R2 ends what is never acknowledged, and when a block goes away by itself (RFC
 * 9293, 3.8.3, 3.6.1; docs/judge.md, "Time"). */
#include "harness/model/odd.h"

#include <string.h>

uint64_t tspec_user_timeout(const struct tspec_world *w)
{
    return w->set.user_timeout_ms == 0   ? 0
           : w->set.user_timeout_ms == 1 ? TSPEC_NEVER
                                         : (uint64_t)(w->set.user_timeout_ms - 1) * 1000;
}

static uint64_t r2_since(const struct tspec_world *w)
{
    return w->opened_us > w->flight_since_us ? w->opened_us : w->flight_since_us;
}

/* When R2 must have ended what is outstanding (MUST-20, MUST-21); TSPEC_NEVER: nobody said. A stack may look
 * at it when it would send again. A closed window is no reason (MUST-37). */
static uint64_t give_up_due(const struct tspec_model *m, const struct tspec_world *w)
{
    bool syn = w->snd_una == w->iss;
    uint64_t limit = tspec_user_timeout(w), interval = tspec_rto_high(m, w);

    if (syn && m->profile.syn_timeout_us > limit) /* what the application sets need not be for the SYN */
        limit = m->profile.gives_up ? m->profile.syn_timeout_us : 0;
    else if (!limit && m->profile.gives_up)
        limit = m->profile.user_timeout_us;
    bool shut = w->persist.kind || (!syn && w->snd_wnd == 0);
    if (!limit || limit == TSPEC_NEVER || shut || !tspec_world_outstanding(w))
        return TSPEC_NEVER;
    for (unsigned i = 0; i < w->backed_off && interval < limit; i++)
        interval *= 2;
    return r2_since(w) + limit + 2 * m->profile.tick_us + (m->exact ? 0 : interval);
}

struct tspec_objection tspec_given_up_late(struct tspec_model *m, const struct tspec_world *w)
{
    if (m->now_us <= give_up_due(m, w) || !tspec_in_hand(m, w))
        return (struct tspec_objection){0};
    tspec_exercised(m, TSPEC_CHECK_LIVE_GIVE_UP);
    return TSPEC_OBJECT(FAIL, LIVE_GIVE_UP,
                        w->snd_una == w->iss ? TSPEC_CLAUSE_RETRANSMIT_SYN : TSPEC_CLAUSE_GIVE_UP,
                        "a time-out: nothing was acknowledged for %ta", "none", m->now_us - r2_since(w), 0);
}

/* A passive connection that nobody has accepted may be given up without a word: there is nobody to tell. */
static bool half_open(const struct tspec_model *m, const struct tspec_world *w)
{
    return !m->exact && w->passive && !tspec_in_hand(m, w) && tspec_world_outstanding(w);
}

/* Three minutes are asked of an open attempt (MUST-23). One of the peer's may be held shorter, or in a cookie
 * (AMB-40): a note. */
static void note_half_open(const struct tspec_model *m, struct tspec_world *w)
{
    uint64_t patience = m->profile.syn_timeout_us ? m->profile.syn_timeout_us : 180 * TSPEC_SECOND_US;

    bool syn_acked = w->syn_sent && w->snd_una > w->iss; /* what is outstanding is text, or a FIN */
    if (half_open(m, w) && !syn_acked && m->now_us < w->flight_since_us + patience)
        tspec_world_owes(w, TSPEC_OBJECT(INFO, SYN_R2, TSPEC_CLAUSE_GIVE_UP,
                                         "the half-open connection held for %ta", "given up before", patience,
                                         0));
}

/* How long the rest of a released connection is tried for at least. */
static uint64_t released_patience(const struct tspec_model *m, const struct tspec_world *w)
{
    bool syn = w->snd_una == w->iss; /* a FIN may wait behind it */
    uint64_t declared = syn ? m->profile.syn_timeout_us : m->profile.user_timeout_us;
    uint64_t patience = declared ? declared : (syn ? 180 : 100) * TSPEC_SECOND_US;
    uint64_t chosen = tspec_user_timeout(w);

    return chosen && (!syn || chosen < patience) ? chosen : patience;
}

void tspec_due_end(const struct tspec_model *m, const struct tspec_world *w, uint64_t *lo, uint64_t *hi)
{
    *lo = w->end_lo_us;
    *hi = w->end_hi_us;
    if (tspec_in_hand(m, w))
        return;
    if (half_open(m, w)) {
        if (w->flight_since_us + TSPEC_SECOND_US < *lo)
            *lo = w->flight_since_us + TSPEC_SECOND_US;
    } else if (w->released && tspec_world_outstanding(w)) {
        uint64_t patience = released_patience(m, w);
        if (patience != TSPEC_NEVER && w->flight_since_us + patience < *lo)
            *lo = w->flight_since_us + patience;
    }
}

void tspec_due_expire(struct tspec_model *m, unsigned index)
{
    struct tspec_flow *flow = &m->flows[index];
    enum tspec_quirk_id quirk;
    bool any = false;
    uint64_t lo, hi;

    for (unsigned i = 0; i < flow->world_count; i++) {
        tspec_due_end(m, &flow->worlds[i], &lo, &hi);
        any |= m->now_us >= lo || m->now_us >= tspec_closing_end(m, &flow->worlds[i], &quirk);
    }
    if (!any)
        return;
    struct tspec_next *next = tspec_next_begin(m, index);
    for (unsigned i = 0; i < flow->world_count; i++) {
        struct tspec_world w = flow->worlds[i];
        tspec_due_end(m, &w, &lo, &hi);
        if (m->now_us < lo || hi == TSPEC_NEVER || m->now_us < hi + 2 * m->profile.tick_us)
            tspec_next_push(next, &w);
        if (m->now_us >= lo) {
            tspec_applied(next, w.state == TSPEC_TIME_WAIT ? TSPEC_CLAUSE_TIME_WAIT : TSPEC_CLAUSE_GIVE_UP);
            note_half_open(m, &w);
            tspec_world_delete(&w);
            tspec_next_push(next, &w);
        } else if (m->now_us >= tspec_closing_end(m, &w, &quirk)) {
            w = tspec_with_quirk(&w, quirk);
            tspec_world_delete(&w);
            tspec_next_push(next, &w);
        }
    }
    tspec_flow_store(next);
}
