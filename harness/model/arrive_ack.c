/* A segment arrives: the ACK field (RFC 9293, 3.10.7.4, step 5). */
#include "harness/model/congestion.h"
#include "harness/model/odd.h"
#include "harness/model/persist.h"
#include "harness/model/urgent.h"

#include <string.h>

void tspec_world_time_wait(struct tspec_model *m, struct tspec_world *w)
{
    w->state = TSPEC_TIME_WAIT;
    w->end_lo_us = w->end_hi_us = m->now_us + 2 * m->profile.msl_us;
    w->live_due_us = 0;
}

void tspec_world_established(struct tspec_next *next, struct tspec_world *w, const struct tspec_segment *seg,
                             unsigned clause)
{
    struct tspec_model *m = next->m;

    w->state = TSPEC_ESTABLISHED;
    w->snd_wnd = tspec_peer_window(w, seg);
    w->max_snd_wnd = w->snd_wnd > w->max_snd_wnd ? w->snd_wnd : w->max_snd_wnd;
    w->snd_wl1 = tspec_at(w->rcv_nxt, seg->seq);
    w->snd_wl2 = tspec_at(w->snd_una, seg->ack);
    if (tspec_any_window_kept(m)) {
        if (w->passive)
            tspec_any_window_update(w, seg);
        else
            tspec_any_window_begin(w, w->snd_wnd, tspec_cut(w->irs - 1), tspec_cut(w->iss));
    }
    w->signal_may |= 1u << TSPEC_SIGNAL_CONNECTED;
    if (!w->passive)
        tspec_owe_signal(m, w, TSPEC_SIGNAL_CONNECTED, clause);
    if (w->close_deferred) { /* CLOSE-5 */
        w->close_deferred = false;
        w->close_asked = true;
        w->state = TSPEC_FIN_WAIT_1;
    }
}

void tspec_refuse_unheard(struct tspec_next *next, const struct tspec_world *w)
{
    struct tspec_model *m = next->m;

    if (m->exact || w->accepted || !w->unheard)
        return;
    struct tspec_world reset = tspec_world_forked(w, 0);
    tspec_world_delete(&reset);
    tspec_owe(m, &reset, TSPEC_REPLY_RST_ANY, true, TSPEC_CLAUSE_CLOSE_LISTEN);
    tspec_next_push(next, &reset);
}

/* SND.UNA moves: the round trip is bounded, the retransmission timer starts over (RFC 6298, 5.2 and 5.3). */
void tspec_world_advance(const struct tspec_model *m, struct tspec_world *w, tspec_pos ack)
{
    if (w->fresh_since_us && m->now_us + 1 - w->fresh_since_us > w->rtt_max_us)
        w->rtt_max_us = m->now_us + 1 - w->fresh_since_us;
    w->ack_eaten |= w->ack_due_us && tspec_has_quirk(m, TSPEC_QUIRK_NAGLE_EATS_ACK) && tspec_nagle_holds(w);
    w->probed_below = false;
    if (w->rewound && m->now_us - w->rtx_last_us > w->rtt_odd_us)
        w->rtt_odd_us = m->now_us - w->rtx_last_us;
    if (ack == w->snd_nxt)
        w->fresh_since_us = 0;
    if (ack == w->snd_nxt && w->rtx_count == 0 && !w->rewound)
        w->backed_off = 0;
    if (m->profile.initial_window)
        tspec_congestion_acked(m, w, ack - w->snd_una);
    w->snd_una = ack;
    w->any.opened = false;
    w->rtx_count = 0;
    w->rtx_last_us = m->now_us;
    w->flight_since_us = m->now_us;
    if (ack == w->snd_nxt)
        w->rewound = false;
    if (w->persist.kind)
        tspec_persist_advanced(m, w);
}

