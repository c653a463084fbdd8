/* lwIP through its adapter: opening, data and closing, on the wire and at the calls. */
#include "lwip.h"

static uint32_t first_iss(void)
{
    return sets_iss ? LWIP_ISS : d->segments[0].seg.seq.wire;
}

/* --- opening --- */

static void passive_open_is_a_three_way_handshake(void **state)
{
    (void)state;
    assert_result(OK, driver_listener(d, TSPEC_CALL_OPEN_PASSIVE));
    assert_int_equal(driver_listener(d, TSPEC_CALL_STATUS).state, TSPEC_LISTEN);
    assert_result(WOULD_BLOCK, driver_call(d, TSPEC_CALL_ACCEPT, 1));
    driver_peer(d, 1, TSPEC_SYN, NULL, 0);
    assert_numbers(driver_only(d), TSPEC_SYN | TSPEC_ACK, first_iss(), d->peer[1].seq);
    assert_int_equal(driver_state(d, 1), TSPEC_SYN_RECEIVED);
    assert_int_equal(d->signal_count, 0);
    driver_clear(d);
    driver_peer(d, 1, TSPEC_ACK, NULL, 0);
    assert_int_equal(d->segment_count, 0);
    assert_signal(1, TSPEC_SIGNAL_CONNECTED);
    assert_int_equal(driver_state(d, 1), TSPEC_ESTABLISHED);
    assert_result(OK, driver_call(d, TSPEC_CALL_ACCEPT, 1));
    assert_int_equal(driver_call(d, TSPEC_CALL_STATUS, 1).state, TSPEC_ESTABLISHED);
    assert_result(WOULD_BLOCK, driver_call(d, TSPEC_CALL_ACCEPT, 1));
}

static void active_open_connects(void **state)
{
    (void)state;
    assert_result(OK, driver_call(d, TSPEC_CALL_OPEN_ACTIVE, 0));
    assert_numbers(driver_only(d), TSPEC_SYN, first_iss(), 0);
    assert_int_equal(driver_call(d, TSPEC_CALL_STATUS, 0).state, TSPEC_SYN_SENT);
    assert_result(EXISTS, driver_call(d, TSPEC_CALL_OPEN_ACTIVE, 0));
    driver_clear(d);
    driver_peer(d, 0, TSPEC_SYN | TSPEC_ACK, NULL, 0);
    assert_numbers(driver_only(d), TSPEC_ACK, d->peer[0].ack, d->peer[0].seq);
    assert_signal(0, TSPEC_SIGNAL_CONNECTED);
    assert_int_equal(driver_call(d, TSPEC_CALL_STATUS, 0).state, TSPEC_ESTABLISHED);
    assert_result(EXISTS, driver_call(d, TSPEC_CALL_OPEN_ACTIVE, 0));
}

static void a_listener_and_connections_share_the_port(void **state)
{
    (void)state;
    assert_result(OK, driver_call(d, TSPEC_CALL_OPEN_ACTIVE, 0));
    assert_result(OK, driver_listener(d, TSPEC_CALL_OPEN_PASSIVE)); /* RFC 9293, MUST-42 */
    assert_result(EXISTS, driver_listener(d, TSPEC_CALL_OPEN_PASSIVE));
    for (unsigned flow = 1; flow < TSPEC_FLOWS; flow++)
        driver_establish(d, flow);
    assert_int_equal(driver_state(d, 0), TSPEC_SYN_SENT);
    assert_result(OK, driver_listener(d, TSPEC_CALL_RELEASE));
    assert_result(NO_CONN, driver_listener(d, TSPEC_CALL_STATUS));
    assert_int_equal(driver_state(d, 1), TSPEC_ESTABLISHED);
}

static void initial_sequence_numbers_rise(void **state)
{
    (void)state;
    if (!sets_iss)
        skip();
    for (unsigned flow = 0; flow < TSPEC_FLOWS; flow++)
        driver_call(d, TSPEC_CALL_OPEN_ACTIVE, flow);
    assert_int_equal(d->segments[0].seg.seq.wire, LWIP_ISS);
    for (unsigned flow = 1; flow < TSPEC_FLOWS; flow++)
        assert_true((int32_t)(d->segments[flow].seg.seq.wire - d->segments[flow - 1].seg.seq.wire) > 65535);
}

