/*
 * A stack of one's own under tcpspec, whole and small: every port is closed, so that each segment is answered
 * by the RST of RFC 9293, 3.10.7.1. docs/own-stack.md goes through it; "yours" is where a real stack is
 * called.
 */
#include <stdio.h>
#include <stdlib.h>
#include "engine/wire.h"
#include "harness/sut/sut.h"

/* An instance. Yours: the stack's own state, or what is needed to put its variables back. */
struct tspec_sut {
    struct tspec_sut_sink sink; /* where segments and signals go */
    uint64_t now_us;            /* the only clock there is */
};

static const char *version(void)
{
    return "1.0.0"; /* yours: of the stack, since waivers are for versions */
}

/* Every option a user can give with --option has to be known here; this stack has none. */
static bool takes(const struct tspec_sut_config *config)
{
    return !config || config->option_count == 0;
}

static struct tspec_sut *create(const struct tspec_sut_config *config, const struct tspec_sut_sink *sink,
                                char *error, size_t error_bytes)
{
    struct tspec_sut *sut = takes(config) ? calloc(1, sizeof *sut) : NULL;
    if (sut)
        sut->sink = *sink;
    else
        snprintf(error, error_bytes, takes(config) ? "out of memory" : "this stack has no options");
    return sut;
}

static void destroy(struct tspec_sut *sut)
{
    free(sut);
}

/* Yours: all of the stack's variables as they were at the start, for this comes before every scenario. */
static bool reset(struct tspec_sut *sut, const struct tspec_sut_config *config)
{
    sut->now_us = 0;
    return takes(config);
}

/* What the judge may hold it to. What the RFC leaves open stays legal unless tspec_profile_declare says more.
 */
static void profile(const struct tspec_sut *sut, struct tspec_profile *profile)
{
    (void)sut;
    tspec_profile_init(profile);
    profile->capabilities = TSPEC_CAN_VIRTUAL_TIME;
    profile->prompt = true; /* it answers before packet() returns */
}

/* Yours: hand the packet to the stack, as its network driver would, and give the sink what it sends. */
static void packet(struct tspec_sut *sut, const uint8_t *ip, size_t bytes)
{
    struct tspec_segment in;
    uint8_t answer[128];
    if (tspec_wire_decode(ip, bytes, &in) != TSPEC_WIRE_OK || in.flags & TSPEC_RST || !in.source.octets[0] ||
        in.source.octets[0] >= 224 || in.destination.octets[0] >= 224)
        return; /* from nobody, from or to a group: 3.9.2.3 */
    struct tspec_segment out = {.source = in.destination,
                                .destination = in.source,
                                .source_port = in.destination_port,
                                .destination_port = in.source_port,
                                .flags = in.flags & TSPEC_ACK ? TSPEC_RST : TSPEC_RST | TSPEC_ACK};
    if (in.flags & TSPEC_ACK)
        out.seq = in.ack;
    else
        out.ack.wire = in.seq.wire + tspec_segment_length(&in);
    sut->sink.packet(sut->sink.context, sut->now_us, answer, tspec_wire_encode(&out, answer, sizeof answer));
}

/* Yours: listen, accept, connect, send, receive and the rest, each through the stack's own interface. */
static void call(struct tspec_sut *sut, const struct tspec_call *call, struct tspec_call_result *result)
{
    (void)sut, (void)call;
    *result = (struct tspec_call_result){.result = TSPEC_RESULT_UNSUPPORTED};
}

/* Yours: run the stack's timers up to then, each at its time, with sut->now_us set to it. */
static void advance(struct tspec_sut *sut, uint64_t until_us)
{
    sut->now_us = until_us;
}

const struct tspec_sut_class tspec_sut_closed = {"closed", "every port is closed",
                                                 version,  NULL,
                                                 create,   destroy,
                                                 reset,    profile,
                                                 packet,   call,
                                                 advance,  .view = NULL};