static void update_window(struct tspec_next *next, struct tspec_world *w, const struct tspec_arrival *a)
{
    /* The segment as it stands after trimming ("idealized", step 1). */
    tspec_pos seq = tspec_max(tspec_at(w->rcv_nxt, a->seg->seq), a->from);

    if (!(w->snd_wl1 < seq || (w->snd_wl1 == seq && w->snd_wl2 <= a->ack)))
        return;
    tspec_applied(next, TSPEC_CLAUSE_ACK_WINDOW);
    bool closed = w->snd_una + w->snd_wnd < w->snd_nxt, shut = w->snd_wnd == 0;
    uint32_t window = tspec_peer_window(w, a->seg);
    bool ahead =
        a->from > w->rcv_nxt && a->to > a->from && !next->m->exact &&
        tspec_may(next->m, TSPEC_CHOICE_OUT_OF_ORDER_FIELDS, TSPEC_OUT_OF_ORDER_FIELDS_WHEN_DEQUEUED);
    if (!ahead || window != w->snd_wnd) {
        w->sure_wl1 = w->sure_wl2 = 0;
    } else if (!w->sure_wl1) {
        w->sure_wl1 = w->snd_wl1;
        w->sure_wl2 = w->snd_wl2;
    }
    w->snd_wnd = window;
    bool turns = closed != (w->snd_una + w->snd_wnd < w->snd_nxt);
    if (turns)
        w->rtx_count = 0; /* probes begin or end, by a timer of their own (3.8.6.1) */
    if (turns || (shut && w->snd_wnd > 0))
        w->opened_us = next->m->now_us;
    if (w->snd_wnd > w->max_snd_wnd)
        w->max_snd_wnd = w->snd_wnd;
    w->snd_wl1 = seq;
    w->snd_wl2 = a->ack;
}

/* A window that is older than one from beyond a gap, and counts where that one did not. */
static void older_window(struct tspec_next *next, struct tspec_world *w, const struct tspec_arrival *a)
{
    tspec_pos seq = tspec_max(tspec_at(w->rcv_nxt, a->seg->seq), a->from);
    bool newest = w->snd_wl1 < seq || (w->snd_wl1 == seq && w->snd_wl2 <= a->ack);
    bool newer = w->sure_wl1 < seq || (w->sure_wl1 == seq && w->sure_wl2 <= a->ack);

    if (newest || !newer || tspec_peer_window(w, a->seg) == w->snd_wnd)
        return;
    struct tspec_world older = tspec_world_forked(w, 0);
    older.snd_wl1 = w->sure_wl1;
    older.snd_wl2 = w->sure_wl2;
    older.sure_wl1 = older.sure_wl2 = w->sure_wl1 = w->sure_wl2 = 0;
    tspec_arrive_ack(next, &older, *a);
}

static void drop_with_ack(struct tspec_next *next, struct tspec_world *w, bool must, unsigned clause)
{
    tspec_applied(next, clause);
    tspec_exercised(next->m, w->state == TSPEC_TIME_WAIT ? TSPEC_CHECK_TIME_WAIT_ACK : TSPEC_CHECK_REPLY_ACK);
    if (must)
        tspec_owe_ack(next->m, w, clause);
    else
        tspec_may_ack(next->m, w, clause);
    tspec_next_keep(next, w);
}

/* What follows step 5 for a segment that is not dropped there. */
static void go_on(struct tspec_next *next, struct tspec_world *w, const struct tspec_arrival *a)
{
    if (a->seg->flags & TSPEC_URG)
        tspec_urgent_arrives(next, w, a);
    if (a->text_refused) {
        tspec_world_take(next, w);
        tspec_liveness(next->m, w);
        tspec_next_keep(next, w);
    } else {
        tspec_arrive_text(next, w, a);
    }
}

static void syn_received(struct tspec_next *next, struct tspec_world *w, struct tspec_arrival *a)
{
    struct tspec_model *m = next->m;

    if (a->ack > w->snd_una && a->ack <= w->snd_nxt) {
        tspec_applied(next, TSPEC_CLAUSE_ACK_ESTABLISHES);
        tspec_world_advance(m, w, a->ack);
        tspec_world_established(next, w, a->seg, TSPEC_CLAUSE_ACK_ESTABLISHES);
        w->snd_wl1 = tspec_max(w->snd_wl1, a->from);
        tspec_refuse_unheard(next, w);
        if (tspec_own_fin_acked(w) && w->state == TSPEC_FIN_WAIT_1)
            w->state = TSPEC_FIN_WAIT_2;
        if (!m->exact && w->held_count && w->held[0].from <= w->rcv_nxt)
            w->early_ack = w->rcv_nxt; /* the text of the SYN waited: the SYN may be acknowledged by itself */
        if (!m->exact && !a->text_refused && a->fin) { /* AMB-47: only the ACK is taken, a note */
            struct tspec_world bare = tspec_world_forked(w, 0);
            tspec_world_notes(&bare, TSPEC_OBJECT(INFO, ACK_VALUE, TSPEC_CLAUSE_ACK_ESTABLISHES,
                                                  "the text or FIN on the ACK of the SYN taken",
                                                  "only the ACK taken", 0, 0));
            tspec_liveness(m, &bare);
            tspec_next_push(next, &bare);
        }
        go_on(next, w, a);
        return;
    }
    tspec_applied(next, TSPEC_CLAUSE_ACK_BAD_SYN_RECEIVED);
    tspec_exercised(m, TSPEC_CHECK_REPLY_RST);
    struct tspec_world reset = tspec_world_forked(w, 0);
    tspec_owe_rst(m, &reset, a->seg->ack.wire, 0, TSPEC_RST, true, TSPEC_CLAUSE_ACK_BAD_SYN_RECEIVED);
    if (tspec_may(m, TSPEC_CHOICE_BAD_ACK_IN_SYN_RECEIVED, TSPEC_BAD_ACK_IN_SYN_RECEIVED_RESET_STAY))
        tspec_next_push(next, &reset);
    if (tspec_may(m, TSPEC_CHOICE_BAD_ACK_IN_SYN_RECEIVED, TSPEC_BAD_ACK_IN_SYN_RECEIVED_RESET_DROP)) {
        reset.signal_may |= 1u << TSPEC_SIGNAL_RESET | 1u << TSPEC_SIGNAL_REFUSED;
        tspec_world_delete(&reset);
        tspec_next_push(next, &reset);
    }
    if (tspec_may(m, TSPEC_CHOICE_BAD_ACK_IN_SYN_RECEIVED, TSPEC_BAD_ACK_IN_SYN_RECEIVED_ACK_STAY))
        drop_with_ack(next, w, true, TSPEC_CLAUSE_ACK_BAD_SYN_RECEIVED);
}

