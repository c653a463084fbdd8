/* The engine as a stack under test: its options, its profile, its behaviour behind the interface of sut.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "engine/fault.h"
#include "engine/wire.h"
#include "harness/sut/engine.h"
#include "harness/sut/sut.h"

enum { LOG = 32 };
static struct {
    unsigned packets, signals, faults;
    uint64_t at_us[LOG];
    struct tspec_segment segments[LOG];
    char fault[128];
} seen;

static void on_packet(void *context, uint64_t now_us, const uint8_t *ip, size_t bytes)
{
    (void)context;
    assert_true(seen.packets < LOG);
    assert_int_equal(tspec_wire_decode(ip, bytes, &seen.segments[seen.packets]), TSPEC_WIRE_OK);
    seen.at_us[seen.packets++] = now_us;
}

static void on_signal(void *context, uint64_t now_us, unsigned flow, enum tspec_signal signal)
{
    (void)context, (void)now_us, (void)flow, (void)signal;
    seen.signals++;
}

static void on_fault(void *context, uint64_t now_us, const char *text)
{
    (void)context, (void)now_us;
    snprintf(seen.fault, sizeof seen.fault, "%s", text);
    seen.faults++;
}

static const struct tspec_sut_sink sink = {NULL, on_packet, on_signal, on_fault};
static const struct tspec_sut_class *engine;

static int find(void **state)
{
    (void)state;
    engine = tspec_sut_find("engine");
    return engine ? 0 : -1;
}

static struct tspec_sut *create(const char *option, char *error, size_t error_bytes)
{
    struct tspec_sut_config config = {.seed = 1, .options = &option, .option_count = option ? 1 : 0};
    memset(&seen, 0, sizeof seen);
    return engine->create(&config, &sink, error, error_bytes);
}

static void options(void **state)
{
    (void)state;
    static const struct {
        const char *option, *error; /* NULL: it is taken */
    } rows[] = {
        {"rfc5961=off", NULL},
        {"rfc1337=1", NULL},
        {"listener=moving", NULL},
        {"delayed_ack_ms=499", NULL},
        {"rfc1377=on", "did you mean 'rfc1337'"},
        {"delayed_ack=5", "did you mean 'delayed_acks'"},
        {"listner=moving", "did you mean 'listener'"},
        {"listener=both", "expected cloning or moving"},
        {"connections=1", NULL},
        {"connections=0", "expected a number from 1 to 7"},
        {"connections=12", "expected a number from 1 to 7"},
        {"rfc5961=maybe", "expected on or off"},
        {"delayed_ack_ms=500", "expected 0 to 499 milliseconds"},
        {"user_timeout_ms=-1", "milliseconds"},
        {"user_timeout_ms=1s", "milliseconds"},
        {"rfc1337", "expected NAME=VALUE"},
        {"=1", "has no option"},
    };
    for (unsigned i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char error[512] = "";
        struct tspec_sut *sut = create(rows[i].option, error, sizeof error);
        assert_int_equal(sut != NULL, rows[i].error == NULL);
        if (rows[i].error && !strstr(error, rows[i].error))
            fail_msg("%s: %s", rows[i].option, error);
        engine->destroy(sut);
    }
}

/* One alternative of every choice, whatever option is set; so that the model holds one world. */
static void profile(void **state)
{
    (void)state;
    char option[64], error[512];
    for (unsigned i = 0; i < 2u * tspec_tcp_rules.option_count; i++) {
        struct tspec_profile declared;
        snprintf(option, sizeof option, "%s=%u",
                 tspec_rules_text(&tspec_tcp_rules, tspec_tcp_rules.options[i / 2].name), i % 2);
        struct tspec_sut *sut = create(option, error, sizeof error);
        engine->profile(sut, &declared);
        for (unsigned c = 0; c < TSPEC_CHOICE_COUNT; c++)
            if (declared.allowed[c] == 0 || (declared.allowed[c] & (declared.allowed[c] - 1)) != 0)
                fail_msg("%s: %s has %02x", option, tspec_choice_name(c), declared.allowed[c]);
        engine->destroy(sut);
    }
}

static void open_active(struct tspec_sut *sut)
{
    const struct tspec_call connect = {.kind = TSPEC_CALL_OPEN_ACTIVE};
    struct tspec_call_result result;
    engine->call(sut, &connect, &result);
    assert_int_equal(result.result, TSPEC_RESULT_OK);
}

