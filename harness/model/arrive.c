/* A segment arrives: the header, then CLOSED, LISTEN and SYN-SENT (RFC 9293, 3.1, 3.10.7.1 to 3.10.7.3). */
#include "harness/model/ip.h"
#include "harness/model/odd.h"

#include <string.h>

static void be_quiet(struct tspec_next *next, struct tspec_world *w, unsigned clause)
{
    tspec_applied(next, clause);
    tspec_exercised(next->m, TSPEC_CHECK_REPLY_SILENCE);
    w->quiet = (uint16_t)(clause + 1);
    tspec_next_keep(next, w);
}

/* What an MSS option makes of the MSS of a stack that obeys it in any segment (quirk mss-in-any-segment). */
static uint16_t obeyed_mss(const struct tspec_model *m, const struct tspec_read_options *o)
{
    uint16_t largest = m->profile.mss ? m->profile.mss : 1460;

    return o->mss_last && o->mss_last < largest ? o->mss_last : largest;
}

/* The MSS option of a segment that makes no connection. */
static void record_any_mss(struct tspec_world *w, uint16_t mss)
{
    w->any_mss = mss > w->any_mss ? mss : w->any_mss;
    w->any_low = !w->any_low || mss < w->any_low ? mss : w->any_low;
}

/* Our SYN is answered by one that counts. */
static bool opens_active(const struct tspec_world *w, const struct tspec_segment *seg)
{
    tspec_pos ack = tspec_at(w->snd_una, seg->ack);

    return w->state == TSPEC_SYN_SENT && (seg->flags & TSPEC_SYN) &&
           (!(seg->flags & TSPEC_ACK) || (ack > w->iss && ack <= w->snd_nxt));
}

/* The largest segment the peer takes: the smaller reading where several are possible would raise false
 * alarms. */
static void record_syn(const struct tspec_model *m, struct tspec_world *w, const struct tspec_segment *seg)
{
    struct tspec_read_options o;

    tspec_read_options(seg, &o);
    unsigned mss = tspec_only(m, TSPEC_CHOICE_REPEATED_MSS, TSPEC_REPEATED_MSS_FIRST) ? o.mss_first
                   : tspec_only(m, TSPEC_CHOICE_REPEATED_MSS, TSPEC_REPEATED_MSS_LAST)
                       ? o.mss_last
                       : (unsigned)tspec_max(o.mss_first, o.mss_last);
    w->mss_default = mss == 0 && !o.mss_zero;
    bool either = o.mss_last != o.mss_first && o.mss_last && /* duplicates: first or last (AMB-31b) */
                  !tspec_only(m, TSPEC_CHOICE_REPEATED_MSS, TSPEC_REPEATED_MSS_FIRST) &&
                  !tspec_only(m, TSPEC_CHOICE_REPEATED_MSS, TSPEC_REPEATED_MSS_LAST);
    unsigned otherwise = seg->source.version == 6 ? 1220 : 536; /* MUST-15 */
    if (mss == 0 || (o.mss_zero && !m->exact && mss < otherwise))
        mss = otherwise;
    w->peer_mss = (uint16_t)mss;
    w->least_mss = either ? (uint16_t)tspec_min(o.mss_first, o.mss_last) : 0;
    w->max_snd_wnd = seg->window; /* of a SYN: never scaled, and received like any other (RFC 5961, 5) */
    w->scaled = o.scale && (w->state != TSPEC_SYN_SENT || w->scale_offered);
    w->snd_shift = o.shift;
    w->stamped = o.timestamps && (w->state != TSPEC_SYN_SENT || w->stamp_offered);
    w->stamp_recent = w->stamp_first = w->stamp_high = o.stamp;
    if (m->profile.source_routes && seg->ip_options_bytes)
        tspec_route_arrives(w, seg);
    w->peer_scale = o.scale;
    w->peer_stamp = o.timestamps;
    w->early_to = w->queued_to;
    w->mss_zero = o.mss_zero;
    if (w->passive || !w->mss_now)
        w->mss_now = (uint16_t)mss;
}

/* A SYN in TIME-WAIT, of which RFC 6191 decides. */
static bool reopens(const struct tspec_world *w, const struct tspec_segment *seg)
{
    return w->state == TSPEC_TIME_WAIT && (seg->flags & (TSPEC_SYN | TSPEC_ACK)) == TSPEC_SYN;
}

