/*
 * The application above lwIP: event.h's calls on the raw API, and lwIP's callbacks as signals.
 * docs/api-mapping.md has the table.
 */
#include "harness/sut/lwip/stack.h"

#include <string.h>
#include "harness/sut/lwip/port.h"
#include "lwip/ip.h"

/* The flows and addresses are the instance's: a callback of lwIP has no other way to them. */
static struct tspec_sut *const sut = &tspec_lwip_instance;

static struct tcp_pcb *find_in(struct tcp_pcb *list, unsigned flow)
{
    for (struct tcp_pcb *pcb = list; pcb; pcb = pcb->next)
        if (pcb->local_port == TSPEC_LOCAL_PORT && pcb->remote_port == TSPEC_REMOTE_PORT + flow &&
            ip_addr_cmp(&pcb->remote_ip, &sut->remote_ip))
            return pcb;
    return NULL;
}

struct tcp_pcb *tspec_lwip_find(unsigned flow)
{
    struct tcp_pcb *pcb = find_in(tcp_active_pcbs, flow);
    return pcb ? pcb : find_in(tcp_tw_pcbs, flow);
}

static struct tcp_pcb *find_listener(void)
{
    for (struct tcp_pcb_listen *pcb = tcp_listen_pcbs.listen_pcbs; pcb; pcb = pcb->next)
        if (pcb->local_port == TSPEC_LOCAL_PORT)
            return (struct tcp_pcb *)pcb;
    return NULL;
}

void tspec_lwip_forget(struct tspec_lwip_flow *flow)
{
    flow->phase = TSPEC_LWIP_NOTHING;
    flow->ended = false;
    flow->unread_at = flow->unread_octets = 0;
}

static void tell(struct tspec_lwip_flow *flow, enum tspec_signal signal)
{
    sut->sink.signal(sut->sink.context, sut->now_us, (unsigned)(flow - sut->flows), signal);
}

static void keep(struct tspec_lwip_flow *flow, const struct pbuf *p)
{
    if (p->tot_len > sizeof flow->unread - flow->unread_octets)
        tspec_lwip_assert_failed("more octets delivered than any window held");
    if (p->tot_len > sizeof flow->unread - flow->unread_octets - flow->unread_at) {
        memmove(flow->unread, &flow->unread[flow->unread_at], flow->unread_octets);
        flow->unread_at = 0;
    }
    pbuf_copy_partial(p, &flow->unread[flow->unread_at + flow->unread_octets], p->tot_len, 0);
    flow->unread_octets += p->tot_len;
}

static err_t on_receive(void *arg, struct tcp_pcb *pcb, struct pbuf *p, err_t err)
{
    struct tspec_lwip_flow *flow = arg;
    (void)pcb, (void)err;
    if (p) {
        keep(flow, p);
        pbuf_free(p);
    } else {
        flow->ended = true;
        tell(flow, TSPEC_SIGNAL_END);
    }
    return ERR_OK;
}

/* The pcb is gone already, or goes on return. */
static void on_error(void *arg, err_t err)
{
    struct tspec_lwip_flow *flow = arg;
    if (err == ERR_RST)
        tell(flow, flow->phase == TSPEC_LWIP_CONNECTING ? TSPEC_SIGNAL_REFUSED : TSPEC_SIGNAL_RESET);
    else if (err == ERR_ABRT)
        tell(flow, TSPEC_SIGNAL_TIMEOUT);
    else if (err != ERR_CLSD) /* CLSD: LAST-ACK was acknowledged, a normal end */
        tell(flow, TSPEC_SIGNAL_RESET);
    tspec_lwip_forget(flow);
}

static void hold(struct tspec_lwip_flow *flow, struct tcp_pcb *pcb, enum tspec_lwip_phase phase)
{
    tspec_lwip_forget(flow);
    flow->phase = (uint8_t)phase;
    tcp_arg(pcb, flow);
    tcp_recv(pcb, on_receive);
    tcp_err(pcb, on_error);
}

