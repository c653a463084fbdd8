/* A segment arrives: urgent, text and FIN (RFC 9293, 3.10.7.4, steps 6 to 8). */
#include "harness/model/odd.h"

#include <string.h>

bool tspec_hold(struct tspec_world *w, tspec_pos from, tspec_pos to)
{
    unsigned i = 0;

    if (from >= to)
        return true;
    while (i < w->held_count && w->held[i].to < from)
        i++;
    if (i < w->held_count && w->held[i].from <= to) { /* touches: grow, then swallow what follows */
        struct tspec_held *h = &w->held[i];
        h->from = tspec_min(h->from, from);
        h->to = tspec_max(h->to, to);
        while (i + 1u < w->held_count && w->held[i + 1].from <= h->to) {
            h->to = tspec_max(h->to, w->held[i + 1].to);
            h->pushed = tspec_max(h->pushed, w->held[i + 1].pushed);
            memmove(&w->held[i + 1], &w->held[i + 2], (w->held_count - i - 2u) * sizeof w->held[0]);
            memset(&w->held[--w->held_count], 0, sizeof w->held[0]);
        }
        return true;
    }
    if (w->held_count == TSPEC_HELD_MAX)
        return false;
    memmove(&w->held[i + 1], &w->held[i], (w->held_count - i) * sizeof w->held[0]);
    w->held[i] = (struct tspec_held){from, to, 0};
    w->held_count++;
    return true;
}

void tspec_hold_pushed(struct tspec_world *w, tspec_pos end)
{
    for (unsigned i = 0; i < w->held_count; i++)
        if (w->held[i].from < end && end <= w->held[i].to)
            w->held[i].pushed = tspec_max(w->held[i].pushed, end);
}

/* What is behind `to` is thrown away, with its PSH. */
static void cut(struct tspec_held *held, tspec_pos to)
{
    held->to = to;
    if (held->pushed > to)
        held->pushed = 0;
}

void tspec_drop_held(struct tspec_world *w)
{
    memset(w->held, 0, sizeof w->held);
    w->held_count = w->perhaps_count = 0;
    w->fin_held = false;
}

void tspec_forget_pieces(struct tspec_flow *flow)
{
    const struct tspec_world *w = &flow->worlds[0];

    if (flow->world_count > 1 || (tspec_world_alive(w) && tspec_unread(w) > 0)) /* AMB-06 E, AMB-43 */
        return;
    flow->piece_count = 0;
    flow->pieces_lost = false;
}

void tspec_remember_piece(struct tspec_flow *flow, const struct tspec_world *w,
                          const struct tspec_segment *seg, tspec_pos from, tspec_pos to)
{
    tspec_pos text = tspec_at(w->rcv_nxt, seg->seq) + ((seg->flags & TSPEC_SYN) != 0);
    tspec_pos end = tspec_min(to, text + seg->payload_bytes);

    if (from >= end)
        return;
    if (flow->piece_count == TSPEC_PIECES_MAX) {
        flow->pieces_lost = true; /* what can no longer be told is not judged */
        return;
    }
    const uint8_t *octets = seg->payload + (from - text);
    struct tspec_piece p = {
        .irs = w->irs, .from = from, .to = end, .high = octets[0] >> 4, .quirks = w->quirks};
    for (tspec_pos i = 0; i < end - from && i < 16; i++)
        if (octets[i] != (p.high << 4 | tspec_payload_hash((uint64_t)(from + i - w->irs - 1))))
            p.opaque = true;
    for (unsigned i = 0; i < flow->piece_count; i++)
        if (flow->pieces[i].irs == p.irs && flow->pieces[i].high == p.high &&
            flow->pieces[i].opaque == p.opaque && flow->pieces[i].quirks == p.quirks &&
            flow->pieces[i].from <= from && flow->pieces[i].to >= end)
            return;
    flow->pieces[flow->piece_count++] = p;
}

