/* The stack sent a RST or a SYN (RFC 9293, 3.5.2, 3.5, 3.10.7). */
#include "harness/model/keep_alive.h"
#include "harness/model/odd.h"
#include "harness/model/persist.h"

#include <string.h>

static void take_reply(struct tspec_world *w, unsigned i)
{
    w->reply_count--;
    memmove(&w->replies[i], &w->replies[i + 1], (w->reply_count - i) * sizeof w->replies[0]);
    memset(&w->replies[w->reply_count], 0, sizeof w->replies[0]);
}

static bool rst_matches(const struct tspec_reply *r, const struct tspec_segment *seg, bool with_ack)
{
    return seg->seq.wire == r->seq && (!with_ack || seg->ack.wire == r->ack);
}

/* A reset of no prescribed form is one that its peer takes: it lies where the peer waits, in what is in
 * flight or behind it, or it is the answer to the segment that asked (3.5.2, 3.5.3). */
static bool can_be_taken(const struct tspec_model *m, unsigned index, const struct tspec_reply *r,
                         const struct tspec_segment *seg)
{
    const struct tspec_stimulus *s = &m->flows[index].stimulus;
    bool answers = s->asked.kind == TSPEC_STIMULUS_SEGMENT && r->stimulus == m->flows[index].stimuli &&
                   (seg->seq.wire == s->ack || (seg->seq.wire == 0 && !(s->asked.flags & TSPEC_ACK)));

    return !(r->flags & TSPEC_RST) || answers || seg->seq.wire - r->seq <= r->ack - r->seq;
}

/* Who ends a connection by a reset should enter TIME-WAIT (3.5.2), though every path of 3.10 says CLOSED. */
static void linger(const struct tspec_model *m, struct tspec_world *w)
{
    if (!m->exact && w->state == TSPEC_CLOSED && w->ended_by == w->stimulus)
        w->linger_us = m->now_us + 2 * m->profile.msl_us;
}

