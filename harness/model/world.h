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
    TSPEC_STIMULUS_TIME
};

/* What the stack was given, in closed classes (classes.c). */
struct tspec_asked {
    uint8_t kind; /* enum tspec_stimulus_kind */
    uint8_t call, flags, damage;
    uint8_t seq_place, ack_place;
    bool text, on_listener;
};

/* An answer to a stimulus that must or may come. */
enum tspec_reply_kind {
    TSPEC_REPLY_ACK,     /* <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>, alone or on a larger segment */
    TSPEC_REPLY_RST,     /* a RST with the fields given */
    TSPEC_REPLY_RST_ANY, /* a RST whose form the RFC does not prescribe */
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
    bool opened; /* for what is in flight, since the last new acknowledgment */
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

struct tspec_world {
    uint8_t state; /* enum tspec_state; CLOSED: nothing lives here. LISTEN: a moving listener came back to
                      this flow */
    bool passive;  /* the connection began in LISTEN (MUST-11) */
    bool turned;   /* a listener turned active (3.10.1) */
    bool accepted; /* the application holds it */
    bool unheard;  /* the listener it came from is gone */
    bool released; /* the application reads no more */
    bool syn_sent, syn_resent;
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
    uint32_t stamp_recent;             /* the highest TSval of the peer */
    bool reopened;                     /* this incarnation began out of TIME-WAIT (MAY-2) */
    bool reuses;                       /* ... and its ISS is still to come; old_nxt was SND.NXT then */
    uint32_t old_nxt;

    /* send */
    tspec_pos iss, snd_una, snd_nxt, snd_wl1, snd_wl2;
    tspec_pos queued_to; /* one beyond the last octet the application gave */
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
    bool eaten;           /* there was one, and the window never opens by it again */
    tspec_pos pushed_to;  /* one beyond the last octet that came with PSH */
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
    uint64_t live_due_us;                       /* data or a FIN that can go must have gone */
    uint64_t signal_due_us[TSPEC_SIGNAL_COUNT]; /* 0: not due */
    uint16_t signal_clause[TSPEC_SIGNAL_COUNT];
    uint8_t signal_may;            /* bit set of signals that may come */
    uint64_t end_lo_us, end_hi_us; /* the block goes away by itself in here (2 MSL, reclaim); TSPEC_NEVER */

    uint32_t ended_by;  /* the stimulus that ended the connection */
    uint64_t linger_us; /* a stack that sent a reset may be in TIME-WAIT until then (AMB-27) */

    /* retransmission (RFC 6298) */
    uint64_t flight_since_us; /* when something became outstanding */
    uint64_t rtx_last_us;     /* the oldest outstanding octet was last sent, or the timer restarted */
    uint64_t rtx_interval_us[2];
    uint64_t fresh_since_us; /* the first sending of something in flight that was sent but once; 0: there is
                                none */
    uint64_t syn_us;         /* our SYN went out last */
    uint64_t rtt_odd_us;     /* the longest from a retransmission to an ACK (quirk rtt-from-retransmission) */
    uint64_t rtt_max_us;     /* no round trip that could be measured was longer (Karn) */
    uint8_t rtx_count;       /* of the oldest outstanding octet */
    uint8_t
        backed_off; /* how often RTO was doubled since the last round trip that could be measured (Karn) */

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
    uint8_t send_high;
    bool send_opaque;
    struct tspec_world worlds[TSPEC_WORLDS_MAX];
    struct tspec_piece pieces[TSPEC_PIECES_MAX];
};

enum tspec_listening { TSPEC_LISTENING_NO, TSPEC_LISTENING_YES, TSPEC_LISTENING_MAYBE };

struct tspec_model {
    struct tspec_profile profile;
    struct tspec_model_sink sink;
    uint64_t now_us;
    bool exact; /* the stack shows its variables: nothing is tolerated that is not declared */
    bool inconclusive;
    bool failed;
    uint8_t listening; /* enum tspec_listening, of the listener itself */
    int8_t moved_to;   /* the flow a moving listener became, -1 */
    uint16_t
        listens;     /* passive OPENs that may still stand: a block that moved may come back beside another */
    bool challenges; /* the present segment asks for an ACK that a rate limit may hold back */
    uint64_t unlimited_us; /* from then on no limit can be reached: a second of quiet is over */
    uint64_t exercised[(TSPEC_CHECK_COUNT + 63) / 64];
    struct tspec_flow flows[TSPEC_FLOWS];
    bool class_kept; /* observed_class is that of the segment being judged, before it changed its world */
    char expected[256], observed[256], event_class[96], observed_class[96];
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

/* A flow's worlds after a stimulus are built here: step functions push results, then the set replaces the
 * old. */
struct tspec_next {
    struct tspec_model *m;
    struct tspec_flow *flow;
    unsigned index; /* of the flow */
    unsigned count;
    bool overflow, overflow_quirk;
    struct tspec_world worlds[TSPEC_WORLDS_MAX];
};
/* An empty set; its worlds, half a hundred kilobytes, stay as they are. */
static inline void tspec_next_begin(struct tspec_next *next, struct tspec_model *m, unsigned index)
{
    next->m = m;
    next->flow = &m->flows[index];
    next->index = index;
    next->count = 0;
    next->overflow = next->overflow_quirk = false;
}
void tspec_next_push(struct tspec_next *next, const struct tspec_world *w);

void tspec_world_renew(struct tspec_world *w); /* nothing at all: a fresh incarnation */
/* A copy of what is in use: less than half of a world, mostly. */
void tspec_world_copy(struct tspec_world *to, const struct tspec_world *from);
/* The block goes away now: state CLOSED; what was due is forgotten, but for resets and signals. */
void tspec_world_delete(struct tspec_world *w);
bool tspec_world_alive(const struct tspec_world *w); /* a connection exists: SYN-SENT .. TIME-WAIT */
bool tspec_world_outstanding(const struct tspec_world *w);
bool tspec_own_fin_acked(const struct tspec_world *w);

/* Stores the set. Where there were too many, what the stored ones do not explain is inconclusive, no finding.
 */
void tspec_flow_store(struct tspec_model *m, unsigned index, struct tspec_next *next);
/* Each world's objection to one observation: drops those that fail, reports when no plain one is left; where
 * one with a quirk is, it is plain from now on. `seg` may be NULL. */
void tspec_flow_judge(struct tspec_model *m, unsigned index, const struct tspec_objection *objections,
                      const struct tspec_segment *seg);
/* Reports debts that every remaining world has. */
void tspec_flow_collect(struct tspec_model *m, unsigned index, const struct tspec_segment *seg);

#endif
