/* SEGMENT ARRIVES (3.10.7): before any state, CLOSED, and the states with a connection. */
#include "endpoint.h"

#include <string.h>
#include "engine/wire.h"

/* Walks the options (3.1). False: one has a length it cannot have. */
static bool options_sound(const struct tspec_segment *s)
{
    for (unsigned i = 0; i < s->options_bytes && s->options[i] != 0;) {
        const uint8_t *o = s->options + i;
        if (*o == 1) {
            i++;
            continue;
        }
        unsigned left = s->options_bytes - i;
        if (left < 2 || o[1] < 2 || o[1] > left || (*o == 2 && o[1] != 4))
            return false;
        i += o[1];
    }
    return true;
}

static bool addresses_ours(const struct tspec_sut *e, const struct tspec_segment *s)
{
    struct tspec_address local, remote;
    socket_addresses(e, &local, &remote);
    size_t bytes = local.version == 6 ? 16 : 4;
    return s->source.version == local.version && memcmp(s->source.octets, remote.octets, bytes) == 0 &&
           memcmp(s->destination.octets, local.octets, bytes) == 0;
}

static bool in_window(const struct conn *c, uint32_t seq)
{
    return seq_diff(seq, c->rcv) >= 0 && seq_diff(seq, c->edge) < 0;
}

/* What has sent a RST and is closed by it (AMB-27). */
void reset_sent(struct tspec_sut *e, struct conn *c)
{
    c->ack_now = c->resend_now = false;
    if (choose(&e->chooser, AFTER_RESET_CLOSED, AFTER_RESET_TIME_WAIT) == AFTER_RESET_CLOSED) {
        conn_end(e, c);
        return;
    }
    c->ghost = c->released = true;
    enter_time_wait(e, c);
    c->ack_at = NEVER;
    c->held_count = 0;
    c->peer_fin = true;
}

void enter_time_wait(struct tspec_sut *e, struct conn *c)
{
    c->state = TSPEC_TIME_WAIT;
    c->resend_at = c->give_up_at = c->probe_at = c->override_at = c->reclaim_at = NEVER;
    c->time_wait_at = e->now + 2 * e->config.msl_us;
}

/* The RST in answer to a segment that ends a connection; its form is free (AMB-04). */
static void reset_by(struct tspec_sut *e, struct conn *c, const struct tspec_segment *s)
{
    if (choose(&e->chooser, RESET_SEQ_ACK, RESET_SEQ_NXT) == RESET_SEQ_NXT)
        send_rst(e, c->flow, c->nxt, false, 0);
    else
        refuse(e, s);
    if (c->state != TSPEC_TIME_WAIT)
        conn_signal(e, c, TSPEC_SIGNAL_RESET);
    if (c->state == TSPEC_TIME_WAIT)
        conn_end(e, c);
    else
        reset_sent(e, c);
}

/* A valid RST (step 2). */
static void be_reset(struct tspec_sut *e, struct conn *c)
{
    if (c->state == TSPEC_SYN_RECEIVED) {
        if (!c->passive)
            conn_signal(e, c, TSPEC_SIGNAL_REFUSED);
        back_to_listen(e, c);
        return;
    }
    if (c->state == TSPEC_TIME_WAIT) {
        if (choose_of(&e->chooser, TIME_WAIT_RST_CLOSE, TIME_WAIT_RST_CHALLENGE, 3) == TIME_WAIT_RST_CLOSE)
            conn_end(e, c);
        return;
    }
    if (c->state != TSPEC_CLOSING && c->state != TSPEC_LAST_ACK)
        conn_signal(e, c, TSPEC_SIGNAL_RESET);
    conn_end(e, c);
}

/* SYN-RECEIVED is over without a connection (3.10.7.4, steps 2 and 4): to LISTEN where it came from there.
 */
void back_to_listen(struct tspec_sut *e, struct conn *c)
{
    if (c->from_listener)
        e->listening = true;
    conn_end(e, c);
}

