#include "harness/scenario/track.h"

#include <string.h>

/* How far a stream has come from its first number: not at all, over the SYN, further. */
static uint32_t progress(uint32_t first, uint32_t at)
{
    uint32_t way = at - first;
    return way < 2 ? way : 2;
}

size_t tspec_track_image(const struct tspec_track *track, uint8_t *out)
{
    size_t bytes = 0;
    for (unsigned i = 0; i < TSPEC_FLOWS; i++) {
        struct tspec_track_flow f;
        memcpy(&f, &track->flows[i], sizeof f); /* unused octets included */
        uint32_t una = f.snd_una, nxt = f.rcv_nxt;
        if (!f.iss_seen && !f.irs_seen && !f.harness_syn)
            continue;
        f.iss = progress(f.iss, una);
        f.snd_nxt -= una;
        f.snd_una = 0;
        f.irs = progress(f.irs, nxt);
        f.rcv_edge = f.edge_seen ? f.rcv_edge - nxt : 0;
        f.pending_irs = f.harness_syn ? f.pending_irs - track->flows[i].irs : 0;
        f.rcv_nxt = 0;
        f.incarnation = 0;
        f.send_offset = 0;
        out[bytes++] = (uint8_t)i;
        memcpy(out + bytes, &f, sizeof f);
        bytes += sizeof f;
    }
    return bytes;
}
