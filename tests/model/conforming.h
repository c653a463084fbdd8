/* Dialogues in which the stack does all that RFC 9293 asks, by every road. Used as they are, at the borders
 * of sequence space, and for copies of the model half way. */
#ifndef TSPEC_TESTS_MODEL_CONFORMING_H
#define TSPEC_TESTS_MODEL_CONFORMING_H

struct conforming {
    const char *name, *script;
};

extern const struct conforming conforming_dialogues[];
extern const unsigned conforming_count;

#endif
