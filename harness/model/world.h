/*
 * Inside the model: worlds, the answers they wait for, and how a world objects to what it saw.
 *
 * A world is one explanation of all that was seen on a flow so far: the variables a conforming endpoint would
 * have now. Sequence numbers are positions on an unwrapped 64-bit line; the wire's 32 bits are read relative
 * to a position nearby, and written by cutting. A world forks where the RFC leaves the stack a choice that
 * cannot be seen at once.
 */
#ifndef TSPEC_HARNESS_MODEL_WORLD_H
#define TSPEC_HARNESS_MODEL_WORLD_H

#include "harness/model/checks.h"
#include "harness/model/clauses.h"
#include "harness/model/model.h"
#include "harness/model/quirks.h"
#include "harness/payload.h"

typedef int64_t tspec_pos; /* a place in sequence space, unwrapped */

enum {
    TSPEC_WORLDS_PLAIN = 16,
    TSPEC_WORLDS_ODD = 32, /* that take a quirk */
    TSPEC_WORLDS_MAX = TSPEC_WORLDS_PLAIN + TSPEC_WORLDS_ODD,
    TSPEC_REPLIES_MAX = 8,
    TSPEC_HELD_MAX = 12,
    TSPEC_PERHAPS_MAX = 8,
    TSPEC_LATE_MAX = 8,
    TSPEC_PIECES_MAX = 48,
};

#define TSPEC_NEVER     UINT64_MAX
#define TSPEC_SECOND_US ((uint64_t)1000000)

enum tspec_stimulus_kind {
    TSPEC_STIMULUS_NONE,
    TSPEC_STIMULUS_SEGMENT,
    TSPEC_STIMULUS_CALL,
    TSPEC_STIMULUS_TIME,
    TSPEC_STIMULUS_ICMP
};

/* What the stack was given, in closed classes (classes.c). */
struct tspec_asked {
    uint8_t kind;                /* enum tspec_stimulus_kind */
    uint8_t call, flags, damage; /* call: of an ICMP message, its kind */
    uint8_t seq_place, ack_place;
    bool text, on_listener;
};

/* An answer to a stimulus that must or may come. */
enum tspec_reply_kind {
    TSPEC_REPLY_ACK,     /* <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>, alone or on a larger segment */
    TSPEC_REPLY_RST,     /* a RST with the fields given */
    TSPEC_REPLY_RST_ANY, /* a RST whose form the RFC does not prescribe; with TSPEC_RST in `flags` one that
                            the peer can take: SEQ is from `seq` to `ack`, or the segment's that asked */
    TSPEC_REPLY_SYN_ACK, /* the SYN,ACK of SYN-RECEIVED */
    TSPEC_REPLY_SYN,     /* the SYN of SYN-SENT */
};
struct tspec_reply {
    uint8_t kind;
    bool must;         /* false: may come, need not */
    bool mild;         /* RST: its coming is no more than INFO */
    bool either;       /* RST: with the ACK bit or without (AMB-01) */
    uint8_t flags;     /* RST: TSPEC_RST with or without TSPEC_ACK */
    uint16_t clause;   /* that asked for it */
    uint32_t seq, ack; /* RST: wire numbers */
    uint32_t stimulus; /* that asked for it, and what it was */
    struct tspec_asked asked;
    uint64_t due_us; /* last moment */
};

/* Octets beyond RCV.NXT that the stack has in hand. */
struct tspec_held {
    tspec_pos from, to;
    tspec_pos pushed; /* one beyond the last octet that came with PSH, 0: none did */
};

/* Text and FIN of one segment beyond a gap that the stack may hold or not, which cannot be seen before the
 * gap is filled: a world stands for each choice of them (perhaps.c). */
struct tspec_perhaps {
    tspec_pos from, ack;
    uint32_t octets; /* of text; the FIN is behind them */
    uint16_t window;
    uint16_t
        flags; /* TSPEC_FIN, TSPEC_PSH; TSPEC_PERHAPS_LATE: `ack` and `window`, else 0, wait for its turn */
};
enum { TSPEC_PERHAPS_LATE = 0x100 };

/* The ACK and window of a segment whose text waits for its turn, where they wait with it (AMB-52). */
struct tspec_late {
    tspec_pos seq, ack;
    uint16_t window;
};

/* The send window as a stack keeps it that takes it from any segment (quirk any-window), wire numbers. */
struct tspec_any_window {
    uint32_t wnd, wl1, wl2;
    uint32_t most; /* the largest that it took */
    bool opened;   /* for what is in flight, since the last new acknowledgment */
    bool taken;    /* a finding was told by it: which windows the stack saw is not known */
};

