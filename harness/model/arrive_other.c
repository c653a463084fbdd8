/* A segment arrives in SYN-RECEIVED and after: its sequence number (RFC 9293, 3.10.7.4, step 1). */
#include "harness/model/arrive.h"
#include "harness/model/odd.h"

/* The acceptability test (table 6). */
static bool acceptable(const struct tspec_world *w, tspec_pos seq, tspec_pos length, tspec_pos edge)
{
    tspec_pos window = edge - w->rcv_nxt;

    if (length == 0)
        return window == 0 ? seq == w->rcv_nxt : seq >= w->rcv_nxt && seq < edge;
    return window > 0 &&
           ((seq >= w->rcv_nxt && seq < edge) || (seq + length - 1 >= w->rcv_nxt && seq + length - 1 < edge));
}

/* The right edge a stack may really have: what it said, or more where the application has read since. */
static tspec_pos edge_at_most(const struct tspec_model *m, const struct tspec_world *w)
{
    if (m->exact || m->profile.receive_buffer_bytes == 0)
        return w->rcv_edge;
    /* A FIN takes no room in a buffer. */
    return tspec_max(w->rcv_edge,
                     w->read_to + m->profile.receive_buffer_bytes + w->fin_taken - (w->eaten && !w->eat_at));
}

/* A segment of which nothing counts but its ACK. */
static struct tspec_arrival ack_alone(const struct tspec_world *w, const struct tspec_segment *seg)
{
    return (struct tspec_arrival){.seg = seg,
                                  .from = w->rcv_nxt,
                                  .to = w->rcv_nxt,
                                  .ack = tspec_at(w->snd_una, seg->ack),
                                  .text_refused = true,
                                  .window_refused = true};
}

/* What the ACK of an unacceptable segment does where it counts all the same. */
static void ack_before_seq(struct tspec_next *next, const struct tspec_world *w,
                           const struct tspec_segment *seg)
{
    struct tspec_arrival a = ack_alone(w, seg);

    if (a.ack <= w->snd_una || a.ack > w->snd_nxt)
        return;
    struct tspec_world odd = tspec_with_quirk(w, TSPEC_QUIRK_ACK_BEFORE_SEQ);
    tspec_owe_ack(next->m, &odd, TSPEC_CLAUSE_SEQ_OUTSIDE);
    tspec_arrive_ack(next, &odd, a);
}

