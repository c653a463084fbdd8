#include "harness/cli/profile_words.h"

#include <stdio.h>
#include <string.h>

#include "harness/report/text.h"

static const char *const capabilities[] = {
    "active-open", "set-isn",    "call-before-accept", "call-listener",
    "half-close",  "show-state", "show-variables",     "virtual-time",
};

enum { ROWS_MAX = 16 + TSPEC_CHOICE_COUNT };

struct rows {
    struct tspec_report *report;
    struct tspec_report_stack *stack;
};

static void row(struct rows *rows, const char *name, const char *value)
{
    struct tspec_report_stack *stack = rows->stack;
    stack->profile[stack->profile_count].name = tspec_report_text(rows->report, name);
    stack->profile[stack->profile_count++].value = tspec_report_text(rows->report, value);
}

static void time_row(struct rows *rows, const char *name, uint64_t time_us, const char *zero)
{
    char value[64];
    snprintf(value, sizeof value, "%.9g s", (double)time_us / 1e6);
    row(rows, name, time_us ? value : zero);
}

static void count_row(struct rows *rows, const char *name, uint32_t count, const char *unit, const char *zero)
{
    char value[64];
    snprintf(value, sizeof value, "%u %s", count, unit);
    row(rows, name, count ? value : zero);
}

/* The alternatives of a choice, in the order of their bits: "CHALLENGE, RESET, SILENCE". */
static const char *alternatives_of(unsigned choice)
{
#define ALTERNATIVES(id, amb, ...) #__VA_ARGS__,
    static const char *const lists[] = {TSPEC_CHOICES(ALTERNATIVES)};
#undef ALTERNATIVES
    return lists[choice];
}

/* A choice of which fewer than all alternatives are this stack's: those that are. */
static void choice_row(struct rows *rows, const struct tspec_profile *profile, unsigned choice)
{
    struct tspec_text value = {0};
    unsigned all = 0, allowed = 0;
    for (const char *at = alternatives_of(choice); *at; all++) {
        size_t length = strcspn(at, ",");
        if (profile->allowed[choice] >> all & 1)
            tspec_text_printf(&value, "%s%.*s", allowed++ ? " or " : "", (int)length, at);
        at += length;
        at += strspn(at, ", ");
    }
    char name[64];
    snprintf(name, sizeof name, "%s (%s)", tspec_choice_name(choice), tspec_choice_ambiguity(choice));
    if (allowed < all)
        row(rows, name, value.bytes ? value.bytes : "");
    tspec_text_free(&value);
}

void tspec_cli_profile_words(struct tspec_report *report, const struct tspec_profile *profile,
                             struct tspec_report_stack *stack)
{
    struct tspec_text words = {0};
    tspec_text_add(&words, "");
    for (unsigned bit = 0; bit < sizeof capabilities / sizeof capabilities[0]; bit++)
        if (profile->capabilities >> bit & 1)
            tspec_text_printf(&words, "%s%s", words.length ? " " : "", capabilities[bit]);
    stack->capabilities = tspec_report_text(report, words.bytes);
    tspec_text_free(&words);
    stack->profile = tspec_report_array(report, ROWS_MAX, sizeof *stack->profile);
    if (!stack->profile)
        return;
    struct rows rows = {report, stack};
    time_row(&rows, "timer tick", profile->tick_us, "exact");
    time_row(&rows, "MSL", profile->msl_us, "not declared");
    time_row(&rows, "initial RTO", profile->rto_initial_us, "not declared");
    time_row(&rows, "least RTO", profile->rto_min_us, "not declared");
    time_row(&rows, "largest RTO", profile->rto_max_us, "no limit");
    time_row(&rows, "delayed ACK", profile->delayed_ack_us, "not declared");
    time_row(&rows, "gives data up after", profile->user_timeout_us, "never");
    time_row(&rows, "gives a SYN up after", profile->syn_timeout_us, "never");
    time_row(&rows, "FIN-WAIT-2 ends after", profile->fin_wait_2_us, "never");
    count_row(&rows, "ACK rate limit", profile->challenge_acks, "a period", "none");
    count_row(&rows, "receive buffer", profile->receive_buffer_bytes, "octets", "not declared");
    count_row(&rows, "send buffer", profile->send_buffer_bytes, "octets", "not declared");
    count_row(&rows, "MSS", profile->mss, "octets", "not declared");
    count_row(&rows, "MTU", profile->mtu, "octets", "not declared");
    for (unsigned choice = 0; choice < TSPEC_CHOICE_COUNT; choice++)
        choice_row(&rows, profile, choice);
}
