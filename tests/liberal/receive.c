/* Receiving: window, text in order and not, acknowledgments owed and got (3.8.6, 3.10.7.4 steps 5, 7, 8). */
#include "endpoint.h"

#include <string.h>

uint32_t window(const struct conn *c)
{
    return c->edge - c->rcv;
}

/* By how much the right edge moves at least (MUST-39). */
static uint32_t edge_step(const struct tspec_sut *e)
{
    uint32_t half = receive_buffer(e) / 2, mss = mtu(e) - (e->config.ip_version == 6 ? 60 : 40);
    return half < mss ? (half ? half : 1) : mss;
}

bool window_could_open(const struct tspec_sut *e, const struct conn *c)
{
    uint32_t most = c->read + receive_buffer(e);
    return seq_diff(most, c->edge) >= (int32_t)edge_step(e) && !c->peer_fin;
}

/* The right edge may move to the end of the buffer, by no silly step, and never goes back. */
void open_window(struct tspec_sut *e, struct conn *c)
{
    uint32_t room = c->read + receive_buffer(e) - c->edge;
    if (!window_could_open(e, c))
        return;
    switch (choose(&e->chooser, WINDOW_KEEP, WINDOW_ALL)) {
    case WINDOW_PART:
        c->edge += (uint32_t)between(&e->chooser, edge_step(e), room, room);
        break;
    case WINDOW_ALL:
        c->edge += room;
        break;
    default:
        break;
    }
}

/* Octets from seq on into the ring; what was taken before is not touched. */
void put(struct tspec_sut *e, struct conn *c, uint32_t seq, const uint8_t *octets, uint32_t count)
{
    int32_t old = seq_diff(c->rcv, seq);
    if (count == 0 || old >= (int32_t)count)
        return;
    if (old > 0) {
        seq += (uint32_t)old;
        octets += old;
        count -= (uint32_t)old;
    }
    uint32_t at = seq % RING, first = count < RING - at ? count : RING - at;
    memcpy(e->in[c->flow] + at, octets, first);
    memcpy(e->in[c->flow], octets + first, count - first);
}

bool hold(struct conn *c, const struct held *what)
{
    if (c->held_count == HELD_MAX)
        return false;
    c->held[c->held_count++] = *what;
    return true;
}

static void take_fin(struct tspec_sut *e, struct conn *c)
{
    c->rcv++;
    if (seq_diff(c->edge, c->rcv) < 0)
        c->edge = c->rcv;
    c->peer_fin = true;
    c->held_count = 0;
    if (c->state < TSPEC_ESTABLISHED)
        return;
    conn_signal(e, c, TSPEC_SIGNAL_END);
    if (c->state == TSPEC_ESTABLISHED)
        c->state = TSPEC_CLOSE_WAIT;
    else if (c->state == TSPEC_FIN_WAIT_1)
        c->state = TSPEC_CLOSING;
    else if (c->state == TSPEC_FIN_WAIT_2)
        enter_time_wait(e, c);
}

/* Text (already put) and FIN that begin at or before RCV.NXT. */
static void take_piece(struct tspec_sut *e, struct conn *c, uint32_t seq, uint32_t octets, bool fin)
{
    if (seq_diff(seq + octets, c->rcv) > 0)
        c->rcv = seq + octets;
    if (c->released)
        c->read = c->rcv;
    if (fin && c->rcv == seq + octets)
        take_fin(e, c);
}

void take_held(struct tspec_sut *e, struct conn *c)
{
    for (unsigned i = 0; i < c->held_count && !c->peer_fin && c->state <= TSPEC_FIN_WAIT_2;) {
        struct held h = c->held[i];
        if (seq_diff(h.seq, c->rcv) > 0) {
            i++;
            continue;
        }
        memmove(c->held + i, c->held + i + 1, (--c->held_count - i) * sizeof h);
        i = 0;
        if (h.fields && !ack_step(e, c, h.seq, h.ack, h.window, h.octets == 0 && !h.fin))
            continue;
        if (c->state < TSPEC_ESTABLISHED)
            return;
        if (h.fin && h.seq + h.octets == c->edge) /* of a SYN; beyond the window by now */
            continue;
        take_piece(e, c, h.seq, h.octets, h.fin);
        owe_ack(e, c, h.octets, false, false);
    }
}

void take_text(struct tspec_sut *e, struct conn *c, uint32_t seq, uint32_t octets, bool fin)
{
    take_piece(e, c, seq, octets, fin);
    take_held(e, c);
}

/* An ACK is owed: at once, or within half a second (MUST-40) and by the second full segment (SHLD-19). */
void owe_ack(struct tspec_sut *e, struct conn *c, uint32_t octets, bool full, bool at_once)
{
    if (c->state == TSPEC_CLOSED)
        return;
    c->owed += octets;
    c->full += full;
    if (at_once || c->full >= 2 || c->owed >= 2u * c->mss_told ||
        choose(&e->chooser, TEXT_ACK_NOW, TEXT_ACK_LATER) == TEXT_ACK_NOW) {
        c->ack_now = true;
        return;
    }
    uint64_t at = e->now + between(&e->chooser, 1, SECOND / 2 - 1, SECOND / 2 - 1);
    if (at < c->ack_at)
        c->ack_at = at;
}

