#include "engine/run.h"

int32_t tspec_run_text_ahead(const struct tspec_run *run)
{
    tspec_seq text = tspec_seq_add(tspec_tcb_seq(run->tcb, TSPEC_REG_SEG_SEQ), (run->flags & TSPEC_SYN) != 0);
    return tspec_seq_distance(tspec_tcb_seq(run->tcb, TSPEC_REG_RCV_NXT), text);
}

/* Cuts `count` numbers from the segment's front: the SYN first, then text, then the FIN. The urgent pointer
 * counts from the front and stays where it was in the stream (3.10: header fields are adjusted); one that the
 * cut goes beyond points to what is known already. */
static void cut_left(struct tspec_run *run, uint32_t count)
{
    uint32_t *registers = run->tcb->registers;
    registers[TSPEC_REG_SEG_SEQ] += count;
    registers[TSPEC_REG_SEG_LEN] -= count;
    if (count > registers[TSPEC_REG_SEG_UP])
        run->flags &= (uint8_t)~TSPEC_URG;
    registers[TSPEC_REG_SEG_UP] -= count < registers[TSPEC_REG_SEG_UP] ? count : registers[TSPEC_REG_SEG_UP];
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
        cut_left(run,
                 (uint32_t)old < registers[TSPEC_REG_SEG_LEN] ? (uint32_t)old : registers[TSPEC_REG_SEG_LEN]);
    int64_t beyond = (int64_t)tspec_seq_distance(tspec_tcb_seq(run->tcb, TSPEC_REG_RCV_NXT),
                                                 tspec_tcb_seq(run->tcb, TSPEC_REG_SEG_SEQ)) +
                     registers[TSPEC_REG_SEG_LEN] - registers[TSPEC_REG_RCV_WND];
    if (beyond > 0 && !TSPEC_FAULTY(TRIM_KEEPS_RIGHT))
        cut_right(run, (uint32_t)beyond);
}

/* Remembers where the peer's FIN stands; of several the first in the stream counts. One outside the window is
 * no FIN. */
static void note_fin(struct tspec_run *run)
{
    struct tspec_tcb *tcb = run->tcb;
    tspec_seq next = tspec_tcb_seq(tcb, TSPEC_REG_RCV_NXT);
    int32_t ahead = tspec_run_text_ahead(run) + (int32_t)tcb->registers[TSPEC_REG_SEG_TXT];
    if (!(run->flags & TSPEC_FIN) || ahead < 0 || (uint32_t)ahead >= tcb->registers[TSPEC_REG_RCV_WND] ||
        TSPEC_FAULTY(HOLD_FORGETS_FIN))
        return;
    bool earlier = tcb->fin_held && !tspec_seq_before(tcb->fin_seq, next) &&
                   tspec_seq_distance(next, tcb->fin_seq) < ahead;
    if (earlier)
        return;
    tcb->fin_held = true;
    tcb->fin_seq = tspec_seq_add(next, (uint32_t)ahead);
}

void tspec_run_hold(struct tspec_run *run)
{
    int32_t ahead = tspec_run_text_ahead(run);
    if (ahead < 0)
        return;
    tspec_receive_place(&run->tcb->receive, (uint32_t)ahead + TSPEC_FAULTY(HOLD_SHIFTED), run->text,
                        run->tcb->registers[TSPEC_REG_SEG_TXT]);
    note_fin(run);
}

/* RCV.NXT goes over octets that are now in the buffer; the right edge stays. */
static void go_over(struct tspec_run *run, uint32_t octets)
{
    uint32_t *registers = run->tcb->registers;
    if (TSPEC_FAULTY(TAKE_SHORT) && octets > 0)
        octets--;
    registers[TSPEC_REG_RCV_NXT] += octets;
    registers[TSPEC_REG_RCV_WND] -=
        octets < registers[TSPEC_REG_RCV_WND] ? octets : registers[TSPEC_REG_RCV_WND];
}

/* Held text whose turn has come. */
static void take_held(struct tspec_run *run)
{
    struct tspec_receive *receive = &run->tcb->receive;
    if (receive->held == 0 || TSPEC_FAULTY(TAKE_HELD_LATER))
        return;
    uint32_t ready = tspec_receive_ready(receive);
    tspec_receive_advance(receive, ready);
    go_over(run, ready);
}

