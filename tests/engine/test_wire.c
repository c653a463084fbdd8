/* Segments to packets and back, against packets whose checksums were computed elsewhere. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "engine/wire.h"

static const uint8_t packet4[] = {0x45, 0x00, 0x00, 0x2f, 0x00, 0x00, 0x40, 0x00, 0x40, 0x06, 0xb6, 0xc5,
                                  0xc0, 0x00, 0x02, 0x01, 0xc0, 0x00, 0x02, 0x02, 0x1f, 0x90, 0x9c, 0x40,
                                  0x01, 0x02, 0x03, 0x04, 0xff, 0xfe, 0xfd, 0xfc, 0x60, 0x18, 0xfa, 0xf0,
                                  0x96, 0xe3, 0x00, 0x00, 0x02, 0x04, 0x05, 0xb4, 0x61, 0x62, 0x63};
static const uint8_t packet6[] = {0x60, 0x00, 0x00, 0x00, 0x00, 0x14, 0x06, 0x40, 0x20, 0x01, 0x0d, 0xb8,
                                  0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01,
                                  0x20, 0x01, 0x0d, 0xb8, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
                                  0x00, 0x00, 0x00, 0x02, 0x1f, 0x90, 0x9c, 0x40, 0x00, 0x00, 0x00, 0x07,
                                  0x00, 0x00, 0x00, 0x00, 0x50, 0x02, 0xff, 0xff, 0x98, 0x96, 0x00, 0x00};
static const struct {
    const uint8_t *octets;
    size_t bytes;
    unsigned tcp_at;
} packets[] = {{packet4, sizeof packet4, 20}, {packet6, sizeof packet6, 40}};

static void fields(void **state)
{
    (void)state;
    struct tspec_segment s;
    assert_int_equal(tspec_wire_decode(packet4, sizeof packet4, &s), TSPEC_WIRE_OK);
    assert_int_equal(s.source.version, 4);
    assert_memory_equal(s.source.octets, ((uint8_t[]){192, 0, 2, 1}), 4);
    assert_memory_equal(s.destination.octets, ((uint8_t[]){192, 0, 2, 2}), 4);
    assert_int_equal(s.source_port, 8080);
    assert_int_equal(s.destination_port, 40000);
    assert_int_equal(s.seq.wire, 0x01020304);
    assert_true(s.ack.wire == 0xfffefdfcu);
    assert_int_equal(s.flags, TSPEC_ACK | TSPEC_PSH);
    assert_int_equal(s.window, 0xfaf0);
    assert_int_equal(s.options_bytes, 4);
    assert_memory_equal(s.options, ((uint8_t[]){2, 4, 5, 0xb4}), 4);
    assert_int_equal(s.payload_bytes, 3);
    assert_memory_equal(s.payload, "abc", 3);
    assert_int_equal(tspec_segment_length(&s), 3);
    assert_int_equal(tspec_wire_decode(packet6, sizeof packet6, &s), TSPEC_WIRE_OK);
    assert_int_equal(s.source.version, 6);
    assert_int_equal(tspec_segment_length(&s), 1);
    assert_null(s.payload);
}

static void encode_gives_the_packet(void **state)
{
    (void)state;
    uint8_t out[128];
    for (unsigned i = 0; i < 2; i++) {
        struct tspec_segment s;
        tspec_wire_decode(packets[i].octets, packets[i].bytes, &s);
        assert_int_equal(tspec_wire_encode(&s, out, sizeof out), packets[i].bytes);
        assert_memory_equal(out, packets[i].octets, packets[i].bytes);
        assert_int_equal(tspec_wire_encode(&s, out, packets[i].bytes - 1), 0);
        s.source.version = 10 - s.source.version;
        assert_int_equal(tspec_wire_encode(&s, out, sizeof out), 0);
    }
}

/* Every cut is seen, and nothing is read beyond it: the copy is as large as the cut (ASan watches). */
static void truncated(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 2; i++)
        for (size_t cut = 0; cut < packets[i].bytes; cut++) {
            struct tspec_segment s;
            uint8_t *copy = malloc(cut + 1);
            memcpy(copy, packets[i].octets, cut);
            uint8_t *exact = realloc(copy, cut ? cut : 1);
            assert_int_equal(tspec_wire_decode(exact, cut, &s), TSPEC_WIRE_TRUNCATED);
            tspec_wire_rechecksum(exact, cut);
            free(exact);
        }
}

