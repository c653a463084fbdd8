#include "harness/waiver/waiver.h"

#include <ctype.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "harness/model/checks.h"

void tspec_waivers_free(struct tspec_waivers *set)
{
    for (unsigned i = 0; i < set->count; i++)
        free(set->items[i].scenario);
    free(set->items);
    json_decref(set->documents);
    *set = (struct tspec_waivers){0};
}

/* The number at *at, leading zeros and all, as its significant digits; *at is moved behind it. */
static const char *digits(const char **at, size_t *count)
{
    while (**at == '0')
        (*at)++;
    const char *begin = *at;
    while (isdigit((unsigned char)**at))
        (*at)++;
    *count = (size_t)(*at - begin);
    return begin;
}

/* To the next number, or to the end of the string when none follows at once. */
static const char *next_number(const char *at)
{
    return *at == '.' && isdigit((unsigned char)at[1]) ? at + 1 : "";
}

int tspec_version_compare(const char *a, const char *b)
{
    a += strcspn(a, "0123456789");
    b += strcspn(b, "0123456789");
    while (*a || *b) {
        size_t a_count, b_count;
        const char *a_digits = digits(&a, &a_count), *b_digits = digits(&b, &b_count);
        if (a_count != b_count)
            return a_count < b_count ? -1 : 1;
        int order = strncmp(a_digits, b_digits, a_count);
        if (order)
            return order;
        a = next_number(a);
        b = next_number(b);
    }
    return 0;
}

bool tspec_date_valid(const char *date)
{
    static const char days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    for (unsigned i = 0; i < 10; i++)
        if (i == 4 || i == 7 ? date[i] != '-' : !isdigit((unsigned char)date[i]))
            return false;
    int year = atoi(date), month = atoi(date + 5), day = atoi(date + 8);
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return !date[10] && month >= 1 && month <= 12 && day >= 1 && day <= days[month - 1] &&
           (leap || month != 2 || day < 29);
}

enum tspec_waiver_fit tspec_waiver_fit(const struct tspec_waiver *waiver,
                                       const struct tspec_waiver_subject *subject)
{
    if (strcmp(waiver->stack, subject->stack))
        return TSPEC_WAIVER_FOR_ANOTHER_STACK;
    if (tspec_version_compare(subject->version, waiver->from) < 0 ||
        (*waiver->to && tspec_version_compare(subject->version, waiver->to) > 0))
        return TSPEC_WAIVER_FOR_ANOTHER_VERSION;
    if (strcmp(waiver->expires, "never") && strcmp(waiver->expires, subject->today) < 0)
        return TSPEC_WAIVER_PAST_ITS_DAY;
    return TSPEC_WAIVER_APPLIES;
}

/* How particularly the waiver names the finding; 0: not at all. */
static unsigned particular(const struct tspec_waiver *waiver, const struct tspec_finding *finding)
{
    enum { BY_QUIRK = 1, BY_RULE, BY_SIGNATURE };
    const struct tspec_clause *clause =
        finding->clause >= 0 ? tspec_clause_at((unsigned)finding->clause) : NULL;
    if (*waiver->signature && !strcmp(waiver->signature, finding->signature))
        return BY_SIGNATURE;
    if (*waiver->check && !strcmp(waiver->check, tspec_check_at(finding->check)->id) &&
        !strcmp(waiver->rule, clause ? clause->name : ""))
        return BY_RULE;
    return waiver->quirk_index >= 0 && waiver->quirk_index == finding->quirk ? BY_QUIRK : 0;
}

bool tspec_waiver_covers(const struct tspec_waiver *waiver, const struct tspec_finding *finding)
{
    return particular(waiver, finding) > 0;
}

uint64_t tspec_waivers_quirks(const struct tspec_waivers *set, const struct tspec_waiver_subject *subject)
{
    uint64_t quirks = 0;
    for (unsigned i = 0; i < set->count; i++)
        if (set->items[i].quirk_index >= 0 &&
            tspec_waiver_fit(&set->items[i], subject) == TSPEC_WAIVER_APPLIES)
            quirks |= UINT64_C(1) << set->items[i].quirk_index;
    return quirks;
}

const struct tspec_waiver *tspec_waivers_match(const struct tspec_waivers *set,
                                               const struct tspec_waiver_subject *subject,
                                               const struct tspec_finding *finding)
{
    const struct tspec_waiver *best = NULL;
    unsigned most = 0;
    for (unsigned i = 0; i < set->count; i++) {
        unsigned this = particular(&set->items[i], finding);
        if (this > most && tspec_waiver_fit(&set->items[i], subject) == TSPEC_WAIVER_APPLIES) {
            most = this;
            best = &set->items[i];
        }
    }
    return best;
}
