/*
 * The image of a model: what its future depends on, as octets that are equal for equal futures. Everything
 * goes in as it stands but what is treated here (docs/explore.md has the table), so that a variable nobody
 * thought of makes states different and never alike.
 */
#include "harness/model/world.h"

#include <string.h>

/* A time to come, by how far it is: through which of the waits that a stack has of its own. */
static uint64_t due(const struct tspec_model *m, uint64_t at_us)
{
    const struct tspec_profile *p = &m->profile;

    if (at_us == 0 || at_us == TSPEC_NEVER)
        return at_us != 0;
    if (at_us <= m->now_us)
        return 2;
    at_us -= m->now_us;
    return 3u + (at_us > p->delayed_ack_us) + (at_us > p->rto_initial_us) + (at_us > p->msl_us) +
           (at_us > 2 * p->msl_us);
}

/* A time that has been, or a span that was measured: whether. */
static uint64_t known(uint64_t us)
{
    return us != 0;
}

/* Positions are told from SND.UNA or RCV.NXT; 0, which is none, stays apart. */
static tspec_pos from(tspec_pos base, tspec_pos at)
{
    return at ? at - base : INT64_MIN;
}
/* Likewise, one that means nothing any more once the base has reached it. */
static tspec_pos beyond(tspec_pos base, tspec_pos at)
{
    return at > base ? at - base : 0;
}
/* How far a stream has come from its first number: not at all, over the SYN, further. */
static tspec_pos progress(tspec_pos first, tspec_pos at)
{
    return first ? 1 + tspec_min(2, tspec_max(0, at - first)) : 0;
}

static void forget_cause(struct tspec_objection *o)
{
    o->expected = o->observed = o->seen = NULL;
    memset(&o->asked, 0, sizeof o->asked);
    o->stimulus = 0;
    o->a = o->b = 0;
}

static void relate(struct tspec_world *w)
{
    tspec_pos una = w->snd_una, nxt = w->rcv_nxt;
    bool heard = w->state > TSPEC_SYN_SENT, acked = una > w->iss; /* then SND.WL1, and SND.WL2, count */

    w->iss = progress(w->iss, una);
    w->snd_nxt = from(una, w->snd_nxt);
    w->snd_wl2 = acked ? from(una, w->snd_wl2) : 0;
    w->queued_to = from(una, w->queued_to);
    w->again_to = w->rewound ? beyond(una, w->again_to) : 0;
    w->early_to = beyond(una, w->early_to);
    w->snd_up = beyond(una, w->snd_up);
    w->small_to = beyond(una - 1, w->small_to); /* at SND.UNA it still counts */
    w->snd_una = una != 0;
    w->irs = progress(w->irs, nxt);
    w->snd_wl1 = heard ? from(nxt, w->snd_wl1) : 0;
    w->sure_wl1 = w->sure_wl1 ? from(nxt, w->sure_wl1) : 0;
    w->sure_wl2 = w->sure_wl2 ? from(una, w->sure_wl2) : 0;
    w->rcv_edge = from(nxt, w->rcv_edge);
    w->ack_sent = from(nxt, w->ack_sent);
    w->early_ack = beyond(nxt, w->early_ack);
    w->pushed_to = beyond(w->read_to, w->pushed_to);
    w->rcv_up = beyond(w->read_to, w->rcv_up);
    w->read_to = from(nxt, w->read_to);
    w->odd_to = beyond(nxt, w->odd_to);
    w->eat_at = from(nxt, w->eat_at);
    w->fin_at = w->fin_held ? w->fin_at - nxt : 0;
    w->rcv_nxt = nxt != 0;
    w->old_nxt = 0;
    for (unsigned i = 0; i < w->held_count; i++) {
        w->held[i].from -= nxt;
        w->held[i].to -= nxt;
        w->held[i].pushed = from(nxt, w->held[i].pushed);
    }
    for (unsigned i = 0; i < w->perhaps_count; i++) {
        w->perhaps[i].from -= nxt;
        w->perhaps[i].ack = from(una, w->perhaps[i].ack);
    }
    for (unsigned i = 0; i < w->late_count; i++) {
        w->late[i].seq -= nxt;
        w->late[i].ack -= una;
    }
}

static void classify_times(const struct tspec_model *m, struct tspec_world *w)
{
    w->ack_due_us = due(m, w->ack_due_us);
    w->second_due_us = due(m, w->second_due_us);
    w->live_due_us = due(m, w->live_due_us);
    for (unsigned s = 0; s < sizeof w->signal_due_us / sizeof w->signal_due_us[0]; s++)
        w->signal_due_us[s] = due(m, w->signal_due_us[s]);
    w->end_lo_us = due(m, w->end_lo_us);
    w->end_hi_us = due(m, w->end_hi_us);
    w->linger_us = w->linger_us > m->now_us;
    w->rtx_interval_us[0] = known(w->rtx_interval_us[0]);
    w->rtx_interval_us[1] = known(w->rtx_interval_us[1]);
    w->fresh_since_us = known(w->fresh_since_us);
    w->rtt_odd_us = known(w->rtt_odd_us);
    w->rtt_max_us = known(w->rtt_max_us);
    w->persist.gap_us[0] = known(w->persist.gap_us[0]);
    w->persist.gap_us[1] = known(w->persist.gap_us[1]);
    /* Whether there was such a time, other variables say. */
    w->listened_us = w->flight_since_us = w->opened_us = w->busy_since_us = w->rtx_last_us = w->syn_us = 0;
    w->persist.last_us = w->persist.heard_us = 0;
    w->persist.answered_us = known(w->persist.answered_us);
}

