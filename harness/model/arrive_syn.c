/* A segment arrives in SYN-RECEIVED and after: SYN (RFC 9293, 3.10.7.4, step 4; 3.6.1). */
#include "harness/model/arrive.h"
#include "harness/model/odd.h"

/* The RST for an error (RFC 793 against a SYN): of an exact stack, the answer to a segment that belongs to
 * nothing (3.5.2). */
static void owe_error_reset(struct tspec_model *m, struct tspec_world *reset, const struct tspec_world *was,
                            const struct tspec_segment *seg, unsigned clause)
{
    if (m->exact)
        tspec_owe_rst_for(m, reset, seg, true, clause);
    else
        tspec_owe_rst_own(m, reset, was, true, clause);
}

/* The connection ends with it. */
static void error_reset(struct tspec_next *next, const struct tspec_world *w, const struct tspec_segment *seg,
                        unsigned clause)
{
    struct tspec_world reset = tspec_world_forked(w, 0);
    tspec_applied(next, clause);
    tspec_world_reset(next, &reset, clause);
    tspec_exercised(next->m, TSPEC_CHECK_REPLY_RST);
    owe_error_reset(next->m, &reset, w, seg, clause);
    tspec_next_push(next, &reset);
}

static void answer_copy(struct tspec_next *next, const struct tspec_world *w, unsigned clause)
{
    struct tspec_world answers = tspec_world_forked(w, 0);
    tspec_answer(next, &answers, clause);
}

/* Step 4 in passive SYN-RECEIVED (AMB-06). */
void tspec_arrives_syn_passive(struct tspec_next *next, const struct tspec_world *w,
                               const struct tspec_segment *seg)
{
    struct tspec_model *m = next->m;
    struct tspec_world back = tspec_world_forked(w, 0);

    tspec_applied(next, TSPEC_CLAUSE_SYN_PASSIVE);
    tspec_syn_received_by_ack(next, w, seg, TSPEC_QUIRK_SYN_RECEIVED_SYN);
    tspec_world_reset(next, &back, TSPEC_CLAUSE_SYN_PASSIVE);
    if (tspec_may(m, TSPEC_CHOICE_SYN_IN_SYN_RECEIVED, TSPEC_SYN_IN_SYN_RECEIVED_LISTEN)) {
        struct tspec_world quiet = back;
        quiet.quiet = TSPEC_CLAUSE_SYN_PASSIVE + 1;
        tspec_next_push(next, &quiet);
    }
    if (tspec_may(m, TSPEC_CHOICE_SYN_IN_SYN_RECEIVED, TSPEC_SYN_IN_SYN_RECEIVED_CHALLENGE))
        tspec_challenge(next, w, true, tspec_may(m, TSPEC_CHOICE_UNACCEPTABLE, TSPEC_UNACCEPTABLE_THROTTLE),
                        TSPEC_CLAUSE_SYN_PASSIVE);
    if (tspec_may(m, TSPEC_CHOICE_SYN_IN_SYN_RECEIVED, TSPEC_SYN_IN_SYN_RECEIVED_RESET)) {
        struct tspec_world reset = back;
        owe_error_reset(m, &reset, w, seg, TSPEC_CLAUSE_SYN_PASSIVE);
        tspec_next_push(next, &reset);
    }
    if (tspec_may(m, TSPEC_CHOICE_SYN_IN_SYN_RECEIVED, TSPEC_SYN_IN_SYN_RECEIVED_RESTART))
        tspec_arrive_listen(next, &back, seg);
    if (tspec_may(m, TSPEC_CHOICE_SYN_IN_SYN_RECEIVED, TSPEC_SYN_IN_SYN_RECEIVED_RESEND)) {
        struct tspec_world again = tspec_world_forked(w, 0);
        tspec_owe(m, &again, TSPEC_REPLY_SYN_ACK, true, TSPEC_CLAUSE_SYN_PASSIVE);
        tspec_next_push(next, &again);
    }
}

