/* Canonical times: of all that will do, the wait that is read most easily. */
#include "harness/campaign/search.h"

enum { MS = 1000 };
static const int64_t LONGEST_US = (int64_t)10000 * 1000 * MS;

/* Puts a time where it belongs, and tries it. */
typedef bool put(struct tspec_search *s, unsigned at, int64_t us);

static bool put_wait(struct tspec_search *s, unsigned at, int64_t us)
{
    struct tspec_event event = s->best.events[at];
    event.span = (struct tspec_span){.delta_us = us};
    return tspec_search_try_event(s, at, &event);
}

static bool put_delta(struct tspec_search *s, unsigned at, int64_t us)
{
    struct tspec_event event = s->best.events[at];
    event.span.delta_us = us;
    return tspec_search_try_event(s, at, &event);
}

static bool put_settle(struct tspec_search *s, unsigned at, int64_t us)
{
    (void)at;
    tspec_search_begin(s);
    s->candidate.settle_us = (uint64_t)us;
    return tspec_search_try(s);
}

static bool put_msl(struct tspec_search *s, unsigned at, int64_t us)
{
    (void)at;
    tspec_search_begin(s);
    s->candidate.msl_us = (uint64_t)us;
    return tspec_search_try(s);
}

/* 10^k with as many digits as `us` has, less one; 1 for what is below 10. */
static int64_t magnitude(int64_t us)
{
    int64_t ten = 1;
    while (us / 10 >= ten)
        ten *= 10;
    return ten;
}

/* The smallest of 1 ms, 10 ms, 100 ms, ... that will do; else what has the fewest digits that differ from 0,
 * next below or above it, and of those with one digit the smallest in reach. */
static void plainer_time(struct tspec_search *s, unsigned at, int64_t now, put *try)
{
    for (int64_t us = MS; us <= LONGEST_US; us *= 10)
        if (us == now || try(s, at, us))
            return;
    int64_t unit = magnitude(now);
    if (now % unit == 0) {
        while (now / unit > 2 && try(s, at, now - unit))
            now -= unit;
        return;
    }
    for (; unit > 0 && now % unit != 0; unit /= 10) {
        int64_t below = now - now % unit;
        if ((below > 0 && try(s, at, below)) || try(s, at, below + unit))
            return;
    }
}

/* A wait in the stack's own quantities: a plain one; else the quantity alone; else a plain distance from it.
 */
static void plainer_quantum(struct tspec_search *s, unsigned at)
{
    const struct tspec_span now = s->best.events[at].span;
    for (int64_t us = MS; us <= LONGEST_US; us *= 10)
        if (put_wait(s, at, us))
            return;
    int64_t length = now.delta_us < 0 ? -now.delta_us : now.delta_us;
    if (length == 0 || put_delta(s, at, 0))
        return;
    for (int64_t us = MS; us != length && us <= LONGEST_US; us *= 10)
        if (put_delta(s, at, now.delta_us < 0 ? -us : us))
            return;
}

void tspec_plainer_times(struct tspec_search *s)
{
    for (unsigned i = 0; i < s->best.event_count; i++) {
        const struct tspec_event *event = &s->best.events[i];
        if (event->kind != TSPEC_EVENT_ADVANCE)
            continue;
        if (event->span.quantum == TSPEC_QUANTUM_NONE)
            plainer_time(s, i, event->span.delta_us, put_wait);
        else
            plainer_quantum(s, i);
    }
    if (s->best.msl_us != 0 && !put_msl(s, 0, 0))
        plainer_time(s, 0, (int64_t)s->best.msl_us, put_msl);
    if (s->best.settle_us != 0 && !put_settle(s, 0, 0))
        plainer_time(s, 0, (int64_t)s->best.settle_us, put_settle);
}
