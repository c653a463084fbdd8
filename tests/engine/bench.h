/*
 * A bench for one endpoint: plays scripts of segments, calls and time against it and fails the test where it
 * answers differently.
 *
 * A script is one string, a step a line; `#` begins a comment.
 *   < FLAGS SEQ [ACK] [len N] [win N] [mss N] [scale N] [ts VALUE ECHO] [up N] [port N] [bad-option]
 *       a segment arrives
 *   > FLAGS SEQ [ACK] [len N] [win N] [mss N] [scale N] [ts VALUE ECHO] [up N] [port N] [ttl N] [ds N]
 *       the endpoint must have sent this next; ACK, win, mss, up, ttl, ds as given; scale and ts if given and
 *       not else
 *   icmp KIND SEQ [mtu N] [port N] [from-port N]
 *       an ICMP message arrives that quotes the endpoint's SEQ; KIND as packetdrill has it (engine/event.h)
 *   ! SIGNAL
 *       it must have signalled this next
 *   CALL [N] [urgent] [push] [more] [local] [any] [broadcast] [multicast] RESULT [N] [urgent N]
 *       listen connect send recv shutdown close abort status accept; a leading `listener` makes it a call on
 *       the listener; the second N is the octets in the result, the last how many urgent ones are left
 *   set SETTING N RESULT
 *   advised N
 *       IP has been advised so many times since the beginning
 *   + MILLISECONDS
 *       time passes
 *   = STATE
 *       the connection is in this state
 *   port N
 *       later segments and calls are of remote port 40000 + N
 *
 * A timestamp of the endpoint, VALUE in `>` and ECHO in `<`, is told from that of time 0.
 * FLAGS are letters of SFRPU and `.` for ACK, or 0. Sequence numbers are relative: the peer's to PEER_ISS,
 * the endpoint's to its own ISS (the last SYN it sent); `~` before a number makes it absolute. Octets are a
 * pattern of the relative number, so that text is checked wherever it goes. Everything the endpoint does must
 * be in the script.
 */
#ifndef TSPEC_TESTS_ENGINE_BENCH_H
#define TSPEC_TESTS_ENGINE_BENCH_H

#include "engine/endpoint.h"

enum { PEER_ISS = 5000, BENCH_QUEUE = 256, BENCH_OCTETS = 4096, BENCH_MEMORY = 1 << 20 };

struct bench {
    struct tspec_endpoint_config config;
    struct tspec_endpoint endpoint;
    struct tspec_effects effects;
    uint64_t now_us;
    uint32_t peer_iss;          /* what relative numbers of the peer count from */
    uint32_t iss;               /* the endpoint's, from its SYN */
    uint32_t delivered, queued; /* octets of the streams: read by the user, handed over by him */
    unsigned port, advised;
    struct tspec_effect queue[BENCH_QUEUE];
    unsigned taken, count; /* of the queue */
    uint8_t memory[BENCH_MEMORY];
};

/* The usual configuration: ISS 100, 2 min MSL, buffers of 2000 octets, MSS 1000 of MTU 1500, ten segments at
 * first, specs/tcp.tspec; text goes as it comes, without reports: nagle, sender_sws, zero_window_probes,
 * soft_errors and urgent are off. */
void bench_configure(struct bench *bench);
/* Switches an option of the rules. */
void bench_option(struct bench *bench, const char *name, bool on);
/* A fresh endpoint; time is 0. */
void bench_begin(struct bench *bench);
/* Plays a script on; may be called repeatedly. */
void bench_play(struct bench *bench, const char *script);
/* Fails when the endpoint did more than the scripts said. */
void bench_end(const struct bench *bench);
/* Fresh endpoint with the usual configuration, then the script. */
void bench_run(const char *script);

uint8_t bench_octet(uint32_t relative);

#endif
