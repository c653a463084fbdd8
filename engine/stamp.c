/*
 * RFC 7323: window scale and timestamps, from what the SYNs offer to what each segment says.
 */
#include "engine/iss.h"
#include "engine/option.h"
#include "engine/run.h"

enum {
    SHIFT_MAX = 14, /* RFC 7323, 2.3 */
    TICK_US = 1000, /* of the timestamp clock; 1 ms to 1 s (5.4) */
    STAMP_BYTES = 12,
};

/* The clock starts elsewhere for each pair of sockets, and for one pair never goes back (5.4, RFC 6191). */
static uint32_t stamp_now(const struct tspec_run *run)
{
    if (TSPEC_FAULTY(STAMP_STANDS_STILL))
        return run->tcb->first_stamp;
    return (uint32_t)(run->now_us / TICK_US) + run->tcb->stamp_offset;
}

static void begin_clock(struct tspec_run *run)
{
    const struct tspec_endpoint_config *config = &run->endpoint->config;
    uint64_t hash = tspec_iss_hash(config->secret, &config->local, &run->tcb->remote);
    run->tcb->stamp_offset = (uint32_t)(hash >> 32);
    run->tcb->first_stamp = (uint32_t)(run->now_us / TICK_US) + run->tcb->stamp_offset;
}

void tspec_run_offer_options(struct tspec_run *run)
{
    run->tcb->offered = true;
    begin_clock(run);
}

void tspec_run_record_options(struct tspec_run *run)
{
    struct tspec_tcb *tcb = run->tcb;
    uint8_t shift;
    if (!tcb->passive && !tcb->offered)
        return;
    if (tcb->passive)
        begin_clock(run);
    tcb->stamped = run->stamped;
    tcb->scaled = tspec_option_scale(run->segment, &shift);
    if (!tcb->scaled)
        return;
    tcb->rcv_shift = run->endpoint->config.window_shift;
    tcb->snd_shift = TSPEC_FAULTY(SCALE_UNREAD) ? 0 : shift < SHIFT_MAX ? shift : SHIFT_MAX;
}

void tspec_run_read_stamp(struct tspec_run *run)
{
    uint32_t echo;
    uint32_t *value = &run->tcb->registers[TSPEC_REG_SEG_TSVAL];
    run->stamped = run->segment->options_bytes > 0 && tspec_option_stamps(run->segment, value, &echo);
}

void tspec_run_add_options(const struct tspec_run *run, struct tspec_segment *seg)
{
    const struct tspec_tcb *tcb = run->tcb;
    bool syn = seg->flags & TSPEC_SYN, first = syn && !(seg->flags & TSPEC_ACK);
    uint32_t echo = seg->flags & TSPEC_ACK ? tcb->registers[TSPEC_REG_TS_RECENT] : 0;
    if (first ? tcb->offered : syn && tcb->scaled)
        tspec_option_add_scale(seg, run->endpoint->config.window_shift);
    if (first ? tcb->offered : tcb->stamped)
        tspec_option_add_stamps(seg, stamp_now(run), TSPEC_FAULTY(STAMP_NO_ECHO) ? 0 : echo);
}

uint32_t tspec_tcb_option_bytes(const struct tspec_tcb *tcb)
{
    return tcb->stamped ? STAMP_BYTES : 0;
}

bool tspec_run_echoed(const struct tspec_run *run, uint64_t *rtt_us)
{
    uint32_t value, echo;
    if (!run->tcb->stamped || !run->segment || !tspec_option_stamps(run->segment, &value, &echo))
        return false;
    uint32_t age = stamp_now(run) - echo;
    *rtt_us = (uint64_t)age * TICK_US;
    return age <= stamp_now(run) - run->tcb->first_stamp;
}