/* The peer's FIN is reached in order (step 8). */
static void take_fin(struct tspec_next *next, struct tspec_world *w)
{
    struct tspec_model *m = next->m;
    unsigned clause = TSPEC_CLAUSE_FIN_OPEN;

    w->fin_held = false;
    w->fin_taken = true;
    w->rcv_nxt = w->fin_at + 1;
    w->rcv_edge = tspec_max(w->rcv_edge, w->rcv_nxt);
    w->held_count = w->perhaps_count = 0;
    tspec_received(m, w, 0);
    switch (w->state) {
    case TSPEC_ESTABLISHED:
        w->state = TSPEC_CLOSE_WAIT;
        break;
    case TSPEC_FIN_WAIT_1:
        clause = TSPEC_CLAUSE_FIN_WAIT_1;
        if (tspec_own_fin_acked(w))
            tspec_world_time_wait(m, w);
        else
            w->state = TSPEC_CLOSING;
        break;
    default:
        clause = TSPEC_CLAUSE_FIN_WAIT_2;
        tspec_world_time_wait(m, w);
    }
    tspec_applied(next, clause);
    tspec_exercised(m, TSPEC_CHECK_ACK_DELAYED);
    tspec_exercised(m, TSPEC_CHECK_SIGNAL_MISSING);
    tspec_owe_signal(m, w, TSPEC_SIGNAL_END, clause);
}

/* A number that is not text is held in it (quirk syn-received-syn-ignored). */
static bool holds_eaten(const struct tspec_world *w, const struct tspec_held *held)
{
    return w->eat_at && w->eat_at >= held->from && w->eat_at < held->to;
}

void tspec_world_take(struct tspec_next *next, struct tspec_world *w)
{
    while (w->held_count && w->held[0].from <= w->rcv_nxt) {
        bool ends = w->fin_held && !holds_eaten(w, &w->held[0]);
        tspec_pos to = ends ? tspec_min(w->held[0].to, w->fin_at) : w->held[0].to;
        if (to > w->rcv_nxt) { /* nothing follows a FIN */
            tspec_applied(next, TSPEC_CLAUSE_TEXT);
            tspec_exercised(next->m, TSPEC_CHECK_ACK_DELAYED);
            tspec_received(next->m, w, (uint32_t)(to - w->rcv_nxt));
            w->rcv_nxt = to;
        }
        if (w->held[0].pushed <= w->rcv_nxt)
            w->pushed_to = tspec_max(w->pushed_to, w->held[0].pushed);
        memmove(&w->held[0], &w->held[1], (w->held_count - 1u) * sizeof w->held[0]);
        memset(&w->held[--w->held_count], 0, sizeof w->held[0]);
    }
    w->rcv_edge = tspec_max(w->rcv_edge, w->rcv_nxt);
    if (w->fin_held && w->fin_at == w->rcv_nxt)
        take_fin(next, w);
}

static bool takes_text(const struct tspec_world *w)
{
    return w->state == TSPEC_ESTABLISHED || w->state == TSPEC_FIN_WAIT_1 || w->state == TSPEC_FIN_WAIT_2;
}

