/* Every user call in every state: 3.10.1 to 3.10.6 as one table. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "tests/engine/bench.h"
#include "tests/engine/scripts.h"

/* A cell: the result, then the steps that must follow (segments, state). */
struct row {
    const char *state, *road, *prefix; /* prefix: "listener " where the call goes there */
    const char *open, *send, *receive, *shutdown, *release, *abort, *status;
};

static const struct row rows[] = {
    {"CLOSED", "", "", "OK\n> S 0\n= SYN-SENT\n", "NO-CONN\n", "NO-CONN\n", "NO-CONN\n", "NO-CONN\n",
     "NO-CONN\n", "NO-CONN\n"},
    {"LISTEN", "listen OK\n", "listener ", "OK\n> S 0\n= SYN-SENT\nlistener status NO-CONN\n",
     "OK 9\n> S 0\n= SYN-SENT\n", "WOULD-BLOCK\n", "OK\nlistener status NO-CONN\n",
     "OK\nlistener status NO-CONN\n", "OK\nlistener status NO-CONN\n", "LISTEN\n"},
    {"SYN-SENT", TO_SYN_SENT, "", "EXISTS\n", "OK 9\n", "WOULD-BLOCK\n", "OK\n= CLOSED\n", "OK\n= CLOSED\n",
     "OK\n= CLOSED\n", "SYN-SENT\n"},
    {"SYN-RECEIVED", TO_SYN_RECEIVED, "", "EXISTS\n", "OK 9\n", "WOULD-BLOCK\n",
     "OK\n> F. 1 1\n= FIN-WAIT-1\n", "OK\n> F. 1 1\n= FIN-WAIT-1\n", "OK\n> R 1\n= CLOSED\n",
     "SYN-RECEIVED\n"},
    {"ESTABLISHED", TO_ESTABLISHED, "", "EXISTS\n", "OK 9\n> P. 1 1 len 9\n", "WOULD-BLOCK\n",
     "OK\n> F. 1 1\n= FIN-WAIT-1\n", "OK\n> F. 1 1\n= FIN-WAIT-1\n", "OK\n> R 1\n= CLOSED\n",
     "ESTABLISHED\n"},
    {"FIN-WAIT-1", TO_FIN_WAIT_1, "", "EXISTS\n", "CLOSING\n", "WOULD-BLOCK\n", "CLOSING\n",
     "OK\n= FIN-WAIT-1\n", "OK\n> R 2\n= CLOSED\n", "FIN-WAIT-1\n"},
    {"FIN-WAIT-2", TO_FIN_WAIT_2, "", "EXISTS\n", "CLOSING\n", "WOULD-BLOCK\n", "CLOSING\n",
     "OK\n= FIN-WAIT-2\n", "OK\n> R 2\n= CLOSED\n", "FIN-WAIT-2\n"},
    {"CLOSE-WAIT", TO_CLOSE_WAIT, "", "EXISTS\n", "OK 9\n> P. 1 2 len 9\n", "END\n",
     "OK\n> F. 1 2\n= LAST-ACK\n", "OK\n> F. 1 2\n= LAST-ACK\n", "OK\n> R 1\n= CLOSED\n", "CLOSE-WAIT\n"},
    {"CLOSING", TO_CLOSING, "", "EXISTS\n", "CLOSING\n", "CLOSING\n", "CLOSING\n", "OK\n= CLOSING\n",
     "OK\n= CLOSED\n", "CLOSING\n"},
    {"LAST-ACK", TO_LAST_ACK, "", "EXISTS\n", "CLOSING\n", "CLOSING\n", "CLOSING\n", "OK\n= LAST-ACK\n",
     "OK\n= CLOSED\n", "LAST-ACK\n"},
    {"TIME-WAIT", TO_TIME_WAIT, "", "EXISTS\n", "CLOSING\n", "CLOSING\n", "CLOSING\n", "OK\n= TIME-WAIT\n",
     "OK\n= CLOSED\n", "TIME-WAIT\n"},
};

static struct bench bench;

