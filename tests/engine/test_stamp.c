/* RFC 7323: window scale, timestamps, PAWS; and the reuse of TIME-WAIT by timestamps (RFC 6191). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include "tests/engine/bench.h"
#include "tests/engine/scripts.h"

static struct bench bench;

static void run_scaled(unsigned shift, unsigned receive_bytes, const char *script)
{
    bench_configure(&bench);
    bench_option(&bench, "rfc7323", true);
    bench.config.window_shift = (uint8_t)shift;
    bench.config.receive_bytes = receive_bytes;
    bench.config.send_bytes = 1 << 14;
    bench.config.blocks = 3;
    bench_begin(&bench);
    bench_play(&bench, script);
    bench_end(&bench);
}

static void run(const char *script)
{
    run_scaled(0, 2000, script);
}

#define OPENED                                                                                               \
    "+ 5\nlisten OK\n< S 0 mss 1460 scale 3 ts 700 0\n> S. 0 1 mss 1000 scale 0 ts 5 700\n+ 10\n< . 1 1 "    \
    "win "                                                                                                   \
    "2000 ts 701 5\n! CONNECTED\n"

/* A SYN offers both, a SYN,ACK what the SYN had, and only what both had is used. */
static void agreement(void **state)
{
    (void)state;
    run("+ 7\nconnect OK\n> S 0 mss 1000 scale 0 ts 7 0\n+ 1000\n> S 0 mss 1000 scale 0 ts 1007 0\n"
        "< S. 0 1 scale 2 ts 90 1007\n! CONNECTED\n> . 1 1 ts 1007 90\n");
    run("connect OK\n> S 0 scale 0 ts 0 0\n< S. 0 1\n! CONNECTED\n> . 1 1\n< . 1 1 len 5 ts 1 1\n+ 200\n> . "
        "1 6\n");
    run("listen OK\n< S 0\n> S. 0 1\n< . 1 1\n! CONNECTED\n");
    run("listen OK\n< S 0 scale 9\n> S. 0 1 scale 0\n< . 1 1\n! CONNECTED\n< . 1 1 len 5\n+ 200\n> . 1 6\n");
    run("listen OK\n< S 0 ts 50 0\n> S. 0 1 ts 0 50\n< . 1 1 ts 50 0\n! CONNECTED\n");
    run("connect OK\n> S 0 scale 0 ts 0 0\n< S 0 scale 1 ts 33 0\n> S. 0 1 scale 0 ts 0 33\n");
    /* Off, nothing is offered and nothing taken up. */
    bench_run("listen OK\n< S 0 scale 9 ts 50 0\n> S. 0 1\n< . 1 1 ts 51 0\n! CONNECTED\nabort OK\n> R 1\n");
}

/* Windows count in the peer's units, that of a SYN does not (2.2); shifts above 14 are 14 (2.3). */
static void peer_scales(void **state)
{
    (void)state;
    run("connect OK\n> S 0 scale 0 ts 0 0\n< S. 0 1 mss 1460 scale 2 win 300 ts 9 0\n! CONNECTED\n> . 1 1 ts "
        "0 9\n"
        "send 800 OK 800\n> . 1 1 len 300 ts 0 9\n< . 1 301 win 100 ts 9 0\n> . 301 1 len 400 ts 0 9\n"
        "< . 1 701 win 1000 ts 9 0\n> P. 701 1 len 100 ts 0 9\n");
    run("connect OK\n> S 0 scale 0 ts 0 0\n< S. 0 1 mss 1460 scale 200 win 1\n! CONNECTED\n> . 1 1\n"
        "send 8000 OK 8000\n> . 1 1 len 1\n< . 1 2 win 1\n> . 2 1 len 1460\n> . 1462 1 len 1460\n> . 2922 1 "
        "len 1460\n"
        "> . 4382 1 len 1460\n> . 5842 1 len 1460\n> P. 7302 1 len 699\n");
}

/* Ours count in units of ours: more than 65535 octets, and no edge that moves left while there is room. */
static void own_scale(void **state)
{
    (void)state;
    run_scaled(
        2, 100000,
        "listen OK\n< S 0 scale 0\n> S. 0 1 scale 2 win 65535\n< . 1 1\n! CONNECTED\n< . 1 1 len 1000\n"
        "+ 200\n> . 1 1001 win 24750\n< . 1001 1 len 999\n+ 200\n> . 1 2000 win 24500\n"
        "< . 2000 1 len 1\n+ 200\n> . 1 2001 win 24500\n");
    run_scaled(2, 100000,
               "listen OK\n< S 0\n> S. 0 1 win 65535\n< . 1 1\n! CONNECTED\n< . 1 1 len 1000\n+ 200\n"
               "> . 1 1001 win 65535\n");
    /* Rounded down where the buffer ends: nothing beyond it is promised. */
    run_scaled(4, 2000,
               "listen OK\n< S 0 scale 0\n> S. 0 1 scale 4 win 2000\n< . 1 1\n! CONNECTED\n"
               "< . 1 1 len 9\n+ 200\n> . 1 10 win 124\n< . 10 1 len 1991\n+ 200\n> . 1 2001 win 0\n");
}