/* --- data --- */

static void data_goes_both_ways(void **state)
{
    (void)state;
    driver_establish(d, 0);
    driver_peer(d, 0, TSPEC_ACK, octets, 100);
    struct tspec_call_result got = driver_receive(d, 0, 60);
    assert_result(OK, got);
    assert_int_equal(got.octets, 60);
    assert_memory_equal(got.data, octets, 60);
    got = driver_receive(d, 0, 1000);
    assert_int_equal(got.octets, 40);
    assert_memory_equal(got.data, octets + 60, 40);
    assert_result(WOULD_BLOCK, driver_receive(d, 0, 1000));

    uint32_t next = d->peer[0].ack;
    assert_int_equal(driver_send(d, 0, octets, 200).octets, 200);
    assert_numbers(driver_only(d), TSPEC_ACK, next, d->peer[0].seq);
    assert_int_equal(d->segments[0].seg.payload_bytes, 200);
    assert_memory_equal(d->segments[0].payload, octets, 200);
}

static void a_full_send_buffer_blocks(void **state)
{
    struct tspec_profile profile;
    (void)state;
    driver_establish(d, 0);
    d->class->profile(d->sut, &profile);
    assert_int_equal(driver_send(d, 0, octets, sizeof octets).octets, profile.send_buffer_bytes);
    assert_result(WOULD_BLOCK, driver_send(d, 0, octets, 1));
}

static void the_window_is_what_the_application_left_free(void **state)
{
    struct tspec_profile profile;
    (void)state;
    driver_establish(d, 0);
    d->class->profile(d->sut, &profile);
    for (uint32_t sent = 0; sent < profile.receive_buffer_bytes; sent += 536)
        driver_peer(d, 0, TSPEC_ACK, octets, 536);
    assert_int_equal(d->segments[d->segment_count - 1].seg.window, 0);
    driver_clear(d);
    assert_int_equal(driver_receive(d, 0, UINT16_MAX).octets, profile.receive_buffer_bytes);
    assert_int_equal(driver_only(d)->window, profile.receive_buffer_bytes);
}

static void sizes_follow_the_config(void **state)
{
    (void)state;
    if (!sets_sizes)
        skip();
    struct tspec_sut_config config = {
        .receive_buffer_bytes = 30000, .send_buffer_bytes = 9000, .mss = 1460, .mtu = 1000};
    struct tspec_profile profile;
    assert_true(d->class->reset(d->sut, &config));
    d->class->profile(d->sut, &profile);
    assert_int_equal(profile.receive_buffer_bytes, 30000);
    assert_int_equal(profile.send_buffer_bytes, 9000);
    assert_int_equal(profile.mss, 960);
    assert_int_equal(profile.mtu, 1000);
    driver_call(d, TSPEC_CALL_OPEN_ACTIVE, 0);
    const struct tspec_segment *syn = driver_only(d);
    assert_int_equal(syn->window, 30000);
    assert_int_equal(syn->options[2] << 8 | syn->options[3], 960);
    driver_clear(d);
    driver_peer(d, 0, TSPEC_SYN | TSPEC_ACK, NULL, 0); /* no MSS: 536 it is (RFC 9293, MUST-15) */
    driver_clear(d);
    driver_send(d, 0, octets, 2000);
    assert_int_equal(d->segments[0].seg.payload_bytes, 536);
}

/* --- closing --- */