void update_window(struct conn *c, uint32_t seq, uint32_t ack, uint16_t wnd)
{
    if (seq_diff(ack, c->una) < 0 ||
        !(seq_diff(c->wl1, seq) < 0 || (c->wl1 == seq && seq_diff(c->wl2, ack) <= 0)))
        return;
    if (c->wnd == 0 && wnd && c->una != c->nxt) { /* the window opens: what probed it goes again */
        c->resend_now = true;
        c->resend_at = NEVER;
    }
    c->wnd = wnd;
    c->wl1 = seq;
    c->wl2 = ack;
    if (c->wnd > c->max_wnd)
        c->max_wnd = c->wnd;
    if (c->wnd)
        c->probe_at = NEVER;
}

/* SYN-RECEIVED (step 5). */
static bool ack_of_syn(struct tspec_sut *e, struct conn *c, uint32_t seq, uint32_t ack, uint16_t wnd)
{
    if (seq_diff(ack, c->una) > 0 && seq_diff(ack, c->nxt) <= 0) {
        c->wnd = wnd;
        if (wnd > c->max_wnd)
            c->max_wnd = wnd;
        c->wl1 = seq;
        c->wl2 = ack;
        acked(e, c, ack);
        established(e, c);
        return c->state != TSPEC_CLOSED;
    }
    switch (choose(&e->chooser, BAD_ACK_RESET_STAY, BAD_ACK_RESET_DROP)) {
    case BAD_ACK_RESET_STAY:
        send_rst(e, c->flow, ack, false, 0);
        break;
    case BAD_ACK_ACK_STAY:
        challenge(e, c);
        break;
    default:
        send_rst(e, c->flow, ack, false, 0);
        if (!c->passive)
            conn_signal(e, c, TSPEC_SIGNAL_RESET);
        back_to_listen(e, c);
    }
    return false;
}

static bool fin_acked(const struct conn *c)
{
    return c->fin_sent && c->una == c->end + 1;
}

/* Step 5. False: the segment goes no further. */
bool ack_step(struct tspec_sut *e, struct conn *c, uint32_t seq, uint32_t ack, uint16_t wnd, bool empty)
{
    if (c->state == TSPEC_SYN_RECEIVED)
        return ack_of_syn(e, c, seq, ack, wnd);
    if (seq_diff(ack, c->nxt) > 0) {
        if (choose_of(&e->chooser, UNSENT_ACK_ACK, UNSENT_ACK_SILENCE, may_be_silent(e, c) ? 3 : 1) ==
            UNSENT_ACK_ACK)
            challenge(e, c);
        return false;
    }
    if (seq_diff(ack, c->una - c->max_wnd) < 0 &&
        choose(&e->chooser, TOO_OLD_PROCESS, TOO_OLD_DISCARD) == TOO_OLD_DISCARD) {
        challenge(e, c);
        return false;
    }
    if (c->state == TSPEC_TIME_WAIT) {
        if (empty && choose(&e->chooser, TIME_WAIT_ACK_SILENCE, TIME_WAIT_ACK_ACK) == TIME_WAIT_ACK_ACK)
            send_ack(e, c);
        return !empty;
    }
    bool last = c->state == TSPEC_LAST_ACK || c->state == TSPEC_CLOSING;
    if (last && c->fin_sent && ack != c->end + 1 && seq_diff(ack, c->una) > 0 &&
        choose(&e->chooser, PARTIAL_ADVANCE, PARTIAL_IGNORE) == PARTIAL_IGNORE)
        return c->state != TSPEC_CLOSING;
    if (seq_diff(ack, c->una) > 0)
        acked(e, c, ack);
    else if (ack == c->una && empty && c->una != c->nxt && wnd == c->wnd)
        c->duplicates++;
    update_window(c, seq, ack, wnd);
    if (c->duplicates == 3 && c->una != c->nxt && !c->recovering && c->wnd &&
        choose(&e->chooser, FAST_RETRANSMIT, NO_FAST_RETRANSMIT) == FAST_RETRANSMIT) {
        c->duplicates++;
        c->resend_now = true;
    }
    switch (fin_acked(c) ? c->state : TSPEC_CLOSED) {
    case TSPEC_FIN_WAIT_1:
        c->state = TSPEC_FIN_WAIT_2;
        fin_wait_2(e, c);
        break;
    case TSPEC_CLOSING:
        enter_time_wait(e, c);
        return false;
    case TSPEC_LAST_ACK:
        conn_end(e, c);
        return false;
    default:
        break;
    }
    return c->state != TSPEC_CLOSING;
}
