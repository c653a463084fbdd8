#include "harness/model/model.h"
#include "harness/model/congestion.h"
#include "harness/model/icmp.h"
#include "harness/model/steps.h"
#include "harness/model/timers.h"

#include <string.h>

size_t tspec_model_bytes(void)
{
    return sizeof(struct tspec_model);
}

void tspec_model_init(struct tspec_model *m, const struct tspec_profile *profile,
                      const struct tspec_model_sink *sink)
{
    memset(m, 0, offsetof(struct tspec_model, flows));
    m->profile = *profile;
    m->sink = *sink;
    m->exact = (profile->capabilities & TSPEC_CAN_SHOW_VARIABLES) != 0;
    m->moved_to = -1;
    for (unsigned f = 0; f < TSPEC_FLOWS; f++)
        memset(&m->flows[f], 0, offsetof(struct tspec_flow, worlds));
}

/* A flow that something happens on. It begins with one world, in which there is nothing. */
static struct tspec_flow *used(struct tspec_model *m, unsigned index)
{
    struct tspec_flow *flow = &m->flows[index];

    if (!flow->used) {
        flow->used = true;
        flow->world_count = flow->plain_count = 1;
        tspec_world_renew(&flow->worlds[0]);
    }
    return flow;
}

static bool moving_only(const struct tspec_model *m)
{
    return tspec_only(m, TSPEC_CHOICE_LISTENER, TSPEC_LISTENER_MOVING);
}

enum tspec_listening tspec_model_listening(const struct tspec_model *m, unsigned index)
{
    if (m->listening != TSPEC_LISTENING_NO || m->moved_to < 0 || m->moved_to == (int)index)
        return (enum tspec_listening)m->listening;
    const struct tspec_flow *flow = &m->flows[m->moved_to];
    unsigned back = 0;
    for (unsigned i = 0; i < flow->world_count; i++)
        back += flow->worlds[i].state == TSPEC_LISTEN;
    return back == 0                   ? TSPEC_LISTENING_NO
           : back == flow->world_count ? TSPEC_LISTENING_YES
                                       : TSPEC_LISTENING_MAYBE;
}

void tspec_listens(struct tspec_model *m, int change)
{
    m->listens = (uint16_t)(change < 0 && m->listens == 0 ? 0 : m->listens + change);
    m->listening = m->listens > 0 ? TSPEC_LISTENING_YES : TSPEC_LISTENING_NO;
}

/* A listener that came back to LISTEN on a flow and is gone from there: closed, or moved to another. */
static void leave_listen(struct tspec_model *m)
{
    if (m->moved_to < 0)
        return;
    struct tspec_flow *flow = &m->flows[m->moved_to];
    for (unsigned i = 0; i < flow->world_count; i++)
        if (flow->worlds[i].state == TSPEC_LISTEN)
            flow->worlds[i].state = TSPEC_CLOSED;
    m->moved_to = -1;
}

/* The listener of one control block becomes the connection that a SYN just made. */
static void follow_listener(struct tspec_model *m, unsigned index)
{
    const struct tspec_flow *flow = &m->flows[index];
    bool made = false;

    if (tspec_only(m, TSPEC_CHOICE_LISTENER, TSPEC_LISTENER_CLONING))
        return;
    for (unsigned i = 0; i < flow->world_count; i++)
        made |= flow->worlds[i].state == TSPEC_SYN_RECEIVED && flow->worlds[i].passive &&
                !flow->worlds[i].syn_sent && !flow->worlds[i].reuses; /* TIME-WAIT reopens itself (3.6.1) */
    if (!made)
        return;
    if (m->exact) {
        tspec_listens(m, -1);
        return;
    }
    if (!moving_only(m)) {
        m->listening = TSPEC_LISTENING_MAYBE;
        return;
    }
    if (m->moved_to != (int)index)
        leave_listen(m);
    m->listening = TSPEC_LISTENING_NO;
    m->moved_to = (int8_t)index;
}

/* A new stimulus on a flow: the silence or the answers that the last one asked for or permitted are over,
 * only what must still come is waited for. */