/* The SYN (or SYN,ACK) that made SYN-RECEIVED comes again (AMB-05). */
void tspec_arrives_at_irs(struct tspec_next *next, const struct tspec_world *w,
                          const struct tspec_segment *seg)
{
    struct tspec_model *m = next->m;
    tspec_pos ack = tspec_at(w->snd_una, seg->ack);
    bool good_ack = (seg->flags & TSPEC_ACK) && ack > w->snd_una && ack <= w->snd_nxt;

    tspec_applied(next, TSPEC_CLAUSE_SEQ_AT_IRS);
    if (seg->flags & TSPEC_ACK) {
        if (good_ack)
            tspec_syn_eats_octet(next, w, seg);
        else
            tspec_syn_received_by_ack(next, w, seg, TSPEC_QUIRK_SYN_RECEIVED_SYN);
        if (good_ack && tspec_may(m, TSPEC_CHOICE_SYN_ACK_AT_IRS, TSPEC_SYN_ACK_AT_IRS_ESTABLISH)) {
            struct tspec_arrival a = {.seg = seg, .from = w->rcv_nxt, .to = w->rcv_nxt, .ack = ack};
            struct tspec_world established = tspec_world_forked(w, 0);
            tspec_may_ack(m, &established, TSPEC_CLAUSE_SEQ_AT_IRS);
            struct tspec_world trims = established;
            tspec_arrive_ack(next, &established, a);
            tspec_pos end = w->irs + tspec_segment_length(seg);
            if (end > w->rcv_edge && w->rcv_edge > w->rcv_nxt) { /* AMB-18 */
                a.to = w->rcv_edge;
                tspec_arrive_ack(next, &trims, a);
            }
        }
        if (!good_ack || tspec_may(m, TSPEC_CHOICE_SYN_ACK_AT_IRS, TSPEC_SYN_ACK_AT_IRS_ACK))
            answer_copy(next, w, TSPEC_CLAUSE_SEQ_AT_IRS);
        if (tspec_may(m, TSPEC_CHOICE_SYN_ACK_AT_IRS, TSPEC_SYN_ACK_AT_IRS_SYN_ACK)) {
            struct tspec_world again = tspec_world_forked(w, 0);
            tspec_owe(m, &again, TSPEC_REPLY_SYN_ACK, true, TSPEC_CLAUSE_SEQ_AT_IRS);
            tspec_next_push(next, &again);
        }
        return;
    }
    bool silence = tspec_may(m, TSPEC_CHOICE_SYN_AT_IRS, TSPEC_SYN_AT_IRS_SILENCE);
    if (silence) { /* the timer sends the SYN,ACK again */
        struct tspec_world waits = tspec_world_forked(w, 0);
        waits.heard = true;
        tspec_next_push(next, &waits);
    }
    if (tspec_may(m, TSPEC_CHOICE_SYN_AT_IRS, TSPEC_SYN_AT_IRS_ACK) ||
        tspec_only(m, TSPEC_CHOICE_SYN_AT_IRS, TSPEC_SYN_AT_IRS_PROCESS)) /* ... of what there is: nothing */
        tspec_challenge(next, w, !silence, silence, TSPEC_CLAUSE_SEQ_AT_IRS);
    if (tspec_may(m, TSPEC_CHOICE_SYN_AT_IRS, TSPEC_SYN_AT_IRS_SYN_ACK)) {
        struct tspec_world again = tspec_world_forked(w, 0);
        tspec_owe(m, &again, TSPEC_REPLY_SYN_ACK, !silence, TSPEC_CLAUSE_SEQ_AT_IRS);
        tspec_next_push(next, &again);
    }
}

