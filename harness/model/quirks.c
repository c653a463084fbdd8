/* What a stack does that takes a quirk, where that is more than a line at the clause (quirks.def). */
#include "harness/model/odd.h"

void tspec_odd_text(struct tspec_world *w, const struct tspec_arrival *a)
{
    w->odd_to = tspec_max(w->odd_to, a->to);
    w->odd_text = w->odd_text * 31 + (uint32_t)a->from * 7 + (uint32_t)(a->to - a->from) + w->stimulus;
}

/* lwIP's order of numbers: 32 bits, signed. */
static bool before(uint32_t a, uint32_t b)
{
    return (int32_t)(a - b) < 0;
}

void tspec_any_window_begin(struct tspec_world *w, uint32_t wnd, uint32_t wl1, uint32_t wl2)
{
    w->any = (struct tspec_any_window){wnd, wl1, wl2, wnd, false, false};
}

void tspec_any_window_update(struct tspec_world *w, const struct tspec_segment *seg)
{
    struct tspec_any_window *any = &w->any;
    uint32_t wnd = tspec_peer_window(w, seg);

    if (before(any->wl1, seg->seq.wire) || (any->wl1 == seg->seq.wire && before(any->wl2, seg->ack.wire)) ||
        (any->wl2 == seg->ack.wire && wnd > any->wnd)) {
        if (any->wnd > 0 && wnd == 0)
            w->persist.gap_us[0] = w->persist.gap_us[1] = 0; /* its probes begin here */
        *any = (struct tspec_any_window){
            wnd,
            seg->seq.wire,
            seg->ack.wire,
            any->most > wnd ? any->most : wnd,
            any->opened || (w->snd_una + any->wnd < w->snd_nxt && w->snd_una + wnd >= w->snd_nxt),
            any->taken};
    }
}

void tspec_odd_round_trip(const struct tspec_model *m, struct tspec_world *w)
{
    uint64_t since = w->snd_una == w->iss + 1 ? w->syn_us : w->rtx_last_us;

    if ((tspec_world_outstanding(w) || w->snd_una == w->iss + 1) && m->now_us - since > w->rtt_odd_us)
        w->rtt_odd_us = m->now_us - since;
}

bool tspec_any_window_kept(const struct tspec_model *m)
{
    return tspec_has_quirk(m, TSPEC_QUIRK_WINDOW_UNCHECKED) || tspec_has_quirk(m, TSPEC_QUIRK_WINDOW_SHRINK);
}

struct tspec_objection tspec_any_window_excuses(const struct tspec_model *m, struct tspec_world *w,
                                                struct tspec_objection o, bool fits)
{
    bool same = w->any.wl1 == tspec_cut(w->snd_wl1) && w->any.wl2 == tspec_cut(w->snd_wl2);
    enum tspec_quirk_id quirk = same ? TSPEC_QUIRK_WINDOW_SHRINK : TSPEC_QUIRK_WINDOW_UNCHECKED;

    if (!o.level || !fits || !tspec_has_quirk(m, quirk))
        return o;
    bool closed = w->snd_una + w->snd_wnd < w->snd_nxt;
    w->snd_wnd = w->any.wnd;
    w->any.taken = true;
    if (closed != (w->snd_una + w->snd_wnd < w->snd_nxt)) /* probes begin, or end: the gaps count anew */
        w->rtx_count = 0;
    w->snd_wl1 = tspec_at(w->rcv_nxt, (tspec_seq){w->any.wl1});
    w->snd_wl2 = tspec_at(w->snd_una, (tspec_seq){w->any.wl2});
    return tspec_excused(m, quirk, o);
}

/* Takes what lies in `from` to `to`, cut at `edge`. */
static void take_from(struct tspec_next *next, struct tspec_world *w, struct tspec_arrival a, tspec_pos from,
                      tspec_pos to, tspec_pos edge)
{
    a.from = tspec_max(w->rcv_nxt, from);
    a.to = tspec_max(a.from, to);
    if (a.to > edge) {
        a.to = tspec_max(a.from, edge);
        a.fin = false;
    }
    tspec_odd_text(w, &a);
    tspec_arrive_text(next, w, &a);
}

/* Takes text and FIN as a stack does to which the SYN is an octet like others: it stands where the first
 * octet of the text should, and shortens what is delivered by one. With a FIN it counts for nothing, and the
 * text is delivered where it does not belong. */