void tspec_arrive(struct tspec_next *next, struct tspec_world *w, const struct tspec_segment *seg,
                  enum tspec_damage damage)
{
    struct tspec_model *m = next->m;
    struct tspec_read_options o;

    bool to_many = damage == TSPEC_DAMAGE_TO_BROADCAST || damage == TSPEC_DAMAGE_TO_MULTICAST;
    bool from_many = damage == TSPEC_DAMAGE_FROM_BROADCAST || damage == TSPEC_DAMAGE_FROM_MULTICAST ||
                     damage == TSPEC_DAMAGE_FROM_ANY; /* 3.9.2.3: MUST-57, MUST-63 */
    if (damage == TSPEC_DAMAGE_FROM_PORT_0 || damage == TSPEC_DAMAGE_TO_PORT_0 || to_many || from_many) {
        be_quiet(next, w,
                 to_many     ? TSPEC_CLAUSE_TO_MANY
                 : from_many ? TSPEC_CLAUSE_FROM_MANY
                             : TSPEC_CLAUSE_DEMULTIPLEX);
        return;
    }
    bool bad_sum = damage == TSPEC_DAMAGE_CHECKSUM || damage == TSPEC_DAMAGE_CHECKSUM_ZERO;
    if (damage != TSPEC_DAMAGE_NONE && !bad_sum && !m->exact) {
        /* Not defined; anything but a crash passes (AMB-31). */
        tspec_applied(next, TSPEC_CLAUSE_HEADER);
        tspec_may_ack(m, w, TSPEC_CLAUSE_HEADER);
        tspec_owe(m, w, TSPEC_REPLY_RST_ANY, false, TSPEC_CLAUSE_HEADER);
        tspec_next_keep(next, w);
        return;
    }
    if (damage != TSPEC_DAMAGE_NONE) {
        be_quiet(next, w, bad_sum ? TSPEC_CLAUSE_CHECKSUM : TSPEC_CLAUSE_HEADER);
        return;
    }
    tspec_read_options(seg, &o);
    if (seg->options_bytes)
        tspec_applied(next, TSPEC_CLAUSE_OPTIONS);
    if (o.malformed) {
        if (tspec_may(m, TSPEC_CHOICE_BAD_OPTION, TSPEC_BAD_OPTION_DROP))
            tspec_next_push(next, w);
        if (tspec_may(m, TSPEC_CHOICE_BAD_OPTION, TSPEC_BAD_OPTION_RESET)) {
            struct tspec_world reset = tspec_world_forked(w, 0);
            if (tspec_world_alive(w))
                tspec_world_reset(next, &reset, TSPEC_CLAUSE_OPTIONS);
            tspec_owe(m, &reset, TSPEC_REPLY_RST_ANY, false, TSPEC_CLAUSE_OPTIONS);
            tspec_next_push(next, &reset);
        }
        if (!tspec_may(m, TSPEC_CHOICE_BAD_OPTION, TSPEC_BAD_OPTION_STOP_PARSING) &&
            !tspec_may(m, TSPEC_CHOICE_BAD_OPTION, TSPEC_BAD_OPTION_SKIP))
            return;
    }
    if (tspec_world_alive(w) && !(seg->flags & TSPEC_RST)) {
        bool opens = w->state == TSPEC_SYN_SENT || w->state == TSPEC_SYN_RECEIVED;
        if (!w->released && (opens || !(seg->flags & TSPEC_SYN)))
            w->listened_us = m->now_us;
        if (w->state == TSPEC_TIME_WAIT && (seg->flags & (TSPEC_FIN | TSPEC_SYN)) == TSPEC_FIN)
            w->listened_us = m->now_us;
        if ((o.mss_last || o.mss_zero) && (opens || !(seg->flags & TSPEC_SYN))) {
            w->mss_now = obeyed_mss(m, &o);
            if (!opens_active(w, seg))
                record_any_mss(w, w->mss_now);
        }
    }
    switch (w->state) {
    case TSPEC_CLOSED: {
        enum tspec_listening listening = tspec_model_listening(m, next->index);
        tspec_applied(next, TSPEC_CLAUSE_DEMULTIPLEX);
        if (!w->linger_us || m->now_us >= w->linger_us + 2 * m->profile.tick_us) {
            w->linger_us = 0;
        } else {
            struct tspec_world lingers = tspec_world_forked(w, 0);
            tspec_may_ack(m, &lingers, TSPEC_CLAUSE_DEMULTIPLEX);
            tspec_next_push(next, &lingers);
        }
        if (listening == TSPEC_LISTENING_MAYBE) {
            struct tspec_world heard = tspec_world_forked(w, 0);
            tspec_arrive_listen(next, &heard, seg);
        }
        if (listening == TSPEC_LISTENING_YES)
            tspec_arrive_listen(next, w, seg);
        else
            tspec_arrive_nothing(next, w, seg);
        break;
    }
    case TSPEC_LISTEN:
        tspec_arrive_listen(next, w, seg);
        break;
    case TSPEC_SYN_SENT:
        if (seg->flags & TSPEC_URG) { /* step 6 may follow (3.10.7.3) */
            w->signal_may |= 1u << TSPEC_SIGNAL_URGENT;
            w->up_unsure = true;
        }
        tspec_arrive_syn_sent(next, w, seg);
        break;
    default:
        if (m->profile.source_routes && seg->ip_options_bytes && tspec_at(w->rcv_nxt, seg->seq) == w->rcv_nxt)
            tspec_route_arrives(w, seg);
        if (w->stamped && !(seg->flags & TSPEC_RST) && !reopens(w, seg) &&
            !tspec_arrive_stamped(next, w, seg, &o))
            break;
        tspec_arrive_other(next, w, seg);
    }
}

