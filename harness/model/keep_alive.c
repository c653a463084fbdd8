/* Keep-alives: only where the application wants them, only in silence, and none decides alone (RFC
 * 9293, 3.8.4). */
#include "harness/model/keep_alive.h"

#include "harness/model/odd.h"

#define DEFAULT_IDLE_US (2 * 3600 * TSPEC_SECOND_US) /* at least (MUST-28) */

static bool is_on(const struct tspec_world *w)
{
    return w->set.keep_alive == TSPEC_SET_ON;
}

static bool is_open(const struct tspec_world *w)
{
    return w->state == TSPEC_ESTABLISHED || w->state == TSPEC_CLOSE_WAIT || w->state == TSPEC_FIN_WAIT_2;
}

static uint64_t idle_us(const struct tspec_world *w)
{
    return w->set.idle_ms ? (uint64_t)(w->set.idle_ms - 1) * 1000 : DEFAULT_IDLE_US;
}

bool tspec_is_keep_alive(const struct tspec_model *m, unsigned index, const struct tspec_world *w,
                         const struct tspec_segment *seg)
{
    const struct tspec_stimulus *last = &m->flows[index].stimulus;
    bool by_itself = m->now_us > last->at_us || last->asked.kind != TSPEC_STIMULUS_SEGMENT;

    bool fin_waits = w->close_asked && !w->fin_sent && w->snd_wnd == 0; /* for which it may probe (AMB-30) */

    return by_itself && is_open(w) && !fin_waits && !w->persist.kind && !w->rewound && w->snd_una > w->iss &&
           seg->payload_bytes <= 1 && !(seg->flags & (TSPEC_FIN | TSPEC_SYN | TSPEC_RST)) &&
           tspec_at(w->snd_nxt, seg->seq) == w->snd_nxt - 1 &&
           (seg->payload_bytes == 0 || (is_on(w) && w->snd_una == w->snd_nxt));
}

struct tspec_objection tspec_keep_alive_sent(struct tspec_model *m, unsigned index, struct tspec_world *w,
                                             const struct tspec_segment *seg)
{
    uint64_t idle = m->now_us - m->flows[index].heard_us;

    tspec_decided(m, index, TSPEC_CLAUSE_KEEP_ALIVE);
    tspec_exercised(m, TSPEC_CHECK_KEEP_ALIVE_OFF);
    if (!is_on(w))
        return TSPEC_OBJECT(FAIL, KEEP_ALIVE_OFF, TSPEC_CLAUSE_KEEP_ALIVE,
                            "none: the application has not switched them on", "a keep-alive", 0, 0);
    tspec_exercised(m, TSPEC_CHECK_KEEP_ALIVE_EARLY);
    w->keep_alives += w->keep_alives < 200;
    if (w->snd_una < w->snd_nxt)
        return TSPEC_OBJECT(FAIL, KEEP_ALIVE_EARLY, TSPEC_CLAUSE_KEEP_ALIVE,
                            "none while SEQ=%sa is not acknowledged", "a keep-alive", w->snd_una, 0);
    if (w->keep_alives == 1 && idle < idle_us(w))
        return TSPEC_OBJECT(FAIL, KEEP_ALIVE_EARLY, TSPEC_CLAUSE_KEEP_ALIVE, "none before %ta of silence",
                            "a keep-alive after %tb", (int64_t)idle_us(w), (int64_t)idle);
    tspec_exercised(m, TSPEC_CHECK_KEEP_ALIVE_TEXT);
    if (seg->payload_bytes)
        return TSPEC_OBJECT(DEVIATES, KEEP_ALIVE_TEXT, TSPEC_CLAUSE_KEEP_ALIVE, "a segment without text",
                            "%a octet", seg->payload_bytes, 0);
    return (struct tspec_objection){0};
}

struct tspec_objection tspec_keep_alive_late(struct tspec_model *m, unsigned index, struct tspec_world *w)
{
    uint64_t from = m->flows[index].stimulus.at_us > m->flows[index].heard_us
                        ? m->flows[index].stimulus.at_us
                        : m->flows[index].heard_us; /* it may count from the call that switched them on */
    uint64_t idle = idle_us(w);

    if (!is_on(w) || !w->set.idle_ms || !is_open(w) || w->keep_alives || w->snd_una < w->snd_nxt ||
        w->queued_to > w->snd_nxt || !tspec_in_hand(m, w) ||
        m->now_us <= from + idle + idle / 8 + TSPEC_SECOND_US + 2 * m->profile.tick_us)
        return (struct tspec_objection){0};
    w->keep_alives = 1; /* told */
    tspec_exercised(m, TSPEC_CHECK_LIVE_KEEP_ALIVE);
    return TSPEC_OBJECT(FAIL, LIVE_KEEP_ALIVE, TSPEC_CLAUSE_KEEP_ALIVE, "a keep-alive after %ta of silence",
                        "none", (int64_t)idle, 0);
}

struct tspec_objection tspec_keep_alive_given_up(struct tspec_model *m, const struct tspec_world *w)
{
    tspec_exercised(m, TSPEC_CHECK_KEEP_ALIVE_GIVE_UP);
    if (w->keep_alives > 1)
        return (struct tspec_objection){0};
    return TSPEC_OBJECT(FAIL, KEEP_ALIVE_GIVE_UP, TSPEC_CLAUSE_KEEP_ALIVE,
                        "the connection stays: %a keep-alive found no answer", "given up", w->keep_alives, 0);
}
