/* What a call does to a world, given what it returned (RFC 9293, 3.10.1 to 3.10.6). */
#include "harness/model/nagle.h"

#include <string.h>

static void begin_active(struct tspec_next *next, struct tspec_world *w, unsigned clause)
{
    struct tspec_reply replies[TSPEC_REPLIES_MAX];
    uint8_t count = w->reply_count;
    uint32_t stimulus = w->stimulus;
    struct tspec_asked asked = w->asked;
    uint64_t quirks = w->quirks;

    memcpy(replies, w->replies, sizeof replies);
    tspec_world_renew(w);
    w->quirks = quirks;
    memcpy(w->replies, replies, sizeof replies);
    w->reply_count = count;
    w->stimulus = stimulus;
    w->asked = asked;
    w->state = TSPEC_SYN_SENT;
    w->accepted = true;
    w->peer_mss = next->m->profile.ip_version == 6 ? 1220 : 536; /* MUST-15 */
    w->turned = clause == TSPEC_CLAUSE_OPEN_LISTEN;
    w->set = w->turned ? next->m->listener_set : next->flow->set;
    tspec_exercised(next->m, TSPEC_CHECK_REPLY_SYN);
    tspec_applied(next, clause);
    tspec_owe(next->m, w, TSPEC_REPLY_SYN, true, clause);
    tspec_forget_pieces(next->flow);
    next->flow->send_opaque = false;
}

static void queue_text(struct tspec_next *next, struct tspec_world *w, const struct tspec_call *call,
                       const struct tspec_call_result *result)
{
    struct tspec_flow *flow = next->flow;
    tspec_pos offset = w->syn_sent ? w->queued_to - w->iss - 1 : w->queued_to;

    if (result->octets == 0 || !call->data)
        return;
    flow->send_high = call->data[0] >> 4;
    uint32_t probe = result->octets < 16 ? result->octets : 16; /* so many tell octets of ours from others */
    if (tspec_payload_run(call->data, probe, flow->send_high, (uint64_t)offset) < probe)
        flow->send_opaque = true;
    tspec_small_queued(next->m, w);
    w->more = call->more && (next->m->profile.capabilities & TSPEC_CAN_PUSH);
    w->queued_to += result->octets;
}

/* CLOSE, by shutdown or release: a FIN follows what was queued. */
static void close_sending(struct tspec_next *next, struct tspec_world *w)
{
    struct tspec_model *m = next->m;

    switch (w->state) {
    case TSPEC_SYN_SENT:
        tspec_applied(next, TSPEC_CLAUSE_CLOSE_SYN_SENT);
        tspec_world_delete(w);
        if (!m->exact) { /* AMB-24 */
            tspec_owe(m, w, TSPEC_REPLY_RST_ANY, false, TSPEC_CLAUSE_CLOSE_SYN_SENT);
            w->replies[w->reply_count - 1].mild = true;
        }
        tspec_next_keep(next, w);
        return;
    case TSPEC_SYN_RECEIVED: {
        bool pending = w->queued_to > (w->syn_sent ? w->iss + 1 : 0);
        tspec_applied(next, TSPEC_CLAUSE_CLOSE_SYN_RECEIVED);
        if (tspec_may(m, TSPEC_CHOICE_CLOSE_SYN_RECEIVED, TSPEC_CLOSE_SYN_RECEIVED_FIN_NOW) && !pending) {
            struct tspec_world now = tspec_world_forked(w, 0);
            now.close_asked = true;
            now.state = TSPEC_FIN_WAIT_1;
            if (tspec_only(m, TSPEC_CHOICE_CLOSE_SYN_RECEIVED, TSPEC_CLOSE_SYN_RECEIVED_FIN_NOW) &&
                w->max_snd_wnd > 1 &&
                !w->syn_resent) /* room behind the SYN; a loss shuts the congestion window */
                now.live_due_us = tspec_due_now(m) + 1;
            tspec_next_push(next, &now);
        }
        if (tspec_may(m, TSPEC_CHOICE_CLOSE_SYN_RECEIVED, TSPEC_CLOSE_SYN_RECEIVED_FIN_LATER) || pending) {
            struct tspec_world later = tspec_world_forked(w, 0);
            later.close_deferred = true;
            tspec_next_push(next, &later);
        }
        if (tspec_may(m, TSPEC_CHOICE_CLOSE_SYN_RECEIVED, TSPEC_CLOSE_SYN_RECEIVED_RESET)) {
            struct tspec_world reset = tspec_world_forked(w, 0);
            tspec_world_delete(&reset);
            tspec_owe_rst_own(m, &reset, w,
                              tspec_only(m, TSPEC_CHOICE_CLOSE_SYN_RECEIVED, TSPEC_CLOSE_SYN_RECEIVED_RESET),
                              TSPEC_CLAUSE_CLOSE_SYN_RECEIVED);
            tspec_next_push(next, &reset);
        }
        return;
    }
    case TSPEC_ESTABLISHED:
    case TSPEC_CLOSE_WAIT:
        tspec_applied(next, TSPEC_CLAUSE_CLOSE_OPEN);
        tspec_exercised(m, TSPEC_CHECK_LIVE_SEND);
        /* LAST-ACK begins when the FIN leaves, FIN-WAIT-1 at once (3.10.4). */
        if (w->state == TSPEC_ESTABLISHED)
            w->state = TSPEC_FIN_WAIT_1;
        w->close_asked = true;
        tspec_liveness(m, w);
        break;
    default:
        if (tspec_world_alive(w))
            tspec_applied(next, TSPEC_CLAUSE_CLOSE_AGAIN);
    }
    tspec_next_keep(next, w);
}

