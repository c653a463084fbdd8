/* The text form: messages, formatting, what is accepted, and what no input does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "harness/scenario/generate.h"
#include "harness/scenario/text.h"
#include "harness/scenario/track.h"

enum { TEXT_MAX = 1 << 17 };

static struct tspec_scenario scenario, other;
static struct tspec_diagnostics diagnostics;
static char text[TEXT_MAX], out[TEXT_MAX], want[TEXT_MAX];

static size_t read_file(const char *path, char *into)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        return 0;
    size_t length = fread(into, 1, TEXT_MAX - 1, file);
    fclose(file);
    into[length] = 0;
    return length;
}

/* Calls `check` with every file of a folder of the source tree that ends in .scn; at least one. */
static void each_scenario(const char *folder, void (*check)(const char *path, const char *name))
{
    char path[1024];
    struct dirent **entries;
    unsigned checked = 0;
    snprintf(path, sizeof path, "%s/%s", TSPEC_SOURCE_DIR, folder);
    int count = scandir(path, &entries, NULL, alphasort);
    assert_true(count > 0);
    for (int i = 0; i < count; i++) {
        const char *name = entries[i]->d_name, *dot = strrchr(name, '.');
        if (dot && strcmp(dot, ".scn") == 0) {
            snprintf(path, sizeof path, "%s/%s/%s", TSPEC_SOURCE_DIR, folder, name);
            check(path, name);
            checked++;
        }
        free(entries[i]);
    }
    free(entries);
    assert_true(checked > 0);
}

/* bad/NAME.scn has errors; bad/NAME.expected has all of their messages, word for word. */
static void check_bad(const char *path, const char *name)
{
    char expected[1024];
    size_t length = read_file(path, text), used = 0;
    assert_false(tspec_scenario_parse(text, length, &scenario, &diagnostics));
    for (unsigned i = 0; i < diagnostics.count && i < TSPEC_DIAGNOSTICS_MAX; i++)
        used +=
            tspec_diagnostic_print(&diagnostics.items[i], name, text, length, out + used, sizeof out - used);
    snprintf(expected, sizeof expected, "%.*s.expected", (int)(strlen(path) - 4), path);
    read_file(expected, want);
    assert_string_equal(out, want);
}

static void bad_lines_get_their_messages(void **state)
{
    (void)state;
    each_scenario("tests/scenario/bad", check_bad);
}

/* Source -> what fmt makes of it. */
static const struct {
    const char *source, *formatted;
} formats[] = {
    {"tcpspec 1", "tcpspec 1\n"},
    {" tcpspec  1 # what\r\n\r\n\r\n", "tcpspec 1 # what\n"},
    {"tcpspec 1\nlisten()", "tcpspec 1\n\nlisten()\n"},
    {"tcpspec 1\n# a\nlisten()\n#b", "tcpspec 1\n\n# a\nlisten()\n#b\n"},
    {"tcpspec 1\n# a\n\n\n\n  # b  \nlisten()   # c  \n\n\n# d\n\n",
     "tcpspec 1\n# a\n\n# b\nlisten() # c\n\n# d\n"},
    {"tcpspec 1\nmtu 0x5dc\nmsl 1.5s # m\n# s\nstack lwip\noption b=1\noption a=\niss 0\nseed 0 # gone\nip "
     "4\nsettle 1min\n",
     "tcpspec 1\n# s\nstack lwip\noption b=1\noption a=\n# gone\niss 0\nmsl 1500ms # m\nsettle 60s\nmtu "
     "1500\n"},
    {"tcpspec 1\n+0.1\n< S 0(0)\n", "tcpspec 1\n\n+0.1 < S 0(0)\n"},
    {"tcpspec 1\n# t\n+0.1 # x\n\n# y\n< S 0(0) # z\n", "tcpspec 1\n\n# t\n# x\n# y\n+0.1 < S 0(0) # z\n"},
    {"tcpspec 1\n+0 < S 0(0)\n+0 # zero\n+0 > S.\n", "tcpspec 1\n\n< S 0(0)\n# zero\n> S.\n"},
    {"tcpspec 1\n+100ms\n+1*MSL\n+2*MSL-1ms\n+3*RTO+0.0005s\n+DELACK\n+0.000010",
     "tcpspec 1\n\n+0.1\n+MSL\n+2*MSL-1ms\n+3*RTO+500us\n+DELACK\n+0.00001\n"},
    {"tcpspec 1\n< .PFS 1+RCV.NXT-2 + RCV.WND (5) flow 1 tag 2 <nop , mss 1460,eol> urg 7 win 1-MSS ack -1 "
     "reserved 3\n",
     "tcpspec 1\n\n< FSP. RCV.NXT+RCV.WND-1(5) ack 4294967295 win 0-MSS+1 urg 7 <nop,mss 1460> reserved 3 "
     "tag 2 flow 1\n"},
    {"tcpspec 1\n< . 0(0) ack 0 damage checksum 15\n< . 0(0) ack 0 damage truncated 0 flow 1\n"
     "< . 0(0) ack 0 damage offset-long 6\n< . 0(0) damage offset-short 4 ack 0\n"
     "< . 0(0) ack 0 damage to-port-0\n",
     "tcpspec 1\n\n< . 0(0) ack 0 damage checksum 15\n< . 0(0) ack 0 flow 1 damage truncated 0\n"
     "< . 0(0) ack 0 damage offset-long 6\n< . 0(0) ack 0 damage offset-short 4\n"
     "< . 0(0) ack 0 damage to-port-0\n"},
    {"tcpspec 1\n< - 5:105(100) damage checksum flow 0\n< U ISS+2147483648(0) ack 1\n",
     "tcpspec 1\n\n< - 5(100) damage checksum\n< U ISS+2147483648(0) ack 1\n"},
    {"tcpspec 1\n< S 0(0) <hex 0204,hex 05b4,opt 3 07>\n< S 0(0) <hex 0200,nop>\n< S 0(0) "
     "<eol,eol,eol,eol,eol>\n",
     "tcpspec 1\n\n< S 0(0) <mss 1460,wscale 7>\n< S 0(0) <hex 02000100>\n< S 0(0) <eol,eol,eol,eol,eol>\n"},
    {"tcpspec 1\n< S 0(0) <TS val 1 ecr 2,opt 253,opt 254 ABcd,sack 1:2 3:4,sackOK>\n",
     "tcpspec 1\n\n< S 0(0) <TS val 1 ecr 2,opt 253,opt 254 abcd,sack 1:2 3:4,sackOK>\n"},
    {"tcpspec 1\nlistener.send(5)=OK(3)flow 2\nrecv( 7 )\nstatus()=OK(CLOSING)\nclose() = CLOSING\n! signal "
     "END\nreplay 3\n",
     "tcpspec 1\n\nlistener.send(5) = OK(3) flow 2\nrecv(7)\nstatus() = OK(CLOSING)\nclose() = CLOSING\n! "
     "signal END\nreplay 3\n"},
};

