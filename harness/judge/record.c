/* What a run leaves behind: findings, coverage, the trace. */
#include <stdio.h>
#include <string.h>

#include "harness/judge/run.h"
#include "harness/judge/signature.h"
#include "harness/model/clauses.h"

/* Where a finding is written: in its place behind the others of the verdict, if there is one, so that none is
 * copied. All octets set, so that equal findings are equal octet for octet. */
static struct tspec_finding *begin_finding(struct tspec_judge *j, unsigned check, int clause, unsigned flow)
{
    struct tspec_verdict *verdict = j->verdict;
    struct tspec_finding *finding =
        verdict->finding_count < TSPEC_FINDINGS_MAX ? &verdict->findings[verdict->finding_count] : &j->beyond;
    memset(finding, 0, sizeof *finding);
    finding->check = check;
    finding->clause = clause;
    finding->quirk = -1;
    finding->level = tspec_check_at(check)->level;
    finding->flow = flow;
    return finding;
}

/* A repeated finding of one scenario is one finding, unexplained if any of them is. When the table is full, a
 * graver one takes a milder one's place. */
static void keep(struct tspec_verdict *verdict, const struct tspec_finding *finding)
{
    struct tspec_finding *mildest = NULL;
    for (unsigned i = 0; i < verdict->finding_count; i++) {
        struct tspec_finding *kept = &verdict->findings[i];
        if (strcmp(kept->signature, finding->signature) == 0) {
            if (kept->quirk >= 0 && finding->quirk < 0)
                *kept = *finding;
            return;
        }
        if (mildest == NULL || kept->level < mildest->level)
            mildest = kept;
    }
    if (verdict->finding_count < TSPEC_FINDINGS_MAX)
        verdict->finding_count++;
    else if (mildest->level < finding->level)
        *mildest = *finding;
}

static void trace_finding(struct tspec_judge *j, const struct tspec_finding *finding)
{
    struct tspec_trace_item item = {.kind = TSPEC_TRACE_FINDING, .flow = finding->flow, .finding = finding};
    tspec_judge_trace(j, &item, finding->state);
}

static void meet(struct tspec_judge *j, const struct tspec_finding *finding)
{
    if (finding->quirk < 0 || finding->flow >= TSPEC_FLOWS)
        return;
    if (finding->level == TSPEC_LEVEL_FAIL)
        j->met[finding->flow] = (struct tspec_met){finding->quirk, j->track.flows[finding->flow].incarnation};
    else if (finding->level == TSPEC_LEVEL_DEVIATES && finding->flow == j->verdict->last_flow)
        j->odd_answer = finding->quirk;
}

/* The quirk by which what the scenario expects on j->flow is not to be had, -1: none. */
static int excuse(const struct tspec_judge *j)
{
    const struct tspec_event *event = &j->scenario->events[j->event_index];

    if (j->flow >= TSPEC_FLOWS)
        return -1;
    const struct tspec_met *met = &j->met[j->flow];
    if (met->quirk >= 0 && met->incarnation == j->track.flows[j->flow].incarnation)
        return met->quirk;
    bool answer = event->kind == TSPEC_EVENT_EXPECT_SEGMENT && j->flow == j->verdict->last_flow;
    return answer ? j->odd_answer : -1;
}

static void record(struct tspec_judge *j, struct tspec_finding *finding)
{
    if (j->over)
        return;
    finding->event_index = j->event_index;
    finding->time_us = j->now_us;
    meet(j, finding);
    tspec_signatures_set(&j->signatures, finding);
    keep(j->verdict, finding);
    if (finding->level >= TSPEC_LEVEL_DEVIATES)
        j->verdict->outcome = TSPEC_OUTCOME_FINDING;
    if (finding->level == TSPEC_LEVEL_FAIL && finding->quirk < 0)
        j->over = true;
    if (j->trace == NULL)
        return;
    if (!j->holding)
        trace_finding(j, finding);
    else if (j->held_count < TSPEC_FINDINGS_MAX)
        j->held[j->held_count++] = *finding;
}

static void copy(char *to, size_t bytes, const char *from)
{
    size_t length = from == NULL ? 0 : strnlen(from, bytes - 1);
    if (length > 0)
        memcpy(to, from, length);
    to[length] = '\0';
}

