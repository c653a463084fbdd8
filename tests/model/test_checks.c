/* Every check of the model can fail: for each, observations that are wrong in that way alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "dialogue.h"
#include "wrongs.h"

static struct dialogue d;

static void draws_that_finding_alone(void **state)
{
    const struct wrong *row = *state;
    const char *found = dialogue(&d, row->script);
    const struct tspec_check *check = tspec_check_find(row->check);

    assert_non_null(check);
    if (strcmp(found, row->check) != 0)
        fail_msg("%s: found '%s'", row->check, found);
    assert_int_equal(d.findings[0].level, row->level);
    assert_true(row->level <= check->level);
    assert_true(d.findings[0].clause < tspec_clause_count());
    /* The exercised checks are told before the finding counts: what fails had something to decide. */
    unsigned index = d.findings[0].check;
    if (d.exercised[index] == 0)
        fail_msg("%s failed without having been exercised", row->check);
}

/* The judge's own checks stand in front of the model's and are none of the model's. */
static bool of_the_model(const char *id)
{
    static const char *const judges[] = {"form.", "stack.", "scenario.", "pair."};
    for (unsigned i = 0; i < sizeof judges / sizeof judges[0]; i++)
        if (!strncmp(id, judges[i], strlen(judges[i])))
            return false;
    return true;
}

static void every_check_has_its_wrong(void **state)
{
    (void)state;
    for (unsigned c = 0; c < TSPEC_CHECK_COUNT; c++) {
        const char *id = tspec_check_at(c)->id;
        unsigned rows = 0;
        for (unsigned i = 0; i < wrong_count; i++)
            rows += strcmp(wrongs[i].check, id) == 0;
        if (of_the_model(id) && rows == 0)
            fail_msg("no observation fails %s", id);
        if (!of_the_model(id) && rows != 0)
            fail_msg("%s is not the model's", id);
    }
}

enum { MOST = 400 };

int main(void)
{
    static struct CMUnitTest tests[MOST + 1];
    static char names[MOST][160];

    if (wrong_count > MOST)
        return 1;
    for (unsigned i = 0; i < wrong_count; i++) {
        snprintf(names[i], sizeof names[0], "%s: %.120s", wrongs[i].check, wrongs[i].script);
        tests[i] = (struct CMUnitTest){
            .name = names[i], .test_func = draws_that_finding_alone, .initial_state = (void *)&wrongs[i]};
    }
    tests[wrong_count] =
        (struct CMUnitTest){.name = "every check has its wrong", .test_func = every_check_has_its_wrong};
    return _cmocka_run_group_tests("checks", tests, wrong_count + 1, NULL, NULL);
}