static void fmt_gives_the_canonical_text(void **state)
{
    (void)state;
    for (unsigned i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        size_t length;
        const char *source = formats[i].source;
        if (!tspec_scenario_format(source, strlen(source), out, sizeof out, &length, &diagnostics))
            fail_msg("%s: %s", source, diagnostics.items[0].message);
        assert_string_equal(out, formats[i].formatted);
        assert_true(tspec_scenario_format(out, length, text, sizeof text, &length, &diagnostics));
        assert_string_equal(text, formats[i].formatted);
    }
}

static void short_buffers_get_the_beginning_and_the_length(void **state)
{
    (void)state;
    tspec_scenario_generate(5, &scenario);
    size_t length = tspec_scenario_print(&scenario, text, sizeof text);
    assert_int_equal(tspec_scenario_print(&scenario, NULL, 0), length);
    for (size_t cap = 1; cap <= length + 1; cap += 7) {
        memset(out, 'x', sizeof out);
        assert_int_equal(tspec_scenario_print(&scenario, out, cap), length);
        assert_memory_equal(out, text, cap - 1);
        assert_int_equal(out[cap - 1], 0);
        assert_int_equal(out[cap], 'x');
    }
}

/* Good text with a few octets exchanged, put in or cut off: parsed or refused, and a fmt of what was parsed
 * parses to the same. */
static void no_input_does_harm(void **state)
{
    (void)state;
    static const char likely[] = "\n#<>+-*():,.= 0149ESRF\0x\xff";
    struct tspec_random random;
    unsigned parsed = 0;
    tspec_random_init(&random, 9);
    for (unsigned i = 0; i < 8000; i++) {
        if (i % 50 == 0)
            tspec_scenario_generate(i, &scenario);
        size_t length = tspec_scenario_print(&scenario, text, sizeof text);
        for (unsigned k = tspec_random_below(&random, 3); k > 0; k--)
            text[tspec_random_below(&random, (uint32_t)length)] =
                likely[tspec_random_below(&random, sizeof likely)];
        if (tspec_random_percent(&random, 10))
            length = tspec_random_below(&random, (uint32_t)length + 1);
        if (tspec_scenario_parse(text, length, &other, &diagnostics)) {
            size_t formatted;
            assert_true(tspec_scenario_format(text, length, out, sizeof out, &formatted, &diagnostics));
            static struct tspec_scenario again;
            assert_true(tspec_scenario_parse(out, formatted, &again, &diagnostics));
            assert_true(tspec_scenario_equal(&other, &again));
            assert_true(tspec_scenario_format(out, formatted, want, sizeof want, &formatted, &diagnostics));
            assert_string_equal(out, want);
            parsed++;
        } else {
            assert_true(diagnostics.count > 0);
            tspec_diagnostic_print(&diagnostics.items[0], "file", text, length, out, sizeof out);
        }
    }
    assert_in_range(parsed, 2000, 7600);
    assert_false(tspec_scenario_parse(NULL, 0, &other, &diagnostics));
}

