/* When the timers of a stack that shows them expire, as far as RFC and profile fix it (RFC 9293, 3.8; RFC
 * 6298). */
#include "harness/model/timers.h"

#include "harness/model/odd.h"

#define ACK_LIMIT_US (TSPEC_SECOND_US / 2) /* ack_due_us lies so far behind the text (MUST-40) */

/* Text waits for the window, or it holds less than what is in flight: the timers are those of probes
 * (3.8.6.1). What the window is to a SYN nobody asks. */
static bool probes(const struct tspec_world *w)
{
    bool opening = w->state == TSPEC_SYN_SENT || w->state == TSPEC_SYN_RECEIVED;

    return w->persist.kind || (!opening && (w->snd_wnd == 0 || w->snd_una + w->snd_wnd < w->snd_nxt));
}

/* R2 for what is outstanding. Nobody says which one counts for a SYN where the application set another
 * (3.8.3), what a listener that was a connection keeps of it, and since when after a shut window opened. */
static void show_user(const struct tspec_model *m, const struct tspec_world *w, struct tspec_model_view *view)
{
    bool syn = w->snd_una == w->iss;
    bool moved = w->passive && tspec_only(m, TSPEC_CHOICE_LISTENER, TSPEC_LISTENER_MOVING);
    uint64_t set = tspec_user_timeout(w);
    uint64_t limit = set ? set : syn ? m->profile.syn_timeout_us : m->profile.user_timeout_us;

    if (probes(w) || !m->profile.gives_up || moved || (syn && set) || w->opened_us > w->flight_since_us)
        return;
    view->known |= TSPEC_KNOWN_USER;
    if (tspec_world_outstanding(w) && limit && limit != TSPEC_NEVER)
        view->user_at_us = w->flight_since_us + limit;
}

/* It runs while anything is outstanding, and starts over when SND.UNA moves or the oldest octet goes again
 * (RFC 6298, 5.1 to 5.6). */
static void show_retransmission(const struct tspec_world *w, struct tspec_model_view *view)
{
    if (probes(w))
        return;
    view->known |= TSPEC_KNOWN_RETRANSMISSION;
    if (tspec_world_outstanding(w))
        view->retransmission_since_us = w->rtx_last_us;
}

void tspec_timers_view(const struct tspec_model *m, const struct tspec_world *w,
                       struct tspec_model_view *view)
{
    bool ends = w->end_lo_us == w->end_hi_us;

    view->time_wait_at_us = view->fin_wait_2_at_us = view->delayed_ack_at_us = TSPEC_NEVER;
    view->user_at_us = view->retransmission_since_us = TSPEC_NEVER;
    view->known |= TSPEC_KNOWN_DELAYED_ACK;
    if (w->ack_due_us)
        view->delayed_ack_at_us = w->ack_due_us - ACK_LIMIT_US + m->profile.delayed_ack_us;
    if (ends) {
        view->known |= TSPEC_KNOWN_TIME_WAIT | TSPEC_KNOWN_FIN_WAIT_2;
        if (w->state == TSPEC_TIME_WAIT)
            view->time_wait_at_us = w->end_lo_us;
        else
            view->fin_wait_2_at_us = w->end_lo_us;
    }
    show_user(m, w, view);
    show_retransmission(w, view);
}
