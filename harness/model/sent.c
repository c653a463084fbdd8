/* The stack sent a segment: its ACK, window and place in the conversation, in one world (RFC
 * 9293, 3.4, 3.8.6). */
#include "harness/model/ip.h"
#include "harness/model/keep_alive.h"
#include "harness/model/nagle.h"
#include "harness/model/odd.h"
#include "harness/model/persist.h"
#include "harness/model/stamps.h"
#include "harness/model/urgent.h"

#include <string.h>

static bool take_ack_replies(struct tspec_world *w)
{
    unsigned kept = 0;

    for (unsigned i = 0; i < w->reply_count; i++)
        if (w->replies[i].kind != TSPEC_REPLY_ACK)
            w->replies[kept++] = w->replies[i];
    bool any = kept < w->reply_count;
    memset(&w->replies[kept], 0, (w->reply_count - kept) * sizeof w->replies[0]);
    w->reply_count = (uint8_t)kept;
    return any;
}

/* Acknowledgment and window of any segment of a connection that knows its peer. */
static struct tspec_objection ack_and_window(struct tspec_model *m, struct tspec_world *w,
                                             const struct tspec_segment *seg)
{
    tspec_pos ack = tspec_at(w->rcv_nxt, seg->ack);
    tspec_pos offered =
        w->ack_sent > w->irs ? w->ack_sent + w->last_window : INT64_MAX; /* no SYN promises an edge */

    tspec_exercised(m, TSPEC_CHECK_ACK_BIT);
    if (!(seg->flags & TSPEC_ACK))
        return TSPEC_OBJECT(FAIL, ACK_BIT, TSPEC_CLAUSE_EMIT, "ACK=%ra with the ACK bit", "no ACK bit",
                            w->rcv_nxt, 0);
    tspec_exercised(m, TSPEC_CHECK_ACK_BEYOND);
    tspec_exercised(m, TSPEC_CHECK_ACK_BACKWARD);
    tspec_exercised(m, TSPEC_CHECK_ACK_VALUE);
    if (ack > w->rcv_nxt)
        return TSPEC_OBJECT(FAIL, ACK_BEYOND, TSPEC_CLAUSE_EMIT, "ACK=%ra", "ACK=%rb", w->rcv_nxt, ack);
    if (ack < w->ack_sent)
        return TSPEC_OBJECT(FAIL, ACK_BACKWARD, TSPEC_CLAUSE_EMIT, "ACK=%ra", "ACK=%rb", w->rcv_nxt, ack);
    bool early = w->early_ack && ack == w->early_ack && ack < w->rcv_nxt;
    w->early_ack = 0;
    if (early) {
        w->ack_sent = ack;
        w->rcv_edge = tspec_max(w->rcv_edge, ack + tspec_own_window(w, seg));
        return (struct tspec_objection){0};
    }
    if (ack != w->rcv_nxt)
        return TSPEC_OBJECT(FAIL, ACK_VALUE, TSPEC_CLAUSE_EMIT, "ACK=%ra", "ACK=%rb", w->rcv_nxt, ack);
    w->ack_sent = ack;
    w->ack_due_us = w->second_due_us = 0;
    w->ack_eaten = false;
    w->unacked_octets = 0;
    tspec_pos edge = ack + tspec_own_window(w, seg);
    tspec_pos rounding = w->scaled ? ((tspec_pos)1 << w->rcv_shift) - 1 : 0; /* AMB-46 */
    tspec_exercised(m, TSPEC_CHECK_WINDOW_SHRUNK);
    w->last_window = seg->window;
    if (edge < w->rcv_edge - rounding)
        return TSPEC_OBJECT(DEVIATES, WINDOW_SHRUNK, TSPEC_CLAUSE_EMIT_WINDOW, "a right edge of %ra or more",
                            "a right edge of %rb", w->rcv_edge, edge);
    struct tspec_objection silly = tspec_small_offered(m, w, ack, offered, edge);
    w->rcv_edge = tspec_max(w->rcv_edge, edge);
    return silly;
}

/* A pure ACK. `asked`: something asked for it; `news`: it says what the last segment did not, or was due;
 * `probes`: it may be a probe of a closed window. */
