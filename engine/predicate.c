#include "engine/run.h"

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

static uint32_t unsent(const struct tspec_tcb *tcb)
{
    if (tcb->fin_sent)
        return 0;
    return tcb->send.count - tspec_tcb_octets_sent(tcb);
}

/* The window may be opened by so much that it is worth telling (RFC 9293, 3.8.6.2.2). */
static bool window_update(const struct tspec_run *run)
{
    uint32_t step = tspec_run_effective_mss(run);
    if (step > run->tcb->receive.capacity / 2)
        step = run->tcb->receive.capacity / 2;
    uint32_t opened = tspec_run_window(run) - run->tcb->registers[TSPEC_REG_RCV_WND];
    return opened > 0 && opened >= step && !TSPEC_FAULTY(WINDOW_NO_UPDATE);
}

static bool room(const struct tspec_run *run)
{
    if (run->trigger == TSPEC_ON_SEND)
        return run->call->octets == 0 || tspec_send_room(&run->tcb->send) > 0;
    return tspec_run_room_for_block(run);
}

bool tspec_run_predicate(const void *context, unsigned predicate)
{
    const struct tspec_run *run = context;
    const struct tspec_tcb *tcb = run->tcb;
    switch ((enum tspec_predicate)predicate) {
    case TSPEC_PRED_PASSIVE:
        return tcb->passive;
    case TSPEC_PRED_FIN_ACKED:
        return tcb->fin_sent && tcb->registers[TSPEC_REG_SND_UNA] == tcb->registers[TSPEC_REG_SND_NXT];
    case TSPEC_PRED_FIN_SENT:
        return tcb->fin_sent;
    case TSPEC_PRED_OUTSTANDING:
        return tcb->registers[TSPEC_REG_SND_UNA] != tcb->registers[TSPEC_REG_SND_NXT];
    case TSPEC_PRED_SEND_PENDING:
        return unsent(tcb) > 0;
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
    case TSPEC_PRED_REMOTE_IN_USE:
        return tspec_run_remote_in_use(run);
    case TSPEC_PRED_SYN_RESENT:
        return tcb->syn_resent;
    case TSPEC_PRED_COUNT:
        break;
    }
    return false;
}
