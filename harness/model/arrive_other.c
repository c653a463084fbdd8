/* A segment arrives in SYN-RECEIVED and after: sequence, RST and SYN (RFC 9293, 3.10.7.4, steps 1 to 4). */
#include "harness/model/world.h"

#include <string.h>

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
    return tspec_max(w->rcv_edge, w->read_to + m->profile.receive_buffer_bytes + w->fin_taken);
}

/* A passive connection that is gone. Of one that TIME-WAIT reopened the RFC does not say whether it "came from the
 * LISTEN state"; to a stack of one control block it did. */
static void back_to_listen(struct tspec_model *m, unsigned index, struct tspec_world *w, bool reopened)
{
    bool none = m->listening == TSPEC_LISTENING_NO && m->moved_to < 0;

    if (reopened && tspec_only(m, TSPEC_CHOICE_LISTENER, TSPEC_LISTENER_MOVING)) {
        w->state = TSPEC_LISTEN;
        if (none)
            m->moved_to = (int8_t)index;
    } else if (reopened && none && tspec_may(m, TSPEC_CHOICE_LISTENER, TSPEC_LISTENER_MOVING)) {
        m->listening = TSPEC_LISTENING_MAYBE;
    }
    if (m->moved_to == (int)index)
        w->state = TSPEC_LISTEN;
}

void tspec_world_reset(struct tspec_next *next, struct tspec_world *w, unsigned clause)
{
    struct tspec_model *m = next->m;
    bool back = w->passive && w->state == TSPEC_SYN_RECEIVED;
    bool early = w->state == TSPEC_SYN_SENT || w->state == TSPEC_SYN_RECEIVED, reopened = w->reopened;
    bool open = w->state == TSPEC_ESTABLISHED || w->state == TSPEC_FIN_WAIT_1 ||
                w->state == TSPEC_FIN_WAIT_2 || w->state == TSPEC_CLOSE_WAIT;

    w->signal_may |= 1u << TSPEC_SIGNAL_RESET | (early ? 1u << TSPEC_SIGNAL_REFUSED : 0);
    if (!back) {
        memset(w->signal_due_us, 0, sizeof w->signal_due_us);
        if (early || open)
            tspec_owe_signal(m, w, early ? TSPEC_SIGNAL_REFUSED : TSPEC_SIGNAL_RESET, clause);
        tspec_exercised(m, TSPEC_CHECK_SIGNAL_MISSING);
    }
    if (early && w->turned && !m->exact && m->listening == TSPEC_LISTENING_NO)
        m->listening = TSPEC_LISTENING_MAYBE; /* back to LISTEN, by 3.5 (AMB-27b) */
    tspec_world_delete(w);
    if (back)
        back_to_listen(m, next->index, w, reopened);
}

static void reset(struct tspec_next *next, struct tspec_world w)
{
    unsigned clause = w.state == TSPEC_SYN_RECEIVED
                          ? (w.passive ? TSPEC_CLAUSE_RST_PASSIVE : TSPEC_CLAUSE_RST_ACTIVE)
                      : w.state == TSPEC_CLOSING || w.state == TSPEC_LAST_ACK || w.state == TSPEC_TIME_WAIT
                          ? TSPEC_CLAUSE_RST_CLOSING
                          : TSPEC_CLAUSE_RST_OPEN;

    tspec_applied(next, clause);
    tspec_world_reset(next, &w, clause);
    w.quiet = (uint16_t)(clause + 1);
    tspec_next_push(next, &w);
}

static void silent(struct tspec_next *next, struct tspec_world w, unsigned clause)
{
    tspec_applied(next, clause);
    tspec_exercised(next->m, TSPEC_CHECK_REPLY_SILENCE);
    w.quiet = (uint16_t)(clause + 1);
    tspec_next_push(next, &w);
}

static void answer(struct tspec_next *next, struct tspec_world w, unsigned clause)
{
    tspec_applied(next, clause);
    tspec_exercised(next->m, w.state == TSPEC_TIME_WAIT ? TSPEC_CHECK_TIME_WAIT_ACK : TSPEC_CHECK_REPLY_ACK);
    if (w.state == TSPEC_TIME_WAIT)
        tspec_exercised(next->m, TSPEC_CHECK_TIME_WAIT_SHORT);
    tspec_owe_ack(next->m, &w, clause);
    tspec_next_push(next, &w);
}

