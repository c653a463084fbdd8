#include "engine/run.h"

#define RECENT_MAX_US (UINT64_C(24) * 86400 * 1000000) /* RFC 7323, 5.5 */

/* The segment has octets at RCV.NXT; or, with `ahead`, octets or a FIN beyond it. */
static bool segment_reaches(const struct tspec_run *run, bool ahead)
{
    bool text = run->tcb->registers[TSPEC_REG_SEG_TXT] > 0;
    if (!run->segment || (!text && !(run->flags & TSPEC_FIN)))
        return false;
    int32_t distance = tspec_run_text_ahead(run);
    return ahead ? distance > 0 : distance == 0 && text;
}

/* The FIN stands at RCV.NXT: that of the segment when its text has been taken, or one that was held. */
static bool fin_ready(const struct tspec_run *run)
{
    const struct tspec_tcb *tcb = run->tcb;
    if (tcb->fin_held && tcb->fin_seq.wire == tcb->registers[TSPEC_REG_RCV_NXT])
        return true;
    return (run->flags & TSPEC_FIN) &&
           (uint32_t)tspec_run_text_ahead(run) + tcb->registers[TSPEC_REG_SEG_TXT] == 0;
}

static bool window_update(const struct tspec_run *run)
{
    return tspec_run_window(run) > run->tcb->registers[TSPEC_REG_RCV_WND] && !TSPEC_FAULTY(WINDOW_NO_UPDATE);
}

/* A CLOSE that waits for its text has a FIN to come. */
static bool to_send(const struct tspec_tcb *tcb)
{
    if (tcb->resume || tcb->resending)
        return true;
    return !tcb->fin_sent && (tcb->fin_queued || tcb->close_pending || tspec_tcb_octets_unsent(tcb) > 0);
}

/* Rule (3) of 3.8.6.2.1, Fs = 1/2. */
static bool half_fits(const struct tspec_tcb *tcb)
{
    uint32_t unsent = tspec_tcb_octets_unsent(tcb), usable = tspec_tcb_usable(tcb);
    uint32_t octets = unsent < usable ? unsent : usable;
    return octets > 0 && 2 * (uint64_t)octets >= tcb->registers[TSPEC_REG_MAX_SND_WND];
}

static bool pushed(const struct tspec_tcb *tcb)
{
    return tspec_seq_before(tspec_tcb_seq(tcb, TSPEC_REG_SND_NXT), tcb->push_seq);
}

static bool duplicate(const struct tspec_run *run)
{
    const uint32_t *registers = run->tcb->registers;
    return registers[TSPEC_REG_SEG_ACK] == registers[TSPEC_REG_SND_UNA] &&
           registers[TSPEC_REG_SEG_LEN] == 0 &&
           registers[TSPEC_REG_SEG_WND] == registers[TSPEC_REG_SND_WND] &&
           registers[TSPEC_REG_SND_UNA] != registers[TSPEC_REG_SND_NXT];
}

static bool heard(const struct tspec_run *run)
{
    const struct tspec_tcb *tcb = run->tcb;
    uint64_t idle = tcb->settings.keep_alive_idle_us;
    if (TSPEC_FAULTY(KEEP_ALIVE_EARLY))
        idle /= 2;
    return tcb->keep_alives == 0 && tcb->heard_at_us + idle > run->now_us;
}

static bool unanswered(const struct tspec_run *run)
{
    unsigned most = TSPEC_FAULTY(KEEP_ALIVE_IMPATIENT) ? 1 : run->endpoint->config.keep_alive_probes;
    return most && run->tcb->keep_alives >= most;
}

static bool room(const struct tspec_run *run)
{
    if (run->trigger == TSPEC_ON_SEND)
        return run->call->octets == 0 || tspec_send_room(&run->tcb->send) > 0;
    return tspec_run_room_for_block(run);
}

static bool remote_invalid(const struct tspec_run *run)
{
    if (!run->call || run->call->kind != TSPEC_CALL_OPEN_ACTIVE || TSPEC_FAULTY(OPEN_ANYBODY))
        return false;
    return run->call->address != TSPEC_ADDRESS_FLOW && run->call->address != TSPEC_ADDRESS_LOCAL;
}

static bool soft_error(unsigned kind)
{
    switch (kind) {
    case TSPEC_ICMP_NET_UNREACHABLE:
    case TSPEC_ICMP_HOST_UNREACHABLE:
    case TSPEC_ICMP_SOURCE_ROUTE_FAILED:
    case TSPEC_ICMP_TIME_EXCEEDED:
    case TSPEC_ICMP_PARAMETER_PROBLEM:
        return !TSPEC_FAULTY(SOFT_IS_HARD);
    default:
        return false;
    }
}

