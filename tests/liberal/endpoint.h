/*
 * A TCP endpoint made to prove that the judge raises no false alarm: written from RFC 9293 and its open
 * questions, sharing nothing with engine and model but the form of segments. Wherever the RFC leaves a choice
 * it asks choose.h.
 */
#ifndef LIBERAL_ENDPOINT_H
#define LIBERAL_ENDPOINT_H

#include "choose.h"
#include "harness/sut/sut.h"

enum { RING = 65536, HELD_MAX = 8, FIN_WAIT_2_SECONDS = 60, RTO_MOST_SECONDS = 60 };
#define NEVER  UINT64_MAX
#define SECOND ((uint64_t)1000000)

/* Sequence numbers, modulo 2^32 (3.4): how far b is behind a. */
static inline int32_t seq_diff(uint32_t a, uint32_t b)
{
    return (int32_t)(a - b);
}

/* A segment beyond a gap, or text on a SYN; its octets lie in the ring. */
struct held {
    uint32_t seq, octets, ack;
    uint16_t window;
    bool fin, fields; /* fields: ACK and window are still to be looked at */
};

struct conn {
    uint8_t state, flow;
    bool passive, from_listener; /* from_listener: the moving one */
    bool accepted, released;     /* the application has it; has given it up */
    bool ghost;                  /* TIME-WAIT of one that sent a RST (AMB-27): no application knows it */
    bool reopened;               /* from TIME-WAIT (MAY-2) */
    bool closing, fin_sent, fin_late, peer_fin;
    bool no_nagle, syn_lost;
    /* When the segment is done with: an ACK goes, unless text takes it along; the oldest piece goes again. */
    bool ack_now, resend_now;
    /* Sending: una =< nxt =< end; text stands from iss + 1 to end, then the FIN. */
    uint32_t iss, una, nxt, end, wnd, wl1, wl2, max_wnd;
    uint16_t peer_mss;
    uint32_t cwnd, ssthresh, recover;
    unsigned duplicates;
    bool recovering;
    /* Receiving: what the application has read, next expected, right edge as told. */
    uint32_t irs, read, rcv, edge, syn_window;
    bool edge_told;
    struct held held[HELD_MAX];
    unsigned held_count;
    uint32_t owed, full;           /* octets and full segments not acknowledged yet */
    uint16_t mss_told, syn_octets; /* syn_octets: of text on our SYN */
    bool mss_silent;               /* told by no option */
    /* Timers: when they fire. */
    uint64_t resend_at, give_up_at, probe_at, override_at, ack_at, time_wait_at, reclaim_at;
    uint64_t rto, srtt, rttvar, probe_gap, probe_from; /* probe_from: sut.arrivals when it was set */
    bool timing, sampled, override;
    uint32_t timed;
    uint64_t timed_from, last_sent;
    uint64_t challenges[2],
        last_odd; /* when the last ACKs under the limit went, and the last that asked for one */
    bool odd_before;
};

struct tspec_sut {
    struct tspec_sut_sink sink;
    struct tspec_sut_config config;
    struct chooser chooser;
    bool reluctant;
    uint64_t now, tick, arrivals; /* arrivals: packets so far */
    bool listening, kind_known, moving;
    uint32_t highest; /* sequence number ever sent */
    bool highest_known;
    struct conn conn[TSPEC_FLOWS];
    uint8_t in[TSPEC_FLOWS][RING], out[TSPEC_FLOWS][RING], handed[RING];
};

/* The numbers it keeps to. */
uint32_t receive_buffer(const struct tspec_sut *e);
uint32_t send_buffer(const struct tspec_sut *e);
uint32_t mtu(const struct tspec_sut *e);

/* adapter.c */
struct conn *conn_begin(struct tspec_sut *e, unsigned flow, bool passive);
void conn_end(struct tspec_sut *e, struct conn *c);
void conn_signal(struct tspec_sut *e, const struct conn *c, enum tspec_signal signal);

void socket_addresses(const struct tspec_sut *e, struct tspec_address *local, struct tspec_address *remote);

