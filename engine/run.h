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
    bool stamped;    /* the segment has a timestamp option */
    bool ended;
    unsigned blocks_left;                /* until the rules are taken to run in a circle */
    const struct tspec_segment *segment; /* NULL when the event is none */
    const uint8_t *text;                 /* SEG.TXT octets, as trimmed */
    const struct tspec_icmp *icmp;       /* likewise */
    const struct tspec_socket *remote;   /* of the segment, message or call */
    const struct tspec_call *call;
    struct tspec_call_result *result;
    struct tspec_effects *effects;
};

/* run.c, the interpreter. */

/* Runs the procedure for run->trigger in the block's state. */
void tspec_run_event(struct tspec_run *run);
/* Ends the event where the rules have led to what cannot happen; `why` is static or the rules' own text. */
void tspec_run_trap(struct tspec_run *run, const char *why);

/* predicate.c: whether one of enum tspec_predicate holds (engine/vocabulary.def has their meanings).
 * `context` is the struct tspec_run. Changes nothing. */
bool tspec_run_predicate(const void *context, unsigned predicate);

/* primitive.c: does one of enum tspec_primitive (meanings there too). Traps where the event has not what the
 * primitive works on: a segment, a call. */
void tspec_run_primitive(struct tspec_run *run, unsigned primitive);

/* receiving.c: the primitives of arriving text (3.10.7.4, steps 1 and 7). All but `deliver` need
 * run->segment. */

/* How far the segment's text, or the FIN where there is none, lies beyond RCV.NXT; negative before it. A SYN
 * takes one number before the text. */
int32_t tspec_run_text_ahead(const struct tspec_run *run);
/* Cuts the segment, run->flags and run->text with it, to RCV.NXT .. RCV.NXT+RCV.WND. What is cut is at most
 * the segment; one wholly outside keeps no text. */
void tspec_run_trim(struct tspec_run *run);
/* Keeps text and FIN at their place in the receive buffer, RCV.NXT or beyond; what there is no room for is
 * lost. */
void tspec_run_hold(struct tspec_run *run);
/* Takes what stands at RCV.NXT, held or in the segment. RCV.NXT moves, RCV.NXT+RCV.WND does not (SHLD-14); an
 * acknowledgment is owed, at once after a gap and for two full segments (SHLD-19). */
void tspec_run_take_text(struct tspec_run *run);
/* RECEIVE: unread octets, at most call->octets and `most`, go into the result and leave the buffer. RCV.UP is
 * never behind what has left it. */
void tspec_run_deliver(struct tspec_run *run, uint32_t most);
/* Octets before RCV.UP that the user has not read, those that have not come included. */
uint32_t tspec_tcb_urgent_unread(const struct tspec_tcb *tcb);

/* output.c: segments on their way out. */

/* A segment with `octets` of text, to the block's peer, or to whoever asked where there is no block. URG and
 * the urgent pointer, TTL, DS and the MSS option are its own doing. An ACK in it pays what is owed. */
void tspec_run_emit(struct tspec_run *run, unsigned flags, tspec_seq seq, tspec_seq ack, const uint8_t *text,
                    uint32_t octets);
/* Times the round trip of what has just been sent up to `end`, unless another is being timed. */
void tspec_run_time_from(struct tspec_run *run, tspec_seq end);

/* A segment without text and FIN, to the block's peer, or to whoever asked where there is no block. `ack`
 * counts with ACK in `flags`. A SYN has the MSS option and is timed. */
void tspec_run_send(struct tspec_run *run, unsigned flags, tspec_seq seq, tspec_seq ack);
/* Eff.snd.MSS (3.7.1), in octets of text: 1 or more. */
uint32_t tspec_run_effective_mss(const struct tspec_run *run);
/* An ICMP message says that a link takes no larger packets than run->icmp->mtu: Eff.snd.MSS follows, never
 * up.
 */
void tspec_run_lower_mss(struct tspec_run *run);
/* What may be advertised, in octets, up to 65535: the free space, when it is so much more than what is
 * promised already that it is worth telling (3.8.6.2.2); else what is promised. */
