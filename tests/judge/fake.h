/*
 * A small endpoint for tests of the judge: conforming as far as it goes (passive open, text in, FIN in,
 * abort), with one fault that can be switched on. No timers: scenarios for it are shorter than its declared
 * RTO.
 */
#ifndef TSPEC_TESTS_FAKE_H
#define TSPEC_TESTS_FAKE_H

#include "harness/scenario/scenario.h"
#include "harness/sut/sut.h"

enum fake_fault {
    FAKE_SOUND,
    FAKE_CHECKSUM,
    FAKE_OFFSET,
    FAKE_NOT_IP,
    FAKE_RESERVED,
    FAKE_OPTION_LENGTH,
    FAKE_OPTION_WRONG_LENGTH,
    FAKE_OPTION_PADDING,
    FAKE_MSS_ON_ACK,
    FAKE_MSS_HUGE,
    FAKE_NO_MSS,
    FAKE_OTHER_PORT,
    FAKE_OTHER_ADDRESS,
    FAKE_TO_GROUP,
    FAKE_FROM_BROADCAST,
    FAKE_UNUSED_FLOW,
    FAKE_ASSERTS,        /* on text */
    FAKE_FLOODS,         /* 1,001 segments for text */
    FAKE_FLOODS_AT_1000, /* just not too many: 1,000 */
    FAKE_FLOODS_FOREVER,
    FAKE_CRASHES,        /* on text: writes where nothing is */
    FAKE_ABORTS,         /* on text: libc's assert */
    FAKE_LOOPS,          /* on text: never comes back, busy */
    FAKE_BLOCKS,         /* on text: never comes back, idle */
    FAKE_WRONG_VARIABLE, /* shows its variables, RCV.NXT one too low after text */
    FAKE_WHITE_WRONG_STATE,
    /* Shows its timers, and after text one that does not run. */
    FAKE_RETRANSMISSION_TIMER,
    FAKE_USER_TIMER,
    FAKE_TIME_WAIT_TIMER,
    FAKE_DELAYED_ACK_TIMER,
    FAKE_FIN_WAIT_2_TIMER,
    FAKE_WRONG_STATE, /* shows its state alone, and that wrong */
    FAKE_ICMP,        /* sends what is not TCP: nobody's business */
};

extern const struct tspec_sut_class fake_stack;
extern enum fake_fault fake_fault; /* of instances from their next reset */

/* listen; the handshake on flow 0; accept; 10 octets; recv: conforming stacks pass. */
void fake_scenario(struct tspec_scenario *scenario);
/* Appends two events: that connection is reset, and its next incarnation begins. */
void fake_reopens(struct tspec_scenario *scenario);

#endif
