/* The odd segment: where it lies, what it acknowledges, its control bits, its damaged fields. */
#include "harness/campaign/sweep_axes.h"

/* clang-format off */
#define AT(base_, delta_)    {.base = TSPEC_SYMBOL_##base_, .delta = (delta_)}
#define EDGE(delta_)         {.base = TSPEC_SYMBOL_RCV_NXT, .second = TSPEC_SYMBOL_RCV_WND, .delta = (delta_)}
#define TOO_OLD(delta_)      {.base = TSPEC_SYMBOL_SND_UNA, .second = TSPEC_SYMBOL_MAX_SND_WND, .minus_second = true, .delta = (delta_)}
#define NEXT(delta_, text_)  {"RCV.NXT" #delta_, AT(RCV_NXT, delta_), text_}
#define RIGHT(delta_, text_) {"RCV.NXT+RCV.WND" #delta_, EDGE(delta_), text_}
#define NUMBER(n_, text_)    {#n_, AT(ZERO, n_), text_}
/* clang-format on */

/* --- SEQ and length --- */

struct place {
    const char *name;
    struct tspec_operand seq;
    uint16_t octets;
};

/* Where nothing was received yet, a number is only a number. */
static const struct place numbers[] = {NUMBER(0, 0),      NUMBER(0, 1),         NUMBER(1000, 0),
                                       NUMBER(1000, 100), NUMBER(INT32_MIN, 0), NUMBER(INT32_MAX, 10),
                                       NUMBER(-1, 0),     NUMBER(-1, 1),        NUMBER(-50, 100)};
static const struct place gone[] = {NEXT(-1, 0),      NEXT(+0, 0),       NEXT(+1, 0),
                                    NEXT(-1, 1),      NEXT(+0, 100),     NEXT(+1, 1),
                                    NUMBER(77777, 0), NUMBER(-77777, 1), NUMBER(1073741824, 0)};
/* One beyond every border with no octet, one, and many; SYN and FIN move the end by one more. */
static const struct place window[] = {
    NEXT(-2, 0),
    NEXT(-1, 0),
    NEXT(+0, 0),
    NEXT(+1, 0),
    RIGHT(-2, 0),
    RIGHT(-1, 0),
    RIGHT(+0, 0),
    RIGHT(+1, 0),
    NEXT(-2, 1),
    NEXT(-1, 1),
    NEXT(+0, 1),
    NEXT(+1, 1),
    RIGHT(-2, 1),
    RIGHT(-1, 1),
    RIGHT(+0, 1),
    RIGHT(+1, 1),
    NEXT(-102, 100),
    NEXT(-101, 100),
    NEXT(-100, 100),
    NEXT(-99, 100),
    NEXT(-1, 100),
    NEXT(+0, 100),
    NEXT(+1, 100),
    RIGHT(-101, 100),
    RIGHT(-100, 100),
    RIGHT(-99, 100),
    RIGHT(-1, 100),
    RIGHT(+0, 100),
    NEXT(+1073741824, 0),
    NEXT(-1073741824, 0),
    NEXT(+1073741824, 100),
    NEXT(-1073741824, 100),
    NEXT(+2147483647, 0),
    NEXT(-2147483647, 0),
};
/* The window is 536 octets: longer than it, and both edges within one segment. */
static const struct place small[] = {
    NEXT(-1, 0),     NEXT(+0, 0),   NEXT(+536, 0), NEXT(-1, 536), NEXT(+0, 535),   NEXT(+0, 536),
    NEXT(+0, 537),   NEXT(+1, 535), NEXT(+1, 536), NEXT(-1, 537), NEXT(-1, 538),   NEXT(-1, 539),
    NEXT(-100, 700), NEXT(+535, 1), NEXT(+535, 2), NEXT(+536, 1), NEXT(-536, 536), NEXT(-535, 536),
};
static const struct place shut[] = {
    NEXT(-2, 0),    NEXT(-1, 0),   NEXT(+0, 0),          NEXT(+1, 0),          NEXT(-2, 1),
    NEXT(-1, 1),    NEXT(+0, 1),   NEXT(+1, 1),          NEXT(-101, 100),      NEXT(-100, 100),
    NEXT(-99, 100), NEXT(+0, 100), NEXT(+1073741824, 0), NEXT(-1073741824, 0),
};
static const struct {
    const struct place *places;
    unsigned count;
} places[] = {
    [TSPEC_SEQS_NUMBERS] = {numbers, TSPEC_COUNT(numbers)}, [TSPEC_SEQS_GONE] = {gone, TSPEC_COUNT(gone)},
    [TSPEC_SEQS_WINDOW] = {window, TSPEC_COUNT(window)},    [TSPEC_SEQS_SMALL] = {small, TSPEC_COUNT(small)},
    [TSPEC_SEQS_SHUT] = {shut, TSPEC_COUNT(shut)},
};

