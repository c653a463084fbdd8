/* Captures as the field's own tools read them: tcpdump, tshark, capinfos. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "tests/cli/command.h"

static const char dialogue[] = "tcpspec 1\n"
                               "stack engine\n"
                               "iss 1000\n"
                               "\n"
                               "listen()\n"
                               "< S 5000(0) win 65535 <mss 1460>\n"
                               "< . RCV.NXT(0) ack SND.NXT\n"
                               "accept()\n"
                               "+2.5 < P. RCV.NXT(100) ack SND.NXT\n"
                               "recv(200)\n"
                               "send(10)\n"
                               "< R RCV.NXT+5(0)\n"
                               "< . RCV.NXT(0) ack SND.NXT damage checksum\n"
                               "+1 shutdown()\n";

/* What a line of the shell prints, which must succeed. The caller frees it. */
static char *output_of(const char *line)
{
    struct ran ran = shell(line);
    if (ran.code != 0)
        fail_msg("%s\nexit code %d\n%s%s", line, ran.code, ran.out, ran.error);
    free(ran.error);
    return ran.out;
}

static void assert_prints(const char *line, const char *expected)
{
    char *printed = output_of(line);
    if (strcmp(printed, expected))
        fail_msg("%s\nprinted:\n%s\nexpected:\n%s", line, printed, expected);
    free(printed);
}

/* Every line of `expected`, anywhere and with blanks folded. */
static void assert_has(const char *line, const char *const *expected, size_t count)
{
    char folded[1024];
    snprintf(folded, sizeof folded, "{ %s; } | tr -s ' '", line);
    char *printed = output_of(folded);
    for (size_t i = 0; i < count; i++)
        if (!strstr(printed, expected[i]))
            fail_msg("%s\nhas no \"%s\":\n%s", line, expected[i], printed);
    free(printed);
}

/* A spec without the challenge ACK of RFC 5961, section 3: an engine that is silent where it must answer. */
static void write_silent_spec(void)
{
    free(output_of("sed '/must challenge rule SA-RST-2/,/drop/{/send/d;}' '" TSPEC_SOURCE_DIR
                   "/specs/tcp.tspec' >silent.tspec && ! cmp -s silent.tspec '" TSPEC_SOURCE_DIR
                   "/specs/tcp.tspec'"));
}

static int prepare(void **state)
{
    (void)state;
    static const char *const tools[] = {"tcpdump", "tshark", "capinfos"};
    for (size_t i = 0; i < sizeof tools / sizeof tools[0]; i++) {
        char line[64];
        snprintf(line, sizeof line, "command -v %s", tools[i]);
        struct ran ran = shell(line);
        if (ran.code)
            fail_msg("%s is missing: script/bootstrap --test installs it", tools[i]);
        forget(&ran);
    }
    write_text("dialogue.scn", dialogue);
    write_silent_spec();
    free(output_of("\"$T\" convert dialogue.scn right.pcap && \"$T\" convert dialogue.scn right.pcapng && "
                   "\"$T\" convert --spec silent.tspec dialogue.scn silent.pcapng"));
    return 0;
}

/* Every packet in order, nanoseconds of virtual time, flags, relative numbers. */
static void tcpdump_reads_the_pcap(void **state)
{
    (void)state;
#define TO_STACK   " IP 192.0.2.2.40000 > 192.0.2.1.8080: Flags "
#define FROM_STACK " IP 192.0.2.1.8080 > 192.0.2.2.40000: Flags "
    assert_prints("tcpdump -nqtt --nano -r - <right.pcap >quick && test $(wc -l <quick) -eq 10 && "
                  "tcpdump -ntt --nano -r - <right.pcap | sed 's/: HTTP$//'",
                  "0.000000000" TO_STACK "[S], seq 5000, win 65535, options [mss 1460], length 0\n"
                  "0.000000000" FROM_STACK
                  "[S.], seq 1000, ack 5001, win 16384, options [mss 1460], length 0\n"
                  "0.000000000" TO_STACK "[.], ack 1, win 65535, length 0\n"
                  "2.500000000" TO_STACK "[P.], seq 1:101, ack 1, win 65535, length 100\n"
                  "2.500000000" FROM_STACK "[P.], seq 1:11, ack 101, win 16284, length 10\n"
                  "2.500000000" TO_STACK "[R], seq 5106, win 65535, length 0\n"
                  "2.500000000" FROM_STACK "[.], ack 101, win 16284, length 0\n"
                  "2.500000000" TO_STACK "[.], ack 11, win 65535, length 0\n"
                  "3.500000000" FROM_STACK "[P.], seq 1:11, ack 101, win 16284, length 10\n"
                  "3.500000000" FROM_STACK "[F.], seq 11, ack 101, win 16284, length 0\n");
}

