/* From objections to findings: the only place that makes sentences, and only when something is wrong. */
#include "harness/model/world.h"

#include <stdio.h>
#include <string.h>

static size_t say_time(char *out, size_t cap, uint64_t us)
{
    int n = snprintf(out, cap, "%llu.%06llu", (unsigned long long)(us / 1000000),
                     (unsigned long long)(us % 1000000));

    while (n > 0 && out[n - 1] == '0')
        n--;
    if (n > 0 && out[n - 1] == '.')
        n--;
    return (size_t)n + (size_t)snprintf(out + n, cap - (size_t)n, " s");
}

/* %a and %b become the two numbers: %a as it is, %ta microseconds as seconds, %sa relative to ISS, %ra
 * relative to IRS, as traces have them. A zero stays one: <SEQ=0> is no place in a sequence. */
void tspec_say(char *out, size_t cap, const char *template, const struct tspec_objection *o, tspec_pos iss,
               tspec_pos irs)
{
    size_t used = 0;

    for (const char *p = template; *p && used + 24 < cap; p++) {
        tspec_pos base = 0;
        const char *which = p;
        if (*p == '%' && (p[1] == 't' || p[1] == 's' || p[1] == 'r')) {
            base = p[1] == 's' ? iss : p[1] == 'r' ? irs : 0;
            which = p + 1;
        }
        if (*p != '%' || (which[1] != 'a' && which[1] != 'b')) {
            out[used++] = *p;
            continue;
        }
        int64_t value = which[1] == 'a' ? o->a : o->b;
        uint32_t number = (uint32_t)value;
        if (p[1] == 't')
            used += say_time(out + used, cap - used, (uint64_t)value);
        else
            used += (size_t)snprintf(out + used, cap - used, "%u", number ? number - (uint32_t)base : 0u);
        p = which + 1;
    }
    out[used] = '\0';
}

void tspec_object(struct tspec_model *m, unsigned index, const struct tspec_objection *o, unsigned state,
                  const struct tspec_segment *seg)
{
    struct tspec_flow *flow = &m->flows[index];
    struct tspec_asked asked = o->asked.kind ? o->asked : flow->stimulus.asked;
    struct tspec_model_finding finding = {.check = o->check,
                                          .clause = o->clause,
                                          .level = (enum tspec_level)(o->level - 1),
                                          .flow = index,
                                          .state = state,
                                          .expected = m->expected,
                                          .observed = m->observed,
                                          .event_class = m->event_class,
                                          .observed_class = m->observed_class};

    if (flow->lost) /* the world that explains it may be the one there was no place for */
        m->inconclusive = true;
    if (m->inconclusive)
        return;
    tspec_exercised(m, o->check); /* what fails had something to decide */
    if (!o->asked.kind && m->now_us > flow->stimulus.at_us)
        asked.kind = TSPEC_STIMULUS_TIME;
    const struct tspec_world *w = &flow->worlds[0];
    tspec_say(m->expected, sizeof m->expected, o->expected, o, w->iss, w->irs);
    tspec_say(m->observed, sizeof m->observed, o->observed, o, w->iss, w->irs);
    tspec_class_event(&asked, m->event_class, sizeof m->event_class);
    if (o->seen)
        snprintf(m->observed_class, sizeof m->observed_class, "%s", o->seen);
    else if (seg)
        tspec_class_observed(flow->world_count ? &flow->worlds[0] : NULL, seg, m->observed_class,
                             sizeof m->observed_class);
    else
        snprintf(m->observed_class, sizeof m->observed_class, "nothing");
    if (m->sink.finding)
        m->sink.finding(m->sink.context, &finding);
}
