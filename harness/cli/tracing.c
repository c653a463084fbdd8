#include "harness/cli/tracing.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/cli/peer.h"
#include "harness/campaign/worker.h"
#include "harness/report/text.h"
#include "harness/scenario/text.h"
#include "harness/scenario/track.h"

enum { PATIENCE_MS = 10000, FIELDS = 14, TEXT_BYTES = 1024 };

/* The child's side: items go into the pipe, one a line, fields separated by tabs. */
struct teller {
    FILE *pipe;
    struct tspec_track track;
    struct tspec_cli_peer peers[TSPEC_FLOWS];
    uint64_t now_us; /* how far the scenario has come */
};

static void tell_segment(struct teller *teller, const struct tspec_trace_item *item, char *text)
{
    bool in = item->kind == TSPEC_TRACE_IN, damaged = item->damage.kind != TSPEC_DAMAGE_NONE;
    if (item->icmp) {
        char printed[TEXT_BYTES];
        tspec_icmp_print(item->icmp, &teller->track.flows[item->flow], printed, sizeof printed);
        snprintf(text, TEXT_BYTES, "%s", printed + 2);
        return;
    }
    if (!item->segment) {
        snprintf(text, TEXT_BYTES, "%zu octets that are no segment", item->packet_bytes);
        return;
    }
    if (!in) {
        tspec_track_stack_sent(&teller->track, item->flow, item->segment);
        tspec_cli_peer_got(&teller->peers[item->flow], item->segment);
    } else if (!damaged) {
        tspec_track_harness_sent(&teller->track, item->flow, item->segment);
        tspec_cli_peer_sent(&teller->peers[item->flow], item->segment);
    }
    char printed[TEXT_BYTES], at[16] = "";
    if (item->damage.at > 0)
        snprintf(at, sizeof at, " %u", item->damage.at - 1u);
    tspec_segment_print(in ? '<' : '>', item->segment, &teller->track.flows[item->flow], printed,
                        sizeof printed);
    snprintf(text, TEXT_BYTES, "%.*s%s%s%s", TEXT_BYTES / 2, printed + 2, damaged ? " damage " : "",
             tspec_damage_name(item->damage.kind), at);
}

/* "2.5 s": as many decimals as it needs, six at most. */
static void tell_span(uint64_t span_us, char *text)
{
    size_t length = (size_t)snprintf(text, TEXT_BYTES, "%.6f", (double)span_us / 1e6);
    while (text[length - 1] == '0')
        length--;
    length -= text[length - 1] == '.';
    snprintf(text + length, TEXT_BYTES - length, " s");
}

static const char *state_or_nothing(unsigned state)
{
    return state == TSPEC_STATE_ANY ? "" : tspec_state_name(state);
}

/* What a segment asks for, and where the RFC does; the packet in hexadecimal. Each with a tab behind it. */
static void tell_packet(struct teller *teller, const struct tspec_trace_item *item)
{
    bool asks = item->asks && item->asks_clause >= 0;
    fprintf(teller->pipe, "%s\t%s\t", asks ? item->asks : "",
            asks ? tspec_clause_at((unsigned)item->asks_clause)->section : "");
    for (size_t i = 0; item->packet && i < item->packet_bytes; i++)
        fprintf(teller->pipe, "%02x", item->packet[i]);
    fputc('\t', teller->pipe);
}

static void tell_call(const struct tspec_trace_item *item, char *text)
{
    char printed[TEXT_BYTES];
    tspec_call_print(item->call, item->result, printed, sizeof printed);
    snprintf(text, TEXT_BYTES, "%s%.*s", item->peer ? "peer." : "", TEXT_BYTES - 8, printed);
}

/* What becomes of a packet on its way. The stack's own stands on the line before. */
static void tell_fate(const struct teller *teller, const struct tspec_trace_item *item, char *text)
{
    static const char *const words[] = {[TSPEC_FATE_LOSE] = "lost",
                                        [TSPEC_FATE_REPEAT] = "comes twice, again after",
                                        [TSPEC_FATE_DELAY] = "late by"};
    char span[TEXT_BYTES] = "", printed[TEXT_BYTES] = "";
    if (item->fate != TSPEC_FATE_LOSE)
        tell_span(item->span_us, span);
    if (item->peer)
        tspec_segment_print('<', item->segment, &teller->track.flows[item->flow], printed, sizeof printed);
    snprintf(text, TEXT_BYTES, "%s%s%.30s%s%.*s", words[item->fate], *span ? " " : "", span,
             item->peer ? ": " : "", TEXT_BYTES / 2, item->peer ? printed + 2 : "");
}

/* A packet between two stacks is told when the judged one sends or gets it. */
static bool is_told(const struct tspec_trace_item *item)
{
    return !item->peer || item->kind == TSPEC_TRACE_CALL || item->kind == TSPEC_TRACE_SIGNAL ||
           item->kind == TSPEC_TRACE_NETWORK;
}

