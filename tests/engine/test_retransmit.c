/* Retransmission: RFC 9293, 3.8.1 and 3.8.3; RFC 6298. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include "tests/engine/bench.h"
#include "tests/engine/scripts.h"

/* The oldest segment, again and again, twice as late each time; then the user is told (MUST-20). */
static void back_off_and_give_up(void **state)
{
    (void)state;
    bench_run(TO_ESTABLISHED "send 10 OK 10\n> P. 1 1 len 10\n"
                             "+ 999\n"
                             "+ 1\n> P. 1 1 len 10\n"
                             "+ 1999\n"
                             "+ 1\n> P. 1 1 len 10\n"
                             "+ 4000\n> P. 1 1 len 10\n"
                             "+ 8000\n> P. 1 1 len 10\n"
                             "+ 16000\n> P. 1 1 len 10\n"
                             "+ 32000\n> P. 1 1 len 10\n"
                             "+ 60000\n> P. 1 1 len 10\n"
                             "+ 60000\n> P. 1 1 len 10\n"
                             "+ 60000\n> P. 1 1 len 10\n"
                             "+ 56999\n= ESTABLISHED\n"
                             "+ 1\n! TIMEOUT\n= CLOSED\n"
                             "send 1 NO-CONN\n"
                             "< . 1 11\n> R 11\n");
}

static void oldest_first(void **state)
{
    (void)state;
    bench_run(TO_ESTABLISHED "send 1100 OK 1100\n> . 1 1 len 536\n> . 537 1 len 536\n> P. 1073 1 len 28\n"
                             "+ 1000\n> . 1 1 len 536\n"
                             "< . 1 537\n> . 537 1 len 536\n> P. 1073 1 len 28\n" /* lost too, it seems */
                             "+ 2000\n> . 537 1 len 536\n"
                             "< . 1 600\n> P. 1073 1 len 28\n"
                             "+ 4000\n> P. 600 1 len 501\n"
                             "< . 1 1101\n"
                             "+ 99999\n");
}

/* With the present ACK and window. */
static void present_ack(void **state)
{
    (void)state;
    bench_run(TO_ESTABLISHED "send 10 OK 10\n> P. 1 1 len 10 win 2000\n"
                             "< . 1 1 len 100\n+ 200\n> . 11 101 win 1900\n"
                             "+ 800\n> P. 1 101 len 10 win 1900\n");
}

static void fin(void **state)
{
    (void)state;
    bench_run(TO_FIN_WAIT_1 "+ 1000\n> F. 1 1\n+ 2000\n> F. 1 1\n< . 1 2\n+ 99999\n= FIN-WAIT-2\n");
    bench_run(TO_LAST_ACK "+ 1000\n> F. 1 2\n< F. 1 1\n> . 2 2\n");
    bench_run(TO_CLOSING "+ 1000\n> F. 1 2\n");
    bench_run(TO_ESTABLISHED "send 5 OK 5\n> P. 1 1 len 5\nshutdown OK\n> F. 6 1\n"
                             "+ 1000\n> FP. 1 1 len 5\n"
                             "< . 1 6\n+ 2000\n> F. 6 1\n");
}

/* R2 in every state with something outstanding. */
static void give_up(void **state)
{
    (void)state;
    static const char *const roads[] = {TO_FIN_WAIT_1, TO_LAST_ACK, TO_CLOSING};
    static struct bench bench;
    for (unsigned i = 0; i < 3; i++) {
        bench_configure(&bench);
        bench.config.user_timeout_us = 900000;
        bench_begin(&bench);
        bench_play(&bench, roads[i]);
        bench_play(&bench, "+ 899\n+ 1\n! TIMEOUT\n= CLOSED\n");
        bench_end(&bench);
    }
}

/* R2 counts from the last progress, not from the first segment (3.8.3). */
static void progress(void **state)
{
    (void)state;
    static struct bench bench;
    bench_configure(&bench);
    bench.config.user_timeout_us = 5000000;
    bench_begin(&bench);
    bench_play(&bench, TO_ESTABLISHED "send 600 OK 600\n> . 1 1 len 536\n> P. 537 1 len 64\n"
                                      "+ 1000\n> . 1 1 len 536\n"
                                      "+ 1500\n< . 1 537\n> P. 537 1 len 64\n"
                                      "+ 2000\n> P. 537 1 len 64\n"
                                      "+ 2999\n= ESTABLISHED\n+ 1\n! TIMEOUT\n= CLOSED\n");
    bench_end(&bench);
}

