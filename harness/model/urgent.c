/* Urgent data: its pointer on the way out and in, and what the application is told (RFC 9293, 3.8.5). The
 * pointer is an offset from SEG.SEQ (AMB-28) and names the octet behind the urgent data (MUST-62). */
#include "harness/model/urgent.h"

#include "harness/model/odd.h"

void tspec_urgent_arrives(struct tspec_next *next, struct tspec_world *w, const struct tspec_arrival *a)
{
    struct tspec_model *m = next->m;
    tspec_pos seq = tspec_at(w->rcv_nxt, a->seg->seq), up = seq + a->seg->urgent;
    bool open = w->state == TSPEC_ESTABLISHED || w->state == TSPEC_FIN_WAIT_1 || w->state == TSPEC_FIN_WAIT_2;

    tspec_applied(next, TSPEC_CLAUSE_URGENT);
    w->signal_may |= 1u << TSPEC_SIGNAL_URGENT;
    if (!open || up <= w->rcv_up)
        return;
    if (up <= w->rcv_nxt) { /* to what came before: trimmed off with it, or not */
        w->up_unsure = true;
        return;
    }
    /* In urgent mode the application knows; a pointer at the last octet read is none to some; a segment
     * beyond a gap may wait for its turn. A closed window is no reason to look away (MUST-66). */
    bool mode = w->rcv_up > w->read_to || w->up_unsure; /* it may be farther already */
    if (!mode && up > w->read_to + 1 && seq <= w->rcv_nxt && (m->profile.capabilities & TSPEC_CAN_URGENT))
        tspec_owe_signal(m, w, TSPEC_SIGNAL_URGENT, TSPEC_CLAUSE_URGENT);
    w->rcv_up = up;
    w->up_unsure |= seq > w->rcv_nxt;
}

struct tspec_objection tspec_urgent_sent(struct tspec_model *m, unsigned index, struct tspec_world *w,
                                         const struct tspec_segment *seg)
{
    tspec_pos seq = tspec_at(w->snd_nxt, seg->seq), up = seq + seg->urgent;
    bool urg = (seg->flags & TSPEC_URG) != 0;

    if (!urg && !w->snd_up)
        return (struct tspec_objection){0};
    tspec_decided(m, index, TSPEC_CLAUSE_SEND_URGENT);
    tspec_exercised(m, TSPEC_CHECK_URGENT_UNASKED);
    if (!w->snd_up)
        return TSPEC_OBJECT(FAIL, URGENT_UNASKED, TSPEC_CLAUSE_SEND_URGENT,
                            "no URG: the application sent nothing urgent", "URG, a pointer to SEQ=%sa", up,
                            0);
    tspec_exercised(m, TSPEC_CHECK_URGENT_MISSING);
    if (!urg && seq >= w->snd_nxt && seg->payload_bytes && seq < w->snd_up && w->snd_up - seq <= UINT16_MAX)
        return TSPEC_OBJECT(FAIL, URGENT_MISSING, TSPEC_CLAUSE_SEND_URGENT, "URG, and a pointer to SEQ=%sa",
                            "no URG", w->snd_up, 0);
    if (!urg)
        return (struct tspec_objection){0};
    tspec_exercised(m, TSPEC_CHECK_URGENT_POINTER);
    /* What is sent again may still say what it said first; an end that is too far is told as far as it goes.
     */
    bool older = seq < w->snd_nxt && up < w->snd_up && up > w->iss;
    bool far = w->snd_up - seq > UINT16_MAX && seg->urgent == UINT16_MAX;
    if (up != w->snd_up && !older && !far)
        return TSPEC_OBJECT(FAIL, URGENT_POINTER, TSPEC_CLAUSE_SEND_URGENT, "a pointer to SEQ=%sa",
                            "a pointer to SEQ=%sb", w->snd_up, up);
    return (struct tspec_objection){0};
}

struct tspec_objection tspec_urgent_left(struct tspec_model *m, const struct tspec_world *w,
                                         const struct tspec_call_result *result, tspec_pos taken)
{
    tspec_pos left = tspec_max(0, w->rcv_up - w->read_to - taken);

    if (!result->urgent_known || w->up_unsure || !tspec_world_alive(w))
        return (struct tspec_objection){0};
    tspec_exercised(m, TSPEC_CHECK_URGENT_LEFT);
    /* The pointer may stand for the octet before it, and a FIN may count. */
    tspec_pos least = left - 1 - (w->fin_taken ? 1 : 0);
    if (result->urgent_octets <= left && result->urgent_octets >= tspec_max(0, least))
        return (struct tspec_objection){0};
    return TSPEC_OBJECT(FAIL, URGENT_LEFT, TSPEC_CLAUSE_URGENT, "%a octets of urgent data left", "%b octets",
                        left, result->urgent_octets);
}
