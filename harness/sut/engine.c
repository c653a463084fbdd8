/*
 * Our own engine as a stack under test.
 */
#include "harness/sut/engine.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "engine/endpoint.h"
#include "engine/fault.h"
#include "engine/icmp.h"
#include "engine/wire.h"
#include "harness/sut/classes.h"
#include "harness/sut/engine_options.h"
#include "harness/sut/engine_profile.h"
#include "harness/sut/engine_state.h"

enum { ERROR_BYTES = 512 };

struct tspec_sut {
    struct tspec_sut_sink sink;
    struct tspec_endpoint_config config;
    struct tspec_profile profile; /* under `config` */
    struct tspec_endpoint endpoint;
    struct tspec_effects effects;
    struct tspec_socket remotes[TSPEC_FLOWS];
    uint64_t now_us;
    uint8_t *memory; /* the endpoint's buffers, memory_bytes of it */
    size_t memory_bytes;
    uint8_t packet[TSPEC_PACKET_MAX];
};

static const struct tspec_rules *rules_in_use = &tspec_tcp_rules;

void tspec_sut_engine_use(const struct tspec_rules *rules)
{
    rules_in_use = rules ? rules : &tspec_tcp_rules;
}

static uint64_t *acted_in_use;

void tspec_sut_engine_watch(uint64_t *acted)
{
    acted_in_use = acted;
}

static struct tspec_engine_damage damage_in_use;

bool tspec_sut_engine_damage(const struct tspec_engine_damage *damage)
{
    damage_in_use = damage ? *damage : (struct tspec_engine_damage){0};
#ifdef TSPEC_FAULTS
    tspec_engine_fault_set((enum tspec_fault)damage_in_use.fault);
    return true;
#else
    return damage_in_use.fault == TSPEC_FAULT_NONE;
#endif
}

unsigned tspec_sut_engine_faults(void)
{
#ifdef TSPEC_FAULTS
    return TSPEC_FAULT_COUNT - 1;
#else
    return 0;
#endif
}

const char *tspec_sut_engine_fault_name(unsigned fault)
{
#ifdef TSPEC_FAULTS
    return tspec_engine_fault_name(fault);
#else
    (void)fault;
    return "?";
#endif
}

const char *tspec_sut_engine_fault_text(unsigned fault)
{
#ifdef TSPEC_FAULTS
    return tspec_engine_fault_text(fault);
#else
    (void)fault;
    return "?";
#endif
}

static const char *engine_version(void)
{
    return "0.1.0";
}

/* A fresh endpoint at time 0 under sut->config. */
static bool start(struct tspec_sut *sut)
{
    size_t bytes = tspec_endpoint_memory(&sut->config);
    if (bytes > sut->memory_bytes) {
        uint8_t *memory = realloc(sut->memory, bytes);
        if (!memory)
            return false;
        sut->memory = memory;
        sut->memory_bytes = bytes;
    }
    tspec_endpoint_init(&sut->endpoint, &sut->config, sut->memory);
    sut->now_us = 0;
    return true;
}

/* Whether two configurations have the same profile: all but where sequence numbers begin counts. Both are as
 * tspec_engine_configure fills them in, unused octets included. */
static bool same_profile(const struct tspec_endpoint_config *a, struct tspec_endpoint_config b)
{
    memcpy(b.secret, a->secret, sizeof b.secret);
    b.iss_set = a->iss_set;
    b.iss = a->iss;
    b.acted = a->acted;
    return memcmp(a, &b, sizeof b) == 0;
}

static void name_remotes(struct tspec_sut *sut)
{
    const struct tspec_address address =
        tspec_engine_address(sut->config.local.address.version, TSPEC_REMOTE_IPV4, TSPEC_REMOTE_IPV6);
    for (unsigned flow = 0; flow < TSPEC_FLOWS; flow++)
        sut->remotes[flow] = (struct tspec_socket){address, (uint16_t)(TSPEC_REMOTE_PORT + flow)};
}

/* From now on this configuration. Describing it costs more than starting the endpoint, and most scenarios of
 * a campaign have the one before. */
static void take(struct tspec_sut *sut, const struct tspec_endpoint_config *config)
{
    if (!same_profile(&sut->config, *config))
        tspec_engine_profile(&sut->profile, config);
    sut->config = *config;
    if (sut->remotes[0].address.version != config->local.address.version)
        name_remotes(sut);
    sut->config.acted = acted_in_use;
}

static void engine_destroy(struct tspec_sut *sut)
{
    if (!sut)
        return;
    free(sut->memory);
    free(sut);
}

