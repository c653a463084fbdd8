#define _DEFAULT_SOURCE /* MAP_ANONYMOUS, MAP_NORESERVE */
#include "harness/campaign/campaign.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/campaign/death.h"
#include "harness/campaign/worker.h"

enum { POLL_MS = 100, WALL_FACTOR = 10 };

struct worker {
    struct tspec_slot *slot;
    pid_t pid; /* 0: none lives */
    int said_fd;
    char said[TSPEC_DEATH_SAID_BYTES]; /* the end of what it wrote to standard error */
    size_t said_bytes;
    uint64_t beat_seen, beat_seen_us; /* for the wall clock */
    bool blocked;                     /* killed for it */
};

struct campaign {
    const struct tspec_campaign_options *options;
    struct tspec_campaign_result *result;
    unsigned count;
    uint64_t end;               /* index after the last */
    uint64_t start_us, told_us; /* progress was told last */
    bool stopping;
    struct worker workers[TSPEC_WORKERS_MAX];
};

static bool spawn(struct campaign *c, struct worker *w)
{
    int ends[2];
    if (pipe(ends) != 0)
        return false;
    pid_t pid = fork();
    if (pid == 0) {
        close(ends[0]);
        dup2(ends[1], STDERR_FILENO);
        close(ends[1]);
        tspec_worker_live(w->slot, c->options, c->count, c->end);
    }
    close(ends[1]);
    if (pid < 0) {
        close(ends[0]);
        return false;
    }
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    w->pid = pid;
    w->said_fd = ends[0];
    w->said_bytes = 0;
    w->beat_seen = w->slot->beat;
    w->beat_seen_us = c->options->clock_us();
    w->blocked = false;
    return true;
}

/* Reads what the worker wrote; false when it has ended. Only the last octets are of use. */
static bool listen_to(struct worker *w)
{
    char heard[TSPEC_DEATH_SAID_BYTES];
    ssize_t n = read(w->said_fd, heard, sizeof heard);
    if (n < 0)
        return errno == EINTR || errno == EAGAIN;
    size_t bytes = (size_t)n;
    if (w->said_bytes + bytes > sizeof w->said) {
        size_t kept = sizeof w->said - bytes;
        memmove(w->said, w->said + w->said_bytes - kept, kept);
        w->said_bytes = kept;
    }
    memcpy(w->said + w->said_bytes, heard, bytes);
    w->said_bytes += bytes;
    return n > 0;
}

static int reap(struct worker *w)
{
    int status = 0;
    while (waitpid(w->pid, &status, 0) < 0 && errno == EINTR)
        ;
    close(w->said_fd);
    w->pid = 0;
    return status;
}

/* A worker that died in a scenario leaves a finding and is replaced; one that died outside is the end: false.
 */
static bool bury(struct campaign *c, struct worker *w)
{
    struct tspec_slot *slot = w->slot;
    int status = reap(w);
    if (!slot->running)
        return WIFEXITED(status) && WEXITSTATUS(status) == 0;

    struct tspec_finding finding;
    slot->death.hung |= w->blocked;
    if (WIFSIGNALED(status) && !w->blocked)
        slot->death.signal = WTERMSIG(status);
    for (unsigned i = 0; i < slot->verdict.finding_count; i++)
        tspec_findings_add(&slot->findings, &slot->verdict.findings[i], 1, &slot->scenario, slot->next);
    if (tspec_death_finding(&slot->death, w->said, w->said_bytes, &slot->verdict, &finding))
        tspec_findings_add(&slot->findings, &finding, 1, &slot->scenario, slot->next);
    memset(&slot->death, 0, sizeof slot->death);
    slot->scenarios++;
    slot->coverage.scenarios++;
    slot->running = false;
    slot->next += c->count;
    c->result->deaths++;
    return slot->stop || slot->next >= c->end || spawn(c, w);
}

/* A stack that waits for something uses no processor time: the wall clock ends it. */
static void watch(struct campaign *c, struct worker *w)
{
    uint64_t now_us = c->options->clock_us(), beat = w->slot->beat;
    uint64_t hang_us = c->options->hang_us != 0 ? c->options->hang_us : (uint64_t)TSPEC_HANG_DEFAULT_US;
    if (beat != w->beat_seen || !w->slot->running) {
        w->beat_seen = beat;
        w->beat_seen_us = now_us;
    } else if (now_us - w->beat_seen_us > WALL_FACTOR * hang_us) {
        w->blocked = true;
        kill(w->pid, SIGKILL);
    }
}

static void stop_if_asked(struct campaign *c)
{
    const struct tspec_campaign_options *o = c->options;
    bool asked = o->stop != NULL && *o->stop != 0;
    bool late = o->limit_us != 0 && o->clock_us() - c->start_us >= o->limit_us;
    if (c->stopping || !(asked || late))
        return;
    c->stopping = true;
    c->result->stopped = asked;
    for (unsigned i = 0; i < c->count; i++)
        c->workers[i].slot->stop = true;
}

static void tell_progress(struct campaign *c)
{
    const struct tspec_campaign_options *o = c->options;
    uint64_t now_us = o->clock_us();
    struct tspec_campaign_progress progress = {
        .total = c->end,
        .deaths = (unsigned)c->result->deaths,
        .elapsed_us = now_us - c->start_us,
    };
    if (o->progress == NULL || now_us - c->told_us < POLL_MS * 1000u)
        return;
    c->told_us = now_us;
    for (unsigned i = 0; i < c->count; i++) {
        progress.scenarios += c->workers[i].slot->scenarios;
        progress.findings += c->workers[i].slot->findings.count;
    }
    o->progress(o->progress_context, &progress);
}