/* After the peer's FIN there is nothing more to come (AMB-42). */
static void after_fin(struct tspec_next *next, struct tspec_world *w, const struct tspec_arrival *a)
{
    struct tspec_model *m = next->m;
    bool text = a->to - a->from > (a->fin ? 1 : 0);

    if (a->to > a->from)
        tspec_applied(next, a->fin ? TSPEC_CLAUSE_FIN_AGAIN : TSPEC_CLAUSE_TEXT_LATE);
    if (a->fin && w->state == TSPEC_TIME_WAIT) { /* SA-FIN-6 */
        w->end_hi_us = m->now_us + 2 * m->profile.msl_us;
        if (tspec_only(m, TSPEC_CHOICE_TIME_WAIT_RESTART, TSPEC_TIME_WAIT_RESTART_RESTART))
            w->end_lo_us = w->end_hi_us;
    }
    if (a->to > a->from && (!m->exact || a->fin))
        tspec_may_ack(m, w, TSPEC_CLAUSE_TEXT_LATE);
    else if (text && tspec_only(m, TSPEC_CHOICE_AFTER_FIN, TSPEC_AFTER_FIN_ACK))
        tspec_owe_ack(m, w, TSPEC_CLAUSE_TEXT_LATE);
    if ((text || (!m->exact && a->to > a->from)) &&
        tspec_may(m, TSPEC_CHOICE_AFTER_FIN, TSPEC_AFTER_FIN_RESET)) {
        struct tspec_world reset = tspec_world_forked(w, 0);
        tspec_world_reset(next, &reset, TSPEC_CLAUSE_TEXT_LATE);
        tspec_owe_rst_own(m, &reset, w, true, TSPEC_CLAUSE_TEXT_LATE);
        tspec_next_push(next, &reset);
        if (tspec_only(m, TSPEC_CHOICE_AFTER_FIN, TSPEC_AFTER_FIN_RESET))
            return;
    }
    tspec_liveness(m, w);
    tspec_next_keep(next, w);
}

/* Text that begins inside text that is held may take the place of its end: to hold is a SHOULD (SHLD-31). */
static void hold_part(struct tspec_next *next, const struct tspec_world *w, const struct tspec_arrival *a,
                      tspec_pos end)
{
    for (unsigned i = 0; i < w->held_count; i++) {
        struct tspec_world part;
        if (w->held[i].from >= a->from || w->held[i].to <= end || w->held[i].to <= a->from)
            continue;
        part = tspec_world_forked(w, 0);
        cut(&part.held[i], end);
        tspec_liveness(next->m, &part);
        tspec_next_push(next, &part);
    }
}

/* Where a number is held that is not text, what begins amid it cuts it one too far: it never fits itself, but
 * for a FIN that moves (quirk held-fin-moves). */
static void cut_too_far(struct tspec_next *next, const struct tspec_world *w, const struct tspec_arrival *a,
                        tspec_pos end)
{
    for (unsigned i = 0; i < w->held_count; i++) {
        if (!holds_eaten(w, &w->held[i]) || w->held[i].from >= a->from || w->held[i].to <= a->from)
            continue;
        struct tspec_world part = tspec_world_forked(w, 0);
        cut(&part.held[i], a->from + 1);
        if (a->fin) {
            part.fin_held = true;
            part.fin_at = end;
        }
        tspec_liveness(next->m, &part);
        tspec_next_push(next, &part);
    }
}

/* What is in hand becomes the connection's. Of text that is perhaps held, and is reached, either is tried. */
static void take_and_push(struct tspec_next *next, struct tspec_world *w)
{
    int reached = tspec_perhaps_reached(w);

    if (reached >= 0) {
        struct tspec_world kept;
        tspec_perhaps_fork(next->m, w, (unsigned)reached, &kept);
        take_and_push(next, w);
        take_and_push(next, &kept);
        return;
    }
    tspec_world_take(next, w);
    if (w->late_count && w->late[0].seq <= w->rcv_nxt) {
        tspec_arrive_deferred(next, w);
        return;
    }
    tspec_liveness(next->m, w);
    tspec_next_keep(next, w);
}

/* Text up to `end`, and a FIN there, are the connection's now or wait for their turn. */
static void accept(struct tspec_next *next, struct tspec_world *w, const struct tspec_arrival *a,
                   tspec_pos end, bool fin)
{
    tspec_remember_piece(next->flow, w, a->seg, a->from, end);
    if (!next->m->exact && a->from > w->rcv_nxt && !fin)
        hold_part(next, w, a, end);
    if (!tspec_hold(w, a->from, end))
        next->m->inconclusive = true;
    if ((a->seg->flags & TSPEC_PSH) && end > a->from)
        tspec_hold_pushed(w, end);
    if (fin) {
        w->fin_held = true;
        w->fin_at = end;
    }
    take_and_push(next, w);
}

