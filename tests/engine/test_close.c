/* Closing: RFC 9293, 3.6, 3.10.4 and steps 5 and 8 of 3.10.7.4; figures 12 and 13. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include "tests/engine/bench.h"
#include "tests/engine/scripts.h"

/* Figure 12, as the active closer: FIN M, ACK M+1, FIN N, ACK N+1. */
static void active_close(void **state)
{
    (void)state;
    bench_run(TO_ESTABLISHED "shutdown OK\n"
                             "> F. 1 1\n= FIN-WAIT-1\n"
                             "< . 1 2\n= FIN-WAIT-2\n"
                             "< F. 1 2\n! END\n> . 2 2\n= TIME-WAIT\n"
                             "+ 239999\n= TIME-WAIT\n"
                             "+ 1\n= CLOSED\n"
                             "< . 2 2\n> R 2\n");
}

static void passive_close(void **state)
{
    (void)state;
    bench_run(TO_ESTABLISHED "< F. 1 1\n! END\n> . 1 2\n= CLOSE-WAIT\n"
                             "recv 5 END\n"
                             "shutdown OK\n> F. 1 2\n= LAST-ACK\n"
                             "< . 2 1\n= LAST-ACK\n"
                             "< . 2 2\n= CLOSED\n");
}

/* Figure 13. */
static void simultaneous_close(void **state)
{
    (void)state;
    bench_run(TO_FIN_WAIT_1 "< F. 1 1\n! END\n> . 2 2\n= CLOSING\n"
                            "< . 2 1\n= CLOSING\n"
                            "< . 2 2\n= TIME-WAIT\n"
                            "+ 239999\n= TIME-WAIT\n"
                            "+ 1\n= CLOSED\n");
}

/* FIN-WAIT-1 with an ACK of our FIN and the peer's FIN in one segment. */
static void straight_to_time_wait(void **state)
{
    (void)state;
    bench_run(TO_FIN_WAIT_1 "< F. 1 2\n! END\n> . 2 2\n= TIME-WAIT\n");
    bench_run(TO_FIN_WAIT_1 "< F. 1 2 len 10\n! END\n> . 2 12\n= TIME-WAIT\n");
}

/* Text goes before the FIN; an ACK of the text alone is none of the FIN. */
static void text_before_fin(void **state)
{
    (void)state;
    bench_run("listen OK\n< S 0 win 30\n> S. 0 1\n< . 1 1 win 30\n! CONNECTED\n"
              "send 50 OK 50\n> . 1 1 len 30\n"
              "shutdown OK\n= FIN-WAIT-1\n"
              "send 1 CLOSING\n"
              "< . 1 31 win 30\n> FP. 31 1 len 20\n"
              "< . 1 51\n= FIN-WAIT-1\n"
              "< . 1 52\n= FIN-WAIT-2\n");
}

/* CLOSE-8: CLOSE-WAIT until the text has left, then LAST-ACK. */
static void close_wait_with_text(void **state)
{
    (void)state;
    bench_run("listen OK\n< S 0 win 30\n> S. 0 1\n< F. 1 1 win 30\n! CONNECTED\n! END\n> . 1 2\n"
              "send 50 OK 50\n> . 1 2 len 30\n"
              "shutdown OK\n= CLOSE-WAIT\n"
              "shutdown CLOSING\nsend 1 CLOSING\n"
              "< . 2 31 win 30\n> P. 31 2 len 20\n> F. 51 2\n= LAST-ACK\n"
              "< . 2 51\n= LAST-ACK\n"
              "< . 2 52\n= CLOSED\n");
}

/* ... and the FIN waits for room in the window, the state with it. */
static void close_wait_without_window(void **state)
{
    (void)state;
    bench_run(TO_CLOSE_WAIT "send 9 OK 9\n> P. 1 2 len 9\n< . 2 5 win 0\n"
                            "shutdown OK\n= CLOSE-WAIT\nshutdown CLOSING\nsend 1 CLOSING\n"
                            "< . 2 10 win 0\n> F. 10 2\n= LAST-ACK\n");
}

