/* SEGMENT ARRIVES in LISTEN and SYN-SENT (3.10.7.2, 3.10.7.3). */
#include "endpoint.h"

void note_mss(struct tspec_sut *e, struct conn *c, const struct tspec_segment *s)
{
    unsigned found = 0, values[2] = {0, 0};
    for (unsigned i = 0; i + 1 < s->options_bytes && s->options[i] != 0;) {
        const uint8_t *o = s->options + i;
        if (*o == 1) {
            i++;
            continue;
        }
        if (o[1] < 2 || o[1] > s->options_bytes - i)
            break;
        if (*o == 2 && o[1] == 4)
            values[found++ ? 1 : 0] = (unsigned)o[2] << 8 | o[3];
        i += o[1];
    }
    c->peer_mss = e->config.ip_version == 6 ? 1220 : 536;
    if (!found)
        return;
    unsigned open = (values[0] >= values[1] ? 1u : 0) | (values[1] >= values[0] ? 2u : 0);
    unsigned mss = values[found > 1 && choose_of(&e->chooser, MSS_FIRST, MSS_LAST, open) == MSS_LAST];
    if (mss == 0 && found == 1 &&
        choose(&e->chooser, MSS_ZERO_IS_ONE, MSS_ZERO_IS_DEFAULT) == MSS_ZERO_IS_DEFAULT)
        return;
    c->peer_mss = (uint16_t)(mss ? mss : 1);
}

/* Text and FIN of a SYN without ACK (AMB-21). False: the segment is thrown away. */
static bool syn_text(struct tspec_sut *e, struct conn *c, const struct tspec_segment *s)
{
    uint32_t octets = s->payload_bytes, room = c->syn_window;
    bool fin = (s->flags & TSPEC_FIN) != 0;
    enum alternative with_fin = SYN_FIN_IGNORE, text = SYN_TEXT_QUEUE;
    if (c->state == TSPEC_SYN_SENT) { /* a simultaneous open: both are queued (3.10.7.3) */
        with_fin = SYN_FIN_QUEUE;
    } else {
        if (fin)
            with_fin = choose(&e->chooser, SYN_FIN_QUEUE, SYN_FIN_DROP);
        if (with_fin == SYN_FIN_DROP)
            return false;
        if (octets)
            text = choose_of(&e->chooser, SYN_TEXT_QUEUE, SYN_TEXT_DROP, octets <= room ? 7 : 4);
    }
    if (text == SYN_TEXT_DROP)
        octets = 0;
    else if (octets > room)
        octets = room;
    if (text == SYN_TEXT_DROP || s->payload_bytes >= room || with_fin == SYN_FIN_IGNORE ||
        (octets && c->state != TSPEC_SYN_SENT)) /* the FIN would stand behind a gap */
        fin = false;
    put(e, c, c->rcv, s->payload, octets);
    if (text == SYN_TEXT_ACK) {
        c->rcv += octets;
        octets = 0;
        fin = false;
    }
    if (octets) {
        struct held what = {.seq = c->rcv, .octets = octets};
        (void)hold(c, &what);
    }
    if (fin) {
        struct held what = {.seq = c->irs + 1 + s->payload_bytes, .fin = true};
        (void)hold(c, &what);
    }
    if (octets || fin) {
        if (seq_diff(c->irs + 1 + octets + fin, c->edge) > 0)
            c->edge = c->irs + 1 + octets + fin;
    }
    return true;
}

void arrive_listen(struct tspec_sut *e, unsigned flow, const struct tspec_segment *s)
{
    if (s->flags & TSPEC_RST)
        return;
    if (s->flags & TSPEC_ACK) {
        refuse(e, s);
        return;
    }
    if (!(s->flags & TSPEC_SYN))
        return;
    for (unsigned f = 0; !e->moving && f < TSPEC_FLOWS; f++)
        if (f != flow && e->conn[f].state == TSPEC_SYN_RECEIVED && e->conn[f].passive) {
            if (choose(&e->chooser, BACKLOG_SYN_ACK, BACKLOG_SILENCE) == BACKLOG_SILENCE)
                return;
            break;
        }
    struct conn saved = e->conn[flow], *c = conn_begin(e, flow, true);
    c->irs = s->seq.wire;
    c->rcv = c->read = c->edge = c->irs + 1;
    note_mss(e, c, s);
    if (!syn_text(e, c, s)) {
        *c = saved;
        return;
    }
    c->state = TSPEC_SYN_RECEIVED;
    c->wnd = c->max_wnd = s->window;
    c->wl1 = s->seq.wire;
    c->wl2 = c->iss;
    c->from_listener = e->moving;
    if (e->moving)
        e->listening = false;
    send_syn(e, c);
}

