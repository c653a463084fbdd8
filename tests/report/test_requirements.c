/* The list of requirements: whole, consistent, and in step with the checks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "harness/report/requirements.h"

static const char *const checks[] = {
#define TSPEC_CHECK(e, id, ...) id,
#include "harness/model/checks.def"
#undef TSPEC_CHECK
};
static const char *const clauses[] = {
#define TSPEC_CLAUSE(e, name, rules, section, text) name,
#include "harness/model/clauses.def"
#undef TSPEC_CLAUSE
};
enum { CHECKS = sizeof checks / sizeof checks[0], CLAUSES = sizeof clauses / sizeof clauses[0] };

static bool one_of(const char *word, const char *words)
{
    return *word && !strchr(word, ' ') && tspec_word_in(words, word);
}

/* RFC 9293, appendix B: MUST-1 to 69, SHLD-1 to 31, MAY-1 to 18, REC-1, each once. */
static void all_119(void **state)
{
    (void)state;
    static const struct {
        const char *prefix;
        unsigned count;
    } kinds[] = {{"MUST", 69}, {"SHLD", 31}, {"MAY", 18}, {"REC", 1}};
    unsigned all = 0;
    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++)
        for (unsigned n = 1; n <= kinds[k].count; n++, all++) {
            char id[16];
            snprintf(id, sizeof id, "%s-%u", kinds[k].prefix, n);
            assert_non_null(tspec_requirement_find(id));
        }
    assert_int_equal(all, 119);
    assert_int_equal(tspec_requirement_count(), all);
    assert_null(tspec_requirement_at(all));
    assert_null(tspec_requirement_find("MUST-70"));
}

static void every_row_is_whole(void **state)
{
    (void)state;
    for (unsigned i = 0; i < tspec_requirement_count(); i++) {
        const struct tspec_requirement *row = tspec_requirement_at(i);
        bool judged = tspec_word_in("judged partly", row->disposition);
        bool whole = !strcmp(row->disposition, "judged");
        assert_true(one_of(row->observable, "wire api both internal none"));
        assert_true(one_of(row->disposition, "judged partly later argued internal"));
        assert_true(*row->statement && *row->section && *row->topic);
        if (judged != (*row->checks != '\0') || (!whole && !*row->note))
            fail_msg("%s: judged and partly need checks, the others have none; all but judged need a note",
                     row->id);
    }
}

static bool is_check(const char *id)
{
    for (unsigned c = 0; c < CHECKS; c++)
        if (!strcmp(checks[c], id))
            return true;
    return false;
}

static bool is_clause(const char *name)
{
    for (unsigned c = 0; c < CLAUSES; c++)
        if (!strcmp(clauses[c], name))
            return true;
    return !*name;
}

static void requirements_of_a_check(void **state)
{
    (void)state;
    char ids[64], few[8];
    assert_int_equal(tspec_requirements_of_check("form.options", ids, sizeof ids), 15);
    assert_string_equal(ids, "MUST-68 MUST-69");
    assert_int_equal(tspec_requirements_of_check("form.options", few, sizeof few), 15);
    assert_string_equal(few, "MUST-68");
    assert_int_equal(tspec_requirements_of_check("delivery.discarded", ids, sizeof ids), 6); /* at a clause */
    assert_string_equal(ids, "MUST-3");
    assert_int_equal(tspec_requirements_of_check("nothing", ids, sizeof ids), 0);
    assert_string_equal(ids, "");
}

static void every_entry_is_known(void **state)
{
    (void)state;
    for (unsigned i = 0; i < tspec_requirement_count(); i++) {
        const struct tspec_requirement *row = tspec_requirement_at(i);
        struct tspec_judged_by entry;
        for (unsigned e = 0; tspec_requirement_entry(row, e, &entry); e++)
            if (!is_check(entry.check) || !is_clause(entry.clause))
                fail_msg("%s: no such check and clause: %s@%s", row->id, entry.check, entry.clause);
    }
}

static void entries(void **state)
{
    (void)state;
    const struct tspec_requirement row = {.checks = "a.b c.d@e.f i.j@g.h"};
    static const struct {
        const char *check, *clause;
        bool judged;
    } rows[] = {{"a.b", "", true},     {"a.b", "x", true},   {"c.d", "e.f", true}, {"c.d", "", false},
                {"c.d", "g.h", false}, {"i.j", "g.h", true}, {"x.y", "e.f", false}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_int_equal(tspec_requirement_judged_by(&row, rows[i].check, rows[i].clause), rows[i].judged);
    struct tspec_judged_by entry;
    assert_true(tspec_requirement_entry(&row, 1, &entry));
    assert_string_equal(entry.check, "c.d");
    assert_string_equal(entry.clause, "e.f");
    assert_false(tspec_requirement_entry(&row, 3, &entry));
    const struct tspec_requirement none = {.checks = ""};
    assert_false(tspec_requirement_entry(&none, 0, &entry));
}

static void words(void **state)
{
    (void)state;
    assert_true(tspec_word_in("MUST-1 MUST-13", "MUST-13"));
    assert_true(tspec_word_in("MUST-1 MUST-13", "MUST-1"));
    assert_true(tspec_word_in("MUST-13 MUST-1", "MUST-1"));
    assert_false(tspec_word_in("MUST-13", "MUST-1"));
    assert_false(tspec_word_in("XMUST-1", "MUST-1"));
    assert_false(tspec_word_in("", "MUST-1"));
    assert_false(tspec_word_in("MUST-1", ""));
}

static void kinds(void **state)
{
    (void)state;
    assert_string_equal(tspec_requirement_kind("MUST NOT"), "MUST");
    assert_string_equal(tspec_requirement_kind("SHOULD NOT"), "SHOULD");
    assert_string_equal(tspec_requirement_kind("RECOMMENDED"), "SHOULD");
    assert_string_equal(tspec_requirement_kind("MAY"), "MAY");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_119),
        cmocka_unit_test(every_row_is_whole),
        cmocka_unit_test(requirements_of_a_check),
        cmocka_unit_test(every_entry_is_known),
        cmocka_unit_test(entries),
        cmocka_unit_test(words),
        cmocka_unit_test(kinds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
