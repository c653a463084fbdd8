#include "harness/sut/engine_profile.h"

#include "harness/sut/engine_options.h"

/* The choices that follow from an option of the rules: which alternative where it is on, and where it is off.
 */
static const struct {
    uint8_t choice;
    const char *option;
    uint8_t on, off;
} switched[] = {
#define SWITCHED(choice, option, on, off)                                                                    \
    {                                                                                                        \
        TSPEC_CHOICE_##choice, option, TSPEC_##choice##_##on, TSPEC_##choice##_##off                         \
    }
    SWITCHED(RST_IN_WINDOW, "rfc5961_rst", CHALLENGE, RESET),
    SWITCHED(RST_STRADDLING, "rfc5961_rst", DROP, RESET),
    SWITCHED(RST_IN_SYN_RECEIVED, "rfc5961_rst", CHALLENGE, RESET),
    SWITCHED(SYN_SYNCHRONIZED, "rfc5961_syn", CHALLENGE, RESET),
    SWITCHED(ACK_TOO_OLD, "rfc5961_ack", DISCARD_ACK, PROCESS),
    SWITCHED(SYN_ACK_AT_IRS, "syn_ack_at_irs", ESTABLISH, ACK),
    SWITCHED(TIME_WAIT_RST, "rfc1337", IGNORE, CLOSE),
    SWITCHED(TIME_WAIT_RESTART, "time_wait_restart", RESTART, KEEP),
    SWITCHED(OUT_OF_ORDER, "hold_out_of_order", QUEUE, DROP),
    SWITCHED(ICMP_HARD, "icmp_hard", ABORT, SOFT),
    SWITCHED(ICMP_SEQ, "icmp_seq", CHECKED, ANY),
    SWITCHED(ABORT_RST, "abort_rst_ack", WITH_ACK, BARE),
    SWITCHED(CLOSE_UNREAD, "half_duplex_close", RESET, NORMAL),
    SWITCHED(AFTER_RELEASE, "half_duplex_close", RESET, NORMAL),
#undef SWITCHED
};

/* The choices that are always made alike. */
static const struct {
    uint8_t choice, alternative;
} fixed[] = {
#define FIXED(choice, alternative)                                                                           \
    {                                                                                                        \
        TSPEC_CHOICE_##choice, TSPEC_##choice##_##alternative                                                \
    }
    FIXED(SYN_AT_IRS, ACK),
    FIXED(SYN_IN_SYN_RECEIVED, LISTEN),
    FIXED(BAD_ACK_IN_SYN_RECEIVED, RESET_STAY),
    FIXED(TIME_WAIT_ACK, SILENCE),
    FIXED(LAST_ACK_PARTIAL, ADVANCE),
    FIXED(UNACCEPTABLE, ACK),
    FIXED(NO_CONTROL_BITS_OUTSIDE, ACK),
    FIXED(ZERO_WINDOW_FIN, REFUSE),
    FIXED(STRADDLE_BOTH_EDGES, DROP),
    FIXED(OUT_OF_ORDER_ACK, NOW),
    FIXED(OUT_OF_ORDER_FIELDS, AT_ONCE),
    FIXED(SYN_DATA, QUEUE),
    FIXED(SYN_FIN, QUEUE),
    FIXED(AFTER_FIN, SILENCE),
    FIXED(ABORT_CLOSING, SILENCE),
    FIXED(CLOSE_SYN_RECEIVED, FIN_NOW),
    FIXED(BAD_OPTION, STOP_PARSING),
    FIXED(REPEATED_MSS, FIRST),
#undef FIXED
};

static void declare(struct tspec_profile *profile, unsigned choice, unsigned alternative)
{
    tspec_profile_declare(profile, (enum tspec_choice)choice, 1u << alternative);
}

