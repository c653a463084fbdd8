/* What the tests of the lwIP adapter share: an instance for each test, and its asserts. */
#ifndef TSPEC_TESTS_SUT_LWIP_H
#define TSPEC_TESTS_SUT_LWIP_H

#include "driver.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

enum { SECOND = 1000 * 1000, MSL_S = 60 };
#define LWIP_ISS 0xFFFFFFF0u /* wraps within every script */

extern struct driver *const d;
extern uint8_t octets[UINT16_MAX];

/* Trees before 2.0.1 have no hook for the ISS, and a user's lwipopts.h may fix the sizes. */
extern bool sets_iss, sets_sizes;

int lwip_setup(void **state);
int lwip_teardown(void **state);

#define assert_result(expected, made) assert_int_equal((made).result, TSPEC_RESULT_##expected)

/* This signal and no other since driver_clear(); clears. */
void assert_signal(unsigned flow, enum tspec_signal signal);
void assert_numbers(const struct tspec_segment *seg, unsigned flags, uint32_t seq, uint32_t ack);

#define TEST(name) cmocka_unit_test_setup_teardown(name, lwip_setup, lwip_teardown)

#endif
