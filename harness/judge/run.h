/*
 * One scenario under way: what the judge's own files share. Nobody else includes this.
 */
#ifndef TSPEC_HARNESS_JUDGE_RUN_H
#define TSPEC_HARNESS_JUDGE_RUN_H

#include "engine/icmp.h"
#include "engine/wire.h"
#include "harness/judge/classes.h"
#include "harness/judge/form.h"
#include "harness/judge/judge.h"
#include "harness/judge/signature.h"
#include "harness/judge/tap.h"
#include "harness/scenario/track.h"

enum { TSPEC_TRACE_CLAUSES = 64 };
_Static_assert((unsigned)TSPEC_CHECK_COUNT <= TSPEC_COVERAGE_CHECKS, "each check is counted");

/* The last quirk a FAIL of a flow had, -1: none. In that incarnation (of the tracker's) the connection may be
 * another than the scenario's own expectations speak of. */
struct tspec_met {
    int quirk;
    unsigned incarnation;
};

struct tspec_pair;

struct tspec_judge {
    const struct tspec_sut_class *stack;
    struct tspec_sut *sut;
    bool judged;
    unsigned option_count; /* of the judge's own; a scenario's follow them in `options` */
    const char **options;
    struct tspec_model *model;
    struct tspec_pair *pair;  /* made for the first scenario with a peer; NULL before */
    struct tspec_judge *peer; /* in the run under way; NULL: the harness is the peer */
    bool is_peer;             /* of another judge */

    /* The run under way. */
    const struct tspec_scenario *scenario;
    struct tspec_verdict *verdict;
    struct tspec_coverage *coverage; /* `uncounted` where nobody asks for it */
    const struct tspec_trace *trace; /* may be NULL */
    struct tspec_profile profile;
    uint64_t quirks; /* to go into the profile */
    struct tspec_form_place place;
    struct tspec_track track;
    struct tspec_tap tap;
    uint64_t now_us;
    unsigned event_index;
    unsigned event_class; /* of the stimulus being judged */
    unsigned flow;        /* of what is being judged */
    unsigned states_told; /* bit set: flows whose shown state has been reported as a difference */
    unsigned next_segment, next_signal; /* where the next expectation looks on in the tap */
    struct tspec_met met[TSPEC_FLOWS];
    int odd_answer; /* the last quirk a DEVIATES had since the stimulus, on its flow: excuses a segment
                       expected as its answer, and nothing else */
    bool unopened;  /* an open the scenario makes is not to be had: its expectations are not for this stack */
    bool over;      /* a FAIL without a quirk: nothing more is judged */
    bool faulted;   /* the instance must not be touched until it is reset */
    uint16_t clauses[TSPEC_TRACE_CLAUSES]; /* since the last trace item */
    unsigned clause_count;
    /* Findings wait here for the item of the thing they are about, so that a trace reads in order. */
    bool holding;
    unsigned held_count;
    struct tspec_finding held[TSPEC_FINDINGS_MAX];
    struct tspec_finding beyond; /* one that finds the verdict full */
    struct tspec_coverage uncounted;
    struct tspec_signatures signatures;

    uint8_t *image; /* of step.c */
    size_t image_bytes;

    uint8_t packet[TSPEC_PACKET_MAX];
    uint8_t payload[TSPEC_SCENARIO_PAYLOAD_MAX];
    uint8_t data[TSPEC_SCENARIO_CALL_MAX];
};

/* judge.c, for step.c too. */

/* A fresh stack, a fresh model, an empty verdict: what comes before the first event. As tspec_judge_run. */
bool tspec_judge_start(struct tspec_judge *j, const struct tspec_scenario *scenario,
                       struct tspec_verdict *verdict, struct tspec_coverage *coverage,
                       const struct tspec_trace *trace, char *error, size_t error_bytes);
/* One event, number j->event_index. */
void tspec_judge_event(struct tspec_judge *j, const struct tspec_event *event);

/* judge.c: the steps of a run, for whoever feeds a judge with something else than events. */

/* The stack gets a packet; `seg` is what it was before the damage. */
void tspec_judge_packet(struct tspec_judge *j, unsigned flow, const struct tspec_segment *seg,
                        struct tspec_damaging damage, const uint8_t *packet, size_t bytes);
/* Its application calls. False: an assertion of the stack; there is no result. */
bool tspec_judge_call(struct tspec_judge *j, const struct tspec_call *call, struct tspec_call_result *result);
/* Time passes until then, absolute. */
void tspec_judge_wait(struct tspec_judge *j, uint64_t until_us);

/* record.c: findings, coverage, the trace. */

/* A finding of the judge's own, at the check's level, on j->flow. */
void tspec_judge_find(struct tspec_judge *j, unsigned check, const char *observed_class, const char *expected,
                      const char *observed);
/* A fault of the stack, told by its text alone. */
void tspec_judge_fault(struct tspec_judge *j, unsigned check, const char *text);
static inline void tspec_judge_exercised(struct tspec_judge *j, unsigned check)
{
    j->coverage->check[check]++;
}
/* The model's sink. */
void tspec_judge_sink(struct tspec_judge *j, struct tspec_model_sink *sink);
/* The model's state of a flow; TSPEC_STATE_ANY in the bare loop. */
unsigned tspec_judge_state(const struct tspec_judge *j, unsigned flow);
/* As the stack shows it; TSPEC_STATE_ANY where it does not. */
unsigned tspec_judge_shown_state(const struct tspec_judge *j, unsigned flow);
/* Findings from now on wait for the next trace item. */
void tspec_judge_hold(struct tspec_judge *j);
/* Fills in what every item has (time, event, states, clauses) and hands it out, then the findings held. Does
 * nothing when nobody traces. */
void tspec_judge_trace(struct tspec_judge *j, struct tspec_trace_item *item, unsigned state_before);

/* whitebox.c: after an event, the stack's own view of its flows against the model's. */
void tspec_judge_compare(struct tspec_judge *j);

/* expect.c: what the scenario itself says must come. */
void tspec_judge_expect_event(struct tspec_judge *j, const struct tspec_event *event);
void tspec_judge_expect_result(struct tspec_judge *j, const struct tspec_event *event,
                               const struct tspec_call_result *result);

#endif