/* How a world objects: level + 1; 0: it does not. The sentence is formatted only when it is reported. */
struct tspec_objection {
    uint8_t level;
    uint8_t quirk; /* that excuses it + 1; 0: none. The world that objects goes on under it */
    uint16_t check, clause;
    const char *expected, *observed; /* templates: %a and %b are the numbers */
    const char *seen;                /* observed class, NULL: from the segment */
    struct tspec_asked asked;        /* kind NONE: the present stimulus */
    uint32_t stimulus;               /* the number of that one */
    int64_t a, b;
};

enum { TSPEC_SIGNALS_DUE = TSPEC_SIGNAL_COUNT };

/* Text that waits for the peer's window (persist.c). No padding: worlds are compared as they stand. */
struct tspec_persist {
    uint32_t kind;        /* of the window; 0: nothing waits for it, and all else is 0 too */
    uint32_t count;       /* of probes since SND.UNA moved last */
    uint64_t last_us;     /* of the last one, or since when text waits */
    uint64_t heard_us;    /* an ACK came last, or since when text waits */
    uint64_t answered_us; /* an ACK that counts came last behind a probe; 0: none */
    uint64_t gap_us[2];
};

/* What the application has set for a connection; 0: nothing. */
enum { TSPEC_SET_OFF = 1, TSPEC_SET_ON };
struct tspec_settings {
    uint32_t nodelay, keep_alive;      /* TSPEC_SET_OFF, TSPEC_SET_ON */
    uint32_t idle_ms, user_timeout_ms; /* + 1 */
    uint16_t soft_errors;              /* TSPEC_SET_OFF, TSPEC_SET_ON */
    uint16_t ttl;
    uint32_t ds;    /* + 1 */
    uint32_t route; /* TSPEC_SET_OFF, TSPEC_SET_ON */
};

struct tspec_world {
    uint8_t state; /* enum tspec_state; CLOSED: nothing lives here. LISTEN: a moving listener came back to
                      this flow */
    bool passive;  /* the connection began in LISTEN (MUST-11) */
    bool turned;   /* a listener turned active (3.10.1) */
    bool accepted; /* the application holds it */
    bool unheard;  /* the listener it came from is gone */
    bool released; /* the application reads no more */
    bool syn_sent, syn_resent;
    bool more;           /* the last SEND said that more is to come, to a stack that offers PUSH (MAY-16) */
    bool close_asked;    /* a FIN follows what was queued */
    bool close_deferred; /* ... once ESTABLISHED is reached (CLOSE in SYN-RECEIVED) */
    bool fin_sent, fin_taken, fin_held;
    bool heard; /* an ACK came since the oldest octet was last sent: it may be sent again early (RFC 5681) */
    bool ack_eaten;    /* an ACK was due while Nagle's algorithm held text back (quirk nagle-eats-ack) */
    bool probed_below; /* a probe repeated acknowledged text since then (quirk probe-below-una) */
    bool odd_heard;    /* an ACK came in an unacceptable segment since then (quirk ack-before-seq) */
    bool rewound;      /* something was sent again since the last new acknowledgment */
    bool scale_offered, stamp_offered; /* our own SYN asked for it (RFC 7323) */
    bool scaled, stamped;              /* ... and the peer's too */
    uint8_t snd_shift, rcv_shift;      /* of the peer's window fields, of the stack's */
    uint32_t stamp_recent;             /* the TSval of the peer that is to be echoed */
    uint32_t stamp_first, stamp_high;  /* that of its SYN, and the highest that came */
    uint32_t stamp_sent;               /* our last TSval; 0: none */
    bool peer_scale, peer_stamp;       /* its SYN asked for it */
    uint32_t route_first,
        route_last; /* the last gateways of the routes its first and its last came by; 0: none */
    bool reopened;  /* this incarnation began out of TIME-WAIT (MAY-2) */
    bool reuses;    /* ... and its ISS is still to come; old_nxt was SND.NXT then */
    uint32_t old_nxt;

