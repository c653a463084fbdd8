#include "harness/judge/judge.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/judge/pair.h"
#include "harness/judge/run.h"
#include "harness/model/clauses.h"
#include "harness/scenario/damage.h"

static void sut_packet(void *context, uint64_t now_us, const uint8_t *ip, size_t bytes)
{
    struct tspec_judge *j = context;
    /* Recorded at once: a stack that floods may never come back. */
    if (!tspec_tap_packet(&j->tap, now_us, ip, bytes) && j->tap.flooded && j->verdict != NULL && j->judged)
        tspec_judge_find(j, TSPEC_CHECK_STACK_FLOOD, "flood", "at most 1,000 segments for one event", "more");
}

static void sut_signal(void *context, uint64_t now_us, unsigned flow, enum tspec_signal signal)
{
    struct tspec_judge *j = context;
    tspec_tap_signal(&j->tap, now_us, flow, signal);
}

static void sut_fault(void *context, uint64_t now_us, const char *text)
{
    (void)now_us;
    struct tspec_judge *j = context;
    if (j->verdict != NULL)
        tspec_judge_fault(j, TSPEC_CHECK_STACK_ASSERT, text);
    j->over = j->faulted = true;
}

struct tspec_judge *tspec_judge_create(const struct tspec_sut_class *stack, const char *const *options,
                                       unsigned option_count, bool judged, char *error, size_t error_bytes)
{
    struct tspec_judge *j = calloc(1, sizeof *j);
    if (j != NULL) {
        j->options = calloc(option_count + TSPEC_SCENARIO_OPTIONS_MAX, sizeof *j->options);
        j->model = judged ? calloc(1, tspec_model_bytes()) : NULL;
    }
    if (j == NULL || j->options == NULL || (judged && j->model == NULL)) {
        snprintf(error, error_bytes, "no memory for a judge");
        tspec_judge_destroy(j);
        return NULL;
    }
    j->stack = stack;
    j->judged = judged;
    j->option_count = option_count;
    if (option_count > 0)
        memcpy(j->options, options, option_count * sizeof *options);

    struct tspec_sut_sink sink = {
        .context = j, .packet = sut_packet, .signal = sut_signal, .fault = sut_fault};
    struct tspec_sut_config config = {.options = j->options, .option_count = option_count};
    j->sut = stack->create(&config, &sink, error, error_bytes);
    if (j->sut == NULL) {
        tspec_judge_destroy(j);
        return NULL;
    }
    stack->profile(j->sut, &j->profile);
    return j;
}

void tspec_judge_destroy(struct tspec_judge *j)
{
    if (j == NULL)
        return;
    if (j->sut != NULL)
        j->stack->destroy(j->sut);
    tspec_tap_release(&j->tap);
    free(j->image);
    tspec_pair_destroy(j->pair);
    free(j->model);
    free(j->options);
    free(j);
}

void tspec_judge_allow(struct tspec_judge *j, uint64_t quirks)
{
    j->quirks = j->profile.quirks = quirks;
}

void tspec_judge_profile(const struct tspec_judge *j, struct tspec_profile *profile)
{
    *profile = j->profile;
}

static bool has_ipv6(const struct tspec_judge *j)
{
    struct tspec_profile profile;
    j->stack->profile(j->sut, &profile);
    return (profile.capabilities & TSPEC_CAN_IPV6) != 0;
}

/* The stack in its fresh state under the scenario's configuration; that of a peer has options of its own, and
 * other numbers. */
static bool configure(struct tspec_judge *j, const struct tspec_scenario *scenario, char *error,
                      size_t error_bytes)
{
    const char(*own)[TSPEC_SCENARIO_OPTION_BYTES] = j->is_peer ? scenario->peer_options : scenario->options;
    unsigned own_count = j->is_peer ? scenario->peer_option_count : scenario->option_count;
    struct tspec_sut_config config = {
        .seed = j->is_peer ? ~scenario->seed : scenario->seed,
        .ip_version = scenario->ip_version,
        .iss_set = scenario->iss_set && !j->is_peer,
        .iss = scenario->iss,
        .msl_us = scenario->msl_us,
        .receive_buffer_bytes = scenario->receive_buffer_bytes,
        .send_buffer_bytes = scenario->send_buffer_bytes,
        .mss = scenario->mss,
        .mtu = scenario->mtu,
        .options = j->options,
        .option_count = j->option_count + own_count,
    };
    for (unsigned i = 0; i < own_count; i++)
        j->options[j->option_count + i] = own[i];
    if (scenario->ip_version == 6 && !has_ipv6(j)) { /* its answers would look like silence */
        snprintf(error, error_bytes, "the scenario asks for IPv6, and the adapter of %s has IPv4 only",
                 j->stack->name);
        return false;
    }
    if (!j->stack->reset(j->sut, &config)) {
        snprintf(error, error_bytes, "%s cannot be configured as the scenario asks", j->stack->name);
        return false;
    }
    j->stack->profile(j->sut, &j->profile);
    j->profile.quirks = j->quirks;
    return true;
}

