/* The adapters' classes, for sut.c's list. Everyone else asks tspec_sut_find. */
#ifndef TSPEC_HARNESS_SUT_CLASSES_H
#define TSPEC_HARNESS_SUT_CLASSES_H

#include "harness/sut/sut.h"

extern const struct tspec_sut_class tspec_sut_engine; /* engine.c */
extern const struct tspec_sut_class tspec_sut_lwip;   /* lwip/lwip.c, built where there is an lwIP tree */

#endif
