/* The congestion window, as an upper bound of what is in flight (RFC 9293, 3.8.2, MUST-19; RFC 5681; RFC
 * 6928). */
#include "harness/model/congestion.h"

#include "harness/model/odd.h"

enum {
    IW_SEGMENTS = 10, /* RFC 6928, the largest that any standard knows */
    LEAST_SMSS = 536, /* some have a least segment size (AMB-31b) */
};

static tspec_pos declared_smss(const struct tspec_model *m, const struct tspec_world *w)
{
    tspec_pos headers = m->profile.ip_version == 6 ? 60 : 40;

    return m->profile.mtu ? tspec_min(w->peer_mss, m->profile.mtu - headers) : w->peer_mss;
}

/* No segment of this stack is larger. */
static tspec_pos largest_smss(const struct tspec_model *m, const struct tspec_world *w)
{
    return tspec_max(LEAST_SMSS, tspec_max(w->any_mss, declared_smss(m, w)));
}

void tspec_congestion_piece(struct tspec_flow *flow)
{
    if (!flow->congestion.segments)
        flow->congestion.segments = IW_SEGMENTS;
    flow->congestion.pieces += flow->congestion.pieces < UINT16_MAX;
}

/* RFC 5681, 3.1; a SYN that was lost leaves one segment. */
static tspec_pos initial_window(const struct tspec_model *m, const struct tspec_world *w)
{
    tspec_pos smss = declared_smss(m, w);

    if (w->syn_resent)
        return smss;
    if (m->profile.initial_window != TSPEC_IW_RFC5681)
        return m->profile.initial_window * smss;
    return smss > 2190 ? 2 * smss : smss > 1095 ? 3 * smss : 4 * smss;
}

static void begin(const struct tspec_model *m, struct tspec_world *w)
{
    if (w->cwnd)
        return;
    w->cwnd = (uint32_t)initial_window(m, w);
    w->ssthresh = UINT32_MAX;
}

void tspec_congestion_acked(const struct tspec_model *m, struct tspec_world *w, tspec_pos octets)
{
    tspec_pos smss = declared_smss(m, w);

    if (w->snd_una == w->iss)
        return; /* the ACK of the SYN opens nothing */
    begin(m, w);
    /* A segment for a window's worth of octets, counted at its end, what is left over towards the next, or a
     * little with each ACK; or (3) for each ACK, whatever it acknowledges. Where cwnd is ssthresh, it may be
     * counted or slow start. */
    tspec_pos share = tspec_max(smss, octets);
    bool slow = w->cwnd <= w->ssthresh;
    if (slow)
        share = w->cwnd == w->ssthresh ? tspec_max(0, octets - w->cwnd) : 0;
    w->growing +=
        (uint32_t)tspec_min((smss * share + w->cwnd - 1) / w->cwnd, tspec_max(0, 2 * smss - w->growing));
    if (slow)
        w->cwnd = (uint32_t)tspec_min(w->cwnd + tspec_min(octets, smss), 1 << 30);
    else if (w->growing >= smss && w->cwnd < 1 << 30) {
        w->cwnd += (uint32_t)smss;
        w->growing -= (uint32_t)smss;
    }
}

void tspec_congestion_lost(const struct tspec_model *m, struct tspec_world *w)
{
    tspec_pos smss = declared_smss(m, w);

    if (w->snd_una == w->iss)
        return;
    w->ssthresh = (uint32_t)tspec_max((w->snd_nxt - w->snd_una) / 2, 2 * smss);
    w->cwnd = (uint32_t)smss;
    w->growing = 0;
}

static struct tspec_objection beyond(unsigned check, tspec_pos edge, tspec_pos end)
{
    struct tspec_objection o =
        TSPEC_OBJECT(FAIL, CONGESTION_WINDOW, TSPEC_CLAUSE_CONGESTION, "nothing beyond SEQ=%sa in flight",
                     "text up to SEQ=%sb", edge, end);
    o.check = (uint16_t)check;
    return o;
}

struct tspec_objection tspec_congestion_sent(struct tspec_model *m, unsigned index, struct tspec_world *w,
                                             tspec_pos seq, tspec_pos end)
{
    const struct tspec_flow *flow = &m->flows[index];
    tspec_pos smss = largest_smss(m, w), window = flow->congestion.segments * smss;
    /* The oldest octet went out again twice, nothing was heard since: that was no probe for a lost tail (RFC
     * 8985), but the timer, and one segment is all that may be in flight. */
    bool lost = w->rtx_count >= 2 && !w->heard && !w->odd_heard && !w->any.opened && !w->persist.kind;

    if (m->profile.initial_window) {
        begin(m, w);
        window = tspec_min(window, w->cwnd + tspec_min(w->growing, smss));
    }
    tspec_exercised(m, TSPEC_CHECK_CONGESTION_WINDOW);
    if (lost)
        tspec_exercised(m, TSPEC_CHECK_LOSS_WINDOW);
    if (lost && seq > w->snd_una && end > w->snd_una + smss)
        return beyond(TSPEC_CHECK_LOSS_WINDOW, w->snd_una + smss, end);
    if (end > w->snd_una + window && (end > w->snd_nxt || m->profile.initial_window))
        return beyond(TSPEC_CHECK_CONGESTION_WINDOW, w->snd_una + window, end);
    return (struct tspec_objection){0};
}
