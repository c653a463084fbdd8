/*
 * Names for return addresses of this program, from its own symbol table, so that a crash has a signature that
 * holds from one run to the next. Works for static functions too; a stripped program has none.
 */
#ifndef TSPEC_HARNESS_SYMBOLS_H
#define TSPEC_HARNESS_SYMBOLS_H

#include <stddef.h>

/* Writes the names of the topmost `wanted` functions of this program among frames[count] (innermost first) as
 * "a < b < c"; frames of libraries, of sanitizers and of the signal handler are passed over, and what called
 * the judge is left out. Returns how many it named. */
unsigned tspec_symbols_name(void *const *frames, unsigned count, unsigned wanted, char *out, size_t cap);

#endif
