#include "engine/iss.h"

#include <string.h>
#include "engine/fault.h"
#include "engine/seq.h"

enum { CLOCK_US = 4, ABOVE = 1 << 16 };

static uint64_t rotate(uint64_t x, unsigned bits)
{
    return x << bits | x >> (64 - bits);
}

static void sip_round(uint64_t v[4])
{
    v[0] += v[1];
    v[1] = rotate(v[1], 13) ^ v[0];
    v[0] = rotate(v[0], 32);
    v[2] += v[3];
    v[3] = rotate(v[3], 16) ^ v[2];
    v[0] += v[3];
    v[3] = rotate(v[3], 21) ^ v[0];
    v[2] += v[1];
    v[1] = rotate(v[1], 17) ^ v[2];
    v[2] = rotate(v[2], 32);
}

uint64_t tspec_iss_hash(const uint64_t secret[2], const struct tspec_socket *local,
                        const struct tspec_socket *remote)
{
    uint8_t message[40] = {0};
    memcpy(message, local->address.octets, 16);
    memcpy(message + 16, remote->address.octets, 16);
    message[32] = (uint8_t)(local->port >> 8);
    message[33] = (uint8_t)local->port;
    message[34] = (uint8_t)(remote->port >> 8);
    message[35] = (uint8_t)remote->port;
    message[39] = 36; /* SipHash ends with the length */

    uint64_t v[4] = {secret[0] ^ 0x736f6d6570736575u, secret[1] ^ 0x646f72616e646f6du,
                     secret[0] ^ 0x6c7967656e657261u, secret[1] ^ 0x7465646279746573u};
    for (unsigned at = 0; at < sizeof message; at += 8) {
        uint64_t word = 0;
        for (unsigned i = 0; i < 8; i++)
            word |= (uint64_t)message[at + i] << 8 * i;
        v[3] ^= word;
        sip_round(v);
        sip_round(v);
        v[0] ^= word;
    }
    v[2] ^= 0xff;
    for (unsigned i = 0; i < 4; i++)
        sip_round(v);
    return v[0] ^ v[1] ^ v[2] ^ v[3];
}

static struct tspec_past *past_of(struct tspec_endpoint *endpoint, const struct tspec_socket *remote)
{
    for (unsigned i = 0; i < TSPEC_BLOCKS_MAX; i++)
        if (endpoint->past[i].known && tspec_socket_equal(&endpoint->past[i].remote, remote))
            return &endpoint->past[i];
    return NULL;
}

void tspec_iss_remember(struct tspec_endpoint *endpoint, const struct tspec_socket *remote, tspec_seq next)
{
    if (endpoint->config.forgets)
        return;
    struct tspec_past *past = past_of(endpoint, remote);
    if (!past) {
        past = &endpoint->past[endpoint->past_next];
        endpoint->past_next = (uint8_t)((endpoint->past_next + 1) % TSPEC_BLOCKS_MAX);
    }
    *past = (struct tspec_past){*remote, next, true};
}

tspec_seq tspec_iss_next(struct tspec_endpoint *endpoint, uint64_t now_us, const struct tspec_socket *remote)
{
    const struct tspec_endpoint_config *config = &endpoint->config;
    uint32_t clock = (uint32_t)(now_us / CLOCK_US);
    tspec_seq iss;
    if (!config->iss_set)
        iss = tspec_seq_of(clock + (uint32_t)tspec_iss_hash(config->secret, &config->local, remote));
    else
        iss = tspec_seq_of(config->iss + (endpoint->iss_used ? clock + ABOVE : 0));
    endpoint->iss_used = true;
    if (TSPEC_FAULTY(ISS_CONSTANT))
        return tspec_seq_of(config->iss);

    const struct tspec_past *past = past_of(endpoint, remote);
    if (past && TSPEC_FAULTY(ISS_BELOW_OLD))
        return tspec_seq_of(past->next.wire - ABOVE);
    if (past && !tspec_seq_before(past->next, iss))
        iss = tspec_seq_add(past->next, ABOVE);
    return iss;
}
