/* What a call may return (RFC 9293, 3.10.1 to 3.10.6), and what a signal may say. */
#include "harness/model/icmp.h"
#include "harness/model/odd.h"
#include "harness/model/keep_alive.h"
#include "harness/model/persist.h"
#include "harness/model/urgent.h"

#include <string.h>

#define R(x)      (1u << TSPEC_RESULT_##x)
#define ANY_ERROR (R(REFUSED) | R(RESET) | R(TIMEOUT) | R(CLOSING) | R(NO_CONN))

tspec_pos tspec_text_end(const struct tspec_world *w)
{
    return w->fin_taken ? w->fin_at : w->rcv_nxt;
}

tspec_pos tspec_unread(const struct tspec_world *w)
{
    tspec_pos end = tspec_text_end(w);

    return end - w->read_to - (w->eat_at >= w->read_to && w->eat_at < end);
}

/* The results a state allows: what the RFC writes, and in *tolerated what comes to the same for a caller of
 * another interface (AMB-54). The clause is the one that decides. */
struct allowance {
    unsigned strict, tolerated;
    unsigned clause;
};

static struct allowance on_closed(const struct tspec_call *call)
{
    static const unsigned clauses[TSPEC_CALL_COUNT] = {
        [TSPEC_CALL_SEND] = TSPEC_CLAUSE_SEND_CLOSED,
        [TSPEC_CALL_RECEIVE] = TSPEC_CLAUSE_RECEIVE_CLOSED,
        [TSPEC_CALL_SHUTDOWN] = TSPEC_CLAUSE_CLOSE_CLOSED,
        [TSPEC_CALL_RELEASE] = TSPEC_CLAUSE_CLOSE_CLOSED,
        [TSPEC_CALL_ABORT] = TSPEC_CLAUSE_ABORT_CLOSED,
        [TSPEC_CALL_STATUS] = TSPEC_CLAUSE_STATUS_CLOSED,
        [TSPEC_CALL_ACCEPT] = TSPEC_CLAUSE_OPEN_PASSIVE,
        [TSPEC_CALL_OPEN_ACTIVE] = TSPEC_CLAUSE_OPEN_ACTIVE,
        [TSPEC_CALL_OPEN_PASSIVE] = TSPEC_CLAUSE_OPEN_PASSIVE,
    };
    struct allowance a = {R(NO_CONN), ANY_ERROR | R(END), clauses[call->kind]};

    if (call->kind == TSPEC_CALL_OPEN_ACTIVE)
        a = (struct allowance){R(OK) | R(NO_RESOURCES), 0,
                               call->address == TSPEC_ADDRESS_LOCAL ? TSPEC_CLAUSE_OPEN_LOCAL : a.clause};
    if (call->kind == TSPEC_CALL_ACCEPT)
        a = (struct allowance){R(WOULD_BLOCK) | R(NO_CONN), ANY_ERROR | R(OK) | R(EXISTS), a.clause};
    if (call->kind == TSPEC_CALL_RELEASE || call->kind == TSPEC_CALL_ABORT ||
        call->kind == TSPEC_CALL_STATUS || call->kind == TSPEC_CALL_RECEIVE)
        a.tolerated |= R(OK); /* a handle may outlive its connection */
    if (call->kind == TSPEC_CALL_SEND)
        a.tolerated |= R(OK); /* it may open by itself (AMB-54); then a SYN must come */
    return a;
}

static struct allowance on_listener(const struct tspec_model *m, const struct tspec_world *w,
                                    const struct tspec_call *call)
{
    enum tspec_listening listening = m->listening == TSPEC_LISTENING_NO && m->moved_to >= 0
                                         ? tspec_model_listening(m, (unsigned)(m->moved_to == 0))
                                         : (enum tspec_listening)m->listening;
    struct allowance a = on_closed(call);

    if (listening == TSPEC_LISTENING_NO) { /* an active OPEN needs no listener */
        if (call->kind != TSPEC_CALL_OPEN_ACTIVE)
            a.strict = R(NO_CONN);
        else
            a.strict = R(NO_CONN) | (tspec_world_alive(w) ? R(EXISTS) : R(OK) | R(NO_RESOURCES));
        return a;
    }
    switch (call->kind) {
    case TSPEC_CALL_OPEN_ACTIVE:
    case TSPEC_CALL_SEND:
        a.clause = TSPEC_CLAUSE_OPEN_LISTEN;
        a.strict = tspec_world_alive(w) ? R(EXISTS) : R(OK) | R(WOULD_BLOCK) | R(NO_RESOURCES);
        break;
    case TSPEC_CALL_RECEIVE:
        a.clause = TSPEC_CLAUSE_RECEIVE_EARLY;
        a.strict = R(WOULD_BLOCK);
        break;
    case TSPEC_CALL_SHUTDOWN:
    case TSPEC_CALL_RELEASE:
        a.clause = TSPEC_CLAUSE_CLOSE_LISTEN;
        a.strict = R(OK);
        break;
    case TSPEC_CALL_ABORT:
        a.clause = TSPEC_CLAUSE_ABORT_QUIET;
        a.strict = R(OK);
        break;
    case TSPEC_CALL_STATUS:
        a.clause = TSPEC_CLAUSE_STATUS;
        a.strict = R(OK);
        break;
    default:
        a.tolerated = ~0u;
    }
    if (listening == TSPEC_LISTENING_MAYBE)
        a.tolerated = ~0u;
    return a;
}

