#include "engine/run.h"

/* Text and FIN of the segment as they lie beyond RCV.NXT; a SYN takes one number before the text. */
static int32_t text_ahead(const struct tspec_run *run)
{
    tspec_seq text = tspec_seq_add(tspec_tcb_seq(run->tcb, TSPEC_REG_SEG_SEQ), (run->flags & TSPEC_SYN) != 0);
    return tspec_seq_distance(tspec_tcb_seq(run->tcb, TSPEC_REG_RCV_NXT), text);
}

/* Cuts `count` numbers from the segment's front: the SYN first, then text, then the FIN. */
static void cut_left(struct tspec_run *run, uint32_t count)
{
    uint32_t *registers = run->tcb->registers;
    registers[TSPEC_REG_SEG_SEQ] += count;
    registers[TSPEC_REG_SEG_LEN] -= count;
    if (run->flags & TSPEC_SYN) {
        run->flags &= (uint8_t)~TSPEC_SYN;
        count--;
    }
    uint32_t octets = count < registers[TSPEC_REG_SEG_TXT] ? count : registers[TSPEC_REG_SEG_TXT];
    if (octets && !TSPEC_FAULTY(TRIM_KEEPS_LEFT))
        run->text += octets;
    registers[TSPEC_REG_SEG_TXT] -= octets;
    if (count > octets)
        run->flags &= (uint8_t)~TSPEC_FIN;
}

/* Cuts from its end: the FIN first. */
static void cut_right(struct tspec_run *run, uint32_t count)
{
    uint32_t *registers = run->tcb->registers;
    if (count && (run->flags & TSPEC_FIN) && !TSPEC_FAULTY(TRIM_KEEPS_FIN)) {
        run->flags &= (uint8_t)~TSPEC_FIN;
        registers[TSPEC_REG_SEG_LEN]--;
        count--;
    }
    uint32_t octets = count < registers[TSPEC_REG_SEG_TXT] ? count : registers[TSPEC_REG_SEG_TXT];
    registers[TSPEC_REG_SEG_TXT] -= octets;
    registers[TSPEC_REG_SEG_LEN] -= octets;
}

void tspec_run_trim(struct tspec_run *run)
{
    uint32_t *registers = run->tcb->registers;
    int32_t old = tspec_seq_distance(tspec_tcb_seq(run->tcb, TSPEC_REG_SEG_SEQ),
                                     tspec_tcb_seq(run->tcb, TSPEC_REG_RCV_NXT));
    if (old > 0 && registers[TSPEC_REG_SEG_LEN] > 0)
        cut_left(run, (uint32_t)old < registers[TSPEC_REG_SEG_LEN] ? (uint32_t)old : registers[TSPEC_REG_SEG_LEN]);
    int64_t beyond = (int64_t)tspec_seq_distance(tspec_tcb_seq(run->tcb, TSPEC_REG_RCV_NXT),
                                                 tspec_tcb_seq(run->tcb, TSPEC_REG_SEG_SEQ)) +
                     registers[TSPEC_REG_SEG_LEN] - registers[TSPEC_REG_RCV_WND];
    if (beyond > 0 && !TSPEC_FAULTY(TRIM_KEEPS_RIGHT))
        cut_right(run, (uint32_t)beyond);
}

/* Remembers where the peer's FIN stands; of several the first in the stream counts. One outside the window is no FIN. */
static void note_fin(struct tspec_run *run, uint32_t ahead)
{
    struct tspec_tcb *tcb = run->tcb;
    tspec_seq next = tspec_tcb_seq(tcb, TSPEC_REG_RCV_NXT);
    tspec_seq fin = tspec_seq_add(next, ahead);
    if (!(run->flags & TSPEC_FIN) || ahead >= tcb->registers[TSPEC_REG_RCV_WND] || TSPEC_FAULTY(HOLD_FORGETS_FIN))
        return;
    bool live = tcb->fin_held && !tspec_seq_before(tcb->fin_seq, next);
    if (live && tspec_seq_before(tcb->fin_seq, fin))
        return;
    tcb->fin_held = true;
    tcb->fin_seq = fin;
}