static void check(const struct row *row, const char *call, const char *cell)
{
    char script[256];
    bench_configure(&bench);
    bench_begin(&bench);
    bench_play(&bench, row->road);
    snprintf(script, sizeof script, "%s%s %s", row->prefix, call, cell);
    bench_play(&bench, script);
    bench_end(&bench);
}

static void every_cell(void **state)
{
    (void)state;
    for (unsigned i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        check(&rows[i], "connect", rows[i].open);
        check(&rows[i], "send 9", rows[i].send);
        check(&rows[i], "recv 9", rows[i].receive);
        check(&rows[i], "shutdown", rows[i].shutdown);
        check(&rows[i], "close", rows[i].release);
        check(&rows[i], "abort", rows[i].abort);
        check(&rows[i], "status", rows[i].status);
        /* MUST-41, MUST-42: a listener beside any connection, one at most, and the connection stays. */
        if (i > 1) {
            char script[128];
            snprintf(script, sizeof script, "abort NO-CONN\nport 0\n= %s\n", rows[i].state);
            bench_configure(&bench);
            bench_begin(&bench);
            bench_play(&bench, rows[i].road);
            bench_play(&bench, strstr(rows[i].road, "listen") ? "listen EXISTS\nport 3\n"
                                                              : "listen OK\nlisten EXISTS\nport 3\n");
            bench_play(&bench, script);
            bench_end(&bench);
        }
    }
}

/* OPEN-2, SEND-5, SEND-6: no room. */
static void no_room(void **state)
{
    (void)state;
    bench_run(TO_SYN_RECEIVED "send 3000 OK 2000\nsend 1 NO-RESOURCES\nsend 0 OK\n"
                              "< . 1 1 win 10\n! CONNECTED\n> . 1 1 len 10\n"
                              "send 1 NO-RESOURCES\n"
                              "< . 1 11 win 0\nsend 20 OK 10\n");
    bench_configure(&bench);
    bench.config.blocks = 2;
    bench_begin(&bench);
    bench_play(&bench, "listen OK\nconnect OK\n> S 0\n"
                       "port 1\nconnect NO-RESOURCES\n"
                       "< S 0\n" /* AMB-40: no room for one more, and no answer */
                       "port 0\nabort OK\n"
                       "port 1\n< S 0\n> S. 0 1\n");
    bench_end(&bench);
}

/* A call on the listener with the remote socket of a live connection. */
static void remote_in_use(void **state)
{
    (void)state;
    bench_run(TO_ESTABLISHED "listener connect EXISTS\nlistener send 1 EXISTS\n"
                             "port 1\nlistener connect OK\n> S 0 port 1\n= SYN-SENT\n"
                             "< S. 0 1\n! CONNECTED\n> . 1 1\n");
    bench_run(TO_ESTABLISHED_SELF "listener connect NO-CONN\n= ESTABLISHED\n");
}

/* What was queued from LISTEN leaves when the connection stands (SEND-3). */
static void send_from_listen(void **state)
{
    (void)state;
    bench_run("listen OK\nlistener send 9 OK 9\n> S 0\nsend 5 OK 5\n"
              "< S. 0 1\n! CONNECTED\n> P. 1 1 len 14\n");
}

/* Unread text survives the FIN, not the end of the connection (RECV-5 to RECV-7). */
static void reading_at_the_end(void **state)
{
    (void)state;
    bench_run(TO_ESTABLISHED "< F. 1 1 len 10\n! END\n> . 1 12\nrecv 4 OK 4\nrecv 99 OK 6\nrecv 1 END\n");
    bench_run(TO_ESTABLISHED "< F. 1 1 len 10\n! END\n> . 1 12\nshutdown OK\n> F. 1 12\nrecv 4 CLOSING\n"
                             "< . 12 2\nrecv 4 NO-CONN\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_cell),         cmocka_unit_test(no_room),
        cmocka_unit_test(remote_in_use),      cmocka_unit_test(send_from_listen),
        cmocka_unit_test(reading_at_the_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
