#include "tests/engine/storm.h"

#include <string.h>
#include "engine/option.h"

static uint32_t next_random(struct storm *storm)
{
    storm->random ^= storm->random << 13;
    storm->random ^= storm->random >> 7;
    storm->random ^= storm->random << 17;
    return (uint32_t)(storm->random >> 32);
}

static uint32_t below(struct storm *storm, uint32_t bound)
{
    return next_random(storm) % bound;
}

static void digest(struct storm *storm, uint64_t value)
{
    storm->digest = (storm->digest ^ value) * UINT64_C(0x100000001b3);
    storm->digest ^= storm->digest >> 29;
}

void storm_configure(struct storm *storm, const struct tspec_rules *rules, uint64_t seed)
{
    memset(storm, 0, sizeof *storm);
    storm->random = seed * UINT64_C(0x9e3779b97f4a7c15) + 1;
    storm->config = (struct tspec_endpoint_config){
        .local = {.address = {4, {192, 0, 2, 1}}, .port = 8080},
        .rules = rules,
        .options = seed / 2 % 2 ? tspec_rules_default_options(rules) : (1u << rules->option_count) - 1,
        .listener = seed % 2 ? TSPEC_LISTENER_MOVES : TSPEC_LISTENER_CLONES,
        .blocks = STORM_FLOWS + 1,
        .msl_us = 5000000,
        .rto = {.initial_us = 1000000, .min_us = 200000, .max_us = 60000000},
        .delayed_ack_us = 200000,
        .user_timeout_us = 20000000,
        .syn_timeout_us = 20000000,
        .fin_wait_2_us = 10000000,
        .persist_max_us = 4000000,
        .override_us = 200000,
        .keep_alive_idle_us = 3000000,
        .keep_alive_interval_us = 1000000,
        .keep_alive_probes = 3,
        .r1 = 2,
        .initial_segments = 2,
        .receive_bytes = 64,
        .send_bytes = 48,
        .mss = 12,
        .mtu = 100,
        .secret = {seed, 1},
    };
}

void storm_begin(struct storm *storm)
{
    tspec_endpoint_init(&storm->endpoint, &storm->config, storm->memory);
}

/* Promises: the right edge never moves left within a connection (SHLD-14), no segment is larger than the MTU
 * takes, no MSS option without SYN (MUST-65). */
static void look_at(struct storm *storm, const struct tspec_segment *seg)
{
    unsigned flow = seg->destination_port - 40000u;
    uint16_t mss;
    if (seg->payload_bytes > storm->config.mtu - 40u)
        storm->broken++;
    if (!(seg->flags & TSPEC_SYN) && tspec_option_mss(seg, &mss))
        storm->broken++;
    if (flow >= STORM_FLOWS)
        return;
    if (seg->flags & TSPEC_SYN)
        storm->edge_known[flow] = false;
    if (!(seg->flags & TSPEC_ACK) || (seg->flags & TSPEC_RST))
        return;
    uint32_t edge = seg->ack.wire + seg->window;
    if (storm->edge_known[flow] && (int32_t)(edge - storm->right_edge[flow]) < 0)
        storm->broken++;
    storm->right_edge[flow] = edge;
    storm->edge_known[flow] = true;
}

static void collect(struct storm *storm, const struct tspec_effects *effects)
{
    storm->traps += effects->trap != NULL;
    for (unsigned i = 0; i < effects->count; i++) {
        const struct tspec_effect *effect = &effects->items[i];
        digest(storm, effect->kind);
        if (effect->kind == TSPEC_EFFECT_SIGNAL) {
            digest(storm, effect->signal);
            continue;
        }
        if (effect->kind == TSPEC_EFFECT_ADVICE)
            continue;
        const struct tspec_segment *seg = &effect->segment;
        look_at(storm, seg);
        storm->segments++;
        digest(storm, (uint64_t)seg->seq.wire << 32 | seg->ack.wire);
        digest(storm, (uint64_t)seg->flags << 32 | (uint64_t)seg->window << 16 | seg->destination_port);
        for (unsigned k = 0; k < seg->options_bytes; k++)
            digest(storm, seg->options[k]);
        digest(storm, (uint64_t)seg->urgent << 16 | (uint64_t)seg->reserved << 8 | seg->options_bytes);
        for (uint32_t k = 0; k < seg->payload_bytes; k++)
            digest(storm, seg->payload[k]);
    }
}

