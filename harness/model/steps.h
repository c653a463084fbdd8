/*
 * Inside the model: the steps that worlds take, for what the stack is given and what it does, and what they
 * say of it. Each is in the file named above it.
 */
#ifndef TSPEC_HARNESS_MODEL_STEPS_H
#define TSPEC_HARNESS_MODEL_STEPS_H

#include "harness/model/world.h"

/* ---- what is due (due.c) ---- */

uint64_t tspec_due_now(const struct tspec_model *m); /* the last moment for an immediate answer: two ticks */
/* The ACK for an unacceptable segment, which a rate limit may hold back (AMB-13). */
void tspec_owe_ack(struct tspec_model *m, struct tspec_world *w, unsigned clause);
/* A challenge ACK (RFC 5961); limited: the stack may have a rate limit for these. */
void tspec_owe_challenge(struct tspec_model *m, struct tspec_world *w, bool limited, unsigned clause);
void tspec_may_ack(struct tspec_model *m, struct tspec_world *w, unsigned clause);
void tspec_owe(struct tspec_model *m, struct tspec_world *w, enum tspec_reply_kind kind, bool must,
               unsigned clause);
void tspec_owe_rst(struct tspec_model *m, struct tspec_world *w, uint32_t seq, uint32_t ack, unsigned flags,
                   bool must, unsigned clause);
/* The RST for a segment that belongs to nothing, in the two forms of 3.5.2 group 1. */
void tspec_owe_rst_for(struct tspec_model *m, struct tspec_world *w, const struct tspec_segment *seg,
                       bool must, unsigned clause);
/* The RST that ends a connection of the stack's own accord, `was` before its end: <SEQ=SND.NXT><CTL=RST> as
 * in 3.10.5, with <ACK=RCV.NXT> or without; of a stack that is not exact, one that the peer can take. */
void tspec_owe_rst_own(struct tspec_model *m, struct tspec_world *w, const struct tspec_world *was, bool must,
                       unsigned clause);
void tspec_owe_signal(struct tspec_model *m, struct tspec_world *w, enum tspec_signal signal,
                      unsigned clause);
void tspec_received(struct tspec_model *m, struct tspec_world *w, uint32_t octets); /* a delayed ACK is due */
void tspec_liveness(struct tspec_model *m,
                    struct tspec_world *w);                 /* after anything that may let data or a FIN go */
void tspec_due_time(struct tspec_model *m, unsigned index); /* deadlines before m->now_us are judged */
void tspec_due_rest(struct tspec_model *m,
                    unsigned index); /* ... and those of this very moment: the stack is at rest */
/* Worlds whose block may have gone away by itself by now are split, those where it must have are closed. */
/* When the block may have gone away without a word (*lo), and when it must have (*hi, before two ticks). */
void tspec_due_end(const struct tspec_model *m, const struct tspec_world *w, uint64_t *lo, uint64_t *hi);
void tspec_due_expire(struct tspec_model *m, unsigned index);
/* The oldest outstanding number is sent again (MUST-19): keeps the gaps, objects when they do not grow. */
struct tspec_objection tspec_sent_again(struct tspec_model *m, struct tspec_world *w);
/* What the present stimulus asks for, as the objection that would come of its absence; level 0: nothing. */
struct tspec_objection tspec_due_asked(const struct tspec_model *m, const struct tspec_world *w);
/* An answer to an earlier stimulus that has still not come: most likely the reason for whatever is wrong now.
 */
struct tspec_objection tspec_due_overdue(const struct tspec_world *w);
/* What the application has set as R2 (MUST-21): 0: nothing, TSPEC_NEVER: never. */
uint64_t tspec_user_timeout(const struct tspec_world *w);
/* R2 is over, and the stack has not given up what it was to give up (MUST-20, MUST-21); else level 0. */
struct tspec_objection tspec_given_up_late(struct tspec_model *m, const struct tspec_world *w);
uint64_t tspec_rto_high(const struct tspec_model *m, const struct tspec_world *w);

/* ---- stimuli ---- */

/* A world that is not const is the function's own from the call on: it changes it and keeps it
 * (tspec_next_keep), so that nothing is copied on the way. Who needs it afterwards hands in a fork. */
void tspec_arrive(struct tspec_next *next, struct tspec_world *w, const struct tspec_segment *seg,
                  enum tspec_damage damage);
void tspec_arrive_nothing(struct tspec_next *next, struct tspec_world *w,
                          const struct tspec_segment *seg); /* CLOSED */
void tspec_arrive_listen(struct tspec_next *next, struct tspec_world *w, const struct tspec_segment *seg);
void tspec_arrive_syn_sent(struct tspec_next *next, struct tspec_world *w, const struct tspec_segment *seg);
void tspec_arrive_other(struct tspec_next *next, struct tspec_world *w, const struct tspec_segment *seg);
/* Steps 5 to 8 for a segment that passed the first four; [from, to) is its sequence space after trimming. */
struct tspec_arrival {
    const struct tspec_segment *seg;
    tspec_pos from, to; /* text and FIN left after trimming; from <= to */
    tspec_pos ack;
    bool fin;            /* its FIN is inside, at to - 1 */
    bool text_refused;   /* zero window: the ACK counts, text and FIN do not */
    bool window_refused; /* nor does its window (quirk ack-before-seq) */
};
void tspec_arrive_ack(struct tspec_next *next, struct tspec_world *w, struct tspec_arrival a);
void tspec_arrive_text(struct tspec_next *next, struct tspec_world *w, const struct tspec_arrival *a);
/* A segment beyond a gap, to a stack that uses nothing of it before its turn (AMB-52). True: that is all it
 * can be to this stack. */