static void put(struct tspec_sweep_building *b, const struct place *place)
{
    b->odd.seq = place->seq;
    b->odd.payload_octets = place->octets;
    tspec_sweep_say(b, "seq=%s(%u)", place->name, place->octets);
}

static unsigned count_places(const struct tspec_sweep_road *road)
{
    return places[road->seqs].count;
}

static void apply_place(struct tspec_sweep_building *b, unsigned value)
{
    put(b, &places[b->road->seqs].places[value]);
}

const struct tspec_sweep_axis tspec_axis_place = {.count = count_places, .apply = apply_place};

/* The telling ones, for products with other axes. */
static const struct place few[] = {NEXT(+0, 0),    NEXT(+0, 100), NEXT(-1, 0),
                                   NEXT(-50, 100), NEXT(+1, 10),  RIGHT(+0, 0)};
static const struct place few_numbers[] = {NUMBER(1000, 0), NUMBER(1000, 100), NUMBER(-1, 1)};

static bool has_numbers(const struct tspec_sweep_road *road)
{
    return road->seqs == TSPEC_SEQS_NUMBERS;
}

static unsigned count_few(const struct tspec_sweep_road *road)
{
    /* At a shut window the right edge is the left one. */
    return has_numbers(road)
               ? TSPEC_COUNT(few_numbers)
               : TSPEC_COUNT(few) - (road->seqs == TSPEC_SEQS_SHUT || road->seqs == TSPEC_SEQS_GONE);
}

static void apply_few(struct tspec_sweep_building *b, unsigned value)
{
    put(b, has_numbers(b->road) ? &few_numbers[value] : &few[value]);
}

const struct tspec_sweep_axis tspec_axis_few_places = {.count = count_few, .apply = apply_few};

/* What comes next, with text and without, and what was there already. */
static unsigned count_next(const struct tspec_sweep_road *road)
{
    return has_numbers(road) ? 2 : 3;
}

const struct tspec_sweep_axis tspec_axis_next = {.count = count_next, .apply = apply_few};

/* --- control bits --- */

static void say_flags(struct tspec_sweep_building *b)
{
    static const char *const names[] = {"FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR"};
    char text[40] = "";
    unsigned used = 0;
    for (unsigned bit = 0; bit < TSPEC_COUNT(names); bit++) {
        if (!(b->odd.flags >> bit & 1))
            continue;
        if (used > 0)
            text[used++] = '+';
        for (const char *c = names[bit]; *c; c++)
            text[used++] = *c;
    }
    text[used] = '\0';
    tspec_sweep_say(b, "%s", used > 0 ? text : "none");
}

static void set_flags(struct tspec_sweep_building *b, unsigned flags)
{
    b->odd.flags = (uint8_t)flags;
    b->odd.ack_given = (flags & TSPEC_ACK) != 0;
    if (b->odd.ack_given)
        b->odd.ack = tspec_operand_of(TSPEC_SYMBOL_SND_NXT, 0);
    say_flags(b);
}

enum { CONTROLS = TSPEC_FIN | TSPEC_SYN | TSPEC_RST, CONTROL_SETS = CONTROLS + 1 };

/* SYN, FIN and RST, each with the ACK bit, which then acknowledges all, and without. */
static void apply_control(struct tspec_sweep_building *b, unsigned value)
{
    set_flags(b, (value % CONTROL_SETS) | (value < CONTROL_SETS ? TSPEC_ACK : 0));
}

const struct tspec_sweep_axis tspec_axis_control = {.always = 2 * CONTROL_SETS, .apply = apply_control};

