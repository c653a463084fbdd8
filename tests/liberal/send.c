/* Sending: segments, what may leave and when (3.7, 3.8.6), acknowledgments, resets (3.5.2). */
#include "endpoint.h"

#include <string.h>
#include "engine/wire.h"
#include "engine/event.h"

static void transmit(struct tspec_sut *e, struct tspec_segment *s, unsigned flow)
{
    uint8_t packet[2048];
    socket_addresses(e, &s->source, &s->destination);
    s->source_port = TSPEC_LOCAL_PORT;
    s->destination_port = (uint16_t)(TSPEC_REMOTE_PORT + flow);
    e->sink.packet(e->sink.context, e->now, packet, tspec_wire_encode(s, packet, sizeof packet));
}

/* Options of no meaning, four octets of them at most (MUST-5, MUST-69). */
static unsigned decorate(struct tspec_sut *e, const struct conn *c, uint8_t *options)
{
    if (c->peer_mss <= 4)
        return 0;
    switch (choose(&e->chooser, OPTIONS_NONE, OPTIONS_EOL)) {
    case OPTIONS_NOP:
        memset(options, 1, 4);
        return 4;
    case OPTIONS_EOL:
        memset(options, 0, 4);
        return 4;
    default:
        return 0;
    }
}

uint32_t full_size(const struct tspec_sut *e, const struct conn *c)
{
    uint32_t own = mtu(e) - (e->config.ip_version == 6 ? 60 : 40);
    return c->peer_mss < own ? c->peer_mss : own;
}

static void send_with(struct tspec_sut *e, struct conn *c, uint8_t flags, uint32_t seq, uint32_t octets,
                      const uint8_t *options, unsigned options_bytes)
{
    uint8_t text[2048];
    struct tspec_segment s = {.seq = {seq}, .flags = flags, .options_bytes = (uint8_t)options_bytes};
    memcpy(s.options, options, options_bytes);
    for (uint32_t i = 0; i < octets; i++)
        text[i] = e->out[c->flow][(seq + ((flags & TSPEC_SYN) != 0) + i) % RING];
    s.payload = text;
    s.payload_bytes = octets;
    if (flags & TSPEC_ACK) {
        open_window(e, c);
        s.ack.wire = c->rcv;
        s.window = (uint16_t)window(c);
        if (!(flags & TSPEC_SYN)) {
            c->owed = c->full = 0;
            c->ack_now = false;
            c->ack_at = NEVER;
        }
    } else {
        s.window = (uint16_t)c->syn_window;
    }
    uint32_t end = seq + tspec_segment_length(&s);
    if (!e->highest_known || seq_diff(end, e->highest) > 0)
        e->highest = end;
    e->highest_known = true;
    if (seq_diff(end, c->nxt) > 0) {
        if (!c->timing && !(flags & TSPEC_SYN)) {
            c->timing = true;
            c->timed = end;
            c->timed_from = e->now;
        }
        c->nxt = end;
    }
    if (tspec_segment_length(&s))
        c->last_sent = e->now;
    if (flags & TSPEC_FIN) {
        c->fin_sent = true;
        if (c->state == TSPEC_CLOSE_WAIT)
            c->state = TSPEC_LAST_ACK;
    }
    transmit(e, &s, c->flow);
}

void send_segment(struct tspec_sut *e, struct conn *c, uint8_t flags, uint32_t seq, uint32_t octets)
{
    uint8_t options[4];
    send_with(e, c, flags, seq, octets, options, octets ? 0 : decorate(e, c, options));
}

void send_ack(struct tspec_sut *e, struct conn *c)
{
    send_segment(e, c, TSPEC_ACK, c->nxt, 0);
}