/* Step 1 said no. */
static void unacceptable(struct tspec_next *next, struct tspec_world *w, const struct tspec_segment *seg,
                         tspec_pos seq, tspec_pos edge)
{
    struct tspec_model *m = next->m;
    tspec_pos length = tspec_segment_length(seg);

    if (seg->flags & TSPEC_RST) {
        tspec_arrives_rst_outside(next, w, seq, edge);
        return;
    }
    if (edge == w->rcv_nxt && seq == w->rcv_nxt && (seg->flags & TSPEC_ACK) && !(seg->flags & TSPEC_SYN)) {
        /* A zero window refuses the text and counts the ACK (3.10.7.4, step 1: special allowance). */
        struct tspec_arrival a = {
            .seg = seg, .from = seq, .to = seq, .ack = tspec_at(w->snd_una, seg->ack), .text_refused = true};
        struct tspec_world refused = tspec_world_forked(w, 0);
        bool fin_alone = (seg->flags & TSPEC_FIN) && seg->payload_bytes == 0;
        tspec_applied(next, TSPEC_CLAUSE_SEQ_ZERO_WINDOW);
        if (!fin_alone || tspec_may(m, TSPEC_CHOICE_ZERO_WINDOW_FIN, TSPEC_ZERO_WINDOW_FIN_REFUSE)) {
            tspec_owe_ack(m, &refused, TSPEC_CLAUSE_SEQ_ZERO_WINDOW);
            tspec_arrive_ack(next, &refused, a);
            if (!m->exact) {
                struct tspec_world answers = tspec_world_forked(w, 0);
                tspec_answer(next, &answers, TSPEC_CLAUSE_SEQ_OUTSIDE);
            }
        }
        bool probe = !m->exact && length == 1 && !fin_alone; /* there may be room for one octet (AMB-17) */
        if (probe ||
            (fin_alone && tspec_may(m, TSPEC_CHOICE_ZERO_WINDOW_FIN, TSPEC_ZERO_WINDOW_FIN_ACCEPT))) {
            a.to = seq + 1;
            a.fin = fin_alone;
            a.text_refused = false;
            struct tspec_world taken = tspec_world_forked(w, 0);
            tspec_arrive_ack(next, &taken, a);
        }
        return;
    }
    if (edge == w->rcv_nxt && seq - edge == INT32_MAX && !(seg->flags & TSPEC_SYN) &&
        tspec_has_quirk(m, TSPEC_QUIRK_HALF_CIRCLE)) {
        struct tspec_world odd = tspec_with_quirk(w, TSPEC_QUIRK_HALF_CIRCLE);
        struct tspec_arrival a = ack_alone(w, seg);
        if (length > 0)
            tspec_owe_ack(m, &odd, TSPEC_CLAUSE_SEQ_OUTSIDE);
        if ((seg->flags & TSPEC_FIN) && !odd.fin_held) { /* beyond a gap, where the next text reaches it */
            odd.fin_held = true;
            odd.fin_at = w->rcv_nxt + 1;
        }
        if ((seg->flags & TSPEC_ACK) && w->state != TSPEC_SYN_RECEIVED)
            tspec_arrive_ack(next, &odd, a);
        else
            tspec_next_push(next, &odd);
    }
    /* It covers the whole window: some trim both ends and take it (AMB-18). */
    bool covers = seq < w->rcv_nxt && seq + length > edge && edge > w->rcv_nxt && !(seg->flags & TSPEC_SYN);
    if (covers && tspec_may(m, TSPEC_CHOICE_STRADDLE_BOTH_EDGES, TSPEC_STRADDLE_BOTH_EDGES_TRIM)) {
        struct tspec_arrival a = {
            .seg = seg, .from = w->rcv_nxt, .to = edge, .ack = tspec_at(w->snd_una, seg->ack)};
        struct tspec_world trims = tspec_world_forked(w, 0);
        tspec_arrive_ack(next, &trims, a);
    }
    if (covers && !tspec_may(m, TSPEC_CHOICE_STRADDLE_BOTH_EDGES, TSPEC_STRADDLE_BOTH_EDGES_DROP))
        return;
    if (!(seg->flags & (TSPEC_ACK | TSPEC_SYN)) &&
        tspec_may(m, TSPEC_CHOICE_NO_CONTROL_BITS_OUTSIDE, TSPEC_NO_CONTROL_BITS_OUTSIDE_SILENCE)) {
        struct tspec_world either = tspec_world_forked(w, 0); /* AMB-16 */
        tspec_applied(next, TSPEC_CLAUSE_SEQ_OUTSIDE);
        tspec_may_ack(m, &either, TSPEC_CLAUSE_SEQ_OUTSIDE);
        tspec_next_push(next, &either);
        return;
    }
    if (w->state == TSPEC_SYN_RECEIVED)
        tspec_syn_received_by_ack(next, w, seg, TSPEC_QUIRK_SYN_RECEIVED_SEQ);
    else if ((seg->flags & (TSPEC_ACK | TSPEC_SYN)) == TSPEC_ACK && w->state != TSPEC_TIME_WAIT &&
             tspec_has_quirk(m, TSPEC_QUIRK_ACK_BEFORE_SEQ))
        ack_before_seq(next, w, seg);
    bool fin_again = w->state == TSPEC_TIME_WAIT && (seg->flags & TSPEC_FIN) && seq + length == w->rcv_nxt;
    w->odd_heard |= (seg->flags & TSPEC_ACK) && tspec_has_quirk(m, TSPEC_QUIRK_ACK_BEFORE_SEQ);
    if (fin_again) {
        /* The peer's FIN again: acknowledged, and 2 MSL begin anew or go on (AMB-10). Without ACK it is gone
         * before step 5 could restart anything: either. */
        if (!tspec_only(m, TSPEC_CHOICE_TIME_WAIT_RESTART, TSPEC_TIME_WAIT_RESTART_KEEP))
            w->end_hi_us = m->now_us + 2 * m->profile.msl_us;
        if ((seg->flags & TSPEC_ACK) &&
            tspec_only(m, TSPEC_CHOICE_TIME_WAIT_RESTART, TSPEC_TIME_WAIT_RESTART_RESTART))
            w->end_lo_us = w->end_hi_us;
    }
    tspec_answer(next, w, fin_again ? TSPEC_CLAUSE_ACK_TIME_WAIT : TSPEC_CLAUSE_SEQ_OUTSIDE);
}