/* SEG.SEQ = IRS in SYN-RECEIVED (AMB-05). True: that was all. */
static bool syn_again(struct tspec_sut *e, struct conn *c, const struct tspec_segment *s)
{
    if (!(s->flags & TSPEC_ACK)) {
        bool reaches = tspec_segment_length(s) > 1 && in_window(c, s->seq.wire + tspec_segment_length(s) - 1);
        switch (choose_of(&e->chooser, SYN_AT_IRS_ACK, SYN_AT_IRS_PROCESS, reaches ? 15 : 7)) {
        case SYN_AT_IRS_ACK:
            send_ack(e, c);
            return true;
        case SYN_AT_IRS_SYN_ACK:
            send_syn(e, c);
            return true;
        case SYN_AT_IRS_PROCESS:
            return false;
        default:
            return true;
        }
    }
    bool good = seq_diff(s->ack.wire, c->una) > 0 && seq_diff(s->ack.wire, c->nxt) <= 0;
    if (!good || c->passive) { /* not that of a simultaneous open: step 1 */
        challenge(e, c);
        return true;
    }
    switch (choose(&e->chooser, SYN_ACK_AT_IRS_ESTABLISH, SYN_ACK_AT_IRS_SYN_ACK)) {
    case SYN_ACK_AT_IRS_ACK:
        send_ack(e, c);
        return true;
    case SYN_ACK_AT_IRS_SYN_ACK:
        send_syn(e, c);
        return true;
    default:
        return false;
    }
}

/* SYN in TIME-WAIT (AMB-11). True: that was all. */
static bool time_wait_syn(struct tspec_sut *e, struct conn *c, const struct tspec_segment *s)
{
    bool higher = seq_diff(s->seq.wire, c->rcv) > 0 && e->listening;
    /* Silence is RFC 6191's "otherwise": no limit is asked for. */
    unsigned open = (higher && !c->ghost ? 1u : 0) | 2u | (higher ? 0 : 4u) |
                    (in_window(c, s->seq.wire) && !c->ghost ? 8u : 0);
    switch (choose_of(&e->chooser, TIME_WAIT_SYN_REUSE, TIME_WAIT_SYN_RESET, open)) {
    case TIME_WAIT_SYN_REUSE: {
        bool listening = e->listening;
        arrive_listen(e, c->flow, s);
        if (c->state == TSPEC_SYN_RECEIVED) {
            e->listening = listening; /* this one reopens itself, no listener becomes it */
            c->from_listener = false;
            c->reopened = true;
        }
        break;
    }
    case TIME_WAIT_SYN_ACK:
        challenge(e, c);
        break;
    case TIME_WAIT_SYN_RESET:
        reset_by(e, c, s);
        break;
    default:
        break;
    }
    return true;
}

/* Step 1 for what is not acceptable. */
static void unacceptable(struct tspec_sut *e, struct conn *c, const struct tspec_segment *s)
{
    uint32_t end = s->seq.wire + tspec_segment_length(s);
    if (s->flags & TSPEC_RST) {
        if (c->peer_fin && s->seq.wire == c->rcv - 1 && !s->payload_bytes && c->state != TSPEC_SYN_RECEIVED &&
            c->state != TSPEC_TIME_WAIT &&
            choose(&e->chooser, RST_BEFORE_FIN_DROP, RST_BEFORE_FIN_RESET) == RST_BEFORE_FIN_RESET)
            be_reset(e, c);
        return;
    }
    if (!(s->flags & (TSPEC_ACK | TSPEC_SYN))) {
        if (choose_of(&e->chooser, NO_BITS_ACK, NO_BITS_SILENCE, c->probe_at == NEVER ? 3 : 1) == NO_BITS_ACK)
            challenge(e, c);
        return;
    }
    bool fin_again = c->state == TSPEC_TIME_WAIT && s->flags & TSPEC_FIN && end == c->rcv;
    bool restarts = fin_again && !(s->flags & TSPEC_SYN) && !c->ghost;
    if (restarts && choose(&e->chooser, TIME_WAIT_RESTART, TIME_WAIT_KEEP) == TIME_WAIT_RESTART)
        enter_time_wait(e, c);
    if (choose_of(&e->chooser, UNACCEPTABLE_ACK, UNACCEPTABLE_SILENCE,
                  may_be_silent(e, c) && !fin_again ? 3 : 1) == UNACCEPTABLE_ACK)
        challenge(e, c);
}

static bool acceptable(struct tspec_sut *e, struct conn *c, const struct tspec_segment *s)
{
    uint32_t length = tspec_segment_length(s), seq = s->seq.wire;
    if (c->edge == c->rcv)
        return length == 0 && seq == c->rcv;
    if (length == 0)
        return in_window(c, seq) ||
               (seq == c->edge && !(s->flags & TSPEC_RST) &&
                choose(&e->chooser, RIGHT_EDGE_REFUSE, RIGHT_EDGE_ACCEPT) == RIGHT_EDGE_ACCEPT);
    if (in_window(c, seq) || in_window(c, seq + length - 1))
        return true;
    return c->rcv - seq < length && seq_diff(seq + length, c->edge) > 0 &&
           !(s->flags & (TSPEC_RST | TSPEC_SYN)) &&
           choose(&e->chooser, STRADDLE_DROP, STRADDLE_TRIM) == STRADDLE_TRIM;
}

