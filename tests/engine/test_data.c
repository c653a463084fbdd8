/* Text both ways: acceptability, reassembly, windows, delayed acknowledgments (RFC
 * 9293, 3.4, 3.8.6, 3.10.7.4). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <cmocka.h>
#include "tests/engine/bench.h"
#include "tests/engine/scripts.h"

static struct bench bench;

static void play(const char *format, unsigned a, unsigned b, unsigned c)
{
    char script[256];
    snprintf(script, sizeof script, format, a, b, c);
    bench_play(&bench, script);
}

/* SHLD-18, SHLD-19, MUST-40: alone after 200 ms, at once for two full segments, carried by text. */
static void delayed_ack(void **state)
{
    (void)state;
    bench_run(TO_ESTABLISHED "< P. 1 1 len 100\n+ 199\n+ 1\n> . 1 101 win 1900\n");
    bench_run(TO_ESTABLISHED "< . 1 1 len 1000\n< . 1001 1 len 1000\n> . 1 2001 win 0\n+ 9000\n");
    bench_run(TO_ESTABLISHED "< . 1 1 len 100\nsend 10 OK 10\n> P. 1 101 len 10\n+ 900\n");
    /* A SYN,ACK sent again pays nothing. */
    bench_run(TO_SYN_RECEIVED
              "shutdown OK\n> F. 1 1\n+ 900\n< . 1 0 len 2\n+ 100\n> S. 0 3\n+ 100\n> . 2 3\n");
    bench_configure(&bench);
    bench_option(&bench, "delayed_acks", false);
    bench_begin(&bench);
    bench_play(&bench, TO_ESTABLISHED "< . 1 1 len 100\n> . 1 101\n");
    bench_end(&bench);
}

/* The table of step 1: where a segment of that length starts, and whether it is taken (window 2000 from 1).
 */
static void acceptability(void **state)
{
    (void)state;
    static const struct {
        int seq;
        unsigned length;
        bool acceptable;
    } rows[] = {
        {0, 0, false},   {1, 0, true},     {2000, 0, true},   {2001, 0, false},    {0, 1, false},
        {-9, 10, false}, {-9, 11, true},   {2000, 9, true},   {2001, 1, false},    {1, 2000, true},
        {1, 2001, true}, {0, 2002, false}, {-5, 3000, false}, {2000, 65000, true}, {-100, 50, false},
    };
    for (unsigned i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        bench_configure(&bench);
        bench_begin(&bench);
        bench_play(&bench, TO_ESTABLISHED);
        char script[128];
        /* An ACK of nothing sent draws an ACK from step 5 only where step 1 has let it pass; a RST draws none
         * there. The missing ACK bit tells the two apart: acceptable means silence (AMB-16). */
        snprintf(script, sizeof script, "< 0 %d len %u\n%s", rows[i].seq, rows[i].length,
                 rows[i].acceptable ? "" : "> . 1 1\n");
        bench_play(&bench, script);
        bench_end(&bench);
    }
}

/* The part in the window is taken, whatever lies outside. */
static void trimming(void **state)
{
    (void)state;
    bench_run(TO_ESTABLISHED "< . -9 1 len 30\n+ 200\n> . 1 21\nrecv 99 OK 20\n");
    bench_run(TO_ESTABLISHED
              "< F. 1 1 len 2001\n> . 1 2001 win 0\n= ESTABLISHED\nrecv 9999 OK 2000\n> . 1 2001 win 2000\n");
    bench_run(TO_ESTABLISHED "< F. 1 1 len 2000\n> . 1 2001 win 0\n= ESTABLISHED\n");
    bench_run(TO_ESTABLISHED "< F. 1 1 len 1999\n! END\n> . 1 2001 win 1\n= CLOSE-WAIT\n");
}

/* Step 5 and AMB-15: what makes the ACK field unacceptable keeps the text out. */
static void ack_field(void **state)
{
    (void)state;
    bench_run("listen OK\n< S 0 win 100\n> S. 0 1\n< . 1 1 win 100\n! CONNECTED\n"
              "< . 1 2 len 5\n> . 1 1\n"
              "< . 1 -99 len 5\n+ 200\n> . 1 6\n"
              "< . 6 -100 len 5\n> . 1 6\n"
              "< 0 6 len 5\n"
              "recv 99 OK 5\n");
    bench_configure(&bench);
    bench_option(&bench, "rfc5961_ack", false);
    bench_begin(&bench);
    bench_play(&bench, TO_ESTABLISHED "< . 1 -100000 len 5\n+ 200\n> . 1 6\n");
    bench_end(&bench);
}

