#include "harness/nearest.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

enum { WORD_CHARS = 64 };

/* How many letters have to be put in, left out or exchanged. */
static unsigned distance(const char *a, size_t a_length, const char *b)
{
    unsigned row[WORD_CHARS + 1];
    size_t b_length = strlen(b);
    if (a_length > WORD_CHARS || b_length > WORD_CHARS)
        return WORD_CHARS;
    for (size_t j = 0; j <= b_length; j++)
        row[j] = (unsigned)j;
    for (size_t i = 1; i <= a_length; i++) {
        unsigned diagonal = row[0];
        row[0] = (unsigned)i;
        for (size_t j = 1; j <= b_length; j++) {
            bool same = tolower((unsigned char)a[i - 1]) == tolower((unsigned char)b[j - 1]);
            unsigned best = diagonal + !same;
            if (row[j] + 1 < best)
                best = row[j] + 1;
            if (row[j - 1] + 1 < best)
                best = row[j - 1] + 1;
            diagonal = row[j];
            row[j] = best;
        }
    }
    return row[b_length];
}

/* "window" for "win". */
static bool one_begins_with_the_other(const struct tspec_nearest *nearest, const char *candidate)
{
    size_t length = strlen(candidate);
    size_t shorter = length < nearest->bytes ? length : nearest->bytes;
    return shorter >= 2 && memcmp(nearest->word, candidate, shorter) == 0;
}

struct tspec_nearest tspec_nearest_to(const char *word, size_t bytes)
{
    unsigned wrong = bytes < 6 ? bytes > 1 : bytes < WORD_CHARS ? (unsigned)bytes / 3 : 0;
    return (struct tspec_nearest){word, bytes, NULL, wrong + 1};
}

void tspec_nearest_offer(struct tspec_nearest *nearest, const char *candidate)
{
    unsigned d = distance(nearest->word, nearest->bytes, candidate);
    if (d > 1 && nearest->bytes && one_begins_with_the_other(nearest, candidate))
        d = 1;
    if (nearest->bytes && d < nearest->least) {
        nearest->least = d;
        nearest->best = candidate;
    }
}
