/* For every alternative of every choice a profile can declare (harness/profile.h): what a stack that takes it
 * does. Silent where the alternative is declared, or nothing is; a finding where another one is declared. */
#ifndef TSPEC_TESTS_MODEL_ALTERNATIVES_H
#define TSPEC_TESTS_MODEL_ALTERNATIVES_H

struct alternative {
    const char *choice, *name;
    const char *same; /* other alternatives under which the same observation is legal, "A|B"; "" for none */
    const char *script;
};

extern const struct alternative alternatives[];
extern const unsigned alternative_count;

#endif