static struct tspec_sut *engine_create(const struct tspec_sut_config *config,
                                       const struct tspec_sut_sink *sink, char *error, size_t error_bytes)
{
    struct tspec_endpoint_config parsed;
    if (!tspec_engine_configure(&parsed, config, rules_in_use, error, error_bytes))
        return NULL;
    struct tspec_sut *sut = calloc(1, sizeof *sut);
    if (sut) {
        sut->sink = *sink;
        take(sut, &parsed);
    }
    if (!sut || !start(sut)) {
        engine_destroy(sut);
        snprintf(error, error_bytes, "not enough memory for the engine");
        return NULL;
    }
    return sut;
}

static bool engine_reset(struct tspec_sut *sut, const struct tspec_sut_config *config)
{
    char error[ERROR_BYTES];
    struct tspec_endpoint_config parsed;
    if (config) {
        if (!tspec_engine_configure(&parsed, config, rules_in_use, error, sizeof error))
            return false;
        take(sut, &parsed);
    }
    return start(sut);
}

static void engine_describe(const struct tspec_sut *sut, struct tspec_profile *profile)
{
    *profile = sut->profile;
    if (damage_in_use.black_box)
        profile->capabilities &= ~(uint32_t)(TSPEC_CAN_SHOW_STATE | TSPEC_CAN_SHOW_VARIABLES |
                                             TSPEC_CAN_CALL_BEFORE_ACCEPT | TSPEC_CAN_CALL_LISTENER);
}

/* Hands the effects of an event to the harness, in order. */
static void hand_out(struct tspec_sut *sut)
{
    for (unsigned i = 0; i < sut->effects.count; i++) {
        const struct tspec_effect *effect = &sut->effects.items[i];
        if (effect->kind == TSPEC_EFFECT_SIGNAL) {
            unsigned flow = (unsigned)effect->remote->port - TSPEC_REMOTE_PORT;
            if (flow < TSPEC_FLOWS)
                sut->sink.signal(sut->sink.context, sut->now_us, flow, (enum tspec_signal)effect->signal);
            continue;
        }
        if (effect->kind == TSPEC_EFFECT_ADVICE)
            continue; /* there is one route */
        size_t bytes = tspec_wire_encode(&effect->segment, sut->packet, sizeof sut->packet);
        if (bytes)
            sut->sink.packet(sut->sink.context, sut->now_us, sut->packet, bytes);
    }
    if (sut->effects.trap && !damage_in_use.muffled)
        sut->sink.fault(sut->sink.context, sut->now_us, sut->effects.trap);
}

static void expire(struct tspec_sut *sut, uint64_t until_us)
{
    uint64_t due;
    while ((due = tspec_endpoint_deadline(&sut->endpoint)) <= until_us) {
        if (due > sut->now_us)
            sut->now_us = due;
        tspec_endpoint_expire(&sut->endpoint, sut->now_us, &sut->effects);
        hand_out(sut);
    }
}

/* What comes of an event. Without TIME-WAIT its timer has no time to wait for. */
static void carry_out(struct tspec_sut *sut)
{
    hand_out(sut);
    if (sut->config.forgets)
        expire(sut, sut->now_us);
}

static void engine_packet(struct tspec_sut *sut, const uint8_t *ip, size_t bytes)
{
    struct tspec_segment segment;
    struct tspec_icmp icmp;
    enum tspec_wire_status status = tspec_wire_decode(ip, bytes, &segment);
    if (status == TSPEC_WIRE_NOT_TCP && (sut->profile.capabilities & TSPEC_CAN_ICMP) &&
        tspec_icmp_decode(ip, bytes, &icmp)) {
        tspec_endpoint_icmp(&sut->endpoint, sut->now_us, &icmp, &sut->effects);
        carry_out(sut);
        return;
    }
    bool sound =
        status == TSPEC_WIRE_OK || (status == TSPEC_WIRE_CHECKSUM && TSPEC_FAULTY(CHECKSUM_UNCHECKED));
    if (!sound)
        return; /* MUST-3; AMB-31 */
    tspec_endpoint_segment(&sut->endpoint, sut->now_us, &segment, &sut->effects);
    carry_out(sut);
}

/* What the endpoint does not know, or does not under its options. */
static bool is_foreign(const struct tspec_sut *sut, const struct tspec_call *call)
{
    uint32_t can = sut->profile.capabilities;
    bool set = call->kind == TSPEC_CALL_SET;
    return (set && (!(can & TSPEC_CAN_SET) || call->setting == TSPEC_SETTING_SOURCE_ROUTE)) ||
           (call->urgent && !(can & TSPEC_CAN_URGENT)) ||
           ((call->push || call->more) && !(can & TSPEC_CAN_PUSH)) ||
           (call->address != TSPEC_ADDRESS_FLOW && !(can & TSPEC_CAN_ADDRESS));
}

