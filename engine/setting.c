/*
 * What the application sets: for a connection, for those of a listener, for the next active OPEN.
 */
#include "engine/run.h"

struct tspec_settings tspec_endpoint_settings(struct tspec_endpoint *endpoint,
                                              const struct tspec_socket *remote)
{
    for (unsigned i = 0; remote && i < TSPEC_BLOCKS_MAX; i++) {
        struct tspec_wish *wish = &endpoint->wishes[i];
        if (!wish->known || !tspec_socket_equal(&wish->remote, remote))
            continue;
        wish->known = false;
        return wish->settings;
    }
    return (struct tspec_settings){.soft_errors = true,
                                   .keep_alive_idle_us = endpoint->config.keep_alive_idle_us};
}

/* The settings that wait for an OPEN to `remote`; of more sockets than there is room for the oldest are
 * forgotten. */
static struct tspec_settings *wish_for(struct tspec_endpoint *endpoint, const struct tspec_socket *remote)
{
    struct tspec_settings settings = tspec_endpoint_settings(endpoint, remote);
    struct tspec_wish *wish = NULL;
    for (unsigned i = 0; i < TSPEC_BLOCKS_MAX && !wish; i++)
        if (!endpoint->wishes[i].known)
            wish = &endpoint->wishes[i];
    if (!wish) {
        wish = &endpoint->wishes[endpoint->wish_next];
        endpoint->wish_next = (uint8_t)((endpoint->wish_next + 1) % TSPEC_BLOCKS_MAX);
    }
    *wish = (struct tspec_wish){*remote, settings, true};
    return &wish->settings;
}

static void change(struct tspec_settings *settings, unsigned setting, uint32_t value)
{
    switch (setting) {
    case TSPEC_SETTING_NODELAY:
        settings->no_delay = value != 0;
        break;
    case TSPEC_SETTING_KEEPALIVE:
        settings->keep_alive = value != 0;
        break;
    case TSPEC_SETTING_KEEPALIVE_IDLE:
        settings->keep_alive_idle_us = (uint64_t)value * 1000;
        break;
    case TSPEC_SETTING_USER_TIMEOUT:
        settings->user_timeout_us = (uint64_t)value * 1000;
        settings->user_timeout_set = true;
        break;
    case TSPEC_SETTING_TTL:
        settings->ttl = (uint8_t)value;
        break;
    case TSPEC_SETTING_DS:
        settings->ds = (uint8_t)value;
        break;
    case TSPEC_SETTING_SOFT_ERRORS:
        settings->soft_errors = value != 0;
        break;
    default:
        break;
    }
}

uint64_t tspec_run_user_timeout(const struct tspec_run *run)
{
    const struct tspec_endpoint_config *config = &run->endpoint->config;
    if (run->tcb->settings.user_timeout_set && !TSPEC_FAULTY(USER_TIMEOUT_FIXED))
        return run->tcb->settings.user_timeout_us;
    return run->tcb->syn_acked ? config->user_timeout_us : config->syn_timeout_us;
}

void tspec_run_apply_setting(struct tspec_run *run)
{
    struct tspec_tcb *tcb = run->tcb;
    if (TSPEC_FAULTY(SET_FORGOTTEN))
        return;
    bool nobody = tcb == &run->nobody;
    change(nobody ? wish_for(run->endpoint, run->remote) : &tcb->settings, run->call->setting,
           run->call->value);
    if (nobody)
        return;
    uint64_t *due = &tcb->deadline_us[TSPEC_TIMER_USER], timeout = tspec_run_user_timeout(run);
    bool outstanding = tcb->registers[TSPEC_REG_SND_UNA] != tcb->registers[TSPEC_REG_SND_NXT];
    if (run->call->setting == TSPEC_SETTING_USER_TIMEOUT && outstanding)
        *due = timeout ? tcb->user_at_us + timeout : TSPEC_NEVER;
    if (run->call->setting == TSPEC_SETTING_KEEPALIVE)
        tcb->heard_at_us = run->now_us; /* idleness counts from when it is asked for */
}
