/* Text beyond a gap, kept or thrown away: that shows when the gap is filled (RFC 9293, SHLD-31; AMB-19). */
#include "harness/model/steps.h"

#include <string.h>

static tspec_pos end_of(const struct tspec_perhaps *p)
{
    return p->from + p->octets;
}

/* How far the text in hand reaches without a gap, and in *pushed how far it was pushed. */
static tspec_pos reach(const struct tspec_world *w, tspec_pos *pushed)
{
    *pushed = w->pushed_to;
    if (w->held_count == 0 || w->held[0].from > w->rcv_nxt)
        return w->rcv_nxt;
    *pushed = tspec_max(*pushed, w->held[0].pushed);
    return tspec_max(w->rcv_nxt, w->held[0].to);
}

/* Nothing in it that is not held anyway. */
static bool is_held(const struct tspec_world *w, const struct tspec_perhaps *p)
{
    bool text = p->octets == 0;

    for (unsigned i = 0; i < w->held_count; i++)
        text |= w->held[i].from <= p->from && end_of(p) <= w->held[i].to &&
                (!(p->flags & TSPEC_PSH) || end_of(p) <= w->held[i].pushed);
    return text && !(p->flags & TSPEC_PERHAPS_LATE) &&
           (!(p->flags & TSPEC_FIN) || (w->fin_held && w->fin_at == end_of(p)));
}

static bool is_before(const struct tspec_perhaps *a, const struct tspec_perhaps *b)
{
    return a->from != b->from ? a->from < b->from : memcmp(a, b, sizeof *a) < 0;
}

bool tspec_perhaps_hold(struct tspec_world *w, struct tspec_perhaps p)
{
    unsigned i = 0;

    while (i < w->perhaps_count && is_before(&w->perhaps[i], &p))
        i++;
    if (is_held(w, &p) || (i < w->perhaps_count && memcmp(&w->perhaps[i], &p, sizeof p) == 0))
        return true;
    if (w->perhaps_count == TSPEC_PERHAPS_MAX)
        return false;
    memmove(&w->perhaps[i + 1], &w->perhaps[i], (w->perhaps_count - i) * sizeof p);
    w->perhaps[i] = p;
    w->perhaps_count++;
    return true;
}

static struct tspec_perhaps take_out(struct tspec_world *w, unsigned i)
{
    struct tspec_perhaps p = w->perhaps[i];

    w->perhaps_count--;
    memmove(&w->perhaps[i], &w->perhaps[i + 1], (w->perhaps_count - i) * sizeof p);
    return p;
}

void tspec_perhaps_fork(struct tspec_model *m, struct tspec_world *w, unsigned i, struct tspec_world *kept)
{
    struct tspec_perhaps p = take_out(w, i);

    tspec_world_copy(kept, w);
    if (!tspec_hold(kept, p.from, end_of(&p)) ||
        ((p.flags & TSPEC_PERHAPS_LATE) && !tspec_put_late(kept, p.from, p.ack, p.window)))
        m->inconclusive = true;
    if (p.flags & TSPEC_PSH)
        tspec_hold_pushed(kept, end_of(&p));
    if (p.flags & TSPEC_FIN) {
        kept->fin_held = true;
        kept->fin_at = end_of(&p);
    }
}

int tspec_perhaps_reached(struct tspec_world *w)
{
    tspec_pos pushed, to = reach(w, &pushed);
    bool ends = w->fin_held && w->fin_at <= to; /* nothing follows a FIN */

    while (w->perhaps_count && w->perhaps[0].from <= to) {
        const struct tspec_perhaps *p = &w->perhaps[0];
        bool more = end_of(p) > to || (p->flags & TSPEC_FIN);
        bool pushes = (p->flags & TSPEC_PSH) && end_of(p) > tspec_max(pushed, w->read_to);
        if ((p->flags & TSPEC_PERHAPS_LATE) || (!ends && (more || pushes)))
            return 0;
        take_out(w, 0);
    }
    return -1;
}

bool tspec_tangled(const struct tspec_world *w, tspec_pos from, tspec_pos end_lo, tspec_pos end_hi, bool fin)
{
    for (unsigned i = 0; i < w->held_count; i++)
        if (w->held[i].to > end_lo && (fin || w->held[i].from < from))
            return true;
    for (unsigned i = 0; i < w->perhaps_count; i++) {
        const struct tspec_perhaps *p = &w->perhaps[i];
        if ((end_of(p) > end_lo && (fin || p->from < from)) ||
            ((p->flags & TSPEC_FIN) && (end_hi > end_of(p) || (fin && end_hi != end_of(p)))))
            return true;
    }
    return w->fin_held && (end_hi > w->fin_at || (fin && end_hi != w->fin_at));
}

bool tspec_can_wait(const struct tspec_model *m, const struct tspec_world *w, const struct tspec_arrival *a)
{
    tspec_pos end = a->to - a->fin;
    bool due = (w->held_count && w->held[0].from <= w->rcv_nxt) ||
               (w->late_count && w->late[0].seq <= w->rcv_nxt) || (w->fin_held && w->fin_at <= w->rcv_nxt);

    return m->profile.quirks == 0 && tspec_may(m, TSPEC_CHOICE_OUT_OF_ORDER, TSPEC_OUT_OF_ORDER_QUEUE) &&
           tspec_may(m, TSPEC_CHOICE_OUT_OF_ORDER, TSPEC_OUT_OF_ORDER_DROP) && !due &&
           !tspec_tangled(w, a->from, end, end, a->fin);
}

void tspec_perhaps_cut(struct tspec_world *w, tspec_pos edge)
{
    for (unsigned i = 0; i < w->perhaps_count; i++) {
        struct tspec_perhaps *p = &w->perhaps[i];
        if (end_of(p) >= edge) {
            p->flags &= (uint16_t)~TSPEC_FIN;
            p->octets = edge > p->from ? (uint32_t)(edge - p->from) : 0;
        }
    }
}
