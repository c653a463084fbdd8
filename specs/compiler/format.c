#include "specs/compiler/format.h"

#include <string.h>
#include "specs/compiler/tokens_text.h"

enum { INDENT = 4, COLUMNS = 110 };

struct formatter {
    const char *source;
    const struct tspec_tokens *tokens;
    struct tspec_out *out;
    uint32_t token, comment; /* the next of each */
    unsigned depth;          /* of braces */
    unsigned column;         /* characters on this line so far */
    unsigned brackets;       /* open round ones */
    bool wide;               /* the condition does not fit on its line */
    bool in_statement;       /* the line is not the first of its statement */
    bool in_send;            /* between `send` and ';' */
    bool opened;             /* nothing yet since '{' or the start of the file */
};

static unsigned characters(const struct formatter *f, struct tspec_place span)
{
    unsigned count = 0;
    for (uint32_t i = 0; i < span.bytes; i++)
        count += ((unsigned char)f->source[span.at + i] & 0xc0) != 0x80;
    return count;
}

static bool is_word(const struct formatter *f, const struct tspec_token *t, const char *text)
{
    return t->kind == TSPEC_TOKEN_WORD && t->span.bytes == strlen(text) &&
           memcmp(f->source + t->span.at, text, t->span.bytes) == 0;
}

static void new_line(struct formatter *f)
{
    if (f->column)
        tspec_out_text(f->out, "\n");
    f->column = 0;
}

static void put(struct formatter *f, struct tspec_place span)
{
    if (f->column == 0) {
        unsigned indent = INDENT * (f->depth + (f->in_statement ? 2 : 0));
        tspec_out_spaces(f->out, indent);
        f->column = indent;
    }
    tspec_out_bytes(f->out, f->source + span.at, span.bytes);
    f->column += characters(f, span);
}

static void put_space(struct formatter *f)
{
    tspec_out_text(f->out, " ");
    f->column++;
}

/* Whether the source has an empty line between two places. */
static bool empty_line_between(const struct formatter *f, uint32_t from, uint32_t to)
{
    unsigned lines = 0;
    for (uint32_t i = from; i < to; i++)
        lines += f->source[i] == '\n';
    return lines > 1;
}

static uint32_t end_of(struct tspec_place span)
{
    return span.at + span.bytes;
}

/* One empty line where the author had some, except after '{' and inside a statement. */
static void keep_gap(struct formatter *f, uint32_t from, uint32_t to)
{
    if (!f->opened && !f->in_statement && empty_line_between(f, from, to))
        tspec_out_text(f->out, "\n");
    f->opened = false;
}

/* Comments before the next token: those on the line of the last token stay behind it, others get their own
 * lines. */
static void put_comments(struct formatter *f, uint32_t *last)
{
    uint32_t next = f->tokens->list[f->token].span.at;
    while (f->comment < f->tokens->comment_count && f->tokens->comments[f->comment].at < next) {
        struct tspec_place comment = f->tokens->comments[f->comment++];
        bool behind = *last && !memchr(f->source + *last, '\n', comment.at - *last);
        if (behind && f->out->bytes && f->column == 0) {
            f->out->bytes--; /* the line had been ended already */
            tspec_out_text(f->out, " ");
            tspec_out_bytes(f->out, f->source + comment.at, comment.bytes);
            tspec_out_text(f->out, "\n");
        } else {
            if (behind)
                tspec_out_text(f->out, " ");
            else
                new_line(f);
            if (!behind)
                keep_gap(f, *last, comment.at);
            put(f, comment);
            new_line(f);
        }
        *last = end_of(comment);
    }
}

/* Where a long line may be broken: before these, and after a comma. */
static bool may_break_before(const struct formatter *f, const struct tspec_token *t)
{
    static const char *const words[] = {"and",        "or",  "when", "otherwise", "in",      "cite",
                                        "req",        "amb", "rule", "on",        "default", "interpretation",
                                        "alternative"};
    if (t[-1].kind == TSPEC_TOKEN_COMMA)
        return true;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (is_word(f, t, words[i]))
            return true;
    return false;
}