static void rst_step(struct tspec_sut *e, struct conn *c, const struct tspec_segment *s)
{
    bool half = c->state == TSPEC_SYN_RECEIVED;
    if (s->seq.wire == c->rcv) {
        be_reset(e, c);
    } else if (seq_diff(s->seq.wire, c->rcv) < 0) {
        if (choose(&e->chooser, RST_STRADDLING_DROP, RST_STRADDLING_RESET) == RST_STRADDLING_RESET)
            be_reset(e, c);
    } else if (c->state == TSPEC_TIME_WAIT) {
        switch (choose(&e->chooser, TIME_WAIT_RST_CLOSE, TIME_WAIT_RST_CHALLENGE)) {
        case TIME_WAIT_RST_CLOSE:
            conn_end(e, c);
            break;
        case TIME_WAIT_RST_CHALLENGE:
            challenge(e, c);
            break;
        default:
            break;
        }
    } else {
        enum alternative first = half ? SYN_RECEIVED_RST_CHALLENGE : RST_CHALLENGE;
        enum alternative a = choose_of(&e->chooser, first, first + 2, may_be_silent(e, c) ? 7 : 3);
        if (a == first)
            challenge(e, c);
        else if (a == first + 1)
            be_reset(e, c);
    }
}

/* Step 4, in the window. True: that was all; false: its SYN is trimmed, the rest counts. */
static bool syn_step(struct tspec_sut *e, struct conn *c, const struct tspec_segment *s)
{
    bool left = seq_diff(s->seq.wire, c->rcv) < 0;
    if (left && c->state == TSPEC_SYN_RECEIVED && s->seq.wire == c->irs)
        return false; /* syn_again has chosen */
    if (c->state == TSPEC_SYN_RECEIVED && c->passive && !left) {
        switch (choose_of(&e->chooser, SYN_RECEIVED_SYN_LISTEN, SYN_RECEIVED_SYN_RESEND,
                          s->flags & TSPEC_ACK ? 7 : 31)) {
        case SYN_RECEIVED_SYN_LISTEN:
            back_to_listen(e, c);
            break;
        case SYN_RECEIVED_SYN_CHALLENGE:
            challenge(e, c);
            break;
        case SYN_RECEIVED_SYN_RESET:
            refuse(e, s);
            back_to_listen(e, c);
            break;
        case SYN_RECEIVED_SYN_RESTART:
            if (c->reopened || !(c->from_listener || e->listening)) {
                back_to_listen(e, c);
            } else {
                uint8_t flow = c->flow;
                back_to_listen(e, c);
                arrive_listen(e, flow, s);
            }
            break;
        default:
            send_syn(e, c);
        }
        return true;
    }
    unsigned open = 1u | (left || c->ghost ? 0 : 2u) | (may_be_silent(e, c) ? 4u : 0) | (left ? 8u : 0);
    switch (choose_of(&e->chooser, SYN_CHALLENGE, SYN_TRIM, open)) {
    case SYN_CHALLENGE:
        challenge(e, c);
        return true;
    case SYN_RESET:
        reset_by(e, c, s);
        return true;
    case SYN_TRIM:
        return false;
    default:
        return true;
    }
}

