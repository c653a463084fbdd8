#include "engine/option.h"
#include "engine/run.h"

static void record_mss(struct tspec_run *run)
{
    uint16_t mss;
    if (TSPEC_FAULTY(MSS_NO_DEFAULT))
        run->tcb->send_mss = run->endpoint->config.mss;
    if (tspec_option_mss(run->segment, &mss) && !TSPEC_FAULTY(MSS_IGNORED))
        run->tcb->send_mss = mss;
}

/* Once a round trip; an echoed timestamp also tells that of what was sent again (RFC 7323, 4.1). */
static void sample_round_trip(struct tspec_run *run)
{
    struct tspec_tcb *tcb = run->tcb;
    uint64_t rtt_us = run->now_us - tcb->timed_at_us;
    bool over = tcb->timing && !tspec_seq_before(tspec_tcb_seq(tcb, TSPEC_REG_SND_UNA), tcb->timed_seq);
    bool echoed = (over || !tcb->timing) && tspec_run_echoed(run, &rtt_us);
    if (!over && !echoed)
        return;
    tcb->timing = false;
    tspec_rto_sample(&tcb->rto, &run->endpoint->config.rto, rtt_us);
}

/* SND.UNA has moved: the SYN, then text, then the FIN leave the retransmission queue. */
static void acked(struct tspec_run *run)
{
    struct tspec_tcb *tcb = run->tcb;
    tspec_seq una = tspec_tcb_seq(tcb, TSPEC_REG_SND_UNA);
    sample_round_trip(run);
    tcb->syn_acked = true;
    tcb->retransmissions = 0;
    int32_t octets = tspec_seq_distance(tcb->send_seq, una) + TSPEC_FAULTY(ACKED_TOO_MUCH);
    if (octets <= 0)
        return;
    uint32_t sent = tspec_tcb_octets_sent(tcb);
    uint32_t dropped = (uint32_t)octets < sent ? (uint32_t)octets : sent;
    tspec_send_drop(&tcb->send, dropped);
    tcb->send_seq = tspec_seq_add(tcb->send_seq, dropped);
    tcb->acked = dropped;
    if (tcb->urgent && !tspec_seq_before(una, tspec_tcb_seq(tcb, TSPEC_REG_SND_UP)))
        tcb->urgent = false;
}

static void grow_window(struct tspec_run *run)
{
    struct tspec_tcb *tcb = run->tcb;
    if (tcb->congestion.recovering)
        tspec_congestion_deflate(&tcb->congestion);
    else if (tcb->acked)
        tspec_congestion_grow(&tcb->congestion, tspec_run_effective_mss(run), tcb->acked);
    tcb->acked = 0;
}

static void count_duplicate(struct tspec_run *run)
{
    struct tspec_congestion *congestion = &run->tcb->congestion;
    if (congestion->recovering)
        tspec_congestion_inflate(congestion, tspec_run_effective_mss(run));
    else if (congestion->duplicates < UINT8_MAX)
        congestion->duplicates++;
}

/* All that was taken so far is pushed. */
static void push(struct tspec_tcb *tcb)
{
    tcb->push_seq = tspec_seq_add(tcb->send_seq, tcb->send.count);
}

static void mark_urgent(struct tspec_tcb *tcb)
{
    tcb->registers[TSPEC_REG_SND_UP] = tspec_seq_add(tcb->send_seq, tcb->send.count).wire;
    tcb->urgent = true;
}

static void advise(struct tspec_run *run)
{
    if (run->effects->count == TSPEC_EFFECTS_MAX)
        return;
    struct tspec_effect *effect = &run->effects->items[run->effects->count++];
    effect->kind = TSPEC_EFFECT_ADVICE;
    effect->remote = &run->tcb->remote;
}

static void queue_text(struct tspec_run *run)
{
    uint32_t octets = run->call->octets - (TSPEC_FAULTY(QUEUE_LOSES_OCTET) && run->call->octets > 1);
    run->result->octets = tspec_send_append(&run->tcb->send, run->call->data, octets);
    if (!run->call->more && !TSPEC_FAULTY(PUSH_FORGOTTEN))
        push(run->tcb);
    if (TSPEC_FAULTY(QUEUE_LOSES_OCTET) || TSPEC_FAULTY(QUEUE_OVERSTATES))
        run->result->octets = run->call->octets;
}

/* What waits to be read will not be: it must not keep the window shut. */
static void release(struct tspec_run *run)
{
    if (TSPEC_FAULTY(RELEASE_FORGOTTEN))
        return;
    run->tcb->released = true;
    tspec_receive_drop_unread(&run->tcb->receive);
}

static void report(struct tspec_run *run)
{
    run->result->state = TSPEC_FAULTY(REPORT_ESTABLISHED) ? TSPEC_ESTABLISHED : run->tcb->state;
    run->result->urgent_known = !run->tcb->released; /* who reads no more has none left to read */
    run->result->urgent_octets = tspec_tcb_urgent_unread(run->tcb);
}

/* What a primitive works on must be there, whatever rules call it. */
static bool has_its_event(const struct tspec_run *run, unsigned primitive)
{
    switch (primitive) {
    case TSPEC_PRIM_BIND:
    case TSPEC_PRIM_REOPEN:
    case TSPEC_PRIM_RECORD_MSS:
    case TSPEC_PRIM_RECORD_OPTIONS:
    case TSPEC_PRIM_TRIM:
    case TSPEC_PRIM_HOLD:
    case TSPEC_PRIM_TAKE_TEXT:
        return run->segment != NULL;
    case TSPEC_PRIM_LOWER_MSS:
        return run->icmp != NULL;
    case TSPEC_PRIM_QUEUE_TEXT:
    case TSPEC_PRIM_DELIVER:
    case TSPEC_PRIM_DELIVER_URGENT:
    case TSPEC_PRIM_APPLY_SETTING:
    case TSPEC_PRIM_REPORT:
        return run->call != NULL;
    default:
        return true;
    }
}

