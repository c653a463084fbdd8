/* The white box: a stack that shows its variables has them compared with what the model knows (docs/judge.md,
 * Worlds). */
#include <stdio.h>

#include "harness/judge/run.h"

/* Reports the variable and says whether it differs. */
static bool differs(struct tspec_judge *j, const char *name, uint32_t stack, uint32_t model)
{
    char expected[64], observed[64];
    if (stack == model)
        return false;
    snprintf(expected, sizeof expected, "%s is %lu", name, (unsigned long)model);
    snprintf(observed, sizeof observed, "%lu", (unsigned long)stack);
    tspec_judge_find(j, TSPEC_CHECK_STACK_VARIABLE, name, expected, observed);
    return true;
}

static void compare_variables(struct tspec_judge *j, const struct tspec_view *stack,
                              const struct tspec_model_view *model)
{
    bool snd = (stack->valid & TSPEC_VIEW_SND) && (model->known & TSPEC_KNOWN_SND);
    bool wl = (stack->valid & TSPEC_VIEW_SND_WL) && (model->known & TSPEC_KNOWN_SND_WL);
    bool rcv = (stack->valid & TSPEC_VIEW_RCV) && (model->known & TSPEC_KNOWN_RCV_NXT);
    bool edge = (stack->valid & TSPEC_VIEW_RCV) && (model->known & TSPEC_KNOWN_RCV_EDGE);
    if (snd || wl || rcv || edge)
        tspec_judge_exercised(j, TSPEC_CHECK_STACK_VARIABLE);
    if (snd && (differs(j, "ISS", stack->iss.wire, model->iss.wire) ||
                differs(j, "SND.UNA", stack->snd_una.wire, model->snd_una.wire) ||
                differs(j, "SND.NXT", stack->snd_nxt.wire, model->snd_nxt.wire) ||
                differs(j, "SND.WND", stack->snd_wnd, model->snd_wnd)))
        return;
    if (wl && (differs(j, "SND.WL1", stack->snd_wl1.wire, model->snd_wl1.wire) ||
               differs(j, "SND.WL2", stack->snd_wl2.wire, model->snd_wl2.wire)))
        return;
    if ((stack->valid & TSPEC_VIEW_MAX_WND) && (model->known & TSPEC_KNOWN_MAX_WND) &&
        differs(j, "MAX.SND.WND", stack->max_snd_wnd, model->max_snd_wnd))
        return;
    if (rcv && (differs(j, "IRS", stack->irs.wire, model->irs.wire) ||
                differs(j, "RCV.NXT", stack->rcv_nxt.wire, model->rcv_nxt.wire)))
        return;
    if (edge)
        differs(j, "RCV.NXT+RCV.WND", stack->rcv_nxt.wire + stack->rcv_wnd, model->rcv_edge.wire);
}

/* Likewise of a timer that expires at these times. */
static bool expires_otherwise(struct tspec_judge *j, const char *name, uint64_t stack, uint64_t model)
{
    char expected[64], observed[64];
    if (stack == model)
        return false;
    if (model == UINT64_MAX)
        snprintf(expected, sizeof expected, "%s does not run", name);
    else
        snprintf(expected, sizeof expected, "%s expires at %.6f s", name, (double)model / 1e6);
    if (stack == UINT64_MAX)
        snprintf(observed, sizeof observed, "it does not run");
    else
        snprintf(observed, sizeof observed, "%.6f s", (double)stack / 1e6);
    tspec_judge_find(j, TSPEC_CHECK_STACK_VARIABLE, name, expected, observed);
    return true;
}

static void compare_timers(struct tspec_judge *j, const struct tspec_view *stack,
                           const struct tspec_model_view *model)
{
    uint64_t since = model->retransmission_since_us;
    uint64_t again = since == UINT64_MAX || !(stack->valid & TSPEC_VIEW_RTO) ? since : since + stack->rto_us;
    const struct {
        uint32_t known;
        const char *name;
        uint64_t stack, model;
    } timers[] = {
        {TSPEC_KNOWN_RETRANSMISSION, "the retransmission timer", stack->retransmission_at_us, again},
        {TSPEC_KNOWN_USER, "the user timer", stack->user_at_us, model->user_at_us},
        {TSPEC_KNOWN_TIME_WAIT, "the TIME-WAIT timer", stack->time_wait_at_us, model->time_wait_at_us},
        {TSPEC_KNOWN_DELAYED_ACK, "the delayed ACK timer", stack->delayed_ack_at_us,
         model->delayed_ack_at_us},
        {TSPEC_KNOWN_FIN_WAIT_2, "the FIN-WAIT-2 timer", stack->fin_wait_2_at_us, model->fin_wait_2_at_us},
    };
    for (unsigned i = 0; i < sizeof timers / sizeof timers[0]; i++)
        if ((model->known & timers[i].known) &&
            expires_otherwise(j, timers[i].name, timers[i].stack, timers[i].model))
            return;
}

static bool is_white(const struct tspec_judge *j)
{
    return (j->profile.capabilities & TSPEC_CAN_SHOW_VARIABLES) != 0;
}

/* A state read from inside narrows no world and alone is info, once a flow; in the white box it is a
 * variable. */
static void compare_state(struct tspec_judge *j, unsigned shown, unsigned expected)
{
    bool white = is_white(j), told = (j->states_told >> j->flow & 1) != 0;
    unsigned check = white ? TSPEC_CHECK_STACK_VARIABLE : TSPEC_CHECK_STACK_STATE;
    tspec_judge_exercised(j, check);
    if (shown == expected || (told && !white))
        return;
    j->states_told |= 1u << j->flow;
    char class[64];
    snprintf(class, sizeof class, "state %s", tspec_state_name(shown));
    tspec_judge_find(j, check, class, tspec_state_name(expected), tspec_state_name(shown));
}

static void compare_flow(struct tspec_judge *j, unsigned flow)
{
    struct tspec_view stack;
    struct tspec_model_view model;
    if (!j->stack->view(j->sut, flow, &stack))
        return;
    j->flow = flow;
    tspec_model_view(j->model, flow, &model);
    if (stack.state == TSPEC_LISTEN && model.listens) /* the listener is the flow's, or everybody's */
        return;
    if ((stack.valid & TSPEC_VIEW_STATE) && (model.known & TSPEC_KNOWN_STATE))
        compare_state(j, stack.state, model.state);
    if (is_white(j) && !j->over && stack.state != TSPEC_CLOSED && stack.state != TSPEC_LISTEN) {
        compare_variables(j, &stack, &model);
        if ((stack.valid & TSPEC_VIEW_TIMERS) && !j->over)
            compare_timers(j, &stack, &model);
    }
}

void tspec_judge_compare(struct tspec_judge *j)
{
    if (j->stack->view == NULL)
        return;
    unsigned flow = 0;
    for (unsigned left = j->place.flows_used; left != 0 && !j->over; left >>= 1, flow++)
        if (left & 1)
            compare_flow(j, flow);
}
