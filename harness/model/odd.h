/*
 * What stacks do against the RFC: worlds that take a quirk (quirks.h), and what such worlds know beside the
 * RFC's variables. Bodies longer than a line stand in quirks.c, the rest at the clause.
 */
#ifndef TSPEC_HARNESS_MODEL_ODD_H
#define TSPEC_HARNESS_MODEL_ODD_H

#include "harness/model/steps.h"

static inline bool tspec_has_quirk(const struct tspec_model *m, enum tspec_quirk_id quirk)
{
    return (m->profile.quirks >> quirk & 1) != 0;
}
/* The same world, if the stack does as the quirk says. */
static inline struct tspec_world tspec_with_quirk(const struct tspec_world *w, enum tspec_quirk_id quirk)
{
    return tspec_world_forked(w, (uint64_t)1 << quirk);
}
/* The objection to what the quirk allows, where it is allowed for. */
static inline struct tspec_objection tspec_excused(const struct tspec_model *m, enum tspec_quirk_id quirk,
                                                   struct tspec_objection o)
{
    if (o.level && tspec_has_quirk(m, quirk))
        o.quirk = (uint8_t)(quirk + 1);
    return o;
}

/* The send window under any-window, after a segment that such a stack looks at. */
void tspec_any_window_begin(struct tspec_world *w, uint32_t wnd, uint32_t wl1, uint32_t wl2);
void tspec_any_window_update(struct tspec_world *w, const struct tspec_segment *seg);
/* The text that is about to be taken is not what a stack without the quirk has there. */
void tspec_odd_text(struct tspec_world *w, const struct tspec_arrival *a);
/* A segment with an ACK may end a round trip that such a stack measures, whatever it acknowledges. */
void tspec_odd_round_trip(const struct tspec_model *m, struct tspec_world *w);
bool tspec_any_window_kept(const struct tspec_model *m);
/* Text beyond the window the RFC gives, or missing although that window is open; fits: under the other it is
 * as it should be. */
struct tspec_objection tspec_any_window_excuses(const struct tspec_model *m, struct tspec_world *w,
                                                struct tspec_objection o, bool fits);
/* Text or a FIN that could have left and did not. */
struct tspec_objection tspec_stuck_excuses(const struct tspec_model *m, struct tspec_world *w,
                                           struct tspec_objection o);
/* A segment in SYN-RECEIVED of which only the ACK is looked at. */
void tspec_syn_received_by_ack(struct tspec_next *next, const struct tspec_world *w,
                               const struct tspec_segment *seg, enum tspec_quirk_id quirk);
/* The SYN that made SYN-RECEIVED again, with a good ACK and text: the SYN takes the place of an octet. */
void tspec_syn_eats_octet(struct tspec_next *next, const struct tspec_world *w,
                          const struct tspec_segment *seg);
bool tspec_nagle_holds(const struct tspec_world *w);
/* An ACK that does not come, while text is held back that waits for an ACK itself. */
struct tspec_objection tspec_nagle_excuses(const struct tspec_model *m, const struct tspec_world *w,
                                           struct tspec_objection o);
/* Text that leaves in SYN-SENT. */
struct tspec_objection tspec_early_text_excuses(struct tspec_model *m, unsigned index, struct tspec_world *w,
                                                const struct tspec_segment *seg, struct tspec_objection o);
/* When the block may be gone under the quirks of closing; TSPEC_NEVER. *quirk: which. */
uint64_t tspec_closing_end(const struct tspec_model *m, const struct tspec_world *w,
                           enum tspec_quirk_id *quirk);
/* A RST of the stack against the one that was asked for: the ways in which it may differ. */
struct tspec_objection tspec_rst_excused(const struct tspec_model *m, unsigned index,
                                         const struct tspec_reply *r, const struct tspec_segment *seg,
                                         struct tspec_objection o);

#endif
