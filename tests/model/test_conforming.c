/* A stack that does all the RFC asks draws no finding, and needs one world where it declares all it does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "conforming.h"
#include "dialogue.h"

static struct dialogue d;

static void run(const char *profile, bool single, uint32_t iss, uint32_t irs, const struct conforming *c)
{
    char setting[16];

    dialogue_begin(&d, iss, irs);
    d.single = single;
    d.vague = !single;
    snprintf(setting, sizeof setting, "%s", profile);
    dialogue_play(&d, setting);
    dialogue_play(&d, c->script);
    bool inconclusive = tspec_model_inconclusive(d.model);
    dialogue_end(&d);
    if (d.finding_count || inconclusive)
        fail_msg("%s (%s, ISS %u, IRS %u): %s after [%s], observed [%s]%s", c->name, profile, iss, irs,
                 d.checks, d.findings[0].event, d.findings[0].observed, inconclusive ? ", inconclusive" : "");
}

static void one_world_where_all_is_declared(void **row)
{
    run("exact", true, 1000000, 3000000, *row);
}

static void silent_in_the_black_box(void **row)
{
    run("black", false, 1000000, 3000000, *row);
}

static void silent_where_nothing_is_declared(void **row)
{
    run("open", false, 1000000, 3000000, *row);
}

/* Every number a connection goes through passes the wrap, from one before to one after. */
static void the_same_at_every_border(void **row)
{
    static const uint32_t starts[] = {0,          1,          0x7FFFFFFE,        0x7FFFFFFF, 0x80000000,
                                      0xFFFFFFFB, 0xFFFFFFFE, 0xFFFFFFFF,        0u - 101u,  0u - 1460u,
                                      0u - 8192u, 0u - 8193u, 0x80000000u - 101u};

    for (unsigned s = 0; s < sizeof starts / sizeof starts[0]; s++)
        for (unsigned r = 0; r < sizeof starts / sizeof starts[0]; r++)
            run("exact", true, starts[s], starts[r], *row);
}

enum { KINDS = 4, MOST = 200 };

int main(void)
{
    static const CMUnitTestFunction functions[KINDS] = {
        one_world_where_all_is_declared, silent_in_the_black_box, silent_where_nothing_is_declared,
        the_same_at_every_border};
    static const char *const kinds[KINDS] = {"declared", "black box", "undeclared", "borders"};
    static struct CMUnitTest tests[KINDS * MOST];
    static char names[KINDS * MOST][96];
    unsigned count = 0;

    if (conforming_count > MOST)
        return 1;
    for (unsigned k = 0; k < KINDS; k++)
        for (unsigned i = 0; i < conforming_count; i++, count++) {
            snprintf(names[count], sizeof names[0], "%s: %s", kinds[k], conforming_dialogues[i].name);
            tests[count] = (struct CMUnitTest){.name = names[count],
                                               .test_func = functions[k],
                                               .initial_state = (void *)&conforming_dialogues[i]};
        }
    return _cmocka_run_group_tests("conforming", tests, count, NULL, NULL);
}