static void take_with_syn_to(struct tspec_next *next, struct tspec_world *w, const struct tspec_segment *seg,
                             tspec_pos edge)
{
    tspec_pos seq = tspec_at(w->rcv_nxt, seg->seq), end = seq + 1 + seg->payload_bytes;
    struct tspec_segment text = *seg;
    struct tspec_arrival a = {.seg = &text, .ack = tspec_at(w->snd_una, seg->ack)};

    text.flags &= (uint8_t)~TSPEC_SYN;
    a.fin = (seg->flags & TSPEC_FIN) && end <= edge;
    if (a.fin) {
        take_from(next, w, a, seq, end, edge);
        return;
    }
    text.seq.wire++;
    if (seq > w->rcv_nxt) { /* or text will cover its number before it comes to that */
        struct tspec_world covered = tspec_world_forked(w, 0);
        take_from(next, &covered, a, seq + 1, end, edge);
        tspec_hold(w, seq, seq + 1);
    }
    w->eaten = true;
    w->eat_at = tspec_max(seq, w->rcv_nxt);
    w->rcv_nxt += seq == w->rcv_nxt;
    tspec_received(next->m, w, 1);
    take_from(next, w, a, seq + 1, end, edge);
}

/* Likewise; beyond a gap it is perhaps not cut at the window's edge. */
static void take_with_syn(struct tspec_next *next, struct tspec_world *w, const struct tspec_segment *seg)
{
    tspec_pos seq = tspec_at(w->rcv_nxt, seg->seq), end = seq + 1 + seg->payload_bytes;

    if (seq > w->rcv_nxt && end > w->rcv_edge && tspec_has_quirk(next->m, TSPEC_QUIRK_HELD_BEYOND)) {
        struct tspec_world whole = tspec_with_quirk(w, TSPEC_QUIRK_HELD_BEYOND);
        take_with_syn_to(next, &whole, seg, end);
    }
    take_with_syn_to(next, w, seg, w->rcv_edge);
}

static void establish(struct tspec_next *next, struct tspec_world *w, const struct tspec_segment *seg,
                      tspec_pos ack)
{
    tspec_world_advance(next->m, w, ack);
    tspec_world_established(next, w, seg, TSPEC_CLAUSE_ACK_ESTABLISHES);
    tspec_refuse_unheard(next, w);
    if (w->close_asked && tspec_own_fin_acked(w))
        w->state = TSPEC_FIN_WAIT_2;
}

void tspec_syn_eats_octet(struct tspec_next *next, const struct tspec_world *w,
                          const struct tspec_segment *seg)
{
    if (!tspec_has_quirk(next->m, TSPEC_QUIRK_SYN_EATS_OCTET) || !w->passive || seg->payload_bytes == 0)
        return;
    struct tspec_world odd = tspec_with_quirk(w, TSPEC_QUIRK_SYN_EATS_OCTET);
    establish(next, &odd, seg, tspec_at(w->snd_una, seg->ack));
    take_with_syn(next, &odd, seg);
}

void tspec_syn_received_by_ack(struct tspec_next *next, const struct tspec_world *w,
                               const struct tspec_segment *seg, enum tspec_quirk_id quirk)
{
    struct tspec_model *m = next->m;
    tspec_pos ack = tspec_at(w->snd_una, seg->ack), seq = tspec_at(w->rcv_nxt, seg->seq);

    if (!tspec_has_quirk(m, quirk) || !w->passive)
        return;
    struct tspec_world odd = tspec_with_quirk(w, quirk);
    if (!(seg->flags & TSPEC_ACK) || (seg->flags & TSPEC_SYN)) /* some do not look at its ACK either */
        tspec_next_push(next, &odd);
    if (!(seg->flags & TSPEC_ACK))
        return;
    if (ack <= w->snd_una || ack > w->snd_nxt) {
        tspec_owe_rst(m, &odd, seg->ack.wire, 0, TSPEC_RST, true, TSPEC_CLAUSE_ACK_BAD_SYN_RECEIVED);
        tspec_next_push(next, &odd);
        return;
    }
    establish(next, &odd, seg, ack);
    if ((seg->flags & TSPEC_SYN) &&
        (seq >= w->rcv_nxt ? seq < w->rcv_edge : seq + seg->payload_bytes >= w->rcv_nxt)) {
        take_with_syn(next, &odd, seg);
        return;
    }
    tspec_owe(m, &odd, TSPEC_REPLY_ACK, true, TSPEC_CLAUSE_SEQ_OUTSIDE);
    tspec_liveness(m, &odd);
    tspec_next_push(next, &odd);
}

