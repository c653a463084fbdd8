/* In place of the odd segment: an ICMP message, or a setting that changes. */
#include "harness/campaign/sweep_axes.h"

/* --- ICMP --- */

/* What is quoted: the oldest in flight, or the next to come; and what was never sent (RFC 5927 has a stack
 * look at that, RFC 9293 does not ask for it). */
static const struct {
    const char *name;
    uint8_t base;
    int32_t delta;
} quotes[] = {{"una", TSPEC_SYMBOL_SND_UNA, 0}, {"nxt+100000", TSPEC_SYMBOL_SND_NXT, 100000}};

static const uint16_t mtus[] = {0, 68, 576, 1280, 1500};

enum { MESSAGES = TSPEC_ICMP_COUNT - 1 + TSPEC_COUNT(mtus) };

static void apply_icmp(struct tspec_sweep_building *b, unsigned value)
{
    unsigned quote = value % TSPEC_COUNT(quotes), message = value / TSPEC_COUNT(quotes);
    tspec_event_init(&b->odd, TSPEC_EVENT_ICMP);
    b->odd.seq = tspec_operand_of((enum tspec_symbol)quotes[quote].base, quotes[quote].delta);
    b->odd.icmp = (uint8_t)message;
    if (message >= TSPEC_ICMP_COUNT) {
        b->odd.icmp = TSPEC_ICMP_FRAGMENTATION_NEEDED;
        b->odd.mtu = mtus[message - TSPEC_ICMP_COUNT + 1];
    }
    tspec_sweep_say(b, "%s(%u)-%s", tspec_icmp_name(b->odd.icmp), b->odd.mtu, quotes[quote].name);
}

const struct tspec_sweep_axis tspec_axis_icmp = {.always = MESSAGES * TSPEC_COUNT(quotes),
                                                 .apply = apply_icmp};

/* --- settings --- */

/* The plainest values that differ from what a stack has by itself. */
static const uint32_t values[TSPEC_SETTING_COUNT] = {
    [TSPEC_SETTING_NODELAY] = 1,
    [TSPEC_SETTING_KEEPALIVE] = 1,
    [TSPEC_SETTING_KEEPALIVE_IDLE] = 1000,
    [TSPEC_SETTING_USER_TIMEOUT] = 1000,
    [TSPEC_SETTING_TTL] = 5,
    [TSPEC_SETTING_DS] = 0xb8,
    [TSPEC_SETTING_SOFT_ERRORS] = 1,
    [TSPEC_SETTING_SOURCE_ROUTE] = 1,
};

static void apply_setting(struct tspec_sweep_building *b, unsigned value)
{
    tspec_event_init(&b->odd, TSPEC_EVENT_CALL);
    b->odd.call = TSPEC_CALL_SET;
    b->odd.setting = (uint8_t)(value / 2);
    b->odd.value = values[value / 2];
    b->odd.on_listener = value % 2;
    tspec_sweep_say(b, "%sset(%s)", value % 2 ? "listener." : "", tspec_setting_name(value / 2));
}

const struct tspec_sweep_axis tspec_axis_setting = {.always = 2 * TSPEC_SETTING_COUNT,
                                                    .apply = apply_setting};