/* Where the ACK field is what matters, one of each is enough. */
static const uint8_t with_ack[] = {0, TSPEC_FIN, TSPEC_SYN, TSPEC_RST, TSPEC_SYN | TSPEC_FIN};

static void apply_control_with_ack(struct tspec_sweep_building *b, unsigned value)
{
    set_flags(b, with_ack[value] | TSPEC_ACK);
}

const struct tspec_sweep_axis tspec_axis_control_with_ack = {.always = TSPEC_COUNT(with_ack),
                                                             .apply = apply_control_with_ack};

/* Every other combination of the six bits; and ECE, CWR and both with those that decide (RFC 3168). */
enum { SIX_BITS = 64, PUSH_OR_URGENT_SETS = 3, DECIDING_SETS = 16, ECN_SETS = 3 };

static void apply_other_flags(struct tspec_sweep_building *b, unsigned value)
{
    static const uint8_t added[] = {TSPEC_PSH, TSPEC_URG, TSPEC_PSH | TSPEC_URG,
                                    TSPEC_ECE, TSPEC_CWR, TSPEC_ECE | TSPEC_CWR};
    unsigned deciding = value % DECIDING_SETS;
    set_flags(b,
              (deciding & CONTROLS) | (deciding > CONTROLS ? TSPEC_ACK : 0) | added[value / DECIDING_SETS]);
    if (b->odd.flags & TSPEC_URG)
        b->odd.urgent = b->odd.payload_octets;
}

const struct tspec_sweep_axis tspec_axis_other_flags = {
    .always = DECIDING_SETS * (PUSH_OR_URGENT_SETS + ECN_SETS), .apply = apply_other_flags};

/* --- ACK --- */

struct ack {
    const char *name;
    struct tspec_operand at;
};
#define UNA(delta_)                                                                                          \
    {                                                                                                        \
        "SND.UNA" #delta_, AT(SND_UNA, delta_)                                                               \
    }
#define NXT(delta_)                                                                                          \
    {                                                                                                        \
        "SND.NXT" #delta_, AT(SND_NXT, delta_)                                                               \
    }
#define OLD(delta_)                                                                                          \
    {                                                                                                        \
        "SND.UNA-MAX.SND.WND" #delta_, TOO_OLD(delta_)                                                       \
    }
#define FAR_ACKS NXT(+1073741824), NXT(-1073741824), NXT(+2147483647), NXT(-2147483647)

/* SND.NXT itself is every other family's. */
static const struct ack ack_numbers[] = {{"1", AT(ZERO, 1)}, {"1000", AT(ZERO, 1000)}, {"-1", AT(ZERO, -1)}};
static const struct ack ack_gone[] = {NXT(-1), NXT(+1), {"0", AT(ZERO, 0)}, NXT(+1073741824)};
static const struct ack ack_syn[] = {UNA(-1), UNA(+0), NXT(+1), FAR_ACKS};
static const struct ack ack_idle[] = {OLD(-1), OLD(+0), OLD(+1), UNA(-1), NXT(+1), FAR_ACKS};
static const struct ack ack_fin[] = {OLD(-1), OLD(+0), OLD(+1), UNA(-1), UNA(+0), NXT(+1), FAR_ACKS};
static const struct ack ack_flight[] = {OLD(-1), OLD(+0), OLD(+1), UNA(-1), UNA(+0),
                                        UNA(+1), NXT(-1), NXT(+1), FAR_ACKS};
static const struct {
    const struct ack *acks;
    unsigned count;
} wrong_acks[] = {
    [TSPEC_ACKS_NUMBERS] = {ack_numbers, TSPEC_COUNT(ack_numbers)},
    [TSPEC_ACKS_GONE] = {ack_gone, TSPEC_COUNT(ack_gone)},
    [TSPEC_ACKS_SYN] = {ack_syn, TSPEC_COUNT(ack_syn)},
    [TSPEC_ACKS_IDLE] = {ack_idle, TSPEC_COUNT(ack_idle)},
    [TSPEC_ACKS_FIN] = {ack_fin, TSPEC_COUNT(ack_fin)},
    [TSPEC_ACKS_FLIGHT] = {ack_flight, TSPEC_COUNT(ack_flight)},
};

static unsigned count_wrong_acks(const struct tspec_sweep_road *road)
{
    return wrong_acks[road->acks].count;
}

