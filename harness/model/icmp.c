/* An ICMP message about a connection arrives (RFC 9293, 3.9.2.2; RFC 5927), and what the application is told
 * of it (3.9.1.8). */
#include "harness/model/icmp.h"

enum {
    LEAST_MTU_IPV4 = 68, /* RFC 791, 3.2 */
    LEAST_MTU_IPV6 = 1280,
    HEADERS_IPV4 = 40,
    HEADERS_IPV6 = 60,
};

enum tspec_icmp_class tspec_icmp_class(unsigned kind)
{
    switch (kind) {
    case TSPEC_ICMP_SOURCE_QUENCH:
        return TSPEC_ICMP_QUENCH;
    case TSPEC_ICMP_PROTOCOL_UNREACHABLE:
    case TSPEC_ICMP_PORT_UNREACHABLE:
        return TSPEC_ICMP_HARD;
    case TSPEC_ICMP_FRAGMENTATION_NEEDED: /* hard by its code, but to RFC 1191 it tells the path's MTU */
        return TSPEC_ICMP_MTU;
    default:
        return TSPEC_ICMP_SOFT;
    }
}

/* Whether the stack may, and whether it has to, take the message for one about what it sent (AMB-38). Quoting
 * SND.NXT, it is about nothing in flight to the letter of RFC 5927 alone. */
struct relation {
    bool may, must;
};

static struct relation relate(const struct tspec_model *m, const struct tspec_world *w, tspec_seq quoted)
{
    tspec_pos seq = tspec_at(w->snd_una, quoted);
    bool inside = seq >= w->snd_una && seq < w->snd_nxt;
    bool any = tspec_may(m, TSPEC_CHOICE_ICMP_SEQ, TSPEC_ICMP_SEQ_ANY) || (!m->exact && seq == w->snd_nxt);

    return (struct relation){inside || any,
                             inside || tspec_only(m, TSPEC_CHOICE_ICMP_SEQ, TSPEC_ICMP_SEQ_ANY)};
}

static void tell_softly(struct tspec_model *m, struct tspec_world *w, struct relation to, unsigned clause)
{
    if (!to.may || w->set.soft_errors == TSPEC_SET_OFF)
        return;
    w->signal_may |= 1u << TSPEC_SIGNAL_SOFT_ERROR;
    bool unknown = w->passive && w->state == TSPEC_SYN_RECEIVED; /* to the application, so far */
    if (!to.must || unknown || !(m->profile.capabilities & TSPEC_CAN_ICMP))
        return;
    tspec_exercised(m, TSPEC_CHECK_SOFT_ERROR);
    tspec_owe_signal(m, w, TSPEC_SIGNAL_SOFT_ERROR, clause);
}

/* The connection is aborted: whether a reset tells the peer is not said. */
static void give_up(struct tspec_next *next, struct tspec_world *w, unsigned clause)
{
    tspec_world_reset(next, w, clause);
    tspec_owe(next->m, w, TSPEC_REPLY_RST_ANY, false, clause);
    tspec_next_keep(next, w);
}

/* Before it is synchronized, a connection should be aborted, and one that is not deviates (SHLD-26), where
 * ICMP reaches TCP at all. After that many a stack takes it for soft (AMB-38). IPv6 has no message that RFC
 * 9293 lists as hard. */
static void hard(struct tspec_next *next, struct tspec_world *w, struct relation to)
{
    struct tspec_model *m = next->m;
    bool early = w->state == TSPEC_SYN_SENT || w->state == TSPEC_SYN_RECEIVED;
    bool asked = early && to.must && m->profile.ip_version != 6 && (m->profile.capabilities & TSPEC_CAN_ICMP);
    bool soft = tspec_may(m, TSPEC_CHOICE_ICMP_HARD, TSPEC_ICMP_HARD_SOFT);
    bool stays = !to.must || w->state == TSPEC_TIME_WAIT || (early ? !m->exact : soft);
    bool rests = w->state == TSPEC_TIME_WAIT; /* nothing of it is in flight any more but an ACK */
    bool goes = to.may && (early || tspec_may(m, TSPEC_CHOICE_ICMP_HARD, TSPEC_ICMP_HARD_ABORT)) &&
                !(rests && m->exact);

    if (asked)
        tspec_exercised(m, TSPEC_CHECK_ICMP_HARD);
    if (stays) {
        struct tspec_world lives = tspec_world_forked(w, 0);
        tell_softly(m, &lives, (struct relation){to.may, to.must && !goes}, TSPEC_CLAUSE_ICMP_HARD);
        lives.quiet = TSPEC_CLAUSE_ICMP_HARD + 1;
        if (asked)
            tspec_world_notes(&lives, TSPEC_OBJECT(DEVIATES, ICMP_HARD, TSPEC_CLAUSE_ICMP_HARD,
                                                   "the attempt ends, and the application is told",
                                                   "it goes on", 0, 0));
        tspec_next_push(next, &lives);
    }
    if (goes)
        give_up(next, w, TSPEC_CLAUSE_ICMP_HARD);
}

