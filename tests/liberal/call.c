/* User calls (3.10.1 to 3.10.6). */
#include "endpoint.h"

static enum tspec_result open_passive(struct tspec_sut *e)
{
    if (!e->kind_known) {
        e->kind_known = true;
        e->moving = choose(&e->chooser, LISTENER_MOVING, LISTENER_CLONING) == LISTENER_MOVING;
    }
    if (e->listening)
        return TSPEC_RESULT_EXISTS;
    e->listening = true;
    return TSPEC_RESULT_OK;
}

static void queue(struct tspec_sut *e, struct conn *c, const uint8_t *data, uint32_t octets)
{
    for (uint32_t i = 0; i < octets; i++)
        e->out[c->flow][(c->end + i) % RING] = data[i];
    c->end += octets;
}

static enum tspec_result open_active(struct tspec_sut *e, unsigned flow, const struct tspec_call *text,
                                     struct tspec_call_result *result)
{
    struct conn *c = &e->conn[flow];
    if (c->state != TSPEC_CLOSED && !c->ghost)
        return TSPEC_RESULT_EXISTS;
    c = conn_begin(e, flow, false);
    c->state = TSPEC_SYN_SENT;
    c->accepted = true;
    if (text && text->kind == TSPEC_CALL_SEND) {
        result->octets = text->octets < send_buffer(e) ? text->octets : send_buffer(e);
        queue(e, c, text->data, result->octets);
        if (result->octets && choose(&e->chooser, OPEN_TEXT_LATER, OPEN_TEXT_ON_SYN) == OPEN_TEXT_ON_SYN)
            c->syn_octets = (uint16_t)between(&e->chooser, 1, result->octets < 500 ? result->octets : 500, 1);
    }
    send_syn(e, c);
    return TSPEC_RESULT_OK;
}

static enum tspec_result on_listener(struct tspec_sut *e, const struct tspec_call *call,
                                     struct tspec_call_result *result)
{
    if (!e->listening)
        return TSPEC_RESULT_NO_CONN;
    switch (call->kind) {
    case TSPEC_CALL_OPEN_ACTIVE:
    case TSPEC_CALL_SEND:
        if (!e->moving || call->address > TSPEC_ADDRESS_LOCAL)
            return TSPEC_RESULT_UNSUPPORTED;
        if (e->conn[call->flow].state != TSPEC_CLOSED && !e->conn[call->flow].ghost)
            return TSPEC_RESULT_EXISTS;
        e->listening = false;
        return open_active(e, call->flow, call, result);
    case TSPEC_CALL_RECEIVE:
        return e->moving ? TSPEC_RESULT_WOULD_BLOCK : TSPEC_RESULT_UNSUPPORTED;
    case TSPEC_CALL_SHUTDOWN:
    case TSPEC_CALL_RELEASE:
    case TSPEC_CALL_ABORT:
        e->listening = false;
        return TSPEC_RESULT_OK;
    case TSPEC_CALL_STATUS:
        result->state = TSPEC_LISTEN;
        return TSPEC_RESULT_OK;
    default:
        return TSPEC_RESULT_UNSUPPORTED;
    }
}

static enum tspec_result send_call(struct tspec_sut *e, struct conn *c, const struct tspec_call *call,
                                   struct tspec_call_result *result)
{
    if (c->closing || c->fin_late || (c->state > TSPEC_ESTABLISHED && c->state != TSPEC_CLOSE_WAIT))
        return TSPEC_RESULT_CLOSING;
    uint32_t from = c->una == c->iss ? c->iss + 1 : c->una, room = send_buffer(e) - (c->end - from);
    uint32_t octets = call->octets < room ? call->octets : room;
    if (octets == 0 && call->octets)
        return TSPEC_RESULT_WOULD_BLOCK;
    queue(e, c, call->data, octets);
    result->octets = octets;
    output(e, c);
    return TSPEC_RESULT_OK;
}