/* A SYN in TIME-WAIT: RFC 6191 comes before what is done with any SYN. */
static unsigned time_wait_syn(const struct tspec_endpoint_config *config)
{
    if (tspec_engine_option_on(config, "rfc6191"))
        return TSPEC_TIME_WAIT_SYN_REUSE;
    return tspec_engine_option_on(config, "rfc5961_syn") ? TSPEC_TIME_WAIT_SYN_CHALLENGE
                                                         : TSPEC_TIME_WAIT_SYN_RESET;
}

void tspec_engine_profile(struct tspec_profile *profile, const struct tspec_endpoint_config *config)
{
    tspec_profile_init(profile);
    for (unsigned i = 0; i < sizeof switched / sizeof switched[0]; i++)
        declare(profile, switched[i].choice,
                tspec_engine_option_on(config, switched[i].option) ? switched[i].on : switched[i].off);
    for (unsigned i = 0; i < sizeof fixed / sizeof fixed[0]; i++)
        declare(profile, fixed[i].choice, fixed[i].alternative);
    declare(profile, TSPEC_CHOICE_LISTENER,
            config->listener == TSPEC_LISTENER_MOVES ? TSPEC_LISTENER_MOVING : TSPEC_LISTENER_CLONING);
    declare(profile, TSPEC_CHOICE_TIME_WAIT_SYN, time_wait_syn(config));
    declare(profile, TSPEC_CHOICE_FIN_WAIT_2_TIMEOUT,
            config->fin_wait_2_us ? TSPEC_FIN_WAIT_2_TIMEOUT_AFTER_RELEASE : TSPEC_FIN_WAIT_2_TIMEOUT_NEVER);

    profile->capabilities = TSPEC_CAN_ACTIVE_OPEN | TSPEC_CAN_SET_ISN | TSPEC_CAN_CALL_BEFORE_ACCEPT |
                            TSPEC_CAN_CALL_LISTENER | TSPEC_CAN_HALF_CLOSE | TSPEC_CAN_SHOW_STATE |
                            TSPEC_CAN_SHOW_VARIABLES | TSPEC_CAN_VIRTUAL_TIME | TSPEC_CAN_IP_OPTIONS |
                            TSPEC_CAN_IPV6 | TSPEC_CAN_SET | TSPEC_CAN_PUSH | TSPEC_CAN_ICMP |
                            TSPEC_CAN_ADDRESS;
    if (tspec_engine_option_on(config, "urgent"))
        profile->capabilities |= TSPEC_CAN_URGENT;
    profile->timestamps = tspec_engine_option_on(config, "rfc7323");
    profile->msl_us = config->msl_us;
    profile->rto_initial_us = config->rto.initial_us;
    profile->rto_min_us = config->rto.min_us;
    profile->rto_max_us = config->rto.max_us;
    profile->delayed_ack_us = config->delayed_ack_us;
    profile->nagle = tspec_engine_option_on(config, "nagle");
    profile->gives_up = true;
    profile->initial_window = config->initial_segments ? config->initial_segments : (uint8_t)TSPEC_IW_RFC5681;
    profile->persists =
        tspec_engine_option_on(config, "zero_window_probes") && tspec_engine_option_on(config, "sender_sws");
    profile->override_us = config->override_us;
    profile->r1 = tspec_engine_option_on(config, "soft_errors") ? config->r1 : 0;
    profile->keep_alive_probes = config->keep_alive_probes;
    profile->keep_alive_idle_us = config->keep_alive_idle_us;
    profile->keep_alive_interval_us = config->keep_alive_interval_us;
    profile->user_timeout_us = config->user_timeout_us;
    profile->syn_timeout_us = config->syn_timeout_us;
    profile->fin_wait_2_us = config->fin_wait_2_us;
    profile->receive_buffer_bytes = config->receive_bytes;
    profile->send_buffer_bytes = config->send_bytes;
    profile->mss = config->mss;
    profile->mtu = config->mtu;
    profile->ip_version = config->local.address.version;
}