static void renew_stimulus(struct tspec_flow *flow)
{
    flow->stimuli++;
    for (unsigned i = 0; i < flow->world_count; i++) {
        struct tspec_world *w = &flow->worlds[i];
        unsigned kept = 0;
        w->quiet = 0;
        w->stimulus = flow->stimuli;
        w->asked = flow->stimulus.asked;
        for (unsigned r = 0; r < w->reply_count; r++)
            if (w->replies[r].must)
                w->replies[kept++] = w->replies[r];
        memset(&w->replies[kept], 0, (w->reply_count - kept) * sizeof w->replies[0]);
        w->reply_count = (uint8_t)kept;
    }
}

/* A peer at port 0, which no flow is, may have opened, and be what a listener of one control block is busy
 * with. */
static void opened_from_port_0(struct tspec_model *m, unsigned index, const struct tspec_segment *seg)
{
    bool opens = (seg->flags & (TSPEC_SYN | TSPEC_ACK | TSPEC_RST)) == TSPEC_SYN;
    if (!opens || tspec_only(m, TSPEC_CHOICE_LISTENER, TSPEC_LISTENER_CLONING) ||
        tspec_model_listening(m, index) == TSPEC_LISTENING_NO)
        return;
    leave_listen(m);
    if (m->exact)
        tspec_listens(m, -1);
    else
        m->listening = TSPEC_LISTENING_MAYBE;
}

void tspec_model_segment(struct tspec_model *m, unsigned index, const struct tspec_segment *seg,
                         enum tspec_damage damage)
{
    struct tspec_flow *flow = used(m, index);

    if (m->failed)
        return;
    tspec_due_expire(m, index);
    tspec_stimulus_segment(m, index, seg, damage);
    tspec_congestion_heard(flow, seg);
    renew_stimulus(flow);
    struct tspec_next *next = tspec_next_begin(m, index);
    m->challenges = false;
    m->option_clause = (uint16_t)(seg->options_bytes | seg->ip_options_bytes ? tspec_option_clause(seg) : 0);
    if (m->option_clause)
        tspec_applied(next, m->option_clause);
    for (unsigned i = 0; i < flow->world_count; i++)
        tspec_arrive(next, &flow->worlds[i], seg, damage);
    if (m->challenges)
        m->unlimited_us = m->now_us + (uint64_t)tspec_max((tspec_pos)TSPEC_SECOND_US,
                                                          (tspec_pos)m->profile.challenge_period_us);
    tspec_flow_store(next);
    follow_listener(m, index);
    if (damage == TSPEC_DAMAGE_FROM_PORT_0)
        opened_from_port_0(m, index, seg);
}

/* OPEN passive is not of a flow (OPEN-5, OPEN-11, OPEN-12). */
static void listen_call(struct tspec_model *m, const struct tspec_call *call,
                        const struct tspec_call_result *result)
{
    struct tspec_flow *flow = &m->flows[call->flow];
    bool already = m->listening != TSPEC_LISTENING_NO || m->moved_to >= 0;
    bool alone = true, opening = false;

    for (unsigned f = 0; f < TSPEC_FLOWS; f++)
        for (unsigned i = 0; i < m->flows[f].world_count; i++) {
            const struct tspec_world *w = &m->flows[f].worlds[i];
            bool opens = w->state == TSPEC_SYN_SENT || w->state == TSPEC_SYN_RECEIVED;
            alone &= !tspec_world_alive(w) || opens;
            opening |= opens;
        }
    unsigned clause = opening && alone && !already           ? TSPEC_CLAUSE_OPEN_BESIDE
                      : call->address == TSPEC_ADDRESS_LOCAL ? TSPEC_CLAUSE_OPEN_LOCAL
                                                             : TSPEC_CLAUSE_OPEN_PASSIVE;
    tspec_exercised(m, TSPEC_CHECK_CALL_RESULT);
    bool good = result->result == TSPEC_RESULT_OK || result->result == TSPEC_RESULT_NO_RESOURCES ||
                (result->result == TSPEC_RESULT_EXISTS && (already || !alone));
    if (!good) {
        struct tspec_objection o[TSPEC_WORLDS_MAX];
        for (unsigned i = 0; i < flow->world_count; i++) {
            o[i] = TSPEC_OBJECT(FAIL, CALL_RESULT, clause, "OK", tspec_result_name(result->result), 0, 0);
            o[i].seen = tspec_result_name(result->result);
        }
        tspec_flow_judge(m, call->flow, o, NULL);
    }
    if (result->result != TSPEC_RESULT_OK)
        return;
    m->listening = TSPEC_LISTENING_YES;
    m->listens++;
    m->listener_set = (struct tspec_settings){0};
    tspec_decided(m, call->flow, clause);
}