/* One bit changed in what the checksum covers is always seen. */
static void damaged(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 2; i++)
        for (size_t bit = packets[i].tcp_at * 8u; bit < packets[i].bytes * 8; bit++) {
            struct tspec_segment s;
            uint8_t copy[128];
            memcpy(copy, packets[i].octets, packets[i].bytes);
            copy[bit / 8] ^= (uint8_t)(1u << bit % 8);
            enum tspec_wire_status status = tspec_wire_decode(copy, packets[i].bytes, &s);
            bool offset = bit / 8 == packets[i].tcp_at + 12u && bit % 8 >= 4;
            if (offset)
                assert_true(status == TSPEC_WIRE_OFFSET || status == TSPEC_WIRE_CHECKSUM);
            else
                assert_int_equal(status, TSPEC_WIRE_CHECKSUM);
            tspec_wire_rechecksum(copy, packets[i].bytes);
            if (status == TSPEC_WIRE_CHECKSUM)
                assert_int_equal(tspec_wire_decode(copy, packets[i].bytes, &s), TSPEC_WIRE_OK);
        }
}

static void not_ours(void **state)
{
    (void)state;
    static const struct {
        unsigned at;
        uint8_t value;
        enum tspec_wire_status status;
    } rows[] = {
        {0, 0x55, TSPEC_WIRE_NOT_TCP},   /* version 5 */
        {0, 0x44, TSPEC_WIRE_NOT_TCP},   /* header of 16 octets */
        {9, 17, TSPEC_WIRE_NOT_TCP},     /* UDP */
        {6, 0x20, TSPEC_WIRE_NOT_TCP},   /* more fragments */
        {7, 0x01, TSPEC_WIRE_NOT_TCP},   /* a later fragment */
        {3, 0x30, TSPEC_WIRE_TRUNCATED}, /* total length one too long */
        {3, 0x13, TSPEC_WIRE_TRUNCATED}, /* total length below the header */
        {3, 0x27, TSPEC_WIRE_TRUNCATED}, /* no room for the TCP header */
        {32, 0x40, TSPEC_WIRE_OFFSET},   /* Data Offset 4 */
        {32, 0x00, TSPEC_WIRE_OFFSET},   /* Data Offset 0 */
        {32, 0x70, TSPEC_WIRE_OFFSET},   /* beyond the end */
        {33, 0x19, TSPEC_WIRE_CHECKSUM},
    };
    for (unsigned i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct tspec_segment s;
        uint8_t copy[sizeof packet4];
        memcpy(copy, packet4, sizeof copy);
        copy[rows[i].at] = rows[i].value;
        assert_int_equal(tspec_wire_decode(copy, sizeof copy, &s), rows[i].status);
    }
}

/* Octets behind the IP packet (padding of a link) are none of it. */
static void padding(void **state)
{
    (void)state;
    uint8_t copy[sizeof packet4 + 9] = {0};
    struct tspec_segment s;
    memcpy(copy, packet4, sizeof packet4);
    assert_int_equal(tspec_wire_decode(copy, sizeof copy, &s), TSPEC_WIRE_OK);
    assert_int_equal(s.payload_bytes, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields),    cmocka_unit_test(encode_gives_the_packet),
        cmocka_unit_test(truncated), cmocka_unit_test(damaged),
        cmocka_unit_test(not_ours),  cmocka_unit_test(padding),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