/* Alternatives of a choice that differ in the answer alone: an ACK, or the silence of a rate limit, or both.
 */
static void challenge(struct tspec_next *next, const struct tspec_world *w, bool ack, bool silence,
                      unsigned clause)
{
    struct tspec_world c = *w;

    if (!ack && !silence)
        return;
    tspec_applied(next, clause);
    tspec_exercised(next->m, TSPEC_CHECK_REPLY_ACK);
    if (ack)
        tspec_owe_challenge(next->m, &c, silence, clause);
    else
        tspec_may_ack(next->m, &c, clause);
    tspec_next_push(next, &c);
}

/* Step 2 in TIME-WAIT (AMB-09): RFC 1337 ignores it; else it ends the state, or is challenged where RFC 5961
 * asks for the exact number. */
static void rst_in_time_wait(struct tspec_next *next, struct tspec_world w, tspec_pos seq)
{
    struct tspec_model *m = next->m;
    bool ignore = tspec_may(m, TSPEC_CHOICE_TIME_WAIT_RST, TSPEC_TIME_WAIT_RST_IGNORE);
    bool close = tspec_may(m, TSPEC_CHOICE_TIME_WAIT_RST, TSPEC_TIME_WAIT_RST_CLOSE);
    bool challenges = tspec_may(m, TSPEC_CHOICE_TIME_WAIT_RST, TSPEC_TIME_WAIT_RST_CHALLENGE);

    tspec_applied(next, TSPEC_CLAUSE_RST_CLOSING);
    if (ignore)
        tspec_next_push(next, &w);
    if (seq == w.rcv_nxt) {
        if (close || challenges)
            reset(next, w);
        return;
    }
    if (close && tspec_may(m, TSPEC_CHOICE_RST_IN_WINDOW, TSPEC_RST_IN_WINDOW_RESET))
        reset(next, w);
    challenge(next, &w,
              challenges ||
                  (close && tspec_may(m, TSPEC_CHOICE_RST_IN_WINDOW, TSPEC_RST_IN_WINDOW_CHALLENGE)),
              close && tspec_may(m, TSPEC_CHOICE_RST_IN_WINDOW, TSPEC_RST_IN_WINDOW_SILENCE),
              TSPEC_CLAUSE_RST_INEXACT);
}

/* Step 2, a RST that passed the acceptability test. */
static void arrives_rst(struct tspec_next *next, struct tspec_world w, tspec_pos seq)
{
    struct tspec_model *m = next->m;

    if (w.state == TSPEC_TIME_WAIT && seq >= w.rcv_nxt) {
        rst_in_time_wait(next, w, seq);
        return;
    }
    if (seq < w.rcv_nxt) { /* text begins to the left and ends in the window: AMB-02b */
        if (tspec_may(m, TSPEC_CHOICE_RST_STRADDLING, TSPEC_RST_STRADDLING_DROP))
            silent(next, w, TSPEC_CLAUSE_SEQ_OUTSIDE_RST);
        if (tspec_may(m, TSPEC_CHOICE_RST_STRADDLING, TSPEC_RST_STRADDLING_RESET))
            reset(next, w);
        return;
    }
    if (seq == w.rcv_nxt) {
        reset(next, w);
        return;
    }
    enum tspec_choice choice =
        w.state == TSPEC_SYN_RECEIVED ? TSPEC_CHOICE_RST_IN_SYN_RECEIVED : TSPEC_CHOICE_RST_IN_WINDOW;
    challenge(next, &w, tspec_may(m, choice, TSPEC_RST_IN_WINDOW_CHALLENGE),
              tspec_may(m, choice, TSPEC_RST_IN_WINDOW_SILENCE), TSPEC_CLAUSE_RST_INEXACT);
    if (tspec_may(m, choice, TSPEC_RST_IN_WINDOW_RESET))
        reset(next, w);
}

