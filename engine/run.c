#include "engine/run.h"

/* No event runs through more steps than this in a spec that ends. */
enum { BLOCKS_AN_EVENT = 200, DEPTH = 8 };

/* Where the rules go on after a step: at the next one, or elsewhere. */
enum { AT_NEXT = -1 };

static int run_actions(struct tspec_run *run, const struct tspec_rule *rule, unsigned depth);

void tspec_run_trap(struct tspec_run *run, const char *why)
{
    run->effects->trap = why;
    run->ended = true;
}

/* The first row that holds acts. Returns the block to continue at, or AT_NEXT. */
static int run_block(struct tspec_run *run, unsigned block, unsigned depth)
{
    const struct tspec_rules *rules = run->endpoint->config.rules;
    if (run->blocks_left-- == 0) {
        tspec_run_trap(run, "the rules run in a circle");
        return AT_NEXT;
    }
    struct tspec_inputs inputs = {.registers = run->tcb->registers,
                                  .predicate = tspec_run_predicate,
                                  .context = run,
                                  .options = run->endpoint->config.options,
                                  .flags = run->flags};
    unsigned row = tspec_match(rules, block, run->tcb->state, &inputs);
    if (row == TSPEC_NO_ROW) {
        tspec_run_trap(run, "a step has no answer for the state");
        return AT_NEXT;
    }
    unsigned rule = rules->rows[row].rule;
    if (run->endpoint->config.acted)
        run->endpoint->config.acted[rule / 64] |= (uint64_t)1 << rule % 64;
    return run_actions(run, &rules->rules[rule], depth);
}

/* Runs the steps from `block` to the end of their procedure, wherever `continue at` leads. Inside a
 * sub-procedure the target is handed up to the procedure of the event. */
static int run_steps(struct tspec_run *run, unsigned block, unsigned depth)
{
    const struct tspec_rules *rules = run->endpoint->config.rules;
    if (depth == DEPTH) {
        tspec_run_trap(run, "the procedures run each other too deep");
        return AT_NEXT;
    }
    const struct tspec_procedure *procedure = &rules->procedures[rules->blocks[block].procedure];
    unsigned end = (unsigned)procedure->first_block + procedure->blocks;
    while (!run->ended && block < end) {
        int target = run_block(run, block, depth);
        if (target == AT_NEXT) {
            block++;
        } else if (depth > 0) {
            return target;
        } else {
            block = (unsigned)target;
            procedure = &rules->procedures[rules->blocks[block].procedure];
            end = (unsigned)procedure->first_block + procedure->blocks;
        }
    }
    return AT_NEXT;
}

static uint64_t persist_length(const struct tspec_run *run)
{
    uint64_t most = run->endpoint->config.persist_max_us;
    uint64_t length = run->tcb->rto.rto_us;
    for (unsigned i = 0; i < run->tcb->probes && length < TSPEC_NEVER / 4 && !TSPEC_FAULTY(PROBE_NO_BACK_OFF);
         i++)
        length *= 2;
    return most && length > most ? most : length;
}

/* Up to the end of the idle interval; when it is over, or a probe is on its way, until the next look. */
static uint64_t keep_alive_length(const struct tspec_run *run)
{
    const struct tspec_tcb *tcb = run->tcb;
    if (!tcb->settings.keep_alive)
        return 0;
    uint64_t end = tcb->heard_at_us + tcb->settings.keep_alive_idle_us;
    if (TSPEC_FAULTY(KEEP_ALIVE_EARLY))
        end -= tcb->settings.keep_alive_idle_us / 2;
    if (tcb->keep_alives > 0 || end <= run->now_us) {
        uint64_t interval = run->endpoint->config.keep_alive_interval_us;
        return interval < tcb->settings.keep_alive_idle_us ? interval : tcb->settings.keep_alive_idle_us;
    }
    return end - run->now_us;
}

static uint64_t timer_length(const struct tspec_run *run, unsigned timer)
{
    const struct tspec_endpoint_config *config = &run->endpoint->config;
    switch (timer) {
    case TSPEC_TIMER_RETRANSMISSION:
        return run->tcb->rto.rto_us;
    case TSPEC_TIMER_USER:
        return tspec_run_user_timeout(run);
    case TSPEC_TIMER_PERSIST:
        return persist_length(run);
    case TSPEC_TIMER_OVERRIDE:
        return config->override_us + (TSPEC_FAULTY(OVERRIDE_LATE) ? 1000000 : 0);
    case TSPEC_TIMER_KEEP_ALIVE:
        return keep_alive_length(run);
    case TSPEC_TIMER_TIME_WAIT:
        return TSPEC_FAULTY(TIME_WAIT_HALF) ? config->msl_us : 2 * config->msl_us;
    case TSPEC_TIMER_DELAYED_ACK:
        return config->delayed_ack_us + (TSPEC_FAULTY(ACK_LATE) ? 500000 : 0);
    default:
        return config->fin_wait_2_us;
    }
}