void tspec_arrive_nothing(struct tspec_next *next, struct tspec_world *w, const struct tspec_segment *seg)
{
    if (seg->flags & TSPEC_RST) {
        be_quiet(next, w, TSPEC_CLAUSE_CLOSED_RST);
        return;
    }
    unsigned clause = seg->flags & TSPEC_ACK ? TSPEC_CLAUSE_CLOSED_ACK : TSPEC_CLAUSE_CLOSED_NO_ACK;
    tspec_applied(next, clause);
    tspec_exercised(next->m, TSPEC_CHECK_REPLY_RST);
    tspec_owe_rst_for(next->m, w, seg, true, clause);
    tspec_next_keep(next, w);
}

/* What becomes of text up to `end` and of the FIN behind it that came with a SYN is open (AMB-21). `w` has
 * taken the SYN alone, `before` none of it. */
static void push_with_text(struct tspec_next *next, const struct tspec_world *before,
                           const struct tspec_world *w, const struct tspec_segment *seg, tspec_pos end,
                           bool fin)
{
    struct tspec_model *m = next->m;
    bool text = end > w->irs + 1;

    if ((text && tspec_may(m, TSPEC_CHOICE_SYN_DATA, TSPEC_SYN_DATA_DROP)) ||
        (!text && fin && tspec_may(m, TSPEC_CHOICE_SYN_FIN, TSPEC_SYN_FIN_IGNORE_FIN)))
        tspec_next_push(next, w);
    struct tspec_world queued = *w;
    if (text) {
        tspec_hold(&queued, w->irs + 1, end);
        tspec_remember_piece(next->flow, w, seg, w->irs + 1, end);
    }
    if (text && tspec_may(m, TSPEC_CHOICE_SYN_DATA, TSPEC_SYN_DATA_QUEUE) &&
        (!fin || tspec_may(m, TSPEC_CHOICE_SYN_FIN, TSPEC_SYN_FIN_IGNORE_FIN)))
        tspec_next_push(next, &queued);
    if (text && tspec_may(m, TSPEC_CHOICE_SYN_DATA, TSPEC_SYN_DATA_ACK)) {
        struct tspec_world acked = *w;
        acked.rcv_nxt = end;
        tspec_next_push(next, &acked);
    }
    bool queues = tspec_may(m, TSPEC_CHOICE_SYN_FIN, TSPEC_SYN_FIN_QUEUE) ||
                  tspec_may(m, TSPEC_CHOICE_SYN_FIN, TSPEC_SYN_FIN_ACCEPT);
    if (fin && queues && (!text || tspec_may(m, TSPEC_CHOICE_SYN_DATA, TSPEC_SYN_DATA_QUEUE))) {
        queued.fin_held = true;
        queued.fin_at = end;
        tspec_next_push(next, &queued);
    }
    if ((seg->flags & TSPEC_FIN) && tspec_may(m, TSPEC_CHOICE_SYN_FIN, TSPEC_SYN_FIN_DROP_SEGMENT))
        tspec_next_push(next, before);
}

