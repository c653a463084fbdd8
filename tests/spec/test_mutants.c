/* Mutants of rules: every operator at every site, names that stay, and damage where it is said to be. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "specs/compiler/compiler.h"
#include "specs/compiler/mutants.h"

static struct tspec_rules damaged;

static unsigned count_of(const struct tspec_mutants *mutants, enum tspec_mutation mutation)
{
    unsigned count = 0;
    for (unsigned i = 0; i < mutants->count; i++)
        count += mutants->list[i].mutation == mutation;
    return count;
}

static struct tspec_mutants list(const struct tspec_rules *rules)
{
    struct tspec_mutants mutants = {0};
    assert_true(tspec_mutants_list(rules, &mutants));
    return mutants;
}

/* ---- sites, counted in the rules' own listing ---- */

/* How many mutants the texts of actions ask for. */
struct sites {
    unsigned actions, drops, sends, enters, returns, signals, timers, sums, fields;
};

static unsigned words(enum tspec_word_class word_class)
{
    return tspec_word_counts[word_class];
}

/* Registers of the kind that one in a sum can be mistaken for. */
static unsigned others_of(const char *name, size_t bytes)
{
    unsigned same[2] = {0};
    int kind = -1;
    for (unsigned i = 0; i < words(TSPEC_WORD_REGISTER); i++) {
        const struct tspec_word *word = &tspec_words[TSPEC_WORD_REGISTER][i];
        same[word->kind]++;
        if (strlen(word->text) == bytes && memcmp(word->text, name, bytes) == 0)
            kind = word->kind;
    }
    return kind < 0 ? 0 : same[kind] - 1;
}

static void count_sum(struct sites *sites, const char *sum)
{
    sites->sums++;
    while (*sum && *sum != '>' && *sum != ';' && *sum != ' ') {
        size_t bytes = strcspn(sum, "+->; ");
        sites->fields += others_of(sum, bytes);
        sum += bytes + (sum[bytes] == '+' || sum[bytes] == '-');
    }
}

static bool begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

static void count_action(struct sites *sites, const char *action)
{
    const char *at;
    sites->actions++;
    sites->drops += begins(action, "drop");
    sites->enters += begins(action, "enter ");
    sites->returns += begins(action, "return ");
    sites->signals += begins(action, "signal ");
    sites->timers += begins(action, "start ") || begins(action, "restart ") ||
                     (begins(action, "stop ") && !begins(action, "stop all"));
    if (begins(action, "send ")) {
        sites->sends++;
        count_sum(sites, strstr(action, "<SEQ=") + 5);
        if ((at = strstr(action, "<ACK=")) != NULL)
            count_sum(sites, at + 5);
    } else if ((at = strstr(action, " <- ")) != NULL) {
        count_sum(sites, at + 4);
    }
}

/* "id level (section) in STATES: condition -> action; action req[...]" */
static struct sites count_sites(const struct tspec_rules *rules)
{
    struct tspec_out out = {0};
    struct sites sites = {0};
    tspec_write_rules(rules, &out);
    for (char *line = strtok(out.text, "\n"); line; line = strtok(NULL, "\n")) {
        char *actions = strstr(line, " -> ");
        if (begins(line, "option ") || strstr(line, " impossible ("))
            continue;
        assert_non_null(actions);
        static const char *const attributes[] = {" req[", " amb[", " rule["};
        for (size_t i = 0; i < sizeof attributes / sizeof attributes[0]; i++) {
            char *attribute = strstr(actions, attributes[i]);
            if (attribute)
                *attribute = '\0';
        }
        if (strcmp(actions, " -> go on") == 0)
            continue;
        for (char *action = actions + 4; action;
             action = strstr(action, "; ") ? strstr(action, "; ") + 2 : NULL) {
            char one[256];
            snprintf(one, sizeof one, "%.*s", (int)strcspn(action, ";"), action);
            count_action(&sites, one);
        }
    }
    tspec_out_free(&out);
    return sites;
}