/* What ends with the next stimulus is not told; of what must still come, neither its numbers nor its cause.
 */
static void keep_replies(const struct tspec_model *m, struct tspec_world *w)
{
    unsigned kept = 0;

    for (unsigned i = 0; i < w->reply_count; i++) {
        struct tspec_reply *r = &w->replies[i];
        if (!r->must && r->due_us <= m->now_us)
            continue;
        r->stimulus = r->stimulus == w->stimulus;
        memset(&r->asked, 0, sizeof r->asked);
        r->seq = r->ack = 0;
        r->due_us = due(m, r->due_us);
        w->replies[kept++] = *r;
    }
    w->reply_count = (uint8_t)kept;
}

/* Returns how many octets were written. */
static size_t image_of_world(const struct tspec_model *m, const struct tspec_world *world, uint8_t *out)
{
    struct tspec_world w;
    size_t bytes = offsetof(struct tspec_world, held);

    tspec_world_copy(&w, world);
    keep_replies(m, &w);
    w.ended_by = w.ended_by ? 1 + (w.ended_by == w.stimulus) : 0;
    w.stimulus = 0;
    memset(&w.asked, 0, sizeof w.asked);
    w.quiet = 0;
    forget_cause(&w.debt);
    if (m->profile.quirks == 0) /* only a quirk asks for it */
        memset(&w.any, 0, sizeof w.any);
    relate(&w);
    classify_times(m, &w);
    memcpy(out, &w, bytes);
    memcpy(out + bytes, w.held, w.held_count * sizeof w.held[0]);
    bytes += w.held_count * sizeof w.held[0];
    memcpy(out + bytes, w.perhaps, w.perhaps_count * sizeof w.perhaps[0]);
    bytes += w.perhaps_count * sizeof w.perhaps[0];
    memcpy(out + bytes, w.late, w.late_count * sizeof w.late[0]);
    bytes += w.late_count * sizeof w.late[0];
    memcpy(out + bytes, w.replies, w.reply_count * sizeof w.replies[0]);
    return bytes + w.reply_count * sizeof w.replies[0];
}

size_t tspec_model_image_bytes(void)
{
    return 64 + (size_t)TSPEC_FLOWS * (16 + TSPEC_WORLDS_MAX * sizeof(struct tspec_world));
}

size_t tspec_model_image(const struct tspec_model *m, uint8_t *out)
{
    const uint64_t head[] = {m->listening, (uint64_t)(m->moved_to + 1), m->listens, m->inconclusive,
                             m->failed,    due(m, m->unlimited_us)};
    size_t bytes = sizeof head;

    memcpy(out, head, sizeof head);
    for (unsigned f = 0; f < TSPEC_FLOWS; f++) {
        const struct tspec_flow *flow = &m->flows[f];
        if (!flow->used)
            continue;
        const uint8_t of_flow[] = {(uint8_t)f,       flow->world_count, flow->plain_count, flow->lost,
                                   flow->lost_quirk, flow->pieces_lost, flow->send_opaque};
        memcpy(out + bytes, of_flow, sizeof of_flow);
        bytes += sizeof of_flow;
        for (unsigned i = 0; i < flow->world_count; i++)
            bytes += image_of_world(m, &flow->worlds[i], out + bytes);
    }
    return bytes;
}

void tspec_model_copy(struct tspec_model *to, const struct tspec_model *from)
{
    const size_t first = offsetof(struct tspec_model, now_us);

    memcpy((uint8_t *)to + first, (const uint8_t *)from + first, offsetof(struct tspec_model, flows) - first);
    for (unsigned f = 0; f < TSPEC_FLOWS; f++) {
        const struct tspec_flow *flow = &from->flows[f];
        struct tspec_flow *copy = &to->flows[f];
        memcpy(copy, flow, offsetof(struct tspec_flow, worlds));
        for (unsigned i = 0; i < flow->world_count; i++)
            tspec_world_copy(&copy->worlds[i], &flow->worlds[i]);
        memcpy(copy->pieces, flow->pieces, flow->piece_count * sizeof flow->pieces[0]);
    }
    to->class_kept = false;
}

void tspec_model_tell(struct tspec_model *m, const struct tspec_model_sink *sink)
{
    m->sink = *sink;
}