struct tspec_objection tspec_sent_rst(struct tspec_model *m, unsigned index, struct tspec_world *w,
                                      const struct tspec_segment *seg)
{
    bool ack = (seg->flags & TSPEC_ACK) != 0;
    int loose = -1, other = -1;

    tspec_exercised(m, TSPEC_CHECK_RST_UNASKED);
    /* What must come is served before what may, a form that is prescribed before one that is not. */
    int best = -1, best_rank = 0;
    for (unsigned i = 0; i < w->reply_count; i++) {
        const struct tspec_reply *r = &w->replies[i];
        int rank = r->must ? 4 : 2;
        if (r->kind == TSPEC_REPLY_RST) {
            bool wants_ack = (r->flags & TSPEC_ACK) != 0;
            tspec_exercised(m, TSPEC_CHECK_RST_NUMBER);
            tspec_exercised(m, TSPEC_CHECK_RST_FORM);
            if (!((wants_ack == ack || r->either) && rst_matches(r, seg, ack))) {
                if (wants_ack != ack && !r->either && seg->seq.wire == r->seq && loose < 0)
                    loose = (int)i;
                other = (int)i;
                continue;
            }
            rank++;
        } else if (r->kind != TSPEC_REPLY_RST_ANY) {
            continue;
        } else if (!can_be_taken(m, index, r, seg)) {
            tspec_exercised(m, TSPEC_CHECK_RST_NUMBER);
            other = (int)i;
            continue;
        }
        if (rank > best_rank) {
            best_rank = rank;
            best = (int)i;
        }
    }
    /* An unprescribed one does not stand in for one that must come in another form. */
    if (best >= 0 && !(best_rank == 2 && loose >= 0 && w->replies[loose].must)) {
        struct tspec_reply r = w->replies[best];
        take_reply(w, (unsigned)best);
        linger(m, w);
        return r.mild ? TSPEC_OBJECT(INFO, RST_UNASKED, r.clause, "silence", "<SEQ=%sa><CTL=RST>",
                                     seg->seq.wire, 0)
                      : (struct tspec_objection){0};
    }
    if (loose >= 0) {
        struct tspec_reply r = w->replies[loose];
        bool wants_ack = (r.flags & TSPEC_ACK) != 0;
        take_reply(w, (unsigned)loose);
        linger(m, w);
        return tspec_rst_excused(
            m, index, &r, seg,
            TSPEC_OBJECT(DEVIATES, RST_FORM, r.clause,
                         wants_ack ? "<SEQ=%sa><ACK=%rb><CTL=RST,ACK>" : "<SEQ=%sa><CTL=RST>",
                         wants_ack ? "<SEQ=%sa><CTL=RST>" : "<SEQ=%sa> with an ACK field", r.seq, r.ack));
    }
    if (other >= 0) {
        struct tspec_reply r = w->replies[other];
        bool number = seg->seq.wire != r.seq;
        if (r.kind == TSPEC_REPLY_RST_ANY)
            return TSPEC_OBJECT(FAIL, RST_NUMBER, r.clause, "a reset with SEQ=%sa, which the peer can take",
                                "SEQ=%sb", r.ack, seg->seq.wire);
        struct tspec_objection o = tspec_rst_excused(
            m, index, &r, seg,
            TSPEC_OBJECT(FAIL, RST_NUMBER, r.clause, number ? "a reset with SEQ=%sa" : "a reset with ACK=%ra",
                         number ? "SEQ=%sb" : "ACK=%rb", number ? r.seq : r.ack,
                         number ? seg->seq.wire : seg->ack.wire));
        if (o.quirk) {
            take_reply(w, (unsigned)other);
            linger(m, w);
        }
        return o;
    }
    /* Giving up (R2), or taking back what nobody holds, may end with a reset (AMB-25, AMB-37). It comes by
     * itself: one that answers a segment says that there was nothing left to give up. */
    bool spontaneous = m->now_us > m->flows[index].stimulus.at_us;
    bool outstanding = tspec_world_outstanding(w);
    uint64_t waited = m->now_us - (outstanding ? w->flight_since_us : w->persist.heard_us);
    bool long_enough = waited >= 100 * TSPEC_SECOND_US,
         given_up = w->rtx_count >= 3 && !w->heard && !w->quiet;
    if (spontaneous && w->keep_alives && !outstanding) {
        struct tspec_objection o = tspec_keep_alive_given_up(m, w);
        w->signal_may |= 1u << TSPEC_SIGNAL_TIMEOUT;
        tspec_owe_signal(m, w, TSPEC_SIGNAL_TIMEOUT, TSPEC_CLAUSE_KEEP_ALIVE);
        tspec_world_delete(w);
        return o;
    }
    if (spontaneous && w->persist.kind) {
        struct tspec_objection o = tspec_persist_given_up(m, w, 100 * TSPEC_SECOND_US);
        if (o.level == TSPEC_LEVEL_FAIL + 1)
            return o;
    }
    if (spontaneous && (outstanding || w->persist.kind) &&
        (long_enough || (given_up && w->snd_una > w->iss))) {
        w->signal_may |= 1u << TSPEC_SIGNAL_TIMEOUT;
        tspec_owe_signal(m, w, TSPEC_SIGNAL_TIMEOUT, TSPEC_CLAUSE_GIVE_UP);
        tspec_exercised(m, TSPEC_CHECK_R2);
        tspec_world_delete(w);
        linger(m, w);
        return long_enough ? (struct tspec_objection){0}
                           : TSPEC_OBJECT(DEVIATES, R2, TSPEC_CLAUSE_GIVE_UP, "no time-out before %ta",
                                          "a reset after %tb", 100 * TSPEC_SECOND_US, waited);
    }
    if (tspec_world_alive(w) && w->state != TSPEC_TIME_WAIT && m->now_us >= w->end_lo_us) {
        tspec_world_delete(w);
        linger(m, w);
        return (struct tspec_objection){0};
    }
    bool abort =
        w->quiet == TSPEC_CLAUSE_ABORT_QUIET + 1 && ack && seg->seq.wire == w->old_nxt && seg->ack.wire == 0;
    struct tspec_objection o =
        TSPEC_OBJECT(FAIL, RST_UNASKED, w->quiet ? w->quiet - 1u : (unsigned)TSPEC_CLAUSE_EMIT_NOTHING,
                     "no reset", "<SEQ=%sa><ACK=%rb><CTL=RST>", seg->seq.wire, seg->ack.wire);
    if (w->state == TSPEC_TIME_WAIT) {
        tspec_exercised(m, TSPEC_CHECK_TIME_WAIT_SHORT);
        o.check = TSPEC_CHECK_TIME_WAIT_SHORT;
        o.clause = TSPEC_CLAUSE_TIME_WAIT;
        o.expected = "TIME-WAIT for 2 MSL: no reset";
    }
    return abort ? tspec_excused(m, TSPEC_QUIRK_ABORT_SYN_SENT, o) : o;
}

