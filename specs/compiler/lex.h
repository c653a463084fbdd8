/*
 * Source text to tokens. Comments are kept beside them, for the formatter.
 */
#ifndef TSPEC_SPECS_LEX_H
#define TSPEC_SPECS_LEX_H

#include "specs/compiler/errors.h"

/* A spec larger than this is refused; specs/tcp.tspec has about a quarter. */
enum { TSPEC_SOURCE_LIMIT = 512 * 1024 };

/* Words have dots ("SND.UNA"), hyphens are tokens of their own: only the parser knows whether SYN-SENT is a
 * state or a difference. */
enum tspec_token_kind {
    TSPEC_TOKEN_END,
    TSPEC_TOKEN_WORD,
    TSPEC_TOKEN_NUMBER,
    TSPEC_TOKEN_STRING, /* its span includes the quotes */
    TSPEC_TOKEN_LEFT_BRACE,
    TSPEC_TOKEN_RIGHT_BRACE,
    TSPEC_TOKEN_LEFT_PAREN,
    TSPEC_TOKEN_RIGHT_PAREN,
    TSPEC_TOKEN_SEMICOLON,
    TSPEC_TOKEN_COLON,
    TSPEC_TOKEN_COMMA,
    TSPEC_TOKEN_PLUS,
    TSPEC_TOKEN_MINUS,
    TSPEC_TOKEN_EQUAL,
    TSPEC_TOKEN_NOT_EQUAL,
    TSPEC_TOKEN_LESS,
    TSPEC_TOKEN_AT_MOST,
    TSPEC_TOKEN_MORE,
    TSPEC_TOKEN_AT_LEAST,
    TSPEC_TOKEN_ARROW,
};

struct tspec_token {
    struct tspec_place span;
    uint8_t kind; /* enum tspec_token_kind */
};

struct tspec_tokens {
    struct tspec_token *list; /* the last is TSPEC_TOKEN_END */
    uint32_t count;
    struct tspec_place *comments; /* in order, from '#' to before the end of the line */
    uint32_t comment_count;
};

/* Splits source[bytes] into tokens. Returns false when memory ran out. Unreadable characters are errors and
 * skipped. A source above TSPEC_SOURCE_LIMIT is one error and no tokens. */
bool tspec_lex(const char *source, size_t bytes, struct tspec_tokens *tokens, struct tspec_errors *errors);

void tspec_tokens_free(struct tspec_tokens *tokens);

/* How a token of that kind is called in messages: "'{'", "a word". */
const char *tspec_token_name(unsigned kind);

#endif
