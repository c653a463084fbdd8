#include "harness/judge/form.h"

#include <stdio.h>
#include <string.h>

#include "engine/event.h"
#include "harness/model/checks.h"

enum { OPTION_END, OPTION_NOP, OPTION_MSS, OPTION_SCALE, OPTION_SACK_OK, OPTION_SACK, OPTION_TIMESTAMPS = 8 };
enum { DEFAULT_MSS_IPV4 = 536, DEFAULT_MSS_IPV6 = 1220 }; /* MUST-15 */
enum { HEADERS_IPV4 = 40, HEADERS_IPV6 = 60 };            /* IP and TCP without options; RFC 6691 */
enum {
    IP_PROTOCOL_TCP = 6,
    IPV4_HEADER = 20,
    IPV6_HEADER = 40,
    IPV4_PROTOCOL_AT = 9,
    IPV6_NEXT_HEADER_AT = 6
};

/* Whether a packet that could not be read is nonetheless sound IP of another protocol (ICMP, say). */
static bool is_other_protocol(const uint8_t *packet, size_t bytes)
{
    if (bytes >= IPV4_HEADER && packet[0] >> 4 == 4)
        return packet[IPV4_PROTOCOL_AT] != IP_PROTOCOL_TCP;
    return bytes >= IPV6_HEADER && packet[0] >> 4 == 6 && packet[IPV6_NEXT_HEADER_AT] != IP_PROTOCOL_TCP;
}

static bool same_address(const struct tspec_address *a, const struct tspec_address *b)
{
    return a->version == b->version && memcmp(a->octets, b->octets, a->version == 4 ? 4 : 16) == 0;
}

/* By a source route that is not completed, a segment goes to the last address of the route (RFC 791, 3.1). */
static __attribute__((cold)) struct tspec_address ultimate(const struct tspec_segment *seg)
{
    enum { NOP = 1, LOOSE = 131, STRICT = 137, LEAST = 7 };
    struct tspec_address address = seg->destination;
    for (unsigned i = 0; i + 2 < seg->ip_options_bytes && seg->ip_options[i] != 0;) {
        const uint8_t *at = seg->ip_options + i;
        unsigned length = at[0] == NOP ? 1 : at[1];
        if (length == 0 || i + length > seg->ip_options_bytes)
            break;
        if ((at[0] == LOOSE || at[0] == STRICT) && length >= LEAST && at[2] <= length)
            memcpy(address.octets, at + length - 4, 4);
        i += length;
    }
    return address;
}

int tspec_form_flow(const struct tspec_form_place *place, const struct tspec_segment *seg)
{
    unsigned flow = (uint16_t)(seg->destination_port - place->remote_port);
    struct tspec_address to = seg->ip_options_bytes == 0 ? seg->destination : ultimate(seg);
    bool ours = same_address(&seg->source, &place->local) && same_address(&to, &place->remote) &&
                seg->source_port == place->local_port && flow < TSPEC_FLOWS;
    return ours ? (int)flow : -1;
}

/* The length a known option must have; 0 where any goes. SACK (RFC 2018) is judged by is_sack_length. */
static unsigned length_of(unsigned kind)
{
    switch (kind) {
    case OPTION_MSS:
        return 4;
    case OPTION_SCALE:
        return 3;
    case OPTION_SACK_OK:
        return 2;
    case OPTION_TIMESTAMPS:
        return 10;
    default:
        return 0;
    }
}

static bool is_sack_length(unsigned length)
{
    return length >= 10 && (length - 2) % 8 == 0;
}

struct options {
    const char *fault; /* what does not parse, a closed class; NULL when all does */
    bool has_mss;
    uint16_t mss;
};

/* Walks the option area; what follows EOL must be zero (MUST-69). */
static struct options walk(const struct tspec_segment *seg)
{
    struct options found = {0};
    const uint8_t *at = seg->options, *end = at + seg->options_bytes;
    while (at < end) {
        unsigned kind = at[0];
        if (kind == OPTION_END) {
            while (++at < end)
                if (*at != 0)
                    found.fault = "padding after EOL is not zero";
            return found;
        }
        if (kind == OPTION_NOP) {
            at++;
            continue;
        }
        if (end - at < 2 || at[1] < 2 || at[1] > end - at) {
            found.fault = "an option's length is illegal";
            return found;
        }
        unsigned length = at[1], right = length_of(kind);
        if ((right != 0 && length != right) || (kind == OPTION_SACK && !is_sack_length(length))) {
            found.fault = "a known option has a wrong length";
            return found;
        }
        if (kind == OPTION_MSS) {
            found.has_mss = true;
            found.mss = (uint16_t)(at[2] << 8 | at[3]);
        }
        at += length;
    }
    return found;
}

