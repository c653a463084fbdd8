/*
 * Text and FIN on their way out: what may go, in which pieces, and what goes once more.
 */
#include "engine/run.h"

/* Segments an event makes at most, so that there is room for what else it has to say; the next acknowledgment
 * goes on. */
enum { BURST_MAX = TSPEC_EFFECTS_MAX - 4 };

uint32_t tspec_tcb_octets_sent(const struct tspec_tcb *tcb)
{
    int32_t sent = tspec_seq_distance(tcb->send_seq, tspec_tcb_seq(tcb, TSPEC_REG_SND_NXT)) - tcb->fin_sent;
    if (sent < 0)
        return 0;
    return (uint32_t)sent < tcb->send.count ? (uint32_t)sent : tcb->send.count;
}

uint32_t tspec_tcb_octets_unsent(const struct tspec_tcb *tcb)
{
    return tcb->fin_sent ? 0 : tcb->send.count - tspec_tcb_octets_sent(tcb);
}

static int64_t in_flight(const struct tspec_tcb *tcb)
{
    return tspec_seq_distance(tspec_tcb_seq(tcb, TSPEC_REG_SND_UNA), tspec_tcb_seq(tcb, TSPEC_REG_SND_NXT));
}

/* The usable window U of 3.8.6.2.1; negative when the window has shrunk (MUST-34). */
static int64_t usable_window(const struct tspec_tcb *tcb)
{
    return TSPEC_FAULTY(SEND_BEYOND_WINDOW) ? INT32_MAX : tcb->registers[TSPEC_REG_SND_WND] - in_flight(tcb);
}

uint32_t tspec_tcb_usable(const struct tspec_tcb *tcb)
{
    int64_t usable = usable_window(tcb), congestion = tcb->congestion.window - in_flight(tcb);
    if (congestion < usable)
        usable = congestion;
    return usable > 0 ? (uint32_t)usable : 0;
}

/* The FIN takes a number of the window; at a window of zero with nothing in flight it goes all the same
 * (AMB-30). It is no text: the congestion window does not hold it. */
static bool fin_fits(const struct tspec_tcb *tcb, uint32_t octets)
{
    if (usable_window(tcb) > octets)
        return true;
    return octets == 0 && tcb->registers[TSPEC_REG_SND_WND] == 0 && in_flight(tcb) == 0;
}

/* PSH stands on the segment with the last octet that was pushed (MUST-61); several pushes make one (SHLD-27).
 */
static bool pushes(const struct tspec_tcb *tcb, uint32_t from, uint32_t octets)
{
    int32_t end = tspec_seq_distance(tcb->send_seq, tcb->push_seq);
    return end > 0 && (uint32_t)end > from && (uint32_t)end <= from + octets;
}

/* Octets of the send buffer in a segment, `from` beyond SND.UNA, and the FIN. */
static void emit(struct tspec_run *run, uint32_t from, uint32_t octets, bool fin)
{
    struct tspec_tcb *tcb = run->tcb;
    unsigned psh = pushes(tcb, from, octets) && !TSPEC_FAULTY(SEND_NO_PUSH) ? TSPEC_PSH : 0u;
    uint32_t sent = TSPEC_FAULTY(RESEND_CORRUPT) ? tspec_tcb_octets_sent(tcb) : 0;
    tspec_run_emit(run, TSPEC_ACK | psh | (fin ? TSPEC_FIN : 0u), tspec_seq_add(tcb->send_seq, from),
                   tspec_tcb_seq(tcb, TSPEC_REG_RCV_NXT),
                   tspec_send_at(&tcb->send, from + (from + octets < sent)), octets);
    tcb->sent_at_us = run->now_us;
}

