#include "harness/sut/engine_state.h"

#include <string.h>

/* What a snapshot begins with. */
struct head {
    struct tspec_past past[TSPEC_BLOCKS_MAX];
    struct tspec_wish wishes[TSPEC_BLOCKS_MAX];
    uint8_t past_next, wish_next;
    bool iss_used;
    uint8_t blocks; /* bit set: in use */
};

static size_t marks_bytes(const struct tspec_receive *r)
{
    return (r->capacity + 7) / 8;
}

size_t tspec_engine_state_bytes(const struct tspec_endpoint_config *config)
{
    return sizeof(struct head) + config->blocks * sizeof(struct tspec_tcb) + tspec_endpoint_memory(config);
}

static uint8_t *put(uint8_t *out, const void *octets, size_t bytes)
{
    if (bytes > 0)
        memcpy(out, octets, bytes);
    return out + bytes;
}

static const uint8_t *get(const uint8_t *from, void *octets, size_t bytes)
{
    if (bytes > 0)
        memcpy(octets, from, bytes);
    return from + bytes;
}

/* How much of the receive buffer's unread octets stand before its end; the rest is at its beginning. */
static uint32_t unread_to_end(const struct tspec_receive *r)
{
    return r->unread < r->capacity - r->start ? r->unread : r->capacity - r->start;
}

size_t tspec_engine_state_save(const struct tspec_endpoint *endpoint, uint8_t *out)
{
    struct head head;
    uint8_t *at = out + sizeof head;
    memset(&head, 0, sizeof head);
    memcpy(head.past, endpoint->past, sizeof head.past);
    memcpy(head.wishes, endpoint->wishes, sizeof head.wishes);
    head.past_next = endpoint->past_next;
    head.wish_next = endpoint->wish_next;
    head.iss_used = endpoint->iss_used;
    for (unsigned i = 0; i < endpoint->config.blocks; i++) {
        const struct tspec_tcb *tcb = &endpoint->blocks[i];
        const struct tspec_receive *r = &tcb->receive;
        if (!tcb->used)
            continue;
        head.blocks |= (uint8_t)(1u << i);
        at = put(at, tcb, sizeof *tcb);
        at = put(at, tcb->send.octets + tcb->send.start, tcb->send.count);
        if (r->held > 0) {
            at = put(at, r->octets, r->capacity);
            at = put(at, r->marks, marks_bytes(r));
        } else {
            at = put(at, r->octets + r->start, unread_to_end(r));
            at = put(at, r->octets, r->unread - unread_to_end(r));
        }
    }
    memcpy(out, &head, sizeof head);
    return (size_t)(at - out);
}

void tspec_engine_state_restore(struct tspec_endpoint *endpoint, const uint8_t *from)
{
    struct head head;
    from = get(from, &head, sizeof head);
    memcpy(endpoint->past, head.past, sizeof head.past);
    memcpy(endpoint->wishes, head.wishes, sizeof head.wishes);
    endpoint->past_next = head.past_next;
    endpoint->wish_next = head.wish_next;
    endpoint->iss_used = head.iss_used;
    for (unsigned i = 0; i < endpoint->config.blocks; i++) {
        struct tspec_tcb *tcb = &endpoint->blocks[i];
        struct tspec_receive *r = &tcb->receive;
        if (!(head.blocks >> i & 1)) {
            tcb->used = false;
            tcb->state = TSPEC_CLOSED;
            continue;
        }
        from = get(from, tcb, sizeof *tcb);
        from = get(from, tcb->send.octets + tcb->send.start, tcb->send.count);
        if (r->held > 0) {
            from = get(from, r->octets, r->capacity);
            from = get(from, r->marks, marks_bytes(r));
        } else {
            from = get(from, r->octets + r->start, unread_to_end(r));
            from = get(from, r->octets, r->unread - unread_to_end(r));
        }
    }
}

/* Now, and where the waits end that the endpoint has of its own. */
enum { EDGES = 5 };
static void find_edges(const struct tspec_endpoint_config *config, uint64_t now_us, uint64_t edges[EDGES])
{
    edges[0] = now_us;
    edges[1] = now_us + config->delayed_ack_us;
    edges[2] = now_us + config->rto.initial_us;
    edges[3] = now_us + config->msl_us;
    edges[4] = now_us + 2 * config->msl_us;
}

/* A time to come, by how many of them it lies beyond; 0: it does not come. */
static uint64_t due(const uint64_t edges[EDGES], uint64_t at_us)
{
    uint64_t class = 1;
    if (at_us == TSPEC_NEVER)
        return 0;
    for (unsigned i = 0; i < EDGES; i++)
        class += at_us > edges[i];
    return class;
}

/* An RTO, by how often it has about doubled. */
static uint64_t doublings(const struct tspec_endpoint *endpoint, uint64_t rto_us)
{
    uint64_t count = 0;
    for (; rto_us > endpoint->config.rto.initial_us && count < 62; rto_us /= 2)
        count++;
    return count;
}

/* A number that means nothing any more once the base has passed it. */
static uint32_t ahead(uint32_t base, uint32_t at)
{
    return (int32_t)(at - base) < 0 ? UINT32_MAX : at - base;
}

static uint32_t progress(uint32_t first, uint32_t at)
{
    uint32_t way = at - first;
    return way < 2 ? way : 2;
}

/* How far `at` is beyond `from`; 0 where it is not, and tells nothing any more. */
static uint32_t beyond(uint32_t from, uint32_t at)
{
    return (int32_t)(at - from) > 0 ? at - from : 0;
}

