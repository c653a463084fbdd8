/*
 * The canonical form of a spec, from its tokens and comments.
 */
#ifndef TSPEC_SPECS_FORMAT_H
#define TSPEC_SPECS_FORMAT_H

#include "specs/compiler/lex.h"

/* Four spaces a brace, a statement a line, lines broken before `and`, `or`, attributes and after commas at
 * 110 columns; at most one empty line in a row. Needs tokens that parse. */
void tspec_format_tokens(const char *source, const struct tspec_tokens *tokens, struct tspec_out *out);

#endif