static bool at_fin(const struct tspec_tcb *tcb)
{
    return tcb->fin_held && tcb->fin_seq.wire == tcb->registers[TSPEC_REG_RCV_NXT];
}

/* The segment's own text: into the buffer where it lies. What RCV.NXT has gone over already is left out. */
static void take_own(struct tspec_run *run)
{
    struct tspec_receive *receive = &run->tcb->receive;
    uint32_t octets = run->tcb->registers[TSPEC_REG_SEG_TXT];
    int32_t ahead = TSPEC_FAULTY(TAKE_OVER_GAP) ? 0 : tspec_run_text_ahead(run);
    uint32_t old = ahead < 0 ? 0u - (uint32_t)ahead : 0;
    if (octets <= old)
        return;
    const uint8_t *text = run->text + old;
    octets -= old;
    if (ahead > 0) {
        tspec_receive_place(receive, (uint32_t)ahead, text, octets);
    } else if (receive->held == 0 || TSPEC_FAULTY(TAKE_HELD_LATER)) {
        go_over(run, tspec_receive_append(receive, text, octets));
    } else {
        tspec_receive_place(receive, 0, text, octets);
        uint32_t ready = tspec_receive_ready(receive);
        octets = octets < ready ? octets : ready;
        tspec_receive_advance(receive, octets);
        go_over(run, octets);
    }
}

/* In SEG.SEQ order (3.10.7.4, step 1): what a SYN left waiting, then the segment itself, then what waited for
 * it. A FIN that is reached ends the text. */
void tspec_run_take_text(struct tspec_run *run)
{
    struct tspec_tcb *tcb = run->tcb;
    bool gap = tcb->receive.held > 0;
    take_held(run);
    if (!at_fin(tcb)) {
        take_own(run);
        note_fin(run);
    }
    if (!at_fin(tcb))
        take_held(run);
    if (tcb->released)
        tspec_receive_drop_unread(&tcb->receive);

    /* At once for a gap and its filling (RFC 5681, 4.2), and for two full segments (SHLD-19). */
    uint32_t full = run->endpoint->config.mss - tspec_tcb_option_bytes(tcb);
    uint32_t unacked = tcb->registers[TSPEC_REG_RCV_NXT] - tcb->last_ack.wire;
    tcb->ack_owed = !TSPEC_FAULTY(TAKE_NO_ACK);
    if ((gap || tcb->receive.held > 0 || unacked >= 2u * full) && !TSPEC_FAULTY(ACK_NEVER_DUE))
        tcb->ack_due = true;
}

/* The first number that the user has not read. */
static tspec_seq unread_from(const struct tspec_tcb *tcb)
{
    return tspec_seq_of(tcb->registers[TSPEC_REG_RCV_NXT] - tcb->receive.unread -
                        TSPEC_FAULTY(URGENT_LEFT_SHORT));
}

uint32_t tspec_tcb_urgent_unread(const struct tspec_tcb *tcb)
{
    int32_t left = tspec_seq_distance(unread_from(tcb), tspec_tcb_seq(tcb, TSPEC_REG_RCV_UP));
    return left > 0 ? (uint32_t)left : 0;
}

void tspec_run_deliver(struct tspec_run *run, uint32_t most)
{
    struct tspec_receive *receive = &run->tcb->receive;
    struct tspec_receive before = *receive;
    const uint8_t *octets;
    if (most > run->call->octets)
        most = run->call->octets;
    uint32_t count = tspec_receive_read(receive, most, run->endpoint->scratch, &octets);
    if (tspec_tcb_urgent_unread(run->tcb) == 0)
        run->tcb->registers[TSPEC_REG_RCV_UP] = unread_from(run->tcb).wire;
    run->result->urgent_known = true;
    run->result->urgent_octets = tspec_tcb_urgent_unread(run->tcb);
    if (TSPEC_FAULTY(DELIVER_SKIPS) && count > 1) {
        octets++;
        count--;
    }
    if (TSPEC_FAULTY(DELIVER_TWICE))
        *receive = before;
    run->result->octets = count;
    run->result->data = octets;
}
