/* Small segments: Nagle's algorithm (RFC 9293, 3.7.4), silly windows on both sides (3.8.6.2), and segments
 * smaller than they could be (3.9.1.2). */
#include "harness/model/nagle.h"

#include "harness/model/odd.h"

/* The least that can be a full segment to this stack: it need not use the MSS it offers for what it sends,
 * but some do, and some never send more than half of the largest window (3.8.6.2.1). */
static tspec_pos full_segment(const struct tspec_model *m, const struct tspec_world *w)
{
    tspec_pos full = w->peer_mss;

    if (w->mss_zero) /* may be anything from one octet on (AMB-31b) */
        return 1;
    if (m->profile.mtu)
        full = tspec_min(full, m->profile.mtu - (m->profile.ip_version == 6 ? 60 : 40));
    if (w->path_mss)
        full = tspec_min(full, w->path_mss);
    if (m->exact)
        return full;
    if (m->profile.mss)
        full = tspec_min(full, m->profile.mss);
    if (w->any_low)
        full = tspec_min(full, w->any_low);
    if (w->least_mss)
        full = tspec_min(full, w->least_mss);
    return tspec_min(full, w->max_snd_wnd / 2);
}

void tspec_small_queued(const struct tspec_model *m, struct tspec_world *w)
{
    tspec_pos full = full_segment(m, w);

    if (w->any.most < w->max_snd_wnd && tspec_has_quirk(m, TSPEC_QUIRK_WINDOW_UNCHECKED))
        full = tspec_min(full, w->any.most / 2); /* it does not know the largest window */
    w->cut_full = (uint32_t)(w->queued_to == w->snd_nxt ? full : tspec_min(full, w->cut_full));
}

static bool nagle_on(const struct tspec_model *m, const struct tspec_world *w)
{
    return w->set.nodelay ? w->set.nodelay == TSPEC_SET_OFF : m->profile.nagle;
}

bool tspec_undelayed(const struct tspec_model *m, const struct tspec_world *w)
{
    tspec_pos waiting = w->queued_to - w->snd_nxt,
              edge = w->snd_una + tspec_min(w->snd_wnd, full_segment(m, w));

    return w->set.nodelay == TSPEC_SET_ON && waiting > 0 && w->snd_una > w->iss && w->queued_to <= edge &&
           !w->rewound && !w->syn_resent && w->rtx_count == 0 && w->backed_off == 0;
}

/* Nothing but what the stack was just given can have made it leave: no timer (3.8.6.2.1, condition 4). */
static bool is_prompt(const struct tspec_model *m, unsigned index)
{
    return m->now_us == m->flows[index].stimulus.at_us;
}

struct tspec_objection tspec_small_sent(struct tspec_model *m, unsigned index, struct tspec_world *w,
                                        const struct tspec_segment *seg)
{
    tspec_pos octets = seg->payload_bytes, waiting = w->queued_to - w->snd_nxt;
    tspec_pos room = w->snd_una + w->snd_wnd - w->snd_nxt, full = full_segment(m, w) - seg->options_bytes;
    tspec_pos most = tspec_min(tspec_min(full, waiting), room);
    bool in_flight = w->snd_una < w->snd_nxt && w->snd_una > w->iss;
    /* Where App. A.3 may be followed, one small segment may be beside full ones (AMB-53). */
    bool crowded = m->exact ? in_flight : w->small_to > w->snd_una;
    /* With a full buffer (which some count in whole segments) there is nothing to wait for but the ACK. */
    bool full_buffer = !m->exact && m->profile.send_buffer_bytes &&
                       w->queued_to - w->snd_una + full > m->profile.send_buffer_bytes;

    bool behind_small = w->small_to == w->snd_nxt;

    if (octets >= full || (!m->exact && octets >= w->cut_full)) /* a stack may cut text when it is queued */
        return (struct tspec_objection){0};
    w->small_to = w->snd_nxt + octets;
    if (w->rewound || w->more || w->any_mss || w->any.taken || w->snd_nxt < w->early_to ||
        (seg->flags & (TSPEC_FIN | TSPEC_URG)))
        return (struct tspec_objection){0};
    if (nagle_on(m, w) && in_flight) {
        tspec_exercised(m, TSPEC_CHECK_NAGLE);
        if (crowded && !full_buffer && is_prompt(m, index))
            return TSPEC_OBJECT(DEVIATES, NAGLE, TSPEC_CLAUSE_NAGLE,
                                "%a octets wait for the ACK of what is in flight", "%b octets at once",
                                waiting, octets);
    }
    if (octets >= waiting || (m->exact && !m->profile.persists))
        return (struct tspec_objection){0};
    tspec_exercised(m, TSPEC_CHECK_SILLY_SENT);
    tspec_pos worth = m->exact ? tspec_min(full, w->max_snd_wnd / 2) : full / 4;
    if (room <= octets && octets < worth && is_prompt(m, index))
        return tspec_any_window_excuses(m, w,
                                        TSPEC_OBJECT(FAIL, SILLY_SENT, TSPEC_CLAUSE_SILLY,
                                                     "nothing at once, since the window takes %a octets",
                                                     "%b octets", room, octets),
                                        w->any.wnd != w->snd_wnd);
    if (in_flight)
        return (struct tspec_objection){0};
    tspec_exercised(m, TSPEC_CHECK_SENT_SMALL);
    /* One octet may be a probe, and a segment that was cut at the edge of a window need not be made whole. */
    most = m->exact ? most : tspec_min(most, w->cut_full) / 2 + 1;
    if (octets < most && (m->exact || (octets > 1 && !behind_small)))
        return tspec_any_window_excuses(m, w,
                                        TSPEC_OBJECT(DEVIATES, SENT_SMALL, TSPEC_CLAUSE_SEND_OPEN,
                                                     "%a octets or more in one segment", "%b octets", most,
                                                     octets),
                                        w->any.wnd != w->snd_wnd);
    return (struct tspec_objection){0};
}

struct tspec_objection tspec_small_offered(struct tspec_model *m, const struct tspec_world *w, tspec_pos ack,
                                           tspec_pos before, tspec_pos edge)
{
    tspec_pos buffer = m->profile.receive_buffer_bytes;
    /* The fraction is a recommendation (AMB-20b). Its own full segment stands for the peer's. */
    tspec_pos least = tspec_min(m->exact ? buffer / 2 : buffer / 4, full_segment(m, w));
    tspec_pos moved = edge - tspec_max(ack, before); /* some take text beyond what they have offered */

    if ((m->exact && !m->profile.persists) || w->fin_taken || w->released || w->eaten || w->scaled ||
        moved <= 0)
        return (struct tspec_objection){0};
    tspec_exercised(m, TSPEC_CHECK_SILLY_OFFERED);
    if (edge - ack >= least || edge - before >= least) /* text may have come since it moved */
        return (struct tspec_objection){0};
    return TSPEC_OBJECT(FAIL, SILLY_OFFERED, TSPEC_CLAUSE_SILLY_OFFER,
                        "a right edge that stays, or moves by %a octets", "one that moves by %b", least,
                        edge - before);
}
