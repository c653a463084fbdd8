/* Damage to packets: the one thing is wrong and everything else is right, as a table. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>
#include "engine/wire.h"
#include "harness/payload.h"
#include "harness/scenario/damage.h"
#include "harness/scenario/track.h"

enum { PAYLOAD_MAX = 1460 };

static uint32_t sum16(const uint8_t *at, size_t bytes)
{
    uint32_t sum = 0;
    for (size_t i = 0; i < bytes; i++)
        sum += i % 2 ? at[i] : (uint32_t)at[i] << 8;
    return sum;
}

static uint32_t fold(uint32_t sum)
{
    while (sum >> 16)
        sum = (sum & 0xffff) + (sum >> 16);
    return sum;
}

/* The packet's own checksums, computed here anew: all ones when right (RFC 1071). */
static bool tcp_checksum_is_right(const uint8_t *packet, size_t bytes)
{
    bool v4 = packet[0] >> 4 == 4;
    size_t header = v4 ? 20 : 40, tcp = bytes - header;
    uint32_t addresses = v4 ? sum16(packet + 12, 8) : sum16(packet + 8, 32);
    return fold(addresses + 6 + (uint32_t)tcp + sum16(packet + header, tcp)) == 0xffff;
}

static bool ip_is_right(const uint8_t *packet, size_t bytes)
{
    if (packet[0] >> 4 == 4)
        return fold(sum16(packet, 20)) == 0xffff && (size_t)(packet[2] << 8 | packet[3]) == bytes;
    return (size_t)(packet[4] << 8 | packet[5]) + 40 == bytes;
}

/* The right address, or the one the damage puts in its place. */
static void assert_address(const struct tspec_address *address, unsigned kind, bool source)
{
    static const uint8_t zeros[16], ones[4] = {255, 255, 255, 255}, group4[4] = {224, 0, 0, 1},
                                    group6[16] = {0xff, 2, [15] = 1};
    bool v4 = address->version == 4;
    struct tspec_address right =
        source ? tspec_address_remote(address->version) : tspec_address_local(address->version);
    bool broadcast = kind == (source ? TSPEC_DAMAGE_FROM_BROADCAST : TSPEC_DAMAGE_TO_BROADCAST);
    bool multicast = kind == (source ? TSPEC_DAMAGE_FROM_MULTICAST : TSPEC_DAMAGE_TO_MULTICAST);
    const uint8_t *want = source && kind == TSPEC_DAMAGE_FROM_ANY ? zeros
                          : broadcast && v4                       ? ones
                          : broadcast || multicast                ? (v4 ? group4 : group6)
                                                                  : right.octets;
    assert_memory_equal(address->octets, want, v4 ? 4 : 16);
}

static void assert_is_damaged(const uint8_t *packet, size_t bytes, struct tspec_damaging damaging,
                              enum tspec_wire_status status)
{
    struct tspec_segment back;
    size_t tcp = packet[0] >> 4 == 4 ? 20 : 40;
    bool checksum = damaging.kind == TSPEC_DAMAGE_CHECKSUM || damaging.kind == TSPEC_DAMAGE_CHECKSUM_ZERO;
    unsigned at = damaging.at - 1u;
    assert_int_equal(tspec_wire_decode(packet, bytes, &back), status);
    if (damaging.kind == TSPEC_DAMAGE_TRUNCATED) {
        assert_int_equal(bytes - tcp, damaging.at == 0 ? 12 : at);
        return;
    }
    assert_int_equal(tcp_checksum_is_right(packet, bytes), !checksum);
    if (status == TSPEC_WIRE_OFFSET && damaging.at > 0)
        assert_int_equal(packet[tcp + 12] >> 4, at);
    if (status == TSPEC_WIRE_OK) {
        assert_int_equal(back.source_port, damaging.kind == TSPEC_DAMAGE_FROM_PORT_0 ? 0 : 40000);
        assert_int_equal(back.destination_port, damaging.kind == TSPEC_DAMAGE_TO_PORT_0 ? 0 : 8080);
        assert_address(&back.source, damaging.kind, true);
        assert_address(&back.destination, damaging.kind, false);
    }
}

