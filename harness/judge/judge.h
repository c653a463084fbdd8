/*
 * The judge: drives one stack and the model in lock-step through a scenario and says where they part.
 */
#ifndef TSPEC_HARNESS_JUDGE_H
#define TSPEC_HARNESS_JUDGE_H

#include "harness/model/checks.h"
#include "harness/model/model.h"
#include "harness/scenario/damage.h"
#include "harness/scenario/scenario.h"
#include "harness/sut/sut.h"

enum {
    TSPEC_SIGNATURE_CHARS = 12,
    TSPEC_FINDINGS_MAX = 16,
    TSPEC_CLASS_BYTES = 128,
    TSPEC_SENTENCE_BYTES = 256,
    TSPEC_FLOOD_SEGMENTS = 1000, /* for one event; one more is a flood */
};

/* One finding, self-contained. The signature (signature.h) can be computed again from the other fields. state
 * is the model's, TSPEC_STATE_ANY where its worlds disagree; a fault of the stack itself (assertion, crash,
 * hang) is told by its text alone: state TSPEC_STATE_ANY, event class "*". */
struct tspec_finding {
    char signature[TSPEC_SIGNATURE_CHARS + 1];
    unsigned check; /* index into the check table */
    int clause;     /* index into the clause table, -1 when the judge itself found it */
    int quirk;      /* index of the quirk that explains it (harness/model/quirks.h), -1: none */
    enum tspec_level level;
    unsigned flow;
    unsigned state;
    unsigned event_index; /* of the scenario; the event count for the settle at the end */
    uint64_t time_us;
    char event_class[TSPEC_CLASS_BYTES];
    char observed_class[TSPEC_CLASS_BYTES];
    char expected[TSPEC_SENTENCE_BYTES];
    char observed[TSPEC_SENTENCE_BYTES];
};

enum tspec_outcome {
    TSPEC_OUTCOME_PASS,         /* judged to the end, no finding of level DEVIATES or FAIL */
    TSPEC_OUTCOME_FINDING,      /* at least one */
    TSPEC_OUTCOME_INCONCLUSIVE, /* more than 16 worlds */
};

struct tspec_verdict {
    enum tspec_outcome outcome;
    unsigned finding_count; /* at most TSPEC_FINDINGS_MAX are kept, the gravest among them */
    struct tspec_finding findings[TSPEC_FINDINGS_MAX];
    unsigned events_run; /* a FAIL without a quirk ends the scenario early */
    unsigned segments_in, segments_out, calls, signals;
    unsigned last_flow, last_state,
        last_class;  /* the last stimulus: where, the model's state before it, its event class */
    uint64_t end_us; /* the virtual time reached */
};

/* Counters over many scenarios, plain data (they live in shared memory): how often a check had something to
 * decide, a clause applied, and how often the pair (state, event class) was met. */
enum { TSPEC_COVERAGE_CLAUSES = 512, TSPEC_COVERAGE_CHECKS = 256, TSPEC_EVENT_CLASSES = 32 };
struct tspec_coverage {
    uint64_t scenarios, events, segments_in, segments_out, inconclusive;
    uint64_t check[TSPEC_COVERAGE_CHECKS];
    uint64_t clause[TSPEC_COVERAGE_CLAUSES];
    uint64_t state_event[TSPEC_STATE_COUNT + 1][TSPEC_EVENT_CLASSES];
};
/* The columns of the state x event heat map: "SYN", "SYN+ACK", "ACK", "data", "FIN", "RST", "listen", ...
 * (classes.h). */
const char *tspec_event_class_name(unsigned event_class); /* NULL beyond the last */
void tspec_coverage_add(struct tspec_coverage *into, const struct tspec_coverage *from);

/* The trace: what happened, item by item, for `replay`, ladders and captures. IN is told before the stack
 * gets the packet, so that the segment a stack dies of is in the trace; the rest is told after the event. */
enum tspec_trace_kind {
    TSPEC_TRACE_IN,      /* harness -> stack, packet: a segment, or an ICMP message */
    TSPEC_TRACE_OUT,     /* stack -> harness, packet */
    TSPEC_TRACE_CALL,    /* application call and its result */
    TSPEC_TRACE_SIGNAL,  /* stack -> application */
    TSPEC_TRACE_ADVANCE, /* time passes to time_us */
    TSPEC_TRACE_FINDING, /* here it went wrong */
    TSPEC_TRACE_NETWORK, /* what the network between two stacks does with the packet told before */
};
struct tspec_trace_item {
    enum tspec_trace_kind kind;
    uint64_t time_us;
    unsigned flow;
    unsigned event_index;
    unsigned state_before, state_after; /* of the model, TSPEC_STATE_ANY where worlds disagree */
    unsigned stack_state;               /* as the stack shows it now, TSPEC_STATE_ANY where it does not */
    const uint8_t *packet;              /* IN, OUT: the IP packet */
    size_t packet_bytes;
    const struct tspec_segment *segment; /* IN, OUT when it could be read, else NULL */
    const struct tspec_icmp *icmp;       /* IN: the message, when it is one; else NULL */
    struct tspec_damaging damage;        /* IN: what was done to the packet */
    const struct tspec_call *call;
    const struct tspec_call_result *result;
    enum tspec_signal signal;
    const uint16_t *clauses; /* clauses that applied, in order */
    unsigned clause_count;
    const struct tspec_finding *finding;
    unsigned peer_state; /* as a peer that is a stack shows its own, else TSPEC_STATE_ANY */
    bool peer;           /* the item is the peer's: it stands where `stack` stands above */
    uint8_t fate;        /* NETWORK: enum tspec_fate ... */
    uint64_t span_us;    /* ... and its span */
    const char *asks; /* IN: what must be sent now, "" where the worlds do not agree (tspec_model_asks) ... */
    int asks_clause;  /* ... and the clause that asks for it, -1: none */
};
struct tspec_trace {
    void *context;
    void (*item)(void *context, const struct tspec_trace_item *item); /* all borrowed */
};

struct tspec_judge; /* a stack instance, a model, and the wire between them */

/* Makes a judge for one stack. `options` (NAME=VALUE) go to the adapter. With judged false, the same events
 * run through the same stack and nothing is judged (the bare loop, for measurements). NULL on error with a
 * sentence in `error`. */
struct tspec_judge *tspec_judge_create(const struct tspec_sut_class *stack, const char *const *options,
                                       unsigned option_count, bool judged, char *error, size_t error_bytes);
void tspec_judge_destroy(struct tspec_judge *judge);

/* From the next run on these quirks (bit set of indices into harness/model/quirks.h) are allowed for. None at
 * first. */
void tspec_judge_allow(struct tspec_judge *judge, uint64_t quirks);

/* Runs one scenario from a fresh stack. Same scenario, same options: same verdict, same trace, byte for byte.
 * `coverage` is added to; it and `trace` may be NULL. False when the scenario's own configuration cannot be
 * had by this stack (error filled in): it was not judged. */
bool tspec_judge_run(struct tspec_judge *judge, const struct tspec_scenario *scenario,
                     struct tspec_verdict *verdict, struct tspec_coverage *coverage,
                     const struct tspec_trace *trace, char *error, size_t error_bytes);

/* The profile of the judge's stack, as last configured. */
void tspec_judge_profile(const struct tspec_judge *judge, struct tspec_profile *profile);

#endif
