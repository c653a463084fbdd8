#include "engine/endpoint.h"

#include <string.h>
#include "engine/run.h"

/* Octets a block's buffers take: text to send, text received, and its marks. */
static size_t block_memory(const struct tspec_endpoint_config *config)
{
    return (size_t)config->send_bytes + config->receive_bytes + (config->receive_bytes + 7) / 8;
}

size_t tspec_endpoint_memory(const struct tspec_endpoint_config *config)
{
    return config->blocks * block_memory(config) + config->receive_bytes;
}

void tspec_endpoint_init(struct tspec_endpoint *endpoint, const struct tspec_endpoint_config *config,
                         uint8_t *memory)
{
    endpoint->config = *config;
    memset(endpoint->blocks, 0, config->blocks * sizeof endpoint->blocks[0]);
    memset(endpoint->past, 0, sizeof endpoint->past);
    memset(endpoint->wishes, 0, sizeof endpoint->wishes);
    endpoint->past_next = endpoint->wish_next = 0;
    endpoint->iss_used = false;
    for (unsigned i = 0; i < config->blocks; i++, memory += block_memory(config)) {
        uint8_t *receive = memory + config->send_bytes;
        tspec_send_init(&endpoint->blocks[i].send, memory, config->send_bytes);
        tspec_receive_init(&endpoint->blocks[i].receive, receive, receive + config->receive_bytes,
                           config->receive_bytes);
        for (unsigned t = 0; t < TSPEC_TIMER_COUNT; t++)
            endpoint->blocks[i].deadline_us[t] = TSPEC_NEVER;
    }
    endpoint->scratch = memory;
}

const struct tspec_tcb *tspec_endpoint_connection(const struct tspec_endpoint *endpoint,
                                                  const struct tspec_socket *remote)
{
    for (unsigned i = 0; i < endpoint->config.blocks; i++) {
        const struct tspec_tcb *tcb = &endpoint->blocks[i];
        if (tcb->used && tcb->state != TSPEC_LISTEN && tspec_socket_equal(&tcb->remote, remote))
            return tcb;
    }
    return NULL;
}

const struct tspec_tcb *tspec_endpoint_listener(const struct tspec_endpoint *endpoint)
{
    for (unsigned i = 0; i < endpoint->config.blocks; i++)
        if (endpoint->blocks[i].used && endpoint->blocks[i].state == TSPEC_LISTEN)
            return &endpoint->blocks[i];
    return NULL;
}

/* The event goes to that block, or in its absence to the CLOSED rules. */
static void aim(struct tspec_run *run, const struct tspec_tcb *tcb)
{
    if (tcb) {
        run->tcb = &run->endpoint->blocks[tcb - run->endpoint->blocks];
        return;
    }
    memset(&run->nobody, 0, sizeof run->nobody);
    run->nobody.state = TSPEC_CLOSED;
    run->nobody.remote = *run->remote;
    run->tcb = &run->nobody;
}

/* Unspecified, broadcast and multicast addresses are nobody's (MUST-57, MUST-63). */
static bool single_host(const struct tspec_address *address)
{
    static const uint8_t unspecified[16];
    if (address->version == 4)
        return address->octets[0] != 0 && address->octets[0] < 224;
    return address->octets[0] != 0xff && memcmp(address->octets, unspecified, sizeof unspecified) != 0;
}

/* Demultiplexing (PRE-6): the connection with that 4-tuple, then the listener, else CLOSED. */
static void aim_segment(struct tspec_run *run)
{
    const struct tspec_tcb *connection = NULL, *listener = NULL;
    if (run->segment->destination_port == run->endpoint->config.local.port) {
        connection = tspec_endpoint_connection(run->endpoint, run->remote);
        if (!connection || TSPEC_FAULTY(DEMUX_LISTENER_FIRST))
            listener = tspec_endpoint_listener(run->endpoint);
    }
    aim(run, connection && !(TSPEC_FAULTY(DEMUX_LISTENER_FIRST) && listener) ? connection : listener);
}

static void load_registers(struct tspec_run *run)
{
    const struct tspec_segment *seg = run->segment;
    uint32_t *registers = run->tcb->registers;
    registers[TSPEC_REG_SEG_SEQ] = seg->seq.wire;
    registers[TSPEC_REG_SEG_ACK] = seg->ack.wire;
    registers[TSPEC_REG_SEG_LEN] = tspec_segment_length(seg);
    registers[TSPEC_REG_SEG_TXT] = seg->payload_bytes;
    registers[TSPEC_REG_SEG_WND] = (uint32_t)seg->window
                                   << (seg->flags & TSPEC_SYN ? 0 : run->tcb->snd_shift); /* RFC 7323, 2.2 */
    registers[TSPEC_REG_SEG_UP] = seg->urgent;
    tspec_run_read_stamp(run);
}

