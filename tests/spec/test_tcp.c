/* What must hold of specs/tcp.tspec: relations between its rules, and the committed list of them. */
#include "engine/match.h"
#include "tests/spec/files.h"

static const struct tspec_rules *const tcp = &tspec_tcp_rules;

static const char *text(uint32_t at)
{
    return tspec_rules_text(tcp, at);
}

static const struct tspec_action *action(const struct tspec_rule *rule, unsigned n)
{
    return &tcp->actions[rule->first_action + n];
}

/* Whether the rule has an action with that operand; operand -1: any. */
static bool does(const struct tspec_rule *rule, unsigned op, int operand)
{
    for (unsigned n = 0; n < rule->actions; n++)
        if (action(rule, n)->op == op && (operand < 0 || action(rule, n)->a == operand))
            return true;
    return false;
}

/* ---- the snapshot ---- */

static void check_snapshot(void **state)
{
    (void)state;
    struct tspec_out expected = read_source("specs/tcp.rules"), found = {0};
    tspec_write_rules(tcp, &found);
    const char *e = expected.text, *f = found.text, *line = f;
    while (*e && *e == *f) {
        if (*f == '\n')
            line = f + 1;
        e++;
        f++;
    }
    if (*e || *f)
        fail_msg("the rules are not those of specs/tcp.rules; the first other line is\n    %.*s\n"
                 "If the change is meant: tspec-compile --rules specs/tcp.tspec specs/tcp.rules",
                 (int)strcspn(line, "\n"), line);
    tspec_out_free(&expected);
    tspec_out_free(&found);
}

/* ---- every row of the decision table is in the spec, or out of it for a reason ---- */

static const struct {
    const char *id, *reason;
} decisions[] = {
#define TSPEC_DECISION(id, reason) {id, reason},
#include "specs/citations.def"
};

static bool cites(const struct tspec_rule *rule, const char *id)
{
    size_t bytes = strlen(id);
    for (const char *at = text(rule->decisions); *at; at += strcspn(at, " "), at += *at == ' ')
        if (strcspn(at, " ") == bytes && memcmp(at, id, bytes) == 0)
            return true;
    return false;
}

static void check_decisions(void **state)
{
    (void)state;
    unsigned wrong = 0;
    for (size_t i = 0; i < sizeof decisions / sizeof decisions[0]; i++) {
        bool cited = false, out_of_scope = decisions[i].reason[0];
        for (unsigned r = 0; r < tcp->rule_count; r++)
            cited = cited || cites(&tcp->rules[r], decisions[i].id);
        if (cited == out_of_scope) {
            print_error("%s is %s\n", decisions[i].id,
                        cited ? "cited, though specs/citations.def says it is out of scope"
                              : "cited by no rule");
            wrong++;
        }
    }
    assert_int_equal(0, wrong);
}

/* ---- each rule for itself ---- */

static void check_rules(void **state)
{
    (void)state;
    for (unsigned i = 0; i < tcp->rule_count; i++) {
        const struct tspec_rule *rule = &tcp->rules[i];
        bool ok = true;
        ok = ok && rule->section && rule->states && rule->rows;
        /* What leads to TIME-WAIT starts its timer, and is the only thing that does (3.6.1, MUST-13). */
        if (does(rule, TSPEC_OP_ENTER, TSPEC_TIME_WAIT))
            ok = ok && (does(rule, TSPEC_OP_START, TSPEC_TIMER_TIME_WAIT) ||
                        does(rule, TSPEC_OP_RESTART, TSPEC_TIMER_TIME_WAIT));
        if (does(rule, TSPEC_OP_START, TSPEC_TIMER_TIME_WAIT))
            ok = ok && does(rule, TSPEC_OP_ENTER, TSPEC_TIME_WAIT);
        /* A connection that ends leaves nothing behind (3.10.4, 3.10.5, 3.10.7.4, 3.10.8). */
        if (does(rule, TSPEC_OP_ENTER, TSPEC_CLOSED))
            ok = ok && does(rule, TSPEC_OP_CALL, TSPEC_PRIM_FLUSH) &&
                 does(rule, TSPEC_OP_CALL, TSPEC_PRIM_DELETE);
        if (!ok)
            print_error("%s\n", text(rule->id));
        assert_true(ok);
    }
}