static enum tspec_result receive_call(struct tspec_sut *e, struct conn *c, const struct tspec_call *call,
                                      struct tspec_call_result *result)
{
    uint32_t octets = c->rcv - c->read - c->peer_fin;
    if (c->state < TSPEC_ESTABLISHED)
        return TSPEC_RESULT_WOULD_BLOCK;
    if (octets == 0)
        return c->peer_fin ? TSPEC_RESULT_END : TSPEC_RESULT_WOULD_BLOCK;
    if (c->state >= TSPEC_CLOSING)
        switch (choose_of(&e->chooser, RECEIVE_LATE_REST, RECEIVE_LATE_END,
                          c->state == TSPEC_TIME_WAIT ? 6 : 7)) {
        case RECEIVE_LATE_ERROR:
            return TSPEC_RESULT_CLOSING;
        case RECEIVE_LATE_END:
            return TSPEC_RESULT_END;
        default:
            break;
        }
    if (octets > call->octets)
        octets = call->octets;
    for (uint32_t i = 0; i < octets; i++)
        e->handed[i] = e->in[c->flow][(c->read + i) % RING];
    c->read += octets;
    result->octets = octets;
    result->data = e->handed;
    if (!c->peer_fin && octets && window_could_open(e, c) &&
        choose(&e->chooser, WINDOW_UPDATE_NOW, WINDOW_UPDATE_LATER) == WINDOW_UPDATE_NOW)
        send_ack(e, c);
    return TSPEC_RESULT_OK;
}

/* CLOSE: no more to send (3.10.4). */
static enum tspec_result shut(struct tspec_sut *e, struct conn *c)
{
    if (c->closing || c->fin_late) {
        bool waiting = c->fin_late || c->state == TSPEC_FIN_WAIT_1 || c->state == TSPEC_FIN_WAIT_2;
        return choose_of(&e->chooser, CLOSE_AGAIN_ERROR, CLOSE_AGAIN_OK, waiting ? 3 : 1) == CLOSE_AGAIN_OK
                   ? TSPEC_RESULT_OK
                   : TSPEC_RESULT_CLOSING;
    }
    switch (c->state) {
    case TSPEC_SYN_SENT:
        conn_end(e, c);
        break;
    case TSPEC_SYN_RECEIVED: {
        unsigned open = (c->end == c->nxt && !c->peer_fin ? 1u : 0) | 2u;
        if (choose_of(&e->chooser, CLOSE_SYN_RECEIVED_FIN_NOW, CLOSE_SYN_RECEIVED_FIN_LATER, open) ==
            CLOSE_SYN_RECEIVED_FIN_LATER) {
            c->fin_late = true;
            break;
        }
        c->closing = true;
        c->state = TSPEC_FIN_WAIT_1;
        output(e, c);
        break;
    }
    case TSPEC_ESTABLISHED:
    case TSPEC_CLOSE_WAIT:
        c->closing = true;
        if (c->state == TSPEC_ESTABLISHED)
            c->state = TSPEC_FIN_WAIT_1; /* CLOSE-WAIT lasts until the FIN leaves */
        output(e, c);
        break;
    default:
        return TSPEC_RESULT_CLOSING;
    }
    return TSPEC_RESULT_OK;
}

