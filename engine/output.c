#include <stddef.h>
#include "engine/option.h"
#include "engine/run.h"

enum {
    WINDOW_MAX = 65535,   /* the field without scaling */
    FLIGHT_SEGMENTS = 10, /* in flight at most, whatever the window; ten are allowed at first (RFC 6928) */
    HEADERS_IPV4 = 40,
    HEADERS_IPV6 = 60,
};

uint32_t tspec_run_window(const struct tspec_run *run)
{
    uint32_t window = tspec_receive_free(&run->tcb->receive);
    if (TSPEC_FAULTY(WINDOW_TOO_LARGE))
        window *= 2;
    if (window > WINDOW_MAX)
        window = WINDOW_MAX;
    uint32_t advertised = run->tcb->registers[TSPEC_REG_RCV_WND];
    return window > advertised ? window : advertised;
}

uint32_t tspec_run_effective_mss(const struct tspec_run *run)
{
    const struct tspec_endpoint_config *config = &run->endpoint->config;
    uint32_t headers = config->local.address.version == 4 ? HEADERS_IPV4 : HEADERS_IPV6;
    uint32_t limit = config->mtu > headers ? config->mtu - headers : 1;
    uint32_t mss = run->tcb->send_mss < limit ? run->tcb->send_mss : limit;
    return mss ? mss : 1;
}

/* The window of a segment with an acknowledgment is a promise from then on, and what is owed is paid; but not
 * by a SYN,ACK sent again: to the peer it lies left of the window, and its ACK is not read. */
static void account_ack(struct tspec_run *run, unsigned flags)
{
    struct tspec_tcb *tcb = run->tcb;
    tcb->registers[TSPEC_REG_RCV_WND] = tspec_run_window(run);
    tcb->last_ack = tspec_tcb_seq(tcb, TSPEC_REG_RCV_NXT);
    if (flags & TSPEC_SYN)
        return;
    tcb->ack_owed = tcb->ack_due = false;
    tcb->deadline_us[TSPEC_TIMER_DELAYED_ACK] = TSPEC_NEVER;
}

/* LISTEN and CLOSED answer whoever the segment is from, from the port it was for. */
static void address(const struct tspec_run *run, struct tspec_segment *seg)
{
    bool unbound = run->tcb->state == TSPEC_LISTEN || run->tcb == &run->nobody;
    const struct tspec_socket *local = &run->endpoint->config.local;
    const struct tspec_socket *remote = unbound ? run->remote : &run->tcb->remote;
    seg->source = local->address;
    seg->source_port = unbound && run->segment ? run->segment->destination_port : local->port;
    seg->destination = remote->address;
    seg->destination_port = remote->port;
}

static void emit(struct tspec_run *run, unsigned flags, tspec_seq seq, tspec_seq ack, const uint8_t *text,
                 uint32_t octets)
{
    struct tspec_tcb *tcb = run->tcb;
    if (run->effects->count == TSPEC_EFFECTS_MAX)
        return; /* as if the network had lost it */
    if ((flags & TSPEC_ACK) && !(flags & TSPEC_RST))
        account_ack(run, flags);
    struct tspec_effect *effect = &run->effects->items[run->effects->count++];
    effect->kind = TSPEC_EFFECT_SEGMENT;
    effect->remote = NULL;
    struct tspec_segment *seg = &effect->segment;
    address(run, seg);
    seg->seq = TSPEC_FAULTY(EMIT_SEQ_AHEAD) ? tspec_seq_add(seq, 1) : seq;
    seg->ack = flags & TSPEC_ACK ? ack : tspec_seq_of(0);
    if (TSPEC_FAULTY(EMIT_ACK_BEHIND) && (flags & TSPEC_ACK))
        seg->ack.wire--;
    if (TSPEC_FAULTY(EMIT_ACK_AHEAD) && (flags & TSPEC_ACK))
        seg->ack.wire++;
    seg->flags = (uint8_t)flags;
    seg->reserved = TSPEC_FAULTY(EMIT_RESERVED) ? 1 : 0;
    seg->window = flags & TSPEC_RST ? 0 : (uint16_t)tcb->registers[TSPEC_REG_RCV_WND];
    if (TSPEC_FAULTY(WINDOW_SHRINKS) && !(flags & (TSPEC_RST | TSPEC_SYN)))
        seg->window = (uint16_t)(seg->window / 2);
    seg->urgent = 0;
    seg->options_bytes = 0;
    seg->payload_bytes = octets;
    seg->payload = octets ? text : NULL;
    if (((flags & TSPEC_SYN) && !TSPEC_FAULTY(EMIT_NO_MSS)) || TSPEC_FAULTY(EMIT_MSS_ALWAYS))
        tspec_option_set_mss(seg, run->endpoint->config.mss);
}

/* One round trip at a time is measured (RFC 6298, 3). */
static void time_from(struct tspec_run *run, tspec_seq end)
{
    if (run->tcb->timing)
        return;
    run->tcb->timing = true;
    run->tcb->timed_seq = end;
    run->tcb->timed_at_us = run->now_us;
}

void tspec_run_send(struct tspec_run *run, unsigned flags, tspec_seq seq, tspec_seq ack)
{
    emit(run, flags, seq, ack, NULL, 0);
    if (!(flags & TSPEC_SYN))
        return;
    if ((flags & TSPEC_ACK) && !run->tcb->passive)
        run->tcb->timing = false; /* the SYN,ACK of a simultaneous open repeats the SYN: ambiguous (Karn) */
    else
        time_from(run, tspec_seq_add(seq, 1));
}

