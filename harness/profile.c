#include "harness/profile.h"

#include <string.h>

static const struct {
    const char *name, *ambiguity;
    uint8_t alternatives;
} choices[] = {
#define ROW(id, amb, ...) {#id, amb, TSPEC_##id##_ALTERNATIVES},
    TSPEC_CHOICES(ROW)
#undef ROW
};

void tspec_profile_init(struct tspec_profile *profile)
{
    memset(profile, 0, sizeof *profile);
    for (unsigned i = 0; i < TSPEC_CHOICE_COUNT; i++)
        profile->allowed[i] = (uint8_t)((1u << choices[i].alternatives) - 1);
    profile->ip_version = 4;
}

const char *tspec_choice_name(unsigned choice)
{
    return choice < TSPEC_CHOICE_COUNT ? choices[choice].name : "?";
}

const char *tspec_choice_ambiguity(unsigned choice)
{
    return choice < TSPEC_CHOICE_COUNT ? choices[choice].ambiguity : "?";
}

unsigned tspec_choice_alternatives(unsigned choice)
{
    return choice < TSPEC_CHOICE_COUNT ? choices[choice].alternatives : 0;
}
