/*
 * A system under test: one TCP stack behind one interface.
 *
 * The harness is the peer and the application, and the only source of time. All segments travel as IP
 * packets, as on a wire. A stack's own headers stay inside its adapter.
 *
 * Addressing is fixed, so that every 4-tuple is known beforehand: the stack is TSPEC_LOCAL_* and the remote
 * socket of flow f is TSPEC_REMOTE_* with port TSPEC_REMOTE_PORT + f. Every open, passive or active, uses the
 * one local port.
 */
#ifndef TSPEC_HARNESS_SUT_H
#define TSPEC_HARNESS_SUT_H

#include <stddef.h>
#include "engine/event.h"
#include "engine/segment.h"
#include "harness/profile.h"

#define TSPEC_LOCAL_IPV4  "192.0.2.1"
#define TSPEC_REMOTE_IPV4 "192.0.2.2"
#define TSPEC_LOCAL_IPV6  "2001:db8::1"
#define TSPEC_REMOTE_IPV6 "2001:db8::2"
/* The gateway of a source route, and of ICMP messages that are not the remote host's. */
#define TSPEC_GATEWAY_IPV4 "192.0.2.254"
#define TSPEC_GATEWAY_IPV6 "2001:db8::fe"
enum { TSPEC_LOCAL_PORT = 8080, TSPEC_REMOTE_PORT = 40000 };

/* Where a stack's doings go. Callbacks may come during packet(), call() and advance(), at no other time.
 * now_us is the virtual time of the emission; within one advance() the times never go back. */
struct tspec_sut_sink {
    void *context;
    /* The stack sent an IP packet; borrowed. */
    void (*packet)(void *context, uint64_t now_us, const uint8_t *ip, size_t bytes);
    /* The stack told its application something. */
    void (*signal)(void *context, uint64_t now_us, unsigned flow, enum tspec_signal signal);
    /* An assertion of the stack failed (its text, without addresses). The instance must be reset before use.
     */
    void (*fault)(void *context, uint64_t now_us, const char *text);
};

/* What the scenario asks of the instance. Zero means the stack's own default. */
struct tspec_sut_config {
    uint64_t seed;      /* every choice the stack makes by chance follows from it */
    uint8_t ip_version; /* 6, with TSPEC_CAN_IPV6; anything else: 4 */
    bool iss_set;
    uint32_t iss; /* first ISS to use, with TSPEC_CAN_SET_ISN; the next are above it */
    uint64_t msl_us;
    uint32_t receive_buffer_bytes, send_buffer_bytes;
    uint16_t mss, mtu;
    /* NAME=VALUE options for this stack, borrowed; an unknown name is an error of create(). */
    const char *const *options;
    unsigned option_count;
};

/* The stack's own variables, for stacks that can show them. `valid` says which fields mean anything. Nothing
 * in the black box may depend on them. */
enum tspec_view_field {
    TSPEC_VIEW_STATE = 1 << 0,
    TSPEC_VIEW_SND = 1 << 1,    /* iss, snd_una, snd_nxt, snd_wnd */
    TSPEC_VIEW_SND_WL = 1 << 2, /* snd_wl1, snd_wl2 */
    TSPEC_VIEW_RCV = 1 << 3,    /* irs, rcv_nxt, rcv_wnd */
    TSPEC_VIEW_RTO = 1 << 4,
    TSPEC_VIEW_TIMERS = 1 << 5, /* the five times */
    TSPEC_VIEW_MAX_WND = 1 << 6,
    TSPEC_VIEW_UP = 1 << 7, /* rcv_up */
};
struct tspec_view {
    uint32_t valid;
    uint8_t state; /* enum tspec_state; CLOSED when nothing lives on the flow */
    tspec_seq iss, snd_una, snd_nxt, snd_wl1, snd_wl2, irs, rcv_nxt;
    uint32_t snd_wnd, rcv_wnd;
    uint64_t rto_us;
    tspec_seq rcv_up;
    uint32_t max_snd_wnd;
    /* When the timers expire; UINT64_MAX: it does not run. */
    uint64_t retransmission_at_us, user_at_us, time_wait_at_us, delayed_ack_at_us, fin_wait_2_at_us;
};

struct tspec_sut; /* an instance; each adapter has its own */

struct tspec_sut_class {
    const char *name;    /* "engine", "lwip" */
    const char *summary; /* one line for `tspec list stacks` */
    /* The stack's version, for reports and waivers ("2.1.3"). */
    const char *(*version)(void);
    /* Its known deviations, the text of a waiver file (docs/waivers.md); NULL: none. */
    const char *waivers;
    /* Makes an instance at time 0 in its fresh state. NULL on error, with a sentence in error[error_bytes].
     */
    struct tspec_sut *(*create)(const struct tspec_sut_config *config, const struct tspec_sut_sink *sink,
                                char *error, size_t error_bytes);
    void (*destroy)(struct tspec_sut *sut);
    /* Back to the fresh state, bit for bit, whatever happened before (a fault included). Time is 0 again. A
     * new config may be given, NULL keeps the old. False: it cannot be had (as create would say). */
    bool (*reset)(struct tspec_sut *sut, const struct tspec_sut_config *config);
    /* The profile under the present config. */
    void (*profile)(const struct tspec_sut *sut, struct tspec_profile *profile);
    /* An IP packet reaches the stack, at the present time. */
    void (*packet)(struct tspec_sut *sut, const uint8_t *ip, size_t bytes);
    /* The application calls, at the present time. */
    void (*call)(struct tspec_sut *sut, const struct tspec_call *call, struct tspec_call_result *result);
    /* Time goes on to until_us (absolute, since reset), timers fire on the way, each at its time. */
    void (*advance)(struct tspec_sut *sut, uint64_t until_us);
    /* Shows what it can of the connection on a flow; false when it can show nothing. May be NULL. */
    bool (*view)(const struct tspec_sut *sut, unsigned flow, struct tspec_view *view);
    /* The earliest time, absolute, at which the stack may do something by itself when nothing comes;
     * UINT64_MAX: never. May be too early, never too late. NULL: it may at any time. */
    uint64_t (*next_us)(const struct tspec_sut *sut);
    /* Exploration (docs/explore.md); all NULL where a stack has none. state_bytes: more than either of the
     * others ever writes under the present config. save: the present state; returns how many octets it wrote.
     * restore: puts it back, into the same instance under the same config. image: what the future depends on,
     * octets that are equal for equal futures; returns how many. */
    size_t (*state_bytes)(const struct tspec_sut *sut);
    size_t (*save)(const struct tspec_sut *sut, uint8_t *out);
    void (*restore)(struct tspec_sut *sut, const uint8_t *from);
    size_t (*image)(const struct tspec_sut *sut, uint8_t *out);
};

/* The stacks built into this program, in a fixed order, NULL-terminated. */
const struct tspec_sut_class *const *tspec_sut_classes(void);
/* By name; NULL when there is none of that name. */
const struct tspec_sut_class *tspec_sut_find(const char *name);

#endif
