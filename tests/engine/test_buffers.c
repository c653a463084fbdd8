/* The send and the receive buffer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>
#include "engine/receive.h"
#include "engine/send.h"

enum { CAPACITY = 13, TURNS = 40 };

static uint8_t octet_at(uint32_t offset)
{
    return (uint8_t)(offset * 11 + 1);
}

static void place(struct tspec_receive *r, uint32_t next, uint32_t ahead, uint32_t count)
{
    uint8_t octets[2 * CAPACITY];
    for (uint32_t i = 0; i < count; i++)
        octets[i] = octet_at(next + ahead + i);
    tspec_receive_place(r, ahead, octets, count);
}

static void expect_read(struct tspec_receive *r, uint32_t *read, uint32_t count, uint8_t *scratch)
{
    const uint8_t *octets;
    uint32_t got = tspec_receive_read(r, count, scratch, &octets);
    for (uint32_t i = 0; i < got; i++)
        assert_int_equal(octets[i], octet_at(*read + i));
    *read += got;
}

/* Around the ring many times, every split of a window's worth into three pieces, in every order. */
static void every_order(void **state)
{
    (void)state;
    static const uint8_t orders[6][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    uint8_t octets[CAPACITY], marks[(CAPACITY + 7) / 8], scratch[CAPACITY];
    struct tspec_receive r;
    tspec_receive_init(&r, octets, marks, CAPACITY);
    uint32_t next = 0, read = 0;
    for (unsigned order = 0; order < 6; order++)
        for (uint32_t a = 1; a < CAPACITY - 1; a++)
            for (uint32_t b = a + 1; b < CAPACITY; b++) {
                const uint32_t edge[4] = {0, a, b, CAPACITY};
                for (unsigned i = 0; i < 3; i++)
                    place(&r, next, edge[orders[order][i]],
                          edge[orders[order][i] + 1] - edge[orders[order][i]]);
                assert_int_equal(r.held, CAPACITY);
                assert_int_equal(tspec_receive_ready(&r), CAPACITY);
                tspec_receive_advance(&r, CAPACITY);
                next += CAPACITY;
                assert_int_equal(tspec_receive_free(&r), 0);
                expect_read(&r, &read, a, scratch);
                expect_read(&r, &read, CAPACITY, scratch);
                assert_int_equal(read, next);
                /* One octet more, so that the next turn starts elsewhere in the ring. */
                uint8_t one = octet_at(next);
                assert_int_equal(tspec_receive_append(&r, &one, 1), 1);
                next++;
                expect_read(&r, &read, 1, scratch);
            }
}

/* A gap holds text back; the first arrival of an octet stays; what is beyond the space is left out. */
static void gaps(void **state)
{
    (void)state;
    uint8_t octets[CAPACITY], marks[(CAPACITY + 7) / 8], scratch[CAPACITY];
    const uint8_t other[4] = {0, 0, 0, 0};
    struct tspec_receive r;
    tspec_receive_init(&r, octets, marks, CAPACITY);
    place(&r, 0, 2, 4);
    assert_int_equal(tspec_receive_ready(&r), 0);
    tspec_receive_place(&r, 3, other, 4);
    place(&r, 0, 10, 2 * CAPACITY - 10);
    place(&r, 0, CAPACITY, 1);
    assert_int_equal(r.held, 5 + 3);
    place(&r, 0, 0, 2);
    assert_int_equal(tspec_receive_ready(&r), 7);
    tspec_receive_advance(&r, 7);
    const uint8_t *got;
    assert_int_equal(tspec_receive_read(&r, 99, scratch, &got), 7);
    for (uint32_t i = 0; i < 6; i++)
        assert_int_equal(got[i], octet_at(i));
    assert_int_equal(got[6], 0);
    assert_int_equal(r.held, 3);
    tspec_receive_clear(&r);
    assert_int_equal(tspec_receive_ready(&r), 0);
    place(&r, 0, 0, CAPACITY);
    assert_int_equal(tspec_receive_ready(&r), CAPACITY);
}

static void append_is_bounded(void **state)
{
    (void)state;
    uint8_t octets[CAPACITY], marks[(CAPACITY + 7) / 8], text[CAPACITY + 5] = {0};
    struct tspec_receive r;
    tspec_receive_init(&r, octets, marks, CAPACITY);
    assert_int_equal(tspec_receive_append(&r, text, CAPACITY + 5), CAPACITY);
    assert_int_equal(tspec_receive_append(&r, text, 1), 0);
}

/* Octets come out as they went in, and always lie in one piece. */
static void send_buffer(void **state)
{
    (void)state;
    uint8_t octets[CAPACITY], text[CAPACITY + 1];
    struct tspec_send s;
    tspec_send_init(&s, octets, CAPACITY);
    uint32_t in = 0, out = 0;
    for (unsigned turn = 0; turn < TURNS; turn++) {
        for (uint32_t i = 0; i <= CAPACITY; i++)
            text[i] = octet_at(in + i);
        uint32_t room = tspec_send_room(&s);
        uint32_t asked = turn % 3 ? 4 : CAPACITY + 1;
        uint32_t taken = tspec_send_append(&s, text, asked);
        assert_int_equal(taken, asked < room ? asked : room);
        in += taken;
        assert_int_equal(s.count, in - out);
        for (uint32_t i = 0; i < s.count; i++)
            assert_int_equal(*tspec_send_at(&s, i), octet_at(out + i));
        uint32_t dropped = s.count < 5 ? s.count : 5;
        tspec_send_drop(&s, dropped);
        out += dropped;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_order),
        cmocka_unit_test(gaps),
        cmocka_unit_test(append_is_bounded),
        cmocka_unit_test(send_buffer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
