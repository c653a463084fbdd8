#include "tests/engine/bench.h"

#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "engine/iss.h"
#include "engine/option.h"

static const char *line_start; /* of the script, for messages */

static void fail_step(const char *format, ...)
{
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    fail_msg("step `%.*s`: %s", (int)strcspn(line_start, "\n"), line_start, text);
}

uint8_t bench_octet(uint32_t relative)
{
    return (uint8_t)(relative * 7 + relative / 256);
}

void bench_option(struct bench *bench, const char *name, bool on)
{
    const struct tspec_rules *rules = bench->config.rules;
    for (unsigned i = 0; i < rules->option_count; i++)
        if (strcmp(tspec_rules_text(rules, rules->options[i].name), name) == 0) {
            unsigned bit = 1u << i;
            bench->config.options = on ? bench->config.options | bit : bench->config.options & ~bit;
            return;
        }
    fail_msg("the rules have no option %s", name);
}

void bench_configure(struct bench *bench)
{
    bench->config = (struct tspec_endpoint_config){
        .local = {.address = {4, {192, 0, 2, 1}}, .port = 8080},
        .rules = &tspec_tcp_rules,
        .options = tspec_rules_default_options(&tspec_tcp_rules),
        .listener = TSPEC_LISTENER_CLONES,
        .blocks = 5,
        .msl_us = 120000000,
        .rto = {.initial_us = 1000000, .min_us = 1000000, .max_us = 60000000},
        .delayed_ack_us = 200000,
        .user_timeout_us = 300000000,
        .syn_timeout_us = 180000000,
        .persist_max_us = 60000000,
        .override_us = 200000,
        .keep_alive_idle_us = 7200000000,
        .keep_alive_interval_us = 75000000,
        .keep_alive_probes = 3,
        .r1 = 3,
        .initial_segments = 10,
        .receive_bytes = 2000,
        .send_bytes = 2000,
        .mss = 1000,
        .mtu = 1500,
        .iss_set = true,
        .iss = 100,
    };
    bench_option(bench, "nagle", false);
    bench_option(bench, "sender_sws", false);
    bench_option(bench, "zero_window_probes", false);
    bench_option(bench, "soft_errors", false);
    bench_option(bench, "urgent", false);
}

void bench_begin(struct bench *bench)
{
    assert_true(tspec_endpoint_memory(&bench->config) <= sizeof bench->memory);
    tspec_endpoint_init(&bench->endpoint, &bench->config, bench->memory);
    bench->now_us = 0;
    bench->peer_iss = PEER_ISS;
    bench->iss = bench->delivered = bench->queued = 0;
    bench->port = bench->advised = 0;
    bench->taken = bench->count = 0;
}

/* Effects wait in the queue for the `>` and `!` steps. */
static void collect(struct bench *bench)
{
    if (bench->effects.trap)
        fail_step("the rules trapped: %s", bench->effects.trap);
    for (unsigned i = 0; i < bench->effects.count; i++) {
        const struct tspec_effect *effect = &bench->effects.items[i];
        if (effect->kind == TSPEC_EFFECT_ADVICE) {
            bench->advised++;
            continue;
        }
        assert_true(bench->count < BENCH_QUEUE);
        bench->queue[bench->count++] = *effect;
        if (effect->kind != TSPEC_EFFECT_SEGMENT)
            continue;
        const struct tspec_segment *seg = &effect->segment;
        if (seg->flags & TSPEC_SYN)
            bench->iss = seg->seq.wire;
        for (uint32_t k = 0; k < seg->payload_bytes; k++)
            if (seg->payload[k] != bench_octet(seg->seq.wire - bench->iss + k))
                fail_step("octet %u of the segment at %u is wrong", k, seg->seq.wire - bench->iss);
    }
}

static struct tspec_socket remote_of(unsigned port)
{
    return (struct tspec_socket){{4, {192, 0, 2, 2}}, (uint16_t)(40000 + port)};
}

/* The words of a line, one after the other. */
struct words {
    const char *at, *end;
};

