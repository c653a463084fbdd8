#include "specs/compiler/tokens_text.h"

bool tspec_space_between(const struct tspec_token *left, const struct tspec_token *right, bool in_send)
{
    if (in_send)
        return false;
    switch (right->kind) {
    case TSPEC_TOKEN_SEMICOLON:
    case TSPEC_TOKEN_COLON:
    case TSPEC_TOKEN_COMMA:
    case TSPEC_TOKEN_RIGHT_PAREN:
    case TSPEC_TOKEN_PLUS:
    case TSPEC_TOKEN_MINUS: /* a difference, or the inside of a name */
        return false;
    case TSPEC_TOKEN_RIGHT_BRACE:
        return left->kind != TSPEC_TOKEN_LEFT_BRACE;
    default:
        return left->kind != TSPEC_TOKEN_LEFT_PAREN && left->kind != TSPEC_TOKEN_PLUS &&
               left->kind != TSPEC_TOKEN_MINUS;
    }
}

void tspec_write_span(const char *source, const struct tspec_tokens *tokens, struct tspec_place span,
                      struct tspec_out *out)
{
    uint32_t low = 0, high = tokens->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (tokens->list[middle].span.at < span.at)
            low = middle + 1;
        else
            high = middle;
    }
    for (uint32_t i = low; i < tokens->count && tokens->list[i].span.at < span.at + span.bytes; i++) {
        if (i > low && tspec_space_between(&tokens->list[i - 1], &tokens->list[i], false))
            tspec_out_text(out, " ");
        tspec_out_bytes(out, source + tokens->list[i].span.at, tokens->list[i].span.bytes);
    }
}