/* A comment where something happened, and nowhere else. */
static void tshark_shows_names_directions_and_comments(void **state)
{
    (void)state;
    assert_prints(
        "tshark -N n -r right.pcapng -T fields -e frame.number -e frame.time_epoch -e ip.src_host "
        "-e frame.packet_flags_direction -e frame.comment | sed 's/engine-[0-9.]*/engine/; s/0x0*//'",
        "1\t0.000000000\tharness\t1\tafter listen() = OK: LISTEN -> SYN-RECEIVED; expected "
        "<SEQ=ISS><ACK=1><CTL=SYN,ACK>, section 3.10.7.2\n"
        "2\t0.000000000\tengine\t2\t\n"
        "3\t0.000000000\tharness\t1\tSYN-RECEIVED -> ESTABLISHED\n"
        "4\t2.500000000\tharness\t1\tafter signal CONNECTED, accept() = OK: ESTABLISHED; expected an "
        "acknowledgment up to 101 in less than 500 ms, section 3.8.6.3\n"
        "5\t2.500000000\tengine\t2\tafter recv(200) = OK(100), send(10) = OK(10): ESTABLISHED\n"
        "6\t2.500000000\tharness\t1\tESTABLISHED; expected <SEQ=11><ACK=101><CTL=ACK>, section 3.10.7.4\n"
        "7\t2.500000000\tengine\t2\t\n"
        "8\t2.500000000\tharness\t1\tESTABLISHED; damaged by the harness: checksum\n"
        "9\t3.500000000\tengine\t2\t\n"
        "10\t3.500000000\tengine\t2\tafter shutdown() = OK: ESTABLISHED -> FIN-WAIT-1\n");
}

/* A finding about what did not come stands at the segment that asked for it, once, and the list of expert
 * information has it. */
static void tshark_lists_the_finding(void **state)
{
    (void)state;
    assert_prints(
        "tshark -r silent.pcapng -Y 'frame.comment contains \"deviates\"' -T fields -e frame.number", "6\n");
    static const char finding[] =
        "\n 1 Comment Frame deviates reply.ack: expected <SEQ=11><ACK=101><CTL=ACK>, "
        "observed nothing; RFC 9293 section 3.10.7.4";
    static const char *const listed[] = {
        "Comments (",
        finding,
        "\n 1 Comment Frame after shutdown() = OK: ESTABLISHED -> FIN-WAIT-1",
    };
    assert_has("tshark -r silent.pcapng -q -z expert", listed, sizeof listed / sizeof listed[0]);
    static const char *const verbose[] = {
        "Packet comments\n ESTABLISHED; expected <SEQ=11><ACK=101><CTL=ACK>", "(rule arrives.rst.inexact)"};
    assert_has("tshark -r silent.pcapng -V -Y frame.number==6", verbose, sizeof verbose / sizeof verbose[0]);
    assert_prints("tshark -r right.pcapng -Y 'frame.comment contains \"reply.ack\"'", "");
}

/* Validated: only what the scenario damages is damaged, and nothing is malformed. */
static void tshark_finds_every_packet_sound(void **state)
{
    (void)state;
#define VALIDATING "tshark -o tcp.check_checksum:TRUE -o ip.check_checksum:TRUE -r "
    static const char *const files[] = {"right.pcap", "right.pcapng"};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        char line[256];
        snprintf(line, sizeof line,
                 VALIDATING "%s -Y 'tcp.checksum.status != 1 || ip.checksum.status != 1' "
                            "-T fields -e frame.number -e tcp.checksum.status",
                 files[i]);
        assert_prints(line, "8\t0\n");
        snprintf(line, sizeof line, VALIDATING "%s -Y _ws.malformed", files[i]);
        assert_prints(line, "");
    }
}

static void capinfos_tells_the_facts(void **state)
{
    (void)state;
    static const char *const both[] = {
        "File encapsulation: Raw IP\n",  "File timestamp precision: nanoseconds (9)\n",
        "Number of packets: 10\n",       "Strict time order: True\n",
        "1970-01-01 00:00:03.500000000",
    };
    static const char *const classic[] = {"nanosecond pcap\n"};
    static const char *const next[] = {
        "- pcapng\n",
        "\nCapture application: tcpspec " TSPEC_VERSION "\n",
        "\nCapture comment: engine 0.1.0, a run of dialogue.scn\n",
        "Name = tcpspec\n",
        "Description = between the harness and engine 0.1.0; virtual time, from 0\n",
        "Number of resolved IPv4 addresses in file: 2\n",
    };
    assert_has("TZ=UTC capinfos right.pcap", both, sizeof both / sizeof both[0]);
    assert_has("TZ=UTC capinfos right.pcapng", both, sizeof both / sizeof both[0]);
    assert_has("capinfos right.pcap", classic, 1);
    assert_has("capinfos right.pcapng", next, sizeof next / sizeof next[0]);
}

