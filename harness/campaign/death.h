/*
 * From a dead worker to a finding.
 */
#ifndef TSPEC_HARNESS_DEATH_H
#define TSPEC_HARNESS_DEATH_H

#include "harness/campaign/worker.h"

enum { TSPEC_DEATH_SAID_BYTES = 4096 };

/* Makes the finding stack.hang or stack.crash from what the worker left: its death, the end of its standard
 * error, and the verdict under way. A crash is told by its assertion's text where there is one, else by
 * signal and top three functions; a hang by state and event class, for where a loop is when the watchdog
 * looks is chance. False when nothing is to be added: the hang is a flood's, which is in the verdict already.
 */
bool tspec_death_finding(const struct tspec_death *death, const char *said, size_t said_bytes,
                         const struct tspec_verdict *verdict, struct tspec_finding *finding);

#endif
