#include "harness/judge/step.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/judge/run.h"

/* The model stands behind it, then what the stack saved, each where the next multiple of sixteen is. */
struct tspec_judge_snapshot {
    uint64_t now_us;
    struct tspec_form_place place;
    struct tspec_track_flow flows[TSPEC_FLOWS];
    unsigned sent_count, states_told;
    struct tspec_met met[TSPEC_FLOWS];
    bool unopened;
    size_t stack_at;
};

static size_t rounded(size_t bytes)
{
    return (bytes + 15) / 16 * 16;
}

static size_t model_at(void)
{
    return rounded(sizeof(struct tspec_judge_snapshot));
}

static size_t stack_at(const struct tspec_judge *j)
{
    return model_at() + (j->judged ? rounded(tspec_model_bytes()) : 0);
}

bool tspec_judge_step_begin(struct tspec_judge *j, const struct tspec_scenario *settings,
                            struct tspec_verdict *verdict, const struct tspec_trace *trace, char *error,
                            size_t error_bytes)
{
    if (j->stack->save == NULL) {
        snprintf(error, error_bytes, "%s cannot be explored: its adapter has no snapshots", j->stack->name);
        return false;
    }
    if (!tspec_judge_start(j, settings, verdict, NULL, trace, error, error_bytes))
        return false;
    size_t bytes =
        TSPEC_TRACK_IMAGE_BYTES + j->stack->state_bytes(j->sut) + (j->judged ? tspec_model_image_bytes() : 0);
    if (bytes > j->image_bytes) {
        uint8_t *image = realloc(j->image, bytes);
        if (image == NULL) {
            snprintf(error, error_bytes, "no memory for images");
            return false;
        }
        j->image = image;
        j->image_bytes = bytes;
    }
    return true;
}

enum tspec_outcome tspec_judge_step(struct tspec_judge *j, const struct tspec_event *event,
                                    unsigned event_index, struct tspec_coverage *coverage)
{
    struct tspec_verdict *verdict = j->verdict;
    struct tspec_model_sink sink;
    j->coverage = coverage != NULL ? coverage : &j->uncounted;
    if (j->judged) {
        tspec_judge_sink(j, &sink);
        tspec_model_tell(j->model, &sink);
    }
    j->event_index = event_index;
    verdict->outcome = TSPEC_OUTCOME_PASS;
    verdict->finding_count = 0;
    verdict->events_run = event_index + 1;
    verdict->segments_in = verdict->segments_out = verdict->calls = verdict->signals = 0;
    tspec_judge_event(j, event);
    if (verdict->outcome == TSPEC_OUTCOME_PASS && j->judged && !j->over && tspec_model_inconclusive(j->model))
        verdict->outcome = TSPEC_OUTCOME_INCONCLUSIVE;
    j->coverage->events++;
    j->coverage->segments_in += verdict->segments_in;
    j->coverage->segments_out += verdict->segments_out;
    j->coverage->inconclusive += verdict->outcome == TSPEC_OUTCOME_INCONCLUSIVE;
    return verdict->outcome;
}

struct tspec_judge_snapshot *tspec_judge_snapshot_create(const struct tspec_judge *j)
{
    return calloc(1, stack_at(j) + j->stack->state_bytes(j->sut));
}

void tspec_judge_save(const struct tspec_judge *j, struct tspec_judge_snapshot *s)
{
    s->now_us = j->now_us;
    s->place = j->place;
    memcpy(s->flows, j->track.flows, sizeof s->flows);
    s->sent_count = j->track.sent_count;
    s->states_told = j->states_told;
    memcpy(s->met, j->met, sizeof s->met);
    s->unopened = j->unopened;
    s->stack_at = stack_at(j);
    if (j->judged)
        tspec_model_copy((struct tspec_model *)((uint8_t *)s + model_at()), j->model);
    j->stack->save(j->sut, (uint8_t *)s + s->stack_at);
}

void tspec_judge_restore(struct tspec_judge *j, const struct tspec_judge_snapshot *s)
{
    j->now_us = s->now_us;
    j->place = s->place;
    memcpy(j->track.flows, s->flows, sizeof s->flows);
    j->track.sent_count = s->sent_count;
    j->states_told = s->states_told;
    memcpy(j->met, s->met, sizeof s->met);
    j->unopened = s->unopened;
    j->odd_answer = -1;
    j->over = j->faulted = false;
    if (j->judged)
        tspec_model_copy(j->model, (const struct tspec_model *)((const uint8_t *)s + model_at()));
    j->stack->restore(j->sut, (const uint8_t *)s + s->stack_at);
}

const uint8_t *tspec_judge_image(struct tspec_judge *j, size_t *bytes)
{
    *bytes = tspec_track_image(&j->track, j->image);
    *bytes += j->stack->image(j->sut, j->image + *bytes);
    if (j->judged)
        *bytes += tspec_model_image(j->model, j->image + *bytes);
    return j->image;
}
