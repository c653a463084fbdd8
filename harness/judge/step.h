/*
 * A scenario event by event, with snapshots to go back to: what exploration is made of (docs/explore.md). The
 * stack must be able to save itself (harness/sut/sut.h).
 *
 * Replays of earlier segments are not for it: a snapshot does not keep what was sent.
 */
#ifndef TSPEC_HARNESS_JUDGE_STEP_H
#define TSPEC_HARNESS_JUDGE_STEP_H

#include "harness/judge/judge.h"

/* A fresh stack under the scenario's settings; its events are not run. All borrowed until the next begin or
 * run. False as tspec_judge_run, and when the stack cannot be saved. */
bool tspec_judge_step_begin(struct tspec_judge *judge, const struct tspec_scenario *settings,
                            struct tspec_verdict *verdict, const struct tspec_trace *trace, char *error,
                            size_t error_bytes);
/* One event. The verdict is of it alone; findings are `event_index` of the scenario. Counted in `coverage`
 * unless that is NULL. After a FAIL or a fault only a restore leads on. */
enum tspec_outcome tspec_judge_step(struct tspec_judge *judge, const struct tspec_event *event,
                                    unsigned event_index, struct tspec_coverage *coverage);

/* Room for one moment of this judge under its present settings; NULL without memory. free() it. */
struct tspec_judge_snapshot;
struct tspec_judge_snapshot *tspec_judge_snapshot_create(const struct tspec_judge *judge);
void tspec_judge_save(const struct tspec_judge *judge, struct tspec_judge_snapshot *snapshot);
void tspec_judge_restore(struct tspec_judge *judge, const struct tspec_judge_snapshot *snapshot);

/* The image of stack, tracker and model: octets that are equal where the future is. The pointer holds until
 * the next call for this judge; *bytes: how many. */
const uint8_t *tspec_judge_image(struct tspec_judge *judge, size_t *bytes);

#endif