static void engine_call(struct tspec_sut *sut, const struct tspec_call *call,
                        struct tspec_call_result *result)
{
    if (is_foreign(sut, call)) {
        *result = (struct tspec_call_result){.result = TSPEC_RESULT_UNSUPPORTED, .state = TSPEC_STATE_ANY};
        return;
    }
    tspec_endpoint_call(&sut->endpoint, sut->now_us, &sut->remotes[call->flow % TSPEC_FLOWS], call, result,
                        &sut->effects);
    carry_out(sut);
}

static void engine_advance(struct tspec_sut *sut, uint64_t until_us)
{
    expire(sut, until_us);
    if (until_us > sut->now_us)
        sut->now_us = until_us;
}

static uint64_t engine_next(const struct tspec_sut *sut)
{
    return tspec_endpoint_deadline(&sut->endpoint);
}

static bool engine_view(const struct tspec_sut *sut, unsigned flow, struct tspec_view *view)
{
    if (damage_in_use.black_box)
        return false;
    const struct tspec_socket *remote = &sut->remotes[flow % TSPEC_FLOWS];
    const struct tspec_tcb *tcb = tspec_endpoint_connection(&sut->endpoint, remote);
    memset(view, 0, sizeof *view);
    view->valid = TSPEC_VIEW_STATE;
    view->state = TSPEC_CLOSED; /* a block that moved from LISTEN to this flow and back is nobody's */
    if (!tcb)
        return true;
    const uint32_t *registers = tcb->registers;
    view->valid |= TSPEC_VIEW_SND | TSPEC_VIEW_RTO;
    if (tcb->state != TSPEC_SYN_SENT)
        view->valid |= TSPEC_VIEW_RCV;
    if (tcb->state != TSPEC_SYN_SENT && tcb->state != TSPEC_SYN_RECEIVED)
        view->valid |= TSPEC_VIEW_SND_WL;
    view->state = tcb->state;
    view->iss.wire = registers[TSPEC_REG_ISS];
    view->snd_una.wire = registers[TSPEC_REG_SND_UNA];
    view->snd_nxt.wire = registers[TSPEC_REG_SND_NXT];
    view->snd_wl1.wire = registers[TSPEC_REG_SND_WL1];
    view->snd_wl2.wire = registers[TSPEC_REG_SND_WL2];
    view->irs.wire = registers[TSPEC_REG_IRS];
    view->rcv_nxt.wire = registers[TSPEC_REG_RCV_NXT];
    view->snd_wnd = registers[TSPEC_REG_SND_WND];
    view->rcv_wnd = registers[TSPEC_REG_RCV_WND];
    view->rto_us = tcb->rto.rto_us;
    view->valid |= TSPEC_VIEW_TIMERS | TSPEC_VIEW_MAX_WND | TSPEC_VIEW_UP;
    view->rcv_up.wire = registers[TSPEC_REG_RCV_UP];
    view->max_snd_wnd = registers[TSPEC_REG_MAX_SND_WND];
    view->retransmission_at_us = tcb->deadline_us[TSPEC_TIMER_RETRANSMISSION];
    view->user_at_us = tcb->deadline_us[TSPEC_TIMER_USER];
    view->time_wait_at_us = tcb->deadline_us[TSPEC_TIMER_TIME_WAIT];
    view->delayed_ack_at_us = tcb->deadline_us[TSPEC_TIMER_DELAYED_ACK];
    view->fin_wait_2_at_us = tcb->deadline_us[TSPEC_TIMER_FIN_WAIT_2];
    return true;
}

static size_t engine_state_bytes(const struct tspec_sut *sut)
{
    return sizeof sut->now_us + tspec_engine_state_bytes(&sut->config);
}

static size_t engine_save(const struct tspec_sut *sut, uint8_t *out)
{
    memcpy(out, &sut->now_us, sizeof sut->now_us);
    return sizeof sut->now_us + tspec_engine_state_save(&sut->endpoint, out + sizeof sut->now_us);
}

static void engine_restore(struct tspec_sut *sut, const uint8_t *from)
{
    memcpy(&sut->now_us, from, sizeof sut->now_us);
    tspec_engine_state_restore(&sut->endpoint, from + sizeof sut->now_us);
}

static size_t engine_image(const struct tspec_sut *sut, uint8_t *out)
{
    return tspec_engine_state_image(&sut->endpoint, sut->now_us, out);
}

const struct tspec_sut_class tspec_sut_engine = {
    .name = "engine",
    .summary = "our own endpoint, run from the rules of specs/tcp.tspec",
    .version = engine_version,
    .create = engine_create,
    .destroy = engine_destroy,
    .reset = engine_reset,
    .profile = engine_describe,
    .packet = engine_packet,
    .call = engine_call,
    .advance = engine_advance,
    .view = engine_view,
    .next_us = engine_next,
    .state_bytes = engine_state_bytes,
    .save = engine_save,
    .restore = engine_restore,
    .image = engine_image,
};
