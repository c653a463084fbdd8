#include "engine/event.h"

#define TEXT(id, text) text,

const char *tspec_state_name(unsigned state)
{
    static const char *const names[] = {TSPEC_STATES(TEXT) "*"};
    return state <= TSPEC_STATE_ANY ? names[state] : "?";
}

const char *tspec_call_name(unsigned kind)
{
    static const char *const names[] = {TSPEC_CALLS(TEXT)};
    return kind < TSPEC_CALL_COUNT ? names[kind] : "?";
}

const char *tspec_result_name(unsigned result)
{
    static const char *const names[] = {TSPEC_RESULTS(TEXT)};
    return result < TSPEC_RESULT_COUNT ? names[result] : "?";
}

const char *tspec_signal_name(unsigned signal)
{
    static const char *const names[] = {TSPEC_SIGNALS(TEXT)};
    return signal < TSPEC_SIGNAL_COUNT ? names[signal] : "?";
}
