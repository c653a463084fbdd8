/* What a world waits for, and what it says when it does not come (docs/judge.md, "Time"). */
#include "harness/model/congestion.h"
#include "harness/model/icmp.h"
#include "harness/model/keep_alive.h"
#include "harness/model/nagle.h"
#include "harness/model/odd.h"
#include "harness/model/persist.h"

#include <string.h>

#define ACK_LIMIT_US (TSPEC_SECOND_US / 2) /* RFC 9293, 3.8.6.3: exclusive (MUST-40) */
enum { DOUBLINGS_MAX = 12 }; /* of an RTO that a quirk excuses: a stack gives up at last (R2, 3.8.3) */

uint64_t tspec_due_now(const struct tspec_model *m)
{
    return m->now_us + 2 * m->profile.tick_us;
}

static uint64_t due_at_once(const struct tspec_model *m)
{
    return m->profile.prompt ? m->now_us : tspec_due_now(m);
}

static struct tspec_reply *reply_slot(struct tspec_world *w)
{
    if (w->reply_count == TSPEC_REPLIES_MAX) {
        /* The oldest permission is given up rather than the newest; a forgotten obligation is a miss, no
         * false alarm. */
        memmove(&w->replies[0], &w->replies[1], (TSPEC_REPLIES_MAX - 1) * sizeof w->replies[0]);
        w->reply_count--;
    }
    memset(&w->replies[w->reply_count], 0, sizeof w->replies[0]);
    w->replies[w->reply_count].stimulus = w->stimulus;
    w->replies[w->reply_count].asked = w->asked;
    return &w->replies[w->reply_count++];
}

void tspec_owe(struct tspec_model *m, struct tspec_world *w, enum tspec_reply_kind kind, bool must,
               unsigned clause)
{
    if (kind == TSPEC_REPLY_ACK)
        for (unsigned i = 0; i < w->reply_count; i++)
            if (w->replies[i].kind == TSPEC_REPLY_ACK && (w->replies[i].must || !must))
                return; /* one acknowledgment answers all that ask for one (MUST-58) */
    struct tspec_reply *r = reply_slot(w);
    r->kind = (uint8_t)kind;
    r->must = must;
    r->clause = (uint16_t)clause;
    r->due_us = kind == TSPEC_REPLY_ACK ? tspec_due_now(m) : due_at_once(m);
}

/* An acknowledgment that stands for itself, not for text (3.5.2, group 3; RFC 5961). A stack may limit how
 * many of these it sends (RFC 5961, 7): then silence is legal, but for the first after a quiet second, which
 * is never over a limit. */
void tspec_owe_challenge(struct tspec_model *m, struct tspec_world *w, bool limited, unsigned clause)
{
    m->challenges |= limited;
    tspec_owe(m, w, TSPEC_REPLY_ACK, !limited || m->now_us >= m->unlimited_us, clause);
}

void tspec_owe_ack(struct tspec_model *m, struct tspec_world *w, unsigned clause)
{
    tspec_owe_challenge(m, w, tspec_may(m, TSPEC_CHOICE_UNACCEPTABLE, TSPEC_UNACCEPTABLE_THROTTLE), clause);
}

void tspec_may_ack(struct tspec_model *m, struct tspec_world *w, unsigned clause)
{
    tspec_owe(m, w, TSPEC_REPLY_ACK, false, clause);
}

void tspec_owe_rst(struct tspec_model *m, struct tspec_world *w, uint32_t seq, uint32_t ack, unsigned flags,
                   bool must, unsigned clause)
{
    struct tspec_reply *r = reply_slot(w);

    r->kind = TSPEC_REPLY_RST;
    r->must = must;
    r->flags = (uint8_t)flags;
    r->seq = seq;
    r->ack = ack;
    r->clause = (uint16_t)clause;
    r->due_us = due_at_once(m);
}

void tspec_owe_rst_own(struct tspec_model *m, struct tspec_world *w, const struct tspec_world *was, bool must,
                       unsigned clause)
{
    if (m->exact) {
        tspec_owe_rst(m, w, tspec_cut(was->snd_nxt), tspec_cut(was->rcv_nxt), TSPEC_RST | TSPEC_ACK, must,
                      clause);
        w->replies[w->reply_count - 1].either = true;
        return;
    }
    tspec_owe(m, w, TSPEC_REPLY_RST_ANY, must, clause);
    if (!was->syn_sent)
        return;
    struct tspec_reply *r = &w->replies[w->reply_count - 1];
    r->flags = TSPEC_RST;
    r->seq = tspec_cut(was->snd_una);
    r->ack = tspec_cut(was->snd_nxt);
}

