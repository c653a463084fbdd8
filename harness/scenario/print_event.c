/* Printing events, and concrete segments in the same notation. */
#include <inttypes.h>
#include <stdlib.h>
#include "harness/scenario/text.h"
#include "harness/scenario/track.h"
#include "harness/scenario/writer.h"

static void put_operand(struct tspec_writer *w, const struct tspec_operand *o)
{
    if (o->base == TSPEC_SYMBOL_ZERO && o->second == TSPEC_SYMBOL_ZERO) {
        tspec_writer_put(w, "%" PRIu32, (uint32_t)o->delta);
        return;
    }
    tspec_writer_put(w, "%s", tspec_symbol_name(o->base));
    if (o->second != TSPEC_SYMBOL_ZERO)
        tspec_writer_put(w, "%c%s", o->minus_second ? '-' : '+', tspec_symbol_name(o->second));
    if (o->delta == INT32_MIN)
        tspec_writer_put(w, "+2147483648"); /* half the circle: the sign says nothing */
    else if (o->delta != 0)
        tspec_writer_put(w, "%+" PRId32, o->delta);
}

void tspec_writer_put_duration(struct tspec_writer *w, uint64_t us)
{
    if (us % 1000000 == 0)
        tspec_writer_put(w, "%" PRIu64 "s", us / 1000000);
    else if (us % 1000 == 0)
        tspec_writer_put(w, "%" PRIu64 "ms", us / 1000);
    else
        tspec_writer_put(w, "%" PRIu64 "us", us);
}

/* Seconds, with as many decimals as it takes. */
static void put_seconds(struct tspec_writer *w, uint64_t us)
{
    unsigned decimals = 6, fraction = (unsigned)(us % 1000000);
    tspec_writer_put(w, "%" PRIu64, us / 1000000);
    if (fraction == 0)
        return;
    for (; fraction % 10 == 0; decimals--)
        fraction /= 10;
    tspec_writer_put(w, ".%0*u", (int)decimals, fraction);
}

static void put_time(struct tspec_writer *w, const struct tspec_span *span)
{
    tspec_writer_put(w, "+");
    if (span->quantum == TSPEC_QUANTUM_NONE) {
        put_seconds(w, (uint64_t)span->delta_us);
        return;
    }
    if (span->units != 1)
        tspec_writer_put(w, "%u*", span->units);
    tspec_writer_put(w, "%s", tspec_quantum_name(span->quantum));
    if (span->delta_us != 0) {
        tspec_writer_put(w, span->delta_us < 0 ? "-" : "+");
        tspec_writer_put_duration(w, (uint64_t)llabs(span->delta_us));
    }
}

static void put_ip_fields(struct tspec_writer *w, unsigned ttl, bool ds_given, unsigned ds,
                          const uint8_t *options, unsigned bytes)
{
    if (ttl)
        tspec_writer_put(w, " ttl %u", ttl);
    if (ds_given)
        tspec_writer_put(w, " ds %u", ds);
    if (bytes)
        tspec_writer_put(w, " ipopt ");
    for (unsigned i = 0; i < bytes; i++)
        tspec_writer_put(w, "%02x", options[i]);
}

static void put_segment(struct tspec_writer *w, const struct tspec_event *e)
{
    tspec_writer_put(w, e->kind == TSPEC_EVENT_SEGMENT ? "< " : "> ");
    tspec_writer_put_flags(w, e->flags);
    if (e->seq_given) {
        tspec_writer_put(w, " ");
        put_operand(w, &e->seq);
        tspec_writer_put(w, "(%u)", e->payload_octets);
    }
    if (e->ack_given) {
        tspec_writer_put(w, " ack ");
        put_operand(w, &e->ack);
    }
    if (e->window_given) {
        tspec_writer_put(w, " win ");
        put_operand(w, &e->window);
    }
    if (e->urgent)
        tspec_writer_put(w, " urg %u", e->urgent);
    if (e->options_bytes) {
        tspec_writer_put(w, " ");
        tspec_writer_put_options(w, e->options, e->options_bytes);
    }
    put_ip_fields(w, e->ttl, e->ds_given, e->ds, e->ip_options, e->ip_options_bytes);
    if (e->reserved)
        tspec_writer_put(w, " reserved %u", e->reserved);
    if (e->tag)
        tspec_writer_put(w, " tag %u", e->tag);
}