/* The connection ends with a RST of ours whose form is not prescribed (RFC 793 against a SYN). */
static void error_reset(struct tspec_next *next, struct tspec_world w, unsigned clause)
{
    tspec_applied(next, clause);
    tspec_world_reset(next, &w, clause);
    tspec_exercised(next->m, TSPEC_CHECK_REPLY_RST);
    tspec_owe(next->m, &w, TSPEC_REPLY_RST_ANY, true, clause);
    tspec_next_push(next, &w);
}

/* Step 4 in passive SYN-RECEIVED (AMB-06). */
static void arrives_syn_passive(struct tspec_next *next, const struct tspec_world *w,
                                const struct tspec_segment *seg)
{
    struct tspec_model *m = next->m;
    struct tspec_world back = *w;

    tspec_applied(next, TSPEC_CLAUSE_SYN_PASSIVE);
    tspec_world_reset(next, &back, TSPEC_CLAUSE_SYN_PASSIVE);
    if (tspec_may(m, TSPEC_CHOICE_SYN_IN_SYN_RECEIVED, TSPEC_SYN_IN_SYN_RECEIVED_LISTEN)) {
        struct tspec_world quiet = back;
        quiet.quiet = TSPEC_CLAUSE_SYN_PASSIVE + 1;
        tspec_next_push(next, &quiet);
    }
    if (tspec_may(m, TSPEC_CHOICE_SYN_IN_SYN_RECEIVED, TSPEC_SYN_IN_SYN_RECEIVED_CHALLENGE))
        challenge(next, w, true, tspec_may(m, TSPEC_CHOICE_UNACCEPTABLE, TSPEC_UNACCEPTABLE_THROTTLE),
                  TSPEC_CLAUSE_SYN_PASSIVE);
    if (tspec_may(m, TSPEC_CHOICE_SYN_IN_SYN_RECEIVED, TSPEC_SYN_IN_SYN_RECEIVED_RESET)) {
        struct tspec_world reset = back;
        tspec_owe(m, &reset, TSPEC_REPLY_RST_ANY, true, TSPEC_CLAUSE_SYN_PASSIVE);
        tspec_next_push(next, &reset);
    }
    if (tspec_may(m, TSPEC_CHOICE_SYN_IN_SYN_RECEIVED, TSPEC_SYN_IN_SYN_RECEIVED_RESTART))
        tspec_arrive_listen(next, back, seg);
    if (tspec_may(m, TSPEC_CHOICE_SYN_IN_SYN_RECEIVED, TSPEC_SYN_IN_SYN_RECEIVED_RESEND)) {
        struct tspec_world again = *w;
        tspec_owe(m, &again, TSPEC_REPLY_SYN_ACK, true, TSPEC_CLAUSE_SYN_PASSIVE);
        tspec_next_push(next, &again);
    }
}