void tspec_owe_rst_for(struct tspec_model *m, struct tspec_world *w, const struct tspec_segment *seg,
                       bool must, unsigned clause)
{
    if (seg->flags & TSPEC_ACK)
        tspec_owe_rst(m, w, seg->ack.wire, 0, TSPEC_RST, must, clause);
    else
        tspec_owe_rst(m, w, 0, seg->seq.wire + tspec_segment_length(seg), TSPEC_RST | TSPEC_ACK, must,
                      clause);
}

/* The application must be told, if it has the connection in its hands at all. */
void tspec_owe_signal(struct tspec_model *m, struct tspec_world *w, enum tspec_signal signal, unsigned clause)
{
    w->signal_may |= (uint8_t)(1u << signal);
    if (!tspec_in_hand(m, w))
        return;
    tspec_exercised(m, TSPEC_CHECK_SIGNAL_MISSING);
    w->signal_due_us[signal] = due_at_once(m) + 1; /* + 1: 0 means not due */
    w->signal_clause[signal] = (uint16_t)clause;
}

void tspec_received(struct tspec_model *m, struct tspec_world *w, uint32_t octets)
{
    if (!w->ack_due_us) {
        w->ack_due_us = m->now_us + ACK_LIMIT_US;
        w->ack_clause = m->option_clause;
    }
    w->unacked_octets += octets;
    /* Full-sized is what the stack itself said it can receive (SHLD-19: 2*RMSS octets). */
    if (m->profile.mss && w->unacked_octets >= 2u * m->profile.mss && !w->second_due_us) {
        tspec_exercised(m, TSPEC_CHECK_ACK_SECOND);
        w->second_due_us = tspec_due_now(m) + 1;
    }
}

/* RTO =< SRTT + 4*RTTVAR =< 5 times the longest round trip that can have been measured (RFC 6298, 2). */
uint64_t tspec_rto_high(const struct tspec_model *m, const struct tspec_world *w)
{
    uint64_t high =
        m->profile.rto_initial_us > 3 * TSPEC_SECOND_US ? m->profile.rto_initial_us : 3 * TSPEC_SECOND_US;

    return 5 * w->rtt_max_us > high ? 5 * w->rtt_max_us : high;
}

struct tspec_objection tspec_sent_again(struct tspec_model *m, struct tspec_world *w)
{
    uint64_t gap = m->now_us - w->rtx_last_us, first = w->rtx_interval_us[0];
    bool odd_heard = w->odd_heard, timed = !w->heard && gap > 0; /* by the timer, not because an ACK came */
    /* Three gaps without an ACK in between, and the last no longer than the first. */
    bool flat =
        timed && w->rtx_count >= 2 && gap <= first + 2 * m->profile.tick_us && first < 60 * TSPEC_SECOND_US;

    if (timed) {
        tspec_exercised(m, TSPEC_CHECK_LIVE_RETRANSMISSION);
        if (w->rtx_count >= 2)
            tspec_exercised(m, TSPEC_CHECK_BACK_OFF);
        w->rtx_interval_us[0] = w->rtx_count ? w->rtx_interval_us[1] : gap;
        w->rtx_interval_us[1] = gap;
        if (w->rtx_count < 200)
            w->rtx_count++;
    }
    if (m->profile.initial_window && timed && w->rtx_count == 1 && !w->persist.kind)
        tspec_congestion_lost(m, w);
    if (w->backed_off < 200)
        w->backed_off++;
    w->rtx_last_us = m->now_us;
    w->heard = w->odd_heard = false;
    if (!flat)
        return (struct tspec_objection){0};
    struct tspec_objection o =
        TSPEC_OBJECT(FAIL, BACK_OFF, TSPEC_CLAUSE_RETRANSMIT, "a gap well above %ta, the one before the last",
                     "the third retransmission after %tb", first, gap);
    bool steady = gap + 2 * m->profile.tick_us >= first;
    return w->state == TSPEC_SYN_SENT && steady ? tspec_excused(m, TSPEC_QUIRK_SYN_STEADY, o)
           : odd_heard                          ? tspec_excused(m, TSPEC_QUIRK_RTT_RESENT, o)
                                                : o;
}

