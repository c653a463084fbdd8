#include <stddef.h>
#include "engine/option.h"
#include "engine/run.h"

enum {
    WINDOW_MAX = 65535, /* the field */
    URGENT_MAX = 65535, /* the urgent field reaches that far; a pointer beyond is told again nearer to it */
    HEADERS_IPV4 = 40,
    HEADERS_IPV6 = 60,
    PATH_LEAST_IPV4 = 68, /* RFC 791 */
    PATH_LEAST_IPV6 = 1280,
    PATH_UNTOLD = 576, /* for routers that tell no size: what every host takes (RFC 1191, 5) */
};

/* The right edge moves by so much at least (3.8.6.2.2, Fr = 1/2). */
static uint32_t window_step(const struct tspec_run *run)
{
    uint32_t mss = tspec_run_effective_mss(run), half = run->tcb->receive.capacity / 2;
    return TSPEC_FAULTY(WINDOW_SILLY) ? 1 : mss < half ? mss : half;
}

uint32_t tspec_run_window(const struct tspec_run *run)
{
    uint32_t window = tspec_receive_free(&run->tcb->receive);
    if (TSPEC_FAULTY(WINDOW_TOO_LARGE))
        window *= 2;
    uint32_t most = (uint32_t)WINDOW_MAX << run->tcb->rcv_shift;
    if (window > most)
        window = most;
    uint32_t advertised = run->tcb->registers[TSPEC_REG_RCV_WND];
    return window > advertised && window - advertised >= window_step(run) ? window : advertised;
}

uint32_t tspec_run_effective_mss(const struct tspec_run *run)
{
    const struct tspec_endpoint_config *config = &run->endpoint->config;
    uint32_t headers = config->local.address.version == 4 ? HEADERS_IPV4 : HEADERS_IPV6;
    uint32_t mtu = run->tcb->path_mtu ? run->tcb->path_mtu : config->mtu;
    uint32_t limit = mtu > headers ? mtu - headers : 1;
    uint32_t mss = run->tcb->send_mss < limit ? run->tcb->send_mss : limit;
    uint32_t options = tspec_tcb_option_bytes(run->tcb);
    return mss > options ? mss - options : 1;
}

void tspec_run_lower_mss(struct tspec_run *run)
{
    bool v4 = run->endpoint->config.local.address.version == 4;
    uint16_t least = v4 ? PATH_LEAST_IPV4 : PATH_LEAST_IPV6, *path = &run->tcb->path_mtu;
    uint16_t mtu = run->icmp->mtu ? run->icmp->mtu : PATH_UNTOLD;
    if (mtu < least)
        mtu = least;
    if (mtu < (*path ? *path : run->endpoint->config.mtu) && !TSPEC_FAULTY(TOO_BIG_IGNORED))
        *path = mtu;
}

/* The window of a segment with an acknowledgment is a promise from then on, and what is owed is paid; but not
 * by a SYN,ACK sent again: to the peer it lies left of the window, and its ACK is not read. */
static void account_ack(struct tspec_run *run, unsigned flags)
{
    struct tspec_tcb *tcb = run->tcb;
    tcb->last_ack = tspec_tcb_seq(tcb, TSPEC_REG_RCV_NXT);
    if (flags & TSPEC_SYN)
        return;
    tcb->registers[TSPEC_REG_RCV_WND] = tspec_run_window(run);
    tcb->ack_owed = tcb->ack_due = false;
    tcb->deadline_us[TSPEC_TIMER_DELAYED_ACK] = TSPEC_NEVER;
}

/* RCV.WND in units of the scale: more of it where the buffer has room for that, so that the right edge does
 * not move left; else the rounding cannot be helped (RFC 7323, 2.4). */
static uint16_t window_field(struct tspec_tcb *tcb, unsigned flags)
{
    uint32_t *window = &tcb->registers[TSPEC_REG_RCV_WND], unit = 1u << tcb->rcv_shift;
    if ((flags & TSPEC_SYN) || unit == 1)
        return (uint16_t)*window;
    uint32_t up = (*window + unit - 1) / unit;
    if (up > WINDOW_MAX || up * unit > tspec_receive_free(&tcb->receive))
        return (uint16_t)(*window / unit);
    *window = up * unit;
    return (uint16_t)up;
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

/* Urgent data is outstanding up to SND.UP: every segment says so, with how far it is from its own number
 * (3.8.5). */
static void mark_urgent(const struct tspec_tcb *tcb, struct tspec_segment *seg)
{
    int32_t ahead = tspec_seq_distance(seg->seq, tspec_tcb_seq(tcb, TSPEC_REG_SND_UP));
    seg->urgent = 0;
    if (!tcb->urgent || !(seg->flags & TSPEC_ACK) || (seg->flags & (TSPEC_SYN | TSPEC_RST)) || ahead <= 0 ||
        TSPEC_FAULTY(URGENT_UNSENT))
        return;
    seg->flags |= TSPEC_URG;
    seg->urgent = (uint16_t)(ahead < URGENT_MAX ? ahead : URGENT_MAX);
    if (TSPEC_FAULTY(URGENT_ON_LAST_OCTET))
        seg->urgent--;
}

void tspec_run_emit(struct tspec_run *run, unsigned flags, tspec_seq seq, tspec_seq ack, const uint8_t *text,
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
    seg->window = flags & TSPEC_RST ? 0 : window_field(tcb, flags);
    if (TSPEC_FAULTY(WINDOW_SHRINKS) && !(flags & (TSPEC_RST | TSPEC_SYN)))
        seg->window = (uint16_t)(seg->window / 2);
    mark_urgent(tcb, seg);
    seg->ttl = tcb->settings.ttl;
    seg->ds = tcb->settings.ds;
    seg->ip_options_bytes = 0;
    seg->ip_options = NULL;
    seg->options_bytes = 0;
    seg->payload_bytes = octets;
    seg->payload = octets ? text : NULL;
    if (((flags & TSPEC_SYN) && !TSPEC_FAULTY(EMIT_NO_MSS)) || TSPEC_FAULTY(EMIT_MSS_ALWAYS))
        tspec_option_set_mss(seg, run->endpoint->config.mss);
    if (tcb->offered || tcb->scaled || tcb->stamped)
        tspec_run_add_options(run, seg);
}

/* One round trip at a time is measured (RFC 6298, 3). */
void tspec_run_time_from(struct tspec_run *run, tspec_seq end)
{
    if (run->tcb->timing)
        return;
    run->tcb->timing = true;
    run->tcb->timed_seq = end;
    run->tcb->timed_at_us = run->now_us;
}

void tspec_run_send(struct tspec_run *run, unsigned flags, tspec_seq seq, tspec_seq ack)
{
    tspec_run_emit(run, flags, seq, ack, NULL, 0);
    if (!(flags & TSPEC_SYN))
        return;
    if ((flags & TSPEC_ACK) && !run->tcb->passive)
        run->tcb->timing = false; /* the SYN,ACK of a simultaneous open repeats the SYN: ambiguous (Karn) */
    else
        tspec_run_time_from(run, tspec_seq_add(seq, 1));
}
