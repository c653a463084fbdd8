#include "harness/sut/engine_options.h"

#include <arpa/inet.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    NAME_BYTES = 64,
    BUFFER_BYTES = 16384,
    WINDOW_MAX = 65535, /* without window scaling */
    SEND_BYTES_MAX = 1 << 20,
    RECEIVE_BYTES_MAX = 1 << 20,
    MTU = 1500,
    MTU_LEAST = 68,        /* RFC 791 */
    MTU_LEAST_IPV6 = 1280, /* RFC 8200 */
    HEADERS = 40,
    HEADERS_IPV6 = 60,
};

#define SECONDS (UINT64_C(1000) * 1000)

/* Options that are a time in milliseconds, with the range that RFC 9293 leaves. */
static const struct {
    const char *name;
    size_t at; /* of the uint64_t in struct tspec_endpoint_config */
    uint64_t least_ms, most_ms;
} times[] = {
    {"delayed_ack_ms", offsetof(struct tspec_endpoint_config, delayed_ack_us), 0, 499},
    {"rto_initial_ms", offsetof(struct tspec_endpoint_config, rto.initial_us), 1, 600000},
    {"rto_min_ms", offsetof(struct tspec_endpoint_config, rto.min_us), 1, 600000},
    {"rto_max_ms", offsetof(struct tspec_endpoint_config, rto.max_us), 0, 86400000},
    {"user_timeout_ms", offsetof(struct tspec_endpoint_config, user_timeout_us), 0, 86400000},
    {"syn_timeout_ms", offsetof(struct tspec_endpoint_config, syn_timeout_us), 0, 86400000},
    {"fin_wait_2_ms", offsetof(struct tspec_endpoint_config, fin_wait_2_us), 0, 86400000},
    {"persist_max_ms", offsetof(struct tspec_endpoint_config, persist_max_us), 0, 86400000},
    {"override_ms", offsetof(struct tspec_endpoint_config, override_us), 100, 1000},
    {"keep_alive_idle_ms", offsetof(struct tspec_endpoint_config, keep_alive_idle_us), 1, 86400000},
    {"keep_alive_interval_ms", offsetof(struct tspec_endpoint_config, keep_alive_interval_us), 1, 86400000},
};
#define TIMES (sizeof times / sizeof times[0])

/* Options that are a small number. */
static const struct {
    const char *name;
    size_t at; /* of the uint8_t there */
    unsigned most;
} counts[] = {
    {"initial_window", offsetof(struct tspec_endpoint_config, initial_segments), 15},
    {"r1", offsetof(struct tspec_endpoint_config, r1), 255},
    {"window_shift", offsetof(struct tspec_endpoint_config, window_shift), 14},
    {"keep_alive_probes", offsetof(struct tspec_endpoint_config, keep_alive_probes), 255},
};
#define COUNTS (sizeof counts / sizeof counts[0])

static const struct {
    const char *text;
    bool on;
} switch_words[] = {{"on", true}, {"1", true}, {"off", false}, {"0", false}};

static unsigned least3(unsigned a, unsigned b, unsigned c)
{
    unsigned least = a < b ? a : b;
    return least < c ? least : c;
}

/* The edit distance of two names, each shorter than NAME_BYTES. */
static unsigned distance(const char *a, const char *b)
{
    unsigned row[NAME_BYTES + 1];
    size_t columns = strlen(b);
    for (size_t j = 0; j <= columns; j++)
        row[j] = (unsigned)j;
    for (size_t i = 0; a[i]; i++) {
        unsigned diagonal = row[0];
        row[0] = (unsigned)i + 1;
        for (size_t j = 0; j < columns; j++) {
            unsigned above = row[j + 1];
            row[j + 1] = least3(above + 1, row[j] + 1, diagonal + (a[i] != b[j]));
            diagonal = above;
        }
    }
    return row[columns];
}

/* What an unknown name was held against so far. */
struct nearest {
    const char *wanted, *name;
    unsigned distance;
};

static void consider(struct nearest *nearest, const char *name)
{
    unsigned d = strlen(name) < NAME_BYTES ? distance(nearest->wanted, name) : NAME_BYTES;
    if (nearest->name && d >= nearest->distance)
        return;
    nearest->name = name;
    nearest->distance = d;
}

static void say_unknown(const char *name, const struct tspec_rules *rules, char *error, size_t error_bytes)
{
    struct nearest nearest = {.wanted = name};
    consider(&nearest, "listener");
    consider(&nearest, "connections");
    consider(&nearest, "time_wait");
    consider(&nearest, "rfc5961");
    for (unsigned i = 0; i < TIMES; i++)
        consider(&nearest, times[i].name);
    for (unsigned i = 0; i < COUNTS; i++)
        consider(&nearest, counts[i].name);
    for (unsigned i = 0; i < rules->option_count; i++)
        consider(&nearest, tspec_rules_text(rules, rules->options[i].name));
    int used = snprintf(
        error, error_bytes,
        "the engine has no option '%s': did you mean '%s'? It has listener, connections, time_wait, rfc5961",
        name, nearest.name);
    for (unsigned i = 0; i < TIMES && used > 0 && (size_t)used < error_bytes; i++)
        used += snprintf(error + used, error_bytes - (size_t)used, ", %s", times[i].name);
    for (unsigned i = 0; i < COUNTS && used > 0 && (size_t)used < error_bytes; i++)
        used += snprintf(error + used, error_bytes - (size_t)used, ", %s", counts[i].name);
    for (unsigned i = 0; i < rules->option_count && used > 0 && (size_t)used < error_bytes; i++)
        used += snprintf(error + used, error_bytes - (size_t)used, ", %s",
                         tspec_rules_text(rules, rules->options[i].name));
}

