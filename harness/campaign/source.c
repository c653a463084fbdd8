#include "harness/campaign/source.h"

#include "harness/campaign/pair.h"
#include "harness/campaign/sweep.h"
#include "harness/scenario/generate.h"
#include "harness/scenario/widen.h"

/* splitmix64: neighbouring indices give unrelated seeds. */
static uint64_t mix(uint64_t x)
{
    x += 0x9E3779B97F4A7C15u;
    x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9u;
    x = (x ^ x >> 27) * 0x94D049BB133111EBu;
    return x ^ x >> 31;
}

static void set_ip_version(const struct tspec_source *self, struct tspec_scenario *out)
{
    if (self->ip_version != 0)
        out->ip_version = self->ip_version;
}

static void random_scenario(const struct tspec_source *self, uint64_t index, struct tspec_scenario *out)
{
    const uint64_t seed = mix(mix(self->seed) ^ index);
    struct tspec_random random;
    tspec_random_init(&random, ~seed);
    tspec_scenario_generate(seed, out);
    tspec_scenario_widen(out, self->capabilities, &random);
    set_ip_version(self, out);
}

static void sweep_scenario(const struct tspec_source *self, uint64_t index, struct tspec_scenario *out)
{
    tspec_sweep_case(index, out, NULL);
    set_ip_version(self, out);
}

static void list_scenario(const struct tspec_source *self, uint64_t index, struct tspec_scenario *out)
{
    tspec_scenario_copy(out, &self->list[index]);
}

struct tspec_source tspec_source_random(uint64_t seed)
{
    return (struct tspec_source){
        .name = "random", .count = UINT64_MAX, .seed = seed, .scenario = random_scenario};
}

static void pair_scenario(const struct tspec_source *self, uint64_t index, struct tspec_scenario *out)
{
    tspec_pair_generate(mix(mix(self->seed) ^ index), self->peer, out);
}

struct tspec_source tspec_source_pair(uint64_t seed, const char *peer)
{
    return (struct tspec_source){
        .name = "pair", .count = UINT64_MAX, .seed = seed, .peer = peer, .scenario = pair_scenario};
}

struct tspec_source tspec_source_sweep(void)
{
    return (struct tspec_source){.name = "sweep", .count = tspec_sweep_count(), .scenario = sweep_scenario};
}

struct tspec_source tspec_source_list(const struct tspec_scenario *list, uint64_t count)
{
    return (struct tspec_source){.name = "files", .count = count, .list = list, .scenario = list_scenario};
}
