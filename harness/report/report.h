/*
 * The report of a run as data: the one structure every rendering starts from, and what result.json holds.
 *
 * It is self-contained: names of checks, clauses, states and requirements travel with it, so that one can be
 * read by a later version of the program. Every string belongs to the report (tspec_report_text), is never
 * NULL, and is clean UTF-8. There is no wall-clock time in it: same input, same bytes.
 */
#ifndef TSPEC_HARNESS_REPORT_REPORT_H
#define TSPEC_HARNESS_REPORT_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Of result.json: one more whenever a reader of the earlier one would go wrong. */
enum { TSPEC_REPORT_FORMAT = 2 };

/* What is said of one requirement, or one clause, for one stack. X(enumerator, "text") */
#define TSPEC_STANDINGS(X)                                                                                   \
    X(PASS, "pass")                                                                                          \
    X(FAIL, "fail")                                                                                          \
    X(DEVIATES, "deviates")                                                                                  \
    X(INFO, "info")                                                                                          \
    X(INCONCLUSIVE, "inconclusive")                                                                          \
    X(NOT_APPLICABLE, "not-applicable")                                                                      \
    X(UNSUPPORTED, "unsupported")                                                                            \
    X(NOT_TESTED, "not-tested")
#define TSPEC_ENUM_STANDING(id, text) TSPEC_STANDING_##id,
enum tspec_standing { TSPEC_STANDINGS(TSPEC_ENUM_STANDING) TSPEC_STANDING_COUNT };
#undef TSPEC_ENUM_STANDING
const char *tspec_standing_name(unsigned standing);

/* Levels of a finding, mild to grave, as the judge has them: "info", "deviates", "fail". */
enum { TSPEC_REPORT_INFO, TSPEC_REPORT_DEVIATES, TSPEC_REPORT_FAIL, TSPEC_REPORT_LEVELS };
const char *tspec_report_level_name(unsigned level);

struct tspec_report_pair {
    const char *name, *value;
};

/* A campaign of the run. */
struct tspec_report_campaign {
    const char *name; /* "corpus", "sweep", "random" */
    uint64_t scenarios;
};

struct tspec_report_stack {
    const char *name, *version, *summary;
    const char *capabilities;          /* words, "active-open set-isn ..." */
    struct tspec_report_pair *profile; /* what the adapter declares, for people: "MSL", "120 s" */
    unsigned profile_count;
    struct tspec_report_campaign *campaigns;
    unsigned campaign_count;
    uint64_t scenarios, events, segments_in, segments_out, inconclusive;
    uint64_t not_judged;        /* scenarios the stack cannot be configured for */
    const char *not_judged_why; /* of the first */
    uint64_t *check_exercised;  /* [check_count] */
    uint64_t *clause_applied;   /* [clause_count] */
    uint64_t *met;              /* [state_count * event_count], row by row */
};

struct tspec_report_check {
    const char *id, *family, *requirements, *section, *text;
    unsigned level;
};

/* A piece of the model: one decision of section 3.10, as it is judged. `rules`: the decisions' ids. */
struct tspec_report_clause {
    const char *name, *rules, *section, *text;
};

/* A rule of the spec. `decisions`: ids that it shares with the clauses that judge it; "" where it only goes
 * on to the next step, so that there is nothing to judge. */
struct tspec_report_rule {
    const char *id, *level, *section, *condition, *decisions;
};

/* One line of a trace. X(enumerator, "text"): in, out: a segment; the rest as in the judge's trace. Where the
 * peer is a stack, too: what the network did with the packet before, and the peer's calls and signals. */
#define TSPEC_ITEM_KINDS(X)                                                                                  \
    X(IN, "in")                                                                                              \
    X(OUT, "out")                                                                                            \
    X(CALL, "call")                                                                                          \
    X(SIGNAL, "signal")                                                                                      \
    X(ADVANCE, "advance")                                                                                    \
    X(FINDING, "finding")                                                                                    \
    X(NETWORK, "network")                                                                                    \
    X(PEER_CALL, "peer-call")                                                                                \
    X(PEER_SIGNAL, "peer-signal")
#define TSPEC_ENUM_ITEM(id, text) TSPEC_ITEM_##id,
enum tspec_item_kind { TSPEC_ITEM_KINDS(TSPEC_ENUM_ITEM) TSPEC_ITEM_KIND_COUNT };
#undef TSPEC_ENUM_ITEM
const char *tspec_item_kind_name(unsigned kind);

struct tspec_report_item {
    unsigned kind; /* enum tspec_item_kind */
    unsigned flow;
    uint64_t time_us; /* virtual; of time that passes, its beginning */
    /* a segment in packetdrill's notation, a call and its report, how long is waited, ...; "flow N" at its
     * end where that is not 0 */
    const char *text;
    const char *state_before; /* of the model; "*" where worlds disagree */
    const char *state_after;
    const char *stack_state; /* as the stack shows it, "" where it does not */
    const char *clauses;     /* that applied, separated by spaces */
    unsigned event;          /* index of the scenario's event it belongs to */
    /* Of a peer that is a stack, as it shows it; else where an endpoint would be that sent and got what the
     * harness did. "" at first. */
    const char *peer_state;
};