static bool next_word(struct words *words, char *out, size_t bytes)
{
    while (words->at < words->end && *words->at == ' ')
        words->at++;
    size_t length = 0;
    while (words->at < words->end && *words->at != ' ') {
        if (length + 1 < bytes)
            out[length++] = *words->at;
        words->at++;
    }
    out[length] = '\0';
    return length > 0;
}

static unsigned flags_of(const char *text)
{
    static const struct {
        char letter;
        unsigned flag;
    } letters[] = {{'S', TSPEC_SYN}, {'F', TSPEC_FIN}, {'R', TSPEC_RST}, {'P', TSPEC_PSH},
                   {'U', TSPEC_URG}, {'.', TSPEC_ACK}, {'0', 0}};
    unsigned flags = 0;
    for (; *text; text++) {
        bool known = false;
        for (unsigned i = 0; i < sizeof letters / sizeof letters[0]; i++)
            if (letters[i].letter == *text) {
                flags |= letters[i].flag;
                known = true;
            }
        if (!known)
            fail_step("no such flag: %c", *text);
    }
    return flags;
}

/* What a `<` or `>` line says of a segment. */
struct line_segment {
    unsigned flags, length, window, mss, urgent, port, ttl, ds;
    uint8_t scale;
    uint32_t seq, ack, value, echo;
    bool has_scale, has_stamps, has_ack, has_window, has_mss, has_urgent, has_ttl, has_ds, bad_option;
};

static uint32_t number_of(const char *word, uint32_t base)
{
    return word[0] == '~' ? (uint32_t)strtoll(word + 1, NULL, 0) : base + (uint32_t)strtoll(word, NULL, 0);
}

static struct line_segment parse_segment(const struct bench *bench, struct words words, bool out)
{
    struct line_segment line = {.port = bench->port, .window = 10000};
    char word[32];
    next_word(&words, word, sizeof word);
    line.flags = flags_of(word);
    next_word(&words, word, sizeof word);
    line.seq = number_of(word, out ? bench->iss : bench->peer_iss);
    while (next_word(&words, word, sizeof word)) {
        char value[32];
        if (strcmp(word, "bad-option") == 0) {
            line.bad_option = true;
            continue;
        }
        if (strchr("-~0123456789", word[0])) {
            line.ack = number_of(word, out ? bench->peer_iss : bench->iss);
            line.has_ack = true;
            continue;
        }
        next_word(&words, value, sizeof value);
        unsigned number = (unsigned)strtoul(value, NULL, 0);
        if (strcmp(word, "len") == 0)
            line.length = number;
        else if (strcmp(word, "win") == 0)
            line.window = number, line.has_window = true;
        else if (strcmp(word, "mss") == 0)
            line.mss = number, line.has_mss = true;
        else if (strcmp(word, "up") == 0)
            line.urgent = number, line.has_urgent = true;
        else if (strcmp(word, "scale") == 0)
            line.scale = (uint8_t)number, line.has_scale = true;
        else if (strcmp(word, "ts") == 0 && next_word(&words, word, sizeof word))
            line.value = number, line.echo = (uint32_t)strtoul(word, NULL, 0), line.has_stamps = true;
        else if (strcmp(word, "ttl") == 0)
            line.ttl = number, line.has_ttl = true;
        else if (strcmp(word, "ds") == 0)
            line.ds = number, line.has_ds = true;
        else if (strcmp(word, "port") == 0)
            line.port = number;
        else
            fail_step("no such word: %s", word);
    }
    return line;
}

/* The timestamp of time 0. */
static uint32_t clock_of(const struct bench *bench, const struct tspec_socket *remote)
{
    return (uint32_t)(tspec_iss_hash(bench->config.secret, &bench->config.local, remote) >> 32);
}