void tspec_run_hold(struct tspec_run *run)
{
    int32_t ahead = text_ahead(run);
    uint32_t octets = run->tcb->registers[TSPEC_REG_SEG_TXT];
    if (ahead < 0)
        return;
    tspec_receive_place(&run->tcb->receive, (uint32_t)ahead + TSPEC_FAULTY(HOLD_SHIFTED), run->text, octets);
    note_fin(run, (uint32_t)ahead + octets);
}

/* Brings the segment's text into the buffer; returns by how much the sequence without gap has grown. */
static uint32_t take(struct tspec_run *run)
{
    struct tspec_receive *receive = &run->tcb->receive;
    uint32_t octets = run->tcb->registers[TSPEC_REG_SEG_TXT];
    int32_t ahead = TSPEC_FAULTY(TAKE_OVER_GAP) ? 0 : text_ahead(run);
    if (octets && ahead == 0 && (receive->held == 0 || TSPEC_FAULTY(TAKE_HELD_LATER)))
        return tspec_receive_append(receive, run->text, octets);

    if (octets && ahead >= 0)
        tspec_receive_place(receive, (uint32_t)ahead, run->text, octets);
    uint32_t grown = tspec_receive_ready(receive);
    /* Held text ends where a held FIN stands, unless the segment itself goes beyond it. */
    if (run->tcb->fin_held) {
        int32_t fin = tspec_seq_distance(tspec_tcb_seq(run->tcb, TSPEC_REG_RCV_NXT), run->tcb->fin_seq);
        uint32_t own = ahead == 0 ? octets : 0;
        if (fin >= 0 && (uint32_t)fin >= own && (uint32_t)fin < grown)
            grown = (uint32_t)fin;
    }
    tspec_receive_advance(receive, grown);
    return grown;
}

void tspec_run_take_text(struct tspec_run *run)
{
    struct tspec_tcb *tcb = run->tcb;
    uint32_t *registers = tcb->registers;
    int32_t ahead = text_ahead(run);
    bool gap = tcb->receive.held > 0;
    if (ahead >= 0)
        note_fin(run, (uint32_t)ahead + registers[TSPEC_REG_SEG_TXT]);
    uint32_t grown = take(run);
    if (tcb->released) {
        const uint8_t *unread;
        tspec_receive_read(&tcb->receive, tcb->receive.unread, run->endpoint->scratch, &unread);
    }
    if (TSPEC_FAULTY(TAKE_SHORT) && grown > 0)
        grown--;
    registers[TSPEC_REG_RCV_NXT] += grown;
    registers[TSPEC_REG_RCV_WND] -= grown < registers[TSPEC_REG_RCV_WND] ? grown : registers[TSPEC_REG_RCV_WND];

    /* At once for a gap and its filling (RFC 5681, 4.2), and for two full segments (SHLD-19). */
    uint32_t unacked = registers[TSPEC_REG_RCV_NXT] - tcb->last_ack.wire;
    tcb->ack_owed = !TSPEC_FAULTY(TAKE_NO_ACK);
    if ((gap || tcb->receive.held > 0 || unacked >= 2u * run->endpoint->config.mss) && !TSPEC_FAULTY(ACK_NEVER_DUE))
        tcb->ack_due = true;
}

void tspec_run_deliver(struct tspec_run *run)
{
    struct tspec_receive *receive = &run->tcb->receive;
    struct tspec_receive before = *receive;
    const uint8_t *octets;
    uint32_t count = tspec_receive_read(receive, run->call->octets, run->endpoint->scratch, &octets);
    if (TSPEC_FAULTY(DELIVER_SKIPS) && count > 1) {
        octets++;
        count--;
    }
    if (TSPEC_FAULTY(DELIVER_TWICE))
        *receive = before;
    run->result->octets = count;
    run->result->data = octets;
}
