/*
 * The reference model: everything a conforming endpoint may do (RFC 9293; docs/judge.md).
 *
 * The model holds the set of worlds that explain all that was seen so far. The judge tells it each stimulus
 * just before or after the stack got it, each thing the stack did, and the passing of time; the model answers
 * with findings, the clauses it applied, and the checks it exercised. It reads no state of any stack, no rule
 * table, and none of the engine's arithmetic: sequence numbers are 64 bits wide in here and never wrap.
 *
 * Order of calls, for a stimulus at time t:
 *   tspec_model_time(m, t)           time passed until t: deadlines before t are judged
 *   tspec_model_segment/_icmp/_call  the stimulus (for a call: with the result it returned)
 *   tspec_model_sent / _signal       what the stack emitted during it, in its order, all at t
 *   tspec_model_settle(m)            the stack has come to rest at t
 * While time advances: for each emission at t: tspec_model_time(m, t); tspec_model_sent/_signal;
 * tspec_model_settle.
 */
#ifndef TSPEC_HARNESS_MODEL_H
#define TSPEC_HARNESS_MODEL_H

#include <stddef.h>
#include "engine/event.h"
#include "engine/segment.h"
#include "harness/profile.h"

/* Levels of a deviation, mild to grave. Only FAIL removes a world. */
enum tspec_level { TSPEC_LEVEL_INFO, TSPEC_LEVEL_DEVIATES, TSPEC_LEVEL_FAIL };

/* One deviation. Strings are static or point into the model and hold until the next call. */
struct tspec_model_finding {
    unsigned check;  /* index into the check table, harness/model/checks.h */
    unsigned clause; /* index into the clause table; its label is the rule id */
    enum tspec_level level;
    unsigned flow;
    unsigned state;             /* enum tspec_state of the model, TSPEC_STATE_ANY where worlds disagree */
    const char *event_class;    /* closed enumeration: what the stack was given, no numbers */
    const char *observed_class; /* closed enumeration: what it did, no numbers */
    const char *expected;       /* one sentence with numbers, for people */
    const char *observed;
    int quirk; /* index of the quirk that explains it (quirks.h), -1: none. Judging goes on after it. */
};

/* Where the model's answers go. Any pointer may be NULL. */
struct tspec_model_sink {
    void *context;
    void (*finding)(void *context, const struct tspec_model_finding *finding);
    void (*clause)(void *context, unsigned flow, unsigned clause); /* a clause applied in some world */
    uint64_t *clauses;   /* counters, one a clause: how often it applied in a world */
    uint64_t *exercised; /* counters, one a check: at how many instants it had something to decide */
};

struct tspec_model; /* plain data: copy it with memcpy, no pointers into itself that must survive */

size_t tspec_model_bytes(void); /* how much memory a model takes */
void tspec_model_init(struct tspec_model *m, const struct tspec_profile *profile,
                      const struct tspec_model_sink *sink);

/* From now on the model's answers go there. */
void tspec_model_tell(struct tspec_model *m, const struct tspec_model_sink *sink);

/* *to becomes a copy of *from, of what is in use: some kilobytes. Profile and sink stay its own. */
void tspec_model_copy(struct tspec_model *to, const struct tspec_model *from);
/* Writes what the model's future depends on into out[tspec_model_image_bytes()] and returns how many octets
 * it came to: numbers relative to the streams, times by the waits they lie beyond, no cause and no content
 * (docs/explore.md). Models with equal images answer alike, as far as no wait ends between their times. */
size_t tspec_model_image_bytes(void);
size_t tspec_model_image(const struct tspec_model *m, uint8_t *out);

/* A segment from the harness is about to reach the stack. `flow` is its connection. */
void tspec_model_segment(struct tspec_model *m, unsigned flow, const struct tspec_segment *seg,
                         enum tspec_damage damage);
/* The application's call returned. */
void tspec_model_call(struct tspec_model *m, const struct tspec_call *call,
                      const struct tspec_call_result *result);