/* Timers fire on the way, each at its time; a reset starts all over, to the bit. */
static void time_and_reset(void **state)
{
    (void)state;
    char error[512];
    struct tspec_sut *sut = create(NULL, error, sizeof error);
    for (unsigned turn = 0; turn < 2; turn++) {
        memset(&seen, 0, sizeof seen);
        open_active(sut);
        engine->advance(sut, 500000);
        engine->advance(sut, 8000000);
        assert_int_equal(seen.packets, 4);
        static const uint64_t times[] = {0, 1000000, 3000000, 7000000};
        for (unsigned i = 0; i < 4; i++) {
            assert_int_equal(seen.at_us[i], times[i]);
            assert_int_equal(seen.segments[i].seq.wire, seen.segments[0].seq.wire);
        }
        struct tspec_view view;
        assert_true(engine->view(sut, 0, &view));
        assert_int_equal(view.state, TSPEC_SYN_SENT);
        assert_int_equal(view.iss.wire, seen.segments[0].seq.wire);
        assert_true(engine->reset(sut, NULL));
        assert_true(engine->view(sut, 0, &view));
        assert_int_equal(view.state, TSPEC_CLOSED);
    }
    const struct tspec_sut_config config = {.seed = 1, .iss_set = true, .iss = 0xffffffff};
    assert_true(engine->reset(sut, &config));
    memset(&seen, 0, sizeof seen);
    open_active(sut);
    assert_true(seen.segments[0].seq.wire == 0xffffffffu);
    engine->destroy(sut);
}

static size_t syn_to_nobody(uint8_t *packet, size_t cap)
{
    const struct tspec_segment syn = {.source = {4, {192, 0, 2, 2}},
                                      .destination = {4, {192, 0, 2, 1}},
                                      .source_port = TSPEC_REMOTE_PORT,
                                      .destination_port = TSPEC_LOCAL_PORT,
                                      .flags = TSPEC_SYN};
    return tspec_wire_encode(&syn, packet, cap);
}

/* MUST-3 */
static void checksum(void **state)
{
    (void)state;
    char error[512];
    uint8_t packet[64];
    size_t bytes = syn_to_nobody(packet, sizeof packet);
    struct tspec_sut *sut = create(NULL, error, sizeof error);
    engine->packet(sut, packet, bytes);
    assert_int_equal(seen.packets, 1);
    packet[bytes - 1] ^= 1;
    engine->packet(sut, packet, bytes);
    assert_int_equal(seen.packets, 1);
    engine->packet(sut, packet, 30);
    assert_int_equal(seen.packets, 1);
#ifdef TSPEC_FAULTS
    tspec_engine_fault_set(TSPEC_FAULT_CHECKSUM_UNCHECKED);
    engine->packet(sut, packet, bytes);
    tspec_engine_fault_set(TSPEC_FAULT_NONE);
    assert_int_equal(seen.packets, 2);
#endif
    engine->destroy(sut);
}

/* Rules handed in from outside are run; where they lead to what cannot happen, the harness is told. */
static void other_rules(void **state)
{
    (void)state;
    static struct tspec_rules rules;
    char error[512];
    uint8_t packet[64];
    size_t bytes = syn_to_nobody(packet, sizeof packet);
    memcpy(&rules, &tspec_tcp_rules, sizeof rules);
    for (unsigned i = 0; i < rules.action_count; i++)
        if (rules.actions[i].op == TSPEC_OP_SEND)
            rules.actions[i].op = TSPEC_OP_IMPOSSIBLE;
    tspec_sut_engine_use(&rules);
    struct tspec_sut *sut = create(NULL, error, sizeof error);
    engine->packet(sut, packet, bytes);
    assert_int_equal(seen.packets, 0);
    assert_int_equal(seen.faults, 1);
    assert_string_equal(seen.fault, "closed.reset.no_ack");
    tspec_sut_engine_use(NULL);
    assert_true(engine->reset(sut, &(struct tspec_sut_config){.seed = 1}));
    engine->packet(sut, packet, bytes);
    assert_int_equal(seen.packets, 1);
    engine->destroy(sut);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(options),  cmocka_unit_test(profile),     cmocka_unit_test(time_and_reset),
        cmocka_unit_test(checksum), cmocka_unit_test(other_rules),
    };
    return cmocka_run_group_tests(tests, find, NULL);
}
