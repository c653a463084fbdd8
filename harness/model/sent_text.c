/* The stack sent text or a FIN (RFC 9293, 3.8; 3.10.2; 3.10.4; RFC 6298). */
#include "harness/model/congestion.h"
#include "harness/model/nagle.h"
#include "harness/model/odd.h"

enum { TINY_MSS = 256 };

/* The oldest outstanding octet goes out again: was it time, and do the gaps grow? */
static struct tspec_objection retransmitted(struct tspec_model *m, struct tspec_world *w)
{
    uint64_t gap = m->now_us - w->rtx_last_us, floor = m->profile.rto_min_us;
    bool early = !w->heard && gap < floor, odd_heard = w->odd_heard;
    /* In a closed window it is a probe, whose back-off is a SHOULD and whose first may come early (3.8.6.1).
     */
    bool probe = w->snd_una + w->snd_wnd < w->snd_nxt;

    if (!w->heard)
        tspec_exercised(m, TSPEC_CHECK_RTO_FLOOR);
    struct tspec_objection o = tspec_sent_again(m, w);
    w->rewound = true;
    if (o.level && probe) /* persist.c judges the probes of a window that is shut */
        o.level = w->persist.kind && w->snd_wnd == 0 ? 0 : TSPEC_LEVEL_DEVIATES + 1;
    /* To such a stack the window has opened or closed meanwhile, and its timers began anew. */
    bool other = w->any.opened || probe != (w->snd_una + w->any.wnd < w->snd_nxt);
    o = tspec_any_window_excuses(m, w, o, other);
    if (!o.level && early && !probe) {
        o = TSPEC_OBJECT(DEVIATES, RTO_FLOOR, TSPEC_CLAUSE_RETRANSMIT, "no retransmission before %ta",
                         "one after %tb", floor, gap);
        if (odd_heard)
            o = tspec_excused(m, TSPEC_QUIRK_ACK_BEFORE_SEQ, o);
    }
    return o;
}

bool tspec_octets_match(const struct tspec_flow *flow, const struct tspec_world *w,
                        const struct tspec_segment *seg, tspec_pos seq, uint32_t *at)
{
    if (flow->send_opaque)
        return true;
    *at = tspec_payload_run(seg->payload, seg->payload_bytes, flow->send_high, (uint64_t)(seq - w->iss - 1));
    return *at == seg->payload_bytes;
}

