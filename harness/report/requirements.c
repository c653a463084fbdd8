#include "harness/report/requirements.h"

#include <stdio.h>
#include <string.h>

static const struct tspec_requirement requirements[] = {
#include "requirements.def"
};

enum { COUNT = sizeof requirements / sizeof requirements[0] };

unsigned tspec_requirement_count(void)
{
    return COUNT;
}

const struct tspec_requirement *tspec_requirement_at(unsigned index)
{
    return index < COUNT ? &requirements[index] : NULL;
}

const struct tspec_requirement *tspec_requirement_find(const char *id)
{
    for (unsigned i = 0; i < COUNT; i++)
        if (!strcmp(requirements[i].id, id))
            return &requirements[i];
    return NULL;
}

const char *tspec_requirement_kind(const char *level)
{
    if (!strncmp(level, "MUST", 4))
        return "MUST";
    return strcmp(level, "MAY") ? "SHOULD" : "MAY";
}

bool tspec_requirement_entry(const struct tspec_requirement *requirement, unsigned index,
                             struct tspec_judged_by *entry)
{
    const char *at = requirement->checks;
    for (; *at && index; index--) {
        at += strcspn(at, " ");
        at += *at == ' ';
    }
    if (!*at)
        return false;
    int check = (int)strcspn(at, "@ "), clause = 0;
    if (at[check] == '@')
        clause = (int)strcspn(at + check + 1, " ");
    snprintf(entry->check, sizeof entry->check, "%.*s", check, at);
    snprintf(entry->clause, sizeof entry->clause, "%.*s", clause, at + check + (clause != 0));
    return true;
}

bool tspec_requirement_judged_by(const struct tspec_requirement *requirement, const char *check,
                                 const char *clause)
{
    struct tspec_judged_by entry;
    for (unsigned i = 0; tspec_requirement_entry(requirement, i, &entry); i++)
        if (!strcmp(entry.check, check) && (!*entry.clause || !strcmp(entry.clause, clause)))
            return true;
    return false;
}

static bool names(const struct tspec_requirement *requirement, const char *check)
{
    struct tspec_judged_by entry;
    for (unsigned i = 0; tspec_requirement_entry(requirement, i, &entry); i++)
        if (!strcmp(entry.check, check))
            return true;
    return false;
}

size_t tspec_requirements_of_check(const char *check, char *out, size_t cap)
{
    size_t length = 0;
    if (cap)
        *out = '\0';
    for (unsigned i = 0; i < COUNT; i++)
        if (names(&requirements[i], check))
            length += (size_t)snprintf(length < cap ? out + length : NULL, length < cap ? cap - length : 0,
                                       "%s%s", length ? " " : "", requirements[i].id);
    return length;
}

bool tspec_word_in(const char *list, const char *word)
{
    size_t length = strlen(word);
    for (const char *at = list; length && (at = strstr(at, word)); at += length)
        if ((at == list || at[-1] == ' ') && (at[length] == ' ' || !at[length]))
            return true;
    return false;
}
