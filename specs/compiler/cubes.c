#include "specs/compiler/cubes.h"

static bool contains(struct tspec_cube large, struct tspec_cube small)
{
    return (large.care & ~small.care) == 0 && ((large.value ^ small.value) & large.care) == 0;
}

static bool one_bit(uint64_t word)
{
    return word && !(word & (word - 1));
}

bool tspec_cubes_add(struct tspec_cubes *cubes, struct tspec_cube cube)
{
    /* Joining can make the new cube fit a further one, so that it starts over. */
    for (unsigned i = 0; i < cubes->count; i++) {
        struct tspec_cube old = cubes->list[i];
        if (contains(old, cube))
            return true;
        if (old.care == cube.care && one_bit(old.value ^ cube.value)) {
            cube.care &= ~(old.value ^ cube.value);
            cube.value &= cube.care;
            i = (unsigned)-1;
        }
    }
    unsigned kept = 0;
    for (unsigned i = 0; i < cubes->count; i++)
        if (!contains(cube, cubes->list[i]))
            cubes->list[kept++] = cubes->list[i];
    cubes->count = kept;
    if (kept == TSPEC_CUBES_LIMIT)
        return false;
    cubes->list[cubes->count++] = cube;
    return true;
}

bool tspec_cubes_intersect(struct tspec_cubes *a, const struct tspec_cubes *b)
{
    struct tspec_cubes result = {.count = 0};
    for (unsigned i = 0; i < a->count; i++)
        for (unsigned j = 0; j < b->count; j++) {
            struct tspec_cube x = a->list[i], y = b->list[j];
            if (tspec_cubes_meet(x, y) &&
                !tspec_cubes_add(&result, (struct tspec_cube){x.care | y.care, x.value | y.value}))
                return false;
        }
    *a = result;
    return true;
}

/* Splits the cube at a bit that some row cares for and the cube does not, until a part meets no row, or each
 * part lies in one. */
bool tspec_cubes_gap(const struct tspec_cube *list, unsigned count, struct tspec_cube cube, uint32_t *budget,
                     struct tspec_cube *gap)
{
    uint64_t open = 0;
    *gap = cube;
    for (unsigned i = 0; i < count; i++) {
        if (*budget == 0)
            return true;
        (*budget)--;
        if (!tspec_cubes_meet(list[i], cube))
            continue;
        if (contains(list[i], cube))
            return false;
        if (!open)
            open = list[i].care & ~cube.care;
    }
    if (!open)
        return true;
    uint64_t bit = open & -open;
    struct tspec_cube zero = {cube.care | bit, cube.value}, one = {cube.care | bit, cube.value | bit};
    return tspec_cubes_gap(list, count, zero, budget, gap) || tspec_cubes_gap(list, count, one, budget, gap);
}
