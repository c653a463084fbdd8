/*
 * A spec as its author wrote it: the tree the parser makes, and what later phases note in it.
 *
 * Nodes live in arrays sized by the number of tokens (each node takes at least one), so that nothing moves
 * and one place frees. Lists are singly linked through `next`. The phases: lex, parse, names, kinds, cells;
 * each runs only if those before it found no error.
 */
#ifndef TSPEC_SPECS_AST_H
#define TSPEC_SPECS_AST_H

#include "engine/rules.h"
#include "specs/compiler/lex.h"

/* How deep conditions and `if` may be nested. */
enum { TSPEC_DEPTH_LIMIT = 40 };

/* A name, id or string in a list. */
struct tspec_ast_name {
    struct tspec_place span; /* strings: without the quotes */
    struct tspec_ast_name *next;
};

struct tspec_ast_term {
    struct tspec_place span;
    bool minus, number;
    int32_t value;                 /* numbers */
    const struct tspec_word *word; /* registers, once names are resolved */
    struct tspec_ast_term *next;
};

struct tspec_ast_sum {
    struct tspec_place span;
    struct tspec_ast_term *terms;
};

enum tspec_condition_kind {
    TSPEC_CONDITION_ALL,     /* and: of `parts` */
    TSPEC_CONDITION_ANY,     /* or: of `parts` */
    TSPEC_CONDITION_NOT,     /* of parts[0] */
    TSPEC_CONDITION_NAME,    /* a control bit, a predicate or a defined name */
    TSPEC_CONDITION_OPTION,  /* `option NAME` */
    TSPEC_CONDITION_COMPARE, /* left RELATION right */
};

/* What a leaf is, once resolved. */
enum tspec_leaf {
    TSPEC_LEAF_NONE,
    TSPEC_LEAF_BIT,    /* number: bit of the word, for control bits and options */
    TSPEC_LEAF_TERM,   /* number: as in tspec_rules.term_refs */
    TSPEC_LEAF_DEFINE, /* stands for define->condition */
};

struct tspec_ast_define;

struct tspec_ast_condition {
    uint8_t kind;     /* enum tspec_condition_kind */
    uint8_t leaf;     /* enum tspec_leaf */
    bool negated;     /* the leaf holds when its atom does not */
    uint8_t relation; /* enum tspec_token_kind */
    uint16_t number;
    struct tspec_place span;
    struct tspec_ast_condition *parts, *next;
    struct tspec_ast_sum *left, *right;
    const struct tspec_ast_define *define;
};

struct tspec_ast_define {
    struct tspec_place name;
    struct tspec_ast_condition *condition;
    struct tspec_ast_define *next;
};

struct tspec_ast_option {
    struct tspec_place name, text;
    bool on;
    struct tspec_ast_option *next;
};

struct tspec_ast_action {
    uint8_t op;                    /* enum tspec_op */
    uint8_t operand;               /* tspec_action.a, once resolved */
    bool has_ack, all;             /* SEND: an ACK field was written; STOP: all timers */
    struct tspec_place span, name; /* the statement; what it names */
    struct tspec_place step;       /* CONTINUE: the step's name (in `name`: the procedure's) */
    struct tspec_place text;       /* SIGNAL, RETURN: the string, or empty */
    struct tspec_ast_sum *sums[2];
    struct tspec_ast_name *controls; /* SEND */
    uint16_t sum_numbers[2];
    struct tspec_ast_action *next;
};

/* An `if` around rules. */
struct tspec_ast_guard {
    struct tspec_ast_condition *condition;
    struct tspec_place text; /* of the condition */
    bool negated;            /* the else part */
    const struct tspec_ast_guard *outer;
};

struct tspec_ast_states {
    bool given, any;
    struct tspec_ast_name *names;
    uint16_t mask; /* once resolved; all states where nothing is given */
};

struct tspec_ast_rule {
    uint8_t level; /* enum tspec_spec_level */
    struct tspec_place span, name, section, interpretation,
        alternative; /* alternative: also why impossible */
    bool has_interpretation, has_alternative;
    struct tspec_ast_states states;
    struct tspec_ast_name *requirements, *ambiguities, *decisions;
    const struct tspec_ast_guard *guard;   /* or NULL */
    struct tspec_ast_condition *condition; /* NULL: otherwise */
    struct tspec_place text;               /* of the condition */
    struct tspec_ast_action *actions;
    uint16_t index; /* in tspec_rules */
    struct tspec_ast_rule *next;
};

struct tspec_ast_step {
    struct tspec_place name, title, section;
    struct tspec_ast_rule *rules;
    uint16_t index; /* the block */
    struct tspec_ast_step *next;
};

struct tspec_ast_procedure {
    struct tspec_place name, section, event;
    bool has_event;
    struct tspec_ast_states states;
    struct tspec_ast_step *steps;
    uint8_t trigger; /* enum tspec_trigger, or TSPEC_NONE */
    uint16_t index;
    struct tspec_ast_procedure *next;
};

/* Storage of one node type. */
#define TSPEC_POOL(type)                                                                                     \
    struct {                                                                                                 \
        struct type *list;                                                                                   \
        uint32_t count;                                                                                      \
    }

/* A whole spec on its way through the phases. */
struct tspec_ast {
    const char *source; /* the compilation's copy */
    size_t bytes;
    struct tspec_tokens tokens;
    struct tspec_errors *errors;
    struct tspec_ast_option *options;
    struct tspec_ast_define *defines;
    struct tspec_ast_procedure *procedures;
    TSPEC_POOL(tspec_ast_name) names;
    TSPEC_POOL(tspec_ast_term) terms;
    TSPEC_POOL(tspec_ast_sum) sums;
    TSPEC_POOL(tspec_ast_condition) conditions;
    TSPEC_POOL(tspec_ast_define) define_pool;
    TSPEC_POOL(tspec_ast_option) option_pool;
    TSPEC_POOL(tspec_ast_action) actions;
    TSPEC_POOL(tspec_ast_guard) guards;
    TSPEC_POOL(tspec_ast_rule) rules;
    TSPEC_POOL(tspec_ast_step) steps;
    TSPEC_POOL(tspec_ast_procedure) procedure_pool;
};

/* Allocates the node storage for ast->tokens. False when memory ran out. */
bool tspec_ast_init(struct tspec_ast *ast);
void tspec_ast_free(struct tspec_ast *ast);

/* Whether the source at `span` is exactly `text`; whether two spans read the same. */
bool tspec_span_is(const struct tspec_ast *ast, struct tspec_place span, const char *text);
bool tspec_span_same(const struct tspec_ast *ast, struct tspec_place a, struct tspec_place b);

/* For printf's "%.*s". */
#define TSPEC_SPAN(ast, span) (int)(span).bytes, (ast)->source + (span).at

/* The phases, in order. Each adds to ast->errors; the last two write into *rules. */
void tspec_parse(struct tspec_ast *ast);
void tspec_resolve_names(struct tspec_ast *ast);
void tspec_resolve_kinds(struct tspec_ast *ast, struct tspec_rules *rules);
void tspec_make_tables(struct tspec_ast *ast, struct tspec_rules *rules);
void tspec_check_cells(struct tspec_ast *ast, struct tspec_rules *rules);

#endif
