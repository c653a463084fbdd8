/* The congestion window (RFC 9293, 3.8.2; RFC 5681), and failures of the path (3.8.3). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <cmocka.h>
#include "engine/congestion.h"
#include "tests/engine/bench.h"
#include "tests/engine/scripts.h"

static struct bench bench;

#define MSS_100 "listen OK\n< S 0 mss 100\n> S. 0 1\n< . 1 1\n! CONNECTED\n"

static void begin(void)
{
    bench_configure(&bench);
    bench.config.initial_segments = 0;
    bench.config.send_bytes = 4000;
    bench_begin(&bench);
}

static void run(const char *script)
{
    begin();
    bench_play(&bench, script);
    bench_end(&bench);
}

/* RFC 5681, 3.1: the initial window by SMSS, and after a lost SYN. */
static void initial_window(void **state)
{
    (void)state;
    static const struct {
        uint32_t mss, segments;
        bool syn_lost;
        uint32_t window;
    } rows[] = {
        {100, 0, false, 400},   {1095, 0, false, 4380},   {1096, 0, false, 3288}, {2190, 0, false, 6570},
        {2191, 0, false, 4382}, {1460, 10, false, 14600}, {1460, 0, true, 1460},  {1460, 10, true, 1460},
    };
    for (unsigned i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct tspec_congestion c;
        tspec_congestion_begin(&c, rows[i].mss, rows[i].segments, rows[i].syn_lost);
        assert_int_equal(c.window, rows[i].window);
    }
}

/* Slow start to ssthresh, then one segment a window; no window overflows. */
static void growth(void **state)
{
    (void)state;
    struct tspec_congestion c;
    tspec_congestion_begin(&c, 100, 0, false);
    tspec_congestion_grow(&c, 100, 40);
    assert_int_equal(c.window, 440);
    tspec_congestion_grow(&c, 100, 300);
    assert_int_equal(c.window, 540);
    tspec_congestion_collapse(&c, 100, 900, false);
    assert_int_equal(c.window, 100);
    assert_int_equal(c.threshold, 450);
    tspec_congestion_collapse(&c, 100, 100, true);
    assert_int_equal(c.threshold, 450);
    for (unsigned i = 0; i < 4; i++)
        tspec_congestion_grow(&c, 100, 100);
    assert_int_equal(c.window, 500);
    for (unsigned i = 0; i < 4; i++)
        tspec_congestion_grow(&c, 100, 100);
    assert_int_equal(c.window, 500);
    tspec_congestion_grow(&c, 100, 100);
    assert_int_equal(c.window, 600);
    tspec_congestion_collapse(&c, 100, 0, false);
    assert_int_equal(c.threshold, 200);
    c.window = UINT32_MAX - 10;
    c.threshold = UINT32_MAX;
    tspec_congestion_grow(&c, 100, 100);
    assert_true(c.window == UINT32_MAX);
}

/* MUST-19: the first flight, then one segment more for each acknowledgment. */
static void slow_start(void **state)
{
    (void)state;
    run(MSS_100
        "send 1200 OK 1200\n> . 1 1 len 100\n> . 101 1 len 100\n> . 201 1 len 100\n> . 301 1 len 100\n"
        "< . 1 101\n> . 401 1 len 100\n> . 501 1 len 100\n"
        "< . 1 301\n> . 601 1 len 100\n> . 701 1 len 100\n> . 801 1 len 100\n");
    /* One segment after a lost SYN,ACK. */
    run("listen OK\n< S 0 mss 100\n> S. 0 1\n+ 1000\n> S. 0 1\n< . 1 1\n! CONNECTED\n"
        "send 300 OK 300\n> . 1 1 len 100\n< . 1 101\n> . 101 1 len 100\n> P. 201 1 len 100\n");
}

/* A timeout: one segment, and what was in flight goes again as the acknowledgments let it. */
static void timeout(void **state)
{
    (void)state;
    run(MSS_100 "send 600 OK 600\n> . 1 1 len 100\n> . 101 1 len 100\n> . 201 1 len 100\n> . 301 1 len 100\n"
                "+ 1000\n> . 1 1 len 100\n"
                "< . 1 101\n> . 101 1 len 100\n> . 201 1 len 100\n"
                "< . 1 201\n> . 301 1 len 100\n" /* cwnd 200 = ssthresh; avoidance from here */
                "< . 1 401\n> . 401 1 len 100\n> P. 501 1 len 100\n"
                "< . 1 601\n+ 99999\n");
    /* What arrived all the same is not sent again. */
    run(MSS_100 "send 400 OK 400\n> . 1 1 len 100\n> . 101 1 len 100\n> . 201 1 len 100\n> P. 301 1 len 100\n"
                "+ 1000\n> . 1 1 len 100\n< . 1 401\n+ 99999\n");
}