/* Round trips are measured, from segments that were sent once (Karn). */
static void measured(void **state)
{
    (void)state;
    static struct bench bench;
    bench_configure(&bench);
    bench.config.rto.min_us = 1;
    bench_begin(&bench);
    bench_play(&bench, "listen OK\n< S 0\n> S. 0 1\n"
                       "+ 400\n< . 1 1\n! CONNECTED\n" /* SRTT 400, RTTVAR 200: RTO 1200 */
                       "send 10 OK 10\n> P. 1 1 len 10\n"
                       "+ 1199\n+ 1\n> P. 1 1 len 10\n"
                       "+ 100\n< . 1 11\n" /* retransmitted: no sample, the back-off stays */
                       "send 10 OK 10\n> P. 11 1 len 10\n"
                       "+ 400\n< . 1 21\n" /* RTTVAR 150, SRTT 400: RTO 1000 */
                       "send 10 OK 10\n> P. 21 1 len 10\n"
                       "+ 999\n+ 1\n> P. 21 1 len 10\n");
    bench_end(&bench);
}

/* Of an open from both sides the SYN was sent twice, with and without ACK: what is acknowledged then is
 * ambiguous too. */
static void simultaneous_open_unmeasured(void **state)
{
    (void)state;
    bench_run(TO_SYN_SENT "+ 900\n< S 0\n> S. 0 1\n< . 1 1\n! CONNECTED\n"
                          "send 10 OK 10\n> P. 1 1 len 10\n"
                          "+ 999\n+ 1\n> P. 1 1 len 10\n");
    /* Nor when the SYN was lost before: 3 s (RFC 6298, 5.7), then 1 s after the first sample, of nothing. */
    bench_run(TO_SYN_SENT "+ 1000\n> S 0\n+ 500\n< S 0\n> S. 0 1\n+ 1400\n< . 1 1\n! CONNECTED\n"
                          "send 10 OK 10\n> P. 1 1 len 10\n< . 1 11\nsend 10 OK 10\n> P. 11 1 len 10\n"
                          "+ 999\n+ 1\n> P. 11 1 len 10\n");
}

/* The timer restarts with each new acknowledgment (RFC 6298, 5.3), not with others. */
static void restart(void **state)
{
    (void)state;
    bench_run(TO_ESTABLISHED "send 600 OK 600\n> . 1 1 len 536\n> P. 537 1 len 64\n"
                             "+ 900\n< . 1 537\n"
                             "+ 1012\n+ 1\n> P. 537 1 len 64\n"); /* SRTT 112.5, RTTVAR 225 */
    bench_run(TO_ESTABLISHED "send 6 OK 6\n> P. 1 1 len 6\n"
                             "+ 900\n< . 1 1\n< . 1 1 win 5000\n"
                             "+ 99\n+ 1\n> P. 1 1 len 6\n");
}

/* The window shrank to nothing under text in flight: it goes on, and nobody gives up while the peer answers
 * (SHLD-17). */
static void shrunk_window(void **state)
{
    (void)state;
    static struct bench bench;
    bench_configure(&bench);
    bench_begin(&bench);
    bench_play(&bench, TO_ESTABLISHED "send 6 OK 6\n> P. 1 1 len 6\n< . 1 1 win 0\n"
                                      "+ 1000\n> P. 1 1 len 6\n< . 1 1 win 0\n"
                                      "+ 2000\n> P. 1 1 len 6\n");
    for (unsigned i = 0; i < 20; i++) {
        bench_play(&bench, "< . 1 1 win 0\n+ 60000\n");
        bench.taken = bench.count;
    }
    bench_play(&bench, "= ESTABLISHED\n+ 7\n< . 1 1 win 0\n+ 299999\n");
    bench.taken = bench.count;
    bench_play(&bench, "= ESTABLISHED\n+ 1\n! TIMEOUT\n= CLOSED\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(back_off_and_give_up),
        cmocka_unit_test(oldest_first),
        cmocka_unit_test(present_ack),
        cmocka_unit_test(fin),
        cmocka_unit_test(give_up),
        cmocka_unit_test(progress),
        cmocka_unit_test(measured),
        cmocka_unit_test(simultaneous_open_unmeasured),
        cmocka_unit_test(restart),
        cmocka_unit_test(shrunk_window),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
