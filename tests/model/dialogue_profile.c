#include "dialogue_profile.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "dialogue.h"

static const char *const alternative_names[TSPEC_CHOICE_COUNT] = {
#define NAMES(id, amb, ...) [TSPEC_CHOICE_##id] = #__VA_ARGS__,
    TSPEC_CHOICES(NAMES)
#undef NAMES
};

const char *dialogue_choice_names(unsigned choice)
{
    return alternative_names[choice];
}

unsigned dialogue_choice(const char *name)
{
    for (unsigned c = 0; c < TSPEC_CHOICE_COUNT; c++)
        if (strcmp(tspec_choice_name(c), name) == 0)
            return c;
    fail_msg("no choice %s", name);
    return 0;
}

/* Which alternative the word of `length` is; -1 for none. */
static int alternative(unsigned choice, const char *name, size_t length)
{
    const char *p = alternative_names[choice];

    for (int i = 0; *p; i++) {
        size_t n = strcspn(p, ",");
        if (n == length && strncmp(p, name, n) == 0)
            return i;
        p += n;
        p += strspn(p, ", ");
    }
    return -1;
}

unsigned dialogue_alternatives(unsigned choice, const char *names)
{
    unsigned bits = 0;

    for (const char *p = names; *p;) {
        size_t n = strcspn(p, "|");
        int i = alternative(choice, p, n);
        if (i < 0)
            fail_msg("%s has no alternative %s", tspec_choice_name(choice), p);
        bits |= 1u << i;
        p += n + (p[n] == '|');
    }
    return bits;
}

enum { MS = 1000, SECOND = 1000 * MS };

bool dialogue_profile_named(struct tspec_profile *profile, const char *name)
{
    bool exact = strcmp(name, "exact") == 0, black = strcmp(name, "black") == 0;

    if (!exact && !black && strcmp(name, "open") != 0)
        return false;
    tspec_profile_init(profile);
    profile->msl_us = 120ull * SECOND;
    profile->rto_initial_us = profile->rto_min_us = 1 * SECOND;
    profile->rto_max_us = 60ull * SECOND;
    profile->delayed_ack_us = 200 * MS;
    profile->user_timeout_us = 300ull * SECOND;
    profile->syn_timeout_us = 180ull * SECOND;
    profile->receive_buffer_bytes = profile->send_buffer_bytes = 8192;
    profile->mss = 1460;
    profile->mtu = 1500;
    profile->capabilities = TSPEC_CAN_ACTIVE_OPEN | TSPEC_CAN_CALL_BEFORE_ACCEPT | TSPEC_CAN_CALL_LISTENER |
                            TSPEC_CAN_HALF_CLOSE | TSPEC_CAN_VIRTUAL_TIME | TSPEC_CAN_URGENT | TSPEC_CAN_ICMP;
    if (exact)
        profile->capabilities |= TSPEC_CAN_SHOW_STATE | TSPEC_CAN_SHOW_VARIABLES;
    if (exact || black) {
        for (unsigned c = 0; c < TSPEC_CHOICE_COUNT; c++)
            tspec_profile_declare(profile, (enum tspec_choice)c, 1);
        tspec_profile_declare(profile, TSPEC_CHOICE_LISTENER, 1u << TSPEC_LISTENER_CLONING);
        tspec_profile_declare(profile, TSPEC_CHOICE_CLOSE_UNREAD, 1u << TSPEC_CLOSE_UNREAD_NORMAL);
        tspec_profile_declare(profile, TSPEC_CHOICE_AFTER_RELEASE, 1u << TSPEC_AFTER_RELEASE_NORMAL);
        tspec_profile_declare(profile, TSPEC_CHOICE_BAD_OPTION, 1u << TSPEC_BAD_OPTION_STOP_PARSING);
    }
    return true;
}

bool dialogue_profile_set(struct tspec_profile *profile, const char *name, uint32_t value)
{
    struct {
        const char *name;
        uint64_t *time;
        uint32_t *plain;
    } numbers[] = {
        {"tick", &profile->tick_us, NULL},
        {"msl", &profile->msl_us, NULL},
        {"rto_initial", &profile->rto_initial_us, NULL},
        {"rto_min", &profile->rto_min_us, NULL},
        {"rto_max", &profile->rto_max_us, NULL},
        {"user_timeout", &profile->user_timeout_us, NULL},
        {"syn_timeout", &profile->syn_timeout_us, NULL},
        {"fin_wait_2", &profile->fin_wait_2_us, NULL},
        {"challenge_period", &profile->challenge_period_us, NULL},
        {"challenge_acks", NULL, &profile->challenge_acks},
        {"receive_buffer", NULL, &profile->receive_buffer_bytes},
        {"capabilities", NULL, &profile->capabilities},
    };

    for (unsigned i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        if (strcmp(numbers[i].name, name) == 0) {
            if (numbers[i].time)
                *numbers[i].time = (uint64_t)value * MS;
            else
                *numbers[i].plain = value;
            return true;
        }
    struct {
        const char *name;
        bool *on;
    } switches[] = {{"nagle", &profile->nagle},
                    {"persists", &profile->persists},
                    {"source_routes", &profile->source_routes},
                    {"gives_up", &profile->gives_up}};
    for (unsigned i = 0; i < sizeof switches / sizeof switches[0]; i++)
        if (strcmp(switches[i].name, name) == 0) {
            *switches[i].on = value != 0;
            return true;
        }
    if (strcmp(name, "ip_version") == 0) {
        profile->ip_version = (uint8_t)value;
        return true;
    }
    if (strcmp(name, "initial_window") == 0) {
        profile->initial_window = (uint8_t)value;
        return true;
    }
    return false;
}