static err_t on_accept(void *arg, struct tcp_pcb *pcb, err_t err)
{
    (void)arg;
    if (err != ERR_OK || !pcb)
        return ERR_OK; /* lwIP had no memory for it and reports so */
    unsigned flow = (unsigned)pcb->remote_port - TSPEC_REMOTE_PORT;
    if (flow >= TSPEC_FLOWS || !ip_addr_cmp(&pcb->remote_ip, &sut->remote_ip))
        return ERR_OK; /* no flow of the scenario: lwIP's default application reads and closes */
    hold(&sut->flows[flow], pcb, TSPEC_LWIP_READY);
    tell(&sut->flows[flow], TSPEC_SIGNAL_CONNECTED);
    return ERR_OK;
}

static err_t on_connect(void *arg, struct tcp_pcb *pcb, err_t err)
{
    struct tspec_lwip_flow *flow = arg;
    (void)pcb, (void)err; /* always ERR_OK in every version */
    flow->phase = TSPEC_LWIP_HELD;
    tell(flow, TSPEC_SIGNAL_CONNECTED);
    return ERR_OK;
}

/* A pcb bound to the one local port, or NULL. */
static struct tcp_pcb *open_pcb(void)
{
    struct tcp_pcb *pcb = tcp_new();
    if (!pcb)
        return NULL;
    ip_set_option(pcb, SOF_REUSEADDR);
    if (tcp_bind(pcb, &sut->local_ip, TSPEC_LOCAL_PORT) == ERR_OK)
        return pcb;
    tcp_close(pcb);
    return NULL;
}

static uint8_t open_passive(void)
{
    struct tcp_pcb *pcb = open_pcb();
    struct tcp_pcb *listener = pcb ? tcp_listen_with_backlog(pcb, TCP_DEFAULT_LISTEN_BACKLOG) : NULL;
    if (listener) {
        tcp_arg(listener, NULL);
        tcp_accept(listener, on_accept);
        return TSPEC_RESULT_OK;
    }
    if (pcb)
        tcp_close(pcb);
    return find_listener() ? TSPEC_RESULT_EXISTS : TSPEC_RESULT_NO_RESOURCES;
}

static uint8_t open_active(unsigned flow, unsigned address)
{
    static const char *const many[TSPEC_ADDRESS_COUNT] = {[TSPEC_ADDRESS_ANY] = "0.0.0.0",
                                                          [TSPEC_ADDRESS_BROADCAST] = "255.255.255.255",
                                                          [TSPEC_ADDRESS_MULTICAST] = "224.0.0.1"};
    ip_addr_t remote = sut->remote_ip;
    struct tcp_pcb *pcb = open_pcb();
    if (!pcb)
        return tspec_lwip_find(flow) ? TSPEC_RESULT_EXISTS : TSPEC_RESULT_NO_RESOURCES;
    tspec_lwip_settings_apply(&sut->flows[flow], pcb);
    if (many[address])
        ipaddr_aton(many[address], &remote);
    sut->connecting = true;
    err_t err = tcp_connect(pcb, &remote, (u16_t)(TSPEC_REMOTE_PORT + flow), on_connect);
    sut->connecting = false;
    if (err == ERR_OK) {
        hold(&sut->flows[flow], pcb, TSPEC_LWIP_CONNECTING);
        sut->flows[flow].settings_kept = 0;
        return TSPEC_RESULT_OK;
    }
    tcp_close(pcb);
    return err == ERR_USE || err == ERR_ISCONN ? TSPEC_RESULT_EXISTS : TSPEC_RESULT_NO_RESOURCES;
}

static uint8_t accept_connection(struct tspec_lwip_flow *flow)
{
    if (flow->phase == TSPEC_LWIP_READY) {
        flow->phase = TSPEC_LWIP_HELD;
        return TSPEC_RESULT_OK;
    }
    return find_listener() ? TSPEC_RESULT_WOULD_BLOCK : TSPEC_RESULT_NO_CONN;
}