/* On every segment, with what came last in its turn (4.3), as echo only with ACK (3.2). */
static void stamps(void **state)
{
    (void)state;
    run(OPENED "+ 100\nsend 2000 OK 2000\n> . 1 1 len 1448 ts 115 701\n> P. 1449 1 len 552 ts 115 701\n"
               "< . 1 2001 ts 800 115\n< . 1 2001 len 10 ts 900 115\n+ 200\n> . 2001 11 ts 315 900\n"
               /* Beyond a gap: not recorded, and the acknowledgment echoes what it did. */
               "< . 21 2001 len 10 ts 950 115\n> . 2001 11 ts 315 900\n< . 11 2001 len 10 ts 940 115\n"
               "> . 2001 31 ts 315 940\nabort OK\n> R 2001 ts 315 0\n");
    /* Full segments of the peer are as much shorter. */
    run(OPENED "< . 1 1 len 988 ts 701 5\n< . 989 1 len 988 ts 701 5\n> . 1 1977 ts 15 701\n");
}

/* PAWS (5.3): an older timestamp is answered and dropped, but not a reset's; equal ones are fine. */
static void paws(void **state)
{
    (void)state;
    run(OPENED
        "< . 1 1 len 10 ts 700 5\n> . 1 1 ts 15 701\n< . 1 1 len 10 ts 701 5\n+ 200\n> . 1 11 ts 215 701\n"
        "< F. 11 1 ts 2147484350 5\n> . 1 11 ts 215 701\n< . 11 1 len 10\n< R 11 ts 1 0\n! RESET\n= "
        "CLOSED\n");
    run(OPENED "< R 1\n! RESET\n= CLOSED\n");
    run(OPENED "< S 500\n> . 1 1 ts 15 701\n= ESTABLISHED\n");
    /* After 24 days a timestamp means nothing (5.5). */
    run(OPENED "+ 2073600000\n< . 1 1 ts 1 5\n> . 1 1 ts 2073600015 701\n"
               "+ 1\n< . 1 1 len 10 ts 1 5\n+ 200\n> . 1 11 ts 2073600216 1\n");
}

/* What is sent again is timed too (4.1); an echo of what was never said is not believed. */
static void round_trips(void **state)
{
    (void)state;
    run(OPENED "send 10 OK 10\n> P. 1 1 len 10 ts 15 701\n+ 1000\n> P. 1 1 len 10 ts 1015 701\n+ 100\n"
               "< . 1 11 ts 702 15\nsend 10 OK 10\n> P. 11 1 len 10 ts 1115 702\n+ 1251\n"
               "+ 1\n> P. 11 1 len 10 ts 2366 702\n");
    run(OPENED "send 10 OK 10\n> P. 1 1 len 10 ts 15 701\n+ 1000\n> P. 1 1 len 10 ts 1015 701\n+ 100\n"
               "< . 1 11 ts 702 9999\nsend 10 OK 10\n> P. 11 1 len 10 ts 1115 702\n+ 2000\n"
               "> P. 11 1 len 10 ts 3115 702\n");
}

/* RFC 6191: a SYN with a newer timestamp, or with one at all where the old connection had none. */
static void reuse(void **state)
{
    (void)state;
#define WAITS                                                                                                \
    "shutdown OK\n> F. 1 1 ts 15 701\n< . 1 2 ts 702 15\n< F. 1 2 ts 703 15\n! END\n> . 2 2 ts 15 703\n= "   \
    "TIME-WAIT\n"
    run(OPENED WAITS "< S -5 ts 704 0\n> S. 0 -4 ts 15 704\n= SYN-RECEIVED\n");
    run(OPENED WAITS "< S 9000 ts 702 0\n> . 2 2 ts 15 703\n= TIME-WAIT\n");
    run(OPENED WAITS "< S 9000 ts 703 0\n> S. 0 9001 ts 15 703\n= SYN-RECEIVED\n");
    run(OPENED WAITS "< S 1 ts 703 0\n> . 2 2 ts 15 703\n= TIME-WAIT\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agreement), cmocka_unit_test(peer_scales), cmocka_unit_test(own_scale),
        cmocka_unit_test(stamps),    cmocka_unit_test(paws),        cmocka_unit_test(round_trips),
        cmocka_unit_test(reuse),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