/* The SYN, or the SYN,ACK, first or again. */
void send_syn(struct tspec_sut *e, struct conn *c)
{
    uint8_t options[8];
    unsigned bytes = 0, mss = c->mss_told;
    if (!c->mss_silent) {
        options[0] = 2, options[1] = 4, options[2] = (uint8_t)(mss >> 8), options[3] = (uint8_t)mss;
        bytes = 4;
    }
    uint8_t flags = TSPEC_SYN;
    if (c->state != TSPEC_SYN_SENT) {
        flags |= TSPEC_ACK;
        if (!c->edge_told)
            c->edge = c->irs + 1 + c->syn_window;
        if (seq_diff(c->edge, c->rcv) < 0)
            c->edge = c->rcv;
        c->edge_told = true;
    }
    bytes += decorate(e, c, options + bytes);
    uint32_t octets = c->syn_octets;
    send_with(e, c, flags, c->iss, flags & TSPEC_ACK ? 0 : octets, options, bytes);
    arm(e, c);
}

void send_rst(struct tspec_sut *e, unsigned flow, uint32_t seq, bool with_ack, uint32_t ack)
{
    struct tspec_segment s = {.seq = {seq}, .ack = {with_ack ? ack : 0}, .flags = TSPEC_RST};
    if (with_ack)
        s.flags |= TSPEC_ACK;
    transmit(e, &s, flow);
}

void refuse(struct tspec_sut *e, const struct tspec_segment *in)
{
    uint8_t packet[128];
    if (in->flags & TSPEC_RST)
        return;
    struct tspec_segment s = {.source = in->destination,
                              .destination = in->source,
                              .source_port = in->destination_port,
                              .destination_port = in->source_port,
                              .flags = in->flags & TSPEC_ACK ? TSPEC_RST : TSPEC_RST | TSPEC_ACK};
    if (in->flags & TSPEC_ACK)
        s.seq = in->ack;
    else
        s.ack.wire = in->seq.wire + tspec_segment_length(in);
    e->sink.packet(e->sink.context, e->now, packet, tspec_wire_encode(&s, packet, sizeof packet));
}

/* RFC 5961, 7: two challenge ACKs in five seconds, and never silent after a quiet second. Asked for each
 * segment that draws one. */
bool may_be_silent(struct tspec_sut *e, struct conn *c)
{
    bool quiet = !c->odd_before || e->now - c->last_odd >= SECOND;
    c->odd_before = true;
    c->last_odd = e->now;
    return !quiet && c->probe_at == NEVER && c->state < TSPEC_CLOSING && c->challenges[1] != NEVER &&
           e->now - c->challenges[1] < 5 * SECOND;
}

void challenge(struct tspec_sut *e, struct conn *c)
{
    c->challenges[1] = c->challenges[0];
    c->challenges[0] = e->now;
    send_ack(e, c);
}

void arm(struct tspec_sut *e, struct conn *c)
{
    if (c->resend_at != NEVER)
        return;
    c->resend_at = late(e, c->rto);
    if (c->give_up_at == NEVER && !e->reluctant)
        c->give_up_at = e->now + (c->una == c->iss ? 180 : 100) * SECOND;
}

static uint32_t initial_window(const struct tspec_sut *e, const struct conn *c)
{
    uint32_t mss = full_size(e, c);
    return c->syn_lost ? mss : mss > 2190 ? 2 * mss : mss > 1095 ? 3 * mss : 4 * mss;
}