static unsigned kind_of(const struct tspec_trace_item *item)
{
    if (item->peer && item->kind == TSPEC_TRACE_CALL)
        return TSPEC_ITEM_PEER_CALL;
    if (item->peer && item->kind == TSPEC_TRACE_SIGNAL)
        return TSPEC_ITEM_PEER_SIGNAL;
    return item->kind;
}

static void tell(void *context, const struct tspec_trace_item *item)
{
    struct teller *teller = context;
    char text[TEXT_BYTES] = "";
    if (!is_told(item))
        return;
    if (item->kind == TSPEC_TRACE_IN || item->kind == TSPEC_TRACE_OUT)
        tell_segment(teller, item, text);
    else if (item->kind == TSPEC_TRACE_CALL)
        tell_call(item, text);
    else if (item->kind == TSPEC_TRACE_SIGNAL)
        snprintf(text, sizeof text, "%s%s", item->peer ? "peer: " : "", tspec_signal_name(item->signal));
    else if (item->kind == TSPEC_TRACE_NETWORK)
        tell_fate(teller, item, text);
    else if (item->kind == TSPEC_TRACE_ADVANCE)
        tell_span(item->time_us - teller->now_us, text);
    else
        snprintf(text, sizeof text, "%s", tspec_check_at(item->finding->check)->id);
    /* Time that passes is told before what happens meanwhile, and so at its beginning. */
    uint64_t time_us = item->kind == TSPEC_TRACE_ADVANCE ? teller->now_us : item->time_us;
    if (item->time_us > teller->now_us)
        teller->now_us = item->time_us;
    const struct tspec_cli_peer *peer = &teller->peers[item->flow];
    unsigned peer_state = item->peer_state;
    if (peer_state == TSPEC_STATE_ANY && peer->seen)
        peer_state = peer->state;
    fprintf(teller->pipe, "%u\t%u\t%u\t%" PRIu64 "\t%s\t%s\t%s\t%s\t%s\t", kind_of(item), item->flow,
            item->event_index, time_us, item->peer ? "" : tspec_state_name(item->state_before),
            item->peer ? "" : tspec_state_name(item->state_after),
            item->peer ? "" : state_or_nothing(item->stack_state), state_or_nothing(peer_state),
            item->kind == TSPEC_TRACE_FINDING ? item->finding->signature : "");
    for (unsigned i = 0; i < item->clause_count; i++)
        fprintf(teller->pipe, "%s%s", i ? " " : "", tspec_clause_at(item->clauses[i])->name);
    fputc('\t', teller->pipe);
    tell_packet(teller, item);
    fputs(text, teller->pipe);
    if (item->flow && item->kind != TSPEC_TRACE_ADVANCE)
        fprintf(teller->pipe, " flow %u", item->flow);
    fputc('\n', teller->pipe);
    fflush(teller->pipe);
}

/* What a child has to do: the scenarios from `next` on. */
struct work {
    const struct tspec_sut_class *stack;
    const char *const *options;
    unsigned option_count;
    uint64_t quirks;
    const struct tspec_scenario *const *scenarios;
    unsigned next, count;
};

/* Before each scenario's items comes an empty line. */
static void child(int descriptor, const struct work *work)
{
    char error[256];
    static struct teller teller;
    static struct tspec_verdict verdict;
    struct tspec_judge *judge =
        tspec_judge_create(work->stack, work->options, work->option_count, true, error, sizeof error);
    teller.pipe = fdopen(descriptor, "w");
    if (judge)
        tspec_judge_allow(judge, work->quirks);
    for (unsigned i = work->next; judge && teller.pipe && i < work->count; i++) {
        struct tspec_profile profile;
        tspec_judge_profile(judge, &profile);
        tspec_track_init(&teller.track, work->scenarios[i], &profile);
        memset(teller.peers, 0, sizeof teller.peers);
        teller.now_us = 0;
        const struct tspec_trace trace = {&teller, tell};
        fputc('\n', teller.pipe);
        fflush(teller.pipe);
        tspec_judge_run(judge, work->scenarios[i], &verdict, NULL, &trace, error, sizeof error);
    }
    _exit(0);
}

/* All the child has to say, until it ends, dies, or says nothing for too long. A Ctrl-C that comes meanwhile
 * is for the campaign, which is over. */
static void listen_to(int descriptor, struct tspec_text *said)
{
    char part[4096];
    struct pollfd wait = {.fd = descriptor, .events = POLLIN};
    tspec_text_add(said, "");
    for (;;) {
        int ready = poll(&wait, 1, PATIENCE_MS);
        ssize_t got = ready > 0 ? read(descriptor, part, sizeof part) : ready;
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return;
        tspec_text_add_bytes(said, part, (size_t)got);
    }
}

/* Splits one line at its tabs into exactly FIELDS strings. */
static bool split(char *line, char *fields[FIELDS])
{
    for (unsigned i = 0; i < FIELDS; i++) {
        fields[i] = line;
        line += strcspn(line, "\t");
        if ((*line == '\t') != (i + 1 < FIELDS))
            return false;
        if (*line)
            *line++ = '\0';
    }
    return true;
}

