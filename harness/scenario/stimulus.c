/* From events to concrete segments and calls: the half of track.h that knows addresses and payload. */
#include "harness/scenario/track.h"

#include <string.h>
#include "harness/payload.h"
#include "harness/sut/sut.h"

static struct tspec_address address(unsigned ip_version, uint8_t host)
{
    struct tspec_address a = {.version = (uint8_t)ip_version};
    static const uint8_t ipv4[3] = {192, 0, 2};              /* RFC 5737 */
    static const uint8_t ipv6[4] = {0x20, 0x01, 0x0d, 0xb8}; /* RFC 3849 */
    if (ip_version == 4)
        memcpy(a.octets, ipv4, sizeof ipv4);
    else
        memcpy(a.octets, ipv6, sizeof ipv6);
    a.octets[ip_version == 4 ? 3 : 15] = host;
    return a;
}

struct tspec_address tspec_address_local(unsigned ip_version)
{
    return address(ip_version, 1);
}

struct tspec_address tspec_address_remote(unsigned ip_version)
{
    return address(ip_version, 2);
}

struct tspec_address tspec_address_gateway(unsigned ip_version)
{
    return address(ip_version, 254);
}

/* Which octets the text is made of. The text of a SYN belongs to the connection the SYN asks for (RFC
 * 9293, 3.4: it begins behind the SYN), and that is the next one unless the SYN is the present one's own. */
static void place_text(struct tspec_track_sent *sent, const struct tspec_track_flow *f)
{
    const struct tspec_segment *seg = &sent->segment;
    unsigned incarnation = f->incarnation;
    sent->offset = (uint32_t)(seg->seq.wire - f->irs - 1);
    if (seg->flags & TSPEC_SYN) {
        sent->offset = 0;
        if (f->iss_seen && f->irs_acked && seg->seq.wire != f->irs)
            incarnation++;
    }
    sent->incarnation = (uint8_t)(incarnation % TSPEC_INCARNATIONS);
}

static void make_segment(const struct tspec_track *track, const struct tspec_event *event,
                         struct tspec_track_sent *sent)
{
    const struct tspec_track_flow *f = &track->flows[event->flow];
    struct tspec_segment *seg = &sent->segment;
    memset(sent, 0, sizeof *sent);
    sent->flow = event->flow;
    sent->tag = event->tag;
    sent->damage = (struct tspec_damaging){event->damage, event->damage_at};
    seg->source = tspec_address_remote(track->ip_version);
    seg->destination = tspec_address_local(track->ip_version);
    seg->source_port = (uint16_t)(TSPEC_REMOTE_PORT + event->flow);
    seg->destination_port = TSPEC_LOCAL_PORT;
    seg->flags = event->flags;
    seg->reserved = event->reserved;
    seg->seq.wire = tspec_track_resolve(track, event->flow, &event->seq);
    if (event->ack_given)
        seg->ack.wire = tspec_track_resolve(track, event->flow, &event->ack);
    seg->window =
        event->window_given ? (uint16_t)tspec_track_resolve(track, event->flow, &event->window) : UINT16_MAX;
    seg->urgent = event->urgent;
    seg->ttl = event->ttl;
    seg->ds = event->ds;
    if (track->ip_version == 4) {
        seg->ip_options = event->ip_options;
        seg->ip_options_bytes = event->ip_options_bytes;
    }
    seg->options_bytes = event->options_bytes;
    memcpy(seg->options, event->options, event->options_bytes);
    seg->payload_bytes = event->payload_octets;
    place_text(sent, f);
}

bool tspec_track_segment(struct tspec_track *track, const struct tspec_event *event,
                         struct tspec_segment *seg, uint8_t *payload, unsigned *flow,
                         struct tspec_damaging *damage)
{
    struct tspec_track_sent *sent;
    if (event->kind == TSPEC_EVENT_SEGMENT) {
        if (track->sent_count == TSPEC_SCENARIO_EVENTS_MAX)
            return false;
        sent = &track->sent[track->sent_count++];
        make_segment(track, event, sent);
    } else {
        if (track->sent_count == 0)
            return false;
        sent = &track->sent[event->replay % track->sent_count];
    }
    *seg = sent->segment;
    if (seg->payload_bytes > 0) {
        tspec_payload_fill(payload, seg->payload_bytes, sent->incarnation, sent->tag, sent->offset);
        seg->payload = payload;
    }
    *flow = sent->flow;
    *damage = sent->damage;
    return true;
}

void tspec_track_icmp(const struct tspec_track *track, const struct tspec_event *event,
                      struct tspec_icmp *icmp)
{
    bool host = event->icmp == TSPEC_ICMP_PROTOCOL_UNREACHABLE || event->icmp == TSPEC_ICMP_PORT_UNREACHABLE;
    *icmp = (struct tspec_icmp){
        .kind = event->icmp,
        .mtu = event->mtu,
        .from = host ? tspec_address_remote(track->ip_version) : tspec_address_gateway(track->ip_version),
        .source = tspec_address_local(track->ip_version),
        .destination = tspec_address_remote(track->ip_version),
        .source_port = TSPEC_LOCAL_PORT,
        .destination_port = (uint16_t)(TSPEC_REMOTE_PORT + event->flow),
        .seq.wire = tspec_track_resolve(track, event->flow, &event->seq),
    };
}

void tspec_track_make_call(const struct tspec_track *track, const struct tspec_event *event,
                           struct tspec_call *call, uint8_t *data)
{
    const struct tspec_track_flow *f = &track->flows[event->flow];
    *call = (struct tspec_call){.kind = event->call,
                                .flow = event->flow,
                                .on_listener = event->on_listener,
                                .urgent = event->urgent_send,
                                .push = event->push,
                                .more = event->more,
                                .address = event->address,
                                .setting = event->setting,
                                .value = event->value,
                                .octets = event->octets};
    if (event->call != TSPEC_CALL_SEND)
        return;
    bool opens = event->on_listener; /* RFC 9293, 3.10.2: SEND in LISTEN opens actively */
    unsigned incarnation = f->incarnation + (opens && f->iss_seen);
    tspec_payload_fill(data, event->octets, incarnation, 0, opens ? 0 : f->send_offset);
    call->data = data;
}

bool tspec_track_matches(const struct tspec_track *track, const struct tspec_event *event,
                         const struct tspec_segment *seg)
{
    unsigned compared = ~(unsigned)TSPEC_PSH | (event->flags & TSPEC_PSH);
    if ((seg->flags ^ event->flags) & compared & 0xff)
        return false;
    if (event->seq_given && (seg->seq.wire != tspec_track_resolve(track, event->flow, &event->seq) ||
                             seg->payload_bytes != event->payload_octets))
        return false;
    if (event->ack_given && seg->ack.wire != tspec_track_resolve(track, event->flow, &event->ack))
        return false;
    if (event->window_given &&
        seg->window != (uint16_t)tspec_track_resolve(track, event->flow, &event->window))
        return false;
    if ((event->flags & TSPEC_URG) && seg->urgent != event->urgent)
        return false;
    if ((event->ttl && seg->ttl != event->ttl) || (event->ds_given && seg->ds != event->ds))
        return false;
    if (event->ip_options_bytes && (seg->ip_options_bytes != event->ip_options_bytes ||
                                    memcmp(seg->ip_options, event->ip_options, event->ip_options_bytes) != 0))
        return false;
    return event->options_bytes == 0 || (seg->options_bytes == event->options_bytes &&
                                         memcmp(seg->options, event->options, event->options_bytes) == 0);
}
