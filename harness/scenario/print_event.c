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
    if (e->reserved)
        tspec_writer_put(w, " reserved %u", e->reserved);
    if (e->tag)
        tspec_writer_put(w, " tag %u", e->tag);
}

static void put_call(struct tspec_writer *w, const struct tspec_event *e)
{
    tspec_writer_put(w, "%s%s(", e->on_listener ? "listener." : "", tspec_call_name(e->call));
    if (e->call == TSPEC_CALL_SEND || e->call == TSPEC_CALL_RECEIVE)
        tspec_writer_put(w, "%" PRIu32, e->octets);
    tspec_writer_put(w, ")");
    if (e->expect_result >= 0)
        tspec_writer_put(w, " = %s", tspec_result_name((unsigned)e->expect_result));
    if (e->expect_octets >= 0)
        tspec_writer_put(w, "(%" PRId32 ")", e->expect_octets);
    if (e->expect_state >= 0)
        tspec_writer_put(w, "(%s)", tspec_state_name((unsigned)e->expect_state));
}

void tspec_writer_put_event(struct tspec_writer *w, const struct tspec_event *e)
{
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
    if (seg->reserved)
        tspec_writer_put(&w, " reserved %u", seg->reserved);
    return w.length;
}