static void put_icmp(struct tspec_writer *w, const struct tspec_event *e)
{
    const struct tspec_operand usual = tspec_operand_of(TSPEC_SYMBOL_SND_UNA, 0);
    tspec_writer_put(w, "< icmp %s", tspec_icmp_name(e->icmp));
    if (e->seq.base != usual.base || e->seq.second != usual.second || e->seq.delta != usual.delta) {
        tspec_writer_put(w, " seq ");
        put_operand(w, &e->seq);
    }
    if (e->mtu)
        tspec_writer_put(w, " mtu %u", e->mtu);
}

/* What the call is given, as it stands between the parentheses. */
static void put_arguments(struct tspec_writer *w, const struct tspec_call *call)
{
    switch (call->kind) {
    case TSPEC_CALL_SEND:
    case TSPEC_CALL_RECEIVE:
        tspec_writer_put(w, "%" PRIu32 "%s%s%s", call->octets, call->urgent ? ", urgent" : "",
                         call->push ? ", push" : "", call->more ? ", more" : "");
        break;
    case TSPEC_CALL_SET:
        tspec_writer_put(w, "%s, %" PRIu32, tspec_setting_name(call->setting), call->value);
        break;
    case TSPEC_CALL_OPEN_PASSIVE:
    case TSPEC_CALL_OPEN_ACTIVE:
        tspec_writer_put(w, "%s", tspec_address_name(call->address));
        break;
    default:
        break;
    }
}

static void put_asked(struct tspec_writer *w, const struct tspec_call *call)
{
    tspec_writer_put(w, "%s%s(", call->on_listener ? "listener." : "", tspec_call_name(call->kind));
    put_arguments(w, call);
    tspec_writer_put(w, ")");
}

static void put_call(struct tspec_writer *w, const struct tspec_event *e)
{
    put_asked(w, &(struct tspec_call){.kind = e->call,
                                      .on_listener = e->on_listener,
                                      .urgent = e->urgent_send,
                                      .push = e->push,
                                      .more = e->more,
                                      .address = e->address,
                                      .setting = e->setting,
                                      .value = e->value,
                                      .octets = e->octets});
    if (e->expect_result >= 0)
        tspec_writer_put(w, " = %s", tspec_result_name((unsigned)e->expect_result));
    if (e->expect_octets >= 0)
        tspec_writer_put(w, "(%" PRId32 ")", e->expect_octets);
    if (e->expect_state >= 0)
        tspec_writer_put(w, "(%s)", tspec_state_name((unsigned)e->expect_state));
}

void tspec_writer_put_event(struct tspec_writer *w, const struct tspec_event *e)
{
    if (e->peer)
        tspec_writer_put(w, "peer.");
    switch (e->kind) {
    case TSPEC_EVENT_SEGMENT:
    case TSPEC_EVENT_EXPECT_SEGMENT:
        put_segment(w, e);
        break;
    case TSPEC_EVENT_REPLAY:
        tspec_writer_put(w, "replay %u", e->replay + 1u);
        break;
    case TSPEC_EVENT_CALL:
        put_call(w, e);
        break;
    case TSPEC_EVENT_ADVANCE:
        put_time(w, &e->span);
        break;
    case TSPEC_EVENT_NETWORK:
        tspec_writer_put(w, "%s %u", tspec_fate_name(e->fate), e->nth);
        if (e->fate != TSPEC_FATE_LOSE) {
            tspec_writer_put(w, " ");
            put_time(w, &e->span);
        }
        break;
    case TSPEC_EVENT_ICMP:
        put_icmp(w, e);
        break;
    default:
        tspec_writer_put(w, "! signal %s", tspec_signal_name(e->signal));
    }
    if (e->flow)
        tspec_writer_put(w, " flow %u", e->flow);
    if (e->damage)
        tspec_writer_put(w, " damage %s", tspec_damage_name(e->damage));
    if (e->damage_at)
        tspec_writer_put(w, " %u", e->damage_at - 1u);
}

