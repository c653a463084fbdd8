/*
 * The checks: everything the judge can find wrong, each with a stable id. The list itself is checks.def.
 */
#ifndef TSPEC_HARNESS_MODEL_CHECKS_H
#define TSPEC_HARNESS_MODEL_CHECKS_H

#include "harness/model/model.h"

/* The families a check can belong to (the order of reports). */
enum tspec_family {
    TSPEC_FAMILY_TRANSITIONS,
    TSPEC_FAMILY_ACK,
    TSPEC_FAMILY_WINDOW,
    TSPEC_FAMILY_TIME_WAIT,
    TSPEC_FAMILY_FORM,
    TSPEC_FAMILY_TIMERS,
    TSPEC_FAMILY_DELIVERY,
    TSPEC_FAMILY_CALLS,
    TSPEC_FAMILY_LIVENESS,
    TSPEC_FAMILY_PAIR,  /* two stacks together: what both applications have a right to */
    TSPEC_FAMILY_STACK, /* crash, hang, flood, failed assertion, white-box difference */
    TSPEC_FAMILY_COUNT
};

struct tspec_check {
    const char *id; /* "ack.beyond-received" */
    enum tspec_family family;
    enum tspec_level level; /* the gravest it can report */
    const char *section;
    const char *text; /* what is wrong when it fails, one sentence */
};

/* X(enumerator, id, family, level, section, text) */
enum tspec_check_id {
#define TSPEC_CHECK(e, id, family, level, section, text) TSPEC_CHECK_##e,
#include "harness/model/checks.def"
#undef TSPEC_CHECK
    TSPEC_CHECK_COUNT
};

const struct tspec_check *tspec_check_at(unsigned index);   /* 0 .. TSPEC_CHECK_COUNT-1 */
const struct tspec_check *tspec_check_find(const char *id); /* NULL when there is none */
const char *tspec_family_name(unsigned family);
const char *tspec_level_name(unsigned level); /* "info", "deviates", "fail" */

#endif