static void begin(struct tspec_judge *j)
{
    j->place = (struct tspec_form_place){
        .local = tspec_address_local(j->scenario->ip_version),
        .remote = tspec_address_remote(j->scenario->ip_version),
        .local_port = TSPEC_LOCAL_PORT,
        .remote_port = TSPEC_REMOTE_PORT,
        .mtu = j->profile.mtu,
        .mss = j->profile.mss,
    };
    j->now_us = 0;
    j->event_index = 0;
    j->event_class = TSPEC_CLASS_TIME;
    j->flow = 0;
    j->states_told = 0;
    j->unopened = false;
    for (unsigned flow = 0; flow < TSPEC_FLOWS; flow++)
        j->met[flow].quirk = -1;
    j->odd_answer = -1;
    j->over = j->faulted = false;
    j->clause_count = j->held_count = 0;
    j->holding = false;
    tspec_tap_clear(&j->tap);
    tspec_track_init(&j->track, j->scenario, &j->profile);
    if (!j->judged)
        return;
    struct tspec_model_sink sink;
    tspec_judge_sink(j, &sink);
    tspec_model_init(j->model, &j->profile, &sink);
    tspec_judge_exercised(j, TSPEC_CHECK_STACK_ASSERT);
    tspec_judge_exercised(j, TSPEC_CHECK_STACK_CRASH);
    tspec_judge_exercised(j, TSPEC_CHECK_STACK_HANG);
    tspec_judge_exercised(j, TSPEC_CHECK_STACK_FLOOD);
}

static void form_finding(void *context, unsigned check, const char *observed_class, const char *expected,
                         const char *observed)
{
    tspec_judge_find(context, check, observed_class, expected, observed);
}

/* An item of the trace, made only for one who reads it. */
#define TELL(j, before, ...)                                                                                 \
    do                                                                                                       \
        if ((j)->trace != NULL)                                                                              \
            tspec_judge_trace(j, &(struct tspec_trace_item){__VA_ARGS__}, before);                           \
    while (0)

static unsigned state_before(const struct tspec_judge *j, unsigned flow)
{
    return j->trace != NULL ? tspec_judge_state(j, flow) : (unsigned)TSPEC_STATE_ANY;
}

/* Form, tracker, model: one packet the stack sent. */
static void absorb_packet(struct tspec_judge *j, struct tspec_tap_item *item)
{
    const uint8_t *packet = j->tap.arena + item->at;
    j->verdict->segments_out++;
    tspec_judge_hold(j);
    if (j->judged) {
        struct tspec_form_sink sink = {
            .context = j, .exercised = j->coverage->check, .finding = form_finding};
        item->flow = tspec_form_judge(&j->place, packet, item->bytes, &item->segment, &sink);
    } else if (tspec_wire_decode(packet, item->bytes, &item->segment) == TSPEC_WIRE_OK) {
        item->flow = tspec_form_flow(&j->place, &item->segment);
    }
    if (item->flow >= 0)
        j->flow = (unsigned)item->flow;
    unsigned before = state_before(j, j->flow);
    bool readable = item->flow >= 0 && !j->over;
    if (readable) {
        tspec_track_stack_sent(&j->track, j->flow, &item->segment);
        if (j->judged)
            tspec_model_sent(j->model, j->flow, &item->segment);
    }
    TELL(j, before, .kind = TSPEC_TRACE_OUT, .flow = j->flow, .packet = packet, .packet_bytes = item->bytes,
         .segment = item->flow >= 0 ? &item->segment : NULL);
}