/* Step 4 in the synchronized states and in active SYN-RECEIVED: AMB-04. */
void tspec_arrives_syn(struct tspec_next *next, const struct tspec_world *w, const struct tspec_segment *seg)
{
    struct tspec_model *m = next->m;

    /* Where nothing is to be trimmed, a stack that trims challenges. */
    tspec_challenge(next, w,
                    tspec_may(m, TSPEC_CHOICE_SYN_SYNCHRONIZED, TSPEC_SYN_SYNCHRONIZED_CHALLENGE) ||
                        tspec_only(m, TSPEC_CHOICE_SYN_SYNCHRONIZED, TSPEC_SYN_SYNCHRONIZED_TRIM),
                    tspec_may(m, TSPEC_CHOICE_SYN_SYNCHRONIZED, TSPEC_SYN_SYNCHRONIZED_SILENCE),
                    TSPEC_CLAUSE_SYN_CHALLENGE);
    if (tspec_may(m, TSPEC_CHOICE_SYN_SYNCHRONIZED, TSPEC_SYN_SYNCHRONIZED_RESET))
        error_reset(next, w, seg, TSPEC_CLAUSE_SYN_RESET);
}

/* The SYN itself is left of the window, so that RFC 793 has no error to reset for: step 1 trims it. RFC 5961
 * looks at no number. */
bool tspec_arrives_syn_left(struct tspec_next *next, const struct tspec_world *w,
                            const struct tspec_segment *seg)
{
    struct tspec_model *m = next->m;
    bool challenges = tspec_may(m, TSPEC_CHOICE_SYN_SYNCHRONIZED, TSPEC_SYN_SYNCHRONIZED_CHALLENGE);
    bool silence = tspec_may(m, TSPEC_CHOICE_SYN_SYNCHRONIZED, TSPEC_SYN_SYNCHRONIZED_SILENCE);
    bool trims = tspec_may(m, TSPEC_CHOICE_SYN_SYNCHRONIZED, TSPEC_SYN_SYNCHRONIZED_RESET) ||
                 tspec_may(m, TSPEC_CHOICE_SYN_SYNCHRONIZED, TSPEC_SYN_SYNCHRONIZED_TRIM);

    if (w->state == TSPEC_SYN_RECEIVED && w->passive) { /* RFC 5961 is silent on it */
        if (!m->exact || !trims)
            tspec_arrives_syn_passive(next, w, seg);
        return !m->exact || trims;
    }
    tspec_challenge(next, w, challenges, silence, TSPEC_CLAUSE_SYN_CHALLENGE);
    return trims;
}

/* Where both sides agreed on timestamps, a SYN with a later one should make a connection, whatever its number
 * (SHLD-4; RFC 6191, 2). */
static bool should_reuse(struct tspec_next *next, const struct tspec_world *w,
                         const struct tspec_segment *seg, uint32_t *stamp)
{
    struct tspec_read_options o;

    if (!w->stamped || (seg->flags & TSPEC_ACK) ||
        tspec_model_listening(next->m, next->index) != TSPEC_LISTENING_YES)
        return false;
    tspec_read_options(seg, &o);
    if (!o.timestamps || (int32_t)(o.stamp - w->stamp_high) <= 0)
        return false;
    *stamp = o.stamp;
    tspec_applied(next, TSPEC_CLAUSE_TIME_WAIT_STAMPS);
    tspec_exercised(next->m, TSPEC_CHECK_TIME_WAIT_REDUCTION);
    return true;
}

/* It has a timestamp, and the old connection had none or an older one (RFC 6191, 2). */
static bool is_newer(const struct tspec_world *w, const struct tspec_segment *seg)
{
    struct tspec_read_options o;

    tspec_read_options(seg, &o);
    return o.timestamps && (!w->stamped || (int32_t)(o.stamp - w->stamp_high) > 0);
}

