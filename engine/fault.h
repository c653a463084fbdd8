/*
 * Switchable faults of the C primitives, for tests that need a wrong endpoint. They exist only where the code
 * is compiled with TSPEC_FAULTS (a CMake option); elsewhere TSPEC_FAULTY is 0 and costs nothing.
 */
#ifndef TSPEC_ENGINE_FAULT_H
#define TSPEC_ENGINE_FAULT_H

/* One line a fault: TSPEC_FAULT(ID, "primitive", "what goes wrong"). */
enum tspec_fault {
    TSPEC_FAULT_NONE,
#define TSPEC_FAULT(id, primitive, text) TSPEC_FAULT_##id,
#include "engine/fault.def"
#undef TSPEC_FAULT
    TSPEC_FAULT_COUNT
};

#ifdef TSPEC_FAULTS
/* Switches one fault on, or TSPEC_FAULT_NONE: all off. Of the whole program, until the next call. */
void tspec_engine_fault_set(enum tspec_fault fault);
const char *tspec_engine_fault_name(unsigned fault); /* "TRIM_KEEPS_LEFT" */
const char *tspec_engine_fault_text(unsigned fault); /* "trim: octets left of the window stay" */

extern enum tspec_fault tspec_engine_fault; /* the one that is on */
#define TSPEC_FAULTY(id) (tspec_engine_fault == TSPEC_FAULT_##id)
#else
#define TSPEC_FAULTY(id) 0
#endif

#endif