static void check_canonical(const char *path, const char *name)
{
    (void)name;
    size_t length = read_file(path, text), formatted;
    if (!tspec_scenario_format(text, length, out, sizeof out, &formatted, &diagnostics)) {
        tspec_diagnostic_print(&diagnostics.items[0], path, text, length, out, sizeof out);
        fail_msg("%s", out);
    }
    assert_string_equal(text, out);
    const char *second = strchr(text, '\n') + 1;
    assert_int_equal(second[0], '#'); /* it says what it shows */
    unsigned expectations = 0;
    tspec_scenario_parse(text, length, &scenario, &diagnostics);
    for (unsigned i = 0; i < scenario.event_count; i++)
        expectations += !tspec_event_is_stimulus(&scenario.events[i]);
    assert_true(expectations > 0);
}

static void the_textbook_is_formatted_and_expects_something(void **state)
{
    (void)state;
    each_scenario("corpus/textbook", check_canonical);
}

static void expect_in_doc(const char *word)
{
    if (!strstr(text, word))
        fail_msg("docs/scenario.md does not know \"%s\"", word);
}

/* The document names every word of the notation, and its first example is a canonical scenario. */
static void the_document_and_the_code_agree(void **state)
{
    (void)state;
    read_file(TSPEC_SOURCE_DIR "/docs/scenario.md", text);
    for (unsigned i = 1; i < TSPEC_SYMBOL_COUNT; i++)
        expect_in_doc(tspec_symbol_name(i));
    for (unsigned i = 1; i < TSPEC_QUANTUM_COUNT; i++)
        expect_in_doc(tspec_quantum_name(i));
    for (unsigned i = 1; i < TSPEC_DAMAGE_COUNT; i++)
        expect_in_doc(tspec_damage_name(i));
    for (unsigned i = 0; i < TSPEC_CALL_COUNT; i++)
        expect_in_doc(tspec_call_name(i));

    const char *line = strstr(text, "    tcpspec 1\n");
    size_t used = 0, length;
    assert_non_null(line);
    while (line[0] == '\n' || strncmp(line, "    ", 4) == 0) {
        const char *end = strchr(line, '\n') + 1;
        size_t indent = line[0] == '\n' ? 0 : 4;
        memcpy(want + used, line + indent, (size_t)(end - line) - indent);
        used += (size_t)(end - line) - indent;
        line = end;
    }
    want[used - 1] = 0; /* the blank line behind the example */
    assert_true(tspec_scenario_format(want, used - 1, out, sizeof out, &length, &diagnostics));
    assert_string_equal(want, out);
}

static void segments_print_relative_or_absolute(void **state)
{
    (void)state;
    struct tspec_track_flow flow = {.iss_seen = true, .irs_seen = true, .iss = 5000, .irs = 0xffffffff};
    struct tspec_segment seg = {.flags = TSPEC_ACK | TSPEC_PSH,
                                .seq = {0},
                                .ack = {5001},
                                .window = 65535,
                                .payload_bytes = 100,
                                .options_bytes = 4,
                                .options = {2, 4, 5, 180}};
    tspec_segment_print('<', &seg, &flow, out, sizeof out);
    assert_string_equal(out, "< P. 1:101(100) ack 1 win 65535 <mss 1460>");
    tspec_segment_print('<', &seg, NULL, out, sizeof out);
    assert_string_equal(out, "< P. 0:100(100) ack 5001 win 65535 <mss 1460>");
    struct tspec_segment reset = {.flags = TSPEC_RST | TSPEC_URG, .seq = {5003}, .urgent = 3, .reserved = 1};
    tspec_segment_print('>', &reset, &flow, out, sizeof out);
    assert_string_equal(out, "> RU 3:3(0) win 0 urg 3 reserved 1");
    seg.seq.wire -= 9; /* the shorter way back, across 2^32 */
    tspec_segment_print('<', &seg, &flow, out, sizeof out);
    assert_string_equal(out, "< P. -8:92(100) ack 1 win 65535 <mss 1460>");
    reset.seq.wire = 0; /* <SEQ=0> of a reset is no place in a sequence */
    tspec_segment_print('>', &reset, &flow, out, sizeof out);
    assert_string_equal(out, "> RU 0:0(0) win 0 urg 3 reserved 1");
    flow.irs_seen = false;
    tspec_segment_print('<', &seg, &flow, out, sizeof out);
    assert_string_equal(out, "< P. 4294967287:91(100) ack 1 win 65535 <mss 1460>");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bad_lines_get_their_messages),
        cmocka_unit_test(fmt_gives_the_canonical_text),
        cmocka_unit_test(short_buffers_get_the_beginning_and_the_length),
        cmocka_unit_test(no_input_does_harm),
        cmocka_unit_test(the_textbook_is_formatted_and_expects_something),
        cmocka_unit_test(the_document_and_the_code_agree),
        cmocka_unit_test(segments_print_relative_or_absolute),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
