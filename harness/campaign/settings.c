/* Plainer settings of a scenario: the stack's own defaults, else plain numbers that every stack can have. */
#include <string.h>

#include "harness/campaign/search.h"

/* Numbers no stack can have as its MSS and buffers would show something else. */
static bool try_setting(struct tspec_search *s)
{
    struct tspec_scenario *clipped = &s->scratch;
    memcpy(clipped, &s->candidate, offsetof(struct tspec_scenario, events));
    tspec_scenario_clip_header(clipped);
    return clipped->mss == s->candidate.mss &&
           clipped->receive_buffer_bytes == s->candidate.receive_buffer_bytes &&
           clipped->send_buffer_bytes == s->candidate.send_buffer_bytes && tspec_search_try(s);
}

static bool put_receive_buffer(struct tspec_search *s, unsigned at, uint64_t value)
{
    (void)at;
    tspec_search_begin(s);
    s->candidate.receive_buffer_bytes = (uint32_t)value;
    return try_setting(s);
}

static bool put_send_buffer(struct tspec_search *s, unsigned at, uint64_t value)
{
    (void)at;
    tspec_search_begin(s);
    s->candidate.send_buffer_bytes = (uint32_t)value;
    return try_setting(s);
}

static bool put_mss(struct tspec_search *s, unsigned at, uint64_t value)
{
    (void)at;
    tspec_search_begin(s);
    s->candidate.mss = (uint16_t)value;
    return try_setting(s);
}

static bool put_mtu(struct tspec_search *s, unsigned at, uint64_t value)
{
    (void)at;
    tspec_search_begin(s);
    s->candidate.mtu = (uint16_t)value;
    return tspec_search_try(s);
}

/* None; else 0; else so near to where numbers wrap around. */
static void plainer_iss(struct tspec_search *s)
{
    static const int32_t values[] = {0, -1, -10, -100, -1000, -10000};
    if (!s->best.iss_set)
        return;
    tspec_search_begin(s);
    s->candidate.iss_set = false;
    s->candidate.iss = 0;
    if (tspec_search_try(s))
        return;
    for (unsigned i = 0; i < sizeof values / sizeof values[0]; i++) {
        if (s->best.iss == (uint32_t)values[i])
            return;
        tspec_search_begin(s);
        s->candidate.iss = (uint32_t)values[i];
        if (tspec_search_try(s))
            return;
    }
}

static void plainer_seed(struct tspec_search *s)
{
    enum { FEW = 8 };
    for (uint64_t seed = 0; seed < FEW && seed < s->best.seed; seed++) {
        tspec_search_begin(s);
        s->candidate.seed = seed;
        if (tspec_search_try(s))
            return;
    }
}

static void plainer_stack_options(struct tspec_search *s)
{
    for (unsigned i = s->best.option_count; i-- > 0;) {
        tspec_search_begin(s);
        memmove(s->candidate.options[i], s->candidate.options[i + 1],
                (--s->candidate.option_count - i) * sizeof s->candidate.options[0]);
        tspec_search_try(s);
    }
}

void tspec_plainer_settings(struct tspec_search *s)
{
    /* Mostly none is needed. */
    tspec_search_begin(s);
    tspec_scenario_init(&s->candidate);
    memcpy(s->candidate.stack, s->best.stack, sizeof s->candidate.stack);
    s->candidate.ip_version = s->best.ip_version;
    s->candidate.event_count = s->best.event_count;
    if (tspec_search_try(s))
        return;
    plainer_stack_options(s);
    plainer_iss(s);
    plainer_seed(s);
    tspec_plainer_size(s, 0, 0, s->best.mss, put_mss);
    tspec_plainer_size(s, 0, 0, s->best.mtu, put_mtu);
    tspec_plainer_size(s, 0, 0, s->best.receive_buffer_bytes, put_receive_buffer);
    tspec_plainer_size(s, 0, 0, s->best.send_buffer_bytes, put_send_buffer);
}