static void release(struct tspec_next *next, struct tspec_world *w)
{
    struct tspec_model *m = next->m;
    bool readable = w->state == TSPEC_ESTABLISHED || w->state == TSPEC_FIN_WAIT_1 ||
                    w->state == TSPEC_FIN_WAIT_2 || w->state == TSPEC_CLOSE_WAIT ||
                    w->state == TSPEC_CLOSING || w->state == TSPEC_LAST_ACK;

    memset(w->signal_due_us, 0, sizeof w->signal_due_us); /* nobody is left to be told */
    w->released = true;
    if (w->state == TSPEC_FIN_WAIT_2 &&
        tspec_may(m, TSPEC_CHOICE_FIN_WAIT_2_TIMEOUT, TSPEC_FIN_WAIT_2_TIMEOUT_AFTER_RELEASE)) {
        w->end_lo_us = (m->exact ? m->now_us : w->rtx_last_us) + m->profile.fin_wait_2_us;
        if (m->exact &&
            tspec_only(m, TSPEC_CHOICE_FIN_WAIT_2_TIMEOUT, TSPEC_FIN_WAIT_2_TIMEOUT_AFTER_RELEASE))
            w->end_hi_us = w->end_lo_us;
    }
    bool closes =
        w->state == TSPEC_ESTABLISHED || w->state == TSPEC_CLOSE_WAIT || w->state == TSPEC_FIN_WAIT_1 ||
        w->state == TSPEC_FIN_WAIT_2; /* after that the peer has closed as well: nothing to tell it */
    if (readable && (closes || !m->exact) && (tspec_text_end(w) > w->read_to || w->eaten) &&
        tspec_may(m, TSPEC_CHOICE_CLOSE_UNREAD, TSPEC_CLOSE_UNREAD_RESET)) { /* SHLD-3 */
        struct tspec_world reset = tspec_world_forked(w, 0);
        tspec_applied(next, TSPEC_CLAUSE_CLOSE_UNREAD);
        tspec_world_delete(&reset);
        tspec_owe_rst_own(m, &reset, w, true, TSPEC_CLAUSE_CLOSE_UNREAD);
        tspec_next_push(next, &reset);
        if (closes && !tspec_may(m, TSPEC_CHOICE_CLOSE_UNREAD, TSPEC_CLOSE_UNREAD_NORMAL)) {
            if (m->exact)
                return;
            tspec_world_notes(w,
                              TSPEC_OBJECT(DEVIATES, REPLY_RST, TSPEC_CLAUSE_CLOSE_UNREAD,
                                           "a reset, since received text is lost", "a normal close", 0, 0));
        }
    }
    close_sending(next, w);
}

static void abort_connection(struct tspec_next *next, struct tspec_world *w)
{
    struct tspec_model *m = next->m;
    unsigned state = w->state;
    uint32_t seq = tspec_cut(w->snd_nxt), ack = tspec_cut(w->rcv_nxt);
    bool rewound = w->rewound && !m->exact;

    if (!tspec_world_alive(w)) {
        tspec_next_keep(next, w);
        return;
    }
    w->signal_may |= 1u << TSPEC_SIGNAL_RESET; /* calls that wait get "connection reset" */
    memset(w->signal_due_us, 0, sizeof w->signal_due_us);
    tspec_world_delete(w);
    if (state == TSPEC_SYN_SENT) {
        w->old_nxt = seq;
        tspec_applied(next, TSPEC_CLAUSE_ABORT_QUIET);
        w->quiet = TSPEC_CLAUSE_ABORT_QUIET + 1;
    } else if (state == TSPEC_CLOSING || state == TSPEC_LAST_ACK || state == TSPEC_TIME_WAIT) {
        tspec_applied(next, TSPEC_CLAUSE_ABORT_CLOSING);
        w->quiet = TSPEC_CLAUSE_ABORT_CLOSING + 1;
        if (tspec_may(m, TSPEC_CHOICE_ABORT_CLOSING, TSPEC_ABORT_CLOSING_RESET))
            tspec_owe(m, w, TSPEC_REPLY_RST_ANY,
                      tspec_only(m, TSPEC_CHOICE_ABORT_CLOSING, TSPEC_ABORT_CLOSING_RESET),
                      TSPEC_CLAUSE_ABORT_CLOSING);
    } else {
        tspec_applied(next, TSPEC_CLAUSE_ABORT_RESET);
        tspec_exercised(m, TSPEC_CHECK_REPLY_RST);
        if (rewound) {
            tspec_owe(m, w, TSPEC_REPLY_RST_ANY, true, TSPEC_CLAUSE_ABORT_RESET);
        } else {
            bool bare = tspec_only(m, TSPEC_CHOICE_ABORT_RST, TSPEC_ABORT_RST_BARE);
            tspec_owe_rst(m, w, seq, ack, bare ? TSPEC_RST : TSPEC_RST | TSPEC_ACK, true,
                          TSPEC_CLAUSE_ABORT_RESET);
            w->replies[w->reply_count - 1].either =
                m->profile.allowed[TSPEC_CHOICE_ABORT_RST] ==
                (1u << TSPEC_ABORT_RST_BARE | 1u << TSPEC_ABORT_RST_WITH_ACK);
        }
    }
    tspec_next_keep(next, w);
}