static void every_action_is_a_site(void **state)
{
    (void)state;
    const struct sites sites = count_sites(&tspec_tcp_rules);
    struct tspec_mutants mutants = list(&tspec_tcp_rules);
    assert_true(sites.sends > 10 && sites.enters > 10 && sites.sums > 30);
    assert_int_equal(count_of(&mutants, TSPEC_MUTATION_STATE), sites.enters * (words(TSPEC_WORD_STATE) - 1));
    /* all but the one that is there, and UNSUPPORTED, which is the adapter's word */
    assert_int_equal(count_of(&mutants, TSPEC_MUTATION_RESULT),
                     sites.returns * (words(TSPEC_WORD_RESULT) - 2));
    assert_int_equal(count_of(&mutants, TSPEC_MUTATION_SIGNAL),
                     sites.signals * (words(TSPEC_WORD_SIGNAL) - 1));
    assert_int_equal(count_of(&mutants, TSPEC_MUTATION_TIMER), sites.timers * (words(TSPEC_WORD_TIMER) - 1));
    assert_int_equal(count_of(&mutants, TSPEC_MUTATION_BIT), sites.sends * words(TSPEC_WORD_CONTROL));
    assert_int_equal(count_of(&mutants, TSPEC_MUTATION_SUM_OFF_BY_ONE), 2 * sites.sums);
    assert_int_equal(count_of(&mutants, TSPEC_MUTATION_SUM_FIELD), sites.fields);
    /* a drop behind which nothing comes can be lost without loss */
    unsigned idle = 0;
    for (unsigned i = 0; i < tspec_tcp_rules.rule_count; i++) {
        const struct tspec_rule *rule = &tspec_tcp_rules.rules[i];
        const struct tspec_procedure *p =
            &tspec_tcp_rules.procedures[tspec_tcp_rules.blocks[rule->block].procedure];
        bool last = p->trigger != TSPEC_NONE && rule->block == p->first_block + p->blocks - 1;
        for (unsigned a = 0; last && a < rule->actions; a++)
            idle += tspec_tcp_rules.actions[rule->first_action + a].op == TSPEC_OP_DROP;
    }
    assert_true(idle > 0 && idle < sites.drops);
    assert_int_equal(count_of(&mutants, TSPEC_MUTATION_LOSE), sites.actions - idle);
    tspec_mutants_free(&mutants);
}

static void every_literal_is_a_site(void **state)
{
    (void)state;
    unsigned rules = 0, literals = 0, conditions = 0, comparisons = 0;
    for (unsigned i = 0; i < tspec_tcp_rules.rule_count; i++) {
        const struct tspec_rule *rule = &tspec_tcp_rules.rules[i];
        if (rule->level == TSPEC_IMPOSSIBLE)
            continue;
        unsigned own = 0;
        rules++;
        for (unsigned bit = 0; bit < 64; bit++) {
            bool seen[2] = {false, false};
            for (unsigned r = 0; r < rule->rows; r++) {
                const struct tspec_row *row = &tspec_tcp_rules.rows[rule->first_row + r];
                if (row->care >> bit & 1)
                    seen[row->value >> bit & 1] = true;
            }
            own += seen[0] + seen[1];
            const uint16_t *terms =
                &tspec_tcp_rules.term_refs[tspec_tcp_rules.blocks[rule->block].first_term];
            comparisons += (seen[0] || seen[1]) && bit >= TSPEC_BIT_TERMS &&
                           !(terms[bit - TSPEC_BIT_TERMS] & TSPEC_TERM_PREDICATE);
        }
        literals += own;
        conditions += own > 1;
    }
    struct tspec_mutants mutants = list(&tspec_tcp_rules);
    assert_int_equal(count_of(&mutants, TSPEC_MUTATION_LEAVE_OUT), rules);
    assert_int_equal(count_of(&mutants, TSPEC_MUTATION_NEGATE), literals);
    assert_int_equal(count_of(&mutants, TSPEC_MUTATION_DROP), literals);
    assert_int_equal(count_of(&mutants, TSPEC_MUTATION_NEGATE_CONDITION), conditions);
    assert_int_equal(count_of(&mutants, TSPEC_MUTATION_DROP_CONDITION), conditions);
    assert_int_equal(count_of(&mutants, TSPEC_MUTATION_OFF_BY_ONE), 2 * comparisons);
    for (unsigned m = 0; m < TSPEC_MUTATION_COUNT; m++)
        if (count_of(&mutants, (enum tspec_mutation)m) == 0)
            fail_msg("no mutant of the operator %s", tspec_mutation_name(m));
    tspec_mutants_free(&mutants);
}

/* ---- names and diffs ---- */

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The names of all mutants, sorted; forget() gives them back. */
static char **names_of(const struct tspec_rules *rules, unsigned *count)
{
    struct tspec_mutants mutants = list(rules);
    char **names = malloc((mutants.count + 1) * sizeof *names);
    for (unsigned i = 0; i < mutants.count; i++) {
        struct tspec_out out = {0};
        tspec_mutant_write_id(rules, &mutants.list[i], &out);
        assert_false(out.failed);
        names[i] = out.text;
    }
    *count = mutants.count;
    qsort(names, mutants.count, sizeof *names, by_text);
    tspec_mutants_free(&mutants);
    return names;
}

