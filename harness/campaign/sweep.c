#include "harness/campaign/sweep.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include "harness/campaign/sweep_axes.h"
#include "harness/scenario/roads.h"

/* --- the space: blocks of cases, one for each family, set of numbers and road --- */

enum { BLOCKS_MAX = 4096 };

struct block {
    uint64_t first; /* place of its first case */
    uint8_t family, numbers;
    uint16_t road;
};

/* Worked out once from the tables; the same in every process. */
static struct {
    uint64_t count, stride;
    unsigned block_count, family_count;
    struct block blocks[BLOCKS_MAX];
    struct tspec_sweep_family families[TSPEC_FAMILIES_MAX];
} space;

static unsigned values(const struct tspec_sweep_axis *axis, const struct tspec_sweep_road *road)
{
    return axis->count == NULL ? axis->always : axis->count(road);
}

static uint64_t cases_at(const struct tspec_sweep_family_axes *family, const struct tspec_sweep_road *road)
{
    uint64_t cases = !family->main_roads_only || road->main;
    for (unsigned i = 0; i < TSPEC_AXES_MAX && family->axes[i] != NULL && cases > 0; i++)
        cases *= values(family->axes[i], road);
    return cases;
}

static uint64_t common_divisor(uint64_t a, uint64_t b)
{
    while (b != 0) {
        uint64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

/* Prime to the count, so that every place is met once; near the golden section, so that the first ones of any
 * number lie far apart. */
static uint64_t stride_for(uint64_t count)
{
    uint64_t stride = count * 618 / 1000 + 1;
    while (common_divisor(stride, count) != 1)
        stride++;
    return stride;
}

static void add_blocks(unsigned f)
{
    const struct tspec_sweep_family_axes *family = &tspec_sweep_families[f];
    uint64_t before = space.count;
    for (unsigned numbers = 0; numbers < TSPEC_NUMBERS_COUNT; numbers++)
        for (unsigned r = 0; family->numbers >> numbers & 1 && r < tspec_sweep_road_count; r++) {
            uint64_t cases = cases_at(family, &tspec_sweep_roads[r]);
            if (cases == 0 || space.block_count == BLOCKS_MAX)
                continue;
            space.blocks[space.block_count++] =
                (struct block){space.count, (uint8_t)f, (uint8_t)numbers, (uint16_t)r};
            space.count += cases;
        }
    space.families[f] =
        (struct tspec_sweep_family){family->name, family->varies, family->rows, space.count - before};
}

static void lay_out(void)
{
    if (space.count > 0)
        return;
    for (; tspec_sweep_families[space.family_count].name != NULL; space.family_count++)
        add_blocks(space.family_count);
    space.stride = stride_for(space.count);
}

uint64_t tspec_sweep_count(void)
{
    lay_out();
    return space.count;
}

const struct tspec_sweep_family *tspec_sweep_family(unsigned index)
{
    lay_out();
    return index < space.family_count ? &space.families[index] : NULL;
}

static const struct block *find_block(uint64_t place)
{
    unsigned from = 0, to = space.block_count;
    while (to - from > 1) {
        unsigned middle = from + (to - from) / 2;
        if (space.blocks[middle].first <= place)
            from = middle;
        else
            to = middle;
    }
    return &space.blocks[from];
}

/* --- one case --- */

void tspec_sweep_say(struct tspec_sweep_building *b, const char *format, ...)
{
    if (b->name == NULL)
        return;
    va_list arguments;
    va_start(arguments, format);
    size_t cap = TSPEC_SWEEP_NAME_BYTES - b->name_bytes;
    if (b->name_bytes > 0 && cap > 1) {
        b->name[b->name_bytes++] = '/';
        cap--;
    }
    int written = vsnprintf(b->name + b->name_bytes, cap, format, arguments);
    va_end(arguments);
    b->name_bytes += written < 0 ? 0 : (size_t)written < cap ? (size_t)written : cap - 1;
}

void tspec_sweep_send(struct tspec_sweep_building *b)
{
    if (b->sent)
        return;
    b->sent = true;
    tspec_event_normalize(&b->odd);
    *tspec_scenario_add(b->scenario, TSPEC_EVENT_SEGMENT) = b->odd;
}

void tspec_sweep_walk(struct tspec_sweep_building *b, const char *letters)
{
    tspec_road_walk(b->scenario, letters);
}

/* Buffers that a road's letters fill exactly, and an MSL that is soon over. */
static void configure(struct tspec_scenario *s, const struct tspec_sweep_road *road, unsigned numbers)
{
    enum { MSS = 536, SMALL = MSS, FOUR = 4 * MSS };
    s->msl_us = 5000000;
    if (road->seqs == TSPEC_SEQS_SMALL || road->seqs == TSPEC_SEQS_SHUT ||
        (TSPEC_NUMBERS_OTHERS >> numbers & 1)) {
        s->mss = MSS;
        s->receive_buffer_bytes = road->seqs == TSPEC_SEQS_SMALL ? SMALL : FOUR;
    }
}

static void take_road(struct tspec_sweep_building *b, unsigned numbers)
{
    struct tspec_scenario *s = b->scenario;
    uint32_t irs;
    s->iss_set = true;
    const char *name = tspec_sweep_numbers(numbers, &s->iss, &irs);
    tspec_sweep_say(b, "%s/%s", b->road->name, name);
    tspec_road_walk(s, b->road->letters);
    for (unsigned i = 0; i < s->event_count; i++)
        if (s->events[i].kind == TSPEC_EVENT_SEGMENT && s->events[i].flags & TSPEC_SYN &&
            s->events[i].seq.base == TSPEC_SYMBOL_ZERO)
            s->events[i].seq.delta = (int32_t)irs;
    b->met = s->event_count;
}

void tspec_sweep_road_alone(const struct tspec_sweep_road *road, unsigned numbers, struct tspec_scenario *out)
{
    struct tspec_sweep_building b = {.scenario = out, .road = road};
    tspec_scenario_init(out);
    configure(out, road, numbers);
    take_road(&b, numbers);
}

static const struct block *build(uint64_t index, struct tspec_sweep_building *b)
{
    lay_out();
    uint64_t place = index % space.count * space.stride % space.count;
    const struct block *block = find_block(place);
    const struct tspec_sweep_family_axes *family = &tspec_sweep_families[block->family];
    place -= block->first;

    tspec_scenario_init(b->scenario);
    b->road = &tspec_sweep_roads[block->road];
    tspec_event_init(&b->odd, TSPEC_EVENT_SEGMENT);
    b->odd.tag = 1; /* text that may have to be discarded proves itself when it is delivered */
    tspec_sweep_say(b, "%s", family->name);
    configure(b->scenario, b->road, block->numbers);
    take_road(b, block->numbers);
    for (unsigned i = 0; i < TSPEC_AXES_MAX && family->axes[i] != NULL; i++) {
        unsigned count = values(family->axes[i], b->road);
        family->axes[i]->apply(b, (unsigned)(place % count));
        place /= count;
    }
    tspec_sweep_send(b);
    return block;
}

void tspec_sweep_case(uint64_t index, struct tspec_scenario *out, char *name)
{
    struct tspec_sweep_building b = {.scenario = out, .name = name};
    build(index, &b);
}

/* --- the table --- */

static unsigned class_of(const struct tspec_event *e)
{
    if (e->kind == TSPEC_EVENT_CALL)
        return tspec_class_of_call(e->call);
    if (e->kind == TSPEC_EVENT_ADVANCE)
        return TSPEC_CLASS_TIME;
    if (e->kind == TSPEC_EVENT_ICMP)
        return TSPEC_CLASS_ICMP;
    const struct tspec_segment seg = {.flags = e->flags, .payload_bytes = e->payload_octets};
    return e->damage ? TSPEC_CLASS_DAMAGED : tspec_class_of_segment(&seg);
}

struct tspec_sweep_place tspec_sweep_place(uint64_t index)
{
    struct tspec_scenario scenario;
    struct tspec_sweep_building b = {.scenario = &scenario};
    const struct block *block = build(index, &b);
    return (struct tspec_sweep_place){block->family, b.road->state, class_of(&scenario.events[b.met])};
}

void tspec_sweep_tabulate(struct tspec_sweep_table *table)
{
    memset(table, 0, sizeof *table);
    for (uint64_t i = 0; i < tspec_sweep_count(); i++) {
        struct tspec_sweep_place place = tspec_sweep_place(i);
        table->cases[place.state][place.event_class]++;
    }
}
