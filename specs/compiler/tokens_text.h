/*
 * Tokens as text in canonical spacing, shared by the formatter and the tables.
 */
#ifndef TSPEC_SPECS_TOKENS_TEXT_H
#define TSPEC_SPECS_TOKENS_TEXT_H

#include "specs/compiler/lex.h"

/* Whether a space belongs between a token and the next one. Inside <SEQ=...><CTL=...> of a send there is
 * none. */
bool tspec_space_between(const struct tspec_token *left, const struct tspec_token *right, bool in_send);

/* The tokens inside `span` on one line. */
void tspec_write_span(const char *source, const struct tspec_tokens *tokens, struct tspec_place span,
                      struct tspec_out *out);

#endif
