/* The octets an application got, against those a conforming stack may deliver (harness/payload.h). */
#include "harness/model/world.h"

enum { RUN = 8 }; /* identity is claimed on so many octets in a row */

static bool legal(const struct tspec_flow *flow, const struct tspec_world *w, tspec_pos at, uint8_t octet)
{
    uint8_t hash = tspec_payload_hash((uint64_t)(at - w->irs - 1));

    for (unsigned i = 0; i < flow->piece_count; i++) {
        const struct tspec_piece *p = &flow->pieces[i];
        if (p->irs == w->irs && at >= p->from && at < p->to &&
            (p->opaque || octet == (uint8_t)(p->high << 4 | hash)))
            return true;
    }
    return false;
}

struct tspec_objection tspec_delivered(struct tspec_model *m, unsigned index, const struct tspec_world *w,
                                       uint32_t wanted, const uint8_t *octets, uint32_t count)
{
    const struct tspec_flow *flow = &m->flows[index];
    tspec_pos there = tspec_text_end(w) - w->read_to;

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
    for (uint32_t i = 0; i < count; i++) {
        if (legal(flow, w, w->read_to + i, octets[i]))
            continue;
        /* Eight in a row of one segment that is none of the legal ones: it had to be discarded. */
        bool other = count - i >= RUN;
        for (uint32_t k = i; other && k < i + RUN; k++)
            other = octets[k] >> 4 == octets[i] >> 4 &&
                    (octets[k] & 15u) == tspec_payload_hash((uint64_t)(w->read_to + k - w->irs - 1));
        struct tspec_objection o =
            TSPEC_OBJECT(FAIL, DELIVERED_OCTETS, TSPEC_CLAUSE_RECEIVE_DATA, "the octets that were sent",
                         "another octet at offset %a", w->read_to + i - w->irs - 1, 0);
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