/* The same scenario against a stack that does it right, for contrast. */
#define TSPEC_REPORT_CONFORMS "conforms"
struct tspec_report_contrast {
    const char *stack;   /* "engine 0.1.0"; "" where there is none */
    const char *verdict; /* what the judge says of it: TSPEC_REPORT_CONFORMS, or what it found */
    struct tspec_report_item *trace;
    unsigned trace_count;
};

struct tspec_report_finding {
    const char *stack, *signature;
    const char *peer;         /* the stack at the other end; "": the harness */
    const char *check, *rule; /* rule: the clause's name, "" where the judge itself found it */
    unsigned level;           /* TSPEC_REPORT_... */
    const char *state, *event_class, *observed_class;
    const char *expected, *observed;
    const char *requirements; /* ids, separated by spaces */
    const char *section;
    const char *text;     /* what is wrong, one sentence */
    const char *known;    /* why it is expected, where a waiver says so; else "" */
    const char *waiver;   /* that waiver's id, else "" */
    const char *quirk;    /* the quirk of the model that explains it, else "" */
    uint64_t count;       /* scenarios of the run that showed it */
    const char *scenario; /* the shortest, as text */
    const char *replay;   /* the command that shows it again, from the report's directory; "": no files */
    struct tspec_report_item *trace;
    unsigned trace_count;
    struct tspec_report_contrast contrast;
    /* Files of its trace, not in result.json. NULL where there is none: a capture holds 68 years. */
    const uint8_t *pcap, *pcapng;
    size_t pcap_bytes, pcapng_bytes;
};

/* How a waiver of the run stands. X(enumerator, "text"): used, it covered a finding; idle, none came, but its
 * own scenario shows it still; stale, not even that one does; expired, its day has passed; out of range, it
 * is for other versions of the stack. */
#define TSPEC_WAIVER_STANDINGS(X)                                                                            \
    X(USED, "used")                                                                                          \
    X(IDLE, "idle")                                                                                          \
    X(STALE, "stale")                                                                                        \
    X(EXPIRED, "expired")                                                                                    \
    X(OUT_OF_RANGE, "out-of-range")
#define TSPEC_ENUM_WAIVER(id, text) TSPEC_WAIVER_##id,
enum tspec_waiver_standing { TSPEC_WAIVER_STANDINGS(TSPEC_ENUM_WAIVER) TSPEC_WAIVER_STANDING_COUNT };
#undef TSPEC_ENUM_WAIVER
const char *tspec_waiver_standing_name(unsigned standing);

/* A waiver the run knew of; "" where it does not say. */
struct tspec_report_waiver {
    const char *id, *stack;
    const char *from, *to; /* versions, inclusive */
    const char *covers;    /* a signature, or check and rule with a space between */
    const char *quirk;     /* by name */
    const char *requirement, *reason, *link;
    const char *expires; /* "2027-01-01", or "never" */
    unsigned standing;   /* enum tspec_waiver_standing */
};

struct tspec_report_cell {
    unsigned standing; /* enum tspec_standing */
    uint64_t exercised;
    const char *reason;
};

struct tspec_report_requirement {
    const char *id, *level, *section, *topic, *statement, *disposition, *checks;
    struct tspec_report_cell *cells; /* [stack_count] */
};

struct tspec_report {
    const char *program; /* "tcpspec 0.1.0" */
    const char *spec;    /* the spec the run used, "" for the one built in */
    uint64_t seed;
    bool interrupted; /* the run was cut short by its user */
    struct tspec_report_stack *stacks;
    unsigned stack_count;
    struct tspec_report_check *checks;
    unsigned check_count;
    struct tspec_report_clause *clauses;
    unsigned clause_count;
    struct tspec_report_rule *rules;
    unsigned rule_count;
    const char **states;
    unsigned state_count;
    const char **events;
    unsigned event_count;
    struct tspec_report_finding *findings; /* sorted by tspec_report_settle */
    unsigned finding_count;
    struct tspec_report_waiver *waivers; /* in the order they were read */
    unsigned waiver_count;
    struct tspec_report_requirement *requirements; /* filled in by tspec_report_settle */
    unsigned requirement_count;
    struct tspec_report_chunk *memory; /* everything above lives here */
    const char **texts;                /* every string once, by its hash: most come thousands of times */
    size_t text_count, text_room;
    bool failed; /* memory ran out; nothing above can be trusted */
};

/* An empty report, NULL without memory. The caller destroys it. */
struct tspec_report *tspec_report_create(void);
void tspec_report_destroy(struct tspec_report *report);

/* A clean copy of a string that lives as long as the report; equal strings have one. NULL gives "". Never
 * returns NULL; when memory runs out it returns "" and sets report->failed. */
const char *tspec_report_text(struct tspec_report *report, const char *string);
/* Zeroed memory for `count` things of `bytes` octets each, as long-lived as the report. NULL (and
 * report->failed) when memory runs out, and for a count of 0. */