bool tspec_run_predicate(const void *context, unsigned predicate)
{
    const struct tspec_run *run = context;
    const struct tspec_tcb *tcb = run->tcb;
    switch ((enum tspec_predicate)predicate) {
    case TSPEC_PRED_STAMPED:
        return tcb->stamped;
    case TSPEC_PRED_RECENT_OLD:
        return run->now_us - tcb->recent_at_us > RECENT_MAX_US;
    case TSPEC_PRED_TIMESTAMP:
        return run->stamped;
    case TSPEC_PRED_REACHES_LAST_ACK:
        return !tspec_seq_before(tcb->last_ack, tspec_tcb_seq(tcb, TSPEC_REG_SEG_SEQ));
    case TSPEC_PRED_PASSIVE:
        return tcb->passive;
    case TSPEC_PRED_FIN_ACKED:
        return tcb->fin_sent && tcb->registers[TSPEC_REG_SND_UNA] == tcb->registers[TSPEC_REG_SND_NXT];
    case TSPEC_PRED_FIN_SENT:
        return tcb->fin_sent;
    case TSPEC_PRED_OUTSTANDING:
        return tcb->registers[TSPEC_REG_SND_UNA] != tcb->registers[TSPEC_REG_SND_NXT];
    case TSPEC_PRED_SEND_PENDING:
        return tspec_tcb_octets_unsent(tcb) > 0;
    case TSPEC_PRED_UNSENT:
        return to_send(tcb);
    case TSPEC_PRED_PUSHED:
        return pushed(tcb);
    case TSPEC_PRED_ALL_FITS:
        return tspec_tcb_octets_unsent(tcb) <= tspec_tcb_usable(tcb);
    case TSPEC_PRED_HALF_FITS:
        return half_fits(tcb);
    case TSPEC_PRED_NO_DELAY:
        return tcb->settings.no_delay;
    case TSPEC_PRED_PERSISTING:
        return tcb->deadline_us[TSPEC_TIMER_PERSIST] != TSPEC_NEVER;
    case TSPEC_PRED_URGENT_UNREAD:
        return tspec_tcb_urgent_unread(tcb) > 0;
    case TSPEC_PRED_DUPLICATE:
        return duplicate(run);
    case TSPEC_PRED_THIRD_DUPLICATE:
        return duplicate(run) && tcb->congestion.duplicates == 2 && !tcb->congestion.recovering;
    case TSPEC_PRED_RECOVERING:
        return tcb->congestion.recovering;
    case TSPEC_PRED_URGENT:
        return run->call && run->call->urgent && run->call->octets > 0;
    case TSPEC_PRED_R1_REACHED:
        return tcb->retransmissions == run->endpoint->config.r1;
    case TSPEC_PRED_HEARD:
        return heard(run);
    case TSPEC_PRED_UNANSWERED:
        return unanswered(run);
    case TSPEC_PRED_CLOSE_PENDING:
        return tcb->close_pending;
    case TSPEC_PRED_RELEASED:
        return tcb->released;
    case TSPEC_PRED_UNREAD:
        return tcb->receive.unread > 0;
    case TSPEC_PRED_ACK_OWED:
        return tcb->ack_owed;
    case TSPEC_PRED_ACK_DUE:
        return tcb->ack_due;
    case TSPEC_PRED_WINDOW_UPDATE:
        return window_update(run);
    case TSPEC_PRED_TEXT_READY:
        return segment_reaches(run, false) || (tcb->receive.held && tspec_receive_ready(&tcb->receive) > 0);
    case TSPEC_PRED_TEXT_AHEAD:
        return segment_reaches(run, true);
    case TSPEC_PRED_FIN_READY:
        return fin_ready(run);
    case TSPEC_PRED_ACTIVE:
        return run->call && run->call->kind == TSPEC_CALL_OPEN_ACTIVE;
    case TSPEC_PRED_ROOM:
        return room(run);
    case TSPEC_PRED_REMOTE_INVALID:
        return remote_invalid(run);
    case TSPEC_PRED_SOURCE_QUENCH:
        return run->icmp && run->icmp->kind == TSPEC_ICMP_SOURCE_QUENCH;
    case TSPEC_PRED_SOFT_ERROR:
        return run->icmp && soft_error(run->icmp->kind);
    case TSPEC_PRED_TOO_BIG:
        return run->icmp && run->icmp->kind == TSPEC_ICMP_FRAGMENTATION_NEEDED;
    case TSPEC_PRED_REMOTE_IN_USE:
        return tspec_run_remote_in_use(run);
    case TSPEC_PRED_SYN_RESENT:
        return tcb->syn_resent;
    case TSPEC_PRED_COUNT:
        break;
    }
    return false;
}
