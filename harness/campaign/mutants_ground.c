#include "harness/campaign/mutants_ground.h"

#include <stdio.h>
#include "harness/campaign/source.h"
#include "harness/campaign/sweep.h"

enum { SEED = 20220818, ROUNDS = 3 };

/* Up to which index of its source a round goes, under the default configuration and under each other. The
 * sweep's order spreads any number of its first cases over all of it. */
static const struct {
    uint64_t sweep[2], random[2]; /* [0]: by default; [1]: otherwise */
} ends[ROUNDS] = {
    {{4096, 256}, {1024, 128}},
    {{65536, 8192}, {20480, 4096}},
    {{UINT64_MAX, 32768}, {131072, 16384}},
};

void tspec_ground_init(struct tspec_ground *ground, const struct tspec_rules *rules,
                       const struct tspec_scenario *corpus, unsigned corpus_count)
{
    static const char *const further[] = {"listener=moving", "fin_wait_2_ms=500", "connections=1"};
    ground->corpus = corpus;
    ground->corpus_count = corpus_count;
    ground->sweep_count = tspec_sweep_count();
    ground->config_count = 1;
    ground->configs[0][0] = '\0';
    for (unsigned i = 0; i < rules->option_count; i++)
        snprintf(ground->configs[ground->config_count++], TSPEC_GROUND_OPTION_BYTES, "%.50s=%s",
                 tspec_rules_text(rules, rules->options[i].name), rules->options[i].on ? "off" : "on");
    for (unsigned i = 0; i < sizeof further / sizeof further[0]; i++)
        snprintf(ground->configs[ground->config_count++], TSPEC_GROUND_OPTION_BYTES, "%s", further[i]);
}

struct lot {
    uint64_t first, count;
};

static struct lot lot_of(const struct tspec_ground *ground, unsigned round, unsigned config,
                         enum tspec_ground_source source)
{
    bool other = config != 0;
    if (source == TSPEC_GROUND_CORPUS)
        return (struct lot){0, round == 0 ? ground->corpus_count : 0};
    bool sweep = source == TSPEC_GROUND_SWEEP;
    uint64_t first = 0, end = sweep ? ends[round].sweep[other] : ends[round].random[other];
    if (round > 0)
        first = sweep ? ends[round - 1].sweep[other] : ends[round - 1].random[other];
    uint64_t all = sweep ? ground->sweep_count : UINT64_MAX;
    first = first < all ? first : all;
    end = end < all ? end : all;
    return (struct lot){first, end - first};
}

uint64_t tspec_ground_count(const struct tspec_ground *ground, unsigned round)
{
    uint64_t count = 0;
    for (unsigned config = 0; config < ground->config_count; config++)
        for (unsigned source = 0; source <= TSPEC_GROUND_RANDOM; source++)
            count += lot_of(ground, round, config, (enum tspec_ground_source)source).count;
    return count;
}

struct tspec_ground_place tspec_ground_at(const struct tspec_ground *ground, unsigned round, uint64_t n)
{
    for (unsigned config = 0; config < ground->config_count; config++)
        for (unsigned source = 0; source <= TSPEC_GROUND_RANDOM; source++) {
            struct lot lot = lot_of(ground, round, config, (enum tspec_ground_source)source);
            if (n < lot.count)
                return (struct tspec_ground_place){(uint8_t)config, (uint8_t)source, lot.first + n};
            n -= lot.count;
        }
    return (struct tspec_ground_place){0};
}

void tspec_ground_scenario(const struct tspec_ground *ground, struct tspec_ground_place place,
                           struct tspec_scenario *out)
{
    if (place.source == TSPEC_GROUND_SWEEP) {
        tspec_sweep_case(place.index, out, NULL);
        return;
    }
    struct tspec_source source = place.source == TSPEC_GROUND_RANDOM
                                     ? tspec_source_random(SEED)
                                     : tspec_source_list(ground->corpus, ground->corpus_count);
    source.scenario(&source, place.index, out);
}
