/* Segments beyond a gap whose every field waits for its turn (AMB-52; RFC 9293, 3.10.7.4, step 1). */
#include "harness/model/steps.h"

#include <string.h>

enum { ENOUGH = 16384 }; /* more than an initial congestion window (RFC 6928) */

bool tspec_put_late(struct tspec_world *w, tspec_pos seq, tspec_pos ack, uint16_t window)
{
    unsigned i = w->late_count;

    if (i == TSPEC_LATE_MAX)
        return false;
    for (; i > 0 && w->late[i - 1].seq > seq; i--)
        w->late[i] = w->late[i - 1];
    memset(&w->late[i], 0, sizeof w->late[i]);
    w->late[i] = (struct tspec_late){.seq = seq, .ack = ack, .window = window};
    w->late_count++;
    return true;
}

bool tspec_defer(struct tspec_next *next, const struct tspec_world *w, const struct tspec_arrival *a)
{
    struct tspec_model *m = next->m;
    bool only = tspec_only(m, TSPEC_CHOICE_OUT_OF_ORDER_FIELDS, TSPEC_OUT_OF_ORDER_FIELDS_WHEN_DEQUEUED);
    bool takes = w->state == TSPEC_SYN_RECEIVED || w->state == TSPEC_ESTABLISHED ||
                 w->state == TSPEC_FIN_WAIT_1 || w->state == TSPEC_FIN_WAIT_2;
    /* Waiting makes a difference where something is acknowledged, or the window bounds what can be sent. */
    uint32_t window = tspec_peer_window(w, a->seg);
    tspec_pos smaller = tspec_min(window, w->snd_wnd);
    bool bounds = window != w->snd_wnd && smaller < ENOUGH && !w->fin_sent;
    bool news = w->state == TSPEC_SYN_RECEIVED || a->ack > w->snd_una || bounds;

    if (!tspec_may(m, TSPEC_CHOICE_OUT_OF_ORDER_FIELDS, TSPEC_OUT_OF_ORDER_FIELDS_WHEN_DEQUEUED) ||
        !(a->seg->flags & TSPEC_ACK) || a->from <= w->rcv_nxt || a->to <= a->from)
        return false;
    if (w->released || w->fin_taken) { /* nobody waits for its turn: it may be thrown away, with its ACK */
        if (!m->exact && w->state != TSPEC_TIME_WAIT && a->ack > w->snd_una && a->ack <= w->snd_nxt) {
            struct tspec_world dropped = tspec_world_forked(w, 0);
            tspec_may_ack(m, &dropped, TSPEC_CLAUSE_SEQ_AHEAD);
            tspec_next_push(next, &dropped);
        }
        return false;
    }
    if (!takes || (!news && !only))
        return false;
    struct tspec_world waits = tspec_world_forked(w, 0);
    tspec_applied(next, TSPEC_CLAUSE_SEQ_AHEAD);
    tspec_may_ack(m, &waits, TSPEC_CLAUSE_SEQ_AHEAD);
    if (a->ack <= w->snd_nxt && tspec_can_wait(m, w, a)) {
        tspec_pos end = a->to - a->fin;
        tspec_remember_piece(next->flow, &waits, a->seg, a->from, end);
        if (!tspec_perhaps_hold(
                &waits, (struct tspec_perhaps){.from = a->from,
                                               .ack = a->ack,
                                               .octets = (uint32_t)(end - a->from),
                                               .window = a->seg->window,
                                               .flags = TSPEC_PERHAPS_LATE | (a->fin ? TSPEC_FIN : 0)}))
            next->overflow = true;
        tspec_next_push(next, &waits);
        return only;
    }
    /* An ACK of what was never sent makes it nothing, whenever it is looked at. */
    if (tspec_may(m, TSPEC_CHOICE_OUT_OF_ORDER, TSPEC_OUT_OF_ORDER_DROP) || a->ack > w->snd_nxt)
        tspec_next_push(next, &waits);
    if (tspec_may(m, TSPEC_CHOICE_OUT_OF_ORDER, TSPEC_OUT_OF_ORDER_QUEUE) && a->ack <= w->snd_nxt) {
        tspec_pos end = a->to - a->fin;
        tspec_remember_piece(next->flow, &waits, a->seg, a->from, end);
        if (!tspec_hold(&waits, a->from, end) || !tspec_put_late(&waits, a->from, a->ack, a->seg->window))
            m->inconclusive = true;
        if (a->fin && !waits.fin_held) {
            waits.fin_held = true;
            waits.fin_at = end;
        }
        tspec_next_push(next, &waits);
    }
    return only;
}

void tspec_arrive_deferred(struct tspec_next *next, struct tspec_world *w)
{
    struct tspec_late late = w->late[0];
    struct tspec_segment seg = {.seq = {tspec_cut(late.seq)},
                                .ack = {tspec_cut(late.ack)},
                                .flags = TSPEC_ACK,
                                .window = late.window};
    struct tspec_arrival a = {.seg = &seg, .from = late.seq, .to = late.seq, .ack = late.ack};

    w->late_count--;
    memmove(&w->late[0], &w->late[1], w->late_count * sizeof w->late[0]);
    memset(&w->late[w->late_count], 0, sizeof w->late[0]);
    tspec_arrive_ack(next, w, a);
}