static enum tspec_result release(struct tspec_sut *e, struct conn *c)
{
    bool unread =
        c->rcv - c->read - c->peer_fin != 0 && c->state >= TSPEC_ESTABLISHED && c->state <= TSPEC_CLOSE_WAIT;
    if (unread && choose(&e->chooser, CLOSE_UNREAD_RESET, CLOSE_UNREAD_NORMAL) == CLOSE_UNREAD_RESET) {
        send_rst(e, c->flow, c->nxt, false, 0);
        reset_sent(e, c);
        return TSPEC_RESULT_OK;
    }
    if (c->state == TSPEC_SYN_RECEIVED && c->passive && !c->accepted && !c->from_listener && !c->reopened &&
        choose(&e->chooser, CLOSE_SYN_RECEIVED_FIN_LATER, CLOSE_SYN_RECEIVED_RESET) ==
            CLOSE_SYN_RECEIVED_RESET) {
        send_rst(e, c->flow, c->nxt, false, 0);
        conn_end(e, c);
        return TSPEC_RESULT_OK;
    }
    c->released = true;
    if (c->state >= TSPEC_ESTABLISHED)
        c->read = c->rcv - c->peer_fin;
    if (!c->closing && !c->fin_late)
        (void)shut(e, c);
    else
        fin_wait_2(e, c);
    return TSPEC_RESULT_OK;
}

static enum tspec_result abort_call(struct tspec_sut *e, struct conn *c)
{
    bool closing = c->state >= TSPEC_CLOSING;
    bool reset =
        c->state != TSPEC_SYN_SENT &&
        (!closing || choose(&e->chooser, ABORT_CLOSING_SILENCE, ABORT_CLOSING_RESET) == ABORT_CLOSING_RESET);
    if (!reset) {
        conn_end(e, c);
        return TSPEC_RESULT_OK;
    }
    send_rst(e, c->flow, c->nxt, choose(&e->chooser, ABORT_BARE, ABORT_WITH_ACK) == ABORT_WITH_ACK, c->rcv);
    if (closing || c->state == TSPEC_SYN_RECEIVED)
        conn_end(e, c);
    else
        reset_sent(e, c);
    return TSPEC_RESULT_OK;
}

static enum tspec_result accept_call(struct tspec_sut *e, struct conn *c)
{
    if (c->state >= TSPEC_ESTABLISHED && c->passive && !c->accepted && !c->released) {
        c->accepted = true;
        return TSPEC_RESULT_OK;
    }
    return e->listening || c->state == TSPEC_SYN_RECEIVED ? TSPEC_RESULT_WOULD_BLOCK : TSPEC_RESULT_NO_CONN;
}

void make_call(struct tspec_sut *e, const struct tspec_call *call, struct tspec_call_result *result)
{
    struct conn *c = &e->conn[call->flow];
    *result = (struct tspec_call_result){.state = TSPEC_STATE_ANY};
    bool known = c->state != TSPEC_CLOSED && !c->ghost && !c->released;
    if (call->kind == TSPEC_CALL_OPEN_PASSIVE)
        result->result = (uint8_t)open_passive(e);
    else if (call->on_listener && call->kind != TSPEC_CALL_ACCEPT)
        result->result = (uint8_t)on_listener(e, call, result);
    else if (call->kind == TSPEC_CALL_OPEN_ACTIVE)
        result->result =
            (uint8_t)(call->address > TSPEC_ADDRESS_LOCAL ? TSPEC_RESULT_UNSUPPORTED
                                                          : open_active(e, call->flow, NULL, result));
    else if (call->kind == TSPEC_CALL_ACCEPT)
        result->result = (uint8_t)accept_call(e, c);
    else if (call->kind == TSPEC_CALL_SET)
        result->result = TSPEC_RESULT_UNSUPPORTED;
    else if (!known)
        result->result = TSPEC_RESULT_NO_CONN;
    else
        switch (call->kind) {
        case TSPEC_CALL_SEND:
            result->result = (uint8_t)send_call(e, c, call, result);
            break;
        case TSPEC_CALL_RECEIVE:
            result->result = (uint8_t)receive_call(e, c, call, result);
            break;
        case TSPEC_CALL_SHUTDOWN:
            result->result = (uint8_t)shut(e, c);
            break;
        case TSPEC_CALL_RELEASE:
            result->result = (uint8_t)release(e, c);
            break;
        case TSPEC_CALL_ABORT:
            result->result = (uint8_t)abort_call(e, c);
            break;
        default:
            result->result = TSPEC_RESULT_OK;
            result->state = c->state;
        }
}
