#include "specs/compiler/suggest.h"

#include <string.h>

enum { NAME_BYTES = 47 };

static char fold(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c == '-' || c == '.' ? '_' : c;
}

/* Edit distance with swaps of neighbours; capitals, hyphens and underscores count as the same. */
static unsigned distance(const char *a, size_t n, const char *b, size_t m)
{
    unsigned d[NAME_BYTES + 1][NAME_BYTES + 1];
    for (size_t i = 0; i <= n; i++)
        d[i][0] = (unsigned)i;
    for (size_t j = 0; j <= m; j++)
        d[0][j] = (unsigned)j;
    for (size_t i = 1; i <= n; i++)
        for (size_t j = 1; j <= m; j++) {
            unsigned best = d[i - 1][j - 1] + (fold(a[i - 1]) != fold(b[j - 1]));
            if (d[i - 1][j] + 1 < best)
                best = d[i - 1][j] + 1;
            if (d[i][j - 1] + 1 < best)
                best = d[i][j - 1] + 1;
            if (i > 1 && j > 1 && fold(a[i - 1]) == fold(b[j - 2]) && fold(a[i - 2]) == fold(b[j - 1]) &&
                d[i - 2][j - 2] + 1 < best)
                best = d[i - 2][j - 2] + 1;
            d[i][j] = best;
        }
    return d[n][m];
}

void tspec_suggest(struct tspec_suggestion *s, const char *candidate, size_t bytes)
{
    if (bytes > NAME_BYTES || s->name_bytes > NAME_BYTES)
        return;
    unsigned far = distance(s->name, s->name_bytes, candidate, bytes);
    if (far > (s->name_bytes + 1) / 4 || far >= s->name_bytes || (s->best[0] && far >= s->distance))
        return;
    s->distance = far;
    memcpy(s->best, candidate, bytes);
    s->best[bytes] = '\0';
}

void tspec_suggest_words(struct tspec_suggestion *s, enum tspec_word_class word_class)
{
    for (unsigned i = 0; i < tspec_word_counts[word_class]; i++)
        tspec_suggest(s, tspec_words[word_class][i].text, strlen(tspec_words[word_class][i].text));
}

void tspec_suggest_error(struct tspec_ast *ast, struct tspec_place span, const char *what,
                         const struct tspec_suggestion *s)
{
    int bytes = span.bytes > 60 ? 60 : (int)span.bytes;
    const char *name = ast->source + span.at;
    if (s->best[0])
        tspec_errors_add(ast->errors, span, "unknown %s '%.*s'; did you mean '%s'?", what, bytes, name,
                         s->best);
    else
        tspec_errors_add(ast->errors, span, "unknown %s '%.*s'", what, bytes, name);
}

const struct tspec_word *tspec_look_up(const struct tspec_ast *ast, struct tspec_place span,
                                       enum tspec_word_class word_class)
{
    for (unsigned i = 0; i < tspec_word_counts[word_class]; i++)
        if (tspec_span_is(ast, span, tspec_words[word_class][i].text))
            return &tspec_words[word_class][i];
    return NULL;
}

const struct tspec_word *tspec_find_word(struct tspec_ast *ast, struct tspec_place span,
                                         enum tspec_word_class word_class, const char *what)
{
    const struct tspec_word *word = tspec_look_up(ast, span, word_class);
    if (!word) {
        struct tspec_suggestion s = {.name = ast->source + span.at, .name_bytes = span.bytes};
        tspec_suggest_words(&s, word_class);
        tspec_suggest_error(ast, span, what, &s);
    }
    return word;
}
