#include "harness/model/checks.h"
#include "harness/model/clauses.h"

#include <string.h>

static const struct tspec_check checks[] = {
#define TSPEC_CHECK(e, id, family, level, section, text) {id, family, level, section, text},
#include "harness/model/checks.def"
#undef TSPEC_CHECK
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

const char *tspec_family_name(unsigned family)
{
    static const char *const names[TSPEC_FAMILY_COUNT] = {
        [TSPEC_FAMILY_TRANSITIONS] = "transitions", [TSPEC_FAMILY_ACK] = "ack arithmetic",
        [TSPEC_FAMILY_WINDOW] = "window bounds",    [TSPEC_FAMILY_TIME_WAIT] = "TIME-WAIT",
        [TSPEC_FAMILY_FORM] = "segment form",       [TSPEC_FAMILY_TIMERS] = "timers",
        [TSPEC_FAMILY_DELIVERY] = "delivery",       [TSPEC_FAMILY_CALLS] = "calls",
        [TSPEC_FAMILY_LIVENESS] = "liveness",       [TSPEC_FAMILY_STACK] = "stack",
    };
    return family < TSPEC_FAMILY_COUNT ? names[family] : "?";
}

const char *tspec_level_name(unsigned level)
{
    static const char *const names[] = {"info", "deviates", "fail"};
    return level <= TSPEC_LEVEL_FAIL ? names[level] : "?";
}