/* The SYN (or SYN,ACK) that made SYN-RECEIVED comes again (AMB-05). */
static void arrives_at_irs(struct tspec_next *next, const struct tspec_world *w,
                           const struct tspec_segment *seg)
{
    struct tspec_model *m = next->m;
    tspec_pos ack = tspec_at(w->snd_una, seg->ack);
    bool good_ack = (seg->flags & TSPEC_ACK) && ack > w->snd_una && ack <= w->snd_nxt;

    tspec_applied(next, TSPEC_CLAUSE_SEQ_AT_IRS);
    if (seg->flags & TSPEC_ACK) {
        if (good_ack && tspec_may(m, TSPEC_CHOICE_SYN_ACK_AT_IRS, TSPEC_SYN_ACK_AT_IRS_ESTABLISH)) {
            struct tspec_arrival a = {.seg = seg, .from = w->rcv_nxt, .to = w->rcv_nxt, .ack = ack};
            struct tspec_world established = *w;
            tspec_may_ack(m, &established, TSPEC_CLAUSE_SEQ_AT_IRS);
            tspec_arrive_ack(next, established, a);
            if (w->rcv_nxt + seg->payload_bytes > w->rcv_edge && w->rcv_edge > w->rcv_nxt) { /* AMB-18 */
                a.to = w->rcv_edge;
                tspec_arrive_ack(next, established, a);
            }
        }
        if (!good_ack || tspec_may(m, TSPEC_CHOICE_SYN_ACK_AT_IRS, TSPEC_SYN_ACK_AT_IRS_ACK))
            answer(next, *w, TSPEC_CLAUSE_SEQ_AT_IRS);
        return;
    }
    bool silence = tspec_may(m, TSPEC_CHOICE_SYN_AT_IRS, TSPEC_SYN_AT_IRS_SILENCE);
    if (silence) { /* the timer sends the SYN,ACK again */
        struct tspec_world waits = *w;
        waits.heard = true;
        tspec_next_push(next, &waits);
    }
    if (tspec_may(m, TSPEC_CHOICE_SYN_AT_IRS, TSPEC_SYN_AT_IRS_ACK) ||
        tspec_only(m, TSPEC_CHOICE_SYN_AT_IRS, TSPEC_SYN_AT_IRS_PROCESS)) /* ... of what there is: nothing */
        challenge(next, w, !silence, silence, TSPEC_CLAUSE_SEQ_AT_IRS);
    if (tspec_may(m, TSPEC_CHOICE_SYN_AT_IRS, TSPEC_SYN_AT_IRS_SYN_ACK)) {
        struct tspec_world again = *w;
        tspec_owe(m, &again, TSPEC_REPLY_SYN_ACK, !silence, TSPEC_CLAUSE_SEQ_AT_IRS);
        tspec_next_push(next, &again);
    }
}

/* Step 4 in the synchronized states and in active SYN-RECEIVED: AMB-04. */
static void arrives_syn(struct tspec_next *next, const struct tspec_world *w)
{
    struct tspec_model *m = next->m;

    /* Where nothing is to be trimmed, a stack that trims challenges. */
    challenge(next, w,
              tspec_may(m, TSPEC_CHOICE_SYN_SYNCHRONIZED, TSPEC_SYN_SYNCHRONIZED_CHALLENGE) ||
                  tspec_only(m, TSPEC_CHOICE_SYN_SYNCHRONIZED, TSPEC_SYN_SYNCHRONIZED_TRIM),
              tspec_may(m, TSPEC_CHOICE_SYN_SYNCHRONIZED, TSPEC_SYN_SYNCHRONIZED_SILENCE),
              TSPEC_CLAUSE_SYN_CHALLENGE);
    if (tspec_may(m, TSPEC_CHOICE_SYN_SYNCHRONIZED, TSPEC_SYN_SYNCHRONIZED_RESET))
        error_reset(next, *w, TSPEC_CLAUSE_SYN_RESET);
}