static void apply_wrong_ack(struct tspec_sweep_building *b, unsigned value)
{
    const struct ack *ack = &wrong_acks[b->road->acks].acks[value];
    b->odd.ack_given = true;
    b->odd.ack = ack->at;
    tspec_sweep_say(b, "ack=%s", ack->name);
}

const struct tspec_sweep_axis tspec_axis_wrong_ack = {.count = count_wrong_acks, .apply = apply_wrong_ack};

/* --- one to three damaged fields of a segment that would be right --- */

/* What the peer would send here: text, or an ACK; to open, a SYN. */
static void apply_base(struct tspec_sweep_building *b, unsigned value)
{
    unsigned flags = TSPEC_ACK;
    if (has_numbers(b->road)) {
        b->odd.seq = tspec_operand_of(TSPEC_SYMBOL_ZERO, 1000);
        flags = b->road->state == TSPEC_SYN_SENT ? TSPEC_SYN | TSPEC_ACK : TSPEC_SYN;
    } else {
        b->odd.seq = tspec_operand_of(TSPEC_SYMBOL_RCV_NXT, 0);
    }
    b->odd.payload_octets = value ? 0 : 40;
    set_flags(b, flags);
    tspec_sweep_say(b, "text=%u", b->odd.payload_octets);
}

static unsigned count_base(const struct tspec_sweep_road *road)
{
    return road->main ? 2 : 1;
}

const struct tspec_sweep_axis tspec_axis_base = {.count = count_base, .apply = apply_base};
const struct tspec_sweep_axis tspec_axis_base_with_text = {.always = 1, .apply = apply_base};

enum field {
    SEQ,
    ACK,
    FIN_BIT,
    SYN_BIT,
    RST_BIT,
    ACK_BIT,
    WINDOW,
    URGENT,
    OPTIONS,
    RESERVED,
    CHECKSUM,
    FIELDS
};

static void damage(struct tspec_event *e, enum field field)
{
    static const uint8_t bits[FIELDS] = {
        [FIN_BIT] = TSPEC_FIN, [SYN_BIT] = TSPEC_SYN, [RST_BIT] = TSPEC_RST, [ACK_BIT] = TSPEC_ACK};
    static const uint8_t broken[] = {2, 0, 5, 180};
    switch (field) {
    case SEQ:
        e->seq.delta += 7;
        break;
    case ACK: /* the field, whatever the bit says */
        e->ack_given = true;
        e->ack = tspec_operand_of(TSPEC_SYMBOL_SND_NXT, 7);
        break;
    case WINDOW:
        e->window_given = true;
        break;
    case URGENT:
        e->flags |= TSPEC_URG;
        e->urgent = 3;
        break;
    case OPTIONS:
        e->options_bytes = sizeof broken;
        for (unsigned i = 0; i < sizeof broken; i++)
            e->options[i] = broken[i];
        break;
    case RESERVED:
        e->reserved = 5;
        break;
    case CHECKSUM:
        e->damage = TSPEC_DAMAGE_CHECKSUM;
        break;
    default:
        e->flags ^= bits[field];
    }
}

/* Subsets of one, two and three of the fields, in the order of their bits. */
enum { SUBSETS = FIELDS + FIELDS * (FIELDS - 1) / 2 + FIELDS * (FIELDS - 1) * (FIELDS - 2) / 6 };

static unsigned subset(unsigned value)
{
    enum { MOST = 3 };
    for (unsigned bits = 1;; bits++)
        if (__builtin_popcount(bits) <= MOST && value-- == 0)
            return bits;
}

static void apply_fields(struct tspec_sweep_building *b, unsigned value)
{
    static const char *const names[FIELDS] = {"seq", "ack",    "fin",     "syn",      "rst",     "ack-bit",
                                              "win", "urgent", "options", "reserved", "checksum"};
    unsigned bits = subset(value);
    for (unsigned i = 0; i < FIELDS; i++) {
        if (!(bits >> i & 1))
            continue;
        damage(&b->odd, (enum field)i);
        tspec_sweep_say(b, "%s", names[i]);
    }
}

const struct tspec_sweep_axis tspec_axis_fields = {.always = SUBSETS, .apply = apply_fields};
