/* The endpoint behind the interface of a stack, as any user's (docs/own-stack.md). */
#include "endpoint.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TICK_CHOICES = 4 };

uint32_t receive_buffer(const struct tspec_sut *e)
{
    return e->config.receive_buffer_bytes;
}

uint32_t send_buffer(const struct tspec_sut *e)
{
    return e->config.send_buffer_bytes;
}

uint32_t mtu(const struct tspec_sut *e)
{
    return e->config.mtu;
}

void socket_addresses(const struct tspec_sut *e, struct tspec_address *local, struct tspec_address *remote)
{
    bool six = e->config.ip_version == 6;
    *local = *remote = (struct tspec_address){.version = six ? 6 : 4};
    (void)inet_pton(six ? AF_INET6 : AF_INET, six ? TSPEC_LOCAL_IPV6 : TSPEC_LOCAL_IPV4, local->octets);
    (void)inet_pton(six ? AF_INET6 : AF_INET, six ? TSPEC_REMOTE_IPV6 : TSPEC_REMOTE_IPV4, remote->octets);
}

/* The MSS told and whether by the option, the window of the SYN: any. */
static void choose_numbers(struct tspec_sut *e, struct conn *c)
{
    uint32_t usual = e->config.ip_version == 6 ? 1220 : 536, header = e->config.ip_version == 6 ? 60 : 40;
    uint32_t most = mtu(e) - header;
    unsigned open = 3u | (most == usual ? 12u : 0); /* RFC 6691: the MTU's; less where less can be had */
    if (e->config.mss) {
        c->mss_told = e->config.mss < most ? e->config.mss : (uint16_t)most;
    } else {
        switch (choose_of(&e->chooser, MSS_OPTION_MTU, MSS_OPTION_NONE, open)) {
        case MSS_OPTION_MTU:
            c->mss_told = (uint16_t)most;
            break;
        case MSS_OPTION_SMALLER:
            c->mss_told = (uint16_t)between(&e->chooser, 1, most, 1);
            break;
        case MSS_OPTION_536:
            c->mss_told = (uint16_t)usual;
            break;
        default:
            c->mss_told = (uint16_t)usual;
            c->mss_silent = true;
        }
    }
    uint32_t buffer = receive_buffer(e);
    c->syn_window = (uint32_t)between(&e->chooser, !c->passive || chance(&e->chooser, 8) ? 1 : 0, buffer,
                                      chance(&e->chooser, 2) ? 0 : 1);
}

/* A fresh connection; its ISS is above every number used before (3.4.1). */
struct conn *conn_begin(struct tspec_sut *e, unsigned flow, bool passive)
{
    struct conn *c = &e->conn[flow];
    uint32_t iss = e->config.iss_set ? e->config.iss : chance(&e->chooser, UINT32_MAX);
    if (e->highest_known)
        iss = e->highest + 1 + (uint32_t)(e->now / 4) % 1000000 + chance(&e->chooser, 64000);
    *c = (struct conn){
        .flow = (uint8_t)flow, .passive = passive, .iss = iss, .una = iss, .nxt = iss, .end = iss + 1};
    c->ssthresh = UINT32_MAX;
    c->peer_mss = e->config.ip_version == 6 ? 1220 : 536;
    c->rto = (e->reluctant ? 3 : 1) * SECOND;
    c->resend_at = c->give_up_at = c->probe_at = c->override_at = c->ack_at = c->time_wait_at =
        c->reclaim_at = NEVER;
    c->challenges[0] = c->challenges[1] = NEVER;
    choose_numbers(e, c);
    return c;
}

void conn_end(struct tspec_sut *e, struct conn *c)
{
    (void)e;
    c->state = TSPEC_CLOSED;
    c->ghost = c->released = false;
}

void conn_signal(struct tspec_sut *e, const struct conn *c, enum tspec_signal signal)
{
    if (!c->released)
        e->sink.signal(e->sink.context, e->now, c->flow, signal);
}