/* An event of no kind yet; `nobody` is filled in by aim, where it is needed. */
static void begin(struct tspec_run *run, struct tspec_endpoint *endpoint, uint64_t now_us, uint8_t trigger,
                  const struct tspec_socket *remote, struct tspec_effects *effects)
{
    run->endpoint = endpoint;
    run->now_us = now_us;
    run->trigger = trigger;
    run->flags = 0;
    run->stamped = false;
    run->ended = false;
    run->segment = NULL;
    run->text = NULL;
    run->remote = remote;
    run->icmp = NULL;
    run->call = NULL;
    run->result = NULL;
    run->effects = effects;
}

static void begin_effects(struct tspec_effects *effects)
{
    effects->count = 0;
    effects->trap = NULL;
}

void tspec_endpoint_segment(struct tspec_endpoint *endpoint, uint64_t now_us, const struct tspec_segment *seg,
                            struct tspec_effects *effects)
{
    begin_effects(effects);
    const struct tspec_address *local = &endpoint->config.local.address;
    if (seg->destination.version != local->version || seg->source.version != local->version ||
        memcmp(seg->destination.octets, local->octets, local->version == 4 ? 4 : 16) != 0)
        return;
    if (!single_host(&seg->source) && !TSPEC_FAULTY(ADDRESS_UNCHECKED))
        return;
    struct tspec_socket remote = {seg->source, seg->source_port};
    struct tspec_run run;
    begin(&run, endpoint, now_us, TSPEC_ON_SEGMENT, &remote, effects);
    run.flags = seg->flags;
    run.segment = seg;
    run.text = seg->payload;
    aim_segment(&run);
    if (run.tcb == &run.nobody && TSPEC_FAULTY(DEMUX_NO_RESET))
        return;
    load_registers(&run);
    run.tcb->heard_at_us = now_us;
    run.tcb->keep_alives = 0;
    tspec_run_event(&run);
}

void tspec_endpoint_icmp(struct tspec_endpoint *endpoint, uint64_t now_us, const struct tspec_icmp *icmp,
                         struct tspec_effects *effects)
{
    begin_effects(effects);
    const struct tspec_socket local = {icmp->source, icmp->source_port};
    const struct tspec_socket remote = {icmp->destination, icmp->destination_port};
    if (!tspec_socket_equal(&local, &endpoint->config.local))
        return;
    struct tspec_run run;
    begin(&run, endpoint, now_us, TSPEC_ON_ICMP, &remote, effects);
    run.icmp = icmp;
    aim(&run, tspec_endpoint_connection(endpoint, &remote));
    run.tcb->registers[TSPEC_REG_SEG_SEQ] = icmp->seq.wire;
    tspec_run_event(&run);
}

static uint8_t trigger_of(uint8_t call)
{
    static const uint8_t triggers[TSPEC_CALL_COUNT] = {
        [TSPEC_CALL_OPEN_PASSIVE] = TSPEC_ON_OPEN, [TSPEC_CALL_OPEN_ACTIVE] = TSPEC_ON_OPEN,
        [TSPEC_CALL_SEND] = TSPEC_ON_SEND,         [TSPEC_CALL_RECEIVE] = TSPEC_ON_RECEIVE,
        [TSPEC_CALL_SHUTDOWN] = TSPEC_ON_CLOSE,    [TSPEC_CALL_RELEASE] = TSPEC_ON_RELEASE_CALL,
        [TSPEC_CALL_ABORT] = TSPEC_ON_ABORT,       [TSPEC_CALL_STATUS] = TSPEC_ON_STATUS,
        [TSPEC_CALL_SET] = TSPEC_ON_SET,
    };
    return triggers[call];
}

/* A call of sockets, not of the RFC: hands out a connection of a listener that stays, once, when it is
 * established. A block that has moved from LISTEN is in its opener's hands already. */