/* A listener that turns active, is closed or aborted is no listener any more. Children nobody has accepted
 * may go with it, by a reset (sockets do so). */
static void listener_ends(struct tspec_model *m, const struct tspec_call *call)
{
    bool another = m->listens > 1 && tspec_may(m, TSPEC_CHOICE_LISTENER, TSPEC_LISTENER_MOVING);

    if (m->exact) {
        tspec_listens(m, another ? -1 : -(int)m->listens);
        return;
    }
    m->listens = another ? m->listens - 1u : 0;
    m->listening = another ? TSPEC_LISTENING_MAYBE : TSPEC_LISTENING_NO;
    leave_listen(m);
    if (m->exact || call->kind == TSPEC_CALL_OPEN_ACTIVE || call->kind == TSPEC_CALL_SEND)
        return;
    for (unsigned f = 0; f < TSPEC_FLOWS; f++) {
        const struct tspec_flow *flow = &m->flows[f];
        if (!flow->used)
            continue;
        struct tspec_next *next = tspec_next_begin(m, f);
        for (unsigned i = 0; i < flow->world_count; i++) {
            struct tspec_world w = flow->worlds[i];
            w.unheard = tspec_world_alive(&w) && w.passive && !w.accepted;
            tspec_next_push(next, &w);
            if (w.unheard) {
                tspec_world_delete(&w);
                tspec_owe(m, &w, TSPEC_REPLY_RST_ANY, false, TSPEC_CLAUSE_CLOSE_LISTEN);
                tspec_next_push(next, &w);
            }
        }
        tspec_flow_store(next);
    }
}

/* An OPEN of its own on a flow that came back to LISTEN makes another connection. The listener goes on beside
 * it, unless it is the one that turned active (3.10.1). */
static bool opens_beside_listener(const struct tspec_model *m, const struct tspec_call *call,
                                  const struct tspec_call_result *result)
{
    const struct tspec_flow *flow = &m->flows[call->flow];
    bool opens =
        call->kind == TSPEC_CALL_OPEN_ACTIVE && !call->on_listener && result->result == TSPEC_RESULT_OK;
    for (unsigned i = 0; opens && i < flow->world_count; i++)
        if (flow->worlds[i].state == TSPEC_LISTEN)
            return true;
    return false;
}

/* An OPEN towards an address that is no single host's is refused (MUST-46). What a passive one means by it,
 * the RFC does not say. */
static void open_call(struct tspec_model *m, const struct tspec_call *call,
                      const struct tspec_call_result *result)
{
    struct tspec_flow *flow = &m->flows[call->flow];
    struct tspec_objection o[TSPEC_WORLDS_MAX];

    if (call->kind == TSPEC_CALL_OPEN_PASSIVE) {
        if (result->result == TSPEC_RESULT_OK && m->listening == TSPEC_LISTENING_NO)
            m->listening = TSPEC_LISTENING_MAYBE;
        return;
    }
    tspec_decided(m, call->flow, TSPEC_CLAUSE_OPEN_ADDRESS);
    tspec_exercised(m, TSPEC_CHECK_CALL_RESULT);
    if (result->result != TSPEC_RESULT_OK)
        return;
    for (unsigned i = 0; i < flow->world_count; i++) {
        o[i] = TSPEC_OBJECT(FAIL, CALL_RESULT, TSPEC_CLAUSE_OPEN_ADDRESS, "an error", "OK", 0, 0);
        o[i].seen = tspec_result_name(TSPEC_RESULT_OK);
    }
    tspec_flow_judge(m, call->flow, o, NULL);
}

void tspec_model_icmp(struct tspec_model *m, unsigned index, const struct tspec_icmp *icmp)
{
    struct tspec_flow *flow = used(m, index);
    /* Before it knows of ICMP, what the engine does then is as if none had come. */
    bool deaf = m->exact && !(m->profile.capabilities & TSPEC_CAN_ICMP);

    if (m->failed || deaf)
        return;
    tspec_due_expire(m, index);
    flow->stimulus = (struct tspec_stimulus){.asked = {.kind = TSPEC_STIMULUS_ICMP, .call = icmp->kind},
                                             .at_us = m->now_us};
    renew_stimulus(flow);
    struct tspec_next *next = tspec_next_begin(m, index);
    for (unsigned i = 0; i < flow->world_count; i++)
        tspec_icmp_arrives(next, &flow->worlds[i], icmp);
    tspec_flow_store(next);
}

