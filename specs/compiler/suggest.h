/*
 * "Did you mean": the nearest known name.
 */
#ifndef TSPEC_SPECS_SUGGEST_H
#define TSPEC_SPECS_SUGGEST_H

#include "engine/vocabulary.h"
#include "specs/compiler/ast.h"

/* Collects candidates one by one and keeps the nearest. Start with name and name_bytes set. */
struct tspec_suggestion {
    const char *name;
    size_t name_bytes;
    char best[48]; /* empty: nothing near enough */
    unsigned distance;
};

void tspec_suggest(struct tspec_suggestion *suggestion, const char *candidate, size_t bytes);
void tspec_suggest_words(struct tspec_suggestion *suggestion, enum tspec_word_class word_class);

/* Adds the error "unknown WHAT 'name'", with "; did you mean 'best'?" when there is a near one. */
void tspec_suggest_error(struct tspec_ast *ast, struct tspec_place span, const char *what,
                         const struct tspec_suggestion *suggestion);

/* The word of a class by its text, or NULL after "unknown WHAT". */
const struct tspec_word *tspec_find_word(struct tspec_ast *ast, struct tspec_place span,
                                         enum tspec_word_class word_class, const char *what);
/* The same without an error. */
const struct tspec_word *tspec_look_up(const struct tspec_ast *ast, struct tspec_place span,
                                       enum tspec_word_class word_class);

#endif