/* A SYN in TIME-WAIT, wherever it lies (AMB-11; RFC 6191; MAY-2). */
static void arrives_syn_time_wait(struct tspec_next *next, const struct tspec_world *w,
                                  const struct tspec_segment *seg, tspec_pos seq, bool in_window)
{
    struct tspec_model *m = next->m;
    bool ack = (seg->flags & TSPEC_ACK) != 0;
    bool reuse = !ack && tspec_may(m, TSPEC_CHOICE_TIME_WAIT_SYN, TSPEC_TIME_WAIT_SYN_REUSE);
    bool silence = tspec_may(m, TSPEC_CHOICE_TIME_WAIT_SYN, TSPEC_TIME_WAIT_SYN_SILENCE);
    bool taken = false;

    tspec_applied(next, TSPEC_CLAUSE_SEQ_TIME_WAIT_SYN);
    if (reuse && (!m->exact || seq >= w->rcv_nxt)) {
        struct tspec_world fresh = *w;
        tspec_world_delete(&fresh);
        fresh.reuses = true;
        fresh.old_nxt = tspec_cut(w->snd_nxt);
        tspec_forget_pieces(next->flow);
        tspec_arrive_listen(next, fresh, seg);
        taken = true;
    }
    if (reuse && !m->exact && tspec_model_listening(m, next->index) != TSPEC_LISTENING_YES) {
        struct tspec_world gone = *w;
        tspec_owe_rst_for(m, &gone, seg, false, TSPEC_CLAUSE_SEQ_TIME_WAIT_SYN);
        tspec_next_push(next, &gone);
    }
    challenge(next, w, !silence && tspec_may(m, TSPEC_CHOICE_TIME_WAIT_SYN, TSPEC_TIME_WAIT_SYN_CHALLENGE),
              silence, TSPEC_CLAUSE_SEQ_TIME_WAIT_SYN);
    if (tspec_may(m, TSPEC_CHOICE_TIME_WAIT_SYN, TSPEC_TIME_WAIT_SYN_RESET)) {
        if (in_window) {
            struct tspec_world stays = *w;
            tspec_owe(m, &stays, TSPEC_REPLY_RST_ANY, true, TSPEC_CLAUSE_SYN_RESET);
            tspec_next_push(next, &stays); /* Seen: the RST leaves and TIME-WAIT stays */
            error_reset(next, *w, TSPEC_CLAUSE_SYN_RESET);
        } else {
            answer(next, *w, TSPEC_CLAUSE_SEQ_OUTSIDE);
        }
    }
    /* What a stack that reuses does not take meets the usual rules, as in any synchronized state. */
    if (tspec_only(m, TSPEC_CHOICE_TIME_WAIT_SYN, TSPEC_TIME_WAIT_SYN_REUSE) && !taken) {
        if (in_window || !tspec_only(m, TSPEC_CHOICE_SYN_SYNCHRONIZED, TSPEC_SYN_SYNCHRONIZED_RESET))
            arrives_syn(next, w);
        else
            answer(next, *w, TSPEC_CLAUSE_SEQ_OUTSIDE);
        if (!m->exact)
            tspec_next_push(next, w); /* RFC 6191 drops it in silence */
    }
}

/* Step 1 said no to a RST. */
static void rst_outside(struct tspec_next *next, const struct tspec_world *w, tspec_pos seq, tspec_pos edge)
{
    if (edge == w->rcv_nxt && seq == w->rcv_nxt) {
        /* A zero window still takes a valid RST (MUST-66), with text on it or not (SHLD-2). */
        arrives_rst(next, *w, seq);
    } else if (!next->m->exact && w->fin_taken && seq == w->fin_at) {
        /* From a peer that had not counted its own FIN: some take it, or challenge it (AMB-02b, a note). */
        struct tspec_world lenient = *w;
        challenge(next, w, false, true, TSPEC_CLAUSE_SEQ_OUTSIDE_RST);
        tspec_world_notes(&lenient, TSPEC_OBJECT(INFO, REPLY_SILENCE, TSPEC_CLAUSE_SEQ_OUTSIDE_RST,
                                                 "SEQ=%ra is left of RCV.NXT", "taken for valid", seq, 0));
        reset(next, lenient);
    } else {
        silent(next, *w, TSPEC_CLAUSE_SEQ_OUTSIDE_RST);
    }
}

