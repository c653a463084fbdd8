#include "engine/send.h"

#include <string.h>

void tspec_send_init(struct tspec_send *s, uint8_t *octets, uint32_t capacity)
{
    *s = (struct tspec_send){.octets = octets, .capacity = capacity};
}

void tspec_send_clear(struct tspec_send *s)
{
    s->start = s->count = 0;
}

uint32_t tspec_send_append(struct tspec_send *s, const uint8_t *octets, uint32_t count)
{
    if (count > tspec_send_room(s))
        count = tspec_send_room(s);
    if (count == 0)
        return 0;
    if (count > s->capacity - s->start - s->count) {
        memmove(s->octets, s->octets + s->start, s->count);
        s->start = 0;
    }
    memcpy(s->octets + s->start + s->count, octets, count);
    s->count += count;
    return count;
}

void tspec_send_drop(struct tspec_send *s, uint32_t count)
{
    s->start += count;
    s->count -= count;
    if (s->count == 0)
        s->start = 0;
}
