/* The octets of a stream: what is filled is recognised, to the octet, wherever it begins. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "harness/payload.h"

static const uint64_t offsets[] = {0, 1, 7, 535, 4000, 4087, 4095, 4096, 4097, UINT32_MAX, UINT64_MAX};
enum { COUNT = 200, OFFSETS = sizeof offsets / sizeof offsets[0] };

static void a_fill_is_octet_for_octet_the_definition(void **state)
{
    uint8_t octets[COUNT];
    (void)state;
    for (unsigned o = 0; o < OFFSETS; o++) {
        tspec_payload_fill(octets, COUNT, 2, 3, offsets[o]);
        for (unsigned i = 0; i < COUNT; i++)
            assert_int_equal(octets[i], tspec_payload_octet(2, 3, offsets[o] + i));
    }
}

static void a_run_ends_at_the_first_wrong_octet(void **state)
{
    uint8_t octets[COUNT];
    (void)state;
    for (unsigned o = 0; o < OFFSETS; o++) {
        tspec_payload_fill(octets, COUNT, 1, 2, offsets[o]);
        for (unsigned count = 0; count <= COUNT; count++)
            assert_int_equal(tspec_payload_run(octets, count, 1 * 4 + 2, offsets[o]), count);
        for (unsigned wrong = 0; wrong < COUNT; wrong++) {
            octets[wrong] ^= 1u << wrong % 8;
            assert_int_equal(tspec_payload_run(octets, COUNT, 1 * 4 + 2, offsets[o]), wrong);
            octets[wrong] ^= 1u << wrong % 8;
        }
        assert_int_equal(tspec_payload_run(octets, COUNT, 0, offsets[o]), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_fill_is_octet_for_octet_the_definition),
        cmocka_unit_test(a_run_ends_at_the_first_wrong_octet),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