/* An ICMP message about the flow is about to reach the stack. */
void tspec_model_icmp(struct tspec_model *m, unsigned flow, const struct tspec_icmp *icmp);
/* The stack sent a segment on a flow (already decoded; the judge has checked form and checksum). */
void tspec_model_sent(struct tspec_model *m, unsigned flow, const struct tspec_segment *seg);
/* The stack signalled its application. */
void tspec_model_signal(struct tspec_model *m, unsigned flow, enum tspec_signal signal);
/* Nothing more comes at this instant. */
void tspec_model_settle(struct tspec_model *m);
/* Time is now_us (absolute). */
void tspec_model_time(struct tspec_model *m, uint64_t now_us);
/* The scenario is over; obligations due later lapse. */
void tspec_model_finish(struct tspec_model *m);

/* The state the model believes a flow to be in; TSPEC_STATE_ANY when worlds disagree. */
unsigned tspec_model_state(const struct tspec_model *m, unsigned flow);
/* How many worlds there are; 0 after a finding of level FAIL that no quirk explains. */
unsigned tspec_model_worlds(const struct tspec_model *m);
/* What the present stimulus asks the stack to send on a flow, for people: "<SEQ=537><ACK=1><CTL=ACK>",
 * several alternatives joined by " or "; "" where some world asks for nothing. Worlds that take a quirk are
 * not asked. Returns the clause that asks, -1: none. */
int tspec_model_asks(const struct tspec_model *m, unsigned flow, char *out, size_t cap);
/* True when more than 16 worlds were needed: the scenario cannot be judged to its end. */
bool tspec_model_inconclusive(const struct tspec_model *m);

/* The model's variables for one flow, where all worlds agree, for comparison with what the stack shows: only
 * the state for one that does not show its variables. Wire values (modulo 2^32). */
enum tspec_model_known {
    TSPEC_KNOWN_STATE = 1 << 0,
    TSPEC_KNOWN_SND = 1 << 1,      /* iss, snd_una, snd_nxt, snd_wnd */
    TSPEC_KNOWN_SND_WL = 1 << 2,   /* snd_wl1, snd_wl2 */
    TSPEC_KNOWN_RCV_NXT = 1 << 3,  /* irs, rcv_nxt */
    TSPEC_KNOWN_RCV_EDGE = 1 << 4, /* the highest right edge the stack has advertised */
    TSPEC_KNOWN_MAX_WND = 1 << 5,
    /* The timers, each its own (timers.c). */
    TSPEC_KNOWN_RETRANSMISSION = 1 << 6,
    TSPEC_KNOWN_USER = 1 << 7,
    TSPEC_KNOWN_TIME_WAIT = 1 << 8,
    TSPEC_KNOWN_DELAYED_ACK = 1 << 9,
    TSPEC_KNOWN_FIN_WAIT_2 = 1 << 10,
};
struct tspec_model_view {
    uint32_t known;
    uint8_t state;
    bool listens; /* CLOSED, and a listener meets what arrives */
    tspec_seq iss, snd_una, snd_nxt, snd_wl1, snd_wl2, irs, rcv_nxt, rcv_edge;
    uint32_t snd_wnd, max_snd_wnd;
    /* When they expire; of retransmission: when it started, an RTO before. UINT64_MAX: it does not run. */
    uint64_t retransmission_since_us, user_at_us, time_wait_at_us, delayed_ack_at_us, fin_wait_2_at_us;
};
void tspec_model_view(const struct tspec_model *m, unsigned flow, struct tspec_model_view *view);

/* The clause table: the pieces of the model, each labelled with the rule ids of rfc/rules it stands for. */
struct tspec_clause {
    const char *name;    /* "syn_sent.ack.bad_ack": the spec's rule id, an opaque label in here */
    const char *rules;   /* ids of the decision tables, "SA-SS-2 AMB-23" */
    const char *section; /* "3.10.7.3" */
    const char *text;    /* what it asks, in our words */
};
unsigned tspec_clause_count(void);
const struct tspec_clause *tspec_clause_at(unsigned index);

#endif
