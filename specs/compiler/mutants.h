/*
 * Mutants: the rules with one thing wrong, each a small damage that an engine runs without recompilation.
 *
 * They measure the judge: each makes an endpoint that breaks the spec somewhere, and what judges endpoints
 * has to tell it from a sound one. Every operator is applied at every site where it fits; nothing is listed
 * by hand. Cells that are declared to never happen are no sites.
 *
 *     struct tspec_mutants mutants = {0};
 *     tspec_mutants_list(rules, &mutants);
 *     for (unsigned i = 0; i < mutants.count; i++) {
 *         tspec_mutant_apply(rules, &mutants.list[i], damaged);
 *         ... run `damaged` ...
 *     }
 *     tspec_mutants_free(&mutants);
 */
#ifndef TSPEC_SPECS_MUTANTS_H
#define TSPEC_SPECS_MUTANTS_H

#include <stdbool.h>
#include "engine/rules.h"
#include "specs/compiler/out.h"

/* X(enumerator, "name", "what it does"). A literal is one comparison, predicate, control bit or option of a
 * condition, plain or negated. `<` for `=<` is off by one. */
#define TSPEC_MUTATIONS(X)                                                                                   \
    X(NEGATE_CONDITION, "negate-condition", "a condition of several literals holds when it should not")      \
    X(DROP_CONDITION, "drop-condition", "a condition of several literals always holds")                      \
    X(NEGATE, "negate", "a literal is negated")                                                              \
    X(DROP, "drop", "a literal is not asked")                                                                \
    X(OFF_BY_ONE, "off-by-one", "a comparison is one too high or too low")                                   \
    X(FIELD, "field", "a comparison looks at another register of the kind")                                  \
    X(LEAVE_OUT, "leave-out", "a rule is missing")                                                           \
    X(SWAP, "swap", "two neighbours of a step stand in the other order")                                     \
    X(LOSE, "lose", "an action is missing")                                                                  \
    X(ADD, "add", "an acknowledgment, the end of the event, or an action of the next rule too many")         \
    X(BIT, "bit", "a sent segment has one control bit more or less")                                         \
    X(SUM_FIELD, "sum-field", "a sent or assigned number is taken from another register of the kind")        \
    X(SUM_OFF_BY_ONE, "sum-off-by-one", "a sent or assigned number is one too high or too low")              \
    X(STATE, "state", "the next state is another")                                                           \
    X(RESULT, "result", "a call returns another result")                                                     \
    X(SIGNAL, "signal", "the user is told another thing")                                                    \
    X(TIMER, "timer", "another timer is started, restarted or stopped")
#define TSPEC_ENUM_MUTATION(id, name, text) TSPEC_MUTATION_##id,
enum tspec_mutation { TSPEC_MUTATIONS(TSPEC_ENUM_MUTATION) TSPEC_MUTATION_COUNT };
#undef TSPEC_ENUM_MUTATION

const char *tspec_mutation_name(unsigned mutation); /* "off-by-one" */
const char *tspec_mutation_text(unsigned mutation);

/* One mutant of given rules; plain data, which means something beside those rules only. */
struct tspec_mutant {
    uint8_t mutation; /* enum tspec_mutation */
    uint8_t sum;      /* SUM_*: which sum of the action: 0 a value or SEQ, 1 ACK */
    uint8_t place;    /* FIELD, SUM_FIELD: which register of the sum: 0, 1 plus, 2, 3 minus */
    bool holds;       /* NEGATE, DROP: the literal is plain, not negated */
    uint16_t rule;    /* index; SWAP: the first of the two */
    uint16_t at;      /* bit of the condition's word; or action, counted from the rule's first */
    int32_t to;       /* what it becomes: a register, state, result, signal, timer or control bit; +1 or -1;
                         ADD: the action of the rules that is copied, or one of enum tspec_added */
};

/* Actions that are added wherever they are not. */
enum tspec_added { TSPEC_ADDED_ACK = -1, TSPEC_ADDED_DROP = -2 };

struct tspec_mutants {
    struct tspec_mutant *list;
    unsigned count, capacity;
};

/* Every mutant of the rules, in the order of rules and operators, into an empty list. False without memory;
 * free it either way. */
bool tspec_mutants_list(const struct tspec_rules *rules, struct tspec_mutants *mutants);
void tspec_mutants_free(struct tspec_mutants *mutants);

/* The damaged rules: all of `rules` but for the mutant. What grows is put behind the end of its table. False:
 * a table or a step is full (enum in engine/rules.h); *damaged is the sound rules then. */
bool tspec_mutant_apply(const struct tspec_rules *rules, const struct tspec_mutant *mutant,
                        struct tspec_rules *damaged);

/* Its name: "arrives.ack.unsent/off-by-one/SEG.ACK > SND.NXT/+1". No two mutants of the same rules have one
 * name, and it depends on nothing but the rule it damages and its neighbours. */
void tspec_mutant_write_id(const struct tspec_rules *rules, const struct tspec_mutant *mutant,
                           struct tspec_out *out);

/* What it changes, on one line, as the spec writes it: "when SEG.ACK > SND.NXT => when SEG.ACK >= SND.NXT".
 * `damaged` is what tspec_mutant_apply made. */
void tspec_mutant_write_diff(const struct tspec_rules *rules, const struct tspec_mutant *mutant,
                             const struct tspec_rules *damaged, struct tspec_out *out);

/* What has to act, of the rules without the mutant, for it to make a difference: this rule, or with `*later`
 * one behind it in its step too. */
unsigned tspec_mutant_reach(const struct tspec_mutant *mutant, bool *later);

#endif