void *tspec_report_array(struct tspec_report *report, size_t count, size_t bytes);

/* Whether two findings are of one level, check and rule, and both known by one waiver or both not. */
bool tspec_report_same_kind(const struct tspec_report_finding *a, const struct tspec_report_finding *b);
/* Findings of one kind stand together once they are sorted: where the kind ends that begins at `first`. */
unsigned tspec_report_kind_end(const struct tspec_report *report, unsigned first);
/* Whether both are of one stack and known for one reason: by one waiver, or in the same words. */
bool tspec_report_same_reason(const struct tspec_report_finding *a, const struct tspec_report_finding *b);
/* A reason for which findings of a stack are known. */
struct tspec_report_reason {
    const struct tspec_report_finding *head; /* the first of them, as they are sorted */
    uint64_t count;                          /* scenarios that showed one */
};
/* All of them, the gravest first, then what happened most often; malloc'ed. NULL, and a count of 0, without
 * memory. */
struct tspec_report_reason *tspec_report_reasons(const struct tspec_report *report, unsigned *count);
/* The waiver of an id; where several have it (for other versions of the stack), the one that was used, else
 * the first. NULL: there is none. */
const struct tspec_report_waiver *tspec_report_waiver_of(const struct tspec_report *report, const char *id);
/* Whether a finding is the first of its kind of its stack: the one to be shown in full. Findings must be
 * sorted. */
bool tspec_report_leads(const struct tspec_report *report, unsigned finding);

/* Whether a finding is worth files of its own: it is unexpected and more than info, or among the first eight
 * that one waiver explains or that are of one check and rule; the first of each kind come before others.
 * Findings must be sorted; marks[finding_count]. */
void tspec_report_worth_files(const struct tspec_report *report, bool *marks);

/* Sorts the findings: gravest first (but unmet expectations of scenarios last where they are known), then
 * kinds (above) by how many scenarios showed them, within a kind by
 * stack and again by how many. Fills in the requirements and their standing for each stack from the embedded
 * requirements, the findings and the counts. To be called once, when all else is in. */
void tspec_report_settle(struct tspec_report *report);

/* How a clause stands for a stack (an index): by its findings, else by whether it was applied. */
unsigned tspec_report_clause_standing(const struct tspec_report *report, unsigned stack, unsigned clause);

/* How often a check had something to decide, or a clause was applied, on a stack of the report; 0 for names
 * it does not have. */
uint64_t tspec_report_check_exercised(const struct tspec_report *report,
                                      const struct tspec_report_stack *stack, const char *check);
uint64_t tspec_report_clause_applied(const struct tspec_report *report,
                                     const struct tspec_report_stack *stack, const char *clause);

/* How often the clauses that judge a rule of the spec were applied to a stack. */
uint64_t tspec_report_rule_applied(const struct tspec_report *report, unsigned stack, unsigned rule);
/* Whether some clause judges it. */
bool tspec_report_rule_judged(const struct tspec_report *report, unsigned rule);

/* The gravest finding of a stack that names the requirement; NULL when there is none. Findings must be
 * sorted. */
const struct tspec_report_finding *tspec_report_gravest(const struct tspec_report *report, const char *stack,
                                                        const char *requirement);

/* Whether a requirement is inconclusive for a stack since its checks, though exercised, do not cover all of
 * it. */
bool tspec_report_judged_in_part(const struct tspec_report_requirement *requirement, unsigned stack);
/* So many requirements stand alike; `word` is what to call them, "partly judged" where that is why. */
struct tspec_report_tally {
    unsigned count, standing; /* enum tspec_standing */
    const char *word;
};
enum { TSPEC_REPORT_TALLIES = TSPEC_STANDING_COUNT + 1 };
/* How the requirements of a kind (tspec_requirement_kind) stand for a stack, in the order of the standings,
 * without zeros. Returns how many tallies there are. */
unsigned tspec_report_tallies(const struct tspec_report *report, unsigned stack, const char *kind,
                              struct tspec_report_tally tallies[TSPEC_REPORT_TALLIES]);

/* What a run says of a stack: kinds of findings by level that no waiver expects, reasons of those that one
 * does. Findings must be sorted. */
struct tspec_report_balance {
    unsigned unexpected[TSPEC_REPORT_LEVELS], known[TSPEC_REPORT_LEVELS];
};
/* False without memory: nothing is known then. */
bool tspec_report_balance(const struct tspec_report *report, unsigned stack,
                          struct tspec_report_balance *balance);

/* True when some finding of at least `level` is not covered by a waiver. */
bool tspec_report_unexpected(const struct tspec_report *report, unsigned level);

/* The report as JSON text, keys in a fixed order, malloc'ed; NULL without memory. */
char *tspec_report_write(const struct tspec_report *report);
/* Reads what tspec_report_write made. NULL on error, with a sentence in error[error_bytes] that names the
 * place. */
struct tspec_report *tspec_report_read(const char *json, char *error, size_t error_bytes);

#endif
