/*
 * The rules as data: what the spec compiler makes of a .tspec file and the engine runs.
 *
 * A spec is a list of procedures (RFC 9293, 3.10: one an event and a set of states; or without an event, to
 * be run by other rules). A procedure is a list of steps, here called *blocks*. In a block, for the current
 * state, the first *row* whose condition holds acts; its rule's actions run in order; then the next block of
 * the procedure follows, unless an action stopped the event.
 *
 * The condition of a row is a care mask and a value over a 64-bit word, as in a ternary match. The word
 * belongs to the block: control bits, options, then the block's own *terms* (comparisons, called atoms, and
 * predicates). A block is matched once each time it runs, so that no value outlives an assignment.
 *
 * Plain data without pointers: a copy is a memcpy, and damaging a rule is flipping a bit, moving a row or
 * changing a constant. Names are offsets into `text`; offset 0 is the empty string.
 */
#ifndef TSPEC_ENGINE_RULES_H
#define TSPEC_ENGINE_RULES_H

#include <stdbool.h>
#include <stdint.h>
#include "engine/event.h"
#include "engine/vocabulary.h"

/* The layout of a block's 64-bit word. */
enum {
    TSPEC_BIT_FLAGS = 0,   /* 8 control bits in header order: bit n is (SEG.CTL >> n) & 1 */
    TSPEC_BIT_OPTIONS = 8, /* one bit an option of the spec, in order of declaration */
    TSPEC_BIT_TERMS = 32,  /* the block's own atoms and predicates */
    TSPEC_OPTIONS_LIMIT = TSPEC_BIT_TERMS - TSPEC_BIT_OPTIONS,
    TSPEC_TERMS_LIMIT = 64 - TSPEC_BIT_TERMS, /* a block */
};

/* How much one spec may hold; the compiler says so where a spec is larger. */
enum {
    TSPEC_PROCEDURES_LIMIT = 64,
    TSPEC_BLOCKS_LIMIT = 250,
    TSPEC_RULES_LIMIT = 600,
    TSPEC_ROWS_LIMIT = 1500,
    TSPEC_ATOMS_LIMIT = 250,
    TSPEC_TERM_REFS_LIMIT = 1500,
    TSPEC_SUMS_LIMIT = 250,
    TSPEC_ACTIONS_LIMIT = 3000,
    TSPEC_TEXT_LIMIT = 60000,
    TSPEC_NONE = 255, /* "no procedure" in `entry` */
};

/* plus[0] + plus[1] - minus[0] - minus[1] + constant over registers; TSPEC_REG_ZERO fills unused places. */
struct tspec_sum {
    uint8_t plus[2], minus[2]; /* enum tspec_register */
    int32_t constant;
};

/* How the sum of an atom becomes a number that is compared with 0. */
enum tspec_arithmetic {
    TSPEC_CIRCULAR, /* all of it modulo 2^32, read as signed: sequence numbers (RFC 9293, 3.4) */
    TSPEC_LINEAR,   /* 64-bit signed: lengths and windows */
    TSPEC_DISTANCE, /* plus[0] - minus[0] are sequence numbers: their circular distance, the rest linear */
};

enum tspec_relation { TSPEC_LESS, TSPEC_EQUAL };

/* A comparison: sum < 0 or sum = 0. The other four are made by swapping sides and negating. */
struct tspec_atom {
    struct tspec_sum sum;
    uint8_t arithmetic; /* enum tspec_arithmetic */
    uint8_t relation;   /* enum tspec_relation */
};

/* What an action does. Operands: `a` and `sums`, as said at each. */
enum tspec_op {
    TSPEC_OP_ASSIGN, /* register a <- sums[0], modulo 2^32 */
    TSPEC_OP_SEND,   /* a segment without payload: CTL = a, SEQ = sums[0], ACK = sums[1] when CTL has ACK */
    TSPEC_OP_ENTER,  /* the state becomes a (enum tspec_state); later steps see it */
    TSPEC_OP_DROP,   /* the event ends here, also from inside a sub-procedure */
    TSPEC_OP_RETURN, /* the call's result is a (enum tspec_result); the event ends here. sums[0]: text of the
                        RFC */
    TSPEC_OP_ALSO,   /* run procedure a (one without an event), then go on with the next action */
    TSPEC_OP_CONTINUE,   /* leave this step (and sub-procedure) and go on at block a, a step of some procedure
                          */
    TSPEC_OP_START,      /* timer a (enum tspec_timer), unless it runs */
    TSPEC_OP_RESTART,    /* timer a anew, with its full time */
    TSPEC_OP_STOP,       /* timer a; TSPEC_TIMER_COUNT: all timers */
    TSPEC_OP_SIGNAL,     /* tell the user a (enum tspec_signal). sums[0]: text of the RFC, or 0 */
    TSPEC_OP_CALL,       /* primitive a (enum tspec_primitive) */
    TSPEC_OP_IMPOSSIBLE, /* this cell cannot happen: trap */
};

