#include "driver.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "engine/wire.h"

enum { PEER_ISS = 1000000 };

static struct tspec_address address(uint8_t last)
{
    return (struct tspec_address){.version = 4, .octets = {192, 0, 2, last}};
}

static void log_bytes(struct driver *d, const void *bytes, size_t count)
{
    assert_true(count <= sizeof d->log - d->log_bytes);
    memcpy(&d->log[d->log_bytes], bytes, count);
    d->log_bytes += count;
}

static void on_packet(void *context, uint64_t now_us, const uint8_t *ip, size_t bytes)
{
    struct driver *d = context;
    struct tspec_segment seg;
    log_bytes(d, &now_us, sizeof now_us);
    log_bytes(d, ip, bytes);
    assert_int_equal(tspec_wire_decode(ip, bytes, &seg), TSPEC_WIRE_OK);
    assert_true(d->segment_count < DRIVER_SEGMENTS && seg.payload_bytes <= DRIVER_PAYLOAD);
    struct driver_segment *s = &d->segments[d->segment_count++];
    s->at_us = now_us;
    s->seg = seg;
    if (seg.payload_bytes)
        memcpy(s->payload, seg.payload, seg.payload_bytes);
    s->seg.payload = s->payload;
    unsigned flow = (unsigned)seg.destination_port - TSPEC_REMOTE_PORT;
    if (flow < TSPEC_FLOWS && !(seg.flags & TSPEC_RST)) {
        uint32_t next = seg.seq.wire + tspec_segment_length(&seg);
        if (seg.flags & TSPEC_SYN || (int32_t)(next - d->peer[flow].ack) > 0)
            d->peer[flow].ack = next;
    }
}

static void on_signal(void *context, uint64_t now_us, unsigned flow, enum tspec_signal signal)
{
    struct driver *d = context;
    log_bytes(d, &now_us, sizeof now_us);
    log_bytes(d, &signal, sizeof signal);
    assert_true(d->signal_count < DRIVER_SIGNALS);
    d->signals[d->signal_count].at_us = now_us;
    d->signals[d->signal_count].flow = flow;
    d->signals[d->signal_count++].signal = signal;
}

static void on_fault(void *context, uint64_t now_us, const char *text)
{
    struct driver *d = context;
    (void)now_us;
    d->faults++;
    snprintf(d->fault, sizeof d->fault, "%s", text);
}

static void forget(struct driver *d)
{
    driver_clear(d);
    d->now_us = d->faults = 0;
    d->log_bytes = 0;
    for (unsigned flow = 0; flow < TSPEC_FLOWS; flow++) {
        d->peer[flow].seq = PEER_ISS;
        d->peer[flow].ack = 0;
        d->peer[flow].window = 8192;
    }
}

void driver_start(struct driver *d, const char *name, const struct tspec_sut_config *config)
{
    struct tspec_sut_sink sink = {.context = d, .packet = on_packet, .signal = on_signal, .fault = on_fault};
    struct tspec_sut_config none = {0};
    char error[200] = "";
    d->class = tspec_sut_find(name);
    assert_non_null(d->class);
    forget(d);
    d->sut = d->class->create(config ? config : &none, &sink, error, sizeof error);
    if (!d->sut)
        fail_msg("%s", error);
}

void driver_stop(struct driver *d)
{
    d->class->destroy(d->sut);
}

void driver_reset(struct driver *d)
{
    assert_true(d->class->reset(d->sut, NULL));
    forget(d);
}

void driver_clear(struct driver *d)
{
    d->segment_count = d->signal_count = 0;
}

void driver_advance(struct driver *d, uint64_t by_us)
{
    d->now_us += by_us;
    d->class->advance(d->sut, d->now_us);
}

void driver_segment(struct driver *d, unsigned flow, unsigned flags, uint32_t seq, uint32_t ack,
                    const void *payload, uint32_t octets)
{
    uint8_t ip[DRIVER_PAYLOAD + 200];
    struct tspec_segment seg = {.source = address(2),
                                .destination = address(1),
                                .source_port = (uint16_t)(TSPEC_REMOTE_PORT + flow),
                                .destination_port = TSPEC_LOCAL_PORT,
                                .seq = {seq},
                                .ack = {ack},
                                .flags = (uint8_t)flags,
                                .window = d->peer[flow].window,
                                .payload_bytes = octets,
                                .payload = payload};
    size_t bytes = tspec_wire_encode(&seg, ip, sizeof ip);
    assert_true(bytes > 0);
    d->class->packet(d->sut, ip, bytes);
}

void driver_peer(struct driver *d, unsigned flow, unsigned flags, const void *payload, uint32_t octets)
{
    uint32_t seq = d->peer[flow].seq;
    d->peer[flow].seq += octets + !!(flags & TSPEC_SYN) + !!(flags & TSPEC_FIN);
    driver_segment(d, flow, flags, seq, flags & TSPEC_ACK ? d->peer[flow].ack : 0, payload, octets);
}

static struct tspec_call_result do_call(struct driver *d, const struct tspec_call *call)
{
    struct tspec_call_result result;
    d->class->call(d->sut, call, &result);
    return result;
}

struct tspec_call_result driver_call(struct driver *d, enum tspec_call_kind kind, unsigned flow)
{
    return do_call(d, &(struct tspec_call){.kind = (uint8_t)kind, .flow = (uint8_t)flow});
}

struct tspec_call_result driver_listener(struct driver *d, enum tspec_call_kind kind)
{
    return do_call(d, &(struct tspec_call){.kind = (uint8_t)kind, .on_listener = true});
}

struct tspec_call_result driver_send(struct driver *d, unsigned flow, const void *data, uint32_t octets)
{
    return do_call(d, &(struct tspec_call){
                          .kind = TSPEC_CALL_SEND, .flow = (uint8_t)flow, .octets = octets, .data = data});
}

struct tspec_call_result driver_receive(struct driver *d, unsigned flow, uint32_t most)
{
    return do_call(d,
                   &(struct tspec_call){.kind = TSPEC_CALL_RECEIVE, .flow = (uint8_t)flow, .octets = most});
}

void driver_establish(struct driver *d, unsigned flow)
{
    if (driver_listener(d, TSPEC_CALL_STATUS).result != TSPEC_RESULT_OK)
        assert_int_equal(driver_listener(d, TSPEC_CALL_OPEN_PASSIVE).result, TSPEC_RESULT_OK);
    driver_peer(d, flow, TSPEC_SYN, NULL, 0);
    driver_peer(d, flow, TSPEC_ACK, NULL, 0);
    assert_int_equal(driver_call(d, TSPEC_CALL_ACCEPT, flow).result, TSPEC_RESULT_OK);
    assert_int_equal(driver_state(d, flow), TSPEC_ESTABLISHED);
    driver_clear(d);
}

const struct tspec_segment *driver_only(struct driver *d)
{
    assert_int_equal(d->segment_count, 1);
    return &d->segments[0].seg;
}

unsigned driver_state(struct driver *d, unsigned flow)
{
    struct tspec_view view;
    assert_true(d->class->view(d->sut, flow, &view));
    assert_true(view.valid & TSPEC_VIEW_STATE);
    return view.state;
}