/* One retransmission may be missing without a word: the next comes after two more intervals. Some slack,
 * since a stack rounds. */
static uint64_t retransmission_due(const struct tspec_model *m, const struct tspec_world *w)
{
    uint64_t interval = tspec_rto_high(m, w);
    uint64_t cap = m->profile.rto_max_us;

    if (cap == 0) /* a limit is a MAY (RFC 6298, 2.5) */
        cap = TSPEC_NEVER / 16;
    else if (cap < 64 * TSPEC_SECOND_US)
        cap = 64 * TSPEC_SECOND_US;

    for (unsigned i = 0; i < w->backed_off && interval < cap; i++)
        interval *= 2;
    return w->rtx_last_us + 3 * interval + interval / 16 + 2 * m->profile.tick_us;
}

/* A connection nobody has accepted may live in a SYN cookie, which sends nothing again (AMB-40). */
static bool retransmission_wanted(const struct tspec_model *m, const struct tspec_world *w)
{
    if (!tspec_world_outstanding(w) || !tspec_in_hand(m, w))
        return false;
    /* A window that no longer holds what is in flight is the persist timer's business (3.8.6.1). */
    return w->state == TSPEC_SYN_SENT || w->state == TSPEC_SYN_RECEIVED ||
           w->snd_una + w->snd_wnd >= w->snd_nxt;
}

void tspec_liveness(struct tspec_model *m, struct tspec_world *w)
{
    static const uint64_t patience_us =
        TSPEC_SECOND_US; /* the longest override of silly window avoidance (3.8.6.2.1) */
    bool sending = w->state == TSPEC_ESTABLISHED || w->state == TSPEC_CLOSE_WAIT ||
                   w->state == TSPEC_FIN_WAIT_1 || w->state == TSPEC_LAST_ACK || w->state == TSPEC_CLOSING;
    tspec_pos waiting = w->queued_to - tspec_max(w->snd_nxt, w->iss + 1);
    tspec_pos room = w->snd_una + w->snd_wnd - w->snd_nxt;
    bool can = sending && w->snd_una == w->snd_nxt && !w->fin_sent &&
               (waiting > 0 ? room >= tspec_min(waiting, w->peer_mss)
                            : w->close_asked && (m->exact || w->snd_wnd > 0)); /* AMB-30 */

    if (w->more && !w->close_asked && waiting < w->peer_mss)
        can = false; /* MAY-16 */
    else if (!can && sending && !w->fin_sent && w->set.nodelay)
        can = tspec_undelayed(m, w);
    if (!can)
        w->live_due_us = 0;
    else if (!w->live_due_us)
        w->live_due_us = m->exact ? m->now_us + 1 : tspec_due_now(m) + patience_us;
    if (w->persist.kind || w->queued_to > w->snd_una)
        tspec_persist_watch(m, w);
}

/* An acknowledgment that only tells the peer where we are is a lower-case "should", and stacks limit its rate
 * (3.10.7.4, step 1; RFC 5961, 7; AMB-13): silence deviates. */
static bool throttled(unsigned clause)
{
    return clause == TSPEC_CLAUSE_SEQ_OUTSIDE || clause == TSPEC_CLAUSE_SEQ_ZERO_WINDOW ||
           clause == TSPEC_CLAUSE_SEQ_AT_IRS || clause == TSPEC_CLAUSE_RST_INEXACT ||
           clause == TSPEC_CLAUSE_SYN_CHALLENGE || clause == TSPEC_CLAUSE_ACK_TOO_OLD ||
           clause == TSPEC_CLAUSE_ACK_UNSENT || clause == TSPEC_CLAUSE_SEQ_TIME_WAIT_SYN ||
           clause == TSPEC_CLAUSE_STAMPS;
}

static struct tspec_objection missing(const struct tspec_world *w, const struct tspec_reply *r)
{
    static const char silent[] = "nothing";

