/* Time passes (3.10.8, RFC 6298). */
#include "endpoint.h"

/* When a timer of that span fires: never early, at the stack's tick. */
uint64_t on_tick(const struct tspec_sut *e, uint64_t span)
{
    uint64_t at = e->now + span;
    return e->tick ? (at + e->tick - 1) / e->tick * e->tick : at;
}

/* The same of a retransmission timer, by chance late. */
uint64_t late(struct tspec_sut *e, uint64_t span)
{
    if (choose(&e->chooser, TIMER_EXACT, TIMER_LATE) == TIMER_LATE)
        span += between(&e->chooser, 0, span / 10, span / 10);
    return on_tick(e, span);
}

uint64_t timers_due(const struct conn *c)
{
    const uint64_t timers[] = {c->resend_at, c->give_up_at,   c->probe_at,  c->override_at,
                               c->ack_at,    c->time_wait_at, c->reclaim_at};
    uint64_t at = NEVER;
    for (unsigned i = 0; i < sizeof timers / sizeof timers[0]; i++)
        if (timers[i] < at)
            at = timers[i];
    return c->state == TSPEC_CLOSED ? NEVER : at;
}

uint64_t timers_next(const struct tspec_sut *e)
{
    uint64_t at = NEVER;
    for (unsigned f = 0; f < TSPEC_FLOWS; f++)
        if (timers_due(&e->conn[f]) < at)
            at = timers_due(&e->conn[f]);
    return at;
}

void fin_wait_2(struct tspec_sut *e, struct conn *c)
{
    if (c->state == TSPEC_FIN_WAIT_2 && c->released &&
        choose(&e->chooser, FIN_WAIT_2_NEVER, FIN_WAIT_2_RECLAIM) == FIN_WAIT_2_RECLAIM)
        c->reclaim_at = e->now + FIN_WAIT_2_SECONDS * SECOND;
}

static void give_up(struct tspec_sut *e, struct conn *c)
{
    bool half = c->una == c->iss;
    if (!half && c->wnd == 0) { /* MUST-37, SHLD-17 */
        c->give_up_at = NEVER;
        return;
    }
    conn_signal(e, c, TSPEC_SIGNAL_TIMEOUT);
    if (c->state == TSPEC_SYN_SENT ||
        choose(&e->chooser, TIMEOUT_RESET, TIMEOUT_SILENCE) == TIMEOUT_SILENCE) {
        conn_end(e, c);
    } else {
        send_rst(e, c->flow, c->nxt, false, 0);
        reset_sent(e, c);
    }
}

void cap_rto(const struct tspec_sut *e, struct conn *c)
{
    if (!e->reluctant && c->rto > RTO_MOST_SECONDS * SECOND)
        c->rto = RTO_MOST_SECONDS * SECOND;
}

static void resend_timer(struct tspec_sut *e, struct conn *c)
{
    uint32_t flight = c->nxt - c->una, mss = full_size(e, c);
    c->resend_at = NEVER;
    if (c->wnd == 0 && c->probe_gap && c->una != c->iss) {
        resend(e, c);
        probe_later(e, c);
        return;
    }
    if (c->una == c->iss) {
        c->syn_lost = true;
    } else {
        c->ssthresh = flight / 2 > 2 * mss ? flight / 2 : 2 * mss;
        c->cwnd = mss;
        c->recovering = true;
        c->recover = c->nxt;
    }
    c->duplicates = 0;
    c->rto *= 2;
    cap_rto(e, c);
    resend(e, c);
    arm(e, c);
}

/* Fires the one timer of the connection that is due first. */
void timers_fire(struct tspec_sut *e, struct conn *c)
{
    uint64_t at = timers_due(c);
    if (at == c->time_wait_at || at == c->reclaim_at) {
        conn_end(e, c);
    } else if (at == c->give_up_at) {
        give_up(e, c);
    } else if (at == c->ack_at) {
        c->ack_at = NEVER;
        send_ack(e, c);
    } else if (at == c->resend_at) {
        resend_timer(e, c);
    } else if (at == c->probe_at) {
        probe(e, c);
    } else {
        c->override_at = NEVER;
        c->override = true;
        output(e, c);
    }
}
