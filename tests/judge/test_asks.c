/* What a trace says a segment asks for: what every reading of the RFC that is left asks for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "fake.h"
#include "harness/judge/judge.h"
#include "harness/scenario/text.h"

enum { ASKS_MAX = 6 };

/* The segments' asks, "SECTION WHAT", in order. */
struct heard {
    unsigned count;
    char asks[ASKS_MAX][TSPEC_SENTENCE_BYTES + 16];
};

static void on_item(void *context, const struct tspec_trace_item *item)
{
    struct heard *heard = context;
    if (item->kind != TSPEC_TRACE_IN)
        return;
    assert_true(heard->count < ASKS_MAX);
    assert_int_equal(item->asks_clause < 0, *item->asks == '\0');
    snprintf(heard->asks[heard->count++], sizeof heard->asks[0], "%s%s%s",
             item->asks_clause < 0 ? "" : tspec_clause_at((unsigned)item->asks_clause)->section,
             item->asks_clause < 0 ? "" : " ", item->asks);
}

#define OPEN                                                                                                 \
    "listen()\n"                                                                                             \
    "< S 5000(0)\n"
#define SYN_ACK "3.10.7.2 <SEQ=ISS><ACK=1><CTL=SYN,ACK>"

/* The engine declares every choice; the fake endpoint none, so that all readings stand side by side. */
static const struct {
    const char *what, *stack, *events;
    const char *asks[ASKS_MAX];
} rows[] = {
    {"no connection", "engine", "< . 7(0) ack 9\n< R 7(0)\n", {"3.10.7.1 <SEQ=9><CTL=RST>", ""}},
    {"a challenge, where that is declared",
     "engine",
     OPEN "< . RCV.NXT(0) ack SND.NXT\n< R RCV.NXT+9(0)\n",
     {SYN_ACK, "", "3.10.7.4 <SEQ=1><ACK=1><CTL=ACK>"}},
    {"a challenge, a reset or silence: nothing that all ask for",
     "fake",
     OPEN "< . RCV.NXT(0) ack SND.NXT\n< R RCV.NXT+9(0)\n",
     {SYN_ACK, "", ""}},
    {"two readings that ask for different things",
     "fake",
     OPEN "< . RCV.NXT(0) ack SND.NXT+1\n",
     {SYN_ACK, "3.10.7.4 <SEQ=2><CTL=RST> or <SEQ=1><ACK=1><CTL=ACK>"}},
    {"text is acknowledged in time, and asks once",
     "engine",
     OPEN "< . RCV.NXT(0) ack SND.NXT\n< . RCV.NXT(9) ack SND.NXT\n< . RCV.NXT(0) ack SND.NXT\n"
          "< . RCV.NXT(1) ack SND.NXT\n",
     {SYN_ACK, "", "3.8.6.3 an acknowledgment up to 10 in less than 500 ms", "",
      "3.8.6.3 an acknowledgment up to 11 in less than 500 ms"}},
};

static void what_all_readings_ask_for(void **state)
{
    (void)state;
    static struct tspec_scenario scenario;
    static struct tspec_verdict verdict;
    struct tspec_diagnostics diagnostics;
    for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++) {
        char text[512], error[256];
        struct heard heard = {0};
        const struct tspec_trace trace = {&heard, on_item};
        int length = snprintf(text, sizeof text, "tcpspec 1\n\n%s", rows[r].events);
        assert_true(tspec_scenario_parse(text, (size_t)length, &scenario, &diagnostics));
        fake_fault = FAKE_SOUND;
        const struct tspec_sut_class *stack =
            strcmp(rows[r].stack, "fake") ? tspec_sut_find(rows[r].stack) : &fake_stack;
        struct tspec_judge *judge = tspec_judge_create(stack, NULL, 0, true, error, sizeof error);
        assert_non_null(judge);
        assert_true(tspec_judge_run(judge, &scenario, &verdict, NULL, &trace, error, sizeof error));
        for (unsigned i = 0; i < heard.count; i++)
            if (strcmp(heard.asks[i], rows[r].asks[i] ? rows[r].asks[i] : "(no such segment)"))
                fail_msg("%s: segment %u asks for \"%s\", not \"%s\"", rows[r].what, i + 1, heard.asks[i],
                         rows[r].asks[i]);
        assert_true(heard.count == ASKS_MAX || rows[r].asks[heard.count] == NULL);
        tspec_judge_destroy(judge);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_all_readings_ask_for)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
