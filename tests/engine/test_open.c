/* Opening: RFC 9293, 3.5 and 3.10.7.1 to 3.10.7.3, the steps of figures 6 to 10. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>
#include "tests/engine/bench.h"

#define PASSIVE                                                                                              \
    "listen OK\n"                                                                                            \
    "< S 0 win 8000 mss 1460\n"                                                                              \
    "> S. 0 1 mss 1000 win 2000\n"
#define ACTIVE                                                                                               \
    "connect OK\n"                                                                                           \
    "> S 0 mss 1000 win 2000\n"

static void passive_open(void **state)
{
    (void)state;
    bench_run(PASSIVE "= SYN-RECEIVED\n"
                      "accept WOULD-BLOCK\n"
                      "< . 1 1\n"
                      "! CONNECTED\n"
                      "= ESTABLISHED\n"
                      "accept OK\n"
                      "accept WOULD-BLOCK\n");
}

static void active_open(void **state)
{
    (void)state;
    bench_run(ACTIVE "= SYN-SENT\n"
                     "< S. 0 1 mss 1460\n"
                     "! CONNECTED\n"
                     "> . 1 1\n"
                     "= ESTABLISHED\n"
                     "accept NO-CONN\n");
}

/* The acknowledgment of the handshake carries text that waits (AMB-22b). */
static void text_before_open(void **state)
{
    (void)state;
    bench_run(ACTIVE "send 10 OK 10\n"
                     "< S. 0 1\n"
                     "! CONNECTED\n"
                     "> P. 1 1 len 10\n");
    bench_run(PASSIVE "send 10 OK 10\n"
                      "< . 1 1\n"
                      "! CONNECTED\n"
                      "> P. 1 1 len 10\n");
}

/* Figure 7: both ends open at once. */
static void simultaneous_open(void **state)
{
    (void)state;
    bench_run(ACTIVE "< S 0\n"
                     "> S. 0 1\n"
                     "= SYN-RECEIVED\n"
                     "< S. 0 1\n"
                     "! CONNECTED\n"
                     "= ESTABLISHED\n");
    bench_run(ACTIVE "< S 0\n"
                     "> S. 0 1\n"
                     "< . 1 1\n"
                     "! CONNECTED\n"
                     "= ESTABLISHED\n");
}

static void simultaneous_open_strict(void **state)
{
    (void)state;
    static struct bench bench;
    bench_configure(&bench);
    bench_option(&bench, "syn_ack_at_irs", false);
    bench_begin(&bench);
    bench_play(&bench, ACTIVE "< S 0\n"
                              "> S. 0 1\n"
                              "< S. 0 1\n"
                              "> . 1 1\n"
                              "= SYN-RECEIVED\n"
                              "< . 1 1\n"
                              "! CONNECTED\n");
    bench_end(&bench);
}

/* 3.10.7.1 */
static void closed(void **state)
{
    (void)state;
    bench_run("< S 0\n> R. ~0 1\n"
              "< SF 0 len 3\n> R. ~0 5\n"
              "< 0 7\n> R. ~0 7\n"
              "< . 7 ~77\n> R ~77\n"
              "< S. 0 ~12\n> R ~12\n"
              "< R 0\n"
              "< R. 0 1\n"
              "< SR 0\n");
}

/* 3.10.7.2; the listener stays as it is. */
static void listen_refuses(void **state)
{
    (void)state;
    bench_run("listen OK\n"
              "< R 0\n"
              "< SR 0\n"
              "< R. 0 ~9\n"
              "< . 0 ~9\n> R ~9\n"
              "< S. 0 ~9\n> R ~9\n"
              "< F 0\n"
              "< 0 0 len 10\n"
              "listener status LISTEN\n"
              "= CLOSED\n");
}

/* 3.10.7.3 */
static void syn_sent_refuses(void **state)
{
    (void)state;
    bench_run(ACTIVE "< . 0 0\n> R 0\n"
                     "< . 0 2\n> R 2\n"
                     "< S. 0 0\n> R 0\n"
                     "< S. 0 2\n> R 2\n"
                     "< R. 0 0\n"
                     "< R. 0 2\n"
                     "< R 0\n"
                     "< SR 0\n"
                     "< . 0 1\n"
                     "< F. 0 1\n"
                     "< 0 0 len 3\n"
                     "= SYN-SENT\n"
                     "< R. ~99999 1\n"
                     "! REFUSED\n"
                     "= CLOSED\n"
                     "recv 1 NO-CONN\n");
    bench_run(ACTIVE "< SR. 0 1\n! REFUSED\n= CLOSED\n");
}