/* Behind a gap (AMB-19, AMB-52). False: ACK and window count at once, go on without the text. */
static bool out_of_order(struct tspec_sut *e, struct conn *c, const struct tspec_segment *s, uint32_t octets,
                         bool fin)
{
    bool receiving = c->state <= TSPEC_FIN_WAIT_2, empty = octets == 0 && !fin;
    /* Nothing is kept beside the text of a SYN. */
    bool alone = c->state != TSPEC_SYN_RECEIVED && (c->held_count == 0 || c->held[0].seq != c->irs + 1);
    bool queue = receiving && alone &&
                 choose(&e->chooser, OUT_OF_ORDER_QUEUE, OUT_OF_ORDER_DROP) == OUT_OF_ORDER_QUEUE;
    /* Behind the peer's FIN no gap is ever filled, and what is empty fills none: nothing can wait for that.
     * What waits is an ACK of nothing new; the window counts at once either way (docs/no-false-alarms.md). */
    bool fields = receiving && octets && !c->released && s->ack.wire == c->una &&
                  choose(&e->chooser, OUT_OF_ORDER_FIELDS_AT_ONCE, OUT_OF_ORDER_FIELDS_LATER) ==
                      OUT_OF_ORDER_FIELDS_LATER;
    if (fields && c->state > TSPEC_SYN_RECEIVED)
        update_window(c, s->seq.wire, s->ack.wire, s->window);
    bool half = c->state == TSPEC_SYN_RECEIVED;
    if (!fields && !ack_step(e, c, s->seq.wire, s->ack.wire, s->window, empty))
        return true;
    if (c->state == TSPEC_CLOSED)
        return true;
    if (half && !empty && c->state != TSPEC_SYN_RECEIVED)
        c->held_count = 0; /* the text of the SYN comes again (AMB-21 C) */
    struct held what = {.seq = s->seq.wire,
                        .octets = octets,
                        .ack = s->ack.wire,
                        .window = s->window,
                        .fin = fin,
                        .fields = fields};
    if (queue && !empty && hold(c, &what))
        put(e, c, s->seq.wire, s->payload, octets);
    if (empty) {
        take_held(e, c); /* text of the SYN, where this established the connection */
        return true;
    }
    switch (choose_of(&e->chooser, OUT_OF_ORDER_ACK_NOW, OUT_OF_ORDER_ACK_NONE, receiving ? 7 : 5)) {
    case OUT_OF_ORDER_ACK_NOW:
        c->ack_now = true;
        break;
    case OUT_OF_ORDER_ACK_LATER:
        owe_ack(e, c, 0, false, false);
        break;
    default:
        break;
    }
    return true;
}

/* Text and FIN (steps 7 and 8) of what is acceptable and begins at or before RCV.NXT. */
static void text_step(struct tspec_sut *e, struct conn *c, const struct tspec_segment *s, uint32_t octets,
                      bool fin, bool shut)
{
    uint32_t seq = s->seq.wire + ((s->flags & TSPEC_SYN) != 0);
    bool fresh = seq_diff(seq + octets, c->rcv) > 0;
    if (!octets && !fin)
        return;
    if (shut) { /* a closed window takes nothing (MUST-66 has had its turn) */
        c->ack_now = true;
        return;
    }
    if (c->state > TSPEC_FIN_WAIT_2) { /* behind the peer's FIN (AMB-42) */
        if (c->state == TSPEC_TIME_WAIT && fin && !c->ghost &&
            choose(&e->chooser, TIME_WAIT_RESTART, TIME_WAIT_KEEP) == TIME_WAIT_RESTART)
            enter_time_wait(e, c);
        switch (choose_of(&e->chooser, AFTER_FIN_SILENCE, AFTER_FIN_RESET,
                          octets && seq == c->rcv && !c->ghost ? 7 : 3)) {
        case AFTER_FIN_ACK:
            c->ack_now = true;
            break;
        case AFTER_FIN_RESET:
            reset_by(e, c, s);
            break;
        default:
            break;
        }
        return;
    }
    if (c->released && octets && fresh &&
        choose(&e->chooser, AFTER_RELEASE_RESET, AFTER_RELEASE_NORMAL) == AFTER_RELEASE_RESET) {
        send_rst(e, c->flow, c->nxt, false, 0);
        reset_sent(e, c);
        return;
    }
    put(e, c, seq, s->payload, octets);
    take_text(e, c, seq, octets, fin);
    if (c->state != TSPEC_CLOSED)
        owe_ack(e, c, octets, octets + s->options_bytes >= c->mss_told, false);
}

