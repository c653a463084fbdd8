/* The saved binary form. */
#include <string.h>
#include "harness/scenario/record.h"

static const uint8_t magic[4] = {'T', 'S', 'C', 'N'};
enum {
    VERSION = 2,
    AT_VERSION = 4,
    AT_IP = 5,
    AT_ISS_SET = 6,
    AT_ZERO = 7,
    AT_SEED = 8,
    AT_MSL = 16,
    AT_SETTLE = 24,
    AT_ISS = 32,
    AT_RECEIVE_BUFFER = 36,
    AT_SEND_BUFFER = 40,
    AT_MSS = 44,
    AT_MTU = 46,
    AT_EVENTS = 48,
    AT_POOL = 50,
    AT_LATENCY = 52,
    FIXED_BYTES = 60,
    POOL_MAX = TSPEC_POOL_MAX,
};

const char *tspec_binary_status_text(enum tspec_binary_status status)
{
    static const char *const texts[] = {
        "sound",
        "this is no saved scenario: it does not begin with TSCN",
        "its version is not known to this program: expected version 2",
        "the file is cut off",
        "the file goes on behind its end",
        "a field is out of range",
    };
    return texts[status];
}

bool tspec_binary_is_saved(const uint8_t *octets, size_t bytes)
{
    return bytes >= sizeof magic && memcmp(octets, magic, sizeof magic) == 0;
}

static size_t put_text(uint8_t *out, const char *text)
{
    size_t length = strlen(text);
    out[0] = (uint8_t)length;
    memcpy(out + 1, text, length);
    return length + 1;
}

/* A stack's name, and its options. */
static size_t put_stack(uint8_t *out, const char *name, const char (*options)[TSPEC_SCENARIO_OPTION_BYTES],
                        unsigned count)
{
    size_t size = put_text(out, name);
    out[size++] = (uint8_t)count;
    for (unsigned i = 0; i < count; i++)
        size += put_text(out + size, options[i]);
    return size;
}

size_t tspec_binary_save(const struct tspec_scenario *s, uint8_t *out, size_t cap)
{
    uint8_t head[FIXED_BYTES + 2 * (TSPEC_SCENARIO_NAME_BYTES + 1 +
                                    TSPEC_SCENARIO_OPTIONS_MAX * TSPEC_SCENARIO_OPTION_BYTES)];
    uint8_t pool_octets[POOL_MAX];
    struct tspec_pool pool = {pool_octets, 0, POOL_MAX};
    size_t size = FIXED_BYTES;
    memcpy(head, magic, sizeof magic);
    head[AT_VERSION] = VERSION;
    head[AT_IP] = s->ip_version;
    head[AT_ISS_SET] = s->iss_set;
    head[AT_ZERO] = 0;
    tspec_put_number(head + AT_SEED, 8, s->seed);
    tspec_put_number(head + AT_MSL, 8, s->msl_us);
    tspec_put_number(head + AT_SETTLE, 8, s->settle_us);
    tspec_put_number(head + AT_LATENCY, 8, s->latency_us);
    tspec_put_number(head + AT_ISS, 4, s->iss);
    tspec_put_number(head + AT_RECEIVE_BUFFER, 4, s->receive_buffer_bytes);
    tspec_put_number(head + AT_SEND_BUFFER, 4, s->send_buffer_bytes);
    tspec_put_number(head + AT_MSS, 2, s->mss);
    tspec_put_number(head + AT_MTU, 2, s->mtu);
    tspec_put_number(head + AT_EVENTS, 2, s->event_count);
    size += put_stack(head + size, s->stack, s->options, s->option_count);
    size += put_stack(head + size, s->peer, s->peer_options, s->peer_option_count);
    size_t records = size;
    if (size + s->event_count * (size_t)TSPEC_RECORD_BYTES > cap)
        return 0;
    for (unsigned i = 0; i < s->event_count; i++, size += TSPEC_RECORD_BYTES)
        if (!tspec_record_encode(&s->events[i], out + size, &pool))
            return 0;
    if (size + pool.bytes > cap)
        return 0;
    tspec_put_number(head + AT_POOL, 2, pool.bytes);
    memcpy(out, head, records);
    memcpy(out + size, pool.octets, pool.bytes);
    return size + pool.bytes;
}

