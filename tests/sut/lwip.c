#include "lwip.h"

static struct driver driver;
struct driver *const d = &driver;
uint8_t octets[UINT16_MAX];
bool sets_iss, sets_sizes;

int lwip_setup(void **state)
{
    struct tspec_profile profile;
    (void)state;
    for (size_t i = 0; i < sizeof octets; i++)
        octets[i] = (uint8_t)(i * 7 + 1);
    driver_start(d, "lwip", NULL);
    d->class->profile(d->sut, &profile);
    sets_iss = profile.capabilities & TSPEC_CAN_SET_ISN;
    assert_true(d->class->reset(d->sut, &(struct tspec_sut_config){.mss = 1001}));
    d->class->profile(d->sut, &profile);
    sets_sizes = profile.mss == 1001;
    assert_true(
        d->class->reset(d->sut, &(struct tspec_sut_config){.seed = 1, .iss_set = sets_iss, .iss = LWIP_ISS}));
    return 0;
}

int lwip_teardown(void **state)
{
    (void)state;
    driver_stop(d);
    return 0;
}

void assert_signal(unsigned flow, enum tspec_signal signal)
{
    assert_int_equal(d->signal_count, 1);
    assert_int_equal(d->signals[0].flow, flow);
    assert_int_equal(d->signals[0].signal, signal);
    driver_clear(d);
}

void assert_numbers(const struct tspec_segment *seg, unsigned flags, uint32_t seq, uint32_t ack)
{
    assert_int_equal(seg->flags & ~(unsigned)TSPEC_PSH, flags);
    assert_int_equal(seg->seq.wire, seq);
    if (flags & TSPEC_ACK)
        assert_int_equal(seg->ack.wire, ack);
}
