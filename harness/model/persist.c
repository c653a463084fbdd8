/* Text waits for the peer's window: it is shut, too small for a segment worth sending, or has shrunk under
 * what is in flight (RFC 9293, 3.8.6, 3.8.6.1, 3.8.6.2.1). */
#include "harness/model/persist.h"

#include <string.h>

#include "harness/model/odd.h"

enum { SHUT = 1, NARROW, SHRUNK };

static bool sends(const struct tspec_world *w)
{
    return w->snd_una > w->iss &&
           (w->state == TSPEC_ESTABLISHED || w->state == TSPEC_CLOSE_WAIT || w->state == TSPEC_FIN_WAIT_1 ||
            w->state == TSPEC_LAST_ACK || w->state == TSPEC_CLOSING);
}

/* What the window is to the text that waits; 0: nothing waits for it. A FIN alone need not be probed for
 * (AMB-30). */
static unsigned window_kind(const struct tspec_world *w)
{
    tspec_pos waiting = w->queued_to - w->snd_nxt;

    if (!sends(w) || w->queued_to <= w->snd_una)
        return 0;
    if (w->more && !w->close_asked && waiting < w->peer_mss && w->snd_una == w->snd_nxt)
        return 0; /* MAY-16 */
    if (w->snd_wnd == 0)
        return SHUT;
    if (w->snd_una + w->snd_wnd < w->snd_nxt)
        return SHRUNK;
    /* Less than what must leave at once (tspec_liveness), and nothing in flight whose ACK could change that.
     */
    return w->snd_una == w->snd_nxt && w->snd_wnd < tspec_min(waiting, w->peer_mss) ? NARROW : 0;
}

void tspec_persist_watch(const struct tspec_model *m, struct tspec_world *w)
{
    unsigned kind = m->exact && !m->profile.persists ? 0 : window_kind(w);

    if (kind == w->persist.kind)
        return;
    if (w->persist.kind)
        w->opened_us = m->now_us;
    memset(&w->persist, 0, sizeof w->persist);
    if (kind) {
        w->persist.kind = kind;
        w->persist.last_us = w->persist.heard_us = m->now_us;
    }
}

void tspec_persist_heard(const struct tspec_model *m, struct tspec_world *w, bool counts)
{
    w->persist.heard_us = m->now_us;
    if (counts && w->persist.count > 0)
        w->persist.answered_us = m->now_us;
}

void tspec_persist_advanced(const struct tspec_model *m, struct tspec_world *w)
{
    w->persist.last_us = m->now_us;
    w->persist.gap_us[0] = w->persist.gap_us[1] = 0; /* its gaps may go on or begin anew */
}

/* The longest that an interval can be by now: an RTO that was doubled with each retransmission in vain, and
 * with each probe. Real stacks cap it at two minutes. */
static uint64_t interval_high(const struct tspec_model *m, const struct tspec_world *w)
{
    uint64_t interval = tspec_rto_high(m, w);
    uint64_t cap = m->profile.rto_max_us > 120 * TSPEC_SECOND_US ? m->profile.rto_max_us
                   : m->profile.rto_max_us                       ? 120 * TSPEC_SECOND_US
                                                                 : TSPEC_NEVER / 8;

    for (unsigned i = 0; i < w->backed_off + w->persist.count && interval < cap; i++)
        interval *= 2;
    return interval;
}

/* From the last probe, or from the ACK behind it: a stack may count from either. */
static uint64_t since_heard(const struct tspec_model *m, const struct tspec_persist *p)
{
    return m->now_us - (p->heard_us > p->last_us ? p->heard_us : p->last_us);
}

struct tspec_objection tspec_persist_sent(struct tspec_model *m, struct tspec_world *w)
{
    tspec_persist_watch(m, w); /* in CLOSING a window may change without more */
    struct tspec_persist *p = &w->persist;
    struct tspec_objection o = {0};
    uint64_t shortest = since_heard(m, p), longest = m->now_us - p->last_us;
    uint64_t first = p->gap_us[0];

