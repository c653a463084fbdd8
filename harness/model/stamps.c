/* Window scale and timestamps on what the stack sends (RFC 7323, 2.2, 3.2, 4.3): neither unless both sides
 * asked for it, timestamps on every segment then, never back, and echoing what came. */
#include "harness/model/stamps.h"

struct tspec_objection tspec_stamp_sent(struct tspec_model *m, struct tspec_world *w,
                                        const struct tspec_segment *seg)
{
    bool syn = (seg->flags & TSPEC_SYN) != 0, ack = (seg->flags & TSPEC_ACK) != 0;
    bool answers =
        syn && ack && w->passive; /* the SYN,ACK of a simultaneous open repeats what our SYN asked */
    struct tspec_read_options o;

    tspec_read_options(seg, &o);
    if (o.malformed) /* the judge's business: form.options */
        return (struct tspec_objection){0};
    if (answers)
        tspec_exercised(m, TSPEC_CHECK_SCALE_UNASKED);
    if (answers && o.scale && !w->peer_scale)
        return TSPEC_OBJECT(FAIL, SCALE_UNASKED, TSPEC_CLAUSE_SCALE,
                            "no window scale option, as the SYN had none", "one", 0, 0);
    if (o.timestamps && (answers ? !w->peer_stamp : !syn && !w->stamped)) {
        tspec_exercised(m, TSPEC_CHECK_STAMP_UNASKED);
        return TSPEC_OBJECT(DEVIATES, STAMP_UNASKED, TSPEC_CLAUSE_STAMPS,
                            "no timestamps, for which not both sides asked", "a timestamp", 0, 0);
    }
    if (!syn && w->stamped) {
        tspec_exercised(m, TSPEC_CHECK_STAMP_MISSING);
        if (!o.timestamps)
            return TSPEC_OBJECT(FAIL, STAMP_MISSING, TSPEC_CLAUSE_STAMPS, "a timestamp", "none", 0, 0);
    }
    if (!o.timestamps)
        return (struct tspec_objection){0};
    tspec_exercised(m, TSPEC_CHECK_STAMP_BACKWARD);
    if (w->stamp_sent && (int32_t)(o.stamp - w->stamp_sent) < 0)
        return TSPEC_OBJECT(FAIL, STAMP_BACKWARD, TSPEC_CLAUSE_STAMPS, "a TSval of %a or more", "%b",
                            w->stamp_sent, o.stamp);
    w->stamp_sent = o.stamp;
    if (!ack || w->state == TSPEC_SYN_SENT)
        return (struct tspec_objection){0};
    /* Which of the TSvals between, depends on what counted as received in order (4.3). */
    tspec_exercised(m, TSPEC_CHECK_STAMP_ECHO);
    if ((int32_t)(o.echo - w->stamp_first) < 0 || (int32_t)(w->stamp_high - o.echo) < 0)
        return TSPEC_OBJECT(FAIL, STAMP_ECHO, TSPEC_CLAUSE_STAMPS, "a TSecr of %a, or older", "%b",
                            w->stamp_high, o.echo);
    return (struct tspec_objection){0};
}