static struct tspec_objection bare_ack(struct tspec_model *m, struct tspec_world *w,
                                       const struct tspec_segment *seg, bool asked, bool news, bool probes)
{
    tspec_exercised(m, TSPEC_CHECK_SEQ_VALUE);
    if (tspec_at(w->snd_nxt, seg->seq) != w->snd_nxt) {
        tspec_pos seq = tspec_at(w->snd_nxt, seg->seq);
        /* After a time-out some stacks set SND.NXT back; a keep-alive asks from one before
         * (3.8.4), and so do some probes of a closed window (AMB-30). */
        bool back = w->rewound && seq >= w->snd_una && seq < w->snd_nxt;
        bool probe = (seq == w->snd_nxt - 1 || seq == w->snd_una - 1) && w->quiet == 0;
        if (m->exact || !(back || (probe && (probes || (!asked && !news)))))
            return TSPEC_OBJECT(FAIL, SEQ_VALUE, TSPEC_CLAUSE_EMIT, "SEQ=%sa", "SEQ=%sb", w->snd_nxt, seq);
    }
    if (asked || news)
        return (struct tspec_objection){0};
    tspec_exercised(m, TSPEC_CHECK_REPLY_SILENCE);
    if (w->quiet)
        return TSPEC_OBJECT(FAIL, REPLY_SILENCE, w->quiet - 1u, "silence", "<SEQ=%sa><ACK=%rb><CTL=ACK>",
                            w->snd_nxt, w->rcv_nxt);
    if (m->exact)
        return TSPEC_OBJECT(FAIL, SEGMENT_UNASKED, TSPEC_CLAUSE_EMIT, "silence",
                            "<SEQ=%sa><ACK=%rb><CTL=ACK>", w->snd_nxt, w->rcv_nxt);
    return (struct tspec_objection){0};
}

/* Control bits that contradict each other, or have nothing to say here. */
static struct tspec_objection control_bits(struct tspec_model *m, const struct tspec_world *w,
                                           const struct tspec_segment *seg)
{
    unsigned flags = seg->flags;
    bool rst = (flags & TSPEC_RST) != 0, syn = (flags & TSPEC_SYN) != 0, fin = (flags & TSPEC_FIN) != 0;

    tspec_exercised(m, TSPEC_CHECK_CONTROL_BITS);
    if ((rst && (syn || fin)) || (syn && fin && !w->close_asked && !w->close_deferred))
        return TSPEC_OBJECT(FAIL, CONTROL_BITS, TSPEC_CLAUSE_EMIT, "one of SYN, FIN and RST", "several", 0,
                            0);
    if ((rst || syn) && (flags & TSPEC_URG) && !w->snd_up)
        return TSPEC_OBJECT(FAIL, URGENT_UNASKED, TSPEC_CLAUSE_SEND_URGENT,
                            "no URG: the application sent nothing urgent", "URG", 0, 0);
    if (m->exact && (flags & TSPEC_PSH) && seg->payload_bytes == 0 && !fin)
        return TSPEC_OBJECT(DEVIATES, CONTROL_BITS, TSPEC_CLAUSE_EMIT, "no PSH without text", "PSH", 0, 0);
    return (struct tspec_objection){0};
}

