/*
 * Signatures: what makes two findings the same finding.
 */
#ifndef TSPEC_HARNESS_SIGNATURE_H
#define TSPEC_HARNESS_SIGNATURE_H

#include "harness/judge/judge.h"

/* Fills in finding->signature from its check, clause, state, event class and observed class: the first 12 hex
 * digits of SHA-256 over "1|check|rule|state|event class|observed class". The rule is the clause's name,
 * empty where the judge itself found it. Numbers, times, stack names and versions stay out, so that a
 * signature outlives them. */
void tspec_signature_set(struct tspec_finding *finding);

/* Signatures computed before: the findings of a campaign are many sightings of a few. Plain data, all zero to
 * begin with. */
enum { TSPEC_SIGNATURES_KNOWN = 512 };
struct tspec_signatures {
    struct tspec_signature_known {
        unsigned check, state;
        int clause;
        char event_class[TSPEC_CLASS_BYTES], observed_class[TSPEC_CLASS_BYTES];
        char signature[TSPEC_SIGNATURE_CHARS + 1]; /* "": nothing known here */
    } known[TSPEC_SIGNATURES_KNOWN];               /* by a hash of what it is made from; the last one stays */
};
/* The same as tspec_signature_set. */
void tspec_signatures_set(struct tspec_signatures *signatures, struct tspec_finding *finding);

/* Copies an assertion's or a fault's text into out[cap] without its digits (line numbers, addresses, values),
 * cut where the room ends. */
void tspec_signature_text(const char *text, char *out, size_t cap);

#endif
