/*
 * What changed between two runs: findings by signature, requirements by their standing, checks that are no
 * longer exercised. Stacks are compared by name.
 */
#ifndef TSPEC_HARNESS_REPORT_DIFF_H
#define TSPEC_HARNESS_REPORT_DIFF_H

#include "harness/report/report.h"
#include "harness/report/text.h"

/* What became of a finding, what matters most first. X(enumerator, "text"). Expected: covered by a waiver.
 * Not met: it did not come, but neither had its check or its rule anything to decide, so that nothing is
 * known. */
#define TSPEC_CHANGES(X)                                                                                     \
    X(NEW, "new")                                                                                            \
    X(NO_LONGER_EXPECTED, "no longer expected")                                                              \
    X(LEVEL, "level changed")                                                                                \
    X(NOW_EXPECTED, "now expected")                                                                          \
    X(FIXED, "fixed")                                                                                        \
    X(NOT_MET, "not met")                                                                                    \
    X(STILL, "still there")
#define TSPEC_ENUM_CHANGE(id, text) TSPEC_CHANGE_##id,
enum tspec_change { TSPEC_CHANGES(TSPEC_ENUM_CHANGE) TSPEC_CHANGE_COUNT };
#undef TSPEC_ENUM_CHANGE
const char *tspec_change_name(unsigned change);

struct tspec_diff_finding {
    unsigned change;                              /* enum tspec_change */
    const struct tspec_report_finding *old, *new; /* NULL where there is none */
};

struct tspec_diff_requirement {
    const char *id, *stack;
    unsigned old, new; /* enum tspec_standing, not the same */
};

/* A check that OLD exercised and NEW did not. */
struct tspec_diff_lost {
    const char *check, *stack;
    uint64_t old; /* how often */
};

/* Borrows from the two reports. */
struct tspec_diff {
    const struct tspec_report *old, *new;
    struct tspec_diff_finding *findings; /* by change, then by stack, check, rule and signature */
    struct tspec_diff_requirement *requirements;
    struct tspec_diff_lost *lost;
    unsigned finding_count, requirement_count, lost_count;
    unsigned counts[TSPEC_CHANGE_COUNT]; /* findings by change */
    unsigned unexpected; /* findings of level deviates or fail that NEW does not expect, and OLD had not, or
                            had expected, or had for information only */
};

/* Compares them. A stack that NEW did not judge has no findings here. False without memory. */
bool tspec_diff_make(struct tspec_diff *diff, const struct tspec_report *old, const struct tspec_report *new);
void tspec_diff_free(struct tspec_diff *diff);

/* For people: one line for the findings of one change, stack, check and rule. */
void tspec_diff_print(const struct tspec_diff *diff, bool colour, struct tspec_text *out);
/* As JSON, malloc'ed; NULL without memory. */
char *tspec_diff_write(const struct tspec_diff *diff);

#endif