static struct allowance receive(const struct tspec_model *m, const struct tspec_world *w,
                                const struct tspec_call *call)
{
    bool there = tspec_unread(w) > 0;

    switch (w->state) {
    case TSPEC_SYN_SENT:
    case TSPEC_SYN_RECEIVED:
        return (struct allowance){R(WOULD_BLOCK), R(NO_CONN), TSPEC_CLAUSE_RECEIVE_EARLY};
    case TSPEC_ESTABLISHED:
    case TSPEC_FIN_WAIT_1:
    case TSPEC_FIN_WAIT_2:
        if (w->syn_sent && w->snd_una == w->iss && !there) /* FIN-WAIT-1 from SYN-RECEIVED (CLOSE-4) */
            return (struct allowance){R(WOULD_BLOCK), 0, TSPEC_CLAUSE_RECEIVE_EARLY};
        if (call->octets == 0)
            return (struct allowance){R(OK) | R(WOULD_BLOCK), 0, TSPEC_CLAUSE_RECEIVE_WAIT};
        /* Text that was not pushed may wait until it fills what was asked for (3.9.1.3). */
        return there ? (struct allowance){R(OK),
                                          w->rcv_nxt - w->read_to < call->octets && w->pushed_to <= w->read_to
                                              ? R(WOULD_BLOCK)
                                              : 0,
                                          TSPEC_CLAUSE_RECEIVE_DATA}
                     : (struct allowance){R(WOULD_BLOCK), 0, TSPEC_CLAUSE_RECEIVE_WAIT};
    case TSPEC_CLOSE_WAIT:
        if (call->octets == 0)
            return (struct allowance){R(OK) | R(END) | R(CLOSING) | R(WOULD_BLOCK), 0,
                                      TSPEC_CLAUSE_RECEIVE_END};
        return there
                   ? (struct allowance){R(OK), 0, TSPEC_CLAUSE_RECEIVE_DATA}
                   : (struct allowance){R(END) | R(CLOSING), m->exact ? 0 : R(OK), TSPEC_CLAUSE_RECEIVE_END};
    default: /* AMB-43 */
        return (struct allowance){R(END) | R(CLOSING) | (there ? R(OK) : 0), R(NO_CONN),
                                  TSPEC_CLAUSE_RECEIVE_END};
    }
}