/* A SYN makes a connection (3.10.7.2, third). */
static void passive_open(struct tspec_next *next, const struct tspec_world *before,
                         const struct tspec_segment *seg)
{
    struct tspec_model *m = next->m;
    bool text = seg->payload_bytes > 0, fin = (seg->flags & TSPEC_FIN) != 0;
    struct tspec_world w;

    tspec_world_renew(&w);
    w.quirks = before->quirks;
    memcpy(w.replies, before->replies, sizeof w.replies); /* a reset that is still due may come late */
    w.reply_count = before->reply_count;
    w.stimulus = before->stimulus;
    w.asked = before->asked;
    w.reopened = w.reuses = before->reuses;
    w.old_nxt = before->old_nxt;
    w.state = TSPEC_SYN_RECEIVED;
    w.listened_us = m->now_us;
    w.passive = true;
    w.set = m->listener_set;
    w.accepted = m->moved_to >= 0 || tspec_only(m, TSPEC_CHOICE_LISTENER, TSPEC_LISTENER_MOVING);
    w.irs = tspec_pos_first(seg->seq);
    w.rcv_nxt = w.rcv_edge = w.ack_sent = w.read_to = w.irs + 1;
    record_syn(m, &w, seg);
    tspec_any_window_begin(&w, seg->window, seg->seq.wire - 1, 0);
    tspec_exercised(m, TSPEC_CHECK_REPLY_SYN);
    tspec_owe(m, &w, TSPEC_REPLY_SYN_ACK, true,
              m->option_clause ? m->option_clause : (unsigned)TSPEC_CLAUSE_LISTEN_SYN);

    if (!text && !fin) {
        tspec_next_push(next, &w);
        return;
    }
    uint32_t most = m->profile.receive_buffer_bytes;
    push_with_text(next, before, &w, seg, w.irs + 1 + seg->payload_bytes, fin);
    if (!m->exact && most && seg->payload_bytes > most && /* as far as the window goes */
        tspec_may(m, TSPEC_CHOICE_SYN_DATA, TSPEC_SYN_DATA_ACK)) {
        struct tspec_world part = w;
        part.rcv_nxt = w.irs + 1 + most;
        tspec_next_push(next, &part);
    }
}

/* Another connection is still half open: a stack with a short queue may have no room (AMB-40). */
static bool may_be_full(const struct tspec_model *m, unsigned index)
{
    for (unsigned f = 0; f < TSPEC_FLOWS && !m->exact; f++)
        for (unsigned i = 0; f != index && i < m->flows[f].world_count; i++) {
            const struct tspec_world *w = &m->flows[f].worlds[i];
            if (tspec_world_alive(w) && w->passive && (w->state == TSPEC_SYN_RECEIVED || !w->accepted))
                return true;
        }
    return false;
}

void tspec_arrive_listen(struct tspec_next *next, struct tspec_world *w, const struct tspec_segment *seg)
{
    struct tspec_model *m = next->m;

    if (seg->flags & TSPEC_RST) {
        be_quiet(next, w, TSPEC_CLAUSE_LISTEN_RST);
    } else if (seg->flags & TSPEC_ACK) {
        tspec_applied(next, TSPEC_CLAUSE_LISTEN_ACK);
        tspec_exercised(m, TSPEC_CHECK_REPLY_RST);
        tspec_owe_rst(m, w, seg->ack.wire, 0, TSPEC_RST, true, TSPEC_CLAUSE_LISTEN_ACK);
        tspec_next_keep(next, w);
    } else if (seg->flags & TSPEC_SYN) {
        tspec_applied(next, TSPEC_CLAUSE_LISTEN_SYN);
        if (may_be_full(m, next->index)) {
            struct tspec_world full = tspec_world_forked(w, 0);
            tspec_owe(m, &full, TSPEC_REPLY_RST_ANY, false, TSPEC_CLAUSE_LISTEN_SYN);
            full.replies[full.reply_count - 1].mild = true;
            tspec_next_push(next, &full);
        }
        tspec_forget_pieces(next->flow);
        passive_open(next, w, seg);
    } else {
        be_quiet(next, w, TSPEC_CLAUSE_LISTEN_OTHER);
    }
}

