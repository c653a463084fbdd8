#define _DEFAULT_SOURCE /* SA_ONSTACK, sigaltstack, prctl */
#include "harness/campaign/worker.h"

#include <execinfo.h>
#include <signal.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

enum { ALTERNATE_STACK_BYTES = 1 << 17 };

/* Signal handlers have no other way to it. */
static struct tspec_desk *dying;

/* Present when the program is built with a sanitizer; its reports end a process without a signal. */
void __sanitizer_set_death_callback(void (*callback)(void)) __attribute__((weak));

static void tspec_worker_say_frames(int signal)
{
    dying->death.signal = signal;
    int count = backtrace(dying->death.frames, TSPEC_DEATH_FRAMES);
    dying->death.frame_count = count > 0 ? (unsigned)count : 0;
}

static void tspec_worker_on_crash(int signal)
{
    tspec_worker_say_frames(signal);
    _exit(1);
}

static void tspec_worker_on_report(void)
{
    if (dying->death.frame_count == 0)
        tspec_worker_say_frames(0);
}

/* Comes once for every hang_us of processor time: two in one scenario are a hang. */
static void tspec_worker_on_tick(int signal)
{
    static uint64_t last_beat;
    (void)signal;
    if (dying->running && dying->beat == last_beat) {
        dying->death.hung = true;
        _exit(1);
    }
    last_beat = dying->beat;
}

/* The first call loads a library, which a handler must not do. */
static void load_backtrace(void)
{
    void *frame[1];
    backtrace(frame, 1);
}

static void handle(int signal, void (*handler)(int), int flags)
{
    struct sigaction action = {.sa_handler = handler, .sa_flags = flags};
    sigemptyset(&action.sa_mask);
    sigaction(signal, &action, NULL);
}

bool tspec_worker_die_with(int parent_id)
{
    return prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && getppid() == parent_id;
}

bool tspec_worker_begin(struct tspec_desk *desk, uint64_t hang_us)
{
    static const int deadly[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT};
    static uint8_t stack[ALTERNATE_STACK_BYTES];
    stack_t alternate = {.ss_sp = stack, .ss_size = sizeof stack};
    dying = desk;
    load_backtrace();
    sigaltstack(&alternate, NULL);
    for (size_t i = 0; i < sizeof deadly / sizeof deadly[0]; i++)
        handle(deadly[i], tspec_worker_on_crash, SA_ONSTACK | (int)SA_RESETHAND);
    if (__sanitizer_set_death_callback != NULL)
        __sanitizer_set_death_callback(tspec_worker_on_report);

    /* A terminal's Ctrl-C reaches the whole group: the parent decides. */
    handle(SIGINT, SIG_IGN, 0);
    handle(SIGTERM, SIG_IGN, 0);

    handle(SIGVTALRM, tspec_worker_on_tick, SA_ONSTACK | SA_RESTART);
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGVTALRM};
    struct timespec period = {.tv_sec = (time_t)(hang_us / 1000000),
                              .tv_nsec = (long)(hang_us % 1000000) * 1000};
    struct itimerspec every = {.it_interval = period, .it_value = period};
    timer_t timer;
    return timer_create(CLOCK_PROCESS_CPUTIME_ID, &event, &timer) == 0 &&
           timer_settime(timer, 0, &every, NULL) == 0;
}

bool tspec_worker_judge(struct tspec_desk *desk, struct tspec_judge *judge, struct tspec_coverage *coverage,
                        char *error, size_t error_bytes)
{
    desk->beat++;
    desk->running = true;
    bool judged = tspec_judge_run(judge, &desk->scenario, &desk->verdict, coverage, NULL, error, error_bytes);
    desk->running = false;
    if (!judged)
        desk->verdict.finding_count = 0;
    return judged;
}