static struct allowance allowed(const struct tspec_model *m, const struct tspec_world *w,
                                const struct tspec_call *call)
{
    bool open = (w->state == TSPEC_ESTABLISHED || w->state == TSPEC_CLOSE_WAIT) && !w->close_asked;
    bool early = w->state == TSPEC_SYN_SENT || w->state == TSPEC_SYN_RECEIVED;
    bool empty = w->syn_sent && w->snd_una == w->snd_nxt && w->queued_to == w->snd_nxt;

    if (call->kind == TSPEC_CALL_SET)
        return (struct allowance){!call->on_listener && open && tspec_in_hand(m, w) ? R(OK) : ~0u, 0,
                                  TSPEC_CLAUSE_SET};
    if (call->on_listener && call->kind != TSPEC_CALL_ACCEPT)
        return on_listener(m, w, call);
    if (!tspec_world_alive(w)) {
        struct allowance a = on_closed(call);
        if (m->now_us < w->linger_us) /* perhaps in TIME-WAIT (AMB-27) */
            a.tolerated |= R(EXISTS) | R(CLOSING) | R(OK);
        return a;
    }
    bool takes = call->kind == TSPEC_CALL_RECEIVE || call->kind == TSPEC_CALL_RELEASE;
    if (w->released && m->exact && takes) /* nothing more is its application's (3.10.4) */
        return (struct allowance){R(CLOSING), 0, TSPEC_CLAUSE_CLOSE_AGAIN};
    switch (call->kind) {
    case TSPEC_CALL_OPEN_ACTIVE:
        return (struct allowance){R(EXISTS), 0, TSPEC_CLAUSE_OPEN_EXISTS};
    case TSPEC_CALL_ACCEPT:
        if (w->passive && !w->accepted && !early && !(m->exact && w->released))
            return (struct allowance){R(OK), m->exact ? 0 : R(WOULD_BLOCK), TSPEC_CLAUSE_OPEN_PASSIVE};
        return (struct allowance){R(WOULD_BLOCK) | R(EXISTS) | R(NO_CONN),
                                  m->exact ? R(OK) : R(CLOSING) | R(OK), TSPEC_CLAUSE_OPEN_PASSIVE};
    case TSPEC_CALL_SEND:
        if (early && !w->close_asked && !w->close_deferred)
            return (struct allowance){R(OK) | R(WOULD_BLOCK) | R(NO_RESOURCES), R(NO_CONN),
                                      TSPEC_CLAUSE_SEND_EARLY};
        if (open)
            /* No room is no room at any time (3.10.2); more than the buffer holds may be refused as a whole.
             */
            return (struct allowance){R(OK) | (empty && call->octets ? 0 : R(WOULD_BLOCK) | R(NO_RESOURCES)),
                                      R(NO_RESOURCES) |
                                          (call->octets > m->profile.send_buffer_bytes ? R(WOULD_BLOCK) : 0),
                                      TSPEC_CLAUSE_SEND_OPEN};
        return (struct allowance){R(CLOSING), R(NO_CONN) | R(RESET), TSPEC_CLAUSE_SEND_CLOSING};
    case TSPEC_CALL_RECEIVE:
        return receive(m, w, call);
    case TSPEC_CALL_SHUTDOWN:
    case TSPEC_CALL_RELEASE:
        if (w->state == TSPEC_SYN_SENT)
            return (struct allowance){R(OK), R(NO_CONN), TSPEC_CLAUSE_CLOSE_SYN_SENT};
        if (w->state == TSPEC_SYN_RECEIVED)
            return (struct allowance){R(OK) | (w->close_deferred ? R(CLOSING) : 0), R(NO_CONN),
                                      TSPEC_CLAUSE_CLOSE_SYN_RECEIVED};
        if (open)
            return (struct allowance){R(OK), 0, TSPEC_CLAUSE_CLOSE_OPEN};
        return (struct allowance){R(CLOSING) |
                                      (w->state == TSPEC_FIN_WAIT_1 || w->state == TSPEC_FIN_WAIT_2 ||
                                               call->kind == TSPEC_CALL_RELEASE
                                           ? R(OK)
                                           : 0),
                                  R(OK) | R(NO_CONN), TSPEC_CLAUSE_CLOSE_AGAIN};
    case TSPEC_CALL_ABORT:
        return (struct allowance){R(OK), 0,
                                  w->state == TSPEC_SYN_SENT ? TSPEC_CLAUSE_ABORT_QUIET
                                  : early || open || w->state == TSPEC_CLOSE_WAIT ||
                                          w->state == TSPEC_FIN_WAIT_1 || w->state == TSPEC_FIN_WAIT_2
                                      ? TSPEC_CLAUSE_ABORT_RESET
                                      : TSPEC_CLAUSE_ABORT_CLOSING};
    case TSPEC_CALL_STATUS:
        return (struct allowance){R(OK), 0, TSPEC_CLAUSE_STATUS};
    default:
        return (struct allowance){~0u, 0, TSPEC_CLAUSE_OPEN_PASSIVE};
    }
}

static const char *const result_texts[TSPEC_RESULT_COUNT] = {
#define X(id, text) [TSPEC_RESULT_##id] = text,
    TSPEC_RESULTS(X)
#undef X
};

/* The plainest of the strict results, for the sentence. */
static const char *first_of(unsigned results)
{
    for (unsigned r = 0; r < TSPEC_RESULT_COUNT; r++)
        if (results >> r & 1u)
            return result_texts[r];
    return "an error";
}

