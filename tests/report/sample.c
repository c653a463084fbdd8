#include "tests/report/sample.h"

#include <stdio.h>
#include <string.h>

#include "engine/event.h"
#include "harness/model/checks.h"

#define ITEM(kind_, event_, time_, text_, before_, after_, stack_, peer_, clauses_)                          \
    {                                                                                                        \
        .kind = TSPEC_ITEM_##kind_, .event = event_, .time_us = time_, .text = text_,                        \
        .state_before = before_, .state_after = after_, .stack_state = stack_, .peer_state = peer_,          \
        .clauses = clauses_                                                                                  \
    }
static const struct tspec_report_item open_and_reset[] = {
    ITEM(CALL, 0, 0, "listen = OK", "CLOSED", "LISTEN", "LISTEN", "", "open.passive"),
    ITEM(IN, 1, 0, "S 0:0(0) win 65535 <mss 1460>", "LISTEN", "SYN-RECEIVED", "LISTEN", "SYN-SENT",
         "listen.syn.syn"),
    ITEM(OUT, 1, 0, "S. 6510:6510(0) ack 1 win 5840 <mss 1460>", "SYN-RECEIVED", "SYN-RECEIVED",
         "SYN-RECEIVED", "ESTABLISHED", ""),
    ITEM(IN, 2, 10000, ". 1:1(0) ack 6511 win 65535", "SYN-RECEIVED", "ESTABLISHED", "SYN-RECEIVED",
         "ESTABLISHED", "arrives.ack.syn_acked"),
    ITEM(SIGNAL, 2, 10000, "CONNECTED", "ESTABLISHED", "ESTABLISHED", "ESTABLISHED", "ESTABLISHED", ""),
    ITEM(ADVANCE, 3, 10000, "1 s", "ESTABLISHED", "ESTABLISHED", "ESTABLISHED", "ESTABLISHED", ""),
    ITEM(IN, 4, 1010000, "SP. 1:101(100) ack 6511 win 65535 <nop,nop,sackOK,mss 536,nop,wscale 7>",
         "ESTABLISHED", "ESTABLISHED", "ESTABLISHED", "ESTABLISHED", "arrives.syn.challenge"),
    ITEM(OUT, 4, 1010000, ". 6511:6511(0) ack 102 win 5740", "ESTABLISHED", "ESTABLISHED", "ESTABLISHED",
         "ESTABLISHED", ""),
    ITEM(FINDING, 4, 1010000, "ack.beyond-received", "ESTABLISHED", "*", "ESTABLISHED", "ESTABLISHED", ""),
};

/* How it is done right: an answer, or none. */
static const struct tspec_report_item open_and_challenge[] = {
    ITEM(CALL, 0, 0, "listen = OK", "CLOSED", "LISTEN", "LISTEN", "", "open.passive"),
    ITEM(IN, 4, 1010000, "SP. 1:101(100) ack 6511 win 65535", "ESTABLISHED", "ESTABLISHED", "ESTABLISHED",
         "ESTABLISHED", "arrives.syn.challenge"),
    ITEM(OUT, 4, 1010000, ". 6511:6511(0) ack 1 win 5840", "ESTABLISHED", "ESTABLISHED", "ESTABLISHED",
         "ESTABLISHED", ""),
};

static struct tspec_report_contrast contrast(struct tspec_report *report, bool answered)
{
    struct tspec_report_contrast contrast = {.stack = "engine 0.1.0", .verdict = TSPEC_REPORT_CONFORMS};
    contrast.trace_count = sizeof open_and_challenge / sizeof open_and_challenge[0] - !answered;
    contrast.trace = tspec_report_array(report, contrast.trace_count, sizeof *contrast.trace);
    for (unsigned i = 0; i < contrast.trace_count; i++)
        contrast.trace[i] = open_and_challenge[i];
    return contrast;
}

static void add_finding(struct tspec_report *report, struct tspec_report_finding finding)
{
    finding.scenario = "tcpspec 1\nstack lwip\nseed 7\n\nlisten = OK\n< S 0:0(0) win 65535 <mss 1460>\n"
                       "> S. ISS:ISS(0) ack IRS+1\n< . IRS+1 ack ISS+1 win 65535\nadvance 1 s\n"
                       "< SP. RCV.NXT(100) ack SND.NXT\n";
    finding.replay = "tcpspec replay findings/3f2a11d09c77/scenario.scn";
    finding.waiver = *finding.known ? "lwip-early-free" : "";
    finding.quirk = *finding.known ? "early-free" : "";
    finding.contrast = contrast(report, finding.level == TSPEC_REPORT_FAIL);
    finding.trace_count = sizeof open_and_reset / sizeof open_and_reset[0];
    finding.trace = tspec_report_array(report, finding.trace_count, sizeof *finding.trace);
    for (unsigned i = 0; i < finding.trace_count; i++)
        finding.trace[i] = open_and_reset[i];
    report->findings[report->finding_count++] = finding;
}

