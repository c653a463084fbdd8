/* The octets an application got, against those a conforming stack may deliver (harness/payload.h). */
#include "harness/model/steps.h"

enum { RUN = 8 }; /* identity is claimed on so many octets in a row */

/* Where the i-th octet of those that are read next stands. */
static tspec_pos place(const struct tspec_world *w, uint32_t i)
{
    tspec_pos at = w->read_to + i;

    return at + (w->eat_at >= w->read_to && at >= w->eat_at);
}

/* How many octets from `at` on one legal piece explains. */
static uint32_t legal_run(const struct tspec_flow *flow, const struct tspec_world *w, tspec_pos at,
                          const uint8_t *octets, uint32_t count)
{
    uint32_t longest = 0;

    if (at < w->eat_at && w->eat_at - at < count)
        count = (uint32_t)(w->eat_at - at);
    for (unsigned i = 0; i < flow->piece_count && longest < count; i++) {
        const struct tspec_piece *p = &flow->pieces[i];
        if (p->irs != w->irs || (p->quirks & ~w->quirks) != 0 || at < p->from || at >= p->to)
            continue;
        uint32_t inside = p->to - at < count ? (uint32_t)(p->to - at) : count;
        uint32_t run =
            p->opaque ? inside : tspec_payload_run(octets, inside, p->high, (uint64_t)(at - w->irs - 1));
        longest = run > longest ? run : longest;
    }
    return longest;
}

struct tspec_objection tspec_delivered(struct tspec_model *m, unsigned index, const struct tspec_world *w,
                                       uint32_t wanted, const uint8_t *octets, uint32_t count)
{
    const struct tspec_flow *flow = &m->flows[index];
    tspec_pos there = tspec_unread(w);

    tspec_exercised(m, TSPEC_CHECK_DELIVERED_EXCESS);
    tspec_exercised(m, TSPEC_CHECK_DELIVERY_MISSING);
    if ((tspec_pos)count > there) {
        struct tspec_objection o = TSPEC_OBJECT(FAIL, DELIVERED_EXCESS, TSPEC_CLAUSE_RECEIVE_DATA,
                                                "%a octets at most", "%b octets", there, count);
        o.seen = "too many octets";
        return o;
    }
    if (count == 0 && there > 0 && wanted > 0) {
        struct tspec_objection o = TSPEC_OBJECT(FAIL, DELIVERY_MISSING, TSPEC_CLAUSE_RECEIVE_DATA,
                                                "some of the %a octets that came", "none", there, 0);
        o.seen = "no octets";
        return o;
    }
    if (flow->pieces_lost)
        return (struct tspec_objection){0};
    tspec_exercised(m, TSPEC_CHECK_DELIVERED_OCTETS);
    tspec_exercised(m, TSPEC_CHECK_DELIVERED_DISCARDED);
    for (uint32_t i = 0, run; i < count; i += run) {
        run = legal_run(flow, w, place(w, i), octets + i, count - i);
        if (run > 0)
            continue;
        /* Eight in a row of one segment that is none of the legal ones: it had to be discarded. */
        bool other = count - i >= RUN;
        for (uint32_t k = i; other && k < i + RUN; k++)
            other = octets[k] >> 4 == octets[i] >> 4 &&
                    (octets[k] & 15u) == tspec_payload_hash((uint64_t)(place(w, k) - w->irs - 1));
        struct tspec_objection o =
            TSPEC_OBJECT(FAIL, DELIVERED_OCTETS, TSPEC_CLAUSE_RECEIVE_DATA, "the octets that were sent",
                         "another octet at offset %a", place(w, i) - w->irs - 1, 0);
        o.seen = "wrong octets";
        if (other) {
            o.check = TSPEC_CHECK_DELIVERED_DISCARDED;
            o.observed = "octets of a segment that had to be discarded, from offset %a";
            o.seen = "discarded octets";
        }
        return o;
    }
    return (struct tspec_objection){0};
}
