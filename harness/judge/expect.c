/* What a scenario's text says must come, beside what the model says (docs/scenario.md, "Expectations"). */
#include <stdio.h>

#include "harness/judge/run.h"

/* Expectations are met in order, emissions in between may be skipped, each serves once. */
static bool segment_came(struct tspec_judge *j, const struct tspec_event *event)
{
    while (j->next_segment < j->tap.count) {
        const struct tspec_tap_item *item = &j->tap.items[j->next_segment++];
        if (item->kind == TSPEC_TAP_PACKET && item->flow == event->flow &&
            tspec_track_matches(&j->track, event, &item->segment))
            return true;
    }
    return false;
}

static bool signal_came(struct tspec_judge *j, const struct tspec_event *event)
{
    while (j->next_signal < j->tap.count) {
        const struct tspec_tap_item *item = &j->tap.items[j->next_signal++];
        if (item->kind == TSPEC_TAP_SIGNAL && item->flow == event->flow && item->signal == event->signal)
            return true;
    }
    return false;
}

void tspec_judge_expect_event(struct tspec_judge *j, const struct tspec_event *event)
{
    j->flow = event->flow;
    tspec_judge_exercised(j, TSPEC_CHECK_EXPECTATION);
    if (event->kind == TSPEC_EVENT_EXPECT_SEGMENT) {
        if (!segment_came(j, event))
            tspec_judge_find(j, TSPEC_CHECK_EXPECTATION, "no such segment", "the segment the scenario names",
                             "none like it since the last stimulus");
        return;
    }
    char expected[64];
    snprintf(expected, sizeof expected, "the signal %s", tspec_signal_name(event->signal));
    if (!signal_came(j, event))
        tspec_judge_find(j, TSPEC_CHECK_EXPECTATION, "no such signal", expected,
                         "none since the last stimulus");
}

void tspec_judge_expect_result(struct tspec_judge *j, const struct tspec_event *event,
                               const struct tspec_call_result *result)
{
    char expected[64], observed[64];
    if (event->expect_result < 0 || result->result == TSPEC_RESULT_UNSUPPORTED)
        return;
    tspec_judge_exercised(j, TSPEC_CHECK_EXPECTATION);
    if (result->result != event->expect_result) {
        snprintf(expected, sizeof expected, "%s", tspec_result_name((unsigned)event->expect_result));
        snprintf(observed, sizeof observed, "%s", tspec_result_name(result->result));
        tspec_judge_find(j, TSPEC_CHECK_EXPECTATION, "another result", expected, observed);
    } else if (result->result != TSPEC_RESULT_OK) {
        return;
    } else if (event->expect_octets >= 0 && result->octets != (uint32_t)event->expect_octets) {
        snprintf(expected, sizeof expected, "%d octets", (int)event->expect_octets);
        snprintf(observed, sizeof observed, "%u octets", (unsigned)result->octets);
        tspec_judge_find(j, TSPEC_CHECK_EXPECTATION, "another number of octets", expected, observed);
    } else if (event->expect_state >= 0 && result->state != TSPEC_STATE_ANY &&
               result->state != event->expect_state) {
        tspec_judge_find(j, TSPEC_CHECK_EXPECTATION, "another state",
                         tspec_state_name((unsigned)event->expect_state), tspec_state_name(result->state));
    }
}