static void segment_in(struct bench *bench, struct words words)
{
    static uint8_t octets[1 << 16];
    struct line_segment line = parse_segment(bench, words, false);
    struct tspec_socket remote = remote_of(line.port);
    uint32_t text = line.seq - bench->peer_iss + ((line.flags & TSPEC_SYN) != 0);
    for (unsigned i = 0; i < line.length; i++)
        octets[i] = bench_octet(text + i);
    struct tspec_segment seg = {.source = remote.address,
                                .destination = bench->config.local.address,
                                .source_port = remote.port,
                                .destination_port = bench->config.local.port,
                                .seq = {line.seq},
                                .ack = {line.ack},
                                .flags = (uint8_t)line.flags,
                                .window = (uint16_t)line.window,
                                .urgent = (uint16_t)line.urgent,
                                .payload_bytes = line.length,
                                .payload = line.length ? octets : NULL};
    if (line.has_mss)
        tspec_option_set_mss(&seg, (uint16_t)line.mss);
    if (line.has_scale)
        tspec_option_add_scale(&seg, line.scale);
    if (line.has_stamps)
        tspec_option_add_stamps(&seg, line.value, line.echo + clock_of(bench, &remote));
    if (line.bad_option) {
        static const uint8_t bad[8] = {8, 1, 2, 4, 1, 0, 0, 0};
        memcpy(seg.options, bad, sizeof bad);
        seg.options_bytes = sizeof bad;
    }
    tspec_endpoint_segment(&bench->endpoint, bench->now_us, &seg, &bench->effects);
    collect(bench);
}

static void icmp_in(struct bench *bench, struct words words)
{
    char word[32], value[32];
    struct tspec_socket remote = remote_of(bench->port);
    struct tspec_icmp icmp = {.from = remote.address,
                              .source = bench->config.local.address,
                              .destination = remote.address,
                              .source_port = bench->config.local.port,
                              .destination_port = remote.port};
    next_word(&words, word, sizeof word);
    while (icmp.kind < TSPEC_ICMP_COUNT && strcmp(tspec_icmp_name(icmp.kind), word) != 0)
        icmp.kind++;
    if (icmp.kind == TSPEC_ICMP_COUNT)
        fail_step("no such message: %s", word);
    next_word(&words, word, sizeof word);
    icmp.seq.wire = number_of(word, bench->iss);
    while (next_word(&words, word, sizeof word) && next_word(&words, value, sizeof value))
        if (strcmp(word, "mtu") == 0)
            icmp.mtu = (uint16_t)strtoul(value, NULL, 0);
        else if (strcmp(word, "from-port") == 0)
            icmp.source_port = (uint16_t)strtoul(value, NULL, 0);
        else if (strcmp(word, "port") == 0)
            icmp.destination_port = remote_of((unsigned)strtoul(value, NULL, 0)).port;
        else
            fail_step("no such word: %s", word);
    tspec_endpoint_icmp(&bench->endpoint, bench->now_us, &icmp, &bench->effects);
    collect(bench);
}

static const struct tspec_effect *take(struct bench *bench, uint8_t kind)
{
    if (bench->taken == bench->count)
        fail_step("nothing more came");
    const struct tspec_effect *effect = &bench->queue[bench->taken++];
    if (effect->kind != kind) {
        if (kind == TSPEC_EFFECT_SEGMENT)
            fail_step("a signal came: %s", tspec_signal_name(effect->signal));
        fail_step("a segment came: flags %02x", effect->segment.flags);
    }
    return effect;
}

static void segment_out(struct bench *bench, struct words words)
{
    const struct tspec_segment *seg = &take(bench, TSPEC_EFFECT_SEGMENT)->segment;
    struct line_segment line = parse_segment(bench, words, true);
    uint16_t mss = 0;
    bool has_mss = tspec_option_mss(seg, &mss);
    bool same = seg->flags == line.flags && seg->seq.wire == line.seq && seg->payload_bytes == line.length &&
                seg->destination_port == 40000 + line.port && seg->source_port == bench->config.local.port;
    same = same && (!line.has_ack || seg->ack.wire == line.ack) &&
           (!line.has_window || seg->window == line.window) &&
           (!line.has_mss || (has_mss && mss == line.mss)) &&
           (!line.has_urgent || seg->urgent == line.urgent) && (!line.has_ttl || seg->ttl == line.ttl) &&
           (!line.has_ds || seg->ds == line.ds);
    uint8_t shift = 0;
    uint32_t value = 0, echo = 0;
    struct tspec_socket remote = {seg->destination, seg->destination_port};
    bool scaled = tspec_option_scale(seg, &shift), stamped = tspec_option_stamps(seg, &value, &echo);
    if (stamped)
        value -= clock_of(bench, &remote);
    if (scaled != line.has_scale || shift != line.scale || stamped != line.has_stamps ||
        value != line.value || echo != line.echo)
        fail_step("sent: %s %u %s %u %u", scaled ? "scale" : "no scale", shift, stamped ? "ts" : "no ts",
                  (unsigned)value, (unsigned)echo);
    if (!same)
        fail_step("sent: flags %02x seq %d ack %d len %u win %u mss %u up %u port %u", seg->flags,
                  (int)(seg->seq.wire - bench->iss), (int)(seg->ack.wire - bench->peer_iss),
                  seg->payload_bytes, seg->window, mss, seg->urgent, seg->destination_port - 40000u);
    if ((seg->flags & TSPEC_URG) && !line.has_urgent)
        fail_step("say the urgent pointer (up %u)", seg->urgent);
    if ((seg->flags & TSPEC_ACK) && !line.has_ack)
        fail_step("say the ACK (%d)", (int)(seg->ack.wire - bench->peer_iss));
}