static void close_and_time_wait_last_two_msl(void **state)
{
    (void)state;
    driver_establish(d, 0);
    assert_result(OK, driver_call(d, TSPEC_CALL_SHUTDOWN, 0));
    assert_numbers(driver_only(d), TSPEC_FIN | TSPEC_ACK, d->peer[0].ack - 1, d->peer[0].seq);
    assert_int_equal(driver_state(d, 0), TSPEC_FIN_WAIT_1);
    assert_result(CLOSING, driver_send(d, 0, octets, 1));
    assert_result(CLOSING, driver_call(d, TSPEC_CALL_SHUTDOWN, 0));
    driver_peer(d, 0, TSPEC_ACK, NULL, 0);
    assert_int_equal(driver_state(d, 0), TSPEC_FIN_WAIT_2);
    driver_peer(d, 0, TSPEC_ACK, octets, 10); /* half closed: the other half still carries data */
    assert_int_equal(driver_receive(d, 0, 100).octets, 10);
    driver_advance(d, SECOND / 3);
    driver_clear(d);
    driver_peer(d, 0, TSPEC_FIN | TSPEC_ACK, NULL, 0);
    assert_numbers(driver_only(d), TSPEC_ACK, d->peer[0].ack, d->peer[0].seq);
    assert_signal(0, TSPEC_SIGNAL_END);
    assert_result(END, driver_receive(d, 0, 1));
    assert_int_equal(driver_state(d, 0), TSPEC_TIME_WAIT);

    driver_advance(d, 2ull * MSL_S * SECOND - 1);
    assert_int_equal(driver_state(d, 0), TSPEC_TIME_WAIT);
    driver_advance(d, SECOND);
    assert_int_equal(driver_state(d, 0), TSPEC_CLOSED);
    assert_result(NO_CONN, driver_call(d, TSPEC_CALL_STATUS, 0));
    assert_int_equal(d->signal_count, 0);
}

static void msl_is_the_config_s(void **state)
{
    (void)state;
    struct tspec_sut_config config = {.msl_us = 2 * SECOND};
    assert_true(d->class->reset(d->sut, &config));
    driver_establish(d, 0);
    driver_call(d, TSPEC_CALL_SHUTDOWN, 0);
    driver_peer(d, 0, TSPEC_FIN | TSPEC_ACK, NULL, 0);
    assert_int_equal(driver_state(d, 0), TSPEC_TIME_WAIT);
    driver_advance(d, 4 * SECOND - 1);
    assert_int_equal(driver_state(d, 0), TSPEC_TIME_WAIT);
    driver_advance(d, SECOND);
    assert_int_equal(driver_state(d, 0), TSPEC_CLOSED);
}

static void the_peer_closes_first(void **state)
{
    (void)state;
    driver_establish(d, 2);
    driver_peer(d, 2, TSPEC_FIN | TSPEC_ACK, octets, 5);
    assert_numbers(driver_only(d), TSPEC_ACK, d->peer[2].ack, d->peer[2].seq);
    assert_signal(2, TSPEC_SIGNAL_END);
    assert_int_equal(driver_receive(d, 2, 100).octets, 5);
    assert_result(END, driver_receive(d, 2, 100));
    driver_clear(d);
    assert_int_equal(driver_send(d, 2, octets, 7).octets, 7);
    assert_result(OK, driver_call(d, TSPEC_CALL_SHUTDOWN, 2));
    assert_int_equal(driver_state(d, 2), TSPEC_LAST_ACK);
    driver_clear(d);
    driver_peer(d, 2, TSPEC_ACK, NULL, 0);
    assert_int_equal(driver_state(d, 2), TSPEC_CLOSED);
    assert_int_equal(d->segment_count + d->signal_count, 0);
    assert_result(NO_CONN, driver_receive(d, 2, 1));
}

/* A connection goes from LAST-ACK without a word; its successor on the flow is not the old handle's. */
static void a_stale_handle_reaches_nobody(void **state)
{
    static const enum tspec_call_kind kinds[] = {TSPEC_CALL_SEND,    TSPEC_CALL_RECEIVE, TSPEC_CALL_SHUTDOWN,
                                                 TSPEC_CALL_RELEASE, TSPEC_CALL_ABORT,   TSPEC_CALL_STATUS};
    (void)state;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        driver_reset(d);
        driver_establish(d, 0);
        driver_peer(d, 0, TSPEC_FIN | TSPEC_ACK, NULL, 0);
        driver_call(d, TSPEC_CALL_SHUTDOWN, 0);
        driver_peer(d, 0, TSPEC_ACK, NULL, 0);
        assert_int_equal(driver_state(d, 0), TSPEC_CLOSED);
        driver_peer(d, 0, TSPEC_SYN, NULL, 0);
        assert_int_equal(driver_state(d, 0), TSPEC_SYN_RECEIVED);
        driver_clear(d);
        assert_result(UNSUPPORTED, driver_call(d, kinds[i], 0));
        driver_peer(d, 0, TSPEC_ACK, NULL, 0);
        assert_result(UNSUPPORTED, driver_call(d, kinds[i], 0));
        assert_result(OK, driver_call(d, TSPEC_CALL_ACCEPT, 0));
        assert_int_equal(driver_call(d, TSPEC_CALL_STATUS, 0).state, TSPEC_ESTABLISHED);
        assert_int_equal(d->segment_count, 0);
    }
}

