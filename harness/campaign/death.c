#include "harness/campaign/death.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "harness/campaign/symbols.h"
#include "harness/judge/signature.h"

static const char *signal_text(int signal)
{
    switch (signal) {
    case SIGSEGV:
        return "SIGSEGV";
    case SIGBUS:
        return "SIGBUS";
    case SIGILL:
        return "SIGILL";
    case SIGFPE:
        return "SIGFPE";
    case SIGABRT:
        return "SIGABRT";
    case SIGKILL:
        return "SIGKILL";
    case 0:
        return "a sanitizer's report";
    default:
        return "signal";
    }
}

/* What was said last from a word on to the end of its line: libc's "Assertion `x' failed.", a sanitizer's
 * "runtime error: ...". What stands before the word holds paths of a build. */
static bool find_said(const char *said, size_t bytes, const char *word, char *out, size_t cap)
{
    size_t found = bytes, length = strlen(word), n = 0;
    for (size_t i = 0; i + length <= bytes; i++)
        if (memcmp(said + i, word, length) == 0)
            found = i;
    for (; found + n < bytes && said[found + n] != '\n' && n + 1 < cap; n++)
        out[n] = said[found + n];
    out[n] = '\0';
    return n > 0;
}

static bool has_flooded(const struct tspec_verdict *verdict)
{
    for (unsigned i = 0; i < verdict->finding_count; i++)
        if (verdict->findings[i].check == TSPEC_CHECK_STACK_FLOOD)
            return true;
    return false;
}

/* An assertion's text, else the functions it died in, else what a sanitizer said, else the signal. */
static void tell_crash(const struct tspec_death *death, const char *said, size_t said_bytes,
                       struct tspec_finding *finding)
{
    char text[TSPEC_SENTENCE_BYTES], frames[TSPEC_SENTENCE_BYTES - 32];
    finding->check = TSPEC_CHECK_STACK_CRASH;
    finding->state = TSPEC_STATE_ANY;
    snprintf(finding->event_class, sizeof finding->event_class, "*");
    if (!find_said(said, said_bytes, "Assertion", text, sizeof text)) {
        if (tspec_symbols_name(death->frames, death->frame_count, 3, frames, sizeof frames) > 0)
            snprintf(text, sizeof text, "%s in %s", signal_text(death->signal), frames);
        else if (!find_said(said, said_bytes, "runtime error", text, sizeof text))
            snprintf(text, sizeof text, "%s", signal_text(death->signal));
    }
    tspec_signature_text(text, finding->observed_class, sizeof finding->observed_class);
    tspec_signature_text(text, finding->observed, sizeof finding->observed);
}

static void tell_hang(const struct tspec_verdict *verdict, struct tspec_finding *finding)
{
    finding->check = TSPEC_CHECK_STACK_HANG;
    finding->state = verdict->last_state;
    snprintf(finding->event_class, sizeof finding->event_class, "%s",
             tspec_event_class_name(verdict->last_class));
    snprintf(finding->observed_class, sizeof finding->observed_class, "no return");
    snprintf(finding->observed, sizeof finding->observed,
             "it did not come back before the watchdog ended it");
}

bool tspec_death_finding(const struct tspec_death *death, const char *said, size_t said_bytes,
                         const struct tspec_verdict *verdict, struct tspec_finding *finding)
{
    if (death->hung && has_flooded(verdict))
        return false;
    memset(finding, 0, sizeof *finding);
    finding->clause = finding->quirk = -1;
    finding->level = TSPEC_LEVEL_FAIL;
    finding->flow = verdict->last_flow;
    finding->event_index = verdict->events_run > 0 ? verdict->events_run - 1 : 0;
    finding->time_us = verdict->end_us;
    snprintf(finding->expected, sizeof finding->expected, "the stack goes on");
    if (death->hung)
        tell_hang(verdict, finding);
    else
        tell_crash(death, said, said_bytes, finding);
    tspec_signature_set(finding);
    return true;
}
