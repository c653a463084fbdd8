/*
 * lwIP as a system under test: compiled in, on a virtual clock, its variables put back between scenarios.
 * docs/stacks/lwip.md describes it.
 */
#include "harness/sut/classes.h"
#include "harness/sut/lwip/memory.h"
#include "harness/sut/lwip/port.h"
#include "harness/sut/lwip/stack.h"

#include <stdio.h>
#include <string.h>
#include "lwip/init.h"
#include "lwip/ip.h"

enum {
    TICK_US = TCP_TMR_INTERVAL * 1000,
    MTU = 1500,
    LEAST_MTU = 68 /* RFC 791 */,
    DEFAULT_MSS = 536,
    DEFAULT_MSL_MS = 60000
};

#ifdef TSPEC_LWIP_SIZES_VARY
int tspec_lwip_mss_below, tspec_lwip_wnd_below, tspec_lwip_snd_below;
/* What lwipopts.h takes them from. */
enum { MSS_CEILING = 1460, WND_CEILING = 4 * MSS_CEILING, SND_CEILING = 2 * MSS_CEILING };
#endif
#ifdef TSPEC_LWIP_MSL_VARIES
uint32_t tspec_lwip_msl_ms = DEFAULT_MSL_MS;
#endif

struct tspec_sut tspec_lwip_instance;
static bool in_use, image_taken;

/* --- what lwIP calls --- */

uint32_t tspec_lwip_now(void)
{
    return (uint32_t)(tspec_lwip_instance.now_us / 1000);
}

void tspec_lwip_assert_failed(const char *text)
{
    struct tspec_sut *sut = &tspec_lwip_instance;
    char line[160];
    size_t length = strcspn(text, "\n"); /* some of lwIP's texts end in a newline */
    snprintf(line, sizeof line, "%.*s", (int)(length < sizeof line ? length : sizeof line - 1), text);
    sut->faulted = true;
    if (in_use) /* not yet while lwIP starts: create says so */
        sut->sink.fault(sut->sink.context, sut->now_us, line);
    longjmp(sut->boundary, 1);
}

/* 32 bits of the seed (splitmix64's finish). */
static uint32_t iss_from_seed(uint64_t seed)
{
    seed += 0x9E3779B97F4A7C15u;
    seed = (seed ^ seed >> 30) * 0xBF58476D1CE4E5B9u;
    seed = (seed ^ seed >> 27) * 0x94D049BB133111EBu;
    return (uint32_t)(seed >> 32);
}

/* RFC 9293, 3.4.1: a clock of 4 us, and a step for each connection, more than one can send without time
 * passing. lwIP's active open puts the number before the one it is given on its SYN. */
uint32_t tspec_lwip_next_iss(void)
{
    struct tspec_sut *sut = &tspec_lwip_instance;
    if (sut->opened == 0)
        sut->first_iss_us = sut->now_us;
    uint32_t first = sut->config.iss_set ? sut->config.iss : iss_from_seed(sut->config.seed);
    return first + (uint32_t)((sut->now_us - sut->first_iss_us) / 4) + (sut->opened++ << 18) +
           sut->connecting;
}

static err_t on_output(struct netif *netif, struct pbuf *p, const ip4_addr_t *next_hop)
{
    struct tspec_sut *sut = &tspec_lwip_instance;
    const uint8_t *octets = p->payload;
    (void)netif, (void)next_hop;
    if (p->next) {
        pbuf_copy_partial(p, sut->packet, p->tot_len, 0);
        octets = sut->packet;
    }
    sut->sink.packet(sut->sink.context, sut->now_us, octets, p->tot_len);
    return ERR_OK;
}

static err_t init_netif(struct netif *netif)
{
    netif->name[0] = 't';
    netif->name[1] = 's';
    netif->output = on_output;
    netif->mtu = MTU;
    return ERR_OK;
}