/* CLOSING with text of our own still to go. */
static void closing_with_text(void **state)
{
    (void)state;
    bench_run("listen OK\n< S 0 win 30\n> S. 0 1\n< . 1 1 win 30\n! CONNECTED\n"
              "send 50 OK 50\n> . 1 1 len 30\n"
              "shutdown OK\n"
              "< F. 1 1 win 30\n! END\n> . 31 2\n= CLOSING\n"
              "< . 2 31 win 30\n> FP. 31 2 len 20\n"
              "< . 2 52\n= TIME-WAIT\n");
}

/* CLOSE-4, CLOSE-5 and AMB-24. */
static void close_in_syn_received(void **state)
{
    (void)state;
    bench_run(TO_SYN_RECEIVED "shutdown OK\n> F. 1 1\n= FIN-WAIT-1\n"
                              "< . 1 1\n= FIN-WAIT-1\n"
                              "< . 1 2\n= FIN-WAIT-2\n");
    bench_run(TO_SYN_RECEIVED "shutdown OK\n> F. 1 1\n"
                              "+ 1000\n> S. 0 1\n"
                              "< . 1 1\n> F. 1 1\n" /* behind what was lost it counts as lost too */
                              "+ 2000\n> F. 1 1\n");
    bench_run(TO_SYN_RECEIVED "send 10 OK 10\nshutdown OK\n= SYN-RECEIVED\n"
                              "shutdown CLOSING\nsend 1 CLOSING\n"
                              "< . 1 1\n! CONNECTED\n> FP. 1 1 len 10\n= FIN-WAIT-1\n");
}

static void close_before_synchronized(void **state)
{
    (void)state;
    bench_run(TO_SYN_SENT "shutdown OK\n= CLOSED\n+ 5000\n");
    bench_run("listen OK\nlistener shutdown OK\n< S 0\n> R. ~0 1\n");
}

/* Half-closed, text flows on: out of FIN-WAIT-2 in, and out of CLOSE-WAIT. */
static void half_closed(void **state)
{
    (void)state;
    bench_run(TO_FIN_WAIT_2 "< . 1 2 len 100\nrecv 50 OK 50\nrecv 100 OK 50\nrecv 1 WOULD-BLOCK\n"
                            "+ 200\n> . 2 101\n"
                            "< F. 101 2 len 10\n! END\n> . 2 112\n= TIME-WAIT\n");
    bench_run(TO_CLOSE_WAIT "send 100 OK 100\n> P. 1 2 len 100\n"
                            "< . 2 101\n"
                            "shutdown OK\n> F. 101 2\n");
}

/* A FIN that comes before its turn waits; the gap filled, it counts (SHLD-31). */
static void early_fin(void **state)
{
    (void)state;
    bench_run(TO_ESTABLISHED "< F. 11 1\n> . 1 1\n= ESTABLISHED\n"
                             "< . 1 1 len 10\n! END\n> . 1 12\n= CLOSE-WAIT\n"
                             "recv 50 OK 10\nrecv 50 END\n");
}

/* AMB-42: beyond the FIN nothing counts, and RCV.NXT stays. */
static void beyond_the_fin(void **state)
{
    (void)state;
    bench_run(TO_CLOSE_WAIT "< . 2 1 len 10\n"
                            "< F. 2 1\n"
                            "< F. 12 1 len 10\n"
                            "recv 10 END\n"
                            "send 1 OK 1\n> P. 1 2 len 1\n");
    /* The FIN itself, again: left of the window. */
    bench_run(TO_CLOSE_WAIT "< F. 1 1\n> . 1 2\n");
    bench_run(TO_LAST_ACK "< F. 1 1\n> . 2 2\n");
    bench_run(TO_CLOSING "< F. 1 1\n> . 2 2\n");
}