static void judge_mss(const struct tspec_form_place *place, const struct tspec_segment *seg,
                      const struct options *options, const struct tspec_form_sink *sink)
{
    bool v4 = seg->source.version == 4;
    unsigned headers = v4 ? HEADERS_IPV4 : HEADERS_IPV6;
    unsigned default_mss = v4 ? DEFAULT_MSS_IPV4 : DEFAULT_MSS_IPV6;
    char expected[128], observed[128];

    if (!(seg->flags & TSPEC_SYN)) {
        sink->exercised[TSPEC_CHECK_FORM_MSS_PLACE]++;
        if (options->has_mss)
            sink->finding(sink->context, TSPEC_CHECK_FORM_MSS_PLACE, "MSS without SYN",
                          "the MSS option is on segments with SYN only", "a segment without SYN carries it");
        return;
    }
    if (place->mtu <= headers)
        return;
    unsigned largest = place->mtu - headers;
    /* The option may be left out only where what it would say is the default (SHLD-5). */
    unsigned receive_mss = place->mss != 0 ? place->mss : largest;
    if (receive_mss != default_mss)
        sink->exercised[TSPEC_CHECK_FORM_MSS_ABSENT]++;
    if (options->has_mss) {
        sink->exercised[TSPEC_CHECK_FORM_MSS_VALUE]++;
        if (options->mss <= largest)
            return;
        snprintf(expected, sizeof expected, "an MSS of at most %u octets on an MTU of %u", largest,
                 place->mtu);
        snprintf(observed, sizeof observed, "MSS %u", options->mss);
        sink->finding(sink->context, TSPEC_CHECK_FORM_MSS_VALUE, "MSS too large", expected, observed);
        return;
    }
    if (receive_mss == default_mss)
        return;
    snprintf(expected, sizeof expected, "an MSS option, since the receive MSS is %u and not %u", receive_mss,
             default_mss);
    sink->finding(sink->context, TSPEC_CHECK_FORM_MSS_ABSENT, "no MSS", expected, "a SYN without it");
}

/* No single host's: broadcast, multicast, or none at all (RFC 1122, 3.2.1.3; RFC 4291, 2.7, 2.5.2). */
static bool is_many(const struct tspec_address *a)
{
    static const uint8_t any[16];
    if (a->version == 6)
        return a->octets[0] == 0xff || memcmp(a->octets, any, 16) == 0;
    return a->octets[0] >> 4 == 14 || a->octets[0] == 0 || memcmp(a->octets, "\377\377\377\377", 4) == 0;
}

static void judge_stray(const struct tspec_segment *seg, bool ours, const struct tspec_form_sink *sink)
{
    char observed[128];
    if (is_many(&seg->destination)) {
        sink->exercised[TSPEC_CHECK_FORM_ADDRESS_TO]++;
        sink->finding(sink->context, TSPEC_CHECK_FORM_ADDRESS_TO, "to many", "a segment for a single host",
                      "one for a broadcast, multicast or empty address");
    } else if (is_many(&seg->source)) {
        sink->exercised[TSPEC_CHECK_FORM_ADDRESS_FROM]++;
        sink->finding(sink->context, TSPEC_CHECK_FORM_ADDRESS_FROM, "from many",
                      "a segment from the stack's own address",
                      "one from a broadcast, multicast or empty address");
    } else {
        snprintf(observed, sizeof observed, "it left from port %u for port %u", seg->source_port,
                 seg->destination_port);
        sink->finding(sink->context, TSPEC_CHECK_FORM_ADDRESS, ours ? "unused socket" : "unknown socket",
                      "a segment between sockets that talk to each other", observed);
    }
}

/* Answers to a segment from or for port 0: that pair of sockets is none of the flows. Nothing can listen at
 * port 0, so that a reset is all that may come from there (3.10.7.1); what answers a peer at port 0 is open.
 */
static bool answers_port_0(const struct tspec_form_place *place, const struct tspec_segment *seg)
{
    if (!same_address(&seg->source, &place->local) || !same_address(&seg->destination, &place->remote))
        return false;
    unsigned flow = (uint16_t)(seg->destination_port - place->remote_port);
    return (place->from_port_0_used && seg->source_port == place->local_port && seg->destination_port == 0) ||
           (place->to_port_0_used && seg->source_port == 0 && flow < TSPEC_FLOWS && (seg->flags & TSPEC_RST));
}

int tspec_form_judge(const struct tspec_form_place *place, const uint8_t *packet, size_t bytes,
                     struct tspec_segment *seg, const struct tspec_form_sink *sink)
{
    enum tspec_wire_status status = tspec_wire_decode(packet, bytes, seg);
    if (status == TSPEC_WIRE_NOT_TCP && is_other_protocol(packet, bytes))
        return -1;
    sink->exercised[TSPEC_CHECK_FORM_HEADER]++;
    if (status != TSPEC_WIRE_OK && status != TSPEC_WIRE_CHECKSUM) {
        const char *what = status == TSPEC_WIRE_OFFSET      ? "Data Offset is impossible"
                           : status == TSPEC_WIRE_TRUNCATED ? "shorter than its headers say"
                                                            : "no whole IP packet";
        sink->finding(sink->context, TSPEC_CHECK_FORM_HEADER, what, "a packet that can be read as a segment",
                      what);
        return -1;
    }
    sink->exercised[TSPEC_CHECK_FORM_CHECKSUM]++;
    if (status == TSPEC_WIRE_CHECKSUM)
        sink->finding(sink->context, TSPEC_CHECK_FORM_CHECKSUM, "wrong checksum",
                      "the checksum of pseudo-header, header and text", "another value");
    sink->exercised[TSPEC_CHECK_FORM_RESERVED]++;
    if (seg->reserved != 0)
        sink->finding(sink->context, TSPEC_CHECK_FORM_RESERVED, "reserved bits set", "reserved bits zero",
                      "at least one is set");
    struct options options = walk(seg);
    if (seg->options_bytes > 0)
        sink->exercised[TSPEC_CHECK_FORM_OPTIONS]++;
    if (options.fault != NULL)
        sink->finding(sink->context, TSPEC_CHECK_FORM_OPTIONS, options.fault, "an option list that parses",
                      options.fault);
    else
        judge_mss(place, seg, &options, sink);

    int flow = tspec_form_flow(place, seg);
    sink->exercised[TSPEC_CHECK_FORM_ADDRESS]++;
    if (answers_port_0(place, seg))
        return -1;
    if (flow < 0 || !(place->flows_used >> flow & 1)) {
        judge_stray(seg, flow >= 0, sink);
        return -1;
    }
    return flow;
}
