/* What sut.h promises of the lwIP adapter beyond traffic: refusals, repeatability, faults, profile. */
#include "lwip.h"

/* --- what cannot be expressed --- */

static void unsupported_calls_do_nothing(void **state)
{
    static const enum tspec_call_kind before_accept[] = {TSPEC_CALL_SEND,     TSPEC_CALL_RECEIVE,
                                                         TSPEC_CALL_SHUTDOWN, TSPEC_CALL_RELEASE,
                                                         TSPEC_CALL_ABORT,    TSPEC_CALL_STATUS};
    static const enum tspec_call_kind on_listener[] = {
        TSPEC_CALL_OPEN_ACTIVE, TSPEC_CALL_SEND, TSPEC_CALL_RECEIVE, TSPEC_CALL_SHUTDOWN, TSPEC_CALL_ABORT};
    (void)state;
    assert_result(UNSUPPORTED, driver_listener(d, TSPEC_CALL_OPEN_ACTIVE));
    assert_result(NO_CONN, driver_listener(d, TSPEC_CALL_SEND));
    driver_listener(d, TSPEC_CALL_OPEN_PASSIVE);
    for (size_t i = 0; i < sizeof on_listener / sizeof *on_listener; i++)
        assert_result(UNSUPPORTED, driver_listener(d, on_listener[i]));
    for (size_t i = 0; i < sizeof before_accept / sizeof *before_accept; i++)
        assert_result(NO_CONN, driver_call(d, before_accept[i], 0));
    driver_peer(d, 0, TSPEC_SYN, NULL, 0);
    driver_peer(d, 0, TSPEC_ACK, octets, 3);
    driver_clear(d);
    for (size_t i = 0; i < sizeof before_accept / sizeof *before_accept; i++)
        assert_result(UNSUPPORTED, driver_call(d, before_accept[i], 0));
    assert_int_equal(d->segment_count, 0);
    assert_result(OK, driver_call(d, TSPEC_CALL_ACCEPT, 0));
    assert_int_equal(driver_receive(d, 0, 9).octets, 3);
    driver_call(d, TSPEC_CALL_OPEN_ACTIVE, 1);
    assert_result(UNSUPPORTED, driver_call(d, TSPEC_CALL_SHUTDOWN, 1));
}

static void sizes_it_cannot_have_become_the_nearest(void **state)
{
    static const struct {
        struct tspec_sut_config asked;
        struct tspec_profile had;
    } rows[] = {
        {{0},
         {.mss = 536,
          .receive_buffer_bytes = 2144,
          .send_buffer_bytes = 1072,
          .mtu = 1500,
          .msl_us = 60 * SECOND}},
        {{.mss = 100}, {.mss = 536}},
        {{.mss = 25856}, {.mss = 1460, .receive_buffer_bytes = 5840, .send_buffer_bytes = 2920}},
        {{.mss = 1460, .mtu = 20}, {.mss = 28, .mtu = 68}},
        {{.receive_buffer_bytes = 1, .send_buffer_bytes = 1},
         {.receive_buffer_bytes = 536, .send_buffer_bytes = 1072}},
        {{.receive_buffer_bytes = UINT32_MAX}, {.receive_buffer_bytes = 65535}},
        {{.send_buffer_bytes = UINT32_MAX}, {.send_buffer_bytes = 65535}},
        {{.msl_us = 1}, {.msl_us = SECOND / 4}},
        {{.msl_us = 3 * SECOND}, {.msl_us = 3 * SECOND}},
    };
    struct tspec_profile profile;
    (void)state;
    if (!sets_sizes)
        skip();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct tspec_profile *had = &rows[i].had;
        assert_true(d->class->reset(d->sut, &rows[i].asked));
        d->class->profile(d->sut, &profile);
        assert_true(!had->mss || had->mss == profile.mss);
        assert_true(!had->mtu || had->mtu == profile.mtu);
        assert_true(!had->msl_us || had->msl_us == profile.msl_us);
        assert_true(!had->receive_buffer_bytes || had->receive_buffer_bytes == profile.receive_buffer_bytes);
        assert_true(!had->send_buffer_bytes || had->send_buffer_bytes == profile.send_buffer_bytes);
    }
}

static void what_cannot_be_had_is_said(void **state)
{
    static const char *const unknown[] = {"nagle=off"};
    struct tspec_sut_config config = {.options = unknown, .option_count = 1}, none = {0};
    struct tspec_sut_sink sink = {0};
    char error[200];
    (void)state;
    assert_null(d->class->create(&none, &sink, error, sizeof error));
    assert_non_null(strstr(error, "one instance"));
    assert_false(d->class->reset(d->sut, &config));
    assert_null(d->class->create(&config, &sink, error, sizeof error));
    assert_non_null(strstr(error, "nagle=off"));
}

/* --- repeatability and faults --- */