static void time_wait(struct tspec_next *next, struct tspec_world *w, const struct tspec_arrival *a)
{
    struct tspec_model *m = next->m;

    tspec_applied(next, TSPEC_CLAUSE_ACK_TIME_WAIT);
    if (tspec_may(m, TSPEC_CHOICE_TIME_WAIT_ACK, TSPEC_TIME_WAIT_ACK_ACK)) {
        if (tspec_may(m, TSPEC_CHOICE_TIME_WAIT_ACK, TSPEC_TIME_WAIT_ACK_SILENCE))
            tspec_may_ack(m, w, TSPEC_CLAUSE_ACK_TIME_WAIT);
        else
            tspec_owe_ack(m, w, TSPEC_CLAUSE_ACK_TIME_WAIT);
    }
    if (!m->exact) /* step 5 read literally restarts the timer (AMB-10) */
        w->end_hi_us = m->now_us + 2 * m->profile.msl_us;
    go_on(next, w, a);
}

/* What a stack does that takes text and FIN with an ACK of what was never sent. */
static void take_unsent(struct tspec_next *next, const struct tspec_world *w, const struct tspec_arrival *a)
{
    if (!tspec_has_quirk(next->m, TSPEC_QUIRK_ACK_UNSENT_TAKEN) || w->state == TSPEC_TIME_WAIT)
        return;
    struct tspec_world odd = tspec_with_quirk(w, TSPEC_QUIRK_ACK_UNSENT_TAKEN);
    odd.early_ack = w->rcv_nxt;
    tspec_odd_text(&odd, a);
    tspec_owe_ack(next->m, &odd, TSPEC_CLAUSE_ACK_UNSENT);
    go_on(next, &odd, a);
}