/* A length of 0 means "never" for the timers that can be switched off. */
static void arm(struct tspec_run *run, unsigned timer)
{
    uint64_t length = timer_length(run, timer);
    bool off = length == 0 && (timer == TSPEC_TIMER_USER || timer == TSPEC_TIMER_FIN_WAIT_2 ||
                               timer == TSPEC_TIMER_KEEP_ALIVE);
    run->tcb->deadline_us[timer] = off ? TSPEC_NEVER : run->now_us + length;
    if (timer == TSPEC_TIMER_USER)
        run->tcb->user_at_us = run->now_us;
}

static void disarm(struct tspec_run *run, unsigned timer)
{
    for (unsigned t = 0; t < TSPEC_TIMER_COUNT; t++)
        if (t == timer || timer == TSPEC_TIMER_COUNT)
            run->tcb->deadline_us[t] = TSPEC_NEVER;
    if (run->tcb->deadline_us[TSPEC_TIMER_PERSIST] == TSPEC_NEVER)
        run->tcb->probes = 0;
}

/* A signal goes to the user, who is not there any more after a release, or wants no reports of soft errors
 * (SHLD-20). */
static void signal_user(struct tspec_run *run, unsigned signal)
{
    bool unwanted = signal == TSPEC_SIGNAL_SOFT_ERROR && !run->tcb->settings.soft_errors;
    if (run->tcb->released || unwanted || run->effects->count == TSPEC_EFFECTS_MAX)
        return;
    struct tspec_effect *effect = &run->effects->items[run->effects->count++];
    effect->kind = TSPEC_EFFECT_SIGNAL;
    effect->signal = (uint8_t)signal;
    effect->remote = &run->tcb->remote;
}

/* Sequence numbers wrap around; a length does not go below 0. */
static void assign(uint32_t *registers, unsigned reg, const struct tspec_sum *sum)
{
    static const uint8_t kinds[TSPEC_REG_COUNT] = {
#define TSPEC_REGISTER(id, text, kind, access) [TSPEC_REG_##id] = TSPEC_##kind,
#include "engine/vocabulary.def"
    };
    uint32_t value = tspec_sum_value(sum, registers);
    registers[reg] = kinds[reg] == TSPEC_LENGTH && value >> 31 ? 0 : value;
}

static int run_actions(struct tspec_run *run, const struct tspec_rule *rule, unsigned depth)
{
    const struct tspec_rules *rules = run->endpoint->config.rules;
    const struct tspec_action *action = rules->actions + rule->first_action;
    const struct tspec_action *end = action + rule->actions;
    int target = AT_NEXT;
    for (; action < end && !run->ended && target == AT_NEXT; action++) {
        uint32_t *registers = run->tcb->registers;
        switch ((enum tspec_op)action->op) {
        case TSPEC_OP_ASSIGN:
            assign(registers, action->a, &rules->sums[action->sums[0]]);
            break;
        case TSPEC_OP_SEND:
            tspec_run_send(run, action->a,
                           tspec_seq_of(tspec_sum_value(&rules->sums[action->sums[0]], registers)),
                           tspec_seq_of(tspec_sum_value(&rules->sums[action->sums[1]], registers)));
            break;
        case TSPEC_OP_ENTER:
            run->tcb->state = action->a;
            break;
        case TSPEC_OP_DROP:
            run->ended = true;
            break;
        case TSPEC_OP_RETURN:
            if (run->result)
                run->result->result = action->a;
            run->ended = true;
            break;
        case TSPEC_OP_ALSO:
            target = run_steps(run, rules->procedures[action->a].first_block, depth + 1);
            break;
        case TSPEC_OP_CONTINUE:
            target = action->a;
            break;
        case TSPEC_OP_START:
            if (run->tcb->deadline_us[action->a] == TSPEC_NEVER)
                arm(run, action->a);
            break;
        case TSPEC_OP_RESTART:
            arm(run, action->a);
            break;
        case TSPEC_OP_STOP:
            disarm(run, action->a);
            break;
        case TSPEC_OP_SIGNAL:
            signal_user(run, action->a);
            break;
        case TSPEC_OP_CALL:
            tspec_run_primitive(run, action->a);
            break;
        case TSPEC_OP_IMPOSSIBLE:
            tspec_run_trap(run, tspec_rules_text(rules, rule->id));
            break;
        }
    }
    return target;
}

void tspec_run_event(struct tspec_run *run)
{
    const struct tspec_rules *rules = run->endpoint->config.rules;
    unsigned procedure = rules->entry[run->trigger][run->tcb->state];
    run->blocks_left = BLOCKS_AN_EVENT;
    if (procedure == TSPEC_NONE)
        tspec_run_trap(run, "no procedure answers the event in this state");
    else
        run_steps(run, rules->procedures[procedure].first_block, 0);
}
