/*
 * Settings by lwIP's raw API: fields and options of a pcb (docs/api-mapping.md).
 */
#include "harness/sut/lwip/stack.h"

#include "lwip/ip.h"

/* What lwIP has no word for: R2 is fixed when it is compiled, ICMP errors do not reach TCP, and there is no
 * way to send IP options. */
static bool is_had(unsigned setting)
{
    return setting == TSPEC_SETTING_NODELAY || setting == TSPEC_SETTING_KEEPALIVE ||
           setting == TSPEC_SETTING_KEEPALIVE_IDLE || setting == TSPEC_SETTING_TTL ||
           setting == TSPEC_SETTING_DS;
}

static void change(struct tcp_pcb *pcb, unsigned setting, uint32_t value)
{
    switch (setting) {
    case TSPEC_SETTING_NODELAY:
        if (value)
            tcp_nagle_disable(pcb);
        else
            tcp_nagle_enable(pcb);
        break;
    case TSPEC_SETTING_KEEPALIVE:
        if (value)
            ip_set_option(pcb, SOF_KEEPALIVE);
        else
            ip_reset_option(pcb, SOF_KEEPALIVE);
        break;
    case TSPEC_SETTING_KEEPALIVE_IDLE:
        pcb->keep_idle = value;
        break;
    case TSPEC_SETTING_TTL:
        pcb->ttl = value ? (u8_t)value : TCP_TTL;
        break;
    default:
        pcb->tos = (u8_t)value;
    }
}

void tspec_lwip_settings_apply(const struct tspec_lwip_flow *flow, struct tcp_pcb *pcb)
{
    for (unsigned setting = 0; setting < TSPEC_SETTING_COUNT; setting++)
        if (flow->settings_kept >> setting & 1)
            change(pcb, setting, flow->settings[setting]);
}

uint8_t tspec_lwip_set(struct tspec_lwip_flow *flow, struct tcp_pcb *pcb, const struct tspec_call *call)
{
    if (!is_had(call->setting))
        return TSPEC_RESULT_UNSUPPORTED;
    if (pcb) {
        change(pcb, call->setting, call->value);
    } else {
        flow->settings_kept |= (uint8_t)(1u << call->setting);
        flow->settings[call->setting] = call->value;
    }
    return TSPEC_RESULT_OK;
}

uint8_t tspec_lwip_set_listener(struct tcp_pcb *listener, const struct tspec_call *call)
{
    if (call->setting != TSPEC_SETTING_KEEPALIVE) /* what a connection inherits: SOF_INHERITED */
        return TSPEC_RESULT_UNSUPPORTED;
    change(listener, call->setting, call->value);
    return TSPEC_RESULT_OK;
}