    /* send */
    tspec_pos iss, snd_una, snd_nxt, snd_wl1, snd_wl2;
    /* WL1, WL2 of a stack that took no window from beyond a gap (AMB-19, AMB-52), where that one was the
     * window already; 0: as they are. */
    tspec_pos sure_wl1, sure_wl2;
    tspec_pos queued_to; /* one beyond the last octet the application gave */
    tspec_pos again_to;  /* where rewound: one beyond what was sent last (quirk nagle-eats-ack) */
    tspec_pos small_to;  /* one beyond the last small segment that was new (nagle.c) */
    tspec_pos snd_up;    /* one beyond the last urgent octet the application gave; 0: none */
    uint32_t cut_full;   /* the least full segment when text was queued that has not left */
    uint32_t growing;    /* towards cwnd's next segment (congestion.c) */
    struct tspec_settings set;
    uint32_t snd_wnd, max_snd_wnd;
    struct tspec_any_window any;
    uint16_t peer_mss;
    uint16_t any_mss;     /* the largest that an option made it in a segment that made no connection
                             (mss-in-any-segment); 0: there was none */
    tspec_pos early_to;   /* one beyond the text that was queued before the peer's MSS was known */
    uint64_t listened_us; /* a segment came last while the application still read */
    uint8_t resent;       /* how often the SYN went out again */
    uint16_t any_low;     /* the smallest, likewise */
    uint16_t mss_now;     /* the last that any segment's option made it */
    bool mss_zero;        /* the peer's MSS option said 0 */
    bool mss_default;     /* ... there was none (MUST-15) */
    uint16_t least_mss;   /* the smaller of two in its SYN, where either may count; 0: there was one */
    uint16_t path_mss;    /* the least that an ICMP message left of it; 0: none came */
    uint16_t ack_clause;  /* of the ACK that is due; 0: none of its own */

    /* receive */
    tspec_pos irs, rcv_nxt, rcv_edge; /* rcv_edge: the highest right edge advertised */
    tspec_pos ack_sent;               /* highest acknowledgment the stack sent */
    tspec_pos early_ack; /* an ACK of so much may leave before that of what came behind it; 0: none */
    tspec_pos read_to;   /* one beyond the last octet the application took */
    /* Text that is not read yet and came in segments that a quirk lets in: where the last of it ends, and
     * what tells it from other such text. */
    tspec_pos odd_to;
    uint32_t odd_text;
    tspec_pos eat_at;     /* a number in the stream that nobody can read, 0: none (quirk syn-eats-octet) */
    tspec_pos rcv_up;     /* one beyond the peer's urgent data, 0: there was none */
    bool up_unsure;       /* a segment with URG may not have counted yet */
    bool eaten;           /* there was one, and the window never opens by it again */
    tspec_pos pushed_to;  /* one beyond the last octet in order that came with PSH */
    tspec_pos fin_at;     /* position of the peer's FIN, when held or taken */
    uint32_t last_window; /* of the stack's last segment */
    uint8_t held_count;
    uint8_t late_count;

    /* what is due */
    uint32_t stimulus; /* the number of the present one, so that an answer can be dated, and what it was */
    struct tspec_asked asked;
    uint8_t reply_count;
    uint64_t ack_due_us;    /* a delayed ACK must have left before (exclusive) */
    uint64_t second_due_us; /* two full segments are unacknowledged: an ACK should have left */
    uint32_t unacked_octets;
    uint64_t live_due_us;                      /* data or a FIN that can go must have gone */
    uint64_t signal_due_us[TSPEC_SIGNALS_DUE]; /* 0: not due */
    uint16_t signal_clause[TSPEC_SIGNALS_DUE];
    uint8_t signal_may;            /* bit set of signals that may come */
    uint64_t end_lo_us, end_hi_us; /* the block goes away by itself in here (2 MSL, reclaim); TSPEC_NEVER */

    uint32_t ended_by;  /* the stimulus that ended the connection */
    uint64_t linger_us; /* a stack that sent a reset may be in TIME-WAIT until then (AMB-27) */

    /* retransmission (RFC 6298) */
    uint64_t flight_since_us; /* when something became outstanding, or was acknowledged last */
    uint64_t opened_us; /* R2 may count anew: the window opened, or shrank; the peer answered with a SYN */
    uint64_t busy_since_us; /* something has been outstanding all the time since */
    uint64_t rtx_last_us;   /* the oldest outstanding octet was last sent, or the timer restarted */
    uint64_t rtx_interval_us[2];
    uint64_t fresh_since_us; /* the first sending of something in flight that was sent but once; 0: there is
                                none */
    uint64_t syn_us;         /* our SYN went out last */
    uint64_t rtt_odd_us;     /* the longest from a retransmission to an ACK (quirk rtt-from-retransmission) */
    uint64_t rtt_max_us;     /* no round trip that could be measured was longer (Karn) */
    uint8_t rtx_count;       /* of the oldest outstanding octet */
    uint8_t keep_alives;     /* since something came last */
    uint8_t
        backed_off; /* how often RTO was doubled since the last round trip that could be measured (Karn) */

