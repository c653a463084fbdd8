/*
 * Control blocks come and go: the table behind "create a TCB", "delete the TCB" and "return to LISTEN".
 */
#include <string.h>
#include "engine/iss.h"
#include "engine/run.h"

enum {
    DEFAULT_MSS_IPV4 = 536,
    DEFAULT_MSS_IPV6 = 1220,
    WINDOW_MAX = 65535, /* of a SYN, scaled or not (RFC 7323, 2.2) */
};

bool tspec_socket_equal(const struct tspec_socket *a, const struct tspec_socket *b)
{
    return a->port == b->port && a->address.version == b->address.version &&
           memcmp(a->address.octets, b->address.octets, a->address.version == 4 ? 4 : 16) == 0;
}

/* Makes the block that of a connection with `remote` (NULL: of none yet); its buffers stay. */
static void begin(struct tspec_run *run, struct tspec_tcb *tcb, const struct tspec_socket *remote)
{
    const struct tspec_endpoint_config *config = &run->endpoint->config;
    struct tspec_send send = tcb->send;
    struct tspec_receive receive = tcb->receive;
    memset(tcb, 0, sizeof *tcb);
    tcb->used = true;
    if (remote)
        tcb->remote = *remote;
    tcb->heard_at_us = tcb->sent_at_us = run->now_us;
    tcb->registers[TSPEC_REG_RCV_WND] =
        config->receive_bytes < WINDOW_MAX ? config->receive_bytes : WINDOW_MAX;
    tcb->send_mss = config->local.address.version == 4 ? DEFAULT_MSS_IPV4 : DEFAULT_MSS_IPV6;
    for (unsigned t = 0; t < TSPEC_TIMER_COUNT; t++)
        tcb->deadline_us[t] = TSPEC_NEVER;
    tspec_rto_init(&tcb->rto, &config->rto);
    tcb->send = send;
    tcb->receive = receive;
    tspec_send_clear(&tcb->send);
    tspec_receive_clear(&tcb->receive);
}

static struct tspec_tcb *free_block(const struct tspec_run *run)
{
    struct tspec_endpoint *endpoint = run->endpoint;
    for (unsigned i = 0; i < endpoint->config.blocks; i++)
        if (!endpoint->blocks[i].used)
            return &endpoint->blocks[i];
    return NULL;
}

bool tspec_run_room_for_block(const struct tspec_run *run)
{
    bool moves = run->tcb->state == TSPEC_LISTEN && run->endpoint->config.listener == TSPEC_LISTENER_MOVES;
    return moves || free_block(run) != NULL;
}

bool tspec_run_remote_in_use(const struct tspec_run *run)
{
    const struct tspec_tcb *tcb = tspec_endpoint_connection(run->endpoint, run->remote);
    return tcb && tcb != run->tcb;
}

/* The segment's registers go with the event to the block that takes it over. */
static void take_over(struct tspec_run *run, struct tspec_tcb *tcb)
{
    static const uint8_t of_segment[] = {TSPEC_REG_SEG_SEQ,  TSPEC_REG_SEG_ACK, TSPEC_REG_SEG_LEN,
                                         TSPEC_REG_SEG_TXT,  TSPEC_REG_SEG_WND, TSPEC_REG_SEG_UP,
                                         TSPEC_REG_SEG_TSVAL};
    uint32_t values[sizeof of_segment];
    for (unsigned i = 0; i < sizeof of_segment; i++)
        values[i] = run->tcb->registers[of_segment[i]];
    uint8_t state = run->tcb->state;
    struct tspec_settings settings = run->tcb->settings;
    struct tspec_settings opened = state == TSPEC_LISTEN ? settings : run->tcb->opened;
    begin(run, tcb, run->remote);
    tcb->settings = settings;
    tcb->opened = opened;
    for (unsigned i = 0; i < sizeof of_segment; i++)
        tcb->registers[of_segment[i]] = values[i];
    tcb->state = state;
    tcb->passive = true;
    tcb->cloned = run->endpoint->config.listener == TSPEC_LISTENER_CLONES;
    run->tcb = tcb;
}

void tspec_run_create(struct tspec_run *run, bool passive)
{
    uint8_t state = run->tcb->state;
    struct tspec_tcb *tcb = state == TSPEC_LISTEN ? run->tcb : free_block(run);
    if (!tcb)
        return; /* the rules have asked for room */
    struct tspec_settings settings = run->tcb->settings;
    begin(run, tcb, passive ? NULL : run->remote);
    tcb->settings = state == TSPEC_LISTEN
                        ? settings
                        : tspec_endpoint_settings(run->endpoint, passive ? NULL : run->remote);
    tcb->opened = tcb->settings;
    tcb->state = state;
    tcb->passive = passive;
    run->tcb = tcb;
}

void tspec_run_bind(struct tspec_run *run)
{
    bool moves = run->endpoint->config.listener == TSPEC_LISTENER_MOVES;
    struct tspec_tcb *tcb = moves ? run->tcb : free_block(run);
    if (tcb)
        take_over(run, tcb);
}

/* The next connection with the same remote socket must start above what this one has used (3.4.1). */
static void remember(struct tspec_run *run)
{
    if (run->tcb->numbered)
        tspec_iss_remember(run->endpoint, &run->tcb->remote, tspec_tcb_seq(run->tcb, TSPEC_REG_SND_NXT));
}

void tspec_run_reopen(struct tspec_run *run)
{
    const struct tspec_tcb *listener = tspec_endpoint_listener(run->endpoint);
    remember(run);
    run->tcb->settings = listener ? listener->settings : tspec_endpoint_settings(run->endpoint, NULL);
    take_over(run, run->tcb);
}

void tspec_run_delete(struct tspec_run *run)
{
    if (run->tcb == &run->nobody || run->tcb->state != TSPEC_CLOSED) /* only what is closed can go */
        return;
    remember(run);
    run->tcb->used = false;
}

void tspec_run_relisten(struct tspec_run *run)
{
    if (run->tcb == &run->nobody || run->tcb->state != TSPEC_LISTEN)
        return;
    remember(run);
    if (run->tcb->cloned || TSPEC_FAULTY(RELISTEN_GONE)) {
        run->tcb->used = false;
        run->tcb->state = TSPEC_CLOSED;
        return;
    }
    struct tspec_socket remote = run->tcb->remote; /* whom it was bound to last stays visible */
    struct tspec_settings settings = run->tcb->opened;
    begin(run, run->tcb, &remote);
    run->tcb->settings = run->tcb->opened = settings;
    run->tcb->state = TSPEC_LISTEN;
    run->tcb->passive = true;
}

void tspec_run_flush(struct tspec_run *run)
{
    struct tspec_tcb *tcb = run->tcb;
    tspec_send_clear(&tcb->send);
    tspec_receive_clear(&tcb->receive);
    tcb->fin_held = false;
}

void tspec_run_select_iss(struct tspec_run *run)
{
    struct tspec_tcb *tcb = run->tcb;
    tspec_seq iss = tspec_iss_next(run->endpoint, run->now_us, &tcb->remote);
    tcb->registers[TSPEC_REG_ISS] = iss.wire;
    tcb->send_seq = tcb->push_seq = tspec_seq_add(iss, 1);
    tcb->numbered = true;
}