void tspec_model_call(struct tspec_model *m, const struct tspec_call *call,
                      const struct tspec_call_result *result)
{
    struct tspec_flow *flow = used(m, call->flow);
    struct tspec_objection objections[TSPEC_WORLDS_MAX];
    bool any = false;

    if (m->failed || result->result == TSPEC_RESULT_UNSUPPORTED)
        return;
    tspec_due_expire(m, call->flow);
    flow->stimulus = (struct tspec_stimulus){
        .asked = {.kind = TSPEC_STIMULUS_CALL, .call = call->kind, .on_listener = call->on_listener},
        .at_us = m->now_us};
    renew_stimulus(flow);
    if (call->address > TSPEC_ADDRESS_LOCAL) {
        open_call(m, call, result);
        return;
    }
    if (call->kind == TSPEC_CALL_OPEN_PASSIVE) {
        listen_call(m, call, result);
        return;
    }
    for (unsigned i = 0; i < flow->world_count; i++) {
        objections[i] = tspec_call_judge(m, call->flow, &flow->worlds[i], call, result);
        any |= objections[i].level != 0;
    }
    if (any)
        tspec_flow_judge(m, call->flow, objections, NULL);
    else
        tspec_flow_collect(m, call->flow, NULL);

    bool beside = opens_beside_listener(m, call, result);
    struct tspec_next *next = tspec_next_begin(m, call->flow);
    for (unsigned i = 0; i < flow->world_count; i++)
        tspec_call_effect(next, &flow->worlds[i], call, result);
    tspec_flow_store(next);
    if (call->kind == TSPEC_CALL_OPEN_ACTIVE && !call->on_listener && result->result == TSPEC_RESULT_OK)
        flow->set = (struct tspec_settings){0};
    if (beside) {
        m->moved_to = -1;
        m->listening = m->exact ? TSPEC_LISTENING_YES : TSPEC_LISTENING_MAYBE;
    }
    if (call->on_listener && result->result == TSPEC_RESULT_OK &&
        (call->kind == TSPEC_CALL_OPEN_ACTIVE || call->kind == TSPEC_CALL_SEND ||
         call->kind == TSPEC_CALL_SHUTDOWN || call->kind == TSPEC_CALL_RELEASE ||
         call->kind == TSPEC_CALL_ABORT))
        listener_ends(m, call);
}

void tspec_model_sent(struct tspec_model *m, unsigned index, const struct tspec_segment *seg)
{
    struct tspec_flow *flow = used(m, index);
    struct tspec_objection objections[TSPEC_WORLDS_MAX];
    bool any = false;

    if (m->failed)
        return;
    m->class_kept = false;
    if (seg->payload_bytes)
        tspec_congestion_piece(flow);
    for (unsigned i = 0; i < flow->world_count; i++) {
        objections[i] = tspec_sent_judge(m, index, &flow->worlds[i], seg);
        any |= objections[i].level != 0;
    }
    if (any)
        tspec_flow_judge(m, index, objections, seg);
}

void tspec_model_signal(struct tspec_model *m, unsigned index, enum tspec_signal signal)
{
    struct tspec_flow *flow = used(m, index);
    struct tspec_objection objections[TSPEC_WORLDS_MAX];
    bool any = false;

    if (m->failed)
        return;
    for (unsigned i = 0; i < flow->world_count; i++) {
        objections[i] = tspec_signalled(m, &flow->worlds[i], signal);
        any |= objections[i].level != 0;
    }
    if (any)
        tspec_flow_judge(m, index, objections, NULL);
}

static void flush_exercised(struct tspec_model *m)
{
    for (unsigned i = 0; i < sizeof m->exercised / sizeof m->exercised[0]; i++) {
        for (uint64_t bits = m->exercised[i]; bits && m->sink.exercised; bits &= bits - 1)
            m->sink.exercised[i * 64 + (unsigned)__builtin_ctzll(bits)]++;
        m->exercised[i] = 0;
    }
}

void tspec_model_settle(struct tspec_model *m)
{
    for (unsigned f = 0; f < TSPEC_FLOWS && !m->failed; f++)
        if (m->flows[f].used)
            tspec_due_rest(m, f);
    flush_exercised(m);
}

