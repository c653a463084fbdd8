/* Resets and SYNs in synchronized states: steps 2 and 4 of 3.10.7.4, RFC 5961, 3.10.5. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <cmocka.h>
#include "tests/engine/bench.h"
#include "tests/engine/scripts.h"

/* A state, the road into it, and what SND.NXT and RCV.NXT are there. */
static const struct road {
    const char *name, *road;
    unsigned snd_nxt, rcv_nxt;
    bool signals; /* a reset there is told to the user */
} roads[] = {
    {"ESTABLISHED", TO_ESTABLISHED, 1, 1, true}, {"FIN-WAIT-1", TO_FIN_WAIT_1, 2, 1, true},
    {"FIN-WAIT-2", TO_FIN_WAIT_2, 2, 1, true},   {"CLOSE-WAIT", TO_CLOSE_WAIT, 1, 2, true},
    {"CLOSING", TO_CLOSING, 2, 2, false},        {"LAST-ACK", TO_LAST_ACK, 2, 2, false},
    {"TIME-WAIT", TO_TIME_WAIT, 2, 2, false},
};
enum { ROADS = sizeof roads / sizeof roads[0], WINDOW = 2000 };

static struct bench bench;

static void start_in(const struct road *r, const char *option, bool on)
{
    bench_configure(&bench);
    if (option)
        bench_option(&bench, option, on);
    bench_begin(&bench);
    bench_play(&bench, r->road);
}

static void play(const char *format, unsigned a, unsigned b, unsigned c)
{
    char script[256];
    snprintf(script, sizeof script, format, a, b, c);
    bench_play(&bench, script);
}

static void state_is(const char *name)
{
    char script[64];
    snprintf(script, sizeof script, "= %s\n", name);
    bench_play(&bench, script);
    bench_end(&bench);
}

static void exact_reset(void **state)
{
    (void)state;
    for (unsigned i = 0; i < ROADS; i++)
        for (unsigned text = 0; text < 2; text++) { /* SHLD-2: with text too */
            start_in(&roads[i], NULL, false);
            play(text ? "< R %u len 9\n" : "< R %u\n", roads[i].rcv_nxt, 0, 0);
            bench_play(&bench, roads[i].signals ? "! RESET\n" : "");
            state_is("CLOSED");
        }
}

/* At a zero window too, whatever else the segment is (MUST-66). */
static void reset_at_zero_window(void **state)
{
    (void)state;
    static const char *const resets[] = {"< R 2001\n", "< R 2001 len 5\n", "< SR 2001\n",
                                         "< FR. 2001 9 len 5\n"};
    for (unsigned i = 0; i < 4; i++) {
        start_in(&roads[0], NULL, false);
        bench_play(&bench, "< . 1 1 len 2000\n> . 1 2001 win 0\n");
        bench_play(&bench, resets[i]);
        bench_play(&bench, "! RESET\n= CLOSED\n");
    }
}

/* In the window beside RCV.NXT: a challenge (RFC 5961), or a reset (RFC 793). Outside: silence. */
static void other_resets(void **state)
{
    (void)state;
    for (unsigned i = 0; i < ROADS; i++) {
        const struct road *r = &roads[i];
        start_in(r, NULL, false);
        play("< R %u\n> . %u %u\n", r->rcv_nxt + 1, r->snd_nxt, r->rcv_nxt);
        play("< R %u\n> . %u %u\n", r->rcv_nxt + WINDOW - 1, r->snd_nxt, r->rcv_nxt);
        play("< R %u\n< R. %u\n", r->rcv_nxt + WINDOW, r->rcv_nxt - 1, 0);
        play("< R %u len 20\n", r->rcv_nxt - 10, 0, 0); /* AMB-02b: reaches in from the left */
        state_is(r->name);

        start_in(r, "rfc5961_rst", false);
        play("< R %u\n", r->rcv_nxt + WINDOW, 0, 0);
        state_is(r->name);
        play("< R %u\n", r->rcv_nxt + WINDOW - 1, 0, 0);
        bench_play(&bench, r->signals ? "! RESET\n" : "");
        state_is("CLOSED");

        start_in(r, "rfc5961_rst", false);
        play("< R %u len 20\n", r->rcv_nxt - 10, 0, 0);
        bench_play(&bench, r->signals ? "! RESET\n" : "");
        state_is("CLOSED");
    }
}

