/*
 * Where two answers differ: the field of a segment that is another one, in the notation of the RFC
 * (<SEQ=1><ACK=1><CTL=ACK>) or of packetdrill (R. 1:1(0) ack 1 win 0).
 */
#ifndef TSPEC_HARNESS_REPORT_MARKS_H
#define TSPEC_HARNESS_REPORT_MARKS_H

#include "harness/report/text.h"

/* Adds an answer as HTML, with what is not as in the other one between <mark> and </mark>: the values of
 * fields both have, fields that only one has, else the first number; where they have nothing in common what
 * was observed, whole, and what was expected where both are a word or two. */
void tspec_marks_expected(struct tspec_text *out, const char *expected, const char *observed);
void tspec_marks_observed(struct tspec_text *out, const char *observed, const char *expected);

/* Fields that both answers give and that differ, or that one of two segments lacks. */
enum { TSPEC_MARK_SEQ = 1, TSPEC_MARK_ACK = 2, TSPEC_MARK_CTL = 4, TSPEC_MARK_WND = 8 };
unsigned tspec_marks_fields(const char *expected, const char *observed);

/* Adds a segment in packetdrill's notation as SVG text content, the fields named (or-ed) in a
 * <tspan class="differs">. */
void tspec_marks_segment(struct tspec_text *out, const char *segment, unsigned fields);

#endif
