/* What two applications have a right to, whatever the network does (RFC 9293, 3.4.3, 3.6, 3.8). */
#include <stdio.h>
#include <string.h>

#include "harness/judge/pair.h"
#include "harness/payload.h"

static void find(struct tspec_pair *pair, unsigned flow, unsigned check, const char *observed_class,
                 const char *expected, const char *observed)
{
    struct tspec_judge *j = pair->side[0];
    if (j->over)
        return;
    j->flow = flow;
    tspec_judge_find(j, check, observed_class, expected, observed);
}

/* "stack" or "peer", for sentences. */
static const char *name_of(unsigned side)
{
    return side == 0 ? "the stack" : "the peer";
}

/* The stack of `side` has begun another connection on the flow, or goes on with the one it has. */
static void follow(struct tspec_pair *pair, unsigned side, unsigned flow)
{
    const struct tspec_track_flow *t = &pair->side[side]->track.flows[flow];
    struct tspec_end *end = &pair->ends.end[side][flow];
    if (!t->iss_seen)
        return;
    struct tspec_end_connection *last = end->logged ? &end->log[end->logged - 1] : NULL;
    if (last == NULL || last->incarnation != t->incarnation) {
        if (end->logged == TSPEC_END_CONNECTIONS)
            memmove(end->log, end->log + 1, --end->logged * sizeof *end->log);
        last = &end->log[end->logged++];
        end->connected = end->shut = false;
        end->read = 0;
    }
    *last = (struct tspec_end_connection){t->iss, t->incarnation, t->send_offset};
}

/* The connection of the other side that this side's is the other half of; NULL: there is none known. */
static const struct tspec_end_connection *other_half(const struct tspec_pair *pair, unsigned side,
                                                     unsigned flow)
{
    const struct tspec_track_flow *t = &pair->side[side]->track.flows[flow];
    const struct tspec_end *other = &pair->ends.end[!side][flow];
    if (!t->irs_seen)
        return NULL;
    for (unsigned i = other->logged; i-- > 0;)
        if (other->log[i].iss == t->irs)
            return &other->log[i];
    return NULL;
}

/* Whether both sides' latest connections are the two halves of one. */
static bool are_one(const struct tspec_pair *pair, unsigned flow)
{
    const struct tspec_track_flow *a = &pair->side[0]->track.flows[flow],
                                  *b = &pair->side[1]->track.flows[flow];
    const struct tspec_end *ends[TSPEC_SIDES] = {&pair->ends.end[0][flow], &pair->ends.end[1][flow]};
    return ends[0]->connected && ends[1]->connected && a->irs == b->iss && b->irs == a->iss;
}

static uint64_t msl_us(const struct tspec_pair *pair)
{
    const struct tspec_scenario *scenario = pair->side[0]->scenario;
    return scenario->msl_us ? scenario->msl_us : (uint64_t)120 * 1000000; /* RFC 9293, 3.4.2 */
}

/* A reset towards a side that still waits for an acknowledgment, on a connection that nobody has broken off:
 * whoever sent it has forgotten the connection too soon (3.6.1). Not, where it had to: after 2 MSL. */
static void judge_reset(struct tspec_pair *pair, unsigned side, unsigned flow)
{
    const struct tspec_end *end = &pair->ends.end[side][flow];
    const struct tspec_track_flow *other = &pair->side[!side]->track.flows[flow];
    bool early = pair->side[side]->now_us - end->sent_us < 2 * msl_us(pair);
    bool orderly = !pair->ends.disorderly[flow] && are_one(pair, flow) && early;
    pair->ends.disorderly[flow] = true; /* it may arrive late, and at the next connection */
    if (!orderly)
        return;
    tspec_judge_exercised(pair->side[0], TSPEC_CHECK_PAIR_RESET);
    if (other->snd_una == other->snd_nxt)
        return;
    char observed[96];
    snprintf(observed, sizeof observed, "a reset from %s, and the other side still waits for an ACK",
             name_of(side));
    find(pair, flow, TSPEC_CHECK_PAIR_RESET, "reset", "the connection is closed by FIN and ACK alone",
         observed);
}

