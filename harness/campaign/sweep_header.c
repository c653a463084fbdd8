/* The odd segment's window, options, and what is wrong with its header. */
#include <string.h>
#include "harness/campaign/sweep_axes.h"

/* --- window --- */

static const struct {
    const char *name;
    struct tspec_operand at;
} windows[] = {
    {"0", {.base = TSPEC_SYMBOL_ZERO}},
    {"1", {.base = TSPEC_SYMBOL_ZERO, .delta = 1}},
    {"99", {.base = TSPEC_SYMBOL_ZERO, .delta = 99}},
    {"535", {.base = TSPEC_SYMBOL_ZERO, .delta = 535}},
    {"1000", {.base = TSPEC_SYMBOL_ZERO, .delta = 1000}},
    {"32767", {.base = TSPEC_SYMBOL_ZERO, .delta = 0x7fff}},
    {"32768", {.base = TSPEC_SYMBOL_ZERO, .delta = 0x8000}}, /* the top bit: unsigned (3.8.6) */
};

static bool synchronized(const struct tspec_sweep_road *road)
{
    return road->state > TSPEC_SYN_RECEIVED;
}

static unsigned count_windows(const struct tspec_sweep_road *road)
{
    return synchronized(road) && road->state != TSPEC_TIME_WAIT ? TSPEC_COUNT(windows) : 0;
}

static void apply_window(struct tspec_sweep_building *b, unsigned value)
{
    b->odd.window_given = true;
    b->odd.window = windows[value].at;
    tspec_sweep_say(b, "win=%s", windows[value].name);
}

const struct tspec_sweep_axis tspec_axis_window = {.count = count_windows, .apply = apply_window};

/* SEQ against SND.WL1 and ACK against SND.WL2: older, the same, newer (3.10.7.4, fifth). */
static unsigned count_window_acks(const struct tspec_sweep_road *road)
{
    return 3u * (road->acks == TSPEC_ACKS_FLIGHT || road->acks == TSPEC_ACKS_FIN ? 3 : 2);
}

static void apply_window_ack(struct tspec_sweep_building *b, unsigned value)
{
    static const struct {
        const char *name;
        int32_t delta;
    } seqs[] = {{"RCV.NXT-1", -1}, {"RCV.NXT", 0}, {"RCV.NXT+1", 1}};
    static const struct {
        const char *name;
        struct tspec_operand at;
    } acks[] = {{"SND.UNA-1", {.base = TSPEC_SYMBOL_SND_UNA, .delta = -1}},
                {"SND.NXT", {.base = TSPEC_SYMBOL_SND_NXT}},
                {"SND.UNA", {.base = TSPEC_SYMBOL_SND_UNA}}};
    unsigned seq = value % TSPEC_COUNT(seqs), ack = value / TSPEC_COUNT(seqs);
    b->odd.flags = TSPEC_ACK;
    b->odd.seq = tspec_operand_of(TSPEC_SYMBOL_RCV_NXT, seqs[seq].delta);
    b->odd.payload_octets = seq == 2 ? 1 : 0; /* newer than WL1 only when something came before */
    b->odd.ack_given = true;
    b->odd.ack = acks[ack].at;
    tspec_sweep_say(b, "seq=%s/ack=%s", seqs[seq].name, acks[ack].name);
}

const struct tspec_sweep_axis tspec_axis_window_ack = {.count = count_window_acks, .apply = apply_window_ack};

/* --- options --- */

/* The segment that opens, where one is taken; it says all it needs but the options. */
static bool opens(const struct tspec_sweep_road *road)
{
    return road->accepts && road->state != TSPEC_SYN_RECEIVED;
}

static unsigned count_openings(const struct tspec_sweep_road *road)
{
    return !opens(road) ? 0 : road->state == TSPEC_SYN_SENT ? 2 : 1;
}