bool tspec_defer(struct tspec_next *next, const struct tspec_world *w, const struct tspec_arrival *a);
/* ... and its fields wait for it. False: no place left for them. */
bool tspec_put_late(struct tspec_world *w, tspec_pos seq, tspec_pos ack, uint16_t window);
/* A segment beyond a gap may be kept or dropped, and nothing hangs on that before the gap is filled: it can
 * be one of perhaps[]. */
bool tspec_can_wait(const struct tspec_model *m, const struct tspec_world *w, const struct tspec_arrival *a);
void tspec_arrive_deferred(struct tspec_next *next, struct tspec_world *w); /* the turn of late[0] has come */
/* Text and FIN in hand become the connection's, as far as they are in order. */
void tspec_world_take(struct tspec_next *next, struct tspec_world *w);
/* The connection is reset by the peer: signal, gone; back to LISTEN for a passive one that was not
 * established. */
void tspec_world_reset(struct tspec_next *next, struct tspec_world *w, unsigned clause);
/* SND.UNA moves to `ack`: the round trip is bounded, the retransmission timer starts over (RFC
 * 6298, 5.2, 5.3). */
void tspec_world_advance(const struct tspec_model *m, struct tspec_world *w, tspec_pos ack);
void tspec_world_established(struct tspec_next *next, struct tspec_world *w, const struct tspec_segment *seg,
                             unsigned clause);
/* A connection that nobody can accept any more, since the listener is gone, may be reset when it is there
 * (AMB-40). */
void tspec_refuse_unheard(struct tspec_next *next, const struct tspec_world *w);
void tspec_world_time_wait(struct tspec_model *m, struct tspec_world *w);
bool tspec_hold(struct tspec_world *w, tspec_pos from, tspec_pos to); /* false: no place left for it */
void tspec_hold_pushed(struct tspec_world *w, tspec_pos end); /* what is held up to there came with PSH */
/* What the stack may hold or not (SHLD-31), one world for both: only where no quirk asks what is held, and
 * the segments are not tangled. False: no place left for it. */
bool tspec_perhaps_hold(struct tspec_world *w, struct tspec_perhaps p);
/* perhaps[i] is told apart: *w goes on without it, *kept (uninitialised before) is the world that holds it.
 */
void tspec_perhaps_fork(struct tspec_model *m, struct tspec_world *w, unsigned i, struct tspec_world *kept);
/* The next of perhaps[] that makes a difference, now that the text in hand reaches it; -1: none does. */
int tspec_perhaps_reached(struct tspec_world *w);
/* Text from `from` to somewhere from `end_lo` to `end_hi`, with a FIN or not, depends on what is held by more
 * than what both cover together: it lies amid a piece that it may cut, or contradicts a FIN. True may be said
 * of more than that; perhaps[] is looked at as if all were held. */
bool tspec_tangled(const struct tspec_world *w, tspec_pos from, tspec_pos end_lo, tspec_pos end_hi, bool fin);
void tspec_perhaps_cut(struct tspec_world *w, tspec_pos edge); /* ... goes no further than the window */
/* A new incarnation begins; another world may still hold the old one. */
void tspec_drop_held(struct tspec_world *w); /* as if nothing out of order, nor with a SYN, had come */
void tspec_forget_pieces(struct tspec_flow *flow);
void tspec_remember_piece(struct tspec_flow *flow, const struct tspec_world *w,
                          const struct tspec_segment *seg, tspec_pos from, tspec_pos to);
enum tspec_listening tspec_model_listening(const struct tspec_model *m, unsigned index);
/* More (1) or fewer (-1) blocks are in LISTEN, of a stack that moves them and shows its variables: there it
 * is known how many, and none is a flow's. */
void tspec_listens(struct tspec_model *m, int change);

/* The options of a segment that the model reads (RFC 9293, 3.2; RFC 7323). */
struct tspec_read_options {
    bool malformed; /* an illegal length (MUST-7) */
    bool scale, timestamps;
    uint8_t shift;                /* of the window, at most 14 */
    uint32_t stamp, echo;         /* TSval, TSecr */
    uint16_t mss_first, mss_last; /* 0: none */
    bool mss_zero;                /* an MSS option of 0 was there */
};
bool tspec_arrive_stamped(struct tspec_next *next, struct tspec_world *w, const struct tspec_segment *seg,
                          const struct tspec_read_options *o);