/* AMB-14: an ACK of what was never sent is never that of our FIN. */
static void ack_beyond(void **state)
{
    (void)state;
    bench_run(TO_LAST_ACK "< . 2 3\n> . 2 2\n= LAST-ACK\n");
    bench_run(TO_CLOSING "< . 2 3\n> . 2 2\n= CLOSING\n");
    bench_run(TO_FIN_WAIT_1 "< . 1 3\n> . 2 1\n= FIN-WAIT-1\n");
    bench_run(TO_TIME_WAIT "< . 2 3\n> . 2 2\n= TIME-WAIT\n");
}

/* The socket's close (3.6.1, AMB-39). */
static void release(void **state)
{
    (void)state;
    bench_run(TO_ESTABLISHED "close OK\n> F. 1 1\nclose CLOSING\nrecv 1 CLOSING\n"
                             "< . 1 2\n= FIN-WAIT-2\n"
                             "< . 1 2 len 5\n> R. 2 1\n= CLOSED\n");
    bench_run(TO_ESTABLISHED "< . 1 1 len 5\nclose OK\n> R. 1 6\n= CLOSED\n");
    bench_run(TO_ESTABLISHED "< . 1 1 len 5\nrecv 9 OK 5\nclose OK\n> F. 1 6\n= FIN-WAIT-1\n");
    bench_run(TO_FIN_WAIT_2 "close OK\n= FIN-WAIT-2\n< F. 1 2\n> . 2 2\n= TIME-WAIT\n");
    bench_run(TO_CLOSE_WAIT "close OK\n> F. 1 2\n= LAST-ACK\n");
    bench_run(TO_SYN_SENT "close OK\n= CLOSED\n");
}

static void release_full_duplex(void **state)
{
    (void)state;
    static struct bench bench;
    bench_configure(&bench);
    bench_option(&bench, "half_duplex_close", false);
    bench_begin(&bench);
    bench_play(&bench, TO_ESTABLISHED "< . 1 1 len 5\nclose OK\n> F. 1 6\n= FIN-WAIT-1\n"
                                      "< . 6 2 len 1500\n+ 200\n> . 2 1506 win 2000\n"
                                      "< F. 1506 2 len 1500\n> . 2 3007\n= TIME-WAIT\n");
    bench_end(&bench);
    /* What nobody will read takes no room: a full buffer is an open window again. */
    bench_begin(&bench);
    bench_play(&bench, TO_ESTABLISHED "< . 1 1 len 2000\n> . 1 2001 win 0\nclose OK\n> F. 1 2001 win 2000\n"
                                      "< F. 2001 2\n> . 2 2002\n= TIME-WAIT\n");
    bench_end(&bench);
}

/* AMB-37 */
static void orphan(void **state)
{
    (void)state;
    static struct bench bench;
    bench_configure(&bench);
    bench.config.fin_wait_2_us = 5000000;
    bench_begin(&bench);
    bench_play(&bench, TO_ESTABLISHED "close OK\n> F. 1 1\n< . 1 2\n"
                                      "+ 4999\n= FIN-WAIT-2\n+ 1\n= CLOSED\n");
    bench_run(TO_ESTABLISHED "close OK\n> F. 1 1\n< . 1 2\n+ 9000000\n= FIN-WAIT-2\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(active_close),
        cmocka_unit_test(passive_close),
        cmocka_unit_test(simultaneous_close),
        cmocka_unit_test(straight_to_time_wait),
        cmocka_unit_test(text_before_fin),
        cmocka_unit_test(close_wait_with_text),
        cmocka_unit_test(close_wait_without_window),
        cmocka_unit_test(closing_with_text),
        cmocka_unit_test(close_in_syn_received),
        cmocka_unit_test(close_before_synchronized),
        cmocka_unit_test(half_closed),
        cmocka_unit_test(early_fin),
        cmocka_unit_test(beyond_the_fin),
        cmocka_unit_test(ack_beyond),
        cmocka_unit_test(release),
        cmocka_unit_test(release_full_duplex),
        cmocka_unit_test(orphan),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
