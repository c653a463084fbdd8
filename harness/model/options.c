/* The options the model reads (RFC 9293, 3.2; RFC 7323). */
#include "harness/model/steps.h"

#include <string.h>

static uint32_t number_at(const uint8_t *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

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
        if (kind == 8) {
            o->stamp = number_at(&seg->options[i + 2]);
            o->echo = number_at(&seg->options[i + 6]);
        }
        i += length;
    }
}

unsigned tspec_option_clause(const struct tspec_segment *seg)
{
    bool unknown = false, unaligned = false, plain = false, usual = false;

    if (seg->ip_options_bytes)
        return TSPEC_CLAUSE_IP_OPTIONS;
    for (unsigned i = 0; i < seg->options_bytes;) {
        unsigned kind = seg->options[i], length;
        if (kind <= 1) {
            plain = true;
            if (kind == 0)
                break;
            i++;
            continue;
        }
        length = i + 1 < seg->options_bytes ? seg->options[i + 1] : 0;
        if (length < 2 || i + length > seg->options_bytes)
            return 0;
        unknown |= kind == 6 || kind == 7 || kind > 8;
        usual |= kind == 5 || kind == 8; /* SACK and timestamps have their place on any segment */
        unaligned |= i % 4 != 0;
        i += length;
    }
    return unknown                                          ? TSPEC_CLAUSE_OPTION_UNKNOWN
           : unaligned                                      ? TSPEC_CLAUSE_OPTION_UNALIGNED
           : plain || (!(seg->flags & TSPEC_SYN) && !usual) ? TSPEC_CLAUSE_OPTIONS
                                                            : 0;
}

/* Both sides agreed on timestamps. A segment without one may be dropped in silence; one that is older than
 * what is to be echoed is acknowledged and dropped (AMB-45). Which that is, is known to the last detail of a
 * stack alone that declares everything: else that it is taken stays an explanation too. False: that is not
 * so. */
bool tspec_arrive_stamped(struct tspec_next *next, struct tspec_world *w, const struct tspec_segment *seg,
                          const struct tspec_read_options *o)
{
    if (o->timestamps && (int32_t)(o->stamp - w->stamp_high) > 0)
        w->stamp_high = o->stamp;
    if (o->timestamps && (int32_t)(o->stamp - w->stamp_recent) >= 0) {
        if (tspec_at(w->rcv_nxt, seg->seq) <= w->ack_sent)
            w->stamp_recent = o->stamp;
        return true;
    }
    struct tspec_world dropped = tspec_world_forked(w, 0);
    if (o->timestamps)
        tspec_owe_ack(next->m, &dropped, TSPEC_CLAUSE_STAMPS);
    tspec_next_push(next, &dropped);
    return !next->m->exact || !o->timestamps;
}