/* The first SYN or SYN,ACK of an incarnation sets the numbers; each later one must be the same. */
static struct tspec_objection number_syn(struct tspec_model *m, unsigned index, struct tspec_world *w,
                                         const struct tspec_segment *seg, bool asked)
{
    tspec_exercised(m, TSPEC_CHECK_SYN_NUMBER);
    w->syn_us = m->now_us;
    if (!w->syn_sent) {
        m->flows[index].congestion = (struct tspec_congestion){0};
        w->syn_sent = true;
        w->iss = tspec_pos_first(seg->seq);
        w->snd_una = w->iss;
        w->snd_nxt = w->iss + 1;
        w->queued_to += w->iss + 1; /* what was queued before counted from 0 */
        w->snd_up += w->snd_up ? w->iss + 1 : 0;
        w->snd_wl2 = w->iss;
        w->any.wl2 = tspec_cut(w->iss);
        w->flight_since_us = w->busy_since_us = w->rtx_last_us = m->now_us;
        w->fresh_since_us = m->now_us + 1;
        w->rtx_count = 0;
        w->heard = false;
        if (seg->payload_bytes) { /* text may ride on the SYN (3.10.1) */
            uint32_t wrong = 0;
            w->snd_nxt += seg->payload_bytes;
            if (w->snd_nxt > w->queued_to)
                return TSPEC_OBJECT(FAIL, SENT_EXCESS, TSPEC_CLAUSE_SEND_EARLY, "text up to SEQ=%sa",
                                    "text up to SEQ=%sb", w->queued_to, w->snd_nxt);
            if (!tspec_octets_match(&m->flows[index], w, seg, w->iss + 1, &wrong))
                return TSPEC_OBJECT(FAIL, SENT_OCTETS, TSPEC_CLAUSE_SEND_EARLY,
                                    "the octets the application gave", "another octet at SEQ=%sa",
                                    w->iss + 1 + wrong, 0);
        }
        if (!w->reuses)
            return (struct tspec_objection){0};
        w->reuses = false;
        tspec_exercised(m, TSPEC_CHECK_TIME_WAIT_REUSE);
        if ((int32_t)(seg->seq.wire - w->old_nxt) > 0)
            return (struct tspec_objection){0};
        return TSPEC_OBJECT(INFO, TIME_WAIT_REUSE, TSPEC_CLAUSE_SEQ_TIME_WAIT_SYN, "an ISS above %a",
                            "ISS %b", w->old_nxt, seg->seq.wire);
    }
    if (seg->seq.wire != tspec_cut(w->iss))
        return TSPEC_OBJECT(FAIL, SYN_NUMBER, TSPEC_CLAUSE_RETRANSMIT, "SEQ=%a", "SEQ=%b", w->iss,
                            seg->seq.wire);
    w->resent += w->resent < 200;
    if (asked) { /* an answer, no retransmission: whether its ACK is a sample is a reading (Karn), so that the
                    round trip may have been so long, and RTO need not fall */
        w->rewound = true;
        w->rtx_last_us = m->now_us;
        w->rtx_count = 0;
        return (struct tspec_objection){0};
    }
    w->fresh_since_us = 0;
    w->syn_resent = true;
    return tspec_sent_again(m, w);
}