void tspec_model_time(struct tspec_model *m, uint64_t now_us)
{
    if (now_us > m->now_us)
        for (unsigned f = 0; f < TSPEC_FLOWS; f++)
            for (unsigned i = 0; i < m->flows[f].world_count; i++)
                m->flows[f].worlds[i].quiet = 0;
    m->now_us = now_us;
    for (unsigned f = 0; f < TSPEC_FLOWS && !m->failed; f++)
        if (m->flows[f].used)
            tspec_due_time(m, f);
}

void tspec_model_finish(struct tspec_model *m)
{
    flush_exercised(m);
}

unsigned tspec_model_state(const struct tspec_model *m, unsigned index)
{
    const struct tspec_flow *flow = &m->flows[index];

    if (flow->used && flow->world_count == 0)
        return TSPEC_STATE_ANY;
    for (unsigned i = 1; i < flow->plain_count; i++)
        if (flow->worlds[i].state != flow->worlds[0].state)
            return TSPEC_STATE_ANY;
    unsigned state = flow->used ? flow->worlds[0].state : (unsigned)TSPEC_CLOSED;
    if (state == TSPEC_CLOSED && tspec_model_listening(m, index) == TSPEC_LISTENING_YES)
        return TSPEC_LISTEN; /* what a segment meets here is the listener */
    return state;
}

unsigned tspec_model_worlds(const struct tspec_model *m)
{
    unsigned most = 1;

    for (unsigned f = 0; f < TSPEC_FLOWS; f++)
        if (m->flows[f].world_count > most)
            most = m->flows[f].world_count;
    return m->failed ? 0 : most;
}

bool tspec_model_inconclusive(const struct tspec_model *m)
{
    return m->inconclusive;
}

void tspec_model_view(const struct tspec_model *m, unsigned index, struct tspec_model_view *view)
{
    const struct tspec_flow *flow = &m->flows[index];
    const struct tspec_world *w = &flow->worlds[0];
    uint64_t lo, hi;

    memset(view, 0, sizeof *view);
    if (!flow->used && !m->failed) {
        view->known = TSPEC_KNOWN_STATE;
        view->state = TSPEC_CLOSED;
        view->listens = tspec_model_listening(m, index) == TSPEC_LISTENING_YES;
        return;
    }
    if (flow->plain_count != 1 || w->perhaps_count || flow->lost || m->failed)
        return;
    view->known = TSPEC_KNOWN_STATE;
    view->state = w->state;
    tspec_due_end(m, w, &lo, &hi);
    if (m->now_us >= lo) { /* its time may be over; the worlds follow at the next stimulus */
        if (hi == TSPEC_NEVER || m->now_us < hi + 2 * m->profile.tick_us)
            view->known = 0;
        view->state = TSPEC_CLOSED;
    }
    view->listens = view->state == TSPEC_CLOSED && tspec_model_listening(m, index) == TSPEC_LISTENING_YES;
    if (!m->exact || !tspec_world_alive(w) || !w->syn_sent || view->state == TSPEC_CLOSED)
        return;
    bool established = w->state != TSPEC_SYN_SENT && w->state != TSPEC_SYN_RECEIVED && w->snd_una > w->iss;
    view->iss.wire = tspec_cut(w->iss);
    view->snd_una.wire = tspec_cut(w->snd_una);
    view->snd_nxt.wire = tspec_cut(w->snd_nxt);
    view->snd_wnd = w->snd_wnd;
    view->max_snd_wnd = w->max_snd_wnd;
    view->snd_wl1.wire = tspec_cut(w->snd_wl1);
    view->snd_wl2.wire = tspec_cut(w->snd_wl2);
    view->irs.wire = tspec_cut(w->irs);
    view->rcv_nxt.wire = tspec_cut(w->rcv_nxt);
    view->rcv_edge.wire = tspec_cut(w->rcv_edge);
    if (established)
        view->known |= TSPEC_KNOWN_SND | TSPEC_KNOWN_SND_WL | TSPEC_KNOWN_MAX_WND;
    if (w->state != TSPEC_SYN_SENT)
        view->known |= TSPEC_KNOWN_RCV_NXT;
    if (established && w->ack_sent > w->irs)
        view->known |= TSPEC_KNOWN_RCV_EDGE;
    tspec_timers_view(m, w, view);
}
