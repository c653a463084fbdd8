#include "engine/vocabulary.h"

/* The number of the one bit set in a control bit's mask. */
#define BIT_NUMBER(mask)                                                                                     \
    ((mask) == 1    ? 0                                                                                      \
     : (mask) == 2  ? 1                                                                                      \
     : (mask) == 4  ? 2                                                                                      \
     : (mask) == 8  ? 3                                                                                      \
     : (mask) == 16 ? 4                                                                                      \
     : (mask) == 32 ? 5                                                                                      \
     : (mask) == 64 ? 6                                                                                      \
                    : 7)

static const struct tspec_word controls[] = {
#define TSPEC_CONTROL(id, text) {text, 0, BIT_NUMBER(TSPEC_##id), 0, 0},
#include "engine/vocabulary.def"
};

static const struct tspec_word registers[] = {
#define TSPEC_REGISTER(id, text, kind, access) {text, 0, TSPEC_REG_##id, TSPEC_##kind, TSPEC_##access},
#include "engine/vocabulary.def"
};

static const struct tspec_word predicates[] = {
#define TSPEC_PREDICATE(id, text, meaning) {text, meaning, TSPEC_PRED_##id, 0, 0},
#include "engine/vocabulary.def"
};

static const struct tspec_word timers[] = {
#define TSPEC_TIMER(id, text, meaning) {text, meaning, TSPEC_TIMER_##id, 0, 0},
#include "engine/vocabulary.def"
};

static const struct tspec_word primitives[] = {
#define TSPEC_PRIMITIVE(id, text, meaning) {text, meaning, TSPEC_PRIM_##id, 0, 0},
#include "engine/vocabulary.def"
};

static const struct tspec_word events[] = {
#define TSPEC_EVENT_NAME(id, text, meaning) {text, meaning, TSPEC_ON_##id, 0, 0},
#include "engine/vocabulary.def"
};

#define SIGNAL(id, text) {text, 0, TSPEC_SIGNAL_##id, 0, 0},
#define RESULT(id, text) {text, 0, TSPEC_RESULT_##id, 0, 0},
#define STATE(id, text)  {text, 0, TSPEC_##id, 0, 0},
static const struct tspec_word signals[] = {TSPEC_SIGNALS(SIGNAL)};
static const struct tspec_word results[] = {TSPEC_RESULTS(RESULT)};
static const struct tspec_word states[] = {TSPEC_STATES(STATE)};

const struct tspec_word *const tspec_words[TSPEC_WORD_CLASSES] = {
    controls, registers, predicates, timers, primitives, events, signals, results, states,
};

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

const unsigned tspec_word_counts[TSPEC_WORD_CLASSES] = {
    COUNT(controls), COUNT(registers), COUNT(predicates), COUNT(timers), COUNT(primitives),
    COUNT(events),   COUNT(signals),   COUNT(results),    COUNT(states),
};

const char *tspec_word_text(enum tspec_word_class word_class, unsigned value)
{
    for (unsigned i = 0; i < tspec_word_counts[word_class]; i++)
        if (tspec_words[word_class][i].value == value)
            return tspec_words[word_class][i].text;
    return "?";
}