static void apply_opening(struct tspec_sweep_building *b, unsigned value)
{
    bool answers = b->road->state == TSPEC_SYN_SENT && value == 0;
    b->odd.flags = TSPEC_SYN | (answers ? TSPEC_ACK : 0);
    b->odd.seq = tspec_operand_of(TSPEC_SYMBOL_ZERO, 7000);
    b->odd.ack_given = answers;
    b->odd.ack = tspec_operand_of(TSPEC_SYMBOL_SND_NXT, 0);
    tspec_sweep_say(b, "%s", answers ? "SYN+ACK" : "SYN");
}

const struct tspec_sweep_axis tspec_axis_opening_segment = {.count = count_openings, .apply = apply_opening};

/* What else carries options. */
static const struct {
    const char *name;
    uint8_t flags;
    uint16_t octets;
} plain[] = {{"ACK", TSPEC_ACK, 0},
             {"text", TSPEC_ACK | TSPEC_PSH, 100},
             {"FIN", TSPEC_FIN | TSPEC_ACK, 0},
             {"RST", TSPEC_RST, 0}};

static unsigned count_plain(const struct tspec_sweep_road *road)
{
    return opens(road) ? 0 : TSPEC_COUNT(plain);
}

static void apply_plain(struct tspec_sweep_building *b, unsigned value)
{
    b->odd.flags = plain[value].flags;
    b->odd.payload_octets = plain[value].octets;
    b->odd.seq = tspec_operand_of(TSPEC_SYMBOL_RCV_NXT, 0);
    b->odd.ack_given = (plain[value].flags & TSPEC_ACK) != 0;
    b->odd.ack = tspec_operand_of(TSPEC_SYMBOL_SND_NXT, 0);
    tspec_sweep_say(b, "%s", plain[value].name);
}

const struct tspec_sweep_axis tspec_axis_plain_segment = {.count = count_plain, .apply = apply_plain};

/* Lists with a twist, each filled up to a multiple of four. MSS 1460 is {2, 4, 5, 180}. */
static const struct {
    const char *name;
    uint8_t bytes, octets[TSPEC_OPTIONS_MAX];
} lists[] = {
    {"eol", 4, {0, 0, 0, 0}},
    {"nops", 4, {1, 1, 1, 1}},
    {"forty-nops", 40, {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
                        1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}},
    {"eol-first", 8, {0, 2, 4, 5, 180, 0, 0, 0}},
    {"eol-then-garbage", 8, {2, 4, 5, 180, 0, 255, 255, 255}},
    {"mss", 4, {2, 4, 3, 232}},
    {"nop-mss", 8, {1, 2, 4, 5, 180, 0, 0, 0}},
    {"nop-nop-mss", 8, {1, 1, 2, 4, 5, 180, 0, 0}},
    {"nop-nop-nop-mss", 8, {1, 1, 1, 2, 4, 5, 180, 0}},
    {"nops-mss-last", 8, {1, 1, 1, 1, 2, 4, 5, 180}},
    {"mss-nops", 8, {2, 4, 5, 180, 1, 1, 1, 1}},
    {"mss-behind-36", 40, {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
                           1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 4, 5, 180}},
    {"mss-cut-at-3", 4, {1, 2, 4, 5}},
    {"mss-cut-at-2", 4, {1, 1, 2, 4}},
    {"mss-cut-at-1", 4, {1, 1, 1, 2}},
    {"mss-length-0", 4, {2, 0, 5, 180}},
    {"mss-length-1", 4, {2, 1, 5, 180}},
    {"mss-length-2", 4, {2, 2, 5, 180}},
    {"mss-length-3", 4, {2, 3, 5, 0}},
    {"mss-length-5", 8, {2, 5, 5, 180, 0, 0, 0, 0}},
    {"mss-length-255", 4, {2, 255, 5, 180}},
    {"unknown-then-mss", 8, {253, 4, 1, 2, 2, 4, 5, 180}},
    {"mss-then-unknown", 8, {2, 4, 5, 180, 253, 4, 1, 2}},
    {"unknown-of-2", 8, {253, 2, 2, 4, 5, 180, 0, 0}},
    {"unknown-of-40", 40, {253, 40}},
    {"unknown-beyond-the-end", 4, {253, 5, 1, 2}},
    {"unknown-length-0", 8, {253, 0, 0, 0, 2, 4, 5, 180}},
    {"unknown-length-1", 8, {253, 1, 1, 1, 2, 4, 5, 180}},
    {"kind-without-length", 4, {1, 1, 1, 253}},
    {"two-unknown", 8, {253, 3, 1, 254, 4, 1, 2, 0}},
    {"sack-permitted", 4, {4, 2, 0, 0}},
    {"sack-permitted-length-3", 4, {4, 3, 0, 0}},
    {"sack-block", 12, {1, 1, 5, 10, 0, 0, 3, 233, 0, 0, 7, 209}},
    {"window-scale", 4, {3, 3, 7, 0}},
    {"window-scale-15", 4, {3, 3, 15, 0}}, /* RFC 7323, 2.3: 14 is the most */
    {"window-scale-length-2", 4, {3, 2, 1, 1}},
    {"window-scale-length-4", 4, {3, 4, 7, 7}},
    {"timestamps", 12, {8, 10, 0, 0, 0, 1, 0, 0, 0, 0, 1, 1}},
    {"timestamps-length-9", 12, {8, 9, 0, 0, 0, 1, 0, 0, 0, 1, 1, 1}},
    {"timestamps-cut", 8, {8, 10, 0, 0, 0, 1, 0, 0}},
    {"as-usual", 20, {2, 4, 5, 180, 4, 2, 8, 10, 0, 0, 0, 1, 0, 0, 0, 0, 1, 3, 3, 7}},
    {"echo", 8, {6, 6, 1, 2, 3, 4, 0, 0}},
    {"md5", 20, {19, 18, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 0, 0}},
};