/* A SYN in TIME-WAIT, wherever it lies (AMB-11; RFC 6191; MAY-2). */
bool tspec_arrives_syn_time_wait(struct tspec_next *next, const struct tspec_world *w,
                                 const struct tspec_segment *seg, tspec_pos seq, bool in_window)
{
    struct tspec_model *m = next->m;
    bool ack = (seg->flags & TSPEC_ACK) != 0;
    bool reuse = !ack && tspec_may(m, TSPEC_CHOICE_TIME_WAIT_SYN, TSPEC_TIME_WAIT_SYN_REUSE);
    bool silence = tspec_may(m, TSPEC_CHOICE_TIME_WAIT_SYN, TSPEC_TIME_WAIT_SYN_SILENCE);
    bool taken = false, trims = false;
    struct tspec_world misses; /* what RFC 6191 asks for */
    uint32_t stamp;

    tspec_applied(next, TSPEC_CLAUSE_SEQ_TIME_WAIT_SYN);
    if (reuse && (!m->exact || seq >= w->rcv_nxt || (m->profile.timestamps && is_newer(w, seg)))) {
        struct tspec_world fresh = tspec_world_forked(w, 0);
        tspec_world_delete(&fresh);
        fresh.reuses = true;
        fresh.old_nxt = tspec_cut(w->snd_nxt);
        tspec_forget_pieces(next->flow);
        tspec_arrive_listen(next, &fresh, seg);
        taken = true;
    }
    if (should_reuse(next, w, seg, &stamp)) {
        misses = tspec_world_forked(w, 0);
        misses.stamp_high = stamp; /* it may be echoed */
        tspec_world_notes(&misses, TSPEC_OBJECT(DEVIATES, TIME_WAIT_REDUCTION, TSPEC_CLAUSE_TIME_WAIT_STAMPS,
                                                "a new connection, since the SYN's timestamp is later",
                                                "TIME-WAIT goes on", 0, 0));
        w = &misses;
    }
    if (reuse && !m->exact && tspec_model_listening(m, next->index) != TSPEC_LISTENING_YES) {
        struct tspec_world gone = tspec_world_forked(w, 0);
        tspec_owe_rst_for(m, &gone, seg, false, TSPEC_CLAUSE_SEQ_TIME_WAIT_SYN);
        tspec_next_push(next, &gone);
    }
    tspec_challenge(next, w,
                    !silence && tspec_may(m, TSPEC_CHOICE_TIME_WAIT_SYN, TSPEC_TIME_WAIT_SYN_CHALLENGE),
                    silence, TSPEC_CLAUSE_SEQ_TIME_WAIT_SYN);
    if (tspec_may(m, TSPEC_CHOICE_TIME_WAIT_SYN, TSPEC_TIME_WAIT_SYN_RESET)) {
        if (in_window && seq >= w->rcv_nxt) {
            struct tspec_world stays = tspec_world_forked(w, 0);
            owe_error_reset(m, &stays, w, seg, TSPEC_CLAUSE_SYN_RESET);
            tspec_next_push(next, &stays); /* Seen: the RST leaves and TIME-WAIT stays */
            error_reset(next, w, seg, TSPEC_CLAUSE_SYN_RESET);
        } else {
            trims = in_window; /* step 1 trims what is left of the window, the SYN too (AMB-04) */
            if (!trims || !m->exact)
                answer_copy(next, w, TSPEC_CLAUSE_SEQ_OUTSIDE);
        }
    }
    /* What a stack that reuses does not take meets the usual rules, as in any synchronized state. */
    bool usual =
        tspec_only(m, TSPEC_CHOICE_TIME_WAIT_SYN, TSPEC_TIME_WAIT_SYN_REUSE) && (!taken || seq < w->rcv_nxt);
    if (!usual)
        return trims;
    if (!m->exact)
        tspec_next_push(next, w); /* RFC 6191 drops it in silence */
    if (in_window && seq < w->rcv_nxt)
        return tspec_arrives_syn_left(next, w, seg);
    if (in_window || !tspec_only(m, TSPEC_CHOICE_SYN_SYNCHRONIZED, TSPEC_SYN_SYNCHRONIZED_RESET))
        tspec_arrives_syn(next, w, seg);
    else
        answer_copy(next, w, TSPEC_CLAUSE_SEQ_OUTSIDE);
    return false;
}