/* How much lwIP can take: the rest of its buffer, in no more segments than its queue has places. Asking for
 * more would switch Nagle's algorithm off for the next output. */
static uint32_t room(const struct tcp_pcb *pcb)
{
    /* tcp_write makes no segment larger than half the largest window, nor than the MSS. */
    uint32_t half_window = pcb->snd_wnd_max / 2;
    uint32_t segment = half_window && half_window < pcb->mss ? half_window : pcb->mss;
    if (tcp_sndqueuelen(pcb) >= TCP_SND_QUEUELEN)
        return 0;
    uint32_t octets = (uint32_t)(TCP_SND_QUEUELEN - tcp_sndqueuelen(pcb)) * segment;
    return octets < tcp_sndbuf(pcb) ? octets : tcp_sndbuf(pcb);
}

static void send_octets(struct tcp_pcb *pcb, const struct tspec_call *call, struct tspec_call_result *result)
{
    if (pcb->state > CLOSE_WAIT || pcb->state == FIN_WAIT_1 || pcb->state == FIN_WAIT_2) {
        result->result = TSPEC_RESULT_CLOSING;
        return;
    }
    uint32_t octets = room(pcb);
    if (octets > call->octets)
        octets = call->octets;
    const u8_t flags = TCP_WRITE_FLAG_COPY | (call->more ? TCP_WRITE_FLAG_MORE : 0); /* without it: PSH */
    while (octets && tcp_write(pcb, call->data, (u16_t)octets, flags) != ERR_OK)
        octets /= 2; /* as lwIP's own applications do when options or memory leave less */
    if (call->octets && !octets) {
        result->result = TSPEC_RESULT_WOULD_BLOCK;
        return;
    }
    tcp_output(pcb);
    result->octets = octets;
}

static void receive_octets(struct tspec_lwip_flow *flow, struct tcp_pcb *pcb, uint32_t most,
                           struct tspec_call_result *result)
{
    if (!flow->unread_octets) {
        result->result = flow->ended ? TSPEC_RESULT_END : TSPEC_RESULT_WOULD_BLOCK;
        return;
    }
    uint32_t octets = most < flow->unread_octets ? most : flow->unread_octets;
    memcpy(sut->taken, &flow->unread[flow->unread_at], octets);
    flow->unread_at += octets;
    flow->unread_octets -= octets;
    result->octets = octets;
    result->data = sut->taken;
    tcp_recved(pcb, (u16_t)octets);
}

static uint8_t shut_down(struct tcp_pcb *pcb)
{
    if (pcb->state == SYN_SENT)
        return TSPEC_RESULT_UNSUPPORTED; /* tcp_shutdown refuses it, tcp_close would be release */
    err_t err = tcp_shutdown(pcb, 0, 1);
    if (err == ERR_CONN)
        return TSPEC_RESULT_CLOSING;
    return err == ERR_OK ? TSPEC_RESULT_OK : TSPEC_RESULT_NO_RESOURCES;
}

/* As lwIP's own socket layer does it: no callbacks any more, then tcp_close, which resets when octets are
 * unread. */
static uint8_t release(struct tspec_lwip_flow *flow, struct tcp_pcb *pcb)
{
    tcp_recv(pcb, NULL);
    tcp_err(pcb, NULL);
    if (tcp_close(pcb) != ERR_OK) {
        tcp_recv(pcb, on_receive);
        tcp_err(pcb, on_error);
        return TSPEC_RESULT_NO_RESOURCES;
    }
    tspec_lwip_forget(flow);
    flow->phase = TSPEC_LWIP_RELEASED;
    return TSPEC_RESULT_OK;
}