/* arrive.c */
void arrive(struct tspec_sut *e, const uint8_t *ip, size_t bytes);
void arrive_synchronized(struct tspec_sut *e, struct conn *c, const struct tspec_segment *s);
void enter_time_wait(struct tspec_sut *e, struct conn *c);
void back_to_listen(struct tspec_sut *e, struct conn *c);
void reset_sent(struct tspec_sut *e, struct conn *c);
/* arrive_open.c: LISTEN and SYN-SENT; what an arriving segment is to them. */
void arrive_listen(struct tspec_sut *e, unsigned flow, const struct tspec_segment *s);
void arrive_syn_sent(struct tspec_sut *e, struct conn *c, const struct tspec_segment *s);
void established(struct tspec_sut *e, struct conn *c);
void note_mss(struct tspec_sut *e, struct conn *c, const struct tspec_segment *s);

/* receive.c */
uint32_t window(const struct conn *c);
bool window_could_open(const struct tspec_sut *e, const struct conn *c);
void open_window(struct tspec_sut *e, struct conn *c);
void put(struct tspec_sut *e, struct conn *c, uint32_t seq, const uint8_t *octets, uint32_t count);
bool hold(struct conn *c, const struct held *what);
void take_text(struct tspec_sut *e, struct conn *c, uint32_t seq, uint32_t octets, bool fin);
void take_held(struct tspec_sut *e, struct conn *c);
void owe_ack(struct tspec_sut *e, struct conn *c, uint32_t octets, bool full, bool at_once);
void update_window(struct conn *c, uint32_t seq, uint32_t ack, uint16_t wnd);
bool ack_step(struct tspec_sut *e, struct conn *c, uint32_t seq, uint32_t ack, uint16_t wnd, bool empty);

/* send.c */
void send_segment(struct tspec_sut *e, struct conn *c, uint8_t flags, uint32_t seq, uint32_t octets);
void send_ack(struct tspec_sut *e, struct conn *c);
void send_syn(struct tspec_sut *e, struct conn *c);
void send_rst(struct tspec_sut *e, unsigned flow, uint32_t seq, bool with_ack, uint32_t ack);
void refuse(struct tspec_sut *e, const struct tspec_segment *s); /* the RST of CLOSED (3.10.7.1) */
bool may_be_silent(struct tspec_sut *e, struct conn *c);
void challenge(struct tspec_sut *e, struct conn *c);                 /* an ACK under the limit */
uint32_t full_size(const struct tspec_sut *e, const struct conn *c); /* Eff.snd.MSS without options */
void output(struct tspec_sut *e, struct conn *c);
void arm(struct tspec_sut *e, struct conn *c);
void acked(struct tspec_sut *e, struct conn *c, uint32_t ack);
void resend(struct tspec_sut *e, struct conn *c);
void probe_later(struct tspec_sut *e, struct conn *c);
void probe(struct tspec_sut *e, struct conn *c);

/* timers.c */
uint64_t timers_next(const struct tspec_sut *e);
uint64_t timers_due(const struct conn *c);               /* when its first timer fires */
void cap_rto(const struct tspec_sut *e, struct conn *c); /* RFC 6298, 2.5: at least 60 s */
void fin_wait_2(struct tspec_sut *e, struct conn *c);
void timers_fire(struct tspec_sut *e, struct conn *c);
uint64_t late(struct tspec_sut *e, uint64_t span);
uint64_t on_tick(const struct tspec_sut *e, uint64_t span);

/* call.c */
void make_call(struct tspec_sut *e, const struct tspec_call *call, struct tspec_call_result *result);

/* The class's functions, for both policies. */
struct tspec_sut *endpoint_create(const struct tspec_sut_config *config, const struct tspec_sut_sink *sink,
                                  bool reluctant, char *error, size_t error_bytes);
void endpoint_destroy(struct tspec_sut *e);
bool endpoint_reset(struct tspec_sut *e, const struct tspec_sut_config *config);
void endpoint_profile(const struct tspec_sut *e, struct tspec_profile *profile);
void endpoint_call(struct tspec_sut *e, const struct tspec_call *call, struct tspec_call_result *result);
void endpoint_packet(struct tspec_sut *e, const uint8_t *ip, size_t bytes);
void endpoint_advance(struct tspec_sut *e, uint64_t until_us);
const char *endpoint_version(void);

#endif
