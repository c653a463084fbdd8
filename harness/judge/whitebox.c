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
    if (rcv && (differs(j, "IRS", stack->irs.wire, model->irs.wire) ||
                differs(j, "RCV.NXT", stack->rcv_nxt.wire, model->rcv_nxt.wire)))
        return;
    if (edge)
        differs(j, "RCV.NXT+RCV.WND", stack->rcv_nxt.wire + stack->rcv_wnd, model->rcv_edge.wire);
}

/* A state read from inside narrows no world and alone is info, once a flow; in the white box it is a
 * variable. */
static void compare_state(struct tspec_judge *j, unsigned shown, unsigned expected)
{
    bool white = (j->profile.capabilities & TSPEC_CAN_SHOW_VARIABLES) != 0;
    tspec_judge_exercised(j, white ? TSPEC_CHECK_STACK_VARIABLE : TSPEC_CHECK_STACK_STATE);
    if (shown == expected)
        return;
    char class[64];
    snprintf(class, sizeof class, "state %s", tspec_state_name(shown));
    if (white)
        tspec_judge_find(j, TSPEC_CHECK_STACK_VARIABLE, class, tspec_state_name(expected),
                         tspec_state_name(shown));
    else if (!(j->states_told >> j->flow & 1))
        tspec_judge_find(j, TSPEC_CHECK_STACK_STATE, class, tspec_state_name(expected),
                         tspec_state_name(shown));
    j->states_told |= 1u << j->flow;
}

void tspec_judge_compare(struct tspec_judge *j)
{
    if (j->stack->view == NULL)
        return;
    bool white = (j->profile.capabilities & TSPEC_CAN_SHOW_VARIABLES) != 0;
    for (unsigned flow = 0; flow < TSPEC_FLOWS && !j->over; flow++) {
        if (!(j->place.flows_used >> flow & 1))
            continue;
        struct tspec_view stack = {0};
        struct tspec_model_view model;
        if (!j->stack->view(j->sut, flow, &stack))
            continue;
        j->flow = flow;
        tspec_model_view(j->model, flow, &model);
        if (stack.state == TSPEC_LISTEN && model.listens) /* the listener is the flow's, or everybody's */
            continue;
        if ((stack.valid & TSPEC_VIEW_STATE) && (model.known & TSPEC_KNOWN_STATE))
            compare_state(j, stack.state, model.state);
        if (white && !j->over && stack.state != TSPEC_CLOSED && stack.state != TSPEC_LISTEN)
            compare_variables(j, &stack, &model);
    }
}