/* Only calls return results, and every call returns one. */
static void check_results(void **state)
{
    (void)state;
    static const uint8_t calls[] = {TSPEC_ON_OPEN,         TSPEC_ON_SEND,  TSPEC_ON_RECEIVE, TSPEC_ON_CLOSE,
                                    TSPEC_ON_RELEASE_CALL, TSPEC_ON_ABORT, TSPEC_ON_STATUS,  TSPEC_ON_SET};
    for (unsigned p = 0; p < tcp->procedure_count; p++) {
        const struct tspec_procedure *procedure = &tcp->procedures[p];
        bool call = procedure->trigger != TSPEC_NONE && memchr(calls, procedure->trigger, sizeof calls);
        unsigned last = (unsigned)procedure->first_block + procedure->blocks - 1;
        for (unsigned i = 0; i < tcp->rule_count; i++) {
            const struct tspec_rule *rule = &tcp->rules[i];
            bool returns = does(rule, TSPEC_OP_RETURN, -1);
            if (tcp->blocks[rule->block].procedure != p)
                continue;
            assert_true(call || !returns);
            if (call && rule->block == last)
                assert_true(returns);
        }
    }
}

/* The arrows of RFC 9293's Figure 5, then what the text of 3.10 and 3.6.1 adds. */
static const uint8_t arrows[][2] = {
    {TSPEC_CLOSED, TSPEC_LISTEN},
    {TSPEC_CLOSED, TSPEC_SYN_SENT},
    {TSPEC_LISTEN, TSPEC_SYN_RECEIVED},
    {TSPEC_LISTEN, TSPEC_SYN_SENT},
    {TSPEC_LISTEN, TSPEC_CLOSED},
    {TSPEC_SYN_SENT, TSPEC_SYN_RECEIVED},
    {TSPEC_SYN_SENT, TSPEC_ESTABLISHED},
    {TSPEC_SYN_SENT, TSPEC_CLOSED},
    {TSPEC_SYN_RECEIVED, TSPEC_ESTABLISHED},
    {TSPEC_SYN_RECEIVED, TSPEC_FIN_WAIT_1},
    {TSPEC_ESTABLISHED, TSPEC_FIN_WAIT_1},
    {TSPEC_ESTABLISHED, TSPEC_CLOSE_WAIT},
    {TSPEC_FIN_WAIT_1, TSPEC_FIN_WAIT_2},
    {TSPEC_FIN_WAIT_1, TSPEC_CLOSING},
    {TSPEC_FIN_WAIT_2, TSPEC_TIME_WAIT},
    {TSPEC_CLOSING, TSPEC_TIME_WAIT},
    {TSPEC_CLOSE_WAIT, TSPEC_LAST_ACK},
    {TSPEC_LAST_ACK, TSPEC_CLOSED},
    {TSPEC_TIME_WAIT, TSPEC_CLOSED},
    {TSPEC_SYN_RECEIVED, TSPEC_LISTEN},
    {TSPEC_TIME_WAIT, TSPEC_SYN_RECEIVED},
    {TSPEC_SYN_RECEIVED, TSPEC_CLOSED},
    {TSPEC_ESTABLISHED, TSPEC_CLOSED},
    {TSPEC_FIN_WAIT_1, TSPEC_CLOSED},
    {TSPEC_FIN_WAIT_2, TSPEC_CLOSED},
    {TSPEC_CLOSE_WAIT, TSPEC_CLOSED},
    {TSPEC_CLOSING, TSPEC_CLOSED},
};

static bool may_enter(unsigned from, unsigned to)
{
    for (size_t i = 0; i < sizeof arrows / sizeof arrows[0]; i++)
        if (arrows[i][0] == from && arrows[i][1] == to)
            return true;
    return false;
}

/* ---- segments run through the rules, with the primitives left out ---- */

struct run {
    struct tspec_inputs in;
    uint32_t registers[TSPEC_REG_COUNT];
    uint64_t predicates;
    unsigned state, sent, actions;
    uint8_t sent_flags;
    bool ended;
    bool entered[TSPEC_STATE_COUNT][TSPEC_STATE_COUNT];
};

static bool predicate(const void *context, unsigned which)
{
    return ((const struct run *)context)->predicates >> which & 1;
}

static void run_steps(struct run *run, unsigned block);