/* Segments come in every order; each beyond a gap draws an ACK at once, and so does what fills one. */
static void out_of_order(void **state)
{
    (void)state;
    enum { SEGMENTS = 5, OCTETS = 10 };
    for (unsigned order = 0; order < 120; order++) {
        unsigned left[SEGMENTS] = {0, 1, 2, 3, 4}, code = order;
        bool have[SEGMENTS] = {false};
        bench_configure(&bench);
        bench.config.iss = 0u - 3;
        bench_begin(&bench);
        bench.peer_iss = 0u - 25; /* the wrap of 2^32 is among them */
        bench_play(&bench, TO_ESTABLISHED);
        unsigned next = 0;
        for (unsigned n = SEGMENTS; n > 0; code /= n, n--) {
            unsigned pick = left[code % n];
            for (unsigned i = code % n; i + 1 < n; i++)
                left[i] = left[i + 1];
            bool held_before = false;
            for (unsigned i = next; i < SEGMENTS; i++)
                held_before = held_before || have[i];
            have[pick] = true;
            bool in_turn = pick == next;
            while (next < SEGMENTS && have[next])
                next++;
            play("< . %u 1 len 10\n", 1 + pick * OCTETS, 0, 0);
            if (!in_turn || held_before)
                play("> . 1 %u\n", 1 + next * OCTETS, 0, 0);
        }
        play("recv 1000 OK %u\n", SEGMENTS * OCTETS, 0, 0);
        bench_play(&bench, "recv 1 WOULD-BLOCK\n+ 200\n");
        if (bench.taken < bench.count) /* all came in order: the ACK was delayed */
            bench_play(&bench, "> . 1 51\n");
        bench_end(&bench);
    }
}

/* Every three segments within eight octets, in the order they come, at every place around 2^32. */
static void overlaps(void **state)
{
    (void)state;
    enum { SPAN = 6 };
    unsigned from[SPAN * (SPAN + 1) / 2], to[SPAN * (SPAN + 1) / 2], segments = 0;
    for (unsigned a = 0; a < SPAN; a++)
        for (unsigned b = a + 1; b <= SPAN; b++) {
            from[segments] = a;
            to[segments++] = b;
        }
    bench_configure(&bench);
    for (unsigned code = 0; code < segments * segments * segments; code++) {
        unsigned pick[3] = {code % segments, code / segments % segments, code / segments / segments};
        bool have[SPAN + 1] = {false};
        bench_begin(&bench);
        bench.peer_iss = 0u - 1 - code % 8;
        bench_play(&bench, TO_ESTABLISHED);
        for (unsigned i = 0; i < 3; i++) {
            for (unsigned k = from[pick[i]]; k < to[pick[i]]; k++)
                have[k] = true;
            play("< . %u 1 len %u\n", 1 + from[pick[i]], to[pick[i]] - from[pick[i]], 0);
            bench.taken = bench.count;
        }
        unsigned whole = 0;
        while (have[whole])
            whole++;
        bench_play(&bench, "+ 200\n");
        bench.taken = bench.count;
        play(whole ? "recv 99 OK %u\n" : "recv 99 WOULD-BLOCK\n", whole, 0, 0);
        bench_end(&bench);
    }
}

static void not_held(void **state)
{
    (void)state;
    bench_configure(&bench);
    bench_option(&bench, "hold_out_of_order", false);
    bench_begin(&bench);
    bench_play(&bench, TO_ESTABLISHED "< . 11 1 len 10\n> . 1 1\n< . 1 1 len 10\n+ 200\n> . 1 11\n");
    bench_end(&bench);
}

/* The window is the free space; it closes with text, opens with reading in steps worth telling (MUST-39). */
static void receive_window(void **state)
{
    (void)state;
    bench_run(TO_ESTABLISHED "< . 1 1 len 2000\n> . 1 2001 win 0\n"
                             "< . 2001 1 len 1\n> . 1 2001 win 0\n"
                             "< F. 2001 1\n> . 1 2001 win 0\n"
                             "< . 2001 1\n"
                             "recv 535 OK 535\n"
                             "recv 1 OK 1\n> . 1 2001 win 536\n"
                             "recv 464 OK 464\n"
                             "< . 2001 1 len 100\n+ 200\n> . 1 2101 win 436\n" /* the edge stays: 464 < 536 */
                             "recv 72 OK 72\n> . 1 2101 win 972\n");
    /* At a zero window the ACK field is used all the same, and a reset at RCV.NXT (MUST-66, AMB-17). */
    bench_run(TO_ESTABLISHED "send 10 OK 10\n> P. 1 1 len 10\n"
                             "< . 1 1 len 2000\n> . 11 2001 win 0\n"
                             "< . 2001 11 len 5\n> . 11 2001 win 0\n"
                             "+ 5000\n"
                             "< R 2001 len 5\n! RESET\n");
}

/* MSS: the peer's, the default, and the MTU (3.7.1). */
static void segment_size(void **state)
{
    (void)state;
    static const struct {
        const char *syn;
        unsigned size, mtu;
    } rows[] = {
        {"< S 0\n", 536, 1500},        {"< S 0 mss 700\n", 700, 1500}, {"< S 0 mss 9000\n", 1460, 1500},
        {"< S 0 mss 700\n", 560, 600}, {"< S 0 mss 1\n", 1, 1500},     {"< S 0 bad-option\n", 536, 1500},
    };
    for (unsigned i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        bench_configure(&bench);
        bench.config.mtu = (uint16_t)rows[i].mtu;
        bench.config.mss = 500;
        bench.config.send_bytes = 4000;
        bench_begin(&bench);
        bench_play(&bench, "listen OK\n");
        bench_play(&bench, rows[i].syn);
        bench_play(&bench, "> S. 0 1 mss 500\n< . 1 1\n! CONNECTED\n");
        unsigned octets = rows[i].size + rows[i].size / 2;
        play("send %u OK %u\n", octets, octets, 0);
        if (rows[i].size == 1) {
            bench_play(&bench, "> P. 1 1 len 1\n");
        } else {
            play("> . 1 1 len %u\n", rows[i].size, 0, 0);
            play("> P. %u 1 len %u\n", 1 + rows[i].size, rows[i].size / 2, 0);
        }
        bench_end(&bench);
    }
}