/* The numbers of the peer's SYN become ours to receive from. Text and FIN behind it wait for ESTABLISHED. */
static void take_syn(struct tspec_next *next, struct tspec_world *w, const struct tspec_segment *seg)
{
    tspec_forget_pieces(next->flow);
    w->irs = tspec_pos_first(seg->seq);
    w->rcv_nxt = w->ack_sent = w->read_to = w->irs + 1;
    /* The window was offered with the SYN already, relative to an ACK field that did not count. */
    w->rcv_edge = w->irs + 1;
    record_syn(next->m, w, seg);
    if (seg->payload_bytes) {
        tspec_pos end = w->irs + 1 + seg->payload_bytes;
        if (w->last_window)
            end = tspec_min(end, w->irs + 1 + w->last_window);
        tspec_hold(w, w->irs + 1, end);
        tspec_remember_piece(next->flow, w, seg, w->irs + 1, end);
    }
    if (seg->flags & TSPEC_FIN) {
        w->fin_held = true;
        w->fin_at = w->irs + 1 + seg->payload_bytes;
    }
}

static void take_and_push(struct tspec_next *next, struct tspec_world *w)
{
    tspec_world_take(next, w);
    if (!next->m->exact && w->rcv_nxt > w->irs + 1) /* AMB-22: the SYN may be acknowledged by itself */
        w->early_ack = w->irs + 1;
    tspec_liveness(next->m, w);
    tspec_next_keep(next, w);
}

static void simultaneous_open(struct tspec_next *next, struct tspec_world *w, const struct tspec_segment *seg)
{
    struct tspec_model *m = next->m;
    struct tspec_world before = tspec_world_forked(w, 0);

    take_syn(next, w, seg);
    tspec_pos end = w->held_count ? w->held[0].to : w->irs + 1, whole = w->irs + 1 + seg->payload_bytes;
    bool fin = w->fin_held, any = !m->exact && (whole > w->irs + 1 || fin);
    if (any || !tspec_may(m, TSPEC_CHOICE_SYN_DATA, TSPEC_SYN_DATA_QUEUE))
        tspec_drop_held(w); /* AMB-21 */
    w->state = TSPEC_SYN_RECEIVED;
    w->opened_us = m->now_us;
    w->snd_wnd = seg->window;
    w->snd_wl1 = w->irs;
    w->snd_wl2 = tspec_at(w->iss, seg->ack);
    tspec_exercised(m, TSPEC_CHECK_REPLY_SYN);
    tspec_owe(m, w, TSPEC_REPLY_SYN_ACK, true, TSPEC_CLAUSE_SYN_SENT_SYN);
    if (any && end < whole) /* the window ends before it, or has opened since our SYN told it */
        push_with_text(next, &before, w, seg, end, false);
    if (any)
        push_with_text(next, &before, w, seg, whole, fin);
    else
        tspec_next_keep(next, w);
}

