/*
 * The borders: operands, sizes, waits and options at which RFC 9293's tests decide one way or the other. For
 * generation and mutation; inside harness/scenario only.
 */
#ifndef TSPEC_HARNESS_SCENARIO_BORDERS_H
#define TSPEC_HARNESS_SCENARIO_BORDERS_H

#include "harness/scenario/random.h"
#include "harness/scenario/scenario.h"

struct tspec_operand tspec_border_seq(struct tspec_random *random);
struct tspec_operand tspec_border_ack(struct tspec_random *random);
struct tspec_operand tspec_border_window(struct tspec_random *random);
struct tspec_operand tspec_border_isn(struct tspec_random *random); /* an absolute number for a first SYN */
uint16_t tspec_border_payload(struct tspec_random *random);
uint32_t tspec_border_call_octets(struct tspec_random *random);
struct tspec_span tspec_border_span(struct tspec_random *random);
/* Options for a segment, sound or broken. */
void tspec_border_options(struct tspec_event *event, struct tspec_random *random);

/* Something wrong with a segment's header, anywhere it can be. */
void tspec_border_damage(struct tspec_event *event, struct tspec_random *random);

/* The same kind of operand, at a border next to where it is: one off, or the next border of the list. */
enum tspec_border_kind { TSPEC_BORDER_SEQ, TSPEC_BORDER_ACK, TSPEC_BORDER_WINDOW };
void tspec_border_push(struct tspec_operand *operand, enum tspec_border_kind kind,
                       struct tspec_random *random);

#endif
