/*
 * The reader's primitives: a cursor on one line, numbers, words, durations, and errors that say what was
 * expected. All functions that can fail report the error themselves and return false. Inside harness/scenario
 * only.
 */
#ifndef TSPEC_HARNESS_SCENARIO_READER_H
#define TSPEC_HARNESS_SCENARIO_READER_H

#include "harness/scenario/text.h"

struct tspec_reader {
    const char *text;
    size_t bytes;
    size_t at;  /* the next octet */
    size_t end; /* of the line, its comment left out */
    struct tspec_diagnostics *diagnostics;
};

/* A run of octets of the text. */
struct tspec_word {
    const char *start;
    size_t length;
};

/* A closed list of words, for look-up and for "did you mean". */
struct tspec_words {
    const char *const *items;
    unsigned count;
};
#define TSPEC_WORDS(array) ((struct tspec_words){(array), sizeof(array) / sizeof((array)[0])})

/* Reports `expected <format>, found <what stands at offset>`, with a remedy ("" for none). Returns false. */
__attribute__((format(printf, 4, 5))) bool tspec_reader_fail(struct tspec_reader *r, size_t offset,
                                                             const char *remedy, const char *format, ...);
/* The same for a word that is none of a list: the remedy is the nearest one, or the list. */
bool tspec_reader_fail_word(struct tspec_reader *r, struct tspec_word word, const char *expected,
                            struct tspec_words words);

void tspec_reader_skip_blanks(struct tspec_reader *r);
bool tspec_reader_at_end(struct tspec_reader *r);     /* after blanks */
char tspec_reader_peek(const struct tspec_reader *r); /* 0 at the end */
bool tspec_reader_take(struct tspec_reader *r, char c);
size_t tspec_reader_offset(const struct tspec_reader *r, struct tspec_word word);

/* Letters, digits, '-', '_' and '.': the longest run; may be empty. */
struct tspec_word tspec_reader_word(struct tspec_reader *r);
/* Letters and '.': what a symbol or a quantum is made of; it may be followed by a '-'. */
struct tspec_word tspec_reader_symbol(struct tspec_reader *r);
/* All up to the next blank. */
struct tspec_word tspec_reader_until_blank(struct tspec_reader *r);
bool tspec_word_is(struct tspec_word word, const char *text);
int tspec_word_find(struct tspec_word word, struct tspec_words words); /* -1: none of them */

/* One of a list; *index is its place. */
bool tspec_reader_choice(struct tspec_reader *r, const char *expected, struct tspec_words words,
                         unsigned *index);
/* A decimal or 0x number from least to most. */
bool tspec_reader_number(struct tspec_reader *r, const char *what, uint64_t least, uint64_t most,
                         uint64_t *value);
/* DECIMAL [unit], in microseconds, at most a day. */
bool tspec_reader_duration(struct tspec_reader *r, int64_t *us);
/* Blanks, then c. */
bool tspec_reader_expect(struct tspec_reader *r, char c, const char *remedy);
/* Blanks, then the end of the line. */
bool tspec_reader_line_end(struct tspec_reader *r, const char *remedy);

/* The parts of a line that have files of their own. Events are appended to the scenario, in normal form. */
bool tspec_reader_event(struct tspec_reader *r, struct tspec_scenario *scenario);
/* A word that an event begins with, with or without "peer." and "listener.". */
bool tspec_reader_begins_event(struct tspec_word word);
bool tspec_reader_segment(struct tspec_reader *r, struct tspec_event *event); /* behind '<' or '>' */
bool tspec_reader_icmp(struct tspec_reader *r, struct tspec_event *event);    /* behind "< icmp" */
/* Behind `word`, the name of the call. */
bool tspec_reader_call(struct tspec_reader *r, struct tspec_event *event, struct tspec_word word);
/* Blanks, then pairs of hexadecimal digits into octets[TSPEC_OPTIONS_MAX]; none is no error. */
bool tspec_reader_hex(struct tspec_reader *r, uint8_t *octets, unsigned *count);
/* Blanks, then "flow N" or nothing, then the end of the line. */
bool tspec_reader_flow_and_end(struct tspec_reader *r, struct tspec_event *event, const char *remedy);
bool tspec_reader_options(struct tspec_reader *r, struct tspec_event *event); /* behind the '<' of the list */
bool tspec_reader_flow(struct tspec_reader *r, struct tspec_event *event);    /* behind "flow" */

extern const struct tspec_words tspec_call_words; /* in the order of enum tspec_call_kind */

#endif