static void one_thing_is_wrong(void **state)
{
    (void)state;
    static const struct {
        enum tspec_damage damage;
        enum tspec_wire_status status;
    } rows[] = {
        {TSPEC_DAMAGE_NONE, TSPEC_WIRE_OK},
        {TSPEC_DAMAGE_CHECKSUM, TSPEC_WIRE_CHECKSUM},
        {TSPEC_DAMAGE_OFFSET_SHORT, TSPEC_WIRE_OFFSET},
        {TSPEC_DAMAGE_OFFSET_LONG, TSPEC_WIRE_OFFSET},
        {TSPEC_DAMAGE_TRUNCATED, TSPEC_WIRE_TRUNCATED},
        {TSPEC_DAMAGE_CHECKSUM_ZERO, TSPEC_WIRE_CHECKSUM},
        {TSPEC_DAMAGE_FROM_PORT_0, TSPEC_WIRE_OK},
        {TSPEC_DAMAGE_TO_PORT_0, TSPEC_WIRE_OK},
        {TSPEC_DAMAGE_FROM_BROADCAST, TSPEC_WIRE_OK},
        {TSPEC_DAMAGE_FROM_MULTICAST, TSPEC_WIRE_OK},
        {TSPEC_DAMAGE_FROM_ANY, TSPEC_WIRE_OK},
        {TSPEC_DAMAGE_TO_BROADCAST, TSPEC_WIRE_OK},
        {TSPEC_DAMAGE_TO_MULTICAST, TSPEC_WIRE_OK},
    };
    static const uint32_t payloads[] = {0, 1, 19, 20, 21, 39, 40, 41, 1001};
    static uint8_t payload[PAYLOAD_MAX], packet[PAYLOAD_MAX + 100], damaged[PAYLOAD_MAX + 100];
    assert_int_equal(sizeof rows / sizeof rows[0], TSPEC_DAMAGE_COUNT);
    tspec_payload_fill(payload, PAYLOAD_MAX, 1, 2, 3);
    for (unsigned i = 0; i < 2 * TSPEC_DAMAGE_COUNT * sizeof payloads / sizeof payloads[0]; i++)
        for (uint8_t options = 0; options <= TSPEC_OPTIONS_MAX; options += 4) {
            unsigned row = i % TSPEC_DAMAGE_COUNT, version = i / TSPEC_DAMAGE_COUNT % 2 ? 6 : 4;
            struct tspec_segment seg = {.source = tspec_address_remote(version),
                                        .destination = tspec_address_local(version),
                                        .source_port = 40000,
                                        .destination_port = 8080,
                                        .seq = {i},
                                        .flags = TSPEC_ACK,
                                        .options_bytes = options,
                                        .payload = payload,
                                        .payload_bytes = payloads[i / (2 * TSPEC_DAMAGE_COUNT)]};
            memset(seg.options, 1, options);
            size_t whole = tspec_wire_encode(&seg, packet, sizeof packet);
            assert_true(whole > 0);
            /* As usual, then at every place it can have. */
            struct tspec_damaging damaging = {(uint8_t)rows[row].damage, 0};
            for (; damaging.at <= tspec_damage_places(damaging.kind); damaging.at++) {
                if (damaging.kind == TSPEC_DAMAGE_OFFSET_LONG && damaging.at > 0 && damaging.at <= 6)
                    continue; /* five words are no damage, less is OFFSET_SHORT */
                memcpy(damaged, packet, whole);
                size_t bytes = tspec_damage_apply(damaged, whole, damaging);
                assert_true(bytes <= whole);
                assert_true(ip_is_right(damaged, bytes));
                assert_is_damaged(damaged, bytes, damaging, rows[row].status);
            }
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(one_thing_is_wrong)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