static struct tspec_socket remote_of(unsigned flow)
{
    return (struct tspec_socket){{4, {192, 0, 2, 2}}, (uint16_t)(40000 + flow)};
}

/* Mostly what the connection waits for, a little beside it now and then. */
static uint32_t near(struct storm *storm, uint32_t value)
{
    static const int32_t off[] = {0, 0, 0, 0, 0, 0, 1, -1, 5, -5, 20, 63, 64, 65, -70000};
    return value + (uint32_t)off[below(storm, sizeof off / sizeof off[0])];
}

/* As a peer has them that knows RFC 7323, or forgets it now and then. */
static void add_options(struct storm *storm, const struct tspec_tcb *tcb, struct tspec_segment *seg)
{
    if (!((seg->flags & TSPEC_SYN) ? below(storm, 4) == 0 : tcb && tcb->stamped && below(storm, 16)))
        return;
    if (seg->flags & TSPEC_SYN)
        tspec_option_add_scale(seg, (uint8_t)below(storm, 3));
    uint32_t recent = tcb ? tcb->registers[TSPEC_REG_TS_RECENT] : 1000;
    uint32_t echo = tcb ? tcb->first_stamp + below(storm, 300) : 0;
    tspec_option_add_stamps(seg, recent + below(storm, 40) - 4, echo);
}

static void icmp(struct storm *storm)
{
    struct tspec_socket remote = remote_of(below(storm, STORM_FLOWS));
    const struct tspec_tcb *tcb = tspec_endpoint_connection(&storm->endpoint, &remote);
    struct tspec_icmp icmp = {.kind = (uint8_t)below(storm, TSPEC_ICMP_COUNT),
                              .mtu = (uint16_t)below(storm, 60),
                              .from = remote.address,
                              .source = storm->config.local.address,
                              .destination = remote.address,
                              .source_port = storm->config.local.port,
                              .destination_port = remote.port,
                              .seq = {tcb ? near(storm, tcb->registers[TSPEC_REG_SND_UNA]) : 0}};
    struct tspec_effects effects;
    tspec_endpoint_icmp(&storm->endpoint, storm->now_us, &icmp, &effects);
    collect(storm, &effects);
}

static void segment(struct storm *storm)
{
    static const uint8_t flags[] = {TSPEC_ACK,
                                    TSPEC_ACK,
                                    TSPEC_ACK,
                                    TSPEC_ACK,
                                    TSPEC_ACK,
                                    TSPEC_ACK | TSPEC_PSH,
                                    TSPEC_ACK | TSPEC_FIN,
                                    TSPEC_ACK | TSPEC_FIN,
                                    TSPEC_SYN,
                                    TSPEC_SYN,
                                    TSPEC_SYN | TSPEC_ACK,
                                    TSPEC_RST,
                                    TSPEC_ACK | TSPEC_URG,
                                    0,
                                    TSPEC_SYN | TSPEC_FIN,
                                    TSPEC_RST | TSPEC_ACK};
    static const uint8_t text[64] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    struct tspec_socket remote = remote_of(below(storm, STORM_FLOWS));
    const struct tspec_tcb *tcb = tspec_endpoint_connection(&storm->endpoint, &remote);
    uint32_t seq = below(storm, 1000), ack = below(storm, 1000);
    if (tcb) {
        seq = near(storm, tcb->registers[TSPEC_REG_RCV_NXT]);
        ack = near(storm,
                   below(storm, 2) ? tcb->registers[TSPEC_REG_SND_NXT] : tcb->registers[TSPEC_REG_SND_UNA]);
    }
    uint8_t bits = flags[below(storm, sizeof flags)];
    if ((bits & TSPEC_RST) && below(storm, 4))
        bits = TSPEC_ACK;
    if (tcb && tcb->state == TSPEC_SYN_SENT && below(storm, 2))
        bits = TSPEC_SYN | TSPEC_ACK;
    struct tspec_segment seg = {.source = remote.address,
                                .destination = storm->config.local.address,
                                .source_port = remote.port,
                                .destination_port = 8080,
                                .seq = {seq},
                                .ack = {ack},
                                .flags = bits,
                                .urgent = (uint16_t)below(storm, 40),
                                .window =
                                    (uint16_t)(below(storm, 4) ? 30 + below(storm, 60) : below(storm, 8)),
                                .payload_bytes = below(storm, 3) ? 0 : below(storm, 64),
                                .payload = text};
    if ((bits & TSPEC_SYN) && below(storm, 2))
        tspec_option_set_mss(&seg, (uint16_t)(5 + below(storm, 40)));
    add_options(storm, tcb, &seg);
    struct tspec_effects effects;
    tspec_endpoint_segment(&storm->endpoint, storm->now_us, &seg, &effects);
    collect(storm, &effects);
}

