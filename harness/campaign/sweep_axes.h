/* The sweep from within: roads, axes and families. Inside harness/campaign only. */
#ifndef TSPEC_HARNESS_SWEEP_AXES_H
#define TSPEC_HARNESS_SWEEP_AXES_H

#include "harness/campaign/sweep.h"

#define TSPEC_COUNT(table) (unsigned)(sizeof(table) / sizeof((table)[0]))

/* --- roads (sweep_roads.c) --- */

/* Which borders mean something at a road's end. */
enum tspec_road_seqs {
    TSPEC_SEQS_NUMBERS, /* nothing was received: a number is a number */
    TSPEC_SEQS_GONE,    /* a connection was here */
    TSPEC_SEQS_WINDOW,  /* around the receive window */
    TSPEC_SEQS_SMALL,   /* a window of 536 octets, which a segment can be longer than */
    TSPEC_SEQS_SHUT,    /* the receive window is shut */
};
enum tspec_road_acks {
    TSPEC_ACKS_NUMBERS,
    TSPEC_ACKS_GONE,
    TSPEC_ACKS_SYN,    /* only a SYN is unacknowledged */
    TSPEC_ACKS_IDLE,   /* nothing is */
    TSPEC_ACKS_FIN,    /* only a FIN */
    TSPEC_ACKS_FLIGHT, /* text, a FIN behind it or not */
};

struct tspec_sweep_road {
    const char *name;
    const char *letters; /* harness/scenario/roads.h */
    uint8_t state;       /* enum tspec_state at its end */
    uint8_t seqs, acks;
    bool main;     /* for families that need no more than one or two roads a state */
    bool accepts;  /* a SYN, or a SYN,ACK, is taken here */
    bool sends;    /* new text can be sent, and goes through the window */
    bool receives; /* new text is taken */
};
extern const struct tspec_sweep_road tspec_sweep_roads[];
extern const unsigned tspec_sweep_road_count;

/* --- a case under construction --- */

struct tspec_sweep_building {
    struct tspec_scenario *scenario;
    const struct tspec_sweep_road *road;
    struct tspec_event odd; /* a segment, or what comes in its place; sent by tspec_sweep_send */
    unsigned met;           /* index of the event that meets the road's end */
    bool sent;
    char *name; /* NULL: not wanted */
    size_t name_bytes;
};

/* Appends "/" and the text to the name. */
__attribute__((format(printf, 2, 3))) void tspec_sweep_say(struct tspec_sweep_building *b, const char *format,
                                                           ...);
/* The odd segment goes into the scenario now. */
void tspec_sweep_send(struct tspec_sweep_building *b);
/* Letters of harness/scenario/roads.h, behind the odd segment. */
void tspec_sweep_walk(struct tspec_sweep_building *b, const char *letters);

/* --- axes --- */

/* One dimension: how many values it has, and what a value does. */
struct tspec_sweep_axis {
    /* At the end of a road; 0: the family leaves the road out. NULL: as many as `always`. */
    unsigned (*count)(const struct tspec_sweep_road *road);
    unsigned always;
    void (*apply)(struct tspec_sweep_building *b, unsigned value);
};

/* The odd segment (sweep_segment.c). */
extern const struct tspec_sweep_axis tspec_axis_place, tspec_axis_few_places, tspec_axis_next,
    tspec_axis_control, tspec_axis_control_with_ack, tspec_axis_other_flags, tspec_axis_wrong_ack,
    tspec_axis_fields, tspec_axis_base, tspec_axis_base_with_text;
/* Its window, options and header (sweep_header.c). */
extern const struct tspec_sweep_axis tspec_axis_window, tspec_axis_window_ack, tspec_axis_option_list,
    tspec_axis_option_kind, tspec_axis_mss, tspec_axis_damage, tspec_axis_opening_segment,
    tspec_axis_plain_segment;
/* What follows (sweep_probes.c). */
extern const struct tspec_sweep_axis tspec_axis_probe, tspec_axis_mended, tspec_axis_probes,
    tspec_axis_window_probe, tspec_axis_transfer;
/* Sequences of their own (sweep_streams.c): these send more than one odd event. */
extern const struct tspec_sweep_axis tspec_axis_order, tspec_axis_overlap, tspec_axis_filled,
    tspec_axis_offered, tspec_axis_reopened, tspec_axis_waits, tspec_axis_after_wait, tspec_axis_time_wait,
    tspec_axis_call, tspec_axis_next_call;
/* Something else in place of the odd segment (sweep_words.c). */
extern const struct tspec_sweep_axis tspec_axis_icmp, tspec_axis_setting;

/* --- families (sweep_families.c) --- */

/* Sets of initial sequence numbers. */
enum {
    TSPEC_NUMBERS_PLAIN = 1 << 0,
    TSPEC_NUMBERS_WRAPS = 1 << 1, /* within the text in flight, and within the first window */
    TSPEC_NUMBERS_OTHERS = 0x3c,  /* SND.NXT and RCV.NXT at 2^32-1, at 0, around 2^31; right edge at 2^32 */
    TSPEC_NUMBERS_COUNT = 6,
    TSPEC_AXES_MAX = 5,
    TSPEC_FAMILIES_MAX = 32,
};

struct tspec_sweep_family_axes {
    const char *name, *varies, *rows;
    bool main_roads_only;
    uint8_t numbers;
    const struct tspec_sweep_axis *axes[TSPEC_AXES_MAX]; /* in the order they are applied; NULL ends */
};
/* A row without a name ends them. */
extern const struct tspec_sweep_family_axes tspec_sweep_families[TSPEC_FAMILIES_MAX];

/* A road and nothing behind it, under a set of numbers. */
void tspec_sweep_road_alone(const struct tspec_sweep_road *road, unsigned numbers,
                            struct tspec_scenario *out);

/* The numbers of a set, put into the header and, after the road, into its SYNs. */
const char *tspec_sweep_numbers(unsigned which, uint32_t *iss, uint32_t *irs);

#endif
