/* Urgent data both ways (RFC 9293, 3.8.5), and keep-alives (3.8.4). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include "tests/engine/bench.h"
#include "tests/engine/scripts.h"

static struct bench bench;

static void run(const char *script)
{
    bench_configure(&bench);
    bench.config.send_bytes = 1 << 17;
    bench_option(&bench, "urgent", true);
    bench_begin(&bench);
    bench_play(&bench, script);
    bench_end(&bench);
}

/* MUST-30, MUST-62: every segment says how far the end of the urgent data is, until it is acknowledged. */
static void sent(void **state)
{
    (void)state;
    run(TO_ESTABLISHED "send 5 OK 5\n> P. 1 1 len 5\nsend 10 urgent OK 10\n> PU. 6 1 len 10 up 10\n"
                       "send 5 OK 5\n> P. 16 1 len 5\n"   /* behind it */
                       "+ 1000\n> PU. 1 1 len 20 up 15\n" /* once more, from before it */
                       "< . 1 16\n+ 2000\n> P. 16 1 len 5\n< . 1 21\n"
                       "send 0 urgent OK\nsend 1 OK 1\n> P. 21 1 len 1\n");
    /* Queued before there is a connection; a second one moves the pointer on. */
    run(TO_SYN_SENT "send 10 urgent OK 10\n< S. 0 1\n! CONNECTED\n> PU. 1 1 len 10 up 10\n"
                    "send 600 urgent OK 600\n> U. 11 1 len 536 up 600\n> PU. 547 1 len 64 up 64\n"
                    "< . 1 11\n< . 1 611 len 1\n+ 200\n> . 611 2\n");
}

/* MUST-31: further ahead than the field reaches. */
static void far_ahead(void **state)
{
    (void)state;
    run(TO_SYN_SENT "send 65536 urgent OK 65536\nsend 1000 urgent OK 1000\n"
                    "< S. 0 1 win 1600 mss 1460\n! CONNECTED\n> U. 1 1 len 1460 up 65535\n> U. 1461 1 len "
                    "140 up 65076\n");
}

/* MUST-32, MUST-33: told of each advance, and how much is left; the buffer ends where the urgent data does.
 */
static void received(void **state)
{
    (void)state;
    run(TO_ESTABLISHED "< U. 1 1 len 10 up 5\n! URGENT\n"
                       "< U. 1 1 len 20 up 4\n+ 200\n> . 1 21\n" /* it does not recede */
                       "recv 3 OK 3 urgent 2\nrecv 99 OK 2 urgent 0\nrecv 99 OK 15 urgent 0\n"
                       "< U. 21 1 up 40\n! URGENT\n< U. 21 1 up 50\n! URGENT\n< U. 21 1 up 50\n"
                       "recv 99 WOULD-BLOCK\n< . 21 1 len 60\n+ 200\n> . 1 81\n"
                       "recv 99 OK 50 urgent 0\nrecv 99 OK 10\n");
    /* What is read already is not urgent. */
    run(TO_ESTABLISHED
        "< . 1 1 len 10\nrecv 99 OK 10\n+ 200\n> . 1 11\n< U. 11 1 up 0\n< U. 5 1 len 6 up 6\n> . 1 11\n");
    /* At a zero window too (MUST-66); not after the FIN. */
    run(TO_ESTABLISHED "< . 1 1 len 2000\n> . 1 2001 win 0\n< U. 2001 1 up 9\n! URGENT\n");
    run(TO_CLOSE_WAIT "< U. 2 1 up 9\n");
}

/* Off, there are no signals, and RECEIVE knows no mark. */
static void off(void **state)
{
    (void)state;
    bench_run(TO_ESTABLISHED "< U. 1 1 len 10 up 5\nrecv 99 OK 10\n+ 200\n> . 1 11\n");
}

static void run_keep_alive(const char *script)
{
    bench_configure(&bench);
    bench_begin(&bench);
    bench_play(&bench, script);
    bench_end(&bench);
}

/* MUST-24 to MUST-28, SHLD-12: off until asked for, after the idle interval, which is two hours at first. */
static void keep_alive(void **state)
{
    (void)state;
    run_keep_alive(TO_ESTABLISHED "+ 90000000\n");
    run_keep_alive(TO_ESTABLISHED
                   "set KEEPALIVE 1 OK\n+ 7199999\n+ 1\n> . 0 1\n< . 1 1\n"
                   "+ 7199999\n+ 1\n> . 0 1\n< . 1 1\n"
                   "set KEEPALIVE-IDLE 10000 OK\n+ 9000\n< . 1 1\n+ 9999\n+ 1\n> . 0 1\n< . 1 1\n"
                   "set KEEPALIVE 0 OK\n+ 90000000\n");
    /* Text in flight: no probe (MUST-26). */
    run_keep_alive(TO_ESTABLISHED
                   "set KEEPALIVE-IDLE 500 OK\nset KEEPALIVE 1 OK\nsend 9 OK 9\n> P. 1 1 len 9\n"
                   "+ 999\n+ 1\n> P. 1 1 len 9\n< . 1 10\n+ 499\n");
    run_keep_alive(TO_CLOSE_WAIT "set KEEPALIVE-IDLE 500 OK\nset KEEPALIVE 1 OK\n+ 500\n> . 0 2\n");
    /* Of the listener's connections, and in TIME-WAIT no more. */
    run_keep_alive(
        "listen OK\nlistener set KEEPALIVE 1 OK\nlistener set KEEPALIVE-IDLE 1000 OK\n< S 0\n> S. 0 1\n"
        "< . 1 1\n! CONNECTED\n+ 1000\n> . 0 1\n< . 1 1\n"
        "shutdown OK\n> F. 1 1\n< F. 1 2\n! END\n> . 2 2\n+ 200000\n= TIME-WAIT\n");
}

/* MUST-29: one unanswered probe is no proof; the third is enough here. */
static void keep_alive_unanswered(void **state)
{
    (void)state;
    run_keep_alive(TO_ESTABLISHED "set KEEPALIVE-IDLE 10000 OK\nset KEEPALIVE 1 OK\n+ 10000\n> . 0 1\n"
                                  "+ 10000\n> . 0 1\n< . 1 1\n+ 10000\n> . 0 1\n+ 10000\n> . 0 1\n"
                                  "+ 10000\n> . 0 1\n+ 9999\n= ESTABLISHED\n+ 1\n! TIMEOUT\n= CLOSED\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sent), cmocka_unit_test(far_ahead),  cmocka_unit_test(received),
        cmocka_unit_test(off),  cmocka_unit_test(keep_alive), cmocka_unit_test(keep_alive_unanswered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