void tspec_run_primitive(struct tspec_run *run, unsigned primitive)
{
    struct tspec_tcb *tcb = run->tcb;
    if (!has_its_event(run, primitive)) {
        tspec_run_trap(run, "a primitive was asked to work on an event of another kind");
        return;
    }
    switch ((enum tspec_primitive)primitive) {
    case TSPEC_PRIM_SELECT_ISS:
        tspec_run_select_iss(run);
        break;
    case TSPEC_PRIM_CREATE:
        tspec_run_create(run, true);
        break;
    case TSPEC_PRIM_CREATE_ACTIVE:
        tspec_run_create(run, false);
        break;
    case TSPEC_PRIM_BIND:
        tspec_run_bind(run);
        break;
    case TSPEC_PRIM_RECORD_MSS:
        record_mss(run);
        break;
    case TSPEC_PRIM_OFFER_OPTIONS:
        tspec_run_offer_options(run);
        break;
    case TSPEC_PRIM_RECORD_OPTIONS:
        tspec_run_record_options(run);
        break;
    case TSPEC_PRIM_NOTE_RECENT:
        tcb->recent_at_us = run->now_us;
        break;
    case TSPEC_PRIM_TRIM:
        tspec_run_trim(run);
        break;
    case TSPEC_PRIM_HOLD:
        tspec_run_hold(run);
        break;
    case TSPEC_PRIM_TAKE_TEXT:
        tspec_run_take_text(run);
        break;
    case TSPEC_PRIM_OWE_ACK:
        tcb->ack_owed = tcb->ack_due = true;
        break;
    case TSPEC_PRIM_ACKED:
        acked(run);
        break;
    case TSPEC_PRIM_QUEUE_TEXT:
        queue_text(run);
        break;
    case TSPEC_PRIM_SLOW_START:
        tspec_congestion_begin(&tcb->congestion, tspec_run_effective_mss(run),
                               run->endpoint->config.initial_segments, tcb->syn_resent);
        break;
    case TSPEC_PRIM_GROW_WINDOW:
        grow_window(run);
        break;
    case TSPEC_PRIM_COLLAPSE_WINDOW:
        tspec_run_collapse_window(run);
        break;
    case TSPEC_PRIM_FAST_RETRANSMIT:
        tspec_run_fast_retransmit(run);
        break;
    case TSPEC_PRIM_COUNT_DUPLICATE:
        count_duplicate(run);
        break;
    case TSPEC_PRIM_MARK_URGENT:
        mark_urgent(tcb);
        break;
    case TSPEC_PRIM_QUEUE_FIN: /* CLOSE implies a push (3.8) */
        tcb->fin_queued = true;
        push(tcb);
        break;
    case TSPEC_PRIM_DEFER_CLOSE:
        tcb->close_pending = true;
        push(tcb);
        break;
    case TSPEC_PRIM_TRANSMIT:
        tspec_run_transmit(run);
        break;
    case TSPEC_PRIM_TRANSMIT_REST:
        tspec_run_transmit_rest(run);
        break;
    case TSPEC_PRIM_PROBE:
        tspec_run_probe(run);
        break;
    case TSPEC_PRIM_RESUME:
        tcb->resume = true;
        break;
    case TSPEC_PRIM_RETRANSMIT:
        tspec_run_retransmit(run);
        break;
    case TSPEC_PRIM_BACK_OFF:
        tspec_rto_back_off(&tcb->rto, &run->endpoint->config.rto);
        break;
    case TSPEC_PRIM_RAISE_RTO:
        tspec_rto_after_lost_syn(&tcb->rto, &run->endpoint->config.rto);
        tcb->syn_resent = false;
        break;
    case TSPEC_PRIM_DELIVER:
        tspec_run_deliver(run, UINT32_MAX);
        break;
    case TSPEC_PRIM_DELIVER_URGENT:
        tspec_run_deliver(run, tspec_tcb_urgent_unread(tcb));
        break;
    case TSPEC_PRIM_ADVISE:
        advise(run);
        break;
    case TSPEC_PRIM_COUNT_KEEP_ALIVE:
        if (tcb->keep_alives < UINT8_MAX)
            tcb->keep_alives++;
        break;
    case TSPEC_PRIM_LOWER_MSS:
        tspec_run_lower_mss(run);
        break;
    case TSPEC_PRIM_APPLY_SETTING:
        tspec_run_apply_setting(run);
        break;
    case TSPEC_PRIM_RELEASE:
        release(run);
        break;
    case TSPEC_PRIM_FLUSH:
        tspec_run_flush(run);
        break;
    case TSPEC_PRIM_DELETE:
        tspec_run_delete(run);
        break;
    case TSPEC_PRIM_REOPEN:
        tspec_run_reopen(run);
        break;
    case TSPEC_PRIM_RELISTEN:
        tspec_run_relisten(run);
        break;
    case TSPEC_PRIM_REPORT:
        report(run);
        break;
    case TSPEC_PRIM_COUNT:
        break;
    }
}
