/* What ICMP says to a connection (RFC 9293, 3.9.2.2), whom an OPEN may name (3.9.2.3), and the IP fields that
 * the application sets (3.9.2). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include "tests/engine/bench.h"
#include "tests/engine/scripts.h"

static struct bench bench;

static void run_with(const char *option, bool on, const char *script)
{
    bench_configure(&bench);
    bench_option(&bench, option, on);
    bench_begin(&bench);
    bench_play(&bench, script);
    bench_end(&bench);
}

/* MUST-56, SHLD-25: the user hears of it and the connection goes on; SHLD-20: unless he does not want to. */
static void soft_errors(void **state)
{
    (void)state;
    bench_run(TO_SYN_SENT "icmp net_unreachable 0\n! SOFT-ERROR\n= SYN-SENT\n+ 1000\n> S 0\n< S. 0 1\n"
                          "! CONNECTED\n> . 1 1\n");
    bench_run(TO_ESTABLISHED "send 5 OK 5\n> P. 1 1 len 5\nicmp host_unreachable 1\n! SOFT-ERROR\n"
                             "icmp source_route_failed 5\n! SOFT-ERROR\nicmp time_exceeded 1\n! SOFT-ERROR\n"
                             "icmp parameter_problem 1\n! SOFT-ERROR\n= ESTABLISHED\n"
                             "set SOFT-ERRORS 0 OK\nicmp host_unreachable 1\n< . 1 6\n");
    bench_run(TO_FIN_WAIT_1 "icmp time_exceeded 1\n! SOFT-ERROR\n= FIN-WAIT-1\n");
    bench_run(TO_LAST_ACK "icmp time_exceeded 1\n! SOFT-ERROR\n= LAST-ACK\n");
    /* Nobody has heard of this connection, and nobody wants to hear of the other. */
    bench_run(TO_SYN_RECEIVED "icmp net_unreachable 0\n= SYN-RECEIVED\n");
    bench_run(TO_SIMULTANEOUS "icmp net_unreachable 0\n! SOFT-ERROR\n= SYN-RECEIVED\n");
    bench_run(TO_ESTABLISHED "close OK\n> F. 1 1\nicmp net_unreachable 1\n= FIN-WAIT-1\n");
}

/* SHLD-26: as a reset would end it, and nothing is sent. */
static void hard_errors(void **state)
{
    (void)state;
    bench_run(TO_SYN_SENT "icmp port_unreachable 0\n! REFUSED\n= CLOSED\n");
    bench_run(TO_SYN_SENT "icmp protocol_unreachable 0\n! REFUSED\n= CLOSED\n+ 9000\n");
    bench_run(TO_SYN_RECEIVED "icmp port_unreachable 0\n= CLOSED\n< S 0\n> S. 0 1\n");
    bench_run(TO_SIMULTANEOUS "icmp port_unreachable 0\n! REFUSED\n= CLOSED\n");
    bench_run(TO_ESTABLISHED
              "send 5 OK 5\n> P. 1 1 len 5\nicmp port_unreachable 1\n! RESET\n= CLOSED\n+ 9000\n");
    bench_run(TO_FIN_WAIT_1 "icmp protocol_unreachable 1\n! RESET\n= CLOSED\n");
    bench_run(TO_CLOSING "icmp port_unreachable 1\n= CLOSED\n");
    bench_run(TO_LAST_ACK "icmp port_unreachable 1\n= CLOSED\n");
    run_with("icmp_hard", false, TO_SYN_SENT "icmp port_unreachable 0\n! REFUSED\n= CLOSED\n");
    run_with("icmp_hard", false,
             TO_ESTABLISHED
             "send 5 OK 5\n> P. 1 1 len 5\nicmp port_unreachable 1\n! SOFT-ERROR\n= ESTABLISHED\n");
    run_with("icmp_hard", false, TO_LAST_ACK "icmp port_unreachable 1\n! SOFT-ERROR\n= LAST-ACK\n");
}