static struct tspec_objection judge_segment(struct tspec_model *m, unsigned index, struct tspec_world *w,
                                            const struct tspec_segment *seg)
{
    tspec_decided(m, index, TSPEC_CLAUSE_EMIT_NOTHING);
    if (seg->flags & ~(unsigned)TSPEC_ACK) {
        struct tspec_objection bits = control_bits(m, w, seg);
        if (bits.level)
            return bits;
    }
    if (seg->flags & TSPEC_RST)
        return tspec_sent_rst(m, index, w, seg);
    if (seg->flags & TSPEC_SYN)
        return tspec_sent_syn(m, index, w, seg);
    tspec_exercised(m, TSPEC_CHECK_SEGMENT_UNASKED);
    if (!tspec_world_alive(w) || w->state == TSPEC_SYN_SENT || !w->syn_sent) {
        /* An ACK that was owed may leave just before the RST of the call that ends it all. */
        for (unsigned i = 0; i < w->reply_count; i++)
            if (((w->replies[i].clause == TSPEC_CLAUSE_ABORT_RESET &&
                  (w->replies[i].kind == TSPEC_REPLY_RST_ANY || w->replies[i].seq == seg->seq.wire)) ||
                 w->replies[i].clause == TSPEC_CLAUSE_TEXT_RELEASED) &&
                (seg->flags & (TSPEC_ACK | TSPEC_FIN)) == TSPEC_ACK && seg->payload_bytes == 0)
                return (struct tspec_objection){0};
        if ((seg->flags & ~TSPEC_PSH) == TSPEC_ACK && seg->payload_bytes == 0 && take_ack_replies(w))
            return (struct tspec_objection){0};
        unsigned clause = w->quiet ? w->quiet - 1u : (unsigned)TSPEC_CLAUSE_EMIT_NOTHING;
        return tspec_early_text_excuses(m, index, w, seg,
                                        TSPEC_OBJECT(FAIL, SEGMENT_UNASKED, clause,
                                                     "no segment but what 3.10.7 asks for here",
                                                     "<SEQ=%sa><ACK=%rb>", seg->seq.wire, seg->ack.wire));
    }
    tspec_pos ack_sent = w->ack_sent;
    uint32_t last_window = w->last_window;
    bool ack_due = w->ack_due_us != 0, asked = take_ack_replies(w);
    tspec_decided(m, index, TSPEC_CLAUSE_EMIT);
    tspec_decided(m, index, TSPEC_CLAUSE_EMIT_WINDOW);
    if (ack_due)
        tspec_decided(m, index, TSPEC_CLAUSE_DELAYED_ACK);
    struct tspec_objection o = ack_and_window(m, w, seg), text, probe = {0};
    if (o.level == TSPEC_LEVEL_FAIL + 1)
        return o;
    bool news = ack_due || ack_sent != w->ack_sent || last_window != w->last_window;
    bool bare = seg->payload_bytes == 0 && !(seg->flags & TSPEC_FIN);
    /* By the timer, and whatever it says besides: the window of the stack's own may have opened meanwhile. */
    bool probes = w->persist.kind && m->now_us > m->flows[index].stimulus.at_us;
    if (w->persist.kind &&
        (!bare || ((probes || (!asked && !news)) && tspec_at(w->snd_nxt, seg->seq) != w->snd_nxt)))
        probe = tspec_persist_sent(m, w);
    if (w->snd_up || (seg->flags & TSPEC_URG)) {
        struct tspec_objection urgent = tspec_urgent_sent(m, index, w, seg);
        if (urgent.level)
            return urgent;
    }
    if (((!asked && !news) || w->set.keep_alive == TSPEC_SET_ON) && tspec_is_keep_alive(m, index, w, seg))
        text = tspec_keep_alive_sent(m, index, w, seg);
    else if (bare)
        text = bare_ack(m, w, seg, asked, news, probes);
    else
        text = tspec_sent_text(m, index, w, seg);
    tspec_liveness(m, w);
    o = probe.level > o.level ? probe : o;
    return text.level >= o.level ? text : o;
}

/* The fields of IP and the options that not every connection has. */
static struct tspec_objection judge_header(struct tspec_model *m, unsigned index, struct tspec_world *w,
                                           const struct tspec_segment *seg)
{
    struct tspec_objection o = {0};

    if (!tspec_world_alive(w) || (seg->flags & TSPEC_RST))
        return o;
    if (w->set.ttl | w->set.ds | w->set.route | w->route_first)
        o = tspec_ip_sent(m, index, w, seg);
    return o.level ? o : tspec_stamp_sent(m, w, seg);
}

struct tspec_objection tspec_sent_judge(struct tspec_model *m, unsigned index, struct tspec_world *w,
                                        const struct tspec_segment *seg)
{
    struct tspec_objection header = {0};

    if (w->set.ttl | w->set.ds | w->set.route | w->route_first | w->stamped | seg->options_bytes) {
        header = judge_header(m, index, w, seg);
        if (header.level == TSPEC_LEVEL_FAIL + 1)
            return header;
    }
    struct tspec_objection o = judge_segment(m, index, w, seg);
    return header.level > o.level ? header : o;
}