static bool parse_switch(const char *value, bool *on)
{
    for (unsigned i = 0; i < sizeof switch_words / sizeof switch_words[0]; i++)
        if (strcmp(value, switch_words[i].text) == 0) {
            *on = switch_words[i].on;
            return true;
        }
    return false;
}

/* Sets every option of the rules with that name, or below "name_". The number found is returned, -1: a bad
 * value. */
static int set_rule_options(struct tspec_endpoint_config *out, const struct tspec_rules *rules,
                            const char *name, const char *value)
{
    int found = 0;
    size_t length = strlen(name);
    for (unsigned i = 0; i < rules->option_count; i++) {
        const char *option = tspec_rules_text(rules, rules->options[i].name);
        if (strncmp(option, name, length) != 0 || (option[length] != '\0' && option[length] != '_'))
            continue;
        bool on;
        if (!parse_switch(value, &on))
            return -1;
        unsigned bit = 1u << i;
        out->options = on ? out->options | bit : out->options & ~bit;
        found++;
    }
    return found;
}

static bool set_time(struct tspec_endpoint_config *out, unsigned i, const char *value, char *error,
                     size_t error_bytes)
{
    char *end;
    uint64_t ms = strtoull(value, &end, 10);
    if (*value < '0' || *value > '9' || *end || ms < times[i].least_ms || ms > times[i].most_ms) {
        snprintf(error, error_bytes, "option %s: expected %" PRIu64 " to %" PRIu64 " milliseconds, not '%s'",
                 times[i].name, times[i].least_ms, times[i].most_ms, value);
        return false;
    }
    uint64_t us = ms * 1000;
    memcpy((uint8_t *)out + times[i].at, &us, sizeof us);
    return true;
}

static bool set_count(struct tspec_endpoint_config *out, unsigned i, const char *value, char *error,
                      size_t error_bytes)
{
    char *end;
    unsigned long count = strtoul(value, &end, 10);
    if (*value < '0' || *value > '9' || *end || count > counts[i].most) {
        snprintf(error, error_bytes, "option %s: expected a number up to %u, not '%s'", counts[i].name,
                 counts[i].most, value);
        return false;
    }
    ((uint8_t *)out)[counts[i].at] = (uint8_t)count;
    return true;
}

static bool set_connections(struct tspec_endpoint_config *out, const char *value, char *error,
                            size_t error_bytes)
{
    enum { MOST = TSPEC_BLOCKS_MAX - 1 }; /* the listener has a block, too */
    if (value[0] < '1' || value[0] > '0' + MOST || value[1] != '\0') {
        snprintf(error, error_bytes, "option connections: expected a number from 1 to %d, not '%s'", MOST,
                 value);
        return false;
    }
    out->blocks = (uint8_t)(value[0] - '0' + 1);
    return true;
}

static bool set_listener(struct tspec_endpoint_config *out, const char *value, char *error,
                         size_t error_bytes)
{
    if (strcmp(value, "cloning") == 0)
        out->listener = TSPEC_LISTENER_CLONES;
    else if (strcmp(value, "moving") == 0)
        out->listener = TSPEC_LISTENER_MOVES;
    else {
        snprintf(error, error_bytes, "option listener: expected cloning or moving, not '%s'", value);
        return false;
    }
    return true;
}

/* Without TIME-WAIT nothing is left of a connection once it is closed: what then goes wrong is why there is
 * one (docs/time-wait.md). */
static bool set_time_wait(struct tspec_endpoint_config *out, const char *value, char *error,
                          size_t error_bytes)
{
    bool on;
    if (!parse_switch(value, &on)) {
        snprintf(error, error_bytes, "option time_wait: expected on or off, not '%s'", value);
        return false;
    }
    out->forgets = !on;
    if (!on)
        out->msl_us = 0;
    return true;
}

