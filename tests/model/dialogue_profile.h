/* The profiles of the dialogues, and the words for what is in them. */
#ifndef TSPEC_TESTS_MODEL_DIALOGUE_PROFILE_H
#define TSPEC_TESTS_MODEL_DIALOGUE_PROFILE_H

#include "harness/profile.h"

/* "exact": one alternative of each choice (the RFC's own, with RFC 5961) and every variable shown; "black":
 * the same, nothing shown; "open": nothing declared, nothing shown. False: no such profile. */
bool dialogue_profile_named(struct tspec_profile *profile, const char *name);
/* Sets a number by its field's name without the unit; times in milliseconds. False: no such number. */
bool dialogue_profile_set(struct tspec_profile *profile, const char *name, uint32_t value);

const char *dialogue_choice_names(unsigned choice); /* "MOVING, CLONING" */

#endif