static void forget(char **names, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        free(names[i]);
    free(names);
}

static void no_two_have_one_name(void **state)
{
    (void)state;
    unsigned count;
    char **names = names_of(&tspec_tcp_rules, &count);
    for (unsigned i = 1; i < count; i++)
        if (strcmp(names[i - 1], names[i]) == 0)
            fail_msg("two mutants are called %s", names[i]);
    forget(names, count);
}

#define SPEC(first)                                                                                          \
    "option strict \"asks more\" default on;\n"                                                              \
    "procedure idle cite \"3.10.7.1\" on SEGMENT in CLOSED {\n"                                              \
    "    step first \"\" {\n" first                                                                          \
    "        must ack: when ACK and (SEG.ACK =< ISS or SEG.ACK > SND.NXT) {\n"                               \
    "            send <SEQ=SEG.ACK><CTL=RST>;\n"                                                             \
    "            drop;\n"                                                                                    \
    "        }\n"                                                                                            \
    "        must other: otherwise {\n"                                                                      \
    "            RCV.NXT <- SEG.SEQ+1;\n"                                                                    \
    "        }\n"                                                                                            \
    "    }\n"                                                                                                \
    "    step last \"\" {\n"                                                                                 \
    "        must all: otherwise {\n"                                                                        \
    "            start user;\n"                                                                              \
    "        }\n"                                                                                            \
    "    }\n"                                                                                                \
    "}\n"

static struct tspec_compilation *compile(const char *text)
{
    struct tspec_compilation *c = tspec_compile(text, strlen(text));
    assert_non_null(c);
    if (tspec_compilation_errors(c)) {
        struct tspec_out out = {0};
        tspec_compilation_print_errors(c, "spec", &out);
        fail_msg("%s", out.text);
    }
    return c;
}