/* --- config: lwIP takes the nearest it can have, and the profile says what that is --- */

static uint32_t nearest(uint32_t asked, uint32_t by_default, uint32_t least, uint32_t most)
{
    uint32_t value = asked ? asked : by_default;
    return value < least ? least : value > most ? most : value;
}

static void set_sizes(const struct tspec_sut_config *config)
{
#ifdef TSPEC_LWIP_SIZES_VARY
    /* Below these lwIP's own compile-time checks call a configuration wrong. */
    uint32_t mss = nearest(config->mss, DEFAULT_MSS, DEFAULT_MSS, MSS_CEILING);
    uint32_t window = nearest(config->receive_buffer_bytes, 4 * mss, mss, TSPEC_LWIP_WINDOW_MAX);
    uint32_t send = nearest(config->send_buffer_bytes, 2 * mss, 2 * mss, TSPEC_LWIP_WINDOW_MAX);
    tspec_lwip_mss_below = MSS_CEILING - (int)mss;
    tspec_lwip_wnd_below = WND_CEILING - (int)window;
    tspec_lwip_snd_below = SND_CEILING - (int)send;
#else
    (void)config;
#endif
}

static void set_msl(const struct tspec_sut_config *config)
{
#ifdef TSPEC_LWIP_MSL_VARIES
    /* 2 MSL is counted in slow ticks and rounded down, so that MSL has to be a multiple of half a tick. */
    uint64_t grain_us = (uint64_t)TCP_SLOW_INTERVAL * 1000 / 2;
    uint64_t asked_us = config->msl_us ? config->msl_us : (uint64_t)DEFAULT_MSL_MS * 1000;
    uint64_t most_us = (uint64_t)UINT32_MAX / 4 * 1000;
    uint64_t msl_us = ((asked_us < most_us ? asked_us : most_us) + grain_us - 1) / grain_us * grain_us;
    tspec_lwip_msl_ms = (uint32_t)(msl_us / 1000);
#else
    (void)config;
#endif
}

static void configure(const struct tspec_sut_config *config)
{
    set_sizes(config);
    set_msl(config);
    tspec_lwip_instance.config = *config;
}

/* --- life --- */

/* Starts lwIP once in a process and remembers how it is then. */
static bool start(struct tspec_sut *sut)
{
    ip_addr_t mask, gateway;
    if (setjmp(sut->boundary))
        return false;
    ipaddr_aton(TSPEC_LOCAL_IPV4, &sut->local_ip);
    ipaddr_aton(TSPEC_REMOTE_IPV4, &sut->remote_ip);
    ipaddr_aton("255.255.255.0", &mask);
    ipaddr_aton("0.0.0.0", &gateway);
    lwip_init();
    if (!netif_add(&sut->netif, &sut->local_ip, &mask, &gateway, NULL, init_netif, ip_input))
        return false;
    netif_set_default(&sut->netif);
    netif_set_link_up(&sut->netif);
    netif_set_up(&sut->netif);
    sut->fresh_netif = sut->netif;
    return tspec_lwip_arena_take() && tspec_lwip_image_take();
}

static void freshen(struct tspec_sut *sut)
{
    tspec_lwip_arena_restore();
    tspec_lwip_image_restore();
    sut->netif = sut->fresh_netif;
    sut->netif.mtu = (u16_t)nearest(sut->config.mtu, MTU, LEAST_MTU, UINT16_MAX);
    for (unsigned i = 0; i < TSPEC_FLOWS; i++) {
        tspec_lwip_forget(&sut->flows[i]);
        sut->flows[i].settings_kept = 0;
    }
    sut->now_us = 0;
    sut->next_tick_us = TICK_US;
    sut->opened = 0;
    sut->connecting = sut->faulted = false;
}