/* --- reading --- */

struct cursor {
    const uint8_t *octets;
    size_t bytes, at;
};

/* A string of `1 octet length, text`: printable, no blank, no '#'. */
static enum tspec_binary_status get_text(struct cursor *c, char *out, size_t cap)
{
    if (c->at >= c->bytes)
        return TSPEC_BINARY_TRUNCATED;
    size_t length = c->octets[c->at];
    if (length >= cap)
        return TSPEC_BINARY_RANGE;
    c->at++;
    if (length > c->bytes - c->at)
        return TSPEC_BINARY_TRUNCATED;
    for (size_t i = 0; i < length; i++, c->at++) {
        uint8_t octet = c->octets[c->at];
        if (octet <= ' ' || octet > '~' || octet == '#')
            return TSPEC_BINARY_RANGE;
        out[i] = (char)octet;
    }
    out[length] = 0;
    return TSPEC_BINARY_OK;
}

static bool range_error(struct cursor *c, size_t at, bool wrong)
{
    if (wrong)
        c->at = at;
    return wrong;
}

static enum tspec_binary_status load_head(struct cursor *c, struct tspec_scenario *s)
{
    const uint8_t *o = c->octets;
    c->at = 0;
    if (!tspec_binary_is_saved(o, c->bytes))
        return TSPEC_BINARY_MAGIC;
    c->at = AT_VERSION;
    if (c->bytes > AT_VERSION && o[AT_VERSION] != VERSION)
        return TSPEC_BINARY_VERSION;
    c->at = c->bytes;
    if (c->bytes < FIXED_BYTES)
        return TSPEC_BINARY_TRUNCATED;
    s->ip_version = o[AT_IP];
    s->iss_set = o[AT_ISS_SET];
    s->seed = tspec_get_number(o + AT_SEED, 8);
    s->msl_us = tspec_get_number(o + AT_MSL, 8);
    s->settle_us = tspec_get_number(o + AT_SETTLE, 8);
    s->latency_us = tspec_get_number(o + AT_LATENCY, 8);
    s->iss = (uint32_t)tspec_get_number(o + AT_ISS, 4);
    s->receive_buffer_bytes = (uint32_t)tspec_get_number(o + AT_RECEIVE_BUFFER, 4);
    s->send_buffer_bytes = (uint32_t)tspec_get_number(o + AT_SEND_BUFFER, 4);
    s->mss = (uint16_t)tspec_get_number(o + AT_MSS, 2);
    s->mtu = (uint16_t)tspec_get_number(o + AT_MTU, 2);
    s->event_count = (unsigned)tspec_get_number(o + AT_EVENTS, 2);
    if (range_error(c, AT_IP, s->ip_version != 4 && s->ip_version != 6) ||
        range_error(c, AT_ISS_SET, o[AT_ISS_SET] > 1) || range_error(c, AT_ISS, !s->iss_set && s->iss != 0) ||
        range_error(c, AT_ZERO, o[AT_ZERO] != 0) ||
        range_error(c, AT_MSL, s->msl_us > (uint64_t)TSPEC_SCENARIO_SPAN_MAX_US) ||
        range_error(c, AT_SETTLE, s->settle_us > (uint64_t)TSPEC_SCENARIO_SPAN_MAX_US) ||
        range_error(c, AT_LATENCY, s->latency_us > (uint64_t)TSPEC_SCENARIO_SPAN_MAX_US) ||
        range_error(c, AT_EVENTS, s->event_count > TSPEC_SCENARIO_EVENTS_MAX))
        return TSPEC_BINARY_RANGE;
    c->at = FIXED_BYTES;
    return TSPEC_BINARY_OK;
}

