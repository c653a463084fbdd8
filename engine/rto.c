#include "engine/rto.h"

#include "engine/fault.h"

enum { GRANULARITY_US = 1, AFTER_LOST_SYN_US = 3000000 };

static uint64_t bounded(uint64_t rto_us, const struct tspec_rto_bounds *bounds)
{
    uint64_t least = TSPEC_FAULTY(RTO_NO_FLOOR) ? GRANULARITY_US : bounds->min_us;
    if (rto_us < least)
        rto_us = least;
    return bounds->max_us && rto_us > bounds->max_us ? bounds->max_us : rto_us;
}

void tspec_rto_init(struct tspec_rto *rto, const struct tspec_rto_bounds *bounds)
{
    *rto = (struct tspec_rto){.rto_us = bounds->initial_us};
}

void tspec_rto_sample(struct tspec_rto *rto, const struct tspec_rto_bounds *bounds, uint64_t rtt_us)
{
    if (rto->sampled) {
        uint64_t off = rto->srtt_us > rtt_us ? rto->srtt_us - rtt_us : rtt_us - rto->srtt_us;
        rto->rttvar_us = (3 * rto->rttvar_us + off) / 4;
        rto->srtt_us = (7 * rto->srtt_us + rtt_us) / 8;
    } else {
        rto->srtt_us = rtt_us;
        rto->rttvar_us = rtt_us / 2;
        rto->sampled = true;
    }
    uint64_t spread = 4 * rto->rttvar_us;
    rto->rto_us = bounded(rto->srtt_us + (spread > GRANULARITY_US ? spread : GRANULARITY_US), bounds);
}

void tspec_rto_back_off(struct tspec_rto *rto, const struct tspec_rto_bounds *bounds)
{
    if (!TSPEC_FAULTY(RTO_NO_BACK_OFF))
        rto->rto_us = bounded(2 * rto->rto_us, bounds);
}

void tspec_rto_after_lost_syn(struct tspec_rto *rto, const struct tspec_rto_bounds *bounds)
{
    if (bounds->initial_us < AFTER_LOST_SYN_US)
        rto->rto_us = AFTER_LOST_SYN_US;
}
