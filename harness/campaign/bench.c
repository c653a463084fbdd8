#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */
#include "harness/campaign/bench.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/campaign/worker.h"
#include "harness/judge/judge.h"

/* A batch is so small that its scenarios stay in the cache, as a campaign's single one does. A turn is long
 * enough for a judge to get warm, and short enough for noise to fall on all lanes alike. */
enum { BATCH = 64, TURN = 16 * BATCH, LEFT_OUT_MAX = 64 };

/* Shared with the child, and taken up by the next one where it dies. */
struct board {
    bool running; /* a scenario is under way: that of index `current` */
    uint64_t current;
    uint64_t left_out[LEFT_OUT_MAX];
    unsigned left_out_count;
    bool done;
    char error[256];
    struct tspec_bench_result result;
};

struct bench {
    const struct tspec_bench_options *options;
    struct board *board;
    struct tspec_scenario *batch;
    uint64_t *indices; /* of the batch's scenarios in the source */
    unsigned batch_count;
    struct tspec_coverage coverage; /* counted where judged, as in a campaign */
    struct tspec_verdict verdict;
};

static bool is_left_out(const struct board *board, uint64_t index)
{
    for (unsigned i = 0; i < board->left_out_count; i++)
        if (board->left_out[i] == index)
            return true;
    return false;
}

/* The next scenarios, from the `at`-th on; returns where the next batch begins. */
static uint64_t fill(struct bench *b, uint64_t at, uint64_t end)
{
    const struct tspec_source *source = b->options->source;
    const struct tspec_bench_result *result = &b->board->result;
    b->batch_count = 0;
    for (; at < end && b->batch_count < BATCH; at++) {
        uint64_t index = (uint64_t)((double)at * (double)result->of / (double)result->scenarios);
        if (is_left_out(b->board, index))
            continue;
        b->indices[b->batch_count] = index;
        source->scenario(source, index, &b->batch[b->batch_count++]);
    }
    return at;
}

/* One that the stack cannot be configured for plays no event. */
static void play(struct bench *b, struct tspec_judge *judge, unsigned i, bool judged)
{
    char why[256];
    b->board->current = b->indices[i];
    tspec_judge_run(judge, &b->batch[i], &b->verdict, judged ? &b->coverage : NULL, NULL, why, sizeof why);
}

/* A batch, timed. In the first round the segments are counted. */
static void run_batch(struct bench *b, struct tspec_judge *judge, struct tspec_bench_lane *lane,
                      unsigned round)
{
    uint64_t start_ns = b->options->cpu_ns();
    for (unsigned i = 0; i < b->batch_count; i++) {
        play(b, judge, i, lane->judged);
        if (round != 0)
            continue;
        lane->events += b->verdict.events_run;
        lane->segments += b->verdict.segments_in + b->verdict.segments_out;
        lane->cut_short += b->verdict.events_run < b->batch[i].event_count;
    }
    lane->ns[round] += b->options->cpu_ns() - start_ns;
    lane->scenarios += round == 0 ? b->batch_count : 0;
}

/* One lane's turn: the scenarios from the `at`-th on, with a judge of its own, since lwIP is one instance a
 * process. The first is played once untimed, so that the memory is there. */
static bool take_turn(struct bench *b, unsigned number, unsigned round, uint64_t at, uint64_t end)
{
    const struct tspec_bench_options *o = b->options;
    struct tspec_bench_result *result = &b->board->result;
    struct tspec_bench_lane *lane = &result->lanes[number];
    struct tspec_judge *judge = tspec_judge_create(o->stacks[number / 2], o->options, o->option_count,
                                                   lane->judged, b->board->error, sizeof b->board->error);
    if (judge == NULL)
        return false;
    if (lane->judged && o->quirks != NULL)
        tspec_judge_allow(judge, o->quirks[number / 2]);
    for (bool fresh = true; at < end; fresh = false) {
        uint64_t start_ns = o->cpu_ns();
        at = fill(b, at, end);
        result->making_ns[round] += number == 0 ? o->cpu_ns() - start_ns : 0;
        b->board->running = true;
        if (fresh && b->batch_count > 0)
            play(b, judge, 0, lane->judged);
        run_batch(b, judge, lane, round);
        b->board->running = false;
    }
    tspec_judge_destroy(judge);
    return true;
}

/* All rounds, the lanes in turn. */
static bool run_rounds(struct bench *b)
{
    const struct tspec_bench_options *o = b->options;
    struct tspec_bench_result *result = &b->board->result;
    for (unsigned round = 0; round < result->rounds; round++)
        for (uint64_t at = 0; at < result->scenarios; at += TURN) {
            uint64_t end = at + TURN < result->scenarios ? at + TURN : result->scenarios;
            for (unsigned lane = 0; lane < result->lane_count; lane++)
                if (!take_turn(b, lane, round, at, end))
                    return false;
            if (o->stop != NULL && *o->stop != 0) {
                snprintf(b->board->error, sizeof b->board->error, "stopped");
                return false;
            }
        }
    return true;
}

_Noreturn static void live(const struct tspec_bench_options *options, struct board *board)
{
    struct bench b = {.options = options, .board = board};
    b.batch = malloc(BATCH * sizeof *b.batch);
    b.indices = malloc(BATCH * sizeof *b.indices);
    if (b.batch == NULL || b.indices == NULL)
        snprintf(board->error, sizeof board->error, "no memory for %d scenarios", BATCH);
    else
        board->done = run_rounds(&b);
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    board->result.peak_bytes = (uint64_t)usage.ru_maxrss * 1024;
    _exit(0);
}