/* Why there is nothing to answer: addresses that are no single host's (3.9.2.3) have clauses of their own. */
static unsigned unasked_by(const struct tspec_world *w)
{
    bool many = w->quiet == TSPEC_CLAUSE_TO_MANY + 1 || w->quiet == TSPEC_CLAUSE_FROM_MANY + 1;

    return many ? w->quiet - 1u : (unsigned)TSPEC_CLAUSE_EMIT_NOTHING;
}

struct tspec_objection tspec_sent_syn(struct tspec_model *m, unsigned index, struct tspec_world *w,
                                      const struct tspec_segment *seg)
{
    bool ack = (seg->flags & TSPEC_ACK) != 0;
    bool asked = false;

    tspec_exercised(m, TSPEC_CHECK_SYN_UNASKED);
    for (unsigned i = 0; i < w->reply_count && !asked; i++)
        if (w->replies[i].kind == (ack ? TSPEC_REPLY_SYN_ACK : TSPEC_REPLY_SYN)) {
            take_reply(w, i);
            asked = true;
        }
    if (w->state == TSPEC_SYN_SENT && !ack) {
        struct tspec_read_options options;
        tspec_read_options(seg, &options);
        w->scale_offered = options.scale;
        w->rcv_shift = options.shift;
        w->stamp_offered = options.timestamps;
        w->last_window = seg->window;
        return number_syn(m, index, w, seg, false);
    }
    /* A FIN may be queued behind a SYN,ACK that is still unacknowledged (CLOSE-4). */
    bool waiting = w->state == TSPEC_SYN_RECEIVED ||
                   (tspec_world_alive(w) && w->state != TSPEC_SYN_SENT && w->snd_una == w->iss);
    if (!waiting || !ack)
        return TSPEC_OBJECT(FAIL, SYN_UNASKED, unasked_by(w), "no SYN", "<SEQ=%sa><ACK=%rb>", seg->seq.wire,
                            seg->ack.wire);
    struct tspec_objection o = number_syn(m, index, w, seg, asked);
    if (o.level == TSPEC_LEVEL_FAIL + 1)
        return o;
    tspec_pos number = tspec_at(w->rcv_nxt, seg->ack);
    if (number != w->rcv_nxt)
        return TSPEC_OBJECT(FAIL, SYN_NUMBER, TSPEC_CLAUSE_LISTEN_SYN, "ACK=%ra", "ACK=%rb", w->rcv_nxt,
                            number);
    struct tspec_read_options options;
    tspec_read_options(seg, &options);
    w->scaled &= options.scale;
    w->rcv_shift = options.shift;
    w->stamped &= options.timestamps;
    w->ack_sent = number;
    w->last_window = seg->window;
    w->rcv_edge = tspec_max(w->rcv_edge, number + seg->window);
    /* Text that came with the SYN is kept as far as the window goes. */
    for (unsigned i = 0; i < w->held_count; i++)
        w->held[i].to = tspec_min(w->held[i].to, w->rcv_edge);
    tspec_perhaps_cut(w, w->rcv_edge);
    if (w->fin_held && w->fin_at >= w->rcv_edge)
        w->fin_held = false;
    for (unsigned i = 0; i < w->reply_count; i++)
        if (w->replies[i].kind == TSPEC_REPLY_ACK && !(m->exact && w->replies[i].must))
            take_reply(w, i--);
    return o;
}
