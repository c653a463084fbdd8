/*
 * A conversation held before the model, written as text.
 *
 * One step a line (or between semicolons). Numbers are relative: SEQ of the harness and ACK of the stack to
 * the peer's ISN (IRS), SEQ of the stack and ACK of the harness to the stack's ISN (ISS); `=N` is absolute.
 * So the same text runs at any place in sequence space.
 *
 * - exact | black | open: the profile. Every choice declared and all variables shown; the same without the
 *   variables; nothing declared.
 * - only CHOICE ALT[|ALT...]: declares alternatives of one choice.
 * - set NAME NUMBER: a number of the profile; times in ms. ip_version 6: the addresses are IPv6's.
 * - quirk NAME: a known deviation to allow for.
 * - flow N: the flow of what follows.
 * - base N M: a new incarnation: ISS moves by N, IRS by M.
 * - < FLAGS SEQ[+LEN] [ACK] ...: the harness sends. FLAGS of SFRPAU, - for none; then, in any order, win N,
 *   mss N, urg N, tag N, inc N, opt HEX, field N (the ACK field where the bit is off), damage checksum (or
 * short, long, truncated, from-broadcast, from-any, to-multicast), ipopt (router alert), via N (it came by a
 *   source route, of which 10.0.0.N is the last gateway).
 * - icmp KIND [seq N] [mtu N]: an ICMP message arrives; SEQ, relative to ISS, is ISS unless said.
 * - > FLAGS SEQ[+LEN] [ACK] ...: the stack sends. win N (else what keeps the right edge), wrong N (octet N of
 *   its payload is another one), urg N, ttl N, ds N, opt HEX, via N (it takes a
 *   source route by 10.0.0.N).
 * - let SETTING VALUE [= RESULT]: the call SET.
 * - CALL [N] [= RESULT ...]: a call, listen accept connect send recv shutdown close abort status; l.CALL on
 *   the listener. send N urgent; connect ADDRESS. Result: OK unless said; urgent N: so much urgent data is
 * left. recv: octets N, tag N, inc N, from N (stream offset), status: the state it tells.
 * - ! SIGNAL: the stack signals.
 * - +N | +Nus: time passes, N ms.
 * - ? STATE (CLOSED: no connection) | worlds N | inconclusive | conclusive: what the model must hold now.
 */
#ifndef TSPEC_TESTS_MODEL_DIALOGUE_H
#define TSPEC_TESTS_MODEL_DIALOGUE_H

#include "harness/model/checks.h"
#include "harness/model/clauses.h"
#include "harness/model/model.h"
#include "harness/model/quirks.h"

enum { DIALOGUE_FINDINGS = 16, DIALOGUE_OCTETS = 70000 };

struct dialogue_finding {
    unsigned check, clause, flow, state;
    enum tspec_level level;
    int quirk;
    char event[96], observed[96];
};

struct dialogue {
    struct tspec_model *model;
    struct tspec_profile profile;
    bool begun, pending; /* the model is made; something happened since the last settle */
    bool single;         /* more than one world at any step fails the test */
    bool vague;          /* `? STATE` also holds where worlds disagree */
    unsigned flow;
    uint64_t now_us;
    uint32_t iss, irs, edge; /* edge: the stack's right edge, relative to IRS */
    unsigned incarnation;
    uint64_t queued, read; /* stream offsets: given to send, taken by recv */
    unsigned finding_count;
    struct dialogue_finding findings[DIALOGUE_FINDINGS];
    char checks[512]; /* ids of what was found, in order, between blanks */
    uint64_t exercised[TSPEC_CHECK_COUNT];
    uint64_t clauses[TSPEC_CLAUSE_COUNT];
    uint8_t octets[DIALOGUE_OCTETS];
};

/* Begins over; fails the test when memory is short. */
void dialogue_begin(struct dialogue *d, uint32_t iss, uint32_t irs);
/* Plays a script. A step that cannot be read, or a `?` that does not hold, fails the test and names it. */
void dialogue_play(struct dialogue *d, const char *script);
/* Settles and finishes; the model is freed. */
void dialogue_end(struct dialogue *d);
/* All three, with numbers far from any wrap-around; returns d->checks. */
const char *dialogue(struct dialogue *d, const char *script);

/* Bit set of the alternatives "A|B" of a choice; fails the test for an unknown name. */
unsigned dialogue_alternatives(unsigned choice, const char *names);
unsigned dialogue_choice(const char *name);

#endif