    if (r->kind == TSPEC_REPLY_SYN || r->kind == TSPEC_REPLY_SYN_ACK)
        return TSPEC_OBJECT(FAIL, REPLY_SYN, r->clause,
                            r->kind == TSPEC_REPLY_SYN ? "<SEQ=ISS><CTL=SYN>"
                                                       : "<SEQ=ISS><ACK=%ra><CTL=SYN,ACK>",
                            silent, w->rcv_nxt, 0);
    if (r->kind == TSPEC_REPLY_ACK) {
        struct tspec_objection o = TSPEC_OBJECT(FAIL, REPLY_ACK, r->clause, "<SEQ=%sa><ACK=%rb><CTL=ACK>",
                                                silent, w->snd_nxt, w->rcv_nxt);
        if (w->state == TSPEC_TIME_WAIT)
            o.check = TSPEC_CHECK_TIME_WAIT_ACK;
        if (throttled(r->clause))
            o.level = TSPEC_LEVEL_DEVIATES + 1;
        return o;
    }
    struct tspec_objection o =
        TSPEC_OBJECT(FAIL, REPLY_RST, r->clause, "<SEQ=%sa><CTL=RST>", silent, r->seq, r->ack);
    if (r->kind == TSPEC_REPLY_RST_ANY)
        o.expected = "a reset";
    else if (r->flags & TSPEC_ACK)
        o.expected = "<SEQ=%sa><ACK=%rb><CTL=RST,ACK>";
    return o;
}

static struct tspec_objection reply_missing(const struct tspec_world *w, const struct tspec_reply *r)
{
    struct tspec_objection o = missing(w, r);

    o.asked = r->asked;
    o.stimulus = r->stimulus;
    return o;
}

struct tspec_objection tspec_due_asked(const struct tspec_model *m, const struct tspec_world *w)
{
    for (unsigned i = 0; i < w->reply_count; i++)
        if (w->replies[i].must && w->replies[i].stimulus == w->stimulus)
            return missing(w, &w->replies[i]);
    if (w->ack_due_us != m->now_us + ACK_LIMIT_US)
        return (struct tspec_objection){0};
    return TSPEC_OBJECT(FAIL, ACK_DELAYED, TSPEC_CLAUSE_DELAYED_ACK,
                        "an acknowledgment up to %ra in less than 500 ms", "none", w->rcv_nxt, 0);
}

struct tspec_objection tspec_due_overdue(const struct tspec_world *w)
{
    for (unsigned i = 0; i < w->reply_count; i++)
        if (w->replies[i].must && w->replies[i].stimulus != w->stimulus)
            return reply_missing(w, &w->replies[i]);
    return (struct tspec_objection){0};
}

static const struct {
    const char *expected;
} signal_texts[TSPEC_SIGNALS_DUE] = {
    [TSPEC_SIGNAL_CONNECTED] = {"the application is told that the connection is there"},
    [TSPEC_SIGNAL_END] = {"the application is told that the peer closed"},
    [TSPEC_SIGNAL_REFUSED] = {"the application is told that the connection was refused"},
    [TSPEC_SIGNAL_RESET] = {"the application is told that the connection was reset"},
    [TSPEC_SIGNAL_TIMEOUT] = {"the application is told of the time-out"},
    [TSPEC_SIGNAL_URGENT] = {"the application is told of urgent data"},
};

/* A stack whose ACKs Nagle's algorithm eats (quirk nagle-eats-ack) answers these without asking it. */
static bool answered_at_once(const struct tspec_world *w, const struct tspec_reply *r)
{
    bool takes =
        w->state == TSPEC_ESTABLISHED || w->state == TSPEC_FIN_WAIT_1 || w->state == TSPEC_FIN_WAIT_2;
    bool text = r->asked.text || (r->asked.flags & TSPEC_FIN);

    if (r->clause != TSPEC_CLAUSE_SEQ_OUTSIDE && r->clause != TSPEC_CLAUSE_SEQ_ZERO_WINDOW)
        return r->clause == TSPEC_CLAUSE_ACK_UNSENT;
    return takes && text && !(r->asked.flags & (TSPEC_SYN | TSPEC_RST));
}

/* An answer that is late by `limit` (a due time below it is late), grave or mild. Takes it off the list, so
 * that a mild one is said once. */