static void syn(void **state)
{
    (void)state;
    for (unsigned i = 0; i < ROADS; i++) {
        const struct road *r = &roads[i];
        start_in(r, "rfc6191", false);
        play("< S %u\n> . %u %u\n", r->rcv_nxt, r->snd_nxt, r->rcv_nxt);
        play("< S %u\n> . %u %u\n", r->rcv_nxt - 1, r->snd_nxt, r->rcv_nxt);
        play("< S %u\n> . %u %u\n", r->rcv_nxt + WINDOW, r->snd_nxt, r->rcv_nxt);
        play("< S %u len 9\n> . %u %u\n", r->rcv_nxt - 3, r->snd_nxt, r->rcv_nxt);
        state_is(r->name);

        for (unsigned ack = 0; ack < 2; ack++) {
            start_in(r, "rfc5961_syn", false);
            bench_option(&bench, "rfc6191", false);
            bench.endpoint.config.options = bench.config.options;
            play("< S %u\n> . %u %u\n", r->rcv_nxt - 1, r->snd_nxt, r->rcv_nxt);
            if (ack)
                play("< S. %u 1\n> R 1\n! RESET\n", r->rcv_nxt, 0, 0);
            else
                play("< S %u\n> R. ~0 %u\n! RESET\n", r->rcv_nxt, r->rcv_nxt + 1, 0);
            state_is("CLOSED");
        }
    }
}

/* RFC 793: only a SYN in the window is an error. One left of it is cut off and the rest goes on; without an
 * ACK bit that is nothing (AMB-04). */
static void syn_left_of_the_window(void **state)
{
    (void)state;
    for (unsigned i = 0; i < ROADS; i++) {
        start_in(&roads[i], "rfc5961_syn", false);
        bench_option(&bench, "rfc6191", false);
        bench.endpoint.config.options = bench.config.options;
        play("< S %u len 9\n", roads[i].rcv_nxt - 3, 0, 0);
        state_is(roads[i].name);
    }
    start_in(&roads[0], "rfc5961_syn", false);
    bench_play(&bench, "< S. -2 1 len 9\n+ 200\n> . 1 8\n= ESTABLISHED\n");
    bench_end(&bench);
    for (unsigned active = 0; active < 2; active++) {
        bench_configure(&bench);
        bench_option(&bench, "rfc5961_syn", false);
        bench_begin(&bench);
        bench_play(&bench, active ? TO_SIMULTANEOUS : TO_SYN_RECEIVED);
        bench_play(&bench, "< S -2 len 9\n= SYN-RECEIVED\n"
                           "< S. -2 1 len 9\n! CONNECTED\n+ 200\n> . 1 8\n");
        bench_end(&bench);
    }
}

/* 3.10.5 */
static void abort_call(void **state)
{
    (void)state;
    for (unsigned i = 0; i < ROADS; i++) {
        const struct road *r = &roads[i];
        start_in(r, NULL, false);
        bench_play(&bench, "abort OK\n");
        if (r->signals)
            play("> R %u\n", r->snd_nxt, 0, 0);
        state_is("CLOSED");

        start_in(r, "abort_rst_ack", true);
        bench_play(&bench, "abort OK\n");
        if (r->signals)
            play("> R. %u %u\n", r->snd_nxt, r->rcv_nxt, 0);
        bench_play(&bench, "abort NO-CONN\n");
        bench_end(&bench);
    }
    bench_run(TO_SYN_RECEIVED "abort OK\n> R 1\n= CLOSED\n");
    bench_run(TO_SYN_SENT "abort OK\n= CLOSED\n+ 5000\n");
    bench_run("listen OK\nlistener abort OK\n< S 0\n> R. ~0 1\n");
    /* Text in flight and in wait is forgotten; SEQ is SND.NXT. */
    bench_run("listen OK\n< S 0 win 30\n> S. 0 1\n< . 1 1 win 30\n! CONNECTED\n"
              "send 50 OK 50\n> . 1 1 len 30\nabort OK\n> R 31\n+ 9000\n< . 1 31\n> R 31\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exact_reset),
        cmocka_unit_test(reset_at_zero_window),
        cmocka_unit_test(other_resets),
        cmocka_unit_test(syn),
        cmocka_unit_test(syn_left_of_the_window),
        cmocka_unit_test(abort_call),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
