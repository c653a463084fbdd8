/*
 * What lwIP does by design where RFC 9293 leaves a choice, read from its sources (tcp.c, tcp_in.c,
 * tcp_out.c).
 *
 * Only what the RFC permits is declared. Where lwIP takes none of the permitted alternatives, or one by
 * chance, the choice stays open, so that the judge finds it. docs/stacks/lwip.md gives the reasons.
 */
#include "harness/sut/lwip/stack.h"

#include "lwip/init.h" /* the version */

#define ONLY(choice, alternative)                                                                            \
    tspec_profile_declare(profile, TSPEC_CHOICE_##choice, 1u << TSPEC_##choice##_##alternative)
#define EITHER(choice, one, other)                                                                           \
    tspec_profile_declare(profile, TSPEC_CHOICE_##choice,                                                    \
                          1u << TSPEC_##choice##_##one | 1u << TSPEC_##choice##_##other)

enum { SECOND = 1000 * 1000, MS = 1000 };

static void declare_choices(struct tspec_profile *profile)
{
    ONLY(LISTENER, CLONING);

    /* RFC 5961, without its rate limit (tcp_process). */
    ONLY(RST_IN_WINDOW, CHALLENGE);
    ONLY(RST_IN_SYN_RECEIVED, CHALLENGE);
    ONLY(RST_STRADDLING, DROP);
    ONLY(SYN_SYNCHRONIZED, CHALLENGE);
    ONLY(UNACCEPTABLE, ACK);

    /* SYN-RECEIVED: our SYN again for the peer's again, a reset for a bad ACK. A SYN elsewhere in the window
     * is ignored, which no reading permits: SYN_IN_SYN_RECEIVED stays open. */
    ONLY(SYN_AT_IRS, SYN_ACK);
#if LWIP_VERSION_MAJOR == 2 && LWIP_VERSION_MINOR < 2
    ONLY(SYN_ACK_AT_IRS, ESTABLISH);
#else
    ONLY(SYN_ACK_AT_IRS, SYN_ACK);
#endif
    ONLY(BAD_ACK_IN_SYN_RECEIVED, RESET_STAY);
    ONLY(SYN_DATA, DROP);
    ONLY(SYN_FIN, IGNORE_FIN);

    /* TIME-WAIT (tcp_timewait_input): RFC 1337 for RST, RFC 793 for SYN, any FIN restarts the timer. A SYN
     * that starts left of the window is answered by an ACK, text that reaches into it or not. */
    ONLY(TIME_WAIT_RST, IGNORE);
    ONLY(TIME_WAIT_RESTART, RESTART);
    ONLY(TIME_WAIT_ACK, SILENCE);
    EITHER(TIME_WAIT_SYN, RESET, CHALLENGE);

    /* tcp_receive: no RFC 5961 check of old ACKs, left edge trimmed before the window is looked at. */
    ONLY(ACK_TOO_OLD, PROCESS);
    ONLY(LAST_ACK_PARTIAL, ADVANCE);
    EITHER(NO_CONTROL_BITS_OUTSIDE, ACK, SILENCE); /* silence in SYN-RECEIVED and TIME-WAIT */
    ONLY(ZERO_WINDOW_FIN, REFUSE);
    ONLY(STRADDLE_BOTH_EDGES, TRIM);
    ONLY(OUT_OF_ORDER_ACK, NOW);
    ONLY(OUT_OF_ORDER_FIELDS, AT_ONCE);
    /* Queued, and dropped after six RTO without a segment: OUT_OF_ORDER stays open. */
    EITHER(AFTER_FIN, SILENCE, ACK); /* ACK in TIME-WAIT */

    /* Calls. Aborts reset in CLOSING and LAST-ACK, not in TIME-WAIT; tcp_close resets for unread octets in
     * ESTABLISHED and CLOSE-WAIT, not after a shutdown. CLOSE in SYN-RECEIVED cannot be expressed. */
    ONLY(ABORT_RST, WITH_ACK);
    EITHER(ABORT_CLOSING, SILENCE, RESET);
    EITHER(CLOSE_UNREAD, RESET, NORMAL);
    ONLY(AFTER_RELEASE, RESET);
    ONLY(FIN_WAIT_2_TIMEOUT, AFTER_RELEASE);

    /* Options (tcp_parseopt). */
    ONLY(BAD_OPTION, STOP_PARSING);
    ONLY(REPEATED_MSS, LAST);
}

void tspec_lwip_profile(const struct tspec_sut *sut, struct tspec_profile *profile)
{
    uint16_t room = (uint16_t)(sut->netif.mtu - IP_HLEN - TCP_HLEN);

    tspec_profile_init(profile);
    declare_choices(profile);
    profile->capabilities = TSPEC_CAN_ACTIVE_OPEN | TSPEC_CAN_HALF_CLOSE | TSPEC_CAN_SHOW_STATE |
                            TSPEC_CAN_VIRTUAL_TIME | TSPEC_CAN_IP_OPTIONS;
#ifdef TSPEC_LWIP_HAS_ISN_HOOK
    profile->capabilities |= TSPEC_CAN_SET_ISN;
#endif
    profile->nagle = true;  /* tcp_do_output_nagle(), until TF_NODELAY is set */
    profile->prompt = true; /* tcp_input() ends with tcp_output(); only acknowledgments wait for a timer */
    profile->tick_us = TCP_SLOW_INTERVAL * MS;
    profile->msl_us = (uint64_t)TCP_MSL * MS;
    /* Counted in slow ticks, the one under way included, so that up to one tick less passes: 6 ticks at
     * first, and never under 3, where the estimate of a round trip of no tick comes to rest. */
    profile->rto_initial_us = 3 * SECOND - profile->tick_us;
    profile->rto_min_us = 3 * profile->tick_us - profile->tick_us;
    /* Back-off stops at 128 times the estimate, whatever that is, and where the count of ticks ends. */
    profile->rto_max_us = 0x7fff * profile->tick_us;
    profile->delayed_ack_us = TCP_FAST_INTERVAL * MS;
    /* Floors of the RFC (SHLD-11, MUST-23). lwIP gives up on data later than that, and on a SYN far sooner:
     * declaring its own 18 s would make that legal. */
    profile->user_timeout_us = 100ull * SECOND;
    profile->syn_timeout_us = 180ull * SECOND;
    profile->fin_wait_2_us = (uint64_t)TCP_FIN_WAIT_TIMEOUT * MS;
    profile->receive_buffer_bytes = TCP_WND;
    profile->send_buffer_bytes = TCP_SND_BUF;
    profile->mss = TCP_MSS < room ? (uint16_t)TCP_MSS : room;
    profile->mtu = sut->netif.mtu;
}
