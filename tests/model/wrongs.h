/* Observations that are wrong in exactly one way: each draws one finding, of the check and level it names. */
#ifndef TSPEC_TESTS_MODEL_WRONGS_H
#define TSPEC_TESTS_MODEL_WRONGS_H

#include "harness/model/checks.h"

struct wrong {
    const char *check;
    enum tspec_level level;
    const char *script;
};

extern const struct wrong wrongs[];
extern const unsigned wrong_count;

#endif
