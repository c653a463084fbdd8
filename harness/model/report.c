/* From objections to findings: the only place that makes sentences, and only when something is wrong. */
#include "harness/model/steps.h"

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

static size_t append_number(char *out, size_t cap, size_t used, int64_t number)
{
    char digits[24], *at = digits + sizeof digits;
    uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;

    *--at = '\0';
    do
        *--at = (char)('0' + rest % 10);
    while (rest /= 10);
    if (number < 0)
        *--at = '-';
    return tspec_append(out, cap, used, at);
}

/* %a and %b become the two numbers: %a as it is, %ta microseconds as seconds, %sa relative to ISS, %ra
 * relative to IRS, as traces have them, negative on the shorter way back. A zero stays one: <SEQ=0> is no
 * place in a sequence. */
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
            used = append_number(out, cap, used,
                                 base && number ? (int32_t)(number - (uint32_t)base) : (int64_t)number);
        p = which + 1;
    }
    out[used] = '\0';
}

void tspec_object(struct tspec_model *m, unsigned index, const struct tspec_objection *o, int quirk,
                  const struct tspec_segment *seg)
{
    struct tspec_flow *flow = &m->flows[index];
    struct tspec_asked asked = o->asked.kind ? o->asked : flow->stimulus.asked;
    struct tspec_model_finding finding = {.check = o->check,
                                          .clause = o->clause,
                                          .level = (enum tspec_level)(o->level - 1),
                                          .flow = index,
                                          .quirk = quirk,
                                          .state = tspec_model_state(m, index),
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
        tspec_append(m->observed_class, sizeof m->observed_class, 0, o->seen);
    else if (seg && !m->class_kept)
        tspec_class_observed(flow->world_count ? &flow->worlds[0] : NULL, seg, m->observed_class,
                             sizeof m->observed_class);
    else if (!seg)
        tspec_append(m->observed_class, sizeof m->observed_class, 0, "nothing");
    m->class_kept = false;
    if (m->sink.finding)
        m->sink.finding(m->sink.context, &finding);
}

int tspec_model_asks(const struct tspec_model *m, unsigned index, char *out, size_t cap)
{
    const struct tspec_flow *flow = &m->flows[index];
    int clause = -1;
    size_t used = 0;

    out[0] = '\0';
    for (unsigned i = 0; i < flow->plain_count; i++) {
        const struct tspec_world *w = &flow->worlds[i];
        struct tspec_objection o = tspec_due_asked(m, w);
        char said[96];
        if (!o.level) {
            out[0] = '\0';
            return -1;
        }
        tspec_say(said, sizeof said, o.expected, &o, w->iss, w->irs);
        if (clause < 0)
            clause = o.clause;
        if (!strstr(out, said) && used + strlen(said) + sizeof " or " <= cap)
            used += (size_t)snprintf(out + used, cap - used, "%s%s", used ? " or " : "", said);
    }
    return clause;
}