static void apply_list(struct tspec_sweep_building *b, unsigned value)
{
    b->odd.options_bytes = lists[value].bytes;
    memcpy(b->odd.options, lists[value].octets, lists[value].bytes);
    tspec_sweep_say(b, "options=%s", lists[value].name);
}

const struct tspec_sweep_axis tspec_axis_option_list = {.always = TSPEC_COUNT(lists), .apply = apply_list};

/* Every kind nobody here knows x lengths: right, none, too short, to the very end, beyond it. A known option
 * follows, so that one that was passed over by the wrong length shows. Window scale and timestamps, which
 * change what comes later, are left out, and EOL, NOP and MSS, which are in the lists. */
enum { FIRST_UNKNOWN = 4, TIMESTAMPS = 8, KINDS = 256 - FIRST_UNKNOWN - 1 };
static const uint8_t kind_lengths[] = {2, 0, 1, 8, 9, 255};

static unsigned count_kinds(const struct tspec_sweep_road *road)
{
    return road->main && (opens(road) || (road->receives && road->state == TSPEC_ESTABLISHED))
               ? KINDS * TSPEC_COUNT(kind_lengths)
               : 0;
}

static void apply_kind(struct tspec_sweep_building *b, unsigned value)
{
    unsigned kind = FIRST_UNKNOWN + value % KINDS, length = kind_lengths[value / KINDS];
    kind += kind >= TIMESTAMPS;
    const uint8_t octets[] = {(uint8_t)kind, (uint8_t)length, 1, 1, 2, 4, 2, 24};
    b->odd.options_bytes = sizeof octets;
    memcpy(b->odd.options, octets, sizeof octets);
    if (!opens(b->road))
        apply_plain(b, 1);
    else
        apply_opening(b, 0);
    tspec_sweep_say(b, "kind=%u/length=%u", kind, length);
}

const struct tspec_sweep_axis tspec_axis_option_kind = {.count = count_kinds, .apply = apply_kind};

/* The MSS a peer may name, alone and twice: absent, nothing, tiny, usual, huge. */
static const uint16_t sizes[] = {0, 1, 63, 64, 200, 300, 536, 537, 1459, 1460, 1461, 32768, 65535};
enum { ONCE = 1, SECONDS = 4 };
static const uint16_t seconds[SECONDS] = {0, 100, 536, 1460};