/* Step 6: RCV.UP is the largest SEG.SEQ + SEG.UP, of segments that reach into the window from the left too.
 */
static void urgent_pointer(void **state)
{
    (void)state;
    static const struct {
        const char *segment;
        unsigned rcv_up; /* relative */
    } rows[] = {
        {"< U. 1 1 up 5 len 10\n", 6},
        {"< U. -3 1 up 9 len 10\n", 6},
        {"< U. -3 1 up 2 len 10\n", 1},
        {"< U. 1 1 up 50 len 10\n< U. 11 1 up 5 len 10\n", 51},
        {"< U. 1 1 up 9 len 10\n+ 200\n> . 1 11\nrecv 10 OK 10\n< U. 5 1 up 20 len 10\n", 25},
        {"< . 1 1 up 5 len 10\n", 1},
    };
    for (unsigned i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        bench_configure(&bench);
        bench_begin(&bench);
        bench_play(&bench, TO_ESTABLISHED);
        bench_play(&bench, rows[i].segment);
        assert_int_equal(bench.endpoint.blocks[1].registers[TSPEC_REG_RCV_UP] - PEER_ISS, rows[i].rcv_up);
    }
}

/* The send window: never beyond it; old segments do not move it (SND.WL1, SND.WL2; MUST-34). */
static void send_window(void **state)
{
    (void)state;
    bench_run("listen OK\n< S 0 win 25\n> S. 0 1\n< . 1 1 win 25\n! CONNECTED\n"
              "send 100 OK 100\n> . 1 1 len 25\n"
              "< . 1 26 win 10\n> . 26 1 len 10\n"
              "< . 1 26 win 30\n> . 36 1 len 20\n"
              "< . 1 26 win 5\n"                    /* shrunk */
              "< . 1 30 win 10\n"                   /* still negative */
              "< . 1 1 win 9999\n"                  /* older ACK: no update */
              "< . 2 56 win 0 len 1\n> . 56 1\n"    /* out of order: its fields count at once (AMB-52) */
              "< . 1 56 win 9999 len 1\n> . 56 3\n" /* older SEQ: no update */
              "< . 3 56 win 9999\n> P. 56 3 len 45\n");
    /* MUST-1: an unsigned field. */
    bench_run("listen OK\n< S 0 win 65535 mss 1460\n> S. 0 1\n< . 1 1 win 65535\n! CONNECTED\n"
              "send 2000 OK 2000\n> . 1 1 len 1460\n> P. 1461 1 len 540\n");
}

/* AMB-30: a FIN alone at a zero window goes; with text in wait it does not overtake it. */
static void fin_at_zero_window(void **state)
{
    (void)state;
    bench_run("listen OK\n< S 0 win 0\n> S. 0 1\n< . 1 1 win 0\n! CONNECTED\nshutdown OK\n> F. 1 1\n");
    bench_run("listen OK\n< S 0 win 0\n> S. 0 1\n< . 1 1 win 0\n! CONNECTED\nsend 5 OK 5\nshutdown OK\n= "
              "FIN-WAIT-1\n"
              "< . 1 1 win 6\n> FP. 1 1 len 5\n");
    bench_run("listen OK\n< S 0 win 5\n> S. 0 1\n< . 1 1 win 5\n! CONNECTED\nsend 5 OK 5\n> P. 1 1 len 5\n"
              "shutdown OK\n= FIN-WAIT-1\n< . 1 6 win 0\n> F. 6 1\n");
}

/* A burst is limited; what is left follows the acknowledgments. */
static void burst(void **state)
{
    (void)state;
    bench_configure(&bench);
    bench_begin(&bench);
    bench_play(&bench, "listen OK\n< S 0 mss 100\n> S. 0 1\n< . 1 1\n! CONNECTED\nsend 1100 OK 1100\n");
    for (unsigned i = 0; i < 10; i++)
        play("> . %u 1 len 100\n", 1 + 100 * i, 0, 0);
    bench_play(&bench, "< . 1 101\n> P. 1001 1 len 100\n");
    bench_end(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(delayed_ack),        cmocka_unit_test(acceptability),
        cmocka_unit_test(trimming),           cmocka_unit_test(ack_field),
        cmocka_unit_test(out_of_order),       cmocka_unit_test(overlaps),
        cmocka_unit_test(not_held),           cmocka_unit_test(receive_window),
        cmocka_unit_test(segment_size),       cmocka_unit_test(send_window),
        cmocka_unit_test(fin_at_zero_window), cmocka_unit_test(burst),
        cmocka_unit_test(urgent_pointer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
