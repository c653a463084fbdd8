/*
 * One event on its way through the rules: what the interpreter, the predicates and the primitives share.
 */
#ifndef TSPEC_ENGINE_RUN_H
#define TSPEC_ENGINE_RUN_H

#include "engine/endpoint.h"
#include "engine/fault.h"
#include "engine/match.h"
#include "engine/seq.h"

struct tspec_run {
    struct tspec_endpoint *endpoint;
    struct tspec_tcb *tcb;   /* BIND, CREATE and the like may change it */
    struct tspec_tcb nobody; /* the block of what belongs to none: CLOSED */
    uint64_t now_us;
    uint8_t trigger; /* enum tspec_trigger */
    uint8_t flags;   /* of the segment, as trimmed */
    bool ended;
    unsigned blocks_left;                /* until the rules are taken to run in a circle */
    const struct tspec_segment *segment; /* NULL when the event is none */
    const uint8_t *text;                 /* SEG.TXT octets, as trimmed */
    const struct tspec_socket *remote;   /* of the segment or call */
    const struct tspec_call *call;
    struct tspec_call_result *result;
    struct tspec_effects *effects;
};

/* run.c: runs the procedure for run->trigger in the block's state. */
void tspec_run_event(struct tspec_run *run);
/* Ends the event where the rules have led to what cannot happen; `why` is static or the rules' own text. */
void tspec_run_trap(struct tspec_run *run, const char *why);

/* predicate.c: one of enum tspec_predicate. `context` is the struct tspec_run. */
bool tspec_run_predicate(const void *context, unsigned predicate);

/* primitive.c: one of enum tspec_primitive. */
void tspec_run_primitive(struct tspec_run *run, unsigned primitive);

/* receiving.c: the primitives of arriving text. */
void tspec_run_trim(struct tspec_run *run);
void tspec_run_hold(struct tspec_run *run);
void tspec_run_take_text(struct tspec_run *run);
void tspec_run_deliver(struct tspec_run *run);

/* output.c: segments on their way out. */
void tspec_run_send(struct tspec_run *run, unsigned flags, tspec_seq seq, tspec_seq ack);
void tspec_run_transmit(struct tspec_run *run);
void tspec_run_retransmit(struct tspec_run *run);
uint32_t tspec_run_effective_mss(const struct tspec_run *run); /* Eff.snd.MSS (3.7.1) */
uint32_t tspec_run_window(const struct tspec_run *run);        /* what may be advertised: the free space */
uint32_t tspec_tcb_octets_sent(
    const struct tspec_tcb *tcb); /* octets of the send buffer that SND.NXT has passed */

/* block.c: blocks come and go. */
bool tspec_run_room_for_block(const struct tspec_run *run);
bool tspec_run_remote_in_use(const struct tspec_run *run);
void tspec_run_create(struct tspec_run *run, bool passive);
void tspec_run_bind(struct tspec_run *run);
void tspec_run_reopen(struct tspec_run *run);
void tspec_run_relisten(struct tspec_run *run);
void tspec_run_delete(struct tspec_run *run);
void tspec_run_flush(struct tspec_run *run);
void tspec_run_select_iss(struct tspec_run *run);

static inline tspec_seq tspec_tcb_seq(const struct tspec_tcb *tcb, enum tspec_register reg)
{
    return (tspec_seq){tcb->registers[reg]};
}

#endif