/* The stack's own is the largest an Ethernet takes, so that a smaller one of the peer's is felt. */
static void apply_mss(struct tspec_sweep_building *b, unsigned value)
{
    enum { ONE = 4, OWN = 1460 };
    b->scenario->mss = OWN;
    b->scenario->receive_buffer_bytes = b->scenario->send_buffer_bytes = 4 * OWN;
    if (value == 0) {
        tspec_sweep_say(b, "mss=none");
        return;
    }
    unsigned first = sizes[(value - 1) % TSPEC_COUNT(sizes)], again = (value - 1) / TSPEC_COUNT(sizes);
    uint8_t *at = b->odd.options;
    at[0] = at[ONE] = 2;
    at[1] = at[ONE + 1] = ONE;
    at[2] = (uint8_t)(first >> 8);
    at[3] = (uint8_t)first;
    b->odd.options_bytes = ONE;
    if (again == 0) {
        tspec_sweep_say(b, "mss=%u", first);
        return;
    }
    unsigned second = seconds[again - 1];
    at[ONE + 2] = (uint8_t)(second >> 8);
    at[ONE + 3] = (uint8_t)second;
    b->odd.options_bytes = 2 * ONE;
    tspec_sweep_say(b, "mss=%u,%u", first, second);
}

const struct tspec_sweep_axis tspec_axis_mss = {.always = 1 + TSPEC_COUNT(sizes) * (ONCE + SECONDS),
                                                .apply = apply_mss};

/* --- header --- */

/* Each damage at each place it can have; then the reserved bits. */
static const struct {
    uint8_t damage, from, to;
} damages[] = {
    {TSPEC_DAMAGE_CHECKSUM, 0, 15},      {TSPEC_DAMAGE_CHECKSUM_ZERO, 0, 0},
    {TSPEC_DAMAGE_OFFSET_SHORT, 0, 4},   {TSPEC_DAMAGE_OFFSET_LONG, 6, 15},
    {TSPEC_DAMAGE_TRUNCATED, 0, 19},     {TSPEC_DAMAGE_FROM_PORT_0, 0, 0},
    {TSPEC_DAMAGE_TO_PORT_0, 0, 0},      {TSPEC_DAMAGE_FROM_ANY, 0, 0},
    {TSPEC_DAMAGE_FROM_BROADCAST, 0, 0}, {TSPEC_DAMAGE_FROM_MULTICAST, 0, 0},
    {TSPEC_DAMAGE_TO_BROADCAST, 0, 0},   {TSPEC_DAMAGE_TO_MULTICAST, 0, 0},
    {TSPEC_DAMAGE_NONE, 1, 15},
};

static unsigned count_damages(const struct tspec_sweep_road *road)
{
    unsigned count = 0;
    (void)road;
    for (unsigned i = 0; i < TSPEC_COUNT(damages); i++)
        count += 1u + damages[i].to - damages[i].from;
    return count;
}

static void apply_damage(struct tspec_sweep_building *b, unsigned value)
{
    unsigned row = 0;
    for (; value > (unsigned)(damages[row].to - damages[row].from); row++)
        value -= 1u + damages[row].to - damages[row].from;
    unsigned at = damages[row].from + value;
    b->odd.damage = damages[row].damage;
    if (b->odd.damage == TSPEC_DAMAGE_NONE) {
        b->odd.reserved = (uint8_t)at;
        tspec_sweep_say(b, "reserved=%u", at);
        return;
    }
    bool one = damages[row].to == damages[row].from;
    b->odd.damage_at = one ? 0 : (uint8_t)(at + 1);
    if (one)
        tspec_sweep_say(b, "%s", tspec_damage_name(b->odd.damage));
    else
        tspec_sweep_say(b, "%s=%u", tspec_damage_name(b->odd.damage), at);
}

const struct tspec_sweep_axis tspec_axis_damage = {.count = count_damages, .apply = apply_damage};