/* One beyond the last octet, and none of its own to take: some count it as inside (AMB-18, a note). */
static void at_edge(struct tspec_next *next, struct tspec_world *w, const struct tspec_segment *seg,
                    tspec_pos edge)
{
    tspec_world_notes(w, TSPEC_OBJECT(INFO, REPLY_SILENCE, TSPEC_CLAUSE_SEQ_TRIM,
                                      "SEQ=%ra, the right edge, is outside the window", "taken for inside",
                                      edge, 0));
    if (seg->flags & TSPEC_RST)
        tspec_arrives_rst(next, w, edge);
    else if ((seg->flags & (TSPEC_ACK | TSPEC_SYN)) == TSPEC_ACK)
        tspec_arrive_ack(next, w,
                         (struct tspec_arrival){
                             .seg = seg, .from = edge, .to = edge, .ack = tspec_at(w->snd_una, seg->ack)});
}

/* All steps, with the receive window ending at `edge`. */
static void arrives(struct tspec_next *next, struct tspec_world *w, const struct tspec_segment *seg,
                    tspec_pos edge)
{
    struct tspec_model *m = next->m;
    tspec_pos seq = tspec_at(w->rcv_nxt, seg->seq);
    tspec_pos length = tspec_segment_length(seg);
    bool syn = (seg->flags & TSPEC_SYN) != 0, rst = (seg->flags & TSPEC_RST) != 0;
    bool fits = acceptable(w, seq, length, edge);

    bool time_wait = w->state == TSPEC_TIME_WAIT;
    if (time_wait && syn && !rst &&
        !tspec_arrives_syn_time_wait(next, w, seg, seq, fits || (seq == edge && !m->exact))) /* AMB-18 */
        return;
    bool again = w->state == TSPEC_SYN_RECEIVED && syn && !rst && seq == w->irs;
    if (again) { /* where text or FIN reach into the window, taking them comes on top (AMB-05) */
        tspec_pos ack = tspec_at(w->snd_una, seg->ack);
        bool taken = fits && (seg->flags & TSPEC_ACK) && ack > w->snd_una && ack <= w->snd_nxt &&
                     (tspec_may(m, TSPEC_CHOICE_SYN_AT_IRS, TSPEC_SYN_AT_IRS_PROCESS) ||
                      tspec_may(m, TSPEC_CHOICE_SYN_ACK_AT_IRS, TSPEC_SYN_ACK_AT_IRS_ESTABLISH));
        if (!taken || !m->exact)
            tspec_arrives_at_irs(next, w, seg);
        if (!taken && (!fits || m->exact))
            return;
    }
    if (!fits) {
        if ((length == 0 || rst) && seq == edge && edge != w->rcv_nxt && !m->exact) {
            struct tspec_world edgy = tspec_world_forked(w, 0);
            unacceptable(next, w, seg, seq, edge);
            at_edge(next, &edgy, seg, edge);
        } else {
            unacceptable(next, w, seg, seq, edge);
        }
        return;
    }
    if (rst) {
        tspec_arrives_rst(next, w, seq);
        return;
    }
    if (syn && seq >= w->rcv_nxt) {
        if (w->state == TSPEC_SYN_RECEIVED && w->passive)
            tspec_arrives_syn_passive(next, w, seg);
        else
            tspec_arrives_syn(next, w, seg);
        return;
    }
    if (syn && !again && !time_wait && !tspec_arrives_syn_left(next, w, seg))
        return;
    tspec_pos text = seq + syn, end = text + seg->payload_bytes;
    struct tspec_arrival a = {.seg = seg, .ack = tspec_at(w->snd_una, seg->ack)};
    a.from = tspec_max(text, w->rcv_nxt);
    a.fin = (seg->flags & TSPEC_FIN) && end < edge && end >= w->rcv_nxt;
    a.to = tspec_max(a.from, tspec_min(end, edge) + a.fin);
    if (a.from != text || a.to != end + a.fin)
        tspec_applied(next, TSPEC_CLAUSE_SEQ_TRIM);
    if (a.from > w->rcv_nxt && a.to < seq + length && tspec_has_quirk(m, TSPEC_QUIRK_HELD_BEYOND)) {
        struct tspec_world odd = tspec_with_quirk(w, TSPEC_QUIRK_HELD_BEYOND);
        struct tspec_arrival whole = a;
        whole.fin = (seg->flags & TSPEC_FIN) != 0;
        whole.to = seq + length;
        tspec_odd_text(&odd, &whole);
        tspec_arrive_ack(next, &odd, whole);
    }
    if (!tspec_defer(next, w, &a))
        tspec_arrive_ack(next, w, a);
}