/* The connection stands: what waited for that goes on. */
void established(struct tspec_sut *e, struct conn *c)
{
    c->state = TSPEC_ESTABLISHED;
    c->reopened = false;
    conn_signal(e, c, TSPEC_SIGNAL_CONNECTED);
    if (c->fin_late) {
        c->closing = true;
        if (c->state == TSPEC_ESTABLISHED)
            c->state = TSPEC_FIN_WAIT_1;
    }
}

static void be_connected(struct tspec_sut *e, struct conn *c, const struct tspec_segment *s)
{
    acked(e, c, s->ack.wire);
    c->irs = s->seq.wire;
    c->rcv = c->read = c->irs + 1;
    c->edge = c->rcv + c->syn_window;
    c->edge_told = true;
    note_mss(e, c, s);
    c->wnd = c->max_wnd = s->window;
    c->wl1 = s->seq.wire;
    c->wl2 = s->ack.wire;
    established(e, c);
    bool more = s->payload_bytes || s->flags & TSPEC_FIN;
    uint32_t room = window(c); /* as it is now: the ACK may open it */
    bool with_text = c->end != c->nxt && choose(&e->chooser, HANDSHAKE_ACK_BARE, HANDSHAKE_ACK_WITH_TEXT) ==
                                             HANDSHAKE_ACK_WITH_TEXT;
    if (more && choose(&e->chooser, SYN_ACK_TEXT_ONE_ACK, SYN_ACK_TEXT_TWO_ACKS) == SYN_ACK_TEXT_TWO_ACKS) {
        send_ack(e, c);
        more = false;
    }
    if (s->payload_bytes || s->flags & TSPEC_FIN) {
        uint32_t octets = s->payload_bytes, seq = c->rcv;
        bool fin = (s->flags & TSPEC_FIN) != 0;
        if (octets > room) {
            octets = room;
            fin = false;
        } else if (fin && octets == room) {
            fin = choose(&e->chooser, FIN_BEYOND_TRIM, FIN_BEYOND_TAKE) == FIN_BEYOND_TAKE;
        }
        put(e, c, seq, s->payload, octets);
        take_text(e, c, seq, octets, fin);
        if (more)
            c->ack_now = true;
        else
            owe_ack(e, c, octets, octets + s->options_bytes >= c->mss_told, false);
        return;
    }
    if (with_text) {
        uint32_t before = c->nxt;
        output(e, c);
        if (c->nxt != before)
            return;
    }
    send_ack(e, c);
}

void arrive_syn_sent(struct tspec_sut *e, struct conn *c, const struct tspec_segment *s)
{
    bool ack = (s->flags & TSPEC_ACK) != 0;
    if (ack && (seq_diff(s->ack.wire, c->iss) <= 0 || seq_diff(s->ack.wire, c->nxt) > 0)) {
        if (!(s->flags & TSPEC_RST))
            refuse(e, s);
        return;
    }
    if (s->flags & TSPEC_RST) {
        if (ack) {
            conn_signal(e, c, TSPEC_SIGNAL_REFUSED);
            conn_end(e, c);
        }
        return;
    }
    if (!(s->flags & TSPEC_SYN)) {
        if (ack && choose(&e->chooser, BARE_ACK_SYN_SENT_SILENCE, BARE_ACK_SYN_SENT_RESET) ==
                       BARE_ACK_SYN_SENT_RESET)
            refuse(e, s);
        return;
    }
    if (ack) {
        be_connected(e, c, s);
        return;
    }
    c->irs = s->seq.wire;
    c->rcv = c->read = c->irs + 1;
    c->edge = c->rcv + c->syn_window;
    c->edge_told = true;
    note_mss(e, c, s);
    c->wnd = c->max_wnd = s->window;
    c->wl1 = s->seq.wire;
    c->wl2 = c->iss;
    (void)syn_text(e, c, s);
    c->state = TSPEC_SYN_RECEIVED;
    send_syn(e, c);
}