void tspec_arrive_syn_sent(struct tspec_next *next, struct tspec_world *w, const struct tspec_segment *seg)
{
    struct tspec_model *m = next->m;
    bool rst = (seg->flags & TSPEC_RST) != 0, syn = (seg->flags & TSPEC_SYN) != 0;
    bool ack = (seg->flags & TSPEC_ACK) != 0;
    tspec_pos seg_ack = tspec_at(w->snd_una, seg->ack);

    w->heard |= ack; /* some send the SYN again at once */
    if (ack && (seg_ack <= w->iss || seg_ack > w->snd_nxt)) {
        if (rst) {
            be_quiet(next, w, TSPEC_CLAUSE_SYN_SENT_BAD_ACK_RST);
            return;
        }
        tspec_applied(next, TSPEC_CLAUSE_SYN_SENT_BAD_ACK);
        tspec_exercised(m, TSPEC_CHECK_REPLY_RST);
        tspec_owe_rst(m, w, seg->ack.wire, 0, TSPEC_RST, true, TSPEC_CLAUSE_SYN_SENT_BAD_ACK);
        tspec_next_keep(next, w);
    } else if (rst && ack) {
        tspec_applied(next, TSPEC_CLAUSE_SYN_SENT_REFUSED);
        if (seg_ack < w->snd_nxt && tspec_has_quirk(m, TSPEC_QUIRK_TEXT_IN_SYN_SENT)) {
            struct tspec_world odd = tspec_with_quirk(w, TSPEC_QUIRK_TEXT_IN_SYN_SENT);
            tspec_next_push(next, &odd);
        }
        if (!m->exact && seg->seq.wire != 0) { /* AMB-03: a stack may ask for more than the ACK, a note */
            struct tspec_world stays = tspec_world_forked(w, 0);
            tspec_world_notes(&stays, TSPEC_OBJECT(INFO, SIGNAL_MISSING, TSPEC_CLAUSE_SYN_SENT_REFUSED,
                                                   "refused, whatever SEQ", "ignored", 0, 0));
            tspec_next_push(next, &stays);
        }
        tspec_world_reset(next, w, TSPEC_CLAUSE_SYN_SENT_REFUSED);
        w->quiet = TSPEC_CLAUSE_SYN_SENT_REFUSED + 1;
        tspec_next_keep(next, w);
    } else if (rst) {
        if (tspec_has_quirk(m, TSPEC_QUIRK_RST_WITHOUT_ACK) && seg_ack == w->snd_nxt) {
            struct tspec_world odd = tspec_with_quirk(w, TSPEC_QUIRK_RST_WITHOUT_ACK);
            tspec_world_reset(next, &odd, TSPEC_CLAUSE_SYN_SENT_BARE_RST);
            tspec_next_push(next, &odd);
        }
        be_quiet(next, w, TSPEC_CLAUSE_SYN_SENT_BARE_RST);
    } else if (syn && ack) {
        tspec_applied(next, TSPEC_CLAUSE_SYN_SENT_SYN_ACK);
        if (seg_ack > w->iss + 1 && tspec_has_quirk(m, TSPEC_QUIRK_TEXT_IN_SYN_SENT)) {
            struct tspec_world odd = tspec_with_quirk(w, TSPEC_QUIRK_TEXT_IN_SYN_SENT);
            tspec_owe_rst(m, &odd, seg->ack.wire, 0, TSPEC_RST, true, TSPEC_CLAUSE_SYN_SENT_SYN_ACK);
            tspec_next_push(next, &odd);
        }
        take_syn(next, w, seg);
        w->rcv_edge = w->irs + 1 + w->last_window;
        w->ack_sent = w->irs; /* our ACK of the SYN is still to come */
        tspec_world_advance(m, w, seg_ack);
        w->heard = true;
        tspec_world_established(next, w, seg, TSPEC_CLAUSE_SYN_SENT_SYN_ACK);
        tspec_exercised(m, TSPEC_CHECK_REPLY_ACK);
        tspec_owe(m, w, TSPEC_REPLY_ACK, true, TSPEC_CLAUSE_SYN_SENT_SYN_ACK);
        if (!m->exact && (w->held_count || w->fin_held)) { /* the SYN alone is taken: AMB-47, a note */
            struct tspec_world bare = tspec_world_forked(w, 0);
            tspec_drop_held(&bare);
            tspec_world_notes(&bare, TSPEC_OBJECT(INFO, ACK_VALUE, TSPEC_CLAUSE_SYN_SENT_SYN_ACK,
                                                  "the text or FIN on the SYN,ACK taken",
                                                  "only the SYN taken", 0, 0));
            tspec_liveness(m, &bare);
            tspec_next_push(next, &bare);
        }
        if (w->fin_held && w->fin_at >= w->rcv_edge) { /* the text fills the window: AMB-17 */
            struct tspec_world refused = tspec_world_forked(w, 0);
            refused.fin_held = false;
            if (tspec_may(m, TSPEC_CHOICE_ZERO_WINDOW_FIN, TSPEC_ZERO_WINDOW_FIN_REFUSE))
                take_and_push(next, &refused);
            if (!tspec_may(m, TSPEC_CHOICE_ZERO_WINDOW_FIN, TSPEC_ZERO_WINDOW_FIN_ACCEPT))
                return;
        }
        take_and_push(next, w);
    } else if (syn) {
        tspec_applied(next, TSPEC_CLAUSE_SYN_SENT_SYN);
        if (tspec_has_quirk(m, TSPEC_QUIRK_NO_SIMULTANEOUS_OPEN)) {
            struct tspec_world odd = tspec_with_quirk(w, TSPEC_QUIRK_NO_SIMULTANEOUS_OPEN);
            struct tspec_read_options o;
            tspec_read_options(seg, &o);
            if (o.mss_last || o.mss_zero)
                record_any_mss(&odd, obeyed_mss(m, &o));
            tspec_next_push(next, &odd);
        }
        simultaneous_open(next, w, seg);
    } else {
        tspec_applied(next, TSPEC_CLAUSE_SYN_SENT_OTHER);
        if (ack && !m->exact) { /* AMB-23: a reset here is a note */
            tspec_owe_rst(m, w, seg->ack.wire, 0, TSPEC_RST, false, TSPEC_CLAUSE_SYN_SENT_OTHER);
            w->replies[w->reply_count - 1].mild = true;
            tspec_next_keep(next, w);
        } else {
            be_quiet(next, w, TSPEC_CLAUSE_SYN_SENT_OTHER);
        }
    }
}