static struct tspec_sut *create(const struct tspec_sut_config *config, const struct tspec_sut_sink *sink,
                                char *error, size_t error_bytes)
{
    struct tspec_sut *sut = &tspec_lwip_instance;
    if (config->option_count) {
        snprintf(error, error_bytes, "lwip: unknown option '%s'; this stack has none", config->options[0]);
        return NULL;
    }
    const char *why = in_use                        ? "a process holds one instance, and there is one already"
                      : !image_taken && !start(sut) ? "cannot start: an assertion failed, or no memory"
                                                    : NULL;
    if (why) {
        snprintf(error, error_bytes, "lwip: %s", why);
        return NULL;
    }
    sut->sink = *sink;
    configure(config);
    image_taken = true;
    freshen(sut);
    in_use = true;
    return sut;
}

static void destroy(struct tspec_sut *sut)
{
    if (sut)
        in_use = false;
}

static bool reset(struct tspec_sut *sut, const struct tspec_sut_config *config)
{
    if (config && (config->option_count || config->ip_version == 6))
        return false;
    if (config)
        configure(config);
    freshen(sut);
    return true;
}

static void packet(struct tspec_sut *sut, const uint8_t *ip, size_t bytes)
{
    if (sut->faulted || bytes > UINT16_MAX)
        return;
    if (setjmp(sut->boundary))
        return;
    struct pbuf *p = pbuf_alloc(PBUF_RAW, (u16_t)bytes, PBUF_RAM);
    if (!p)
        return;
    pbuf_take(p, ip, (u16_t)bytes);
    if (sut->netif.input(p, &sut->netif) != ERR_OK)
        pbuf_free(p);
}

static void call(struct tspec_sut *sut, const struct tspec_call *call, struct tspec_call_result *result)
{
    struct tspec_call_result nothing = {.result = TSPEC_RESULT_UNSUPPORTED, .state = TSPEC_STATE_ANY};
    *result = nothing;
    if (sut->faulted)
        return;
    if (setjmp(sut->boundary)) {
        *result = nothing; /* what the call had written before the assertion */
        return;
    }
    tspec_lwip_call(call, result);
}

static void advance(struct tspec_sut *sut, uint64_t until_us)
{
    if (sut->faulted)
        return;
    if (setjmp(sut->boundary))
        return;
    for (; sut->next_tick_us <= until_us; sut->next_tick_us += TICK_US) {
        sut->now_us = sut->next_tick_us;
        tcp_tmr();
    }
    sut->now_us = until_us;
}

static uint64_t next(const struct tspec_sut *sut)
{
    return sut->next_tick_us;
}

_Static_assert((int)TSPEC_CLOSED == (int)CLOSED && (int)TSPEC_SYN_RECEIVED == (int)SYN_RCVD &&
                   (int)TSPEC_FIN_WAIT_2 == (int)FIN_WAIT_2 && (int)TSPEC_CLOSE_WAIT == (int)CLOSE_WAIT &&
                   (int)TSPEC_TIME_WAIT == (int)TIME_WAIT,
               "lwIP numbers the states as event.h does");

static bool view(const struct tspec_sut *sut, unsigned flow, struct tspec_view *view)
{
    if (sut->faulted)
        return false;
    const struct tcp_pcb *pcb = tspec_lwip_find(flow);
    view->valid = TSPEC_VIEW_STATE;
    view->state = pcb ? (uint8_t)pcb->state : TSPEC_CLOSED;
    return true;
}

extern const char tspec_lwip_waivers[]; /* waivers.json */

static const char *version(void)
{
    return LWIP_VERSION_STRING;
}

const struct tspec_sut_class tspec_sut_lwip = {
    .name = "lwip",
    .summary = "lwIP's TCP by its raw API, compiled in, virtual time",
    .version = version,
    .waivers = tspec_lwip_waivers,
    .create = create,
    .destroy = destroy,
    .reset = reset,
    .profile = tspec_lwip_profile,
    .packet = packet,
    .call = call,
    .advance = advance,
    .view = view,
    .next_us = next,
};
