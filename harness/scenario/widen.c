#include "harness/scenario/widen.h"

#include <string.h>
#include "harness/profile.h"
#include "harness/scenario/borders.h"
#include "harness/scenario/generate.h"

#define COUNT(a) (uint32_t)(sizeof(a) / sizeof((a)[0]))
#define PICK(a)  (a)[tspec_random_below(random, COUNT(a))]

static struct tspec_event *insert(struct tspec_scenario *s, enum tspec_event_kind kind,
                                  struct tspec_random *random)
{
    unsigned at = tspec_random_below(random, s->event_count + 1);
    unsigned flow = at < s->event_count ? s->events[at].flow : 0;
    memmove(&s->events[at + 1], &s->events[at], (s->event_count - at) * sizeof s->events[0]);
    s->event_count++;
    tspec_event_init(&s->events[at], kind);
    s->events[at].flow = (uint8_t)flow;
    return &s->events[at];
}

static void insert_setting(struct tspec_scenario *s, struct tspec_random *random)
{
    static const uint32_t times_ms[] = {1, 100, 1000, 10000, 60000, 7200000};
    struct tspec_event *e = insert(s, TSPEC_EVENT_CALL, random);
    e->call = TSPEC_CALL_SET;
    e->on_listener = tspec_random_percent(random, 20);
    e->setting = (uint8_t)tspec_random_below(random, TSPEC_SETTING_COUNT);
    uint32_t most = tspec_setting_most(e->setting);
    e->value = most > UINT8_MAX ? PICK(times_ms) : tspec_random_below(random, most + 1);
    tspec_event_normalize(e);
}

static void insert_icmp(struct tspec_scenario *s, struct tspec_random *random)
{
    static const uint16_t mtus[] = {0, 1, 67, 68, 296, 576, 1006, 1280, 1499, 1500, 9000, 65535};
    struct tspec_event *e = insert(s, TSPEC_EVENT_ICMP, random);
    e->icmp = (uint8_t)tspec_random_below(random, TSPEC_ICMP_COUNT);
    e->mtu = PICK(mtus);
    if (tspec_random_percent(random, 40)) /* what the stack sent is acknowledged at the same borders */
        e->seq = tspec_border_ack(random);
    tspec_event_normalize(e);
}

static void widen_call(struct tspec_event *e, uint32_t can, struct tspec_random *random)
{
    e->urgent_send = (can & TSPEC_CAN_URGENT) && tspec_random_percent(random, 25);
    if (can & TSPEC_CAN_PUSH) {
        e->push = tspec_random_percent(random, 20);
        e->more = tspec_random_percent(random, 20);
    }
    if ((can & TSPEC_CAN_ADDRESS) && tspec_random_percent(random, 15))
        e->address = (uint8_t)tspec_random_below(random, TSPEC_ADDRESS_COUNT);
    tspec_event_normalize(e);
}

/* No operation and end of list; an unknown one; record route; timestamp; a source route that is completed,
 * and one whose length is illegal (RFC 791, 3.1). */
static void widen_segment(struct tspec_event *e, struct tspec_random *random)
{
    static const struct {
        uint8_t bytes, octets[12];
    } lists[] = {
        {4, {1, 1, 1, 0}},
        {4, {222, 4, 1, 2}},
        {8, {7, 7, 4, 0, 0, 0, 0, 0}},
        {8, {68, 8, 5, 0, 0, 0, 0, 0}},
        {8, {131, 7, 8, 192, 0, 2, 254, 0}},
        {4, {131, 0, 4, 0}},
    };
    if (tspec_random_percent(random, 90))
        return;
    uint32_t which = tspec_random_below(random, COUNT(lists));
    e->ip_options_bytes = lists[which].bytes;
    memcpy(e->ip_options, lists[which].octets, lists[which].bytes);
}

void tspec_scenario_widen(struct tspec_scenario *s, uint32_t can, struct tspec_random *random)
{
    for (unsigned i = 0; i < s->event_count; i++) {
        struct tspec_event *e = &s->events[i];
        if (e->kind == TSPEC_EVENT_CALL && (can & (TSPEC_CAN_URGENT | TSPEC_CAN_PUSH | TSPEC_CAN_ADDRESS)))
            widen_call(e, can, random);
        if (e->kind == TSPEC_EVENT_SEGMENT && (can & TSPEC_CAN_IP_OPTIONS))
            widen_segment(e, random);
    }
    if (can & TSPEC_CAN_IPV6)
        s->ip_version = tspec_random_percent(random, 10) ? 6 : 4;
    while ((can & TSPEC_CAN_SET) && s->event_count < TSPEC_GENERATE_EVENTS_MAX &&
           tspec_random_percent(random, 30))
        insert_setting(s, random);
    while ((can & TSPEC_CAN_ICMP) && s->event_count < TSPEC_GENERATE_EVENTS_MAX &&
           tspec_random_percent(random, 30))
        insert_icmp(s, random);
}
