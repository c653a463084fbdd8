#include "harness/sut/classes.h"

#include <string.h>

/* Users' own, which the build puts here (docs/own-stack.md). */
#define TSPEC_OWN_STACK(name) extern const struct tspec_sut_class tspec_sut_##name;
#include "own_stacks.def"
#undef TSPEC_OWN_STACK

static const struct tspec_sut_class *const classes[] = {
    &tspec_sut_engine,
#ifdef TSPEC_WITH_LWIP
    &tspec_sut_lwip,
#endif
#define TSPEC_OWN_STACK(name) &tspec_sut_##name,
#include "own_stacks.def"
#undef TSPEC_OWN_STACK
    NULL,
};

const struct tspec_sut_class *const *tspec_sut_classes(void)
{
    return classes;
}

const struct tspec_sut_class *tspec_sut_find(const char *name)
{
    for (const struct tspec_sut_class *const *entry = classes; *entry; entry++)
        if (strcmp((*entry)->name, name) == 0)
            return *entry;
    return NULL;
}