/* Step 1 said no. */
static void unacceptable(struct tspec_next *next, const struct tspec_world *w,
                         const struct tspec_segment *seg, tspec_pos seq, tspec_pos edge)
{
    struct tspec_model *m = next->m;
    tspec_pos length = tspec_segment_length(seg);

    if (seg->flags & TSPEC_RST) {
        rst_outside(next, w, seq, edge);
        return;
    }
    if (edge == w->rcv_nxt && seq == w->rcv_nxt && (seg->flags & TSPEC_ACK) && !(seg->flags & TSPEC_SYN)) {
        /* A zero window refuses the text and counts the ACK (3.10.7.4, step 1: special allowance). */
        struct tspec_arrival a = {
            .seg = seg, .from = seq, .to = seq, .ack = tspec_at(w->snd_una, seg->ack), .text_refused = true};
        struct tspec_world refused = *w;
        bool fin_alone = (seg->flags & TSPEC_FIN) && seg->payload_bytes == 0;
        tspec_applied(next, TSPEC_CLAUSE_SEQ_ZERO_WINDOW);
        if (!fin_alone || tspec_may(m, TSPEC_CHOICE_ZERO_WINDOW_FIN, TSPEC_ZERO_WINDOW_FIN_REFUSE)) {
            tspec_owe_ack(m, &refused, TSPEC_CLAUSE_SEQ_ZERO_WINDOW);
            tspec_arrive_ack(next, refused, a);
            if (!m->exact)
                answer(next, *w, TSPEC_CLAUSE_SEQ_OUTSIDE);
        }
        bool probe = !m->exact && length == 1 && !fin_alone; /* there may be room for one octet (AMB-17) */
        if (probe ||
            (fin_alone && tspec_may(m, TSPEC_CHOICE_ZERO_WINDOW_FIN, TSPEC_ZERO_WINDOW_FIN_ACCEPT))) {
            a.to = seq + 1;
            a.fin = fin_alone;
            a.text_refused = false;
            tspec_arrive_ack(next, *w, a);
        }
        return;
    }
    if (!(seg->flags & (TSPEC_ACK | TSPEC_SYN)) &&
        tspec_may(m, TSPEC_CHOICE_NO_CONTROL_BITS_OUTSIDE, TSPEC_NO_CONTROL_BITS_OUTSIDE_SILENCE)) {
        struct tspec_world either = *w; /* AMB-16 */
        tspec_applied(next, TSPEC_CLAUSE_SEQ_OUTSIDE);
        tspec_may_ack(m, &either, TSPEC_CLAUSE_SEQ_OUTSIDE);
        tspec_next_push(next, &either);
        return;
    }
    bool fin_again = w->state == TSPEC_TIME_WAIT && (seg->flags & TSPEC_FIN) && seq + length == w->rcv_nxt;
    struct tspec_world stays = *w;
    if (fin_again) {
        /* The peer's FIN again: acknowledged, and 2 MSL begin anew or go on (AMB-10). */
        stays.end_hi_us = m->now_us + 2 * m->profile.msl_us;
        if (tspec_only(m, TSPEC_CHOICE_TIME_WAIT_RESTART, TSPEC_TIME_WAIT_RESTART_RESTART))
            stays.end_lo_us = stays.end_hi_us;
        else if (tspec_only(m, TSPEC_CHOICE_TIME_WAIT_RESTART, TSPEC_TIME_WAIT_RESTART_KEEP))
            stays.end_hi_us = w->end_hi_us;
    }
    /* It covers the whole window: some trim both ends and take it (AMB-18). */
    bool covers = seq < w->rcv_nxt && seq + length > edge && edge > w->rcv_nxt && (seg->flags & TSPEC_ACK) &&
                  !(seg->flags & TSPEC_SYN);
    if (!covers || tspec_may(m, TSPEC_CHOICE_STRADDLE_BOTH_EDGES, TSPEC_STRADDLE_BOTH_EDGES_DROP))
        answer(next, stays, fin_again ? TSPEC_CLAUSE_ACK_TIME_WAIT : TSPEC_CLAUSE_SEQ_OUTSIDE);
    if (covers && tspec_may(m, TSPEC_CHOICE_STRADDLE_BOTH_EDGES, TSPEC_STRADDLE_BOTH_EDGES_TRIM)) {
        struct tspec_arrival a = {
            .seg = seg, .from = w->rcv_nxt, .to = edge, .ack = tspec_at(w->snd_una, seg->ack)};
        tspec_arrive_ack(next, *w, a);
    }
}