/* One segment of new text, 0 octets or more, and the FIN if its turn has come. */
static void send_new(struct tspec_run *run, uint32_t octets)
{
    struct tspec_tcb *tcb = run->tcb;
    uint32_t sent = tspec_tcb_octets_sent(tcb);
    bool last = sent + octets == tcb->send.count || TSPEC_FAULTY(SEND_FIN_EARLY);
    bool fin = tcb->fin_queued && last && fin_fits(tcb, octets) && !TSPEC_FAULTY(SEND_FIN_NEVER);
    if (octets == 0 && !fin)
        return;
    tspec_seq next = tspec_tcb_seq(tcb, TSPEC_REG_SND_NXT);
    emit(run, sent, octets, fin);
    tcb->fin_sent = fin;
    next = tspec_seq_add(next, octets + (fin && !TSPEC_FAULTY(SEND_FIN_UNCOUNTED)));
    tcb->registers[TSPEC_REG_SND_NXT] = next.wire;
    tspec_run_time_from(run, next);
}

/* After a timeout all that was outstanding counts as lost: it goes again in order, as the congestion window
 * opens (RFC 5681, 3.1). False: some of it waits still. */
static bool resend(struct tspec_run *run, uint32_t mss)
{
    struct tspec_tcb *tcb = run->tcb;
    while (tcb->resending && run->effects->count < BURST_MAX) {
        uint32_t sent = tspec_tcb_octets_sent(tcb), window = tcb->registers[TSPEC_REG_SND_WND];
        tspec_seq una = tspec_tcb_seq(tcb, TSPEC_REG_SND_UNA);
        tspec_seq next = tspec_seq_before(una, tcb->resend_seq) ? tcb->resend_seq : una;
        uint32_t from = (uint32_t)tspec_seq_distance(tcb->send_seq, next);
        if (from >= sent + tcb->fin_sent) {
            tcb->resending = false;
            break;
        }
        uint32_t octets = sent - from < mss ? sent - from : mss;
        bool fin = tcb->fin_sent && from + octets == sent;
        uint32_t limit = window < tcb->congestion.window ? window : tcb->congestion.window;
        if (from + octets > limit || (fin && from + octets == window))
            return false;
        emit(run, from, octets, fin);
        tcb->resend_seq = tspec_seq_add(tcb->send_seq, from + octets + fin);
    }
    return !tcb->resending;
}

static void retransmit_syn(struct tspec_run *run)
{
    struct tspec_tcb *tcb = run->tcb;
    bool answer = tcb->state != TSPEC_SYN_SENT && !TSPEC_FAULTY(RESEND_SYN_WITHOUT_ACK);
    tcb->syn_resent = true;
    tspec_run_emit(run, TSPEC_SYN | (answer ? TSPEC_ACK : 0u), tspec_tcb_seq(tcb, TSPEC_REG_ISS),
                   tspec_tcb_seq(tcb, TSPEC_REG_RCV_NXT), NULL, 0);
}

/* The oldest octets once more, at most that many; the FIN with them when it stands behind them. What lies
 * behind is resent after it. */
static void resend_oldest(struct tspec_run *run, uint32_t most)
{
    struct tspec_tcb *tcb = run->tcb;
    if (!tcb->syn_acked) {
        retransmit_syn(run);
        return;
    }
    uint32_t sent = tspec_tcb_octets_sent(tcb);
    uint32_t skipped = TSPEC_FAULTY(RESEND_NEXT) && sent > most ? most : 0;
    uint32_t octets = sent - skipped < most ? sent - skipped : most;
    bool fin = tcb->fin_sent && skipped + octets == sent;
    emit(run, skipped, octets, fin);
    tcb->resend_seq = tspec_seq_add(tcb->send_seq, octets + fin);
}

/* The octet of a probe goes again with as much new text as makes it a segment worth sending: a full one, or
 * all there is. */
static void resume(struct tspec_run *run)
{
    struct tspec_tcb *tcb = run->tcb;
    uint32_t mss = tspec_run_effective_mss(run), sent = tspec_tcb_octets_sent(tcb);
    uint32_t octets = tcb->send.count < mss ? tcb->send.count : mss;
    tcb->resume = false;
    tcb->timing = false;
    if (sent >= octets || octets > sent + tspec_tcb_usable(tcb)) {
        resend_oldest(run, mss);
    } else {
        emit(run, 0, octets, false);
        tcb->resend_seq = tspec_seq_add(tcb->send_seq, octets);
        tcb->registers[TSPEC_REG_SND_NXT] = tcb->resend_seq.wire;
    }
}

