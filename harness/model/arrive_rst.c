/* A segment arrives in SYN-RECEIVED and after: the answers, and RST (RFC 9293, 3.10.7.4, step 2; 3.5.3). */
#include "harness/model/arrive.h"
#include "harness/model/odd.h"

#include <string.h>

/* A passive connection that is gone. Of one that TIME-WAIT reopened the RFC does not say whether it "came
 * from the LISTEN state"; to a stack of one control block it did. */
static void back_to_listen(struct tspec_model *m, unsigned index, struct tspec_world *w, bool reopened)
{
    bool none = m->listening == TSPEC_LISTENING_NO && m->moved_to < 0;

    if (m->exact && tspec_only(m, TSPEC_CHOICE_LISTENER, TSPEC_LISTENER_MOVING)) {
        tspec_listens(m, 1);
        return;
    }
    if (reopened && tspec_only(m, TSPEC_CHOICE_LISTENER, TSPEC_LISTENER_MOVING)) {
        w->state = TSPEC_LISTEN;
        if (none)
            m->moved_to = (int8_t)index;
    } else if (reopened && tspec_may(m, TSPEC_CHOICE_LISTENER, TSPEC_LISTENER_MOVING)) {
        m->listens++;
        if (none)
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
    if (back && reopened && !m->exact) /* back to TIME-WAIT: its SYN was an old one (MAY-2) */
        w->linger_us = m->now_us + 2 * m->profile.msl_us;
}

static void reset(struct tspec_next *next, struct tspec_world *w)
{
    unsigned clause = w->state == TSPEC_SYN_RECEIVED
                          ? (w->passive ? TSPEC_CLAUSE_RST_PASSIVE : TSPEC_CLAUSE_RST_ACTIVE)
                      : w->state == TSPEC_CLOSING || w->state == TSPEC_LAST_ACK || w->state == TSPEC_TIME_WAIT
                          ? TSPEC_CLAUSE_RST_CLOSING
                          : TSPEC_CLAUSE_RST_OPEN;

    if (next->flow->stimulus.asked.text && clause == TSPEC_CLAUSE_RST_OPEN)
        clause = TSPEC_CLAUSE_RST_TEXT; /* SHLD-2 */
    tspec_applied(next, clause);
    tspec_world_reset(next, w, clause);
    w->quiet = (uint16_t)(clause + 1);
    tspec_next_keep(next, w);
}

static void silent(struct tspec_next *next, struct tspec_world *w, unsigned clause)
{
    tspec_applied(next, clause);
    tspec_exercised(next->m, TSPEC_CHECK_REPLY_SILENCE);
    w->quiet = (uint16_t)(clause + 1);
    tspec_next_keep(next, w);
}

void tspec_answer(struct tspec_next *next, struct tspec_world *w, unsigned clause)
{
    tspec_applied(next, clause);
    tspec_exercised(next->m, w->state == TSPEC_TIME_WAIT ? TSPEC_CHECK_TIME_WAIT_ACK : TSPEC_CHECK_REPLY_ACK);
    if (w->state == TSPEC_TIME_WAIT) {
        const struct tspec_asked *asked = &next->flow->stimulus.asked;
        tspec_exercised(next->m, TSPEC_CHECK_TIME_WAIT_SHORT);
        if (tspec_has_quirk(next->m, TSPEC_QUIRK_TIME_WAIT_SILENT) && !asked->text &&
            !(asked->flags & (TSPEC_SYN | TSPEC_FIN))) {
            struct tspec_world odd = tspec_with_quirk(w, TSPEC_QUIRK_TIME_WAIT_SILENT);
            tspec_next_push(next, &odd);
        }
    }
    tspec_owe_ack(next->m, w, clause);
    tspec_next_keep(next, w);
}

/* Alternatives of a choice that differ in the answer alone: an ACK, or the silence of a rate limit, or both.
 */
void tspec_challenge(struct tspec_next *next, const struct tspec_world *w, bool ack, bool silence,
                     unsigned clause)
{
    if (!ack && !silence)
        return;
    struct tspec_world c = tspec_world_forked(w, 0);
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
static void rst_in_time_wait(struct tspec_next *next, struct tspec_world *w, tspec_pos seq)
{
    struct tspec_model *m = next->m;
    bool ignore = tspec_may(m, TSPEC_CHOICE_TIME_WAIT_RST, TSPEC_TIME_WAIT_RST_IGNORE);
    bool close = tspec_may(m, TSPEC_CHOICE_TIME_WAIT_RST, TSPEC_TIME_WAIT_RST_CLOSE);
    bool challenges = tspec_may(m, TSPEC_CHOICE_TIME_WAIT_RST, TSPEC_TIME_WAIT_RST_CHALLENGE);

    tspec_applied(next, TSPEC_CLAUSE_RST_CLOSING);
    if (ignore)
        tspec_next_push(next, w);
    if (seq == w->rcv_nxt) {
        if (close || challenges)
            reset(next, w);
        return;
    }
    if (close && tspec_may(m, TSPEC_CHOICE_RST_IN_WINDOW, TSPEC_RST_IN_WINDOW_RESET)) {
        struct tspec_world closed = tspec_world_forked(w, 0);
        reset(next, &closed);
    }
    tspec_challenge(next, w,
                    challenges ||
                        (close && tspec_may(m, TSPEC_CHOICE_RST_IN_WINDOW, TSPEC_RST_IN_WINDOW_CHALLENGE)),
                    close && tspec_may(m, TSPEC_CHOICE_RST_IN_WINDOW, TSPEC_RST_IN_WINDOW_SILENCE),
                    TSPEC_CLAUSE_RST_INEXACT);
}

/* Step 2, a RST that passed the acceptability test. */
void tspec_arrives_rst(struct tspec_next *next, struct tspec_world *w, tspec_pos seq)
{
    struct tspec_model *m = next->m;

    if (w->state == TSPEC_TIME_WAIT && seq >= w->rcv_nxt) {
        rst_in_time_wait(next, w, seq);
        return;
    }
    if (seq < w->rcv_nxt) { /* text begins to the left and ends in the window: AMB-02b */
        if (tspec_may(m, TSPEC_CHOICE_RST_STRADDLING, TSPEC_RST_STRADDLING_DROP)) {
            struct tspec_world dropped = tspec_world_forked(w, 0);
            silent(next, &dropped, TSPEC_CLAUSE_SEQ_OUTSIDE_RST);
        }
        if (tspec_may(m, TSPEC_CHOICE_RST_STRADDLING, TSPEC_RST_STRADDLING_RESET))
            reset(next, w);
        return;
    }
    if (seq == w->rcv_nxt) {
        reset(next, w);
        return;
    }
    enum tspec_choice choice =
        w->state == TSPEC_SYN_RECEIVED ? TSPEC_CHOICE_RST_IN_SYN_RECEIVED : TSPEC_CHOICE_RST_IN_WINDOW;
    tspec_challenge(next, w, tspec_may(m, choice, TSPEC_RST_IN_WINDOW_CHALLENGE),
                    tspec_may(m, choice, TSPEC_RST_IN_WINDOW_SILENCE), TSPEC_CLAUSE_RST_INEXACT);
    if (tspec_may(m, choice, TSPEC_RST_IN_WINDOW_RESET))
        reset(next, w);
}

/* Step 1 said no to a RST. */
void tspec_arrives_rst_outside(struct tspec_next *next, struct tspec_world *w, tspec_pos seq, tspec_pos edge)
{
    if (edge == w->rcv_nxt && seq == w->rcv_nxt) {
        /* A zero window still takes a valid RST (MUST-66), with text on it or not (SHLD-2). */
        tspec_arrives_rst(next, w, seq);
    } else if (!next->m->exact && w->fin_taken && seq == w->fin_at) {
        /* From a peer that had not counted its own FIN: some take it, or challenge it (AMB-02b, a note). */
        tspec_challenge(next, w, false, true, TSPEC_CLAUSE_SEQ_OUTSIDE_RST);
        tspec_world_notes(w, TSPEC_OBJECT(INFO, REPLY_SILENCE, TSPEC_CLAUSE_SEQ_OUTSIDE_RST,
                                          "SEQ=%ra is left of RCV.NXT", "taken for valid", seq, 0));
        reset(next, w);
    } else {
        silent(next, w, TSPEC_CLAUSE_SEQ_OUTSIDE_RST);
    }
}