static void signal_out(struct bench *bench, struct words words)
{
    char word[32];
    next_word(&words, word, sizeof word);
    const char *name = tspec_signal_name(take(bench, TSPEC_EFFECT_SIGNAL)->signal);
    if (strcmp(name, word) != 0)
        fail_step("signalled %s", name);
}

static void advance(struct bench *bench, struct words words)
{
    char word[32];
    next_word(&words, word, sizeof word);
    uint64_t until = bench->now_us + strtoull(word, NULL, 10) * 1000;
    uint64_t due;
    while ((due = tspec_endpoint_deadline(&bench->endpoint)) <= until) {
        bench->now_us = due;
        assert_true(tspec_endpoint_expire(&bench->endpoint, due, &bench->effects));
        collect(bench);
    }
    bench->now_us = until;
}

static void check_state(struct bench *bench, struct words words)
{
    char word[32];
    next_word(&words, word, sizeof word);
    struct tspec_socket remote = remote_of(bench->port);
    const struct tspec_tcb *tcb = tspec_endpoint_connection(&bench->endpoint, &remote);
    const char *state = tspec_state_name(tcb ? tcb->state : (unsigned)TSPEC_CLOSED);
    if (strcmp(state, word) != 0)
        fail_step("the state is %s", state);
}

/* The words of a call between its name and its result. */
static void call_words(struct tspec_call *call, struct words *words, char *word, size_t bytes)
{
    static const char *const settings[] = {
#define SETTING(id, text, most) text,
        TSPEC_SETTINGS(SETTING)
#undef SETTING
    };
    next_word(words, word, bytes);
    if (call->kind == TSPEC_CALL_SET) {
        while (call->setting < TSPEC_SETTING_COUNT && strcmp(settings[call->setting], word) != 0)
            call->setting++;
        if (call->setting == TSPEC_SETTING_COUNT)
            fail_step("no such setting");
        next_word(words, word, bytes);
        call->value = (uint32_t)strtoul(word, NULL, 10);
        next_word(words, word, bytes);
    } else if (word[0] >= '0' && word[0] <= '9') {
        call->octets = (uint32_t)strtoul(word, NULL, 10);
        next_word(words, word, bytes);
    }
    for (; islower((unsigned char)word[0]); next_word(words, word, bytes)) {
        call->urgent = call->urgent || strcmp(word, "urgent") == 0;
        call->push = call->push || strcmp(word, "push") == 0;
        call->more = call->more || strcmp(word, "more") == 0;
        for (uint8_t a = TSPEC_ADDRESS_LOCAL; a < TSPEC_ADDRESS_COUNT; a++)
            if (strcmp(word, tspec_address_name(a)) == 0)
                call->address = a;
    }
}

