/* At the borders: the wrap of sequence numbers, half the circle, windows and buffers of one octet or none,
 * timers that expire at the same microsecond. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <cmocka.h>
#include "tests/engine/bench.h"
#include "tests/engine/scripts.h"

static struct bench bench;

static void begin_with_buffers(uint32_t receive, uint32_t send)
{
    bench_configure(&bench);
    bench.config.receive_bytes = receive;
    bench.config.send_bytes = send;
    bench_begin(&bench);
}

/* The same conversation wherever both numberings wrap around, or pass half the circle, on its way. */
static void every_place(void **state)
{
    (void)state;
    static const uint32_t borders[] = {0, 0x80000000};
    for (unsigned b = 0; b < 4; b++)
        for (uint32_t before = 0; before < 34; before++) {
            bench_configure(&bench);
            bench.config.iss = borders[b & 1] - before;
            bench_begin(&bench);
            bench.peer_iss = borders[b >> 1] - before;
            bench_play(&bench,
                       TO_ESTABLISHED "< . 11 1 len 10\n> . 1 1\n"   /* held */
                                      "< . -5 1 len 16\n> . 1 21\n"  /* straddles, fills the gap */
                                      "< . 2021 1 len 1\n> . 1 21\n" /* right of the window */
                                      "< . 21 2 len 1\n> . 1 21\n"   /* acknowledges what was not sent */
                                      "< R 22\n> . 1 21\n"           /* challenge */
                                      "recv 20 OK 20\nsend 20 OK 20\n> P. 1 21 len 20\n"
                                      "< . 21 11\n+ 1013\n> P. 11 21 len 10\n"
                                      "shutdown OK\n> F. 21 21\n"
                                      "< F. 21 22\n! END\n> . 22 22\n= TIME-WAIT\n"
                                      "< F. 21 22\n> . 22 22\n+ 240000\n= CLOSED\n");
            bench_end(&bench);
        }
}

/* Numbers half the circle away have no order: they are never new, never acceptable (3.4). */
static void half_the_circle(void **state)
{
    (void)state;
    for (int32_t off = -1; off <= 1; off++) {
        char script[96];
        uint32_t half = 0x80000000u + (uint32_t)off;
        bench_configure(&bench);
        bench_begin(&bench);
        bench_play(&bench, TO_ESTABLISHED);
        snprintf(script, sizeof script, "< . ~%u 1\n> . 1 1\n< R ~%u\n", PEER_ISS + 1 + half,
                 PEER_ISS + 1 + half);
        bench_play(&bench, script);
        snprintf(script, sizeof script, "< . 1 ~%u len 1\n> . 1 1\n= ESTABLISHED\n", bench.iss + 1 + half);
        bench_play(&bench, script);
        bench_end(&bench);
    }
}

/* A receive buffer of one octet: it shuts, opens, and takes the FIN when it is open. The MSS is larger than
 * it. */
static void one_octet_to_receive(void **state)
{
    (void)state;
    begin_with_buffers(1, 2000);
    bench_play(&bench, "listen OK\n< S 0\n> S. 0 1 win 1\n< . 1 1\n! CONNECTED\n"
                       "< . 1 1 len 9\n+ 200\n> . 1 2 win 0\n"
                       "< . 2 1 len 8\n> . 1 2 win 0\n"
                       "< F. 2 1\n> . 1 2 win 0\n"
                       "recv 9 OK 1\n> . 1 2 win 1\n"
                       "< F. 2 1 len 1\n+ 200\n> . 1 3 win 0\n"
                       "recv 9 OK 1\n> . 1 3 win 1\n"
                       "< F. 3 1\n! END\n> . 1 4 win 1\n= CLOSE-WAIT\nrecv 9 END\n");
    bench_end(&bench);
}

static void one_octet_to_send(void **state)
{
    (void)state;
    begin_with_buffers(2000, 1);
    bench_play(&bench,
               TO_ESTABLISHED "send 9 OK 1\n> P. 1 1 len 1\nsend 9 NO-RESOURCES\nsend 0 OK\n"
                              "< . 1 2\nsend 9 OK 1\n> P. 2 1 len 1\n"
                              "shutdown OK\n> F. 3 1\n< . 1 3\n= FIN-WAIT-1\n< . 1 4\n= FIN-WAIT-2\n");
    bench_end(&bench);
}

/* The FIN is the last number of the window, or the first beyond it (step 1: trimmed). */
static void fin_at_the_edge(void **state)
{
    (void)state;
    begin_with_buffers(10, 2000);
    bench_play(&bench, TO_ESTABLISHED "< F. 1 1 len 9\n! END\n> . 1 11 win 1\n= CLOSE-WAIT\nrecv 99 OK 9\n");
    bench_end(&bench);
    begin_with_buffers(10, 2000);
    bench_play(&bench, TO_ESTABLISHED "< F. 1 1 len 10\n+ 200\n> . 1 11 win 0\n= ESTABLISHED\n");
    bench_end(&bench);
    begin_with_buffers(10, 2000);
    bench_play(&bench, TO_ESTABLISHED "< F. 10 1\n> . 1 1\n< F. 11 1\n> . 1 1\n" /* held; outside */
                                      "< . 1 1 len 9\n! END\n> . 1 11\n= CLOSE-WAIT\n");
    bench_end(&bench);
}

/* What is due at the same microsecond comes in one order, whatever the order in which it was armed: text
 * again, the user's timeout, the acknowledgment. */
static void same_microsecond(void **state)
{
    (void)state;
    bench_configure(&bench);
    bench.config.user_timeout_us = 3000000;
    bench_begin(&bench);
    bench_play(&bench, TO_ESTABLISHED "send 1 OK 1\n> P. 1 1 len 1\n+ 1000\n> P. 1 1 len 1\n"
                                      "+ 2000\n> P. 1 1 len 1\n! TIMEOUT\n= CLOSED\n");
    bench_end(&bench);
    bench_configure(&bench);
    bench_begin(&bench);
    bench_play(&bench, TO_ESTABLISHED "send 1 OK 1\n> P. 1 1 len 1\n+ 800\n< . 1 1 len 1\n"
                                      "+ 200\n> P. 1 2 len 1\n+ 999\n"); /* the text carries the ACK */
    bench_end(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_place),          cmocka_unit_test(half_the_circle),
        cmocka_unit_test(one_octet_to_receive), cmocka_unit_test(one_octet_to_send),
        cmocka_unit_test(fin_at_the_edge),      cmocka_unit_test(same_microsecond),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
