/* The fields of the IP header that the application sets (RFC 9293, 3.9.2, MUST-49; 3.9.1.9, MUST-48, SHLD-21,
 * SHLD-22), and source routes (3.9.2.1; RFC 791, 3.1). */
#include "harness/model/ip.h"

enum { OPTION_NOP = 1, LOOSE_ROUTE = 131, STRICT_ROUTE = 137, FIRST_POINTER = 4 };

static uint32_t address_at(const uint8_t *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

/* A source route among the IP options; NULL: there is none. */
static const uint8_t *find_route(const struct tspec_segment *seg)
{
    for (unsigned i = 0; i + 2 < seg->ip_options_bytes;) {
        const uint8_t *at = seg->ip_options + i;
        if (at[0] == 0)
            return NULL;
        if (at[0] == OPTION_NOP) {
            i++;
            continue;
        }
        if (at[1] < 2 || i + at[1] > seg->ip_options_bytes)
            return NULL;
        if ((at[0] == LOOSE_ROUTE || at[0] == STRICT_ROUTE) && at[1] >= FIRST_POINTER + 3)
            return at;
        i += at[1];
    }
    return NULL;
}

void tspec_route_arrives(struct tspec_world *w, const struct tspec_segment *seg)
{
    const uint8_t *route = find_route(seg);

    if (!route || route[2] <= route[1]) /* it is not completed */
        return;
    w->route_last = address_at(route + route[1] - 4);
    if (!w->route_first)
        w->route_first = w->route_last;
}

/* The first gateway of the route a segment takes, 0: it takes none. */
static uint32_t first_gateway(const struct tspec_segment *seg)
{
    const uint8_t *route = find_route(seg);

    return route && route[2] <= route[1] ? address_at(seg->destination.octets) : 0;
}

static struct tspec_objection route_sent(struct tspec_model *m, unsigned index, const struct tspec_world *w,
                                         const struct tspec_segment *seg)
{
    uint32_t gateway = first_gateway(seg);
    bool own = w->set.route == TSPEC_SET_ON, later = w->route_first != w->route_last;
    unsigned clause = !own             ? (later ? TSPEC_CLAUSE_ROUTE_LATER : TSPEC_CLAUSE_ROUTE_BACK)
                      : w->route_first ? TSPEC_CLAUSE_ROUTE_OVER
                                       : TSPEC_CLAUSE_ROUTE_SET;

    if (!own && !(w->passive && w->route_first))
        return (struct tspec_objection){0};
    tspec_decided(m, index, clause);
    tspec_exercised(m, TSPEC_CHECK_IP_ROUTE);
    if (!gateway)
        return TSPEC_OBJECT(FAIL, IP_ROUTE, own ? TSPEC_CLAUSE_ROUTE_SET : TSPEC_CLAUSE_ROUTE_BACK,
                            "a source route", "none", 0, 0);
    if (own && (gateway == w->route_first || gateway == w->route_last))
        return TSPEC_OBJECT(FAIL, IP_ROUTE, clause, "the route that the application set",
                            "the one that the peer's segments came by", 0, 0);
    if (own || gateway == w->route_last)
        return (struct tspec_objection){0};
    struct tspec_objection o =
        TSPEC_OBJECT(FAIL, IP_ROUTE, clause, "the route back that came last", "another", 0, 0);
    if (gateway == w->route_first)
        o.level = TSPEC_LEVEL_DEVIATES + 1; /* SHLD-24 */
    return o;
}

struct tspec_objection tspec_ip_sent(struct tspec_model *m, unsigned index, const struct tspec_world *w,
                                     const struct tspec_segment *seg)
{
    unsigned ttl = w->set.ttl, ds = w->set.ds - 1u;

    if (ttl) {
        tspec_exercised(m, TSPEC_CHECK_IP_TTL);
        if (seg->ttl != ttl)
            return TSPEC_OBJECT(FAIL, IP_TTL, TSPEC_CLAUSE_SET, "a TTL of %a, as the application set it",
                                "a TTL of %b", ttl, seg->ttl);
    }
    if (w->set.ds) {
        tspec_exercised(m, TSPEC_CHECK_IP_DS);
        if (seg->ds >> 2 != ds >> 2) /* the low two bits are ECN's (RFC 3168) */
            return TSPEC_OBJECT(FAIL, IP_DS, TSPEC_CLAUSE_SET, "a DS octet of %a, as the application set it",
                                "one of %b", ds, seg->ds);
    }
    return m->profile.source_routes && seg->source.version != 6 ? route_sent(m, index, w, seg)
                                                                : (struct tspec_objection){0};
}
