#include "harness/sut/classes.h"

#include <string.h>

static const struct tspec_sut_class *const classes[] = {
    &tspec_sut_engine,
#ifdef TSPEC_WITH_LWIP
    &tspec_sut_lwip,
#endif
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