struct tspec_action {
    uint8_t op; /* enum tspec_op */
    uint8_t a;
    uint16_t sums[2]; /* indices into rules.sums; SIGNAL, RETURN: sums[0] is an offset into rules.text */
};

/* One line of a block's ternary table: it holds when the state is in `states` and (word & care) == value. A
 * condition with `or` has several rows, one after the other, with the same rule. */
struct tspec_row {
    uint64_t care, value;
    uint16_t states; /* bit (1 << enum tspec_state) */
    uint16_t rule;
};

/* TSPEC_IMPOSSIBLE is no requirement: the cell is declared to never happen. */
enum tspec_spec_level { TSPEC_MUST, TSPEC_SHOULD, TSPEC_MAY, TSPEC_IMPOSSIBLE };

/* One rule of the spec; all texts are offsets into rules.text. */
struct tspec_rule {
    uint32_t id;             /* "syn_sent.ack.bad_ack" */
    uint32_t section;        /* "3.10.7.3"; several: "3.10.7.4; RFC 5961 3.2" */
    uint32_t condition;      /* as written, on one line, with the `if`s around it; "otherwise" */
    uint32_t requirements;   /* "MUST-12 SHLD-2", or empty */
    uint32_t ambiguities;    /* "AMB-09", or empty */
    uint32_t decisions;      /* "SA-SS-1 SA-SS-2": rows of the decision table, or empty */
    uint32_t interpretation; /* our reading where the RFC leaves it open, or empty */
    uint32_t alternative;    /* may-rules: what else is allowed; impossible: why */
    uint32_t line;           /* in the spec, from 1 */
    uint16_t states;         /* states in which it can act */
    uint16_t written;        /* states it is written for, those where rules before it leave it nothing too */
    uint16_t first_row, rows;
    uint16_t first_action, actions;
    uint8_t block;
    uint8_t level; /* enum tspec_spec_level */
};

/* A step. Bit TSPEC_BIT_TERMS + i of its word is term_refs[first_term + i]. */
struct tspec_block {
    uint32_t name;    /* "ack" */
    uint32_t title;   /* "First, check the ACK bit" */
    uint32_t section; /* "3.10.7.3" */
    uint16_t first_row, rows;
    uint16_t first_term;
    uint16_t states; /* states in which it can run */
    uint8_t terms;
    uint8_t procedure;
};

/* Its steps are blocks first_block .. first_block + blocks - 1, in order. */
struct tspec_procedure {
    uint32_t name;    /* "syn_sent" */
    uint32_t section; /* "3.10.7.3" */
    uint16_t states;  /* the states it is entered in */
    uint8_t trigger;  /* enum tspec_trigger; TSPEC_NONE for one that other rules run */
    uint8_t first_block, blocks;
};

struct tspec_option {
    uint32_t name; /* "rfc5961" */
    uint32_t text; /* what it means, for people */
    bool on;       /* by default */
};

struct tspec_rules {
    uint32_t text_bytes;
    uint16_t procedure_count, block_count, rule_count, row_count;
    uint16_t atom_count, term_ref_count, sum_count, action_count, option_count;
    uint8_t entry[TSPEC_TRIGGER_COUNT][TSPEC_STATE_COUNT]; /* procedure index, or TSPEC_NONE */
    struct tspec_option options[TSPEC_OPTIONS_LIMIT];
    struct tspec_procedure procedures[TSPEC_PROCEDURES_LIMIT];
    struct tspec_block blocks[TSPEC_BLOCKS_LIMIT];
    struct tspec_row rows[TSPEC_ROWS_LIMIT];
    struct tspec_action actions[TSPEC_ACTIONS_LIMIT];
    struct tspec_atom atoms[TSPEC_ATOMS_LIMIT];
    struct tspec_sum sums[TSPEC_SUMS_LIMIT];
    uint16_t term_refs[TSPEC_TERM_REFS_LIMIT]; /* an atom, or TSPEC_TERM_PREDICATE + enum tspec_predicate */
    struct tspec_rule rules[TSPEC_RULES_LIMIT];
    char text[TSPEC_TEXT_LIMIT];
};

enum { TSPEC_TERM_PREDICATE = 0x8000 };

/* The rules of specs/tcp.tspec, compiled into the program (library tspec_tcp_rules). */
extern const struct tspec_rules tspec_tcp_rules;

static inline const char *tspec_rules_text(const struct tspec_rules *rules, uint32_t offset)
{
    return rules->text + offset;
}

/* The options' bits (bit i = option i) as they stand by default. */
static inline uint32_t tspec_rules_default_options(const struct tspec_rules *rules)
{
    uint32_t bits = 0;
    for (unsigned i = 0; i < rules->option_count; i++)
        bits |= (uint32_t)rules->options[i].on << i;
    return bits;
}

#endif