size_t tspec_event_print(const struct tspec_event *event, char *out, size_t cap)
{
    struct tspec_writer w = {out, cap, 0};
    tspec_writer_put_event(&w, event);
    return w.length;
}

size_t tspec_call_print(const struct tspec_call *call, const struct tspec_call_result *result, char *out,
                        size_t cap)
{
    struct tspec_writer w = {out, cap, 0};
    bool sized = call->kind == TSPEC_CALL_SEND || call->kind == TSPEC_CALL_RECEIVE;
    bool ok = result->result == TSPEC_RESULT_OK;
    put_asked(&w, call);
    tspec_writer_put(&w, " = %s", tspec_result_name(result->result));
    if (sized && ok)
        tspec_writer_put(&w, "(%" PRIu32 ")", result->octets);
    if (call->kind == TSPEC_CALL_STATUS && ok)
        tspec_writer_put(&w, "(%s)", tspec_state_name(result->state));
    if (result->urgent_known && result->urgent_octets > 0)
        tspec_writer_put(&w, " urgent %" PRIu32, result->urgent_octets);
    return w.length;
}

/* What a number is told relative to. */
struct base {
    bool known;
    uint32_t wire;
};

/* The way from the base, back where that is shorter: 8 below IRS is -8. The number itself without a base. */
static int64_t relative(uint32_t wire, struct base base)
{
    return base.known ? (int32_t)(wire - base.wire) : (int64_t)wire;
}

/* What stacks begin with, which says nothing to a reader. */
static bool is_usual_ttl(unsigned ttl)
{
    return ttl == 0 || ttl == 64 || ttl == 128 || ttl == 255;
}

size_t tspec_segment_print(char direction, const struct tspec_segment *seg,
                           const struct tspec_track_flow *flow, char *out, size_t cap)
{
    struct tspec_writer w = {out, cap, 0};
    bool inbound = direction == '<';
    const struct base stack = {flow && flow->iss_seen, flow ? flow->iss : 0},
                      harness = {flow && flow->irs_seen, flow ? flow->irs : 0};
    bool nowhere = !inbound && (seg->flags & TSPEC_RST) && seg->seq.wire == 0; /* <SEQ=0>, 3.10.7.1 */
    const struct base seq = nowhere   ? (struct base){false, 0}
                            : inbound ? harness
                                      : stack,
                      ack = inbound ? stack : harness;
    tspec_writer_put(&w, "%c ", direction);
    tspec_writer_put_flags(&w, seg->flags);
    tspec_writer_put(&w, " %" PRId64 ":%" PRId64 "(%" PRIu32 ")", relative(seg->seq.wire, seq),
                     relative(seg->seq.wire + seg->payload_bytes, seq), seg->payload_bytes);
    if (seg->flags & TSPEC_ACK)
        tspec_writer_put(&w, " ack %" PRId64, relative(seg->ack.wire, ack));
    tspec_writer_put(&w, " win %u", seg->window);
    if (seg->flags & TSPEC_URG)
        tspec_writer_put(&w, " urg %u", seg->urgent);
    if (seg->options_bytes) {
        tspec_writer_put(&w, " ");
        tspec_writer_put_options(&w, seg->options, seg->options_bytes);
    }
    put_ip_fields(&w, is_usual_ttl(seg->ttl) ? 0 : seg->ttl, seg->ds != 0, seg->ds, seg->ip_options,
                  seg->ip_options_bytes);
    if (seg->reserved)
        tspec_writer_put(&w, " reserved %u", seg->reserved);
    return w.length;
}

size_t tspec_icmp_print(const struct tspec_icmp *icmp, const struct tspec_track_flow *flow, char *out,
                        size_t cap)
{
    struct tspec_writer w = {out, cap, 0};
    const struct base stack = {flow && flow->iss_seen, flow ? flow->iss : 0};
    tspec_writer_put(&w, "< icmp %s seq %" PRId64, tspec_icmp_name(icmp->kind),
                     relative(icmp->seq.wire, stack));
    if (icmp->mtu)
        tspec_writer_put(&w, " mtu %u", icmp->mtu);
    return w.length;
}