void tspec_judge_find(struct tspec_judge *j, unsigned check, const char *observed_class, const char *expected,
                      const char *observed)
{
    struct tspec_finding *finding = begin_finding(j, check, -1, j->flow);
    finding->state = tspec_judge_state(j, j->flow);
    if (check == TSPEC_CHECK_EXPECTATION)
        finding->quirk = excuse(j);
    copy(finding->event_class, sizeof finding->event_class, tspec_event_class_name(j->event_class));
    copy(finding->observed_class, sizeof finding->observed_class, observed_class);
    copy(finding->expected, sizeof finding->expected, expected);
    copy(finding->observed, sizeof finding->observed, observed);
    record(j, finding);
}

void tspec_judge_fault(struct tspec_judge *j, unsigned check, const char *text)
{
    struct tspec_finding *finding = begin_finding(j, check, -1, j->flow);
    finding->state = TSPEC_STATE_ANY;
    copy(finding->event_class, sizeof finding->event_class, "*");
    tspec_signature_text(text, finding->observed_class, sizeof finding->observed_class);
    copy(finding->expected, sizeof finding->expected, "the stack goes on");
    copy(finding->observed, sizeof finding->observed, text);
    record(j, finding);
}

static void on_finding(void *context, const struct tspec_model_finding *found)
{
    struct tspec_finding *finding = begin_finding(context, found->check, (int)found->clause, found->flow);
    finding->state = found->state;
    finding->level = found->level;
    finding->quirk = found->quirk;
    copy(finding->event_class, sizeof finding->event_class, found->event_class);
    copy(finding->observed_class, sizeof finding->observed_class, found->observed_class);
    copy(finding->expected, sizeof finding->expected, found->expected);
    copy(finding->observed, sizeof finding->observed, found->observed);
    record(context, finding);
}

static void on_clause(void *context, unsigned flow, unsigned clause)
{
    (void)flow;
    struct tspec_judge *j = context;
    /* What every segment is held to would stand on every line of a trace. */
    if (strncmp(tspec_clause_at(clause)->name, "emit.", 5) == 0)
        return;
    if (j->clause_count == TSPEC_TRACE_CLAUSES)
        return;
    /* Several worlds apply the same clause: once is enough for a reader. */
    for (unsigned i = 0; i < j->clause_count; i++)
        if (j->clauses[i] == clause)
            return;
    j->clauses[j->clause_count++] = (uint16_t)clause;
}

void tspec_judge_sink(struct tspec_judge *j, struct tspec_model_sink *sink)
{
    _Static_assert((int)TSPEC_CHECK_COUNT <= TSPEC_COVERAGE_CHECKS, "a counter for each check");
    _Static_assert((int)TSPEC_CLAUSE_COUNT <= TSPEC_COVERAGE_CLAUSES, "a counter for each clause");
    *sink = (struct tspec_model_sink){.context = j,
                                      .finding = on_finding,
                                      .clause = j->trace != NULL ? on_clause : NULL,
                                      .clauses = j->coverage->clause,
                                      .exercised = j->coverage->check};
}

unsigned tspec_judge_state(const struct tspec_judge *j, unsigned flow)
{
    return j->judged ? tspec_model_state(j->model, flow) : TSPEC_STATE_ANY;
}

void tspec_judge_hold(struct tspec_judge *j)
{
    j->holding = j->trace != NULL;
}

unsigned tspec_judge_shown_state(const struct tspec_judge *j, unsigned flow)
{
    struct tspec_view view = {0};
    bool shown = j->stack->view != NULL && !j->faulted && j->stack->view(j->sut, flow, &view) &&
                 (view.valid & TSPEC_VIEW_STATE) != 0;
    return shown ? view.state : (unsigned)TSPEC_STATE_ANY;
}

void tspec_judge_trace(struct tspec_judge *j, struct tspec_trace_item *item, unsigned state_before)
{
    if (j->trace == NULL)
        return;
    item->time_us = item->kind == TSPEC_TRACE_ADVANCE ? item->time_us : j->now_us;
    item->event_index = j->event_index;
    item->peer = j->is_peer;
    item->state_before = state_before;
    item->state_after = tspec_judge_state(j, item->flow);
    item->stack_state = tspec_judge_shown_state(j, item->flow);
    item->peer_state = j->peer ? tspec_judge_shown_state(j->peer, item->flow) : (unsigned)TSPEC_STATE_ANY;
    if (j->is_peer)
        item->peer_state = item->stack_state;
    item->clauses = j->clauses;
    item->clause_count = j->clause_count;
    j->trace->item(j->trace->context, item);
    j->clause_count = 0;
    if (!j->holding)
        return;
    j->holding = false;
    for (unsigned i = 0; i < j->held_count; i++)
        trace_finding(j, &j->held[i]);
    j->held_count = 0;
}