/* RFC 5681, 4.1: after an idle RTO the window is the initial one again. */
static void idle(void **state)
{
    (void)state;
    run(MSS_100 "send 400 OK 400\n> . 1 1 len 100\n> . 101 1 len 100\n> . 201 1 len 100\n> P. 301 1 len 100\n"
                "< . 1 101\n< . 1 201\n< . 1 301\n< . 1 401\n"
                "+ 900\nsend 600 OK 600\n> . 401 1 len 100\n> . 501 1 len 100\n> . 601 1 len 100\n"
                "> . 701 1 len 100\n> . 801 1 len 100\n> P. 901 1 len 100\n< . 1 1001\n"
                "+ 1100\nsend 600 OK 600\n> . 1001 1 len 100\n> . 1101 1 len 100\n> . 1201 1 len 100\n"
                "> . 1301 1 len 100\n");
}

/* RFC 5681, 3.2: the third duplicate resends; each further one lets a new segment out; new text ends it. */
static void fast_retransmit(void **state)
{
    (void)state;
    begin();
    bench_option(&bench, "fast_retransmit", true);
    bench.config.initial_segments = 8;
    bench_begin(&bench);
    bench_play(&bench, MSS_100 "send 800 OK 800\n");
    bench.taken = bench.count;
    bench_play(&bench, "send 400 OK 400\n"
                       "< . 1 1\n< . 1 1\n< . 1 1 win 9000\n" /* a window update is no duplicate */
                       "< . 1 1 win 9000\n> . 1 1 len 100\n"
                       "< . 1 1 win 9000\n< . 1 1 win 9000\n> . 801 1 len 100\n"
                       "< . 1 801 win 9000\n> . 901 1 len 100\n> . 1001 1 len 100\n> P. 1101 1 len 100\n");
    bench_end(&bench);
}

/* No event has more segments than there is room for; the next acknowledgment goes on. */
static void burst(void **state)
{
    (void)state;
    begin();
    bench.config.initial_segments = 100;
    bench_begin(&bench);
    bench_play(&bench, "listen OK\n< S 0 mss 10\n> S. 0 1\n< . 1 1\n! CONNECTED\nsend 1000 OK 1000\n");
    assert_int_equal(bench.count - bench.taken, TSPEC_EFFECTS_MAX - 4);
    bench.taken = bench.count;
    bench_play(&bench, "< . 1 11\n");
    assert_int_equal(bench.count - bench.taken, TSPEC_EFFECTS_MAX - 4);
}

/* R1: advice to IP, and a report the user may switch off (MUST-20, SHLD-9, SHLD-10, SHLD-20); once a segment.
 */
static void r1(void **state)
{
    (void)state;
    begin();
    bench_option(&bench, "soft_errors", true);
    bench_begin(&bench);
    bench_play(&bench, TO_ESTABLISHED "send 10 OK 10\n> P. 1 1 len 10\n+ 1000\n> P. 1 1 len 10\n"
                                      "+ 2000\n> P. 1 1 len 10\nadvised 0\n"
                                      "+ 4000\n> P. 1 1 len 10\n! SOFT-ERROR\nadvised 1\n"
                                      "+ 8000\n> P. 1 1 len 10\nadvised 1\n< . 1 11\n"
                                      "set SOFT-ERRORS 0 OK\nsend 10 OK 10\n> P. 11 1 len 10\n+ 16000\n"
                                      "> P. 11 1 len 10\n+ 32000\n> P. 11 1 len 10\n"
                                      "+ 60000\n> P. 11 1 len 10\nadvised 2\n");
    bench_begin(&bench);
    bench_play(&bench, TO_SYN_SENT "+ 1000\n> S 0\n+ 2000\n> S 0\n+ 4000\n> S 0\n! SOFT-ERROR\nadvised 1\n");
    bench_begin(&bench);
    bench_play(&bench, TO_SYN_RECEIVED "+ 1000\n> S. 0 1\n+ 2000\n> S. 0 1\n+ 4000\n> S. 0 1\nadvised 1\n");
    bench_end(&bench);
}

/* MUST-21: R2 as the application wants it, of the SYN too; counted from where the old one was. */
static void user_timeout(void **state)
{
    (void)state;
    run(TO_ESTABLISHED "set USER-TIMEOUT 2500 OK\nsend 10 OK 10\n> P. 1 1 len 10\n+ 1000\n> P. 1 1 len 10\n"
                       "+ 1499\n+ 1\n! TIMEOUT\n= CLOSED\n");
    run(TO_ESTABLISHED "send 10 OK 10\n> P. 1 1 len 10\n+ 1000\n> P. 1 1 len 10\n"
                       "set USER-TIMEOUT 2500 OK\n+ 1499\n+ 1\n! TIMEOUT\n");
    run("set USER-TIMEOUT 900 OK\n" TO_SYN_SENT "+ 899\n+ 1\n! TIMEOUT\n= CLOSED\n");
    /* 0: never. */
    begin();
    bench_play(&bench, TO_ESTABLISHED "set USER-TIMEOUT 0 OK\nsend 10 OK 10\n> P. 1 1 len 10\n+ 3000000\n");
    bench.taken = bench.count;
    bench_play(&bench, "= ESTABLISHED\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(initial_window), cmocka_unit_test(growth), cmocka_unit_test(slow_start),
        cmocka_unit_test(timeout),        cmocka_unit_test(idle),   cmocka_unit_test(fast_retransmit),
        cmocka_unit_test(burst),          cmocka_unit_test(r1),     cmocka_unit_test(user_timeout),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
