#include "harness/campaign/source.h"

#include "harness/campaign/sweep.h"
#include "harness/scenario/generate.h"

/* splitmix64: neighbouring indices give unrelated seeds. */
static uint64_t mix(uint64_t x)
{
    x += 0x9E3779B97F4A7C15u;
    x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9u;
    x = (x ^ x >> 27) * 0x94D049BB133111EBu;
    return x ^ x >> 31;
}

static void random_scenario(const struct tspec_source *self, uint64_t index, struct tspec_scenario *out)
{
    tspec_scenario_generate(mix(mix(self->seed) ^ index), out);
}

static void sweep_scenario(const struct tspec_source *self, uint64_t index, struct tspec_scenario *out)
{
    (void)self;
    tspec_sweep_case(index, out, NULL);
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

struct tspec_source tspec_source_sweep(void)
{
    return (struct tspec_source){.name = "sweep", .count = tspec_sweep_count(), .scenario = sweep_scenario};
}

struct tspec_source tspec_source_list(const struct tspec_scenario *list, uint64_t count)
{
    return (struct tspec_source){.name = "files", .count = count, .list = list, .scenario = list_scenario};
}
