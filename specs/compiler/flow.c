#include "specs/compiler/flow.h"

#include <string.h>

static uint16_t run_block(struct tspec_reach *flow, const struct tspec_rules *rules, unsigned block,
                          unsigned state);

static unsigned end_of_procedure(const struct tspec_rules *rules, unsigned block)
{
    const struct tspec_procedure *p = &rules->procedures[rules->blocks[block].procedure];
    return (unsigned)p->first_block + p->blocks;
}

/* Runs the steps from `block` to the end of its procedure in each of `states`; returns the states there. */
static uint16_t run_steps(struct tspec_reach *flow, const struct tspec_rules *rules, unsigned block,
                          uint16_t states)
{
    unsigned end = end_of_procedure(rules, block);
    for (; block < end; block++) {
        uint16_t next = 0;
        for (unsigned state = 0; state < TSPEC_STATE_COUNT; state++)
            if (states >> state & 1)
                next |= run_block(flow, rules, block, state);
        states = next;
    }
    return states;
}

/* The states after the actions of a rule; none when they end the event or go elsewhere. */
static uint16_t run_rule(struct tspec_reach *flow, const struct tspec_rules *rules,
                         const struct tspec_rule *rule, unsigned state)
{
    uint16_t states = (uint16_t)(1u << state);
    for (unsigned i = 0; i < rule->actions; i++) {
        const struct tspec_action *a = &rules->actions[rule->first_action + i];
        switch (a->op) {
        case TSPEC_OP_ENTER:
            states = (uint16_t)(1u << a->a);
            flow->reached |= states;
            break;
        case TSPEC_OP_ALSO:
            states = run_steps(flow, rules, rules->procedures[a->a].first_block, states);
            break;
        case TSPEC_OP_CONTINUE:
            run_steps(flow, rules, a->a, states);
            return 0;
        case TSPEC_OP_DROP:
        case TSPEC_OP_RETURN:
        case TSPEC_OP_IMPOSSIBLE:
            return 0;
        default:
            break;
        }
    }
    return states;
}

static bool can_act(const struct tspec_rules *rules, const struct tspec_rule *rule, unsigned state)
{
    for (unsigned i = 0; i < rule->rows; i++)
        if (rules->rows[rule->first_row + i].states >> state & 1)
            return true;
    return false;
}

static uint16_t run_block(struct tspec_reach *flow, const struct tspec_rules *rules, unsigned block,
                          unsigned state)
{
    if (flow->known[block][state])
        return flow->fall[block][state];
    uint16_t fall = 0;
    for (unsigned i = 0; i < rules->rule_count; i++) {
        const struct tspec_rule *rule = &rules->rules[i];
        if (rule->block == block && can_act(rules, rule, state))
            fall |= run_rule(flow, rules, rule, state);
    }
    flow->reach[block] |= (uint16_t)(1u << state);
    flow->fall[block][state] = fall;
    flow->known[block][state] = true;
    return fall;
}

void tspec_flow_run(struct tspec_reach *flow, const struct tspec_rules *rules)
{
    memset(flow, 0, sizeof *flow);
    flow->reached = 1u << TSPEC_CLOSED;
    uint16_t done = 0;
    while (flow->reached != done) {
        uint16_t fresh = flow->reached & (uint16_t)~done;
        done = flow->reached;
        for (unsigned state = 0; state < TSPEC_STATE_COUNT; state++)
            for (unsigned trigger = 0; trigger < TSPEC_TRIGGER_COUNT; trigger++) {
                unsigned p = rules->entry[trigger][state];
                if (p != TSPEC_NONE && fresh >> state & 1)
                    run_steps(flow, rules, rules->procedures[p].first_block, (uint16_t)(1u << state));
            }
    }
}

/* ---- circles ---- */

enum { NEW, OPEN, DONE };

static bool visit(const struct tspec_rules *rules, uint8_t *marks, unsigned block, unsigned *rule,
                  unsigned *action)
{
    marks[block] = OPEN;
    for (unsigned i = 0; i < rules->rule_count; i++) {
        const struct tspec_rule *r = &rules->rules[i];
        for (unsigned n = 0; r->block == block && n < r->actions; n++) {
            const struct tspec_action *a = &rules->actions[r->first_action + n];
            if (a->op != TSPEC_OP_ALSO && a->op != TSPEC_OP_CONTINUE)
                continue;
            unsigned next = a->op == TSPEC_OP_ALSO ? rules->procedures[a->a].first_block : a->a;
            if (marks[next] == OPEN) {
                *rule = i;
                *action = n;
                return true;
            }
            if (marks[next] == NEW && visit(rules, marks, next, rule, action))
                return true;
        }
    }
    if (block + 1 < end_of_procedure(rules, block) && marks[block + 1] == NEW &&
        visit(rules, marks, block + 1, rule, action))
        return true;
    marks[block] = DONE;
    return false;
}

bool tspec_flow_find_circle(const struct tspec_rules *rules, unsigned *rule, unsigned *action)
{
    uint8_t marks[TSPEC_BLOCKS_LIMIT] = {NEW};
    for (unsigned block = 0; block < rules->block_count; block++)
        if (marks[block] == NEW && visit(rules, marks, block, rule, action))
            return true;
    return false;
}