static void add_findings(struct tspec_report *report)
{
    report->findings = tspec_report_array(report, 5, sizeof *report->findings);
    struct tspec_report_finding finding = {.stack = "lwip",
                                           .signature = "3f2a11d09c77",
                                           .check = "form.checksum",
                                           .rule = "arrives.syn.challenge",
                                           .level = TSPEC_REPORT_FAIL,
                                           .state = "ESTABLISHED",
                                           .event_class = "SYN+ACK in window, text",
                                           .observed_class = "ACK beyond what was received",
                                           .text = "the ACK covers octets that were never acceptable",
                                           .requirements = "MUST-2 MUST-12",
                                           .section = "3.10.7.4",
                                           .expected = "<SEQ=6511><ACK=1><CTL=ACK>",
                                           .observed = "<SEQ=6511><ACK=102><CTL=ACK>",
                                           .known = "",
                                           .count = 41210};
    add_finding(report, finding);
    finding.signature = "a07be6c41d52";
    finding.state = "CLOSE-WAIT";
    finding.count = 1;
    add_finding(report, finding);
    finding.signature = "3f2a11d09c77";
    finding.stack = "engine";
    add_finding(report, finding);
    add_finding(report, (struct tspec_report_finding){
                            .stack = "lwip",
                            .signature = "11d0c0ffee00",
                            .check = "form.mss-absent",
                            .rule = "",
                            .level = TSPEC_REPORT_DEVIATES,
                            .state = "SYN-SENT",
                            .event_class = "connect",
                            .observed_class = "SYN without MSS",
                            .text = "a SYN carries no MSS option although the receive MSS is not the default",
                            .requirements = "SHLD-5 MUST-14",
                            .section = "3.7.1",
                            .expected = "an MSS option of 1460",
                            .observed = "no option",
                            .known = "",
                            .count = 2200});
    add_finding(report,
                (struct tspec_report_finding){.stack = "lwip",
                                              .signature = "beef00beef00",
                                              .check = "stack.state",
                                              .rule = "arrives.fin.close_wait",
                                              .level = TSPEC_REPORT_INFO,
                                              .state = "*",
                                              .event_class = "FIN",
                                              .observed_class = "state <LISTEN>",
                                              .text = "the state the stack shows is not one the wire allows",
                                              .requirements = "",
                                              .section = "3.3.2",
                                              .expected = "CLOSE-WAIT",
                                              .observed = "LISTEN & nothing \"else\"",
                                              .known = "lwIP frees the block early; harmless",
                                              .count = 9});
}

static void add_waivers(struct tspec_report *report)
{
    static struct tspec_report_waiver waivers[] = {
        {"lwip-early-free", "lwip", "1.4.0", "1.4.1", "stack.state arrives.fin.close_wait", "early-free",
         "MUST-12", "it did so before", "", "never", TSPEC_WAIVER_OUT_OF_RANGE},
        {"lwip-early-free", "lwip", "2.0.0", "2.1.3", "stack.state arrives.fin.close_wait", "early-free",
         "MUST-12", "lwIP frees the block early; harmless", "https://example.org/bugs/7", "never",
         TSPEC_WAIVER_USED},
        {"lwip-gone", "lwip", "2.1.0", "", "0123456789ab", "", "MUST-13", "was mended | long ago",
         "javascript:alert(1)", "2027-01-31", TSPEC_WAIVER_STALE},
    };
    report->waivers = waivers;
    report->waiver_count = sizeof waivers / sizeof waivers[0];
}

static void add_rules(struct tspec_report *report)
{
    static struct tspec_report_rule rules[] = {
        {"arrives.syn.challenge", "must", "3.10.7.4", "SYN and rfc5961_syn", "SA-SYN-3"},
        {"arrives.syn.never", "should", "3.10.7.4", "SYN", "SA-NEVER-1"},
        {"arrives.syn.no_syn", "must", "3.10.7.4", "otherwise", ""},
    };
    report->rules = rules;
    report->rule_count = sizeof rules / sizeof rules[0];
}