static void release_resets_for_what_is_unread(void **state)
{
    (void)state;
    driver_establish(d, 0);
    driver_peer(d, 0, TSPEC_ACK, octets, 10);
    driver_clear(d);
    assert_result(OK, driver_call(d, TSPEC_CALL_RELEASE, 0));
    assert_numbers(driver_only(d), TSPEC_RST | TSPEC_ACK, d->peer[0].ack, d->peer[0].seq);
    /* CLOSED; trees before 2.1 go to TIME-WAIT, which RFC 9293 permits the sender of a reset (AMB-27). */
    assert_true(driver_state(d, 0) == TSPEC_CLOSED || driver_state(d, 0) == TSPEC_TIME_WAIT);
    assert_int_equal(driver_receive(d, 0, 10).octets, 0);
}

static void after_release_the_handle_is_gone(void **state)
{
    (void)state;
    driver_establish(d, 0);
    assert_result(OK, driver_call(d, TSPEC_CALL_RELEASE, 0));
    assert_int_equal(driver_state(d, 0), TSPEC_FIN_WAIT_1);
    assert_result(UNSUPPORTED, driver_call(d, TSPEC_CALL_STATUS, 0));
    assert_result(EXISTS, driver_call(d, TSPEC_CALL_OPEN_ACTIVE, 0));
    driver_clear(d);
    driver_peer(d, 0, TSPEC_ACK, octets, 10); /* data for nobody */
    assert_true(driver_only(d)->flags & TSPEC_RST);
    assert_int_equal(d->signal_count, 0);
    assert_result(NO_CONN, driver_call(d, TSPEC_CALL_STATUS, 0));
}

static void abort_resets(void **state)
{
    (void)state;
    driver_establish(d, 0);
    assert_result(OK, driver_call(d, TSPEC_CALL_ABORT, 0));
    assert_numbers(driver_only(d), TSPEC_RST | TSPEC_ACK, d->peer[0].ack, d->peer[0].seq);
    assert_int_equal(d->signal_count, 0);
    assert_result(NO_CONN, driver_call(d, TSPEC_CALL_ABORT, 0));
}

/* --- endings that are told --- */

static void resets_and_silence_are_told(void **state)
{
    (void)state;
    driver_establish(d, 3);
    driver_peer(d, 3, TSPEC_RST, NULL, 0);
    assert_signal(3, TSPEC_SIGNAL_RESET);
    assert_result(NO_CONN, driver_receive(d, 3, 1));

    driver_call(d, TSPEC_CALL_OPEN_ACTIVE, 3);
    driver_clear(d);
    driver_peer(d, 3, TSPEC_RST | TSPEC_ACK, NULL, 0);
    assert_signal(3, TSPEC_SIGNAL_REFUSED);

    driver_call(d, TSPEC_CALL_OPEN_ACTIVE, 3);
    driver_advance(d, 1000ull * SECOND);
    assert_int_equal(d->signal_count, 1);
    assert_int_equal(d->signals[0].signal, TSPEC_SIGNAL_TIMEOUT);
    for (unsigned i = 1; i < d->segment_count; i++)
        assert_true(d->segments[i - 1].at_us < d->segments[i].at_us &&
                    d->segments[i].at_us < d->signals[0].at_us);
    assert_result(NO_CONN, driver_call(d, TSPEC_CALL_STATUS, 3));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(passive_open_is_a_three_way_handshake),
        TEST(active_open_connects),
        TEST(a_listener_and_connections_share_the_port),
        TEST(initial_sequence_numbers_rise),
        TEST(data_goes_both_ways),
        TEST(a_full_send_buffer_blocks),
        TEST(the_window_is_what_the_application_left_free),
        TEST(sizes_follow_the_config),
        TEST(close_and_time_wait_last_two_msl),
        TEST(msl_is_the_config_s),
        TEST(the_peer_closes_first),
        TEST(a_stale_handle_reaches_nobody),
        TEST(release_resets_for_what_is_unread),
        TEST(after_release_the_handle_is_gone),
        TEST(abort_resets),
        TEST(resets_and_silence_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