/* MUST-54, MUST-55: only what is in flight on the very connection counts (RFC 5927, 4.1). */
static void ignored(void **state)
{
    (void)state;
    bench_run(TO_SYN_SENT
              "icmp source_quench 0\nicmp port_unreachable 1\nicmp port_unreachable -1\n"
              "icmp port_unreachable 0 port 1\nicmp port_unreachable 0 from-port 9\n= SYN-SENT\n");
    bench_run(TO_ESTABLISHED "send 5 OK 5\n> P. 1 1 len 5\nicmp port_unreachable 6\nicmp port_unreachable 0\n"
                             "icmp net_unreachable 6\nicmp source_quench 1\n= ESTABLISHED\n< . 1 6\n"
                             "icmp port_unreachable 5\n= ESTABLISHED\n");
    bench_run("icmp port_unreachable 0\nlisten OK\nicmp port_unreachable 0\nlistener status LISTEN\n");
    run_with("icmp_seq", false,
             TO_FIN_WAIT_2 "icmp net_unreachable 77\n! SOFT-ERROR\nicmp port_unreachable 77\n"
                           "! RESET\n= CLOSED\n");
    run_with("icmp_seq", false,
             TO_TIME_WAIT "icmp port_unreachable 1\nicmp net_unreachable 1\n= TIME-WAIT\n");
}

/* RFC 1191: segments of the size that the path takes, from the next one on; never larger again. */
static void too_big(void **state)
{
    (void)state;
    run_with("sender_sws", false,
             TO_SYN_SENT
             "< S. 0 1 mss 1460\n! CONNECTED\n> . 1 1\nsend 1000 OK 1000\n> P. 1 1 len 1000\n"
             "icmp frag_needed 1 mtu 540\n= ESTABLISHED\n+ 1000\n> . 1 1 len 500\n< . 1 501\n"
             "> P. 501 1 len 500\nicmp frag_needed 501 mtu 1400\nicmp frag_needed 501 mtu 20\n< . 1 1001\n"
             "send 56 OK 56\n> . 1001 1 len 28\n> P. 1029 1 len 28\n");
    bench_run(TO_SYN_SENT
              "< S. 0 1 mss 1460\n! CONNECTED\n> . 1 1\nsend 1000 OK 1000\n> P. 1 1 len 1000\n"
              "icmp frag_needed 1\n+ 1000\n> . 1 1 len 536\nicmp frag_needed 7000 mtu 68\n< . 1 537\n"
              "> P. 537 1 len 464\n");
}

/* MUST-43, MUST-46: no OPEN to what is no single host, whatever there is. */
static void addresses(void **state)
{
    (void)state;
    bench_run("connect any REFUSED\nconnect broadcast REFUSED\nconnect multicast REFUSED\n= CLOSED\n"
              "connect local OK\n> S 0\nconnect any REFUSED\nconnect EXISTS\n");
    bench_run("listen local OK\n< S 0\n> S. 0 1\n< . 1 1\n! CONNECTED\nconnect multicast REFUSED\n"
              "listener connect any REFUSED\nport 1\n< S 0\n> S. 0 1\n");
}

/* MUST-48, MUST-49, SHLD-21, SHLD-22: from the next segment on, on each; of a listener, for its connections.
 */
static void ip_fields(void **state)
{
    (void)state;
    bench_run(
        "set TTL 9 OK\nset DS 46 OK\nconnect OK\n> S 0 ttl 9 ds 46\n< S. 0 1\n! CONNECTED\n"
        "> . 1 1 ttl 9 ds 46\nset DS 184 OK\nset TTL 200 OK\nsend 5 OK 5\n> P. 1 1 len 5 ttl 200 ds 184\n"
        "+ 1000\n> P. 1 1 len 5 ttl 200 ds 184\nset TTL 0 OK\nabort OK\n> R 6 ttl 0 ds 184\n");
    bench_run("listen OK\nlistener set TTL 7 OK\nlistener set DS 4 OK\n< S 0\n> S. 0 1 ttl 7 ds 4\n< . 1 1\n"
              "! CONNECTED\nport 1\n< . 1 1\n> R 1 ttl 7 ds 4\n");
}

/* What was set for a connection ends with it, also where the listener itself became the connection. */
static void of_the_listener(void **state)
{
    (void)state;
    bench_configure(&bench);
    bench.config.listener = TSPEC_LISTENER_MOVES;
    bench_begin(&bench);
    bench_play(&bench, "listen OK\nlistener set TTL 7 OK\n< S 0\n> S. 0 1 ttl 7\nset TTL 9 OK\n+ 1000\n"
                       "> S. 0 1 ttl 9\n< R 1\n< S 0\n> S. 0 1 ttl 7\n");
    bench_end(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(soft_errors),     cmocka_unit_test(hard_errors), cmocka_unit_test(ignored),
        cmocka_unit_test(too_big),         cmocka_unit_test(addresses),   cmocka_unit_test(ip_fields),
        cmocka_unit_test(of_the_listener),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
