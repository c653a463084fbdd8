#include "harness/cli/peer.h"

/* Whether a comes before b on the circle (RFC 9293, 3.4). */
static bool before(uint32_t a, uint32_t b)
{
    return (int32_t)(a - b) < 0;
}

static bool is_gone(const struct tspec_cli_peer *peer)
{
    return peer->state == TSPEC_CLOSED || peer->state == TSPEC_TIME_WAIT;
}

/* RFC 9293, 3.10.4: a FIN leaves. */
static void finish(struct tspec_cli_peer *peer)
{
    if (peer->state == TSPEC_CLOSE_WAIT)
        peer->state = TSPEC_LAST_ACK;
    else if (peer->state == TSPEC_ESTABLISHED || peer->state == TSPEC_SYN_RECEIVED)
        peer->state = TSPEC_FIN_WAIT_1;
}

/* A SYN that goes out before or after the other's came (RFC 9293, 3.5, figure 7). */
static void send_syn(struct tspec_cli_peer *peer, const struct tspec_segment *segment)
{
    if (!is_gone(peer))
        return;
    peer->state = peer->invited ? TSPEC_SYN_RECEIVED : TSPEC_SYN_SENT;
    peer->invited = false;
    peer->snd_nxt = segment->seq.wire + tspec_segment_length(segment);
}

void tspec_cli_peer_sent(struct tspec_cli_peer *peer, const struct tspec_segment *segment)
{
    uint32_t end = segment->seq.wire + tspec_segment_length(segment);
    peer->seen = true;
    if (segment->flags & TSPEC_RST) {
        if (segment->seq.wire == peer->snd_nxt)
            peer->state = TSPEC_CLOSED;
    } else if (segment->flags & TSPEC_SYN) {
        send_syn(peer, segment);
    } else if (!is_gone(peer) && !before(peer->snd_nxt, segment->seq.wire) && before(peer->snd_nxt, end)) {
        peer->snd_nxt = end;
        if (segment->flags & TSPEC_FIN)
            finish(peer);
    }
}

static void get_syn(struct tspec_cli_peer *peer, const struct tspec_segment *segment)
{
    bool acknowledges = segment->flags & TSPEC_ACK && segment->ack.wire == peer->snd_nxt;
    if (peer->state == TSPEC_SYN_SENT)
        peer->state = acknowledges ? TSPEC_ESTABLISHED : TSPEC_SYN_RECEIVED;
    else if (is_gone(peer))
        peer->invited = true;
    else
        return;
    peer->rcv_nxt = segment->seq.wire + 1;
}

/* All we sent is acknowledged (RFC 9293, 3.10.7.4, fifth step). */
static void get_ack(struct tspec_cli_peer *peer)
{
    switch (peer->state) {
    case TSPEC_SYN_RECEIVED:
        peer->state = TSPEC_ESTABLISHED;
        break;
    case TSPEC_FIN_WAIT_1:
        peer->state = TSPEC_FIN_WAIT_2;
        break;
    case TSPEC_CLOSING:
        peer->state = TSPEC_TIME_WAIT;
        break;
    case TSPEC_LAST_ACK:
        peer->state = TSPEC_CLOSED;
        break;
    default:
        break;
    }
}

/* RFC 9293, 3.10.7.4, eighth step. */
static void get_fin(struct tspec_cli_peer *peer)
{
    if (peer->state == TSPEC_ESTABLISHED)
        peer->state = TSPEC_CLOSE_WAIT;
    else if (peer->state == TSPEC_FIN_WAIT_1)
        peer->state = TSPEC_CLOSING;
    else if (peer->state == TSPEC_FIN_WAIT_2)
        peer->state = TSPEC_TIME_WAIT;
}

void tspec_cli_peer_got(struct tspec_cli_peer *peer, const struct tspec_segment *segment)
{
    bool acknowledges = segment->flags & TSPEC_ACK && segment->ack.wire == peer->snd_nxt;
    uint32_t end = segment->seq.wire + tspec_segment_length(segment);
    if (segment->flags & TSPEC_RST) {
        bool opening = peer->state == TSPEC_SYN_SENT;
        if (opening ? acknowledges : segment->seq.wire == peer->rcv_nxt)
            peer->state = TSPEC_CLOSED;
        return;
    }
    if (segment->flags & TSPEC_SYN && peer->state != TSPEC_SYN_RECEIVED) {
        get_syn(peer, segment);
        return;
    }
    if (acknowledges)
        get_ack(peer);
    if (is_gone(peer) || before(peer->rcv_nxt, segment->seq.wire) || !before(peer->rcv_nxt, end))
        return;
    peer->rcv_nxt = end;
    if (segment->flags & TSPEC_FIN)
        get_fin(peer);
}
