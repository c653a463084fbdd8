/*
 * Our own engine as a stack under test: what the command may set beside its options.
 */
#ifndef TSPEC_HARNESS_SUT_ENGINE_H
#define TSPEC_HARNESS_SUT_ENGINE_H

#include "engine/rules.h"

/* Every create() and reset() of the class "engine" after it runs on these rules; NULL: on specs/tcp.tspec.
 * Borrowed, for the whole process. Call it before workers fork. */
void tspec_sut_engine_use(const struct tspec_rules *rules);
/* Likewise: every rule that acts leaves its bit in acted[(TSPEC_RULES_LIMIT + 63) / 64]; NULL: nobody asks.
 */
void tspec_sut_engine_watch(uint64_t *acted);

/* For the measure of the judge: the engine as a mutant (specs/compiler/mutants.h) or with a faulty primitive.
 * Its traps are no assertions then; the event ends there, and what comes of that is to be seen. */
struct tspec_engine_damage {
    bool muffled;   /* traps are not told */
    bool black_box; /* it shows no state and takes calls as lwIP does: not before accept, not on a listener */
    unsigned fault; /* enum tspec_fault; 0: none */
};
/* Every instance of the class "engine" from now on, until the next call; NULL: undamaged. False: this program
 * is built without that fault. */
bool tspec_sut_engine_damage(const struct tspec_engine_damage *damage);
/* The switchable faults are 1 to this; 0: built without. Their names ("TRIM_KEEPS_LEFT") and what goes wrong
 * ("trim: octets left of the window stay"). */
unsigned tspec_sut_engine_faults(void);
const char *tspec_sut_engine_fault_name(unsigned fault);
const char *tspec_sut_engine_fault_text(unsigned fault);

#endif
