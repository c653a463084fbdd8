/*
 * Our own engine as a stack under test: what the command may set beside its options.
 */
#ifndef TSPEC_HARNESS_SUT_ENGINE_H
#define TSPEC_HARNESS_SUT_ENGINE_H

#include "engine/rules.h"

/* Every create() and reset() of the class "engine" after it runs on these rules; NULL: on specs/tcp.tspec.
 * Borrowed, for the whole process. Call it before workers fork. */
void tspec_sut_engine_use(const struct tspec_rules *rules);

#endif