    struct tspec_persist persist;
    uint32_t cwnd,
        ssthresh; /* of a stack that declares its initial window (congestion.c); 0: not yet known */

    uint16_t quiet; /* the present stimulus asks for silence: clause + 1; 0: it does not */

    uint8_t debts;               /* how many of DEVIATES there were since one was told */
    struct tspec_objection debt; /* a DEVIATES or INFO this explanation costs, until no cheaper one is left */
    uint64_t quirks; /* bit set: what this explanation assumes against the RFC and no finding has told yet. 0:
                        a plain world. The last that is compared as it stands */
    uint8_t perhaps_count;

    /* Only the counted ones mean anything, and are copied and compared (tspec_world_copy). */
    struct tspec_held held[TSPEC_HELD_MAX];
    struct tspec_perhaps perhaps[TSPEC_PERHAPS_MAX]; /* in the order of from, each once */
    struct tspec_late late[TSPEC_LATE_MAX];          /* in the order of seq */
    struct tspec_reply replies[TSPEC_REPLIES_MAX];
};

struct tspec_piece {
    tspec_pos irs; /* of the incarnation */
    tspec_pos from, to;
    uint8_t high;    /* the upper four bits of its octets: incarnation and tag */
    bool opaque;     /* its octets are none of ours: whatever is delivered here is right */
    uint64_t quirks; /* of the world that took it */
};

struct tspec_stimulus {
    struct tspec_asked asked;
    uint64_t at_us;
    uint32_t seq, ack, length; /* of the segment, as on the wire */
};

/* What every standard of congestion control keeps to, in segments (congestion.c). */
struct tspec_congestion {
    uint16_t segments; /* that may be in flight; 0: no text was sent yet */
    uint16_t pieces;   /* sent since an ACK came last */
};

struct tspec_flow {
    uint8_t world_count, plain_count; /* the plain worlds are the first; there is always one */
    bool used;                        /* anything ever happened here */
    bool lost;       /* a world found no place: what the others do not explain is inconclusive */
    bool lost_quirk; /* likewise, one that takes a quirk */
    uint32_t stimuli;
    struct tspec_stimulus stimulus;
    /* Which octets a conforming stack may deliver, of this incarnation. */
    uint8_t piece_count;
    bool pieces_lost;
    struct tspec_congestion congestion;
    struct tspec_settings set; /* for the next active OPEN */
    uint64_t heard_us;         /* a segment came last that got as far as step 5 */
    uint8_t send_high;
    bool send_opaque;
    struct tspec_world worlds[TSPEC_WORLDS_MAX];
    struct tspec_piece pieces[TSPEC_PIECES_MAX];
};

/* A flow's worlds after a stimulus: step functions push and keep results, then the set replaces the old. */
struct tspec_next {
    struct tspec_model *m;
    struct tspec_flow *flow;
    unsigned index; /* of the flow */
    unsigned count;
    bool overflow, overflow_quirk;
    uint64_t taken;                               /* bit set: the places in use */
    struct tspec_world *worlds[TSPEC_WORLDS_MAX]; /* of the flow, where they lie, or in places */
    struct tspec_world places[TSPEC_WORLDS_MAX];
};

enum tspec_listening { TSPEC_LISTENING_NO, TSPEC_LISTENING_YES, TSPEC_LISTENING_MAYBE };

struct tspec_model {
    struct tspec_profile profile;
    struct tspec_model_sink sink;
    uint64_t now_us;
    bool exact;             /* the stack shows its variables: nothing is tolerated that is not declared */
    uint16_t option_clause; /* that the options of the present segment put to the test; 0: none */
    bool inconclusive;
    bool failed;
    uint8_t listening; /* enum tspec_listening, of the listener itself */
    int8_t moved_to;   /* the flow a moving listener became, -1 */
    uint16_t
        listens; /* passive OPENs that may still stand: a block that moved may come back beside another */
    struct tspec_settings listener_set;
    bool challenges;       /* the present segment asks for an ACK that a rate limit may hold back */
    uint64_t unlimited_us; /* from then on no limit can be reached: a second of quiet is over */
    uint64_t exercised[(TSPEC_CHECK_COUNT + 63) / 64];
    struct tspec_flow flows[TSPEC_FLOWS];
    bool class_kept; /* observed_class is that of the segment being judged, before it changed its world */
    char expected[256], observed[256], event_class[96], observed_class[96];
    struct tspec_next next; /* under way; means nothing between two steps */
};

