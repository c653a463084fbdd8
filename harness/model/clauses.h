/*
 * The clauses: the pieces of the model, each with the rule ids it stands for. The list is clauses.def.
 */
#ifndef TSPEC_HARNESS_MODEL_CLAUSES_H
#define TSPEC_HARNESS_MODEL_CLAUSES_H

enum tspec_clause_id {
#define TSPEC_CLAUSE(e, name, rules, section, text) TSPEC_CLAUSE_##e,
#include "harness/model/clauses.def"
#undef TSPEC_CLAUSE
    TSPEC_CLAUSE_COUNT
};

#endif