static void absorb_signal(struct tspec_judge *j, const struct tspec_tap_item *item)
{
    j->flow = (unsigned)item->flow;
    j->verdict->signals++;
    unsigned before = state_before(j, j->flow);
    tspec_judge_hold(j);
    if (j->judged)
        tspec_model_signal(j->model, j->flow, item->signal);
    TELL(j, before, .kind = TSPEC_TRACE_SIGNAL, .flow = j->flow, .signal = item->signal);
}

static void settle(struct tspec_judge *j)
{
    if (j->judged && !j->over)
        tspec_model_settle(j->model);
}

static void pass_time(struct tspec_judge *j, uint64_t until_us)
{
    j->now_us = j->verdict->end_us = until_us;
    if (j->judged && !j->over)
        tspec_model_time(j->model, until_us);
}

/* Tells the model what the stack did during the event, each thing at its time, until nothing more comes. */
static void absorb(struct tspec_judge *j)
{
    for (unsigned i = 0; i < j->tap.count && !j->over; i++) {
        struct tspec_tap_item *item = &j->tap.items[i];
        if (item->time_us > j->now_us) {
            settle(j);
            pass_time(j, item->time_us);
        }
        if (j->over)
            return;
        if (item->kind == TSPEC_TAP_PACKET)
            absorb_packet(j, item);
        else
            absorb_signal(j, item);
    }
    settle(j);
}

static void begin_stimulus(struct tspec_judge *j, unsigned flow, unsigned event_class)
{
    j->flow = flow;
    j->event_class = event_class;
    j->next_segment = j->next_signal = 0;
    j->odd_answer = -1;
    tspec_tap_clear(&j->tap);
    j->verdict->last_flow = flow;
    j->verdict->last_state = tspec_judge_state(j, flow);
    j->verdict->last_class = event_class;
    if (j->judged)
        j->coverage->state_event[j->verdict->last_state][event_class]++;
}

/* Told with what it asks the stack for; a delayed acknowledgment is asked for once, by the first that asks.
 */
static void trace_segment(struct tspec_judge *j, unsigned flow, const struct tspec_segment *seg,
                          struct tspec_damaging damage, const uint8_t *packet, size_t bytes)
{
    char earlier[TSPEC_SENTENCE_BYTES] = "", asks[TSPEC_SENTENCE_BYTES] = "";
    int clause = -1;
    unsigned before = tspec_judge_state(j, flow);
    tspec_judge_hold(j);
    if (j->judged) {
        tspec_model_asks(j->model, flow, earlier, sizeof earlier);
        tspec_model_segment(j->model, flow, seg, (enum tspec_damage)damage.kind);
        clause = tspec_model_asks(j->model, flow, asks, sizeof asks);
    }
    if (clause == TSPEC_CLAUSE_DELAYED_ACK && strcmp(asks, earlier) == 0) {
        clause = -1;
        asks[0] = '\0';
    }
    TELL(j, before, .kind = TSPEC_TRACE_IN, .flow = flow, .packet = packet, .packet_bytes = bytes,
         .segment = seg, .damage = damage, .asks = asks, .asks_clause = clause);
}

void tspec_judge_packet(struct tspec_judge *j, unsigned flow, const struct tspec_segment *seg,
                        struct tspec_damaging damage, const uint8_t *packet, size_t bytes)
{
    bool whole = damage.kind == TSPEC_DAMAGE_NONE;
    begin_stimulus(j, flow, whole ? tspec_class_of_segment(seg) : TSPEC_CLASS_DAMAGED);
    j->place.flows_used |= 1u << flow;
    j->place.from_port_0_used |= damage.kind == TSPEC_DAMAGE_FROM_PORT_0;
    j->place.to_port_0_used |= damage.kind == TSPEC_DAMAGE_TO_PORT_0;
    if (damage.kind >= TSPEC_DAMAGE_FROM_BROADCAST)
        tspec_judge_exercised(j, damage.kind <= TSPEC_DAMAGE_FROM_ANY ? TSPEC_CHECK_FORM_ADDRESS_TO
                                                                      : TSPEC_CHECK_FORM_ADDRESS_FROM);
    j->verdict->segments_in++;
    if (j->trace != NULL)
        trace_segment(j, flow, seg, damage, packet, bytes);
    else if (j->judged)
        tspec_model_segment(j->model, flow, seg, (enum tspec_damage)damage.kind);
    j->stack->packet(j->sut, packet, bytes);
    absorb(j);
}

