#include "harness/campaign/mutants_known.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int by_id(const void *a, const void *b)
{
    const struct tspec_known_mutant *x = a, *y = b;
    return strcmp(x->id, y->id);
}

/* Splits a line into its columns. NULL, or what is wrong. */
static const char *read_line(char *line, struct tspec_known_mutant *known)
{
    char *verdict = strchr(line, '\t');
    char *why = verdict ? strchr(verdict + 1, '\t') : NULL;
    if (!why || why[1] == '\0' || strchr(why + 1, '\t'))
        return "expected three columns divided by tabs: id, equivalent or permitted, and why";
    *verdict++ = *why++ = '\0';
    known->id = line;
    known->why = why;
    known->permitted = strcmp(verdict, "permitted") == 0;
    return known->permitted || strcmp(verdict, "equivalent") == 0
               ? NULL
               : "the second column is equivalent or permitted";
}

bool tspec_known_mutants_read(const char *text, struct tspec_known_mutants *known, char *error,
                              size_t error_bytes)
{
    unsigned lines = 1, number = 0;
    for (const char *at = text; *at != '\0'; at++)
        lines += *at == '\n';
    size_t bytes = strlen(text) + 1;
    known->text = malloc(bytes);
    known->list = malloc(lines * sizeof *known->list);
    if (known->text == NULL || known->list == NULL) {
        snprintf(error, error_bytes, "out of memory");
        return false;
    }
    memcpy(known->text, text, bytes);
    for (char *line = known->text, *end; line != NULL; line = end) {
        end = strchr(line, '\n');
        if (end != NULL)
            *end++ = '\0';
        number++;
        if (*line == '\0' || *line == '#')
            continue;
        struct tspec_known_mutant *entry = &known->list[known->count];
        const char *wrong = read_line(line, entry);
        if (wrong != NULL) {
            snprintf(error, error_bytes, "line %u: %s", number, wrong);
            return false;
        }
        entry->line = number;
        known->count++;
    }
    qsort(known->list, known->count, sizeof *known->list, by_id);
    for (unsigned i = 1; i < known->count; i++)
        if (strcmp(known->list[i - 1].id, known->list[i].id) == 0) {
            snprintf(error, error_bytes, "line %u: the mutant of line %u once more", known->list[i].line,
                     known->list[i - 1].line);
            return false;
        }
    return true;
}

void tspec_known_mutants_free(struct tspec_known_mutants *known)
{
    free(known->text);
    free(known->list);
    *known = (struct tspec_known_mutants){0};
}

const struct tspec_known_mutant *tspec_known_mutants_find(const struct tspec_known_mutants *known,
                                                          const char *id)
{
    const struct tspec_known_mutant key = {.id = id};
    return known->count ? bsearch(&key, known->list, known->count, sizeof key, by_id) : NULL;
}

struct tspec_mutants_score tspec_mutants_score(const struct tspec_mutants_result *result,
                                               const struct tspec_known_mutants *known)
{
    struct tspec_mutants_score score = {.mutants = result->count, .killed = result->killed};
    for (unsigned i = 0; i < result->count; i++) {
        const struct tspec_known_mutant *entry = tspec_known_mutants_find(known, result->list[i].id);
        if (result->list[i].killed)
            continue;
        score.equivalent += entry && !entry->permitted;
        score.permitted += entry && entry->permitted;
        score.survivors += !entry;
    }
    unsigned of = score.killed + score.survivors;
    score.percent = of ? 100.0 * score.killed / of : 100;
    return score;
}

bool tspec_known_mutant_stale(const struct tspec_known_mutant *known,
                              const struct tspec_mutant_outcome *outcome, bool black_box)
{
    return outcome->killed && (black_box || !known->permitted);
}
