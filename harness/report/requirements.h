/*
 * The 119 numbered requirements of RFC 9293, as specs/requirements.tsv has them (embedded at build time).
 */
#ifndef TSPEC_HARNESS_REPORT_REQUIREMENTS_H
#define TSPEC_HARNESS_REPORT_REQUIREMENTS_H

#include <stdbool.h>
#include <stddef.h>

/* One row; the columns of the file. All strings are static, "" where a cell is empty. */
struct tspec_requirement {
    const char *id;         /* "MUST-13" */
    const char *level;      /* "MUST", "MUST NOT", "SHOULD", "SHOULD NOT", "MAY", "RECOMMENDED" */
    const char *section;    /* "3.6.1" */
    const char *topic;      /* "Closing Connections" */
    const char *statement;  /* what it asks, in our words */
    const char *observable; /* where a breach shows: "wire", "api", "both", "internal", "none" */
    /* "judged": by the checks named. "partly": by them, but they do not cover all of it (a note says what is
     * missing): it can fail and never pass. "later": not judged yet. "argued": it binds no stack, or only
     * permits. "internal": cannot be seen from outside a stack. */
    const char *disposition;
    /* What judges it, separated by spaces: "check", or "check@clause": that check at that clause of the model
     * only. */
    const char *checks;
    const char *note; /* why it is not judged, or what to know about it */
};

unsigned tspec_requirement_count(void);
const struct tspec_requirement *tspec_requirement_at(unsigned index);   /* NULL beyond the last */
const struct tspec_requirement *tspec_requirement_find(const char *id); /* NULL when there is none */

/* The three kinds that are never added into one number: "MUST" for MUST and MUST NOT, "SHOULD" for SHOULD,
 * SHOULD NOT and RECOMMENDED, "MAY". Takes the level of a requirement. */
const char *tspec_requirement_kind(const char *level);

/* True when a failure of that check at that clause ("" for none) is a failure of the requirement. */
bool tspec_requirement_judged_by(const struct tspec_requirement *requirement, const char *check,
                                 const char *clause);

/* The ids of the requirements that name the check, at a clause or anywhere, separated by spaces; like
 * snprintf it writes at most cap octets and returns the whole length. */
size_t tspec_requirements_of_check(const char *check, char *out, size_t cap);

/* One entry of `checks`, cut at its '@'. */
struct tspec_judged_by {
    char check[48];
    char clause[48]; /* "": any */
};
/* The index-th entry; false beyond the last. */
bool tspec_requirement_entry(const struct tspec_requirement *requirement, unsigned index,
                             struct tspec_judged_by *entry);

/* True when `word` is one of the words of `list`, which are separated by single spaces. */
bool tspec_word_in(const char *list, const char *word);

#endif