/* Nothing measured yet. */
static void prepare(const struct tspec_bench_options *o, struct tspec_bench_result *result)
{
    memset(result, 0, sizeof *result);
    result->rounds = o->rounds;
    result->of = o->source->count;
    result->scenarios = o->scenarios != 0 && o->scenarios < result->of ? o->scenarios : result->of;
    for (unsigned i = 0; i < o->stack_count && result->lane_count + 2 <= TSPEC_BENCH_LANES_MAX; i++)
        for (unsigned judged = 0; judged < 2; judged++)
            result->lanes[result->lane_count++] =
                (struct tspec_bench_lane){.stack = o->stacks[i]->name, .judged = judged != 0};
}

/* Waits for the child's end; one that is to stop is ended at once. Its status. */
static int wait_for(pid_t pid, const struct tspec_bench_options *options)
{
    enum { LOOK_MS = 20 };
    int status = 0;
    while (waitpid(pid, &status, WNOHANG) == 0) {
        if (options->stop != NULL && *options->stop != 0)
            kill(pid, SIGKILL);
        poll(NULL, 0, LOOK_MS);
    }
    return status;
}

static void tell_end(struct board *board, int status)
{
    const char *often = board->running ? ", as many did before it" : "";
    if (WIFSIGNALED(status))
        snprintf(board->error, sizeof board->error, "the process that measures died of signal %d, %s%s",
                 WTERMSIG(status), strsignal(WTERMSIG(status)), often);
    else
        snprintf(board->error, sizeof board->error, "the process that measures ended with exit code %d%s",
                 WEXITSTATUS(status), often);
}

/* A child's whole life. False when it was the last: the board says whether it is done. */
static bool attempt(const struct tspec_bench_options *options, struct board *board)
{
    prepare(options, &board->result);
    board->running = false;
    pid_t parent = getpid(), pid = fork();
    if (pid == 0) {
        if (!tspec_worker_die_with(parent))
            _exit(1);
        live(options, board);
    }
    if (pid < 0) {
        snprintf(board->error, sizeof board->error, "the process that measures could not be started: %s",
                 strerror(errno));
        return false;
    }
    int status = wait_for(pid, options);
    bool died = !WIFEXITED(status) || WEXITSTATUS(status) != 0;
    if (!died)
        return false;
    if (options->stop != NULL && *options->stop != 0) {
        snprintf(board->error, sizeof board->error, "stopped");
        return false;
    }
    if (!board->running || board->left_out_count == LEFT_OUT_MAX) {
        tell_end(board, status);
        return false;
    }
    board->left_out[board->left_out_count++] = board->current;
    return true;
}

bool tspec_bench_run(const struct tspec_bench_options *options, struct tspec_bench_result *result,
                     char *error, size_t error_bytes)
{
    struct board *board =
        mmap(NULL, sizeof *board, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (board == MAP_FAILED) {
        snprintf(error, error_bytes, "no memory for a bench");
        return false;
    }
    while (attempt(options, board))
        ;
    *result = board->result;
    result->left_out = board->left_out_count;
    bool done = board->done;
    snprintf(error, error_bytes, "%s", board->error);
    munmap(board, sizeof *board);
    return done;
}

const struct tspec_bench_lane *tspec_bench_lane_of(const struct tspec_bench_result *result, const char *stack,
                                                   bool judged)
{
    for (unsigned i = 0; i < result->lane_count; i++)
        if (result->lanes[i].judged == judged && strcmp(result->lanes[i].stack, stack) == 0)
            return &result->lanes[i];
    return NULL;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static struct tspec_bench_figure figure_of(double *values, unsigned count)
{
    qsort(values, count, sizeof *values, ascending);
    return (struct tspec_bench_figure){values[count / 2], values[0], values[count - 1]};
}

static double speed_in(const struct tspec_bench_lane *lane, unsigned round)
{
    return lane->ns[round] == 0 ? 0 : (double)lane->segments * 1e9 / (double)lane->ns[round];
}

struct tspec_bench_figure tspec_bench_speed(const struct tspec_bench_result *result,
                                            const struct tspec_bench_lane *lane)
{
    double values[TSPEC_BENCH_ROUNDS_MAX];
    for (unsigned i = 0; i < result->rounds; i++)
        values[i] = speed_in(lane, i);
    return figure_of(values, result->rounds);
}

struct tspec_bench_figure tspec_bench_ratio(const struct tspec_bench_result *result,
                                            const struct tspec_bench_lane *lane,
                                            const struct tspec_bench_lane *to)
{
    double values[TSPEC_BENCH_ROUNDS_MAX];
    for (unsigned i = 0; i < result->rounds; i++)
        values[i] = to->ns[i] == 0 || to->segments == 0 ? 0 : speed_in(lane, i) / speed_in(to, i);
    return figure_of(values, result->rounds);
}

double tspec_bench_whole_s(const struct tspec_bench_result *result, const struct tspec_bench_lane *lane)
{
    double values[TSPEC_BENCH_ROUNDS_MAX];
    for (unsigned i = 0; i < result->rounds; i++)
        values[i] = (double)(lane->ns[i] + result->making_ns[i]) / 1e9;
    double median = figure_of(values, result->rounds).median;
    return lane->scenarios == 0 ? 0 : median * (double)result->of / (double)lane->scenarios;
}

const char *tspec_bench_caveat(void)
{
#if defined(TSPEC_SANITIZED)
    return "built with a sanitizer";
#elif !defined(__OPTIMIZE__)
    return "built without optimisation";
#else
    return NULL;
#endif
}