void tspec_read_options(const struct tspec_segment *seg, struct tspec_read_options *o);
/* The clause a segment puts to the test by the mere options it carries, TCP's or IP's; 0: none. */
unsigned tspec_option_clause(const struct tspec_segment *seg);

/* ---- calls (call.c, call_effect.c) ---- */

/* The application can call on it. */
static inline bool tspec_in_hand(const struct tspec_model *m, const struct tspec_world *w)
{
    return !w->released &&
           (!w->passive || w->accepted || (m->profile.capabilities & TSPEC_CAN_CALL_BEFORE_ACCEPT) != 0);
}
tspec_pos tspec_text_end(const struct tspec_world *w); /* one beyond the last octet that came in order */
tspec_pos tspec_unread(const struct tspec_world *w);   /* how many octets can be read */
struct tspec_objection tspec_call_judge(struct tspec_model *m, unsigned index, struct tspec_world *w,
                                        const struct tspec_call *call,
                                        const struct tspec_call_result *result);
void tspec_call_effect(struct tspec_next *next, struct tspec_world *w, const struct tspec_call *call,
                       const struct tspec_call_result *result);
/* The octets a RECEIVE handed over, against what a conforming stack may deliver. */
struct tspec_objection tspec_delivered(struct tspec_model *m, unsigned index, const struct tspec_world *w,
                                       uint32_t wanted, const uint8_t *octets, uint32_t count);
struct tspec_objection tspec_signalled(struct tspec_model *m, struct tspec_world *w,
                                       enum tspec_signal signal);

/* ---- observations ---- */

/* Judges one sent segment in one world and updates the world. */
struct tspec_objection tspec_sent_judge(struct tspec_model *m, unsigned index, struct tspec_world *w,
                                        const struct tspec_segment *seg);
struct tspec_objection tspec_sent_rst(struct tspec_model *m, unsigned index, struct tspec_world *w,
                                      const struct tspec_segment *seg);
struct tspec_objection tspec_sent_syn(struct tspec_model *m, unsigned index, struct tspec_world *w,
                                      const struct tspec_segment *seg);
/* Whether the text of a segment at `seq` is what the application gave; *at: the first octet that is not. */
bool tspec_octets_match(const struct tspec_flow *flow, const struct tspec_world *w,
                        const struct tspec_segment *seg, tspec_pos seq, uint32_t *at);
/* The checks of SEQ, payload and FIN of a segment without SYN and RST; its ACK and window are done. */
struct tspec_objection tspec_sent_text(struct tspec_model *m, unsigned index, struct tspec_world *w,
                                       const struct tspec_segment *seg);

/* ---- findings (report.c, classes.c) ---- */

static inline void tspec_exercised(struct tspec_model *m, unsigned check)
{
    m->exercised[check / 64] |= (uint64_t)1 << check % 64;
}
static inline void tspec_decided(struct tspec_model *m, unsigned index, unsigned clause)
{
    if (m->sink.clauses)
        m->sink.clauses[clause]++;
    if (m->sink.clause)
        m->sink.clause(m->sink.context, index, clause);
}
static inline void tspec_applied(struct tspec_next *next, unsigned clause)
{
    tspec_decided(next->m, next->index, clause);
}
/* `quirk` explains it; -1: none. */
void tspec_object(struct tspec_model *m, unsigned index, const struct tspec_objection *o, int quirk,
                  const struct tspec_segment *seg);
void tspec_say(char *out, size_t cap, const char *template, const struct tspec_objection *o, tspec_pos iss,
               tspec_pos irs);

/* Where a number lies, in closed classes. */
enum tspec_place {
    TSPEC_PLACE_UNKNOWN,
    TSPEC_PLACE_FAR_LEFT,
    TSPEC_PLACE_LEFT,
    TSPEC_PLACE_AT,
    TSPEC_PLACE_INSIDE,
    TSPEC_PLACE_RIGHT_EDGE,
    TSPEC_PLACE_BEYOND,
    TSPEC_PLACE_COUNT
};
void tspec_stimulus_segment(struct tspec_model *m, unsigned index, const struct tspec_segment *seg,
                            enum tspec_damage damage);
/* Appends to the text of `used` octets in out[cap], cut where the room ends; returns its new length. */
size_t tspec_append(char *out, size_t cap, size_t used, const char *text);
void tspec_class_event(const struct tspec_asked *asked, char *out, size_t cap);
void tspec_class_observed(const struct tspec_world *w, const struct tspec_segment *seg, char *out,
                          size_t cap);
/* Before a world goes on with a segment that it objects to: the class is that of the segment as it met the
 * first world. */
void tspec_class_keep(struct tspec_model *m, unsigned index, const struct tspec_world *w,
                      const struct tspec_segment *seg);

#define TSPEC_OBJECT(lvl, chk, cls, exp, obs, x, y)                                                          \
    ((struct tspec_objection){.level = TSPEC_LEVEL_##lvl + 1,                                                \
                              .check = TSPEC_CHECK_##chk,                                                    \
                              .clause = (cls),                                                               \
                              .expected = (exp),                                                             \
                              .observed = (obs),                                                             \
                              .a = (x),                                                                      \
                              .b = (y)})

#endif
