/* When text goes: Nagle, silly windows, PUSH, zero windows (RFC 9293, 3.7.4, 3.8.6, 3.9.1.2). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include "tests/engine/bench.h"
#include "tests/engine/scripts.h"

static struct bench bench;

static void begin(void)
{
    bench_configure(&bench);
    bench.config.send_bytes = 4000;
    bench_option(&bench, "nagle", true);
    bench_option(&bench, "sender_sws", true);
    bench_option(&bench, "zero_window_probes", true);
    bench_begin(&bench);
}

static void run(const char *script)
{
    begin();
    bench_play(&bench, script);
    bench_end(&bench);
}

/* The peer's window, MSS 100. */
#define WITH_WINDOW(win) "listen OK\n< S 0 mss 100 win " win "\n> S. 0 1\n< . 1 1 win " win "\n! CONNECTED\n"

/* SHLD-7: small pieces wait for the acknowledgment, then go as one (SHLD-27). */
static void nagle(void **state)
{
    (void)state;
    run(TO_ESTABLISHED "send 10 OK 10\n> P. 1 1 len 10\n"
                       "send 10 OK 10\nsend 20 OK 20\n"
                       "+ 500\n"
                       "< . 1 11\n> P. 11 1 len 30\n");
    /* A full segment does not wait, what is left of the text does. */
    run(TO_ESTABLISHED "send 10 OK 10\n> P. 1 1 len 10\nsend 600 OK 600\n> . 11 1 len 536\n"
                       "< . 1 547\n> P. 547 1 len 64\n");
    run(TO_ESTABLISHED "send 1100 OK 1100\n> . 1 1 len 536\n> . 537 1 len 536\n< . 1 537\n"
                       "< . 1 1073\n> P. 1073 1 len 28\n");
    /* The FIN waits for its text. */
    run(TO_ESTABLISHED "send 10 OK 10\n> P. 1 1 len 10\nsend 10 OK 10\nshutdown OK\n= FIN-WAIT-1\n"
                       "< . 1 11\n> FP. 11 1 len 10\n");
}

/* MUST-17: one connection without it, the other with it. */
static void no_delay(void **state)
{
    (void)state;
    run(TO_ESTABLISHED "set NODELAY 1 OK\n"
                       "send 10 OK 10\n> P. 1 1 len 10\nsend 5 OK 5\n> P. 11 1 len 5\n"
                       "set NODELAY 0 OK\nsend 5 OK 5\n< . 1 16\n> P. 16 1 len 5\n");
    /* What was held goes at once. */
    run(TO_ESTABLISHED "send 10 OK 10\n> P. 1 1 len 10\nsend 5 OK 5\nset NODELAY 1 OK\n> P. 11 1 len 5\n");
    /* Before there is a connection: for the next active OPEN; on the listener: for those it makes. */
    run("set NODELAY 1 OK\n" TO_ESTABLISHED_SELF
        "send 10 OK 10\n> P. 1 1 len 10\nsend 5 OK 5\n> P. 11 1 len 5\n");
    run("listen OK\nlistener set NODELAY 1 OK\n< S 0\n> S. 0 1\n< . 1 1\n! CONNECTED\n"
        "send 10 OK 10\n> P. 1 1 len 10\nsend 5 OK 5\n> P. 11 1 len 5\n");
    run("listener set NODELAY 1 NO-CONN\n");
}

/* MUST-38: (1) a full segment, (2) all there is, (3) half the largest window, (4) the override, MUST-60. */
static void silly_window(void **state)
{
    (void)state;
    run(WITH_WINDOW("300") "send 80 OK 80\n> P. 1 1 len 80\n"            /* (2) */
                           "< . 1 81 win 20\nsend 200 OK 200\n+ 199\n"   /* U = 20 */
                           "+ 1\n> . 81 1 len 20\n"                      /* (4) */
                           "< . 1 101 win 99\n+ 100\n"                   /* 99 < 100, 99 < 150 */
                           "< . 1 101 win 100\n> . 101 1 len 100\n"      /* (1) */
                           "< . 1 201 win 100\n> P. 201 1 len 80\n");    /* (2) */
    run(WITH_WINDOW("60") "send 80 OK 80\n> . 1 1 len 60\n"              /* (3): 60 >= 30 */
                          "< . 1 61 win 10\n"                            /* 10 < 20, 10 < 30 */
                          "< . 1 61 win 20\n> P. 61 1 len 20\n+ 900\n"); /* (2) */
    /* The override rests while something is unacknowledged: the acknowledgment decides. */
    run(WITH_WINDOW("150") "set NODELAY 1 OK\nsend 200 OK 200\n> . 1 1 len 100\n+ 900\n"
                           "< . 1 101 win 150\n> P. 101 1 len 100\n");
}

/* MAY-15, MAY-16: text that is not pushed waits for more of it, a push, a CLOSE, or the override; never for
 * ever. PSH stands where the push was (MUST-61). */