/* Until no worker lives. False when one could not be kept alive. */
static bool attend(struct campaign *c)
{
    for (;;) {
        struct pollfd fds[TSPEC_WORKERS_MAX];
        struct worker *of[TSPEC_WORKERS_MAX];
        nfds_t living = 0;
        for (unsigned i = 0; i < c->count; i++)
            if (c->workers[i].pid != 0) {
                of[living] = &c->workers[i];
                fds[living++] = (struct pollfd){.fd = c->workers[i].said_fd, .events = POLLIN};
            }
        if (living == 0)
            return true;
        int ready = poll(fds, living, POLL_MS);
        stop_if_asked(c);
        for (nfds_t i = 0; i < living; i++) {
            if (ready > 0 && fds[i].revents != 0) {
                if (!listen_to(of[i]) && !bury(c, of[i]))
                    return false;
            } else {
                watch(c, of[i]);
            }
        }
        tell_progress(c);
    }
}

static bool map_slots(struct campaign *c)
{
    for (unsigned i = 0; i < c->count; i++) {
        void *memory = mmap(NULL, sizeof(struct tspec_slot), PROT_READ | PROT_WRITE,
                            MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (memory == MAP_FAILED)
            return false;
        c->workers[i].slot = memory;
        c->workers[i].slot->next = i;
    }
    return true;
}

/* Ends workers that are left after a failure, and takes the slots' results. */
static void collect(struct campaign *c)
{
    struct tspec_campaign_result *result = c->result;
    for (unsigned i = 0; i < c->count; i++) {
        struct worker *w = &c->workers[i];
        if (w->slot == NULL)
            continue;
        if (w->pid != 0) {
            kill(w->pid, SIGKILL);
            reap(w);
        }
        result->scenarios += w->slot->scenarios;
        if (result->not_judged == 0)
            memcpy(result->not_judged_why, w->slot->not_judged_why, sizeof result->not_judged_why);
        result->not_judged += w->slot->not_judged;
        tspec_coverage_add(&result->coverage, &w->slot->coverage);
        tspec_findings_merge(&result->findings, &w->slot->findings);
        munmap(w->slot, sizeof *w->slot);
    }
    result->inconclusive = result->coverage.inconclusive;
    tspec_findings_sort(&result->findings);
}

/* Tries the options once in this process, where an error can still be told. */
static bool introduce(const struct tspec_campaign_options *options, struct tspec_campaign_result *result,
                      char *error, size_t error_bytes)
{
    struct tspec_judge *judge =
        tspec_judge_create(options->stack, options->options, options->option_count, true, error, error_bytes);
    if (judge == NULL)
        return false;
    tspec_judge_profile(judge, &result->profile);
    tspec_judge_destroy(judge);
    result->stack = options->stack->name;
    result->version = options->stack->version();
    result->source = options->source->name;
    result->seed = options->source->seed;
    return true;
}

/* Everything but the table of findings, whose pages stay untouched until there are some. */
static void clear(struct tspec_campaign_result *result)
{
    memset(result, 0, offsetof(struct tspec_campaign_result, findings));
    memset(&result->findings, 0, offsetof(struct tspec_findings, items));
}

bool tspec_campaign_run(const struct tspec_campaign_options *options, struct tspec_campaign_result *result,
                        char *error, size_t error_bytes)
{
    clear(result);
    if (!introduce(options, result, error, error_bytes))
        return false;
    struct campaign *c = calloc(1, sizeof *c);
    if (c == NULL) {
        snprintf(error, error_bytes, "no memory for a campaign");
        return false;
    }
    c->options = options;
    c->result = result;
    c->count = options->workers == 0                  ? 1
               : options->workers > TSPEC_WORKERS_MAX ? (unsigned)TSPEC_WORKERS_MAX
                                                      : options->workers;
    c->end = options->execs != 0 && options->execs < options->source->count ? options->execs
                                                                            : options->source->count;
    c->start_us = options->clock_us();

    bool ok = map_slots(c);
    for (unsigned i = 0; ok && i < c->count; i++)
        ok = spawn(c, &c->workers[i]);
    ok = ok && attend(c);
    if (!ok)
        snprintf(error, error_bytes, "a worker for %s could not be started, or died outside a scenario",
                 options->stack->name);
    collect(c);
    result->elapsed_us = options->clock_us() - c->start_us;
    free(c);
    return ok;
}

void tspec_campaign_merge(struct tspec_campaign_result *into, const struct tspec_campaign_result *from)
{
    into->scenarios += from->scenarios;
    into->inconclusive += from->inconclusive;
    if (into->not_judged == 0)
        memcpy(into->not_judged_why, from->not_judged_why, sizeof into->not_judged_why);
    into->not_judged += from->not_judged;
    into->deaths += from->deaths;
    into->elapsed_us += from->elapsed_us;
    into->stopped |= from->stopped;
    tspec_coverage_add(&into->coverage, &from->coverage);
    tspec_findings_merge(&into->findings, &from->findings);
    tspec_findings_sort(&into->findings);
}