static void call(struct storm *storm)
{
    static const uint8_t kinds[] = {TSPEC_CALL_OPEN_PASSIVE, TSPEC_CALL_OPEN_ACTIVE, TSPEC_CALL_SEND,
                                    TSPEC_CALL_SEND,         TSPEC_CALL_SEND,        TSPEC_CALL_RECEIVE,
                                    TSPEC_CALL_RECEIVE,      TSPEC_CALL_RECEIVE,     TSPEC_CALL_SHUTDOWN,
                                    TSPEC_CALL_RELEASE,      TSPEC_CALL_ABORT,       TSPEC_CALL_STATUS,
                                    TSPEC_CALL_ACCEPT,       TSPEC_CALL_SET};
    static const uint8_t text[64] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    struct tspec_socket remote = remote_of(below(storm, STORM_FLOWS));
    struct tspec_call made = {.kind = kinds[below(storm, sizeof kinds)],
                              .on_listener = below(storm, 16) == 0,
                              .urgent = below(storm, 4) == 0,
                              .more = below(storm, 4) == 0,
                              .setting = (uint8_t)below(storm, TSPEC_SETTING_COUNT),
                              .value = below(storm, 2) * below(storm, 9000),
                              .address = (uint8_t)(below(storm, 4) ? 0 : below(storm, TSPEC_ADDRESS_COUNT)),
                              .octets = below(storm, 64),
                              .data = text};
    if ((made.kind == TSPEC_CALL_ABORT || made.kind == TSPEC_CALL_RELEASE) && below(storm, 3))
        made.kind = TSPEC_CALL_RECEIVE;
    struct tspec_call_result result;
    struct tspec_effects effects;
    tspec_endpoint_call(&storm->endpoint, storm->now_us, &remote, &made, &result, &effects);
    digest(storm, (uint64_t)result.result << 32 | result.octets);
    digest(storm, (uint64_t)result.state << 32 | result.urgent_octets);
    for (uint32_t i = 0; result.data && i < result.octets; i++)
        digest(storm, result.data[i]);
    collect(storm, &effects);
}

static void advance(struct storm *storm)
{
    uint64_t until = storm->now_us + (below(storm, 8) ? below(storm, 300000) : below(storm, 12000000));
    struct tspec_effects effects;
    uint64_t due;
    for (unsigned i = 0; i < 1000 && (due = tspec_endpoint_deadline(&storm->endpoint)) <= until; i++) {
        if (due > storm->now_us)
            storm->now_us = due;
        tspec_endpoint_expire(&storm->endpoint, storm->now_us, &effects);
        digest(storm, due);
        collect(storm, &effects);
    }
    storm->now_us = until;
}

void storm_blow(struct storm *storm, unsigned events)
{
    for (unsigned i = 0; i < events; i++) {
        unsigned kind = below(storm, 8);
        if (kind == 0 && below(storm, 8) == 0)
            icmp(storm);
        else if (kind < 5)
            segment(storm);
        else if (kind < 7)
            call(storm);
        else
            advance(storm);
    }
}