/* One piece of what is queued; false: nothing may leave now. */
static bool output_piece(struct tspec_sut *e, struct conn *c)
{
    uint8_t options[4];
    uint32_t queued = c->end - c->nxt, flight = c->nxt - c->una;
    int32_t usable = seq_diff(c->una + c->wnd, c->nxt);
    if (queued == 0) {
        if (!c->closing || (usable < 1 && choose_of(&e->chooser, FIN_ZERO_WINDOW_SEND, FIN_ZERO_WINDOW_HOLD,
                                                    c->probe_gap ? 2 : 3) == FIN_ZERO_WINDOW_HOLD))
            return false;
        send_segment(e, c, TSPEC_FIN | TSPEC_ACK, c->nxt, 0);
        arm(e, c);
        return false;
    }
    if (usable <= 0)
        return false;
    if (c->cwnd == 0 || (flight == 0 && e->now - c->last_sent > c->rto)) {
        uint32_t first = initial_window(e, c);
        if (c->cwnd == 0 || c->cwnd > first)
            c->cwnd = first;
    }
    unsigned option_bytes = decorate(e, c, options);
    uint32_t room = full_size(e, c) - option_bytes, n = queued < (uint32_t)usable ? queued : (uint32_t)usable;
    if (flight && !c->no_nagle && choose(&e->chooser, CWND_FULL, CWND_LESS) == CWND_LESS)
        return false;
    if (flight && flight + (n < room ? n : room) > c->cwnd)
        return false;
    if (n >= room) {
        n = room;
    } else if (queued > (uint32_t)usable && !c->override) {
        if (flight)
            return false;
        if (2 * n < c->max_wnd ||
            choose(&e->chooser, HALF_WINDOW_SEND, HALF_WINDOW_WAIT) == HALF_WINDOW_WAIT) {
            if (c->override_at == NEVER)
                c->override_at = e->now + between(&e->chooser, SECOND / 10, SECOND - 1, SECOND - 1);
            return false;
        }
    } else if (flight && !c->no_nagle && choose(&e->chooser, NAGLE_HOLD, NAGLE_OFF) == NAGLE_HOLD) {
        return false;
    }
    uint8_t flags = TSPEC_ACK;
    bool last = n == queued;
    if (last || choose(&e->chooser, PUSH_LAST, PUSH_ALL) == PUSH_ALL)
        flags |= TSPEC_PSH;
    if (last && c->closing && (uint32_t)usable > n &&
        choose(&e->chooser, FIN_WITH_TEXT, FIN_ALONE) == FIN_WITH_TEXT)
        flags |= TSPEC_FIN;
    c->override_at = NEVER;
    send_with(e, c, flags, c->nxt, n, options, option_bytes);
    arm(e, c);
    return !c->fin_sent;
}

void output(struct tspec_sut *e, struct conn *c)
{
    if (c->state < TSPEC_ESTABLISHED || c->state == TSPEC_TIME_WAIT || c->fin_sent)
        return;
    while (output_piece(e, c))
        continue;
    c->override = false;
    bool waits = !c->fin_sent && (c->end != c->nxt || c->closing);
    if (waits && c->wnd == 0 && c->una == c->nxt) {
        if (c->probe_at == NEVER) {
            c->probe_gap = c->probe_gap ? 2 * c->probe_gap : c->rto;
            if (!e->reluctant && c->probe_gap > RTO_MOST_SECONDS * SECOND)
                c->probe_gap = RTO_MOST_SECONDS * SECOND;
            c->probe_at = on_tick(e, c->probe_gap);
            c->probe_from = e->arrivals;
        }
    } else {
        c->probe_at = NEVER;
    }
    if (c->wnd)
        c->probe_gap = 0;
}

static void measure(struct conn *c, uint64_t r)
{
    if (!c->sampled) {
        c->srtt = r;
        c->rttvar = r / 2;
    } else {
        uint64_t off = c->srtt > r ? c->srtt - r : r - c->srtt;
        c->rttvar = (3 * c->rttvar + off) / 4;
        c->srtt = (7 * c->srtt + r) / 8;
    }
    c->sampled = true;
    c->rto = c->srtt + 4 * c->rttvar;
    if (c->rto < SECOND)
        c->rto = SECOND;
}

