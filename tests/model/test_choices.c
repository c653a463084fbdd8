/* What a profile declares is what is allowed: each alternative is silent under its own declaration and under
 * none, and is found out under each of the others. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "alternatives.h"
#include "dialogue.h"

static struct dialogue d;

static const char *play(const char *profile, unsigned choice, unsigned bits, const char *script)
{
    dialogue_begin(&d, 1000000, 3000000);
    dialogue_play(&d, profile);
    if (bits)
        tspec_profile_declare(&d.profile, (enum tspec_choice)choice, bits);
    dialogue_play(&d, script);
    dialogue_end(&d);
    return d.checks;
}

static void declared_or_undeclared_it_is_silent(void **row)
{
    const struct alternative *a = *row;
    unsigned choice = dialogue_choice(a->choice), own = dialogue_alternatives(choice, a->name);
    static const char *const profiles[] = {"exact", "black"};

    for (unsigned i = 0; i < 2; i++)
        if (play(profiles[i], choice, own, a->script)[0])
            fail_msg("declared (%s): %s", profiles[i], d.checks);
    if (play("open", choice, 0, a->script)[0])
        fail_msg("undeclared: %s", d.checks);
    if (play("black", choice, (1u << tspec_choice_alternatives(choice)) - 1, a->script)[0])
        fail_msg("all alternatives of this choice: %s", d.checks);
}

static void under_another_declaration_it_is_found(void **row)
{
    const struct alternative *a = *row;
    unsigned choice = dialogue_choice(a->choice);
    unsigned own = dialogue_alternatives(choice, a->name) | dialogue_alternatives(choice, a->same);

    for (unsigned i = 0; i < tspec_choice_alternatives(choice); i++) {
        bool found = play("exact", choice, 1u << i, a->script)[0] != '\0';
        if (found && own >> i & 1u)
            fail_msg("legal under alternative %u, and yet: %s", i, d.checks);
        if (!found && !(own >> i & 1u))
            fail_msg("silent under alternative %u", i);
    }
}

static void every_alternative_has_its_row(void **state)
{
    (void)state;
    for (unsigned c = 0; c < TSPEC_CHOICE_COUNT; c++) {
        unsigned seen = 0;
        for (unsigned i = 0; i < alternative_count; i++)
            if (strcmp(alternatives[i].choice, tspec_choice_name(c)) == 0)
                seen |= dialogue_alternatives(c, alternatives[i].name);
        if (seen != (1u << tspec_choice_alternatives(c)) - 1)
            fail_msg("%s: an alternative without a row", tspec_choice_name(c));
    }
}

enum { MOST = 120 };

int main(void)
{
    static struct CMUnitTest tests[2 * MOST + 1];
    static char names[2 * MOST][80];
    unsigned count = 0;

    if (alternative_count > MOST)
        return 1;
    for (unsigned i = 0; i < 2 * alternative_count; i++, count++) {
        const struct alternative *a = &alternatives[i / 2];
        snprintf(names[count], sizeof names[0], "%s %s: %s", a->choice, a->name,
                 i % 2 ? "found elsewhere" : "silent");
        tests[count] = (struct CMUnitTest){.name = names[count],
                                           .test_func = i % 2 ? under_another_declaration_it_is_found
                                                              : declared_or_undeclared_it_is_silent,
                                           .initial_state = (void *)a};
    }
    tests[count++] = (struct CMUnitTest){.name = "every alternative has its row",
                                         .test_func = every_alternative_has_its_row};
    return _cmocka_run_group_tests("choices", tests, count, NULL, NULL);
}
