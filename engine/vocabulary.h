/*
 * The words a spec may use, as enumerations and tables. The one list is engine/vocabulary.def: a new word is
 * one line there, for the spec compiler and for the engine alike.
 */
#ifndef TSPEC_ENGINE_VOCABULARY_H
#define TSPEC_ENGINE_VOCABULARY_H

#include <stdint.h>
#include "engine/event.h"
#include "engine/segment.h"

enum tspec_register {
    TSPEC_REG_ZERO, /* always 0; fills unused places of a sum */
#define TSPEC_REGISTER(id, text, kind, access) TSPEC_REG_##id,
#include "engine/vocabulary.def"
    TSPEC_REG_COUNT
};

enum tspec_predicate {
#define TSPEC_PREDICATE(id, text, meaning) TSPEC_PRED_##id,
#include "engine/vocabulary.def"
    TSPEC_PRED_COUNT
};

enum tspec_timer {
#define TSPEC_TIMER(id, text, meaning) TSPEC_TIMER_##id,
#include "engine/vocabulary.def"
    TSPEC_TIMER_COUNT
};

enum tspec_primitive {
#define TSPEC_PRIMITIVE(id, text, meaning) TSPEC_PRIM_##id,
#include "engine/vocabulary.def"
    TSPEC_PRIM_COUNT
};

/* What a procedure answers: a segment, a call, the expiry of a timer. */
enum tspec_trigger {
#define TSPEC_EVENT_NAME(id, text, meaning) TSPEC_ON_##id,
#include "engine/vocabulary.def"
    TSPEC_TRIGGER_COUNT
};

/* Sequence numbers are circular, lengths and windows linear; a comparison or a sum never mixes them. */
enum tspec_kind { TSPEC_SEQUENCE, TSPEC_LENGTH };

/* Whether a rule may assign to it. */
enum tspec_access { TSPEC_READ, TSPEC_WRITE };

struct tspec_word {
    const char *text;    /* as a spec has it */
    const char *meaning; /* for people; NULL where the class has none */
    uint8_t value;       /* the enumerator it stands for; control bits: the bit's number in the header */
    uint8_t kind;        /* registers: enum tspec_kind */
    uint8_t access;      /* registers: enum tspec_access */
};

/* Tables for name look-up, in the order of vocabulary.def and event.h. */
enum tspec_word_class {
    TSPEC_WORD_CONTROL,
    TSPEC_WORD_REGISTER,
    TSPEC_WORD_PREDICATE,
    TSPEC_WORD_TIMER,
    TSPEC_WORD_PRIMITIVE,
    TSPEC_WORD_EVENT,
    TSPEC_WORD_SIGNAL,
    TSPEC_WORD_RESULT,
    TSPEC_WORD_STATE,
    TSPEC_WORD_CLASSES
};
extern const struct tspec_word *const tspec_words[TSPEC_WORD_CLASSES];
extern const unsigned tspec_word_counts[TSPEC_WORD_CLASSES];

/* The text of the word of that class with that value; "?" when there is none. */
const char *tspec_word_text(enum tspec_word_class word_class, unsigned value);

#endif
