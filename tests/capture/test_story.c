/* Which frame gets which comment. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "harness/capture/story.h"

static const uint8_t packet[40];

#define SEGMENT(kind_, flow_, before, after, clauses_, asks_, section_)                                      \
    {                                                                                                        \
        .item = {.kind = TSPEC_ITEM_##kind_,                                                                 \
                 .flow = flow_,                                                                              \
                 .text = "",                                                                                 \
                 .state_before = before,                                                                     \
                 .state_after = after,                                                                       \
                 .clauses = clauses_},                                                                       \
        .signature = "", .asks = asks_, .section = section_, .packet = packet, .packet_bytes = sizeof packet \
    }
#define IN(before, after)  SEGMENT(IN, 0, before, after, "", "", "")
#define OUT(before, after) SEGMENT(OUT, 0, before, after, "", "", "")
#define ASIDE(kind_, text_, before, after)                                                                   \
    {                                                                                                        \
        .item = {.kind = TSPEC_ITEM_##kind_,                                                                 \
                 .text = text_,                                                                              \
                 .state_before = before,                                                                     \
                 .state_after = after,                                                                       \
                 .clauses = ""},                                                                             \
        .signature = "", .asks = "", .section = ""                                                           \
    }
#define FOUND(flow_, sign)       FOUND_ON(flow_, 0, sign)
#define FOUND_AT(time_us_, sign) FOUND_ON(0, time_us_, sign)
#define FOUND_ON(flow_, time_us_, sign)                                                                      \
    {                                                                                                        \
        .item = {.kind = TSPEC_ITEM_FINDING,                                                                 \
                 .flow = flow_,                                                                              \
                 .time_us = time_us_,                                                                        \
                 .text = "the.check",                                                                        \
                 .state_before = "LISTEN",                                                                   \
                 .state_after = "LISTEN",                                                                    \
                 .clauses = ""},                                                                             \
        .signature = sign, .asks = "", .section = ""                                                         \
    }

static const struct tspec_report_finding findings[] = {
    {.stack = "other", .signature = "absent", .check = "wrong.stack", .expected = "", .observed = ""},
    {.stack = "lwip",
     .signature = "absent",
     .check = "reply.ack",
     .rule = "arrives.rst.inexact",
     .level = TSPEC_REPORT_DEVIATES,
     .observed_class = "nothing",
     .expected = "<ACK>",
     .observed = "nothing",
     .requirements = "MUST-1 MUST-2",
     .section = "3.10.7.4",
     .text = "no answer",
     .known = "because",
     .waiver = "lwip-mute"},
    {.stack = "lwip",
     .signature = "present",
     .check = "stack.crash",
     .rule = "",
     .level = TSPEC_REPORT_FAIL,
     .observed_class = "",
     .expected = "life",
     .observed = "death",
     .requirements = "",
     .section = "",
     .text = "it died",
     .known = ""},
};
#define ABSENT                                                                                               \
    "deviates reply.ack (known: lwip-mute): expected <ACK>, observed nothing; RFC 9293 section 3.10.7.4, "   \
    "MUST-1 MUST-2; no answer (rule arrives.rst.inexact)"
#define PRESENT "fail stack.crash: expected life, observed death; it died"

#define LONG "listener.send(262144) = WOULD-BLOCK, or whatever takes that long"

enum { STEPS_MAX = 8, FRAMES_MAX = 6, COMMENTS_MAX = 3 };

static const struct {
    const char *what;
    struct tspec_story_step steps[STEPS_MAX];
    unsigned step_count;
    const char *comments[FRAMES_MAX][COMMENTS_MAX];
} rows[] = {
    {"nothing worth a word", {IN("ESTABLISHED", "ESTABLISHED"), OUT("ESTABLISHED", "ESTABLISHED")}, 2, {{0}}},
    {"a state is told where it changes, or becomes sure",
     {IN("LISTEN", "*"), OUT("*", "SYN-RECEIVED"), IN("SYN-RECEIVED", "ESTABLISHED"), IN("*", "*")},
     4,
     {{0}, {"LISTEN -> SYN-RECEIVED"}, {"SYN-RECEIVED -> ESTABLISHED"}, {0}}},
    {"an obligation",
     {SEGMENT(IN, 0, "LISTEN", "*", "", "<ACK>", "3.4"), SEGMENT(IN, 1, "*", "*", "", "<RST>", "3.5")},
     2,
     {{"LISTEN; expected <ACK>, section 3.4"}, {"one of several states; expected <RST>, section 3.5"}}},
    {"what has no frame goes to the next",
     {ASIDE(CALL, "listen() = OK", "CLOSED", "LISTEN"), IN("LISTEN", "LISTEN"),
      ASIDE(CALL, "connect() = OK", "LISTEN", "SYN-SENT"), ASIDE(ADVANCE, "1 s", "SYN-SENT", "SYN-SENT"),
      ASIDE(SIGNAL, "RESET", "SYN-SENT", "SYN-SENT"), OUT("SYN-SENT", "SYN-SENT")},
     6,
     {{"after listen() = OK: LISTEN"}, {"after connect() = OK, signal RESET: LISTEN -> SYN-SENT"}}},
    {"damage",
     {{.item = {.kind = TSPEC_ITEM_IN,
                .text = ". 1:1(0) win 1 damage checksum flow 1",
                .state_before = "LISTEN",
                .state_after = "LISTEN",
                .clauses = ""},
       .signature = "",
       .asks = "",
       .section = "",
       .packet = packet,
       .packet_bytes = 40}},
     1,
     {{"LISTEN; damaged by the harness: checksum"}}},
    {"a finding stands at the segment before it",
     {IN("LISTEN", "LISTEN"), OUT("LISTEN", "LISTEN"), FOUND(0, "present"), OUT("LISTEN", "LISTEN")},
     4,
     {{0}, {PRESENT}, {0}}},
    {"of its own flow, where that has one",
     {IN("LISTEN", "LISTEN"), SEGMENT(OUT, 1, "*", "*", "", "", ""), FOUND(0, "present"),
      FOUND(2, "present")},
     4,
     {{PRESENT}, {"again: the.check"}}},
    {"absence belongs to what asked for it, by its rule",
     {SEGMENT(IN, 0, "LISTEN", "LISTEN", "a arrives.rst.inexact", "", ""), IN("LISTEN", "LISTEN"),
      OUT("LISTEN", "LISTEN"), FOUND(0, "absent")},
     4,
     {{ABSENT}, {0}, {0}}},
    {"or by the very sentence; else to the last segment",
     {SEGMENT(IN, 0, "LISTEN", "LISTEN", "", "<ACK>", "3.4"), OUT("LISTEN", "LISTEN"), FOUND(0, "absent"),
      SEGMENT(OUT, 1, "*", "*", "", "", ""), FOUND(1, "absent")},
     5,
     {{"LISTEN; expected <ACK>, section 3.4", ABSENT}, {0}, {"again: the.check"}}},
    {"a call's finding, after the last frame; one that is not known",
     {IN("LISTEN", "LISTEN"), ASIDE(CALL, "recv(1) = OK(2)", "LISTEN", "LISTEN"), FOUND(0, "present"),
      FOUND(0, "unheard of")},
     4,
     {{"after recv(1) = OK(2): " PRESENT, "found: the.check"}}},
    {"what was done after a later frame is not told at an earlier one",
     {SEGMENT(IN, 0, "LISTEN", "*", "arrives.rst.inexact", "", ""), IN("*", "*"),
      ASIDE(SIGNAL, "RESET", "*", "*"), FOUND_AT(2500000, "absent"), OUT("*", "CLOSED")},
     5,
     {{"after 2.5 s: " ABSENT}, {0}, {"after signal RESET: LISTEN -> CLOSED"}}},
    {"time that passed without a frame",
     {IN("LISTEN", "LISTEN"), ASIDE(SIGNAL, "TIMEOUT", "LISTEN", "LISTEN"), FOUND_AT(10000000, "present")},
     3,
     {{"after 10 s, signal TIMEOUT: " PRESENT}}},
    {"of much that was done, the latest",
     {ASIDE(CALL, LONG, "LISTEN", "LISTEN"), ASIDE(CALL, LONG, "LISTEN", "LISTEN"),
      ASIDE(CALL, "a", "LISTEN", "LISTEN"), ASIDE(CALL, "b", "LISTEN", "LISTEN"), IN("LISTEN", "LISTEN")},
     5,
     {{"after ..., a, b: LISTEN"}}},
    {"no frame at all", {ASIDE(CALL, "connect() = OK", "CLOSED", "SYN-SENT"), FOUND(0, "present")}, 2, {{0}}},
};

static void comments_stand_where_they_belong(void **state)
{
    (void)state;
    for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++) {
        struct tspec_report *report = tspec_report_create();
        struct tspec_capture capture;
        const struct tspec_story story = {.program = "tcpspec",
                                          .stack = "lwip",
                                          .version = "2.1.3",
                                          .title = "a title",
                                          .stack_address = {4, {1}},
                                          .harness_address = {4, {2}},
                                          .steps = rows[r].steps,
                                          .step_count = rows[r].step_count,
                                          .findings = findings,
                                          .finding_count = 3};
        assert_true(tspec_story_tell(report, &story, &capture));
        unsigned frame = 0;
        for (unsigned s = 0; s < rows[r].step_count; s++) {
            const struct tspec_report_item *item = &rows[r].steps[s].item;
            if (item->kind != TSPEC_ITEM_IN && item->kind != TSPEC_ITEM_OUT)
                continue;
            const struct tspec_capture_frame *told = &capture.frames[frame];
            unsigned count = 0;
            for (; count < COMMENTS_MAX && rows[r].comments[frame][count]; count++)
                if (count >= told->comment_count ||
                    strcmp(told->comments[count], rows[r].comments[frame][count]))
                    fail_msg("%s: frame %u says \"%s\", not \"%s\"", rows[r].what, frame + 1,
                             count < told->comment_count ? told->comments[count] : "",
                             rows[r].comments[frame][count]);
            if (told->comment_count != count)
                fail_msg("%s: frame %u also says \"%s\"", rows[r].what, frame + 1, told->comments[count]);
            assert_int_equal(told->to_stack, item->kind == TSPEC_ITEM_IN);
            assert_ptr_equal(told->packet, packet);
            frame++;
        }
        assert_int_equal(capture.frame_count, frame);
        assert_string_equal(capture.comment, "a title");
        assert_int_equal(capture.name_count, 2);
        assert_string_equal(capture.names[0].name, "lwip-2.1.3");
        assert_int_equal(capture.names[0].address.octets[0], 1);
        assert_string_equal(capture.names[1].name, "harness");
        tspec_report_destroy(report);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(comments_stand_where_they_belong)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