struct tspec_objection tspec_call_judge(struct tspec_model *m, unsigned index, struct tspec_world *w,
                                        const struct tspec_call *call, const struct tspec_call_result *result)
{
    struct allowance a = allowed(m, w, call);
    unsigned got = 1u << result->result;
    bool loose = !m->exact || w->state == TSPEC_LISTEN;

    tspec_decided(m, index, a.clause);
    tspec_exercised(m, TSPEC_CHECK_CALL_RESULT);
    if (!(a.strict & got) && !(loose && ((a.tolerated & got) || w->released || w->state == TSPEC_LISTEN))) {
        bool missing = call->kind == TSPEC_CALL_RECEIVE && a.strict == R(OK) &&
                       (got & (R(WOULD_BLOCK) | R(END) | R(CLOSING)));
        struct tspec_objection o =
            TSPEC_OBJECT(FAIL, CALL_RESULT, a.clause, first_of(a.strict), result_texts[result->result], 0, 0);
        if (missing)
            o.check = TSPEC_CHECK_DELIVERY_MISSING;
        o.seen = result_texts[result->result];
        return o;
    }
    if (result->result == TSPEC_RESULT_OK &&
        (call->kind == TSPEC_CALL_SEND || call->kind == TSPEC_CALL_RECEIVE)) {
        tspec_exercised(m, TSPEC_CHECK_CALL_OCTETS);
        if (result->octets > call->octets) {
            struct tspec_objection o = TSPEC_OBJECT(FAIL, CALL_OCTETS, a.clause, "%a octets at most",
                                                    "%b octets", call->octets, result->octets);
            o.seen = "too many octets";
            return o;
        }
    }
    if (result->urgent_known && result->result == TSPEC_RESULT_OK && !call->on_listener) {
        struct tspec_objection o =
            tspec_urgent_left(m, w, result, call->kind == TSPEC_CALL_RECEIVE ? result->octets : 0);
        if (o.level)
            return o;
    }
    if (call->kind == TSPEC_CALL_RECEIVE && result->result == TSPEC_RESULT_OK && !call->on_listener &&
        tspec_world_alive(w))
        return tspec_delivered(m, index, w, call->octets, result->data, result->octets);
    bool leaving = w->state == TSPEC_CLOSE_WAIT && w->close_asked && !m->exact; /* LAST-ACK to some */
    if (call->kind == TSPEC_CALL_STATUS && result->result == TSPEC_RESULT_OK &&
        result->state != TSPEC_STATE_ANY && !leaving) {
        unsigned state = call->on_listener ? (unsigned)TSPEC_LISTEN : w->state;
        tspec_exercised(m, TSPEC_CHECK_CALL_STATUS);
        if (result->state != state) {
            struct tspec_objection o =
                TSPEC_OBJECT(INFO, CALL_STATUS, TSPEC_CLAUSE_STATUS, tspec_state_name(state),
                             tspec_state_name(result->state), 0, 0);
            o.seen = tspec_state_name(result->state);
            return o;
        }
    }
    return (struct tspec_objection){0};
}

/* The time the application set is over at this very instant, whatever an ICMP message asks for. */
static bool set_time_is_over(const struct tspec_model *m, const struct tspec_world *w)
{
    uint64_t set_us = tspec_user_timeout(w);

    return set_us && tspec_world_outstanding(w) && m->now_us - w->flight_since_us >= set_us;
}

struct tspec_objection tspec_signalled(struct tspec_model *m, struct tspec_world *w, enum tspec_signal signal)
{
    struct tspec_objection none = {0};

