#include "harness/cli/tracing.h"

#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/report/text.h"
#include "harness/scenario/text.h"
#include "harness/scenario/track.h"

enum { PATIENCE_MS = 10000, FIELDS = 9, TEXT_BYTES = 1024 };

/* The child's side: items go into the pipe, one a line, fields separated by tabs. */
struct teller {
    FILE *pipe;
    struct tspec_track track;
};

static void tell_segment(struct teller *teller, const struct tspec_trace_item *item, char *text)
{
    bool in = item->kind == TSPEC_TRACE_IN;
    if (!item->segment) {
        snprintf(text, TEXT_BYTES, "%zu octets that are no segment", item->packet_bytes);
        return;
    }
    if (in)
        tspec_track_harness_sent(&teller->track, item->flow, item->segment);
    else
        tspec_track_stack_sent(&teller->track, item->flow, item->segment);
    char printed[TEXT_BYTES];
    tspec_segment_print(in ? '<' : '>', item->segment, &teller->track.flows[item->flow], printed,
                        sizeof printed);
    snprintf(text, TEXT_BYTES, "%s", printed + 2);
}

static void tell_call(const struct tspec_trace_item *item, char *text)
{
    bool sized = item->call->kind == TSPEC_CALL_SEND || item->call->kind == TSPEC_CALL_RECEIVE;
    bool ok = item->result->result == TSPEC_RESULT_OK;
    char asked[16] = "", got[32] = "";
    if (sized)
        snprintf(asked, sizeof asked, "%u", item->call->octets);
    if (sized && ok)
        snprintf(got, sizeof got, "(%u)", item->result->octets);
    if (item->call->kind == TSPEC_CALL_STATUS && ok)
        snprintf(got, sizeof got, "(%s)", tspec_state_name(item->result->state));
    snprintf(text, TEXT_BYTES, "%s%s(%s) = %s%s", item->call->on_listener ? "listener." : "",
             tspec_call_name(item->call->kind), asked, tspec_result_name(item->result->result), got);
}

static const char *state_or_nothing(unsigned state)
{
    return state == TSPEC_STATE_ANY ? "" : tspec_state_name(state);
}

static void tell(void *context, const struct tspec_trace_item *item)
{
    struct teller *teller = context;
    char text[TEXT_BYTES] = "";
    if (item->kind == TSPEC_TRACE_IN || item->kind == TSPEC_TRACE_OUT)
        tell_segment(teller, item, text);
    else if (item->kind == TSPEC_TRACE_CALL)
        tell_call(item, text);
    else if (item->kind == TSPEC_TRACE_SIGNAL)
        snprintf(text, sizeof text, "%s", tspec_signal_name(item->signal));
    else if (item->kind == TSPEC_TRACE_ADVANCE)
        snprintf(text, sizeof text, "until %.9g s", (double)item->time_us / 1e6);
    else
        snprintf(text, sizeof text, "%s", tspec_check_at(item->finding->check)->id);
    fprintf(teller->pipe, "%u\t%u\t%" PRIu64 "\t%s\t%s\t%s\t%s\t", (unsigned)item->kind, item->flow,
            item->time_us, tspec_state_name(item->state_before), tspec_state_name(item->state_after),
            state_or_nothing(item->stack_state),
            item->kind == TSPEC_TRACE_FINDING ? item->finding->signature : "");
    for (unsigned i = 0; i < item->clause_count; i++)
        fprintf(teller->pipe, "%s%s", i ? " " : "", tspec_clause_at(item->clauses[i])->name);
    fprintf(teller->pipe, "\t%s\n", text);
    fflush(teller->pipe);
}

static void child(int descriptor, const struct tspec_sut_class *stack, const char *const *options,
                  unsigned option_count, const struct tspec_scenario *scenario)
{
    char error[256];
    static struct teller teller;
    static struct tspec_verdict verdict;
    struct tspec_judge *judge = tspec_judge_create(stack, options, option_count, true, error, sizeof error);
    teller.pipe = fdopen(descriptor, "w");
    if (judge && teller.pipe) {
        struct tspec_profile profile;
        tspec_judge_profile(judge, &profile);
        tspec_track_init(&teller.track, scenario, &profile);
        const struct tspec_trace trace = {&teller, tell};
        tspec_judge_run(judge, scenario, &verdict, NULL, &trace, error, sizeof error);
    }
    _exit(0);
}

/* All the child has to say, until it ends, dies, or says nothing for too long. */
static void listen_to(int descriptor, struct tspec_text *said)
{
    char part[4096];
    struct pollfd wait = {.fd = descriptor, .events = POLLIN};
    tspec_text_add(said, "");
    while (poll(&wait, 1, PATIENCE_MS) == 1) {
        ssize_t got = read(descriptor, part, sizeof part);
        if (got <= 0)
            break;
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

static unsigned understand(struct tspec_report *report, char *said, struct tspec_cli_step **steps)
{
    unsigned lines = 0, count = 0;
    for (const char *at = said; (at = strchr(at, '\n')); at++)
        lines++;
    *steps = tspec_report_array(report, lines, sizeof **steps);
    for (char *line = said, *end; *steps && (end = strchr(line, '\n')); line = end + 1) {
        char *fields[FIELDS];
        *end = '\0';
        if (!split(line, fields))
            continue;
        (*steps)[count++] = (struct tspec_cli_step){
            .item =
                {
                    .kind = (unsigned)strtoul(fields[0], NULL, 10),
                    .flow = (unsigned)strtoul(fields[1], NULL, 10),
                    .time_us = strtoull(fields[2], NULL, 10),
                    .state_before = tspec_report_text(report, fields[3]),
                    .state_after = tspec_report_text(report, fields[4]),
                    .stack_state = tspec_report_text(report, fields[5]),
                    .clauses = tspec_report_text(report, fields[7]),
                    .text = tspec_report_text(report, fields[8]),
                },
            .signature = tspec_report_text(report, fields[6]),
        };
    }
    return count;
}

unsigned tspec_cli_trace(struct tspec_report *report, const struct tspec_sut_class *stack,
                         const char *const *options, unsigned option_count,
                         const struct tspec_scenario *scenario, struct tspec_cli_step **steps)
{
    int ends[2];
    *steps = NULL;
    if (pipe(ends))
        return 0;
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        close(ends[0]);
        child(ends[1], stack, options, option_count, scenario);
    }
    close(ends[1]);
    struct tspec_text said = {0};
    if (pid > 0) {
        listen_to(ends[0], &said);
        kill(pid, SIGKILL);
        waitpid(pid, NULL, 0);
    }
    close(ends[0]);
    unsigned count = said.bytes && !said.failed ? understand(report, said.bytes, steps) : 0;
    tspec_text_free(&said);
    return count;
}

void tspec_cli_trace_until(struct tspec_report *report, const struct tspec_cli_step *steps, unsigned count,
                           struct tspec_report_finding *finding, uint64_t time_us)
{
    unsigned until = 0;
    while (until < count && strcmp(steps[until].signature, finding->signature))
        until++;
    bool shown = until < count;
    finding->trace = tspec_report_array(report, until + 1, sizeof *finding->trace);
    if (!finding->trace)
        return;
    for (unsigned i = 0; i < until; i++)
        finding->trace[i] = steps[i].item;
    finding->trace_count = until + 1;
    if (shown)
        finding->trace[until] = steps[until].item;
    else
        finding->trace[until] = (struct tspec_report_item){
            TSPEC_ITEM_FINDING, 0, time_us, finding->check, finding->state, finding->state, "", ""};
}
