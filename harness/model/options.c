/* The options the model reads (RFC 9293, 3.2; RFC 7323). */
#include "harness/model/steps.h"

#include <string.h>

void tspec_read_options(const struct tspec_segment *seg, struct tspec_read_options *o)
{
    memset(o, 0, sizeof *o);
    for (unsigned i = 0; i < seg->options_bytes;) {
        unsigned kind = seg->options[i];
        if (kind == 0)
            return;
        if (kind == 1) {
            i++;
            continue;
        }
        unsigned length = i + 1 < seg->options_bytes ? seg->options[i + 1] : 0;
        if (length < 2 || i + length > seg->options_bytes || (kind == 2 && length != 4) ||
            (kind == 3 && length != 3) || (kind == 8 && length != 10)) {
            o->malformed = true;
            return;
        }
        if (kind == 2) {
            o->mss_last = (uint16_t)(seg->options[i + 2] << 8 | seg->options[i + 3]);
            o->mss_zero |= o->mss_last == 0;
            if (!o->mss_first)
                o->mss_first = o->mss_last;
        }
        o->scale |= kind == 3;
        if (kind == 3)
            o->shift = seg->options[i + 2] > 14 ? 14 : seg->options[i + 2]; /* AMB-46 */
        o->timestamps |= kind == 8;
        if (kind == 8)
            o->stamp = (uint32_t)seg->options[i + 2] << 24 | (uint32_t)seg->options[i + 3] << 16 |
                       (uint32_t)seg->options[i + 4] << 8 | seg->options[i + 5];
        i += length;
    }
}

/* Both sides agreed on timestamps. A segment without one may be dropped in silence; one that is older than
 * what was seen is acknowledged and dropped (AMB-45). What was seen is not known to the last detail, so that
 * taking the segment stays an explanation too. */
void tspec_arrive_stamped(struct tspec_next *next, struct tspec_world *w, const struct tspec_segment *seg,
                          const struct tspec_read_options *o)
{
    struct tspec_world dropped = *w;

    if (o->timestamps && (int32_t)(o->stamp - w->stamp_recent) >= 0) {
        if (tspec_at(w->rcv_nxt, seg->seq) <= w->ack_sent)
            w->stamp_recent = o->stamp;
        return;
    }
    if (o->timestamps)
        tspec_owe_ack(next->m, &dropped, TSPEC_CLAUSE_OPTIONS);
    tspec_next_push(next, &dropped);
}