/* What becomes of the segment hangs on what is held, wherever it is trimmed. */
static bool must_know(const struct tspec_world *w, const struct tspec_segment *seg)
{
    tspec_pos from = tspec_at(w->rcv_nxt, seg->seq) + ((seg->flags & TSPEC_SYN) != 0);
    tspec_pos end = from + seg->payload_bytes;

    return w->perhaps_count && !(seg->flags & TSPEC_RST) &&
           tspec_tangled(w, from, tspec_min(end, w->rcv_edge), end, (seg->flags & TSPEC_FIN) != 0);
}

void tspec_arrive_other(struct tspec_next *next, struct tspec_world *w, const struct tspec_segment *seg)
{
    tspec_pos seq = tspec_at(w->rcv_nxt, seg->seq), length = tspec_segment_length(seg);
    tspec_pos far = edge_at_most(next->m, w);

    if (must_know(w, seg)) {
        struct tspec_world kept;
        tspec_perhaps_fork(next->m, w, w->perhaps_count - 1u, &kept);
        tspec_arrive_other(next, w, seg);
        tspec_arrive_other(next, &kept, seg);
        return;
    }

    if (w->state == TSPEC_TIME_WAIT && (seg->flags & (TSPEC_FIN | TSPEC_SYN | TSPEC_RST)) == TSPEC_FIN &&
        !next->m->exact) /* to linger for longer breaks nothing (MUST-13) */
        w->end_hi_us = next->m->now_us + 2 * next->m->profile.msl_us;
    if ((seg->flags & (TSPEC_ACK | TSPEC_SYN | TSPEC_RST)) == TSPEC_ACK &&
        tspec_has_quirk(next->m, TSPEC_QUIRK_RTT_RESENT))
        tspec_odd_round_trip(next->m, w);
    if (tspec_any_window_kept(next->m) && w->state != TSPEC_SYN_RECEIVED && w->state != TSPEC_TIME_WAIT &&
        (seg->flags & (TSPEC_ACK | TSPEC_SYN | TSPEC_RST)) == TSPEC_ACK)
        tspec_any_window_update(w, seg);
    /* Between the edge that was advertised and the buffer's end a stack may take a segment or not. */
    if (far > w->rcv_edge && seq + length > w->rcv_edge) {
        struct tspec_world narrow = tspec_world_forked(w, 0);
        arrives(next, &narrow, seg, narrow.rcv_edge);
        arrives(next, w, seg, far);
    } else {
        arrives(next, w, seg, w->rcv_edge);
    }
}