static bool set_option(struct tspec_endpoint_config *out, const struct tspec_rules *rules, const char *text,
                       char *error, size_t error_bytes)
{
    const char *equals = strchr(text, '=');
    char name[NAME_BYTES];
    if (!equals || (size_t)(equals - text) >= sizeof name) {
        snprintf(error, error_bytes, "option '%s': expected NAME=VALUE", text);
        return false;
    }
    memcpy(name, text, (size_t)(equals - text));
    name[equals - text] = '\0';
    const char *value = equals + 1;
    if (strcmp(name, "listener") == 0)
        return set_listener(out, value, error, error_bytes);
    if (strcmp(name, "connections") == 0)
        return set_connections(out, value, error, error_bytes);
    if (strcmp(name, "time_wait") == 0)
        return set_time_wait(out, value, error, error_bytes);
    for (unsigned i = 0; i < TIMES; i++)
        if (strcmp(name, times[i].name) == 0)
            return set_time(out, i, value, error, error_bytes);
    for (unsigned i = 0; i < COUNTS; i++)
        if (strcmp(name, counts[i].name) == 0)
            return set_count(out, i, value, error, error_bytes);
    int found = set_rule_options(out, rules, name, value);
    if (found < 0)
        snprintf(error, error_bytes, "option %s: expected on or off, not '%s'", name, value);
    else if (found == 0)
        say_unknown(name, rules, error, error_bytes);
    return found > 0;
}

static uint32_t at_most(uint32_t value, uint32_t bound)
{
    return value < bound ? value : bound;
}

/* The nearest the engine has to what the scenario asks; the profile tells what it came to. */
static void set_sizes(struct tspec_endpoint_config *out, const struct tspec_sut_config *config)
{
    out->receive_bytes = config->receive_buffer_bytes ? config->receive_buffer_bytes : BUFFER_BYTES;
    out->send_bytes =
        at_most(config->send_buffer_bytes ? config->send_buffer_bytes : BUFFER_BYTES, SEND_BYTES_MAX);
    out->mtu = config->mtu ? config->mtu : MTU;
    bool v6 = config->ip_version == 6;
    uint16_t least = v6 ? MTU_LEAST_IPV6 : MTU_LEAST;
    if (out->mtu < least)
        out->mtu = least;
    uint32_t largest = (uint32_t)out->mtu - (v6 ? HEADERS_IPV6 : HEADERS); /* MUST-67 */
    out->mss = (uint16_t)at_most(config->mss ? config->mss : largest, largest);
}

struct tspec_address tspec_engine_address(unsigned ip_version, const char *ipv4, const char *ipv6)
{
    struct tspec_address address = {.version = ip_version == 6 ? 6 : 4};
    inet_pton(address.version == 6 ? AF_INET6 : AF_INET, address.version == 6 ? ipv6 : ipv4, address.octets);
    return address;
}

/* A buffer that the window can tell of: with scaling in larger units, where it takes them (RFC 7323, 2.3). */
static void fit_window(struct tspec_endpoint_config *out)
{
    bool scales = tspec_engine_option_on(out, "rfc7323");
    out->receive_bytes = at_most(out->receive_bytes, scales ? RECEIVE_BYTES_MAX : WINDOW_MAX);
    while (out->receive_bytes >> out->window_shift > WINDOW_MAX)
        out->window_shift++;
}

bool tspec_engine_configure(struct tspec_endpoint_config *out, const struct tspec_sut_config *config,
                            const struct tspec_rules *rules, char *error, size_t error_bytes)
{
    memset(out, 0, sizeof *out); /* octets between members too, so that two can be compared as a whole */
    out->local.address = tspec_engine_address(config->ip_version, TSPEC_LOCAL_IPV4, TSPEC_LOCAL_IPV6);
    out->local.port = TSPEC_LOCAL_PORT;
    out->rules = rules;
    out->options = tspec_rules_default_options(rules);
    out->listener = TSPEC_LISTENER_CLONES;
    out->blocks = TSPEC_FLOWS + 1;
    out->msl_us = config->msl_us ? config->msl_us : 120 * SECONDS;
    out->rto =
        (struct tspec_rto_bounds){.initial_us = 1 * SECONDS, .min_us = 1 * SECONDS, .max_us = 60 * SECONDS};
    out->delayed_ack_us = 200000;
    out->user_timeout_us = 300 * SECONDS; /* the five minutes of 3.9.1.1 */
    out->syn_timeout_us = 300 * SECONDS;
    out->persist_max_us = 60 * SECONDS;
    out->override_us = 200000;
    out->keep_alive_idle_us = 7200 * SECONDS; /* MUST-28 */
    out->keep_alive_interval_us = 75 * SECONDS;
    out->keep_alive_probes = 9;
    out->r1 = 3; /* SHLD-10 */
    out->secret[0] = config->seed;
    out->secret[1] = config->seed ^ UINT64_C(0x9e3779b97f4a7c15);
    out->iss_set = config->iss_set;
    out->iss = config->iss;
    set_sizes(out, config);
    for (unsigned i = 0; i < config->option_count; i++)
        if (!set_option(out, rules, config->options[i], error, error_bytes))
            return false;
    fit_window(out);
    return true;
}

bool tspec_engine_option_on(const struct tspec_endpoint_config *config, const char *name)
{
    const struct tspec_rules *rules = config->rules;
    for (unsigned i = 0; i < rules->option_count; i++)
        if (strcmp(tspec_rules_text(rules, rules->options[i].name), name) == 0)
            return config->options >> i & 1;
    return false;
}
