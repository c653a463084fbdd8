#include "scripted_model.h"

#include <stdio.h>
#include <string.h>

struct tspec_model {
    struct tspec_model_sink sink;
    uint64_t now_us;
    bool had_text;
};

char scripted_log[4096];
unsigned scripted_state = TSPEC_ESTABLISHED;
const struct tspec_model_finding *scripted_findings;
unsigned scripted_finding_count;
bool scripted_inconclusive;

static void note(const struct tspec_model *m, const char *word)
{
    size_t used = strlen(scripted_log);
    snprintf(scripted_log + used, sizeof scripted_log - used, "%s%s@%llu", used > 0 ? " " : "", word,
             (unsigned long long)m->now_us);
}

static void apply(const struct tspec_model *m, unsigned clause)
{
    if (m->sink.clause != NULL)
        m->sink.clause(m->sink.context, 0, clause);
    if (m->sink.clauses != NULL)
        m->sink.clauses[clause]++;
}

size_t tspec_model_bytes(void)
{
    return sizeof(struct tspec_model);
}

void tspec_model_init(struct tspec_model *m, const struct tspec_profile *profile,
                      const struct tspec_model_sink *sink)
{
    (void)profile;
    *m = (struct tspec_model){.sink = *sink};
    scripted_log[0] = '\0';
}

void tspec_model_segment(struct tspec_model *m, unsigned flow, const struct tspec_segment *seg,
                         enum tspec_damage damage)
{
    (void)flow;
    note(m, damage == TSPEC_DAMAGE_NONE ? "segment" : "damaged");
    apply(m, 0);
    apply(m, 0);
    if (m->sink.exercised != NULL)
        m->sink.exercised[TSPEC_CHECK_EXPECTATION]++;
    if (seg->payload_bytes == 0)
        return;
    m->had_text = true;
    for (unsigned i = 0; i < scripted_finding_count; i++)
        m->sink.finding(m->sink.context, &scripted_findings[i]);
}

void tspec_model_call(struct tspec_model *m, const struct tspec_call *call,
                      const struct tspec_call_result *result)
{
    (void)result;
    note(m, tspec_call_name(call->kind));
    apply(m, 0);
}

void tspec_model_sent(struct tspec_model *m, unsigned flow, const struct tspec_segment *seg)
{
    (void)flow;
    (void)seg;
    note(m, "sent");
}

void tspec_model_signal(struct tspec_model *m, unsigned flow, enum tspec_signal signal)
{
    (void)flow;
    note(m, tspec_signal_name(signal));
}

void tspec_model_settle(struct tspec_model *m)
{
    note(m, "settle");
}

void tspec_model_time(struct tspec_model *m, uint64_t now_us)
{
    m->now_us = now_us;
    note(m, "time");
}

void tspec_model_finish(struct tspec_model *m)
{
    note(m, "finish");
}

unsigned tspec_model_state(const struct tspec_model *m, unsigned flow)
{
    (void)m;
    (void)flow;
    return scripted_state;
}

void tspec_model_icmp(struct tspec_model *m, unsigned flow, const struct tspec_icmp *icmp)
{
    (void)m, (void)flow, (void)icmp;
}

unsigned tspec_model_worlds(const struct tspec_model *m)
{
    (void)m;
    return 1;
}

int tspec_model_asks(const struct tspec_model *m, unsigned flow, char *out, size_t cap)
{
    (void)m;
    (void)flow;
    (void)cap;
    out[0] = '\0';
    return -1;
}

bool tspec_model_inconclusive(const struct tspec_model *m)
{
    return scripted_inconclusive && m->had_text;
}

void tspec_model_view(const struct tspec_model *m, unsigned flow, struct tspec_model_view *view)
{
    (void)m;
    (void)flow;
    *view = (struct tspec_model_view){0};
}