/* SND.UNA moves (RFC 6298, 5.2 and 5.3; RFC 5681, 3.1). */
void acked(struct tspec_sut *e, struct conn *c, uint32_t ack)
{
    uint32_t mss = full_size(e, c), count = ack - c->una;
    bool syn = c->una == c->iss;
    if (c->timing && seq_diff(ack, c->timed) >= 0) {
        measure(c, e->now - c->timed_from);
        cap_rto(e, c);
        c->timing = false;
    }
    c->una = ack;
    c->duplicates = 0;
    c->give_up_at = c->resend_at = NEVER;
    if (syn && c->syn_lost && !c->sampled && c->rto < 3 * SECOND)
        c->rto = 3 * SECOND;
    if (!syn && c->cwnd)
        c->cwnd += c->cwnd < c->ssthresh ? (count < mss ? count : mss) : mss * mss / c->cwnd;
    if (c->cwnd > 1u << 20)
        c->cwnd = 1u << 20;
    if (c->recovering && seq_diff(ack, c->recover) >= 0)
        c->recovering = false;
    if (c->una == c->nxt)
        return;
    arm(e, c);
    if (c->recovering && c->wnd && !syn &&
        choose(&e->chooser, RECOVER_AT_ONCE, RECOVER_BY_TIMER) == RECOVER_AT_ONCE)
        c->resend_now = true;
}

/* The oldest of what is not acknowledged, again (3.8.1; within the window: SHLD-16). */
void resend(struct tspec_sut *e, struct conn *c)
{
    uint8_t options[4];
    c->timing = false;
    if (c->una == c->iss) {
        send_syn(e, c);
        return;
    }
    uint32_t text = (c->fin_sent ? c->end : c->nxt) - c->una;
    if (text == 0) {
        send_segment(e, c, TSPEC_FIN | TSPEC_ACK, c->end, 0);
        return;
    }
    if (c->wnd == 0) /* what goes again is the probe */
        (void)choose_of(&e->chooser, PROBE_NEW, PROBE_EMPTY, 2);
    unsigned option_bytes = decorate(e, c, options);
    uint32_t n = full_size(e, c) - option_bytes;
    n = n < text ? n : text;
    if (c->wnd && c->wnd < n)
        n = c->wnd;
    if (choose(&e->chooser, RETRANSMIT_FULL, RETRANSMIT_LESS) == RETRANSMIT_LESS)
        n = (uint32_t)between(&e->chooser, 1, n, 1);
    uint8_t flags = TSPEC_ACK;
    if (c->una + n == c->end)
        flags |= TSPEC_PSH;
    if (c->una + n == c->end && c->fin_sent && choose(&e->chooser, FIN_WITH_TEXT, FIN_ALONE) == FIN_WITH_TEXT)
        flags |= TSPEC_FIN;
    send_with(e, c, flags, c->una, n, options, option_bytes);
}

/* What probes a closed window goes again, ever later (SHLD-30), whatever the RTO is. */
void probe_later(struct tspec_sut *e, struct conn *c)
{
    c->probe_gap *= 2;
    if (!e->reluctant && c->probe_gap > RTO_MOST_SECONDS * SECOND)
        c->probe_gap = RTO_MOST_SECONDS * SECOND;
    c->resend_at = on_tick(e, c->probe_gap);
}

/* A probe of a closed window (3.8.6.1, AMB-30). */
void probe(struct tspec_sut *e, struct conn *c)
{
    c->probe_at = NEVER;
    unsigned open =
        c->end != c->nxt && !window_could_open(e, c) && c->ack_at == NEVER && c->probe_from == e->arrivals
            ? 5u
            : 1u;
    if (choose_of(&e->chooser, PROBE_NEW, PROBE_EMPTY, open) == PROBE_EMPTY) {
        send_segment(e, c, TSPEC_ACK, c->una - 1, 0);
        c->probe_gap *= 2;
        c->probe_at = on_tick(e, c->probe_gap);
        return;
    }
    if (c->end != c->nxt) {
        send_segment(e, c, c->end - c->nxt == 1 ? TSPEC_ACK | TSPEC_PSH : TSPEC_ACK, c->nxt, 1);
    } else {
        send_segment(e, c, TSPEC_FIN | TSPEC_ACK, c->nxt, 0);
    }
    probe_later(e, c);
}