    if (longest == 0 || !p->kind)
        return o;
    if (p->kind == SHUT && p->count == 0) {
        /* The retransmission timer may run out first, and the one for probes begin then. */
        uint64_t high = 2 * interval_high(m, w) + 2 * m->profile.tick_us;
        tspec_exercised(m, TSPEC_CHECK_PROBE_FIRST);
        if (shortest > high)
            o = TSPEC_OBJECT(DEVIATES, PROBE_FIRST, TSPEC_CLAUSE_PROBE,
                             "the first probe within %ta, about one RTO", "after %tb", high, shortest);
    } else if (p->kind == SHUT &&
               p->count >= 3) { /* three gaps behind the first, and the last is no longer */
        tspec_exercised(m, TSPEC_CHECK_PROBE_BACK_OFF);
        if (longest <= first + 2 * m->profile.tick_us && first < 60 * TSPEC_SECOND_US)
            o = TSPEC_OBJECT(DEVIATES, PROBE_BACK_OFF, TSPEC_CLAUSE_PROBE,
                             "a gap well above %ta, the one before the last", "the next probe after %tb",
                             first, longest);
    }
    p->gap_us[0] = p->gap_us[1];
    p->gap_us[1] = shortest;
    p->last_us = m->now_us;
    p->count += p->count < 200;
    return tspec_any_window_excuses(m, w, o, w->any.wnd > 0);
}

struct tspec_objection tspec_persist_late(struct tspec_model *m, struct tspec_world *w)
{
    tspec_persist_watch(m, w);
    uint64_t interval = interval_high(m, w);

    if (!w->persist.kind)
        return (struct tspec_objection){0};
    if (since_heard(m, &w->persist) <= 3 * interval + interval / 16 + 2 * m->profile.tick_us ||
        !tspec_in_hand(m, w))
        return (struct tspec_objection){0};
    w->persist.last_us = m->now_us;
    struct tspec_objection o =
        TSPEC_OBJECT(FAIL, LIVE_PROBE, TSPEC_CLAUSE_PROBE, "a probe of the closed window, at SEQ=%sa", "none",
                     w->snd_nxt, 0);
    if (w->persist.kind == NARROW)
        o = TSPEC_OBJECT(FAIL, LIVE_SEND, TSPEC_CLAUSE_SILLY, "text from SEQ=%sa, up to SEQ=%sb", "nothing",
                         w->snd_nxt, w->snd_una + w->snd_wnd);
    else if (w->persist.kind == SHRUNK)
        o = TSPEC_OBJECT(DEVIATES, LIVE_RETRANSMISSION, TSPEC_CLAUSE_SHRUNK,
                         "a retransmission from SEQ=%sa, up to SEQ=%sb", "none", w->snd_una,
                         w->snd_una + w->snd_wnd);
    tspec_exercised(m, o.check);
    if (w->persist.kind == SHRUNK && tspec_has_quirk(m, TSPEC_QUIRK_PROBE_BELOW))
        return tspec_excused(m, TSPEC_QUIRK_PROBE_BELOW, o);
    if (w->any.wnd != w->snd_wnd)
        return tspec_any_window_excuses(m, w, o, true);
    return tspec_stuck_excuses(m, w, o);
}

struct tspec_objection tspec_persist_given_up(struct tspec_model *m, const struct tspec_world *w,
                                              uint64_t least)
{
    const struct tspec_persist *p = &w->persist;

    tspec_exercised(m, TSPEC_CHECK_PROBE_GIVE_UP);
    if (!p->answered_us || m->now_us - p->answered_us >= least)
        return (struct tspec_objection){0};
    struct tspec_objection o = TSPEC_OBJECT(FAIL, PROBE_GIVE_UP, TSPEC_CLAUSE_PROBE,
                                            "the connection stays open: a probe was acknowledged %ta before",
                                            "given up", m->now_us - p->answered_us, 0);
    if (p->kind == SHRUNK) {
        o.level = TSPEC_LEVEL_DEVIATES + 1;
        o.clause = TSPEC_CLAUSE_SHRUNK;
    }
    return o;
}
