/* From objections to findings: the only place that makes sentences, and only when something is wrong. */
#include "harness/model/world.h"

#include <stdio.h>
#include <string.h>

/* %a and %b become the numbers, as the wire has them. */
void tspec_say(char *out, size_t cap, const char *template, int64_t a, int64_t b)
{
    size_t used = 0;

    for (const char *p = template; *p && used + 12 < cap; p++) {
        if (*p == '%' && (p[1] == 'a' || p[1] == 'b'))
            used += (size_t)snprintf(out + used, cap - used, "%u", (unsigned)(*++p == 'a' ? a : b));
        else
            out[used++] = *p;
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

    if (!o->asked.kind && m->now_us > flow->stimulus.at_us)
        asked.kind = TSPEC_STIMULUS_TIME;
    tspec_say(m->expected, sizeof m->expected, o->expected, o->a, o->b);
    tspec_say(m->observed, sizeof m->observed, o->observed, o->a, o->b);
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
