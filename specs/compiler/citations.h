/*
 * Whether what a rule cites exists: specs/citations.def has the lists.
 */
#ifndef TSPEC_SPECS_CITATIONS_H
#define TSPEC_SPECS_CITATIONS_H

#include "specs/compiler/ast.h"

/* Each adds an error, with the nearest known id, when there is no such thing. Sections may be several,
 * separated by
 * "; ": "3.10.7.4; RFC 5961 3.2". */
void tspec_check_section(struct tspec_ast *ast, struct tspec_place span);
void tspec_check_requirement(struct tspec_ast *ast, struct tspec_place span);
void tspec_check_ambiguity(struct tspec_ast *ast, struct tspec_place span);
void tspec_check_decision(struct tspec_ast *ast, struct tspec_place span);

#endif