void tspec_run_transmit(struct tspec_run *run)
{
    struct tspec_tcb *tcb = run->tcb;
    if (tcb->send.count == 0 && !tcb->fin_queued)
        return;
    if (tcb->resume)
        resume(run);
    uint32_t mss = tspec_run_effective_mss(run) + TSPEC_FAULTY(SEND_OVER_MSS);
    if (!resend(run, mss) || tcb->fin_sent)
        return;
    if (in_flight(tcb) == 0 && run->now_us - tcb->sent_at_us > tcb->rto.rto_us)
        tspec_congestion_restart(&tcb->congestion);
    while (tspec_tcb_octets_unsent(tcb) >= mss && tspec_tcb_usable(tcb) >= mss &&
           run->effects->count < BURST_MAX)
        send_new(run, mss);
    if (!tcb->fin_sent && (tspec_tcb_octets_unsent(tcb) == 0 || TSPEC_FAULTY(SEND_FIN_EARLY)))
        send_new(run, 0);
}

void tspec_run_transmit_rest(struct tspec_run *run)
{
    const struct tspec_tcb *tcb = run->tcb;
    uint32_t octets = tspec_tcb_octets_unsent(tcb), usable = tspec_tcb_usable(tcb);
    uint32_t mss = tspec_run_effective_mss(run) + TSPEC_FAULTY(SEND_OVER_MSS);
    if (octets > usable)
        octets = usable;
    if (octets > mss)
        octets = mss;
    if (octets > 0 && !tcb->resending && run->effects->count < BURST_MAX)
        send_new(run, octets);
}

void tspec_run_retransmit(struct tspec_run *run)
{
    struct tspec_tcb *tcb = run->tcb;
    if (!TSPEC_FAULTY(KARN_IGNORED))
        tcb->timing = false; /* Karn's algorithm: whatever is acknowledged next is ambiguous */
    if (tcb->retransmissions < UINT8_MAX)
        tcb->retransmissions++;
    if (!TSPEC_FAULTY(RESEND_NOTHING))
        resend_oldest(run, tspec_run_effective_mss(run));
}

void tspec_run_collapse_window(struct tspec_run *run)
{
    struct tspec_tcb *tcb = run->tcb;
    tspec_congestion_collapse(&tcb->congestion, tspec_run_effective_mss(run), (uint32_t)in_flight(tcb),
                              tcb->retransmissions > 0);
    tcb->resending = true;
    tcb->resend_seq = tspec_tcb_seq(tcb, TSPEC_REG_SND_UNA);
}

void tspec_run_fast_retransmit(struct tspec_run *run)
{
    struct tspec_tcb *tcb = run->tcb;
    uint32_t mss = tspec_run_effective_mss(run);
    tspec_congestion_halve(&tcb->congestion, mss, (uint32_t)in_flight(tcb));
    tcb->timing = false;
    resend_oldest(run, mss);
}

void tspec_run_probe(struct tspec_run *run)
{
    struct tspec_tcb *tcb = run->tcb;
    if (tcb->probes < UINT8_MAX)
        tcb->probes++;
    if (TSPEC_FAULTY(PROBE_NEVER))
        return;
    uint32_t octets = TSPEC_FAULTY(PROBE_FULL_SEGMENT) ? tspec_run_effective_mss(run) : 1;
    if (in_flight(tcb) > 0) {
        tcb->timing = false;
        resend_oldest(run, octets);
    } else if (tspec_tcb_octets_unsent(tcb) > 0) {
        octets = octets < tspec_tcb_octets_unsent(tcb) ? octets : tspec_tcb_octets_unsent(tcb);
        emit(run, tspec_tcb_octets_sent(tcb), octets, false);
        if (!TSPEC_FAULTY(PROBE_UNCOUNTED))
            tcb->registers[TSPEC_REG_SND_NXT] += octets;
    }
}