bool endpoint_reset(struct tspec_sut *e, const struct tspec_sut_config *config)
{
    if (config) {
        if (config->option_count)
            return false;
        e->config = *config;
    }
    static const uint16_t mtus[] = {1500, 576, 576, 296};
    struct tspec_sut_config *k = &e->config;
    chooser_init(&e->chooser, e->reluctant, k->seed);
    e->tick = 0;
    if (!e->reluctant && chance(&e->chooser, 2))
        e->tick = 1000u << chance(&e->chooser, 9);
    if (!k->msl_us)
        k->msl_us = 120 * SECOND;
    if (!k->receive_buffer_bytes)
        k->receive_buffer_bytes = 16384;
    if (k->receive_buffer_bytes > 65535)
        k->receive_buffer_bytes = 65535;
    if (!k->send_buffer_bytes)
        k->send_buffer_bytes = 16384;
    if (k->send_buffer_bytes > 65535)
        k->send_buffer_bytes = 65535;
    if (!k->mtu)
        k->mtu = k->mss ? 1500 : e->reluctant ? 68 : mtus[chance(&e->chooser, 4)];
    if (k->ip_version == 6 && k->mtu < 1280)
        k->mtu = 1280;
    e->now = e->arrivals = 0;
    e->listening = e->kind_known = e->moving = e->highest_known = false;
    for (unsigned f = 0; f < TSPEC_FLOWS; f++)
        e->conn[f] = (struct conn){.flow = (uint8_t)f};
    return true;
}

struct tspec_sut *endpoint_create(const struct tspec_sut_config *config, const struct tspec_sut_sink *sink,
                                  bool reluctant, char *error, size_t error_bytes)
{
    struct tspec_sut *e = calloc(1, sizeof *e);
    if (e) {
        e->sink = *sink;
        e->reluctant = reluctant;
        if (endpoint_reset(e, config))
            return e;
    }
    snprintf(error, error_bytes, e ? "this stack has no options" : "out of memory");
    free(e);
    return NULL;
}

void endpoint_destroy(struct tspec_sut *e)
{
    free(e);
}

void endpoint_profile(const struct tspec_sut *e, struct tspec_profile *p)
{
    tspec_profile_init(p);
    p->capabilities = TSPEC_CAN_ACTIVE_OPEN | TSPEC_CAN_SET_ISN | TSPEC_CAN_CALL_BEFORE_ACCEPT |
                      TSPEC_CAN_CALL_LISTENER | TSPEC_CAN_HALF_CLOSE | TSPEC_CAN_VIRTUAL_TIME |
                      TSPEC_CAN_IPV6;
    p->nagle = e->reluctant;
    p->tick_us = e->tick;
    p->msl_us = e->config.msl_us;
    p->rto_initial_us = (e->reluctant ? 3 : 1) * SECOND;
    p->rto_min_us = SECOND;
    p->rto_max_us = e->reluctant ? 0 : RTO_MOST_SECONDS * SECOND;
    p->delayed_ack_us = SECOND / 2;
    p->user_timeout_us = e->reluctant ? 0 : 100 * SECOND;
    p->syn_timeout_us = e->reluctant ? 0 : 180 * SECOND;
    p->fin_wait_2_us = e->reluctant ? 0 : FIN_WAIT_2_SECONDS * SECOND;
    p->challenge_acks = 2;
    p->challenge_period_us = 5 * SECOND;
    p->receive_buffer_bytes = receive_buffer(e);
    p->send_buffer_bytes = send_buffer(e);
    p->mss = e->config.mss;
    p->mtu = (uint16_t)mtu(e);
    p->ip_version = e->config.ip_version == 6 ? 6 : 4;
    p->initial_window = e->reluctant ? TSPEC_IW_RFC5681 : 0;
}

static uint64_t digest(const uint8_t *octets, size_t bytes)
{
    uint64_t h = bytes;
    for (size_t i = 0; i < bytes; i++)
        h = (h ^ octets[i]) * 0x100000001B3u;
    return h;
}

void endpoint_packet(struct tspec_sut *e, const uint8_t *ip, size_t bytes)
{
    chooser_stir(&e->chooser, digest(ip, bytes < 100 ? bytes : 100) ^ e->now);
    e->arrivals++;
    arrive(e, ip, bytes);
}

void endpoint_call(struct tspec_sut *e, const struct tspec_call *call, struct tspec_call_result *result)
{
    chooser_stir(&e->chooser, (uint64_t)call->kind << 40 ^ (uint64_t)call->flow << 32 ^ call->octets);
    make_call(e, call, result);
}

void endpoint_advance(struct tspec_sut *e, uint64_t until_us)
{
    for (;;) {
        uint64_t at = timers_next(e);
        if (at > until_us)
            break;
        if (at > e->now)
            e->now = at;
        for (unsigned f = 0; f < TSPEC_FLOWS; f++)
            if (timers_due(&e->conn[f]) == at) {
                timers_fire(e, &e->conn[f]);
                break;
            }
    }
    e->now = until_us;
}

const char *endpoint_version(void)
{
    return "1.0.0";
}
