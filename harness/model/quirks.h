/*
 * The quirks: known deviations of stacks that the model can be told to allow for (docs/judge.md, "Known
 * deviations"). The list itself is quirks.def.
 *
 * A quirk is one further alternative for one clause. It is allowed where its bit, 1 << index, is set in
 * profile.quirks. A finding that it explains is told as ever, with the same signature, but carries the
 * quirk's index, and judging goes on behind it.
 */
#ifndef TSPEC_HARNESS_MODEL_QUIRKS_H
#define TSPEC_HARNESS_MODEL_QUIRKS_H

enum tspec_quirk_id {
#define TSPEC_QUIRK(e, name, clause, text) TSPEC_QUIRK_##e,
#include "harness/model/quirks.def"
#undef TSPEC_QUIRK
    TSPEC_QUIRK_COUNT
};
_Static_assert((int)TSPEC_QUIRK_COUNT <= 64, "profile.quirks has 64 bits");

struct tspec_quirk {
    const char *name; /* "no-ack-bit" */
    unsigned clause;  /* index into the clause table: the rule that is not kept */
    const char *text; /* what the stack does instead, one clause of a sentence */
};

unsigned tspec_quirk_count(void);
const struct tspec_quirk *tspec_quirk_at(unsigned index); /* NULL beyond the last */
int tspec_quirk_find(const char *name);                   /* its index, -1 when there is none */

#endif
