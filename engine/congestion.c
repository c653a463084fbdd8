#include "engine/congestion.h"

#include "engine/fault.h"

static uint32_t least(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

/* cwnd stays in 32 bits, whatever is acknowledged. */
static uint32_t plus(uint32_t window, uint32_t octets)
{
    return window + octets < window ? UINT32_MAX : window + octets;
}

void tspec_congestion_begin(struct tspec_congestion *c, uint32_t mss, unsigned segments, bool syn_lost)
{
    if (segments == 0)
        segments = mss > 2190 ? 2 : mss > 1095 ? 3 : 4;
    if (syn_lost && !TSPEC_FAULTY(CWND_FORGIVES_LOST_SYN))
        segments = 1;
    if (TSPEC_FAULTY(CWND_STARTS_OPEN))
        segments = 64;
    *c = (struct tspec_congestion){
        .window = segments * mss, .initial = segments * mss, .threshold = UINT32_MAX};
}

/* Congestion avoidance counts octets: a window's worth acknowledged is one segment more (RFC 5681, 3.1). */
static void avoid(struct tspec_congestion *c, uint32_t mss, uint32_t octets)
{
    c->counted = plus(c->counted, octets);
    if (c->counted < c->window)
        return;
    c->counted -= c->window;
    c->window = plus(c->window, mss);
}

void tspec_congestion_grow(struct tspec_congestion *c, uint32_t mss, uint32_t octets)
{
    c->duplicates = 0;
    if (TSPEC_FAULTY(CWND_STAYS))
        return;
    if (c->window < c->threshold || TSPEC_FAULTY(CWND_NEVER_AVOIDS))
        c->window = plus(c->window, TSPEC_FAULTY(CWND_GROWS_TOO_FAST) ? 4 * mss : least(octets, mss));
    else
        avoid(c, mss, octets);
}

/* Equation (4): half of what was on its way, two segments at least. */
static uint32_t half(uint32_t mss, uint32_t flight)
{
    return flight / 2 > 2 * mss ? flight / 2 : 2 * mss;
}

void tspec_congestion_collapse(struct tspec_congestion *c, uint32_t mss, uint32_t flight, bool again)
{
    if (!again && !TSPEC_FAULTY(SSTHRESH_STAYS))
        c->threshold = half(mss, flight);
    c->counted = 0;
    c->duplicates = 0;
    c->recovering = false;
    if (!TSPEC_FAULTY(CWND_NO_COLLAPSE))
        c->window = mss;
}

void tspec_congestion_restart(struct tspec_congestion *c)
{
    if (!TSPEC_FAULTY(CWND_NO_RESTART))
        c->window = least(c->window, c->initial);
}

void tspec_congestion_halve(struct tspec_congestion *c, uint32_t mss, uint32_t flight)
{
    c->threshold = half(mss, flight);
    c->window = plus(c->threshold, 3 * mss);
    c->counted = 0;
    c->recovering = true;
}

void tspec_congestion_inflate(struct tspec_congestion *c, uint32_t mss)
{
    c->window = plus(c->window, mss);
}

void tspec_congestion_deflate(struct tspec_congestion *c)
{
    c->window = least(c->window, c->threshold);
    c->recovering = false;
}