static void call(struct bench *bench, const char *name, struct words words)
{
    static uint8_t octets[1 << 16];
    struct tspec_call call = {.data = octets};
    char word[32];
    if (strcmp(name, "listener") == 0) {
        call.on_listener = true;
        next_word(&words, word, sizeof word);
        name = word;
    }
    unsigned kind = 0;
    while (kind < TSPEC_CALL_COUNT && strcmp(tspec_call_name(kind), name) != 0)
        kind++;
    if (kind == TSPEC_CALL_COUNT)
        fail_step("no such call");
    call.kind = (uint8_t)kind;
    char first[32], wanted_octets[32], urgent[32];
    call_words(&call, &words, first, sizeof first);
    for (uint32_t i = 0; i < call.octets; i++)
        octets[i] = bench_octet(1 + bench->queued + i);
    struct tspec_socket remote = remote_of(bench->port);
    struct tspec_call_result result;
    tspec_endpoint_call(&bench->endpoint, bench->now_us, &remote, &call, &result, &bench->effects);
    if (kind == TSPEC_CALL_SEND)
        bench->queued += result.octets;
    collect(bench);
    const char *name_of_result = kind == TSPEC_CALL_STATUS && result.result == TSPEC_RESULT_OK
                                     ? tspec_state_name(result.state)
                                     : tspec_result_name(result.result);
    if (strcmp(name_of_result, first) != 0)
        fail_step("the result is %s", name_of_result);
    uint32_t wanted = next_word(&words, wanted_octets, sizeof wanted_octets)
                          ? (uint32_t)strtoul(wanted_octets, NULL, 10)
                          : 0;
    if (result.octets != wanted)
        fail_step("the result has %u octets", result.octets);
    if (next_word(&words, urgent, sizeof urgent) && next_word(&words, urgent, sizeof urgent) &&
        (!result.urgent_known || result.urgent_octets != strtoul(urgent, NULL, 10)))
        fail_step("%u urgent octets are left", result.urgent_octets);
    if (kind != TSPEC_CALL_RECEIVE)
        return;
    for (uint32_t i = 0; i < result.octets; i++)
        if (result.data[i] != bench_octet(1 + bench->delivered + i))
            fail_step("octet %u of the stream is wrong", bench->delivered + i);
    bench->delivered += result.octets;
}

static void nothing_left(const struct bench *bench)
{
    if (bench->taken == bench->count)
        return;
    const struct tspec_effect *effect = &bench->queue[bench->taken];
    if (effect->kind == TSPEC_EFFECT_SIGNAL)
        fail_step("before it, %s was signalled", tspec_signal_name(effect->signal));
    const struct tspec_segment *seg = &effect->segment;
    fail_step("before it was sent: flags %02x seq %d ack %d len %u", seg->flags,
              (int)(seg->seq.wire - bench->iss), (int)(seg->ack.wire - bench->peer_iss), seg->payload_bytes);
}

static void play_line(struct bench *bench, struct words words)
{
    char word[32];
    if (!next_word(&words, word, sizeof word) || word[0] == '#')
        return;
    if (strcmp(word, ">") == 0) {
        segment_out(bench, words);
        return;
    }
    if (strcmp(word, "!") == 0) {
        signal_out(bench, words);
        return;
    }
    nothing_left(bench);
    bench->taken = bench->count = 0;
    if (strcmp(word, "<") == 0) {
        segment_in(bench, words);
    } else if (strcmp(word, "icmp") == 0) {
        icmp_in(bench, words);
    } else if (strcmp(word, "+") == 0) {
        advance(bench, words);
    } else if (strcmp(word, "=") == 0) {
        check_state(bench, words);
    } else if (strcmp(word, "advised") == 0) {
        next_word(&words, word, sizeof word);
        if (bench->advised != strtoul(word, NULL, 10))
            fail_step("IP was advised %u times", bench->advised);
    } else if (strcmp(word, "port") == 0) {
        next_word(&words, word, sizeof word);
        bench->port = (unsigned)strtoul(word, NULL, 10);
    } else {
        call(bench, word, words);
    }
}

void bench_play(struct bench *bench, const char *script)
{
    while (*script) {
        size_t length = strcspn(script, "\n");
        line_start = script;
        play_line(bench, (struct words){script, script + length});
        script += length + (script[length] == '\n');
    }
}

void bench_end(const struct bench *bench)
{
    line_start = "the end";
    nothing_left(bench);
}

void bench_run(const char *script)
{
    static struct bench bench;
    bench_configure(&bench);
    bench_begin(&bench);
    bench_play(&bench, script);
    bench_end(&bench);
}
