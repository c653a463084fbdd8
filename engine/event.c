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

const char *tspec_setting_name(unsigned setting)
{
#define SETTING_TEXT(id, text, most) text,
    static const char *const names[] = {TSPEC_SETTINGS(SETTING_TEXT)};
    return setting < TSPEC_SETTING_COUNT ? names[setting] : "?";
}

uint32_t tspec_setting_most(unsigned setting)
{
#define SETTING_MOST(id, text, most) most,
    static const uint32_t values[] = {TSPEC_SETTINGS(SETTING_MOST)};
    return setting < TSPEC_SETTING_COUNT ? values[setting] : 0;
}

const char *tspec_address_name(unsigned address)
{
    static const char *const names[] = {TSPEC_ADDRESSES(TEXT)};
    return address < TSPEC_ADDRESS_COUNT ? names[address] : "?";
}

const char *tspec_icmp_name(unsigned kind)
{
    static const char *const names[] = {TSPEC_ICMPS(TEXT)};
    return kind < TSPEC_ICMP_COUNT ? names[kind] : "?";
}
