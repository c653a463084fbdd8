#define _DEFAULT_SOURCE /* MAP_ANONYMOUS, MAP_NORESERVE */
#include "harness/campaign/crew.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/campaign/death.h"

enum { POLL_MS = 100, WALL_FACTOR = 10 };

struct member {
    struct tspec_desk *desk;
    pid_t pid; /* 0: none lives */
    int said_fd;
    char said[TSPEC_DEATH_SAID_BYTES]; /* the end of what it wrote to standard error */
    size_t said_bytes;
    uint64_t beat_seen, beat_seen_us; /* for the wall clock */
    bool blocked;                     /* killed for it */
};

struct crew {
    const struct tspec_crew_job *job;
    uint64_t start_us, told_us; /* progress was told last */
    bool stopping, stopped;
    struct member members[TSPEC_WORKERS_MAX];
};

static bool spawn(struct crew *crew, struct member *m)
{
    const struct tspec_crew_job *job = crew->job;
    int ends[2];
    if (pipe(ends) != 0)
        return false;
    pid_t parent = getpid(), pid = fork();
    if (pid == 0) {
        close(ends[0]);
        dup2(ends[1], STDERR_FILENO);
        close(ends[1]);
        bool done = tspec_worker_die_with(parent) && tspec_worker_begin(m->desk, job->hang_us) &&
                    job->work(job->context, (unsigned)(m - crew->members));
        _exit(done ? 0 : 1);
    }
    close(ends[1]);
    if (pid < 0) {
        close(ends[0]);
        return false;
    }
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    m->pid = pid;
    m->said_fd = ends[0];
    m->said_bytes = 0;
    m->beat_seen = m->desk->beat;
    m->beat_seen_us = job->clock_us();
    m->blocked = false;
    return true;
}

/* Reads what the worker wrote; false when it has ended. Only the last octets are of use. */
static bool listen_to(struct member *m)
{
    char heard[TSPEC_DEATH_SAID_BYTES];
    ssize_t n = read(m->said_fd, heard, sizeof heard);
    if (n < 0)
        return errno == EINTR || errno == EAGAIN;
    size_t bytes = (size_t)n;
    if (m->said_bytes + bytes > sizeof m->said) {
        size_t kept = sizeof m->said - bytes;
        memmove(m->said, m->said + m->said_bytes - kept, kept);
        m->said_bytes = kept;
    }
    memcpy(m->said + m->said_bytes, heard, bytes);
    m->said_bytes += bytes;
    return n > 0;
}

static int reap(struct member *m)
{
    int status = 0;
    while (waitpid(m->pid, &status, 0) < 0 && errno == EINTR)
        ;
    close(m->said_fd);
    m->pid = 0;
    return status;
}

/* One that died in a scenario is told of and replaced; one that died outside is the end: false. */
static bool bury(struct crew *crew, struct member *m)
{
    struct tspec_desk *desk = m->desk;
    int status = reap(m);
    if (!desk->running)
        return WIFEXITED(status) && WEXITSTATUS(status) == 0;

    struct tspec_finding finding;
    desk->death.hung |= m->blocked;
    if (WIFSIGNALED(status) && !m->blocked)
        desk->death.signal = WTERMSIG(status);
    bool told = tspec_death_finding(&desk->death, m->said, m->said_bytes, &desk->verdict, &finding);
    memset(&desk->death, 0, sizeof desk->death);
    desk->running = false;
    bool go_on = crew->job->died(crew->job->context, (unsigned)(m - crew->members), told ? &finding : NULL);
    return !go_on || spawn(crew, m);
}

/* Halts the worker where it is. False when it has ended. */
static bool freeze(const struct member *m)
{
    siginfo_t info;
    kill(m->pid, SIGSTOP);
    while (waitid(P_PID, (id_t)m->pid, &info, WSTOPPED | WEXITED | WNOWAIT) != 0)
        if (errno != EINTR)
            return false;
    return info.si_code == CLD_STOPPED;
}