static bool ends_line(const struct tspec_token *t)
{
    return t->kind == TSPEC_TOKEN_SEMICOLON || t->kind == TSPEC_TOKEN_LEFT_BRACE ||
           t->kind == TSPEC_TOKEN_END;
}

/* The width from this token to the next place for a break, or to the end of the statement. */
static unsigned width_from(const struct formatter *f, uint32_t token, bool whole)
{
    const struct tspec_token *t = &f->tokens->list[token];
    unsigned width = characters(f, t->span);
    for (; !ends_line(t) && !ends_line(t + 1) && (whole || !may_break_before(f, t + 1)); t++)
        width += characters(f, t[1].span) + tspec_space_between(t, t + 1, f->in_send);
    return width + 2; /* " {", or ";" */
}

/* Whether the line ends before this token: always before an `or` outside brackets of a condition too wide for
 * its line, else where what follows does not fit. */
static bool breaks_before(const struct formatter *f, const struct tspec_token *t)
{
    if (!may_break_before(f, t))
        return false;
    if (f->brackets == 0 && f->wide && is_word(f, t, "or"))
        return true;
    return f->column + 1 + width_from(f, f->token, false) > COLUMNS;
}

/* A token of a statement, on the line it fits on. */
static void put_token(struct formatter *f)
{
    const struct tspec_token *t = &f->tokens->list[f->token];
    if (f->column && breaks_before(f, t))
        new_line(f);
    else if (f->column && tspec_space_between(t - 1, t, f->in_send && !is_word(f, t - 1, "send")))
        put_space(f);
    f->brackets += t->kind == TSPEC_TOKEN_LEFT_PAREN;
    f->brackets -= t->kind == TSPEC_TOKEN_RIGHT_PAREN;
    put(f, t->span);
    /* A condition begins after `when`, or after the '=' of a definition; no other statement has an `or`. */
    if (is_word(f, t, "when") || t->kind == TSPEC_TOKEN_EQUAL || is_word(f, t, "if"))
        f->wide = f->column + width_from(f, f->token + 1, true) > COLUMNS;
}

static void end_statement(struct formatter *f)
{
    new_line(f);
    f->in_statement = f->in_send = f->wide = false;
}

static void put_brace(struct formatter *f, bool left)
{
    const struct tspec_token *t = &f->tokens->list[f->token];
    if (left) {
        put_token(f);
        f->depth++;
        if (t[1].kind == TSPEC_TOKEN_RIGHT_BRACE &&
            !(f->comment < f->tokens->comment_count && f->tokens->comments[f->comment].at < t[1].span.at))
            return; /* "{}" */
        end_statement(f);
        f->opened = true;
        return;
    }
    f->depth--;
    f->in_statement = false;
    put(f, t->span);
    if (!is_word(f, t + 1, "else"))
        end_statement(f);
    f->opened = false;
}

void tspec_format_tokens(const char *source, const struct tspec_tokens *tokens, struct tspec_out *out)
{
    struct formatter f = {.source = source, .tokens = tokens, .out = out, .opened = true};
    uint32_t last = 0;
    for (;; f.token++) {
        const struct tspec_token *t = &tokens->list[f.token];
        put_comments(&f, &last);
        if (t->kind == TSPEC_TOKEN_END)
            break;
        if (f.column == 0 && t->kind != TSPEC_TOKEN_RIGHT_BRACE)
            keep_gap(&f, last, t->span.at);
        if (is_word(&f, t, "send") && !f.in_statement)
            f.in_send = true;
        if (t->kind == TSPEC_TOKEN_LEFT_BRACE) {
            put_brace(&f, true);
        } else if (t->kind == TSPEC_TOKEN_RIGHT_BRACE) {
            put_brace(&f, false);
        } else {
            put_token(&f);
            f.in_statement = true;
            if (t->kind == TSPEC_TOKEN_SEMICOLON)
                end_statement(&f);
        }
        last = end_of(t->span);
    }
}