/* The octets of a packet, of two digits each. */
static uint8_t *packet_of(struct tspec_report *report, const char *digits, size_t *bytes)
{
    uint8_t *packet = tspec_report_array(report, strlen(digits) / 2, 1);
    *bytes = packet ? strlen(digits) / 2 : 0;
    for (size_t i = 0; i < *bytes; i++)
        packet[i] = (uint8_t)strtoul((char[]){digits[2 * i], digits[2 * i + 1], '\0'}, NULL, 16);
    return packet;
}

static struct tspec_story_step step_of(struct tspec_report *report, char *fields[FIELDS])
{
    struct tspec_story_step step = {
        .item =
            {
                .kind = (unsigned)strtoul(fields[0], NULL, 10),
                .flow = (unsigned)strtoul(fields[1], NULL, 10),
                .event = (unsigned)strtoul(fields[2], NULL, 10),
                .time_us = strtoull(fields[3], NULL, 10),
                .state_before = tspec_report_text(report, fields[4]),
                .state_after = tspec_report_text(report, fields[5]),
                .stack_state = tspec_report_text(report, fields[6]),
                .peer_state = tspec_report_text(report, fields[7]),
                .clauses = tspec_report_text(report, fields[9]),
                .text = tspec_report_text(report, fields[13]),
            },
        .signature = tspec_report_text(report, fields[8]),
        .asks = tspec_report_text(report, fields[10]),
        .section = tspec_report_text(report, fields[11]),
    };
    step.packet = packet_of(report, fields[12], &step.packet_bytes);
    return step;
}

/* One scenario's lines, up to an empty line or the end; returns where it stopped. A line that was cut off is
 * left out. */
static char *understand(struct tspec_report *report, char *said, struct tspec_cli_traced *traced)
{
    unsigned lines = 0;
    for (const char *at = said; *at && *at != '\n' && (at = strchr(at, '\n')); at++)
        lines++;
    traced->steps = tspec_report_array(report, lines, sizeof *traced->steps);
    char *line = said;
    for (char *end; *line && *line != '\n' && (end = strchr(line, '\n')); line = end + 1) {
        char *fields[FIELDS];
        *end = '\0';
        if (traced->steps && split(line, fields))
            traced->steps[traced->count++] = step_of(report, fields);
    }
    return *line == '\n' ? line : NULL;
}

/* Forks a child that does the work, and listens. */
static void listen_to_child(const struct work *work, struct tspec_text *said)
{
    int ends[2];
    if (pipe(ends))
        return;
    fflush(NULL);
    pid_t parent = getpid(), pid = fork();
    if (pid == 0) {
        close(ends[0]);
        if (!tspec_worker_die_with(parent))
            _exit(1);
        child(ends[1], work);
    }
    close(ends[1]);
    if (pid > 0) {
        listen_to(ends[0], said);
        kill(pid, SIGKILL);
        while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
            ;
    }
    close(ends[0]);
}

void tspec_cli_trace(struct tspec_report *report, const struct tspec_sut_class *stack,
                     const char *const *options, unsigned option_count, uint64_t quirks,
                     const struct tspec_scenario *const *scenarios, unsigned count,
                     struct tspec_cli_traced *traced)
{
    struct work work = {stack, options, option_count, quirks, scenarios, 0, count};
    for (unsigned i = 0; i < count; i++)
        traced[i] = (struct tspec_cli_traced){NULL, 0};
    for (unsigned first = 0; work.next < count; first = work.next) {
        struct tspec_text said = {0};
        listen_to_child(&work, &said);
        char *at = said.bytes && !said.failed && *said.bytes ? said.bytes : NULL;
        while (at && work.next < count) /* a scenario that killed the child is behind us, too */
            at = understand(report, at + 1, &traced[work.next++]);
        tspec_text_free(&said);
        if (work.next == first)
            return; /* not even the first could be begun */
    }
}

void tspec_cli_trace_until(struct tspec_report *report, struct tspec_cli_traced *traced,
                           struct tspec_report_finding *finding, uint64_t time_us)
{
    unsigned until = 0;
    while (until < traced->count && strcmp(traced->steps[until].signature, finding->signature))
        until++;
    if (until == traced->count) {
        struct tspec_story_step *steps = tspec_report_array(report, until + 1, sizeof *steps);
        if (!steps)
            return;
        if (until)
            memcpy(steps, traced->steps, until * sizeof *steps);
        steps[until] = (struct tspec_story_step){
            .item = {.kind = TSPEC_ITEM_FINDING,
                     .time_us = time_us,
                     .event = until ? traced->steps[until - 1].item.event : 0,
                     .text = finding->check,
                     .state_before = finding->state,
                     .state_after = finding->state,
                     .stack_state = "",
                     .peer_state = "",
                     .clauses = ""},
            .signature = finding->signature,
            .asks = "",
            .section = "",
        };
        traced->steps = steps;
    }
    traced->count = until + 1;
    finding->trace = tspec_report_array(report, traced->count, sizeof *finding->trace);
    if (!finding->trace)
        return;
    finding->trace_count = traced->count;
    for (unsigned i = 0; i < traced->count; i++)
        finding->trace[i] = traced->steps[i].item;
}