void arrive_synchronized(struct tspec_sut *e, struct conn *c, const struct tspec_segment *s)
{
    if (c->state == TSPEC_TIME_WAIT && (s->flags & (TSPEC_SYN | TSPEC_ACK | TSPEC_RST)) == TSPEC_SYN &&
        time_wait_syn(e, c, s))
        return;
    bool again = c->state == TSPEC_SYN_RECEIVED && s->seq.wire == c->irs &&
                 (s->flags & (TSPEC_SYN | TSPEC_RST)) == TSPEC_SYN;
    if (again && syn_again(e, c, s))
        return;
    bool zero = c->edge == c->rcv, shut = zero && tspec_segment_length(s) && s->seq.wire == c->rcv &&
                                          (s->flags & (TSPEC_SYN | TSPEC_RST)) != TSPEC_SYN;
    bool fin = (s->flags & TSPEC_FIN) != 0;
    if (shut && fin && !s->payload_bytes && !(s->flags & TSPEC_RST) && s->flags & TSPEC_ACK &&
        c->state <= TSPEC_FIN_WAIT_2 &&
        choose(&e->chooser, ZERO_WINDOW_FIN_REFUSE, ZERO_WINDOW_FIN_ACCEPT) == ZERO_WINDOW_FIN_ACCEPT)
        shut = false;
    else if (!again && !shut && !acceptable(e, c, s)) {
        unacceptable(e, c, s);
        return;
    }
    if (s->flags & TSPEC_RST) {
        rst_step(e, c, s);
        return;
    }
    if (s->flags & TSPEC_SYN && !again && syn_step(e, c, s))
        return;
    if (!(s->flags & TSPEC_ACK)) {
        if (shut)
            unacceptable(e, c, s);
        return;
    }
    /* What stands right of the window is trimmed, its FIN with it. */
    uint32_t seq = s->seq.wire + ((s->flags & TSPEC_SYN) != 0), octets = s->payload_bytes;
    if (!shut && octets && seq_diff(seq + octets, c->edge) > 0) {
        octets = seq_diff(c->edge, seq) > 0 ? c->edge - seq : 0;
        fin = false;
    } else if (fin && !shut && octets && seq + octets == c->edge && c->state <= TSPEC_FIN_WAIT_2) {
        fin = false;
    }
    if (!again && seq_diff(seq, c->rcv) > 0) {
        (void)out_of_order(e, c, s, octets, fin);
        return;
    }
    /* The idealized segment of step 1 begins at RCV.NXT. */
    uint32_t begins = s->payload_bytes || seq_diff(seq, c->rcv) < 0 ? c->rcv : seq;
    if (!ack_step(e, c, again ? s->seq.wire : begins, s->ack.wire, s->window, tspec_segment_length(s) == 0) ||
        c->state == TSPEC_CLOSED)
        return;
    /* A FIN of the SYN that stands amid this text: the peer says both, the text is believed. */
    if (octets && c->held_count && !c->held[0].octets && c->held[0].seq - seq < octets)
        c->held_count = 0;
    take_held(e, c);
    text_step(e, c, s, octets, fin, shut);
}

void arrive(struct tspec_sut *e, const uint8_t *ip, size_t bytes)
{
    struct tspec_segment s;
    if (tspec_wire_decode(ip, bytes, &s) != TSPEC_WIRE_OK || !addresses_ours(e, &s))
        return;
    unsigned flow = s.source_port - (unsigned)TSPEC_REMOTE_PORT;
    if (s.destination_port != TSPEC_LOCAL_PORT || flow >= TSPEC_FLOWS) {
        if (choose(&e->chooser, PORT_0_RESET, PORT_0_SILENCE) == PORT_0_RESET)
            refuse(e, &s);
        return;
    }
    struct conn *c = &e->conn[flow];
    if (!options_sound(&s)) {
        bool lives = c->state >= TSPEC_SYN_RECEIVED && c->state != TSPEC_TIME_WAIT && !(s.flags & TSPEC_RST);
        enum alternative a = choose_of(&e->chooser, OPTION_RESET, OPTION_SKIP, lives ? 15 : 14);
        if (a == OPTION_RESET) {
            send_rst(e, c->flow, c->nxt, false, 0);
            if (c->state == TSPEC_SYN_RECEIVED && c->passive) {
                back_to_listen(e, c);
            } else {
                conn_signal(e, c, TSPEC_SIGNAL_RESET);
                reset_sent(e, c);
            }
        }
        if (a <= OPTION_DROP)
            return;
    }
    if (c->state == TSPEC_CLOSED && e->listening)
        arrive_listen(e, flow, &s);
    else if (c->state == TSPEC_CLOSED)
        refuse(e, &s);
    else if (c->state == TSPEC_SYN_SENT)
        arrive_syn_sent(e, c, &s);
    else
        arrive_synchronized(e, c, &s);
    if (c->state == TSPEC_CLOSED)
        return;
    if (c->resend_now && c->una != c->nxt) {
        resend(e, c);
        arm(e, c);
    }
    c->resend_now = false;
    output(e, c);
    if (c->ack_now) /* all that was queued is processed by now (MUST-59) */
        send_ack(e, c);
}