/* All steps, with the receive window ending at `edge`. */
static void arrives(struct tspec_next *next, const struct tspec_world *w, const struct tspec_segment *seg,
                    tspec_pos edge)
{
    struct tspec_model *m = next->m;
    tspec_pos seq = tspec_at(w->rcv_nxt, seg->seq);
    tspec_pos length = tspec_segment_length(seg);
    bool syn = (seg->flags & TSPEC_SYN) != 0, rst = (seg->flags & TSPEC_RST) != 0;
    bool fits = acceptable(w, seq, length, edge);

    if (w->state == TSPEC_TIME_WAIT && syn && !rst) {
        arrives_syn_time_wait(next, w, seg, seq, fits || (seq == edge && !m->exact)); /* AMB-18 */
        return;
    }
    bool again = w->state == TSPEC_SYN_RECEIVED && syn && !rst && seq == w->irs;
    if (again) { /* where text or FIN reach into the window, taking them comes on top (AMB-05) */
        tspec_pos ack = tspec_at(w->snd_una, seg->ack);
        bool taken = fits && (seg->flags & TSPEC_ACK) && ack > w->snd_una && ack <= w->snd_nxt &&
                     (tspec_may(m, TSPEC_CHOICE_SYN_AT_IRS, TSPEC_SYN_AT_IRS_PROCESS) ||
                      tspec_may(m, TSPEC_CHOICE_SYN_ACK_AT_IRS, TSPEC_SYN_ACK_AT_IRS_ESTABLISH));
        if (!taken || !m->exact)
            arrives_at_irs(next, w, seg);
        if (!taken && (!fits || m->exact))
            return;
    }
    if (!fits) {
        unacceptable(next, w, seg, seq, edge);
        if ((length != 0 && !rst) || seq != edge || edge == w->rcv_nxt || m->exact)
            return;
        /* One beyond the last octet, and none of its own to take: some count it as inside (AMB-18, a note).
         */
        struct tspec_world edgy = *w;
        tspec_world_notes(&edgy, TSPEC_OBJECT(INFO, REPLY_SILENCE, TSPEC_CLAUSE_SEQ_TRIM,
                                              "SEQ=%ra, the right edge, is outside the window",
                                              "taken for inside", edge, 0));
        if (rst)
            arrives_rst(next, edgy, seq);
        else if (seg->flags & TSPEC_ACK && !syn)
            tspec_arrive_ack(next, edgy,
                             (struct tspec_arrival){
                                 .seg = seg, .from = seq, .to = seq, .ack = tspec_at(w->snd_una, seg->ack)});
        return;
    }
    if (rst) {
        arrives_rst(next, *w, seq);
        return;
    }
    if (syn && seq >= w->rcv_nxt) {
        if (w->state == TSPEC_SYN_RECEIVED && w->passive)
            arrives_syn_passive(next, w, seg);
        else
            arrives_syn(next, w);
        return;
    }
    if (syn && !again) { /* the SYN is left of the window, text or FIN reach into it: AMB-04 */
        bool passive = w->state == TSPEC_SYN_RECEIVED && w->passive;
        bool trim =
            passive ? !m->exact : tspec_may(m, TSPEC_CHOICE_SYN_SYNCHRONIZED, TSPEC_SYN_SYNCHRONIZED_TRIM);
        if (passive)
            arrives_syn_passive(next, w, seg);
        else if (!tspec_only(m, TSPEC_CHOICE_SYN_SYNCHRONIZED, TSPEC_SYN_SYNCHRONIZED_TRIM))
            arrives_syn(next, w);
        if (!trim)
            return;
    }
    tspec_pos text = seq + syn, end = text + seg->payload_bytes;
    struct tspec_arrival a = {.seg = seg, .ack = tspec_at(w->snd_una, seg->ack)};
    a.from = tspec_max(text, w->rcv_nxt);
    a.fin = (seg->flags & TSPEC_FIN) && end < edge && end >= w->rcv_nxt;
    a.to = tspec_max(a.from, tspec_min(end, edge) + a.fin);
    if (a.from != text || a.to != end + a.fin)
        tspec_applied(next, TSPEC_CLAUSE_SEQ_TRIM);
    if (!tspec_defer(next, w, &a))
        tspec_arrive_ack(next, *w, a);
}

void tspec_arrive_other(struct tspec_next *next, struct tspec_world w, const struct tspec_segment *seg)
{
    tspec_pos seq = tspec_at(w.rcv_nxt, seg->seq), length = tspec_segment_length(seg);
    tspec_pos far = edge_at_most(next->m, &w);

    arrives(next, &w, seg, w.rcv_edge);
    /* Between the edge that was advertised and the buffer's end a stack may take a segment or not. */
    if (far > w.rcv_edge && seq + length > w.rcv_edge)
        arrives(next, &w, seg, far);
}