static struct tspec_objection late_reply(struct tspec_model *m, struct tspec_world *w, uint64_t limit,
                                         bool grave)
{
    for (unsigned i = 0; i < w->reply_count; i++) {
        struct tspec_reply r = w->replies[i];
        if (r.due_us >= limit)
            continue;
        struct tspec_objection o = reply_missing(w, &r);
        if (r.must && (o.level == TSPEC_LEVEL_FAIL + 1) != grave)
            continue;
        w->replies[i] = w->replies[--w->reply_count];
        memset(&w->replies[w->reply_count], 0, sizeof r);
        i--;
        if (r.must) {
            tspec_exercised(m, o.check);
            return r.kind == TSPEC_REPLY_ACK && !answered_at_once(w, &r) ? tspec_nagle_excuses(m, w, o) : o;
        }
    }
    return (struct tspec_objection){0};
}

/* The largest segment of a stack that heeds the MSS option of the SYN alone: its own may be smaller. */
static tspec_pos usual_mss(const struct tspec_model *m, const struct tspec_world *w)
{
    return m->profile.mss ? tspec_min(w->peer_mss, m->profile.mss) : w->peer_mss;
}

struct tspec_objection tspec_stuck_excuses(const struct tspec_model *m, struct tspec_world *w,
                                           struct tspec_objection o)
{
    tspec_pos waiting = w->queued_to - tspec_max(w->snd_nxt, w->iss + 1);
    tspec_pos room = w->snd_una + w->any.wnd - w->snd_nxt;

    if (w->probed_below)
        return tspec_excused(m, TSPEC_QUIRK_PROBE_BELOW, o);
    if (tspec_min(w->early_to - w->snd_nxt, 536) > 4 * w->mss_now)
        return tspec_excused(m, TSPEC_QUIRK_EARLY_STUCK, o);
    tspec_pos usual = usual_mss(m, w), least = w->any_low ? tspec_min(w->any_low, usual) : usual;
    if (tspec_min(waiting, tspec_max(w->any_mss, usual)) > least)
        return tspec_excused(m, TSPEC_QUIRK_MSS_ANYWHERE, o);
    return tspec_any_window_excuses(m, w, o,
                                    waiting > 0 ? room < tspec_min(waiting, w->peer_mss) : w->any.wnd == 0);
}

/* Text or a FIN that could have left. */
static struct tspec_objection stuck(struct tspec_model *m, struct tspec_world *w)
{
    w->live_due_us = 0;
    return tspec_stuck_excuses(
        m, w,
        TSPEC_OBJECT(FAIL, LIVE_SEND, w->snd_una < w->snd_nxt ? TSPEC_CLAUSE_NAGLE : TSPEC_CLAUSE_SEND_OPEN,
                     "text or FIN from SEQ=%sa, which the window takes and nothing "
                     "holds back",
                     "nothing", w->snd_nxt, 0));
}

/* What is grave and late by `limit`. */
static struct tspec_objection late(struct tspec_model *m, struct tspec_world *w, uint64_t limit)
{
    struct tspec_objection o = late_reply(m, w, limit, true);

    if (o.level)
        return o;
    for (unsigned s = 0; s < TSPEC_SIGNAL_SOFT_ERROR; s++)
        if (w->signal_due_us[s] && w->signal_due_us[s] - 1 < limit) {
            w->signal_due_us[s] = 0;
            return TSPEC_OBJECT(FAIL, SIGNAL_MISSING, w->signal_clause[s], signal_texts[s].expected,
                                "no signal", 0, 0);
        }
    if (w->live_due_us && w->live_due_us - (m->exact ? 1 : 0) < limit)
        return stuck(m, w);
    return (struct tspec_objection){0};
}

/* What is mild and late by `limit`. */
static struct tspec_objection late_mild(struct tspec_model *m, struct tspec_world *w, uint64_t limit)
{
    struct tspec_objection o = late_reply(m, w, limit, false);

    if (!o.level)
        o = tspec_soft_error_late(w, limit);
    if (o.level || !w->second_due_us || w->second_due_us - 1 >= limit)
        return o;
    w->second_due_us = 0;
    return tspec_nagle_excuses(m, w,
                               TSPEC_OBJECT(DEVIATES, ACK_SECOND, TSPEC_CLAUSE_DELAYED_ACK,
                                            "an acknowledgment up to %rb, since two full segments have come",
                                            "none", 0, w->rcv_nxt));
}

