/* The harness's side of a ladder: the states an endpoint would go through. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "harness/cli/peer.h"

enum { SENT = '<', GOT = '>', STEPS_MAX = 8 };

struct step {
    char way; /* SENT by the harness, GOT from the stack; 0: no more */
    uint8_t flags;
    uint32_t seq, ack, octets;
    unsigned state; /* after it */
};

static const struct {
    const char *name;
    struct step steps[STEPS_MAX];
} stories[] = {
    {"it opens, and closes first (figures 6 and 12)",
     {{SENT, TSPEC_SYN, 100, 0, 0, TSPEC_SYN_SENT},
      {GOT, TSPEC_SYN | TSPEC_ACK, 300, 101, 0, TSPEC_ESTABLISHED},
      {SENT, TSPEC_ACK, 101, 301, 0, TSPEC_ESTABLISHED},
      {SENT, TSPEC_FIN | TSPEC_ACK, 101, 301, 5, TSPEC_FIN_WAIT_1},
      {GOT, TSPEC_ACK, 301, 107, 0, TSPEC_FIN_WAIT_2},
      {GOT, TSPEC_FIN | TSPEC_ACK, 301, 107, 0, TSPEC_TIME_WAIT},
      {SENT, TSPEC_SYN, 900, 0, 0, TSPEC_SYN_SENT}}},
    {"it is opened, and the stack closes first",
     {{GOT, TSPEC_SYN, 300, 0, 0, TSPEC_CLOSED},
      {SENT, TSPEC_SYN | TSPEC_ACK, 100, 301, 0, TSPEC_SYN_RECEIVED},
      {GOT, TSPEC_ACK, 301, 101, 0, TSPEC_ESTABLISHED},
      {GOT, TSPEC_FIN | TSPEC_ACK, 301, 101, 0, TSPEC_CLOSE_WAIT},
      {SENT, TSPEC_FIN | TSPEC_ACK, 101, 302, 0, TSPEC_LAST_ACK},
      {GOT, TSPEC_ACK, 302, 102, 0, TSPEC_CLOSED}}},
    {"both open, and both close (figures 7 and 13)",
     {{SENT, TSPEC_SYN, 100, 0, 0, TSPEC_SYN_SENT},
      {GOT, TSPEC_SYN, 300, 0, 0, TSPEC_SYN_RECEIVED},
      {SENT, TSPEC_SYN | TSPEC_ACK, 100, 301, 0, TSPEC_SYN_RECEIVED},
      {GOT, TSPEC_SYN | TSPEC_ACK, 300, 101, 0, TSPEC_ESTABLISHED},
      {SENT, TSPEC_FIN | TSPEC_ACK, 101, 301, 0, TSPEC_FIN_WAIT_1},
      {GOT, TSPEC_FIN | TSPEC_ACK, 301, 101, 0, TSPEC_CLOSING},
      {GOT, TSPEC_ACK, 302, 102, 0, TSPEC_TIME_WAIT}}},
    {"what does not fit changes nothing; near 2^32",
     {{SENT, TSPEC_SYN, 0xFFFFFFFF, 0, 0, TSPEC_SYN_SENT},
      {GOT, TSPEC_RST | TSPEC_ACK, 0, 7, 0, TSPEC_SYN_SENT},
      {GOT, TSPEC_SYN | TSPEC_ACK, 300, 0, 0, TSPEC_ESTABLISHED},
      {SENT, TSPEC_FIN | TSPEC_ACK, 50, 301, 0, TSPEC_ESTABLISHED},
      {SENT, TSPEC_RST, 9, 0, 0, TSPEC_ESTABLISHED},
      {GOT, TSPEC_FIN | TSPEC_ACK, 400, 0, 0, TSPEC_ESTABLISHED},
      {SENT, TSPEC_SYN, 77, 0, 0, TSPEC_ESTABLISHED},
      {GOT, TSPEC_RST, 301, 0, 0, TSPEC_CLOSED}}},
    {"a reset of its own",
     {{SENT, TSPEC_SYN, 100, 0, 0, TSPEC_SYN_SENT},
      {GOT, TSPEC_SYN | TSPEC_ACK, 300, 101, 0, TSPEC_ESTABLISHED},
      {SENT, TSPEC_RST, 101, 0, 0, TSPEC_CLOSED}}},
    {"refused",
     {{SENT, TSPEC_SYN, 100, 0, 0, TSPEC_SYN_SENT}, {GOT, TSPEC_RST | TSPEC_ACK, 0, 101, 0, TSPEC_CLOSED}}},
};

static void states(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof stories / sizeof stories[0]; i++) {
        struct tspec_cli_peer peer = {0};
        bool sent = false;
        for (const struct step *step = stories[i].steps; step < stories[i].steps + STEPS_MAX && step->way;
             step++) {
            struct tspec_segment segment = {.flags = step->flags, .payload_bytes = step->octets};
            segment.seq.wire = step->seq;
            segment.ack.wire = step->ack;
            sent |= step->way == SENT;
            if (step->way == SENT)
                tspec_cli_peer_sent(&peer, &segment);
            else
                tspec_cli_peer_got(&peer, &segment);
            if (peer.state != step->state)
                fail_msg("%s, step %d: %s instead of %s", stories[i].name, (int)(step - stories[i].steps) + 1,
                         tspec_state_name(peer.state), tspec_state_name(step->state));
            assert_int_equal(peer.seen, sent);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(states)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