static void run_action(struct run *run, const struct tspec_action *a)
{
    run->actions++;
    switch (a->op) {
    case TSPEC_OP_ASSIGN:
        run->registers[a->a] = tspec_sum_value(&tcp->sums[a->sums[0]], run->registers);
        break;
    case TSPEC_OP_SEND:
        run->sent++;
        run->sent_flags = a->a;
        break;
    case TSPEC_OP_ENTER:
        run->entered[run->state][a->a] = true;
        run->state = a->a;
        break;
    case TSPEC_OP_ALSO:
        run_steps(run, tcp->procedures[a->a].first_block);
        break;
    case TSPEC_OP_CONTINUE:
        run_steps(run, a->a);
        run->ended = true;
        break;
    case TSPEC_OP_DROP:
    case TSPEC_OP_RETURN:
    case TSPEC_OP_IMPOSSIBLE:
        run->ended = true;
        break;
    default:
        break;
    }
}

/* Steps from `block` to the end of its procedure. */
static void run_steps(struct run *run, unsigned block)
{
    const struct tspec_procedure *p = &tcp->procedures[tcp->blocks[block].procedure];
    for (; !run->ended && block < (unsigned)p->first_block + p->blocks; block++) {
        unsigned row = tspec_match(tcp, block, run->state, &run->in);
        assert_int_not_equal(TSPEC_NO_ROW, row); /* every cell has its answer */
        const struct tspec_rule *rule = &tcp->rules[tcp->rows[row].rule];
        for (unsigned n = 0; !run->ended && n < rule->actions; n++)
            run_action(run, action(rule, n));
        assert_true(run->actions < 1000);
    }
}

static uint64_t next(uint64_t *random)
{
    *random = *random * 6364136223846793005u + 1442695040888963407u;
    return *random >> 24;
}

static void prepare(struct run *run, uint64_t *random)
{
    uint32_t base = (uint32_t)next(random);
    *run = (struct run){.state = (unsigned)(next(random) % TSPEC_STATE_COUNT),
                        .predicates = next(random) << 20 ^ next(random)};
    for (unsigned i = 1; i < TSPEC_REG_COUNT; i++) {
        bool sequence = tspec_words[TSPEC_WORD_REGISTER][i - 1].kind == TSPEC_SEQUENCE;
        run->registers[i] = (sequence ? base : 0) + (uint32_t)(next(random) % 6);
    }
    run->in = (struct tspec_inputs){.registers = run->registers,
                                    .predicate = predicate,
                                    .context = run,
                                    .options = (uint32_t)(next(random) & ((1u << tcp->option_count) - 1)),
                                    .flags = (uint8_t)(next(random) & 0x3f)};
}

/* A segment never draws more than one segment from the rules themselves, a RST never a RST (3.5.2), and the
 * state only goes along known arrows. */
static void check_segments(void **state)
{
    (void)state;
    uint64_t random = 3;
    for (unsigned i = 0; i < 200000; i++) {
        struct run run;
        prepare(&run, &random);
        unsigned from = run.state;
        run_steps(&run, tcp->procedures[tcp->entry[TSPEC_ON_SEGMENT][from]].first_block);
        if (run.in.flags & TSPEC_RST)
            assert_false(run.sent && run.sent_flags & TSPEC_RST);
        if (run.sent > 1)
            fail_msg("%u segments for one in %s, flags 0x%02x", run.sent, tspec_state_name(from),
                     run.in.flags);
    }
}

/* Every event in every state: an answer in every step, only known arrows, and every arrow is taken by some
 * event. */
static void check_events(void **state)
{
    (void)state;
    bool taken[TSPEC_STATE_COUNT][TSPEC_STATE_COUNT] = {{false}};
    uint64_t random = 4;
    for (unsigned i = 0; i < 400000; i++) {
        struct run run;
        prepare(&run, &random);
        unsigned trigger = (unsigned)(next(&random) % TSPEC_TRIGGER_COUNT),
                 procedure = tcp->entry[trigger][run.state];
        assert_int_not_equal(TSPEC_NONE, procedure);
        run_steps(&run, tcp->procedures[procedure].first_block);
        for (unsigned from = 0; from < TSPEC_STATE_COUNT; from++)
            for (unsigned to = 0; to < TSPEC_STATE_COUNT; to++)
                taken[from][to] |= run.entered[from][to];
    }
    for (unsigned from = 0; from < TSPEC_STATE_COUNT; from++)
        for (unsigned to = 0; to < TSPEC_STATE_COUNT; to++)
            if (taken[from][to] != may_enter(from, to))
                fail_msg("%s to %s is %s", tspec_state_name(from), tspec_state_name(to),
                         taken[from][to] ? "no arrow of the RFC" : "never taken");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(check_snapshot), cmocka_unit_test(check_decisions), cmocka_unit_test(check_rules),
        cmocka_unit_test(check_results),  cmocka_unit_test(check_segments),  cmocka_unit_test(check_events),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
