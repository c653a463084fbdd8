#include "harness/model/checks.h"
#include "harness/model/clauses.h"
#include "harness/model/quirks.h"

#include <string.h>

static const struct tspec_check checks[] = {
#define TSPEC_CHECK(e, id, family, level, section, text) {id, family, level, section, text},
#include "harness/model/checks.def"
#undef TSPEC_CHECK
};

static const struct tspec_quirk quirks[] = {
#define TSPEC_QUIRK(e, name, clause, text) {name, clause, text},
#include "harness/model/quirks.def"
#undef TSPEC_QUIRK
};

static const struct tspec_clause clauses[] = {
#define TSPEC_CLAUSE(e, name, rules, section, text) {name, rules, section, text},
#include "harness/model/clauses.def"
#undef TSPEC_CLAUSE
};

const struct tspec_check *tspec_check_at(unsigned index)
{
    return index < TSPEC_CHECK_COUNT ? &checks[index] : NULL;
}

const struct tspec_check *tspec_check_find(const char *id)
{
    for (unsigned i = 0; i < TSPEC_CHECK_COUNT; i++)
        if (strcmp(checks[i].id, id) == 0)
            return &checks[i];
    return NULL;
}

unsigned tspec_clause_count(void)
{
    return TSPEC_CLAUSE_COUNT;
}

const struct tspec_clause *tspec_clause_at(unsigned index)
{
    return index < TSPEC_CLAUSE_COUNT ? &clauses[index] : NULL;
}

unsigned tspec_quirk_count(void)
{
    return TSPEC_QUIRK_COUNT;
}

const struct tspec_quirk *tspec_quirk_at(unsigned index)
{
    return index < TSPEC_QUIRK_COUNT ? &quirks[index] : NULL;
}

int tspec_quirk_find(const char *name)
{
    for (unsigned i = 0; i < TSPEC_QUIRK_COUNT; i++)
        if (strcmp(quirks[i].name, name) == 0)
            return (int)i;
    return -1;
}

const char *tspec_family_name(unsigned family)
{
    static const char *const names[TSPEC_FAMILY_COUNT] = {
        [TSPEC_FAMILY_TRANSITIONS] = "transitions",
        [TSPEC_FAMILY_ACK] = "ack arithmetic",
        [TSPEC_FAMILY_WINDOW] = "window bounds",
        [TSPEC_FAMILY_TIME_WAIT] = "TIME-WAIT",
        [TSPEC_FAMILY_FORM] = "segment form",
        [TSPEC_FAMILY_TIMERS] = "timers",
        [TSPEC_FAMILY_DELIVERY] = "delivery",
        [TSPEC_FAMILY_CALLS] = "calls",
        [TSPEC_FAMILY_PAIR] = "two stacks",
        [TSPEC_FAMILY_LIVENESS] = "liveness",
        [TSPEC_FAMILY_STACK] = "stack",
    };
    return family < TSPEC_FAMILY_COUNT ? names[family] : "?";
}

const char *tspec_level_name(unsigned level)
{
    static const char *const names[] = {"info", "deviates", "fail"};
    return level <= TSPEC_LEVEL_FAIL ? names[level] : "?";
}