/* A thousand acknowledgments and nothing else: each is the answer to the one before. The rules themselves
 * lead there when an old SYN,ACK meets TIME-WAIT, and nothing in RFC 9293 but its leave to limit such answers
 * (RFC 5961, 7) leads out again; so it is told, held against nobody, and the scenario ends. */
static void judge_war(struct tspec_pair *pair, unsigned flow, const struct tspec_segment *seg)
{
    unsigned *idle = &pair->ends.idle[flow];
    bool bare = seg->flags == TSPEC_ACK && seg->payload_bytes == 0;
    *idle = bare ? *idle + 1 : 0;
    if (*idle == TSPEC_FLOOD_SEGMENTS / 2)
        tspec_judge_exercised(pair->side[0], TSPEC_CHECK_PAIR_WAR);
    if (*idle <= TSPEC_FLOOD_SEGMENTS)
        return;
    find(pair, flow, TSPEC_CHECK_PAIR_WAR, "acknowledgments", "one of the two falls silent",
         "over 1,000 acknowledgments in a row");
    pair->side[0]->over = true;
}

void tspec_ends_sent(struct tspec_pair *pair, unsigned side, const struct tspec_tap_item *item)
{
    unsigned flow = (unsigned)item->flow;
    struct tspec_end *end = &pair->ends.end[side][flow];
    follow(pair, side, flow);
    if (item->kind == TSPEC_TAP_SIGNAL) {
        end->connected |= item->signal == TSPEC_SIGNAL_CONNECTED;
        pair->ends.disorderly[flow] |= item->signal == TSPEC_SIGNAL_REFUSED ||
                                       item->signal == TSPEC_SIGNAL_RESET ||
                                       item->signal == TSPEC_SIGNAL_TIMEOUT;
        return;
    }
    judge_war(pair, flow, &item->segment);
    if (item->segment.flags & TSPEC_RST)
        judge_reset(pair, side, flow);
    else
        end->sent_us = item->time_us;
}

/* Whether the octets are marked as those of another connection: eight in a row, as identity needs. */
static bool are_older(const uint8_t *octets, uint32_t count, unsigned incarnation)
{
    enum { CLAIM = 8 };
    for (uint32_t i = 0; i < CLAIM; i++)
        if (i == count || octets[i] >> 6 != octets[0] >> 6 || octets[i] >> 6 == (incarnation & 3u))
            return false;
    return true;
}

/* The octets are those that the other application gave for this very connection, from the first on. */
static void judge_octets(struct tspec_pair *pair, unsigned side, unsigned flow,
                         const struct tspec_call_result *result)
{
    struct tspec_end *end = &pair->ends.end[side][flow];
    const struct tspec_end_connection *given = other_half(pair, side, flow);
    if (given == NULL || result->octets == 0)
        return;
    uint64_t at = end->read;
    uint32_t left = given->taken > at ? (uint32_t)(given->taken - at) : 0;
    end->read += result->octets;
    tspec_judge_exercised(pair->side[0], TSPEC_CHECK_PAIR_OCTETS);
    tspec_judge_exercised(pair->side[0], TSPEC_CHECK_PAIR_OLD);
    uint32_t right = tspec_payload_run(result->data, result->octets, (given->incarnation & 3u) << 2, at);
    if (right > left)
        right = left;
    if (right == result->octets)
        return;
    char expected[96], observed[96];
    if (right < left)
        snprintf(expected, sizeof expected, "octet %llu of the stream", (unsigned long long)(at + right));
    else
        snprintf(expected, sizeof expected, "%llu octets, all that were given",
                 (unsigned long long)given->taken);
    bool older = are_older(result->data + right, result->octets - right, given->incarnation);
    snprintf(observed, sizeof observed, "%s the application of %s",
             older ? "octets of an older connection reach" : "another reaches", name_of(side));
    find(pair, flow, older ? TSPEC_CHECK_PAIR_OLD : TSPEC_CHECK_PAIR_OCTETS,
         older           ? "older connection"
         : right == left ? "more octets"
                         : "other octets",
         expected, observed);
}

