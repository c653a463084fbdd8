/* The model's own house: what it may know, and that its clauses stand for every rule in scope. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "harness/model/checks.h"
#include "harness/model/model.h"

static const struct {
    const char *id, *reason;
} rules[] = {
#define RULE(id, reason) {id, reason},
#include "rules.def"
#undef RULE
};
enum { RULES = sizeof rules / sizeof rules[0] };

/* Whether the word `id` stands in the list `words`, between blanks. */
static bool listed(const char *words, const char *id)
{
    size_t length = strlen(id);

    for (const char *at = strstr(words, id); at; at = strstr(at + 1, id))
        if ((at == words || at[-1] == ' ') && (at[length] == ' ' || at[length] == '\0'))
            return true;
    return false;
}

static void every_rule_in_scope_has_a_clause(void **state)
{
    (void)state;
    for (unsigned r = 0; r < RULES; r++) {
        unsigned clauses = 0;
        for (unsigned c = 0; c < tspec_clause_count(); c++)
            clauses += listed(tspec_clause_at(c)->rules, rules[r].id);
        if (!rules[r].reason && clauses == 0)
            fail_msg("no clause stands for %s", rules[r].id);
        if (rules[r].reason && clauses != 0)
            fail_msg("%s is out of scope, and has a clause", rules[r].id);
    }
}

static void every_rule_a_clause_names_is_one(void **state)
{
    (void)state;
    for (unsigned c = 0; c < tspec_clause_count(); c++) {
        char words[256];
        snprintf(words, sizeof words, "%s", tspec_clause_at(c)->rules);
        for (char *id = strtok(words, " "); id; id = strtok(NULL, " ")) {
            bool known = strncmp(id, "AMB-", 4) == 0;
            for (unsigned r = 0; r < RULES && !known; r++)
                known = strcmp(rules[r].id, id) == 0;
            if (!known)
                fail_msg("%s names %s, which is no rule", tspec_clause_at(c)->name, id);
        }
    }
}

static void names_are_unique(void **state)
{
    (void)state;
    for (unsigned a = 0; a < tspec_clause_count(); a++)
        for (unsigned b = 0; b < a; b++)
            assert_string_not_equal(tspec_clause_at(a)->name, tspec_clause_at(b)->name);
    for (unsigned a = 0; a < TSPEC_CHECK_COUNT; a++)
        for (unsigned b = 0; b < a; b++)
            assert_string_not_equal(tspec_check_at(a)->id, tspec_check_at(b)->id);
}

/* Quoted includes: the two vocabularies, profile and payload, and the model itself. */
static bool may_include(const char *path)
{
    static const char *const others[] = {"engine/segment.h", "engine/event.h", "harness/profile.h",
                                         "harness/payload.h"};

    for (unsigned i = 0; i < sizeof others / sizeof others[0]; i++)
        if (strcmp(path, others[i]) == 0)
            return true;
    return strncmp(path, "harness/model/", 14) == 0;
}

static void the_model_knows_the_vocabulary_alone(void **state)
{
    static const char place[] = TSPEC_SOURCE_DIR "/harness/model";
    unsigned files = 0, includes = 0;
    DIR *directory = opendir(place);
    (void)state;
    assert_non_null(directory);
    for (const struct dirent *entry; (entry = readdir(directory)) != NULL;) {
        const char *dot = strrchr(entry->d_name, '.');
        char path[512], line[512], what[256];
        if (!dot || (strcmp(dot, ".c") != 0 && strcmp(dot, ".h") != 0 && strcmp(dot, ".def") != 0))
            continue;
        snprintf(path, sizeof path, "%s/%s", place, entry->d_name);
        FILE *file = fopen(path, "r");
        assert_non_null(file);
        files++;
        while (fgets(line, sizeof line, file))
            if (sscanf(line, " # include \"%255[^\"]\"", what) == 1) {
                includes++;
                if (!may_include(what))
                    fail_msg("%s includes %s", entry->d_name, what);
            }
        fclose(file);
    }
    closedir(directory);
    assert_true(files > 10 && includes > 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_rule_in_scope_has_a_clause),
        cmocka_unit_test(every_rule_a_clause_names_is_one),
        cmocka_unit_test(names_are_unique),
        cmocka_unit_test(the_model_knows_the_vocabulary_alone),
    };
    return cmocka_run_group_tests_name("house", tests, NULL, NULL);
}