static void run_segment(struct tspec_judge *j, const struct tspec_event *event)
{
    struct tspec_segment seg;
    struct tspec_damaging damage;
    unsigned flow;
    if (!tspec_track_segment(&j->track, event, &seg, j->payload, &flow, &damage))
        return;
    size_t bytes = tspec_wire_encode(&seg, j->packet, sizeof j->packet);
    if (damage.kind == TSPEC_DAMAGE_NONE)
        tspec_track_harness_sent(&j->track, flow, &seg);
    else
        bytes = tspec_damage_apply(j->packet, bytes, damage);
    tspec_judge_packet(j, flow, &seg, damage, j->packet, bytes);
}

bool tspec_judge_call(struct tspec_judge *j, const struct tspec_call *call, struct tspec_call_result *result)
{
    *result = (struct tspec_call_result){.state = TSPEC_STATE_ANY};
    begin_stimulus(j, call->flow, tspec_class_of_call(call->kind));
    j->place.flows_used |= 1u << call->flow;
    if (call->address > TSPEC_ADDRESS_LOCAL)
        tspec_judge_exercised(j, TSPEC_CHECK_FORM_ADDRESS_TO);
    j->verdict->calls++;
    unsigned before = state_before(j, call->flow);
    j->stack->call(j->sut, call, result);
    if (j->over)
        return false;
    tspec_judge_hold(j);
    if (j->judged)
        tspec_model_call(j->model, call, result);
    TELL(j, before, .kind = TSPEC_TRACE_CALL, .flow = call->flow, .call = call, .result = result);
    absorb(j);
    tspec_track_call(&j->track, call, result);
    return true;
}

static void run_call(struct tspec_judge *j, const struct tspec_event *event)
{
    struct tspec_call call;
    struct tspec_call_result result;
    tspec_track_make_call(&j->track, event, &call, j->data);
    if (!tspec_judge_call(j, &call, &result))
        return;
    j->unopened |= (call.kind == TSPEC_CALL_OPEN_PASSIVE || call.kind == TSPEC_CALL_OPEN_ACTIVE) &&
                   result.result == TSPEC_RESULT_UNSUPPORTED;
    if (j->judged && !j->over) {
        j->flow = call.flow;
        tspec_judge_expect_result(j, event, &result);
    }
}

void tspec_judge_wait(struct tspec_judge *j, uint64_t until_us)
{
    begin_stimulus(j, j->flow, TSPEC_CLASS_TIME);
    j->stack->advance(j->sut, until_us);
    absorb(j);
    if (!j->over)
        pass_time(j, until_us);
}

static void run_advance(struct tspec_judge *j, uint64_t span_us)
{
    uint64_t until_us = j->now_us + span_us;
    TELL(j, tspec_judge_state(j, j->flow), .kind = TSPEC_TRACE_ADVANCE, .flow = j->flow, .time_us = until_us);
    tspec_judge_wait(j, until_us);
}

static void run_icmp(struct tspec_judge *j, const struct tspec_event *event)
{
    struct tspec_icmp icmp;
    tspec_track_icmp(&j->track, event, &icmp);
    size_t bytes = tspec_icmp_encode(&icmp, j->packet, sizeof j->packet);
    if (bytes == 0) /* IPv6 has no such message */
        return;
    begin_stimulus(j, event->flow, TSPEC_CLASS_ICMP);
    unsigned before = state_before(j, event->flow);
    tspec_judge_hold(j);
    if (j->judged)
        tspec_model_icmp(j->model, event->flow, &icmp);
    TELL(j, before, .kind = TSPEC_TRACE_IN, .flow = event->flow, .packet = j->packet, .packet_bytes = bytes,
         .icmp = &icmp, .asks = "", .asks_clause = -1);
    j->stack->packet(j->sut, j->packet, bytes);
    absorb(j);
}