/* Segments may be smaller from now on, and what was too large may go again at once (RFC 1191, 6.5; RFC 8201).
 * By the letter of 3.9.2.2 the message is a hard error. */
static void shrink(struct tspec_next *next, struct tspec_world *w, struct relation to, unsigned mtu)
{
    struct tspec_model *m = next->m;
    bool v6 = m->profile.ip_version == 6;
    unsigned headers = v6 ? HEADERS_IPV6 : HEADERS_IPV4, least = v6 ? LEAST_MTU_IPV6 : LEAST_MTU_IPV4;
    uint16_t path = (uint16_t)((mtu > headers && mtu < least ? mtu : mtu >= least ? mtu : least) - headers);

    if (!m->exact && !v6 && to.may && tspec_may(m, TSPEC_CHOICE_ICMP_HARD, TSPEC_ICMP_HARD_ABORT)) {
        struct tspec_world gone = tspec_world_forked(w, 0);
        give_up(next, &gone, TSPEC_CLAUSE_ICMP_MTU);
    }
    w->path_mss = !w->path_mss || path < w->path_mss ? path : w->path_mss;
    w->heard = true;
    tell_softly(m, w, (struct relation){to.may, false}, TSPEC_CLAUSE_ICMP_MTU);
    tspec_next_keep(next, w);
}

void tspec_icmp_arrives(struct tspec_next *next, struct tspec_world *w, const struct tspec_icmp *icmp)
{
    struct tspec_model *m = next->m;
    enum tspec_icmp_class class = tspec_icmp_class(icmp->kind);
    struct relation to = {0};

    tspec_applied(next, TSPEC_CLAUSE_ICMP_QUENCH + (unsigned)class);
    tspec_exercised(m, TSPEC_CHECK_SIGNAL_UNASKED);
    tspec_exercised(m, TSPEC_CHECK_RST_UNASKED);
    if (tspec_world_alive(w) && w->syn_sent)
        to = relate(m, w, icmp->seq);
    else
        class = TSPEC_ICMP_QUENCH; /* there is nothing that could have made an error */
    if (class == TSPEC_ICMP_HARD) {
        hard(next, w, to);
        return;
    }
    if (class == TSPEC_ICMP_MTU) {
        shrink(next, w, to, icmp->mtu);
        return;
    }
    if (class == TSPEC_ICMP_SOFT)
        tell_softly(m, w, to, TSPEC_CLAUSE_ICMP_SOFT);
    w->quiet = (uint16_t)(TSPEC_CLAUSE_ICMP_QUENCH + (unsigned)class + 1);
    tspec_next_keep(next, w);
}

struct tspec_objection tspec_soft_error_told(struct tspec_model *m, struct tspec_world *w)
{
    /* Delivery in trouble is a soft error too (3.8.3, R1). */
    bool waits = tspec_world_outstanding(w) && m->now_us > w->flight_since_us;
    bool trouble = waits || w->persist.kind || w->keep_alives;
    bool asked = (w->signal_may >> TSPEC_SIGNAL_SOFT_ERROR & 1u) != 0;

    tspec_exercised(m, TSPEC_CHECK_SIGNAL_UNASKED);
    w->signal_may &= (uint8_t) ~(1u << TSPEC_SIGNAL_SOFT_ERROR);
    w->signal_due_us[TSPEC_SIGNAL_SOFT_ERROR] = 0;
    if (w->set.soft_errors == TSPEC_SET_OFF)
        return TSPEC_OBJECT(DEVIATES, SOFT_ERROR_OFF, TSPEC_CLAUSE_SET,
                            "no report of soft errors, which the application switched off", "one", 0, 0);
    if (asked || trouble)
        return (struct tspec_objection){0};
    struct tspec_objection o =
        TSPEC_OBJECT(FAIL, SIGNAL_UNASKED, w->quiet ? w->quiet - 1u : (unsigned)TSPEC_CLAUSE_EMIT_NOTHING,
                     "no signal", "SOFT-ERROR", 0, 0);
    o.seen = o.observed;
    return o;
}

struct tspec_objection tspec_soft_error_late(struct tspec_world *w, uint64_t limit)
{
    uint64_t due = w->signal_due_us[TSPEC_SIGNAL_SOFT_ERROR];

    if (!due || due - 1 >= limit)
        return (struct tspec_objection){0};
    w->signal_due_us[TSPEC_SIGNAL_SOFT_ERROR] = 0;
    return TSPEC_OBJECT(DEVIATES, SOFT_ERROR, w->signal_clause[TSPEC_SIGNAL_SOFT_ERROR],
                        "the application is told of the error", "no signal", 0, 0);
}