static void same_scenario_same_octets(void **state)
{
    (void)state;
    free(output_of("for form in pcap pcapng; do \"$T\" convert dialogue.scn again.$form && "
                   "cmp right.$form again.$form || exit 1; done"));
}

/* The largest text a scenario can send, and a scenario in which no packet flies. */
static void extremes_can_be_read(void **state)
{
    (void)state;
    write_text("large.scn", "tcpspec 1\nstack engine\n\n< P. 1(65435) ack 1\n");
    write_text("quiet.scn", "tcpspec 1\nstack engine\n\nlisten()\n+1\n");
    assert_prints("for form in pcap pcapng; do for which in large quiet; do "
                  "\"$T\" convert $which.scn $which.$form && "
                  "tshark -r $which.$form -T fields -e frame.len -e tcp.len || exit 1; done; done",
                  "65475\t65435\n40\t0\n"
                  "65475\t65435\n40\t0\n");
    static const char *const facts[] = {"Number of packets: 0\n"};
    assert_has("capinfos quiet.pcap", facts, 1);
    assert_has("capinfos quiet.pcapng", facts, 1);
}

#ifdef TSPEC_WITH_LWIP
/* A stack that computes its own checksums, under its own name. */
static void another_stack_is_captured_alike(void **state)
{
    (void)state;
    static const char *const scenarios[] = {"close-active", "duplicate-data"};
    for (size_t i = 0; i < sizeof scenarios / sizeof scenarios[0]; i++) {
        char line[768];
        snprintf(line, sizeof line,
                 "\"$T\" convert --sut lwip '" TSPEC_SOURCE_DIR
                 "/corpus/textbook/%s.scn' lwip.pcapng && " VALIDATING
                 "lwip.pcapng -Y 'tcp.checksum.status != 1 || ip.checksum.status != 1 || _ws.malformed'",
                 scenarios[i]);
        assert_prints(line, "");
        assert_prints(
            "tshark -N n -r lwip.pcapng -Y 'frame.packet_flags_direction == 2' -T fields -e ip.src_host | "
            "sed 's/-.*//' | sort -u",
            "lwip\n");
    }
}
#endif

/* Every finding of a run has both captures; they show its minimal scenario, up to the finding. */
static void a_run_leaves_captures(void **state)
{
    (void)state;
    struct ran ran =
        shell("\"$T\" random --sut engine --spec silent.tspec --execs 2000 --seed 3 -o found >/dev/null; "
              "test $? -eq 1 && cd found/findings && count=0 && for finding in *; do "
              "count=$((count + 1)); "
              "for file in scenario.scn trace.txt trace.pcap trace.pcapng; do "
              "test -s $finding/$file || { echo no $finding/$file; exit 1; }; done; "
              "shown=$(grep -c '^ *[0-9.]*  [<>] ' $finding/trace.txt); "
              "held=$(tcpdump -nqr - <$finding/trace.pcap 2>/dev/null | wc -l); "
              "test $shown -eq $held || { echo $finding: $shown shown, $held held; exit 1; }; "
              "capinfos -k $finding/trace.pcapng | grep -q \"finding $finding: \" || exit 1; "
              "test $count -lt 5 || break; done && test $count -gt 0");
    if (ran.code)
        fail_msg("exit code %d\n%s%s", ran.code, ran.out, ran.error);
    forget(&ran);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tcpdump_reads_the_pcap),
        cmocka_unit_test(tshark_shows_names_directions_and_comments),
        cmocka_unit_test(tshark_lists_the_finding),
        cmocka_unit_test(tshark_finds_every_packet_sound),
        cmocka_unit_test(capinfos_tells_the_facts),
        cmocka_unit_test(same_scenario_same_octets),
        cmocka_unit_test(extremes_can_be_read),
        cmocka_unit_test(a_run_leaves_captures),
#ifdef TSPEC_WITH_LWIP
        cmocka_unit_test(another_stack_is_captured_alike),
#endif
    };
    return cmocka_run_group_tests(tests, prepare, NULL);
}
