/*
 * Waivers: findings that are expected of a stack, each with its reason and the scenario that shows it
 * (docs/waivers.md has the form of the files).
 *
 * A waiver belongs to one stack and a range of its versions, and may expire. It covers a finding by its
 * signature, by check and rule, or by the quirk that explains it; there are no wildcards. Today comes in with
 * the subject: nothing here looks at a clock, reads a file, or runs anything.
 */
#ifndef TSPEC_HARNESS_WAIVER_WAIVER_H
#define TSPEC_HARNESS_WAIVER_WAIVER_H

#include "harness/judge/judge.h"
#include "harness/report/text.h"

struct json_t; /* jansson's */

enum { TSPEC_WAIVER_ID_MAX = 96 }; /* characters */

/* One waiver. Strings belong to the set, and are "" where the file says nothing. */
struct tspec_waiver {
    const char *file; /* that it was read from, for messages */
    const char *id;   /* no two of one stack and overlapping versions have the same */
    const char *stack;
    const char *from, *to;    /* versions, inclusive; `to` "": every later one */
    const char *signature;    /* what is covered; "": check and rule say it */
    const char *check, *rule; /* by id and clause; rule "": the judge itself finds it, at no clause */
    const char *quirk;        /* by name, ... */
    int quirk_index;          /* ... and its index, -1: none */
    const char *requirement;  /* ids, separated by spaces */
    const char *reason, *link;
    const char *expires;             /* the last day it holds, "2027-01-31", or "never" */
    struct tspec_scenario *scenario; /* shows what is covered; its stack is this one or any */
    const struct json_t *source;     /* as it stands in the file */
};

/* Waivers of any number of files. Start from {0}. */
struct tspec_waivers {
    struct tspec_waiver *items;
    unsigned count;
    struct json_t *documents; /* the files, where the strings live */
};

/* Reads a file's text (JSON) into the set. `stacks` are the names a waiver can be for, NULL-terminated. False
 * with all errors in `errors`, one a line: file, place (line:column of what is no JSON; the waiver and its
 * key otherwise), what was expected, what was found, and the remedy. The set then holds what it held before.
 */
bool tspec_waivers_read(struct tspec_waivers *set, const char *file, const char *json,
                        const char *const *stacks, struct tspec_text *errors);
void tspec_waivers_free(struct tspec_waivers *set);

/* Whose findings are looked at, and when. */
struct tspec_waiver_subject {
    const char *stack, *version;
    const char *today; /* "2026-11-22" */
};

enum tspec_waiver_fit {
    TSPEC_WAIVER_APPLIES,
    TSPEC_WAIVER_FOR_ANOTHER_STACK,
    TSPEC_WAIVER_FOR_ANOTHER_VERSION,
    TSPEC_WAIVER_PAST_ITS_DAY,
};
enum tspec_waiver_fit tspec_waiver_fit(const struct tspec_waiver *waiver,
                                       const struct tspec_waiver_subject *subject);

/* Whether what the waiver is about is this finding; whether it applies is not asked. */
bool tspec_waiver_covers(const struct tspec_waiver *waiver, const struct tspec_finding *finding);

/* The quirks of all waivers that apply, for profile.quirks. */
uint64_t tspec_waivers_quirks(const struct tspec_waivers *set, const struct tspec_waiver_subject *subject);

/* The waiver that applies and covers the finding; of several the most particular: by signature, then by check
 * and rule, then by the quirk alone, then the first. NULL: it is unexpected. */
const struct tspec_waiver *tspec_waivers_match(const struct tspec_waivers *set,
                                               const struct tspec_waiver_subject *subject,
                                               const struct tspec_finding *finding);

/* Compares versions number by number from the first digit on: "2.1.10" is above "2.1.9", "2.1" equals
 * "2.1.0". What follows the numbers ("rc1", "d") does not count. Below, equal, above: negative, 0, positive.
 */
int tspec_version_compare(const char *a, const char *b);

/* Whether it is a day that there is, as "2027-01-31". */
bool tspec_date_valid(const char *date);

#endif