static int64_t in_flight(const struct tspec_tcb *tcb)
{
    return tspec_seq_distance(tspec_tcb_seq(tcb, TSPEC_REG_SND_UNA), tspec_tcb_seq(tcb, TSPEC_REG_SND_NXT));
}

/* How many octets the peer's window still takes; negative when it has shrunk (MUST-34). */
static int64_t usable_window(const struct tspec_tcb *tcb)
{
    return tcb->registers[TSPEC_REG_SND_WND] - in_flight(tcb);
}

/* The FIN takes a number of the window; at a window of zero with nothing in flight it goes all the same
 * (AMB-30). */
static bool fin_fits(const struct tspec_tcb *tcb, int64_t usable, uint32_t octets)
{
    if (usable > octets)
        return true;
    return octets == 0 && tcb->registers[TSPEC_REG_SND_WND] == 0 &&
           tcb->registers[TSPEC_REG_SND_UNA] == tcb->registers[TSPEC_REG_SND_NXT];
}

/* How many octets of the send buffer SND.NXT has passed; rules that count wrongly cannot lead out of the
 * buffer. */
uint32_t tspec_tcb_octets_sent(const struct tspec_tcb *tcb)
{
    int32_t sent = tspec_seq_distance(tcb->send_seq, tspec_tcb_seq(tcb, TSPEC_REG_SND_NXT)) - tcb->fin_sent;
    if (sent < 0)
        return 0;
    return (uint32_t)sent < tcb->send.count ? (uint32_t)sent : tcb->send.count;
}

/* Sends one more segment of new text, FIN, or both. False: there is none to be sent. */
static bool transmit_one(struct tspec_run *run, uint32_t mss)
{
    struct tspec_tcb *tcb = run->tcb;
    tspec_seq next = tspec_tcb_seq(tcb, TSPEC_REG_SND_NXT);
    if (tcb->fin_sent)
        return false;
    uint32_t sent = tspec_tcb_octets_sent(tcb);
    uint32_t unsent = tcb->send.count - sent;
    int64_t usable = TSPEC_FAULTY(SEND_BEYOND_WINDOW) ? WINDOW_MAX : usable_window(tcb);
    uint32_t octets = unsent < mss ? unsent : mss;
    if (usable < octets)
        octets = usable > 0 ? (uint32_t)usable : 0;
    if (octets && in_flight(tcb) + octets > (int64_t)FLIGHT_SEGMENTS * mss)
        return false;
    bool last = octets == unsent;
    bool fin = tcb->fin_queued && (last || TSPEC_FAULTY(SEND_FIN_EARLY)) && fin_fits(tcb, usable, octets) &&
               !TSPEC_FAULTY(SEND_FIN_NEVER);
    if (octets == 0 && !fin)
        return false;
    /* PSH on the segment that empties the queue (MUST-61). */
    unsigned flags =
        TSPEC_ACK | (octets && last && !TSPEC_FAULTY(SEND_NO_PUSH) ? TSPEC_PSH : 0u) | (fin ? TSPEC_FIN : 0u);
    emit(run, flags, next, tspec_tcb_seq(tcb, TSPEC_REG_RCV_NXT), tspec_send_at(&tcb->send, sent), octets);
    tcb->fin_sent = fin;
    next = tspec_seq_add(next, octets + (fin && !TSPEC_FAULTY(SEND_FIN_UNCOUNTED)));
    tcb->registers[TSPEC_REG_SND_NXT] = next.wire;
    time_from(run, next);
    return true;
}

void tspec_run_transmit(struct tspec_run *run)
{
    const struct tspec_tcb *tcb = run->tcb;
    if (tcb->send.count == 0 && !tcb->fin_queued)
        return;
    uint32_t mss = tspec_run_effective_mss(run) + TSPEC_FAULTY(SEND_OVER_MSS);
    while (transmit_one(run, mss))
        ;
}

static void retransmit_syn(struct tspec_run *run)
{
    struct tspec_tcb *tcb = run->tcb;
    bool answer = tcb->state != TSPEC_SYN_SENT && !TSPEC_FAULTY(RESEND_SYN_WITHOUT_ACK);
    tcb->syn_resent = true;
    emit(run, TSPEC_SYN | (answer ? TSPEC_ACK : 0u), tspec_tcb_seq(tcb, TSPEC_REG_ISS),
         tspec_tcb_seq(tcb, TSPEC_REG_RCV_NXT), NULL, 0);
}

void tspec_run_retransmit(struct tspec_run *run)
{
    struct tspec_tcb *tcb = run->tcb;
    if (!TSPEC_FAULTY(KARN_IGNORED))
        tcb->timing = false; /* Karn's algorithm: whatever is acknowledged next is ambiguous */
    if (TSPEC_FAULTY(RESEND_NOTHING))
        return;
    if (!tcb->syn_acked) {
        retransmit_syn(run);
        return;
    }
    uint32_t sent = tspec_tcb_octets_sent(tcb);
    uint32_t mss = tspec_run_effective_mss(run);
    uint32_t skipped = TSPEC_FAULTY(RESEND_NEXT) && sent > mss ? mss : 0;
    uint32_t octets = sent - skipped < mss ? sent - skipped : mss;
    bool last = skipped + octets == tcb->send.count;
    bool fin = tcb->fin_sent && skipped + octets == sent;
    unsigned flags = TSPEC_ACK | (octets && last ? TSPEC_PSH : 0u) | (fin ? TSPEC_FIN : 0u);
    uint32_t from = skipped + (TSPEC_FAULTY(RESEND_CORRUPT) && octets < sent);
    emit(run, flags, tspec_seq_add(tcb->send_seq, skipped), tspec_tcb_seq(tcb, TSPEC_REG_RCV_NXT),
         tspec_send_at(&tcb->send, from), octets);
}