static uint8_t accept_connection(struct tspec_endpoint *endpoint, const struct tspec_socket *remote)
{
    const struct tspec_tcb *found = tspec_endpoint_connection(endpoint, remote);
    bool waits = tspec_endpoint_listener(endpoint) != NULL;
    if (!found || !found->passive || found->accepted || found->released)
        return waits ? TSPEC_RESULT_WOULD_BLOCK : TSPEC_RESULT_NO_CONN;
    if (found->state == TSPEC_SYN_RECEIVED || !found->cloned)
        return TSPEC_RESULT_WOULD_BLOCK;
    endpoint->blocks[found - endpoint->blocks].accepted = true;
    return TSPEC_RESULT_OK;
}

void tspec_endpoint_call(struct tspec_endpoint *endpoint, uint64_t now_us, const struct tspec_socket *remote,
                         const struct tspec_call *call, struct tspec_call_result *result,
                         struct tspec_effects *effects)
{
    begin_effects(effects);
    /* What no rule answers is never answered. */
    *result = (struct tspec_call_result){.result = TSPEC_RESULT_TIMEOUT, .state = TSPEC_STATE_ANY};
    if (call->kind == TSPEC_CALL_ACCEPT) {
        result->result = accept_connection(endpoint, remote);
        return;
    }
    struct tspec_run run;
    begin(&run, endpoint, now_us, trigger_of(call->kind), remote, effects);
    run.call = call;
    run.result = result;
    bool to_listener = call->on_listener || call->kind == TSPEC_CALL_OPEN_PASSIVE;
    const struct tspec_tcb *tcb =
        to_listener ? tspec_endpoint_listener(endpoint) : tspec_endpoint_connection(endpoint, remote);
    bool of_listener = call->kind == TSPEC_CALL_OPEN_ACTIVE || call->kind == TSPEC_CALL_SET;
    if (!tcb && call->on_listener && of_listener) {
        result->result = TSPEC_RESULT_NO_CONN; /* no listener that could be turned active, or set */
        return;
    }
    aim(&run, tcb);
    tspec_run_event(&run);
}

/* The block and timer that expire first; NULL when none runs. */
static const struct tspec_tcb *first_timer(const struct tspec_endpoint *endpoint, unsigned *timer)
{
    const struct tspec_tcb *first = NULL;
    uint64_t earliest = TSPEC_NEVER;
    for (unsigned i = 0; i < endpoint->config.blocks; i++) {
        const struct tspec_tcb *tcb = &endpoint->blocks[i];
        for (unsigned t = 0; tcb->used && t < TSPEC_TIMER_COUNT; t++)
            if (tcb->deadline_us[t] < earliest) {
                earliest = tcb->deadline_us[t];
                first = tcb;
                *timer = t;
            }
    }
    return first;
}

uint64_t tspec_endpoint_deadline(const struct tspec_endpoint *endpoint)
{
    unsigned timer;
    const struct tspec_tcb *first = first_timer(endpoint, &timer);
    return first ? first->deadline_us[timer] : TSPEC_NEVER;
}

bool tspec_endpoint_expire(struct tspec_endpoint *endpoint, uint64_t now_us, struct tspec_effects *effects)
{
    static const uint8_t triggers[TSPEC_TIMER_COUNT] = {
        [TSPEC_TIMER_RETRANSMISSION] = TSPEC_ON_RETRANSMISSION_TIMEOUT,
        [TSPEC_TIMER_USER] = TSPEC_ON_USER_TIMEOUT,
        [TSPEC_TIMER_PERSIST] = TSPEC_ON_PERSIST_TIMEOUT,
        [TSPEC_TIMER_OVERRIDE] = TSPEC_ON_OVERRIDE_TIMEOUT,
        [TSPEC_TIMER_KEEP_ALIVE] = TSPEC_ON_KEEP_ALIVE_TIMEOUT,
        [TSPEC_TIMER_TIME_WAIT] = TSPEC_ON_TIME_WAIT_TIMEOUT,
        [TSPEC_TIMER_DELAYED_ACK] = TSPEC_ON_DELAYED_ACK_TIMEOUT,
        [TSPEC_TIMER_FIN_WAIT_2] = TSPEC_ON_FIN_WAIT_2_TIMEOUT,
    };
    begin_effects(effects);
    unsigned timer;
    const struct tspec_tcb *first = first_timer(endpoint, &timer);
    if (!first || first->deadline_us[timer] > now_us)
        return false;
    struct tspec_run run;
    begin(&run, endpoint, now_us, triggers[timer], &first->remote, effects);
    aim(&run, first);
    run.tcb->deadline_us[timer] = TSPEC_NEVER;
    tspec_run_event(&run);
    return true;
}