/* AMB-05, AMB-06, AMB-07, AMB-08 */
static void syn_received(void **state)
{
    (void)state;
    bench_run(PASSIVE "< S 0\n> . 1 1\n"
                      "< S 0 len 20\n> . 1 1\n"
                      "= SYN-RECEIVED\n"
                      "< . 1 0\n> R 0\n"
                      "< . 1 2 len 5\n> R 2\n"
                      "< R 2001\n"
                      "< R 2\n> . 1 1\n"
                      "< . 2001 1\n> . 1 1\n"
                      "< 0 1\n"
                      "= SYN-RECEIVED\n"
                      "< . 1 1\n! CONNECTED\n");
}

static void back_to_listen(void **state)
{
    (void)state;
    static struct bench bench;
    static const char *const roads[] = {"< R 1\n", "< S 10\n"};
    for (unsigned moves = 0; moves < 2; moves++)
        for (unsigned i = 0; i < 2; i++) {
            bench_configure(&bench);
            bench.config.listener = moves ? TSPEC_LISTENER_MOVES : TSPEC_LISTENER_CLONES;
            bench_begin(&bench);
            bench_play(&bench, PASSIVE);
            bench_play(&bench, moves ? "listener status NO-CONN\n" : "listener status LISTEN\n");
            bench_play(&bench, roads[i]);
            bench_play(&bench, "= CLOSED\n"
                               "listener status LISTEN\n"
                               "< S 0\n"
                               "> S. 0 1\n"
                               "= SYN-RECEIVED\n");
            bench_end(&bench);
        }
}

static void refused_after_simultaneous_open(void **state)
{
    (void)state;
    bench_run(ACTIVE "< S 0\n> S. 0 1\n< R 1\n! REFUSED\n= CLOSED\n");
    bench_run(ACTIVE "< S 0\n> S. 0 1\n< S 5\n> . 1 1\n= SYN-RECEIVED\n");
}

/* AMB-21: text and FIN of a SYN wait for ESTABLISHED; the SYN,ACK acknowledges the SYN alone. */
static void text_on_syn(void **state)
{
    (void)state;
    bench_run("listen OK\n"
              "< SF 0 len 30\n"
              "> S. 0 1\n"
              "recv 100 WOULD-BLOCK\n"
              "< . 1 1\n"
              "! CONNECTED\n"
              "! END\n"
              "> . 1 32\n"
              "= CLOSE-WAIT\n"
              "recv 100 OK 30\n"
              "recv 100 END\n");
    bench_run(ACTIVE "< SF. 0 1 len 30\n"
                     "! CONNECTED\n"
                     "! END\n"
                     "> . 1 32\n"
                     "= CLOSE-WAIT\n"
                     "recv 100 OK 30\n");
}

/* What a SYN left waiting comes first: its text, then its FIN, and nothing behind that. */
static void text_on_syn_first(void **state)
{
    (void)state;
    bench_run(ACTIVE "< SF 0 len 2\n> S. 0 1\n< F. 1 1\n! CONNECTED\n! END\n> . 1 4\nrecv 9 OK 2\n");
    bench_run(ACTIVE "< SF 0\n> S. 0 1\n< P. 1 1 len 8\n! CONNECTED\n! END\n> . 1 2\nrecv 9 END\n");
    bench_run(
        "listen OK\n< SF 0 len 5\n> S. 0 1\n< P. 1 1 len 80\n! CONNECTED\n! END\n> . 1 7\nrecv 9 OK 5\n");
    bench_run("listen OK\n< S 0 len 5\n> S. 0 1\n< P. 1 1 len 80\n! CONNECTED\n> . 1 81\nrecv 99 OK 80\n");
}

/* AMB-47: the last ACK of the handshake with text and FIN. */
static void all_in_one(void **state)
{
    (void)state;
    bench_run(PASSIVE "< F. 1 1 len 10\n"
                      "! CONNECTED\n"
                      "! END\n"
                      "> . 1 12\n"
                      "= CLOSE-WAIT\n");
}

