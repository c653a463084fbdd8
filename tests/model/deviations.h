/*
 * For each quirk a dialogue that shows it (dialogue.h).
 */
#ifndef TSPEC_TESTS_MODEL_DEVIATIONS_H
#define TSPEC_TESTS_MODEL_DEVIATIONS_H

/* `shows` draws a finding of `check` first, which `quirk` explains. `behind` is right under it; `wrong` is
 * not even then, and draws `other`. */
struct deviation {
    const char *quirk, *check, *shows, *behind, *other, *wrong;
};
extern const struct deviation deviations[];
extern const unsigned deviation_count;

/* Two deviations in one: a finding that neither quirk alone explains, and both do. */
struct together {
    const char *one, *other, *script;
};
extern const struct together togethers[];
extern const unsigned together_count;

/* Just beyond what a quirk excuses: the finding of `check` is explained by none, with all of them on. */
struct near_miss {
    const char *check, *script;
};
extern const struct near_miss near_misses[];
extern const unsigned near_miss_count;

#endif