static void add_stack(struct tspec_report *report, struct tspec_report_stack *stack, unsigned scale)
{
    static struct tspec_report_pair profile[] = {
        {"MSL", "60 s"}, {"timer tick", "250 ms"}, {"initial RTO", "3 s"}, {"receive buffer", "5840 octets"}};
    static struct tspec_report_campaign campaigns[] = {
        {"corpus", 31}, {"sweep", 214000}, {"random", 1830042}};
    stack->profile = profile;
    stack->profile_count = 4;
    stack->campaigns = campaigns;
    stack->campaign_count = 3;
    stack->capabilities = "active-open set-isn half-close show-state virtual-time";
    stack->scenarios = 2044073 / scale;
    stack->events = 14308511 / scale;
    stack->segments_in = 11308511 / scale;
    stack->segments_out = 8308511 / scale;
    stack->inconclusive = 1022 / scale;
    stack->not_judged = scale - 1;
    stack->not_judged_why = "the stack has no IPv6";
    stack->check_exercised = tspec_report_array(report, report->check_count, sizeof(uint64_t));
    stack->clause_applied = tspec_report_array(report, report->clause_count, sizeof(uint64_t));
    stack->met =
        tspec_report_array(report, (size_t)report->state_count * report->event_count, sizeof(uint64_t));
    for (unsigned i = 0; i < report->check_count; i++)
        stack->check_exercised[i] = i % 4 == 3 ? 0 : 9308511 / (i * i + scale);
    for (unsigned i = 0; i < report->clause_count; i++)
        stack->clause_applied[i] = i % 9 == 7 ? 0 : 1200000 / (i * i * i + scale);
    for (unsigned i = 0; i < report->state_count * report->event_count; i++)
        stack->met[i] = (i * 7919u) % 11 == 3 ? 0 : 4000000 / ((i * 7919u) % 5003 * ((i * 31) % 17) + 1);
}

struct tspec_report *sample_report(void)
{
    static const char *const events[] = {"SYN",       "SYN+ACK",  "ACK",    "data",   "FIN",     "RST",
                                         "odd flags", "damaged",  "listen", "accept", "connect", "send",
                                         "recv",      "shutdown", "close",  "abort",  "status",  "time"};
    struct tspec_report *report = tspec_report_create();
    report->program = "tcpspec 0.1.0";
    report->seed = 7;
    report->check_count = TSPEC_CHECK_COUNT;
    report->checks = tspec_report_array(report, report->check_count, sizeof *report->checks);
    static const struct tspec_report_check checks[] = {
#define TSPEC_CHECK(e, id, family, level, section, text) {id, #family, "", section, text, (unsigned)level},
#include "harness/model/checks.def"
#undef TSPEC_CHECK
    };
    memcpy(report->checks, checks, sizeof checks);
    report->clause_count = 40;
    report->clauses = tspec_report_array(report, report->clause_count, sizeof *report->clauses);
    for (unsigned i = 0; i < report->clause_count; i++) {
        char name[32];
        snprintf(name, sizeof name, "arrives.step_%u.clause", i);
        report->clauses[i] = (struct tspec_report_clause){
            tspec_report_text(report, i ? name : "arrives.syn.challenge"),
            i == 7 ? "SA-NEVER-1" : "SA-SYN-3 AMB-04", "3.10.7.4",
            "A SYN in a synchronized state draws a challenge ACK and is dropped, whatever its sequence "
            "number."};
    }
    report->state_count = TSPEC_STATE_COUNT + 1;
    report->states = tspec_report_array(report, report->state_count, sizeof *report->states);
    for (unsigned i = 0; i < report->state_count; i++)
        report->states[i] = tspec_state_name(i);
    report->event_count = sizeof events / sizeof events[0];
    report->events = tspec_report_array(report, report->event_count, sizeof *report->events);
    for (unsigned i = 0; i < report->event_count; i++)
        report->events[i] = events[i];
    report->stack_count = 2;
    report->stacks = tspec_report_array(report, 2, sizeof *report->stacks);
    report->stacks[0] = (struct tspec_report_stack){
        .name = "engine", .version = "0.1.0", .summary = "the endpoint of this project, run from the spec"};
    report->stacks[1] = (struct tspec_report_stack){
        .name = "lwip", .version = "2.1.3", .summary = "lwIP, raw API, compiled from source"};
    add_stack(report, &report->stacks[0], 1);
    add_stack(report, &report->stacks[1], 3);
    add_findings(report);
    add_waivers(report);
    add_rules(report);
    tspec_report_settle(report);
    return report;
}

struct tspec_report *empty_report(void)
{
    struct tspec_report *report = tspec_report_create();
    report->program = "tcpspec 0.1.0";
    tspec_report_settle(report);
    return report;
}
