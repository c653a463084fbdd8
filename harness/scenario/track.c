#include "harness/scenario/track.h"

#include <string.h>

enum { MSS_DEFAULT = 536 /* RFC 9293, 3.7.1 */, SCALE_MAX = 14 /* RFC 7323, 2.3 */ };

/* a lies after b on the circle (RFC 9293, 3.4). */
static bool after(uint32_t a, uint32_t b)
{
    return (int32_t)(a - b) > 0;
}

/* What a SYN's options say: MSS, and the shift asked for + 1 (0: none). Stops at the first broken option. */
static void read_syn_options(const struct tspec_segment *seg, uint16_t *mss, uint8_t *scale)
{
    enum { EOL = 0, NOP = 1, MSS = 2, WSCALE = 3 };
    *scale = 0;
    for (unsigned at = 0; at < seg->options_bytes && seg->options[at] != EOL;) {
        const uint8_t *option = seg->options + at;
        unsigned left = seg->options_bytes - at;
        if (option[0] == NOP) {
            at++;
            continue;
        }
        if (left < 2 || option[1] < 2 || option[1] > left)
            return;
        if (option[0] == MSS && option[1] == 4)
            *mss = (uint16_t)(option[2] << 8 | option[3]);
        if (option[0] == WSCALE && option[1] == 3)
            *scale = (uint8_t)(1 + (option[2] > SCALE_MAX ? SCALE_MAX : option[2]));
        at += option[1];
    }
}

/* The window a segment offers: scaled when both sides asked for it and this is no SYN (RFC 7323, 2.2). */
static uint32_t offered_window(const struct tspec_segment *seg, uint8_t own_scale, uint8_t peer_scale)
{
    bool scaled = own_scale && peer_scale && !(seg->flags & TSPEC_SYN);
    return (uint32_t)seg->window << (scaled ? own_scale - 1 : 0);
}

void tspec_track_init(struct tspec_track *track, const struct tspec_scenario *scenario,
                      const struct tspec_profile *profile)
{
    track->ip_version = scenario->ip_version;
    track->profile = *profile;
    track->sent_count = 0;
    memset(track->flows, 0, sizeof track->flows);
    for (unsigned i = 0; i < TSPEC_FLOWS; i++)
        track->flows[i].mss = MSS_DEFAULT;
}

/* --- the harness sends --- */

/* A receiver takes the ACK field: not beyond what was sent, not older than the largest window (RFC
 * 5961, 5.2). */
static bool ack_taken(const struct tspec_track_flow *f, uint32_t ack)
{
    return f->iss_seen && !after(ack, f->snd_nxt) && !after(f->snd_una - f->max_snd_wnd, ack);
}

static void offer_text(struct tspec_track_flow *f, const struct tspec_segment *seg)
{
    uint32_t end = seg->seq.wire + tspec_segment_length(seg);
    bool synchronized =
        f->snd_una != f->iss; /* before the stack's SYN is acknowledged, text comes too early */
    if (!synchronized || !f->edge_seen || f->fin_offered || after(seg->seq.wire, f->rcv_nxt) ||
        !after(end, f->rcv_nxt))
        return;
    bool whole = !after(end, f->rcv_edge);
    f->fin_offered = whole && (seg->flags & TSPEC_FIN);
    if (!whole)
        end = f->rcv_edge;
    if (after(end, f->rcv_nxt))
        f->rcv_nxt = end;
}

void tspec_track_harness_sent(struct tspec_track *track, unsigned flow, const struct tspec_segment *seg)
{
    struct tspec_track_flow *f = &track->flows[flow];
    if (seg->flags & TSPEC_RST)
        return;
    if (seg->flags & TSPEC_SYN) {
        uint16_t mss;
        f->harness_syn = true;
        f->pending_irs = seg->seq.wire;
        read_syn_options(seg, &mss, &f->pending_scale);
        if (!f->irs_acked) {
            f->irs_seen = true;
            f->irs = seg->seq.wire;
            f->rcv_nxt = seg->seq.wire + 1;
            f->harness_scale = f->pending_scale;
        }
    }
    if (!(seg->flags & (TSPEC_SYN | TSPEC_ACK)))
        return;
    f->snd_wnd = offered_window(seg, f->harness_scale, f->stack_scale);
    if (f->snd_wnd > f->max_snd_wnd)
        f->max_snd_wnd = f->snd_wnd;
    if (!(seg->flags & TSPEC_ACK) || !ack_taken(f, seg->ack.wire))
        return;
    if (after(seg->ack.wire, f->snd_una))
        f->snd_una = seg->ack.wire;
    if (!(seg->flags & TSPEC_SYN))
        offer_text(f, seg);
}

