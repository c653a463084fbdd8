/* TIME-WAIT: RFC 9293, 3.6.1 and 3.10.7.4; RFC 1337; RFC 6191. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include "tests/engine/bench.h"
#include "tests/engine/scripts.h"

static void run_with(const char *option, bool on, const char *script)
{
    static struct bench bench;
    bench_configure(&bench);
    bench_option(&bench, option, on);
    bench_begin(&bench);
    bench_play(&bench, script);
    bench_end(&bench);
}

/* Twice the MSL to the millisecond, counted from the last repeated FIN (AMB-10). */
static void repeated_fin(void **state)
{
    (void)state;
    bench_run(TO_TIME_WAIT "+ 100000\n"
                           "< F. 1 2\n> . 2 2\n"
                           "+ 239999\n= TIME-WAIT\n"
                           "+ 1\n= CLOSED\n");
    /* Another FIN in the window: step 8 as it stands. */
    bench_run(TO_TIME_WAIT "+ 100000\n"
                           "< F. 2 2\n"
                           "+ 239999\n= TIME-WAIT\n"
                           "+ 1\n= CLOSED\n");
    run_with("time_wait_restart", false,
             TO_TIME_WAIT "+ 100000\n"
                          "< F. 1 2\n> . 2 2\n"
                          "+ 139999\n= TIME-WAIT\n"
                          "+ 1\n= CLOSED\n");
}

/* What is no repeated FIN restarts nothing. */
static void no_restart(void **state)
{
    (void)state;
    bench_run(TO_TIME_WAIT "+ 200000\n"
                           "< . 2 2\n"
                           "< . 1 2\n> . 2 2\n"
                           "< . 2 2 len 5\n"
                           "< S 1\n> . 2 2\n"
                           "< FR. 1 2\n"
                           "< F 1\n> . 2 2\n" /* without ACK: step 5 would have dropped it */
                           "+ 39999\n= TIME-WAIT\n"
                           "+ 1\n= CLOSED\n");
}

static void msl_is_a_parameter(void **state)
{
    (void)state;
    static struct bench bench;
    bench_configure(&bench);
    bench.config.msl_us = 500000;
    bench_begin(&bench);
    bench_play(&bench, TO_TIME_WAIT "+ 999\n= TIME-WAIT\n+ 1\n= CLOSED\n");
    bench_end(&bench);
}

/* AMB-09: a valid reset ends TIME-WAIT, or is ignored (RFC 1337). */
static void reset(void **state)
{
    (void)state;
    bench_run(TO_TIME_WAIT "< R 2\n= CLOSED\n< F. 1 2\n> R 2\n");
    bench_run(TO_TIME_WAIT "< R 3\n> . 2 2\n= TIME-WAIT\n");
    run_with("rfc1337", true, TO_TIME_WAIT "< R 2\n< R 3\n= TIME-WAIT\n< F. 1 2\n> . 2 2\n");
}

/* A newer SYN starts the next connection, with an ISS above every number used (MAY-2, RFC 6191). */
static void reopen(void **state)
{
    (void)state;
    bench_run(TO_TIME_WAIT "send 1 CLOSING\n"
                           "< S 2 win 700\n"
                           "> S. 0 3 mss 1000 win 2000\n"
                           "= SYN-RECEIVED\n"
                           "< . 3 1\n! CONNECTED\n= ESTABLISHED\n");
    bench_run(TO_TIME_WAIT "< S 1\n> . 2 2\n= TIME-WAIT\n"
                           "< S. 2 2\n> . 2 2\n= TIME-WAIT\n"
                           "< SR 2\n= CLOSED\n");
    run_with("rfc6191", false, TO_TIME_WAIT "< S 2\n> . 2 2\n= TIME-WAIT\n");
}

static void reopened_iss_is_above(void **state)
{
    (void)state;
    static struct bench bench;
    bench_configure(&bench);
    bench_begin(&bench);
    bench_play(&bench, TO_TIME_WAIT);
    uint32_t before = bench.iss;
    bench_play(&bench, "< S 2\n> S. 0 3\n");
    assert_true((int32_t)(bench.iss - (before + 2)) > 0);
    /* Once more, after the block itself has gone. */
    before = bench.iss;
    bench_play(&bench, "< R 3\n= CLOSED\n< S 100\n> S. 0 101\n");
    assert_true((int32_t)(bench.iss - (before + 1)) > 0);
}

/* A listener that moved, came back and was closed has used no numbers of its own. */
static void closed_listener_keeps_the_past(void **state)
{
    (void)state;
    static struct bench bench;
    bench_configure(&bench);
    bench.config.listener = TSPEC_LISTENER_MOVES;
    bench_begin(&bench);
    bench_play(&bench, TO_SYN_RECEIVED "< R 1\n< S 0\n> S. 0 1\n< R 1\n< S 0\n> S. 0 1\n");
    uint32_t before = bench.iss;
    bench_play(&bench, "< R 1\nlistener close OK\nconnect OK\n> S 0\n");
    assert_true((int32_t)(bench.iss - before) > 0);
}

/* A SYN in the window of a plain RFC 793 endpoint is an error (AMB-11 D). */
static void syn_of_793(void **state)
{
    (void)state;
    static struct bench bench;
    bench_configure(&bench);
    bench_option(&bench, "rfc6191", false);
    bench_option(&bench, "rfc5961_syn", false);
    bench_begin(&bench);
    bench_play(&bench, TO_TIME_WAIT "< S 2\n> R. ~0 3\n! RESET\n= CLOSED\n");
    bench_end(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(repeated_fin),
        cmocka_unit_test(no_restart),
        cmocka_unit_test(msl_is_a_parameter),
        cmocka_unit_test(reset),
        cmocka_unit_test(reopen),
        cmocka_unit_test(reopened_iss_is_above),
        cmocka_unit_test(closed_listener_keeps_the_past),
        cmocka_unit_test(syn_of_793),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