/* Text beyond a gap that is kept or dropped. */
static void hold_perhaps(struct tspec_next *next, struct tspec_world *w, const struct tspec_arrival *a,
                         tspec_pos end)
{
    bool pushes = (a->seg->flags & TSPEC_PSH) && end > a->from;

    tspec_remember_piece(next->flow, w, a->seg, a->from, end);
    if (!tspec_perhaps_hold(w, (struct tspec_perhaps){
                                   .from = a->from,
                                   .octets = (uint32_t)(end - a->from),
                                   .flags = (uint16_t)((pushes ? TSPEC_PSH : 0) | (a->fin ? TSPEC_FIN : 0))}))
        next->overflow = true;
    tspec_liveness(next->m, w);
    tspec_next_keep(next, w);
}

static void forget_beyond(struct tspec_world *w, tspec_pos end)
{
    while (w->held_count && w->held[w->held_count - 1].to > end) {
        struct tspec_held *last = &w->held[w->held_count - 1];
        if (last->from < end) {
            cut(last, end);
            return;
        }
        memset(last, 0, sizeof *last);
        w->held_count--;
    }
}

/* A peer that puts text behind its FIN, or two FINs in two places, contradicts itself: the RFC does not say
 * which half to believe, so either is right. */
static bool contradicts(const struct tspec_world *w, const struct tspec_arrival *a, tspec_pos end)
{
    return (w->fin_held && (end > w->fin_at || (a->fin && end != w->fin_at))) ||
           (a->fin && w->held_count && w->held[w->held_count - 1].to > end);
}

static void accept_copy(struct tspec_next *next, struct tspec_world w, const struct tspec_arrival *a,
                        tspec_pos end, bool fin)
{
    accept(next, &w, a, end, fin);
}

static void either_half(struct tspec_next *next, struct tspec_world w, const struct tspec_arrival *a,
                        tspec_pos end)
{
    struct tspec_world old = w;

    if (tspec_has_quirk(next->m, TSPEC_QUIRK_FIN_MOVES) && w.fin_held && !a->fin && end > w.fin_at) {
        struct tspec_world moved = tspec_with_quirk(&w, TSPEC_QUIRK_FIN_MOVES);
        forget_beyond(&moved, end);
        accept_copy(next, moved, a, end, true);
    }
    accept_copy(next, old, a, w.fin_held ? tspec_max(a->from, tspec_min(end, w.fin_at)) : end, false);
    w.fin_held = false;
    accept_copy(next, w, a, end, false); /* to hold is a SHOULD (SHLD-31): a FIN may be forgotten */
    if (a->fin) {
        accept_copy(next, w, a, end, true);
        forget_beyond(&w, end);
        accept_copy(next, w, a, end, true);
    }
}

/* Text and FIN in order, after which such a stack is in TIME-WAIT, for an application that is gone. */
static void released_fin(struct tspec_next *next, const struct tspec_world *w, const struct tspec_arrival *a,
                         tspec_pos end)
{
    struct tspec_world odd = tspec_with_quirk(w, TSPEC_QUIRK_RELEASED_FIN);
    tspec_pos text = w->rcv_nxt;

    tspec_hold(&odd, a->from, end);
    odd.fin_at = a->fin ? end : odd.fin_at;
    if (odd.fin_held && !a->fin && end > odd.fin_at && tspec_has_quirk(next->m, TSPEC_QUIRK_FIN_MOVES)) {
        odd.quirks |= (uint64_t)1 << TSPEC_QUIRK_FIN_MOVES;
        odd.fin_at = end;
    }
    odd.fin_held |= a->fin;
    if (odd.held_count && odd.held[0].from <= text) /* a FIN in order ends it, whatever is held beyond */
        text = a->fin ? end : odd.held[0].to;
    if (!odd.fin_held || odd.fin_at != text || text == w->rcv_nxt ||
        !(w->state == TSPEC_FIN_WAIT_2 || tspec_own_fin_acked(w)))
        return;
    bool early = odd.early_ack != 0;
    tspec_world_delete(&odd);
    odd.quiet = TSPEC_CLAUSE_TEXT_RELEASED + 1;
    if (early)
        tspec_may_ack(next->m, &odd, TSPEC_CLAUSE_ACK_UNSENT);
    tspec_next_push(next, &odd);
}