struct tspec_objection tspec_sent_text(struct tspec_model *m, unsigned index, struct tspec_world *w,
                                       const struct tspec_segment *seg)
{
    struct tspec_objection o = {0};
    bool fin = (seg->flags & TSPEC_FIN) != 0;
    tspec_pos seq = tspec_at(w->snd_nxt, seg->seq), text_end = seq + seg->payload_bytes, end = text_end + fin;
    uint32_t mtu_mss = m->profile.mtu ? m->profile.mtu - (seg->source.version == 6 ? 60u : 40u) : 65535u;
    uint32_t mss = w->peer_mss < mtu_mss ? w->peer_mss : mtu_mss, wrong = 0;
    bool sends =
        w->state != TSPEC_SYN_RECEIVED && w->state != TSPEC_TIME_WAIT && w->state != TSPEC_FIN_WAIT_2;

    if (fin) {
        tspec_exercised(m, TSPEC_CHECK_FIN_UNASKED);
        tspec_exercised(m, TSPEC_CHECK_FIN_PLACE);
        if (!w->close_asked)
            return TSPEC_OBJECT(FAIL, FIN_UNASKED, TSPEC_CLAUSE_EMIT,
                                "no FIN: the application has not closed", "FIN at SEQ=%sa", text_end, 0);
        if (text_end != w->queued_to)
            return TSPEC_OBJECT(FAIL, FIN_PLACE, TSPEC_CLAUSE_CLOSE_OPEN, "FIN at SEQ=%sa", "FIN at SEQ=%sb",
                                w->queued_to, text_end);
    }
    if (seg->payload_bytes) {
        tspec_exercised(m, TSPEC_CHECK_SENT_EXCESS);
        tspec_exercised(m, TSPEC_CHECK_SENT_OCTETS);
        unsigned clause = w->mss_default ? TSPEC_CLAUSE_EMIT_MSS_DEFAULT : TSPEC_CLAUSE_EMIT_MSS;
        tspec_decided(m, index, clause);
        tspec_exercised(m, TSPEC_CHECK_MSS_BEYOND);
        if (!sends && end > w->snd_nxt)
            return TSPEC_OBJECT(FAIL, SENT_EXCESS, TSPEC_CLAUSE_SEND_EARLY, "no text in this state",
                                "text at SEQ=%sa", seq, 0);
        if (text_end > w->queued_to)
            return TSPEC_OBJECT(FAIL, SENT_EXCESS, TSPEC_CLAUSE_SEND_OPEN, "text up to SEQ=%sa",
                                "text up to SEQ=%sb", w->queued_to, text_end);
        if (!tspec_octets_match(&m->flows[index], w, seg, seq, &wrong))
            return TSPEC_OBJECT(FAIL, SENT_OCTETS, TSPEC_CLAUSE_SEND_OPEN, "the octets the application gave",
                                "another octet at SEQ=%sa", seq + wrong, 0);
        if (seg->payload_bytes + seg->options_bytes > mss) {
            o = TSPEC_OBJECT(FAIL, MSS_BEYOND, clause, "%a octets at most", "%b octets", mss,
                             seg->payload_bytes + seg->options_bytes);
            bool large = m->exact || mss >= TINY_MSS || seg->payload_bytes + seg->options_bytes > TINY_MSS;
            if (w->mss_zero && seg->payload_bytes <= m->profile.mss)
                o = tspec_excused(m, TSPEC_QUIRK_MSS_ZERO, o);
            else if (seg->payload_bytes <= w->any_mss)
                o = tspec_excused(m, TSPEC_QUIRK_MSS_ANYWHERE, o);
            else if (seg->payload_bytes <= 536 && seq < w->early_to)
                o = tspec_excused(m, TSPEC_QUIRK_EARLY_TEXT, o);
            if (large && !o.quirk)
                return o;
            if (large)
                tspec_class_keep(m, index, w, seg);
            else
                o.level = TSPEC_LEVEL_INFO + 1; /* a stack may have a least segment size (AMB-31b) */
        }
    }
    tspec_exercised(m, TSPEC_CHECK_SEQ_GAP);
    if (seq > w->snd_nxt)
        return TSPEC_OBJECT(FAIL, SEQ_GAP, TSPEC_CLAUSE_EMIT, "SEQ=%sa", "SEQ=%sb", w->snd_nxt, seq);
    if (end <= w->snd_una && end - seq <= 1 && w->snd_wnd == 0 && !m->exact)
        return o; /* an octet that asks after a closed window; which one is not prescribed (3.8.6.1, AMB-30)
                   */
    if (end <= w->snd_una) {
        tspec_exercised(m, TSPEC_CHECK_SEQ_ACKED);
        bool probe = end == w->snd_una && w->queued_to > w->snd_una &&
                     (end - seq == 1 || end - seq == (tspec_pos)w->any.wnd);
        w->rewound = true;
        w->probed_below |= probe && w->any.wnd > 0;
        if (probe && w->any.wnd > 0)
            return tspec_excused(m, TSPEC_QUIRK_PROBE_BELOW,
                                 TSPEC_OBJECT(DEVIATES, SEQ_ACKED, TSPEC_CLAUSE_ACK_NEW,
                                              "nothing below SND.UNA=%sa", "octets up to SEQ=%sb", w->snd_una,
                                              end));
        return tspec_any_window_excuses(m, w,
                                        TSPEC_OBJECT(DEVIATES, SEQ_ACKED, TSPEC_CLAUSE_ACK_NEW,
                                                     "nothing below SND.UNA=%sa", "octets up to SEQ=%sb",
                                                     w->snd_una, end),
                                        end - seq <= 1 && w->any.wnd == 0);
    }
    if (seq <= w->snd_una && w->snd_una < w->snd_nxt) {
        tspec_decided(m, index, TSPEC_CLAUSE_RETRANSMIT);
        struct tspec_objection again = retransmitted(m, w);
        if (end >= w->snd_nxt)
            w->fresh_since_us = 0;
        o = again.level > o.level ? again : o;
    } else if (seq < w->snd_nxt)
        w->rewound = true;
    w->again_to = end;
    if (seg->payload_bytes) {
        struct tspec_objection crowded = tspec_congestion_sent(m, index, w, seq, text_end);
        if (crowded.level)
            return crowded;
    }
    if (end > w->snd_nxt) {
        tspec_pos edge = w->snd_una + w->snd_wnd;
        /* One octet into a closed window is a probe (3.8.6.1); a FIN may go where no window is (AMB-30). */
        bool probe = (!m->exact || m->profile.persists) && text_end == w->snd_nxt + 1 && text_end > edge &&
                     w->snd_nxt >= edge;
        struct tspec_objection beyond = {0};
        tspec_exercised(m, TSPEC_CHECK_WINDOW_BEYOND);
        if (text_end > w->snd_nxt && text_end > edge && !probe)
            beyond = TSPEC_OBJECT(FAIL, WINDOW_BEYOND,
                                  edge < w->snd_nxt ? TSPEC_CLAUSE_SHRUNK : TSPEC_CLAUSE_EMIT_WINDOW,
                                  "nothing new beyond SEQ=%sa", "text up to SEQ=%sb", edge, text_end);
        beyond = tspec_any_window_excuses(m, w, beyond, text_end <= w->snd_una + w->any.wnd);
        if (beyond.level && !beyond.quirk)
            return beyond;
        if (beyond.level)
            tspec_class_keep(m, index, w, seg);
        o = beyond.level ? beyond : o;
        if (seg->payload_bytes && seq == w->snd_nxt && !probe && !beyond.level) {
            struct tspec_objection small = tspec_small_sent(m, index, w, seg);
            o = small.level > o.level ? small : o;
        } else if (seg->payload_bytes < w->peer_mss) {
            w->small_to = text_end;
        }
        bool asks = probe || (seg->payload_bytes == 1 && !m->exact); /* a probe, in the stack's eyes */
        if (text_end > w->snd_nxt && text_end == w->queued_to && !asks && !(w->more && !w->close_asked)) {
            tspec_exercised(m, TSPEC_CHECK_SENT_PUSH);
            if (!(seg->flags & TSPEC_PSH))
                return TSPEC_OBJECT(FAIL, SENT_PUSH, TSPEC_CLAUSE_SEND_OPEN,
                                    "PSH on the segment that ends the queue, at SEQ=%sa", "none", text_end,
                                    0);
        }
        if (!w->fresh_since_us)
            w->fresh_since_us = m->now_us + 1; /* + 1: 0 says there is none */
        if (w->snd_una == w->snd_nxt) {
            w->flight_since_us = w->busy_since_us = w->rtx_last_us = m->now_us;
            w->rtx_count = 0;
            w->heard = false;
        }
        w->rewound |= probe; /* some set SND.NXT back behind it */
        w->snd_nxt = end;
        w->fin_sent |= fin;
        if (fin && w->state == TSPEC_CLOSE_WAIT)
            w->state = TSPEC_LAST_ACK;
    }
    return o;
}