/* END: all that was given has come. */
static void judge_end(struct tspec_pair *pair, unsigned side, unsigned flow)
{
    struct tspec_end *end = &pair->ends.end[side][flow];
    const struct tspec_end_connection *given = other_half(pair, side, flow);
    if (given == NULL || pair->ends.disorderly[flow])
        return;
    tspec_judge_exercised(pair->side[0], TSPEC_CHECK_PAIR_LOST);
    if (end->read >= given->taken)
        return;
    char expected[96], observed[96];
    snprintf(expected, sizeof expected, "%llu octets before the end", (unsigned long long)given->taken);
    snprintf(observed, sizeof observed, "%llu reach the application of %s", (unsigned long long)end->read,
             name_of(side));
    find(pair, flow, TSPEC_CHECK_PAIR_LOST, "fewer octets", expected, observed);
}

void tspec_ends_called(struct tspec_pair *pair, unsigned side, const struct tspec_call *call,
                       const struct tspec_call_result *result)
{
    unsigned flow = call->flow;
    if (result->result == TSPEC_RESULT_OK && call->kind != TSPEC_CALL_STATUS)
        pair->ends.called_us = pair->side[0]->now_us;
    follow(pair, side, flow);
    switch ((enum tspec_call_kind)call->kind) {
    case TSPEC_CALL_RECEIVE:
        if (result->result == TSPEC_RESULT_OK)
            judge_octets(pair, side, flow, result);
        else if (result->result == TSPEC_RESULT_END)
            judge_end(pair, side, flow);
        break;
    case TSPEC_CALL_SHUTDOWN:
        pair->ends.end[side][flow].shut |= result->result == TSPEC_RESULT_OK;
        break;
    case TSPEC_CALL_RELEASE:
    case TSPEC_CALL_ABORT:
        pair->ends.disorderly[flow] = true;
        break;
    default:
        break;
    }
}

/* Whether a side has closed, and has got all that the other gave. */
static bool is_done(const struct tspec_pair *pair, unsigned side, unsigned flow)
{
    const struct tspec_end *end = &pair->ends.end[side][flow];
    const struct tspec_end_connection *given = other_half(pair, side, flow);
    return end->shut && given != NULL && end->read == given->taken;
}

/* Both applications have closed and read all there was, and time enough has passed for any retransmission and
 * 2 MSL: nothing is left of the connection on either side. */
static void judge_gone(struct tspec_pair *pair, unsigned flow)
{
    static const uint64_t patience_us = (uint64_t)600 * 1000000;
    uint64_t since_us = pair->side[0]->now_us - pair->ends.called_us;
    if (pair->ends.disorderly[flow] || !are_one(pair, flow) || since_us < 2 * msl_us(pair) + patience_us)
        return;
    if (!is_done(pair, 0, flow) || !is_done(pair, 1, flow))
        return;
    tspec_judge_exercised(pair->side[0], TSPEC_CHECK_PAIR_CLOSED);
    for (unsigned s = 0; s < TSPEC_SIDES; s++) {
        struct tspec_call call = {.kind = TSPEC_CALL_STATUS, .flow = (uint8_t)flow};
        struct tspec_call_result result;
        if (!tspec_judge_call(pair->side[s], &call, &result) || result.result != TSPEC_RESULT_OK ||
            result.state == TSPEC_CLOSED || result.state == TSPEC_LISTEN)
            continue;
        char observed[96];
        snprintf(observed, sizeof observed, "%s is in %s", name_of(s), tspec_state_name(result.state));
        find(pair, flow, TSPEC_CHECK_PAIR_CLOSED, tspec_state_name(result.state), "both sides reach CLOSED",
             observed);
    }
}

void tspec_ends_finish(struct tspec_pair *pair)
{
    for (unsigned flow = 0; flow < TSPEC_FLOWS && !pair->side[0]->over; flow++)
        judge_gone(pair, flow);
}