static uint8_t abort_connection(struct tspec_lwip_flow *flow, struct tcp_pcb *pcb)
{
    tcp_err(pcb, NULL);
    tcp_abort(pcb);
    tspec_lwip_forget(flow);
    return TSPEC_RESULT_OK;
}

static void call_connection(const struct tspec_call *call, struct tspec_call_result *result)
{
    struct tspec_lwip_flow *flow = &sut->flows[call->flow];
    struct tcp_pcb *pcb = tspec_lwip_find(call->flow);
    bool held = flow->phase == TSPEC_LWIP_CONNECTING || flow->phase == TSPEC_LWIP_HELD;
    if (held && (!pcb || pcb->callback_arg != flow)) {
        tspec_lwip_forget(flow); /* gone without a word; what is there now is another connection */
        held = false;
    }
    if (!held && call->kind == TSPEC_CALL_SET && !pcb) {
        result->result = tspec_lwip_set(flow, NULL, call);
        return;
    }
    if (!held) {
        result->result = pcb ? TSPEC_RESULT_UNSUPPORTED : TSPEC_RESULT_NO_CONN;
        return;
    }
    switch ((enum tspec_call_kind)call->kind) {
    case TSPEC_CALL_SEND:
        send_octets(pcb, call, result);
        break;
    case TSPEC_CALL_RECEIVE:
        receive_octets(flow, pcb, call->octets, result);
        break;
    case TSPEC_CALL_SHUTDOWN:
        result->result = shut_down(pcb);
        break;
    case TSPEC_CALL_RELEASE:
        result->result = release(flow, pcb);
        break;
    case TSPEC_CALL_ABORT:
        result->result = abort_connection(flow, pcb);
        break;
    case TSPEC_CALL_STATUS:
        result->state = (uint8_t)pcb->state;
        break;
    case TSPEC_CALL_SET:
        result->result = tspec_lwip_set(flow, pcb, call);
        break;
    default:
        result->result = TSPEC_RESULT_UNSUPPORTED;
    }
}

static void call_listener(const struct tspec_call *call, struct tspec_call_result *result)
{
    struct tcp_pcb *listener = find_listener();
    if (call->kind == TSPEC_CALL_OPEN_ACTIVE)
        result->result = TSPEC_RESULT_UNSUPPORTED; /* a listener cannot become active */
    else if (!listener)
        result->result = TSPEC_RESULT_NO_CONN;
    else if (call->kind == TSPEC_CALL_STATUS)
        result->state = TSPEC_LISTEN;
    else if (call->kind == TSPEC_CALL_SET)
        result->result = tspec_lwip_set_listener(listener, call);
    else if (call->kind == TSPEC_CALL_RELEASE)
        result->result = tcp_close(listener) == ERR_OK ? TSPEC_RESULT_OK : TSPEC_RESULT_NO_RESOURCES;
    else
        result->result = TSPEC_RESULT_UNSUPPORTED;
}

void tspec_lwip_call(const struct tspec_call *call, struct tspec_call_result *result)
{
    *result = (struct tspec_call_result){.result = TSPEC_RESULT_OK, .state = TSPEC_STATE_ANY};
    /* Every pcb is bound to the one local address, so that naming it changes nothing; no urgent data. */
    bool odd = call->address > TSPEC_ADDRESS_LOCAL && call->kind != TSPEC_CALL_OPEN_ACTIVE;
    if (call->flow >= TSPEC_FLOWS || call->urgent || odd)
        result->result = TSPEC_RESULT_UNSUPPORTED;
    else if (call->kind == TSPEC_CALL_OPEN_PASSIVE)
        result->result = open_passive();
    else if (call->kind == TSPEC_CALL_ACCEPT)
        result->result = accept_connection(&sut->flows[call->flow]);
    else if (call->on_listener)
        call_listener(call, result);
    else if (call->kind == TSPEC_CALL_OPEN_ACTIVE)
        result->result = open_active(call->flow, call->address);
    else
        call_connection(call, result);
}