static void set(struct tspec_settings *to, const struct tspec_call *call)
{
    uint32_t switched = call->value ? TSPEC_SET_ON : TSPEC_SET_OFF;

    switch (call->setting) {
    case TSPEC_SETTING_NODELAY:
        to->nodelay = switched;
        break;
    case TSPEC_SETTING_KEEPALIVE:
        to->keep_alive = switched;
        break;
    case TSPEC_SETTING_KEEPALIVE_IDLE:
        to->idle_ms = call->value + 1;
        break;
    case TSPEC_SETTING_USER_TIMEOUT:
        to->user_timeout_ms = call->value + 1;
        break;
    case TSPEC_SETTING_TTL:
        to->ttl = (uint16_t)call->value; /* 0: the stack's own */
        break;
    case TSPEC_SETTING_DS:
        to->ds = call->value + 1;
        break;
    case TSPEC_SETTING_SOURCE_ROUTE:
        to->route = switched;
        break;
    case TSPEC_SETTING_SOFT_ERRORS:
        to->soft_errors = (uint16_t)switched;
        break;
    default:
        break;
    }
}

void tspec_call_effect(struct tspec_next *next, struct tspec_world *w, const struct tspec_call *call,
                       const struct tspec_call_result *result)
{
    bool ok = result->result == TSPEC_RESULT_OK;

    if (ok && call->kind == TSPEC_CALL_SET && call->on_listener)
        set(&next->m->listener_set, call);
    if (!ok || (call->on_listener && call->kind != TSPEC_CALL_OPEN_ACTIVE && call->kind != TSPEC_CALL_SEND &&
                call->kind != TSPEC_CALL_ACCEPT)) {
        tspec_next_keep(next, w);
        return;
    }
    switch (call->kind) {
    case TSPEC_CALL_OPEN_ACTIVE:
        begin_active(next, w, call->on_listener ? TSPEC_CLAUSE_OPEN_LISTEN : TSPEC_CLAUSE_OPEN_ACTIVE);
        tspec_next_keep(next, w);
        break;
    case TSPEC_CALL_SEND:
        if (call->on_listener)
            begin_active(next, w, TSPEC_CLAUSE_OPEN_LISTEN);
        else if (!tspec_world_alive(w) && !next->m->exact)
            begin_active(next, w, TSPEC_CLAUSE_SEND_CLOSED);
        if (tspec_world_alive(w)) {
            tspec_applied(next, w->state == TSPEC_ESTABLISHED || w->state == TSPEC_CLOSE_WAIT
                                    ? TSPEC_CLAUSE_SEND_OPEN
                                    : TSPEC_CLAUSE_SEND_EARLY);
            queue_text(next, w, call, result);
            if (call->urgent && result->octets)
                w->snd_up = w->queued_to;
            tspec_exercised(next->m, TSPEC_CHECK_LIVE_SEND);
            tspec_liveness(next->m, w);
        }
        tspec_next_keep(next, w);
        break;
    case TSPEC_CALL_RECEIVE:
        w->read_to += result->octets;
        if (w->eat_at && w->eat_at <= w->read_to && w->eat_at < tspec_text_end(w)) {
            w->read_to++;
            w->eat_at = 0;
        }
        if (w->read_to >= w->odd_to) {
            w->odd_to = 0;
            w->odd_text = 0;
        }
        if (result->octets && tspec_world_alive(w))
            tspec_may_ack(next->m, w, TSPEC_CLAUSE_RECEIVE_DATA); /* the window may have opened */
        tspec_next_keep(next, w);
        break;
    case TSPEC_CALL_ACCEPT:
        w->accepted = true;
        tspec_next_keep(next, w);
        break;
    case TSPEC_CALL_SHUTDOWN:
        close_sending(next, w);
        break;
    case TSPEC_CALL_RELEASE:
        release(next, w);
        break;
    case TSPEC_CALL_ABORT:
        abort_connection(next, w);
        break;
    case TSPEC_CALL_SET:
        if (tspec_world_alive(w))
            set(&w->set, call);
        else
            set(&next->flow->set, call);
        tspec_next_push(next, w);
        break;
    default:
        tspec_next_keep(next, w);
    }
}