static bool is_among(char *const *names, unsigned count, const char *name)
{
    for (unsigned i = 0; i < count; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

/* A rule in front of the others moves every index and no name. */
static void names_stay_when_rules_move(void **state)
{
    (void)state;
    struct tspec_compilation *before = compile(SPEC("")),
                             *after = compile(
                                 SPEC("        must rst: when RST {\n            drop;\n        }\n"));
    unsigned few, many;
    char **old = names_of(tspec_compilation_rules(before), &few);
    char **new = names_of(tspec_compilation_rules(after), &many);
    assert_true(few > 40 && many > few);
    for (unsigned i = 0; i < few; i++)
        if (!is_among(new, many, old[i]))
            fail_msg("%s is called otherwise now", old[i]);
    forget(old, few);
    forget(new, many);
    tspec_compilation_free(before);
    tspec_compilation_free(after);
}

static const struct {
    const char *id, *diff;
} shown[] = {
    {"idle.first.ack/negate-condition", "=> when not ACK or ISS < SEG.ACK and SND.NXT >= SEG.ACK"},
    {"idle.first.ack/drop-condition", "=> otherwise"},
    {"idle.first.ack/drop/ACK", "=> when"},
    {"idle.first.ack/negate/ACK", "=> when not ACK"},
    {"idle.first.ack/off-by-one/ISS < SEG.ACK/+1", "ISS+1 >= SEG.ACK"},
    {"idle.first.ack/field/ISS < SEG.ACK/ISS -> IRS", "IRS >= SEG.ACK"},
    {"idle.first.ack/leave-out", "=> never"},
    {"idle.first.ack/swap/idle.first.other",
     "idle.first.ack; idle.first.other => idle.first.other; idle.first.ack"},
    {"idle.first.ack/lose/drop", "drop => nothing"},
    {"idle.first.ack/add/acknowledgment", "nothing => send <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>"},
    {"idle.first.ack/add/RCV.NXT <- SEG.SEQ+1", "nothing => RCV.NXT <- SEG.SEQ+1"},
    {"idle.first.other/add/drop", "nothing => drop"},
    {"idle.first.ack/bit/send <SEQ=SEG.ACK><CTL=RST>/+ACK",
     "send <SEQ=SEG.ACK><CTL=RST> => send <SEQ=SEG.ACK><ACK=RCV.NXT><CTL=RST,ACK>"},
    {"idle.first.ack/bit/send <SEQ=SEG.ACK><CTL=RST>/-RST", "=> send <SEQ=SEG.ACK><CTL=>"},
    {"idle.first.ack/sum-field/send <SEQ=SEG.ACK><CTL=RST>/SEQ SEG.ACK -> SND.NXT", "=> send <SEQ=SND.NXT>"},
    {"idle.first.other/sum-off-by-one/RCV.NXT <- SEG.SEQ+1/-1", "RCV.NXT <- SEG.SEQ+1 => RCV.NXT <- SEG.SEQ"},
    {"idle.last.all/timer/start user -> time_wait", "start user => start time_wait"},
};

static void diffs_say_what_changes(void **state)
{
    (void)state;
    struct tspec_compilation *c = compile(SPEC(""));
    const struct tspec_rules *rules = tspec_compilation_rules(c);
    struct tspec_mutants mutants = list(rules);
    for (size_t s = 0; s < sizeof shown / sizeof shown[0]; s++) {
        bool found = false;
        for (unsigned i = 0; i < mutants.count && !found; i++) {
            struct tspec_out id = {0}, diff = {0};
            tspec_mutant_write_id(rules, &mutants.list[i], &id);
            found = strcmp(id.text, shown[s].id) == 0;
            assert_true(tspec_mutant_apply(rules, &mutants.list[i], &damaged));
            tspec_mutant_write_diff(rules, &mutants.list[i], &damaged, &diff);
            if (found && !strstr(diff.text, shown[s].diff))
                fail_msg("%s: %s", shown[s].id, diff.text);
            tspec_out_free(&id);
            tspec_out_free(&diff);
        }
        if (!found)
            fail_msg("no mutant is called %s", shown[s].id);
    }
    /* ... and nothing is lost where nothing comes after it */
    unsigned count;
    char **names = names_of(rules, &count);
    assert_false(is_among(names, count, "idle.last.all/add/drop"));
    forget(names, count);
    tspec_mutants_free(&mutants);
    tspec_compilation_free(c);
}

/* Each is applied, shows a difference, and leaves every other rule's text as it was. */
static void each_damages_its_rule_alone(void **state)
{
    (void)state;
    struct tspec_mutants mutants = list(&tspec_tcp_rules);
    for (unsigned i = 0; i < mutants.count; i++) {
        const struct tspec_mutant *m = &mutants.list[i];
        struct tspec_out diff = {0};
        assert_true(tspec_mutant_apply(&tspec_tcp_rules, m, &damaged));
        tspec_mutant_write_diff(&tspec_tcp_rules, m, &damaged, &diff);
        char *arrow = strstr(diff.text, " => ");
        assert_non_null(arrow);
        *arrow = '\0';
        if (strcmp(diff.text, arrow + 4) == 0)
            fail_msg("%s changes nothing", diff.text);
        tspec_out_free(&diff);
        for (unsigned r = 0; r < tspec_tcp_rules.rule_count; r++) {
            const struct tspec_rule *old = &tspec_tcp_rules.rules[r], *new = &damaged.rules[r];
            if (r == m->rule)
                continue;
            assert_int_equal(old->first_action, new->first_action);
            assert_int_equal(old->rows, new->rows);
            for (unsigned k = 0; k < old->rows; k++) {
                assert_true(tspec_tcp_rules.rows[old->first_row + k].care ==
                            damaged.rows[new->first_row + k].care);
                assert_true(tspec_tcp_rules.rows[old->first_row + k].value ==
                            damaged.rows[new->first_row + k].value);
            }
        }
    }
    tspec_mutants_free(&mutants);
}

/* Where a table is full the sound rules come out. */
static void a_full_table_is_no_damage(void **state)
{
    (void)state;
    static struct tspec_rules full;
    full = tspec_tcp_rules;
    full.atom_count = TSPEC_ATOMS_LIMIT;
    struct tspec_mutants mutants = list(&tspec_tcp_rules);
    bool met = false;
    for (unsigned i = 0; i < mutants.count && !met; i++)
        if (mutants.list[i].mutation == TSPEC_MUTATION_FIELD) {
            met = true;
            assert_false(tspec_mutant_apply(&full, &mutants.list[i], &damaged));
            assert_memory_equal(&full, &damaged, sizeof full);
        }
    assert_true(met);
    tspec_mutants_free(&mutants);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_action_is_a_site),    cmocka_unit_test(every_literal_is_a_site),
        cmocka_unit_test(no_two_have_one_name),      cmocka_unit_test(names_stay_when_rules_move),
        cmocka_unit_test(diffs_say_what_changes),    cmocka_unit_test(each_damages_its_rule_alone),
        cmocka_unit_test(a_full_table_is_no_damage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