void tspec_arrive_ack(struct tspec_next *next, struct tspec_world *w, struct tspec_arrival a)
{
    struct tspec_model *m = next->m;

    if (!(a.seg->flags & TSPEC_ACK)) {
        tspec_applied(next, TSPEC_CLAUSE_ACK_OFF);
        tspec_exercised(m, TSPEC_CHECK_REPLY_SILENCE);
        if (tspec_has_quirk(m, TSPEC_QUIRK_NO_ACK_BIT)) {
            struct tspec_world odd = tspec_with_quirk(w, TSPEC_QUIRK_NO_ACK_BIT);
            tspec_odd_text(&odd, &a);
            tspec_arrive_text(next, &odd, &a);
        }
        w->quiet = TSPEC_CLAUSE_ACK_OFF + 1;
        tspec_next_keep(next, w);
        return;
    }
    w->heard = true;
    w->keep_alives = 0;
    next->flow->heard_us = m->now_us;
    if (w->persist.kind)
        tspec_persist_heard(m, w, a.ack <= w->snd_nxt);
    if (w->state == TSPEC_SYN_RECEIVED) {
        syn_received(next, w, &a);
        return;
    }
    if (a.ack > w->snd_nxt) {
        /* LAST-ACK and TIME-WAIT have no such line in step 5 (AMB-14): silence is a note there. */
        bool listed = w->state != TSPEC_LAST_ACK && w->state != TSPEC_TIME_WAIT;
        take_unsent(next, w, &a);
        drop_with_ack(next, w, listed || m->exact, TSPEC_CLAUSE_ACK_UNSENT);
        return;
    }
    if (w->snd_nxt - a.ack >= (tspec_pos)1 << 31) { /* half the circle away: old, or beyond SND.NXT (3.4) */
        take_unsent(next, w, &a);
        struct tspec_world dropped = tspec_world_forked(w, 0);
        drop_with_ack(next, &dropped, true, TSPEC_CLAUSE_ACK_UNSENT);
    }
    if (a.ack < w->snd_una - (tspec_pos)w->max_snd_wnd) { /* MAY-12, AMB-15; the limit may be a fixed one */
        bool beyond_any = a.ack < w->snd_una - 65535;
        if (tspec_may(m, TSPEC_CHOICE_ACK_TOO_OLD, TSPEC_ACK_TOO_OLD_DISCARD_ACK)) {
            struct tspec_world dropped = tspec_world_forked(w, 0);
            drop_with_ack(next, &dropped, true, TSPEC_CLAUSE_ACK_TOO_OLD);
        }
        if (!tspec_may(m, TSPEC_CHOICE_ACK_TOO_OLD, TSPEC_ACK_TOO_OLD_PROCESS) && (m->exact || beyond_any))
            return;
    }
    if (w->state == TSPEC_TIME_WAIT) {
        time_wait(next, w, &a);
        return;
    }
    bool undefined = w->state == TSPEC_LAST_ACK || (w->state == TSPEC_CLOSING && !m->exact); /* AMB-12 */
    if (undefined && a.ack > w->snd_una && a.ack < w->snd_nxt &&
        tspec_may(m, TSPEC_CHOICE_LAST_ACK_PARTIAL, TSPEC_LAST_ACK_PARTIAL_IGNORE)) {
        tspec_applied(next, TSPEC_CLAUSE_ACK_LAST_ACK);
        tspec_next_push(next, w);
        if (!tspec_may(m, TSPEC_CHOICE_LAST_ACK_PARTIAL, TSPEC_LAST_ACK_PARTIAL_ADVANCE))
            return;
    }
    if (a.ack > w->snd_una) {
        tspec_applied(next, TSPEC_CLAUSE_ACK_NEW);
        if (w->snd_una ==
            w->iss) /* FIN-WAIT-1 from SYN-RECEIVED (CLOSE-4): the connection is there after all */
            w->signal_may |= 1u << TSPEC_SIGNAL_CONNECTED;
        tspec_world_advance(m, w, a.ack);
    } else if (a.ack < w->snd_una) {
        tspec_applied(next, TSPEC_CLAUSE_ACK_OLD);
    }
    if (a.ack >= w->snd_una && !a.window_refused) {
        if (w->sure_wl1)
            older_window(next, w, &a);
        update_window(next, w, &a);
    }
    if (w->state == TSPEC_FIN_WAIT_1 && tspec_own_fin_acked(w)) {
        tspec_applied(next, TSPEC_CLAUSE_ACK_FIN_WAIT_1);
        w->state = TSPEC_FIN_WAIT_2;
        if (w->released &&
            tspec_may(m, TSPEC_CHOICE_FIN_WAIT_2_TIMEOUT, TSPEC_FIN_WAIT_2_TIMEOUT_AFTER_RELEASE)) {
            w->end_lo_us = m->now_us + m->profile.fin_wait_2_us;
            if (tspec_only(m, TSPEC_CHOICE_FIN_WAIT_2_TIMEOUT, TSPEC_FIN_WAIT_2_TIMEOUT_AFTER_RELEASE) &&
                m->exact)
                w->end_hi_us = w->end_lo_us;
        }
    } else if (w->state == TSPEC_CLOSING) {
        tspec_applied(next, TSPEC_CLAUSE_ACK_CLOSING);
        if (!tspec_own_fin_acked(w)) {
            tspec_next_keep(next, w);
            return;
        }
        tspec_world_time_wait(m, w);
    } else if (w->state == TSPEC_LAST_ACK) {
        tspec_applied(next, TSPEC_CLAUSE_ACK_LAST_ACK);
        if (tspec_own_fin_acked(w)) {
            tspec_world_delete(w);
            w->quiet = TSPEC_CLAUSE_ACK_LAST_ACK + 1;
            tspec_next_keep(next, w);
            return;
        }
    }
    go_on(next, w, &a);
}