/* --- the stack sends --- */

/* A SYN of a new number: the flow starts afresh, with the harness's SYN if this answers it. */
static void begin_incarnation(struct tspec_track_flow *f, const struct tspec_segment *seg)
{
    bool answers = (seg->flags & TSPEC_ACK) && f->harness_syn && seg->ack.wire == f->pending_irs + 1;
    struct tspec_track_flow fresh = {.mss = MSS_DEFAULT, .incarnation = f->incarnation};
    if (f->iss_seen)
        fresh.incarnation++;
    if (answers) {
        fresh.irs_seen = true;
        fresh.harness_syn = true;
        fresh.irs = fresh.pending_irs = f->pending_irs;
        fresh.rcv_nxt = fresh.irs + 1;
        fresh.harness_scale = fresh.pending_scale = f->pending_scale;
        fresh.snd_wnd = fresh.max_snd_wnd = f->snd_wnd;
    }
    fresh.iss_seen = true;
    fresh.iss = fresh.snd_una = fresh.snd_nxt = seg->seq.wire;
    read_syn_options(seg, &fresh.mss, &fresh.stack_scale);
    *f = fresh;
}

void tspec_track_stack_sent(struct tspec_track *track, unsigned flow, const struct tspec_segment *seg)
{
    struct tspec_track_flow *f = &track->flows[flow];
    if (seg->flags & TSPEC_RST)
        return;
    if ((seg->flags & TSPEC_SYN) && !(f->iss_seen && seg->seq.wire == f->iss))
        begin_incarnation(f, seg);
    if (!f->iss_seen)
        return; /* no connection was ever opened: nothing to be relative to */
    uint32_t end = seg->seq.wire + tspec_segment_length(seg);
    if (after(end, f->snd_nxt))
        f->snd_nxt = end;
    if (!(seg->flags & TSPEC_ACK) || !f->irs_seen)
        return;
    f->irs_acked = true;
    if (after(seg->ack.wire, f->rcv_nxt))
        f->rcv_nxt = seg->ack.wire;
    uint32_t edge = seg->ack.wire + offered_window(seg, f->stack_scale, f->harness_scale);
    if (!f->edge_seen || after(edge, f->rcv_edge))
        f->rcv_edge = edge;
    f->edge_seen = true;
}

void tspec_track_call(struct tspec_track *track, const struct tspec_call *call,
                      const struct tspec_call_result *result)
{
    if (call->kind == TSPEC_CALL_SEND && result->result == TSPEC_RESULT_OK)
        track->flows[call->flow].send_offset += result->octets;
}

/* --- symbols --- */

static uint32_t symbol_value(const struct tspec_track_flow *f, unsigned symbol)
{
    switch (symbol) {
    case TSPEC_SYMBOL_ISS:
        return f->iss;
    case TSPEC_SYMBOL_IRS:
        return f->irs;
    case TSPEC_SYMBOL_SND_UNA:
        return f->snd_una;
    case TSPEC_SYMBOL_SND_NXT:
        return f->snd_nxt;
    case TSPEC_SYMBOL_RCV_NXT:
        return f->rcv_nxt;
    case TSPEC_SYMBOL_SND_WND:
        return f->snd_wnd;
    case TSPEC_SYMBOL_RCV_WND:
        return f->edge_seen && after(f->rcv_edge, f->rcv_nxt) ? f->rcv_edge - f->rcv_nxt : 0;
    case TSPEC_SYMBOL_MAX_SND_WND:
        return f->max_snd_wnd;
    case TSPEC_SYMBOL_MSS:
        return f->mss;
    default:
        return 0;
    }
}

uint32_t tspec_track_resolve(const struct tspec_track *track, unsigned flow,
                             const struct tspec_operand *operand)
{
    const struct tspec_track_flow *f = &track->flows[flow];
    uint32_t second = symbol_value(f, operand->second);
    return symbol_value(f, operand->base) + (operand->minus_second ? 0 - second : second) +
           (uint32_t)operand->delta;
}

uint64_t tspec_track_span(const struct tspec_track *track, const struct tspec_span *span)
{
    const struct tspec_profile *p = &track->profile;
    const uint64_t quanta[TSPEC_QUANTUM_COUNT] = {0, p->msl_us, p->rto_initial_us, p->delayed_ack_us};
    int64_t us = (int64_t)(quanta[span->quantum] * span->units) + span->delta_us;
    return us < 0 ? 0 : (uint64_t)us;
}