/* A stack's name, and its options. */
static enum tspec_binary_status get_stack(struct cursor *c, char *name,
                                          char (*options)[TSPEC_SCENARIO_OPTION_BYTES], unsigned *count)
{
    enum tspec_binary_status status = get_text(c, name, TSPEC_SCENARIO_NAME_BYTES);
    if (status != TSPEC_BINARY_OK)
        return status;
    if (c->at >= c->bytes)
        return TSPEC_BINARY_TRUNCATED;
    unsigned all = c->octets[c->at];
    if (all > TSPEC_SCENARIO_OPTIONS_MAX)
        return TSPEC_BINARY_RANGE;
    for (c->at++; *count < all; ++*count) {
        char *option = options[*count];
        size_t begin = c->at;
        status = get_text(c, option, TSPEC_SCENARIO_OPTION_BYTES);
        if (status != TSPEC_BINARY_OK)
            return status;
        if (range_error(c, begin, strchr(option, '=') == NULL || option[0] == '='))
            return TSPEC_BINARY_RANGE;
    }
    return TSPEC_BINARY_OK;
}

/* Two octets of a record say where in the pool its options are: they lie in there, and the place is taken
 * over into `again`. Of none, the place is 0. */
static bool is_in_pool(const uint8_t *record, uint8_t *again, unsigned at, unsigned bytes, size_t pool_bytes)
{
    if (bytes == 0)
        return true;
    memcpy(again + at, record + at, 2);
    return tspec_get_number(record + at, 2) + bytes <= pool_bytes;
}

/* A record is in range when nothing is lost on the way into normal form and back. */
static bool load_event(const uint8_t *record, const uint8_t *pool, size_t pool_bytes,
                       struct tspec_event *event)
{
    uint8_t again[TSPEC_RECORD_BYTES], scratch_octets[TSPEC_OPTIONS_MAX + TSPEC_IP_OPTIONS_MAX];
    struct tspec_pool scratch = {scratch_octets, 0, sizeof scratch_octets};
    tspec_record_decode(record, pool, pool_bytes, event);
    tspec_event_normalize(event);
    if (!tspec_record_encode(event, again, &scratch))
        return false;
    return is_in_pool(record, again, TSPEC_RECORD_OPTIONS_AT, event->options_bytes, pool_bytes) &&
           is_in_pool(record, again, TSPEC_RECORD_IP_OPTIONS_AT, event->ip_options_bytes, pool_bytes) &&
           memcmp(record, again, TSPEC_RECORD_BYTES) == 0;
}

enum tspec_binary_status tspec_binary_load(const uint8_t *octets, size_t bytes, struct tspec_scenario *s,
                                           size_t *place)
{
    struct cursor c = {octets, bytes, 0};
    tspec_scenario_init(s);
    enum tspec_binary_status status = load_head(&c, s);
    if (status == TSPEC_BINARY_OK)
        status = get_stack(&c, s->stack, s->options, &s->option_count);
    if (status == TSPEC_BINARY_OK)
        status = get_stack(&c, s->peer, s->peer_options, &s->peer_option_count);
    *place = c.at;
    if (status != TSPEC_BINARY_OK)
        return status;
    size_t records = s->event_count * (size_t)TSPEC_RECORD_BYTES,
           pool_bytes = tspec_get_number(octets + AT_POOL, 2);
    const uint8_t *record = octets + c.at, *pool = record + records;
    *place = bytes;
    if (bytes - c.at < records + pool_bytes)
        return TSPEC_BINARY_TRUNCATED;
    *place = c.at + records + pool_bytes;
    if (*place < bytes)
        return TSPEC_BINARY_EXCESS;
    for (unsigned i = 0; i < s->event_count; i++, record += TSPEC_RECORD_BYTES) {
        *place = (size_t)(record - octets);
        if (!load_event(record, pool, pool_bytes, &s->events[i]) || !tspec_event_fits(s, &s->events[i]))
            return TSPEC_BINARY_RANGE;
    }
    return TSPEC_BINARY_OK;
}
