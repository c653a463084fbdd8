/* Closed classes of what a stack was given and what it did: the words of signatures, without numbers. */
#include "harness/model/icmp.h"

#include <string.h>

static const char *const places[TSPEC_PLACE_COUNT] = {
    [TSPEC_PLACE_UNKNOWN] = "any",   [TSPEC_PLACE_FAR_LEFT] = "far-left",
    [TSPEC_PLACE_LEFT] = "left",     [TSPEC_PLACE_AT] = "at",
    [TSPEC_PLACE_INSIDE] = "inside", [TSPEC_PLACE_RIGHT_EDGE] = "right-edge",
    [TSPEC_PLACE_BEYOND] = "beyond",
};

/* Where p lies against [at, edge): `inside` is strictly between. */
static enum tspec_place place(tspec_pos p, tspec_pos at, tspec_pos edge)
{
    if (p < at)
        return at - p > 65535 ? TSPEC_PLACE_FAR_LEFT : TSPEC_PLACE_LEFT;
    if (p == at)
        return TSPEC_PLACE_AT;
    if (p < edge)
        return TSPEC_PLACE_INSIDE;
    return p == edge ? TSPEC_PLACE_RIGHT_EDGE : TSPEC_PLACE_BEYOND;
}

size_t tspec_append(char *out, size_t cap, size_t used, const char *text)
{
    size_t length = strlen(text), room = cap - 1 - used;

    if (length > room)
        length = room;
    memcpy(out + used, text, length);
    out[used + length] = '\0';
    return used + length;
}

static size_t add(char *out, size_t cap, size_t used, const char *text)
{
    return tspec_append(out, cap, used ? tspec_append(out, cap, used, " ") : 0, text);
}

/* The bits that decide, in the order they are looked at: one defect shall read as one, whatever else was set.
 */
static size_t add_flags(char *out, size_t cap, size_t used, unsigned flags)
{
    bool ack = (flags & TSPEC_ACK) != 0;

    if (flags & TSPEC_RST)
        return add(out, cap, used, ack ? "RST+ACK" : "RST");
    if (flags & TSPEC_SYN)
        return add(out, cap, used, ack ? "SYN+ACK" : "SYN");
    if (flags & TSPEC_FIN)
        return add(out, cap, used, ack ? "FIN+ACK" : "FIN");
    return add(out, cap, used, ack ? "ACK" : "none");
}

void tspec_stimulus_segment(struct tspec_model *m, unsigned index, const struct tspec_segment *seg,
                            enum tspec_damage damage)
{
    struct tspec_flow *flow = &m->flows[index];
    const struct tspec_world *w = &flow->worlds[0];
    struct tspec_asked *s = &flow->stimulus.asked;

    *s = (struct tspec_asked){.kind = TSPEC_STIMULUS_SEGMENT,
                              .flags = seg->flags,
                              .damage = (uint8_t)damage,
                              .text = seg->payload_bytes > 0};
    flow->stimulus.at_us = m->now_us;
    flow->stimulus.seq = seg->seq.wire;
    flow->stimulus.ack = seg->ack.wire;
    flow->stimulus.length = tspec_segment_length(seg);
    if (flow->world_count == 0 || !tspec_world_alive(w))
        return;
    if (w->state != TSPEC_SYN_SENT)
        s->seq_place = (uint8_t)place(tspec_at(w->rcv_nxt, seg->seq), w->rcv_nxt, w->rcv_edge);
    if (seg->flags & TSPEC_ACK)
        s->ack_place = (uint8_t)place(tspec_at(w->snd_una, seg->ack), w->snd_una, w->snd_nxt);
}

void tspec_class_event(const struct tspec_asked *s, char *out, size_t cap)
{
    static const char *const damages[TSPEC_DAMAGE_COUNT] = {
        [TSPEC_DAMAGE_CHECKSUM] = "bad-checksum",         [TSPEC_DAMAGE_OFFSET_SHORT] = "offset-short",
        [TSPEC_DAMAGE_OFFSET_LONG] = "offset-long",       [TSPEC_DAMAGE_TRUNCATED] = "truncated",
        [TSPEC_DAMAGE_CHECKSUM_ZERO] = "bad-checksum",    [TSPEC_DAMAGE_FROM_PORT_0] = "from-port-0",
        [TSPEC_DAMAGE_TO_PORT_0] = "to-port-0",           [TSPEC_DAMAGE_FROM_BROADCAST] = "from-broadcast",
        [TSPEC_DAMAGE_FROM_MULTICAST] = "from-multicast", [TSPEC_DAMAGE_FROM_ANY] = "from-any",
        [TSPEC_DAMAGE_TO_BROADCAST] = "to-broadcast",     [TSPEC_DAMAGE_TO_MULTICAST] = "to-multicast",
    };
    size_t used = 0;

    switch (s->kind) {
    case TSPEC_STIMULUS_SEGMENT:
        used = add_flags(out, cap, used, s->flags);
        if (s->seq_place) {
            used = tspec_append(out, cap, add(out, cap, used, "seq:"), places[s->seq_place]);
        }
        if (s->ack_place) {
            used = tspec_append(out, cap, add(out, cap, used, "ack:"), places[s->ack_place]);
        }
        if (s->text)
            used = add(out, cap, used, "data");
        if (s->damage && s->damage < TSPEC_DAMAGE_COUNT)
            add(out, cap, used, damages[s->damage]);
        break;
    case TSPEC_STIMULUS_CALL:
        used = add(out, cap, used, tspec_call_name(s->call));
        if (s->on_listener)
            add(out, cap, used, "on-listener");
        break;
    case TSPEC_STIMULUS_ICMP: {
        static const char *const icmps[] = {
            [TSPEC_ICMP_QUENCH] = "icmp-quench",
            [TSPEC_ICMP_SOFT] = "icmp-soft",
            [TSPEC_ICMP_HARD] = "icmp-hard",
            [TSPEC_ICMP_MTU] = "icmp-mtu",
        };
        add(out, cap, used, icmps[tspec_icmp_class(s->call)]);
        break;
    }
    default:
        tspec_append(out, cap, 0, "time");
    }
}

void tspec_class_observed(const struct tspec_world *w, const struct tspec_segment *seg, char *out, size_t cap)
{
    size_t used = add_flags(out, cap, 0, seg->flags);

    if (w && tspec_world_alive(w) && w->syn_sent) {
        used = tspec_append(out, cap, add(out, cap, used, "seq:"),
                            places[place(tspec_at(w->snd_nxt, seg->seq), w->snd_una, w->snd_nxt)]);
        if ((seg->flags & TSPEC_ACK) && w->state != TSPEC_SYN_SENT) {
            used = tspec_append(out, cap, add(out, cap, used, "ack:"),
                                places[place(tspec_at(w->rcv_nxt, seg->ack), w->rcv_nxt, w->rcv_edge)]);
        }
    }
    if (seg->payload_bytes)
        add(out, cap, used, "data");
}

void tspec_class_keep(struct tspec_model *m, unsigned index, const struct tspec_world *w,
                      const struct tspec_segment *seg)
{
    if (w != &m->flows[index].worlds[0])
        return;
    tspec_class_observed(w, seg, m->observed_class, sizeof m->observed_class);
    m->class_kept = true;
}