struct tspec_objection tspec_rst_excused(const struct tspec_model *m, unsigned index,
                                         const struct tspec_reply *r, const struct tspec_segment *seg,
                                         struct tspec_objection o)
{
    const struct tspec_stimulus *s = &m->flows[index].stimulus;
    bool bare = !(r->flags & TSPEC_ACK), both = (s->asked.flags & TSPEC_SYN) && (s->asked.flags & TSPEC_FIN);
    uint32_t ack = s->seq + s->length;

    if (r->kind != TSPEC_REPLY_RST || !(seg->flags & TSPEC_ACK) || r->stimulus != m->flows[index].stimuli)
        return o;
    if (seg->ack.wire == ack - 1 && both && (seg->seq.wire == r->seq || (!bare && seg->seq.wire == s->ack)))
        return tspec_excused(m, TSPEC_QUIRK_SYN_FIN_ONE, o);
    if (bare && seg->ack.wire == ack && seg->seq.wire == r->seq)
        return tspec_excused(m, TSPEC_QUIRK_RST_WITH_ACK, o);
    if (!bare && seg->ack.wire == r->ack && seg->seq.wire == s->ack)
        return tspec_excused(m, TSPEC_QUIRK_RST_SEQ_FROM_ACK, o);
    return o;
}

bool tspec_nagle_holds(const struct tspec_world *w)
{
    /* After a time-out what is in flight waits again, in segments of which nobody knows where they end. */
    bool again = w->rewound && w->again_to < w->snd_nxt;
    tspec_pos waits = w->queued_to - w->snd_nxt;
    bool fits = w->queued_to <= w->snd_una + (tspec_pos)tspec_max(w->snd_wnd, w->any.wnd);

    return !w->close_asked && tspec_world_outstanding(w) &&
           (again || (waits > 0 && waits < tspec_max(w->peer_mss, w->mss_now) && fits));
}

struct tspec_objection tspec_nagle_excuses(const struct tspec_model *m, const struct tspec_world *w,
                                           struct tspec_objection o)
{
    return w->ack_eaten || tspec_nagle_holds(w) ? tspec_excused(m, TSPEC_QUIRK_NAGLE_EATS_ACK, o) : o;
}

struct tspec_objection tspec_early_text_excuses(struct tspec_model *m, unsigned index, struct tspec_world *w,
                                                const struct tspec_segment *seg, struct tspec_objection o)
{
    tspec_pos seq = tspec_at(w->snd_nxt, seg->seq), end = seq + seg->payload_bytes;
    uint32_t wrong = 0;

    if (w->state != TSPEC_SYN_SENT || !w->syn_sent || (seg->flags & ~TSPEC_PSH) || seq <= w->iss ||
        seq > w->snd_nxt || end > w->queued_to || !w->resent ||
        !tspec_octets_match(&m->flows[index], w, seg, seq, &wrong) ||
        !tspec_has_quirk(m, TSPEC_QUIRK_TEXT_IN_SYN_SENT))
        return o;
    tspec_class_keep(m, index, w, seg);
    w->snd_nxt = tspec_max(w->snd_nxt, end);
    return tspec_excused(m, TSPEC_QUIRK_TEXT_IN_SYN_SENT, o);
}

uint64_t tspec_closing_end(const struct tspec_model *m, const struct tspec_world *w,
                           enum tspec_quirk_id *quirk)
{
    /* Such a stack is in LAST-ACK before the FIN has left. */
    bool last_ack = w->state == TSPEC_LAST_ACK || (w->state == TSPEC_CLOSE_WAIT && w->close_asked);

    *quirk = last_ack ? TSPEC_QUIRK_LAST_ACK_2MSL : TSPEC_QUIRK_CLOSING_EARLY;
    if (!tspec_has_quirk(m, *quirk))
        return TSPEC_NEVER;
    if (last_ack || (w->state == TSPEC_TIME_WAIT && w->released))
        return w->listened_us + 2 * m->profile.msl_us;
    if (w->state == TSPEC_FIN_WAIT_2 && w->released)
        return w->listened_us + m->profile.fin_wait_2_us;
    return TSPEC_NEVER;
}