static void push(void **state)
{
    (void)state;
    run(WITH_WINDOW("3000") "send 40 more OK 40\nsend 30 more OK 30\nsend 50 more OK 50\n> . 1 1 len 100\n"
                            "< . 1 101 win 3000\n+ 100\nsend 10 push OK 10\n> P. 101 1 len 30\n");
    run(WITH_WINDOW("3000") "send 40 more OK 40\n+ 199\n+ 1\n> . 1 1 len 40\n");
    run(WITH_WINDOW("3000") "send 40 more OK 40\nshutdown OK\n> FP. 1 1 len 40\n");
    run(TO_CLOSE_WAIT "send 40 more OK 40\nshutdown OK\n> P. 1 2 len 40\n> F. 41 2\n= LAST-ACK\n");
    run(WITH_WINDOW("3000") "send 150 OK 150\n> . 1 1 len 100\nsend 150 more OK 150\n> P. 101 1 len 100\n"
                            "> . 201 1 len 100\n");
}

/* MUST-36, SHLD-29, SHLD-30: one octet after an RTO, then ever later; MUST-37: for as long as the peer
 * answers.
 */
static void zero_window(void **state)
{
    (void)state;
    run(WITH_WINDOW("0") "send 250 OK 250\n+ 999\n+ 1\n> . 1 1 len 1\n< . 1 1 win 0\n"
                         "+ 1999\n+ 1\n> . 1 1 len 1\n< . 1 1 win 0\n"
                         "+ 4000\n> . 1 1 len 1\n< . 1 1 win 0\n"
                         /* open: the octet goes again with what fills its segment */
                         "< . 1 1 win 1000\n> . 1 1 len 100\n> . 101 1 len 100\n"
                         "< . 1 201 win 1000\n> P. 201 1 len 50\n< . 1 251 win 1000\n+ 99999\n");
    /* Who takes the octet gets the next one, as late as the one before. */
    run(WITH_WINDOW("0") "send 2 OK 2\n+ 1000\n> . 1 1 len 1\n< . 1 2 win 0\n"
                         "+ 2000\n> P. 2 1 len 1\n< . 1 3 win 0\n+ 99999\n"
                         "send 1 OK 1\n+ 999\n+ 1\n> P. 3 1 len 1\n");
    /* The bound of the interval, and nobody gives up. */
    begin();
    bench_play(&bench, WITH_WINDOW("0") "send 250 OK 250\n+ 1000\n> . 1 1 len 1\n< . 1 1 win 0\n+ 62000\n");
    bench.taken = bench.count;
    for (unsigned i = 0; i < 20; i++)
        bench_play(&bench, "< . 1 1 win 0\n+ 59999\n+ 1\n> . 1 1 len 1\n");
    /* Who does not answer any more is given up. */
    bench_play(&bench, "< . 1 1 win 0\n+ 299999\n");
    bench.taken = bench.count;
    bench_play(&bench, "= ESTABLISHED\n+ 1\n! TIMEOUT\n= CLOSED\n");
    bench_end(&bench);
}

/* MUST-35, SHLD-16: a window that shrinks to nothing under text in flight is probed with its first octet;
 * less than what is in flight is resent as ever. The probes leave RTO and congestion window alone. */
static void shrunk_window(void **state)
{
    (void)state;
    run(WITH_WINDOW("300") "send 250 OK 250\n> . 1 1 len 100\n> . 101 1 len 100\n< . 1 1 win 0\n"
                           "+ 1000\n> . 1 1 len 1\n< . 1 1 win 0\n+ 2000\n> . 1 1 len 1\n"
                           "< . 1 101 win 0\n+ 4000\n> . 101 1 len 1\n"
                           "< . 1 101 win 150\n> . 101 1 len 100\n+ 999\n+ 1\n> . 101 1 len 100\n");
    run(WITH_WINDOW("300") "send 200 OK 200\n> . 1 1 len 100\n> P. 101 1 len 100\n< . 1 1 win 150\n"
                           "send 100 OK 100\n+ 1000\n> . 1 1 len 100\n");
    /* A FIN too: sent at once, then probed with. */
    run(WITH_WINDOW("0") "shutdown OK\n> F. 1 1\n< . 1 1 win 0\n+ 999\n+ 1\n> F. 1 1\n< . 1 2 win 0\n"
                         "+ 99999\n= FIN-WAIT-2\n");
    /* The FIN of a CLOSE in SYN-RECEIVED: the SYN,ACK keeps its own timer. */
    run("listen OK\n< S 0 win 0\n> S. 0 1\n+ 500\nshutdown OK\n+ 500\n> S. 0 1\n"
        "< . 1 1 win 0\n> F. 1 1\n+ 3000\n> F. 1 1\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nagle), cmocka_unit_test(no_delay),    cmocka_unit_test(silly_window),
        cmocka_unit_test(push),  cmocka_unit_test(zero_window), cmocka_unit_test(shrunk_window),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
