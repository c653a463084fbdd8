#include "specs/compiler/lex.h"

#include <stdlib.h>
#include <string.h>

struct lexer {
    const char *source;
    uint32_t bytes, at;
    struct tspec_tokens *tokens;
    struct tspec_errors *errors;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static char peek(const struct lexer *lx, uint32_t ahead)
{
    return lx->at + ahead < lx->bytes ? lx->source[lx->at + ahead] : '\0';
}

static void push(struct lexer *lx, unsigned kind, uint32_t bytes)
{
    lx->tokens->list[lx->tokens->count++] =
        (struct tspec_token){.span = {lx->at, bytes}, .kind = (uint8_t)kind};
    lx->at += bytes;
}

static void lex_comment(struct lexer *lx)
{
    uint32_t start = lx->at;
    while (lx->at < lx->bytes && lx->source[lx->at] != '\n')
        lx->at++;
    uint32_t end = lx->at;
    while (end > start && strchr(" \t\r", lx->source[end - 1]))
        end--;
    lx->tokens->comments[lx->tokens->comment_count++] = (struct tspec_place){start, end - start};
}

static void lex_string(struct lexer *lx)
{
    uint32_t bytes = 1;
    while (peek(lx, bytes) != '"') {
        char c = peek(lx, bytes);
        if (lx->at + bytes >= lx->bytes || c == '\n') {
            tspec_errors_add(lx->errors, (struct tspec_place){lx->at, 1},
                             "this string has no end on its line");
            lx->at += bytes;
            return;
        }
        if (((unsigned char)c < ' ' && c != '\t') || c == '\\')
            tspec_errors_add(lx->errors, (struct tspec_place){lx->at + bytes, 1},
                             "a string has no backslashes and no control characters");
        bytes++;
    }
    push(lx, TSPEC_TOKEN_STRING, bytes + 1);
}

/* Habits of other languages, and what to write instead. */
static const struct {
    const char *text, *instead;
} habits[] = {
    {"<=", "=<"}, {"==", "="}, {":=", "<-"}, {"&&", "and"},
    {"||", "or"}, {"/*", "#"}, {"//", "#"},  {"<>", "!="},
};

static const struct {
    const char *text;
    uint8_t kind;
} punctuation[] = {
    {"!=", TSPEC_TOKEN_NOT_EQUAL}, {"=<", TSPEC_TOKEN_AT_MOST},    {">=", TSPEC_TOKEN_AT_LEAST},
    {"<-", TSPEC_TOKEN_ARROW},     {"{", TSPEC_TOKEN_LEFT_BRACE},  {"}", TSPEC_TOKEN_RIGHT_BRACE},
    {"(", TSPEC_TOKEN_LEFT_PAREN}, {")", TSPEC_TOKEN_RIGHT_PAREN}, {";", TSPEC_TOKEN_SEMICOLON},
    {":", TSPEC_TOKEN_COLON},      {",", TSPEC_TOKEN_COMMA},       {"+", TSPEC_TOKEN_PLUS},
    {"-", TSPEC_TOKEN_MINUS},      {"=", TSPEC_TOKEN_EQUAL},       {"<", TSPEC_TOKEN_LESS},
    {">", TSPEC_TOKEN_MORE},
};

static bool starts_with(const struct lexer *lx, const char *text)
{
    size_t bytes = strlen(text);
    return lx->bytes - lx->at >= bytes && memcmp(lx->source + lx->at, text, bytes) == 0;
}

static void lex_punctuation(struct lexer *lx)
{
    for (size_t i = 0; i < sizeof habits / sizeof habits[0]; i++)
        if (starts_with(lx, habits[i].text)) {
            uint32_t bytes = (uint32_t)strlen(habits[i].text);
            tspec_errors_add(lx->errors, (struct tspec_place){lx->at, bytes}, "'%s' is written '%s' here",
                             habits[i].text, habits[i].instead);
            lx->at += bytes;
            return;
        }
    for (size_t i = 0; i < sizeof punctuation / sizeof punctuation[0]; i++)
        if (starts_with(lx, punctuation[i].text)) {
            push(lx, punctuation[i].kind, (uint32_t)strlen(punctuation[i].text));
            return;
        }
    unsigned char c = (unsigned char)lx->source[lx->at];
    uint32_t bytes = 1;
    while (lx->at + bytes < lx->bytes && ((unsigned char)lx->source[lx->at + bytes] & 0xc0) == 0x80)
        bytes++; /* one error for one character of several octets */
    if (c > ' ' && c < 0x7f)
        tspec_errors_add(lx->errors, (struct tspec_place){lx->at, 1}, "unexpected character '%c'", c);
    else
        tspec_errors_add(lx->errors, (struct tspec_place){lx->at, bytes},
                         "unexpected character (octet 0x%02x)", c);
    lx->at += bytes;
}

/* Where the source stops being text; `bytes` when it never does. */
static size_t text_bytes(const char *source, size_t bytes)
{
    size_t at = 0;
    for (unsigned length; at < bytes; at += length) {
        length = source[at] == '\0' ? 0 : tspec_character(source + at, bytes - at);
        if (length == 0)
            break;
    }
    return at;
}

bool tspec_lex(const char *source, size_t bytes, struct tspec_tokens *tokens, struct tspec_errors *errors)
{
    *tokens = (struct tspec_tokens){0};
    bool too_large = bytes > TSPEC_SOURCE_LIMIT;
    if (too_large) {
        tspec_errors_add(errors, (struct tspec_place){0, 0}, "the spec is larger than %d octets",
                         TSPEC_SOURCE_LIMIT);
        bytes = 0;
    }
    size_t text = text_bytes(source, bytes);
    if (text < bytes) { /* one error for a file of another kind */
        tspec_errors_add(errors, (struct tspec_place){(uint32_t)text, 1},
                         "octet 0x%02x is no text (a spec is UTF-8)", (unsigned char)source[text]);
        bytes = 0;
    }
    tokens->list = malloc((bytes + 1) * sizeof tokens->list[0]);
    tokens->comments = malloc((bytes + 1) * sizeof tokens->comments[0]);
    if (!tokens->list || !tokens->comments)
        return false;
    struct lexer lx = {.source = source, .bytes = (uint32_t)bytes, .tokens = tokens, .errors = errors};
    while (lx.at < lx.bytes) {
        char c = source[lx.at];
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
            lx.at++;
        } else if (c == '#') {
            lex_comment(&lx);
        } else if (c == '"') {
            lex_string(&lx);
        } else if (is_letter(c) || is_digit(c)) {
            uint32_t length = 1;
            while (is_letter(peek(&lx, length)) || is_digit(peek(&lx, length)) || peek(&lx, length) == '.')
                length++;
            push(&lx, is_digit(c) ? TSPEC_TOKEN_NUMBER : TSPEC_TOKEN_WORD, length);
        } else {
            lex_punctuation(&lx);
        }
    }
    push(&lx, TSPEC_TOKEN_END, 0);
    return true;
}

void tspec_tokens_free(struct tspec_tokens *tokens)
{
    free(tokens->list);
    free(tokens->comments);
    *tokens = (struct tspec_tokens){0};
}

const char *tspec_token_name(unsigned kind)
{
    static const char *const names[] = {
        "the end of the file",
        "a word",
        "a number",
        "a string",
        "'{'",
        "'}'",
        "'('",
        "')'",
        "';'",
        "':'",
        "','",
        "'+'",
        "'-'",
        "'='",
        "'!='",
        "'<'",
        "'=<'",
        "'>'",
        "'>='",
        "'<-'",
    };
    return names[kind];
}