/* ---- positions ---- */

static inline tspec_pos tspec_at(tspec_pos near, tspec_seq seq)
{
    return near + (int32_t)(seq.wire - (uint32_t)near);
}
static inline uint32_t tspec_cut(tspec_pos p)
{
    return (uint32_t)p;
}
/* Where a new number line begins: far from 0, so that positions below an ISS stay positive. */
static inline tspec_pos tspec_pos_first(tspec_seq seq)
{
    return ((tspec_pos)1 << 40) + seq.wire;
}
static inline tspec_pos tspec_max(tspec_pos a, tspec_pos b)
{
    return a > b ? a : b;
}
static inline tspec_pos tspec_min(tspec_pos a, tspec_pos b)
{
    return a < b ? a : b;
}

/* ---- windows ---- */

/* The window a segment of the peer offers, and one of the stack; that of a SYN is never scaled (RFC 7323). */
static inline uint32_t tspec_peer_window(const struct tspec_world *w, const struct tspec_segment *seg)
{
    return (uint32_t)seg->window << (w->scaled && !(seg->flags & TSPEC_SYN) ? w->snd_shift : 0);
}
static inline uint32_t tspec_own_window(const struct tspec_world *w, const struct tspec_segment *seg)
{
    return (uint32_t)seg->window << (w->scaled && !(seg->flags & TSPEC_SYN) ? w->rcv_shift : 0);
}

/* ---- choices ---- */

static inline unsigned tspec_allowed(const struct tspec_model *m, enum tspec_choice choice)
{
    return m->profile.allowed[choice];
}
static inline bool tspec_may(const struct tspec_model *m, enum tspec_choice choice, unsigned alternative)
{
    return (m->profile.allowed[choice] >> alternative & 1u) != 0;
}
static inline bool tspec_only(const struct tspec_model *m, enum tspec_choice choice, unsigned alternative)
{
    return m->profile.allowed[choice] == 1u << alternative;
}

/* ---- worlds (world.c) ---- */

/* This explanation costs a deviation, which is reported when no cheaper one is left. */
void tspec_world_owes(struct tspec_world *w, struct tspec_objection debt);
/* Likewise, of an alternative taken on the present stimulus: `observed` is its class. */
void tspec_world_notes(struct tspec_world *w, struct tspec_objection debt);

/* An empty set of worlds for a flow after a stimulus. */
struct tspec_next *tspec_next_begin(struct tspec_model *m, unsigned index);
/* A copy goes into the set. */
void tspec_next_push(struct tspec_next *next, const struct tspec_world *w);
/* Likewise, of a world that is done: one of the flow's own goes into the set as it lies there, and nobody
 * touches it any more. */
void tspec_next_keep(struct tspec_next *next, struct tspec_world *w);

void tspec_world_renew(struct tspec_world *w); /* nothing at all: a fresh incarnation */
/* A copy of what is in use: less than half of a world, mostly. */
void tspec_world_copy(struct tspec_world *to, const struct tspec_world *from);
/* Likewise, for a world that goes another way from here on, and assumes these quirks too. */
struct tspec_world tspec_world_forked(const struct tspec_world *w, uint64_t quirks);
/* The block goes away now: state CLOSED; what was due is forgotten, but for resets and signals. */
void tspec_world_delete(struct tspec_world *w);
/* A connection exists: SYN-SENT .. TIME-WAIT. */
static inline bool tspec_world_alive(const struct tspec_world *w)
{
    return w->state != TSPEC_CLOSED && w->state != TSPEC_LISTEN;
}
static inline bool tspec_world_outstanding(const struct tspec_world *w)
{
    return tspec_world_alive(w) && w->snd_una < w->snd_nxt;
}
static inline bool tspec_own_fin_acked(const struct tspec_world *w)
{
    return w->fin_sent && w->snd_una == w->snd_nxt;
}

/* Stores the set. Where there were too many, what the stored ones do not explain is inconclusive, no finding.
 */
void tspec_flow_store(struct tspec_next *next);
/* Each world's objection to one observation: drops those that fail, reports when no plain one is left; where
 * one with a quirk is, it is plain from now on. `seg` may be NULL. */
void tspec_flow_judge(struct tspec_model *m, unsigned index, const struct tspec_objection *objections,
                      const struct tspec_segment *seg);
/* Reports debts that every remaining world has. */
void tspec_flow_collect(struct tspec_model *m, unsigned index, const struct tspec_segment *seg);

#endif
