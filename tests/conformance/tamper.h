/*
 * The engine with one thing spoiled on its way to or from the harness: a faulty endpoint of any kind, made of
 * a sound one. It is a black box: of the engine's own view it shows what the plan says, by default nothing.
 */
#ifndef TSPEC_TESTS_TAMPER_H
#define TSPEC_TESTS_TAMPER_H

#include "engine/fault.h"
#include "harness/sut/sut.h"

/* Which emissions are spoiled. */
enum tamper_pick {
    PICK_NONE,
    PICK_ANY,
    PICK_SYN,     /* with or without ACK */
    PICK_SYN_ACK, /* of a passive or simultaneous open */
    PICK_ACK,     /* neither text nor SYN, FIN, RST */
    PICK_TEXT,
    PICK_FIN,
    PICK_RST,
};

/* What happens at the moment of the plan. */
enum tamper_strike {
    STRIKE_NONE,
    STRIKE_AGAIN,  /* the last picked emission leaves once more */
    STRIKE_NEXT,   /* text that was queued, behind the last picked emission: as much, or `asked_octets` */
    STRIKE_ASK,    /* the last picked emission, a bare ACK, as a keep-alive, with `asked_octets` of text */
    STRIKE_SIGNAL, /* the application is told `signal` */
    STRIKE_ASK_SIGNAL, /* both */
    STRIKE_ASSERT,     /* an assertion fails */
    STRIKE_CRASH,
    STRIKE_HANG,
};

/* What of the engine's view is shown. */
enum tamper_shows { SHOWS_NOTHING, SHOWS_STATE, SHOWS_VARIABLES };

/* What does not get through to the engine. */
enum tamper_deaf {
    DEAF_NOT,
    DEAF_ICMP,
    DEAF_IP_OPTIONS,
    DEAF_NOP,               /* segments with that option */
    DEAF_UNKNOWN_OPTIONS,   /* ... with one beyond RFC 7323's */
    DEAF_UNALIGNED_OPTIONS, /* ... with an option that begins on an odd octet */
    DEAF_OPTIONS,           /* ... with any, but on a SYN */
    DEAF_RST_TEXT,
};

/* All zero: nothing is spoiled. */
struct tamper {
    /* Emissions: those picked, from the `from`-th on (0: the first), `count` of them (0: all). */
    enum tamper_pick pick;
    unsigned from, count;
    int32_t seq, ack, window, octets, port; /* added to the field; octets: to the text's length */
    uint8_t source;                         /* ... to the last octet of the source address */
    uint8_t set, clear;                     /* control bits */
    uint8_t reserved, text_xor;
    uint16_t urgent;   /* added to the field */
    bool new_options;  /* `options` take the place of what there was */
    bool more_options; /* ... or come behind it */
    uint8_t options_bytes, options[12];
    uint8_t option_falls;      /* the octet of them, + 1, that is one less with each picked; 0: none */
    bool to_group, from_group; /* the destination, the source is a multicast address */
    uint8_t ttl, ds;           /* added to the field */
    uint8_t hop;               /* they take a source route by 192.0.2.hop; 0: none */
    bool wrong_checksum, wrong_offset;
    bool drop;
    uint64_t later_us; /* they leave that much later */
    unsigned copies;   /* of each, `copies_later_us` after it */
    uint64_t copies_later_us;

    /* Arrivals: the engine reads another value. 0: the right one. */
    uint16_t read_window, read_mss;
    enum tamper_deaf deaf; /* such packets are lost */
    bool heeds_groups;     /* a multicast address is taken for our own, or for the peer's */

    /* Calls of one kind: another result, so many octets more, another state, other octets. */
    bool spoils_call;
    uint8_t call, result, state, octet_xor;
    int32_t call_octets;
    uint32_t urgent_left; /* ... says that so much urgent data is left; 0: says nothing */
    bool ignores_set;     /* SET is OK, and forgotten */
    bool plain_sends;     /* SEND forgets that its text is urgent */

    /* Signals: those of a bit set are swallowed. */
    uint8_t swallowed;

    /* What strikes at the n-th segment that arrives, after the engine had it; at status() where that is 0. */
    enum tamper_strike strike;
    unsigned strike_at;
    enum tspec_signal signal;
    unsigned asked_octets;

    enum tamper_shows shows;
    int32_t shown_rcv_nxt; /* added to what the view shows */
    bool shown_state;      /* the view says LISTEN instead */

    enum tspec_fault engine; /* a fault of the engine's own, while a scenario runs */
    uint32_t capabilities;   /* declared beside the engine's */
    bool source_routes;      /* declared */
    bool undeclared;         /* the profile declares no choice: everything the RFC permits is legal */
    bool nagle;              /* ... and Nagle's algorithm, whatever the engine does */
};

/* Of instances from their next reset; borrowed. */
extern const struct tamper *tamper_plan;
extern const struct tspec_sut_class tamper_stack;

#endif