/* Numbers are told from SND.UNA and RCV.NXT. */
static void relate(struct tspec_tcb *tcb)
{
    uint32_t *r = tcb->registers, una = r[TSPEC_REG_SND_UNA], nxt = r[TSPEC_REG_RCV_NXT];
    bool heard = tcb->state > TSPEC_SYN_SENT; /* then SND.WL1 counts, and with tcb->syn_acked SND.WL2 */
    r[TSPEC_REG_ISS] = progress(r[TSPEC_REG_ISS], una);
    r[TSPEC_REG_SND_NXT] -= una;
    r[TSPEC_REG_SND_UP] = tcb->urgent ? r[TSPEC_REG_SND_UP] - una : 0;
    r[TSPEC_REG_SND_WL2] = tcb->syn_acked ? r[TSPEC_REG_SND_WL2] - una : 0;
    r[TSPEC_REG_SND_UNA] = 0;
    r[TSPEC_REG_IRS] = progress(r[TSPEC_REG_IRS], nxt);
    r[TSPEC_REG_SND_WL1] = heard ? r[TSPEC_REG_SND_WL1] - nxt : 0;
    r[TSPEC_REG_RCV_UP] = ahead(nxt, r[TSPEC_REG_RCV_UP]);
    r[TSPEC_REG_RCV_NXT] = 0;
    tcb->last_ack.wire -= nxt;
    tcb->fin_seq.wire = tcb->fin_held ? tcb->fin_seq.wire - nxt : 0;
    tcb->send_seq.wire -= una;
    tcb->push_seq.wire = beyond(una, tcb->push_seq.wire);
    tcb->resend_seq.wire = tcb->resending ? beyond(una, tcb->resend_seq.wire) : 0;
    tcb->timed_seq.wire = tcb->timing ? tcb->timed_seq.wire - una : 0;
}

/* Each event has its own segment: nothing reads an earlier one's. */
static void forget_segment(struct tspec_tcb *tcb)
{
    static const uint8_t of_segment[] = {TSPEC_REG_SEG_SEQ,  TSPEC_REG_SEG_ACK, TSPEC_REG_SEG_LEN,
                                         TSPEC_REG_SEG_TXT,  TSPEC_REG_SEG_WND, TSPEC_REG_SEG_UP,
                                         TSPEC_REG_SEG_TSVAL};
    for (unsigned i = 0; i < sizeof of_segment; i++)
        tcb->registers[of_segment[i]] = 0;
}

/* The one member that comes from elsewhere, with whatever stands between its own members. */
static void tidy_socket(struct tspec_socket *socket)
{
    struct tspec_address address = socket->address;
    uint16_t port = socket->port;
    memset(socket, 0, sizeof *socket);
    socket->address = address;
    socket->port = port;
}

/* Which octets beyond RCV.NXT are held: one bit each, up to the last of them. */
static uint8_t *put_marks(uint8_t *out, const struct tspec_receive *r)
{
    uint32_t place = (r->start + r->unread) % r->capacity, left = r->held;
    for (unsigned bit = 0; left > 0; bit++, place = place + 1 < r->capacity ? place + 1 : 0) {
        uint8_t mark = r->marks[place / 8] >> place % 8 & 1;
        if (bit % 8 == 0)
            *out++ = 0;
        out[-1] |= (uint8_t)(mark << bit % 8);
        left -= mark;
    }
    return out;
}

/* Settings for an OPEN to come. */
static uint8_t *put_wish(uint8_t *out, const struct tspec_wish *wish)
{
    if (!wish->known)
        return out;
    out = put(out, &wish->remote.port, sizeof wish->remote.port);
    return put(out, &wish->settings, sizeof wish->settings);
}

size_t tspec_engine_state_image(const struct tspec_endpoint *endpoint, uint64_t now_us, uint8_t *out)
{
    uint8_t *at = out;
    uint64_t edges[EDGES];
    find_edges(&endpoint->config, now_us, edges);
    *at++ = endpoint->iss_used;
    for (unsigned i = 0; i < TSPEC_BLOCKS_MAX; i++)
        at = put_wish(at, &endpoint->wishes[i]);
    for (unsigned i = 0; i < endpoint->config.blocks; i++) {
        if (!endpoint->blocks[i].used)
            continue;
        struct tspec_tcb tcb;
        memcpy(&tcb, &endpoint->blocks[i], sizeof tcb); /* unused octets included */
        tidy_socket(&tcb.remote);
        forget_segment(&tcb);
        relate(&tcb);
        tcb.sent_at_us = now_us - tcb.sent_at_us > tcb.rto.rto_us; /* idle (RFC 5681, 4.1) */
        tcb.timed_at_us = tcb.heard_at_us = tcb.user_at_us = 0;    /* what follows from them is armed */
        tcb.recent_at_us = tcb.first_stamp = 0;                    /* plausible in any scenario */
        tcb.rto.srtt_us = tcb.rto.rttvar_us = 0;
        tcb.rto.rto_us = doublings(endpoint, tcb.rto.rto_us);
        for (unsigned t = 0; t < TSPEC_TIMER_COUNT; t++)
            tcb.deadline_us[t] = due(edges, tcb.deadline_us[t]);
        tcb.send.octets = tcb.receive.octets = tcb.receive.marks = NULL;
        tcb.send.start = tcb.receive.start = 0;
        at = put(at, &tcb, sizeof tcb);
        if (tcb.receive.held > 0)
            at = put_marks(at, &endpoint->blocks[i].receive);
    }
    return (size_t)(at - out);
}
