/* Compiler and matcher against the oracle: over random rules and random registers the same rule acts. */
#include "tests/spec/files.h"
#include "tests/spec/oracle.h"

enum { SPECS = 1500, INPUTS = 60 };

/* Values near each other, near 0, near 2^31 and near 2^32, where comparisons turn. */
static uint32_t random_value(uint64_t *random, uint32_t base)
{
    static const uint32_t corners[] = {0, 0x7fffffff, 0x80000000, 0xffffffff};
    uint64_t r = oracle_random(random);
    switch (r & 3) {
    case 0:
        return (uint32_t)(r >> 32);
    case 1:
        return base + corners[r >> 8 & 3] + (uint32_t)(r >> 16 & 7) - 3;
    default:
        return base + (uint32_t)(r >> 16 & 7) - 3;
    }
}

struct answers {
    uint64_t predicates;
    uint64_t *asked; /* NULL: not counted */
};

static bool answer(const void *context, unsigned predicate)
{
    const struct answers *answers = context;
    if (answers->asked) {
        assert_false(*answers->asked >> predicate & 1); /* at most once a match */
        *answers->asked |= (uint64_t)1 << predicate;
    }
    return answers->predicates >> predicate & 1;
}

static void compare_spec(const struct oracle *oracle, const struct tspec_rules *rules, const char *text,
                         uint64_t seed)
{
    unsigned block = rules->procedures[rules->entry[TSPEC_ON_SEGMENT][TSPEC_CLOSED]].first_block;
    uint64_t random = seed;
    for (unsigned n = 0; n < INPUTS; n++) {
        uint32_t registers[TSPEC_REG_COUNT] = {0};
        uint64_t asked = 0;
        uint32_t base = random_value(&random, 0);
        for (unsigned i = 1; i < TSPEC_REG_COUNT; i++) {
            bool sequence = tspec_words[TSPEC_WORD_REGISTER][i - 1].kind == TSPEC_SEQUENCE;
            registers[i] = random_value(&random, sequence ? base : 4);
        }
        struct answers answers = {.predicates = oracle_random(&random)};
        struct tspec_inputs in = {.registers = registers,
                                  .predicate = answer,
                                  .context = &answers,
                                  .options = (uint16_t)(oracle_random(&random) & ((1 << ORACLE_OPTIONS) - 1)),
                                  .flags = (uint8_t)(oracle_random(&random) & 0x3f)};
        unsigned state = (unsigned)(oracle_random(&random) % TSPEC_STATE_COUNT);
        unsigned expected = oracle_rule_for(oracle, state, &in);
        answers.asked = &asked;
        unsigned row = tspec_match(rules, block, state, &in);
        assert_int_not_equal(TSPEC_NO_ROW, row);
        if (rules->rows[row].rule != expected) {
            print_error("%s", text);
            fail_msg("seed %llu, input %u: rule %u acts, r%u should", (unsigned long long)seed, n,
                     rules->rows[row].rule, expected);
        }
    }
}

/* What the compiler may refuse in random rules. */
static bool is_expected_error(const char *printed)
{
    return strstr(printed, "never acts") || strstr(printed, "never holds") || strstr(printed, "too large") ||
           strstr(printed, "one outcome") || strstr(printed, "different comparisons");
}

static void check_random(void **state)
{
    (void)state;
    unsigned compiled = 0;
    for (uint64_t seed = 1; seed <= SPECS; seed++) {
        struct oracle oracle;
        struct tspec_out text = {0}, printed = {0};
        oracle_init(&oracle, seed * 7919);
        oracle_write(&oracle, &text);
        struct tspec_compilation *c = compile_text(&text);
        const struct tspec_rules *rules = tspec_compilation_rules(c);
        if (rules) {
            compiled++;
            compare_spec(&oracle, rules, text.text, seed);
        } else {
            tspec_compilation_print_errors(c, "random", &printed);
            if (!is_expected_error(printed.text))
                fail_msg("%s", printed.text);
        }
        tspec_compilation_free(c);
        tspec_out_free(&text);
        tspec_out_free(&printed);
    }
    print_message("%u of %u random specs compiled, %u inputs each\n", compiled, (unsigned)SPECS,
                  (unsigned)INPUTS);
    assert_true(compiled > SPECS / 2);
}

/* An atom at its turning points: values of the sum around 0, 2^31 and 2^32. */
static void check_atoms(void **state)
{
    (void)state;
    static const struct {
        uint8_t arithmetic, relation;
        uint32_t una, wnd, nxt;
        bool holds; /* SND.UNA + SND.WND - SND.NXT, or SND.NXT - SND.UNA - SND.WND for distances */
    } cases[] = {
        {TSPEC_CIRCULAR, TSPEC_LESS, 0xffffffff, 0, 0, true},
        {TSPEC_CIRCULAR, TSPEC_LESS, 0, 0, 0xffffffff, false},
        {TSPEC_CIRCULAR, TSPEC_LESS, 0x80000000, 0, 0, true},
        {TSPEC_CIRCULAR, TSPEC_LESS, 0x7fffffff, 0, 0, false},
        {TSPEC_CIRCULAR, TSPEC_EQUAL, 0xffffffff, 1, 0, true},
        {TSPEC_DISTANCE, TSPEC_LESS, 0xfffffff0, 0x20, 0x8, true},
        {TSPEC_DISTANCE, TSPEC_LESS, 0xfffffff0, 0x18, 0x8, false},
        {TSPEC_DISTANCE, TSPEC_EQUAL, 0xfffffff0, 0x18, 0x8, true},
        {TSPEC_DISTANCE, TSPEC_LESS, 8, 0xffffffff, 7, true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct tspec_atom atom = {.arithmetic = cases[i].arithmetic, .relation = cases[i].relation};
        uint32_t registers[TSPEC_REG_COUNT] = {0};
        registers[TSPEC_REG_SND_UNA] = cases[i].una;
        registers[TSPEC_REG_SND_WND] = cases[i].wnd;
        registers[TSPEC_REG_SND_NXT] = cases[i].nxt;
        if (atom.arithmetic == TSPEC_DISTANCE)
            atom.sum = (struct tspec_sum){{TSPEC_REG_SND_NXT, 0}, {TSPEC_REG_SND_UNA, TSPEC_REG_SND_WND}, 0};
        else
            atom.sum = (struct tspec_sum){{TSPEC_REG_SND_UNA, TSPEC_REG_SND_WND}, {TSPEC_REG_SND_NXT, 0}, 0};
        assert_int_equal(cases[i].holds, tspec_atom_holds(&atom, registers));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(check_atoms), cmocka_unit_test(check_random)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