/* MUST-22, MUST-23; RFC 6298, 5.7 raises the RTO to 3 s when the SYN was lost. */
static void lost_syn(void **state)
{
    (void)state;
    bench_run(ACTIVE "+ 999\n"
                     "+ 1\n> S 0\n"
                     "+ 2000\n> S 0\n"
                     "+ 4000\n> S 0\n"
                     "+ 8000\n> S 0\n"
                     "+ 16000\n> S 0\n"
                     "+ 32000\n> S 0\n"
                     "+ 60000\n> S 0\n"
                     "+ 56999\n"
                     "= SYN-SENT\n"
                     "+ 1\n! TIMEOUT\n"
                     "= CLOSED\n");
    bench_run(ACTIVE "+ 1000\n> S 0\n"
                     "< S. 0 1\n! CONNECTED\n> . 1 1\n"
                     "send 10 OK 10\n> P. 1 1 len 10\n"
                     "+ 2999\n"
                     "+ 1\n> P. 1 1 len 10\n");
    /* However often it was lost, text starts at 3 s again. */
    bench_run(ACTIVE "+ 1000\n> S 0\n+ 2000\n> S 0\n+ 4000\n> S 0\n"
                     "< S. 0 1\n! CONNECTED\n> . 1 1\n"
                     "send 10 OK 10\n> P. 1 1 len 10\n"
                     "+ 2999\n"
                     "+ 1\n> P. 1 1 len 10\n");
    bench_run(PASSIVE "+ 1000\n> S. 0 1 mss 1000\n"
                      "+ 2000\n> S. 0 1\n"
                      "+ 176999\n> S. 0 1\n> S. 0 1\n> S. 0 1\n> S. 0 1\n> S. 0 1\n"
                      "+ 1\n! TIMEOUT\n"
                      "listener status LISTEN\n");
}

/* Two connections of one listener; a third remote socket meets the listener, and after it is closed, nobody.
 */
static void demultiplexing(void **state)
{
    (void)state;
    bench_run("listen OK\n"
              "< S 0\n> S. 0 1\n"
              "< . 1 1\n! CONNECTED\n"
              "port 1\n"
              "< . 1 ~5\n> R ~5\n"
              "< S 0\n> S. 0 1 port 1\n"
              "< . 1 1\n! CONNECTED\n"
              "listener close OK\n"
              "port 2\n"
              "< S 0\n> R. ~0 1\n"
              "port 0\n= ESTABLISHED\n"
              "port 1\n= ESTABLISHED\n");
}

/* A broadcast or multicast source is nobody's (MUST-63). */
static void invalid_source(void **state)
{
    (void)state;
    static struct bench bench;
    static const uint8_t sources[][4] = {{255, 255, 255, 255}, {224, 0, 0, 1}, {0, 0, 0, 0}, {192, 0, 2, 9}};
    for (unsigned i = 0; i < 4; i++) {
        bench_configure(&bench);
        bench_begin(&bench);
        struct tspec_segment syn = {.source = {4, {0}},
                                    .destination = bench.config.local.address,
                                    .source_port = 1,
                                    .destination_port = 8080,
                                    .flags = TSPEC_SYN};
        memcpy(syn.source.octets, sources[i], 4);
        tspec_endpoint_segment(&bench.endpoint, 0, &syn, &bench.effects);
        assert_int_equal(bench.effects.count, i == 3);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(passive_open),
        cmocka_unit_test(active_open),
        cmocka_unit_test(text_before_open),
        cmocka_unit_test(simultaneous_open),
        cmocka_unit_test(simultaneous_open_strict),
        cmocka_unit_test(closed),
        cmocka_unit_test(listen_refuses),
        cmocka_unit_test(syn_sent_refuses),
        cmocka_unit_test(syn_received),
        cmocka_unit_test(back_to_listen),
        cmocka_unit_test(refused_after_simultaneous_open),
        cmocka_unit_test(text_on_syn),
        cmocka_unit_test(text_on_syn_first),
        cmocka_unit_test(all_in_one),
        cmocka_unit_test(lost_syn),
        cmocka_unit_test(demultiplexing),
        cmocka_unit_test(invalid_source),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
