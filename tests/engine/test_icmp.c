/* ICMP messages about segments: there and back, as RFC 792 and RFC 4443 have them, and anything but them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>
#include "engine/icmp.h"
#include "engine/wire.h"

static uint8_t packet[TSPEC_ICMP_PACKET_MAX], again[TSPEC_ICMP_PACKET_MAX];

static struct tspec_icmp message(uint8_t kind, uint8_t version)
{
    return (struct tspec_icmp){
        .kind = kind,
        .mtu = kind == TSPEC_ICMP_FRAGMENTATION_NEEDED ? 1006 : 0,
        .from = {.version = version, .octets = {1, 2, 3, 4}},
        .source = {.version = version, .octets = {5, 6, 7, 8}},
        .destination = {.version = version, .octets = {9, 10, 11, 12}},
        .source_port = 8080,
        .destination_port = 40001,
        .seq.wire = 0x81020304,
    };
}

/* Type and code, 0 where there is no such message. */
static const struct {
    uint8_t type, code, type6, code6;
} numbers[] = {{3, 0, 1, 0}, {3, 1, 1, 3},  {3, 2, 0, 0},  {3, 3, 1, 4}, {3, 4, 2, 0},
               {3, 5, 0, 0}, {11, 0, 3, 0}, {12, 0, 4, 0}, {4, 0, 0, 0}};

static void each_kind_comes_back(void **state)
{
    (void)state;
    assert_int_equal(sizeof numbers / sizeof numbers[0], TSPEC_ICMP_COUNT);
    for (uint8_t version = 4; version <= 6; version += 2)
        for (uint8_t kind = 0; kind < TSPEC_ICMP_COUNT; kind++) {
            const struct tspec_icmp sent = message(kind, version);
            struct tspec_icmp got;
            struct tspec_segment segment;
            uint8_t type = version == 4 ? numbers[kind].type : numbers[kind].type6;
            uint8_t code = version == 4 ? numbers[kind].code : numbers[kind].code6;
            size_t header = version == 4 ? 20 : 40, size = type ? 2 * header + 16 : 0;
            assert_int_equal(tspec_icmp_encode(&sent, packet, sizeof packet), size);
            if (size == 0)
                continue;
            assert_int_equal(packet[header], type);
            assert_int_equal(packet[header + 1], code);
            assert_true(tspec_icmp_decode(packet, size, &got));
            assert_memory_equal(&got.from, &sent.from, sizeof got.from);
            assert_memory_equal(&got.source, &sent.source, sizeof got.source);
            assert_memory_equal(&got.destination, &sent.destination, sizeof got.destination);
            assert_int_equal(got.kind, kind);
            assert_int_equal(got.mtu, sent.mtu);
            assert_int_equal(got.source_port, sent.source_port);
            assert_int_equal(got.destination_port, sent.destination_port);
            assert_int_equal(got.seq.wire, sent.seq.wire);
            assert_int_equal(tspec_wire_decode(packet, size, &segment), TSPEC_WIRE_NOT_TCP);
            assert_int_equal(tspec_icmp_encode(&sent, again, size - 1), 0);
            assert_false(tspec_icmp_decode(packet, size, &(struct tspec_icmp){0}) &&
                         tspec_icmp_decode(packet, size - 1, &got));
        }
}

/* Any bit the other way round breaks the checksum of the message, or makes a header that is not ours. Those
 * of the outer IPv4 header's own checksum and unread fields may go unseen here: that header is IP's to check.
 */
static void a_broken_message_is_refused(void **state)
{
    (void)state;
    for (uint8_t version = 4; version <= 6; version += 2) {
        const struct tspec_icmp sent = message(TSPEC_ICMP_HOST_UNREACHABLE, version);
        size_t size = tspec_icmp_encode(&sent, packet, sizeof packet), header = version == 4 ? 20 : 40;
        for (size_t bit = header * 8; bit < size * 8; bit++) {
            struct tspec_icmp got;
            memcpy(again, packet, size);
            again[bit / 8] ^= (uint8_t)(1u << bit % 8);
            assert_false(tspec_icmp_decode(again, size, &got));
        }
    }
}

static void any_octets_are_read_in_their_bounds(void **state)
{
    (void)state;
    uint32_t random = 1;
    for (unsigned i = 0; i < 200000; i++) {
        uint8_t octets[TSPEC_ICMP_PACKET_MAX];
        size_t bytes = i % sizeof octets;
        const struct tspec_icmp sent = message((uint8_t)(i % TSPEC_ICMP_COUNT), i % 2 ? 4 : 6);
        tspec_icmp_encode(&sent, octets, sizeof octets);
        for (unsigned k = 0; k < 3; k++) {
            random = random * 1664525u + 1013904223u;
            octets[random >> 8 & 31] = (uint8_t)(random >> 16);
        }
        uint8_t *exact = test_malloc(bytes + 1); /* a read behind the end is seen by the sanitizer */
        memcpy(exact, octets, bytes);
        struct tspec_icmp got;
        (void)tspec_icmp_decode(exact, bytes, &got);
        test_free(exact);
    }
    assert_false(tspec_icmp_decode(NULL, 0, &(struct tspec_icmp){0}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_kind_comes_back),
        cmocka_unit_test(a_broken_message_is_refused),
        cmocka_unit_test(any_octets_are_read_in_their_bounds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