/* A stack that waits for something uses no processor time: the wall clock ends it. Its worker is halted for
 * the last look, since it may just come back. */
static void watch(struct crew *crew, struct member *m)
{
    const struct tspec_desk *desk = m->desk;
    uint64_t now_us = crew->job->clock_us(), beat = desk->beat;
    if (beat != m->beat_seen || !desk->running) {
        m->beat_seen = beat;
        m->beat_seen_us = now_us;
    } else if (now_us - m->beat_seen_us > WALL_FACTOR * crew->job->hang_us && freeze(m)) {
        m->blocked = desk->running && desk->beat == beat;
        kill(m->pid, m->blocked ? SIGKILL : SIGCONT);
    }
}

static void stop_if_asked(struct crew *crew)
{
    const struct tspec_crew_job *job = crew->job;
    bool asked = job->stop_flag != NULL && *job->stop_flag != 0;
    bool late = job->limit_us != 0 && job->clock_us() - crew->start_us >= job->limit_us;
    if (crew->stopping || !(asked || late))
        return;
    crew->stopping = true;
    crew->stopped = asked;
    for (unsigned i = 0; i < job->workers; i++)
        crew->members[i].desk->stop = true;
}

static void tell_progress(struct crew *crew)
{
    uint64_t now_us = crew->job->clock_us();
    if (crew->job->progress == NULL || now_us - crew->told_us < POLL_MS * 1000u)
        return;
    crew->told_us = now_us;
    crew->job->progress(crew->job->context, now_us - crew->start_us);
}

/* Until no worker lives. False when one could not be kept alive. */
static bool attend(struct crew *crew)
{
    for (;;) {
        struct pollfd fds[TSPEC_WORKERS_MAX];
        struct member *of[TSPEC_WORKERS_MAX];
        nfds_t living = 0;
        for (unsigned i = 0; i < crew->job->workers; i++)
            if (crew->members[i].pid != 0) {
                of[living] = &crew->members[i];
                fds[living++] = (struct pollfd){.fd = crew->members[i].said_fd, .events = POLLIN};
            }
        if (living == 0)
            return true;
        int ready = poll(fds, living, POLL_MS);
        stop_if_asked(crew);
        for (nfds_t i = 0; i < living; i++) {
            if (ready > 0 && fds[i].revents != 0) {
                if (!listen_to(of[i]) && !bury(crew, of[i]))
                    return false;
            } else {
                watch(crew, of[i]);
            }
        }
        tell_progress(crew);
    }
}

bool tspec_crew_run(const struct tspec_crew_job *job, bool *stopped)
{
    *stopped = false;
    struct crew *crew = calloc(1, sizeof *crew);
    if (crew == NULL)
        return false;
    crew->job = job;
    crew->start_us = job->clock_us();
    bool ok = true;
    for (unsigned i = 0; i < job->workers; i++)
        crew->members[i].desk = job->desks[i];
    for (unsigned i = 0; ok && i < job->workers; i++)
        ok = spawn(crew, &crew->members[i]);
    ok = ok && attend(crew);
    for (unsigned i = 0; i < job->workers; i++)
        if (crew->members[i].pid != 0) { /* left after a failure */
            kill(crew->members[i].pid, SIGKILL);
            reap(&crew->members[i]);
        }
    *stopped = crew->stopped;
    free(crew);
    return ok;
}

unsigned tspec_crew_size(unsigned wanted)
{
    return wanted == 0 ? 1 : wanted > TSPEC_WORKERS_MAX ? (unsigned)TSPEC_WORKERS_MAX : wanted;
}

void *tspec_crew_memory(size_t bytes)
{
    void *memory =
        mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return memory == MAP_FAILED ? NULL : memory;
}

void tspec_crew_memory_free(void *memory, size_t bytes)
{
    if (memory != NULL)
        munmap(memory, bytes);
}