/* Deadlines that may not be met by something at the very moment. */
static struct tspec_objection over(struct tspec_model *m, struct tspec_world *w)
{
    if (w->ack_due_us && m->now_us >= w->ack_due_us) {
        w->ack_due_us = 0;
        return tspec_nagle_excuses(
            m, w,
            TSPEC_OBJECT(FAIL, ACK_DELAYED,
                         w->ack_clause && !w->ack_eaten ? w->ack_clause : (unsigned)TSPEC_CLAUSE_DELAYED_ACK,
                         "an acknowledgment up to %rb in less than 500 ms", "none", 0, w->rcv_nxt));
    }
    if (m->profile.gives_up || w->set.user_timeout_ms) {
        struct tspec_objection o = tspec_given_up_late(m, w);
        if (o.level)
            return o;
    }
    if (w->persist.kind) {
        struct tspec_objection o = tspec_persist_late(m, w);
        if (o.level)
            return o;
    }
    if (retransmission_wanted(m, w) && m->now_us > retransmission_due(m, w)) {
        struct tspec_objection o =
            TSPEC_OBJECT(FAIL, LIVE_RETRANSMISSION,
                         w->snd_una == w->iss ? TSPEC_CLAUSE_RETRANSMIT_SYN : TSPEC_CLAUSE_RETRANSMIT,
                         "a retransmission from SEQ=%sa", "none", w->snd_una, 0);
        bool may_come = w->backed_off < DOUBLINGS_MAX;
        /* No more doublings than the SYN had. */
        if (may_come && w->resent && w->snd_una == w->iss + 1 &&
            w->backed_off <= w->rtx_count + w->resent + 1)
            o = tspec_excused(m, TSPEC_QUIRK_SYN_COUNT_KEPT, o);
        else if (may_come && 5 * w->rtt_odd_us > tspec_rto_high(m, w))
            o = tspec_excused(m, TSPEC_QUIRK_RTT_RESENT, o);
        else if (may_come && w->any_low && w->any_low < tspec_max(w->any_mss, usual_mss(m, w)) &&
                 w->snd_nxt - w->snd_una > w->any_low)
            o = tspec_excused(m, TSPEC_QUIRK_MSS_ANYWHERE, o);
        if (o.quirk) { /* it may still come, and then from where it stood */
            w->backed_off += 3;
            w->rtt_max_us = w->rtt_odd_us > w->rtt_max_us ? w->rtt_odd_us : w->rtt_max_us;
            return o;
        }
        w->rtx_last_us = m->now_us;
        return tspec_any_window_excuses(m, w, o, w->snd_una + w->any.wnd < w->snd_nxt);
    }
    return (struct tspec_objection){0};
}

/* Whether anything is waited for that `late` and `late_mild` know of: mostly nothing is. */
static bool waits(const struct tspec_world *w)
{
    uint64_t due = w->second_due_us | w->live_due_us;

    for (unsigned s = 0; s < TSPEC_SIGNALS_DUE; s++)
        due |= w->signal_due_us[s];
    return due != 0 || w->reply_count > 0;
}

static void judge_late(struct tspec_model *m, unsigned index, uint64_t limit, bool time)
{
    struct tspec_flow *flow = &m->flows[index];
    struct tspec_objection objections[TSPEC_WORLDS_MAX];

    for (bool any = true; any && flow->world_count;) {
        any = false;
        for (unsigned i = 0; i < flow->world_count; i++) {
            struct tspec_world *w = &flow->worlds[i];
            bool waiting = waits(w);
            objections[i] = waiting ? late(m, w, limit) : (struct tspec_objection){0};
            if (!objections[i].level && time)
                objections[i] = over(m, w);
            if (!objections[i].level && time && w->set.keep_alive)
                objections[i] = tspec_keep_alive_late(m, index, w);
            if (!objections[i].level && waiting)
                objections[i] = late_mild(m, w, limit);
            any |= objections[i].level != 0;
        }
        if (any)
            tspec_flow_judge(m, index, objections, NULL);
    }
}

void tspec_due_time(struct tspec_model *m, unsigned index)
{
    judge_late(m, index, m->now_us, true);
}

/* The stack has come to rest: what was due at this very moment is late. */
void tspec_due_rest(struct tspec_model *m, unsigned index)
{
    const struct tspec_flow *flow = &m->flows[index];
    bool any = false;

    for (unsigned i = 0; i < flow->world_count; i++)
        any |= waits(&flow->worlds[i]);
    if (any)
        judge_late(m, index, m->now_us + 1, false);
}
