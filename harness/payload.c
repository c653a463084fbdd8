#include "harness/payload.h"

#include <string.h>

/* The hashes of the first octets of a stream, worked out by the compiler: few scenarios go beyond them. */
#define HASH(offset) TSPEC_PAYLOAD_MIX(((offset) + 1) * TSPEC_PAYLOAD_STEP)
#define HASHES_8(at)                                                                                         \
    HASH(at), HASH(at + 1), HASH(at + 2), HASH(at + 3), HASH(at + 4), HASH(at + 5), HASH(at + 6), HASH(at + 7)
#define HASHES_64(at)                                                                                        \
    HASHES_8(at), HASHES_8(at + 8), HASHES_8(at + 16), HASHES_8(at + 24), HASHES_8(at + 32),                 \
        HASHES_8(at + 40), HASHES_8(at + 48), HASHES_8(at + 56)
#define HASHES_512(at)                                                                                       \
    HASHES_64(at), HASHES_64(at + 64), HASHES_64(at + 128), HASHES_64(at + 192), HASHES_64(at + 256),        \
        HASHES_64(at + 320), HASHES_64(at + 384), HASHES_64(at + 448)
static const uint8_t first[4096] = {HASHES_512(0),    HASHES_512(512),  HASHES_512(1024), HASHES_512(1536),
                                    HASHES_512(2048), HASHES_512(2560), HASHES_512(3072), HASHES_512(3584)};

uint32_t tspec_payload_run(const uint8_t *octets, uint32_t count, unsigned high, uint64_t offset)
{
    uint64_t left = offset < sizeof first ? sizeof first - offset : 0;
    uint32_t known = count < left ? count : (uint32_t)left;
    uint32_t run = 0;
    for (uint64_t eight, right; run + 8 <= known; run += 8) {
        memcpy(&eight, octets + run, 8);
        memcpy(&right, first + offset + run, 8);
        if (eight != (right | (uint64_t)high * 0x1010101010101010u))
            break;
    }
    for (; run < known && octets[run] == (high << 4 | first[offset + run]); run++)
        ;
    for (; run < count && octets[run] == (high << 4 | tspec_payload_hash(offset + run)); run++)
        ;
    return run;
}