void tspec_arrive_text(struct tspec_next *next, struct tspec_world *w, const struct tspec_arrival *a)
{
    struct tspec_model *m = next->m;
    tspec_pos end = a->to - (a->fin ? 1 : 0);

    if (!takes_text(w)) {
        after_fin(next, w, a);
        return;
    }
    if (w->released && tspec_has_quirk(m, TSPEC_QUIRK_RELEASED_FIN))
        released_fin(next, w, a, end);
    bool more = end > a->from || (w->held_count && w->held[0].from <= w->rcv_nxt);
    if (w->released && more &&
        tspec_may(m, TSPEC_CHOICE_AFTER_RELEASE, TSPEC_AFTER_RELEASE_RESET)) { /* SHLD-3 */
        struct tspec_world reset = tspec_world_forked(w, 0);
        tspec_applied(next, TSPEC_CLAUSE_TEXT_RELEASED);
        tspec_world_delete(&reset);
        tspec_owe_rst_own(m, &reset, w, true, TSPEC_CLAUSE_TEXT_RELEASED);
        tspec_next_push(next, &reset);
        if (!tspec_may(m, TSPEC_CHOICE_AFTER_RELEASE, TSPEC_AFTER_RELEASE_NORMAL)) {
            if (m->exact)
                return;
            if (a->from <= w->rcv_nxt) /* beyond a gap it may never be the connection's */
                tspec_world_notes(w, TSPEC_OBJECT(DEVIATES, REPLY_RST, TSPEC_CLAUSE_TEXT_RELEASED,
                                                  "a reset, since nobody will read the text", "none", 0, 0));
        }
    }
    if (a->to > a->from && a->from > w->rcv_nxt) { /* a gap before it (SHLD-31, MAY-13) */
        bool now = tspec_only(m, TSPEC_CHOICE_OUT_OF_ORDER_ACK, TSPEC_OUT_OF_ORDER_ACK_NOW) && m->exact;
        tspec_applied(next, TSPEC_CLAUSE_SEQ_AHEAD);
        if (now)
            tspec_owe_ack(m, w, TSPEC_CLAUSE_SEQ_AHEAD);
        else
            tspec_may_ack(m, w, TSPEC_CLAUSE_SEQ_AHEAD);
        if (tspec_can_wait(m, w, a)) {
            hold_perhaps(next, w, a, end);
            return;
        }
        if (tspec_may(m, TSPEC_CHOICE_OUT_OF_ORDER, TSPEC_OUT_OF_ORDER_DROP)) {
            struct tspec_world dropped = tspec_world_forked(w, 0);
            bool syns =
                (w->held_count && w->held[0].from <= w->rcv_nxt) ||
                (w->fin_held && w->fin_at == w->rcv_nxt); /* what came with the SYN waits, or is taken */
            tspec_liveness(m, &dropped);
            tspec_next_push(next, &dropped);
            if (syns && !m->exact) {
                tspec_world_take(next, &dropped);
                tspec_liveness(m, &dropped);
                tspec_next_push(next, &dropped);
            }
        }
        if (!tspec_may(m, TSPEC_CHOICE_OUT_OF_ORDER, TSPEC_OUT_OF_ORDER_QUEUE))
            return;
    }
    cut_too_far(next, w, a, end);
    if (contradicts(w, a, end))
        either_half(next, *w, a, end);
    else
        accept(next, w, a, end, a->fin);
}
