/* corpus/explore: for each rule of the spec a scenario in which it acts, and the judge finds nothing; or a
 * line of without.txt, "RULE: REASON", that says why there is none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <dirent.h>

#include "engine/rules.h"
#include "harness/campaign/explore_witness.h"
#include "harness/scenario/text.h"

#define CORPUS TSPEC_SOURCE_DIR "/corpus/explore"
#define REMEDY "script/witnesses writes it again"

/* Whether without.txt has a reason for the rule. */
static bool is_excused(const char *rule)
{
    char line[512];
    bool found = false;
    size_t length = strlen(rule);
    FILE *file = fopen(CORPUS "/without.txt", "r");
    assert_non_null(file);
    while (fgets(line, sizeof line, file) != NULL)
        found |= strncmp(line, rule, length) == 0 && strncmp(line + length, ": ", 2) == 0;
    fclose(file);
    return found;
}

/* False: there is none, and it says why. */
static bool load(const char *rule, struct tspec_scenario *scenario)
{
    static char text[1 << 16];
    struct tspec_diagnostics diagnostics;
    char path[512];
    snprintf(path, sizeof path, CORPUS "/%s.scn", rule);
    FILE *file = fopen(path, "r");
    bool excused = is_excused(rule);
    if (file == NULL && excused)
        return false;
    if (file == NULL)
        fail_msg("rule %s has no witness, corpus/explore/%s.scn: " REMEDY, rule, rule);
    if (excused)
        fail_msg("rule %s has a witness: take its line out of corpus/explore/without.txt", rule);
    size_t bytes = fread(text, 1, sizeof text, file);
    fclose(file);
    if (!tspec_scenario_parse(text, bytes, scenario, &diagnostics))
        fail_msg("%s: %s", path, diagnostics.items[0].message);
    return true;
}

static void each_rule_has_one_in_which_it_acts(void **state)
{
    (void)state;
    static struct tspec_scenario scenario;
    char error[256];
    struct tspec_witness_judge *judge = tspec_witness_judge_create(NULL, 0, error, sizeof error);
    assert_non_null(judge);
    for (unsigned i = 0; i < tspec_tcp_rules.rule_count; i++) {
        const char *rule = tspec_rules_text(&tspec_tcp_rules, tspec_tcp_rules.rules[i].id);
        if (tspec_tcp_rules.rules[i].level == TSPEC_IMPOSSIBLE)
            continue;
        if (load(rule, &scenario) && !tspec_witness_holds(judge, i, &scenario))
            fail_msg("corpus/explore/%s.scn: the rule does not act, or there is a finding: " REMEDY, rule);
    }
    tspec_witness_judge_destroy(judge);
}

static bool is_rule(const char *name, size_t length)
{
    for (unsigned i = 0; i < tspec_tcp_rules.rule_count; i++) {
        const char *rule = tspec_rules_text(&tspec_tcp_rules, tspec_tcp_rules.rules[i].id);
        if (strlen(rule) == length && strncmp(rule, name, length) == 0)
            return true;
    }
    return false;
}

static void each_excuse_is_of_a_rule(void **state)
{
    (void)state;
    char line[512];
    FILE *file = fopen(CORPUS "/without.txt", "r");
    assert_non_null(file);
    while (fgets(line, sizeof line, file) != NULL)
        if (*line != '#' && !is_rule(line, strcspn(line, ":\n")))
            fail_msg("corpus/explore/without.txt: there is no such rule any more: %s", line);
    fclose(file);
}

static void each_file_is_of_a_rule(void **state)
{
    (void)state;
    unsigned files = 0;
    DIR *directory = opendir(CORPUS);
    assert_non_null(directory);
    for (struct dirent *entry; (entry = readdir(directory)) != NULL;) {
        size_t length = strlen(entry->d_name);
        if (length < 4 || strcmp(entry->d_name + length - 4, ".scn") != 0)
            continue;
        if (!is_rule(entry->d_name, length - 4))
            fail_msg("corpus/explore/%s: there is no such rule any more; " REMEDY, entry->d_name);
        files++;
    }
    closedir(directory);
    assert_true(files > 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_rule_has_one_in_which_it_acts),
        cmocka_unit_test(each_excuse_is_of_a_rule),
        cmocka_unit_test(each_file_is_of_a_rule),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