uint32_t tspec_run_window(const struct tspec_run *run);

/* stamp.c: window scale and timestamps (RFC 7323). */

/* The primitives of the same names (engine/vocabulary.def). */
void tspec_run_offer_options(struct tspec_run *run);
void tspec_run_record_options(struct tspec_run *run);
/* The segment's timestamp, into the registers and run->stamped. */
void tspec_run_read_stamp(struct tspec_run *run);
/* The two options of a segment that has what else it has. */
void tspec_run_add_options(const struct tspec_run *run, struct tspec_segment *seg);
/* How many octets of options a segment with text has. */
uint32_t tspec_tcb_option_bytes(const struct tspec_tcb *tcb);
/* What the segment's echo says of the round trip; false: it echoes nothing of this connection. */
bool tspec_run_echoed(const struct tspec_run *run, uint64_t *rtt_us);

/* transmit.c: the primitives of the same names (engine/vocabulary.def). Those that send something again need
 * something outstanding; the rules have made sure. */
void tspec_run_transmit(struct tspec_run *run);
void tspec_run_transmit_rest(struct tspec_run *run);
void tspec_run_retransmit(struct tspec_run *run); /* the oldest segment, in one piece (RFC 6298, 5.4) */
void tspec_run_fast_retransmit(struct tspec_run *run);
void tspec_run_collapse_window(struct tspec_run *run);
void tspec_run_probe(struct tspec_run *run);
/* Octets of the send buffer that SND.NXT has passed: 0 .. send.count; rules that count wrongly cannot lead
 * out of the buffer. And D of 3.8.6.2.1, those it has not. */
uint32_t tspec_tcb_octets_sent(const struct tspec_tcb *tcb);
uint32_t tspec_tcb_octets_unsent(const struct tspec_tcb *tcb);
/* U of 3.8.6.2.1, held by the congestion window too; 0 where it is negative. */
uint32_t tspec_tcb_usable(const struct tspec_tcb *tcb);

/* setting.c */

/* SET: apply_setting. */
void tspec_run_apply_setting(struct tspec_run *run);
/* What a connection has that nobody has set anything for; what was set for an active OPEN to `remote`. */
struct tspec_settings tspec_endpoint_settings(struct tspec_endpoint *endpoint,
                                              const struct tspec_socket *remote);
/* R2 as it stands for the block; 0: never. */
uint64_t tspec_run_user_timeout(const struct tspec_run *run);

/* block.c: blocks come and go. Those that change run->tcb say so. */

/* Whether a SYN or an OPEN finds a block: a free one, or the listener itself when it moves. */
bool tspec_run_room_for_block(const struct tspec_run *run);
/* Whether another block has the connection with run->remote. */
bool tspec_run_remote_in_use(const struct tspec_run *run);
/* OPEN: the listener, or a free block, becomes that of run->remote, or with `passive` of nobody yet; run->tcb
 * is that block. Its state stays, for the rules to change. */
void tspec_run_create(struct tspec_run *run, bool passive);
/* SYN in LISTEN: the listener, or a free block when it clones, becomes that of run->remote; run->tcb is that
 * block. */
void tspec_run_bind(struct tspec_run *run);
/* SYN in TIME-WAIT (3.6.1): the block begins anew, above the numbers it has used. */
void tspec_run_reopen(struct tspec_run *run);
/* Back to LISTEN (3.10.7.4, steps 2 and 4): a clone is gone, a block that moved listens again. */
void tspec_run_relisten(struct tspec_run *run);
/* The block is free; the numbers it has used are remembered for the next one (3.4.1). */
void tspec_run_delete(struct tspec_run *run);
/* Send, retransmission and receive queues are empty, a held FIN is forgotten. */
void tspec_run_flush(struct tspec_run *run);
/* ISS becomes a fresh number (engine/iss.h). */
void tspec_run_select_iss(struct tspec_run *run);

static inline tspec_seq tspec_tcb_seq(const struct tspec_tcb *tcb, enum tspec_register reg)
{
    return (tspec_seq){tcb->registers[reg]};
}

#endif