    if (signal == TSPEC_SIGNAL_SOFT_ERROR)
        return tspec_soft_error_told(m, w);
    tspec_exercised(m, TSPEC_CHECK_SIGNAL_UNASKED);
    if (tspec_icmp_quiet(w) && !(w->signal_may >> signal & 1) &&
        !(signal == TSPEC_SIGNAL_TIMEOUT && set_time_is_over(m, w))) { /* MUST-55, MUST-56 */
        struct tspec_objection o =
            TSPEC_OBJECT(FAIL, SIGNAL_UNASKED, w->quiet - 1u, "no signal", "a signal", 0, 0);
        o.observed = o.seen = tspec_signal_name(signal);
        return o;
    }
    enum tspec_quirk_id quirk;
    if (signal == TSPEC_SIGNAL_TIMEOUT && !tspec_world_outstanding(w) &&
        m->now_us >= tspec_closing_end(m, w, &quirk)) {
        struct tspec_objection o =
            TSPEC_OBJECT(FAIL, SIGNAL_UNASKED, TSPEC_CLAUSE_EMIT_NOTHING, "no signal", "a signal", 0, 0);
        o.observed = o.seen = tspec_signal_name(signal);
        tspec_world_delete(w);
        return tspec_excused(m, quirk, o);
    }
    if (signal == TSPEC_SIGNAL_TIMEOUT && (tspec_world_outstanding(w) || w->persist.kind)) {
        bool syn = w->snd_una == w->iss;
        uint64_t declared = syn ? m->profile.syn_timeout_us : m->profile.user_timeout_us;
        uint64_t required = (syn ? 180 : 100) * TSPEC_SECOND_US; /* whatever is declared */
        uint64_t least = declared > required ? declared : required, chosen_us = tspec_user_timeout(w);
        if (syn && chosen_us && chosen_us < least) /* who may close sooner may set so, too (3.8.3) */
            least = chosen_us;
        uint64_t waited = m->now_us - (tspec_world_outstanding(w) ? w->flight_since_us : w->persist.heard_us);
        struct tspec_objection probed =
            w->persist.kind ? tspec_persist_given_up(m, w, chosen_us ? chosen_us : least) : none;
        uint64_t busy_since_us = w->busy_since_us;
        bool short_syn = w->state == TSPEC_SYN_SENT && w->resent >= 6;
        bool short_end = m->now_us >= tspec_closing_end(m, w, &quirk);
        tspec_exercised(m, syn ? TSPEC_CHECK_SYN_R2 : TSPEC_CHECK_R2);
        if (w->rewound && !m->exact) { /* what SND.NXT is to the stack now is not known */
            tspec_owe(m, w, TSPEC_REPLY_RST_ANY, false, TSPEC_CLAUSE_GIVE_UP);
        } else {
            tspec_owe_rst(m, w, tspec_cut(w->snd_nxt), tspec_cut(w->rcv_nxt), TSPEC_RST, false,
                          TSPEC_CLAUSE_GIVE_UP);
            w->replies[w->reply_count - 1].either = true;
        }
        tspec_world_delete(w);
        if (probed.level)
            return probed;
        if (chosen_us && !syn) { /* MUST-21 */
            if (m->now_us - busy_since_us >= chosen_us)
                return none;
            return TSPEC_OBJECT(FAIL, R2, TSPEC_CLAUSE_SET, "no time-out before %ta, as it was set",
                                "one after %tb", (int64_t)(chosen_us & INT64_MAX), m->now_us - busy_since_us);
        }
        if (waited >= least)
            return none;
        struct tspec_objection o = TSPEC_OBJECT(DEVIATES, R2, TSPEC_CLAUSE_GIVE_UP, "no time-out before %ta",
                                                "one after %tb", least, waited);
        if (syn) {
            o.level = TSPEC_LEVEL_FAIL + 1;
            o.check = TSPEC_CHECK_SYN_R2;
        }
        return short_syn || short_end ? tspec_excused(m, short_syn ? TSPEC_QUIRK_SYN_SHORT : quirk, o) : o;
    }
    if (signal == TSPEC_SIGNAL_TIMEOUT && w->keep_alives && tspec_world_alive(w)) {
        struct tspec_objection o = tspec_keep_alive_given_up(m, w);
        tspec_world_delete(w);
        tspec_owe(m, w, TSPEC_REPLY_RST_ANY, false, TSPEC_CLAUSE_KEEP_ALIVE);
        return o;
    }
    if (!(w->signal_may >> signal & 1u)) {
        struct tspec_objection o =
            TSPEC_OBJECT(FAIL, SIGNAL_UNASKED, TSPEC_CLAUSE_EMIT_NOTHING, "no signal", "a signal", 0, 0);
        o.seen = tspec_signal_name(signal);
        o.observed = o.seen;
        return o;
    }
    w->signal_due_us[signal] = 0;
    if (signal == TSPEC_SIGNAL_RESET || signal == TSPEC_SIGNAL_REFUSED) {
        w->signal_due_us[TSPEC_SIGNAL_RESET] = w->signal_due_us[TSPEC_SIGNAL_REFUSED] = 0;
        w->signal_may &= (uint8_t) ~(1u << TSPEC_SIGNAL_RESET | 1u << TSPEC_SIGNAL_REFUSED);
    }
    w->signal_may &= (uint8_t) ~(1u << signal);
    return none;
}