/* A bit of everything, timers included. */
static void mixed_script(void)
{
    driver_establish(d, 0);
    driver_establish(d, 1);
    driver_peer(d, 0, TSPEC_ACK, octets, 700);
    driver_segment(d, 0, TSPEC_ACK, d->peer[0].seq + 50, d->peer[0].ack, octets, 100);
    driver_receive(d, 0, 300);
    driver_send(d, 1, octets, 900);
    driver_call(d, TSPEC_CALL_OPEN_ACTIVE, 2);
    driver_advance(d, 7 * SECOND + 1);
    driver_peer(d, 1, TSPEC_ACK, NULL, 0);
    driver_call(d, TSPEC_CALL_SHUTDOWN, 1);
    driver_advance(d, SECOND / 4);
    driver_peer(d, 1, TSPEC_FIN | TSPEC_ACK, NULL, 0);
    driver_call(d, TSPEC_CALL_RELEASE, 0);
    driver_peer(d, 3, TSPEC_SYN, NULL, 0);
    driver_advance(d, 5 * SECOND);
}

static void a_reset_is_bit_for_bit(void **state)
{
    static uint8_t first[DRIVER_LOG];
    size_t bytes = 0;
    (void)state;
    for (unsigned run = 0; run < 1000; run++) {
        driver_reset(d);
        mixed_script();
        if (run == 0) {
            bytes = d->log_bytes;
            memcpy(first, d->log, bytes);
            assert_true(bytes > 1000);
        }
        assert_int_equal(d->log_bytes, bytes);
        assert_memory_equal(d->log, first, bytes);
    }
}

/* lwIP up to 2.2.1 holds an out-of-order segment without cutting it at the window, and asserts when its turn
 * comes. The assertion must come back here and leave a fault, and a reset must leave no trace of it. */
static void a_failed_assertion_comes_back(void **state)
{
    static uint8_t before[DRIVER_LOG];
    struct tspec_view view;
    size_t bytes;
    (void)state;
    if (!sets_sizes)
        skip();
    driver_reset(d);
    mixed_script();
    bytes = d->log_bytes;
    memcpy(before, d->log, bytes);

    driver_reset(d);
    driver_establish(d, 0);
    for (unsigned i = 0; i < 2; i++)
        driver_peer(d, 0, TSPEC_ACK, octets, 1000);
    driver_segment(d, 0, TSPEC_ACK, d->peer[0].seq + 100, d->peer[0].ack, octets,
                   100); /* the window holds 144 */
    driver_clear(d);
    driver_peer(d, 0, TSPEC_ACK, octets, 100);
    assert_int_equal(d->faults, 1);
    assert_string_equal(d->fault, "tcp_receive: ooseq tcplen > rcv_wnd");
    assert_result(UNSUPPORTED, driver_call(d, TSPEC_CALL_STATUS, 0));
    driver_peer(d, 0, TSPEC_ACK, octets, 1);
    driver_advance(d, SECOND);
    assert_int_equal(d->segment_count, 0);
    assert_false(d->class->view(d->sut, 0, &view));
    driver_reset(d);
    mixed_script();
    assert_int_equal(d->log_bytes, bytes);
    assert_memory_equal(d->log, before, bytes);
}

static void the_seed_chooses_the_iss(void **state)
{
    uint32_t seen[3];
    (void)state;
    if (!sets_iss)
        skip();
    for (unsigned i = 0; i < 3; i++) {
        assert_true(d->class->reset(d->sut, &(struct tspec_sut_config){.seed = 40 + i / 2}));
        driver_clear(d);
        driver_call(d, TSPEC_CALL_OPEN_ACTIVE, 0);
        seen[i] = driver_only(d)->seq.wire;
    }
    assert_int_equal(seen[0], seen[1]);
    assert_int_not_equal(seen[0], seen[2]);
}

static void the_profile_is_sound(void **state)
{
    struct tspec_profile profile;
    (void)state;
    d->class->profile(d->sut, &profile);
    for (unsigned i = 0; i < TSPEC_CHOICE_COUNT; i++) {
        assert_true(profile.allowed[i] != 0);
        assert_true(profile.allowed[i] < 1u << tspec_choice_alternatives(i));
    }
    assert_true(profile.tick_us <= SECOND / 2);
    assert_true(profile.rto_min_us <= profile.rto_initial_us && profile.rto_initial_us <= profile.rto_max_us);
    assert_true(profile.rto_max_us >=
                3600000000ull); /* 128 times an estimate that follows long round trips */
    assert_true(profile.delayed_ack_us < SECOND / 2);
    assert_true(profile.mss + 40 <= profile.mtu);
    assert_int_equal(profile.msl_us, (uint64_t)MSL_S * SECOND);
    assert_false(profile.capabilities & TSPEC_CAN_SHOW_VARIABLES);
    assert_string_not_equal(d->class->version(), "");
}

static void stacks_are_found_by_name(void **state)
{
    (void)state;
    for (const struct tspec_sut_class *const *entry = tspec_sut_classes(); *entry; entry++)
        assert_ptr_equal(tspec_sut_find((*entry)->name), *entry);
    assert_null(tspec_sut_find("lwi"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(unsupported_calls_do_nothing),  TEST(sizes_it_cannot_have_become_the_nearest),
        TEST(what_cannot_be_had_is_said),    TEST(a_reset_is_bit_for_bit),
        TEST(a_failed_assertion_comes_back), TEST(the_seed_chooses_the_iss),
        TEST(the_profile_is_sound),          TEST(stacks_are_found_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