void tspec_judge_event(struct tspec_judge *j, const struct tspec_event *event)
{
    if (j->peer != NULL) {
        tspec_pair_event(j, event);
        return;
    }
    switch ((enum tspec_event_kind)event->kind) {
    case TSPEC_EVENT_SEGMENT:
    case TSPEC_EVENT_REPLAY:
        run_segment(j, event);
        break;
    case TSPEC_EVENT_CALL:
        run_call(j, event);
        break;
    case TSPEC_EVENT_ADVANCE:
        run_advance(j, tspec_track_span(&j->track, &event->span));
        break;
    case TSPEC_EVENT_ICMP:
        run_icmp(j, event);
        break;
    case TSPEC_EVENT_EXPECT_SEGMENT:
    case TSPEC_EVENT_EXPECT_SIGNAL:
        if (j->judged && !j->unopened)
            tspec_judge_expect_event(j, event);
        return;
    case TSPEC_EVENT_NETWORK: /* there is none without a peer */
    case TSPEC_EVENT_KIND_COUNT:
        return;
    }
    if (j->judged && !j->over)
        tspec_judge_compare(j);
}

/* The model holds more worlds than it can: nothing after this could be judged. */
static bool is_inconclusive(struct tspec_judge *j)
{
    return j->judged && !j->over && tspec_model_inconclusive(j->model);
}

static void finish(struct tspec_judge *j)
{
    uint64_t settle_us =
        j->scenario->settle_us != 0 ? j->scenario->settle_us : (uint64_t)TSPEC_SCENARIO_SETTLE_DEFAULT_US;
    j->event_index = j->scenario->event_count;
    if (j->peer != NULL)
        tspec_pair_finish(j, settle_us);
    else
        run_advance(j, settle_us);
    if (!j->judged || j->over)
        return;
    tspec_judge_compare(j);
    if (!j->over)
        tspec_model_finish(j->model);
}

static void count(struct tspec_judge *j)
{
    j->coverage->scenarios++;
    j->coverage->events += j->verdict->events_run;
    j->coverage->segments_in += j->verdict->segments_in;
    j->coverage->segments_out += j->verdict->segments_out;
    j->coverage->inconclusive += j->verdict->outcome == TSPEC_OUTCOME_INCONCLUSIVE;
}

bool tspec_judge_start(struct tspec_judge *j, const struct tspec_scenario *scenario,
                       struct tspec_verdict *verdict, struct tspec_coverage *coverage,
                       const struct tspec_trace *trace, char *error, size_t error_bytes)
{
    verdict->outcome = TSPEC_OUTCOME_PASS;
    verdict->finding_count = verdict->events_run = 0;
    verdict->segments_in = verdict->segments_out = verdict->calls = verdict->signals = 0;
    verdict->last_flow = 0;
    verdict->last_state = TSPEC_STATE_ANY;
    verdict->last_class = TSPEC_CLASS_TIME;
    verdict->end_us = 0;
    j->verdict = NULL; /* what reset does is not judged */
    if (!configure(j, scenario, error, error_bytes))
        return false;
    j->scenario = scenario;
    j->verdict = verdict;
    j->coverage = coverage != NULL ? coverage : &j->uncounted;
    j->trace = trace;
    begin(j);
    j->peer = NULL;
    if (j->is_peer || !*scenario->peer)
        return true;
    if (!tspec_pair_begin(j, error, error_bytes))
        return false;
    j->peer = j->pair->side[1];
    return true;
}

bool tspec_judge_run(struct tspec_judge *j, const struct tspec_scenario *scenario,
                     struct tspec_verdict *verdict, struct tspec_coverage *coverage,
                     const struct tspec_trace *trace, char *error, size_t error_bytes)
{
    if (!tspec_judge_start(j, scenario, verdict, coverage, trace, error, error_bytes))
        return false;

    bool inconclusive = false;
    for (unsigned i = 0; i < scenario->event_count && !j->over && !inconclusive; i++) {
        j->event_index = i;
        verdict->events_run = i + 1;
        tspec_judge_event(j, &scenario->events[i]);
        inconclusive = is_inconclusive(j);
    }
    if (!j->over && !inconclusive) {
        finish(j);
        inconclusive = is_inconclusive(j);
    }
    /* A finding of its own before the worlds ran out stands. */
    if (inconclusive && verdict->outcome == TSPEC_OUTCOME_PASS)
        verdict->outcome = TSPEC_OUTCOME_INCONCLUSIVE;
    count(j);
    if (j->tap.exhausted) {
        snprintf(error, error_bytes, "no memory for what %s sent", j->stack->name);
        return false;
    }
    return true;
}
